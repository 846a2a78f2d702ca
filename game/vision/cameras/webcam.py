"""Webcams: a thread that keeps only the newest frame, and recovers from a camera's failures.

If the camera is unplugged, used by another program or frozen on one picture, the thread closes it and tries again.
A driver call that does not return cannot be ended from here: `status` says "stuck", and the process must be ended by
the one that started it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

import cv2
import numpy as np

from game.tuning import WEBCAM, WebcamTuning
from game.vision.cameras.source import OK, SourceState, SourceStatus
from game.vision.frame import Frame, Image
from game.words import mark


class CameraTroubleError(Exception):
    """A camera that cannot be opened now: its state and a sentence for the player."""

    def __init__(self, state: SourceState, sentence: str) -> None:
        super().__init__(sentence)
        self.status = SourceStatus(state, sentence)


class Device(Protocol):
    """An open camera. Only the thread that opened it calls it."""

    def read(self) -> tuple[Image, float] | None:
        """Wait for the next picture: (picture, time.perf_counter() of its capture), or None if the camera failed."""

    def release(self) -> None:
        """Close it."""


class Webcam:
    """A live source on a device that may fail in any way.

    open_device: opens the camera, raises CameraTroubleError; called for each attempt.
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
        self._lock = threading.Condition()  # guards everything below; never held during a driver call
        self._newest: Frame | None = None
        self._status = SourceStatus("opening", mark("The camera is being opened."))
        self._call_s: float | None = None  # start of the current driver call
        self._call_limit_s = tuning.open_s
        self._first_s: float | None = None
        self._count = 0
        self._size = (0, 0)
        self._closing = False
        self._previous: Image | None = None  # this and the next: used only by the thread
        self._changed_s = now()
        self._thread = threading.Thread(target=self._run, name="webcam", daemon=True)
        self._thread.start()

    @property
    def status(self) -> SourceStatus:
        """As the thread last reported, unless it is blocked in a driver call."""
        with self._lock:
            if self._call_s is not None and not self._closing:
                caught_s = self._now() - self._call_s
                if caught_s > self._call_limit_s:
                    return SourceStatus(
                        "stuck", mark("The camera's driver does not answer; unplug the camera and plug it in.")
                    )
                if self._status.state == "ok" and caught_s > self._tuning.lost_s:
                    return SourceStatus("lost", mark("The camera sends no pictures; check its cable."))
            return self._status

    @property
    def ended(self) -> bool:
        """Whether it was closed; a lost camera may come back."""
        return self._closing

    @property
    def fps(self) -> float:
        """The requested rate; the real one also depends on light."""
        return self._tuning.fps

    @property
    def size(self) -> tuple[int, int]:
        """Size of the newest frame."""
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
        """Ask the thread to close the device; waits briefly, and leaves a blocked thread behind."""
        with self._lock:
            self._closing = True
            self._lock.notify_all()
        self._thread.join(timeout=1.0)

    def _run(self) -> None:
        while not self._closing:
            try:
                with self._call(self._tuning.open_s):
                    device = self._open_device()
            except CameraTroubleError as trouble:
                self._report(trouble.status)
            except cv2.error:
                closed = mark("The camera cannot be opened; replug it, or choose another one.")
                self._report(SourceStatus("lost", closed))
            else:
                self._stream(device)
            with self._lock:
                self._lock.wait_for(lambda: self._closing, self._tuning.reopen_s)

    def _stream(self, device: Device) -> None:
        """Read until the camera fails, is frozen for too long, or is closed; then release the device."""
        opened_s = self._now()
        limit_s = self._tuning.first_read_s
        try:
            while not self._closing:
                with self._call(limit_s):
                    taken = device.read()
                limit_s = self._tuning.read_s
                if taken is None:
                    self._report(SourceStatus("lost", mark("The camera is gone; plug it in again.")))
                    return
                if not self._frozen(taken[0]):
                    self._hand_over(*taken)
                    continue
                self._report(
                    SourceStatus("frozen", mark("The camera's picture does not change; uncover the lens or replug it."))
                )
                frozen_s = self._now() - max(opened_s, self._changed_s)
                if frozen_s > self._tuning.frozen_s + self._tuning.reopen_frozen_s:
                    return
        except cv2.error:
            self._report(SourceStatus("lost", mark("The camera failed; plug it in again.")))
        finally:
            with self._call(self._tuning.read_s):
                device.release()

    def _frozen(self, image: Image) -> bool:
        """Whether the picture has been identical for too long, also across reopening the camera."""
        if self._previous is None or not _same(image, self._previous):
            self._changed_s = self._now()
        self._previous = image
        return self._now() - self._changed_s > self._tuning.frozen_s

    def _hand_over(self, image: Image, taken_s: float) -> None:
        with self._lock:
            if self._first_s is None:
                self._first_s = taken_s
            self._newest = Frame(image, taken_s - self._first_s, self._count, captured_s=taken_s)
            self._count += 1
            self._size = (int(image.shape[1]), int(image.shape[0]))
            self._status = OK
            self._lock.notify_all()

    def _report(self, status: SourceStatus) -> None:
        with self._lock:
            self._status = status

    @contextmanager
    def _call(self, limit_s: float) -> Iterator[None]:
        """Marks a driver call: if it takes longer than `limit_s`, `status` says "stuck"."""
        with self._lock:
            self._call_s, self._call_limit_s = self._now(), limit_s
        try:
            yield
        finally:
            with self._lock:
                self._call_s = None


def _same(image: Image, previous: Image) -> bool:
    """Whether no pixel changed. Nearly always one row decides, because a sensor is never free of noise."""
    if image.shape != previous.shape:
        return False
    middle = image.shape[0] // 2
    return bool(np.array_equal(image[middle], previous[middle]) and np.array_equal(image, previous))
