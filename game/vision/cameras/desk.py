"""The virtual player at a desk, whose eyes follow the gaze lab's target, as a reel of frames."""

from __future__ import annotations

from typing import Final

import numpy as np

from game.body.pose import Pose
from game.gaze.path import spot
from game.vision.frame import Image
from game.vision.virtual.desk import Desk, Looker, joined, natural
from game.vision.virtual.desk import Pose as HeadPose

START_S: Final = 1.0
"""The lab's target begins to move at this time of the reel; it must be told so."""
BLINK_EACH_S: Final = 3.7
BLINK_S: Final = 0.15
HEAD_SHARE: Final = 0.25
"""How much of the way to the target the head turns."""
SWAY_RAD: Final = 0.03


class DeskReel:
    """Endless frames. seed: who. size: of the frames in pixels."""

    fps = 30.0

    def __init__(self, seed: int, size: tuple[int, int]) -> None:
        self._desk = Desk(away_m=0.5)
        self._looker = Looker(seed + 9, self._desk, size)
        self.size = size
        self._at = -1

    def advance(self) -> float | None:
        """Go to the next frame."""
        self._at += 1
        return self._at / self.fps

    def develop(self) -> tuple[Image, tuple[Pose, ...]] | None:
        """Render the current frame."""
        t_s = self._at / self.fps
        at = spot(t_s - START_S)
        sway = SWAY_RAD * np.sin((0.7 * t_s, 0.9 * t_s + 1.0))
        pose = joined(natural(self._desk, at.x, at.y, HEAD_SHARE), HeadPose(float(sway[0]), float(sway[1])))
        blink = 1.0 if t_s % BLINK_EACH_S > BLINK_EACH_S - BLINK_S else 0.0
        return self._looker.frame(at.x, at.y, pose, blink, self._at), ()

    def close(self) -> None:
        """Nothing to free."""
