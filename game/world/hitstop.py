"""Hit-stop: the world stands still for a moment after a blow, so that the blow is felt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from game.tuning import TIMING, WORLD
from game.world.snapshot import WorldEvent, WorldEventKind

SHARES: Final[Mapping[WorldEventKind, float]] = {"hit": 1.0, "wave_hit": 0.6, "stomp": 0.5}
"""How long the world stands still after each event, as a share of `RunTuning.hit_stop_s`."""
APART_STEPS: Final = round(0.25 / TIMING.step_s)
"""Two hit-stops are at least a quarter of a second apart: a falling stack of crates counts as one blow."""


class HitStop:
    """Counts the steps in which the world stands still: a whole number, so that equal intents give equal runs."""

    def __init__(self, calm: bool = False) -> None:
        """calm: never stand still (the option that reduces flashing)."""
        self._calm = calm
        self._left = 0  # steps to go until the world moves on; below 0: steps since it has

    def step(self) -> bool:
        """Let one step pass. Returns whether the world stands still in it."""
        self._left -= 1
        return self._left >= 0

    def hear(self, events: Iterable[WorldEvent]) -> None:
        """What happened in a step of the world: a blow begins a hit-stop, unless the last one is too recent."""
        if self._calm or self._left >= -APART_STEPS:
            return
        share = max((SHARES.get(event.kind, 0.0) for event in events), default=0.0)
        self._left = round(WORLD.run.hit_stop_s * share / TIMING.step_s) or self._left
