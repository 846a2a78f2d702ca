"""Paints a draw list in software; the only place where items become pixels.

The canvas is our own memory in RGBX order, like the scenes' pictures, so they are blitted without conversion or copy.
Only the window reorders the finished frame for the display.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile
from operator import is_
from typing import Final, Literal

import numpy as np
import pygame

from game.scene.drawing import (
    Blend,
    Box,
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
from game.scene.shelf import Shelf
from game.screen.shapes import draw_stroke, frame_strips, lettered, rounded, tinted
from game.screen.uploads import Placed, Upload, bytes_of, four, scaled, surface_of, uploaded

_START_ITEMS: Final = 12
"""With fewer unchanged items at its start, a draw list is painted as fast as copied."""

_FRESHEN: Final = 256
"""Frames between two times that pictures in use are looked up on the shelf, which then counts them as used."""

PICTURES_MB: Final = 96
"""Pictures kept ready to be painted. Five minutes of attract mode fill 264 MB and take 12.1 ms of CPU time a frame;
with 64 MB they take 12.5 ms, and a machine with 2 GB needs the rest for vision and the system."""


class Canvas:
    """A picture to paint on: `pixels` uint8 (h, w, 4), and `surface`, the same memory as pygame sees it.

    order: RGBX for the screen, RGBA (premultiplied) for a layer that is put on something else.
    """

    def __init__(self, size: tuple[int, int], order: Literal["RGBX", "RGBA"] = "RGBX") -> None:
        self.size = size
        self.order = order
        self.pixels: Pixels = np.zeros((size[1], size[0], 4), np.uint8)
        self.surface = surface_of(self.pixels, order)

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
        self._pictures: Shelf[tuple[str, int], Upload] = Shelf(most_picture_bytes)
        self._recent: dict[Picture, Upload] = {}  # of the last frames, found faster than on the shelf
        self._frames = 0
        self._shapes: Shelf[object, Placed] = Shelf(most_shape_bytes)
        self._strokes_before: set[Polygon | Line] = set()
        self._strokes_now: set[Polygon | Line] = set()
        self._covers = covers
        self._before: Sequence[Item] = ()
        self._start: tuple[Sequence[Item], Pixels] | None = None

    @property
    def kept_bytes(self) -> int:
        """What the pictures and shapes take that are kept between frames."""
        return self._pictures.bytes + self._shapes.bytes

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

    def _uploaded(self, picture: Picture, blend: Blend) -> Upload:
        # not the blend itself, because Python computes an enum's hash each time
        key = (picture.key, 0 if blend is Blend.PREMULTIPLIED else 1 if blend is Blend.ADD else 2)
        kept = self._pictures.get(key)
        if kept is None or kept.source() is not picture.pixels:
            pixels = four(scaled(picture.pixels, self.scale))
            kept = uploaded(picture.pixels, pixels, blend)
            self._pictures.put(key, kept, pixels.nbytes)
        return kept

    def _fresh(self, canvas: Canvas, item: Fresh) -> None:
        pixels = four(scaled(item.pixels, self.scale))
        x, y = self._at(item.x, item.y)
        if item.blend is Blend.OPAQUE:
            _copy(canvas, pixels, x, y)
            return
        added = item.blend is Blend.ADD
        flags = pygame.BLEND_RGB_ADD if added else pygame.BLEND_PREMULTIPLIED
        canvas.surface.blit(surface_of(pixels, "RGBX" if added else "RGBA"), (x, y), special_flags=flags)

    def _stamp(self, canvas: Canvas, item: Stamp) -> None:
        size = max(1, round(item.width * self.scale)), max(1, round(item.height * self.scale))
        key = (Stamp, item.key, size)
        placed = self._shapes.get(key)
        if placed is None:
            sheet = Canvas(size, "RGBA")
            self._put(sheet, item.items)
            placed = (sheet.surface, (0, 0))
            self._shapes.put(key, placed, bytes_of(sheet.surface))
        canvas.surface.blit(placed[0], self._at(item.x, item.y), special_flags=pygame.BLEND_PREMULTIPLIED)

    # text

    def _text(self, canvas: Canvas, item: Text) -> None:
        size_px = max(1, round(item.size_px * self.scale))
        key = (Text, item.text, size_px, item.colour, item.bold, item.shadow)
        placed = self._shapes.get(key)
        if placed is None:
            placed = lettered(item, size_px)
            self._shapes.put(key, placed, bytes_of(placed[0]))
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
            mask = rounded(wide, high, radius)
            if width > 0:
                mask = mask.copy()
                inset = max(1, round(width))
                if wide > 2 * inset and high > 2 * inset:
                    hole = rounded(wide - 2 * inset, high - 2 * inset, max(0.0, radius - inset))
                    mask[inset:-inset, inset:-inset] -= np.minimum(hole, mask[inset:-inset, inset:-inset])
            placed = (tinted(mask, item.colour), (0, 0))
            self._shapes.put(key, placed, bytes_of(placed[0]))
        for strip in frame_strips(wide, high, radius, width) if width > 0 else (None,):
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
            placed = (tinted(mask, item.colour), (-reach, -reach))
            self._shapes.put(key, placed, bytes_of(placed[0]))
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
                draw_stroke(canvas.pixels, place, (*item.colour[:3], 255), filled, closed, width)
                return
            low = np.maximum(np.floor(place.min(axis=0) - width / 2).astype(int) - 2, -64)
            high = np.ceil(place.max(axis=0) + width / 2).astype(int) + 2
            high = np.minimum(high, (canvas.size[0] + 64, canvas.size[1] + 64))
            if (high <= low).any():
                return
            mask = np.zeros((high[1] - low[1], high[0] - low[0]), np.uint8)
            draw_stroke(mask, place - low, (255,), filled, closed, width)
            placed = (tinted(mask, item.colour), (int(low[0]), int(low[1])))
            self._shapes.put(item, placed, bytes_of(placed[0]))
        canvas.surface.blit(*placed, special_flags=pygame.BLEND_PREMULTIPLIED)


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
        canvas.surface.blit(surface_of(pixels, "RGBX"), (x, y))
        return
    left, top = max(0, x), max(0, y)
    right, bottom = min(canvas.size[0], x + pixels.shape[1]), min(canvas.size[1], y + pixels.shape[0])
    if left < right and top < bottom:
        canvas.pixels[top:bottom, left:right] = pixels[top - y : bottom - y, left - x : right - x]
