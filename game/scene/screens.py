"""Whole screens of the interface: title, waiting, countdown, pause, results, practice, help, menus, progress.

Pure functions from plain data and a logical size to draw items, like everything in `hud`. They are drawn over the
living forest, so they leave the bird free where they can.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from game.scene import lettering
from game.scene.cards import (
    BLUE,
    CREAM,
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
    faded,
    keycap,
    line,
    paragraph,
)
from game.scene.drawing import Box, Disc, DrawList, Line
from game.scene.hud import Layout, Size, layout, prompt
from game.scene.icons import FIGURES, HOW, NORMAL, Figure, feather, person, raising

KEYS: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (("Space", "↑", "W"), "Jump; in the air: a wing beat"),
    (("Q", "E"), "Hadouken to the left, to the right"),
    (("↓", "S", "Shift"), "Hold to spread the wings and glide"),
    (("←", "→", "A", "D"), "Walk, in free play"),
    (("I", "J", "K", "L"), "Turn and nod the head"),
    (("1", "to", "8"), "The eight poses"),
    (("Enter",), "Start, choose"),
    (("P",), "Pause and go on"),
    (("Esc",), "Back"),
    (("M",), "Sound on and off"),
    (("F3",), "Figures: frames, poses, delay"),
    (("F11",), "Full screen"),
    (("F12",), "Screenshot"),
)
"""Keys and what they do, for the help screen."""

MOVES: Final[tuple[tuple[str, str, str], ...]] = (
    ("fly", "Jump", "Raise both arms; again in the air to flap"),
    ("hadouken", "Hadouken", "Thrust both hands forward, to one side"),
    ("wings", "Glide", "Hold both arms out, level"),
    ("normal", "Look", "Turn your head: the Huia turns its own"),
)
"""What the body does, for the help screen: the figure, what comes of it, and how."""


@dataclass(frozen=True, slots=True)
class ResultsView:
    """The end of a run. lines: further figures worth telling, name and value."""

    score: int
    best: int
    distance_m: float
    new_best: bool = False
    lines: tuple[tuple[str, str], ...] = ()
    by_body: bool = True
    heading: str = ""


@dataclass(frozen=True, slots=True)
class PracticeView:
    """The practice panel. current: the pose recognised now, "" for none; times: how often each was done.

    how: what to do for labels the game does not know; figures: pictures for them, or better ones.
    """

    labels: tuple[str, ...]
    scores: tuple[float, ...] = ()
    levels: tuple[float, ...] = ()
    current: str = ""
    times: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    how: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    figures: Mapping[str, Figure] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a menu. value: what is chosen, "" where there is nothing to choose; level: 0..1 for a slider."""

    label: str
    value: str = ""
    level: float | None = None
    enabled: bool = True


def dim(size: Size, strength: float = 0.5) -> DrawList:
    """A veil of night over everything drawn so far."""
    return [Box(0, 0, size[0], size[1], faded(NIGHT, strength))]


def title(size: Size, t_s: float, best: int = 0, by_body: bool = True, notice: str = "") -> DrawList:
    """The name, what the game is, and how to begin."""
    place = layout(size)
    wide, high = size
    top = high * 0.055 if not place.tall else high * 0.07
    big = round(min(high * 0.2, wide * 0.17))
    items = wordmark(wide / 2, top, big)
    below = top + lettering.line_height(big)
    small = max(16, round(min(size) / 30))
    tagline = "A bird extinct for a century, a forest at dusk, and you"
    items.append(line(tagline, wide / 2, below, small, CREAM, "n", most_px=wide - 2 * place.margin, shadow=True))
    if best > 0:
        y = below + lettering.line_height(small)
        items.append(line(f"Best {best:,}", wide / 2, y, small, GLOW, "n", True, shadow=True))
    if notice:
        items += warning(place, notice)
    if by_body:
        return items + prompt(place, "Raise both arms to start", "", t_s, figure=True)
    return items + prompt(place, "Press Enter to start", "F1 shows the keys", t_s)


def wordmark(x: float, y: float, size_px: int) -> DrawList:
    """HUIA, spaced wide, centred on x with its top at y; the I is a tail feather."""
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
            items.append(line(letter, at, y, size_px, CREAM, "nw", True, shadow=True))
            at += widths[letter] + gap
    return items


def waiting(size: Size, t_s: float, notice: str = "") -> DrawList:
    """Nobody there: a viewfinder in which somebody comes to stand."""
    place = layout(size)
    short = min(size)
    side = short * 0.34
    x, y = size[0] / 2, (size[1] * 0.4 if not place.tall else size[1] * 0.5)
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
    return items + prompt(place, "Step in front of the camera", "then raise both arms", t_s)


