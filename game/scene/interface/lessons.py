"""What a player can learn on the spot: the practice panel of all poses, and the help screen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from game.scene.drawing import Box, DrawList, Stamp
from game.scene.figurines import Figurines
from game.scene.interface import lettering
from game.scene.interface.cards import (
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
from game.scene.interface.hud import Size, layout
from game.scene.interface.icons import FIGURES, HOW, NORMAL, Figure, between, person
from game.scene.interface.screens import dim
from game.words import ENGLISH, Words, mark

KEYS: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    ((mark("Space"), "↑", "W"), mark("Jump; in the air: a wing beat")),
    (("X", "Q", "E"), mark("Hadouken; to the left, to the right")),
    (("↓", "S", "Shift"), mark("Hold to spread the wings and glide")),
    (("←", "→", "A", "D"), mark("Walk, in free play")),
    (("I", "J", "K", "L", "U", "O"), mark("Turn, nod and tilt the head")),
    (("1", "to", "8"), mark("The eight poses")),
    (("T", "R"), mark("Practice: teach a pose; your last seconds")),
    (("F4",), mark("Make a pose set with several people, in practice")),
    (("Enter",), mark("Start, choose")),
    (("P",), mark("Pause and go on")),
    (("Esc",), mark("Back")),
    (("B",), mark("The demo player plays, or stops")),
    (("M",), mark("Sound on and off")),
    (("F2",), mark("Second player: gamepad, keyboard or none")),
    (("F3",), mark("Figures: frames, poses, delay")),
    (("F5", "F6"), mark("Settings; the gaze lab")),
    (("F11",), mark("Full screen")),
    (("F12",), mark("Screenshot")),
)
"""Keys and what they do, for the help screen."""

MOVES: Final[tuple[tuple[str, str, str], ...]] = (
    ("fly", mark("Jump"), mark("Raise both arms; again in the air to flap")),
    ("hadouken", mark("Hadouken"), mark("Thrust both hands forward, to one side")),
    ("wings", mark("Glide"), mark("Hold both arms out, level")),
    ("normal", mark("Look"), mark("Turn your head: the Huia turns its own")),
)
"""What the body does, for the help screen: the figure, what comes of it, and how."""

COACH_PART: Final = 22.5
"""The coach's letters are 1/22.5 of the picture's shorter side, an x of them 1/45: readable from three metres."""
TALL_PART: Final = 19.0
"""In a tall window, which has more room, they are 1/19."""
MOVE_S: Final = 0.5
"""Time in which the coach's figure moves into a pose, and out of it."""
REST_S: Final = 0.4
DEMO_S: Final = 3.2
"""Period of the coach's demonstration, with a short rest included."""


@dataclass(frozen=True, slots=True)
class PracticeView:
    """The practice panel. current: the pose recognised now, "" for none; times: how often each was done.

    how: instructions for labels that the game does not know; figures: pictures for them, or better ones.
    ask: the pose to try next, shown large and in motion; t_s: time for the motion. Without a pose to show, the coach
    shows heading and words. say: the language, of which heading, words and instructions are already.
    """

    labels: tuple[str, ...]
    scores: tuple[float, ...] = ()
    levels: tuple[float, ...] = ()
    current: str = ""
    times: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    how: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    figures: Mapping[str, Figure] = field(default_factory=lambda: MappingProxyType({}))
    ask: str = ""
    heading: str = ""
    words: str = ""
    t_s: float = 0.0
    say: Words = ENGLISH


@dataclass(frozen=True, slots=True)
class PracticePlace:
    """Layout of practice: the pose to try, readable from three metres; all poses, smaller; a line of words."""

    coach: Area
    poses: Area
    words: Area


def practice_place(size: Size) -> PracticePlace:
    """Down the left side, words at the foot. A tall window has coach and words over the bird, the poses below it."""
    place, gap = layout(size), 10.0
    margin, high = place.margin, min(size) / 15
    if place.tall:
        wide = size[0] - 2 * margin
        coach = Area(margin, margin, place.camera.x - margin - gap, size[1] * 0.29)
        top = size[1] * 0.82
        poses = Area(margin, top, wide, size[1] - margin - top)
        return PracticePlace(coach, poses, Area(margin, coach.bottom + gap, wide, high))
    coach = Area(margin, margin, min(size[0] * 0.305, 390), size[1] * 0.42)
    top = coach.bottom + gap
    left = coach.right + margin
    words = Area(left, size[1] - margin - high, size[0] - margin - left, high)
    return PracticePlace(coach, Area(margin, top, coach.width, size[1] - margin - top), words)


def practice_panel(size: Size, view: PracticeView) -> DrawList:
    """The coach, and every pose with its picture, its score, and how often it was done."""
    place = practice_place(size)
    letters = min(size) / (TALL_PART if size[1] > size[0] else COACH_PART)
    return coach(place.coach, view, round(letters)) + pose_list(place.poses, view)


