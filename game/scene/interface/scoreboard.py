"""Screens of an unattended cabinet: a result readable from three metres, and the best of the day.

Pure functions from plain data and a logical size to draw items, as in `screens`.
"""

from __future__ import annotations

from dataclasses import dataclass

from game.scene.drawing import Box, DrawList, Line
from game.scene.interface.cards import CREAM, FAINT, GLOW, MIST, NIGHT, TRACK, Area, card, line
from game.scene.interface.hud import Size, layout
from game.words import ENGLISH, Words

ROWS = 5
"""Number of rows on a board."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One run of the day."""

    score: int
    distance_m: float
    initials: str = ""


@dataclass(frozen=True, slots=True)
class BoardView:
    """The day's best runs, best first. mine: index of the run just played; None: not among them."""

    rows: tuple[BoardRow, ...] = ()
    mine: int | None = None
    say: Words = ENGLISH


def board(area: Area, view: BoardView, title: str = "") -> DrawList:
    """The table: place, score, distance; the run just played is highlighted."""
    items = card(area, 24, (*NIGHT, 215))
    pad = area.width * 0.06
    inner = Area(area.x + pad, area.y + area.height * 0.04, area.width - 2 * pad, area.height * 0.92)
    row = inner.height / (ROWS + 1.1)
    head = round(min(row * 0.5, inner.width / 11))
    items.append(
        line(
            title or view.say("Best of the day"),
            inner.middle[0],
            inner.y + row * 0.5,
            head,
            MIST,
            "c",
            True,
            inner.width,
        )
    )
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
        if run.initials:
            items.append(line(run.initials, inner.x + big * 1.1, middle, round(big * 0.8), ink, "w", True))
        points = inner.x + inner.width * 0.72
        items.append(line(view.say.number(run.score), points, middle, big, ink, "e", True, inner.width * 0.42))
        far = f"{view.say.number(run.distance_m)} m"
        items.append(line(far, inner.right, middle, round(big * 0.7), MIST, "e", most_px=inner.width * 0.25))
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
