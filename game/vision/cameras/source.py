"""The interface of all cameras, and the normalisation of their pictures."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from game.errors import UserError
from game.vision.frame import Frame, Image, LatePoses
from game.words import mark, told

SourceState = Literal["opening", "ok", "lost", "frozen", "busy", "stuck", "odd", "ended"]
Turn = Literal[0, 90, 180, 270]

LARGEST_PX: Final = 1920
"""Longest side of a frame; the pose model uses 256 pixels, so more only costs time."""
SMALLEST_PX: Final = 64
"""Shortest side of a frame in which somebody can be found."""


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """State of a source, with a sentence for the player (empty if all is well).

    opening: no frame yet. lost: gone; retrying. frozen: its picture does not change. busy: another program uses it.
    stuck: a call into its driver does not return; only ending the process frees it. odd: its pictures cannot be used.
    ended: no more frames will come.
    """

    state: SourceState
    sentence: str = ""


OK: Final = SourceStatus("ok")


class FrameSource(Protocol):
    """A source of frames. One thread reads; `close` frees the device and may be called twice."""

    @property
    def status(self) -> SourceStatus:
        """How the source is doing now."""

    @property
    def live(self) -> bool:
        """Whether frames come in real time and late ones are dropped; otherwise every frame comes, in order."""

    @property
    def ended(self) -> bool:
        """Whether no more frames will come."""

    @property
    def fps(self) -> float:
        """Frames per second as the source states it."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of its frames in pixels; (0, 0) before a live source gave one."""

    def read(self, wait_s: float = 0.0) -> Frame | None:
        """The next frame, waiting at most `wait_s` seconds for it; None: nothing new."""

    def close(self) -> None:
        """Free the device."""


class Upright:
    """A source with normalised frames: upright, unmirrored, three 8-bit channels, limited size, increasing times.

    turn: degrees clockwise that set the picture upright. mirrored: the camera mirrors its picture; this undoes it.
    """

    def __init__(self, inner: FrameSource, turn: Turn = 0, mirrored: bool = False) -> None:
        self._inner = inner
        self._turn = turn
        self._mirrored = mirrored
        self._odd = ""  # why its pictures cannot be used
        self._last_s = -math.inf
        self._shift_s = 0.0

    @property
    def status(self) -> SourceStatus:
        """The inner source's, or what is wrong with its pictures."""
        status = self._inner.status
        return SourceStatus("odd", self._odd) if self._odd and status.state == "ok" else status

    @property
    def live(self) -> bool:
        """As the inner source."""
        return self._inner.live

    @property
    def ended(self) -> bool:
        """As the inner source."""
        return self._inner.ended

    @property
    def fps(self) -> float:
        """As the inner source."""
        return self._inner.fps

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the upright frames."""
        width, height = self._inner.size
        if (longest := max(width, height)) > LARGEST_PX:
            width, height = (max(1, round(side * LARGEST_PX / longest)) for side in (width, height))
        return (height, width) if self._turn in (90, 270) else (width, height)

    def read(self, wait_s: float = 0.0) -> Frame | None:
        """The next frame, normalised. A picture that cannot be used is skipped and reported in `status`."""
        frame = self._inner.read(wait_s)
        if frame is None:
            return None
        try:
            image = turned(three_channels(frame.image), self._turn)
        except ValueError as error:
            self._odd = told(
                "The camera gives pictures that cannot be used ({why}); choose another one.", why=error.args[0]
            )
            return None
        self._odd = "" if min(image.shape[:2]) >= SMALLEST_PX else _small(image)
        truth = frame.truth if self._turn == 0 else ()  # poses are not rotated
        if self._mirrored:
            image = np.ascontiguousarray(image[:, ::-1])
            true = truth
            truth = LatePoses(lambda: tuple(pose.mirrored() for pose in true))
        return replace(frame, image=image, t_s=self._increasing(frame.t_s), truth=truth)

    def close(self) -> None:
        """Close the inner source."""
        self._inner.close()

    def _increasing(self, t_s: float) -> float:
        """The frame's time; if it repeats, decreases or is not finite, the last time plus one frame."""
        if not math.isfinite(t_s):
            t_s = self._last_s - self._shift_s
        if t_s + self._shift_s <= self._last_s:
            self._shift_s = self._last_s + 1.0 / self._inner.fps - t_s
        self._last_s = t_s + self._shift_s
        return self._last_s


