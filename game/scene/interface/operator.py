"""The operator's page, the question for its pin, and the notes of a cabinet that takes coins or rests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from game.scene.drawing import Box, Disc, DrawList, Interface
from game.scene.interface import lettering
from game.scene.interface.camera_card import CameraView, camera_card
from game.scene.interface.cards import (
    CREAM,
    FAINT,
    GLOW,
    MIST,
    NIGHT,
    TEAL,
    TRACK,
    WATTLE,
    Area,
    card,
    extent,
    line,
    paragraph,
)
from game.scene.interface.hud import Size, layout, prompt
from game.scene.interface.icons import NORMAL
from game.words import ENGLISH, Words

_PICTURE: Final = 0.5  # share of the height that the camera's card and the figures take; the parts have the rest
_LEAST_PX: Final = 9  # the letters of what is said about a part become no smaller
MOODS = {"good": TEAL, "fair": GLOW, "bad": WATTLE}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the machine. verdict: good, fair or bad. words: what was found, or what to do."""

    name: str
    verdict: str
    words: str


@dataclass(frozen=True, slots=True)
class OperatorView:
    """Everything on the page. rows: what may be done, with its value; chosen: index of the row; sure: asks again.

    facts: name and value. parts: each with its verdict. camera: what the camera card shows. head: the cabinet's name.
    """

    head: str
    rows: tuple[tuple[str, str], ...]
    chosen: int = 0
    sure: bool = False
    facts: tuple[tuple[str, str], ...] = ()
    parts: tuple[Part, ...] = ()
    camera: CameraView = field(default_factory=CameraView)


def operator_page(size: Size, view: OperatorView, say: Words = ENGLISH) -> DrawList:
    """The page: on the left (above, in a tall window) the camera and the parts, on the right what may be done."""
    wide, high = size
    pad = round(min(size) * 0.035)
    tall = high > wide
    items: DrawList = [Interface(), Box(0, 0, wide, high, NIGHT)]
    big = round(min(size) / 18)
    items.append(line(view.head, pad, pad * 0.7, big, CREAM, "nw", True, most_px=wide - 2 * pad))
    top = pad * 0.7 + lettering.line_height(big) + pad * 0.4
    room = Area(pad, top, wide - 2 * pad, high - top - pad * 2.2)
    if tall:
        seen = Area(room.x, room.y, room.width, room.height * 0.56)
        done = Area(room.x, seen.bottom + pad, room.width, room.height - seen.height - pad)
    else:
        seen = Area(room.x, room.y, room.width * 0.58 - pad / 2, room.height)
        done = Area(seen.right + pad, room.y, room.right - seen.right - pad, room.height)
    items += _seen(seen, view, pad)
    items += _done(done, view)
    hint = (
        say("Press once more to do it")
        if view.sure
        else say("Up and down choose, left and right change, Enter does, Esc closes")
    )
    small = max(12, round(min(size) / 38))
    items.append(
        line(hint, wide / 2, high - pad * 0.6, small, WATTLE if view.sure else FAINT, "s", most_px=wide - 2 * pad)
    )
    return items


def _seen(area: Area, view: OperatorView, pad: float) -> DrawList:
    """The camera's picture and the verdict on each part."""
    picture = Area(area.x, area.y, area.width * 0.46, area.height * _PICTURE)
    small = max(11, round(area.height / 34))
    items = camera_card(picture, view.camera, small, bars=False)
    facts = Area(picture.right + pad * 0.7, area.y, area.right - picture.right - pad * 0.7, picture.height)
    items += _facts(facts, view.facts)
    below = Area(area.x, picture.bottom + pad * 0.4, area.width, area.bottom - picture.bottom - pad * 0.4)
    row = below.height / max(1, len(view.parts))
    size = max(10, min(round(row / 1.5), round(area.height / 30)))
    name = max((lettering.width(part.name, size, True) for part in view.parts), default=0) + size * 2.2
    for n, part in enumerate(view.parts):
        y = below.y + (n + 0.5) * row
        items.append(Disc(below.x + size * 0.4, y, size * 0.34, MOODS.get(part.verdict, FAINT)))
        items.append(line(part.name, below.x + size * 1.2, y, size, CREAM, "w", True))
        items += _words(part.words, Area(below.x + name, y - row / 2, below.width - name, row), size)
    return items


