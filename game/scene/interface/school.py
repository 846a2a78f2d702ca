"""What a first run asks its player for: one sentence, and somebody who does it, large enough for three metres."""

from __future__ import annotations

import math
from typing import Final

from game.curves import smoothstep
from game.scene.drawing import Disc, DrawList, Line, Polygon
from game.scene.interface import lettering
from game.scene.interface.cards import CREAM, GLOW, MIST, NIGHT, Area, card, line
from game.scene.interface.hud import Size, layout
from game.scene.interface.icons import FIGURES, NORMAL, Figure, between, person, posed, raising, turned
from game.words import ENGLISH, Words, mark
from game.world.snapshot import Lesson, LessonView

WORDS: Final = {
    Lesson.JUMP: (mark("Raise both arms!"), mark("and the Huia jumps")),
    Lesson.HADOUKEN: (mark("Thrust both hands!"), mark("to one side, at chest height")),
    Lesson.LOOK: (mark("Look up!"), mark("the Huia looks where you look")),
}
"""What to do, and what comes of it."""
KEYS: Final = {
    Lesson.JUMP: (mark("Press Space!"), mark("and the Huia jumps")),
    Lesson.HADOUKEN: (mark("Press X!"), mark("for a hadouken")),
    Lesson.LOOK: (mark("Press I!"), mark("the Huia looks up")),
}
"""The same for keys."""
NAMES: Final = {
    "fly": mark("Jump"),
    "hadouken": mark("Hadouken!"),
    "wings": mark("Glide"),
    "dramatic": mark("Play dead"),
}
"""What a pose is called where it is shown beside its effect; the others by their own names."""
SHOWS: Final = 0.8
"""From this share of the patience on, the screen says that the Huia is about to show it."""
GATHERED: Final = posed((28, -62), (-8, 95), turn=0.5, bend=0.4, reach=((0.5, 0.34), (0.42, 0.34)))
"""Both hands drawn back to the hip."""
THRUST: Final = turned(FIGURES.get("hadouken", NORMAL))
"""Both hands thrust to the right, where the Huia's fire goes."""


def lesson_card(size: Size, view: LessonView, t_s: float, by_body: bool = True, say: Words = ENGLISH) -> DrawList:
    """The sentence beside a moving figure: in the sky, but at the foot of the picture where the harrier is in it."""
    place, short = layout(size), min(size)
    text, hint = (say(words) for words in (WORDS if by_body else KEYS)[view.ask])
    if view.patience > SHOWS:
        hint = say("watch: the Huia shows you")
    high = short * 0.24
    room = (size[0] if place.tall else place.camera.x) - 2 * place.margin
    picture_wide = high * 0.95
    most = room - picture_wide - high * 0.4
    big = lettering.fitted(text, round(short / 11), most, True)
    small = lettering.fitted(hint, max(15, round(short / 24)), most)
    wide = max(lettering.width(text, big, True), lettering.width(hint, small)) + picture_wide + high * 0.4
    top = place.score.bottom + place.margin
    if place.tall or view.ask is Lesson.LOOK:
        top = size[1] - place.margin * 0.6 - high
    left = (size[0] - wide) / 2
    if not place.tall:  # the camera card stays free
        left = max(place.margin, min(left, place.camera.x - place.margin - wide))
    area = Area(left, top, wide, high)
    items = card(area, high * 0.2, (*NIGHT, 218), (*GLOW, 190) if view.waits else (*MIST, 60))
    items += lesson_figure(view.ask, Area(area.x + high * 0.1, area.y + high * 0.06, picture_wide, high * 0.88), t_s)
    x = area.x + high * 0.2 + picture_wide
    rows = lettering.line_height(big) + lettering.line_height(small)
    y = area.middle[1] - rows / 2
    items.append(line(text, x, y, big, CREAM, "nw", True))
    items.append(line(hint, x, y + lettering.line_height(big), small, MIST, "nw"))
    return items


