"""Carries scores to the house's database and its table back, in a thread of its own: no frame and no disk waits for it.

What the house does not have lies in the scores file until it does, so it survives a killed game and a stopped server.
Each run has its own id, and the house takes each id once, so sending one twice does no harm.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from game.scores.errors import StoreError
from game.scores.score import Score
from game.words import told

if TYPE_CHECKING:
    from game.scores.store import House, Store

EVERY_S: Final = 10.0
"""The house's table is read again after so long, for the runs of the other cabinets."""
WAITS_S: Final = (2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""Waits after the first, second, … attempt that failed; the last one repeats."""
BATCH: Final = 100
"""Runs sent in one transaction."""


class Courier:
    """Sends this machine's runs and fetches the house's best.

    stores: asks for where unsent runs lie. day: asks for today's. seen: called in this thread with the house's best.
    problem: a sentence while the house cannot be reached, "" if it can.
    """

    def __init__(
        self,
        house: House,
        stores: Callable[[], Iterable[Store]],
        day: Callable[[], str],
        seen: Callable[[Sequence[Score]], None],
        every_s: float = EVERY_S,
    ) -> None:
        self.problem = ""
        self._house = house
        self._stores = stores
        self._day = day
        self._seen = seen
        self._every_s = every_s
        self._failures = 0
        self._wake = threading.Event()
        self._stop = False
        self._thread = threading.Thread(target=self._run, name="house", daemon=True)

    def start(self) -> None:
        """Begin to carry."""
        self._thread.start()

    def wake(self) -> None:
        """There is a new run; if the house is well it goes at once."""
        if not self._failures:
            self._wake.set()

    def close(self, timeout_s: float = 0.3) -> None:
        """End; an answer that is long in coming is not waited for, its runs go next time."""
        self._stop = True
        self._wake.set()
        self._thread.join(timeout_s)

    def carry(self) -> None:
        """Send what is waiting and fetch the table, once. Raises StoreError."""
        for store in self._stores():
            while batch := store.unsent(BATCH):
                self._house.put(batch)
                store.sent(batch)
        best = self._house.best(self._day())
        self._seen(best)
        for store in self._stores():
            with contextlib.suppress(StoreError):  # a full disk is the keeper's to report
                store.see(best)

    def _run(self) -> None:
        while not self._stop:
            try:
                self.carry()
            except StoreError as problem:
                wait_s = WAITS_S[min(self._failures, len(WAITS_S) - 1)]
                self._failures += 1
                self.problem = told(
                    "The house's scores cannot be reached ({why}); they follow later.", why=str(problem)
                )
            else:
                self._failures, self.problem, wait_s = 0, "", self._every_s
            self._wake.wait(wait_s)
            self._wake.clear()
        self._house.close()
