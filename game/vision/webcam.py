"""Webcams: a thread that always holds only the newest frame, and survives what webcams do.

Unplugged, held by another program, or showing one picture forever: the thread closes the device and tries again.
A call into the driver that does not come back cannot be ended from here; `status` says "stuck", and whoever owns
the process ends it.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Final, Protocol

import cv2
import numpy as np

from game.tuning import WEBCAM, WebcamTuning
from game.vision.frame import Frame, Image
from game.vision.source import OK, SourceState, SourceStatus
from game.vision.v4l2 import node_state, video_nodes

_MOST_NUMBERS: Final = 4  # how many camera numbers are tried where the system cannot list them


class CameraTroubleError(Exception):
    """A camera that cannot be opened now: a state and a sentence for people."""

    def __init__(self, state: SourceState, sentence: str) -> None:
        super().__init__(sentence)
        self.status = SourceStatus(state, sentence)


class Device(Protocol):
    """An open camera. The thread that opened it makes every call."""

    def read(self) -> tuple[Image, float] | None:
        """Wait for the next picture: it and the time.perf_counter() it was taken at; None: the camera failed."""

    def release(self) -> None:
        """Close it."""


class Webcam:
    """A live source over a device that may fail in any way.

    open_device: opens the camera, raises CameraTroubleError. Called anew whenever the camera is to be opened again.
    """

    live = True

    def __init__(
        self,
        open_device: Callable[[], Device],
        tuning: WebcamTuning = WEBCAM,
        now: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._open_device = open_device
        self._tuning = tuning
        self._now = now
        self._lock = threading.Condition()  # guards all below; never held during a call into the driver
        self._newest: Frame | None = None
        self._status = SourceStatus("opening", "The camera is being opened.")
        self._call_s: float | None = None  # since when the thread is inside a call into the driver
        self._call_limit_s = tuning.open_s
        self._first_s: float | None = None
        self._count = 0
        self._size = (0, 0)
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="webcam", daemon=True)
        self._thread.start()

    @property
    def status(self) -> SourceStatus:
        """As the thread last said, unless it is caught in a call."""
        with self._lock:
            if self._call_s is not None and not self._closing:
                caught_s = self._now() - self._call_s
                if caught_s > self._call_limit_s:
                    return SourceStatus(
                        "stuck", "The camera's driver does not answer; unplug the camera and plug it in."
                    )
                if self._status.state == "ok" and caught_s > self._tuning.lost_s:
                    return SourceStatus("lost", "The camera sends no pictures; check its cable.")
            return self._status

    @property
    def ended(self) -> bool:
        """Only when closed: a camera that is gone may come back."""
        return self._closing

    @property
    def fps(self) -> float:
        """The rate asked for; light decides what really comes."""
        return self._tuning.fps

    @property
    def size(self) -> tuple[int, int]:
        """Of the newest frame."""
        with self._lock:
            return self._size

    def read(self, wait_s: float = 0.0) -> Frame | None:
        """The newest frame if it was not read before, waiting at most `wait_s` seconds for one."""
        with self._lock:
            if self._newest is None and wait_s > 0:
                self._lock.wait_for(lambda: self._newest is not None or self._closing, wait_s)
            frame, self._newest = self._newest, None
            return frame

    def close(self) -> None:
        """Let the thread close the device; waits shortly, a thread that is stuck is left behind."""
        with self._lock:
            self._closing = True
            self._lock.notify_all()
        self._thread.join(timeout=1.0)

    def _run(self) -> None:
        while not self._closing:
            try:
                self._begin_call(self._tuning.open_s)
                device = self._open_device()
            except CameraTroubleError as trouble:
                self._end_call()
                self._say(trouble.status)
            except cv2.error as error:
                self._end_call()
                self._say(SourceStatus("lost", f"The camera cannot be opened ({error}); try another one."))
            else:
                self._end_call()
                self._stream(device)
            with self._lock:
                self._lock.wait_for(lambda: self._closing, self._tuning.reopen_s)

    def _stream(self, device: Device) -> None:
        """Read until the camera fails, freezes for too long, or is closed; releases the device."""
        previous: Image | None = None
        changed_s = self._now()
        limit_s = self._tuning.first_read_s
        try:
            while not self._closing:
                self._begin_call(limit_s)
                taken = device.read()
                self._end_call()
                limit_s = self._tuning.read_s
                if taken is None:
                    self._say(SourceStatus("lost", "The camera is gone; plug it in again."))
                    return
                image, taken_s = taken
                if previous is None or not _same(image, previous):
                    changed_s = self._now()
                previous = image
                still_s = self._now() - changed_s
                if still_s > self._tuning.frozen_s + self._tuning.reopen_frozen_s:
                    return
                if still_s > self._tuning.frozen_s:
                    self._say(
                        SourceStatus("frozen", "The camera's picture does not change; uncover the lens or replug it.")
                    )
                else:
                    self._hand_over(image, taken_s)
        except cv2.error as error:
            self._end_call()
            self._say(SourceStatus("lost", f"The camera failed ({error}); plug it in again."))
        finally:
            self._begin_call(self._tuning.read_s)
            device.release()
            self._end_call()

    def _hand_over(self, image: Image, taken_s: float) -> None:
        with self._lock:
            if self._first_s is None:
                self._first_s = taken_s
            self._newest = Frame(image, taken_s - self._first_s, self._count, captured_s=taken_s)
            self._count += 1
            self._size = (int(image.shape[1]), int(image.shape[0]))
            self._status = OK
            self._lock.notify_all()

    def _say(self, status: SourceStatus) -> None:
        with self._lock:
            self._status = status

    def _begin_call(self, limit_s: float) -> None:
        with self._lock:
            self._call_s = self._now()
            self._call_limit_s = limit_s

    def _end_call(self) -> None:
        with self._lock:
            self._call_s = None


class OpenCvDevice:
    """A webcam through OpenCV: MJPG where it has it (raw pictures at 30 a second overload USB 2), newest frame first.

    where: camera number, or a device path on Linux. Raises CameraTroubleError.
    """

    def __init__(self, where: int | str, tuning: WebcamTuning = WEBCAM) -> None:
        refuse_unusable(where)
        self._camera = cv2.VideoCapture(where, _backend())
        if not self._camera.isOpened():
            raise CameraTroubleError("lost", f"Camera {where} cannot be opened; {_how_to_allow()}.")
        width, height = tuning.size
        self._camera.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        self._camera.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        self._camera.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        self._camera.set(cv2.CAP_PROP_FPS, tuning.fps)
        self._camera.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def read(self) -> tuple[Image, float] | None:
        """The next picture and when it was taken."""
        done, image = self._camera.read()
        if not done or image is None:
            return None
        return np.asarray(image, np.uint8), self._taken_s()

    def release(self) -> None:
        """Close the camera."""
        self._camera.release()

    def _taken_s(self) -> float:
        """The driver's own stamp where it is on our clock (V4L2 stamps by CLOCK_MONOTONIC, as perf_counter does)."""
        now_s = time.perf_counter()
        if sys.platform == "linux":
            stamp_s = float(self._camera.get(cv2.CAP_PROP_POS_MSEC)) / 1000.0
            if 0.0 <= now_s - stamp_s < 0.5:
                return stamp_s
        return now_s


