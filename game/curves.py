"""The curves that everything here fades, blends and eases with: a straight line and Hermite's smoothstep."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def lerp(a: float, b: float, t: float) -> float:
    """From a (t 0) to b (t 1) and beyond, in a straight line."""
    return a + (b - a) * t


def smoothstep(x: float, low: float = 0.0, high: float = 1.0) -> float:
    """0 up to `low`, 1 from `high` on (which may be the smaller one), an S with level ends between."""
    t = min(1.0, max(0.0, (x - low) / (high - low)))
    return t * t * (3.0 - 2.0 * t)


def smoothsteps(x: npt.NDArray[Any], low: Any = 0.0, high: Any = 1.0) -> npt.NDArray[Any]:
    """The same for an array of floats, whose type it keeps. low, high: numbers, or arrays that broadcast with it."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))
