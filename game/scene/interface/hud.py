"""The interface while somebody plays: score, lives, energy, the camera card, prompts, toasts, the F3 panel.

Pure functions from plain data to draw items, in logical pixels of a given size. `hud` composes them; a mode may
also take single parts. The score is a strip at the top, the camera's card stands at the right, words to be read at
the bottom; tall windows (portrait cabinets) have sky enough for both under each other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from game.scene.drawing import Box, Colour, Disc, DrawList, Line
from game.scene.interface import lettering
from game.scene.interface.camera_card import CameraView, camera_card
from game.scene.interface.cards import (
    BLUE,
    CREAM,
    GLASS,
    GLOW,
    MIST,
    TEAL,
    TRACK,
    WATTLE,
    Area,
    bar,
    card,
    faded,
    line,
    mixed,
)
from game.scene.interface.icons import Figure, bill, fan, person, raising
from game.words import ENGLISH, Words

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ScoreView:
    """Content of the score panel. energy: 0..1. shots: number of hadoukens in full energy (2.9: nearly 3).

    times: what points are multiplied by; pips: how many of pips_most there are to the next multiplier.
    mate: feathers and energy of the other bird of a pair. male: the first of them is the male.
    """

    score: int = 0
    best: int = 0
    distance_m: float = 0.0
    lives: int = 3
    max_lives: int = 3
    energy: float = 1.0
    shots: float = 3.0
    times: int = 1
    pips: int = 0
    pips_most: int = 0
    mate: tuple[int, float] | None = None
    male: bool = False
    say: Words = ENGLISH


@dataclass(frozen=True, slots=True)
class Toast:
    """A short message that comes and goes. age_s: since it appeared."""

    text: str
    age_s: float
    colour: Colour = CREAM
    life_s: float = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class HudView:
    """One frame's interface during play. t_s: time for animation. meters: lines of the F3 panel, none: closed.

    frames_ms: the newest frame intervals for its graph, oldest first.
    """

    size: Size
    t_s: float = 0.0
    score: ScoreView | None = None
    camera: CameraView | None = None
    prompt: str = ""
    hint: str = ""
    toasts: tuple[Toast, ...] = ()
    meters: tuple[str, ...] = ()
    frames_ms: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """Places of all parts in a window, in logical pixels. words: centre of prompts (x, y)."""

    size: Size
    margin: float
    score: Area
    camera: Area
    meters: Area
    words: tuple[float, float]
    toast: tuple[float, float]
    small: int

    @property
    def tall(self) -> bool:
        """Portrait."""
        return self.size[1] > self.size[0]


def layout(size: Size) -> Layout:
    """The layout for a window of a logical size."""
    wide, high = size
    margin = round(min(size) / 36)
    if high > wide:  # picture parts go to the sky above the bird, text to the moss below it
        score_high = 104.0
        camera_wide = round(wide * 0.36)
        below = margin * 2 + score_high
        return Layout(
            size,
            margin,
            Area(margin, margin, wide - 2 * margin, score_high),
            Area(wide - margin - camera_wide, below, camera_wide, high * 0.3),
            Area(margin, below, wide - 3 * margin - camera_wide, high * 0.28),
            (wide / 2, high * 0.9),
            (wide / 2, high * 0.44),
            18,
        )
    camera_wide = min(max(round(wide * 0.17), 172), 224)
    score_wide = min(round(wide * 0.54), 720)
    score_high = 72.0
    left = (wide - score_wide) / 2
    return Layout(
        size,
        margin,
        # a slim strip: harriers pass below it, and a jumping bird comes up to its left
        Area(left, margin * 0.7, score_wide, score_high),
        Area(wide - margin - camera_wide, margin, camera_wide, high - 2 * margin),
        Area(margin, margin, left - 2 * margin, high * 0.5),
        (wide / 2, high - margin - high * 0.09),
        (wide / 2, margin + score_high + 34),
        15,
    )


def hud(view: HudView) -> DrawList:
    """The whole interface during play."""
    place = layout(view.size)
    items: DrawList = []
    if view.score is not None:
        items += score_panel(place.score, view.score)
    if view.camera is not None:
        # without a score the top of a tall window is free
        top = place.camera.y if view.score is not None or not place.tall else float(place.margin)
        items += camera_card(place.camera._replace(y=top), view.camera, place.small)
    if view.meters:
        items += meters_panel(place.meters, view.meters, view.frames_ms)
    items += toasts(place, view.toasts)
    if view.prompt:
        items += prompt(place, view.prompt, view.hint, view.t_s)
    return items


def score_panel(area: Area, view: ScoreView) -> DrawList:
    """Score and multiplier, distance and best, tail feathers for lives, and the energy a hadouken takes, side by side.

    A pair has two tails, each with its bird's bill beside it and its energy below it.
    """
    inner = Area(area.x + 18, area.y + 6, area.width - 36, area.height - 12)
    gap = 16.0
    points, way = inner.width * 0.27, inner.width * 0.25
    tail_wide = min(inner.height * 1.7, inner.width * 0.2)
    far = Area(inner.x + points + gap, inner.y, way, inner.height)
    tail = Area(far.right + gap, inner.y - 3, tail_wide, inner.height + 5)
    big, small = round(inner.height * 0.66), max(15, round(inner.height * 0.25))
    items = card(area, min(20.0, area.height / 3))
    number = view.say.number
    digits = lettering.fitted(number(view.score), big, points, True)
    top = inner.y - digits * 0.22 + (big - digits) * 0.4
    items.append(line(number(view.score), inner.x, top, digits, CREAM, "nw", True, points))
    items += multiplier(Area(inner.x, inner.bottom - small, points, small), view)
    metres = f"{number(view.distance_m)} m"
    # as tall as the score: how far it went is what players tell each other
    far_px = lettering.fitted(metres, big, way, True)
    top = inner.y - far_px * 0.22 + (big - far_px) * 0.4
    items.append(line(metres, far.x, top, far_px, TEAL, "nw", True, way))
    if view.best > 0:
        below = view.say("best {points}", points=number(view.best))
        items.append(line(below, far.x, inner.bottom + small * 0.12, small, MIST, "sw", most_px=way))
    if view.mate is not None:
        room = Area(tail.x, inner.y, inner.right - tail.x, inner.height)
        return items + _pair_vigour(room, view, view.mate)
    items += fan(tail, view.lives, view.max_lives)
    left = tail.right + gap
    thick = max(11.0, round(inner.height * 0.2))
    return items + energy_bar(
        Area(left, inner.middle[1] - thick / 2, inner.right - left, thick), view.energy, view.shots
    )


def multiplier(area: Area, view: ScoreView) -> DrawList:
    """The multiplier of points, and a pip for each step towards the next one."""
    high = area.height
    items: DrawList = []
    x = area.x
    if view.times > 1:
        text = line(f"×{view.times}", x, area.middle[1], round(high * 1.15), GLOW, "w", True)
        items.append(text)
        x += lettering.width(text.text, text.size_px, True) + high * 0.5
    for n in range(view.pips_most):
        radius = high * 0.3
        at = x + radius + n * high * 0.86
        if at + radius > area.right:
            break
        items.append(Disc(at, area.middle[1], radius, GLOW if n < view.pips else TRACK))
    return items


def _pair_vigour(area: Area, view: ScoreView, mate: tuple[int, float]) -> DrawList:
    """Feathers and energy of two birds, side by side."""
    gap = 18.0
    wide = (area.width - gap) / 2
    items: DrawList = []
    for n, (lives, energy, male) in enumerate(((view.lives, view.energy, view.male), (*mate, not view.male))):
        x = area.x + n * (wide + gap)
        high = area.height * 0.72
        head = Area(x, area.y, min(high * 1.15, wide * 0.45), high)
        tail = min(high * 1.6, wide - head.width - 4)
        items += bill(head, male)
        items += fan(Area(head.right + 4, area.y - 3, tail, high + 4), lives, view.max_lives)
        thick = max(8.0, round(area.height * 0.14))
        items += energy_bar(Area(x, area.bottom - thick, wide, thick), energy, view.shots)
    return items


def energy_bar(area: Area, energy: float, shots: float) -> DrawList:
    """Energy in segments of one hadouken each. A complete segment lights up; the remainder stays dim."""
    shots = max(1.0, min(24.0, shots))
    if abs(shots - round(shots)) < 0.05:  # the remainder is too small for a segment
        shots = float(round(shots))
    gap = 6.0
    whole = math.ceil(shots - 0.01)
    unit = (area.width - gap * (whole - 1)) / shots
    items: DrawList = []
    for n in range(whole):
        size = min(1.0, shots - n)
        part = min(1.0, max(0.0, (energy * shots - n) / size))
        piece = Area(area.x + n * (unit + gap), area.y, unit * size, area.height)
        # tolerance, because a shot's cost is rarely an exact fraction
        items += bar(piece, part, TEAL if part * size > 0.99 else BLUE)
    return items


def meters_panel(area: Area, lines: Sequence[str], frames_ms: Sequence[float] = (), size_px: int = 15) -> DrawList:
    """The F3 panel: lines of figures, and a graph of frame intervals with a line at 60 fps."""
    pad, step = 12.0, float(lettering.line_height(size_px))
    graph = 44.0 if frames_ms else 0.0
    room = area.height - 2 * pad - (graph + 8 if graph else 0)
    shown = list(lines)[: max(1, int(room / step))]
    whole = Area(area.x, area.y, area.width, len(shown) * step + 2 * pad + (graph + 8 if graph else 0))
    items = card(whole, 12)
    for n, text in enumerate(shown):
        items.append(line(text, area.x + pad, area.y + pad + n * step, size_px, MIST, most_px=area.width - 2 * pad))
    if graph:
        box = Area(area.x + pad, whole.bottom - pad - graph, area.width - 2 * pad, graph)
        items += _graph(box, frames_ms)
    return items


def prompt(
    place: Layout, text: str, hint: str = "", t_s: float = 0.0, figure: bool = False, own: Figure | None = None
) -> DrawList:
    """Text readable from three metres, on a pill near the bottom; with `figure`, somebody raising both arms.

    own: the player as they stand now, shown at the other end: they see that it is them.
    Longer text becomes a little smaller, then two or three lines.
    """
    x, y = place.words
    short = min(place.size)
    size = round(short / 17)
    beside = size * 2.7 if figure else 0.0
    after = size * 2.7 if own is not None else 0.0
    room = place.size[0] - 2 * place.margin - 2 * size - beside - after
    size = lettering.fitted(text, size, room, True, least_px=round(short / 24))
    rows = lettering.wrapped(text, size, room, True) or [""]
    if len(rows) > 1:
        size = round(short / 22)
        rows = lettering.wrapped(text, size, room, True)
        rows = [*rows[:2], " ".join(rows[2:])] if len(rows) > 3 else rows
    words = [line(row, 0, 0, size, CREAM, "n", True, room) for row in rows]
    small = max(15, round(short / 36))
    more = line(hint, 0, 0, small, MIST, "n", most_px=room)
    wide = max(lettering.width(text.text, text.size_px, text.bold) for text in (*words, more))
    step = lettering.line_height(size)
    text_high = len(rows) * step + (lettering.line_height(small) if hint else 0)
    high = max(text_high + size * 0.5, size * 2.5 if figure else 0.0)
    middle_y = min(y, place.size[1] - place.margin * 0.6 - high / 2)
    across = wide + beside + after + size * 1.6
    whole = Area(x - across / 2, middle_y - high / 2, across, high)
    items = card(whole, min(high / 2, 34))
    middle = x + (beside - after) / 2
    top = middle_y - text_high / 2
    items += [replace(row, x=middle, y=top + n * step) for n, row in enumerate(words)]
    if hint:
        items.append(replace(more, x=middle, y=top + len(rows) * step))
    if figure:
        items += person(raising(t_s), Area(whole.x + size * 0.4, whole.y + 8, beside, high - 8))
    if own is not None:
        items += person(own, Area(whole.right - size * 0.4 - after, whole.y + 8, after, high - 8), GLOW, TEAL)
    return items


def aged(messages: Sequence[Toast], seconds: float) -> tuple[Toast, ...]:
    """The messages still visible after `seconds` more."""
    older = (replace(toast, age_s=toast.age_s + seconds) for toast in messages)
    return tuple(toast for toast in older if toast.age_s < toast.life_s)


def toasts(place: Layout, messages: Sequence[Toast]) -> DrawList:
    """Short messages, the newest on top, sliding in and fading out."""
    x, y = place.toast
    size = max(20, round(min(place.size) / 27))
    left = place.meters.right if not place.tall else 0.0
    right = place.camera.x if not place.tall else float(place.size[0])
    room = 2 * min(x - left, right - x) - 2 * place.margin - size * 1.4
    items: DrawList = []
    for toast in [t for t in messages if 0 <= t.age_s < t.life_s][-3:][::-1]:
        strength = min(1.0, toast.age_s / 0.15, (toast.life_s - toast.age_s) / 0.4)
        text = line(toast.text, x, y - (1 - strength) * 8, size, faded(toast.colour, strength), "c", True, room)
        wide, high = lettering.width(text.text, text.size_px, True) + size * 1.4, size * 1.75
        items.append(
            Box(round(x - wide / 2), round(text.y - high / 2), round(wide), high, faded(GLASS, strength), high / 2)
        )
        items.append(text)
        y += high + 8
    return items


def _graph(area: Area, frames_ms: Sequence[float], most_ms: float = 33.4) -> DrawList:
    items: DrawList = [Box(area.x, area.y, area.width, area.height, TRACK, 6)]
    y = area.bottom - area.height * (1000 / 60) / most_ms
    items.append(Line(((area.x, y), (area.right, y)), (*MIST, 90), 1))
    shown = frames_ms[-int(area.width / 2) :]
    if len(shown) > 1:
        step = area.width / (len(shown) - 1)
        points = tuple(
            (area.x + n * step, area.bottom - 1 - (area.height - 2) * min(1.0, ms / most_ms))
            for n, ms in enumerate(shown)
        )
        slow = sum(ms > 20 for ms in shown) / len(shown)
        items.append(Line(points, mixed(TEAL, WATTLE, slow * 10), 1.5))
    return items
