"""Writes scores to the disk in a thread of its own, so that no frame waits, and copes with whatever the disk does.

A broken file is set aside under another name and a new one is begun with the runs that are still in memory. A disk
that refuses is tried again; until then runs wait in memory, and a sentence says so. A file of a later version of the
game is left as it is, and runs stay in memory.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from game.scores.errors import LaterVersion, StoreError
from game.scores.ghost import Ghost, read_ghost
from game.scores.score import Score
from game.words import told

if TYPE_CHECKING:
    from game.scores.store import Store

AGAIN_S: Final = 10.0
"""A disk that refused is asked again after so long."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something to keep. score: a run, new or signed. ghost: its recording, None for none."""

    score: Score
    ghost: Ghost | None = None


class Keeper:
    """Owns the scores file. problem: why nothing is kept at the moment; note: what was mended; "" for neither.

    The callbacks are called in the keeper's thread. found: this machine's runs and the house's, as read. known: asks
    for this machine's runs in memory. ghost_found: a course, and the points
    and the recording of its best run. kept: a run is in one of `stores`.
    """

    def __init__(
        self,
        path: Path,
        found: Callable[[Sequence[Score], Sequence[Score]], None],
        known: Callable[[], Iterable[Score]],
        ghost_found: Callable[[int, int, Ghost], None],
        kept: Callable[[], None] = lambda: None,
    ) -> None:
        self.path = path
        self._store: Store | None = None
        self._memory: Store | None = None  # for runs the disk refuses
        self.problem = ""
        self.note = ""
        self._found = found
        self._known = known
        self._ghost_found = ghost_found
        self._told = kept
        self._asked: queue.SimpleQueue[Job | tuple[str, int] | None] = queue.SimpleQueue()
        self._waiting: list[Job] = []
        self._done = threading.Condition()
        self._put = self._kept = 0
        self._thread = threading.Thread(target=self._run, name="scores", daemon=True)

    def start(self, day: str, seed: int) -> None:
        """Open the file and read the best runs of all time and of `day`, and the ghost of the course `seed`."""
        self.read(day, seed)
        self._thread.start()

    def read(self, day: str, seed: int) -> None:
        """Read the file again: another day has begun, or another program may have written it."""
        self._asked.put((day, seed))

    def keep(self, job: Job) -> None:
        """Have something written. Returns at once."""
        with self._done:
            self._put += 1
        self._asked.put(job)

    def flush(self, timeout_s: float) -> bool:
        """Wait until all that was given is on the disk. False if the time was over before."""
        with self._done:
            return self._done.wait_for(lambda: self._kept >= self._put, timeout_s)

    def stores(self) -> tuple[Store, ...]:
        """Where runs may be that the house does not have yet: the file, and what stands in for it."""
        return tuple(store for store in (self._store, self._memory) if store is not None)

    def close(self, timeout_s: float = 3.0) -> None:
        """Write what is left, and end."""
        self._asked.put(None)
        self._thread.join(timeout_s)

    def _run(self) -> None:
        day, seed = "", 0
        while True:
            try:
                asked = self._asked.get(timeout=AGAIN_S if self._waiting or self._store is None else None)
            except queue.Empty:
                asked = (day, seed)
            match asked:
                case None:
                    self._write()
                    break
                case Job():
                    self._waiting.append(asked)
                    self._write()
                case (day, seed):
                    self._write()
                    self._read(day, seed)
        if self._store is not None:
            self._store.close()

    def _read(self, day: str, seed: int) -> None:
        try:
            store = self._open()
            self._found(store.best(day), store.seen(day))
            found = store.ghost(seed)
            ghost = read_ghost(found[1]) if found is not None else None
            if found is not None and ghost is not None:
                self._ghost_found(seed, found[0], ghost)
        except StoreError as problem:
            self._failed(problem)

    def _write(self) -> None:
        """Keep what waits, and say so. What the disk refuses waits on, and lies in memory until it is kept."""
        if not self._waiting:
            return
        if not self._written():
            with contextlib.suppress(StoreError):
                self._memory = self._memory or _new_store(None)
                self._memory.put(_latest(job.score for job in self._waiting))
        self._told()

    def _written(self) -> bool:
        """Write what waits to the file; whether the disk took it."""
        for _ in range(2):  # the second time in a file begun anew
            try:
                store = self._open()
                store.put(_latest(job.score for job in self._waiting))
                for job in self._waiting:
                    data = job.ghost.packed() if job.ghost is not None else None
                    if data is not None:
                        store.put_ghost(job.score, data)
            except StoreError as problem:
                self._failed(problem)
                if not problem.broken:
                    break
            else:
                with self._done:
                    self._kept += len(self._waiting)
                    self._waiting.clear()
                    self._done.notify_all()
                return True
        return False

    def _open(self) -> Store:
        """The store; opened, or made where there is none. Raises StoreError."""
        if self._store is None:
            try:
                self._store = _new_store(self.path)
            except StoreError as problem:
                if not problem.broken:
                    raise
                self._set_aside(problem)
                self._store = _new_store(self.path)
            with contextlib.suppress(StoreError):  # a full disk: what is in the file can be read all the same
                self._store.put(_latest(self._known()))  # changes nothing, unless the file is new
        self.problem = ""
        return self._store

    def _failed(self, problem: StoreError) -> None:
        if problem.broken:
            self._set_aside(problem)
        elif isinstance(problem, LaterVersion):
            self.problem = told(
                "A later version of Huia wrote {path}, so it is left as it is; scores are kept in memory until this"
                " game ends.",
                path=self.path,
            )
        else:
            self.problem = told(
                "Scores cannot be kept in {path} ({why}); they are tried again.", path=self.path, why=str(problem)
            )

    def _set_aside(self, problem: StoreError) -> None:
        """Move a file that cannot be read out of the way, so that nothing in it is lost for good."""
        if self._store is not None:
            self._store.close()
            self._store = None
        aside = _free(self.path, time.strftime("%Y%m%d-%H%M%S"))
        self.note = told(
            "The scores file could not be read ({why}); it was set aside as {name} and begun anew.",
            why=str(problem),
            name=aside.name,
        )
        # the log first: a new file beside the log of an old one would be read as damaged again
        for ending in ("-wal", "-shm", ""):
            with contextlib.suppress(OSError):
                self.path.with_name(self.path.name + ending).replace(aside.with_name(aside.name + ending))


def _new_store(path: Path | None) -> Store:
    """Open a store, in the keeper's thread: the first time, its library is loaded. Raises StoreError."""
    from game.scores.store import Store

    return Store(path)


def _free(path: Path, stamp: str) -> Path:
    """A name for a broken file that no file has."""
    names = (path.with_name(f"{path.stem}.broken-{stamp}{n}{path.suffix}") for n in ("", *(f"-{k}" for k in range(99))))
    return next((name for name in names if not name.exists()), path.with_name(f"{path.stem}.broken{path.suffix}"))


def _latest(scores: Iterable[Score]) -> list[Score]:
    """One row for each run, its last revision."""
    found: dict[str, Score] = {}
    for score in scores:
        known = found.get(score.uid)
        if known is None or known.revision <= score.revision:
            found[score.uid] = score
    return list(found.values())
