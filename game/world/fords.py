"""Where water crosses the path, in metres. Sound, splashes and the painted ground all use this."""

from __future__ import annotations

from typing import Final

EVERY_M: Final = 16.2
"""A creek crosses a run's path once every so many metres; the painted ground repeats with it."""
AT: Final = 0.55
"""Middle of the ford within a period, as a fraction of the period."""
HALF: Final = 0.0331
"""Half the width of a ford, as a fraction of the period: 0.54 m on a run's path."""
SHALLOW_M: Final = 0.2
"""Events below this height over a ford happen in the water."""


class Fords:
    """The fords of one course. every_m: distance between them."""

    def __init__(self, every_m: float = EVERY_M) -> None:
        self.every_m = every_m

    def wet(self, x_m: float) -> bool:
        """Whether there is water at this place."""
        return abs((x_m / self.every_m - AT + 0.5) % 1.0 - 0.5) < HALF
