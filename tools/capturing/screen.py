"""What the capture window shows: the camera, the pose to take up, the classes with their counts, the last samples."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from game.body.pose import Pose
from game.scene.drawing import Blend, Box, Disc, DrawList, Fresh, Interface, Line, Picture, Pixels, Sprite
from game.scene.interface import lettering, overlay
from game.scene.interface.cards import (
    CREAM,
    EDGE,
    FAINT,
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
    chip,
    key_row,
    line,
)
from tools.collecting.windows import GROUND, PAD, Size, places

MOST_THUMBS: Final = 14
ADVICE: Final = (
    "Samples worth having differ",
    "stand nearer and farther, left and right",
    "turn and lean a little",
    "hold it high and low, loose and tight",
    "normal: scratch, drink, point, walk, …",
)
KEYS: Final = (
    ("Space", "take one"),
    ("T", "timer"),
    ("G", "guided"),
    ("Z", "take back"),
    ("1-9", "choose"),
    ("N", "next person"),
    ("Esc", "leave"),
)


@dataclass(frozen=True, slots=True)
class Thumb:
    """A sample's skeleton: RGB pixels under a key of their own, its label, and whether it was just taken."""

    key: str
    pixels: Pixels
    label: str


@dataclass(frozen=True, slots=True, eq=False)
class CaptureView:
    """All the window shows at one moment.

    counts: samples by label in the data set, by the person who stands there now and by all; goal: as many of each are
    a good start. until_s, share: to the next shot by itself. figure: the virtual player's pose, RGB, or None.
    flash: 1 just after a shot, fading to 0. asking: the name being typed, None when none is.
    """

    picture: Pixels | None
    pose: Pose | None
    notice: str
    trouble: bool
    labels: tuple[str, ...]
    selected: int
    counts: tuple[tuple[int, int], ...]
    goal: int
    person: str
    session: str
    file: str
    way: str
    until_s: float | None
    share: float
    left: int
    shots: int
    thumbs: tuple[Thumb, ...]
    figure: Pixels | None = None
    flash: float = 0.0
    asking: str | None = None
    message: str = ""


def screen(size: Size, view: CaptureView) -> DrawList:
    """The whole window; size: logical, landscape or portrait."""
    at = places(size)
    glass, column = _split(at.body, view.picture)

    items: DrawList = [Interface(), Box(0, 0, *size, GROUND)]
    items += _heading(at.heading, view)
    items += _camera(glass, view)
    items += _column(column, view)
    items += _strip(at.strip, view)
    items += key_row(at.keys, KEYS)
    if view.asking is not None:
        items += _asking(size, view.asking)
    return items


def _split(body: Area, picture: Pixels | None) -> tuple[Area, Area]:
    """The whole camera picture, nothing cut off, and what remains beside or below it."""
    aspect = 4 / 3 if picture is None else picture.shape[1] / max(1, picture.shape[0])
    if body.height > body.width:
        high = min(body.width / aspect, body.height * 0.6)
        wide = high * aspect
        glass = Area(body.x + (body.width - wide) / 2, body.y, wide, high)
        top = glass.bottom + PAD * 0.6
        return glass, Area(body.x, top, body.width, body.bottom - top)
    wide = min(body.height * aspect, body.width * 0.68)
    high = wide / aspect
    glass = Area(body.x, body.y + (body.height - high) / 2, wide, high)
    x = glass.right + PAD
    return glass, Area(x, body.y, body.right - x, body.height)


def _heading(area: Area, view: CaptureView) -> DrawList:
    y = area.middle[1]
    items: DrawList = [line("Capture", area.x, y, 30, CREAM, "w", True)]
    x = area.x + lettering.width("Capture", 30, True) + 26
    for name, value in (("Person", view.person), ("Session", view.session)):
        items.append(line(name, x, y + 3, 15, FAINT, "w"))
        x += lettering.width(name, 15) + 8
        items.append(line(value, x, y + 2, 18, MIST, "w", True, most_px=220))
        x += min(220, lettering.width(value, 18, True)) + 24
    room = max(60.0, area.right - x)
    items.append(line(view.file, area.right, y + 3, 15, FAINT, "e", most_px=room))
    return items


