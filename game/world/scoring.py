"""Points, the streak that multiplies them, lives (tail feathers) and energy."""

from __future__ import annotations

METRE_POINTS = 10
PASSED_POINTS = 25
FLOURISH_POINTS = 60
MOST_TIMES = 4
"""Largest multiplier of points."""
STREAK_STEP = 6
"""A streak of this many raises the multiplier by one."""


class Scoring:
    """Score and resources of a player. Only the furthest distance counts: walking back and forth earns nothing."""

    def __init__(self, lives: int, refill_per_s: float) -> None:
        self.lives = lives
        self.most_lives = lives
        self.energy = 1.0
        self.streak = 0
        self.distance_m = 0.0
        self._refill_per_s = refill_per_s
        self._earned = 0

    @property
    def score(self) -> int:
        """Points earned plus metres run."""
        return self._earned + int(self.distance_m * METRE_POINTS)

    @property
    def times(self) -> int:
        """Multiplier of points now: 1 .. MOST_TIMES."""
        return min(MOST_TIMES, 1 + self.streak // STREAK_STEP)

    def step(self, step_s: float, reached_m: float) -> None:
        """Advance one step: refill energy, update the furthest distance."""
        self.energy = min(1.0, self.energy + self._refill_per_s * step_s)
        self.distance_m = max(self.distance_m, reached_m)

    def earn(self, points: int, streak: bool = True) -> int:
        """Add points times the multiplier; returns the points added."""
        gained = points * self.times
        self._earned += gained
        if streak:
            self.streak += 1
        return gained

    def eat(self, energy: float) -> None:
        """Add energy from food."""
        self.energy = min(1.0, self.energy + energy)

    def spend(self, energy: float) -> bool:
        """Take energy if there is enough; returns whether there was."""
        if self.energy < energy:
            return False
        self.energy -= energy
        return True

    def hurt(self) -> bool:
        """Lose a feather and the streak; True if it was the last feather."""
        self.lives = max(0, self.lives - 1)
        self.streak = 0
        return self.lives == 0

    def state(self) -> tuple[float, ...]:
        """All numbers that later steps depend on, for the world's digest."""
        return (float(self.lives), self.energy, float(self.streak), self.distance_m, float(self._earned))
