"""Frames in, poses out: the one place that talks to MediaPipe.

MediaPipe's VIDEO mode on the caller's own thread: one frame in, its poses out, nothing queued. (Its LIVE_STREAM
mode queues results without bound when the reader is slow.)
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
import tempfile
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Self

import cv2
import numpy as np

from game.body.pose import Landmark, Pose
from game.errors import UserError
from game.vision.frame import Frame, Image

MOST_PEOPLE: Final = 1
WIDEST_PX: Final = 1280
"""Longest side given to MediaPipe: its models look at 224 and 256 pixels, so more is only more to copy."""
REWIND_MS: Final = 500
"""A clock that falls back further than this is a source that started again, not one with jitter."""
ROUTINE: Final = re.compile(
    rb"INFO: |[IW]\d{4} |WARNING: (Logging before|All log messages before|Read-only tensor)|\s*$"
)
"""Lines MediaPipe's C++ writes to stderr at every start, however well things go. No option turns them off."""


class Landmarker:
    """Finds people in frames; a context manager, since MediaPipe holds threads and memory.

    model: a checked bundle, as `game.vision.models.pose_model` returns it.
    most_people: how many poses `detect` returns at most.
    Raises UserError when MediaPipe cannot use the model.
    """

    def __init__(self, model: Path, most_people: int = MOST_PEOPLE) -> None:
        if most_people < 1:
            raise ValueError("a landmarker looks for at least one person")
        self._most_people = most_people
        self._name = model.name
        try:
            self._bundle = model.read_bytes()
        except OSError as error:
            raise UserError(
                f"The pose model {model} cannot be read ({error.strerror}); pass another with --pose-model."
            ) from error
        self._mediapipe = _mediapipe()
        self._task = self._open()

    def detect(self, frame: Frame) -> tuple[Pose, ...]:
        """The people in this frame, at most `most_people`, in no lasting order; none for an empty frame.

        Takes colour, grey and four-channel pictures of any size. Never raises over the frame's picture or time:
        a time that does not move on is moved on by a millisecond, one that falls far back starts afresh.
        """
        picture = _rgb(frame.image)
        if picture is None:
            return ()
        found = self._task.detect_for_video(self._image(picture), self._stamp_ms(frame.t_s))
        size = (frame.image.shape[1], frame.image.shape[0])
        return tuple(pose for marks in found.pose_landmarks if (pose := _pose(marks, size)) is not None)

    def close(self) -> None:
        """Free MediaPipe's threads and memory; harmless when already closed."""
        self._task.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> Any:
        """A fresh task, already warm: the first inference is slow and noisy, so it happens here."""
        tasks = self._mediapipe.tasks
        options = tasks.vision.PoseLandmarkerOptions(
            base_options=tasks.BaseOptions(model_asset_buffer=self._bundle),
            running_mode=tasks.vision.RunningMode.VIDEO,
            num_poses=self._most_people,
        )
        with _quiet():
            try:
                task = tasks.vision.PoseLandmarker.create_from_options(options)
                task.detect_for_video(self._image(np.zeros((64, 64, 3), np.uint8)), 0)
            except (ValueError, RuntimeError, OSError) as error:
                raise UserError(
                    f"MediaPipe cannot use the pose model {self._name} ({_first_line(error)}); pass another with "
                    "--pose-model or fetch it again with: python tools/fetch_models.py --force"
                ) from error
        self._last_ms = 0
        return task

    def _image(self, rgb: Image) -> Any:
        return self._mediapipe.Image(image_format=self._mediapipe.ImageFormat.SRGB, data=rgb)

    def _stamp_ms(self, t_s: float) -> int:
        """The frame's time as MediaPipe wants it: whole milliseconds that always increase."""
        wanted = round(t_s * 1000)
        if wanted < self._last_ms - REWIND_MS:
            self._task.close()
            self._task = self._open()
        self._last_ms = max(wanted, self._last_ms + 1)
        return self._last_ms


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else type(error).__name__


def _rgb(image: Image) -> Image | None:
    """The picture as MediaPipe reads it, or None when there is nothing to look at."""
    if image.size == 0 or image.ndim not in (2, 3):
        return None
    height, width = image.shape[:2]
    scale = WIDEST_PX / max(height, width)
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    channels = 1 if image.ndim == 2 else image.shape[2]
    code = {1: cv2.COLOR_GRAY2RGB, 3: cv2.COLOR_BGR2RGB, 4: cv2.COLOR_BGRA2RGB}.get(channels)
    if code is None:
        return None
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(image), code), np.uint8)


def _pose(marks: list[Any], size: tuple[int, int]) -> Pose | None:
    points = np.array([(m.x, m.y, m.z, m.visibility or 0.0) for m in marks], np.float32)
    if points.shape != (len(Landmark), 4) or not np.isfinite(points).all():
        return None
    return Pose(points, size)


def _mediapipe() -> Any:
    """The mediapipe package, imported without the 2.5 s of what it does not need here.

    Where TensorFlow is installed, mediapipe imports all of it for one decorator of its documentation, and
    matplotlib for a function that plots; it copes without the first and never calls the second.
    """
    plots = {name: types.ModuleType(name) for name in ("matplotlib", "matplotlib.pyplot")}
    with _stand_ins({"tensorflow": None, **plots}):
        import mediapipe
    return mediapipe


@contextlib.contextmanager
def _stand_ins(modules: dict[str, types.ModuleType | None]) -> Iterator[None]:
    """For a while, importing one of these gives the stand-in (None: as if not installed), unless already imported."""
    placed = {name: module for name, module in modules.items() if name not in sys.modules}
    sys.modules.update(placed)  # type: ignore[arg-type]  # None is documented: the import then fails
    try:
        yield
    finally:
        for name in placed:
            del sys.modules[name]


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Hold back what C++ writes to stderr meanwhile, and pass on all but the routine lines."""
    try:
        stderr = os.dup(2)
    except OSError:  # no stderr at all (pythonw): nothing to keep quiet
        yield
        return
    if sys.stderr is not None:
        sys.stderr.flush()
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)
            held.seek(0)
            for line in held:
                if not ROUTINE.match(line):
                    os.write(2, line)
