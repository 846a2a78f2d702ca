"""The simulation: one pymunk space at a fixed step, the Huia in it, and the rules of each course.

`World(seed, course).step(intent)` returns what happened; the same seed and the same intents give the same world,
bit for bit, in any process. Nothing here draws, sounds or reads a clock.
"""

from __future__ import annotations

import hashlib
import math
import random
import struct
from enum import StrEnum
from typing import Final

import pymunk

from game.controls.intent import Intent, Side, Wings
from game.tuning import TIMING, WORLD, WorldTuning
from game.world import clearing
from game.world.acts import MOVES, Acting
from game.world.huia import Huia
from game.world.path import Path, Placement
from game.world.scoring import FLOURISH_POINTS, PASSED_POINTS, Scoring
from game.world.snapshot import Act, Kind, Snapshot, WorldEvent, WorldEventKind
from game.world.things import GROUND, NATURES, Thing
from game.world.waves import Wave

BEAK_M: Final = 0.5
"""Height of a hadouken over the feet: chest and beak, and the middle of most of what it should hit."""
GROUND_HALF_M: Final = 200.0
"""The ground is a slab this long to both sides, moved along with the bird."""


class Course(StrEnum):
    """Where the Huia is, and by which rules."""

    PLAY = "play"
    PRACTICE = "practice"
    FREE = "free"
    ATTRACT = "attract"


