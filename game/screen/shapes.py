"""Lines, shapes and letters as pixels: drawn with OpenCV's fixed-point coordinates, or as masks in one colour."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import pygame

from game.scene.drawing import Colour, Pixels, Text
from game.scene.interface import lettering
from game.screen.uploads import Placed, surface_of

_SHIFT: Final = 4
"""Fractional bits of OpenCV's fixed-point coordinates: 1/16 pixel."""
_ONE: Final = 1 << _SHIFT

_SPILL: Final = 0.7
"""How far OpenCV's anti-aliased edges extend over the true ones, in pixels (measured; for a circle 0.2 less)."""
Points = npt.NDArray[np.float64]
FixedPoints = npt.NDArray[np.int32]


def draw_stroke(
    pixels: Pixels, points: Points, colour: tuple[int, ...], filled: bool, closed: bool, width: float
) -> None:
    """Draw a polygon or line, points (n, 2) in pixels, straight onto pixels with as many channels as the colour."""
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


def tinted(mask: Pixels, colour: Colour) -> pygame.Surface:
    """A mask in one colour, premultiplied."""
    return surface_of(_coloured(mask, colour), "RGBA")


def _coloured(mask: Pixels, colour: Colour) -> Pixels:
    """A mask (h, w) in one colour, premultiplied RGBA (h, w, 4); looked up, as cards that fade need it each frame."""
    alpha = colour[3] if len(colour) == 4 else 255
    shade = np.array([*(c * alpha / 255 for c in colour[:3]), alpha], np.float32) / 255
    shades = (np.arange(256)[:, None] * shade + 0.5).astype(np.uint8)
    return np.asarray(shades.view(np.uint32)[:, 0][mask].view(np.uint8).reshape(*mask.shape, 4))


@lru_cache(maxsize=64)
def rounded(wide: int, high: int, radius: float) -> Pixels:
    """The coverage of a rectangle with rounded corners; may not be written to."""
    mask = np.full((high, wide), 255, np.uint8)
    r = min(radius, wide / 2, high / 2)
    if r < 0.5:
        mask.setflags(write=False)
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
    mask.setflags(write=False)
    return mask


def frame_strips(wide: int, high: int, radius: float, width: float) -> tuple[tuple[int, int, int, int], ...]:
    """The four strips of a frame that are not empty: most of a large frame is."""
    deep, side = min(round(max(radius, width)) + 1, (high + 1) // 2), min(round(width) + 1, (wide + 1) // 2)
    top, bottom = (0, 0, wide, deep), (0, max(deep, high - deep), wide, deep)
    between = max(0, high - 2 * deep)
    return top, bottom, (0, deep, side, between), (wide - side, deep, side, between)


def lettered(item: Text, size_px: int) -> Placed:
    """A line of text with its soft shadow, and where it stands relative to the line's box."""
    mask = lettering.coverage(item.text, size_px, item.bold)
    if not item.shadow:
        return tinted(mask, item.colour), (0, 0)
    pad = max(2, size_px // 7)
    drop = max(1, size_px // 16)
    dropped = cv2.copyMakeBorder(mask, pad + drop, pad - drop, pad, pad, cv2.BORDER_CONSTANT)
    shade = cv2.GaussianBlur(dropped, (0, 0), pad / 2.2)
    pixels = _coloured(
        np.asarray(cv2.copyMakeBorder(mask, pad, pad, pad, pad, cv2.BORDER_CONSTANT), np.uint8), item.colour
    )
    alpha = (item.colour[3] if len(item.colour) == 4 else 255) / 255
    darkness = np.clip(np.arange(256, dtype=np.float32) / 255 * 1.6, 0, 0.75) * alpha
    ink = pixels[..., 3].astype(np.float32)
    pixels[..., 3] = ink + darkness[shade] * (255 - ink) + 0.5
    return surface_of(pixels, "RGBA"), (-pad, -pad)
