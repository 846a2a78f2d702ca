"""What a player can learn on the spot: the practice panel of all poses, and the help screen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from game.scene import lettering
from game.scene.cards import (
    BLUE,
    CREAM,
    FAINT,
    GLOW,
    MIST,
    NIGHT,
    TEAL,
    Area,
    bar,
    card,
    keycap,
    line,
    paragraph,
)
from game.scene.drawing import Box, DrawList
from game.scene.hud import Size, layout
from game.scene.icons import FIGURES, HOW, Figure, person
from game.scene.screens import dim

KEYS: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (("Space", "↑", "W"), "Jump; in the air: a wing beat"),
    (("Q", "E"), "Hadouken to the left, to the right"),
    (("↓", "S", "Shift"), "Hold to spread the wings and glide"),
    (("←", "→", "A", "D"), "Walk, in free play"),
    (("I", "J", "K", "L"), "Turn and nod the head"),
    (("1", "to", "8"), "The eight poses"),
    (("T",), "Teach the Huia a pose, in practice"),
    (("Enter",), "Start, choose"),
    (("P",), "Pause and go on"),
    (("Esc",), "Back"),
    (("B",), "The demo player plays, or stops"),
    (("M",), "Sound on and off"),
    (("F3",), "Figures: frames, poses, delay"),
    (("F11",), "Full screen"),
    (("F12",), "Screenshot"),
)
"""Keys and what they do, for the help screen."""

MOVES: Final[tuple[tuple[str, str, str], ...]] = (
    ("fly", "Jump", "Raise both arms; again in the air to flap"),
    ("hadouken", "Hadouken", "Thrust both hands forward, to one side"),
    ("wings", "Glide", "Hold both arms out, level"),
    ("normal", "Look", "Turn your head: the Huia turns its own"),
)
"""What the body does, for the help screen: the figure, what comes of it, and how."""


@dataclass(frozen=True, slots=True)
class PracticeView:
    """The practice panel. current: the pose recognised now, "" for none; times: how often each was done.

    how: what to do for labels the game does not know; figures: pictures for them, or better ones.
    """

    labels: tuple[str, ...]
    scores: tuple[float, ...] = ()
    levels: tuple[float, ...] = ()
    current: str = ""
    times: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    how: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    figures: Mapping[str, Figure] = field(default_factory=lambda: MappingProxyType({}))


def practice_area(size: Size) -> Area:
    """Where the practice panel stands: down the left side, or in a tall window between camera card and bird."""
    place = layout(size)
    if place.tall:
        top = place.camera.y + place.camera.width * 0.75 + place.margin * 4
        return Area(place.margin, top, size[0] - 2 * place.margin, size[1] * 0.575 - top)
    return Area(place.margin, place.margin, min(size[0] * 0.27, 350), size[1] - 2 * place.margin)


def practice_panel(area: Area, view: PracticeView) -> DrawList:
    """Every pose with its picture, its name, how to do it, how sure the Huia is, and how often it was done."""
    columns = 2 if area.width > area.height else 1
    rows = math.ceil(len(view.labels) / columns) or 1
    wide, high = area.width / columns, min(96.0, (area.height - 16) / rows)
    whole = Area(area.x, area.y, area.width, high * rows + 16)
    items = card(whole)
    for n, label in enumerate(view.labels):
        column, row = divmod(n, rows)
        cell = Area(area.x + column * wide + 8, area.y + 8 + row * high, wide - 16, high)
        score = view.scores[n] if n < len(view.scores) else 0.0
        level = view.levels[n if len(view.levels) > 1 else 0] if view.levels else None
        items += _pose_row(cell, label, score, level, view)
    return items


def helping(size: Size, by_body: bool = True) -> DrawList:
    """The keys, and what the body does."""
    place = layout(size)
    short = min(size)
    area = Area(place.margin, place.margin, size[0] - 2 * place.margin, size[1] - 2 * place.margin)
    items = dim(size, 0.45) + card(area, 24, (*NIGHT, 222))
    inner = area.inside(short * 0.045)
    head = max(24, round(short / 18))
    items.append(line("How to play", inner.x, inner.y, head, CREAM, "nw", True))
    items += _corner_key(inner, head)
    top = inner.y + lettering.line_height(head) + short * 0.02
    body = Area(inner.x, top, inner.width, inner.bottom - top)
    if place.tall:
        left = Area(body.x, body.y, body.width, body.height * 0.46)
        right = Area(body.x, body.y + body.height * 0.5, body.width, body.height * 0.5)
    else:
        left = Area(body.x, body.y, body.width * 0.47, body.height)
        right = Area(body.x + body.width * 0.53, body.y, body.width * 0.47, body.height)
    first, second = (left, right) if by_body else (right, left)
    return items + _moves(first) + _keys(second)


def _pose_row(cell: Area, label: str, score: float, level: float | None, view: PracticeView) -> DrawList:
    lit = label == view.current
    items: DrawList = []
    if lit:
        items.append(Box(cell.x, cell.y + 2, cell.width, cell.height - 4, (*GLOW, 36), 12))
    picture = Area(cell.x, cell.y + 3, cell.height * 1.02, cell.height - 8)
    figure = view.figures.get(label) or FIGURES.get(label)
    if figure is not None:
        items += person(figure, picture, GLOW if lit else CREAM, MIST if lit else (112, 146, 144))
    x = picture.right + 8
    room = cell.right - x - 4
    name_px = max(15, min(19, round(cell.height * 0.26)))
    small_px = max(12, min(14, round(cell.height * 0.2)))
    bar_y = cell.bottom - 9
    top = cell.y + 2
    times = view.times.get(label, 0)
    counted = f"×{times}" if times else ""
    beside = lettering.width(counted, name_px, True) + 6 if counted else 0
    items.append(line(label, x, top, name_px, GLOW if lit else CREAM, "nw", True, room - beside))
    if counted:
        items.append(line(counted, cell.right - 4, top, name_px, TEAL, "ne", True))
    text = view.how.get(label) or HOW.get(label, "")
    below = top + lettering.line_height(name_px) - 2
    words, _ = paragraph(text, Area(x, below, room, bar_y - below - 2), small_px, MIST)
    over = score >= (level if level is not None else 0.5)
    return items + words + bar(Area(x, bar_y, room, 5), score, GLOW if lit else TEAL if over else BLUE, level)


def _moves(area: Area) -> DrawList:
    high = min(area.height / len(MOVES), area.width * 0.3)
    items: DrawList = []
    for n, (label, name, text) in enumerate(MOVES):
        cell = Area(area.x, area.y + n * high, area.width, high)
        items += person(FIGURES[label], Area(cell.x, cell.y + 4, high * 1.05, high - 10))
        size = max(15, min(23, round(high * 0.18)))
        big = round(size * 1.25)
        x, room = cell.x + high * 1.25, cell.width - high * 1.25
        below = lettering.line_height(big)
        y = cell.middle[1] - (below + lettering.line_height(size)) / 2
        items.append(line(name, x, y, big, CREAM, "nw", True, room))
        items += paragraph(text, Area(x, y + below, room, cell.bottom - y - below), size, MIST)[0]
    return items


def _keys(area: Area) -> DrawList:
    high = min(46.0, area.height / len(KEYS))
    size = max(14, min(19, round(high * 0.42)))
    items: DrawList = []
    column = area.x
    for n, (keys, _) in enumerate(KEYS):
        y, x = area.y + n * high, area.x
        for key in keys:
            if key == "to":
                items.append(line("to", x + 8, y + high / 2, size, FAINT, "c"))
                x += 22
                continue
            caps, x = keycap(key, x, y + high * 0.1, high * 0.8)
            items += caps
            x += high * 0.15
        column = max(column, x + high * 0.3)
    for n, (_, text) in enumerate(KEYS):
        items.append(line(text, column, area.y + (n + 0.5) * high, size, MIST, "w", most_px=area.right - column))
    return items


def _corner_key(area: Area, head_px: int) -> DrawList:
    cap = head_px * 0.95
    wide = keycap("Esc", 0, 0, cap)[1]
    return keycap("Esc", area.right - wide, area.y + head_px * 0.15, cap)[0]
