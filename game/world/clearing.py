"""The clearing of practice and free play: things to knock about that come back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from game.world.snapshot import Kind

RETURN_S: Final = 3.0
"""From the first knock to the return: long enough to enjoy the tumble."""
EDGE_M: Final = 6.0
"""The clearing reaches this far to both sides."""

Spot = tuple[Kind, float, float]
"""Kind, x and the height of its bottom, in metres."""

PRACTICE: Final[tuple[tuple[Spot, ...], ...]] = (
    ((Kind.CRATE, -2.7, 0.0), (Kind.CRATE, -2.15, 0.0), (Kind.CRATE, -2.42, 0.52)),
    ((Kind.CRATE, 2.4, 0.0), (Kind.CRATE, 2.4, 0.52), (Kind.LOG, 3.3, 0.0)),
)
FREE: Final[tuple[tuple[Spot, ...], ...]] = (
    ((Kind.CRATE, -3.6, 0.0), (Kind.CRATE, -3.05, 0.0), (Kind.CRATE, -3.3, 0.52), (Kind.CRATE, -3.3, 1.04)),
    ((Kind.STUMP, -1.9, 0.0),),
    ((Kind.CRATE, 2.6, 0.0), (Kind.CRATE, 2.6, 0.52)),
    ((Kind.LOG, 3.8, 0.0),),
    ((Kind.BERRY, -1.4, 1.9), (Kind.BERRY, -1.0, 2.2), (Kind.BERRY, 1.0, 2.2), (Kind.BERRY, 1.4, 1.9)),
    ((Kind.GRUB, 4.6, 0.15),),
)


@dataclass(slots=True)
class Group:
    """Things that stand together and return together. away_s: since the first was disturbed; None: all stand."""

    spots: tuple[Spot, ...]
    serials: tuple[int, ...] = ()
    away_s: float | None = None
