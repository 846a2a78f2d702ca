"""Points and the streak that multiplies them, which a pair shares; lives (tail feathers) and energy of each bird."""

from __future__ import annotations

METRE_POINTS = 10
PASSED_POINTS = 25
FLOURISH_POINTS = 60
MOST_TIMES = 4
"""Largest multiplier of points."""
STREAK_STEP = 6
"""A streak of this many raises the multiplier by one."""


class Vigour:
    """What one bird can lose: tail feathers, and energy for hadoukens."""

    def __init__(self, lives: int, refill_per_s: float) -> None:
        self.lives = lives
        self.most_lives = lives
        self.energy = 1.0
        self._refill_per_s = refill_per_s

    def step(self, step_s: float) -> None:
        """Advance one step: refill energy."""
        self.energy = min(1.0, self.energy + self._refill_per_s * step_s)

    def eat(self, energy: float) -> None:
        """Add energy from food."""
        self.energy = min(1.0, self.energy + energy)

    def spend(self, energy: float) -> bool:
        """Take energy if there is enough; returns whether there was."""
        if self.energy < energy:
            return False
        self.energy -= energy
        return True

    def mend(self) -> bool:
        """Win a feather back; False if none is missing."""
        if self.lives >= self.most_lives:
            return False
        self.lives += 1
        return True

    def hurt(self) -> bool:
        """Lose a feather; True if it was the last."""
        self.lives = max(0, self.lives - 1)
        return self.lives == 0

    def state(self) -> tuple[float, ...]:
        """All numbers that later steps depend on, for the world's digest."""
        return (float(self.lives), self.energy)


class Scoring:
    """The score of a run. Only the furthest distance counts: walking back and forth earns nothing."""

    def __init__(self) -> None:
        self.streak = 0
        self.distance_m = 0.0
        self._earned = 0

    @property
    def score(self) -> int:
        """Points earned plus metres run."""
        return self._earned + int(self.distance_m * METRE_POINTS)

    @property
    def times(self) -> int:
        """Multiplier of points now: 1 .. MOST_TIMES."""
        return min(MOST_TIMES, 1 + self.streak // STREAK_STEP)

    def reach(self, at_m: float) -> None:
        """Update the furthest distance."""
        self.distance_m = max(self.distance_m, at_m)

    def earn(self, points: int, streak: bool = True) -> int:
        """Add points times the multiplier; returns the points added."""
        gained = points * self.times
        self._earned += gained
        if streak:
            self.streak += 1
        return gained

    def lengthen(self, count: int) -> None:
        """Add to the streak without points."""
        self.streak += count

    def break_streak(self) -> None:
        """Begin the streak anew after a hit."""
        self.streak = 0

    def state(self) -> tuple[float, ...]:
        """All numbers that later steps depend on, for the world's digest."""
        return (float(self.streak), self.distance_m, float(self._earned))