def ready(size: Size, t_s: float, by_body: bool = True, again: bool = False) -> DrawList:
    """How to begin, or to play again, on its own."""
    words = "to play again" if again else "to start"
    text = f"Raise both arms {words}" if by_body else f"Press Enter {words}"
    return prompt(layout(size), text, "", t_s, figure=by_body)


def countdown(size: Size, left_s: float) -> DrawList:
    """Seconds until the run begins, with a ring that closes each second; "Go!" at the end."""
    x, y = size[0] / 2, size[1] * 0.42
    radius = min(size) * 0.13
    number = math.ceil(left_s)
    if number <= 0:
        return [line("Go!", x, y, round(radius * 1.5), GLOW, "c", True, shadow=True)]
    part = left_s - (number - 1)
    items: DrawList = [Disc(x, y, radius, GLASS), Disc(x, y, radius, TRACK, radius * 0.09)]
    turns = [n / 48 * part * 2 * math.pi for n in range(49)]
    ring = tuple((x + math.sin(a) * radius, y - math.cos(a) * radius) for a in turns)
    items.append(Line(ring, TEAL, radius * 0.09))
    items.append(line(str(number), x, y, round(radius * 1.25), CREAM, "c", True))
    return items


def pause(size: Size, by_body: bool = True, reason: str = "") -> DrawList:
    """The game stands still, and how to go on."""
    place = layout(size)
    x, y = size[0] / 2, size[1] * 0.42
    big = round(min(size) / 8)
    items = dim(size, 0.55)
    items.append(line("Paused", x, y, big, CREAM, "s", True, shadow=True))
    small = max(18, round(min(size) / 26))
    if reason:
        items.append(line(reason, x, y + 8, small, GLOW, "n", most_px=size[0] - 2 * place.margin, shadow=True))
    words = "Step back in front of the camera" if by_body and reason else "Press P to go on"
    return items + prompt(place, words, "Esc ends the game")


def results(size: Size, t_s: float, view: ResultsView) -> DrawList:
    """What the run came to. t_s: since it ended, for counting up; pass a large one to see the end at once."""
    place = layout(size)
    short = min(size)
    wide = min(size[0] - 2 * place.margin, short * 0.86)
    big = round(short / 6.5)
    row = lettering.line_height(max(17, round(short / 32)))
    rows = [("Distance", f"{view.distance_m:,.0f} m"), *view.lines][:5]
    high = short * 0.11 + lettering.line_height(big) + row * (len(rows) + 1.2) + short * 0.07
    base = place.words[1] - short * 0.12
    area = Area((size[0] - wide) / 2, max(place.margin, (base - high) / 2), wide, high)
    if place.tall:
        area = Area(area.x, (size[1] - high) / 2, wide, high)
    inner = area.inside(short * 0.035)

    items = dim(size, 0.35) + card(area, 24, (*NIGHT, 215))
    heading = view.heading or ("New best!" if view.new_best else "Well flown")
    head = max(20, round(short / 20))
    items.append(line(heading, inner.middle[0], inner.y, head, GLOW if view.new_best else MIST, "n", True, inner.width))
    y = inner.y + lettering.line_height(head)
    counted = round(view.score * _eased(t_s / 0.9))
    items.append(line(f"{counted:,}", inner.middle[0], y, big, CREAM, "n", True, inner.width))
    y += lettering.line_height(big)
    best = f"Best {max(view.best, view.score):,}"
    small = max(17, round(short / 32))
    items.append(line(best, inner.middle[0], y, small, GLOW if view.new_best else FAINT, "n", view.new_best))
    y += row * 1.35
    items.append(Line(((inner.x, y - row * 0.1), (inner.right, y - row * 0.1)), TRACK, 1))
    for name, value in rows:
        items.append(line(name, inner.x + inner.width * 0.12, y, small, MIST, "nw", most_px=inner.width * 0.45))
        right = inner.right - inner.width * 0.12
        items.append(line(value, right, y, small, CREAM, "ne", True, inner.width * 0.4))
        y += row
    return items + ready(size, t_s, view.by_body, again=True)


def practice_area(size: Size) -> Area:
    """Where the practice panel stands: down the left side, or under the picture in a tall window."""
    place = layout(size)
    if place.tall:
        top = (size[1] + size[0] * 9 / 16) / 2 + place.margin
        return Area(place.margin, top, size[0] - 2 * place.margin, size[1] - top - place.margin)
    return Area(place.margin, place.margin, min(size[0] * 0.27, 350), size[1] - 2 * place.margin)


