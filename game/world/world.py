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
from game.world.acts import FALL_MPS, FALLS_S, MOVES
from game.world.aim import angle_of, target_of
from game.world.clearing import Clearing
from game.world.crowd import Crowd
from game.world.fords import EVERY_M, Fords
from game.world.happenings import Happenings
from game.world.huia import Huia
from game.world.journey import Journey
from game.world.pair import Bird, Pair, Wished
from game.world.path import Placement
from game.world.rules import Parts, Rules
from game.world.scoring import Scoring
from game.world.snapshot import Act, Kind, Lesson, Snapshot, WorldEvent, WorldEventKind
from game.world.waves import Shot, Waves

BEAK_M: Final = 0.5
"""Height of a hadouken above the feet: chest and beak, and the middle of most targets."""
THRUST_M: Final = 0.62
"""A hadouken starts this far in front of the body, at the tips of the wings."""
CHEST_M: Final = 0.4
"""The middle of the bird; the reach to food is measured from here."""
WINGSPAN: Final = 1.7
"""Spread wings multiply the reach by this."""

DRAWN_M: Final = 2.4
"""Spread wings in a run draw food from this far."""
DRAWN_MPS: Final = 7.0
"""They draw it this fast: faster than the bird runs."""


class Course(StrEnum):
    """Where the Huia is and which rules apply. Attract mode is a run played by the autopilot."""

    PLAY = "play"
    PRACTICE = "practice"
    FREE = "free"
    ATTRACT = "attract"


