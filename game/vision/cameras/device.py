"""Real webcams through OpenCV: listing, opening and configuring them."""

from __future__ import annotations

import os
import sys
import time
from typing import Final

import cv2
import numpy as np

from game.tuning import WEBCAM, WebcamTuning
from game.vision.cameras.v4l2 import node_state, video_nodes
from game.vision.cameras.webcam import CameraTroubleError
from game.vision.frame import Image
from game.words import mark, told

NO_WEBCAM: Final = mark("No webcam was found; plug one in, or choose --camera demo.")
_MOST_NUMBERS: Final = 4  # how many camera numbers are tried if the system cannot list them


class OpenCvDevice:
    """A webcam through OpenCV. Uses MJPG if available (raw pictures at 30 fps overload USB 2); newest frame first.

    where: camera number, or a device path on Linux. Raises CameraTroubleError.
    """

    def __init__(self, where: int | str, tuning: WebcamTuning = WEBCAM) -> None:
        refuse_unusable(where)
        self._camera = cv2.VideoCapture(where, _backend())
        if not self._camera.isOpened():
            raise CameraTroubleError(
                "lost", told("Camera {where} cannot be opened; {remedy}.", where=where, remedy=told(_how_to_allow()))
            )
        width, height = tuning.size
        self._camera.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        self._camera.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        self._camera.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        self._camera.set(cv2.CAP_PROP_FPS, tuning.fps)
        self._camera.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def read(self) -> tuple[Image, float] | None:
        """The next picture and the time it was taken."""
        done, image = self._camera.read()
        if not done or image is None:
            return None
        return np.asarray(image, np.uint8), self._taken_s()

    def release(self) -> None:
        """Close the camera."""
        self._camera.release()

    def _taken_s(self) -> float:
        """The driver's timestamp if it uses our clock (V4L2 stamps with CLOCK_MONOTONIC, as perf_counter does)."""
        now_s = time.perf_counter()
        if sys.platform == "linux":
            stamp_s = float(self._camera.get(cv2.CAP_PROP_POS_MSEC)) / 1000.0
            if 0.0 <= now_s - stamp_s < 0.5:
                return stamp_s
        return now_s


def refuse_unusable(where: int | str) -> None:
    """Raise CameraTroubleError if this camera evidently cannot be opened. Fast; only Linux can tell in advance."""
    if sys.platform != "linux":
        return
    path = f"/dev/video{where}" if isinstance(where, int) else where
    match node_state(path):
        case "missing":
            raise CameraTroubleError(
                "lost", told("There is no camera {where}; plug it in, or choose --camera demo.", where=where)
            )
        case "busy":
            raise CameraTroubleError(
                "busy", told("Another program is using camera {where}; close it there.", where=where)
            )
        case "denied":
            raise CameraTroubleError(
                "lost", told("Camera {where} may not be opened by you; add yourself to group video.", where=where)
            )
        case "no camera":
            raise CameraTroubleError(
                "lost", told("{where} is not a camera; choose another with --camera.", where=where)
            )


def find_webcam() -> int | None:
    """Number of the first webcam that works, else of a busy one; None if there is none. Fast, prints nothing."""
    if sys.platform == "linux":
        return next(iter(_numbers()), None)
    for number in _numbers():
        camera = cv2.VideoCapture(number, _backend())
        works = camera.isOpened()
        camera.release()
        if works:
            return number
    return None


def open_first_webcam(tuning: WebcamTuning = WEBCAM) -> OpenCvDevice:
    """The first webcam that works. Raises CameraTroubleError with the reason of the last one if none does."""
    trouble = CameraTroubleError("lost", NO_WEBCAM)
    for number in _numbers():
        try:
            return OpenCvDevice(number, tuning)
        except CameraTroubleError as error:
            trouble = error
    raise trouble


def _numbers() -> list[int]:
    """Camera numbers to try, in order: on Linux the existing ones, busy ones last."""
    if sys.platform != "linux":
        return list(range(_MOST_NUMBERS))
    states = {number: node_state(f"/dev/video{number}") for number in video_nodes()}
    return [number for wanted in ("free", "busy") for number, state in states.items() if state == wanted]


def quiet_opencv() -> None:
    """Silence OpenCV's messages on stderr; errors are reported in one sentence instead. Call it first."""
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")  # AV_LOG_QUIET
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


def _backend() -> int:
    """DirectShow on Windows, where Media Foundation takes up to half a minute to open; V4L2 on Linux."""
    return {"win32": cv2.CAP_DSHOW, "linux": cv2.CAP_V4L2}.get(sys.platform, cv2.CAP_ANY)


def _how_to_allow() -> str:
    if sys.platform == "darwin":
        return mark("allow the terminal to use the camera in System Settings, Privacy")
    return mark("close other programs that use it, or replug it")
