"""Hadoukens in flight: what they meet and how far they throw things."""

from __future__ import annotations

import math
from typing import Final

from game.tuning import WaveTuning
from game.world.crowd import Crowd
from game.world.happenings import Happenings
from game.world.scoring import Scoring
from game.world.snapshot import WaveView
from game.world.things import Thing

UP: Final = 0.95
"""How much of a blast goes upwards: things that fly in an arc are funnier, and clear the way."""
SPIN_RADPS: Final = 9.0
"""Tumbling of what was hit squarely; a lighter body spins faster."""
AT_LEAST: Final = 0.4
"""A wave's last burst is still this strong."""


class Wave:
    """One ball of fire, on a straight line until its power or its reach is spent."""

    def __init__(
        self, serial: int, at_m: tuple[float, float], heading: int, speed_mps: float, tuning: WaveTuning
    ) -> None:
        self.serial = serial
        self.x_m, self.y_m = at_m
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

    def meets(self, crowd: Crowd) -> Thing | None:
        """The oldest thing that still stands in the way of the ball."""
        for thing in crowd:
            if thing.alive and not thing.food and _gap_m(self.x_m, self.y_m, thing) <= self._tuning.radius_m:
                return thing
        return None

    def burst(self, target: Thing, crowd: Crowd) -> list[Thing]:
        """Spends power on what it met and throws it and its neighbours about; returns those that had stood."""
        tuning, power = self._tuning, max(AT_LEAST, self._strength)
        self._strength -= tuning.spend_light if target.nature.animal else tuning.spend_heavy
        thrown = []
        for thing in crowd:
            gap_m = 0.0 if thing is target else _gap_m(self.x_m, self.y_m, thing)
            if thing.food or gap_m > tuning.blast_m:
                continue
            if thing.alive:
                thrown.append(thing)
            x_m, y_m = thing.position
            force = tuning.impulse_ns * power * (1.0 - 0.6 * gap_m / tuning.blast_m)
            # an impulse alike for all would fire a rat like a bullet and not move a stump: meet half way
            force *= math.sqrt(thing.nature.mass_kg / 2.0)
            lean = max(-0.35, min(0.35, y_m - self.y_m))
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


class Waves:
    """All hadoukens in flight, oldest first."""

    def __init__(self, tuning: WaveTuning, crowd: Crowd, scoring: Scoring, happenings: Happenings) -> None:
        self._tuning = tuning
        self._crowd = crowd
        self._scoring = scoring
        self._happenings = happenings
        self._waves: list[Wave] = []

    def launch(self, x_m: float, y_m: float, heading: int, bird_mps: float) -> None:
        """Sends one off from a bird that moves at bird_mps."""
        speed = bird_mps + heading * self._tuning.speed_mps
        self._waves.append(Wave(self._crowd.serial(), (x_m, y_m), heading, speed, self._tuning))
        self._happenings.tell("hadouken", x_m, y_m, amount=1.0)

    def step(self, step_s: float) -> None:
        """They fly, meet things, and end; what they throw about scores."""
        tell = self._happenings.tell
        for wave in self._waves:
            wave.step(step_s)
            target = wave.meets(self._crowd)
            if target is not None:
                tell("wave_hit", wave.x_m, wave.y_m, target.kind.value, wave.power)
                for thing in wave.burst(target, self._crowd):
                    x_m, y_m = thing.position
                    tell("knock", x_m, y_m, thing.kind.value, float(self._scoring.earn(thing.nature.points)))
            if wave.power <= 0.0:
                tell("wave_end", wave.x_m, wave.y_m)
        self._waves = [wave for wave in self._waves if wave.power > 0.0]

    def views(self) -> tuple[WaveView, ...]:
        """As the scene may see them."""
        return tuple(wave.view() for wave in self._waves)

    def state(self) -> tuple[float, ...]:
        """Every number that decides their future."""
        return tuple(number for wave in self._waves for number in wave.state())


def _gap_m(x_m: float, y_m: float, thing: Thing) -> float:
    """Distance from a point to the box around a thing."""
    left, bottom, right, top = thing.box()
    return math.hypot(max(left - x_m, 0.0, x_m - right), max(bottom - y_m, 0.0, y_m - top))