class World:
    """One run, from its seed. Stepped `TIMING.step_s` at a time; not restarted: make a new one."""

    def __init__(self, seed: int, course: Course, tuning: WorldTuning = WORLD, step_s: float = TIMING.step_s) -> None:
        self.course = course
        self._running = course in (Course.PLAY, Course.ATTRACT)
        self._tuning = tuning
        self._step_s = step_s
        self._space = pymunk.Space()
        self._space.gravity = 0.0, -tuning.bird.gravity_mps2
        self._space.collision_slop = 0.002  # metres, not pixels: 2 mm of overlap keeps stacks quiet
        self._ground = self._lay_ground()
        self._bird = Huia(self._space, tuning.bird, not self._running, step_s)
        self._acting = Acting(self._running)
        self._scoring = Scoring(tuning.run.lives, tuning.wave.refill_per_s)
        rng = random.Random(seed)
        self._breeze = (rng.uniform(0.0, math.tau), rng.uniform(0.0, math.tau))
        self._path = Path(rng, tuning.run, tuning.bird)
        self._coming: list[Placement] = []
        self._laid_m = 0.0
        self._things: list[Thing] = []
        self._waves: list[Wave] = []
        self._serial = 0
        self._steps = 0
        self._safe_s = 0.0
        self._charging: int | None = None
        self._over = False
        self._camera_m = tuning.run.ahead_m if self._running else 0.0
        self._camera_mps = 0.0
        spots = {Course.PRACTICE: clearing.PRACTICE, Course.FREE: clearing.FREE}.get(course, ())
        self._groups = [clearing.Group(spot) for spot in spots]
        for group in self._groups:
            self._set_up(group, drop_m=0.0)
        self._events: list[WorldEvent] = []

    # --- the outside

    @property
    def t_s(self) -> float:
        """Seconds simulated so far."""
        return self._steps * self._step_s

    def step(self, intent: Intent) -> tuple[WorldEvent, ...]:
        """One step on with these wishes; returns what happened in it, in order.

        Angles and speeds that are not numbers count as 0, too large ones as the largest.
        """
        self._events = []
        intent = _sound(intent)
        if self._over:
            intent = intent.held()
        self._obey(intent)
        for kind in self._bird.before(intent, self._gait_mps(intent), self._acting):
            self._tell_bird(kind)
        bird_x_m = self._bird.body.position.x
        for thing in self._things:
            thing.step(self._step_s, bird_x_m)
        self._space.step(self._step_s)
        self._steps += 1
        for kind, amount in self._bird.after(self._wind_mps()):
            self._tell_bird(kind, amount=amount)
        self._acting.step(self._step_s, self._resting_act())
        self._fire()
        self._fly_waves()
        if self._running:
            self._meet()
            self._advance(intent)
        else:
            self._tend_clearing()
        self._eat()
        self._tidy()
        return tuple(self._events)

    def snapshot(self) -> Snapshot:
        """The world now, as scene, sound and autopilot may see it."""
        scoring = self._scoring
        return Snapshot(
            t_s=self.t_s,
            step=self._steps,
            bird=self._bird.view(self._acting, self._safe_s),
            things=tuple(thing.view() for thing in self._things),
            waves=tuple(wave.view() for wave in self._waves),
            camera_x_m=self._camera_m,
            distance_m=scoring.distance_m,
            score=scoring.score,
            lives=scoring.lives,
            max_lives=scoring.most_lives,
            energy=scoring.energy,
            over=self._over,
            streak=scoring.streak,
            wind_mps=self._wind_mps(),
            speed_mps=self._bird.body.velocity.x,
        )

    def digest(self) -> str:
        """sha256 over every number that decides the future: equal digests, equal worlds, bit for bit."""
        numbers = [
            float(self._steps), self._safe_s, self._camera_m, self._camera_mps, self._laid_m, float(self._over),
            float(self._charging or 0), self._acting.seconds, float(self._acting.side), *self._breeze,
            *self._bird.state(), *self._scoring.state(),
        ]  # fmt: skip
        for thing in self._things:
            numbers.extend(thing.state())
        for wave in self._waves:
            numbers.extend(wave.state())
        told = hashlib.sha256(struct.pack(f"<{len(numbers)}d", *numbers))
        told.update(f"{self.course} {self._acting.act} {self._path.state()} {self._coming!r}".encode())
        return told.hexdigest()

    # --- wishes

    def _obey(self, intent: Intent) -> None:
        if intent.hadouken is not None:
            self._gather(intent.hadouken)
        if intent.move is not None and self._acting.may_move() and self._charging is None:
            self._perform(intent.move)
        if intent.jump and self._acting.act is not Act.HIT:
            self._acting.interrupt()
            self._bird.ask_jump()

    def _gather(self, side: Side) -> None:
        if self._charging is not None or self._acting.act is Act.HIT:
            return
        if self._running and not self._scoring.spend(self._tuning.wave.cost):
            self._tell_bird("fizzle")
            return
        # the screen mirrors the player: their left is its left; in a run everything that matters is ahead
        screen_side = 1 if self._running or side == "right" else -1
        self._bird.heading = screen_side
        self._charging = screen_side
        self._acting.begin(Act.HADOUKEN, screen_side, self._tuning.wave.act_s)
        self._tell_bird("gather", name=side)

    def _perform(self, move: str) -> None:
        if move == "normal":
            self._acting.interrupt()
            return
        act = MOVES.get(move, Act.FLOURISH)
        if self._acting.act is act:
            return
        self._acting.begin(act, self._bird.heading)
        amount = 0
        if self._running and act is not Act.DRAMATIC:
            amount = self._scoring.earn(FLOURISH_POINTS, streak=False) if self._flourish_pays() else 0
        if self._running and act is Act.UNDERARM:
            self._scoring.eat(0.25)  # there was a grub under that wing
        self._tell_bird("move", name=move, amount=float(amount))

    def _flourish_pays(self) -> bool:
        return True

    def _gait_mps(self, intent: Intent) -> float:
        """The speed along the path the legs work for."""
        act, x_m = self._acting.act, self._bird.body.position.x
        if act is Act.HIT or act is Act.DRAMATIC or self._over:
            return 0.0
        if act is Act.MOONWALK:
            return -1.2 * self._bird.heading if abs(x_m) < clearing.EDGE_M - 1.0 or self._running else 0.0
        if self._running:
            return self._path.speed_mps(x_m) if intent.present else 0.0
        if self.course is Course.FREE:
            if intent.walk and self._charging is None:
                self._bird.heading = 1 if intent.walk > 0 else -1
            inside = abs(x_m) < clearing.EDGE_M or x_m * intent.walk < 0
            return 2.6 * intent.walk if inside else 0.0
        # practice: a step aside after a recoil, back to the middle
        return max(-1.2, min(1.2, -2.0 * x_m)) if abs(x_m) > 0.02 else 0.0

    def _resting_act(self) -> Act:
        if self._over:
            return Act.DRAMATIC
        if not self._bird.grounded:
            return Act.FLY
        return Act.RUN if abs(self._bird.body.velocity.x) > 0.3 else Act.IDLE

    # --- hadouken

    def _fire(self) -> None:
        side = self._charging
        if side is None:
            return
        if self._acting.act is not Act.HADOUKEN:
            self._charging = None  # knocked out of it
            return
        if self._acting.seconds < self._tuning.wave.gather_s:
            return
        self._charging = None
        (x_m, y_m), vx = self._bird.body.position, self._bird.body.velocity.x
        speed = vx + side * self._tuning.wave.speed_mps
        self._serial += 1
        self._waves.append(Wave(self._serial, x_m + 0.4 * side, y_m + BEAK_M, side, speed, self._tuning.wave))
        self._bird.push(-side * self._tuning.bird.recoil_mps, 0.0)
        self._bird.limbs.lean.kick(2.4)
        self._tell("hadouken", x_m + 0.4 * side, y_m + BEAK_M, amount=1.0)

    def _fly_waves(self) -> None:
        for wave in self._waves:
            wave.step(self._step_s)
            target = wave.meets(self._things)
            if target is not None:
                self._tell("wave_hit", wave.x_m, wave.y_m, target.kind.value, wave.power)
                for thing in wave.burst(target, self._things):
                    points = self._scoring.earn(thing.nature.points) if self._running else thing.nature.points
                    x_m, y_m = thing.position
                    self._tell("knock", x_m, y_m, thing.kind.value, float(points))
            if wave.power <= 0.0:
                self._tell("wave_end", wave.x_m, wave.y_m)
        self._waves = [wave for wave in self._waves if wave.power > 0.0]

    # --- the run

    def _meet(self) -> None:
        """What the bird runs into, lands on, or leaves behind."""
        act = self._acting.act
        left, bottom, right, top = self._bird.hurt_box(lying=act is Act.DRAMATIC)
        falling = self._bird.body.velocity.y < -0.3
        for thing in self._things:
            if not thing.dangerous:
                continue
            t_left, t_bottom, t_right, t_top = thing.box()
            if t_right < left - 0.1 and not thing.passed:
                thing.passed = True
                gained = self._scoring.earn(PASSED_POINTS) if not self._over else 0
                self._tell("passed", t_right, t_top, thing.kind.value, float(gained))
            if thing.passed or t_left > right or t_right < left or t_bottom > top or t_top < bottom:
                continue
            if falling and bottom > t_top - 0.22:
                self._stomp(thing)
            elif not (self._safe_s > 0.0 or self._over or (act is Act.DRAMATIC and thing.nature.animal)):
                self._hurt(thing)

    def _stomp(self, thing: Thing) -> None:
        """Landing on something's back is no harm: a hop, and an animal that has had enough."""
        self._bird.bounce(self._tuning.bird.hop_m)
        gained = 0
        if thing.nature.animal:
            thing.knock((1.5, -2.0), -6.0)
            gained = self._scoring.earn(thing.nature.points)
        thing.harmless = True
        x_m, y_m = thing.position
        self._tell("stomp", x_m, y_m, thing.kind.value, float(gained))

    def _hurt(self, thing: Thing) -> None:
        x_m, y_m = thing.position
        mass = thing.nature.mass_kg
        thing.knock((3.0 * mass, 3.5 * mass), -5.0)
        velocity = self._bird.body.velocity
        self._bird.push(-self._tuning.bird.stumble_mps - velocity.x, 2.0 - velocity.y)
        self._bird.limbs.lean.kick(6.0)
        self._charging = None
        self._safe_s = self._tuning.run.safe_s
        last = self._scoring.hurt()
        self._tell("hit", x_m, y_m, thing.kind.value, float(self._scoring.lives))
        self._acting.begin(Act.HIT)
        if last:
            self._over = True
            self._tell_bird("over", amount=float(self._scoring.score))

    def _advance(self, intent: Intent) -> None:
        """Distance, safe time, the camera, and the path laid out ahead."""
        x_m, run = self._bird.body.position.x, self._tuning.run
        if self._steps == round(run.calm_s / self._step_s):
            self._tell_bird("start")
        if not self._over:
            self._scoring.step(self._step_s, x_m)
        self._safe_s = max(0.0, self._safe_s - self._step_s)
        if not intent.present:
            self._safe_s = max(self._safe_s, 0.5 * run.safe_s)
        if self._acting.act is Act.MOONWALK:
            self._safe_s = max(self._safe_s, 0.3)
        self._camera_mps += (self._bird.body.velocity.x - self._camera_mps) * 4.0 * self._step_s
        self._camera_m += (self._camera_mps + 1.5 * (x_m + run.ahead_m - self._camera_m)) * self._step_s
        self._bring(x_m)

    def _bring(self, x_m: float) -> None:
        """Things of the path appear just beyond the picture's right edge, animals early enough to meet in place."""
        run = self._tuning.run
        edge_m = max(x_m + run.ahead_m, self._camera_m) + 0.5 * run.view_m + 0.8
        while self._laid_m < edge_m + run.view_m:
            placed = self._path.lay()
            self._coming.extend(placed)
            self._laid_m = max(placement.at_m for placement in placed)
        speed, waiting = self._path.speed_mps(x_m), []
        for placement in self._coming:
            come_m = placement.at_m + NATURES[placement.kind].pace_mps * (placement.at_m - x_m) / speed
            if come_m <= edge_m:
                self._put(placement.kind, come_m, placement.y_m)
            else:
                waiting.append(placement)
        self._coming = waiting

    # --- the clearing

    def _set_up(self, group: clearing.Group, drop_m: float) -> None:
        serials = []
        for kind, x_m, bottom_m in group.spots:
            up_m = 0.0 if NATURES[kind].food else drop_m
            serials.append(self._put(kind, x_m, bottom_m + NATURES[kind].size[1] / 2 + up_m).serial)
        group.serials, group.away_s = tuple(serials), None

    def _tend_clearing(self) -> None:
        for group in self._groups:
            own = [thing for thing in self._things if thing.serial in group.serials]
            if group.away_s is None:
                if len(own) < len(group.spots) or not all(thing.alive for thing in own):
                    group.away_s = 0.0
                continue
            group.away_s += self._step_s
            if group.away_s >= clearing.RETURN_S:
                for thing in own:
                    thing.gone = True
                self._set_up(group, drop_m=0.35)
        target_m = self._bird.body.position.x if self.course is Course.FREE else 0.0
        self._camera_m += (target_m - self._camera_m) * 3.0 * self._step_s
        self._scoring.step(self._step_s, 0.0)

    # --- both

    def _eat(self) -> None:
        x_m, y_m = self._bird.body.position
        reach = self._tuning.run.pickup_m * (1.7 if self._acting.act is Act.WINGS else 1.0)
        for thing in self._things:
            if not thing.food or thing.gone:
                continue
            food_x_m, food_y_m = thing.position
            if math.hypot(food_x_m - x_m, food_y_m - y_m - 0.4) < reach and not self._over:
                thing.gone = True
                self._scoring.eat(thing.nature.food)
                gained = self._scoring.earn(thing.nature.points, streak=False)
                self._tell("pickup", food_x_m, food_y_m, thing.kind.value, float(gained))

    def _tidy(self) -> None:
        """Removes what left the picture for good, and moves the ground along."""
        x_m, view_m = self._bird.body.position.x, self._tuning.run.view_m
        behind_m = self._camera_m - view_m - 2.0
        stay = []
        for thing in self._things:
            thing_x_m, thing_y_m = thing.position
            if thing.gone or thing_y_m < -3.0 or thing_x_m < behind_m or abs(thing_x_m - x_m) > 3.0 * view_m:
                thing.take_out(self._space)
            else:
                stay.append(thing)
        self._things = stay
        if abs(x_m - self._ground.position.x) > GROUND_HALF_M / 2:
            self._ground.position = x_m, 0.0
            self._space.reindex_shapes_for_body(self._ground)

    def _put(self, kind: Kind, x_m: float, y_m: float) -> Thing:
        self._serial += 1
        thing = Thing(self._serial, kind, x_m, y_m)
        thing.put_in(self._space)
        self._things.append(thing)
        return thing

    def _lay_ground(self) -> pymunk.Body:
        """A slab a metre thick: nothing that moves less than that in a step falls through."""
        ground = pymunk.Body(body_type=pymunk.Body.KINEMATIC)
        slab = pymunk.Segment(ground, (-GROUND_HALF_M, -0.5), (GROUND_HALF_M, -0.5), 0.5)
        slab.friction, slab.elasticity = 0.9, 0.2
        slab.filter = pymunk.ShapeFilter(categories=GROUND)
        self._space.add(ground, slab)
        return ground

    def _wind_mps(self) -> float:
        """A breeze with gusts: two slow waves whose beat the seed sets."""
        return 0.7 * math.sin(0.31 * self.t_s + self._breeze[0]) + 0.5 * math.sin(0.83 * self.t_s + self._breeze[1])

    def _tell(self, kind: WorldEventKind, x_m: float, y_m: float, name: str = "", amount: float = 0.0) -> None:
        self._events.append(WorldEvent(kind, self.t_s, x_m, y_m, name, amount))

    def _tell_bird(self, kind: WorldEventKind, name: str = "", amount: float = 0.0) -> None:
        x_m, y_m = self._bird.body.position
        self._tell(kind, x_m, y_m, name, amount)


def _sound(intent: Intent) -> Intent:
    """The intent with every number finite and within what a body can do."""

    def tame(value: float, most: float) -> float:
        return max(-most, min(most, value)) if math.isfinite(value) else 0.0

    half = math.pi / 2
    wings = intent.wings
    return Intent(
        jump=intent.jump,
        hadouken=intent.hadouken,
        move=intent.move,
        yaw_rad=tame(intent.yaw_rad, half),
        pitch_rad=tame(intent.pitch_rad, half),
        roll_rad=tame(intent.roll_rad, half),
        walk=tame(intent.walk, 1.0),
        wings=None if wings is None else Wings(tame(wings.left_rad, half), tame(wings.right_rad, half)),
        present=intent.present,
    )
