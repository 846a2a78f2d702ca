"""The target's way over the screen: it rests at points that cover the whole of it, and glides from one to the next.

A function of time alone, so that a virtual player can follow it with the eyes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from game.curves import smoothstep

GLIDE_S: Final = 0.6
REST_S: Final = 1.2
STOP_S: Final = GLIDE_S + REST_S
SETTLE_S: Final = 0.4
"""Eyes arrive on a target 0.2 s after it stands still, and a late glance by twice that: looks before are not kept."""
EDGE: Final = 0.06
"""The target keeps this share of the screen from its edge."""
_NINE: Final = (
    (0.5, 0.5),
    (0.0, 0.0),
    (1.0, 0.0),
    (1.0, 1.0),
    (0.0, 1.0),
    (0.5, 0.0),
    (1.0, 0.5),
    (0.5, 1.0),
    (0.0, 0.5),
)
_COLUMNS, _ROWS = 6, 4


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the target is. x, y: 0..1 of the screen; stop: number of the point it rests at or goes to; resting: long
    enough for eyes to have arrived."""

    x: float
    y: float
    stop: int
    resting: bool


def spot(t_s: float) -> Spot:
    """The target so long after the start."""
    t_s = max(0.0, t_s)
    stop, within_s = int(t_s / STOP_S), t_s % STOP_S
    (x0, y0), (x1, y1) = point(stop - 1), point(stop)
    share = smoothstep(within_s / GLIDE_S)
    return Spot(x0 + (x1 - x0) * share, y0 + (y1 - y0) * share, stop, within_s >= GLIDE_S + SETTLE_S)


@lru_cache(maxsize=4096)
def point(stop: int) -> tuple[float, float]:
    """Where the target rests: at nine points first, then all over the screen, evenly in every round."""
    if stop < len(_NINE):
        x, y = _NINE[max(0, stop)]
    else:
        each, number = divmod(stop - len(_NINE), _COLUMNS * _ROWS)
        rng = np.random.default_rng([each, 0x9A2E])
        row, column = divmod(int(rng.permutation(_COLUMNS * _ROWS)[number]), _COLUMNS)
        aside, down = np.random.default_rng([each, number]).uniform(0, 1, 2)
        x, y = (column + float(aside)) / _COLUMNS, (row + float(down)) / _ROWS
    return EDGE + (1 - 2 * EDGE) * x, EDGE + (1 - 2 * EDGE) * y
