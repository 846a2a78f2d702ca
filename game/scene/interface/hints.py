"""A pose that is useful now, shown for the first time: a figure doing it, its name, and what it is good for."""

from __future__ import annotations

from typing import Final

from game.curves import smoothstep
from game.scene.drawing import DrawList
from game.scene.interface import lettering
from game.scene.interface.cards import CREAM, GLOW, MIST, NIGHT, Area, card, faded, line
from game.scene.interface.hud import Size, layout
from game.scene.interface.icons import FIGURES, NORMAL, person
from game.words import ENGLISH, Words, mark

SHOWN_S: Final = 4.0
"""How long a hint stays: a sentence is read in two seconds, and the figure takes as long."""
FADE_S: Final = 0.3

WORDS: Final = {
    "wings": (mark("Wings!"), mark("arms straight out: glide over the lake")),
    "moonwalk": (mark("Moonwalk!"), mark("dodge backwards through what rolls at you")),
    "dramatic": (mark("Dramatic!"), mark("hands to the head: predators lose interest")),
    "hadouken": (mark("Hadouken!"), mark("three of them drive the giant away")),
    "underarm": (mark("Underarm!"), mark("dig up a grub for new breath")),
    "backpack": (mark("Backpack!"), mark("dance, and the streak goes on")),
}
"""The pose, and what it is good for."""


def hint_card(size: Size, pose: str, age_s: float, say: Words = ENGLISH) -> DrawList:
    """The card at the foot of the picture; nothing for an unknown pose or once it is over. age_s: since it came."""
    seen = smoothstep(age_s / FADE_S) * smoothstep((SHOWN_S - age_s) / FADE_S)
    if pose not in WORDS or seen <= 0.0:
        return []
    place, short = layout(size), min(size)
    name, use = (say(words) for words in WORDS[pose])
    high = short * (0.13 if place.tall else 0.15)
    most = size[0] - 2 * place.margin - high * 1.5
    big = lettering.fitted(name, round(short / 17), most, True)
    small = lettering.fitted(use, max(15, round(short / 28)), most)
    wide = max(lettering.width(name, big, True), lettering.width(use, small)) + high * 1.35
    left, top = (size[0] - wide) / 2, size[1] - place.margin * 0.6 - high
    items = card(Area(left, top, wide, high), high * 0.22, faded((*NIGHT, 205), seen), faded((*GLOW, 150), seen))
    figure = Area(left + high * 0.12, top + high * 0.08, high * 0.84, high * 0.84)
    items += person(FIGURES.get(pose, NORMAL), figure, faded(CREAM, seen), faded(MIST, seen))
    x, rows = left + high * 1.1, lettering.line_height(big) + lettering.line_height(small)
    y = top + (high - rows) / 2
    items.append(line(name, x, y, big, faded(GLOW, seen), "nw", True))
    items.append(line(use, x, y + lettering.line_height(big), small, faded(CREAM, seen), "nw"))
    return items
