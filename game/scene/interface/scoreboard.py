"""Screens of an unattended cabinet: a result readable from three metres, and the best of the day.

Pure functions from plain data and a logical size to draw items, as in `screens`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from game.scene.drawing import Box, Disc, DrawList, Line
from game.scene.interface import lettering
from game.scene.interface.cards import CREAM, FAINT, GLASS, GLOW, MIST, NIGHT, TEAL, TRACK, Area, card, line
from game.scene.interface.hud import Layout, Size, layout
from game.scene.interface.screens import ResultsView, dim, eased, ready

ROWS = 5
"""Number of rows on a board."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One run of the day."""

    score: int
    distance_m: float


@dataclass(frozen=True, slots=True)
class BoardView:
    """The day's best runs, best first. mine: index of the run just played; None: not among them."""

    rows: tuple[BoardRow, ...] = ()
    mine: int | None = None


def big_results(size: Size, t_s: float, view: ResultsView, table: BoardView, left_s: float, whole_s: float) -> DrawList:
    """A cabinet's result screen. t_s: time since the end, for counting up. left_s of whole_s: time to the title."""
    place = layout(size)
    short = min(size)
    items = dim(size, 0.5)
    foot = place.words[1] - short * 0.12
    if place.tall:
        room = foot - 2 * place.margin
        first = Area(place.margin, place.margin, size[0] - 2 * place.margin, room * 0.46)
        second = Area(place.margin, first.bottom + place.margin, first.width, room * 0.54)
    else:
        half = (size[0] - 3 * place.margin) / 2
        first = Area(place.margin, place.margin, half, foot - place.margin)
        second = Area(place.margin * 2 + half, place.margin, half, foot - place.margin)
    items += _points(first, t_s, view, table, short)
    items += board(second, table)
    return items + ready(size, t_s, view.by_body, again=True) + _ring(place, left_s, whole_s)


def board(area: Area, view: BoardView, title: str = "Best of the day") -> DrawList:
    """The table: place, score, distance; the run just played is highlighted."""
    items = card(area, 24, (*NIGHT, 215))
    pad = area.width * 0.06
    inner = Area(area.x + pad, area.y + area.height * 0.04, area.width - 2 * pad, area.height * 0.92)
    row = inner.height / (ROWS + 1.1)
    head = round(min(row * 0.5, inner.width / 11))
    items.append(line(title, inner.middle[0], inner.y + row * 0.5, head, MIST, "c", True, inner.width))
    big = round(min(row * 0.56, inner.width / 9))
    for n in range(ROWS):
        y = inner.y + row * (n + 1.1)
        middle = y + row / 2
        mine = n == view.mine
        if mine:
            items.append(Box(inner.x - pad * 0.5, y + 2, inner.width + pad, row - 4, (*GLOW, 44), 12))
        ink = GLOW if mine else CREAM
        items.append(line(f"{n + 1}", inner.x + big * 0.4, middle, big, ink if mine else FAINT, "c", True))
        if n >= len(view.rows):
            x = inner.x + big * 1.2
            items.append(Line(((x, middle), (inner.right, middle)), TRACK, 2))
            continue
        run = view.rows[n]
        points = inner.x + inner.width * 0.66
        items.append(line(f"{run.score:,}", points, middle, big, ink, "e", True, inner.width * 0.5))
        far = f"{run.distance_m:,.0f} m"
        items.append(line(far, inner.right, middle, round(big * 0.7), MIST, "e", most_px=inner.width * 0.3))
    return items


def board_screen(size: Size, view: BoardView) -> DrawList:
    """Only the table, while nobody plays; it leaves the camera card's place free."""
    place = layout(size)
    short = min(size)
    wide = min(short * 0.9, size[0] - 2 * place.margin)
    top = place.camera.bottom if place.tall else place.margin
    bottom = place.words[1] - short * 0.13
    high = min(bottom - top, short * 0.72)
    x = (size[0] - wide) / 2
    return board(Area(x, top, wide, high), view)


def _points(area: Area, t_s: float, view: ResultsView, table: BoardView, short: float) -> DrawList:
    """The score as large as possible, its place today, and its parts."""
    items = card(area, 24, (*NIGHT, 190))
    inner = area.inside(short * 0.035)
    head = round(short / 13)
    won = view.new_best or table.mine == 0
    heading = "New best!" if won else "Well flown" if table.mine is None else f"{_place(table.mine + 1)} of the day"
    items.append(line(heading, inner.middle[0], inner.y, head, GLOW if won else MIST, "n", True, inner.width))
    rows = [("Distance", f"{view.distance_m:,.0f} m"), *view.lines][:4]
    step = min(lettering.line_height(round(short / 21)), inner.height * 0.45 / len(rows))
    small = round(step / 1.3)
    foot = inner.bottom - step * len(rows)
    top = inner.y + lettering.line_height(head)
    digits = f"{round(view.score * eased(t_s / 0.9)):,}"
    # sized for the final number, so that it does not shrink while counting up
    big = lettering.fitted(f"{view.score:,}", round(min(short / 3, (foot - top) / 1.3)), inner.width, True, least_px=24)
    items.append(line(digits, inner.middle[0], (top + foot) / 2, big, CREAM, "c", True))
    for n, (name, value) in enumerate(rows):
        y = foot + n * step
        items.append(line(name, inner.x, y, small, MIST, "nw", most_px=inner.width * 0.68))
        items.append(line(value, inner.right, y, small, CREAM, "ne", True, inner.width * 0.3))
    return items


def _ring(place: Layout, left_s: float, whole_s: float) -> DrawList:
    """Seconds until the title returns, in an emptying ring."""
    radius = min(place.size) * 0.052
    x, y = place.size[0] - place.margin - radius * 1.3, place.words[1]
    if place.tall:
        x, y = place.size[0] / 2, place.size[1] - radius * 1.15
    part = max(0.0, min(1.0, left_s / whole_s))
    items: DrawList = [Disc(x, y, radius, GLASS), Disc(x, y, radius * 0.92, TRACK, radius * 0.14)]
    turns = [n / 60 * math.ceil(part * 60) / 60 * 2 * math.pi for n in range(61)]
    if part > 0:
        arc = tuple((x - math.sin(a) * radius * 0.92, y - math.cos(a) * radius * 0.92) for a in turns)
        items.append(Line(arc, TEAL, radius * 0.14))
    items.append(line(f"{math.ceil(left_s)}", x, y, round(radius * 0.95), CREAM, "c", True))
    return items


def _place(n: int) -> str:
    """1st, 2nd, 3rd, 4th …"""
    return f"{n}{({1: 'st', 2: 'nd', 3: 'rd'}).get(n, 'th')}"
