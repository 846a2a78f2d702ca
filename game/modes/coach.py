"""The coach of practice: says what was missing when the pose it asked for was tried and did not fire."""

from __future__ import annotations

import math
from collections import deque
from typing import Final

from game.body.latch import Judgement
from game.body.reading import Reading
from game.body.why_moves import why

TRIED: Final = 0.25
"""A pose that was at least this likely for a moment was tried; standing about stays below."""
DROPPED: Final = 0.10
"""The attempt is over when the pose is less likely than this again."""
KEPT_S: Final = 3.0
"""Readings this old no longer belong to the attempt."""
TOLD_S: Final = 4.0
"""How long a sentence stays: long enough to lower the arms and read it."""


class Coach:
    """Watches the readings of one player."""

    def __init__(self) -> None:
        self._past: deque[Judgement] = deque()
        self._t_s = -math.inf
        self._sentence = ""
        self._until_s = -math.inf

    def see(self, reading: Reading, wanted: str) -> str:
        """What to say now, "" for nothing. The same reading may come again. wanted: the pose that is asked for."""
        t_s, now = reading.t_s, reading.judgement
        if t_s < self._t_s:  # the reader was started anew
            self._past.clear()
            self._until_s = -math.inf
        if t_s != self._t_s and now is not None:
            self._past.append(now)
            while self._past[0].t_s < t_s - KEPT_S:
                self._past.popleft()
            if now.holding:
                self._past.clear()
                self._until_s = -math.inf
            elif now.of(wanted) < DROPPED and max(one.of(wanted) for one in self._past) >= TRIED:
                attempt = tuple(one for one in self._past if one.of(wanted) >= DROPPED)
                self._sentence, self._until_s = why(attempt, wanted), t_s + TOLD_S
                self._past.clear()
        self._t_s = t_s
        return self._sentence if t_s < self._until_s else ""
