"""The last seconds of a player, shown again: the skeleton in motion, the score of a pose over time, one sentence."""

from __future__ import annotations

from dataclasses import dataclass

from game.scene.drawing import Disc, DrawList, Line
from game.scene.interface.cards import CREAM, FAINT, GLOW, MIST, NIGHT, TEAL, TRACK, Area, card, line, paragraph
from game.scene.interface.hud import Size, layout
from game.scene.interface.icons import Figure, person
from game.scene.interface.lessons import practice_place
from game.words import ENGLISH, Words


@dataclass(frozen=True, slots=True)
class RewindView:
    """One moment of it. figure: the skeleton then. pose: the one that is judged. scores: of it over the whole time.

    level: the score it needs. part: how far the time has come, 0..1. sentence: what was missing, "" if nothing.
    """

    figure: Figure
    pose: str
    scores: tuple[float, ...]
    level: float
    part: float
    sentence: str = ""


def rewound(size: Size, view: RewindView, say: Words = ENGLISH) -> DrawList:
    """A card between the poses and the camera's picture; in a tall window in the middle."""
    place, short = layout(size), min(size)
    left = place.margin if place.tall else practice_place(size).coach.right + place.margin
    wide = (size[0] if place.tall else place.camera.x) - place.margin - left
    high = min(short * 0.62, wide * 0.8)
    area = Area(left, (size[1] - high) / 2, wide, high)
    inner = area.inside(short * 0.035)
    head, small = round(min(short / 19, wide / 14)), round(min(short / 26, wide / 20))
    items = card(area, 24, (*NIGHT, 246), (*GLOW, 150))
    title = say("Your last seconds: {pose}", pose=say(view.pose))
    items.append(line(title, inner.x, inner.y, head, GLOW, "nw", True, inner.width))
    top = inner.y + head * 1.5
    chart_high = inner.height * 0.24
    picture = Area(inner.x, top, inner.width * 0.42, inner.bottom - chart_high - top - small)
    items += person(view.figure, picture, CREAM, MIST, 2.9)
    words = Area(picture.right + small, top + small * 0.5, inner.right - picture.right - small, picture.height - small)
    sentence = say(view.sentence)
    told = sentence[:1].upper() + sentence[1:] if sentence else say("It fired!")
    items += paragraph(told, words, round(small * 1.2), CREAM)[0]
    return items + _chart(Area(inner.x, inner.bottom - chart_high, inner.width, chart_high), view)


def _chart(area: Area, view: RewindView) -> DrawList:
    """The score from left to right, the level it needs as a line, and the moment that is shown."""
    items = card(area, 8, (*NIGHT, 180), (*MIST, 40))
    inner = area.inside(area.height * 0.1)
    y = inner.bottom - inner.height * view.level
    items.append(Line(((inner.x, y), (inner.right, y)), (*GLOW, 150), 2))
    count = max(1, len(view.scores) - 1)
    points = tuple(
        (inner.x + inner.width * n / count, inner.bottom - inner.height * max(0.0, min(1.0, score)))
        for n, score in enumerate(view.scores)
    )
    items.append(Line(((inner.x, inner.bottom), (inner.right, inner.bottom)), TRACK, 1))
    if len(points) > 1:
        items.append(Line(points, TEAL, max(2.0, area.height * 0.035)))
    x = inner.x + inner.width * view.part
    items.append(Line(((x, inner.y), (x, inner.bottom)), FAINT, 2))
    at = min(len(points) - 1, round(view.part * count)) if points else 0
    if points:
        items.append(Disc(*points[at], max(4.0, area.height * 0.07), GLOW))
    return items
