"""Opens a camera by the user's name for it: a webcam, a video file, a folder of pictures, the virtual player."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

from game.errors import UserError
from game.tuning import WEBCAM, WebcamTuning
from game.vision.cameras.device import (
    NO_WEBCAM,
    OpenCvDevice,
    find_webcam,
    open_first_webcam,
    quiet_opencv,
    refuse_unusable,
)
from game.vision.cameras.files import PicturesReel, Reel, ReelSource, VideoReel
from game.vision.cameras.source import FrameSource, Turn, Upright
from game.vision.cameras.webcam import CameraTroubleError, Webcam
from game.words import told

__all__ = ["FrameSource", "check_source", "find_webcam", "open_as_is", "open_source"]

DEMO: Final = "demo"
DEMO_PAIR: Final = "demo-pair"
"""Two virtual players."""
DRAWN: Final = (DEMO, DEMO_PAIR)
"""The cameras that see virtual players."""
DEMO_SIZE: Final = (640, 480)
_FIRST: Final = ""  # the first webcam found


def open_source(
    spec: str | None = None,
    *,
    seed: int = 0,
    size: tuple[int, int] = DEMO_SIZE,
    realtime: bool = True,
    turn: Turn = 0,
    mirrored: bool = False,
) -> FrameSource:
    """Open a camera whose frames are upright and unmirrored, with increasing times.

    turn: degrees clockwise that set its picture upright. mirrored: the camera mirrors its picture; this undoes it.
    For the rest see `open_as_is`.
    """
    return Upright(open_as_is(spec, seed=seed, size=size, realtime=realtime), turn, mirrored)


def open_as_is(
    spec: str | None = None,
    *,
    seed: int = 0,
    size: tuple[int, int] = DEMO_SIZE,
    realtime: bool = True,
    near: bool = False,
) -> FrameSource:
    """Open a camera and take its frames as they come.

    spec: webcam number or device path, video file, picture folder, "demo" or "demo-pair"; None: the first webcam that
        works.
    seed, size: of the virtual player's performance and frames (pixels).
    realtime: files and the demo play by the wall clock and drop late frames; else every frame comes, in order.
        A webcam is always live.
    near: a face near the camera is to be seen: a webcam gives its largest pictures, the virtual player sits down.
    Raises UserError for a camera that cannot be used, as far as that can be told at once: a webcam is opened in
    the background and says the rest through its `status`.
    """
    quiet_opencv()
    webcam = _webcam(spec)
    if webcam is None:
        assert spec is not None
        return ReelSource(_reel(spec, seed, size, near), realtime)
    try:
        _refuse_webcam(webcam)
    except CameraTroubleError as trouble:
        raise UserError(trouble.status.sentence) from trouble
    tuning = replace(WEBCAM, size=WEBCAM.near_size) if near else WEBCAM
    return Webcam(lambda: _open_webcam(webcam, tuning), tuning)


def check_source(spec: str | None) -> None:
    """Raise UserError if this camera evidently cannot be used, without starting it. For the command line."""
    quiet_opencv()
    webcam = _webcam(spec)
    try:
        if webcam is not None:
            _refuse_webcam(webcam)
        elif spec is not None and spec not in DRAWN:
            _reel(spec, 0, DEMO_SIZE).close()
    except CameraTroubleError as trouble:
        raise UserError(trouble.status.sentence) from trouble


def _webcam(spec: str | None) -> int | str | None:
    """A webcam's number or device path, "" for the first one; None if `spec` is no webcam."""
    if spec is None:
        return _FIRST
    if spec.isdecimal():
        return int(spec)
    return spec if spec.startswith("/dev/") else None


def _refuse_webcam(webcam: int | str) -> None:
    if webcam == _FIRST:
        number = find_webcam() if sys.platform == "linux" else 0
        if number is None:
            raise CameraTroubleError("lost", NO_WEBCAM)
        webcam = number
    refuse_unusable(webcam)


def _open_webcam(webcam: int | str, tuning: WebcamTuning) -> OpenCvDevice:
    return open_first_webcam(tuning) if webcam == _FIRST else OpenCvDevice(webcam, tuning)


def _reel(spec: str, seed: int, size: tuple[int, int], near: bool = False) -> Reel:
    if spec in DRAWN and near:
        from game.vision.cameras.desk import DeskReel

        return DeskReel(seed, size)
    if spec in DRAWN:
        from game.vision.cameras.demo import VirtualReel
        from game.vision.virtual.source import VirtualCamera, duo_camera

        return VirtualReel(duo_camera(seed, size) if spec == DEMO_PAIR else VirtualCamera(seed, size))
    path = Path(spec)
    if path.is_dir():
        return PicturesReel(path)
    if path.is_file():
        return VideoReel(path)
    raise UserError(
        told(
            "There is no camera, video or picture folder {spec}; give a webcam's number, a path, demo or none.",
            spec=spec,
        )
    )
