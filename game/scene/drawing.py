"""The draw list: what a scene asks the painter to draw, in order, in logical pixels.

The scene does not know pygame, and the painter does not know the Huia. A scene uses its own fixed coordinates
(1280 x 720 unless a `Scene` item says otherwise), and the window scales them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Colour = tuple[int, int, int] | tuple[int, int, int, int]


class Blend(Enum):
    """How pixels are combined with those below them. A premultiplied colour above its alpha adds light."""

    OPAQUE = "opaque"
    PREMULTIPLIED = "premultiplied"
    ADD = "add"


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Pixels that do not change: uploaded once for each key, then drawn cheaply.

    pixels: uint8 (h, w, 4) premultiplied RGBA, or (h, w, 3) RGB for OPAQUE and ADD.
    A new picture under an old key replaces it. Keys identify the content, so include sizes and variants in them.
    """

    key: str
    pixels: Pixels


class Sprite(NamedTuple):
    """A `Picture` with its top left corner at (x, y). A tuple, because a frame has hundreds of them."""

    picture: Picture
    x: float
    y: float
    blend: Blend = Blend.PREMULTIPLIED


@dataclass(frozen=True, slots=True, eq=False)
class Fresh:
    """Pixels made for this frame only (the bird, the webcam picture)."""

    pixels: Pixels
    x: float
    y: float
    blend: Blend = Blend.PREMULTIPLIED


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled (width_px 0) or outlined polygon."""

    points: tuple[tuple[float, float], ...]
    colour: Colour
    width_px: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """An anti-aliased stroke through points."""

    points: tuple[tuple[float, float], ...]
    colour: Colour
    width_px: float = 1.0


@dataclass(frozen=True, slots=True)
class Disc:
    """A filled (width_px 0) or outlined circle."""

    x: float
    y: float
    radius_px: float
    colour: Colour
    width_px: float = 0.0


@dataclass(frozen=True, slots=True)
class Box:
    """A filled (width_px 0) or outlined rectangle with rounded corners."""

    x: float
    y: float
    width: float
    height: float
    colour: Colour
    radius_px: float = 0.0
    width_px: float = 0.0


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text; `anchor` is the point of it that is at (x, y), as a compass direction ("c": its centre)."""

    text: str
    x: float
    y: float
    size_px: int
    colour: Colour = (255, 255, 255)
    anchor: Literal["nw", "n", "ne", "w", "c", "e", "sw", "s", "se"] = "nw"
    bold: bool = False
    shadow: bool = True


@dataclass(frozen=True, slots=True)
class Scene:
    """First item of a draw list: the size for which the following scene is drawn. Without it: 1280 x 720."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Interface:
    """Separator: what follows is the interface, in its own coordinates (`Window.interface_size`), at full resolution.

    Everything before it is the scene, painted at its fixed size and scaled as one picture.
    """


@dataclass(frozen=True, slots=True, eq=False)
class Stamp:
    """A group of items that does not change: painted once for each key, then copied as one picture to (x, y).

    items use the group's own coordinates, (0, 0) to (width, height), and are clipped to them. As with pictures, the key
    identifies the content. Many strokes (a stick figure) thus cost one blit.
    """

    key: str
    x: float
    y: float
    width: float
    height: float
    items: tuple[Item, ...]


Item = Sprite | Fresh | Polygon | Line | Disc | Box | Text | Scene | Interface | Stamp
DrawList = list[Item]
