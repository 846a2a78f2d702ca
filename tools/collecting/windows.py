"""What the makers' windows, capture and review, have in common: their ground, and where things lie in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from game.scene.interface.cards import Area

Size = tuple[int, int]
PAD: Final = 16.0
GROUND: Final = (9, 22, 32)


@dataclass(frozen=True, slots=True)
class Places:
    """The parts of a window from top to bottom: its heading, what it is about, a strip of samples, and its keys."""

    heading: Area
    body: Area
    strip: Area
    keys: Area


def places(size: Size) -> Places:
    """Where they lie in a window of this logical size."""
    wide, high = size
    heading = Area(PAD, PAD, wide - 2 * PAD, 44)
    keys = Area(PAD, high - PAD - 30, wide - 2 * PAD, 30)
    strip_high = min(112.0, high * 0.16)
    strip = Area(PAD, keys.y - PAD * 0.6 - strip_high, wide - 2 * PAD, strip_high)
    body = Area(PAD, heading.bottom + PAD * 0.6, wide - 2 * PAD, strip.y - heading.bottom - PAD * 1.2)
    return Places(heading, body, strip, keys)
