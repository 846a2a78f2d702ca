"""Time for the frame loop: a fixed-step accumulator that takes time as an argument, and a pacer that sleeps.

The simulation never reads a clock; `live.py` and the vision process do, and pass what they read.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

LEAST_FRESH_S: Final = 0.001
"""How long an arrival should at least lie unread when all of them are punctual."""
MOST_FRESH_S: Final = 0.010
"""How long an arrival should lie unread at most, however widely arrivals scatter."""
MISSED: Final = 0.02
"""Share of arrivals that may come later than the frame they are meant for, and wait for the frame after."""
LEARN_S: Final = 0.0005
"""How fast that time is learnt: an arrival that came too late adds 0.98 of this, any other takes 0.02 of it away."""
DRIFT_S: Final = 0.0002
"""How far an arrival may move the grid: with 30 a second the rate changes by at most 0.6 %, until they meet.

With 750 arrivals of a real run, 8 beginnings each, the worst twentieth waits 7 ms like this; 15 ms where arrivals lay
unread for 2.5 of their mean deviations and moved the grid by half as much, because a few come very late.
"""


ROOM_S: Final = 0.002
"""How long a frame that waits for the display should wait: one done later might miss the picture it is meant for."""


def paced_fps(refresh_hz: float, fps: float) -> float:
    """The frame rate nearest to `fps` that a display can show evenly; `fps` where its refresh is unknown (0)."""
    if not 24.0 <= refresh_hz <= 1000.0:
        return fps
    return refresh_hz / max(1, round(refresh_hz / fps))


class FixedStep:
    """Turns uneven frame times into whole simulation steps, with the fraction left over for drawing.

    Catch-up is capped, so a long stall slows the world instead of making it spiral.
    """

    def __init__(self, step_s: float, most_steps: int) -> None:
        if step_s <= 0 or most_steps < 1:
            raise ValueError("a fixed step needs a positive duration and at least one step of catch-up")
        self.step_s = step_s
        self.most_steps = most_steps
        self._left_s = 0.0

    def advance(self, elapsed_s: float) -> int:
        """How many steps are due after `elapsed_s` more seconds (0 .. most_steps)."""
        self._left_s += max(0.0, elapsed_s)
        # the small constant keeps a sum of exact frame times from falling one rounding error short of a step
        steps = int(self._left_s / self.step_s + 1e-9)
        if steps > self.most_steps:
            self._left_s = 0.0
            return self.most_steps
        self._left_s = max(0.0, self._left_s - steps * self.step_s)
        return steps

    @property
    def fraction(self) -> float:
        """How far the next step has come, 0..1: what drawing interpolates with."""
        return min(1.0, self._left_s / self.step_s)


class FramePacer:
    """Sleeps until each frame is due, on a grid of its own, giving the processor away while it waits.

    pygame's Clock.tick(60) truncates to 16 ms (61.4 fps), and tick_busy_loop holds the interpreter; sleeping
    to an absolute deadline keeps a mean of exactly 1 / fps.
    """

    def __init__(
        self,
        fps: float,
        now: Callable[[], float] = time.perf_counter,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.period_s = 1.0 / fps
        self._now = now
        self._sleep = sleep
        self._due_s = now() + self.period_s
        self.fresh_s = 0.004  # how long an arrival should lie unread when its frame begins; learnt from here on
        self._missed = False  # whether the last arrival came later than the frame it was meant for

    def wait(self) -> float:
        """Sleep until the frame is due; returns the time then, in the pacer's own clock's seconds."""
        while (left_s := self._due_s - self._now()) > 0:
            self._sleep(left_s)
        now_s = self._now()
        # after a stall start a new grid; else keep the old one, so that small delays do not add up
        self._due_s = now_s + self.period_s if now_s - self._due_s > 2 * self.period_s else self._due_s + self.period_s
        return now_s

    def showed(self, blocked_s: float) -> None:
        """The last frame waited so long for the display: begin later, up to 1 ms a frame, until it is ROOM_S."""
        self._due_s += min(0.001, max(0.0, blocked_s - ROOM_S))

    def meet(self, waited_s: float) -> None:
        """Drift towards frames that begin just after a camera's poses arrive: they have `waited_s` unread this time.

        Left alone, the two clocks meet anywhere, and a pose waits for half a frame on average and a whole one at worst.
        """
        half_s = self.period_s / 2
        late_s = (waited_s - self.fresh_s + half_s) % self.period_s - half_s
        missed = waited_s > self.fresh_s + half_s
        if not (missed and self._missed):  # several in turn: the grid has not met them yet
            learnt_s = self.fresh_s + LEARN_S * ((1.0 - MISSED) if missed else -MISSED)
            self.fresh_s = min(max(learnt_s, LEAST_FRESH_S), MOST_FRESH_S)
        self._missed = missed
        self._due_s -= max(-DRIFT_S, min(DRIFT_S, late_s))
