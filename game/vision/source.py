"""What every camera looks like from outside, and setting its pictures right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from game.errors import UserError
from game.vision.frame import Frame, Image

SourceState = Literal["opening", "ok", "lost", "frozen", "busy", "stuck", "ended"]
Turn = Literal[0, 90, 180, 270]

LARGEST_PX: Final = 1920
"""Longer side of a frame at most; the pose model sees 256 pixels, so more only costs time."""


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How a source is doing, with a sentence for people (empty when all is well).

    opening: not a frame yet. lost: gone, being looked for. frozen: its picture does not change. busy: another
    program holds it. stuck: a call into its driver does not come back, only ending the process frees it.
    ended: no more frames will come.
    """

    state: SourceState
    sentence: str = ""


OK: Final = SourceStatus("ok")


class FrameSource(Protocol):
    """Where frames come from. One thread reads; `close` frees the device and may be called twice."""

    @property
    def status(self) -> SourceStatus:
        """How the source is doing now."""

    @property
    def live(self) -> bool:
        """Whether frames come by the wall clock and late ones are dropped; else each comes, in order."""

    @property
    def ended(self) -> bool:
        """Whether no more frames will come."""

    @property
    def fps(self) -> float:
        """Frames a second the source says it gives."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of its frames in pixels; (0, 0) before a live source gave one."""

    def read(self, wait_s: float = 0.0) -> Frame | None:
        """The next frame, waiting at most `wait_s` seconds for it; None: nothing new."""

    def close(self) -> None:
        """Free the device."""


class Upright:
    """A source whose pictures are set right: turned, unmirrored, three channels of 8 bits, of sensible size.

    turn: degrees clockwise that set the picture upright. mirrored: the camera mirrors, so mirror it back.
    """

    def __init__(self, inner: FrameSource, turn: Turn = 0, mirrored: bool = False) -> None:
        self._inner = inner
        self._turn = turn
        self._mirrored = mirrored
        self._odd = ""

    @property
    def status(self) -> SourceStatus:
        """The inner source's, or what is wrong with the shape of its pictures."""
        status = self._inner.status
        return SourceStatus("lost", self._odd) if self._odd and status.state == "ok" else status

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
        """The next frame, set right. A picture of impossible shape is passed over and shows in `status`."""
        frame = self._inner.read(wait_s)
        if frame is None:
            return None
        try:
            image = turned(three_channels(frame.image), self._turn)
        except ValueError as error:
            self._odd = f"The camera gives pictures that cannot be used ({error}); try another camera."
            return None
        self._odd = ""
        truth = frame.truth if self._turn == 0 else ()
        if self._mirrored:
            image = np.ascontiguousarray(image[:, ::-1])
            truth = tuple(pose.mirrored() for pose in truth)
        return frame if image is frame.image else replace(frame, image=image, truth=truth)

    def close(self) -> None:
        """Close the inner source."""
        self._inner.close()


def three_channels(image: npt.NDArray[np.generic]) -> Image:
    """BGR uint8 (h, w, 3), contiguous, from grey, grey+alpha, BGRA or 16-bit pictures, longer side at most 1920.

    Raises ValueError with a few words for anything that is not a picture.
    """
    if not isinstance(image, np.ndarray) or image.ndim not in (2, 3) or image.size == 0:
        raise ValueError(f"a picture of shape {getattr(image, 'shape', None)}")
    if image.dtype == np.uint16:
        image = (np.asarray(image, np.uint16) >> 8).astype(np.uint8)
    if image.dtype != np.uint8:
        raise ValueError(f"pixels of type {image.dtype}")
    channels = 1 if image.ndim == 2 else image.shape[2]
    if channels in (1, 2):
        grey = image if image.ndim == 2 else image[:, :, 0]
        image = np.repeat(grey[:, :, None], 3, axis=2)
    elif channels == 4:
        image = image[:, :, :3]
    elif channels != 3:
        raise ValueError(f"pictures of {channels} channels")
    longest = max(image.shape[:2])
    if longest > LARGEST_PX:
        height, width = (max(1, round(side * LARGEST_PX / longest)) for side in image.shape[:2])
        image = cv2.resize(np.ascontiguousarray(image), (width, height), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(image)


def turned(image: Image, turn: Turn) -> Image:
    """The picture turned clockwise by a quarter, a half or three quarters."""
    return image if turn == 0 else np.ascontiguousarray(np.rot90(image, -(turn // 90)))


def as_turn(degrees: int) -> Turn:
    """A turn from a number a user gave; raises UserError for anything but 0, 90, 180, 270."""
    for turn in (0, 90, 180, 270):
        if degrees == turn:
            return turn
    raise UserError(f"A camera can be turned by 0, 90, 180 or 270 degrees, not by {degrees}.")