def _camera(area: Area, view: CaptureView) -> DrawList:
    size = max(1, round(area.width)), max(1, round(area.height))
    pixels = overlay.mirror(view.picture, size)
    if view.pose is not None:
        overlay.draw_skeleton(pixels, view.pose)
    items: DrawList = [Fresh(overlay.rounded(pixels, 14), area.x, area.y, Blend.PREMULTIPLIED)]
    if view.picture is None and not view.notice:
        items.append(line("Opening the camera…", *area.middle, 22, FAINT, "c"))
    if view.flash > 0:
        items.append(Box(area.x, area.y, area.width, area.height, (*CREAM, round(170 * view.flash)), 14))
    edge = WATTLE if view.trouble else TEAL if view.way in ("timer", "guided") else EDGE
    items.append(Box(area.x, area.y, area.width, area.height, edge, 14, 2))
    items += _order(area, view)
    if view.until_s is not None:
        items += _ring(area.right - 74, area.y + 74, 50, view.until_s, view.share)
    if view.notice or view.message:
        items += _remark(area, view)
    return items


def _order(area: Area, view: CaptureView) -> DrawList:
    """The present instruction, over the picture."""
    label = view.labels[view.selected]
    words = {
        "timer": "every few seconds; vary the pose a little each time",
        "guided": f"{view.left} of {view.shots} to go; vary the pose a little each time",
        "done": "the round is complete; press G for another",
    }.get(view.way, "press Space to take one")
    small = lettering.width(words, 17)
    ring = 0 if view.until_s is None else 132
    wide = min(area.width - 28 - ring, max(lettering.width(label, 40, True), small) + 44)
    box = Area(area.x + 14, area.y + 14, wide, 92)
    return [
        Box(box.x, box.y, box.width, box.height, GLASS, 12),
        line(label, box.x + 20, box.y + 34, 40, GLOW if view.way != "free" else CREAM, "w", True, box.width - 40),
        line(words, box.x + 20, box.y + 70, 17, MIST, "w", most_px=box.width - 40),
    ]


def _ring(x: float, y: float, radius: float, until_s: float, share: float) -> DrawList:
    items: DrawList = [Disc(x, y, radius + 10, GLASS), Disc(x, y, radius, TRACK, 8)]
    steps = max(2, round(share * 48))
    turns = [n / steps * share * 2 * math.pi for n in range(steps + 1)]
    items.append(Line(tuple((x + math.sin(a) * radius, y - math.cos(a) * radius) for a in turns), TEAL, 8))
    number = math.ceil(until_s)
    items.append(line(str(number), x, y, 46, GLOW if number <= 3 else CREAM, "c", True))
    return items


def _remark(area: Area, view: CaptureView) -> DrawList:
    text = view.notice or view.message
    rows = lettering.wrapped(text, 18, area.width - 90)[:3]
    high = len(rows) * lettering.line_height(18) + 18
    wide = max(lettering.width(row, 18) for row in rows) + 56
    box = Area(area.middle[0] - wide / 2, area.bottom - high - 14, wide, high)
    items = card(box, 12, (*NIGHT, 225), (*WATTLE, 200) if view.trouble else EDGE)
    dot = WATTLE if view.trouble else GLOW if view.notice else TEAL
    items.append(Disc(box.x + 20, box.middle[1], 6, dot))
    for n, row in enumerate(rows):
        items.append(line(row, box.x + 38, box.y + 9 + n * lettering.line_height(18), 18, CREAM))
    return items


def _column(area: Area, view: CaptureView) -> DrawList:
    """The virtual player showing the pose, and the list of classes below."""
    items: DrawList = []
    beside = area.width > area.height
    list_area = area
    if view.figure is not None:
        shape = view.figure.shape[0] / view.figure.shape[1]
        if beside:
            wide = min(area.width * 0.54, area.height / shape)
            frame = Area(area.x, area.y, wide, wide * shape)
            items += _advice(Area(area.x, frame.bottom + PAD * 0.6, wide, area.bottom - frame.bottom - PAD * 0.6))
            x = frame.right + PAD * 0.6
            list_area = Area(x, area.y, area.right - x, area.height)
        else:
            frame = Area(area.x, area.y, area.width, min(area.width * shape, area.height * 0.46))
            top = frame.bottom + PAD * 0.6
            list_area = Area(area.x, top, area.width, area.bottom - top)
        size = max(1, round(frame.width)), max(1, round(frame.height))
        flipped = view.figure[:, ::-1]  # `mirror` turns it round once more: it comes mirrored already
        items.append(Fresh(overlay.rounded(overlay.mirror(flipped, size), 14), frame.x, frame.y, Blend.PREMULTIPLIED))
        items.append(Box(frame.x, frame.y, frame.width, frame.height, EDGE, 14, 1.5))
        items += chip("Like this, as in a mirror", frame.x + 14, frame.bottom - 20, 15, TEAL, frame.width - 28, CREAM)
    return items + _classes(list_area, view)