def demonstration(size: Size, pose: str, since_s: float, say: Words = ENGLISH) -> DrawList:
    """A figure in the pose that makes the bird do this, beside the title. pose: of FIGURES; since_s: since it began."""
    place, short = layout(size), min(size)
    wide = short * 0.26 if place.tall else place.camera.width
    high = wide * 1.2
    left = place.margin if place.tall else place.camera.x
    area = Area(left, place.camera.y if place.tall else size[1] * 0.5, wide, high)
    big = round(wide / 6.6)
    inner = Area(area.x, area.y + wide * 0.06, wide, high - big * 1.9)
    if pose == Lesson.HADOUKEN.value:
        figure = between(GATHERED, THRUST, min(1.0, since_s / 0.25))
    else:
        figure = between(NORMAL, FIGURES[pose], min(1.0, since_s / 0.35))
    items = card(area, wide * 0.1, (*NIGHT, 190))
    items += person(figure, inner, GLOW, MIST)
    text = say(NAMES[pose]) if pose in NAMES else say(pose).capitalize()
    items.append(line(text, area.middle[0], area.bottom - big * 0.95, big, CREAM, "c", True, wide * 0.9))
    return items


def lesson_figure(lesson: Lesson, area: Area, t_s: float) -> DrawList:
    """Somebody who does it again and again."""
    match lesson:
        case Lesson.JUMP:
            return person(raising(t_s), area)
        case Lesson.HADOUKEN:
            return person(thrusting(t_s), area)
        case _:
            return looking_up(area, t_s)


def thrusting(t_s: float) -> Figure:
    """Somebody who draws both hands back to the hip and thrusts them forward, every two and a half seconds."""
    phase = t_s % 2.5
    if phase < 0.8:
        return between(NORMAL, GATHERED, min(1.0, phase / 0.4))
    if phase < 2.0:
        return between(GATHERED, THRUST, min(1.0, (phase - 0.8) / 0.18))
    return between(THRUST, NORMAL, (phase - 2.0) / 0.5)


def looking_up(area: Area, t_s: float) -> DrawList:
    """A face that looks straight ahead and then up, where an arrow points."""
    phase = t_s % 2.2
    up = smoothstep(min(1.0, phase / 0.4)) if phase < 1.5 else 1.0 - smoothstep((phase - 1.5) / 0.5)
    radius = area.height * 0.25
    x, y = area.middle[0], area.bottom - radius * 1.62
    items: DrawList = [
        Polygon(
            tuple(
                (x + dx * radius, y + dy * radius) for dx, dy in ((-1.5, 1.6), (-1.05, 1.1), (1.05, 1.1), (1.5, 1.6))
            ),
            MIST,
        ),
        Line(((x, y + radius * 0.6), (x, y + radius * 1.2)), MIST, radius * 0.62),
        Disc(x, y, radius, MIST),
    ]
    rise = radius * (0.05 + 0.6 * up)  # the whole face moves up the ball of the head
    for side in (-1, 1):
        items.append(Disc(x + side * radius * 0.36, y + radius * 0.1 - rise, radius * 0.13, NIGHT))
    mouth = y + radius * 0.58 - rise
    items.append(Line(((x - radius * 0.26, mouth), (x + radius * 0.26, mouth)), NIGHT, radius * 0.1))
    nose = y + radius * 0.32 - rise
    items.append(Line(((x, nose - radius * 0.12), (x, nose)), NIGHT, radius * 0.1))
    bob = radius * 0.12 * math.sin(t_s * 6.0)
    top, foot = y - radius * 2.05 + bob, y - radius * 1.3 + bob
    wing = radius * 0.32
    items.append(Line(((x, foot), (x, top)), GLOW, radius * 0.2))
    items.append(Line(((x - wing, top + wing), (x, top), (x + wing, top + wing)), GLOW, radius * 0.2))
    return items
