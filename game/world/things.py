"""Obstacles, animals and food: their kinds, and how they move as pymunk bodies."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import pymunk

from game.world.snapshot import Kind, ThingView

GROUND, BIRD, HARD, ANIMAL, DEBRIS = 1, 2, 4, 8, 16
"""Collision categories. Debris (what was knocked loose) meets ground and wood, never the bird."""


@dataclass(frozen=True, slots=True)
class Nature:
    """Properties of a kind. Sizes in metres; the bird is 0.8 m tall.

    size: width, height. pace: speed towards the bird. points: for knocking it out. food: energy it gives.
    water: it lies on the ground, and nothing throws it. wade: it slows the bird but does not hurt. scenery: it stands
    beside the path. rolls, swings: how it moves. tough: hadoukens it takes.
    """

    size: tuple[float, float]
    mass_kg: float = 1.0
    pace_mps: float = 0.0
    points: int = 0
    food: float = 0.0
    round: bool = False
    animal: bool = False
    water: bool = False
    wade: bool = False
    scenery: bool = False
    rolls: bool = False
    swings: bool = False
    tough: int = 1

    @property
    def bodiless(self) -> bool:
        """Whether it has no body in the physics: food, water, what stands beside the path."""
        return self.food > 0.0 or self.water or self.scenery


NATURES: Final[dict[Kind, Nature]] = {
    Kind.LOG: Nature((0.52, 0.52), 3.2, points=30, round=True),
    Kind.STUMP: Nature((0.46, 0.62), 4.5, points=40),
    Kind.CRATE: Nature((0.5, 0.5), 2.0, points=50),
    Kind.RAT: Nature((0.63, 0.36), 0.8, pace_mps=1.0, points=100, animal=True),
    Kind.STOAT: Nature((0.62, 0.36), 1.1, pace_mps=1.3, points=150, animal=True),
    Kind.POSSUM: Nature((0.6, 0.5), 2.2, pace_mps=0.45, points=120, animal=True),
    Kind.CAT: Nature((0.66, 0.54), 2.6, pace_mps=1.1, points=200, animal=True),
    Kind.HARRIER: Nature((0.8, 0.34), 1.2, pace_mps=1.2, points=250, animal=True),
    Kind.BERRY: Nature((0.16, 0.16), points=20, food=0.06),
    Kind.GRUB: Nature((0.24, 0.12), points=60, food=0.25),
    Kind.WHITE_GRUB: Nature((0.26, 0.14), points=200, food=0.5),
    Kind.STREAM: Nature((1.1, 0.05), water=True),
    Kind.LAKE: Nature((4.2, 0.05), water=True, wade=True),
    Kind.ROLLER: Nature((0.52, 0.52), 3.0, pace_mps=1.3, points=80, round=True, rolls=True),
    Kind.VINE: Nature((0.34, 0.34), 0.8, points=80, round=True, swings=True),
    Kind.ROCK: Nature((0.6, 0.46), 6.0, points=40),
    Kind.FERN: Nature((0.7, 0.5), scenery=True),
    Kind.TREE: Nature((4.6, 0.5), scenery=True),
    Kind.GIANT: Nature((1.5, 0.9), 9.0, points=300, animal=True, tough=3),
}

HIDES: Final = {Kind.FERN: Kind.RAT}
"""What jumps out of something that stands beside the path."""
SWING_M: Final = 0.42
"""How far a vine's knot swings to each side."""
SWING_S: Final = 2.2
"""Time of one swing to and fro: that of a pendulum 1.2 m long, which looks heavy."""
SWING_UP_M: Final = 0.16
"""How much higher the knot is at the ends of its swing."""
KNOT_M: Final = 0.42
"""Height of the knot's middle in the middle of its swing: a jump clears it like a log."""
ROPE_M: Final = 5.0
"""Length of a vine's rope: its upper end is above every picture."""
STAGGER_S: Final = 1.6
"""How long something tough staggers after a hadouken; another one in this time is lost on it."""
FALLING_S: Final = 0.12
"""A falling tree strikes for so long."""

HEAD_M: Final = 0.56
"""Height at which a harrier passes: it hits the head of a standing bird and misses one that plays dead."""
SWOOP_M: Final = 1.7
"""A harrier comes from this much above HEAD_M."""
LEVEL_M: Final = 3.3
"""It has come down this far before the bird: enough for 0.25 s of gathering and the hadouken's flight."""
HOVER_M: Final = 1.75
"""A harrier that waits to be looked at hovers at this height: over the bird's head."""
SHOOED_MPS: Final = 3.5
"""A harrier that was looked in the eye leaves upwards at this speed."""
LOOSE_MPS: Final = 2.0
"""Wood that moves this fast was knocked loose and no longer hurts."""

ROLLING_PER_S: Final = 0.9
"""Rate at which a rolling log loses its spin (moss and bark)."""
THUD_MPS: Final = 2.0
"""An impact faster than this is heard."""


