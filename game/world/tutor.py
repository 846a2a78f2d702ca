"""The lesson of a first run: the path waits for the player to jump, to fire and to look up, each once.

The bird slows down and stops before the next obstacle until the player has done what is asked for. Doing it earlier
counts, so nobody who knows the game is ever stopped. Until all three are done nothing costs a feather. A player who
does not do it within PATIENCE_S sees the Huia do it by itself, so that no run is ever stuck.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from game.controls.intent import Intent
from game.world.crowd import Crowd
from game.world.happenings import Happenings
from game.world.snapshot import Kind, Lesson, LessonView
from game.world.things import Thing

PATIENCE_S: Final = 20.0
"""The Huia shows it by itself when a player has stood before an obstacle for so long: four times the figure's act."""
LOOK_RAD: Final = math.radians(11)
"""A head raised by this much looks up: a reading of a still head trembles by 4 degrees."""
LOOK_S: Final = 0.15
"""It must stay raised for so long: four readings at 30 a second."""


@dataclass(frozen=True, slots=True)
class Distance:
    """Where the bird slows down and where it stops, in metres from its feet to the obstacle's middle."""

    slow_m: float
    stop_m: float


DISTANCES: Final = {
    # A standing bird that jumps from here is 1.1 m high over the near edge of a log.
    Lesson.JUMP: Distance(3.4, 1.3),
    # Farther than a running jump is long (0.9 s at 2.8 m/s), so that nobody leaps past the lesson.
    Lesson.HADOUKEN: Distance(4.9, 3.0),
    # The harrier hovers here, high enough to look up at.
    Lesson.LOOK: Distance(4.6, 2.1),
}
AHEAD_M: Final = 6.0
"""Only what is nearer than this is asked about: it has come into the picture."""


class Tutor:
    """Which lesson is on, what it waits for, and what is done. lessons: still to be learnt, in their order."""

    def __init__(self, lessons: tuple[Lesson, ...], crowd: Crowd, happenings: Happenings) -> None:
        self._left = list(lessons)
        self._crowd = crowd
        self._happenings = happenings
        self._thing: Thing | None = None
        self._gap_m = math.inf
        self._waited_s = 0.0
        self._looked_s = 0.0
        self._fired = False
        self._served = -1  # the obstacle of the lesson before: the next one is about another
        self._missed = False  # the crates are gone without fire: the next obstacle takes their place
        self._due: Lesson | None = None

    @property
    def spares(self) -> bool:
        """Whether a blow costs no feather yet."""
        return bool(self._left)

    @property
    def view(self) -> LessonView | None:
        """What is asked for now, as the screen shows it."""
        if not self._left or self._thing is None or self._gap_m > DISTANCES[self._left[0]].slow_m:
            return None
        return LessonView(self._left[0], self._waits, self._waited_s / PATIENCE_S)

    @property
    def _waits(self) -> bool:
        return bool(self._left) and self._gap_m <= DISTANCES[self._left[0]].stop_m + 0.05

    def wish(self, intent: Intent) -> Intent:
        """The intent with what the Huia shows by itself, where patience has ended."""
        due = self._due
        if due is not Lesson.LOOK:  # a glance takes longer than a step
            self._due = None
        match due:
            case Lesson.JUMP:
                return Intent(jump=True, face=intent.face)
            case Lesson.HADOUKEN:
                return Intent(hadouken="right", face=intent.face)
            case Lesson.LOOK:
                return Intent(pitch_rad=2 * LOOK_RAD, face=intent.face)
            case _:
                return intent

    def pace(self) -> float:
        """Share of the run's speed, 0..1: full, then braking evenly, then standing before the obstacle."""
        if not self._left or self._thing is None:
            return 1.0
        at = DISTANCES[self._left[0]]
        part = (self._gap_m - at.stop_m) / (at.slow_m - at.stop_m)
        return math.sqrt(max(0.0, min(1.0, part)))

    def fired(self) -> None:
        """A hadouken has been asked for, and there was energy for it."""
        self._fired = True

    def step(self, wishes: Sequence[Intent], at_m: tuple[float, float], step_s: float) -> None:
        """One step, after everything has moved. wishes: of every player. at_m: the feet of the bird in front."""
        if not self._left:
            return
        self._mark(wishes, at_m, step_s)
        before, self._thing, self._gap_m = self._thing, None, math.inf
        if self._left:
            self._thing = self._next(at_m[0])
            self._gap_m = self._thing.position[0] - at_m[0] if self._thing is not None else math.inf
        if before is not None and before is not self._thing:
            before.held = False
        if self._thing is not None:
            self._thing.held = self._thing.nature.animal and self._gap_m <= DISTANCES[self._left[0]].stop_m + 0.3
        self._waited_s = self._waited_s + step_s if self._waits else 0.0
        if self._waited_s > PATIENCE_S:
            self._due, self._waited_s = self._left[0], 0.0

    def state(self) -> tuple[float, ...]:
        """All numbers that later steps depend on, for the world's digest."""
        serial = -1.0 if self._thing is None else float(self._thing.serial)
        gap_m = -1.0 if math.isinf(self._gap_m) else self._gap_m
        marks = (float(self._fired), float(self._served), float(self._missed))
        return (float(len(self._left)), serial, gap_m, self._waited_s, self._looked_s, *marks)

    def plans(self) -> str:
        """The lessons that are left."""
        return f"{self._left} {self._due}"

    def _next(self, x_m: float) -> Thing | None:
        """The nearest obstacle ahead that the present lesson is about."""
        lesson, near = self._left[0], None
        for thing in self._crowd:
            gap_m = thing.position[0] - x_m
            if not thing.dangerous or thing.passed or not 0.0 < gap_m < AHEAD_M:
                continue
            if lesson is Lesson.HADOUKEN:
                fits = thing.serial != self._served and (thing.kind is Kind.CRATE or self._missed)
            else:
                fits = (thing.kind is Kind.HARRIER) is (lesson is Lesson.LOOK)
            if not fits:
                continue
            if near is None or gap_m < near.position[0] - x_m:
                near = thing
        return near

    def _mark(self, wishes: Sequence[Intent], at_m: tuple[float, float], step_s: float) -> None:
        """Take off the list what was done in this step."""
        if any(intent.jump for intent in wishes):
            self._done(Lesson.JUMP, at_m)
        if self._fired:
            self._done(Lesson.HADOUKEN, at_m)
        self._missed |= any(thing.kind is Kind.CRATE and (not thing.alive or thing.passed) for thing in self._crowd)
        harriers = [thing for thing in self._crowd if thing.kind is Kind.HARRIER]
        near = [thing for thing in harriers if abs(thing.position[0] - at_m[0]) < AHEAD_M]
        up = any(intent.pitch_rad > LOOK_RAD for intent in wishes)
        self._looked_s = self._looked_s + step_s if near and up else 0.0
        if self._looked_s > LOOK_S:
            for thing in near:
                thing.shoo()
            self._done(Lesson.LOOK, at_m)
        elif any(not thing.alive or thing.passed for thing in harriers):  # it was dealt with in another way
            self._done(Lesson.LOOK, at_m)

    def _done(self, lesson: Lesson, at_m: tuple[float, float]) -> None:
        if lesson in self._left:
            if lesson is self._left[0]:
                self._waited_s, self._due = 0.0, None
                self._served = -1 if self._thing is None else self._thing.serial
            self._left.remove(lesson)
            self._happenings.tell("learnt", *at_m, lesson.value)
