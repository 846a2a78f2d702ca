"""Rules of the endless run: what hurts, what scores, what comes next."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Final

from game.controls.intent import Intent, Side
from game.world.adventure import WADING, Adventure
from game.world.golden import PACE, SAFE_S
from game.world.pair import Bird, Wished
from game.world.path import Path, Placement
from game.world.rules import Parts, Progress
from game.world.scoring import PASSED_POINTS
from game.world.snapshot import Act, Kind, Lesson, LessonView
from game.world.things import NATURES, Thing
from game.world.tutor import Tutor

BEYOND_M: Final = 0.8
"""Things appear this far beyond the picture's right edge; enough for the widest."""
REWARD_EVERY_S: Final = 8.0
"""A move earns points at most once in this time."""
ON_TOP_M: Final = 0.22
"""Feet at most this far below something's top land on it: the fall of three steps after a full jump."""
AHEAD_M: Final = 400.0
"""Results look so far along the path for what the player has not met."""
KICK_MPS: Final = 3.2
KICK_REACH_M: Final = 0.25
KICK_SPIN_RADPS: Final = 7.0
"""Knocked-over wood closer than this is kicked forward and up, with this spin."""


class Journey:
    """Rules of the run. The bird has three feathers; each hit costs one and gives a short time of safety.

    lessons: what the run still has to teach; until all are done it waits for its player and nothing costs a feather.
    """

    def __init__(self, parts: Parts, rng: random.Random, lessons: tuple[Lesson, ...] = ()) -> None:
        self._parts = parts
        self._tutor = Tutor(lessons, parts.crowd, parts.happenings)
        self._path = Path(rng, parts.tuning.run, parts.tuning.bird)
        self._adventure = Adventure(parts, self._path)
        self._coming: list[Placement] = []
        self._laid_m = 0.0
        self._camera_mps = 0.0
        self._since_reward_s = math.inf
        self._calm_s = parts.tuning.run.calm_s
        self.camera_m = parts.tuning.run.ahead_m
        self.over = False

    @property
    def lesson(self) -> LessonView | None:
        """What a first run asks for now."""
        return self._tutor.view

    @property
    def progress(self) -> Progress:
        """What the screen shows of how the run goes."""
        return self._adventure.progress

    def wish(self, intent: Intent) -> Intent:
        """The intent, or what the Huia shows by itself in a lesson that nobody follows."""
        return self._tutor.wish(intent)

    def aim(self, side: Side) -> int:
        """Always +1: everything worth hitting is to the right, whichever way the player points."""
        return 1

    def may_fire(self, bird: Bird) -> bool:
        """Whether a bird has energy for a hadouken; takes it. Full energy is enough for three in a row."""
        may = bird.vigour.spend(self._parts.tuning.wave.cost)
        if may:
            self._tutor.fired()
        return may

    def reward(self, bird: Bird, act: Act) -> int:
        """Points for a move and what else it brings, at most once in REWARD_EVERY_S; playing dead earns none."""
        self._adventure.begin(bird, act)
        if act is Act.DRAMATIC or self._since_reward_s < REWARD_EVERY_S:
            return 0
        self._since_reward_s = 0.0
        return self._adventure.reward(bird, act)

    def gait_mps(self, bird: Bird, intent: Intent) -> float:
        """The run's speed, except while hit, playing dead, moonwalking, or without a player. A pair stays together."""
        act, mate = bird.acting.act, self._parts.pair.mate_of(bird)
        if self.over:
            return 0.0
        if bird.fallen and mate is not None:
            return self._towed_mps(bird, mate)
        if act in (Act.HIT, Act.DRAMATIC) or (mate is None and not intent.present):
            return 0.0
        if act is Act.MOONWALK:
            return -1.2
        speed = self._path.speed_mps(bird.x_m) * self._tutor.pace()
        speed *= PACE if bird.body.golden.flying else WADING if bird.body.wading else 1.0
        return speed if mate is None or mate.fallen else self._together_mps(speed, bird, mate)

    def _together_mps(self, speed: float, bird: Bird, mate: Bird) -> float:
        """The speed of one of a pair: who is ahead waits, who is behind catches up."""
        pair, tuning = self._parts.pair, self._parts.tuning.pair
        ahead_m = bird.x_m - pair.place_m(bird) - mate.x_m + pair.place_m(mate)
        if ahead_m > 0.0:
            return speed * max(0.0, 1.0 - ahead_m / tuning.wait_m)
        return speed + min(tuning.catch_up_mps, -2.0 * ahead_m)

    def _towed_mps(self, bird: Bird, mate: Bird) -> float:
        """The speed of a fallen bird that its mate pulls along."""
        return float(mate.body.body.velocity.x + 4.0 * (mate.x_m - self._parts.tuning.pair.tow_m - bird.x_m))

    def after(self, wished: Sequence[Wished]) -> None:
        """Collisions, safe time, distance, camera, and new things on the path."""
        parts, step_s = self._parts, self._parts.step_s
        for one in wished:
            if not one.bird.fallen:
                self._meet(one.bird)
        self._leave_behind()
        if not self.over:
            self._adventure.step()
        front_m = max(bird.x_m for bird in parts.pair.standing or parts.pair.birds)
        self._tutor.step([one.intent for one in wished], (front_m, 0.0), step_s)
        self._since_reward_s += step_s
        for one in wished:
            one.bird.safe_s = max(0.0, one.bird.safe_s - step_s, _granted_s(one))
        lead = parts.pair.lead
        x_m = lead.x_m
        if parts.pair.beaten and not self.over:  # the other one has left
            self._end(lead)
        if self._calm_s > 0.0:
            self._calm_s -= step_s
            if self._calm_s <= 0.0:
                parts.happenings.tell("start", x_m, 0.0)
        if not self.over:
            for one in wished:
                one.bird.vigour.step(step_s)
            parts.scoring.reach(x_m)
        self._camera_mps += (lead.body.body.velocity.x - self._camera_mps) * 4.0 * step_s
        ahead_m = x_m + parts.tuning.run.ahead_m
        self.camera_m += (self._camera_mps + 1.5 * (ahead_m - self.camera_m)) * step_s
        self._bring(x_m)

    def bounds(self) -> tuple[float, float]:
        """From a little more than one picture behind to two pictures ahead."""
        view_m = self._parts.tuning.run.view_m
        return self.camera_m - 0.5 * view_m - 2.0, self.camera_m + 2.5 * view_m

    def ahead(self) -> tuple[Placement, ...]:
        """What the path holds from here on if nothing more hurts the bird: obstacles only, in order, AHEAD_M far."""
        x_m = self._parts.pair.lead.x_m
        coming = [*self._coming, *self._adventure.ahead(x_m, self._laid_m, x_m + AHEAD_M)]
        obstacles = [one for one in coming if not NATURES[one.kind].food and one.begins_m > x_m]
        return tuple(sorted(obstacles, key=lambda one: one.begins_m))

    def state(self) -> tuple[float, ...]:
        """All numbers that later steps depend on, for the world's digest."""
        return (
            self._laid_m, self._camera_mps, self.camera_m, self._parts.pair.birds[0].safe_s, self._since_reward_s,
            self._calm_s,
            float(self.over), *self._tutor.state(), *self._adventure.state(),
        )  # fmt: skip

    def plans(self) -> str:
        """What is laid out and what comes next."""
        return f"{self._path.state()} {self._coming!r} {self._tutor.plans()} {self._adventure.plans()}"

    def _leave_behind(self) -> None:
        """Handle what every bird has passed."""
        standing = self._parts.pair.standing or self._parts.pair.birds
        left = min(bird.body.hurt_box(lying=False)[0] for bird in standing)
        for thing in self._parts.crowd:
            if thing.passed:
                continue
            if thing.food or thing.nature.wade:
                self._adventure.leave(thing, left, self.over)
            elif thing.kind is not Kind.FERN:
                _, _, t_right, t_top = thing.box()
                if t_right < left - 0.1:
                    self._pass(thing, t_right, t_top)

    def _meet(self, bird: Bird) -> None:
        """Handle what a bird runs into or lands on."""
        act = bird.acting.act
        left, bottom, right, top = bird.body.hurt_box(lying=act is Act.DRAMATIC)
        falling = bird.body.body.velocity.y < -0.3
        for thing in self._parts.crowd:
            if thing.food or thing.passed or thing.nature.wade or thing.kind is Kind.FERN:
                continue
            t_left, t_bottom, t_right, t_top = thing.box()
            if (
                t_left > right + (0.0 if thing.alive else KICK_REACH_M)
                or t_right < left
                or t_bottom > top
                or t_top < bottom
            ):
                continue
            if not thing.alive:
                self._kick(bird, thing)
            elif thing.harmless:
                continue
            elif falling and bottom > t_top - ON_TOP_M and thing.body is not None:
                self._stomp(bird, thing)
            elif act is Act.DRAMATIC and thing.nature.animal:
                thing.harmless = True  # it met a bird that plays dead and lost interest
            elif not (bird.safe_s > 0.0 or self.over):
                self._hurt(bird, thing)
                if bird.fallen:
                    return

    def _pass(self, thing: Thing, x_m: float, y_m: float) -> None:
        thing.passed = True
        if not thing.dangerous:
            return
        gained = 0 if self.over else self._parts.scoring.earn(PASSED_POINTS)
        self._parts.happenings.tell("passed", x_m, y_m, thing.kind.value, float(gained))

    def _kick(self, bird: Bird, thing: Thing) -> None:
        """Kick knocked-over wood out of the way; a knocked-out animal falls by itself."""
        if thing.nature.animal:
            return
        thing.kick((bird.body.body.velocity.x + KICK_MPS, KICK_MPS), -KICK_SPIN_RADPS)
        x_m, y_m = thing.position
        self._parts.happenings.tell("thud", x_m, y_m, thing.kind.value, KICK_MPS)

    def _stomp(self, bird: Bird, thing: Thing) -> None:
        """Land on an obstacle's back without harm: the bird bounces, an animal is knocked out."""
        bird.body.bounce(self._parts.tuning.bird.hop_m)
        gained = 0
        if thing.nature.animal:
            thing.knock((1.5, -2.0), -6.0)
            gained = self._parts.scoring.earn(thing.nature.points)
        thing.harmless = True
        x_m, y_m = thing.position
        self._parts.happenings.tell("stomp", x_m, y_m, thing.kind.value, float(gained), bird.who)

    def _hurt(self, bird: Bird, thing: Thing) -> None:
        """Lose a feather and push bird and obstacle apart. Who loses the last falls; the run ends when all have.

        During a lesson it costs nothing.
        """
        parts, mass = self._parts, thing.nature.mass_kg
        x_m, y_m = thing.position
        thing.knock((3.0 * mass, 3.5 * mass), -5.0)
        if thing.body is None:
            thing.harmless = True  # water and a fallen tree stay where they are
        bird.body.stumble()
        bird.acting.begin(Act.HIT)
        bird.safe_s = parts.tuning.run.safe_s
        if self._tutor.spares:
            parts.happenings.tell("bump", x_m, y_m, thing.kind.value, who=bird.who)
            return
        parts.scoring.break_streak()
        self._adventure.hit(bird)
        last = bird.vigour.hurt()
        parts.happenings.tell("hit", x_m, y_m, thing.kind.value, float(bird.vigour.lives), bird.who)
        for other in parts.pair.birds:
            other.nudges = 0  # a hit wakes nobody
        if last:
            parts.pair.fall(bird, parts.happenings)
            if parts.pair.beaten:
                self._end(bird)

    def _end(self, bird: Bird) -> None:
        """The run is over: no bird is left that could go on."""
        self.over = True
        x_m, y_m = bird.body.body.position
        score = float(self._parts.scoring.score)
        self._parts.happenings.tell("over", x_m, y_m, amount=score, who=bird.who)

    def _bring(self, x_m: float) -> None:
        """Add things of the path just beyond the picture; animals so that they meet the bird where planned."""
        run = self._parts.tuning.run
        edge_m = max(x_m + run.ahead_m, self.camera_m) + 0.5 * run.view_m + BEYOND_M
        while self._laid_m < edge_m + run.view_m:
            self._coming.extend(self._adventure.lay(self._laid_m))
            self._laid_m = self._path.end_m
        speed, waiting = self._path.speed_mps(x_m), []
        for placement in self._coming:
            come_m = placement.at_m + NATURES[placement.kind].pace_mps * (placement.at_m - x_m) / speed
            if come_m <= edge_m:
                self._parts.crowd.put(placement.kind, come_m, placement.y_m)
            else:
                waiting.append(placement)
        self._coming = waiting


def _granted_s(one: Wished) -> float:
    """Safe time that a bird's act gives while it lasts and a moment after. A bird without its player is safe."""
    if not one.intent.present:
        return 1.0
    if one.bird.body.golden.flying:
        return SAFE_S
    return 0.4 if one.bird.acting.act is Act.MOONWALK else 0.0
