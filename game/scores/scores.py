"""The best scores as the game sees them: answers at once from memory, while threads keep them on disk and in the house.

Modes call `add` when a run ends, `sign` when its player has chosen letters, and ask for tables. Nothing here waits.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from game.scores.courier import EVERY_S, Courier
from game.scores.ghost import Ghost
from game.scores.keeper import Job, Keeper
from game.scores.score import KEPT, SCOPES, Scope, Score, course_of, ranked, signature
from game.words import joined

if TYPE_CHECKING:
    from game.scores.store import House

MOST: Final = 4 * KEPT
"""Runs of this machine in memory; when there are more, those that no table shows are forgotten."""
_STILL: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""The time where none is given: a game without a clock has one long day."""


def by_the_clock() -> datetime:
    """The time now, where this machine stands."""
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that has ended. seconds: its length. players: birds that ran. seed: of its course."""

    points: int
    distance_m: float
    seed: int = 0
    seconds: float = 0.0
    players: int = 1


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next better run. place: from 0. short_m: metres that were missing to it; short: points."""

    place: int
    score: Score
    short: int
    short_m: float


class Scores:
    """All runs worth showing. Without a file it keeps them in memory, for as long as the program runs.

    now: tells the time, with its zone. cabinet: this machine's name.
    """

    def __init__(self, now: Callable[[], datetime] = lambda: _STILL, cabinet: str = "") -> None:
        self._now = now
        self._cabinet = cabinet
        self._keeper: Keeper | None = None
        self._courier: Courier | None = None
        self._lock = threading.Lock()
        self._own: dict[str, Score] = {}
        self._house: dict[str, Score] = {}
        self._tables: dict[tuple[Scope, str], tuple[Score, ...]] = {}
        self._ghosts: dict[int, tuple[int, Ghost]] = {}
        self._uids: Iterator[str] = (f"{n:032x}" for n in count())
        self._day = self.day

    def open(self, path: Path, house: House | None = None, every_s: float = EVERY_S) -> None:
        """Keep runs in this file from now on, and in the house's database."""
        self._uids = (uuid.uuid4().hex for _ in count())
        self._keeper = Keeper(path, self._read, self._known, self._haunt, self._carried)
        self._keeper.start(self.day, self.course)
        if house is not None:
            self._courier = Courier(house, self._keeper.stores, lambda: self.day, self._met, every_s)
            self._courier.start()

    @property
    def day(self) -> str:
        """Today, where this machine stands: "2026-11-21"."""
        return self._now().date().isoformat()

    @property
    def course(self) -> int:
        """The seed of the course of the day."""
        return course_of(self.day)

    @property
    def problem(self) -> str:
        """A sentence while scores cannot be kept or sent, or after a broken file was set aside; "" if all is well."""
        parts = (self._keeper and (self._keeper.problem or self._keeper.note), self._courier and self._courier.problem)
        return joined(part for part in parts if part)

    def add(self, run: Finished, ghost: Ghost | None = None) -> Score:
        """A run has ended: it is on the tables at once, and on the disk a moment later. ghost: its recording."""
        score = Score(
            uid=next(self._uids),
            points=max(0, run.points),
            distance_m=max(0.0, run.distance_m),
            day=self.day,
            at_s=self._now().timestamp(),
            seed=run.seed,
            seconds=run.seconds,
            players=run.players,
            cabinet=self._cabinet,
        )
        self._keep(score, ghost)
        return score

    def sign(self, score: Score, initials: str) -> Score:
        """Put a player's letters to a run. Returns the run as it is now."""
        with self._lock:
            latest = self._own.get(score.uid, score)
        signed = replace(latest, initials=signature(initials), revision=latest.revision + 1)
        self._keep(signed)
        return signed

    def table(self, scope: Scope, rows: int = 10) -> tuple[Score, ...]:
        """The best runs, best first: of the house where there is one, and always with this machine's own."""
        return self._ranked(scope)[:rows]

    def best(self, scope: Scope = "ever") -> int:
        """The points of the best run; 0 before there is one."""
        table = self._ranked(scope)
        return table[0].points if table else 0

    def place(self, score: Score, scope: Scope) -> int | None:
        """The place of a run, from 0; None if it is not among the best hundred."""
        return next((n for n, other in enumerate(self._ranked(scope)) if other.uid == score.uid), None)

    def ahead(self, score: Score, scope: Scope) -> Ahead | None:
        """The run just ahead of this one; None if it leads, or is far behind all that are known."""
        place = self.place(score, scope)
        if not place:
            return None
        other = self._ranked(scope)[place - 1]
        return Ahead(place - 1, other, other.points - score.points, max(0.0, other.distance_m - score.distance_m))

    def ghost(self, seed: int) -> Ghost | None:
        """The recording of the best run of a course."""
        with self._lock:
            return self._ghosts[seed][1] if seed in self._ghosts else None

    def flush(self, timeout_s: float = 3.0) -> bool:
        """Wait until every run is on the disk. False if the time was over before."""
        return self._keeper is None or self._keeper.flush(timeout_s)

    def close(self) -> None:
        """Write what is left, and end the threads."""
        if self._keeper is not None:
            self._keeper.close()
        if self._courier is not None:
            self._courier.close()

    def _keep(self, score: Score, ghost: Ghost | None = None) -> None:
        with self._lock:
            self._own[score.uid] = score
            self._tables.clear()
            if len(self._own) > MOST:
                self._own = self._shown()
            best = self._ghosts.get(score.seed)
            if ghost is not None and score.points > (best[0] if best is not None else 0):
                self._ghosts = {score.seed: (score.points, ghost)}
        if self._keeper is not None:
            self._keeper.keep(Job(score, ghost))

    def _ranked(self, scope: Scope) -> tuple[Score, ...]:
        day = self.day
        if day != self._day:
            self._day = day
            with self._lock:
                self._own = self._shown()
            if self._keeper is not None:
                self._keeper.read(day, self.course)
        with self._lock:
            if (scope, day) not in self._tables:
                both = self._house | self._own
                self._tables[scope, day] = ranked(both.values(), scope, day)
            return self._tables[scope, day]

    def _shown(self) -> dict[str, Score]:
        """This machine's runs that a table may show: a program that runs for weeks forgets the others."""
        chosen = (run for scope in SCOPES for run in ranked(self._own.values(), scope, self.day)[:KEPT])
        return {run.uid: run for run in chosen}

    def _read(self, own: Sequence[Score], house: Sequence[Score]) -> None:
        with self._lock:
            self._own = {score.uid: score for score in own} | self._own
            self._house = {score.uid: score for score in house} | self._house
            self._tables.clear()

    def _met(self, house: Sequence[Score]) -> None:
        with self._lock:
            self._house = {score.uid: score for score in house}
            self._tables.clear()

    def _carried(self) -> None:
        """A run has been kept where the courier finds it: now it can go to the house."""
        if self._courier is not None:
            self._courier.wake()

    def _known(self) -> list[Score]:
        with self._lock:
            return list(self._own.values())

    def _haunt(self, seed: int, points: int, ghost: Ghost) -> None:
        with self._lock:
            self._ghosts.setdefault(seed, (points, ghost))
