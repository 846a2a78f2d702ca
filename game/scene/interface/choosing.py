"""What a hand can choose: a row of tiles with a cursor and a filling ring, and a wheel of letters to sign with.

Pure functions from plain data to draw items, as in `screens`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from game.scene.drawing import Box, Colour, Disc, DrawList, Line
from game.scene.interface import lettering
from game.scene.interface.cards import CREAM, FAINT, GLOW, MIST, NIGHT, TEAL, TRACK, Area, card, line, paragraph
from game.scene.interface.flags import WIDE, flag
from game.words import ENGLISH, Language, Words

COUNTED_S: Final = 20.0
"""The last seconds before the default is taken are counted down."""


@dataclass(frozen=True, slots=True)
class MenuView:
    """A row of choices. at: the one marked, -1 for none. part: how far a hand has chosen it, 0..1.

    hand: where the hand is in the row, (x, y) each 0..1, None without one. default: what is taken when nobody chooses;
    left_s of whole_s: the time until then, None where nobody is hurried. flags: the language of each choice, whose flag
    stands before it; empty for choices of anything else.
    """

    labels: tuple[str, ...]
    at: int = 0
    part: float = 0.0
    hand: tuple[float, float] | None = None
    default: int = 0
    left_s: float | None = None
    whole_s: float = 1.0
    flags: tuple[Language, ...] = ()


@dataclass(frozen=True, slots=True)
class SigningView:
    """A player signs. letters: chosen so far. wheel: the letters around the one to choose, which is in the middle.

    most: letters of a signature. part: how far the middle one has been chosen, 0..1. left_s: until time is over.
    steer: -1..1, where the wheel is being turned.
    """

    letters: str
    wheel: tuple[str, ...]
    most: int = 3
    part: float = 0.0
    left_s: float = 0.0
    steer: float = 0.0


def ring(x: float, y: float, radius_px: float, part: float, colour: Colour = GLOW) -> DrawList:
    """A ring that fills clockwise from the top."""
    width = max(3.0, radius_px * 0.22)
    items: DrawList = [Disc(x, y, radius_px, (*CREAM, 70), width)]
    if part > 0.01:
        turns = [n / 40 * min(1.0, part) * 2 * math.pi for n in range(41)]
        arc = tuple((x + math.sin(turn) * radius_px, y - math.cos(turn) * radius_px) for turn in turns)
        items.append(Line(arc, colour, width))
    return items


def menu_row(area: Area, view: MenuView) -> DrawList:
    """The choices side by side; the marked one is lit, the default one is outlined with the time it has left."""
    count = len(view.labels)
    gap = area.height * 0.12
    wide = (area.width - gap * (count - 1)) / count
    labels = list(view.labels)
    if view.left_s is not None and view.left_s <= COUNTED_S:
        labels[view.default] += f" · {math.ceil(view.left_s)}"
    high = min(area.height * 0.5, wide * 0.14)  # of a flag
    aside = high * 1.3 * WIDE if view.flags else 0.0
    size = min(round(area.height * 0.36), *(_fitting(label, wide * 0.86 - aside, area.height) for label in labels))
    items: DrawList = []
    for n, label in enumerate(labels):
        tile = Area(area.x + n * (wide + gap), area.y, wide, area.height)
        marked = n == view.at
        items += card(tile, area.height * 0.24, (*NIGHT, 215), (*GLOW, 230) if marked else (*MIST, 70))
        if marked and view.part > 0:
            items.append(
                Box(tile.x + 3, tile.y + 3, max(0.0, (wide - 6) * view.part), tile.height - 6, (*GLOW, 60), 12)
            )
        x, y = tile.middle
        if view.flags:
            left = x - (lettering.width(label, size, True) + aside) / 2
            items += flag(view.flags[n], Area(left, y - high / 2, high * WIDE, high))
        items.append(line(label, x + aside / 2, y, size, GLOW if marked else CREAM, "c", True, wide * 0.9 - aside))
        if n == view.default and view.left_s is not None:
            track = Area(
                tile.x + wide * 0.15, tile.bottom - area.height * 0.13, wide * 0.7, max(3.0, area.height * 0.05)
            )
            items.append(Box(*track, TRACK, track.height / 2))
            items.append(
                Box(
                    track.x,
                    track.y,
                    max(track.height, track.width * min(1.0, view.left_s / view.whole_s)),
                    track.height,
                    TEAL,
                    2,
                )
            )
    if view.hand is not None:
        x, y = area.x + view.hand[0] * area.width, area.y + view.hand[1] * area.height
        items.append(Disc(x, y, area.height * 0.1, GLOW))
        items += ring(x, y, area.height * 0.2, view.part)
    return items


def hand_button(area: Area, text: str, hint: str, part: float, hand: tuple[float, float] | None) -> DrawList:
    """A place that a hand chooses by staying on it: what it asks for, and how far it has been chosen.

    hand: on the screen, in logical pixels.
    """
    items = card(area, min(area.height * 0.2, 20.0), (*NIGHT, 190), (*GLOW, 220) if part > 0 else (*MIST, 80))
    narrow = area.width < area.height  # beside the bird of an upright window: words below each other
    radius = min(area.height * 0.2, area.width * (0.16 if narrow else 0.11))
    middle, ring_y = area.middle[0], area.y + area.height * (0.24 if narrow else 0.3)
    items += ring(middle, ring_y, radius, part)
    items.append(Disc(middle, ring_y, radius * 0.35, GLOW if part > 0 else MIST))
    if narrow:
        room = Area(area.x + area.width * 0.05, area.y + area.height * 0.44, area.width * 0.9, area.height * 0.32)
        words, below = paragraph(text, room, round(area.width * 0.19), CREAM, centred=True, bold=True)
        room = room._replace(y=below + area.height * 0.03, height=area.y + area.height * 0.97 - below)
        items += words + paragraph(hint, room, round(area.width * 0.14), MIST, centred=True)[0]
    else:
        size = lettering.fitted(text, round(area.height * 0.19), area.width * 0.9, True, 10)
        items.append(line(text, middle, area.y + area.height * 0.67, size, CREAM, "c", True))
        small = lettering.fitted(hint, round(area.height * 0.14), area.width * 0.9, least_px=9)
        items.append(line(hint, middle, area.y + area.height * 0.87, small, MIST, "c"))
    if hand is not None:
        items += [Disc(*hand, radius * 0.45, (*GLOW, 200)), *ring(*hand, radius * 0.8, part)]
    return items


def signing(area: Area, view: SigningView, hint: str, say: Words = ENGLISH) -> DrawList:
    """A signature in the making: the letters so far, the wheel of letters, and how long there is."""
    items = card(area, 24, (*NIGHT, 225), (*GLOW, 150))
    middle_x = area.middle[0]
    head = round(min(area.height * 0.1, area.width / 13))
    title = say("Sign your run")
    items.append(line(title, middle_x, area.y + area.height * 0.08, head, GLOW, "c", True, area.width * 0.9))
    slot = min(area.height * 0.24, area.width * 0.2)
    top = area.y + area.height * 0.17
    for n in range(view.most):
        x = middle_x + (n - (view.most - 1) / 2) * slot * 1.15
        box = Area(x - slot / 2, top, slot, slot)
        now = n == len(view.letters)
        items.append(Box(*box, (*MIST, 26), 10))
        items.append(Box(*box, (*GLOW, 220) if now else (*MIST, 70), 10, 2.0))
        shown = view.letters[n] if n < len(view.letters) else view.wheel[len(view.wheel) // 2] if now else ""
        if shown:
            items.append(line(shown, *box.middle, round(slot * 0.7), GLOW if now else CREAM, "c", True))
    y = area.y + area.height * 0.59
    reach = len(view.wheel) // 2
    step = area.width * 0.36 / max(1, reach)
    big = min(area.height * 0.2, step * 1.05)
    for n, letter in enumerate(view.wheel):
        off = n - reach
        size = max(12, round(big * (1.0 - 0.16 * abs(off))))
        ink: Colour = GLOW if off == 0 else (*CREAM, max(60, 230 - 55 * abs(off)))
        items.append(line(letter, middle_x + off * step, y, size, ink, "c", True))
    items += ring(middle_x, y, big * 0.62, view.part)
    for side in (-1, 1):
        lit = view.steer * side > 0.05
        x = middle_x + side * area.width * 0.455
        tip = area.height * 0.035
        arrow = ((x - side * tip, y - tip * 1.6), (x, y), (x - side * tip, y + tip * 1.6))
        items.append(Line(arrow, GLOW if lit else MIST, max(3.0, tip * 0.5)))
    small = round(min(area.height * 0.068, area.width / 21))
    below = Area(area.x + area.width * 0.04, area.y + area.height * 0.755, area.width * 0.92, area.height * 0.15)
    items += paragraph(hint, below, small, CREAM, centred=True)[0]
    left = f"{math.ceil(view.left_s)} s"
    items.append(line(left, middle_x, area.y + area.height * 0.945, small, FAINT, "c"))
    return items


def _fitting(label: str, room_px: float, high: float) -> int:
    return lettering.fitted(label, round(high * 0.36), room_px, True, 11)