def _words(text: str, area: Area, size_px: int) -> DrawList:
    """Words in the middle of a row's height, in as many lines as they need and the row has room for."""
    for letters in range(size_px, _LEAST_PX - 1, -1):
        rows, step = lettering.wrapped(text, letters, area.width), lettering.line_height(letters)
        if len(rows) * step <= area.height:
            break
    most = max(1, int(area.height / step))
    rows = [*rows[: most - 1], " ".join(rows[most - 1 :])] if len(rows) > most else rows
    top = area.middle[1] - len(rows) * step / 2
    return [
        line(row, area.x, top + (n + 0.5) * step, letters, MIST, "w", most_px=area.width) for n, row in enumerate(rows)
    ]


def _facts(area: Area, facts: Sequence[tuple[str, str]]) -> DrawList:
    items: DrawList = []
    row = area.height / max(1, len(facts))
    size = max(10, min(round(row / 1.4), round(area.width / 15)))
    for n, (name, value) in enumerate(facts):
        y = area.y + (n + 0.5) * row
        items.append(line(name, area.x, y, size, FAINT, "w", most_px=area.width * 0.48))
        items.append(line(value, area.right, y, size, CREAM, "e", most_px=area.width * 0.5))
    return items


def _done(area: Area, view: OperatorView) -> DrawList:
    """What may be done; the chosen row is lit."""
    row = min(area.height / max(1, len(view.rows)), area.width * 0.19)
    size = max(12, round(row * 0.36))
    items: DrawList = []
    for n, (name, value) in enumerate(view.rows):
        place = Area(area.x, area.y + n * row, area.width, row * 0.86)
        lit = n == view.chosen
        edge = (*(WATTLE if view.sure else TEAL), 230) if lit else TRACK
        items += card(place, row * 0.2, (24, 44, 54) if lit else (*NIGHT, 220), edge)
        gap = row * 0.3
        items.append(
            line(name, place.x + gap, place.middle[1], size, CREAM if lit else MIST, "w", lit, area.width * 0.62)
        )
        if value:
            shown = f"‹ {value} ›" if lit else value
            items.append(line(shown, place.right - gap, place.middle[1], size, GLOW, "e", True, area.width * 0.34))
    return items


def pin_question(size: Size, digits: int, most: int, say: Words = ENGLISH) -> DrawList:
    """The question for the pin, a dot for each digit."""
    wide, high = size
    short = min(size)
    area = Area(wide / 2 - short * 0.4, high / 2 - short * 0.2, short * 0.8, short * 0.4)
    items: DrawList = [Interface(), Box(0, 0, wide, high, (*NIGHT, 200)), *card(area, 24, (*NIGHT, 235))]
    items.append(
        line(
            say("The operator's pin"),
            wide / 2,
            area.y + short * 0.06,
            round(short / 16),
            CREAM,
            "n",
            True,
            most_px=area.width * 0.92,
        )
    )
    step = area.width * 0.8 / most
    for n in range(most):
        x = wide / 2 + (n - (most - 1) / 2) * step
        items.append(Disc(x, area.bottom - short * 0.13, min(step * 0.28, short * 0.03), TEAL if n < digits else TRACK))
    return items


def coins(size: Size, credits: int, say: Words = ENGLISH) -> DrawList:
    """How many games are paid for; without any, a request for a coin replaces the words on how to begin."""
    place = layout(size)
    if credits == 0:
        items = prompt(place, say("Insert a coin"))
        around = extent(prompt(place, say("Raise both arms to play again"), "", figure=True, own=NORMAL))
        return [Box(around.x - 8, around.y - 8, around.width + 16, around.height + 16, NIGHT, 34), *items]
    text = say("1 game") if credits == 1 else say("{n} games", n=credits)
    letters = max(16, round(min(size) / 26))
    wide, high = lettering.width(text, letters, True) + letters * 2, lettering.line_height(letters) + letters * 0.6
    area = Area((size[0] - wide) / 2, place.words[1] - min(size) * 0.1 - high, wide, high)
    return [*card(area, high / 2, (*NIGHT, 225)), line(text, *area.middle, letters, GLOW, "c", True)]


def resting(size: Size) -> DrawList:
    """A dark screen."""
    return [Interface(), Box(0, 0, size[0], size[1], (0, 0, 0))]


def moment(size: Size, say: Words = ENGLISH) -> DrawList:
    """The game starts again in a moment: a plain picture for whoever stands there."""
    from_top, short = size[1] * 0.4, min(size)
    items: DrawList = [Interface(), Box(0, 0, size[0], size[1], NIGHT)]
    items.append(
        line(say("One moment"), size[0] / 2, from_top, round(short / 8), CREAM, "c", True, most_px=size[0] * 0.9)
    )
    below = Area(size[0] * 0.1, from_top + short * 0.12, size[0] * 0.8, short * 0.2)
    said = say("The Huia is preening and will be back shortly")
    words, _ = paragraph(said, below, round(short / 22), MIST, centred=True)
    return items + words