def coach(area: Area, view: PracticeView, size_px: int) -> DrawList:
    """One pose in detail: the one just recognised, highlighted, or else the one to try next, shown by a figure."""
    label = view.current or view.ask
    ink = GLOW if view.current or not label else CREAM
    heading, words = (view.say(label), _how(label, view)) if label else (view.heading, view.words)
    inner = area.inside(size_px * 0.5)
    text, step = inner.width, lettering.line_height(size_px)
    rows = max(2, len(lettering.wrapped(words, size_px, text)))
    foot = max(inner.y + inner.height * 0.3, inner.bottom - rows * step)
    high = foot - inner.y - size_px * 0.3
    picture = Area(inner.x, inner.y, min(high * 1.15, inner.width * 0.42), high)
    x = picture.right + size_px * 0.4
    items = card(area, 16)
    items += person(_shown(label, view), picture, ink, MIST)
    count = f"×{times}" if (times := view.times.get(label, 0)) else ""
    tall = round(size_px * 1.3)
    y = picture.middle[1] - (size_px * 0.6 if count else 0)
    items.append(line(heading, x, y, tall, ink, "w", True, inner.right - x))
    if count:
        items.append(line(count, x, y + tall, size_px, TEAL, "w", True))
    return items + paragraph(words, Area(inner.x, foot, text, inner.bottom - foot), size_px, CREAM)[0]


def pose_list(area: Area, view: PracticeView) -> DrawList:
    """All poses side by side: picture, name, a bar with a notch at the firing score, and the count."""
    columns = 3 if area.width > 1.5 * area.height else 2
    rows = math.ceil(len(view.labels) / columns) or 1
    inner = area.inside(8)
    wide, high = inner.width / columns, inner.height / rows
    name_px = round(max(13, min(28, high * 0.38)))
    room = wide - 4 - _beside_picture(wide - 4, high - 4)
    name_px = min((lettering.fitted(view.say(label), name_px, room, True, 9) for label in view.labels), default=name_px)
    items = card(area, 16)
    for n, label in enumerate(view.labels):
        column, row = divmod(n, rows)
        cell = Area(inner.x + column * wide, inner.y + row * high, wide, high).inside(2)
        score = view.scores[n] if n < len(view.scores) else 0.0
        level = view.levels[n if len(view.levels) > 1 else 0] if view.levels else None
        items += _pose(cell, label, (score, level), name_px, view)
    return items


def helping(
    size: Size, by_body: bool = True, say: Words = ENGLISH, t_s: float = 1.2, huia: Figurines | None = None
) -> DrawList:
    """How to play, as pictures: a figure doing each move beside the Huia's answer; the keys below, small.

    t_s: time for the motion. huia: paints the bird's acts; None: figures alone. by_body: the keys are smaller.
    """
    place = layout(size)
    short = min(size)
    area = Area(place.margin, place.margin, size[0] - 2 * place.margin, size[1] - 2 * place.margin)
    items = dim(size, 0.45) + card(area, 24, (*NIGHT, 232))
    inner = area.inside(short * 0.035)
    head = max(20, round(short / 18))
    items.append(line(say("How to play"), inner.x, inner.y, head, CREAM, "nw", True))
    items += _corner_key(inner, head)
    top = inner.y + lettering.line_height(head) + short * 0.01
    high = (inner.bottom - top) * (0.62 if place.tall else 0.56 if by_body else 0.5)
    moves = Area(inner.x, top, inner.width, high)
    keys = Area(inner.x, moves.bottom + short * 0.025, inner.width, inner.bottom - moves.bottom - short * 0.025)
    columns = 2 if place.tall else 3
    return items + _moves(moves, 2 if place.tall else len(MOVES), say, t_s, huia) + _keys(keys, columns, say)


def _how(label: str, view: PracticeView) -> str:
    return view.how.get(label) or view.say(HOW.get(label, ""))


def _figure(label: str, view: PracticeView) -> Figure | None:
    return view.figures.get(label) or FIGURES.get(label)


def _shown(label: str, view: PracticeView) -> Figure:
    """The coach's figure: it moves into the pose, holds it and lets go, repeatedly; a pose just done is held."""
    figure = _figure(label, view)
    if figure is None:
        return NORMAL
    if view.current:
        return figure
    phase = view.t_s % DEMO_S
    return between(NORMAL, figure, max(0.0, min(1.0, phase / MOVE_S, (DEMO_S - REST_S - phase) / MOVE_S)))


def _beside_picture(wide: float, high: float) -> float:
    """Width of a cell that the picture and margins take."""
    return 4 + min(high, wide * 0.33) + 8 + 6


