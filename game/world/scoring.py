"""Points, the streak that multiplies them, tail feathers and energy."""

from __future__ import annotations

METRE_POINTS = 10
PASSED_POINTS = 25
FLOURISH_POINTS = 60
MOST_TIMES = 4
"""The streak multiplies points up to this."""
STREAK_STEP = 6
"""Things dealt with in a row for one more times."""


class Scoring:
    """What a player has earned, and has left. Distance counts at its furthest: walking back earns nothing twice."""

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
        """Points earned and metres run."""
        return self._earned + int(self.distance_m * METRE_POINTS)

    @property
    def times(self) -> int:
        """What points are multiplied by now: 1 .. MOST_TIMES."""
        return min(MOST_TIMES, 1 + self.streak // STREAK_STEP)

    def step(self, step_s: float, reached_m: float) -> None:
        """One step of running: energy flows back, the furthest point moves."""
        self.energy = min(1.0, self.energy + self._refill_per_s * step_s)
        self.distance_m = max(self.distance_m, reached_m)

    def earn(self, points: int, streak: bool = True) -> int:
        """Adds points, multiplied; returns what they came to."""
        gained = points * self.times
        self._earned += gained
        if streak:
            self.streak += 1
        return gained

    def eat(self, energy: float) -> None:
        """Energy from food."""
        self.energy = min(1.0, self.energy + energy)

    def spend(self, energy: float) -> bool:
        """Takes energy if there is enough of it."""
        if self.energy < energy:
            return False
        self.energy -= energy
        return True

    def hurt(self) -> bool:
        """Loses a feather and the streak; True if it was the last."""
        self.lives = max(0, self.lives - 1)
        self.streak = 0
        return self.lives == 0

    def state(self) -> tuple[float, ...]:
        """Every number that decides its future."""
        return (float(self.lives), self.energy, float(self.streak), self.distance_m, float(self._earned))
