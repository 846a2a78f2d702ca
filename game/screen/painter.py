"""Paints a draw list in software; the only place where items become pixels.

The canvas is our own memory in RGBX order, like the scenes' pictures, so they are blitted without conversion or copy.
Only the window reorders the finished frame for the display.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from operator import is_
from typing import Final, Literal, cast

import cv2
import numpy as np
import numpy.typing as npt
import pygame

from game.scene.drawing import (
    Blend,
    Box,
    Colour,
    Disc,
    Fresh,
    Item,
    Line,
    Picture,
    Pixels,
    Polygon,
    Sprite,
    Stamp,
    Text,
)
from game.scene.interface import lettering
from game.screen.shelf import Shelf

_TILE: Final = (32, 64)
"""Rows and columns of the tiles that large pictures are cut into, to skip the empty ones. Smaller tiles skip a little
more and cost more calls."""
_CUT_PX: Final = 128 * 128
"""Smaller pictures are painted whole: the calls would cost more than the empty pixels."""
_SOLID: Final = 0.3
"""Share of opaque tiles from which copying them separately pays; only mountains have more."""
_COLOUR: Final = np.uint32(0x00FFFFFF if sys.byteorder == "little" else 0xFFFFFF00)
"""Mask of the colour in an RGBX pixel read as one number."""
_START_ITEMS: Final = 12
"""With fewer unchanged items at its start, a draw list is painted as fast as copied."""

_FRESHEN: Final = 256
"""Frames between two times that pictures in use are looked up on the shelf, which then counts them as used."""

_SHIFT: Final = 4
"""Fractional bits of OpenCV's fixed-point coordinates: 1/16 pixel."""
_ONE: Final = 1 << _SHIFT

_SPILL: Final = 0.7
"""How far OpenCV's anti-aliased edges extend over the true ones, in pixels (measured; for a circle 0.2 less)."""

Points = npt.NDArray[np.float64]
FixedPoints = npt.NDArray[np.int32]
PICTURES_MB: Final = 96
"""Pictures kept ready to be painted. Five minutes of attract mode fill 264 MB and take 12.1 ms of CPU time a frame;
with 64 MB they take 12.5 ms, and a machine with 2 GB needs the rest for vision and the system."""
Placed = tuple[pygame.Surface, tuple[int, int]]
"""A surface and the place of its top left corner relative to the item's origin."""


@dataclass(frozen=True, slots=True, eq=False)
class _Upload:
    """A picture prepared for painting: its source, how it is blended, the parts to blend, and the parts to copy."""

    pixels: Pixels
    blend: Blend
    parts: tuple[Placed, ...]
    solid: tuple[tuple[Pixels, int, int], ...] = ()


class Canvas:
    """A picture to paint on: `pixels` uint8 (h, w, 4), and `surface`, the same memory as pygame sees it.

    order: RGBX for the screen, RGBA (premultiplied) for a layer that is put on something else.
    """

    def __init__(self, size: tuple[int, int], order: Literal["RGBX", "RGBA"] = "RGBX") -> None:
        self.size = size
        self.order = order
        self.pixels: Pixels = np.zeros((size[1], size[0], 4), np.uint8)
        self.surface = _surface(self.pixels, order)

    def clear(self) -> None:
        """Make everything black."""
        self.surface.fill((0, 0, 0))


