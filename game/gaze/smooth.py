"""One Euro over a screen point (Casiez, Roussel and Vogel, CHI 2012): still while eyes rest, prompt when they leap."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from game.gaze.looks import Array

REST_HZ: Final = 0.8
SLOPE_HZ: Final = 3.0
"""Hz for one screen a second. A fixation's predictions scatter by 0.05 screens at 30 a second, a saccade crosses half a
screen in 0.1 s: the first is cut to a third, the second arrives within 0.2 s."""
SPEED_HZ: Final = 1.0
GAP_S: Final = 0.7
MEAN_S: Final = 60.0
"""Time constant of the mean: players look everywhere in a minute."""
SETTLED: Final = 0.7
"""Share of the mean's distance from the middle that is taken away; some of it is where there is more to see."""


class PointSmoother:
    """Smooths one gaze."""

    def __init__(self) -> None:
        self._t_s = -math.inf
        self._raw: Array = np.zeros(2)
        self._place: Array = np.zeros(2)
        self._speed: Array = np.zeros(2)

    def reset(self) -> None:
        """The next point passes through as it is."""
        self._t_s = -math.inf

    def step(self, t_s: float, point: Array) -> Array:
        """The smoothed point (2,) at a time."""
        step_s = t_s - self._t_s
        if not 0 < step_s <= GAP_S:
            if step_s != 0:
                self._raw, self._place, self._speed = point, point, np.zeros(2)
        else:
            self._speed = self._speed + _share(SPEED_HZ, step_s) * ((point - self._raw) / step_s - self._speed)
            cutoff = REST_HZ + SLOPE_HZ * float(np.hypot(*self._speed))
            self._place = self._place + _share(cutoff, step_s) * (point - self._place)
            self._raw = point
        self._t_s = t_s
        return self._place


class Settler:
    """Moves points so that their mean over a minute comes nearer to the middle of the screen.

    In another sitting, seat, light and camera differ, which shifts everything that was learnt: with virtual players
    and errors of their sessions, knowing the mean cut the error across sessions by a seventh to a sixth.
    """

    def __init__(self) -> None:
        self._t_s = -math.inf
        self._mean: Array = np.full(2, 0.5)

    def step(self, t_s: float, point: Array) -> Array:
        """The moved point (2,) at a time."""
        step_s = min(GAP_S, max(0.0, t_s - self._t_s))
        self._t_s = t_s
        self._mean = self._mean + step_s / MEAN_S * (point - self._mean)
        return np.clip(point - SETTLED * (self._mean - 0.5), 0.0, 1.0)


def _share(cutoff_hz: float, step_s: float) -> float:
    turn = 2.0 * math.pi * cutoff_hz * step_s
    return turn / (turn + 1.0)