class World:
    """One run from one seed, in steps of `step_s` seconds. It cannot restart: make a new one."""

    def __init__(
        self,
        seed: int,
        course: Course,
        tuning: WorldTuning = WORLD,
        step_s: float = TIMING.step_s,
        lessons: tuple[Lesson, ...] = (),
    ) -> None:
        """lessons: what a run teaches its player before anything can hurt; the course is the same without them."""
        self._running = running = course in (Course.PLAY, Course.ATTRACT)
        self.course = course
        self._tuning = tuning
        self._step_s = step_s
        self._steps = 0
        self._most_times = 1  # highest multiplier so far
        self._risen = False  # it got up after the end to celebrate
        self._space = pymunk.Space()
        self._space.gravity = 0.0, -tuning.bird.gravity_mps2
        self._space.collision_slop = 0.002  # in metres, not pixels: 2 mm of overlap keep stacks from jittering
        # The clearing's camera is closer; its ground is painted at the same size and so repeats sooner.
        self._fords = Fords() if running else Fords(EVERY_M / SCENE.close)
        self._happenings = Happenings(self._fords)
        self._crowd = Crowd(self._space, self._happenings)
        self._pair = Pair(self._space, tuning, not running, step_s)
        self._scoring = Scoring()
        self._waves = Waves(tuning.wave, self._crowd, self._scoring, self._happenings)
        parts = Parts(self._pair, self._crowd, self._scoring, self._happenings, tuning, step_s)
        rng = random.Random(seed)
        self._breeze = (rng.uniform(0.0, math.tau), rng.uniform(0.0, math.tau))
        self._rules: Rules = Journey(parts, rng, lessons) if running else Clearing(parts, free=course is Course.FREE)

    @property
    def t_s(self) -> float:
        """Seconds simulated so far."""
        return self._steps * self._step_s

    @property
    def _bird(self) -> Huia:
        """The body that the camera follows."""
        return self._pair.lead.body

    def ahead(self) -> tuple[Placement, ...]:
        """Obstacles that wait on the path from here on, in order, should nothing more hurt a bird."""
        return self._rules.ahead()

    def step(self, intent: Intent) -> tuple[WorldEvent, ...]:
        """Advance one step with these wishes; returns the events in order.

        A mate in the intent is a second player: their bird joins, plays and leaves with them. Angles and speeds that
        are not finite count as 0; too large ones are clamped.
        """
        self._steps += 1
        self._happenings.begin(self.t_s)
        wished = self._pair.turn_out(_sanitised(intent), self._happenings, self._rules.over)
        wished = [Wished(one.bird, self._granted(one)) for one in wished]
        wished = [Wished(one.bird, self._rules.wish(one.intent)) for one in wished]
        for one in wished:
            self._obey(one.bird, one.intent)
            self._look(one.bird, one.intent)
            gait_mps = self._rules.gait_mps(one.bird, one.intent)
            for kind in one.bird.body.before(one.intent, gait_mps, one.bird.acting):
                self._tell(one.bird, kind)
                if kind == "jump":
                    self._pair.nudge(one.bird, self._happenings)
        self._crowd.step(self._step_s, self._pair.lead.x_m)
        self._space.step(self._step_s)
        for one in wished:
            for kind, amount in one.bird.body.after(self._wind_mps()):
                self._tell(one.bird, kind, amount=amount)
        self._crowd.report_impacts()
        for one in wished:
            self._act(one.bird)
            self._thrust(one.bird)
        self._waves.step(self._step_s)
        for one in wished:
            self._eat(one.bird)
        self._rules.after(wished)
        self._count_streak()
        self._crowd.tidy(self._pair.lead.x_m, *self._rules.bounds())
        return self._happenings.all()

    def celebrate(self) -> None:
        """Show a victory for something outside the world, such as a new best score; a fallen bird gets up for it."""
        for bird in self._pair.birds:
            bird.acting.rejoice()
        self._risen = self._risen or self._rules.over

    def snapshot(self) -> Snapshot:
        """The world now, for scene, sound and autopilot."""
        scoring, rules, progress = self._scoring, self._rules, self._rules.progress
        first, mate = self._pair.birds[0], self._pair.mate_of(self._pair.birds[0])
        return Snapshot(
            t_s=self.t_s,
            step=self._steps,
            bird=first.view(),
            mate=None if mate is None else mate.view(),
            things=tuple(thing.view() for thing in self._crowd),
            waves=tuple(replace(wave, over_water=self._fords.wet(wave.x_m)) for wave in self._waves.views()),
            camera_x_m=rules.camera_m,
            distance_m=scoring.distance_m,
            score=scoring.score,
            lives=first.vigour.lives,
            max_lives=first.vigour.most_lives,
            energy=first.vigour.energy,
            over=rules.over,
            streak=scoring.streak,
            wind_mps=self._wind_mps(),
            speed_mps=self._bird.body.velocity.x,
            lesson=rules.lesson,
            day_s=progress.day_s,
            row=first.body.golden.row,
            clean=progress.clean,
            giant=progress.giant,
            effort=progress.effort,
        )

    def digest(self) -> str:
        """SHA-256 over everything later steps depend on: equal digests mean equal worlds, bit for bit."""
        first = self._pair.birds[0]
        numbers = (
            float(self._steps),
            float(first.gathering or 0),
            float(self._most_times),
            float(self._risen),
            *self._breeze,
            *first.acting.state(),
            *first.attention.state(),
            *first.body.state(),
            *first.vigour.state(),
            *self._scoring.state(),
            *self._crowd.state(),
            *self._waves.state(),
            *self._rules.state(),
            *self._pair.state(),
        )
        told = hashlib.sha256(struct.pack(f"<{len(numbers)}d", *numbers))
        acts = " ".join(bird.acting.act for bird in self._pair.birds)
        told.update(f"{self.course} {acts} {self._rules.plans()}".encode())
        return told.hexdigest()

    # --- wishes

    def _granted(self, one: Wished) -> Intent:
        """What a bird may do of what its player wants: after the end and while it lies, nothing but look."""
        return one.intent.held() if self._rules.over or one.bird.fallen else one.intent

    def _obey(self, bird: Bird, intent: Intent) -> None:
        if intent.hadouken is not None:
            self._gather(bird, intent.hadouken)
        if intent.move is not None and bird.acting.may_move():
            self._perform(bird, intent.move)
        if intent.jump and bird.acting.act is not Act.HIT:
            bird.acting.interrupt()
            bird.body.ask_jump()

    def _gather(self, bird: Bird, side: Side) -> None:
        """Start a hadouken (hands drawn back); it leaves after a moment if there is energy."""
        if bird.gathering is not None or bird.acting.act is Act.HIT:
            return
        if not self._rules.may_fire(bird):
            self._tell(bird, "fizzle", side)
            return
        bird.gathering = bird.body.heading = self._rules.aim(side)
        bird.acting.begin(Act.HADOUKEN, bird.gathering, self._tuning.wave.act_s)
        self._tell(bird, "gather", side)

    def _perform(self, bird: Bird, move: str) -> None:
        """Start any other pose's act. "normal" ends the current act; an unknown name is a flourish."""
        if move == "normal":
            bird.acting.interrupt()
            return
        act = MOVES.get(move, Act.FLOURISH)
        if bird.acting.act is not act:
            bird.acting.begin(act, bird.body.heading)
            self._tell(bird, "move", move, float(self._rules.reward(bird, act)))

    def _look(self, bird: Bird, intent: Intent) -> None:
        body = bird.body
        x_m, y_m = body.body.position
        to = bird.attention.step(intent, self._crowd, (x_m, y_m), body.body.velocity.x, body.heading, self._step_s)
        body.limbs.look(to.yaw_rad, to.pitch_rad, to.roll_rad, self._step_s)
        playing = self.course is Course.PLAY and not self._rules.over  # a run has no time for faces
        body.limbs.mien.step(None if playing else intent.face, self._step_s)

    def _resting_act(self, bird: Bird) -> Act:
        if self._rules.over:
            return Act.IDLE if self._risen else Act.DRAMATIC
        if bird.fallen:
            return Act.DRAMATIC
        if bird.body.crouching or not bird.body.grounded:
            return Act.FLY
        return Act.RUN if abs(bird.body.body.velocity.x) > 0.3 else Act.IDLE

    # --- consequences

    def _act(self, bird: Bird) -> None:
        """Advance the current act by one step; report a victory that begins and a fall that ends on the ground."""
        before, since_s = bird.acting.act, bird.acting.seconds
        bird.acting.step(self._step_s, self._resting_act(bird))
        if bird.acting.act is before is Act.DRAMATIC and since_s < FALLS_S <= bird.acting.seconds:
            self._tell(bird, "thud", Act.DRAMATIC, FALL_MPS)
        if bird.acting.act is Act.VICTORY is not before:
            self._tell(bird, "move", Act.VICTORY)

    def _count_streak(self) -> None:
        """Celebrate when the multiplier is higher than ever before in this run."""
        if self._scoring.times > self._most_times and not self._rules.over:
            self._most_times = self._scoring.times
            self._tell(self._pair.lead, "streak", amount=float(self._most_times))
            for bird in self._pair.standing:
                bird.acting.rejoice()

    def _thrust(self, bird: Bird) -> None:
        """Launch the gathered hadouken, unless a hit interrupted it."""
        side = bird.gathering
        if side is None:
            return
        if bird.acting.act is not Act.HADOUKEN:
            bird.gathering = None
        elif bird.acting.seconds >= self._tuning.wave.gather_s:
            bird.gathering = None
            x_m, y_m = bird.body.body.position
            at_m, pitch = (x_m + side * THRUST_M, y_m + BEAK_M), bird.body.limbs.pitch.value
            target = target_of(pitch, at_m, side, self._crowd)
            shot = Shot(*at_m, side, angle_of(pitch, at_m, side, target), target)
            self._waves.launch(shot, bird.body.body.velocity.x, bird.who)
            bird.body.recoil(side)

    def _eat(self, bird: Bird) -> None:
        """Eat all food within a bird's reach."""
        if self._rules.over or bird.fallen:
            return
        x_m, y_m = bird.body.body.position
        drawing = bird.acting.act is Act.WINGS or bird.body.golden.flying
        reach_m = self._tuning.run.pickup_m * (WINGSPAN if drawing else 1.0)
        for thing in self._crowd:
            if not thing.food:
                continue
            if drawing and self._running and math.dist(thing.position, (x_m, y_m + CHEST_M)) < DRAWN_M:
                thing.drift(x_m, y_m + CHEST_M, DRAWN_MPS * self._step_s)
            food_x_m, food_y_m = thing.position
            near = math.hypot(food_x_m - x_m, food_y_m - y_m - CHEST_M) < reach_m
            if near and not thing.gone:
                thing.gone = True
                bird.vigour.eat(thing.nature.food)
                gained = self._scoring.earn(thing.nature.points, streak=False)
                self._happenings.tell("pickup", food_x_m, food_y_m, thing.kind.value, float(gained), bird.who)
                self._savour(bird, thing.kind)

    def _savour(self, bird: Bird, kind: Kind) -> None:
        """What food wins in a run: a golden flight for ten berries in a row, a feather for a white grub."""
        if not self._running:
            return
        if kind is Kind.BERRY and bird.body.golden.eat():
            self._tell(bird, "golden", amount=bird.body.golden.left_s)
        if kind is Kind.WHITE_GRUB and bird.vigour.mend():
            self._tell(bird, "feather", "grub", float(bird.vigour.lives))

    def _wind_mps(self) -> float:
        """Wind with gusts: the sum of two slow waves whose phases come from the seed."""
        return 0.7 * math.sin(0.31 * self.t_s + self._breeze[0]) + 0.5 * math.sin(0.83 * self.t_s + self._breeze[1])

    def _tell(self, bird: Bird, kind: WorldEventKind, name: str = "", amount: float = 0.0) -> None:
        """Report an event at a bird's place."""
        x_m, y_m = bird.body.body.position
        self._happenings.tell(kind, x_m, y_m, name, amount, bird.who)


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
        aside=_tame(intent.aside, 1.0),
        mate=None if intent.mate is None else _sanitised(replace(intent.mate, mate=None)),
    )


def _tame(value: float, most: float) -> float:
    return max(-most, min(most, value)) if math.isfinite(value) else 0.0
