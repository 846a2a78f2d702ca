"""A webcam that misbehaves on command, in whatever process it is opened: the fault is read from a file."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from game.tuning import WEBCAM, WebcamTuning
from game.vision.cameras.webcam import CameraTroubleError, Webcam
from game.vision.frame import Image
from game.vision.spec import VisionSpec

Fault = Literal["none", "gone", "busy", "frozen", "blocked", "tiny", "grey", "alpha", "huge", "odd", "backwards"]
FPS = 30.0
LAST: dict[Path, Image] = {}
"""The last picture of each camera: one that is frozen shows it still after it was opened anew."""


@dataclass(frozen=True)
class Control:
    """What the test holds: says which fault the camera has from now on."""

    path: Path

    def set(self, fault: Fault) -> None:
        beside = self.path.with_suffix(".part")
        beside.write_text(fault, encoding="utf-8")
        beside.replace(self.path)

    @property
    def fault(self) -> str:
        return self.path.read_text(encoding="utf-8")


class FaultyDevice:
    """30 noisy frames a second, like a sensor; or the fault."""

    def __init__(self, control: Control) -> None:
        self.control = control
        while control.fault == "blocked":
            time.sleep(0.005)
        if control.fault == "busy":
            raise CameraTroubleError("busy", "Another program is using camera 0; close it there.")
        if control.fault == "gone":
            raise CameraTroubleError("lost", "There is no camera 0; plug it in, or choose --camera demo.")
        self.rng = np.random.default_rng()
        self.due_s = time.perf_counter()

    def read(self) -> tuple[Image, float] | None:
        self.due_s = max(self.due_s + 1 / FPS, time.perf_counter())
        time.sleep(max(0.0, self.due_s - time.perf_counter()))
        fault = self.control.fault
        while fault == "blocked":  # the thread is really caught here, as in a driver
            time.sleep(0.005)
            fault = self.control.fault
        if fault == "gone":
            return None
        now_s = time.perf_counter()
        if fault == "backwards":
            now_s -= float(self.rng.uniform(0, 5))
        if fault != "frozen" or self.control.path not in LAST:
            LAST[self.control.path] = self.picture(fault)
        return LAST[self.control.path], now_s

    def picture(self, fault: str) -> Image:
        shape = {
            "tiny": (1, 1, 3),
            "grey": (480, 640),
            "alpha": (480, 640, 4),
            "huge": (3000, 4000, 3),
            "odd": (480, 640, 5),
        }.get(fault, (480, 640, 3))
        image = np.zeros(shape, np.uint8)
        image[:4] = self.rng.integers(0, 255, image[:4].shape, np.uint8)
        middle = shape[0] // 2
        image[middle] = self.rng.integers(0, 255, image[middle].shape, np.uint8)
        return image

    def release(self) -> None:
        pass


def open_webcam(control: Control, tuning: WebcamTuning = WEBCAM) -> Webcam:
    return Webcam(lambda: FaultyDevice(control), tuning)


def open_for(control: Control, spec: VisionSpec) -> Webcam:
    """For `VisionSpec.open`, as a functools.partial: it travels into the vision process."""
    return open_webcam(control)
