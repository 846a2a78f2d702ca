"""Pictures prepared for painting: cut so that empty parts are skipped and opaque ones copied."""

from __future__ import annotations

import sys
import weakref
from dataclasses import dataclass
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt
import pygame

from game.scene.drawing import Blend, Pixels

_TILE: Final = (32, 32)
"""Rows and columns of the tiles that large pictures are cut into, to skip the empty ones. Smaller tiles skip a little
more and cost more calls."""
_CUT_PX: Final = 128 * 128
"""Smaller pictures are painted whole: the calls would cost more than the empty pixels."""
_SOLID: Final = 0.3
"""Share of opaque tiles from which copying them separately pays; only mountains have more."""
_COLOUR: Final = np.uint32(0x00FFFFFF if sys.byteorder == "little" else 0xFFFFFF00)
"""Mask of the colour in an RGBX pixel read as one number."""
Placed = tuple[pygame.Surface, tuple[int, int]]
"""A surface and the place of its top left corner relative to the item's origin."""


@dataclass(frozen=True, slots=True, eq=False)
class Upload:
    """A picture prepared for painting: its source, how it is blended, the parts to blend, and the parts to copy.

    source: the picture's pixels, to know it again. At another scale they take up to four times as much room as the
    parts, so an upload does not keep them.
    """

    source: weakref.ref[Pixels]
    blend: Blend
    parts: tuple[Placed, ...]
    solid: tuple[tuple[Pixels, int, int], ...] = ()


def uploaded(source: Pixels, pixels: Pixels, blend: Blend) -> Upload:
    """Cut a picture into parts, so that empty tiles are skipped and opaque ones copied.

    pixels: uint8 (h, w, 4), the source at the canvas's scale.
    """
    known = weakref.ref(source)
    if blend is Blend.OPAQUE:
        return Upload(known, blend, (), ((pixels, 0, 0),))
    surface = surface_of(pixels, "RGBA" if blend is Blend.PREMULTIPLIED else "RGBX")
    high, wide = pixels.shape[:2]
    if high * wide < _CUT_PX:
        return Upload(known, blend, ((surface, (0, 0)),))
    if blend is Blend.PREMULTIPLIED:
        alpha = cast(Pixels, cv2.extractChannel(pixels, 3))
        empty = _tiles(alpha, np.maximum) == 0
        solid = np.zeros_like(empty)
        if alpha.max() == 255:
            solid = _tiles(alpha, np.minimum) == 255
            solid &= bool(solid.mean() > _SOLID)
    else:
        empty = _tiles(pixels.view(np.uint32)[..., 0], np.bitwise_or) & _COLOUR == 0
        solid = np.zeros_like(empty)
    whole = pygame.Rect(0, 0, wide, high)
    blended = [rect.clip(whole) for rect in _rectangles(~empty & ~solid)]
    copied = [rect.clip(whole) for rect in _rectangles(solid)]
    return Upload(
        known,
        blend,
        tuple((surface.subsurface(rect), rect.topleft) for rect in blended),
        tuple((pixels[r.top : r.bottom, r.left : r.right], r.left, r.top) for r in copied),
    )


def _tiles(values: npt.NDArray[np.unsignedinteger], reduce: np.ufunc) -> npt.NDArray[np.unsignedinteger]:
    """The values of each tile reduced to one, by np.maximum for example; whole rows first, because that is fastest."""
    rows = np.stack([reduce.reduce(values[top : top + _TILE[0]]) for top in range(0, values.shape[0], _TILE[0])])
    return np.asarray(reduce.reduceat(rows, np.arange(0, values.shape[1], _TILE[1]), axis=1))


def _rectangles(tiles: npt.NDArray[np.bool_]) -> list[pygame.Rect]:
    """Rectangles of pixels that together cover the tiles that are true: their runs, joined where rows have the same."""
    high, wide = _TILE
    open_runs: dict[tuple[int, int], pygame.Rect] = {}
    found = []
    for row, line in enumerate(tiles):
        edges = np.flatnonzero(np.diff(np.concatenate([[False], line, [False]]))).tolist()
        runs = list(zip(edges[::2], edges[1::2], strict=True))
        open_runs = {run: open_runs[run] for run in runs if run in open_runs}
        for run in runs:
            if run in open_runs:
                open_runs[run].height += high
            else:
                open_runs[run] = pygame.Rect(run[0] * wide, row * high, (run[1] - run[0]) * wide, high)
                found.append(open_runs[run])
    return found


def four(pixels: Pixels) -> Pixels:
    """Contiguous pixels of four channels."""
    if pixels.shape[2] == 3:
        pixels = cast(Pixels, cv2.cvtColor(pixels, cv2.COLOR_RGB2RGBA))
    return np.ascontiguousarray(pixels)


def surface_of(pixels: Pixels, order: str) -> pygame.Surface:
    """A surface on the same memory, contiguous and of four channels."""
    return pygame.image.frombuffer(pixels.data, (pixels.shape[1], pixels.shape[0]), order)  # type: ignore[arg-type]


def scaled(pixels: Pixels, scale: float) -> Pixels:
    """A picture at another size, at least one pixel; the same one for scale 1."""
    if scale == 1.0:
        return pixels
    size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return cast(Pixels, cv2.resize(pixels, size, interpolation=how))


def bytes_of(surface: pygame.Surface) -> int:
    """What a surface of four channels takes of memory."""
    return surface.get_width() * surface.get_height() * 4
