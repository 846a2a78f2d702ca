"""Lists to choose from: menus, and settings where entries carry values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from game.scene import lettering
from game.scene.cards import (
    CREAM,
    FAINT,
    MIST,
    NIGHT,
    TEAL,
    Area,
    bar,
    card,
    line,
)
from game.scene.drawing import Box, Disc, DrawList
from game.scene.hud import Size, layout
from game.scene.screens import dim


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a menu. value: what is chosen, "" where there is nothing to choose; level: 0..1 for a slider."""

    label: str
    value: str = ""
    level: float | None = None
    enabled: bool = True


def menu(size: Size, heading: str, entries: Sequence[Entry], selected: int, hint: str = "") -> DrawList:
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
