"""Damped springs, stepped with the world: they make neck, tail and wattles follow and overshoot."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

REST: Final = 1e-9
"""Values and speeds smaller than this count as rest."""


@dataclass(slots=True)
class Spring:
    """A damped oscillator of unit mass around a target, in any unit.

    hz: undamped frequency. damping: 1 is critical, less overshoots. most: |value| never exceeds it.
    """

    hz: float
    damping: float
    most: float = math.inf
    value: float = 0.0
    speed: float = 0.0

    def step(self, target: float, step_s: float, push: float = 0.0) -> float:
        """Move one step towards `target`, with `push` added to the acceleration; returns the new value.

        Semi-implicit Euler: stable while 2 pi hz step_s < 2, far more than body parts need at 120 Hz.
        """
        omega = math.tau * self.hz
        accel = omega * omega * (target - self.value) - 2.0 * self.damping * omega * self.speed + push
        self.speed += accel * step_s
        self.value += self.speed * step_s
        if abs(self.value - target) + abs(self.speed) < REST:
            self.value, self.speed = target, 0.0  # at rest: ever smaller numbers would become slow denormals
        if abs(self.value) > self.most:
            self.value = math.copysign(self.most, self.value)
            self.speed = 0.0
        return self.value

    def kick(self, speed: float) -> None:
        """Add to its speed at once."""
        self.speed += speed
