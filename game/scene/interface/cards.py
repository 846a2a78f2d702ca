"""Building blocks of the interface: colours, areas, cards, fitted lines of text, bars."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, Literal, NamedTuple

from game.scene.drawing import Box, Colour, Disc, DrawList, Item, Line, Polygon, Stamp, Text
from game.scene.interface import lettering

# The game's palette. Orange is the colour of wattle and fire; in the interface it means only "warning".
CREAM: Final = (244, 240, 226)  # of the tail band: the most important text
MIST: Final = (169, 207, 196)  # secondary text
FAINT: Final = (120, 152, 156)  # tertiary text: contrast 4.9 : 1 on a card
TEAL: Final = (70, 199, 196)  # all is well
GLOW: Final = (249, 207, 160)  # of the sky near the moon: reached, won
BLUE: Final = (70, 150, 200)  # plumage's sheen, brighter for contrast
WATTLE: Final = (255, 112, 44)  # a warning
NIGHT: Final = (4, 13, 21)  # background
GLASS: Final = (*NIGHT, 196)
EDGE: Final = (*MIST, 46)
TRACK: Final = (*MIST, 38)

Anchor = Literal["nw", "n", "ne", "w", "c", "e", "sw", "s", "se"]


class Area(NamedTuple):
    """A rectangle in logical pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """x of its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """y of its bottom edge."""
        return self.y + self.height

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2

    def inside(self, pad: float) -> Area:
        """The area without a margin on all sides."""
        return Area(self.x + pad, self.y + pad, self.width - 2 * pad, self.height - 2 * pad)

    def within(self, other: Area, slack: float = 0.0) -> bool:
        """Whether it lies in the other, up to some slack."""
        return (
            self.x >= other.x - slack
            and self.y >= other.y - slack
            and self.right <= other.right + slack
            and self.bottom <= other.bottom + slack
        )


def card(area: Area, radius_px: float = 16, colour: Colour = GLASS, edge: Colour = EDGE) -> DrawList:
    """A card: a dark translucent panel to write on."""
    return [
        Box(area.x, area.y, area.width, area.height, colour, radius_px),
        Box(area.x, area.y, area.width, area.height, edge, radius_px, 1.5),
    ]


def faded(colour: Colour, strength: float) -> Colour:
    """A colour with its opacity times `strength` (0..1), in sixteen steps so that few shades need caching."""
    alpha = colour[3] if len(colour) == 4 else 255
    step = round(max(0.0, min(1.0, strength)) * 16) / 16
    return (colour[0], colour[1], colour[2], round(alpha * step))


def mixed(a: Colour, b: Colour, part: float) -> Colour:
    """From a (0) to b (1), opaque, in sixteen steps."""
    step = round(max(0.0, min(1.0, part)) * 16) / 16
    red, green, blue = (round(x + (y - x) * step) for x, y in zip(a[:3], b[:3], strict=True))
    return (red, green, blue)


def line(
    text: str,
    x: float,
    y: float,
    size_px: int,
    colour: Colour = CREAM,
    anchor: Anchor = "nw",
    bold: bool = False,
    most_px: float | None = None,
) -> Text:
    """A line of text, made smaller if it is wider than most_px, and cut if that is not enough."""
    if most_px is not None:
        size_px = lettering.fitted(text, size_px, most_px, bold, least_px=max(9, round(size_px * 0.6)))
        if lettering.width(text, size_px, bold) > most_px:
            while text and lettering.width(text + "…", size_px, bold) > most_px:
                text = text[:-1]
            text += "…"
    return Text(text, x, y, size_px, colour, anchor, bold, shadow=False)


def shadowed(text: Text) -> Text:
    """A text with a shadow, which keeps it legible over the scene."""
    return replace(text, shadow=True)


def paragraph(
    text: str, area: Area, size_px: int, colour: Colour = MIST, centred: bool = False, bold: bool = False
) -> tuple[DrawList, float]:
    """Text wrapped to an area's width, made smaller until it fits its height; and the y below it."""
    least = max(9, round(size_px * 0.6))
    lines = lettering.wrapped(text, size_px, area.width, bold)
    while size_px > least and len(lines) * lettering.line_height(size_px) > area.height:
        size_px -= 1
        lines = lettering.wrapped(text, size_px, area.width, bold)
    step = lettering.line_height(size_px)
    x = area.middle[0] if centred else area.x
    anchor: Anchor = "n" if centred else "nw"
    items: DrawList = [
        line(row, x, area.y + n * step, size_px, colour, anchor, bold, area.width) for n, row in enumerate(lines)
    ]
    return items, area.y + len(lines) * step


