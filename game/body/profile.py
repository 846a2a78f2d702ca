"""What gates know of a player: how they sit or stand, which arms they play with, and how far up they reach.

Nothing heavy is imported here: the command line names the kinds, too. `game.body.acquaintance` learns a profile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from game.tuning import PROFILE

Side = Literal["left", "right"]
Kind = Literal["standing", "seated", "left-arm", "right-arm", "child"]
Choice = Literal["auto", "standing", "seated", "left-arm", "right-arm", "child"]
CHOICES: Final[tuple[Choice, ...]] = get_args(Choice)
"""What `--profile` takes: a kind, or "auto", which recognises it."""
BOTH: Final[tuple[Side, ...]] = ("left", "right")


@dataclass(frozen=True, slots=True)
class PlayerProfile:
    """What gates need to know of a player. Lengths in torso lengths.

    kind: "left-arm" and "right-arm" name the one arm that plays. nose: height of the nose over the shoulders' middle
    while the player rests. reach: shoulder to wrist of a straight arm. shoulders: width seen from the front. line: how
    far over the nose the wrists must come for a jump. known: how much of this was learned from the player, 0..1.
    """

    kind: Kind = "standing"
    nose: float = PROFILE.nose
    reach: float = PROFILE.reach
    shoulders: float = PROFILE.shoulders
    line: float = PROFILE.line
    known: float = 0.0

    @property
    def arms(self) -> tuple[Side, ...]:
        """The player's own arms that play: both, or one."""
        return ("left",) if self.kind == "left-arm" else ("right",) if self.kind == "right-arm" else BOTH


ANYBODY: Final = PlayerProfile()
"""A player of whom nothing is known yet."""
