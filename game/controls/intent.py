"""What a player wants in one step: the world's only input, whoever plays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Side = Literal["left", "right"]
"""The player's own left or right."""


@dataclass(frozen=True, slots=True)
class Wings:
    """Lift of each arm in radians: -pi/2 hanging, 0 level, +pi/2 straight up."""

    left_rad: float
    right_rad: float


@dataclass(frozen=True, slots=True)
class Face:
    """What a player's face does, each 0..1; left and right are the player's own. Lids: 0 open, 1 shut."""

    mouth: float = 0.0
    left_lid: float = 0.0
    right_lid: float = 0.0
    smile: float = 0.0
    brows: float = 0.0


@dataclass(frozen=True, slots=True)
class Intent:
    """The wishes for one simulation step. The default is neutral: no wish at all.

    jump, hadouken, move are edges: set in exactly one step for each wish. `hadouken` is the player's own side
    it points to; `move` is the name of any other recognised pose ("dramatic", or one that was taught).
    yaw_rad > 0: faces their own left; pitch_rad > 0: looks up; roll_rad > 0: tilts to their own left shoulder.
    walk: -1 back .. 1 forward, for keys and sticks. wings: the player's arms, None if unknown.
    face: the player's expression, None where no face is seen.
    present: somebody is playing; if False, the game waits.
    aside: where they stand across the picture as the mirroring screen shows it, -1 left .. 1 right.
    hand: where one raised hand points on the screen, (x, y) each 0..1 from the left and the top; for menus.
    mate: what the second player wants in the same step, None where one plays. A mate has no mate.
    """

    jump: bool = False
    hadouken: Side | None = None
    move: str | None = None
    yaw_rad: float = 0.0
    pitch_rad: float = 0.0
    roll_rad: float = 0.0
    walk: float = 0.0
    wings: Wings | None = None
    face: Face | None = None
    present: bool = True
    aside: float = 0.0
    hand: tuple[float, float] | None = None
    mate: Intent | None = None

    @property
    def anybody(self) -> bool:
        """Whether the player or the mate is there."""
        return self.present or (self.mate is not None and self.mate.present)

    @property
    def anyone_jumps(self) -> bool:
        """Whether either of them asks for a jump: it starts a game, whoever asks."""
        return self.jump or (self.mate is not None and self.mate.jump)

    @property
    def pointing(self) -> tuple[float, float] | None:
        """Where a raised hand points: the player's, or else the mate's. Menus listen to both."""
        if self.hand is not None or self.mate is None:
            return self.hand
        return self.mate.hand

    def held(self) -> Intent:
        """The same wishes without the edges, for the further steps of a frame."""
        if not self.jump and self.hadouken is None and self.move is None and self.mate is None:
            return self
        mate = None if self.mate is None else self.mate.held()
        return replace(self, jump=False, hadouken=None, move=None, mate=mate)

    def edges(self) -> Intent:
        """Only the edges: what remains of wishes that came while the world could not take them."""
        mate = None if self.mate is None else self.mate.edges()
        return Intent(jump=self.jump, hadouken=self.hadouken, move=self.move, present=False, mate=mate)
