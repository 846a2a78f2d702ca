"""How well a run goes: what the difficulty of the path ahead follows, in both directions, and what wins a feather."""

from __future__ import annotations

from copy import copy
from typing import Final

BETTER: Final = 0.08
"""Each obstacle cleared makes effort grow faster by this: after ten of them the path gets harder 1.8 times as fast."""
MOST: Final = 2.2
"""The path never gets harder faster than this."""
HIT_LEAVES: Final = 0.25
"""Share of that rate which a hit leaves."""
LEAST: Final = 0.15
BACK: Final = 0.22
"""A hit takes back this share of all effort so far, and at least BACK_M of it."""
BACK_M: Final = 25.0
TOGETHER_S: Final = 0.6
"""What is cleared within this time counts as one obstacle, such as a stack of crates."""
CLEAN: Final = 20
"""So many obstacles without a hit win a feather back."""


class Form:
    """The run's own history of hits and clean obstacles.

    rate: metres of effort that a metre of path adds. clean: obstacles passed since the last hit.
    """

    def __init__(self) -> None:
        self.rate = 1.0
        self.clean = 0
        self._hits = 0
        self._since_s = 0.0

    def cleared(self, t_s: float) -> bool:
        """An obstacle was passed, or knocked out, at this time. True if it wins a feather back."""
        if t_s - self._since_s < TOGETHER_S:
            return False
        self._since_s = t_s
        self.grow()
        self.clean += 1
        return self.clean % CLEAN == 0

    def grow(self) -> None:
        """The path gets harder faster."""
        self.rate = min(MOST, self.rate + BETTER)

    def copy(self) -> Form:
        """The same history, which goes on by itself."""
        return copy(self)

    def hit(self) -> None:
        """The bird was hurt."""
        self.rate = max(LEAST, self.rate * HIT_LEAVES)
        self.clean = 0
        self._hits += 1

    def taken_back(self, effort_m: float) -> float:
        """Metres of effort that hits since the last call take back from what there is."""
        hits, self._hits = self._hits, 0
        left_m = effort_m
        for _ in range(hits):
            left_m = max(0.0, left_m - max(BACK_M, BACK * left_m))
        return effort_m - left_m

    def state(self) -> tuple[float, ...]:
        """All numbers that later steps depend on, for the world's digest."""
        return (self.rate, float(self.clean), float(self._hits), self._since_s)