class Thing:
    """One thing in the world. Food hangs in the air without a body; everything else is a pymunk body."""

    def __init__(self, serial: int, kind: Kind, x_m: float, y_m: float) -> None:
        self.serial = serial
        self.kind = kind
        self.nature = NATURES[kind]
        self.alive = True
        self.harmless = False
        self.passed = False
        self.age_s = 0.0
        self.heading = -1
        self.gone = False
        self.held = False  # it waits where it is, for a lesson
        self._shooed = False
        self.toughness = self.nature.tough
        self.staggered_s = 0.0
        self.fall_s: float | None = None  # of a tree: the time its fall takes, None while it stands
        self.fallen_s = 0.0
        self._falling_mps = 0.0
        self._x_m, self._y_m = x_m, y_m
        self.body: pymunk.Body | None = None
        self.shape: pymunk.Shape | None = None
        if not self.nature.bodiless:
            self._build(x_m, y_m)

    def _build(self, x_m: float, y_m: float) -> None:
        nature, (width, height) = self.nature, self.nature.size
        if nature.round:
            moment = pymunk.moment_for_circle(nature.mass_kg, 0.0, width / 2)
        elif nature.animal:
            moment = math.inf  # upright until something knocks it over
        else:
            moment = pymunk.moment_for_box(nature.mass_kg, nature.size)
        self.body = pymunk.Body(nature.mass_kg, moment)
        self.body.position = x_m, y_m
        if nature.round:
            self.shape = pymunk.Circle(self.body, width / 2)
        else:
            self.shape = pymunk.Poly.create_box(self.body, (width - 0.02, height - 0.02), 0.01)
        self.shape.friction = 0.0 if nature.animal else 0.8
        self.shape.elasticity = 0.1
        if nature.animal or nature.rolls or nature.swings:
            self.shape.filter = pymunk.ShapeFilter(categories=ANIMAL, mask=GROUND)
        else:
            self.shape.filter = pymunk.ShapeFilter(categories=HARD, mask=GROUND | HARD | DEBRIS | BIRD)

    @property
    def food(self) -> bool:
        """Whether it is food: harmless and weightless."""
        return self.nature.food > 0.0

    @property
    def dangerous(self) -> bool:
        """Whether running into it hurts."""
        if self.nature.scenery:
            return self.kind is Kind.TREE and not self.harmless
        return self.alive and not self.harmless and not self.food

    @property
    def target(self) -> bool:
        """Whether a hadouken hits it."""
        return self.alive and self.body is not None

    @property
    def position(self) -> tuple[float, float]:
        """Its centre in metres."""
        if self.body is None:
            return self._x_m, self._y_m
        x_m, y_m = self.body.position
        return x_m, y_m

    def put_in(self, space: pymunk.Space) -> None:
        """Add it to the physics space."""
        if self.body is not None and self.shape is not None:
            space.add(self.body, self.shape)

    def take_out(self, space: pymunk.Space) -> None:
        """Remove it from the physics space; do not use it afterwards."""
        if self.body is not None and self.shape is not None:
            space.remove(self.shape, self.body)

    def box(self) -> tuple[float, float, float, float]:
        """Its bounding box now: left, bottom, right, top in metres."""
        if self.kind is Kind.TREE:
            strikes = self.fall_s is not None and 0.0 <= self.fallen_s - self.fall_s < FALLING_S
            low_m = 0.0 if strikes else -9.0  # it hurts only where and when it comes down
            return self._x_m + 0.5, low_m, self._x_m + self.nature.size[0], low_m + self.nature.size[1]
        if self.shape is None:
            (width, height) = self.nature.size
            return self._x_m - width / 2, self._y_m - height / 2, self._x_m + width / 2, self._y_m + height / 2
        box = self.shape.bb
        return box.left, box.bottom, box.right, box.top

    def step(self, step_s: float, bird_x_m: float) -> None:
        """Act for one step: animals approach, harriers swoop, the rest stays."""
        self.age_s += step_s
        self.staggered_s = max(0.0, self.staggered_s - step_s)
        if self.fall_s is not None:
            self.fallen_s += step_s
        body = self.body
        if body is None:
            return
        if self.alive and self.nature.swings:
            wanted = self._swing()
            body.velocity = (wanted[0] - body.position.x) / step_s, (wanted[1] - body.position.y) / step_s
        elif self.alive and self.nature.rolls:
            pace = self.nature.pace_mps * self.heading
            body.velocity, body.angular_velocity = (pace, body.velocity.y), -pace / (0.5 * self.nature.size[0])
        elif self.alive and self.kind is Kind.GIANT:
            pass  # `game.world.giant` moves it
        elif self.alive and self.nature.animal:
            self._approach(body, bird_x_m)
        elif not self.nature.animal:
            velocity = body.velocity
            if self.alive and velocity.length > LOOSE_MPS:
                self.alive = False
            body.angular_velocity *= 1.0 - ROLLING_PER_S * step_s
            self._falling_mps = -velocity.y
            return
        self._falling_mps = -body.velocity.y

    def _swing(self) -> tuple[float, float]:
        """Where a vine's knot is now."""
        turn = math.sin(math.tau * self.age_s / SWING_S)
        return self._x_m + SWING_M * turn, KNOT_M + SWING_UP_M * turn * turn

    def drift(self, x_m: float, y_m: float, way_m: float) -> None:
        """Move something without a body this far towards a place."""
        dx, dy = x_m - self._x_m, y_m - self._y_m
        far_m = math.hypot(dx, dy)
        if far_m > 0.0:
            self._x_m += dx * min(1.0, way_m / far_m)
            self._y_m += dy * min(1.0, way_m / far_m)

    def impact_mps(self) -> float:
        """Speed in m/s of a fall that the last step stopped; 0 if none."""
        if self.body is None or self._falling_mps < THUD_MPS:
            return 0.0
        stopped = self.body.velocity.y + self._falling_mps
        return stopped if stopped > 0.5 * THUD_MPS else 0.0

    def _approach(self, body: pymunk.Body, bird_x_m: float) -> None:
        pace = 0.0 if self.held else self.nature.pace_mps * self.heading
        if self.kind is Kind.HARRIER and self._shooed:
            body.velocity = pace, SHOOED_MPS
        elif self.kind is Kind.HARRIER and self.held:
            body.velocity = 0.0, max(-4.0, min(4.0, (HOVER_M - body.position.y) * 6.0))
        elif self.kind is Kind.HARRIER:
            # At head height for long enough to be shot at, and up again behind the bird.
            off_m = body.position.x - bird_x_m
            off_m = max(0.0, off_m - LEVEL_M, -off_m - 1.0)
            wanted_m = HEAD_M + self.nature.size[1] / 2 + SWOOP_M * min(1.0, off_m / LEVEL_M) ** 2
            climb = max(-4.0, min(4.0, (wanted_m - body.position.y) * 6.0))
            body.velocity = pace, climb
        else:
            body.velocity = pace, body.velocity.y

    def knock(self, impulse: tuple[float, float], spin: float) -> None:
        """Throw it: impulse in N s, spin in rad/s. Animals tumble out of the picture and are out of the game."""
        body, shape = self.body, self.shape
        if body is None or shape is None:
            return
        if self.alive and (self.toughness > 1 or self.staggered_s):
            self.toughness -= not self.staggered_s
            self.staggered_s = self.staggered_s or STAGGER_S
            return
        if self.nature.animal and self.alive:
            body.moment = pymunk.moment_for_box(body.mass, self.nature.size)
            shape.filter = pymunk.ShapeFilter(categories=DEBRIS, mask=0)
        elif not self.nature.animal:
            shape.filter = pymunk.ShapeFilter(categories=DEBRIS, mask=GROUND | HARD | DEBRIS)
        self.alive = False
        body.apply_impulse_at_world_point(impulse, body.position)
        body.angular_velocity += spin

    def shoo(self) -> None:
        """Frighten a harrier away: it flies up and hurts nobody any more."""
        self.harmless, self.held, self._shooed = True, False, True

    def kick(self, velocity: tuple[float, float], spin: float) -> None:
        """Kick it out of the picture; it collides with nothing any more."""
        if self.body is not None and self.shape is not None:
            self.shape.filter = pymunk.ShapeFilter(categories=DEBRIS, mask=0)
            self.body.velocity = velocity
            self.body.angular_velocity = spin
            self.passed = self.harmless = True

    def view(self) -> ThingView:
        """Its part of the snapshot."""
        x_m, y_m = self.position
        angle = self.body.angle if self.body is not None else self._lean()
        return ThingView(
            self.serial, self.kind, x_m, y_m, angle, self.nature.size, self.alive, self.age_s, self.heading,
            self.staggered_s / STAGGER_S, self._x_m,
        )  # fmt: skip

    def _lean(self) -> float:
        """How far a tree has fallen: it gives way slowly, then faster and faster, to pi/2 on the ground."""
        if self.fall_s is None:
            return 0.0
        part = min(1.0, self.fallen_s / self.fall_s)
        return float(0.5 * math.pi * (0.12 * part + 0.88 * part**3.2))

    def state(self) -> tuple[float, ...]:
        """All numbers that later steps depend on, for the world's digest."""
        marks = (self.alive, self.harmless, self.passed, self.held, self._shooed)
        flags = (float(self.serial), *map(float, marks), self.age_s)
        flags = (
            *flags,
            float(self.toughness), self.staggered_s, -1.0 if self.fall_s is None else self.fall_s, self.fallen_s,
        )  # fmt: skip
        if self.body is None:
            return (*flags, self._x_m, self._y_m)
        body = self.body
        return (*flags, self._x_m, *body.position, *body.velocity, body.angle, body.angular_velocity)