def practice_panel(area: Area, view: PracticeView) -> DrawList:
    """Every pose with its picture, its name, how to do it, how sure the Huia is, and how often it was done."""
    columns = 2 if area.width > area.height else 1
    rows = math.ceil(len(view.labels) / columns) or 1
    wide, high = area.width / columns, min(96.0, (area.height - 16) / rows)
    whole = Area(area.x, area.y, area.width, high * rows + 16)
    items = card(whole)
    for n, label in enumerate(view.labels):
        column, row = divmod(n, rows)
        cell = Area(area.x + column * wide + 8, area.y + 8 + row * high, wide - 16, high)
        score = view.scores[n] if n < len(view.scores) else 0.0
        level = view.levels[n if len(view.levels) > 1 else 0] if view.levels else None
        items += _pose_row(cell, label, score, level, view)
    return items


def helping(size: Size, by_body: bool = True) -> DrawList:
    """The keys, and what the body does."""
    place = layout(size)
    short = min(size)
    area = Area(place.margin, place.margin, size[0] - 2 * place.margin, size[1] - 2 * place.margin)
    items = dim(size, 0.45) + card(area, 24, (*NIGHT, 222))
    inner = area.inside(short * 0.045)
    head = max(24, round(short / 18))
    items.append(line("How to play", inner.x, inner.y, head, CREAM, "nw", True))
    items += _corner_key(inner, head)
    top = inner.y + lettering.line_height(head) + short * 0.02
    body = Area(inner.x, top, inner.width, inner.bottom - top)
    if place.tall:
        left = Area(body.x, body.y, body.width, body.height * 0.46)
        right = Area(body.x, body.y + body.height * 0.5, body.width, body.height * 0.5)
    else:
        left = Area(body.x, body.y, body.width * 0.47, body.height)
        right = Area(body.x + body.width * 0.53, body.y, body.width * 0.47, body.height)
    first, second = (left, right) if by_body else (right, left)
    return items + _moves(first) + _keys(second)


