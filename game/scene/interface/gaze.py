"""The gaze lab's screen: the target, where the player looks, counters, the map of examples, errors and losses."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from game.scene.drawing import Box, Colour, Disc, DrawList, Interface, Line
from game.scene.interface import lettering
from game.scene.interface.cards import CREAM, FAINT, GLOW, MIST, NIGHT, TEAL, WATTLE, Area, bar, card, line, paragraph
from game.scene.interface.hud import Size
from game.words import ENGLISH, Words, mark

GREEN: Final = (70, 199, 120)
RED: Final = (236, 72, 60)
WORST: Final = 0.25
"""Mean error, in screens, that is red on the map; half a screen is what a guess at the centre gets."""
NAMES: Final = {
    "centre": mark("centre"),
    "ridge": mark("ridge"),
    "rays": mark("rays"),
    "codes": mark("codes"),
    "virtual": mark("virtual"),
    "together": mark("together"),
    "curved": mark("curved"),
    "original": mark("original"),
    "network": mark("network"),
    "learnt": mark("the Huia's own"),
    "best": mark("best"),
}
"""The methods."""
MAPS: Final = mark("Error on targets learnt from"), mark("Error on targets left out")
Map = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class GazeView:
    """What there is to show. Points are x, y in 0..1 of the screen.

    target: the moving target, and whether it rests. gaze: where the player looks. dots: examples, and whether each is
    only for checking. counts: to learn from, to check on. title, words: what to do now. notice: what is wrong.
    done: of the learning, 0..1, None while there is none; doing: which method. losses: of a network's epochs, training
    and check. errors: each method's error on targets left out, in screens; use: the one that is used. maps: errors over
    the screen, of examples learnt from and left out, None while they are not asked for. figures: lines about the error.
    actions: names of what can be done; chosen: the number of the one that Enter does. say: the language; all words here
    but the methods' names are in it already.
    """

    target: tuple[float, float, bool] | None = None
    gaze: tuple[float, float] | None = None
    dots: Sequence[tuple[float, float, bool]] = ()
    counts: tuple[int, int] = (0, 0)
    title: str = ""
    words: str = ""
    notice: str = ""
    done: float | None = None
    doing: str = ""
    losses: Sequence[tuple[float, float]] = ()
    errors: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    use: str = ""
    maps: tuple[Map, Map] | None = None
    figures: Sequence[str] = ()
    actions: Sequence[str] = ()
    chosen: int = 0
    say: Words = ENGLISH


def gaze_screen(size: Size, view: GazeView) -> DrawList:
    """Everything over the world. While the target moves, nothing but it and a line of counters is shown."""
    unit = min(size) / 22.5
    moving = view.target is not None
    items: DrawList = [Interface(), Box(0, 0, size[0], size[1], (*NIGHT, 140 if moving else 60))]
    if view.maps is not None:
        items += _maps(size, unit, view)
    elif not moving:
        items += _desk(size, unit, view)
    if moving:
        items += _counter(size, unit, view)
    items += _marks(size, unit, view)
    return items


def _marks(size: Size, unit: float, view: GazeView) -> DrawList:
    """Target and gaze, over everything else."""
    items: DrawList = []
    if view.gaze is not None:
        items += gaze_ring(size, *view.gaze)
    if view.target is not None:
        x, y, rests = view.target[0] * size[0], view.target[1] * size[1], view.target[2]
        radius = (0.55 if rests else 0.9) * unit
        items += [
            Disc(x, y, radius, (*NIGHT, 200)),
            Disc(x, y, radius, GLOW, 0.16 * unit),
            Disc(x, y, 0.2 * unit, CREAM),
        ]
    return items


def gaze_ring(size: Size, x: float, y: float) -> DrawList:
    """A ring where the player looks, x and y in 0..1 of the screen."""
    unit = min(size) / 22.5
    place = x * size[0], y * size[1]
    return [Disc(*place, 1.25 * unit, (*TEAL, 70)), Disc(*place, 1.25 * unit, TEAL, 0.14 * unit)]


def _counter(size: Size, unit: float, view: GazeView) -> DrawList:
    """A line at the foot, or at the head while the target is low; two lines where one is too long for the screen."""
    low = view.target is not None and view.target[1] > 0.75
    words = view.notice or f"{view.say('{n} examples.', n=sum(view.counts))}  {view.words}"
    ink = WATTLE if view.notice else CREAM
    width, text_px = min(26 * unit, size[0] - 2 * unit), round(0.95 * unit)
    high = lettering.line_height(text_px) * min(2, len(lettering.wrapped(words, text_px, width - unit))) + 0.8 * unit
    area = Area((size[0] - width) / 2, unit if low else size[1] - unit - high, width, high)
    inner = Area(area.x + unit / 2, area.y + 0.4 * unit, width - unit, high - 0.8 * unit)
    return [*card(area, 0.6 * unit), *paragraph(words, inner, text_px, ink, centred=True)[0]]


def _desk(size: Size, unit: float, view: GazeView) -> DrawList:
    """Words and counters, methods, the map of examples or the losses, and what can be done."""
    tall = size[1] > size[0]
    margin = 1.1 * unit
    foot = 3.2 * unit * (2 if tall else 1)
    wide = size[0] - 2 * margin if tall else 0.33 * size[0] - margin  # the Huia's place is between the two
    high = 0.3 * size[1] if tall else size[1] - foot - 2 * margin
    left = Area(margin, margin, wide, high)
    right = left._replace(y=size[1] - foot - margin - high) if tall else left._replace(x=size[0] - margin - wide)
    items = [*card(left), *card(right)]
    items += _words(left.inside(0.9 * unit), unit, view)
    inner = right.inside(0.9 * unit)
    if view.errors:
        return items + _methods(inner, unit, view) + _actions(size, unit, view)
    if len(view.losses) < 2:
        return items + _dots(inner, view, size) + _actions(size, unit, view)
    gap = 0.9 * unit
    if tall:
        first = inner._replace(width=(inner.width - gap) / 2)
        second = first._replace(x=first.right + gap)
    else:
        first = inner._replace(height=(inner.height - gap) / 2)
        second = first._replace(y=first.bottom + gap)
    return items + _dots(first, view, size) + _plot(second, unit, view) + _actions(size, unit, view)


def _words(area: Area, unit: float, view: GazeView) -> DrawList:
    items: DrawList = [line(view.title, area.x, area.y, round(1.5 * unit), CREAM, bold=True, most_px=area.width)]
    y = area.y + 2.3 * unit
    ink = WATTLE if view.notice else MIST
    text, y = paragraph(view.notice or view.words, Area(area.x, y, area.width, 5.4 * unit), round(unit), ink)
    items += text
    y = max(y + 0.5 * unit, area.y + 6.0 * unit)
    known, check = view.counts
    row = view.say("{n} to learn from, {check} to check on", n=known, check=check)
    items.append(line(row, area.x, y, round(0.95 * unit), GLOW, most_px=area.width))
    y += 1.6 * unit
    if view.done is not None:
        items += bar(Area(area.x, y, area.width, 0.8 * unit), view.done, TEAL)
        items.append(line(view.doing, area.x, y + 1.1 * unit, round(0.85 * unit), MIST, most_px=area.width))
        y += 2.6 * unit
    for words in view.figures:
        items.append(line(words, area.x, y, round(0.9 * unit), CREAM, most_px=area.width))
        y += 1.4 * unit
    room = Area(area.x, y + 0.2 * unit, area.width, area.bottom - y - 0.2 * unit)
    if view.errors and len(view.losses) > 1 and room.height > 3 * unit:
        items += _plot(room, unit, view)
    return items


def _plot(area: Area, unit: float, view: GazeView) -> DrawList:
    """Losses by epoch on a logarithmic scale: training, and check in the colour of the checked examples."""
    values = np.log10(np.maximum(np.array(view.losses), 1e-6))
    low, high = float(values.min()), max(float(values.max()), float(values.min()) + 0.1)
    plot = Area(area.x, area.y + 1.2 * unit, area.width, area.height - 1.4 * unit)
    items: DrawList = [Box(plot.x, plot.y, plot.width, plot.height, (*MIST, 60), 0.3 * unit, 1.5)]
    x = plot.x + plot.width * np.arange(len(values)) / (len(values) - 1)
    for column, (ink, name) in enumerate(((TEAL, view.say("training")), (GLOW, view.say("check")))):
        y = plot.bottom - plot.height * (values[:, column] - low) / (high - low)
        items.append(Line(tuple(zip(x.tolist(), y.tolist(), strict=True)), ink, 0.12 * unit))
        items.append(line(name, plot.x + 5.0 * unit * column, area.y, round(0.8 * unit), ink))
    return items


def _dots(area: Area, view: GazeView, size: Size) -> DrawList:
    """The screen in small, with every example."""
    screen = _screen(area, size)
    items: DrawList = [Box(*screen, (*NIGHT, 210), 6), Box(*screen, (*MIST, 90), 6, 1.5)]
    radius = max(2.0, screen.width / 130)
    for x, y, check in view.dots[-600:]:
        place = screen.x + x * screen.width, screen.y + y * screen.height
        items.append(Disc(*place, radius, GLOW if check else TEAL))
    return items


def _screen(area: Area, size: Size) -> Area:
    """The largest rectangle of the screen's shape in an area, at its head."""
    scale = min(area.width / size[0], area.height / size[1])
    wide, high = size[0] * scale, size[1] * scale
    return Area(area.x + (area.width - wide) / 2, area.y, wide, high)