def bar(area: Area, value: float, colour: Colour, mark: float | None = None, track: Colour = TRACK) -> DrawList:
    """A bar filled to `value` (0..1), with a notch at `mark`."""
    radius = area.height / 2
    items: DrawList = [Box(area.x, area.y, area.width, area.height, track, radius)]
    filled = max(0.0, min(1.0, value)) * area.width
    if filled >= 1:
        # At least as wide as high, and whole pixels, so that a changing value reuses cached drawings.
        items.append(Box(area.x, area.y, max(area.height, round(filled)), area.height, colour, radius))
    if mark is not None:
        x = area.x + mark * area.width
        items.append(Box(x - 1, area.y - 2, 2, area.height + 4, (*CREAM, 190)))
    return items


def keycap(text: str, x: float, y: float, height: float) -> tuple[DrawList, float]:
    """A keyboard key with its top left corner at (x, y), and the x of its right edge."""
    size = round(height * 0.52)
    wide = max(height, lettering.width(text, size, True) + height * 0.7)
    items: DrawList = [
        Box(x, y, wide, height, (*MIST, 60), height * 0.24),
        Box(x, y, wide, height - 3, (24, 44, 54), height * 0.24),
        Box(x, y, wide, height - 3, (*MIST, 90), height * 0.24, 1.5),
        line(text, x + wide / 2, y + (height - 3) / 2, size, CREAM, "c", True),
    ]
    return items, x + wide


def key_row(area: Area, keys: Iterable[tuple[str, str]], size_px: int = 15) -> DrawList:
    """Keys with their meanings side by side, as many as fit."""
    items: DrawList = []
    x = area.x
    for key, words in keys:
        caps, after = keycap(key, x, area.y, area.height - 4)
        wide = lettering.width(words, size_px)
        if after + wide + 8 > area.right:
            break
        items += caps
        items.append(line(words, after + 8, area.y + area.height / 2 - 3, size_px, MIST, "w"))
        x = after + wide + 30
    return items


def chip(text: str, x: float, y: float, size_px: int, dot: Colour, most_px: float, colour: Colour = MIST) -> DrawList:
    """A coloured dot and a short text beside it, both centred on y."""
    radius = size_px * 0.3
    gap = radius * 2 + size_px * 0.45
    return [Disc(x + radius, y, radius, dot), line(text, x + gap, y, size_px, colour, "w", most_px=most_px - gap)]


def bounds(item: Item) -> Area | None:
    """The rectangle an item covers, without shadows; None for items without a place."""
    match item:
        case Text():
            wide, high = lettering.width(item.text, item.size_px, item.bold), lettering.line_height(item.size_px)
            x = item.x - {"w": 0, "e": wide}.get(item.anchor[-1], wide / 2)
            y = item.y - {"n": 0, "s": high}.get(item.anchor[0], high / 2)
            return Area(x, y, wide, high)
        case Box() | Stamp():
            return Area(item.x, item.y, item.width, item.height)
        case Disc():
            reach = item.radius_px + item.width_px / 2
            return Area(item.x - reach, item.y - reach, 2 * reach, 2 * reach)
        case Polygon() | Line():
            return _around(item.points, item.width_px / 2)
        case _:
            return None


def extent(items: Iterable[Item]) -> Area:
    """The rectangle around items; empty at the origin where there are none."""
    areas = [area for item in items if (area := bounds(item)) is not None]
    if not areas:
        return Area(0, 0, 0, 0)
    x, y = min(a.x for a in areas), min(a.y for a in areas)
    return Area(x, y, max(a.right for a in areas) - x, max(a.bottom for a in areas) - y)


def _around(points: tuple[tuple[float, float], ...], reach: float) -> Area:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    x, y = min(xs) - reach, min(ys) - reach
    return Area(x, y, max(xs) + reach - x, max(ys) + reach - y)
