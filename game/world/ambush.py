"""Ferns that hide a rat, and trees that fall: things beside the path that wait for the bird."""

from __future__ import annotations

from typing import Final

from game.world.crowd import Crowd
from game.world.happenings import Happenings
from game.world.patterns import LURK_S
from game.world.snapshot import Kind
from game.world.things import HIDES, NATURES, Thing

RUSTLE_S: Final = 0.55
"""A fern rustles for so long before its animal jumps out."""
TREE_M: Final = 3.2
"""A tree begins to fall when the bird is this far before it: its foot is well inside every picture."""
SPARE_S: Final = 0.4
"""A bird that keeps running is out from under a tree so long before it comes down."""


class Ambush:
    """Lets what waits beside the path act when a bird comes near."""

    def __init__(self, crowd: Crowd, happenings: Happenings) -> None:
        self._crowd = crowd
        self._happenings = happenings
        self._rustled: set[int] = set()

    def step(self, bird_x_m: float, speed_mps: float, step_s: float) -> None:
        """Act for one step. bird_x_m: the foremost bird. speed_mps: the run's speed there."""
        for thing in tuple(self._crowd):
            if thing.kind is Kind.TREE:
                self._fell(thing, bird_x_m, speed_mps, step_s)
            elif thing.kind in HIDES and not thing.passed:
                self._hide(thing, bird_x_m, speed_mps)

    def state(self) -> tuple[float, ...]:
        """All numbers that later steps depend on, for the world's digest."""
        return tuple(float(serial) for serial in sorted(self._rustled))

    def _hide(self, fern: Thing, bird_x_m: float, speed_mps: float) -> None:
        x_m, y_m = fern.position
        kind = HIDES[fern.kind]
        meeting_s = (x_m - bird_x_m) / (speed_mps + NATURES[kind].pace_mps)
        if meeting_s < LURK_S + RUSTLE_S and fern.serial not in self._rustled:
            self._rustled.add(fern.serial)
            fern.staggered_s = RUSTLE_S
            self._happenings.tell("rustle", x_m, y_m, fern.kind.value)
        if meeting_s < LURK_S:
            self._rustled.discard(fern.serial)
            fern.passed = True
            self._crowd.put(kind, x_m, NATURES[kind].size[1] / 2)

    def _fell(self, tree: Thing, bird_x_m: float, speed_mps: float, step_s: float) -> None:
        x_m, long_m = tree.position[0], tree.nature.size[0]
        if tree.fall_s is None and x_m - bird_x_m < TREE_M:
            tree.fall_s, tree.fallen_s = (TREE_M + long_m) / speed_mps + SPARE_S, 0.0
            self._happenings.tell("creak", x_m, 2.0, tree.kind.value)
        elif tree.fall_s is not None and 0.0 <= tree.fallen_s - tree.fall_s < step_s:
            self._happenings.tell("crash", x_m + 0.7 * long_m, 0.0, tree.kind.value, 6.0)
