"""Where the Huia looks: with its player's head, and of its own accord when nobody's head leads it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from game.controls.intent import Intent
from game.world.crowd import Crowd

UNLED_S: Final = 0.5
"""A player's head that looks straight ahead for a moment is followed too; after this long nobody leads."""
SEEN_M: Final = 4.2
"""What is farther ahead than this does not matter yet."""
CLOSING_MPS: Final = 0.5
"""Only what comes nearer, or goes, is looked at: a crate that stands there is not."""
EYE_M: Final = 0.75
"""Height of its eyes over its feet."""
ASIDE_RAD: Final = 0.15
"""What is ahead on the path is a little away from the eye of the picture."""
MOST_RAD: Final = 0.62
"""It bends its head up or down no further than this."""


@dataclass(frozen=True, slots=True)
class Glance:
    """Where a head turns, in the player's sense, radians."""

    yaw_rad: float = 0.0
    pitch_rad: float = 0.0
    roll_rad: float = 0.0


class Attention:
    """Decides where the head goes."""

    def __init__(self) -> None:
        self._unled_s = 0.0

    def step(
        self, intent: Intent, crowd: Crowd, at_m: tuple[float, float], vx_mps: float, heading: int, step_s: float
    ) -> Glance:
        """Where to look now. at_m: the bird's feet; vx_mps: its speed; heading: +1 right, -1 left."""
        if intent.yaw_rad or intent.pitch_rad or intent.roll_rad:
            self._unled_s = 0.0
            return Glance(intent.yaw_rad, intent.pitch_rad, intent.roll_rad)
        self._unled_s = min(UNLED_S, self._unled_s + step_s)
        if self._unled_s < UNLED_S:
            return Glance()
        ahead_m, above_m = SEEN_M, 0.0
        for thing in crowd:
            x_m, y_m = thing.position
            far_m = (x_m - at_m[0]) * heading
            pace_mps = 0.0 if thing.body is None else thing.body.velocity.x
            if 0.0 < far_m < ahead_m and abs(pace_mps - vx_mps) > CLOSING_MPS:
                ahead_m, above_m = far_m, y_m - at_m[1] - EYE_M
        if ahead_m == SEEN_M:
            return Glance()
        pitch = math.atan2(above_m, max(ahead_m, 0.3))
        return Glance(-ASIDE_RAD * heading, max(-MOST_RAD, min(MOST_RAD, pitch)))

    def state(self) -> tuple[float, ...]:
        """Every number that decides its future."""
        return (self._unled_s,)
