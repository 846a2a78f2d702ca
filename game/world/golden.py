"""Berries in a row, and the golden flight that ten of them win."""

from __future__ import annotations

from typing import Final

ROW: Final = 10
"""So many berries win a golden flight, if none is left behind and no hit comes between them."""
FLIGHT_S: Final = 5.0
SAFE_S: Final = 1.2
"""Nothing hurts for so long after a golden flight: the bird comes down where it happens to be."""
HEIGHT_M: Final = 1.25
"""Height of the feet in golden flight: over every obstacle on the ground, and below the score."""
PACE: Final = 1.45
"""Speed of golden flight, as a multiple of the run's."""
TRAIL_M: Final = 0.7
"""A berry appears every so many metres ahead of a golden flight."""
TRAIL_AHEAD_M: Final = 5.5


class Golden:
    """One bird's berries in a row and its golden flight. left_s: of the flight. row: berries so far."""

    def __init__(self) -> None:
        self.left_s = 0.0
        self.row = 0
        self._next_m = 0.0

    @property
    def flying(self) -> bool:
        """Whether it is in golden flight."""
        return self.left_s > 0.0

    @property
    def berry_y_m(self) -> float:
        """Height of the berries on the way of a flight: the bird's chest."""
        return HEIGHT_M + 0.4

    def eat(self) -> bool:
        """A berry was eaten. True if it begins a golden flight. Berries eaten in flight do not count."""
        if self.flying:
            return False
        self.row += 1
        if self.row < ROW:
            return False
        self.row, self.left_s, self._next_m = 0, FLIGHT_S, 0.0
        return True

    def miss(self) -> None:
        """The bird was hurt, or left a berry behind: the row begins anew."""
        if not self.flying:
            self.row = 0

    def step(self, step_s: float, x_m: float) -> float | None:
        """Advance one step; returns the place of a berry to put on the way of a flight, or None."""
        if not self.flying:
            return None
        self.left_s = max(0.0, self.left_s - step_s)
        if self.left_s < 0.8 or x_m + TRAIL_AHEAD_M < self._next_m:
            return None
        self._next_m = x_m + TRAIL_AHEAD_M + TRAIL_M
        return x_m + TRAIL_AHEAD_M

    def state(self) -> tuple[float, ...]:
        """All numbers that later steps depend on, for the world's digest."""
        return (self.left_s, float(self.row), self._next_m)
