"""Drawings of any size: which canvas their joints are told on, and at which scale they can be read.

The original drew on 640 x 500 with one pen. Its pictures were made smaller later on here and there, for a network's
input or a page, while the JSON kept the canvas's pixels; others drew on a canvas of another size with the same pen.
"""

from __future__ import annotations

import math
from typing import Final

import cv2
import numpy as np

from game.errors import UserError
from tools.importing.drawn import EXPLAINS, ORIGINAL_LINE_PX, SIZE, Colours, Image, Points, explained, ink_of
from tools.importing.drawn_joints import recover
from tools.importing.photos import decoded, picture_size

LEAST_SIDE: Final = 64
"""Pixels: with fewer the dots of a face are one blot."""
MOST_SIDE: Final = 4096
_SAME_PEN: Final = 1.25
"""Pens that differ less are read as they are: line widths measured in small pictures err by a tenth."""


def read_picture(data: bytes) -> Image:
    """A drawn skeleton's picture, RGB. Raises UserError for what is no picture, or has no size of a drawing."""
    size = picture_size(data)
    if size is not None and not (min(size) >= LEAST_SIDE and max(size) <= MOST_SIDE):
        sides = f"{LEAST_SIDE} to {MOST_SIDE} pixels"
        raise UserError(f"the picture has {size[0]} x {size[1]} pixels; drawn skeletons have sides of {sides}")
    return decoded(data)


def on_its_canvas(picture: Image, told: Points | None) -> Image:
    """A drawing (RGB) in the pixels its joints are told in, (17, 3): its own, or those of the original's canvas.

    Where no joints tell, the pen does: a drawing made smaller has thin lines.
    """
    height, width = picture.shape[:2]
    if (width, height) == SIZE:
        return picture
    original = np.asarray(cv2.resize(picture, SIZE, interpolation=cv2.INTER_NEAREST), np.uint8)
    if told is not None:
        shares = [explained(ink_of(one), told) for one in (picture, original)]
        if max(shares) >= EXPLAINS:
            return picture if shares[0] >= shares[1] else original
    thin = math.log(pen_px(picture) / ORIGINAL_LINE_PX)
    shrunk = math.log(math.sqrt(width * height / (SIZE[0] * SIZE[1])))
    return original if abs(thin - shrunk) < abs(thin) else picture


def pen_px(picture: Image) -> float:
    """The width of a drawing's lines in pixels, at least 1.

    Its pixels lie a quarter of it from the edge on average. Blended edges are left out: their colours are rare. Lines
    of 8 px read as 7 to 8.2, made half as large as 4, a third as 2.8.
    """
    ink = ink_of(picture)
    codes = ink.rgb @ np.array([1 << 16, 1 << 8, 1])
    _, kind, counts = np.unique(codes, return_inverse=True, return_counts=True)
    x, y = ink.at[counts[kind] >= max(4.0, 0.004 * len(codes))].astype(int).T
    pure = np.zeros(picture.shape[:2], np.uint8)
    pure[y, x] = 1
    depths = cv2.distanceTransform(pure, cv2.DIST_L2, 5)[pure > 0]
    return max(1.0, 4.0 * float(depths.mean()) - 1.3) if depths.size else 1.0


def read_joints(picture: Image, colours: Colours) -> Points | None:
    """`recover` for a drawing of any pen: joints (17, 3) in the picture's pixels, None where they cannot be read."""
    height, width = picture.shape[:2]
    scale = 1.0 if (width, height) == SIZE else colours.line_px / pen_px(picture)
    if 1 / _SAME_PEN < scale < _SAME_PEN or max(width, height) * scale > MOST_SIDE:
        return recover(picture, colours)
    sized = (max(1, round(width * scale)), max(1, round(height * scale)))
    points = recover(np.asarray(cv2.resize(picture, sized, interpolation=cv2.INTER_NEAREST), np.uint8), colours)
    if points is not None:  # pixel centres lie half a pixel from their corners, at either scale
        points[:, :2] = (points[:, :2] + 0.5) * (width / sized[0], height / sized[1]) - 0.5
    return points