class Painter:
    """Paints items on a canvas, `scale` canvas pixels for each logical one.

    Unchanging pictures, text and shapes are cached between frames, with a limit in bytes. covers: the first items of
    every draw list cover the whole canvas, so an unchanged start can be kept as one picture.
    """

    def __init__(
        self,
        scale: float = 1.0,
        most_picture_bytes: int = PICTURES_MB << 20,
        most_shape_bytes: int = 48 << 20,
        covers: bool = False,
    ) -> None:
        self.scale = scale
        self._pictures: Shelf[tuple[str, int], _Upload] = Shelf(most_picture_bytes)
        self._recent: dict[Picture, _Upload] = {}  # of the last frames, found faster than on the shelf
        self._frames = 0
        self._shapes: Shelf[object, Placed] = Shelf(most_shape_bytes)
        self._strokes_before: set[Polygon | Line] = set()
        self._strokes_now: set[Polygon | Line] = set()
        self._covers = covers
        self._before: Sequence[Item] = ()
        self._start: tuple[Sequence[Item], Pixels] | None = None

    def paint(self, canvas: Canvas, items: Iterable[Item]) -> None:
        """Paint the items in order."""
        drawing = list(items)
        self._frames += 1
        if self._frames % _FRESHEN == 0:  # so that the shelf knows what is in use, and no dropped picture is kept
            self._recent.clear()
        done = self._restart(canvas, drawing) if self._covers else 0
        self._put(canvas, drawing[done:] if done else drawing)
        self._strokes_before, self._strokes_now = self._strokes_now, set()

    def _restart(self, canvas: Canvas, drawing: Sequence[Item]) -> int:
        """Paint the start of a draw list that consists of the same objects as in the last frame; returns its length."""
        before, self._before = self._before, drawing
        if self._start is not None:
            kept, pixels = self._start
            if len(kept) <= len(drawing) and all(map(is_, kept, drawing)) and pixels.shape == canvas.pixels.shape:
                np.copyto(canvas.pixels, pixels)
                return len(kept)
            self._start = None
        same = sum(1 for _ in takewhile(bool, map(is_, before, drawing)))
        if same < _START_ITEMS:
            return 0
        self._put(canvas, drawing[:same])
        self._start = drawing[:same], canvas.pixels.copy()
        return same

    def _put(self, canvas: Canvas, items: Iterable[Item]) -> None:
        batch: list[Placed] = []
        flags, added, premultiplied = pygame.BLEND_PREMULTIPLIED, pygame.BLEND_RGB_ADD, pygame.BLEND_PREMULTIPLIED
        scale, recent, additive = self.scale, self._recent, Blend.ADD
        for item in items:
            if type(item) is Sprite:
                picture, left, top, blend = item
                upload = recent.get(picture)
                if upload is None or upload.blend is not blend:
                    upload = recent[picture] = self._uploaded(picture, blend)
                x, y = round(left * scale), round(top * scale)
                if upload.solid:
                    _blit(canvas, batch, flags)
                    for pixels, dx, dy in upload.solid:
                        _copy(canvas, pixels, x + dx, y + dy)
                wanted = added if blend is additive else premultiplied
                if wanted != flags:
                    _blit(canvas, batch, flags)
                    flags = wanted
                for surface, (dx, dy) in upload.parts:
                    batch.append((surface, (x + dx, y + dy)))
                continue
            _blit(canvas, batch, flags)
            self._put_one(canvas, item)
        _blit(canvas, batch, flags)

    def _put_one(self, canvas: Canvas, item: Item) -> None:
        """Paint anything but a sprite."""
        match item:
            case Fresh():
                self._fresh(canvas, item)
            case Text():
                self._text(canvas, item)
            case Box():
                self._box(canvas, item)
            case Disc():
                self._disc(canvas, item)
            case Polygon():
                self._stroke(canvas, item, item.points, item.width_px, closed=True)
            case Line():
                self._stroke(canvas, item, item.points, item.width_px, closed=False)
            case Stamp():
                self._stamp(canvas, item)
            case _:
                pass

    def _at(self, x: float, y: float) -> tuple[int, int]:
        return round(x * self.scale), round(y * self.scale)

    # pictures

    def _uploaded(self, picture: Picture, blend: Blend) -> _Upload:
        # not the blend itself, because Python computes an enum's hash each time
        key = (picture.key, 0 if blend is Blend.PREMULTIPLIED else 1 if blend is Blend.ADD else 2)
        kept = self._pictures.get(key)
        if kept is None or kept.pixels is not picture.pixels:
            pixels = _four(_scaled(picture.pixels, self.scale))
            kept = _upload(picture.pixels, pixels, blend)
            self._pictures.put(key, kept, pixels.nbytes)
        return kept

    def _fresh(self, canvas: Canvas, item: Fresh) -> None:
        pixels = _four(_scaled(item.pixels, self.scale))
        x, y = self._at(item.x, item.y)
        if item.blend is Blend.OPAQUE:
            _copy(canvas, pixels, x, y)
            return
        added = item.blend is Blend.ADD
        flags = pygame.BLEND_RGB_ADD if added else pygame.BLEND_PREMULTIPLIED
        canvas.surface.blit(_surface(pixels, "RGBX" if added else "RGBA"), (x, y), special_flags=flags)

    def _stamp(self, canvas: Canvas, item: Stamp) -> None:
        size = max(1, round(item.width * self.scale)), max(1, round(item.height * self.scale))
        key = (Stamp, item.key, size)
        placed = self._shapes.get(key)
        if placed is None:
            sheet = Canvas(size, "RGBA")
            self._put(sheet, item.items)
            placed = (sheet.surface, (0, 0))
            self._shapes.put(key, placed, _bytes(sheet.surface))
        canvas.surface.blit(placed[0], self._at(item.x, item.y), special_flags=pygame.BLEND_PREMULTIPLIED)

    # text

    def _text(self, canvas: Canvas, item: Text) -> None:
        size_px = max(1, round(item.size_px * self.scale))
        key = (Text, item.text, size_px, item.colour, item.bold, item.shadow)
        placed = self._shapes.get(key)
        if placed is None:
            placed = _lettered(item, size_px)
            self._shapes.put(key, placed, _bytes(placed[0]))
        surface, (left, top) = placed
        wide = lettering.width(item.text, size_px, item.bold)
        high = lettering.line_height(size_px)
        x, y = self._at(item.x, item.y)
        x -= {"w": 0, "e": wide}.get(item.anchor[-1], wide // 2)
        y -= {"n": 0, "s": high}.get(item.anchor[0], high // 2)
        canvas.surface.blit(surface, (x + left, y + top), special_flags=pygame.BLEND_PREMULTIPLIED)

    # shapes

    def _box(self, canvas: Canvas, item: Box) -> None:
        x, y = self._at(item.x, item.y)
        right, bottom = self._at(item.x + item.width, item.y + item.height)
        wide, high = right - x, bottom - y
        if wide < 1 or high < 1:
            return
        radius, width = item.radius_px * self.scale, item.width_px * self.scale
        key = (Box, wide, high, radius, width, item.colour)
        placed = self._shapes.get(key)
        if placed is None:
            mask = _rounded(wide, high, radius)
            if width > 0:
                inset = max(1, round(width))
                if wide > 2 * inset and high > 2 * inset:
                    hole = _rounded(wide - 2 * inset, high - 2 * inset, max(0.0, radius - inset))
                    mask[inset:-inset, inset:-inset] -= np.minimum(hole, mask[inset:-inset, inset:-inset])
            placed = (_tinted(mask, item.colour), (0, 0))
            self._shapes.put(key, placed, _bytes(placed[0]))
        for strip in _frame(wide, high, radius, width) if width > 0 else (None,):
            at = (x, y) if strip is None else (x + strip[0], y + strip[1])
            canvas.surface.blit(placed[0], at, strip, pygame.BLEND_PREMULTIPLIED)

    def _disc(self, canvas: Canvas, item: Disc) -> None:
        # Quarter pixels are finer than visible, and let moving sparks share their surfaces.
        x4, y4 = round(item.x * self.scale * 4), round(item.y * self.scale * 4)
        radius, width = item.radius_px * self.scale, item.width_px * self.scale
        key = (Disc, x4 % 4, y4 % 4, radius, width, item.colour)
        placed = self._shapes.get(key)
        if placed is None:
            reach = int(radius + width / 2 + 2)
            away = np.hypot(*np.ogrid[-reach - y4 % 4 / 4 : reach + 0.5, -reach - x4 % 4 / 4 : reach + 0.5])
            inside = np.minimum(radius + width / 2 - away, away - radius + width / 2) if width > 0 else radius - away
            mask = (np.clip(inside + 0.5, 0, 1) * 255 + 0.5).astype(np.uint8)
            placed = (_tinted(mask, item.colour), (-reach, -reach))
            self._shapes.put(key, placed, _bytes(placed[0]))
        surface, (left, top) = placed
        canvas.surface.blit(surface, (x4 // 4 + left, y4 // 4 + top), special_flags=pygame.BLEND_PREMULTIPLIED)

    def _stroke(
        self, canvas: Canvas, item: Polygon | Line, points: Sequence[tuple[float, float]], width: float, closed: bool
    ) -> None:
        if not points:
            return
        filled = closed and width <= 0
        width *= self.scale
        place = np.asarray(points, np.float64) * self.scale
        placed = self._shapes.get(item)
        if placed is None:
            opaque = len(item.colour) == 3 or item.colour[3] == 255
            if opaque and item not in self._strokes_before:
                # directly onto the canvas; only shapes unchanged for two frames are cached
                self._strokes_now.add(item)
                _draw(canvas.pixels, place, (*item.colour[:3], 255), filled, closed, width)
                return
            low = np.maximum(np.floor(place.min(axis=0) - width / 2).astype(int) - 2, -64)
            high = np.ceil(place.max(axis=0) + width / 2).astype(int) + 2
            high = np.minimum(high, (canvas.size[0] + 64, canvas.size[1] + 64))
            if (high <= low).any():
                return
            mask = np.zeros((high[1] - low[1], high[0] - low[0]), np.uint8)
            _draw(mask, place - low, (255,), filled, closed, width)
            placed = (_tinted(mask, item.colour), (int(low[0]), int(low[1])))
            self._shapes.put(item, placed, _bytes(placed[0]))
        canvas.surface.blit(*placed, special_flags=pygame.BLEND_PREMULTIPLIED)


def _draw(pixels: Pixels, points: Points, colour: tuple[int, ...], filled: bool, closed: bool, width: float) -> None:
    if filled:
        cv2.fillPoly(pixels, [_fixed(points)], colour, cv2.LINE_AA, _SHIFT)
        return
    if width < 1.6:
        cv2.polylines(pixels, [_fixed(points)], closed, colour, 1, cv2.LINE_AA, _SHIFT)
        return
    # OpenCV's thick lines are too thick, in steps of two pixels; so each piece is drawn as a quad.
    reach = width / 2 - _SPILL
    ends = np.roll(points, -1, axis=0) if closed else points[1:]
    starts = points if closed else points[:-1]
    along = ends - starts
    across = along[:, ::-1] * (-1, 1) * (reach / np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9))[:, None]
    for quad in _fixed(np.stack([starts + across, ends + across, ends - across, starts - across], axis=1)):
        cv2.fillConvexPoly(pixels, quad, colour, cv2.LINE_AA, _SHIFT)
    radius = round((reach + 0.2) * _ONE)
    for centre in _fixed(points).tolist() if width >= 3 else ():
        cv2.circle(pixels, centre, radius, colour, -1, cv2.LINE_AA, _SHIFT)


def _fixed(points: Points) -> FixedPoints:
    # far outside any picture, but small enough not to overflow
    return (np.clip(points, -30_000, 30_000) * _ONE).round().astype(np.int32)


def _blit(canvas: Canvas, batch: list[Placed], flags: int) -> None:
    """Paint the collected blits, and clear the list."""
    if batch:
        canvas.surface.fblits(batch, flags)
        batch.clear()


def _copy(canvas: Canvas, pixels: Pixels, x: int, y: int) -> None:
    """Put opaque pixels (h, w, 4) on the canvas.

    SDL's copy bypasses the cache, so everything painted over it afterwards waits for memory; together, this takes two
    thirds of the time.
    """
    if canvas.order == "RGBA":  # the alpha is used later, and opaque pixels may lack it
        canvas.surface.blit(_surface(pixels, "RGBX"), (x, y))
        return
    left, top = max(0, x), max(0, y)
    right, bottom = min(canvas.size[0], x + pixels.shape[1]), min(canvas.size[1], y + pixels.shape[0])
    if left < right and top < bottom:
        canvas.pixels[top:bottom, left:right] = pixels[top - y : bottom - y, left - x : right - x]


def _upload(source: Pixels, pixels: Pixels, blend: Blend) -> _Upload:
    """Cut a picture into parts, so that empty tiles are skipped and opaque ones copied.

    pixels: uint8 (h, w, 4), the source at the canvas's scale.
    """
    if blend is Blend.OPAQUE:
        return _Upload(source, blend, (), ((pixels, 0, 0),))
    surface = _surface(pixels, "RGBA" if blend is Blend.PREMULTIPLIED else "RGBX")
    high, wide = pixels.shape[:2]
    if high * wide < _CUT_PX:
        return _Upload(source, blend, ((surface, (0, 0)),))
    if blend is Blend.PREMULTIPLIED:
        alpha = cast(Pixels, cv2.extractChannel(pixels, 3))
        empty = _tiles(alpha, np.maximum) == 0
        solid = _tiles(alpha, np.minimum) == 255
        solid &= bool(solid.mean() > _SOLID)
    else:
        empty = _tiles(pixels.view(np.uint32)[..., 0] & _COLOUR, np.maximum) == 0
        solid = np.zeros_like(empty)
    whole = pygame.Rect(0, 0, wide, high)
    blended = [rect.clip(whole) for rect in _rectangles(~empty & ~solid)]
    copied = [rect.clip(whole) for rect in _rectangles(solid)]
    return _Upload(
        source,
        blend,
        tuple((surface.subsurface(rect), rect.topleft) for rect in blended),
        tuple((pixels[r.top : r.bottom, r.left : r.right], r.left, r.top) for r in copied),
    )


def _tiles(values: npt.NDArray[np.unsignedinteger], reduce: np.ufunc) -> npt.NDArray[np.unsignedinteger]:
    """The greatest (np.maximum) or least (np.minimum) value of each tile; whole rows first, because that is fastest."""
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


def _four(pixels: Pixels) -> Pixels:
    """Contiguous pixels of four channels."""
    if pixels.shape[2] == 3:
        pixels = cast(Pixels, cv2.cvtColor(pixels, cv2.COLOR_RGB2RGBA))
    return np.ascontiguousarray(pixels)


def _surface(pixels: Pixels, order: str) -> pygame.Surface:
    """A surface on the same memory, contiguous and of four channels."""
    return pygame.image.frombuffer(pixels.data, (pixels.shape[1], pixels.shape[0]), order)  # type: ignore[arg-type]


def _scaled(pixels: Pixels, scale: float) -> Pixels:
    if scale == 1.0:
        return pixels
    size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return cast(Pixels, cv2.resize(pixels, size, interpolation=how))


def _bytes(surface: pygame.Surface) -> int:
    return surface.get_width() * surface.get_height() * 4


def _tinted(mask: Pixels, colour: Colour) -> pygame.Surface:
    """A mask in one colour, premultiplied."""
    alpha = colour[3] if len(colour) == 4 else 255
    shade = np.array([*(c * alpha / 255 for c in colour[:3]), alpha], np.float32) / 255
    return _surface((mask[..., None] * shade + 0.5).astype(np.uint8), "RGBA")


def _rounded(wide: int, high: int, radius: float) -> Pixels:
    """The coverage of a rectangle with rounded corners."""
    mask = np.full((high, wide), 255, np.uint8)
    r = min(radius, wide / 2, high / 2)
    if r < 0.5:
        return mask
    n = int(np.ceil(r))
    grid = n - 0.5 - np.arange(n)
    edge = np.clip(r - np.hypot(grid[:, None] - (n - r), grid[None, :] - (n - r)) + 0.5, 0, 1)
    edge = np.where((grid[:, None] < n - r) | (grid[None, :] < n - r), 1.0, edge)
    corner = (edge * 255 + 0.5).astype(np.uint8)
    mask[:n, :n] = corner
    mask[:n, -n:] = np.minimum(mask[:n, -n:], corner[:, ::-1])
    mask[-n:, :n] = np.minimum(mask[-n:, :n], corner[::-1])
    mask[-n:, -n:] = np.minimum(mask[-n:, -n:], corner[::-1, ::-1])
    return mask


def _frame(wide: int, high: int, radius: float, width: float) -> tuple[tuple[int, int, int, int], ...]:
    """The four strips of a frame that are not empty: most of a large frame is."""
    deep, side = min(round(max(radius, width)) + 1, (high + 1) // 2), min(round(width) + 1, (wide + 1) // 2)
    top, bottom = (0, 0, wide, deep), (0, max(deep, high - deep), wide, deep)
    between = max(0, high - 2 * deep)
    return top, bottom, (0, deep, side, between), (wide - side, deep, side, between)


def _lettered(item: Text, size_px: int) -> Placed:
    """A line of text with its soft shadow, and where it stands relative to the line's box."""
    mask = lettering.coverage(item.text, size_px, item.bold)
    if not item.shadow:
        return _tinted(mask, item.colour), (0, 0)
    pad = max(2, size_px // 7)
    drop = max(1, size_px // 16)
    wide = np.pad(mask, pad)
    shade = cv2.GaussianBlur(np.roll(wide, drop, axis=0), (0, 0), pad / 2.2).astype(np.float32) / 255
    alpha = (item.colour[3] if len(item.colour) == 4 else 255) / 255
    ink = wide.astype(np.float32) / 255 * alpha
    dark = np.clip(shade * 1.6, 0, 0.75) * alpha
    pixels = np.empty((*wide.shape, 4), np.uint8)
    for channel in range(3):
        pixels[..., channel] = ink * item.colour[channel] + 0.5
    pixels[..., 3] = (ink + dark * (1 - ink)) * 255 + 0.5
    return _surface(pixels, "RGBA"), (-pad, -pad)
