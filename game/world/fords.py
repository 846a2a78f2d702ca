"""Where water crosses the path, in metres. Sound, splashes and the painted ground all use this."""

from __future__ import annotations

from collections import deque
from typing import Final

EVERY_M: Final = 16.2
"""A creek crosses a run's path once every so many metres; the painted ground repeats with it."""
AT: Final = 0.55
"""Middle of the ford within a period, as a fraction of the period."""
HALF: Final = 0.0331
"""Half the width of a ford, as a fraction of the period: 0.54 m on a run's path."""
SHALLOW_M: Final = 0.2
"""Events below this height over a ford happen in the water."""

MOST_POOLS: Final = 16
"""Streams and lakes that are remembered: far more than are ever in view."""


class Fords:
    """The fords of one course. every_m: distance between them."""

    def __init__(self, every_m: float = EVERY_M) -> None:
        self.every_m = every_m
        self._pools: deque[tuple[float, float]] = deque(maxlen=MOST_POOLS)

    def flood(self, left_m: float, right_m: float) -> None:
        """There is water on this piece of the path, too: a stream, a lake."""
        self._pools.append((left_m, right_m))

    def wet(self, x_m: float) -> bool:
        """Whether there is water at this place."""
        if any(left_m < x_m < right_m for left_m, right_m in self._pools):
            return True
        return abs((x_m / self.every_m - AT + 0.5) % 1.0 - 0.5) < HALF
