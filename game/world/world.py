"""The simulation: one pymunk space with a fixed timestep, the Huia in it, and the rules of its course.

`World(seed, course).step(intent)` returns the events; the same seed and intents give the same world, bit for bit,
in any process. Nothing here draws, plays sounds or reads a clock.
"""

from __future__ import annotations

import hashlib
import math
import random
import struct
from dataclasses import astuple, replace
from enum import StrEnum
from typing import Final

import pymunk

from game.controls.intent import Face, Intent, Side, Wings
from game.tuning import SCENE, TIMING, WORLD, WorldTuning
from game.world.acts import MOVES, Acting
from game.world.attention import Attention
from game.world.clearing import Clearing
from game.world.crowd import Crowd
from game.world.fords import EVERY_M, Fords
from game.world.happenings import Happenings
from game.world.huia import Huia
from game.world.journey import Journey
from game.world.rules import Parts, Rules
from game.world.scoring import Scoring
from game.world.snapshot import Act, Snapshot, WorldEvent, WorldEventKind
from game.world.waves import Waves

BEAK_M: Final = 0.5
"""Height of a hadouken above the feet: chest and beak, and the middle of most targets."""
THRUST_M: Final = 0.62
"""A hadouken starts this far in front of the body, at the tips of the wings."""
CHEST_M: Final = 0.4
"""The middle of the bird; the reach to food is measured from here."""
WINGSPAN: Final = 1.7
"""Spread wings multiply the reach by this."""


class Course(StrEnum):
    """Where the Huia is and which rules apply. Attract mode is a run played by the autopilot."""

    PLAY = "play"
    PRACTICE = "practice"
    FREE = "free"
    ATTRACT = "attract"


