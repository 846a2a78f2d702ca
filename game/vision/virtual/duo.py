"""Two virtual players side by side: each acts on their own, and now and then they swap sides, one before the other.

The one who stands a little nearer hides the other whole for a moment in each crossing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from game.vision.virtual.performance import Beat, Performance, Performer
from game.vision.virtual.posture import SIDES
from game.vision.virtual.view import View

APART_M: Final = 0.62
"""Each stands so far from the middle: arms held out to the sides just do not touch."""
DEPTH_M: Final = 0.22
"""One stands so much nearer than the middle, the other so much farther away: they pass without touching."""
SWAP_S: Final = 15.0
"""Time from one crossing to the next."""
LONGEST_S: Final = 4.6
"""No act takes longer: nothing new begins so shortly before a crossing."""
_LIVELY: Final = ("wave", "talk", "look around", "hands on hips", "clap")


@dataclass(slots=True)
class _Part:
    """One of the two: where they stand now, +1 the camera's right, and how often they have crossed."""

    side: int
    performance: list[Performance] = field(default_factory=list)
    crossed: int = 0


def duo(seed: int, swap_s: float = SWAP_S, performers: tuple[Performer, Performer] | None = None) -> list[Performance]:
    """Two endless performances, jumps and hadoukens most of all. swap_s: inf, and they never cross."""
    cast = []
    for n, side in enumerate((1, -1)):
        part = _Part(side)
        start = side * APART_M, side * DEPTH_M, 0.0
        performer = performers[n] if performers is not None else None
        one = Performance(2 * seed + n, _script(2 * seed + n, part, swap_s), performer, 0.5, start)
        part.performance.append(one)
        cast.append(one)
    return cast


def duo_view(height_m: float) -> View:
    """A webcam from which both are seen whole, raised hands and all."""
    return View(distance_m=2.05 * height_m, height_m=0.62 * height_m, tilt_rad=0.035, focal=0.85)


def _script(seed: int, part: _Part, swap_s: float) -> Iterator[Beat]:
    rng = np.random.default_rng([seed, 0x44554F])
    yield Beat("stand", pause_s=float(rng.uniform(0.4, 0.5)))
    while True:
        (one,) = part.performance
        now_s, due_s = one.acted_s, swap_s * (part.crossed + 1)
        if due_s - now_s < LONGEST_S:
            part.side, part.crossed = -part.side, part.crossed + 1
            far_m = part.side * APART_M - one.stands_m
            yield Beat(
                "walk", None, max(0.05, due_s - now_s), heading=math.copysign(np.pi / 2, far_m), far_m=abs(far_m)
            )
            continue
        kind = str(rng.choice(("fly", "hadouken", "other"), p=(0.42, 0.36, 0.22)))
        kind = str(rng.choice(_LIVELY)) if kind == "other" else kind
        side = SIDES[int(rng.integers(2))] if kind == "hadouken" else None
        yield Beat(kind, side, float(rng.uniform(0.3, 0.5)))
