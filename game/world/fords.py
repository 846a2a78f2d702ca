"""Where water crosses the path, in metres. Sound, splashes and the painted ground all ask here."""

from __future__ import annotations

from typing import Final

EVERY_M: Final = 16.2
"""A creek fords a run's path once in so many metres; the mossy ground repeats with it."""
AT: Final = 0.55
"""Where in each period the middle of the ford is, as a share of it."""
HALF: Final = 0.0331
"""Half a ford's width, as a share of the period: 0.54 m of a run's path."""
SHALLOW_M: Final = 0.2
"""What happens lower than this over a ford happens in the water."""


class Fords:
    """The fords of one course. every_m: its period."""

    def __init__(self, every_m: float = EVERY_M) -> None:
        self.every_m = every_m

    def wet(self, x_m: float) -> bool:
        """Whether there is water at this place of the path."""
        return abs((x_m / self.every_m - AT + 0.5) % 1.0 - 0.5) < HALF
