"""A square of a picture, perhaps turned: what a face network looks at."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from game.body.facing import HeadFit

Image = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]

FACE_CM: Final = (0.0, -0.57, 3.0)
"""The middle of a mesh's region, in the axes of the head in `game.body.facing`."""
SIDE_CM: Final = 26.55
"""Side of the region: 1.5 times the box around the 468 points, on average over real faces."""
ALIASING: Final = 2.0
"""A picture shrunk by more than this is averaged first: sampling between four neighbours would skip pixels."""
OVERSAMPLING: Final = 1.5
"""A picture averaged first keeps this many pixels for each of the crop's."""


@dataclass(frozen=True, slots=True)
class Region:
    """A square in pixels of a picture: its centre, its side, and its turn in radians (> 0: clockwise on screen)."""

    x: float
    y: float
    side: float
    turn_rad: float = 0.0

    def moved(self, dx: float, dy: float) -> Region:
        """The same square elsewhere."""
        return Region(self.x + dx, self.y + dy, self.side, self.turn_rad)

    def to_picture(self, points: Points) -> Points:
        """Points (n, 2) in fractions of the square, 0..1, as pixels of the picture."""
        c, s = math.cos(self.turn_rad), math.sin(self.turn_rad)
        out: Points = (points - 0.5) * self.side @ np.array(((c, s), (-s, c))) + (self.x, self.y)
        return out


def of_head(fit: HeadFit) -> Region:
    """Where the mesh should look for the face of a fitted head."""
    x, y = fit.at(*FACE_CM)
    return Region(x, y, SIDE_CM * fit.scale, math.atan2(-fit.rotation[1, 0], fit.rotation[1, 1]))


def around(points: Points, left: int, right: int, margin: float = 1.5) -> Region:
    """The square around points (n, 2 or more), `margin` times their box, level with the line from left to right."""
    across = points[right, :2] - points[left, :2]
    low, high = points[:, :2].min(0), points[:, :2].max(0)
    x, y = (low + high) / 2
    return Region(float(x), float(y), margin * float((high - low).max()), math.atan2(across[1], across[0]))


def cut_out(image: Image, region: Region, size: int) -> Image:
    """The region as a square of `size` pixels, upright. Beyond the picture its edge goes on."""
    shrink = region.side / size
    if shrink > ALIASING:
        image, region = _averaged(image, region, shrink / OVERSAMPLING)
        shrink = region.side / size
    c, s = math.cos(region.turn_rad) * shrink, math.sin(region.turn_rad) * shrink
    half = size / 2
    back = np.array(((c, -s, region.x - (c - s) * half), (s, c, region.y - (s + c) * half)))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(image, back, (size, size), flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _averaged(image: Image, region: Region, factor: float) -> tuple[Image, Region]:
    """The part of a picture around a region, shrunk by this factor, and the region in it."""
    height, width = image.shape[:2]
    reach = 0.75 * region.side  # a square turned by any angle reaches out 0.71 of its side
    left, top = max(0, math.floor(region.x - reach)), max(0, math.floor(region.y - reach))
    right, low = min(width, math.ceil(region.x + reach)), min(height, math.ceil(region.y + reach))
    if right - left < 2 or low - top < 2:
        return image, region
    size = max(1, round((right - left) / factor)), max(1, round((low - top) / factor))
    small = np.asarray(cv2.resize(image[top:low, left:right], size, interpolation=cv2.INTER_AREA), np.uint8)
    x, y = (region.x - left) * size[0] / (right - left), (region.y - top) * size[1] / (low - top)
    return small, Region(x, y, region.side * size[0] / (right - left), region.turn_rad)
