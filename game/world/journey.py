"""Rules of the endless run: what hurts, what scores, what comes next."""

from __future__ import annotations

import math
import random
from typing import Final

from game.controls.intent import Intent, Side
from game.world.path import Path, Placement
from game.world.rules import Parts
from game.world.scoring import FLOURISH_POINTS, PASSED_POINTS
from game.world.snapshot import Act
from game.world.things import NATURES, Thing

BEYOND_M: Final = 0.8
"""Things appear this far beyond the picture's right edge; enough for the widest."""
REWARD_EVERY_S: Final = 8.0
"""A move earns points at most once in this time."""
GRUB_UNDER_WING: Final = 0.25
"""Energy from a grub found by the underarm move."""
ON_TOP_M: Final = 0.22
"""Feet at most this far below something's top land on it: the fall of three steps after a full jump."""
KICK_MPS: Final = 3.2
KICK_REACH_M: Final = 0.25
KICK_SPIN_RADPS: Final = 7.0
"""Knocked-over wood closer than this is kicked forward and up, with this spin."""


class Journey:
    """Rules of the run. The bird has three feathers; each hit costs one and gives a short time of safety."""

    def __init__(self, parts: Parts, rng: random.Random) -> None:
        self._parts = parts
        self._path = Path(rng, parts.tuning.run, parts.tuning.bird)
        self._coming: list[Placement] = []
        self._laid_m = 0.0
        self._camera_mps = 0.0
        self._since_reward_s = math.inf
        self._calm_s = parts.tuning.run.calm_s
        self.camera_m = parts.tuning.run.ahead_m
        self.safe_s = 0.0
        self.over = False

    def aim(self, side: Side) -> int:
        """Always +1: everything worth hitting is to the right, whichever way the player points."""
        return 1

    def may_fire(self) -> bool:
        """Whether there is energy for a hadouken; takes it. Full energy is enough for three in a row."""
        return self._parts.scoring.spend(self._parts.tuning.wave.cost)

    def reward(self, act: Act) -> int:
        """Points for a move, at most once in REWARD_EVERY_S; playing dead earns none."""
        if act is Act.DRAMATIC or self._since_reward_s < REWARD_EVERY_S:
            return 0
        self._since_reward_s = 0.0
        if act is Act.UNDERARM:
            self._parts.scoring.eat(GRUB_UNDER_WING)
        return self._parts.scoring.earn(FLOURISH_POINTS, streak=False)

    def gait_mps(self, intent: Intent) -> float:
        """The run's speed, except while hit, playing dead, moonwalking, or without a player."""
        act = self._parts.acting.act
        if act in (Act.HIT, Act.DRAMATIC) or self.over or not intent.present:
            return 0.0
        if act is Act.MOONWALK:
            return -1.2
        return self._path.speed_mps(self._parts.bird.body.position.x)

    def after(self, intent: Intent) -> None:
        """Collisions, safe time, distance, camera, and new things on the path."""
        parts, step_s = self._parts, self._parts.step_s
        x_m = parts.bird.body.position.x
        self._meet()
        self._since_reward_s += step_s
        self.safe_s = max(0.0, self.safe_s - step_s, self._granted_s(intent))
        if self._calm_s > 0.0:
            self._calm_s -= step_s
            if self._calm_s <= 0.0:
                parts.happenings.tell("start", x_m, 0.0)
        if not self.over:
            parts.scoring.step(step_s, x_m)
        self._camera_mps += (parts.bird.body.velocity.x - self._camera_mps) * 4.0 * step_s
        ahead_m = x_m + parts.tuning.run.ahead_m
        self.camera_m += (self._camera_mps + 1.5 * (ahead_m - self.camera_m)) * step_s
        self._bring(x_m)

    def bounds(self) -> tuple[float, float]:
        """From a little more than one picture behind to two pictures ahead."""
        view_m = self._parts.tuning.run.view_m
        return self.camera_m - 0.5 * view_m - 2.0, self.camera_m + 2.5 * view_m

    def state(self) -> tuple[float, ...]:
        """All numbers that later steps depend on, for the world's digest."""
        return (
            self._laid_m, self._camera_mps, self.camera_m, self.safe_s, self._since_reward_s, self._calm_s,
            float(self.over),
        )  # fmt: skip

    def plans(self) -> str:
        """What is laid out and what comes next."""
        return f"{self._path.state()} {self._coming!r}"

    def _granted_s(self, intent: Intent) -> float:
        """Safe time that the current act gives: while it lasts and a moment after."""
        if not intent.present:
            return 1.0
        return 0.4 if self._parts.acting.act is Act.MOONWALK else 0.0

    def _meet(self) -> None:
        """Handle what the bird runs into, lands on, or passes."""
        bird, act = self._parts.bird, self._parts.acting.act
        left, bottom, right, top = bird.hurt_box(lying=act is Act.DRAMATIC)
        falling = bird.body.velocity.y < -0.3
        for thing in self._parts.crowd:
            if thing.food or thing.passed:
                continue
            t_left, t_bottom, t_right, t_top = thing.box()
            if t_right < left - 0.1:
                self._pass(thing, t_right, t_top)
            elif (
                t_left > right + (0.0 if thing.alive else KICK_REACH_M)
                or t_right < left
                or t_bottom > top
                or t_top < bottom
            ):
                continue
            elif not thing.alive:
                self._kick(thing)
            elif thing.harmless:
                continue
            elif falling and bottom > t_top - ON_TOP_M:
                self._stomp(thing)
            elif act is Act.DRAMATIC and thing.nature.animal:
                thing.harmless = True  # it met a bird that plays dead and lost interest
            elif not (self.safe_s > 0.0 or self.over):
                self._hurt(thing)

    def _pass(self, thing: Thing, x_m: float, y_m: float) -> None:
        thing.passed = True
        if not thing.dangerous:
            return
        gained = 0 if self.over else self._parts.scoring.earn(PASSED_POINTS)
        self._parts.happenings.tell("passed", x_m, y_m, thing.kind.value, float(gained))

    def _kick(self, thing: Thing) -> None:
        """Kick knocked-over wood out of the way; a knocked-out animal falls by itself."""
        if thing.nature.animal:
            return
        thing.kick((self._parts.bird.body.velocity.x + KICK_MPS, KICK_MPS), -KICK_SPIN_RADPS)
        x_m, y_m = thing.position
        self._parts.happenings.tell("thud", x_m, y_m, thing.kind.value, KICK_MPS)

    def _stomp(self, thing: Thing) -> None:
        """Land on an obstacle's back without harm: the bird bounces, an animal is knocked out."""
        self._parts.bird.bounce(self._parts.tuning.bird.hop_m)
        gained = 0
        if thing.nature.animal:
            thing.knock((1.5, -2.0), -6.0)
            gained = self._parts.scoring.earn(thing.nature.points)
        thing.harmless = True
        x_m, y_m = thing.position
        self._parts.happenings.tell("stomp", x_m, y_m, thing.kind.value, float(gained))

    def _hurt(self, thing: Thing) -> None:
        """Lose a feather and push bird and obstacle apart."""
        parts, mass = self._parts, thing.nature.mass_kg
        x_m, y_m = thing.position
        thing.knock((3.0 * mass, 3.5 * mass), -5.0)
        parts.bird.stumble()
        parts.acting.begin(Act.HIT)
        self.safe_s = parts.tuning.run.safe_s
        self.over = parts.scoring.hurt()
        parts.happenings.tell("hit", x_m, y_m, thing.kind.value, float(parts.scoring.lives))
        if self.over:
            bird_x_m, bird_y_m = parts.bird.body.position
            parts.happenings.tell("over", bird_x_m, bird_y_m, amount=float(parts.scoring.score))

    def _bring(self, x_m: float) -> None:
        """Add things of the path just beyond the picture; animals so that they meet the bird where planned."""
        run = self._parts.tuning.run
        edge_m = max(x_m + run.ahead_m, self.camera_m) + 0.5 * run.view_m + BEYOND_M
        while self._laid_m < edge_m + run.view_m:
            placed = self._path.lay()
            self._coming.extend(placed)
            self._laid_m = max(placement.at_m for placement in placed)
        speed, waiting = self._path.speed_mps(x_m), []
        for placement in self._coming:
            come_m = placement.at_m + NATURES[placement.kind].pace_mps * (placement.at_m - x_m) / speed
            if come_m <= edge_m:
                self._parts.crowd.put(placement.kind, come_m, placement.y_m)
            else:
                waiting.append(placement)
        self._coming = waiting
