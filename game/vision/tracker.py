"""A picture in, poses out: the only module that calls MediaPipe.

It uses MediaPipe's VIDEO mode on the caller's thread: one frame in, its poses out, no queue (LIVE_STREAM mode
queues results without limit if the reader is slow).
"""

from __future__ import annotations

import contextlib
import os
import sys
import types
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from game.body.pose import Landmark, Pose
from game.errors import UserError, reason
from game.quiet import hushed
from game.vision.frame import Image
from game.words import told

WIDEST_PX: Final = 1280
"""Longest side given to MediaPipe. Its models use 224 and 256 pixels, so larger pictures only cost time."""
NOWHERE: Final = "none://nowhere"
"""A proxy of a kind that libcurl does not know."""
REWIND_MS: Final = 500
"""If time falls back by more than this, the source restarted; smaller steps back are jitter."""


class Tracker:
    """One MediaPipe task in VIDEO mode: finds up to `most_people` and tracks them from frame to frame.

    has_found: it has found somebody since it was opened. Raises UserError if MediaPipe cannot use the model.
    """

    def __init__(self, model: Path, most_people: int) -> None:
        if most_people < 1:
            raise ValueError("a landmarker looks for at least one person")
        self._most_people = most_people
        self._name = model.name
        try:
            self._bundle = model.read_bytes()
        except OSError as error:
            raise UserError(
                told("The pose model {model} cannot be read ({why}); try another.", model=model, why=reason(error))
            ) from error
        self._mediapipe = _mediapipe()
        self._last_ms = 0
        self.has_found = False
        self._open()

    def detect(self, rgb: Image, t_s: float, size: tuple[int, int]) -> tuple[Pose, ...]:
        """Poses in pixels of `size`; the picture itself may be a smaller copy."""
        wanted_ms = round(t_s * 1000)
        if wanted_ms < self._last_ms - REWIND_MS:
            self.close()
            self._open()
        self._last_ms = max(wanted_ms, self._last_ms + 1)
        # On the first body found MediaPipe prints one more log line.
        with contextlib.nullcontext() if self.has_found else hushed():
            found = self._task.detect_for_video(self._image(rgb), self._last_ms).pose_landmarks
        self.has_found |= bool(found)
        return tuple(pose for marks in found if (pose := _pose(marks, size)) is not None)

    def close(self) -> None:
        """Free MediaPipe's threads and memory; may be called twice."""
        self._closing()

    def _open(self) -> None:
        """A new task, warmed up: the first inference is slow and prints log lines."""
        tasks = self._mediapipe.tasks
        options = tasks.vision.PoseLandmarkerOptions(
            base_options=tasks.BaseOptions(model_asset_buffer=self._bundle),
            running_mode=tasks.vision.RunningMode.VIDEO,
            num_poses=self._most_people,
        )
        with hushed():
            try:
                self._task = tasks.vision.PoseLandmarker.create_from_options(options)
                self._task.detect_for_video(self._image(np.zeros((64, 64, 3), np.uint8)), 0)
            except (ValueError, RuntimeError, OSError) as error:
                why = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
                raise UserError(
                    told(
                        "MediaPipe cannot use the pose model {name} ({why}); pass another with --pose-model; the game"
                        " fetches its own again once that is deleted",
                        name=self._name,
                        why=why,
                    )
                ) from error
        self._closing = weakref.finalize(self, _close, self._task)  # also if nobody calls close
        self._last_ms = 0
        self.has_found = False

    def _image(self, rgb: Image) -> Any:
        return self._mediapipe.Image(image_format=self._mediapipe.ImageFormat.SRGB, data=rgb)


def _close(task: Any) -> None:
    try:
        task.close()
    except RuntimeError:  # at exit threads cannot be joined; the system frees everything anyway
        task._handle = None


def as_rgb(image: Image) -> Image | None:
    """The picture in MediaPipe's format, or None if it is empty."""
    if image.size == 0 or image.ndim not in (2, 3) or image.dtype != np.uint8:
        return None
    channels = 1 if image.ndim == 2 else image.shape[2]
    code = {1: cv2.COLOR_GRAY2RGB, 3: cv2.COLOR_BGR2RGB, 4: cv2.COLOR_BGRA2RGB}.get(channels)
    if code is None:
        return None
    height, width = image.shape[:2]
    scale = WIDEST_PX / max(height, width)
    image = np.ascontiguousarray(image)
    if scale < 1:
        small = (max(1, round(width * scale)), max(1, round(height * scale)))
        image = np.asarray(cv2.resize(image, small, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.cvtColor(image, code), np.uint8)


def _pose(marks: list[Any], size: tuple[int, int]) -> Pose | None:
    """MediaPipe's landmarks as a Pose, None if one of them is not finite."""
    points = np.array([(mark.x, mark.y, mark.z, mark.visibility or 0.0) for mark in marks], np.float32)
    if points.shape != (len(Landmark), 4) or not np.isfinite(points).all():
        return None
    return Pose(points, size)


def _mediapipe() -> Any:
    """The mediapipe package, imported without 2.5 s of imports that are not needed here.

    If TensorFlow is installed, mediapipe imports all of it for a decorator of its documentation, and matplotlib for a
    plotting function. It works without the first and never calls the second here.
    """
    _silence()
    plots = {name: types.ModuleType(name) for name in ("matplotlib", "matplotlib.pyplot")}
    with _stand_ins({"tensorflow": None, **plots}):
        import mediapipe
    return mediapipe


def _silence() -> None:
    """Keep MediaPipe from telling its maker how it is used, because nothing leaves the player's machine.

    From version 0.10.35 on its library sends statistics to play.googleapis.com after a minute
    (github.com/google-ai-edge/mediapipe/issues/6291) and has no switch for it. It sends with libcurl, which takes a
    proxy from C's environment: with one of an unknown kind it gives up before it opens a socket. Python's own downloads
    read `os.environ`, which stays as it is.
    """
    os.putenv("https_proxy", NOWHERE)
    os.putenv("no_proxy", "nowhere.invalid")  # else a player's own "no_proxy=*" would go before it


@contextlib.contextmanager
def _stand_ins(modules: dict[str, types.ModuleType | None]) -> Iterator[None]:
    """Temporarily make imports of these modules give the stand-in (None: not installed), unless already imported."""
    placed = {name: module for name, module in modules.items() if name not in sys.modules}
    sys.modules.update(placed)  # type: ignore[arg-type]  # None is documented: the import then fails
    try:
        yield
    finally:
        for name in placed:
            del sys.modules[name]
