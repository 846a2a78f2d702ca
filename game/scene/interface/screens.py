"""Whole screens of the interface: title, waiting, countdown, pause, results, progress.

Pure functions from plain data and a logical size to draw items, as in `hud`. They are drawn over the live forest and
leave the bird visible where possible.
"""

from __future__ import annotations

import math
from dataclasses import replace

from game.scene.drawing import Box, Disc, DrawList, Line
from game.scene.interface import lettering
from game.scene.interface.cards import (
    CREAM,
    GLASS,
    GLOW,
    MIST,
    NIGHT,
    TEAL,
    TRACK,
    WATTLE,
    Area,
    bar,
    card,
    faded,
    line,
    shadowed,
)
from game.scene.interface.hud import Layout, Size, layout, prompt
from game.scene.interface.icons import NORMAL, Figure, feather, person, raising
from game.words import ENGLISH, Words


def dim(size: Size, strength: float = 0.5) -> DrawList:
    """A dark veil over everything drawn so far."""
    return [Box(0, 0, size[0], size[1], faded(NIGHT, strength))]


def title(
    size: Size,
    t_s: float,
    best: int = 0,
    by_body: bool = True,
    notice: str = "",
    say: Words = ENGLISH,
    own: Figure | None = None,
) -> DrawList:
    """The name, what the game is, and how to begin. own: the player who stands there, as a skeleton."""
    place = layout(size)
    wide, high = size
    # away from the camera card: beside it in a wide window, below it in a tall one
    top = place.camera.bottom if place.tall else high * 0.055
    room = _beside_camera(place)
    big = round(min(high * 0.2, room * 0.23))
    items = wordmark(wide / 2, top, big)
    below = top + lettering.line_height(big)
    small = max(16, round(min(size) / 28))
    step = lettering.line_height(small)
    tagline = line(say("A bird extinct for a century, a forest at dusk, and you"), wide / 2, below, small, CREAM, "n")
    tagline = replace(tagline, size_px=lettering.fitted(tagline.text, small, room - 2 * small))
    across = lettering.width(tagline.text, tagline.size_px) + 2 * small
    rows = 2 if best > 0 else 1
    # text over trees and a bright sky needs a background
    glass = Area((wide - across) / 2, below - small * 0.2, across, rows * step + small * 0.4)
    items += [Box(*glass, faded(GLASS, 0.6), small * 0.9), tagline]
    if best > 0:
        items.append(
            line(say("Best {points}", points=say.number(best)), wide / 2, below + step, small, GLOW, "n", True)
        )
    if notice:
        items += warning(place, notice)
    if by_body:
        return items + prompt(place, say("Raise both arms to start"), "", t_s, figure=True, own=own)
    return items + prompt(place, say("Press Enter to start"), say("F1 shows the keys"), t_s)


def wordmark(x: float, y: float, size_px: int) -> DrawList:
    """HUIA, widely spaced, centred on x with its top at y; the I is a tail feather."""
    gap = size_px * 0.2
    widths = {letter: lettering.width(letter, size_px, True) for letter in "HUA"}
    plume = size_px * 0.36
    whole = sum(widths.values()) + plume + 3 * gap
    at = x - whole / 2
    items: DrawList = []
    for letter in "HUIA":
        if letter == "I":
            base = y + lettering.ascent(size_px)
            items += feather(at + plume / 2, base + size_px * 0.13, size_px * 1.06, 0.0)
            at += plume + gap
        else:
            items.append(shadowed(line(letter, at, y, size_px, CREAM, "nw", True)))
            at += widths[letter] + gap
    return items


def waiting(size: Size, t_s: float, notice: str = "", say: Words = ENGLISH) -> DrawList:
    """Nobody in view: a viewfinder into which a figure steps."""
    place = layout(size)
    short = min(size)
    side = short * 0.34
    x, y = size[0] / 2, size[1] * (0.55 if place.tall else 0.4)  # in a tall window below the camera card
    frame = Area(x - side * 0.5, y - side * 0.55, side, side * 1.1)
    items = card(frame.inside(-short * 0.03), 26)
    items += _viewfinder(frame, 0.65 + 0.35 * math.sin(t_s * 3))
    come = min(1.0, (t_s % 4.0) / 1.4)
    ease = 1 - (1 - come) ** 3
    inner = frame.inside(side * 0.08)
    offset = (1 - ease) * inner.width * 0.3
    walker = Area(inner.x + offset, inner.y, inner.width - offset, inner.height)
    figure = NORMAL if come < 1.0 else raising(max(0.0, t_s % 4.0 - 1.4))
    tint = tuple(round(30 + (c - 30) * (0.25 + 0.75 * ease)) for c in MIST)
    body = (tint[0], tint[1], tint[2])
    items += person(figure, walker, CREAM if come >= 1.0 else body, body, 2.75)
    if notice:
        items += warning(place, notice)
    return items + prompt(place, say("Step in front of the camera"), say("then raise both arms"), t_s)