class Patient:
    """A source that may not exist yet: opening it is retried until it works.

    open_source: opens it, raises UserError. wait_s: pause between attempts.
    """

    def __init__(
        self,
        open_source: Callable[[], FrameSource],
        wait_s: float,
        now: Callable[[], float] = time.perf_counter,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._open_source = open_source
        self._wait_s = wait_s
        self._now = now
        self._sleep = sleep
        self._inner: FrameSource | None = None
        self._status = SourceStatus("opening", mark("The camera is being opened."))
        self._closed = False
        self._try()

    @property
    def status(self) -> SourceStatus:
        """The source's, or why it cannot be opened."""
        return self._status if self._inner is None else self._inner.status

    @property
    def live(self) -> bool:
        """As the source."""
        return True if self._inner is None else self._inner.live

    @property
    def ended(self) -> bool:
        """As the source."""
        return self._closed or (self._inner is not None and self._inner.ended)

    @property
    def fps(self) -> float:
        """As the source; 30 until it is there."""
        return 30.0 if self._inner is None else self._inner.fps

    @property
    def size(self) -> tuple[int, int]:
        """As the source; (0, 0) until it is there."""
        return (0, 0) if self._inner is None else self._inner.size

    def read(self, wait_s: float = 0.0) -> Frame | None:
        """The source's next frame; opens the source first if the next attempt is due."""
        if self._inner is None and not self._closed and self._now() >= self._again_s:
            self._try()
        if self._inner is None:
            self._sleep(wait_s)
            return None
        return self._inner.read(wait_s)

    def close(self) -> None:
        """Close the source and stop retrying."""
        self._closed = True
        if self._inner is not None:
            self._inner.close()

    def _try(self) -> None:
        self._again_s = self._now() + self._wait_s
        try:
            self._inner = self._open_source()
        except UserError as error:
            self._status = SourceStatus("lost", error.sentence)


def three_channels(image: npt.NDArray[np.generic]) -> Image:
    """BGR uint8 (h, w, 3), contiguous, from grey, grey+alpha, BGRA or 16-bit pictures; longer side at most 1920.

    Raises ValueError with a short description of anything that is not a picture.
    """
    if not isinstance(image, np.ndarray) or image.ndim not in (2, 3) or image.size == 0:
        raise ValueError(told("a picture of shape {shape}", shape=str(getattr(image, "shape", "?"))))
    if image.dtype == np.uint16:
        image = (np.asarray(image, np.uint16) >> 8).astype(np.uint8)
    if image.dtype != np.uint8:
        raise ValueError(told("pixels of type {kind}", kind=str(image.dtype)))
    channels = 1 if image.ndim == 2 else image.shape[2]
    if channels in (1, 2):
        grey = image if image.ndim == 2 else image[:, :, 0]
        image = np.repeat(grey[:, :, None], 3, axis=2)
    elif channels == 4:
        image = image[:, :, :3]
    elif channels != 3:
        raise ValueError(told("pictures of {n} channels", n=channels))
    longest = max(image.shape[:2])
    if longest > LARGEST_PX:
        height, width = (max(1, round(side * LARGEST_PX / longest)) for side in image.shape[:2])
        image = cv2.resize(np.ascontiguousarray(image), (width, height), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(image)


def turned(image: Image, turn: Turn) -> Image:
    """The picture turned clockwise by a quarter, a half or three quarters."""
    return image if turn == 0 else np.ascontiguousarray(np.rot90(image, -(turn // 90)))


def _small(image: Image) -> str:
    return told(
        "A picture of {size} pixels shows nobody; choose a larger frame size or another camera.",
        size=f"{image.shape[1]}×{image.shape[0]}",
    )


def as_turn(degrees: int) -> Turn:
    """A turn from a number a user gave; raises UserError for anything but 0, 90, 180, 270."""
    for turn in (0, 90, 180, 270):
        if degrees == turn:
            return turn
    raise UserError(f"A camera can be turned by 0, 90, 180 or 270 degrees, not by {degrees}.")
