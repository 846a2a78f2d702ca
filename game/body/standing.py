"""Where a player should go so that all they do can be seen: back, closer, or to the middle of the picture."""

from __future__ import annotations

import math
from enum import StrEnum

from game.body.pose import Landmark, Pose
from game.body.units import BodyUnits
from game.tuning import STANDING, Standing


class Place(StrEnum):
    """What is wrong with a player's place. ASIDE_LEFT: they stand too far to the left of the mirroring screen."""

    GOOD = "good"
    NEAR = "near"
    FAR = "far"
    ASIDE_LEFT = "aside left"
    ASIDE_RIGHT = "aside right"


def misplaced(pose: Pose, units: BodyUnits, tuning: Standing = STANDING, slack: float = 1.0) -> Place:
    """What is wrong with a body's place in one frame. slack: below 1 the limits are stricter.

    A player is too near who cannot raise both hands inside the frame: a jump needs the wrists over the nose.
    """
    wide, high = pose.frame
    torso = units.torso_px / high
    nose = float(pose.points[Landmark.NOSE, 1])
    if torso > tuning.near * slack or nose < tuning.headroom * torso / slack:
        return Place.NEAR
    if torso < tuning.far / slack:
        return Place.FAR
    off = 0.5 - units.origin_px[0] / wide  # the camera does not mirror: its right is the screen's left
    if abs(off) > tuning.aside * slack:
        return Place.ASIDE_RIGHT if off > 0 else Place.ASIDE_LEFT
    return Place.GOOD


class StandingGuide:
    """Tells a place that is wrong for a while; a step or a lunge passes unsaid. One guide a player."""

    def __init__(self, tuning: Standing = STANDING) -> None:
        self._tuning = tuning
        self.reset()

    def reset(self) -> None:
        """Forget the player."""
        self._seen = Place.GOOD
        self._since_s = -math.inf
        self._said = Place.GOOD

    def step(self, t_s: float, pose: Pose | None, units: BodyUnits | None) -> Place:
        """Look at one more frame; times increase. Without a body nothing is said."""
        if pose is None or units is None:
            self.reset()
            return Place.GOOD
        tuning = self._tuning
        seen = misplaced(pose, units, tuning, 1.0 if self._said is Place.GOOD else tuning.slack)
        if seen is not self._seen:
            self._seen, self._since_s = seen, t_s
        wait_s = tuning.good_s if seen is Place.GOOD else tuning.wrong_s
        if t_s - self._since_s >= wait_s:
            self._said = seen
        return self._said
