"""All things in the world (obstacles, animals, food) and the ground they stand on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import pymunk

from game.world.happenings import Happenings
from game.world.snapshot import Kind
from game.world.things import GROUND, Thing

GROUND_HALF_M: Final = 200.0
"""Half the length of the ground. It moves along with the bird before the bird reaches its end."""
PIT_M: Final = -3.0
"""Things that fall below this are removed."""


class Crowd:
    """The things of a world, oldest first. It also gives out the serial numbers, hadoukens' included."""

    def __init__(self, space: pymunk.Space, happenings: Happenings) -> None:
        self._space = space
        self._happenings = happenings
        self._things: list[Thing] = []
        self._serial = 0
        self._ground = pymunk.Body(body_type=pymunk.Body.KINEMATIC)
        # 1 m thick: a body must move more than that in one step to fall through.
        slab = pymunk.Segment(self._ground, (-GROUND_HALF_M, -0.5), (GROUND_HALF_M, -0.5), 0.5)
        slab.friction, slab.elasticity = 0.9, 0.2
        slab.filter = pymunk.ShapeFilter(categories=GROUND)
        space.add(self._ground, slab)

    def __iter__(self) -> Iterator[Thing]:
        return iter(self._things)

    @property
    def things(self) -> Sequence[Thing]:
        """All of them, oldest first."""
        return self._things

    def serial(self) -> int:
        """A number that is unique in this world."""
        self._serial += 1
        return self._serial

    def put(self, kind: Kind, x_m: float, y_m: float) -> Thing:
        """Add a thing with its centre at this place."""
        thing = Thing(self.serial(), kind, x_m, y_m)
        thing.put_in(self._space)
        self._things.append(thing)
        if thing.nature.water:
            half_m = thing.nature.size[0] / 2
            self._happenings.flood(x_m - half_m, x_m + half_m)
        return thing

    def step(self, step_s: float, bird_x_m: float) -> None:
        """Let every thing act for one step; call before the physics step."""
        for thing in self._things:
            thing.step(step_s, bird_x_m)

    def report_impacts(self) -> None:
        """Report hard impacts as "thud" events; call after the physics step."""
        for thing in self._things:
            speed = thing.impact_mps()
            if speed > 0.0:
                x_m, y_m = thing.position
                self._happenings.tell("thud", x_m, y_m, thing.kind.value, speed)

    def tidy(self, bird_x_m: float, left_m: float, right_m: float) -> None:
        """Remove things that are gone, fell, or lie outside left_m .. right_m; move the ground along."""
        stay = []
        for thing in self._things:
            x_m, y_m = thing.position
            if thing.nature.scenery:
                x_m = max(x_m, thing.box()[2])  # a tree has not left the picture while its crown is in it
            if thing.gone or y_m < PIT_M or not left_m <= x_m <= right_m:
                thing.take_out(self._space)
            else:
                stay.append(thing)
        self._things = stay
        if abs(bird_x_m - self._ground.position.x) > GROUND_HALF_M / 2:
            self._ground.position = bird_x_m, 0.0
            self._space.reindex_shapes_for_body(self._ground)

    def state(self) -> tuple[float, ...]:
        """All numbers that later steps depend on, for the world's digest."""
        numbers = tuple(number for thing in self._things for number in thing.state())
        return (float(self._serial), self._ground.position.x, *numbers)
