"""Small flags for the languages, so that a stranger finds their own before they can read the others."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

from game.scene.drawing import Box, Disc, DrawList, Item, Line, Polygon, Stamp
from game.scene.interface.cards import Area
from game.words import Language

WIDE: Final = 1.6
"""A flag's width, in its heights: between those of the flags drawn here, so that they look alike in a row."""


def flag(language: Language, area: Area) -> DrawList:
    """The flag of a language's speakers, filling an area WIDE times as wide as high."""
    key = f"flag/{language}/{round(area.width)}x{round(area.height)}"
    return [Stamp(key, *area, _drawn(language, area.width, area.height))]


@lru_cache(maxsize=16)
def _drawn(language: Language, wide: float, high: float) -> tuple[Item, ...]:
    return tuple({"en": _union, "pt": _brazil, "mi": _maori}[language](wide, high))


def _union(wide: float, high: float) -> list[Item]:
    """The Union Flag, its red diagonals in the middle of the white ones."""
    white, red = (255, 255, 255), (200, 16, 46)
    items: list[Item] = [Box(0, 0, wide, high, (1, 33, 105))]
    for colour, thick in ((white, high / 5), (red, high / 14)):
        for start, end in (((0.0, 0.0), (wide, high)), ((0.0, high), (wide, 0.0))):
            items.append(Line((start, end), colour, thick))
    for colour, thick in ((white, high / 3), (red, high / 5)):
        items.append(Box((wide - thick) / 2, 0, thick, high, colour))
        items.append(Box(0, (high - thick) / 2, wide, thick, colour))
    return items


def _brazil(wide: float, high: float) -> list[Item]:
    """Brazil's, whose Portuguese the game speaks: a rhombus and a globe with its ribbon."""
    x, y, edge = wide / 2, high / 2, high * 0.09
    radius = high * 0.25
    ribbon = [math.radians(turn) for turn in range(200, 341, 20)]
    arc = tuple((x + 1.02 * radius * math.cos(turn), y + radius * (0.62 + 0.75 * math.sin(turn))) for turn in ribbon)
    return [
        Box(0, 0, wide, high, (0, 151, 57)),
        Polygon(((edge, y), (x, edge), (wide - edge, y), (x, high - edge)), (254, 221, 0)),
        Disc(x, y, radius, (1, 33, 105)),
        Line(arc, (255, 255, 255), max(1.0, high * 0.05)),
    ]


def _maori(wide: float, high: float) -> list[Item]:
    """Tino Rangatiratanga, the national Māori flag: a white koru between the black sky and the red earth."""
    white, black, red = (255, 255, 255), (12, 12, 12), (210, 16, 30)
    band, x, y = high * 0.12, wide * 0.36, high * 0.43
    radius = high * 0.24
    return [
        Box(0, 0, wide, high, black),
        Box(0, high / 2, wide, high / 2, red),
        Box(0, high / 2 - band / 2, wide, band, white),
        Disc(x, y, radius, white),
        Disc(x + band * 0.35, y + band * 0.1, radius - band * 0.75, red),
        Disc(x + band * 0.7, y - band * 0.2, radius * 0.42, white),
    ]