def refuse_unusable(where: int | str) -> None:
    """Raise CameraTroubleError if this camera evidently cannot be opened. Quick; only Linux can tell beforehand."""
    if sys.platform != "linux":
        return
    path = f"/dev/video{where}" if isinstance(where, int) else where
    match node_state(path):
        case "missing":
            raise CameraTroubleError("lost", f"There is no camera {where}; plug it in, or choose --camera demo.")
        case "busy":
            raise CameraTroubleError("busy", f"Another program is using camera {where}; close it there.")
        case "denied":
            raise CameraTroubleError("lost", f"Camera {where} may not be opened by you; add yourself to group video.")
        case "no camera":
            raise CameraTroubleError("lost", f"{where} is not a camera; choose another with --camera.")


def find_webcam() -> int | None:
    """The number of the first webcam that works, else of a busy one; None without any. Quick and quiet."""
    if sys.platform == "linux":
        states = {number: node_state(f"/dev/video{number}") for number in video_nodes()}
        for wanted in ("free", "busy"):
            for number, state in states.items():
                if state == wanted:
                    return number
        return None
    for number in range(_MOST_NUMBERS):
        camera = cv2.VideoCapture(number, _backend())
        works = camera.isOpened()
        camera.release()
        if works:
            return number
    return None


def open_first_webcam() -> OpenCvDevice:
    """The first webcam that works. Raises CameraTroubleError."""
    number = find_webcam()
    if number is None:
        raise CameraTroubleError("lost", "No webcam was found; plug one in, or choose --camera demo.")
    return OpenCvDevice(number)


def quiet_opencv() -> None:
    """Let OpenCV fail without lines of its own on stderr: what went wrong is told in a sentence. Call it first."""
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")  # AV_LOG_QUIET
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


def _backend() -> int:
    """DirectShow on Windows, where Media Foundation takes up to half a minute to open; V4L2 on Linux."""
    return {"win32": cv2.CAP_DSHOW, "linux": cv2.CAP_V4L2}.get(sys.platform, cv2.CAP_ANY)


def _how_to_allow() -> str:
    if sys.platform == "darwin":
        return "allow the terminal to use the camera in System Settings, Privacy"
    return "close other programs that use it, or replug it"


def _same(image: Image, previous: Image) -> bool:
    """Whether no pixel changed. One row settles it nearly always: a sensor is never free of noise."""
    if image.shape != previous.shape:
        return False
    middle = image.shape[0] // 2
    return bool(np.array_equal(image[middle], previous[middle]) and np.array_equal(image, previous))