def _methods(area: Area, unit: float, view: GazeView) -> DrawList:
    """Each method's error on targets left out, the least first; the centre guess among them."""
    items: DrawList = [
        line(view.say("Error, unseen targets"), area.x, area.y, round(1.1 * unit), CREAM, bold=True, most_px=area.width)
    ]
    worst = max(view.errors.values())
    step = min(1.9 * unit, (area.height - 2.2 * unit) / max(1, len(view.errors)))
    for number, (name, error) in enumerate(sorted(view.errors.items(), key=lambda one: one[1])):
        y = area.y + 2.2 * unit + number * step
        used = name == view.use
        ink: Colour = GLOW if used else CREAM if name != "centre" else FAINT
        text = round(min(0.95 * unit, 0.72 * step))
        items.append(line(view.say(NAMES.get(name, name)), area.x, y, text, ink, bold=used, most_px=0.34 * area.width))
        track = Area(area.x + 0.36 * area.width, y + 0.1 * step, 0.4 * area.width, 0.5 * step)
        items += bar(track, error / worst, GLOW if used else TEAL)
        items.append(line(f"{100 * error:.0f} %", area.right, y, text, ink, "ne"))
    return items


def _maps(size: Size, unit: float, view: GazeView) -> DrawList:
    """Errors over the screen, training and check apart: green is right, red is a quarter of the screen off."""
    assert view.maps is not None
    tall = size[1] > size[0]
    margin, foot = 1.1 * unit, 3.2 * unit * (2 if tall else 1)
    items: DrawList = []
    for number, (values, name) in enumerate(zip(view.maps, MAPS, strict=True)):
        wide = size[0] - 2 * margin if tall else (size[0] - 3 * margin) / 2
        high = (size[1] - foot - 3 * margin) / 2 if tall else size[1] - foot - 2 * margin
        x = margin if tall else margin + number * (wide + margin)
        y = margin + number * (high + margin) if tall else margin
        area = Area(x, y, wide, high)
        items += card(area)
        inner = area.inside(0.8 * unit)
        items.append(line(view.say(name), inner.x, inner.y, round(1.1 * unit), CREAM, most_px=inner.width))
        screen = _screen(Area(inner.x, inner.y + 1.9 * unit, inner.width, inner.height - 1.9 * unit), size)
        items += _heat(screen, values)
    return items + _actions(size, unit, view)


