"""Damped springs, stepped with the world: they make neck, tail and wattles follow and overshoot."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
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
    _pull: float = field(init=False)
    _drag: float = field(init=False)

    def __post_init__(self) -> None:
        omega = math.tau * self.hz
        self._pull, self._drag = omega * omega, 2.0 * self.damping * omega

    def step(self, target: float, step_s: float, push: float = 0.0) -> float:
        """Move one step towards `target`, with `push` added to the acceleration; returns the new value.

        Semi-implicit Euler: stable while 2 pi hz step_s < 2, far more than body parts need at 120 Hz.
        """
        value, speed = self.value, self.speed
        if value == target and speed == push == 0.0:
            self.value, self.speed = target, 0.0  # also the sign of a zero is the target's
            return target
        speed += (self._pull * (target - value) - self._drag * speed + push) * step_s
        value += speed * step_s
        if abs(value - target) + abs(speed) < REST:
            value, speed = target, 0.0  # at rest: ever smaller numbers would become slow denormals
        if abs(value) > self.most:
            value, speed = math.copysign(self.most, value), 0.0
        self.value, self.speed = value, speed
        return value

    def kick(self, speed: float) -> None:
        """Add to its speed at once."""
        self.speed += speed
