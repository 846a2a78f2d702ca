"""When a pose is useful for the first time in a run: the screen then shows how it is done."""

from __future__ import annotations

from typing import Final

from game.world.crowd import Crowd
from game.world.happenings import Happenings
from game.world.snapshot import Act, Kind

APART_S: Final = 9.0
"""Two hints are at least this far apart: each is shown for four seconds, and the path needs the eyes, too."""
EARLY_S: Final = 18.0
"""None comes earlier: the run begins with jumping and hadouken."""
SEEN_M: Final = 6.0
"""A thing is hinted at when it is this near, well inside every picture."""
LOW: Final = 0.3
"""Energy below this is not enough for a hadouken."""
STREAK: Final = 8
"""From this streak on a dance is worth more than a point or two."""

MET: Final = {
    Act.WINGS: frozenset({Kind.LAKE}),
    Act.MOONWALK: frozenset({Kind.ROLLER}),
    Act.DRAMATIC: frozenset({Kind.CAT, Kind.STOAT, Kind.POSSUM}),
    Act.HADOUKEN: frozenset({Kind.GIANT}),
}
"""What makes a pose useful when it comes."""


class Hints:
    """Each pose is hinted at once in a run, unless it was done before."""

    def __init__(self, crowd: Crowd, happenings: Happenings) -> None:
        self._crowd = crowd
        self._happenings = happenings
        self._left = [*MET, Act.UNDERARM, Act.BACKPACK]
        self._wait_s = EARLY_S

    def done(self, act: Act) -> None:
        """The player does this by themselves."""
        if act in self._left:
            self._left.remove(act)

    def step(self, at_m: tuple[float, float], energy: float, streak: int, clear: bool, step_s: float) -> None:
        """Act for one step. at_m: the bird's feet. clear: nothing dangerous is near."""
        self._wait_s = max(0.0, self._wait_s - step_s)
        if self._wait_s > 0.0 or not self._left:
            return
        for act in self._left:
            if self._useful(act, at_m[0], energy, streak, clear):
                self._left.remove(act)
                self._wait_s = APART_S
                self._happenings.tell("hint", *at_m, act.value)
                return

    def plans(self) -> str:
        """What is left, for the world's digest."""
        return f"{self._left} {self._wait_s!r}"

    def _useful(self, act: Act, x_m: float, energy: float, streak: int, clear: bool) -> bool:
        if act in MET:
            return any(
                thing.kind in MET[act] and 1.0 < thing.box()[0] - x_m < SEEN_M and not thing.passed
                for thing in self._crowd
            )
        return clear and (energy < LOW if act is Act.UNDERARM else streak >= STREAK)