class World:
    """One run from one seed, in steps of `step_s` seconds. It cannot restart: make a new one."""

    def __init__(self, seed: int, course: Course, tuning: WorldTuning = WORLD, step_s: float = TIMING.step_s) -> None:
        running = course in (Course.PLAY, Course.ATTRACT)
        self.course = course
        self._tuning = tuning
        self._step_s = step_s
        self._steps = 0
        self._gathering: int | None = None
        self._most_times = 1  # highest multiplier so far
        self._risen = False  # it got up after the end to celebrate
        self._space = pymunk.Space()
        self._space.gravity = 0.0, -tuning.bird.gravity_mps2
        self._space.collision_slop = 0.002  # in metres, not pixels: 2 mm of overlap keep stacks from jittering
        # The clearing's camera is closer; its ground is painted at the same size and so repeats sooner.
        self._fords = Fords() if running else Fords(EVERY_M / SCENE.close)
        self._happenings = Happenings(self._fords)
        self._crowd = Crowd(self._space, self._happenings)
        self._bird = Huia(self._space, tuning.bird, not running, step_s)
        self._acting = Acting(running)
        self._attention = Attention()
        self._scoring = Scoring(tuning.run.lives, tuning.wave.refill_per_s)
        self._waves = Waves(tuning.wave, self._crowd, self._scoring, self._happenings)
        parts = Parts(self._bird, self._acting, self._crowd, self._scoring, self._happenings, tuning, step_s)
        rng = random.Random(seed)
        self._breeze = (rng.uniform(0.0, math.tau), rng.uniform(0.0, math.tau))
        self._rules: Rules = Journey(parts, rng) if running else Clearing(parts, free=course is Course.FREE)

    @property
    def t_s(self) -> float:
        """Seconds simulated so far."""
        return self._steps * self._step_s

    def step(self, intent: Intent) -> tuple[WorldEvent, ...]:
        """Advance one step with these wishes; returns the events in order.

        Angles and speeds that are not finite count as 0; too large ones are clamped.
        """
        self._steps += 1
        self._happenings.begin(self.t_s)
        intent = _sanitised(intent)
        if self._rules.over:
            intent = intent.held()
        self._obey(intent)
        self._look(intent)
        for kind in self._bird.before(intent, self._rules.gait_mps(intent), self._acting):
            self._tell(kind)
        self._crowd.step(self._step_s, self._bird.body.position.x)
        self._space.step(self._step_s)
        for kind, amount in self._bird.after(self._wind_mps()):
            self._tell(kind, amount=amount)
        self._crowd.report_impacts()
        self._act()
        self._thrust()
        self._waves.step(self._step_s)
        self._eat()
        self._rules.after(intent)
        self._count_streak()
        self._crowd.tidy(self._bird.body.position.x, *self._rules.bounds())
        return self._happenings.all()

    def celebrate(self) -> None:
        """Show a victory for something outside the world, such as a new best score; a fallen bird gets up for it."""
        self._acting.rejoice()
        self._risen = self._risen or self._rules.over

    def snapshot(self) -> Snapshot:
        """The world now, for scene, sound and autopilot."""
        scoring, rules = self._scoring, self._rules
        return Snapshot(
            t_s=self.t_s,
            step=self._steps,
            bird=self._bird.view(self._acting, rules.safe_s),
            things=tuple(thing.view() for thing in self._crowd),
            waves=tuple(replace(wave, over_water=self._fords.wet(wave.x_m)) for wave in self._waves.views()),
            camera_x_m=rules.camera_m,
            distance_m=scoring.distance_m,
            score=scoring.score,
            lives=scoring.lives,
            max_lives=scoring.most_lives,
            energy=scoring.energy,
            over=rules.over,
            streak=scoring.streak,
            wind_mps=self._wind_mps(),
            speed_mps=self._bird.body.velocity.x,
        )

    def digest(self) -> str:
        """SHA-256 over everything later steps depend on: equal digests mean equal worlds, bit for bit."""
        numbers = (
            float(self._steps),
            float(self._gathering or 0),
            float(self._most_times),
            float(self._risen),
            *self._breeze,
            *self._acting.state(),
            *self._attention.state(),
            *self._bird.state(),
            *self._scoring.state(),
            *self._crowd.state(),
            *self._waves.state(),
            *self._rules.state(),
        )
        told = hashlib.sha256(struct.pack(f"<{len(numbers)}d", *numbers))
        told.update(f"{self.course} {self._acting.act} {self._rules.plans()}".encode())
        return told.hexdigest()

    # --- wishes

    def _obey(self, intent: Intent) -> None:
        if intent.hadouken is not None:
            self._gather(intent.hadouken)
        if intent.move is not None and self._acting.may_move():
            self._perform(intent.move)
        if intent.jump and self._acting.act is not Act.HIT:
            self._acting.interrupt()
            self._bird.ask_jump()

    def _gather(self, side: Side) -> None:
        """Start a hadouken (hands drawn back); it leaves after a moment if there is energy."""
        if self._gathering is not None or self._acting.act is Act.HIT:
            return
        if not self._rules.may_fire():
            self._tell("fizzle", side)
            return
        self._gathering = self._bird.heading = self._rules.aim(side)
        self._acting.begin(Act.HADOUKEN, self._gathering, self._tuning.wave.act_s)
        self._tell("gather", side)

    def _perform(self, move: str) -> None:
        """Start any other pose's act. "normal" ends the current act; an unknown name is a flourish."""
        if move == "normal":
            self._acting.interrupt()
            return
        act = MOVES.get(move, Act.FLOURISH)
        if self._acting.act is not act:
            self._acting.begin(act, self._bird.heading)
            self._tell("move", move, float(self._rules.reward(act)))

    def _look(self, intent: Intent) -> None:
        bird, (x_m, y_m) = self._bird, self._bird.body.position
        to = self._attention.step(intent, self._crowd, (x_m, y_m), bird.body.velocity.x, bird.heading, self._step_s)
        bird.limbs.look(to.yaw_rad, to.pitch_rad, to.roll_rad, self._step_s)
        playing = self.course is Course.PLAY and not self._rules.over  # a run has no time for faces
        bird.limbs.mien.step(None if playing else intent.face, self._step_s)

    def _resting_act(self) -> Act:
        if self._rules.over:
            return Act.IDLE if self._risen else Act.DRAMATIC
        if self._bird.crouching or not self._bird.grounded:
            return Act.FLY
        return Act.RUN if abs(self._bird.body.velocity.x) > 0.3 else Act.IDLE

    # --- consequences

    def _act(self) -> None:
        """Advance the current act by one step and report a victory that begins."""
        before = self._acting.act
        self._acting.step(self._step_s, self._resting_act())
        if self._acting.act is Act.VICTORY is not before:
            self._tell("move", Act.VICTORY)

    def _count_streak(self) -> None:
        """Celebrate when the multiplier is higher than ever before in this run."""
        if self._scoring.times > self._most_times and not self._rules.over:
            self._most_times = self._scoring.times
            self._tell("streak", amount=float(self._most_times))
            self._acting.rejoice()

    def _thrust(self) -> None:
        """Launch the gathered hadouken, unless a hit interrupted it."""
        side = self._gathering
        if side is None:
            return
        if self._acting.act is not Act.HADOUKEN:
            self._gathering = None
        elif self._acting.seconds >= self._tuning.wave.gather_s:
            self._gathering = None
            x_m, y_m = self._bird.body.position
            self._waves.launch(x_m + side * THRUST_M, y_m + BEAK_M, side, self._bird.body.velocity.x)
            self._bird.recoil(side)

    def _eat(self) -> None:
        """Eat all food within reach."""
        if self._rules.over:
            return
        x_m, y_m = self._bird.body.position
        reach_m = self._tuning.run.pickup_m * (WINGSPAN if self._acting.act is Act.WINGS else 1.0)
        for thing in self._crowd:
            food_x_m, food_y_m = thing.position
            if thing.food and math.hypot(food_x_m - x_m, food_y_m - y_m - CHEST_M) < reach_m:
                thing.gone = True
                self._scoring.eat(thing.nature.food)
                gained = self._scoring.earn(thing.nature.points, streak=False)
                self._happenings.tell("pickup", food_x_m, food_y_m, thing.kind.value, float(gained))

    def _wind_mps(self) -> float:
        """Wind with gusts: the sum of two slow waves whose phases come from the seed."""
        return 0.7 * math.sin(0.31 * self.t_s + self._breeze[0]) + 0.5 * math.sin(0.83 * self.t_s + self._breeze[1])

    def _tell(self, kind: WorldEventKind, name: str = "", amount: float = 0.0) -> None:
        """Report an event at the bird's place."""
        x_m, y_m = self._bird.body.position
        self._happenings.tell(kind, x_m, y_m, name, amount)


def _sanitised(intent: Intent) -> Intent:
    """The intent with finite numbers, limited to what a body can do."""
    half = math.pi / 2
    wings = intent.wings
    return Intent(
        jump=intent.jump,
        hadouken=intent.hadouken,
        move=intent.move,
        yaw_rad=_tame(intent.yaw_rad, half),
        pitch_rad=_tame(intent.pitch_rad, half),
        roll_rad=_tame(intent.roll_rad, half),
        walk=_tame(intent.walk, 1.0),
        wings=None if wings is None else Wings(_tame(wings.left_rad, half), _tame(wings.right_rad, half)),
        face=None if intent.face is None else Face(*(max(0.0, _tame(v, 1.0)) for v in astuple(intent.face))),
        present=intent.present,
    )


def _tame(value: float, most: float) -> float:
    return max(-most, min(most, value)) if math.isfinite(value) else 0.0
