"""The last half second on a fixed grid of times, whatever the camera's rate: what the temporal network looks at.

Cameras give 15 to 60 frames a second and lose the body now and then. Rows of numbers, one a frame, are interpolated
linearly in time onto the grid; where the body was lost the row is zero, and two columns say so.
"""

from __future__ import annotations

from collections import deque
from typing import Final

import numpy as np
import numpy.typing as npt

from game.body.pose import FloatArray

RATE_HZ: Final = 30.0
STEPS: Final = 16
"""The grid: now and fifteen steps back, half a second in all."""
GAP_S: Final = 0.12
"""Two frames farther apart have a hole between them: nothing is interpolated over it. 15 frames a second: 0.067 s."""
EXTRA: Final = 2
"""Columns added to a row: 1 where the body was seen, 0 in a hole; and how long ago, in half seconds, at most 1."""

Times = npt.NDArray[np.float64]


def grid(now_s: npt.ArrayLike) -> Times:
    """Times of the grid that ends now: float64 (…, STEPS), oldest first."""
    back = np.arange(STEPS - 1, -1, -1) / RATE_HZ
    return np.asarray(now_s, np.float64)[..., None] - back


def resampled(times_s: Times, rows: FloatArray | npt.NDArray[np.float16], at_s: Times) -> FloatArray:
    """Rows at other times: float32 (…, F + EXTRA) for times (…).

    times_s (N,) increasing; rows (N, F), N at least 1. A row is interpolated between its neighbours; before the
    first, after the last and within a hole (see GAP_S) it is zero.
    """
    before = np.searchsorted(times_s, at_s + 1e-6, side="right") - 1
    first = np.clip(before, 0, len(times_s) - 1)
    second = np.minimum(first + 1, len(times_s) - 1)
    gap = times_s[second] - times_s[first]
    since = at_s - times_s[first]
    on_row = np.abs(since) < 1e-5
    known = (before >= 0) & (on_row | ((gap > 0) & (gap <= GAP_S)))
    share = np.where(on_row | (gap <= 0), 0.0, since / np.maximum(gap, 1e-9)).astype(np.float32)[..., None]
    out = np.zeros((*at_s.shape, rows.shape[1] + EXTRA), np.float32)
    out[..., :-EXTRA] = np.where(known[..., None], rows[first] * (1 - share) + rows[second] * share, 0.0)
    out[..., -2] = known
    # a hole is as old as the last frame before it; without one it has the greatest age
    age = np.where(before >= 0, np.minimum(since / (STEPS / RATE_HZ), 1.0), 1.0)
    out[..., -1] = np.where(known, 0.0, age)
    return out


class Past:
    """Remembers one person's rows long enough for the grid."""

    def __init__(self) -> None:
        self._times: deque[float] = deque()
        self._rows: deque[FloatArray] = deque()

    def reset(self) -> None:
        """Forget everything."""
        self._times.clear()
        self._rows.clear()

    def add(self, t_s: float, row: FloatArray) -> None:
        """Remember a row float32 (F,); times increase."""
        self._times.append(t_s)
        self._rows.append(row)
        while len(self._times) > 2 and self._times[1] < t_s - STEPS / RATE_HZ:
            self._times.popleft()
            self._rows.popleft()

    def window(self) -> FloatArray:
        """The grid that ends at the newest row: float32 (STEPS, F + EXTRA). Needs at least one row."""
        times = np.array(self._times)
        return resampled(times, np.stack(self._rows), grid(times[-1]))
