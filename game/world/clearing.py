"""Rules of the clearing (practice and free play): things to knock over that come back; nothing hurts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from game.controls.intent import Intent, Side
from game.world.pair import Bird, Wished
from game.world.path import Placement
from game.world.rules import Parts, Progress
from game.world.snapshot import Act, Kind
from game.world.things import NATURES

RETURN_S: Final = 3.0
"""Time from the first knock to the return: long enough to watch the tumble."""
DROP_M: Final = 0.06
"""Wood returns from this height and settles; the drop is too small to count as a knock."""
ASTRAY_M: Final = 0.7
"""A thing pushed this far from its place counts as disturbed."""
ASIDE: Final = 0.06
"""Players who stand nearer to one another than this part of the picture's width do not change their birds' sides."""
EDGE_M: Final = 6.0
"""In free play the bird can go this far to both sides."""
WALK_MPS: Final = 2.4
FLY_MPS: Final = 3.0
"""Sideways speed of a bird whose arms bank as steeply as possible."""

Spot = tuple[Kind, float, float]
"""Kind, x, and height of its lower edge, in metres."""

PRACTICE: Final[tuple[tuple[Spot, ...], ...]] = (
    ((Kind.CRATE, -2.1, 0.0), (Kind.CRATE, -2.1, 0.5), (Kind.CRATE, -2.1, 1.0)),
    ((Kind.STUMP, 2.0, 0.0), (Kind.CRATE, 2.0, 0.62)),
)
FREE: Final[tuple[tuple[Spot, ...], ...]] = (
    ((Kind.CRATE, -3.4, 0.0), (Kind.CRATE, -3.4, 0.5), (Kind.CRATE, -3.4, 1.0), (Kind.CRATE, -3.4, 1.5)),
    ((Kind.STUMP, -1.8, 0.0),),
    ((Kind.CRATE, 2.4, 0.0), (Kind.CRATE, 2.4, 0.5)),
    ((Kind.LOG, 3.8, 0.0),),
    ((Kind.BERRY, -1.4, 1.9), (Kind.BERRY, -1.0, 2.2), (Kind.BERRY, 1.0, 2.2), (Kind.BERRY, 1.4, 1.9)),
    ((Kind.GRUB, 4.8, 0.15),),
)


@dataclass(slots=True)
class Group:
    """Things that return together. away_s: time since the first was disturbed; None: all are in place."""

    spots: tuple[Spot, ...]
    serials: tuple[int, ...] = ()
    away_s: float | None = None


class Clearing:
    """Rules of practice (free=False: the bird stays in the middle) and of free play (it goes anywhere)."""

    def __init__(self, parts: Parts, free: bool) -> None:
        self._parts = parts
        self._free = free
        self._groups = [Group(spots) for spots in (FREE if free else PRACTICE)]
        for group in self._groups:
            self._set_up(group, 0.0)
        self._homes: dict[int, float] = {}  # of a pair, by whose bird it is
        self._day_s = 0.0
        self.camera_m = 0.0
        self.over = False
        self.lesson = None

    def wish(self, intent: Intent) -> Intent:
        """The intent as it is."""
        return intent

    @property
    def progress(self) -> Progress:
        """Only the time of day goes on."""
        return Progress(day_s=self._day_s)

    def aim(self, side: Side) -> int:
        """The screen mirrors the player: the player's left is the screen's left."""
        return 1 if side == "right" else -1

    def may_fire(self, bird: Bird) -> bool:
        """Always: hadoukens cost nothing here."""
        return True

    def reward(self, bird: Bird, act: Act) -> int:
        """Always 0: nothing is scored here."""
        return 0

    def gait_mps(self, bird: Bird, intent: Intent) -> float:
        """In practice home; in free play where the keys or the banking wings point."""
        body, act, x_m = bird.body, bird.acting.act, bird.x_m
        if act is Act.DRAMATIC:
            return 0.0
        if act is Act.MOONWALK:
            return -0.4 * body.heading
        if not self._free:
            off_m = x_m - self._homes.get(bird.who, 0.0)
            return max(-1.2, min(1.2, -2.0 * off_m)) if abs(off_m) > 0.02 else 0.0
        wanted = WALK_MPS * intent.walk
        if not wanted and intent.wings is not None and not body.grounded:
            # A bird banks towards its lower wing. The player's right is the screen's right.
            wanted = FLY_MPS * math.sin(0.5 * (intent.wings.left_rad - intent.wings.right_rad))
        if abs(wanted) > 0.2 and act is not Act.HADOUKEN:
            body.heading = 1 if wanted > 0 else -1
        return wanted if abs(x_m) < EDGE_M or x_m * wanted < 0 else 0.0

    def after(self, wished: Sequence[Wished]) -> None:
        """Bring back what was knocked over; in free play move the camera with the birds."""
        parts = self._parts
        self._settle(wished)
        self._day_s += parts.step_s
        for group in self._groups:
            if group.away_s is None:
                group.away_s = 0.0 if self._disturbed(group) else None
                continue
            group.away_s += parts.step_s
            if group.away_s >= RETURN_S:
                for thing in parts.crowd:
                    thing.gone = thing.gone or thing.serial in group.serials
                self._set_up(group, DROP_M)
        target_m = sum(bird.x_m for bird in parts.pair.birds) / len(parts.pair.birds) if self._free else 0.0
        self.camera_m += (target_m - self.camera_m) * 3.0 * parts.step_s
        for bird in parts.pair.birds:
            bird.vigour.step(parts.step_s)
            bird.safe_s = max(0.0, bird.safe_s - parts.step_s)  # of one who has just joined

    def bounds(self) -> tuple[float, float]:
        """Things beyond these limits are removed."""
        return -3.0 * EDGE_M, 3.0 * EDGE_M

    def ahead(self) -> tuple[Placement, ...]:
        """Nothing: there is no path."""
        return ()

    def state(self) -> tuple[float, ...]:
        """All numbers that later steps depend on, for the world's digest."""
        away = tuple(-1.0 if group.away_s is None else group.away_s for group in self._groups)
        return (self.camera_m, self._day_s, *away, *self._homes.values())

    def plans(self) -> str:
        """Which thing stands in which place."""
        return repr([group.serials for group in self._groups])

    def _settle(self, wished: Sequence[Wished]) -> None:
        """Give each bird of a pair its home, on the side of the picture where its player stands."""
        if len(wished) == 1:
            self._homes = {}
            return
        first, second = wished
        apart = second.intent.aside - first.intent.aside
        if not self._homes or (abs(apart) > ASIDE and (apart > 0) != (self._homes[second.bird.who] > 0)):
            home_m = math.copysign(self._parts.tuning.pair.stage_m, apart or 1.0)
            self._homes = {first.bird.who: -home_m, second.bird.who: home_m}

    def _set_up(self, group: Group, drop_m: float) -> None:
        serials = []
        for kind, x_m, bottom_m in group.spots:
            up_m = 0.0 if NATURES[kind].food else drop_m
            thing = self._parts.crowd.put(kind, x_m, bottom_m + NATURES[kind].size[1] / 2 + up_m)
            serials.append(thing.serial)
        group.serials, group.away_s = tuple(serials), None

    def _disturbed(self, group: Group) -> bool:
        places = {serial: x_m for serial, (_, x_m, _) in zip(group.serials, group.spots, strict=True)}
        standing = 0
        for thing in self._parts.crowd:
            x_m = places.get(thing.serial)
            if x_m is not None and thing.alive and not thing.gone and abs(thing.position[0] - x_m) < ASTRAY_M:
                standing += 1
        return standing < len(places)
