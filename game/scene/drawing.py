"""The draw list: what a scene asks the painter to put on the screen, in order, in logical pixels.

The scene knows nothing of pygame; the painter knows nothing of the Huia. A scene draws in its own fixed
coordinates (1280 x 720 unless a `Scene` item says otherwise) and the window scales.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Colour = tuple[int, int, int] | tuple[int, int, int, int]


class Blend(Enum):
    """How pixels meet what is below them."""

    OPAQUE = "opaque"
    PREMULTIPLIED = "premultiplied"
    ADD = "add"


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Pixels that stay the same: uploaded once by key, then drawn cheaply.

    pixels: uint8 (h, w, 4) premultiplied RGBA, or (h, w, 3) RGB for OPAQUE and ADD.
    A new picture under an old key replaces it: keys name content, so put sizes and variants in them.
    """

    key: str
    pixels: Pixels


@dataclass(frozen=True, slots=True, eq=False)
class Sprite:
    """A kept picture, its top left corner at (x, y)."""

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
    """A line of text; `anchor` says which point of it stands at (x, y), as a compass says it ("c": its centre)."""

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
    """First of a draw list: the size of the picture that what follows is drawn for. Without it: 1280 x 720."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Interface:
    """What follows is the interface: in its own coordinates (`Window.interface_size`), at full resolution, on top.

    What stands before it is the scene, painted at its fixed size and scaled as one picture.
    """


@dataclass(frozen=True, slots=True, eq=False)
class Stamp:
    """Items that stay as they are together: painted once by key, then put down as one picture at (x, y).

    items stand in a frame of their own, (0, 0) to (width, height), and what leaves it is cut off. As with pictures the
    key names the content. Many strokes (a stick figure) cost one blit so.
    """

    key: str
    x: float
    y: float
    width: float
    height: float
    items: tuple[Item, ...]


Item = Sprite | Fresh | Polygon | Line | Disc | Box | Text | Scene | Interface | Stamp
DrawList = list[Item]
