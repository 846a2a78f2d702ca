"""The hadouken in flight: what it meets and how far it throws things."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from game.tuning import WaveTuning
from game.world.snapshot import WaveView
from game.world.things import Thing

UP: Final = 0.55
"""How much of a blast goes upwards: things that fly in an arc are funnier, and clear the way."""
SPIN_RADPS: Final = 9.0
"""Tumbling of what was hit squarely; a lighter body spins faster."""


class Wave:
    """One ball of fire, on a straight line until its power or its reach is spent."""

    def __init__(self, serial: int, x_m: float, y_m: float, heading: int, speed_mps: float, tuning: WaveTuning) -> None:
        self.serial = serial
        self.x_m, self.y_m = x_m, y_m
        self.heading = heading
        self._speed_mps = speed_mps
        self._tuning = tuning
        self._gone_m = 0.0
        self._strength = 1.0

    @property
    def power(self) -> float:
        """1 at full strength .. 0; fades over the last fifth of its reach."""
        fading = (self._tuning.reach_m - self._gone_m) / (0.2 * self._tuning.reach_m)
        return max(0.0, self._strength * min(1.0, fading))

    def step(self, step_s: float) -> None:
        """Flies on."""
        self.x_m += self._speed_mps * step_s
        # its reach is measured beside the running bird, so that it means the same at any speed
        self._gone_m += self._tuning.speed_mps * step_s

    def meets(self, things: Sequence[Thing]) -> Thing | None:
        """The first thing, by serial, that still stands in the way of the ball."""
        for thing in things:
            if thing.alive and not thing.food and _gap_m(self.x_m, self.y_m, thing) <= self._tuning.radius_m:
                return thing
        return None

    def burst(self, target: Thing, things: Sequence[Thing]) -> list[Thing]:
        """Spends power on what it met and throws it and its neighbours about; returns those thrown that still stood."""
        tuning, power = self._tuning, max(0.4, self._strength)
        self._strength -= tuning.spend_light if target.nature.animal else tuning.spend_heavy
        thrown = []
        for thing in things:
            gap_m = 0.0 if thing is target else _gap_m(self.x_m, self.y_m, thing)
            if thing.food or gap_m > tuning.blast_m:
                continue
            if thing.alive:
                thrown.append(thing)
            x_m, y_m = thing.position
            force = tuning.impulse_ns * power * (1.0 - 0.6 * gap_m / tuning.blast_m)
            # a light animal would leave like a bullet: what decides is half its weight, half its size
            force *= math.sqrt(thing.nature.mass_kg / 2.0)
            lean = max(-0.5, min(0.5, y_m - self.y_m))
            aside = self.heading if thing is target or (x_m - self.x_m) * self.heading > -0.2 else -self.heading
            thing.knock((force * aside, force * (UP + lean)), -aside * SPIN_RADPS * power / thing.nature.mass_kg)
        return thrown

    def view(self) -> WaveView:
        """As the scene may see it."""
        return WaveView(self.serial, self.x_m, self.y_m, self._tuning.radius_m, self.power, self.heading)

    def state(self) -> tuple[float, ...]:
        """Every number that decides its future."""
        return (
            float(self.serial), self.x_m, self.y_m, float(self.heading), self._speed_mps, self._gone_m, self._strength
        )  # fmt: skip


def _gap_m(x_m: float, y_m: float, thing: Thing) -> float:
    """Distance from a point to the box around a thing."""
    left, bottom, right, top = thing.box()
    return math.hypot(max(left - x_m, 0.0, x_m - right), max(bottom - y_m, 0.0, y_m - top))