def ready(size: Size, t_s: float, by_body: bool = True, again: bool = False, say: Words = ENGLISH) -> DrawList:
    """Only the words on how to begin, or to play again."""
    if by_body:
        text = say("Raise both arms to play again" if again else "Raise both arms to start")
    else:
        text = say("Press Enter to play again" if again else "Press Enter to start")
    return prompt(layout(size), text, "", t_s, figure=by_body)


def countdown(size: Size, left_s: float, say: Words = ENGLISH) -> DrawList:
    """Seconds until the run begins, with a ring that closes every second; "Go!" at the end."""
    x, y = size[0] / 2, size[1] * (0.42 if size[0] >= size[1] else 0.5)
    radius = min(size) * 0.13
    number = math.ceil(left_s)
    if number <= 0:
        return [shadowed(line(say("Go!"), x, y, round(radius * 1.5), GLOW, "c", True, size[0] * 0.9))]
    part = left_s - (number - 1)
    items: DrawList = [Disc(x, y, radius, GLASS), Disc(x, y, radius, TRACK, radius * 0.09)]
    turns = [n / 48 * part * 2 * math.pi for n in range(49)]
    ring = tuple((x + math.sin(a) * radius, y - math.cos(a) * radius) for a in turns)
    items.append(Line(ring, TEAL, radius * 0.09))
    items.append(line(str(number), x, y, round(radius * 1.25), CREAM, "c", True))
    return items


def pause(size: Size, by_body: bool = True, reason: str = "", say: Words = ENGLISH) -> DrawList:
    """The game is paused, and how to continue."""
    place = layout(size)
    x, y = size[0] / 2, size[1] * (0.5 if place.tall else 0.42)
    big = round(min(size) / 8)
    items = dim(size, 0.55)
    items.append(shadowed(line(say("Paused"), x, y, big, CREAM, "s", True)))
    small = max(18, round(min(size) / 24))
    if reason:
        items.append(shadowed(line(reason, x, y + 8, small, GLOW, "n", most_px=size[0] - 2 * place.margin)))
    words = say("Step back in front of the camera" if by_body and reason else "Press P to go on")
    return items + prompt(place, words, say("Esc ends the game"))


def warning(place: Layout, text: str) -> DrawList:
    """What is wrong and what to do, visible but out of the way."""
    size = max(16, round(min(place.size) / 34))
    wide = min(_beside_camera(place), 760.0)
    room = wide - size * 3.6
    rows = lettering.wrapped(text, size, room)[:3]
    step = lettering.line_height(size)
    longest = max(lettering.width(row, size) for row in rows) if rows else 0
    wide = min(wide, longest + size * 3.6)
    high = len(rows) * step + size
    bottom = place.words[1] - min(place.size) * 0.11
    area = Area((place.size[0] - wide) / 2, bottom - high, wide, high)
    x, y = area.x + size * 1.3, area.middle[1]
    items = card(area, 14, (*NIGHT, 225), (*WATTLE, 200))
    items += [Disc(x, y, size * 0.62, WATTLE), line("!", x, y, size, NIGHT, "c", True)]
    for n, row in enumerate(rows):
        items.append(line(row, area.x + size * 2.5, area.y + size / 2 + n * step, size, CREAM, "nw", most_px=room))
    return items


def progress(size: Size, text: str, part: float) -> DrawList:
    """Progress of a long task: the name, a bar and a sentence."""
    place = layout(size)
    x, y = size[0] / 2, size[1] * 0.3
    wide = min(size[0] - 4 * place.margin, 560)
    small = max(16, round(min(size) / 34))
    items: DrawList = [Box(0, 0, size[0], size[1], NIGHT)]
    items += wordmark(x, y, round(min(size) / 6))
    top = y + lettering.line_height(round(min(size) / 6)) + 30
    items += bar(Area(x - wide / 2, top, wide, 10), part, TEAL)
    items.append(line(text, x, top + 26, small, MIST, "n", most_px=size[0] - 2 * place.margin))
    return items


def _beside_camera(place: Layout) -> float:
    """Largest width of something centred that does not touch the camera card."""
    if place.tall:
        return place.size[0] - 2 * place.margin
    return 2 * (place.camera.x - place.size[0] / 2 - place.margin)


def _viewfinder(area: Area, strength: float) -> DrawList:
    arm = area.width * 0.16
    items: DrawList = []
    for x, dx in ((area.x, 1), (area.right, -1)):
        for y, dy in ((area.y, 1), (area.bottom, -1)):
            shade = faded(TEAL, strength)
            items.append(Line(((x + dx * arm, y), (x, y), (x, y + dy * arm)), shade, 4))
    return items


def eased(part: float) -> float:
    """0..1, fast at first, for counting up."""
    return 1 - (1 - max(0.0, min(1.0, part))) ** 3
