"""The end of a run, readable from three metres: title and score, how near the next place was, the run as a line.

Pure functions from plain data and a logical size to draw items, as in `screens`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from game.scene.drawing import Colour, Disc, DrawList, Line, Polygon
from game.scene.interface import lettering
from game.scene.interface.cards import (
    BLUE,
    CREAM,
    GLOW,
    MIST,
    NIGHT,
    TEAL,
    TRACK,
    WATTLE,
    Area,
    card,
    line,
    paragraph,
)
from game.scene.interface.choosing import MenuView, SigningView, menu_row, signing
from game.scene.interface.hud import Size, layout
from game.scene.interface.icons import Figure, person
from game.scene.interface.scoreboard import BoardView, board
from game.scene.interface.screens import dim, eased
from game.words import ENGLISH, Words, mark

MARKS: Final[dict[str, Colour]] = {"hit": WATTLE, "knock": GLOW, "stomp": TEAL, "streak": CREAM, "learnt": BLUE}
"""What the line of a run shows, and in which colour; anything else is not drawn."""
LEGEND: Final = {
    "hit": mark("feathers lost"),
    "knock": mark("knocked over"),
    "stomp": mark("stomped"),
    "streak": mark("streaks"),
}


@dataclass(frozen=True, slots=True)
class EndingView:
    """The end of a run.

    title: what it made of its player. news: what is best about it ("New best!", "14 m short of third"); won: it is a
    triumph. lines: figures as (name, value). figure, pose: the player's best pose and its name. marks: what happened
    where, (metres, kind) in order. tease: what comes next. board: the table beside it. signing: while the player signs.
    """

    score: int
    distance_m: float
    title: str = ""
    news: str = ""
    won: bool = False
    lines: tuple[tuple[str, str], ...] = ()
    figure: Figure | None = None
    pose: str = ""
    marks: tuple[tuple[float, str], ...] = ()
    tease: str = ""
    board: BoardView = field(default_factory=BoardView)
    board_title: str = ""
    signing: SigningView | None = None
    hint: str = ""
    menu: MenuView = field(default_factory=lambda: MenuView(("Again",)))
    say: Words = ENGLISH


def ending(size: Size, t_s: float, view: EndingView) -> DrawList:
    """The whole screen. t_s: since the end, for counting up; a large value shows the final state."""
    place, (wide, high) = layout(size), size
    short, margin = min(size), float(place.margin)
    row = Area(margin, high - margin - short * 0.1, wide - 2 * margin, short * 0.1)
    strip = Area(margin, row.y - margin * 0.7 - short * 0.155, row.width, short * 0.155)
    room = strip.y - margin * 1.7
    if place.tall:
        first = Area(margin, margin, row.width, room * 0.48)
        second = Area(margin, first.bottom + margin, row.width, room - first.height - margin * 0.3)
    else:
        half = (wide - 3 * margin) / 2
        first = Area(margin, margin, half, room)
        second = Area(margin * 2 + half, margin, half, room)
    items = dim(size, 0.5) + _result(first, t_s, view, short)
    if view.signing is not None:
        items += signing(second, view.signing, view.hint, view.say)
    else:
        items += board(second, view.board, view.board_title)
    return items + run_line(strip, view) + menu_row(row, view.menu)


def run_line(area: Area, view: EndingView) -> DrawList:
    """The run from start to end as a line with what happened on the way, and what would have come next."""
    items = card(area, min(20.0, area.height * 0.2), (*NIGHT, 205))
    small = max(12, round(area.height * 0.2))
    inner = Area(area.x + area.height * 0.25, area.y, area.width - area.height * 0.5, area.height)
    y = area.y + area.height * 0.34
    tease_px = lettering.width(view.tease, round(small * 1.15), True) + small if view.tease else 0.0
    tease_px = min(tease_px, inner.width * 0.36)
    end = inner.right - tease_px - small * 0.8
    items.append(Line(((inner.x, y), (end, y)), MIST, max(3.0, area.height * 0.035)))
    whole = max(1.0, view.distance_m)
    drawn: dict[str, int] = {}
    radius = area.height * 0.085
    last_x = -1e9
    for at_m, kind in view.marks:
        colour = MARKS.get(kind)
        if colour is None:
            continue
        x = inner.x + (end - inner.x) * min(1.0, max(0.0, at_m / whole))
        drawn[kind] = drawn.get(kind, 0) + 1
        if kind == "hit":  # a feather's point stands out of the line
            tip = radius * 1.5
            items.append(Polygon(((x, y - tip), (x + tip, y), (x, y + tip), (x - tip, y)), colour))
        elif x - last_x > radius * 0.8:
            items.append(Disc(x, y, radius, colour))
            last_x = x
    items.append(Line(((end, y - radius * 2), (end, y + radius * 2)), CREAM, 4))
    far = line(
        f"{view.say.number(view.distance_m)} m", end, area.y + area.height * 0.72, round(small * 1.3), CREAM, "e", True
    )
    items.append(far)
    x = inner.x
    for kind, words in LEGEND.items():
        if drawn.get(kind):
            text = f"{view.say(words)} {drawn[kind]}"  # a number before them would ask for a singular
            needed = small * 1.5 + lettering.width(text, small)
            if x + needed > end - lettering.width(far.text, far.size_px, True) - small:
                break
            items.append(Disc(x + small * 0.35, area.y + area.height * 0.73, small * 0.32, MARKS[kind]))
            items.append(line(text, x + small, area.y + area.height * 0.73, small, MIST, "w"))
            x += needed + small * 0.6
    if view.tease:
        box = Area(end + small * 0.8, area.y + area.height * 0.12, tease_px, area.height * 0.76)
        items += paragraph(view.tease, box, round(small * 1.15), GLOW, bold=True)[0]
    return items


def _result(area: Area, t_s: float, view: EndingView, short: float) -> DrawList:
    """Title, score, what is best about it, figures, and the best pose beside them."""
    items = card(area, 24, (*NIGHT, 205))
    inner = area.inside(short * 0.03)
    head = lettering.fitted(view.title, round(short / 13), inner.width, True)
    items.append(line(view.title, inner.middle[0], inner.y, head, CREAM, "n", True, inner.width))
    y = inner.y + lettering.line_height(head)
    digits = view.say.number(round(view.score * eased(t_s / 0.9)))
    # sized for the final number, so that it does not shrink while counting up
    big = lettering.fitted(view.say.number(view.score), round(short / 5.2), inner.width, True, least_px=24)
    items.append(line(digits, inner.middle[0], y, big, GLOW if view.won else CREAM, "n", True))
    y += lettering.line_height(big) * 0.98
    news_px = round(short / 19)
    if view.news:
        ink = GLOW if view.won else MIST
        fit_px = lettering.fitted(view.news, news_px, inner.width, True)
        items.append(line(view.news, inner.middle[0], y, fit_px, ink, "n", True, inner.width))
    y += lettering.line_height(news_px) * 1.1
    items.append(Line(((inner.x, y), (inner.right, y)), TRACK, 1.5))
    rest = Area(inner.x, y + short * 0.012, inner.width, inner.bottom - y - short * 0.012)
    figure_wide = min(rest.height * 1.05, rest.width * 0.4) if view.figure is not None else 0.0
    rows = [(view.say("Distance"), f"{view.say.number(view.distance_m)} m"), *view.lines][:4]
    step = min(lettering.line_height(round(short / 22)), rest.height / max(1, len(rows)))
    small = round(step / 1.3)
    right = rest.right - figure_wide - (short * 0.02 if figure_wide else 0.0)
    for n, (name, value) in enumerate(rows):
        at = rest.y + n * step
        room = right - rest.x
        number = line(value, right, at, small, CREAM, "ne", True, room * 0.45)
        left = room - lettering.width(value, number.size_px, True) - small * 0.3
        items += [line(name, rest.x, at, lettering.fitted(name, small, left), MIST, "nw", most_px=left), number]
    if view.figure is not None:
        words = max(11, round(small * 0.8))
        picture = Area(rest.right - figure_wide, rest.y, figure_wide, rest.height - words * 1.4)
        items += person(view.figure, picture, GLOW, MIST)
        below = view.say("Your best: {pose}", pose=view.pose) if view.pose else ""
        if lettering.width(below, words) > figure_wide:  # the name alone is read from afar, the sentence shrunk is not
            below = view.pose
        words = lettering.fitted(below, words, figure_wide)
        items.append(line(below, picture.middle[0], rest.bottom, words, MIST, "s", most_px=figure_wide))
    return items
