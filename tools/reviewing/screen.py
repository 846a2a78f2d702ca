"""What the review window shows: one sample large, what the doctor says of it, its class mates, and the verdict keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from game.body.datasets import Sample
from game.scene.drawing import Blend, Box, DrawList, Interface, Line, Picture, Sprite
from game.scene.interface import lettering
from game.scene.interface.cards import (
    CREAM,
    EDGE,
    FAINT,
    GLOW,
    MIST,
    TEAL,
    WATTLE,
    Area,
    bar,
    card,
    chip,
    key_row,
    keycap,
    line,
    paragraph,
)
from tools.collecting.windows import GROUND, PAD, Size, places
from tools.reviewing.checkup import KINDS, Problem
from tools.reviewing.gallery import thumbnail

KEYS: Final = (
    ("Space", "keep"),
    ("X", "reject"),
    ("1-9", "relabel"),
    ("S", "as suggested"),
    ("Z", "undo"),
    ("Tab", "all / pointed at"),
    ("Esc", "leave"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Neighbour:
    """A sample of the strip with its verdict so far ("" none, "kept", "rejected" or a new label)."""

    sample: Sample
    verdict: str
    current: bool


@dataclass(frozen=True, slots=True, eq=False)
class ReviewView:
    """All the window shows. position: number of the sample and how many there are. twin: what it is like, if any."""

    sample: Sample
    rejected: bool
    position: tuple[int, int]
    only_problems: bool
    verdict: str
    problems: tuple[Problem, ...]
    twin: Sample | None
    examples: tuple[Sample, ...]
    labels: tuple[str, ...]
    choice: int | None
    neighbours: tuple[Neighbour, ...]
    file: str
    judged: int
    message: str = ""


def screen(size: Size, view: ReviewView) -> DrawList:
    """The whole window; size: logical."""
    at = places(size)
    stage, middle, column = _split(at.body)

    items: DrawList = [Interface(), Box(0, 0, *size, GROUND)]
    items += _heading(at.heading, view)
    items += _stage(stage, view)
    items += _words(middle, view)
    items += _labels(column, view)
    items += _strip(at.strip, view)
    items += key_row(at.keys, KEYS)
    return items


def _split(body: Area) -> tuple[Area, Area, Area]:
    """Where the picture, the words and the labels go: side by side, or the picture on top of the two."""
    if body.height > body.width:
        square = min(body.width, body.height * 0.52)
        stage = Area(body.x + (body.width - square) / 2, body.y, square, square)
        top = stage.bottom + PAD
        side = body.width * 0.4
        column = Area(body.right - side, top, side, body.bottom - top)
        return stage, Area(body.x, top, column.x - body.x - PAD, body.bottom - top), column
    side = min(270.0, body.width * 0.25)
    square = min(body.height, body.width * 0.4)
    stage = Area(body.x, body.y, square, body.height)
    column = Area(body.right - side, body.y, side, body.height)
    return stage, Area(stage.right + PAD, body.y, column.x - stage.right - 2 * PAD, body.height), column


def _picture(sample: Sample, x: float, y: float, side: float) -> DrawList:
    pixels = round(side)
    return [
        Box(x - 2, y - 2, side + 4, side + 4, (0, 0, 0), 9),
        Sprite(Picture(f"review {sample.id} {pixels}", thumbnail(sample, pixels)), x, y, Blend.OPAQUE),
    ]


def _heading(area: Area, view: ReviewView) -> DrawList:
    y = area.middle[1]
    number, count = view.position
    items: DrawList = [line("Review", area.x, y, 30, CREAM, "w", True)]
    x = area.x + lettering.width("Review", 30, True) + 26
    what = "pointed at" if view.only_problems else "samples"
    words = f"{number} of {count} {what}"
    items.append(line(words, x, y + 2, 18, MIST, "w", True))
    x += lettering.width(words, 18, True) + 24
    items.append(line(view.file, area.right, y + 3, 15, FAINT, "e", most_px=area.width * 0.3))
    room = area.right - area.width * 0.3 - x - 20
    if room > 80:
        items += bar(Area(x, y, room, 6), view.judged / max(1, count), TEAL)
    return items


def _stage(area: Area, view: ReviewView) -> DrawList:
    side = min(area.width, area.height)
    edge = WATTLE if view.rejected else TEAL if view.verdict else EDGE
    items = _picture(view.sample, area.x, area.y + (area.height - side) / 2, side)
    box = Area(area.x, area.y + (area.height - side) / 2, side, side)
    items.append(Box(box.x - 1, box.y - 1, side + 2, side + 2, edge, 10, 2.5))
    if view.rejected:
        items.append(Line(((box.x + 12, box.y + 12), (box.right - 12, box.bottom - 12)), (*WATTLE, 150), 6))
        items.append(Line(((box.x + 12, box.bottom - 12), (box.right - 12, box.y + 12)), (*WATTLE, 150), 6))
    if view.verdict:
        text = view.verdict if view.verdict in ("kept", "rejected") else f"now {view.verdict}"
        wide = lettering.width(text, 18, True) + 40
        items += card(Area(box.x + 12, box.y + 12, wide, 36), 10)
        dot = WATTLE if view.rejected else TEAL
        items += chip(text, box.x + 22, box.y + 30, 18, dot, wide, CREAM)
    return items


def _words(area: Area, view: ReviewView) -> DrawList:
    """Who and what it is, what is wrong with it, and how others of its class look."""
    sample = view.sample
    items: DrawList = [line(sample.label, area.x, area.y - 6, 40, CREAM, "nw", True, area.width)]
    y = area.y + lettering.line_height(40)
    for name, value in (("sample", sample.id), ("person", sample.person), ("session", sample.session)):
        items.append(line(name, area.x, y, 15, FAINT))
        items.append(line(value, area.x + 68, y - 1, 16, MIST, most_px=area.width - 70))
        y += 23
    y += 12
    shown = 84.0
    bottom = area.bottom - (shown + 40 if view.examples else 0)
    for problem in view.problems:
        heading, _ = KINDS[problem.kind]
        if y > bottom - 50:
            break
        items += chip(heading, area.x, y + 10, 18, GLOW, area.width, GLOW)
        words, y = paragraph(problem.why, Area(area.x + 18, y + 24, area.width - 18, bottom - y - 24), 16, CREAM)
        items += words
        if problem.suggest and problem.kind != "duplicate":
            items.append(line(f"S relabels it {problem.suggest}", area.x + 18, y, 15, TEAL, most_px=area.width - 18))
            y += 20
        y += 10
    if not view.problems:
        items += chip("The doctor finds nothing wrong", area.x, y + 10, 17, TEAL, area.width)
    if view.message:
        words, _ = paragraph(view.message, Area(area.x, bottom - 46, area.width, 44), 16, GLOW)
        items += words
    if view.examples:
        x, top = area.x, area.bottom - shown
        if view.twin is not None:
            items += _picture(view.twin, x, top, shown)
            items.append(line(f"the other: {view.twin.label}", x, top - 28, 15, GLOW, most_px=shown + 24))
            x += shown + 34
        items.append(line(f"Others of {sample.label}", x, top - 28, 15, FAINT, most_px=area.right - x))
        for n in range(min(len(view.examples), int((area.right - x + 10) / (shown + 10)))):
            items += _picture(view.examples[n], x + n * (shown + 10), top, shown)
    return items


def _labels(area: Area, view: ReviewView) -> DrawList:
    items = card(area, 14)
    inner = area.inside(12)
    items.append(line("What is it?", inner.x + 4, inner.y, 17, MIST, "nw", True))
    top = inner.y + 30
    now = view.labels.index(view.sample.label) if view.sample.label in view.labels else -1
    marked = view.choice if view.choice is not None else now
    rows = min(len(view.labels), max(1, int((inner.bottom - top) / 22)))
    first = min(max(0, marked - rows // 2), len(view.labels) - rows)
    step = min(38.0, (inner.bottom - top) / rows)
    size = max(12, min(18, round(step * 0.5)))
    suggested = {problem.suggest for problem in view.problems if problem.kind != "duplicate"}
    for n, index in enumerate(range(first, first + rows)):
        label, y = view.labels[index], top + (n + 0.5) * step
        if index == marked:
            items.append(Box(inner.x - 6, y - step / 2 + 1, inner.width + 12, step - 2, (*GLOW, 40), 8))
        if index < 9:
            cap_high = min(24.0, step - 6)
            items += keycap(str(index + 1), inner.x, y - cap_high / 2, cap_high)[0]
        ink = GLOW if index == marked else CREAM
        note = "now" if index == now else "suggested" if label in suggested else ""
        room = inner.width - 36 - (lettering.width(note, 14) + 10 if note else 0)
        items.append(line(label, inner.x + 36, y, size, ink, "w", index == now, room))
        if note:
            items.append(line(note, inner.right, y, 14, TEAL if note == "suggested" else FAINT, "e"))
    return items


def _strip(area: Area, view: ReviewView) -> DrawList:
    items = card(area, 14)
    inner = area.inside(8)
    side = inner.height - 18
    for n in range(min(len(view.neighbours), int((inner.width + 8) / (side + 12)))):
        one = view.neighbours[n]
        x = inner.x + 4 + n * (side + 12)
        items += _picture(one.sample, x, inner.y, side)
        if one.current:
            items.append(Box(x - 3, inner.y - 3, side + 6, side + 6, GLOW, 9, 2))
        ink = GLOW if one.current else WATTLE if one.verdict == "rejected" else TEAL if one.verdict else MIST
        text = one.verdict if one.verdict == "rejected" else one.sample.label
        items.append(line(text, x + side / 2, inner.bottom + 2, 13, ink, "s", one.current, most_px=side))
    return items
