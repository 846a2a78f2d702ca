"""Hadoukens in flight: what they hit and how far they throw it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from game.tuning import WaveTuning
from game.world.crowd import Crowd
from game.world.happenings import Happenings
from game.world.scoring import Scoring
from game.world.snapshot import WaveView
from game.world.things import Thing

UP: Final = 0.95
"""Upward share of a blast: things that fly in an arc are funnier, and they clear the way."""
SPIN_RADPS: Final = 9.0
"""Spin of a thing that was hit in the middle; lighter bodies spin faster."""
AT_LEAST: Final = 0.4
"""Smallest strength of a blast, even from a wave with no power left."""

LOW_M: Final = 0.2
"""A fire that flies down follows the ground from this height on."""
MOST_CLIMB_MPS: Final = 6.0
"""A fire never rises or falls faster than this, so that it is seen to bend."""


@dataclass(frozen=True, slots=True)
class Shot:
    """How a hadouken leaves the bird. angle_rad: over the level. target: what it was aimed at, None if ahead."""

    x_m: float
    y_m: float
    heading: int
    angle_rad: float = 0.0
    target: Thing | None = None


class Wave:
    """One fireball on a straight line until its power or its reach is used up."""

    def __init__(self, serial: int, shot: Shot, bird_mps: float, tuning: WaveTuning) -> None:
        self.serial = serial
        self.x_m, self.y_m = shot.x_m, shot.y_m
        self.heading = shot.heading
        self._speed_mps = bird_mps + shot.heading * tuning.speed_mps
        self._climb_mps = tuning.speed_mps * math.tan(shot.angle_rad)
        self._target = shot.target
        self._tuning = tuning
        self._gone_m = 0.0
        self._strength = 1.0

    @property
    def power(self) -> float:
        """1 at full strength .. 0; it fades over the last fifth of the reach."""
        fading = (self._tuning.reach_m - self._gone_m) / (0.2 * self._tuning.reach_m)
        return max(0.0, self._strength * min(1.0, fading))

    def step(self, step_s: float) -> None:
        """Move for one step."""
        self._track()
        self.x_m += self._speed_mps * step_s
        self.y_m = max(LOW_M, self.y_m + self._climb_mps * step_s)
        # The reach is measured relative to the running bird, so that it is the same at any speed.
        self._gone_m += self._tuning.speed_mps * step_s

    def _track(self) -> None:
        """Follow up or down what the head looked at when it was launched."""
        thing = self._target
        if thing is None or thing.body is None:
            return
        left_m = (thing.position[0] - self.x_m) * self.heading
        closing_mps = self._tuning.speed_mps  # near enough: both fly along the path
        if not thing.alive or left_m < 0.2:
            self._target, self._climb_mps = None, 0.0
            return
        climb = (thing.position[1] - self.y_m) * closing_mps / left_m
        self._climb_mps = max(-MOST_CLIMB_MPS, min(MOST_CLIMB_MPS, climb))

    def meets(self, crowd: Crowd) -> Thing | None:
        """The oldest standing thing that the ball touches, or None."""
        for thing in crowd:
            if thing.target and _gap_m(self.x_m, self.y_m, thing) <= self._tuning.radius_m:
                return thing
        return None

    def burst(self, target: Thing, crowd: Crowd) -> list[Thing]:
        """Spend power on `target` and throw it and its neighbours; returns those that were standing."""
        tuning, power = self._tuning, max(AT_LEAST, self._strength)
        self._strength -= tuning.spend_light if target.nature.animal else tuning.spend_heavy
        thrown = []
        for thing in crowd:
            gap_m = 0.0 if thing is target else _gap_m(self.x_m, self.y_m, thing)
            if thing.body is None or gap_m > tuning.blast_m:
                continue
            if thing.alive:
                thrown.append(thing)
            x_m, y_m = thing.position
            force = tuning.impulse_ns * power * (1.0 - 0.6 * gap_m / tuning.blast_m)
            # One impulse for all would shoot off a rat and not move a stump; the square root of the mass is between.
            force *= math.sqrt(thing.nature.mass_kg / 2.0)
            lean = max(-0.35, min(0.35, y_m - self.y_m))
            aside = self.heading if thing is target or (x_m - self.x_m) * self.heading > -0.2 else -self.heading
            thing.knock((force * aside, force * (UP + lean)), -aside * SPIN_RADPS * power / thing.nature.mass_kg)
        return thrown

    def view(self) -> WaveView:
        """Its part of the snapshot."""
        angle = math.atan2(self._climb_mps, self._tuning.speed_mps) if self.y_m > LOW_M else 0.0
        return WaveView(
            self.serial, self.x_m, self.y_m, self._tuning.radius_m, self.power, self.heading, angle_rad=angle
        )

    def state(self) -> tuple[float, ...]:
        """All numbers that later steps depend on, for the world's digest."""
        return (
            float(self.serial), self.x_m, self.y_m, float(self.heading), self._speed_mps, self._gone_m, self._strength,
            self._climb_mps, -1.0 if self._target is None else float(self._target.serial),
        )  # fmt: skip


class Waves:
    """All hadoukens in flight, oldest first."""

    def __init__(self, tuning: WaveTuning, crowd: Crowd, scoring: Scoring, happenings: Happenings) -> None:
        self._tuning = tuning
        self._crowd = crowd
        self._scoring = scoring
        self._happenings = happenings
        self._waves: list[Wave] = []

    def launch(self, shot: Shot, bird_mps: float, who: int = 0) -> None:
        """Launch one from a bird that moves at bird_mps. who: whose bird, as in `WorldEvent`."""
        self._waves.append(Wave(self._crowd.serial(), shot, bird_mps, self._tuning))
        self._happenings.tell("hadouken", shot.x_m, shot.y_m, amount=1.0, who=who)

    def step(self, step_s: float) -> None:
        """Move all waves, let them hit things, remove finished ones; score what they throw."""
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
        """Their part of the snapshot."""
        return tuple(wave.view() for wave in self._waves)

    def state(self) -> tuple[float, ...]:
        """All numbers that later steps depend on, for the world's digest."""
        return tuple(number for wave in self._waves for number in wave.state())


def _gap_m(x_m: float, y_m: float, thing: Thing) -> float:
    """Distance from a point to the box around a thing."""
    left, bottom, right, top = thing.box()
    return math.hypot(max(left - x_m, 0.0, x_m - right), max(bottom - y_m, 0.0, y_m - top))
