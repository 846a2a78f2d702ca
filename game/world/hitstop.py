"""Hit-stop: the world freezes for a moment after a hit, so that the player feels it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from game.tuning import TIMING, WORLD
from game.world.snapshot import WorldEvent, WorldEventKind

SHARES: Final[Mapping[WorldEventKind, float]] = {"hit": 1.0, "wave_hit": 0.6, "stomp": 0.5}
"""How long the world freezes after each event, as a fraction of `RunTuning.hit_stop_s`."""
APART_STEPS: Final = round(0.25 / TIMING.step_s)
"""Two hit-stops are at least 0.25 s apart, so that a falling stack of crates counts as one hit."""


class HitStop:
    """Counts frozen steps. It counts whole steps, so that equal intents give equal runs."""

    def __init__(self, calm: bool = False) -> None:
        """calm: never freeze (the option that reduces flashing)."""
        self._calm = calm
        self._left = 0  # frozen steps left; below 0: minus the number of steps since

    def step(self) -> bool:
        """Advance one step. Returns whether the world is frozen in it."""
        self._left -= 1
        return self._left >= 0

    def hear(self, events: Iterable[WorldEvent]) -> None:
        """Take the events of one step of the world: a hit starts a hit-stop, unless the last one is too recent."""
        if self._calm or self._left >= -APART_STEPS:
            return
        share = max((SHARES.get(event.kind, 0.0) for event in events), default=0.0)
        self._left = round(WORLD.run.hit_stop_s * share / TIMING.step_s) or self._left
