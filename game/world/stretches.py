"""The four stretches of the path, in turn: ponga gully, lake, kauri cathedral, snow ridge.

They follow from the place alone, so that path, picture and music agree without telling each other.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from game.curves import smoothstep


class Stretch(StrEnum):
    """A part of the path with its own backdrop, obstacles and music."""

    PONGA = "ponga"
    LAKE = "lake"
    KAURI = "kauri"
    RIDGE = "ridge"


ORDER: Final = tuple(Stretch)
LENGTH_M: Final = 150.0
"""Length of each: about 45 s at first. All four have been met by 600 m."""
MELT_M: Final = 22.0
"""One stretch melts into the next over this distance, centred on the border: about six seconds."""


def stretch_at(at_m: float) -> Stretch:
    """The stretch at a place; before the start it is the first."""
    return ORDER[int(max(0.0, at_m) // LENGTH_M) % len(ORDER)]


def shares(at_m: float) -> dict[Stretch, float]:
    """How much of each stretch is seen at a place, 0..1; together 1. At most two are above 0."""
    found = dict.fromkeys(ORDER, 0.0)
    border = round(at_m / LENGTH_M)
    off_m = at_m - border * LENGTH_M
    if border <= 0 or abs(off_m) >= MELT_M / 2:
        found[stretch_at(at_m)] = 1.0
        return found
    later = smoothstep(off_m / MELT_M + 0.5)
    found[ORDER[(border - 1) % len(ORDER)]] = 1.0 - later
    found[ORDER[border % len(ORDER)]] = later
    return found
