"""A rule-based player with a person's view, reaction times and mistakes."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from game.body.poses import BACKPACK, DRAMATIC, MOONWALK, UNDERARM, WINGS
from game.controls.intent import Intent, Side, Wings
from game.tuning import WORLD, WorldTuning
from game.world.snapshot import Act, Kind, Snapshot, ThingView

ANIMALS: Final = (Kind.RAT, Kind.STOAT, Kind.POSSUM, Kind.CAT, Kind.HARRIER)
FOOD: Final = (Kind.BERRY, Kind.GRUB, Kind.WHITE_GRUB)
LET_BE: Final = (*FOOD, Kind.FERN, Kind.TREE, Kind.LAKE, Kind.GIANT)
"""What nobody has to jump over."""
ONLY_JUMPED: Final = (Kind.STREAM,)
SIDES: Final[tuple[Side, ...]] = ("left", "right")
MOVES: Final = (BACKPACK, UNDERARM, MOONWALK, WINGS, DRAMATIC, "flourish")
"""Acts it wishes for; what it does with a seed depends on this order."""
TOGETHER_M: Final = 1.1
"""Things this close together are handled as one."""
GLIDES: Final = 0.7
"""Fraction of lakes that it glides across; through the others it wades."""
WAVING_S: Final = 3.0
WAVING_HZ: Final = 1.4
"""On a stage: how long and how fast it beats its arms to fly."""

Way = Literal["jump", "fire", "dead", "none"]


@dataclass(frozen=True, slots=True)
class Skill:
    """How well it plays.

    reaction_s: range of the time from seeing to deciding: a person's choice reaction plus a webcam's latency.
    late_s: it does everything so much later than it means to. aim_s: standard deviation of the moment of a jump.
    lapse: fraction of things that it reacts to too late. missed: fraction that it does nothing about.
    """

    reaction_s: tuple[float, float] = (0.28, 0.5)
    late_s: float = 0.0
    aim_s: float = 0.05
    lapse: float = 0.06
    missed: float = 0.0


USUAL: Final = Skill()
AVERAGE: Final = Skill(reaction_s=(0.25, 0.25), aim_s=0.10, lapse=0.0, missed=0.05)
"""An average player: reacts 0.25 s late, misses one thing in twenty, and times a jump to a tenth of a second."""


@dataclass(slots=True)
class Plan:
    """What to do about a thing. at_m: where it was last seen; speed: its own, in m/s; ready_s: time of the decision."""

    way: Way
    ready_s: float
    aim_s: float
    fire_m: float
    at_m: float
    seen_s: float
    speed_mps: float = 0.0
    fired: bool = False


class Autopilot:
    """Plays decently from snapshots alone; the same seed and snapshots give the same intents."""

    def __init__(self, seed: int, tuning: WorldTuning = WORLD, skill: Skill = USUAL) -> None:
        self._rng = random.Random(seed)
        self._skill = skill
        self._tuning = tuning
        self._apex_s = math.sqrt(2.0 * tuning.bird.jump_m / tuning.bird.gravity_mps2) + tuning.bird.crouch_s
        self._plans: dict[int, Plan] = {}
        self._leapt_s = -math.inf
        self._show_s = 6.0
        self._glance_s = 0.0
        self._glance = (0.0, 0.0, 0.0)
        self._gliding = False
        self._still_s: float | None = None
        self._wave_s = -math.inf
        self._lakes: set[int] = set()
        self._hunt_s = 0.0

    def intent(self, snapshot: Snapshot) -> Intent:
        """Its intent now; call once a frame or once a step."""
        if snapshot.over:
            return Intent()
        if self._on_stage(snapshot):
            return self._perform(snapshot)
        self._watch(snapshot)
        yaw, pitch, roll = self._look(snapshot)
        jump, fire, move = self._deal(snapshot)
        wings = Wings(0.1, 0.1) if self._gliding and not snapshot.bird.grounded and snapshot.bird.vy_mps < 0 else None
        return Intent(
            jump=jump, hadouken=fire, move=move, yaw_rad=yaw, pitch_rad=pitch, roll_rad=roll, wings=wings
        )  # fmt: skip

    # --- the run

    def _watch(self, now: Snapshot) -> None:
        """Notice things that came into view, and track them."""
        edge_m = now.camera_x_m + 0.5 * self._tuning.run.view_m
        known: dict[int, Plan] = {}
        for thing in _dangers(now):
            if not now.bird.x_m - 1.0 < thing.x_m < edge_m:
                continue
            plan = self._plans.get(thing.serial) or self._consider(thing, now)
            if now.t_s > plan.seen_s:
                plan.speed_mps = (_place_m(thing) - plan.at_m) / (now.t_s - plan.seen_s)
                plan.at_m, plan.seen_s = _place_m(thing), now.t_s
            known[thing.serial] = plan
        self._plans = known

    def _consider(self, thing: ThingView, now: Snapshot) -> Plan:
        rng, skill = self._rng, self._skill
        ready_s = now.t_s + rng.uniform(*skill.reaction_s)
        lot, late = rng.random(), rng.random() < skill.lapse
        way: Way = "jump"
        if rng.random() < skill.missed:
            way = "none"
        elif thing.kind in ONLY_JUMPED:
            pass
        elif thing.kind is Kind.HARRIER:
            way = "fire" if lot < 0.5 else "dead" if lot < 0.75 else "jump"
        elif lot < (0.6 if thing.kind in ANIMALS else 0.55 if thing.kind is Kind.CRATE else 0.15):
            way = "fire"
        aim_s = rng.gauss(0.0, skill.aim_s) - skill.late_s - (rng.uniform(0.2, 0.4) if late else 0.0)
        if late:
            ready_s += 1.0
        return Plan(way, ready_s, aim_s, rng.uniform(2.8, 5.2), _place_m(thing), now.t_s)

    def _deal(self, now: Snapshot) -> tuple[bool, Side | None, str | None]:
        """Jump, fire or play dead when it is time; otherwise perform a move now and then."""
        bird = now.bird
        dangers = [thing for thing in _dangers(now) if thing.serial in self._plans]
        nearest_m = min((thing.x_m - bird.x_m for thing in dangers if thing.x_m > bird.x_m), default=math.inf)
        for thing in dangers:
            plan = self._plans[thing.serial]
            if now.t_s < plan.ready_s or thing.x_m < bird.x_m or plan.way == "none":
                continue
            closing = bird.vx_mps - plan.speed_mps
            if closing < 0.5:
                continue
            middle_m = _middle(thing, dangers)
            contact_s = (middle_m - bird.x_m) / closing
            gap_m = thing.x_m - bird.x_m
            if plan.way == "fire" and not plan.fired and gap_m < plan.fire_m and self._can_fire(now, thing):
                self._calm_down(thing, dangers)
                return False, self._rng.choice(SIDES), None
            if plan.way == "dead" and contact_s < 0.5 and bird.grounded:
                return False, None, "dramatic" if bird.act is not Act.DRAMATIC else None
            if contact_s <= self._apex_s + plan.aim_s and bird.grounded and bird.act is not Act.DRAMATIC:
                if now.t_s - self._leapt_s < 0.3:
                    return False, None, None
                self._leapt_s = now.t_s
                self._gliding = self._rng.random() < 0.25 and not _crowded(dangers, middle_m)
                return True, None, None
        if nearest_m > 4.5 and bird.grounded and now.t_s > self._show_s:
            self._show_s = now.t_s + self._rng.uniform(7.0, 15.0)
            return False, None, self._rng.choice(MOVES)
        if move := self._cross(now):
            return False, None, move
        if nearest_m > 4.5 and self._hunts(now):
            return False, self._rng.choice(SIDES), None
        return self._berries(now, nearest_m), None, None

    def _cross(self, now: Snapshot) -> str | None:
        """Glide across a lake that begins just ahead, or decide to wade."""
        for thing in now.things:
            shore_m = thing.x_m - thing.size_m[0] / 2 - now.bird.x_m
            if thing.kind is Kind.LAKE and -0.5 < shore_m < 0.5 and thing.serial not in self._lakes:
                self._lakes.add(thing.serial)
                if now.bird.grounded and self._rng.random() < GLIDES:
                    return WINGS
        return None

    def _hunts(self, now: Snapshot) -> bool:
        """Whether to fire at the giant stoat now: it takes its time between two shots."""
        if now.giant and now.energy >= self._tuning.wave.cost and now.t_s > self._hunt_s and now.bird.grounded:
            self._hunt_s = now.t_s + self._rng.uniform(2.5, 6.0)
            return True
        return False

    def _can_fire(self, now: Snapshot, target: ThingView) -> bool:
        """Whether there is energy and the wave would hit the target."""
        low = now.bird.y_m < 0.25 or target.y_m > now.bird.y_m
        return low and now.energy >= self._tuning.wave.cost

    def _calm_down(self, target: ThingView, dangers: Sequence[ThingView]) -> None:
        """One shot for a group; it jumps over what is left."""
        for thing in dangers:
            if abs(thing.x_m - target.x_m) < TOGETHER_M:
                self._plans[thing.serial].fired = True

    def _berries(self, now: Snapshot, nearest_m: float) -> bool:
        """Jump for berries that hang high when nothing dangerous is near."""
        bird = now.bird
        if not bird.grounded or nearest_m < 4.0 or bird.vx_mps < 1.0 or now.t_s - self._leapt_s < 0.6:
            return False
        reach_m = bird.vx_mps * self._apex_s
        for thing in now.things:
            if thing.kind in FOOD and thing.y_m > 1.9 and abs(thing.x_m - bird.x_m - reach_m) < 0.06:
                self._leapt_s = now.t_s
                self._gliding = False
                return True
        return False

    def _look(self, now: Snapshot) -> tuple[float, float, float]:
        """Look at the nearest thing, and now and then elsewhere."""
        if now.t_s > self._glance_s:
            self._glance_s = now.t_s + self._rng.uniform(0.5, 2.2)
            self._glance = (
                self._rng.gauss(-0.15, 0.35), self._rng.gauss(0.0, 0.15), self._rng.gauss(0.0, 0.12)
            )  # fmt: skip
        ahead = [thing for thing in now.things if 0.0 < thing.x_m - now.bird.x_m < 3.0]
        if not ahead:
            return self._glance
        nearest = min(ahead, key=lambda thing: (thing.x_m, thing.serial))
        rise = math.atan2(nearest.y_m - now.bird.y_m - 0.7, nearest.x_m - now.bird.x_m)
        return -0.3, max(-0.5, min(0.5, 0.6 * rise)), self._glance[2]

    # --- on a stage

    def _on_stage(self, now: Snapshot) -> bool:
        """Whether nothing moves, as in practice and free play."""
        if now.distance_m > 0.5:
            return False
        if self._still_s is None:
            self._still_s = now.t_s
        return now.t_s - self._still_s > 1.0

    def _perform(self, now: Snapshot) -> Intent:
        """Show the moves a Huia can do."""
        yaw, pitch, roll = self._look(now)
        jump, move = False, None
        fire: Side | None = None
        if now.t_s > self._show_s and now.bird.act in (Act.IDLE, Act.RUN):
            self._show_s = now.t_s + self._rng.uniform(1.5, 3.0)
            lot = self._rng.random()
            if lot < 0.3:
                jump = True
            elif lot < 0.45:
                jump, self._wave_s = True, now.t_s
            elif lot < 0.75:
                fire = self._rng.choice(SIDES)
            else:
                move = self._rng.choice(MOVES)
        wings, waving_s = None, now.t_s - self._wave_s
        if waving_s < WAVING_S:
            lift = 1.2 * math.cos(math.tau * WAVING_HZ * waving_s)
            wings = Wings(lift, lift + 0.3 * math.sin(waving_s))
        return Intent(
            jump=jump, hadouken=fire, move=move, yaw_rad=yaw, pitch_rad=pitch, roll_rad=roll, wings=wings
        )  # fmt: skip


def _dangers(now: Snapshot) -> list[ThingView]:
    return [thing for thing in now.things if thing.alive and thing.kind not in LET_BE]


def _place_m(thing: ThingView) -> float:
    """Where a thing has to be cleared: a swinging one in the middle of its swing."""
    return thing.anchor_m if thing.kind is Kind.VINE else thing.x_m


def _middle(thing: ThingView, dangers: Sequence[ThingView]) -> float:
    """The middle between a thing and what stands close behind it."""
    at_m = _place_m(thing)
    right = max((_place_m(other) for other in dangers if 0.0 <= _place_m(other) - at_m < TOGETHER_M), default=at_m)
    return 0.5 * (at_m + right)


def _crowded(dangers: Sequence[ThingView], at_m: float) -> bool:
    """Whether the next thing follows so soon that a glide would hit it."""
    return any(TOGETHER_M < thing.x_m - at_m < 6.5 for thing in dangers)
