"""What a player wants right now, whoever the player is: the one thing the world listens to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Side = Literal["left", "right"]
"""The player's own left or right."""


@dataclass(frozen=True, slots=True)
class Wings:
    """How far each arm is lifted from hanging (-pi/2) over level (0) to straight up (+pi/2), in radians."""

    left_rad: float
    right_rad: float


@dataclass(frozen=True, slots=True)
class Intent:
    """One simulation step's wishes. The default is neutral: nobody asks for anything.

    jump, hadouken, move are edges: set in exactly one step for each wish. `hadouken` is the player's own side
    it points to; `move` is the name of any other recognised pose ("dramatic", or a maker's own).
    yaw_rad > 0: faces their own left; pitch_rad > 0: looks up; roll_rad > 0: tilts to their own left shoulder.
    walk: -1 back .. 1 forward, for controllers that can say so. wings: the player's arms, None if unknown.
    present: somebody is playing; False lets the game wait.
    """

    jump: bool = False
    hadouken: Side | None = None
    move: str | None = None
    yaw_rad: float = 0.0
    pitch_rad: float = 0.0
    roll_rad: float = 0.0
    walk: float = 0.0
    wings: Wings | None = None
    present: bool = True

    def held(self) -> Intent:
        """The same wishes without the edges: what the second step of a frame gets."""
        return replace(self, jump=False, hadouken=None, move=None)

    def edges(self) -> Intent:
        """The edges alone: what is left to do of wishes that came when the world could not take them."""
        return Intent(jump=self.jump, hadouken=self.hadouken, move=self.move, present=False)

    def with_edges(self, other: Intent) -> Intent:
        """The same wishes, and another's edges where there are none."""
        return replace(
            self,
            jump=self.jump or other.jump,
            hadouken=self.hadouken or other.hadouken,
            move=self.move or other.move,
        )
