"""The last seconds again, as a skeleton with the scores under it: for a player who wonders why nothing happened.

A key asks for it, or standing still with both arms crossed before the body. It only watches; the world goes on.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Final

from game.body.latch import Judgement
from game.body.pose import Landmark, Pose
from game.body.reading import Reading
from game.body.units import body_units
from game.body.why_moves import why
from game.scene.interface.icons import Figure, figure_of
from game.scene.interface.rewound import RewindView
from game.words import mark

KEPT_S: Final = 4.0
"""Seconds that are shown again: a hadouken with its wind-up, and what came before."""
SHOWN_S: Final = 9.0
"""How long they are shown: twice through, and time to read the sentence."""
CROSSED_S: Final = 1.2
"""Arms crossed for so long ask for it; the eight poses never cross them."""
TRIED: Final = 0.1
"""Readings in which the pose was at least this likely belong to the attempt."""
_WRISTS = (Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST)


class Rewind:
    """Keeps the last seconds of one player and shows them when asked to."""

    def __init__(self) -> None:
        self._past: deque[tuple[float, Figure, Judgement]] = deque()
        self._read_s = -math.inf
        self._crossed_s = math.inf  # when the arms were crossed; infinite while they are not
        self._shown: tuple[tuple[float, Figure, Judgement], ...] = ()
        self._since_s = -math.inf
        self._wanted = ""
        self._asked = False

    def ask(self) -> None:
        """Show them with the next reading."""
        self._asked = True

    def see(self, reading: Reading, wanted: str, t_s: float) -> RewindView | None:
        """Watch a reading; the same may come again. Returns what to show, None for nothing.

        wanted: the pose that is asked for, "" for any. t_s: time of the screen, for the motion.
        """
        if reading.t_s < self._read_s:  # the reader was started anew
            self._past.clear()
        if reading.t_s != self._read_s:
            self._watch(reading)
        if self._asked:
            self._asked = False
            self._begin(reading.t_s, wanted, t_s)
        elif reading.t_s - self._crossed_s >= CROSSED_S and t_s - self._since_s >= SHOWN_S:
            self._begin(self._crossed_s, wanted, t_s)
            self._crossed_s = math.inf
        if not self._shown or t_s - self._since_s >= SHOWN_S:
            return None
        return self._view(t_s - self._since_s)

    def _watch(self, reading: Reading) -> None:
        self._read_s = reading.t_s
        pose, judged = reading.pose, reading.judgement
        if pose is None or judged is None:
            self._crossed_s = math.inf
            return
        if not crossed(pose):
            self._crossed_s = math.inf
        elif math.isinf(self._crossed_s):
            self._crossed_s = reading.t_s
        figure = figure_of(pose)
        if figure is not None:
            self._past.append((reading.t_s, figure, judged))
        while self._past and self._past[0][0] < reading.t_s - KEPT_S - CROSSED_S:
            self._past.popleft()

    def _begin(self, until_s: float, wanted: str, t_s: float) -> None:
        """Take what lies before this time, and show it from now on."""
        self._shown = tuple(one for one in self._past if until_s - KEPT_S <= one[0] <= until_s)
        self._since_s, self._wanted = t_s, wanted

    def _view(self, seconds: float) -> RewindView:
        first, last = self._shown[0][0], self._shown[-1][0]
        at_s = first + seconds % max(0.5, last - first + 0.6)  # the end stands for a moment
        now = max((n for n, one in enumerate(self._shown) if one[0] <= at_s), default=0)
        judged = [one[2] for one in self._shown]
        name = self._wanted or max(judged, key=lambda one: one.of(one.best)).best
        tried = [one for one in judged if one.of(name) >= TRIED]
        sentence = why(tried, name) if tried else mark("it was not tried")
        scores = tuple(one.of(name) for one in judged)
        part = now / max(1, len(self._shown) - 1)
        return RewindView(self._shown[now][1], name, scores, judged[now].enter, part, sentence)


def crossed(pose: Pose) -> bool:
    """Whether both arms are crossed before the body: each wrist on the other side, at the chest or the belly."""
    units = body_units(pose)
    if units is None or not pose.seen(_WRISTS, 0.3):
        return False
    (left_x, left_y), (right_x, right_y) = units.of(pose.xy_px())[list(_WRISTS)].tolist()
    return bool(left_x < -0.05 and right_x > 0.05 and 0.1 < left_y < 0.8 and 0.1 < right_y < 0.8)
