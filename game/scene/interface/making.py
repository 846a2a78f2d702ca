"""What is shown while a pose set is made: the names so far, the line being typed, and the bar of a training."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from game.scene.drawing import DrawList
from game.scene.interface import lettering
from game.scene.interface.cards import CREAM, GLOW, MIST, TEAL, WATTLE, Area, bar, card, line, paragraph
from game.scene.interface.icons import Figure, person
from game.words import ENGLISH, Words

_SMALLEST: Final = 0.6
"""Letters of names become no smaller than this share of their size."""


@dataclass(frozen=True, slots=True)
class NamesView:
    """A page of names. heading: the question. names: given so far. typed: the line being written.

    hint: what Enter does. warning: what was wrong with the last line, "" for nothing. t_s: time, for the cursor.
    say: the language of what the page adds itself.
    """

    heading: str
    names: Sequence[str]
    typed: str
    hint: str
    warning: str = ""
    t_s: float = 0.0
    say: Words = ENGLISH


def names_page(size: tuple[int, int], view: NamesView) -> DrawList:
    """A card in the middle: question, names as chips, the typed line with a cursor, and what Enter does."""
    short = min(size)
    wide, high = min(size[0] * 0.9, short * 1.15), short * 0.62
    page = Area((size[0] - wide) / 2, (size[1] - high) / 2, wide, high)
    inner = page.inside(short * 0.05)
    items: DrawList = [*card(page, 22)]
    head = Area(inner.x, inner.y, inner.width, short * 0.105)
    items += paragraph(view.heading, head, round(short / 15), CREAM, bold=True)[0]
    y = inner.y + short * 0.115
    items += _chips(Area(inner.x, y, inner.width, short * 0.17), view.names, round(short / 30), view.say)
    box = Area(inner.x, inner.y + short * 0.29, inner.width, short * 0.11)
    items += card(box, 14)
    cursor = "▏" if int(view.t_s * 2) % 2 == 0 else " "
    text = (view.typed or "") + cursor
    items.append(line(text, box.x + 18, box.middle[1], round(short / 17), GLOW, "w", True, box.width - 36))
    told, colour = (view.warning, WATTLE) if view.warning else (view.hint, MIST)
    below = Area(inner.x, box.bottom + short * 0.025, inner.width, inner.bottom - box.bottom - short * 0.025)
    items += paragraph(told, below, round(short / 28), colour)[0]
    return items


def _chips(area: Area, names: Sequence[str], size_px: int, say: Words) -> DrawList:
    """Names in rows, each on a pill: smaller where they are many; the last ones, where they still do not fit."""
    shown = names
    for letters in range(size_px, round(size_px * _SMALLEST) - 1, -1):
        places = _places(area, shown, letters)
        if places is not None:
            break
    while places is None:
        shown = shown[1:]
        places = _places(area, [say("and {n} more", n=len(names) - len(shown)), *shown], letters)
    if len(shown) < len(names):
        shown = [say("and {n} more", n=len(names) - len(shown)), *shown]
    items: DrawList = []
    for name, place in zip(shown, places, strict=True):
        items += card(place, place.height / 2)
        items.append(line(name, *place.middle, letters, CREAM, "c", True))
    return items


def _places(area: Area, names: Sequence[str], size_px: int) -> list[Area] | None:
    """Where the pills of these names stand, row by row; None where the area is too low for them."""
    places = []
    x, y, high = area.x, area.y, size_px * 1.7
    for name in names:
        wide = lettering.width(name, size_px, True) + size_px * 1.2
        if x > area.x and x + wide > area.right:
            x, y = area.x, y + high + size_px * 0.35
        if y + high > area.bottom:
            return None
        places.append(Area(x, y, wide, high))
        x += wide + size_px * 0.45
    return places


def countdown(
    area: Area, pose: str, left_s: float, part: float, holding: bool, figure: Figure | None, who: str
) -> DrawList:
    """Over the player's picture: the pose's name, 3-2-1, then a bar while it is held. figure: as shown before."""
    short = area.height
    items: DrawList = [
        line(pose, area.middle[0], area.y + short * 0.03, round(short * 0.12), CREAM, "n", True, area.width)
    ]
    if holding:
        track = Area(area.x + area.width * 0.06, area.bottom - short * 0.13, area.width * 0.88, short * 0.04)
        items += bar(track, part, TEAL)
    else:
        items.append(
            line(f"{math.ceil(left_s)}", area.right - short * 0.2, area.middle[1], round(short * 0.42), GLOW, "c", True)
        )
    if figure is not None:
        place = Area(area.x + 10, area.bottom - short * 0.44, short * 0.26, short * 0.36)
        items += [*card(place, 14), *person(figure, place.inside(8), CREAM, MIST)]
    below = area.y + short * 0.03 + lettering.line_height(round(short * 0.12))
    items.append(line(who, area.middle[0], below, round(short * 0.055), GLOW, "n", most_px=area.width))
    return items


def training_bar(size: tuple[int, int], part: float, left_s: float | None, say: Words = ENGLISH) -> DrawList:
    """A thin pill at the edge: that the Huia learns, how far it is, and how much longer it takes."""
    short = min(size)
    if left_s is None:
        text = say("The Huia is learning your poses")
    elif left_s > 90:
        text = say("The Huia is learning your poses, {n} min", n=math.ceil(left_s / 60))
    else:
        text = say("The Huia is learning your poses, {n} s", n=10 * math.ceil(left_s / 10))
    px = max(12, round(short / 40))
    wide = min(size[0] * 0.7, lettering.width(text, px) + px * 4)
    # in a tall window cards stand at the top, and what practice knows of each pose from .82 down
    top = size[1] * 0.775 if size[1] > size[0] else short * 0.012
    pill = Area((size[0] - wide) / 2, top, wide, px * 2.3)
    items = [
        *card(pill, pill.height / 2),
        line(text, pill.middle[0], pill.y + px * 0.95, px, CREAM, "c", most_px=wide - px),
    ]
    return [*items, *bar(Area(pill.x + px, pill.bottom - px * 0.65, wide - 2 * px, px * 0.3), part, TEAL)]