def _pose(cell: Area, label: str, scored: tuple[float, float | None], name_px: int, view: PracticeView) -> DrawList:
    """One cell of the list. scored: its score, and the score at which it fires."""
    score, level = scored
    lit, times = label == view.current, view.times.get(label, 0)
    items: DrawList = []
    if lit or label == view.ask:
        items.append(Box(*cell, (*GLOW, 44) if lit else (*MIST, 34), 10))
    picture = Area(cell.x + 4, cell.y + 3, min(cell.height, cell.width * 0.33), cell.height - 6)
    figure = _figure(label, view)
    if figure is not None:
        ink, limbs = (GLOW, MIST) if lit else (TEAL, (60, 130, 134)) if times else (CREAM, (112, 146, 144))
        drawn = person(figure, Area(0, 0, picture.width, picture.height), ink, limbs)
        key = f"practice/{label}/{hash((figure, ink))}"
        items.append(Stamp(key, *picture, tuple(drawn)))
    room = cell.width - _beside_picture(cell.width, cell.height)
    x = cell.right - 6 - room
    count_px = round(max(12, min(18, cell.height * 0.27)))
    y = cell.y + cell.height * 0.36
    items.append(line(view.say(label), x, y, name_px, GLOW if lit else CREAM, "w", True, room))
    y = cell.y + cell.height * 0.76
    beside = 0.0
    if times:
        count = f"×{times}"
        beside = lettering.width(count, count_px, True) + 8
        items.append(line(count, cell.right - 6, y, count_px, GLOW if lit else TEAL, "e", True))
    over = score >= (level if level is not None else 0.5)
    colour = GLOW if lit else TEAL if over else BLUE
    return items + bar(Area(x, y - 2.5, room - beside, 5), score, colour, level)


def _moves(area: Area, columns: int, say: Words, t_s: float, huia: Figurines | None) -> DrawList:
    """The moves side by side: the figure and the bird, the name, and few words."""
    wide, high = area.width / columns, area.height / math.ceil(len(MOVES) / columns)
    big = round(min(high * 0.13, wide * 0.12))
    big = min(lettering.fitted(say(name), big, wide * 0.86, True) for _, name, _ in MOVES)
    size = max(11, round(big * 0.72))
    items: DrawList = []
    for n, (label, name, text) in enumerate(MOVES):
        cell = Area(area.x + n % columns * wide, area.y + n // columns * high, wide, high).inside(wide * 0.015)
        items += card(cell, 16, (*MIST, 18), (*MIST, 40))
        foot = cell.bottom - 2.3 * lettering.line_height(size) - lettering.line_height(big)
        picture = Area(cell.x + cell.width * 0.03, cell.y + high * 0.03, cell.width * 0.37, foot - cell.y - high * 0.03)
        phase = t_s % DEMO_S
        held = max(0.0, min(1.0, phase / MOVE_S, (DEMO_S - REST_S - phase) / MOVE_S))
        tall = min(picture.height, picture.width * 1.35)
        stands = Area(picture.x, picture.bottom - tall, picture.width, tall) if huia else _alone(cell, foot)
        items += person(between(NORMAL, FIGURES[label], held), stands)
        if huia is not None:
            items += huia.draw(label, t_s, (cell.x + cell.width * 0.4, picture.y, cell.width * 0.58, picture.height))
        items.append(line(say(name), cell.middle[0], foot, big, CREAM, "n", True, cell.width * 0.94))
        below = foot + lettering.line_height(big)
        words = Area(cell.x + cell.width * 0.04, below, cell.width * 0.92, cell.bottom - below)
        items += paragraph(say(text), words, size, MIST, centred=True)[0]
    return items


def _alone(cell: Area, foot: float) -> Area:
    """Where a figure stands alone in its cell."""
    return Area(cell.x, cell.y + cell.height * 0.03, cell.width, foot - cell.y - cell.height * 0.03)


def _keys(area: Area, columns: int, say: Words) -> DrawList:
    """The keys and what they do, in columns."""
    rows = math.ceil(len(KEYS) / columns)
    high, wide = area.height / rows, area.width / columns
    cap = min(high * 0.76, 30.0, wide / 13)
    size = max(10, min(19, round(high * 0.48)))
    items: DrawList = []
    for n, (keys, text) in enumerate(KEYS):
        left, y = area.x + n // rows * wide, area.y + n % rows * high
        x = left
        for key in keys:
            if key == "to":
                items.append(line(say("to"), x + cap * 0.3, y + high / 2, size, FAINT, "c"))
                x += cap * 0.75
                continue
            caps, x = keycap(say(key), x, y + (high - cap) / 2, cap)
            items += caps
            x += cap * 0.15
        x = max(x + cap * 0.25, left + wide * 0.2)
        room = left + wide - x - cap * 0.5
        sizes = range(size, 8, -1)
        depths = [len(lettering.wrapped(say(text), one, room)) * lettering.line_height(one) for one in sizes]
        letters, deep = next((pair for pair in zip(sizes, depths, strict=True) if pair[1] <= high), (9, high))
        items += paragraph(say(text), Area(x, y + max(0.0, high - deep) / 2, room, high), letters, MIST)[0]
    return items


def _corner_key(area: Area, head_px: int) -> DrawList:
    cap = head_px * 0.95
    wide = keycap("Esc", 0, 0, cap)[1]
    return keycap("Esc", area.right - wide, area.y + head_px * 0.15, cap)[0]
