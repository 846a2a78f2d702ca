"""Where a hadouken flies: ahead, or where the head looks, up at a harrier or down at a rat."""

from __future__ import annotations

import math
from typing import Final

from game.world.crowd import Crowd
from game.world.things import Thing

LEVEL_RAD: Final = 0.20
"""A head raised or lowered by less than this looks ahead: people duck a little when they thrust their hands."""
FREE_RAD: Final = 0.32
"""From here on a fire flies up or down even where there is nothing to hit."""
MOST_RAD: Final = 0.60
"""No fire flies steeper than this."""
FAR_M: Final = 7.0
"""Only things nearer than this are aimed at."""
HIGH_M: Final = 1.05
"""What has its middle above this is up; a level fire would pass below it."""
LOW_M: Final = 0.32
"""What has its middle below this is down."""


def target_of(pitch_rad: float, at_m: tuple[float, float], heading: int, crowd: Crowd) -> Thing | None:
    """What a head with this pitch looks at, the nearest first; None if it looks ahead, or at nothing.

    at_m: where the fire starts. heading: +1 right, -1 left.
    """
    if abs(pitch_rad) < LEVEL_RAD:
        return None
    found, nearest_m = None, FAR_M
    for thing in crowd:
        x_m, y_m = thing.position
        ahead_m = (x_m - at_m[0]) * heading
        if not thing.target or not 0.2 < ahead_m < nearest_m:
            continue
        if y_m > HIGH_M if pitch_rad > 0 else y_m < LOW_M:
            found, nearest_m = thing, ahead_m
    return found


def angle_of(pitch_rad: float, at_m: tuple[float, float], heading: int, target: Thing | None) -> float:
    """The angle over the level at which a fire starts, radians."""
    if target is not None:
        x_m, y_m = target.position
        angle = math.atan2(y_m - at_m[1], max(0.3, (x_m - at_m[0]) * heading))
        return max(-MOST_RAD, min(MOST_RAD, angle))
    if abs(pitch_rad) < FREE_RAD:
        return 0.0
    return max(-MOST_RAD, min(MOST_RAD, pitch_rad))
