"""Where to stand: an arrow and two words while somebody's place or light is wrong, and what to do without a camera."""

from __future__ import annotations

import math
from typing import Final

from game.body.standing import Place
from game.scene.drawing import Disc, DrawList, Line
from game.scene.interface import lettering
from game.scene.interface.camera_card import ADVICE
from game.scene.interface.cards import CREAM, GLOW, MIST, NIGHT, WATTLE, Area, card, line, paragraph
from game.scene.interface.hud import Size, layout
from game.words import ENGLISH, Words, mark

DARK: Final = mark("More light")
"""What to do in a dark room."""
WAYS: Final = {Place.NEAR: (0, -1), Place.FAR: (0, 1), Place.ASIDE_LEFT: (1, 0), Place.ASIDE_RIGHT: (-1, 0)}
"""Where the arrow points on the mirroring screen: back is up, into the picture."""


def guide(
    size: Size, place: Place, dark: bool = False, t_s: float = 0.0, large: bool = False, say: Words = ENGLISH
) -> DrawList:
    """The arrow and the words; nothing where all is well. large: nobody plays yet, so it may stand in the middle."""
    if place is Place.GOOD and not dark:
        return []
    where, short = layout(size), min(size)
    text = say(ADVICE.get(place, DARK))
    px = round(short / (15 if large else 24))
    high = px * 1.9
    wide = lettering.width(text, px, True) + high * 1.5
    if large:
        area = Area((size[0] - wide) / 2, size[1] * (0.68 if where.tall else 0.6), wide, high)
    else:
        bottom = size[1] * 0.79  # over the words at the foot
        area = Area(size[0] - where.margin - wide, bottom - high, wide, high)
    items = card(area, high / 2, (*NIGHT, 215), (*GLOW, 190))
    x, y = area.x + high * 0.62, area.middle[1]
    if place is Place.GOOD:
        items += _sun(x, y, high * 0.2)
    else:
        items += _arrow(x, y, high * 0.3, WAYS[place], t_s)
    items.append(line(text, area.x + high * 1.12, y, px, CREAM, "w", True))
    return items


def lost(size: Size, sentence: str, say: Words = ENGLISH) -> DrawList:
    """The camera is gone: said in the middle of the screen, with what to do."""
    where, short = layout(size), min(size)
    wide = min(size[0] - 2 * where.margin, short * 1.05)
    high = short * 0.34
    area = Area((size[0] - wide) / 2, size[1] * (0.46 if where.tall else 0.3), wide, high)
    items = card(area, 24, (*NIGHT, 228), (*WATTLE, 230))
    inner = area.inside(short * 0.035)
    head = round(short / 15)
    sign = Area(inner.x, inner.y, head * 1.2, head * 1.2)
    items += [Disc(*sign.middle, sign.height / 2, WATTLE), line("!", *sign.middle, head, NIGHT, "c", True)]
    room = inner.right - sign.right - head * 0.4
    items.append(line(say("I cannot see you"), sign.right + head * 0.4, sign.middle[1], head, CREAM, "w", True, room))
    small = round(short / 24)
    words = Area(inner.x, sign.bottom + head * 0.3, inner.width, inner.bottom - sign.bottom - head * 0.3 - small * 1.5)
    items += paragraph(say(sentence), words, small, CREAM)[0]
    foot = say("The keys play meanwhile; F1 shows them")
    items.append(line(foot, inner.x, inner.bottom, round(small * 0.85), MIST, "sw", most_px=inner.width))
    return items


def _arrow(x: float, y: float, reach: float, way: tuple[int, int], t_s: float) -> DrawList:
    """An arrow that nudges the way it points."""
    dx, dy = way
    nudge = reach * 0.25 * math.sin(t_s * 5.0)
    x, y = x + dx * nudge, y + dy * nudge
    tip, tail = (x + dx * reach, y + dy * reach), (x - dx * reach, y - dy * reach)
    wing = reach * 0.7
    left = (tip[0] - dx * wing + dy * wing, tip[1] - dy * wing + dx * wing)
    right = (tip[0] - dx * wing - dy * wing, tip[1] - dy * wing - dx * wing)
    thick = max(3.0, reach * 0.34)
    return [Line((tail, tip), GLOW, thick), Line((left, tip, right), GLOW, thick)]


def _sun(x: float, y: float, radius: float) -> DrawList:
    items: DrawList = [Disc(x, y, radius, GLOW)]
    for n in range(8):
        turn = n * math.tau / 8
        along = math.cos(turn) * radius, math.sin(turn) * radius
        ray = tuple((x + part * along[0], y + part * along[1]) for part in (1.45, 2.0))
        items.append(Line(ray, GLOW, max(2.0, radius * 0.3)))
    return items
