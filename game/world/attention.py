"""Where the Huia looks: it follows the player's head, or watches what approaches while the head is neutral."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from game.controls.intent import Intent
from game.world.crowd import Crowd

UNLED_S: Final = 0.5
"""A head straight ahead counts as the player's for this long; after that the bird looks around by itself."""
SEEN_M: Final = 4.2
"""Things farther ahead than this are ignored."""
CLOSING_MPS: Final = 0.5
"""Only things that move relative to the bird by more than this are looked at; a crate standing by is not."""
EYE_M: Final = 0.75
"""Height of the bird's eyes above its feet."""
ASIDE_RAD: Final = 0.15
"""Yaw used for things ahead on the path: the path runs a little to the side of the viewer."""
MOST_RAD: Final = 0.62
"""Largest pitch of the head, up or down."""


@dataclass(frozen=True, slots=True)
class Glance:
    """Where the head points, in radians, in the player's sense (signs as in `Intent`)."""

    yaw_rad: float = 0.0
    pitch_rad: float = 0.0
    roll_rad: float = 0.0


class Attention:
    """Chooses where the head points."""

    def __init__(self) -> None:
        self._unled_s = 0.0

    def step(
        self, intent: Intent, crowd: Crowd, at_m: tuple[float, float], vx_mps: float, heading: int, step_s: float
    ) -> Glance:
        """The glance for this step. at_m: the bird's feet; vx_mps: its speed; heading: +1 right, -1 left."""
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
            if not 0.0 < far_m < ahead_m:
                continue
            pace_mps = 0.0 if thing.body is None else thing.body.velocity.x
            if abs(pace_mps - vx_mps) > CLOSING_MPS:
                ahead_m, above_m = far_m, y_m - at_m[1] - EYE_M
        if ahead_m == SEEN_M:
            return Glance()
        pitch = math.atan2(above_m, max(ahead_m, 0.3))
        return Glance(-ASIDE_RAD * heading, max(-MOST_RAD, min(MOST_RAD, pitch)))

    def state(self) -> tuple[float, ...]:
        """All numbers that later steps depend on, for the world's digest."""
        return (self._unled_s,)
