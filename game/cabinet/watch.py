"""When a game counts as crashed, hung or too large, and how long to wait before the next start. Time is an argument."""

from __future__ import annotations

from game.cabinet.pulse import Pulse
from game.tuning import SUPERVISION, Supervision
from game.words import told


class Watch:
    """Watches one game from its start.

    slow_starts: how many games before it were given up while they loaded; hangs: how many in a row because they were
    silent. On a machine that is only busy, the next one is given more time.
    """

    def __init__(
        self, now_s: float, memory_mb: float, slow_starts: int = 0, hangs: int = 0, tuning: Supervision = SUPERVISION
    ) -> None:
        self._tuning = tuning
        self._memory_mb = memory_mb
        self._start_s = tuning.start_s * 2 ** min(slow_starts, tuning.most_doublings)
        self._hung_s = tuning.hung_s * 2 ** min(hangs, tuning.most_doublings)
        self._begun_s = self._beat_s = now_s
        self._played_s: float | None = None
        self._longest_s = 0.0
        self.last = Pulse()

    @property
    def played_s(self) -> float | None:
        """When its first frame was told, None before."""
        return self._played_s

    @property
    def lived_s(self) -> float:
        """Seconds from its first frame to its last sign of life; 0 where it never played."""
        return 0.0 if self._played_s is None else self._beat_s - self._played_s

    def beat(self, now_s: float, pulse: Pulse) -> None:
        """A sign of life came."""
        if self._played_s is not None and now_s - self._played_s > self._tuning.young_s:
            self._longest_s = max(self._longest_s, now_s - self._beat_s)
        if pulse.frames and self._played_s is None:
            self._played_s = now_s
        self._beat_s, self.last = now_s, pulse

    def forgive(self, seconds: float) -> None:
        """The supervisor itself stood still for so long, so the game's silence in that time says nothing."""
        self._begun_s += seconds
        self._beat_s += seconds

    def verdict(self, now_s: float) -> str:
        """Why the game must be ended now; "" while all is well."""
        silent_s = now_s - self._beat_s
        if self._played_s is None:
            if now_s - self._begun_s > self._start_s:
                return told("it was not ready after {n} s", n=round(self._start_s))
            return ""
        young = now_s - self._played_s < self._tuning.young_s
        patience_s = max(self._hung_s, self._tuning.hung_beats * self._longest_s)
        if silent_s > (max(patience_s, self._tuning.young_hung_s) if young else patience_s):
            return told("it gave no sign of life for {n} s", n=silent_s)
        if self.last.memory_mb > self._memory_mb:
            return told("it held {mb} MB of {most} MB", mb=round(self.last.memory_mb), most=round(self._memory_mb))
        return ""


class Backoff:
    """How long to wait before the next start: not at all at first, longer where games keep ending soon."""

    def __init__(self, tuning: Supervision = SUPERVISION) -> None:
        self._tuning = tuning
        self._short = 0

    def ended(self, played_s: float) -> float:
        """A game ended that had played for so many seconds; returns the pause before the next."""
        self._short = 0 if played_s >= self._tuning.steady_s else self._short + 1
        return self._tuning.backoff_s[min(max(0, self._short - 1), len(self._tuning.backoff_s) - 1)]