def _heat(screen: Area, values: Map) -> DrawList:
    rows, columns = values.shape
    wide, high = screen.width / columns, screen.height / rows
    items: DrawList = [Box(*screen, (*NIGHT, 230))]
    for row in range(rows):
        for column in range(columns):
            value = float(values[row, column])
            if math.isfinite(value):
                place = screen.x + column * wide, screen.y + row * high
                items.append(Box(*place, wide + 0.5, high + 0.5, heat(value)))
    return [*items, Box(*screen, (*MIST, 90), 0, 1.5)]


def heat(error: float) -> Colour:
    """Green over yellow to red, for an error in screens."""
    share = min(1.0, max(0.0, error / WORST))
    yellow = (240, 214, 84)
    a, b, part = (GREEN, yellow, 2 * share) if share < 0.5 else (yellow, RED, 2 * share - 1)
    red, green, blue = (round(p + (q - p) * part) for p, q in zip(a, b, strict=True))
    return red, green, blue


def _actions(size: Size, unit: float, view: GazeView) -> DrawList:
    """What can be done, along the foot, the chosen one lit."""
    items: DrawList = []
    rows = 2 if size[1] > size[0] else 1
    margin, foot = 1.1 * unit, 3.2 * unit * rows
    area = Area(margin, size[1] - foot - 0.3 * margin, size[0] - 2 * margin, foot)
    columns = math.ceil(len(view.actions) / rows) or 1
    gap = 0.4 * unit
    wide, high = (area.width - gap * (columns - 1)) / columns, (area.height - gap * (rows - 1)) / rows - 0.4 * unit
    for number, name in enumerate(view.actions):
        row, column = divmod(number, columns)
        place = Area(area.x + column * (wide + gap), area.y + row * (high + gap), wide, high)
        lit = number == view.chosen
        items += card(place, 0.5 * unit, (*TEAL, 235) if lit else (*NIGHT, 215))
        x, y = place.middle
        ink = NIGHT if lit else CREAM
        items.append(line(name, x, y, round(unit), ink, "c", bold=lit, most_px=wide - 0.6 * unit))
    return items