def _advice(area: Area) -> DrawList:
    """What makes samples worth having, as far as there is room."""
    step = lettering.line_height(15)
    if area.height < 24 + 2 * step:
        return []
    items = card(area, 14)
    for n, words in enumerate(ADVICE[: int((area.height - 20) / step)]):
        ink = MIST if n == 0 else FAINT
        items.append(line(words, area.x + 16, area.y + 10 + n * step, 15, ink, "nw", n == 0, area.width - 32))
    return items


def _classes(area: Area, view: CaptureView) -> DrawList:
    items = card(area, 14)
    inner = area.inside(12)
    rows = min(len(view.labels), max(1, int(inner.height / 22)))
    first = min(max(0, view.selected - rows // 2), len(view.labels) - rows)
    step = min(36.0, inner.height / rows)
    size = max(12, min(18, round(step * 0.56)))
    count_px = min(92.0, max(46.0, inner.width * 0.2))
    for n, index in enumerate(range(first, first + rows)):
        mine, every = view.counts[index]
        y = inner.y + (n + 0.5) * step
        chosen = index == view.selected
        if chosen:
            items.append(Box(inner.x - 6, y - step / 2 + 1, inner.width + 12, step - 2, (*GLOW, 40), 8))
        number = str(index + 1) if index < 9 else ""
        items.append(line(number, inner.x + 6, y, size - 3, FAINT, "c"))
        ink = GLOW if chosen else CREAM
        label_px = inner.width * 0.45
        items.append(line(view.labels[index], inner.x + 20, y, size, ink, "w", chosen, label_px))
        track = Area(inner.x + 26 + label_px, y - 3, inner.width - label_px - count_px - 26, 6)
        items += bar(track, mine / max(1, view.goal), TEAL if mine >= view.goal else GLOW)
        total = f"{mine}" if mine == every else f"{mine} of {every}"
        items.append(line(total, inner.right, y, size - 1, CREAM if mine else FAINT, "e", most_px=count_px - 8))
    return items


def _strip(area: Area, view: CaptureView) -> DrawList:
    items = card(area, 14)
    inner = area.inside(8)
    side = inner.height - 18
    if not view.thumbs:
        words = "The samples you take appear here as the skeletons a model learns from."
        return [*items, line(words, area.middle[0], area.middle[1], 17, FAINT, "c", most_px=inner.width)]
    most = max(1, min(MOST_THUMBS, int((inner.width + 8) / (side + 12))))
    for n, thumb in enumerate(view.thumbs[:most]):
        x = inner.x + 4 + n * (side + 12)
        items.append(Box(x - 2, inner.y - 2, side + 4, side + 4, (0, 0, 0), 8))
        items.append(Sprite(Picture(thumb.key, thumb.pixels), x, inner.y, Blend.OPAQUE))
        ink = GLOW if n == 0 else MIST
        items.append(line(thumb.label, x + side / 2, inner.bottom + 2, 13, ink, "s", n == 0, most_px=side))
    return items


def thumb_px(size: Size) -> int:
    """The side of a thumbnail in logical pixels, for a window of this logical size."""
    return round(min(112.0, size[1] * 0.16) - 16 - 18)


def _asking(size: Size, name: str) -> DrawList:
    wide, high = min(560.0, size[0] * 0.8), 170.0
    box = Area((size[0] - wide) / 2, (size[1] - high) / 2, wide, high)
    items: DrawList = [Box(0, 0, size[0], size[1], (*NIGHT, 150)), *card(box, 18, (*NIGHT, 240), EDGE)]
    items.append(line("Who stands before the camera now?", box.middle[0], box.y + 24, 20, MIST, "n"))
    field = Area(box.x + 40, box.y + 64, box.width - 80, 48)
    items.append(Box(field.x, field.y, field.width, field.height, (*MIST, 30), 10))
    items.append(line(name + "▏", field.x + 16, field.middle[1], 26, CREAM, "w", True, field.width - 32))
    items.append(line("Enter takes the name, Esc keeps the old one", box.middle[0], box.bottom - 18, 15, FAINT, "s"))
    return items
