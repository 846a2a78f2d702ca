"""The virtual player shows one pose: as a film for the demo camera, and as loops of pictures for the guide."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Final

import cv2
import numpy as np

from game.scene.drawing import Pixels
from game.vision.cameras.demo import VirtualReel
from game.vision.cameras.files import ReelSource
from game.vision.cameras.source import FrameSource
from game.vision.spec import VisionSpec
from game.vision.virtual.performance import ACTS, Beat, Performance
from game.vision.virtual.posture import Side
from game.vision.virtual.source import VirtualCamera
from game.vision.virtual.view import View

LOOP_FPS: Final = 10.0
LOOP_MOST_S: Final = 3.0
PAUSE_S: Final = 0.6
GUIDE_SEED: Final = 30
GUIDE_VARIETY: Final = 0.15  # the textbook pose, not one of its many variants


def can_show(label: str) -> bool:
    """Whether the virtual player knows a pose of this name."""
    return label in ACTS


class Poser(VirtualReel):
    """Films the virtual player taking up one pose again and again, each time a little differently."""

    def __init__(self, label: str, seed: int = 0, size: tuple[int, int] = (640, 480)) -> None:
        self._performance = Performance(seed, self._script(label))
        super().__init__(VirtualCamera(seed=seed, size=size, cast=(self._performance,)))

    def held(self, t_s: float) -> bool:
        """Whether the pose is fully taken up at this time of the film."""
        return any(cue.peak_s <= t_s <= cue.leave_s for cue in self._performance.cues(t_s))

    def source(self, spec: VisionSpec) -> FrameSource:
        """As a camera: what `VisionSpec.open` wants."""
        return ReelSource(self, spec.realtime)

    @staticmethod
    def _script(label: str) -> Iterator[Beat]:
        for _ in count():
            yield Beat(label, None, PAUSE_S)


def pose_loop(label: str, size: tuple[int, int] = (320, 320)) -> tuple[Pixels, ...]:
    """How a pose is taken up, as RGB pictures at LOOP_FPS, mirrored as in a mirror; none for an unknown pose."""
    if not can_show(label):
        return ()
    side: Side | None = "left" if label == "hadouken" else None  # as most people do it
    performance = Performance(GUIDE_SEED, (Beat(label, side, PAUSE_S),), variety=GUIDE_VARIETY)
    height_m = performance.build.height
    near = View(distance_m=1.38 * height_m, height_m=0.72 * height_m, tilt_rad=0.0, focal=0.95)  # raised hands too
    camera = VirtualCamera(seed=GUIDE_SEED, size=size, cast=(performance,), fps=LOOP_FPS, view=near)
    first_s = performance.cues(LOOP_MOST_S)[0].start_s - 0.2
    last_s = min(performance.end_s, first_s + LOOP_MOST_S)
    pictures = (camera.frame(index).image for index in range(int(first_s * LOOP_FPS), int(last_s * LOOP_FPS)))
    return tuple(np.asarray(cv2.flip(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), 1), np.uint8) for image in pictures)
