"""The birds on the path: one for each player, at most a pair. Who comes and goes, falls and is woken.

The first player's bird begins the world. A second player's joins when they appear and leaves when they are gone; so
does the first player's while the second plays on. The last bird never leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pymunk

from game.controls.intent import Intent
from game.tuning import WorldTuning
from game.world.acts import Acting
from game.world.attention import Attention
from game.world.happenings import Happenings
from game.world.huia import Huia
from game.world.scoring import Vigour
from game.world.snapshot import Act, BirdView

NOBODY: Final = Intent(present=False)
FIRST, SECOND = 0, 1
"""Whose bird: the first player's, and the second's, who is the male of a pair."""


class Bird:
    """One player's bird: body, act, what it looks at, feathers and energy, and the fire it gathers.

    who: FIRST or SECOND. safe_s: seconds in which nothing hurts it. fallen: it lies until its mate wakes it.
    """

    def __init__(self, who: int, body: Huia, running: bool, tuning: WorldTuning) -> None:
        self.who = who
        self.body = body
        self.acting = Acting(running)
        self.attention = Attention()
        self.vigour = Vigour(tuning.run.lives, tuning.wave.refill_per_s)
        self.gathering: int | None = None
        self.safe_s = 0.0
        self.away_s = 0.0
        self.fallen = False
        self.nudges = 0
        self.wakings = 0

    @property
    def x_m(self) -> float:
        """Where it is along the path."""
        return float(self.body.body.position.x)

    def view(self) -> BirdView:
        """Its part of the snapshot."""
        return self.body.view(self.acting, self.vigour, self.safe_s, self.who, self.fallen)

    def state(self) -> tuple[float, ...]:
        """All numbers that later steps depend on, for the world's digest."""
        return (
            *self.acting.state(), *self.attention.state(), *self.body.state(), *self.vigour.state(),
            *(float(self.who), float(self.gathering or 0), self.safe_s, self.away_s),
            *(float(self.fallen), float(self.nudges), float(self.wakings)),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wished:
    """A bird and what its player wants in this step."""

    bird: Bird
    intent: Intent


class Pair:
    """The birds on the path, the first player's first. Iterating gives all of them, fallen ones too."""

    def __init__(self, space: pymunk.Space, tuning: WorldTuning, on_stage: bool, step_s: float) -> None:
        self._space = space
        self._tuning = tuning
        self._on_stage = on_stage
        self._step_s = step_s
        self._kept: dict[int, Vigour] = {}  # feathers and energy of who has left, for when they come back
        self.birds: list[Bird] = [self._make(FIRST)]

    @property
    def lead(self) -> Bird:
        """The bird that the camera follows: the first that is not fallen."""
        for bird in self.birds:
            if not bird.fallen:
                return bird
        return self.birds[0]

    @property
    def standing(self) -> list[Bird]:
        """The birds that are not fallen."""
        return [bird for bird in self.birds if not bird.fallen]

    @property
    def beaten(self) -> bool:
        """Whether no bird is left that could run."""
        return not self.standing

    def mate_of(self, bird: Bird) -> Bird | None:
        """The other one of a pair."""
        return next((other for other in self.birds if other is not bird), None)

    def place_m(self, bird: Bird) -> float:
        """Where a bird of a pair belongs, before the other's place: the second runs a little ahead."""
        return self._tuning.pair.beside_m if bird.who == SECOND else 0.0

    def wake_jumps(self, bird: Bird) -> int:
        """How many jumps of its mate wake a fallen bird: one more each time."""
        return self._tuning.pair.wake_jumps + bird.wakings

    # --- coming and going

    def turn_out(self, intent: Intent, happenings: Happenings, over: bool) -> list[Wished]:
        """Let birds join and leave with their players; the birds on the path with their wishes, without a mate's."""
        wishes = {FIRST: intent, SECOND: NOBODY if intent.mate is None else intent.mate}
        for who, wish in wishes.items():
            bird = next((bird for bird in self.birds if bird.who == who), None)
            if bird is None:
                if wish.present and not over:
                    self._join(who, happenings)
                continue
            bird.away_s = 0.0 if wish.present else bird.away_s + self._step_s
            other = self.mate_of(bird)
            if other is not None and wishes[other.who].present and bird.away_s > self._tuning.pair.leave_s and not over:
                self._leave(bird, happenings)
        return [Wished(bird, wishes[bird.who]) for bird in self.birds]

    def _join(self, who: int, happenings: Happenings) -> None:
        bird, beside = self._make(who), self.lead
        kept = self._kept.pop(who, None)
        if kept is not None:
            bird.vigour = kept
            kept.lives = max(1, kept.lives)
        offset_m = self.place_m(bird) - self.place_m(beside)
        x_m = beside.x_m + offset_m
        bird.body.body.position = x_m, self._tuning.pair.drop_m
        bird.body.body.velocity = beside.body.body.velocity.x, 0.0
        bird.body.heading, bird.body.grounded = beside.body.heading, False
        bird.acting.begin(Act.WINGS)
        bird.safe_s = self._tuning.run.safe_s
        self.birds = sorted([*self.birds, bird], key=lambda one: one.who)
        happenings.tell("join", x_m, self._tuning.pair.drop_m, who=who)

    def _leave(self, bird: Bird, happenings: Happenings) -> None:
        self.birds = [one for one in self.birds if one is not bird]
        self._kept[bird.who] = bird.vigour
        bird.body.take_out()
        x_m, y_m = bird.body.body.position
        happenings.tell("leave", x_m, y_m, who=bird.who)

    def _make(self, who: int) -> Bird:
        body = Huia(self._space, self._tuning.bird, self._on_stage, self._step_s)
        return Bird(who, body, not self._on_stage, self._tuning)

    # --- falling and waking

    def fall(self, bird: Bird, happenings: Happenings) -> None:
        """A bird has lost its last feather: it lies down, and the other pulls it along."""
        bird.fallen, bird.nudges, bird.gathering = True, 0, None
        if self.standing:
            happenings.tell("fall", *bird.body.body.position, who=bird.who)

    def nudge(self, by: Bird, happenings: Happenings) -> None:
        """A bird jumps: its fallen mate is nearer to waking, and wakes at the last jump with one feather."""
        bird = self.mate_of(by)
        if bird is None or not bird.fallen or by.fallen:
            return
        bird.nudges += 1
        left = self.wake_jumps(bird) - bird.nudges
        at = bird.body.body.position
        if left > 0:
            happenings.tell("nudge", *at, amount=float(left), who=bird.who)
            return
        bird.fallen, bird.nudges = False, 0
        bird.wakings += 1
        bird.vigour.lives = 1
        bird.safe_s = self._tuning.run.safe_s
        bird.acting.rejoice()
        by.acting.rejoice()
        happenings.tell("wake", *at, who=bird.who)

    def state(self) -> tuple[float, ...]:
        """All numbers that later steps depend on, for the world's digest. One player's world alone adds nothing.

        The first bird's own numbers are not repeated here.
        """
        if len(self.birds) == 1 and self.birds[0].who == FIRST and not self._kept:
            return ()
        kept = (number for who, vigour in sorted(self._kept.items()) for number in (float(who), *vigour.state()))
        return (*(number for bird in self.birds for number in bird.state()), *kept)