def menu(
    size: Size, heading: str, entries: Sequence[Entry], selected: int, hint: str = "", t_s: float = 0.0
) -> DrawList:
    """A list to choose from: settings too, where entries carry values. Scrolls where it is longer than the window."""
    place = layout(size)
    short = min(size)
    head, text = max(26, round(short / 15)), max(19, round(short / 28))
    row = lettering.line_height(text) * 1.45
    pad = short * 0.045
    room = size[1] - 2 * place.margin - 2 * pad - lettering.line_height(head) - (2.2 * text if hint else 0) - 8
    shown = max(1, min(len(entries), int(room / row)))
    first = max(0, min(selected - shown // 2, len(entries) - shown))
    wide = min(size[0] - 2 * place.margin, short * 0.95)
    high = 2 * pad + lettering.line_height(head) + 8 + shown * row + (2.2 * text if hint else 0)
    area = Area((size[0] - wide) / 2, (size[1] - high) / 2, wide, high)
    inner = area.inside(pad)
    items = dim(size, 0.4) + card(area, 24, (*NIGHT, 222))
    items.append(line(heading, inner.x, inner.y, head, CREAM, "nw", True, inner.width))
    y = inner.y + lettering.line_height(head) + 8
    for n in range(first, first + shown):
        items += _entry(Area(inner.x, y, inner.width, row), entries[n], n == selected, text)
        y += row
    for more, at in ((first > 0, inner.y + lettering.line_height(head)), (first + shown < len(entries), y + 2)):
        if more:
            items += [Disc(inner.middle[0] + dx, at, 2.5, FAINT) for dx in (-10, 0, 10)]
    if hint:
        small = max(15, round(text * 0.8))
        items.append(line(hint, inner.x, inner.bottom, small, FAINT, "sw", most_px=inner.width))
    return items


def warning(place: Layout, text: str) -> DrawList:
    """What is wrong and what to do, where it is seen but not in the way."""
    size = max(16, round(min(place.size) / 34))
    wide = min(place.size[0] - 2 * place.margin, 760.0)
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
    """Something takes a while: the name, a bar and a sentence."""
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


def _pose_row(cell: Area, label: str, score: float, level: float | None, view: PracticeView) -> DrawList:
    lit = label == view.current
    items: DrawList = []
    if lit:
        items.append(Box(cell.x, cell.y + 2, cell.width, cell.height - 4, (*GLOW, 36), 12))
    picture = Area(cell.x, cell.y + 3, cell.height * 1.02, cell.height - 8)
    figure = view.figures.get(label) or FIGURES.get(label)
    if figure is not None:
        items += person(figure, picture, GLOW if lit else CREAM, MIST if lit else (112, 146, 144))
    x = picture.right + 8
    room = cell.right - x - 4
    name_px = max(15, min(19, round(cell.height * 0.26)))
    small_px = max(12, min(14, round(cell.height * 0.2)))
    bar_y = cell.bottom - 9
    top = cell.y + 2
    times = view.times.get(label, 0)
    counted = f"×{times}" if times else ""
    beside = lettering.width(counted, name_px, True) + 6 if counted else 0
    items.append(line(label, x, top, name_px, GLOW if lit else CREAM, "nw", True, room - beside))
    if counted:
        items.append(line(counted, cell.right - 4, top, name_px, TEAL, "ne", True))
    text = view.how.get(label) or HOW.get(label, "")
    below = top + lettering.line_height(name_px) - 2
    words, _ = paragraph(text, Area(x, below, room, bar_y - below - 2), small_px, MIST)
    over = score >= (level if level is not None else 0.5)
    return items + words + bar(Area(x, bar_y, room, 5), score, GLOW if lit else TEAL if over else BLUE, level)


def _moves(area: Area) -> DrawList:
    high = min(area.height / len(MOVES), area.width * 0.3)
    items: DrawList = []
    for n, (label, name, text) in enumerate(MOVES):
        cell = Area(area.x, area.y + n * high, area.width, high)
        items += person(FIGURES[label], Area(cell.x, cell.y + 4, high * 1.05, high - 10))
        size = max(15, min(23, round(high * 0.18)))
        big = round(size * 1.25)
        x, room = cell.x + high * 1.25, cell.width - high * 1.25
        below = lettering.line_height(big)
        y = cell.middle[1] - (below + lettering.line_height(size)) / 2
        items.append(line(name, x, y, big, CREAM, "nw", True, room))
        items += paragraph(text, Area(x, y + below, room, cell.bottom - y - below), size, MIST)[0]
    return items


def _keys(area: Area) -> DrawList:
    high = min(46.0, area.height / len(KEYS))
    size = max(14, min(19, round(high * 0.42)))
    items: DrawList = []
    column = area.x
    for n, (keys, _) in enumerate(KEYS):
        y, x = area.y + n * high, area.x
        for key in keys:
            if key == "to":
                items.append(line("to", x + 8, y + high / 2, size, FAINT, "c"))
                x += 22
                continue
            caps, x = keycap(key, x, y + high * 0.1, high * 0.8)
            items += caps
            x += high * 0.15
        column = max(column, x + high * 0.3)
    for n, (_, text) in enumerate(KEYS):
        items.append(line(text, column, area.y + (n + 0.5) * high, size, MIST, "w", most_px=area.right - column))
    return items


def _corner_key(area: Area, head_px: int) -> DrawList:
    cap = head_px * 0.95
    wide = keycap("Esc", 0, 0, cap)[1]
    return keycap("Esc", area.right - wide, area.y + head_px * 0.15, cap)[0]


def _entry(area: Area, entry: Entry, selected: bool, text_px: int) -> DrawList:
    middle = area.middle[1]
    items: DrawList = []
    if selected:
        items.append(Box(area.x - 12, area.y + 2, area.width + 24, area.height - 4, (*TEAL, 52), 12))
        items.append(Box(area.x - 12, area.y + area.height * 0.25, 4, area.height * 0.5, TEAL, 2))
    ink = FAINT if not entry.enabled else CREAM if selected else MIST
    has_value = bool(entry.value) or entry.level is not None
    label_px = area.width * (0.54 if has_value else 0.97)
    items.append(line(entry.label, area.x + 4, middle, text_px, ink, "w", selected, label_px))
    right = area.right - 4
    if entry.level is not None:
        wide = area.width * 0.26
        items += bar(Area(right - wide, middle - 4, wide, 8), entry.level, TEAL if entry.enabled else FAINT)
        right -= wide + 14
    if entry.value:
        room = area.width * (0.14 if entry.level is not None else 0.4)
        arrows = selected and entry.enabled and entry.level is None
        value = f"‹  {entry.value}  ›" if arrows else entry.value
        items.append(line(value, right, middle, text_px, CREAM if selected else MIST, "e", False, room))
    return items


def _viewfinder(area: Area, strength: float) -> DrawList:
    arm = area.width * 0.16
    items: DrawList = []
    for x, dx in ((area.x, 1), (area.right, -1)):
        for y, dy in ((area.y, 1), (area.bottom, -1)):
            shade = faded(TEAL, strength)
            items.append(Line(((x + dx * arm, y), (x, y), (x, y + dy * arm)), shade, 4))
    return items


def _eased(part: float) -> float:
    return 1 - (1 - max(0.0, min(1.0, part))) ** 3
