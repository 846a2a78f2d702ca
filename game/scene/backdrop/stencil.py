"""A supersampled stencil for drawing plants: coverage, brightness and brownness of each pixel.

One uint8 canvas has three channels (tone, cover, warmth), so that a single polygon call draws all of them with the
same anti-aliased edge. Colour comes later, when the layer's distance is known.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from game.scene.backdrop.paint import Floats

_FINE = 2  # canvas pixels for each picture pixel; averaged afterwards, in addition to OpenCV's anti-aliasing
_SHIFT = 4  # fractional bits of OpenCV's fixed-point coordinates


@dataclass(frozen=True, slots=True)
class Plate:
    """A finished stencil: cover, tone and warmth, each float32 (h, w) in 0..1; tone and warmth not premultiplied."""

    cover: Floats
    tone: Floats
    warmth: Floats


class Stencil:
    """A canvas of width x height picture pixels; with `wrap`, what leaves on one side enters on the other."""

    def __init__(self, width: int, height: int, wrap: bool = False) -> None:
        self.width, self.height, self.wrap = width, height, wrap
        self._canvas = np.zeros((height * _FINE, width * _FINE, 3), np.uint8)

    def polygons(self, points: Floats, tone: Floats | float, warmth: float = 0.0) -> None:
        """Convex polygons (n, k, 2) in picture pixels, each with its own tone 0..1, drawn in order."""
        if self.wrap:
            low, high = points[..., 0].min(), points[..., 0].max()
            for offset in (-self.width, self.width):
                if low + offset < self.width and high + offset > 0:
                    self._fill(points + np.array([offset, 0], np.float32), tone, warmth)
        self._fill(points, tone, warmth)

    def _fill(self, points: Floats, tone: Floats | float, warmth: float) -> None:
        fixed = np.rint(points * (_FINE << _SHIFT)).astype(np.int32)
        tones = np.broadcast_to(np.clip(np.asarray(tone, np.float32), 0, 1) * 255, len(fixed)).tolist()
        warm = 255 * warmth
        for polygon, light in zip(fixed, tones, strict=True):
            cv2.fillConvexPoly(self._canvas, polygon, (light, 255, warm), cv2.LINE_AA, _SHIFT)

    def outline(self, points: Floats, tone: float, warmth: float = 0.0) -> None:
        """One polygon (k, 2) of any shape."""
        for offset in (0, -self.width, self.width) if self.wrap else (0,):
            fixed = np.rint((points + np.array([offset, 0], np.float32)) * (_FINE << _SHIFT)).astype(np.int32)
            cv2.fillPoly(self._canvas, [fixed], (255.0 * float(tone), 255, 255.0 * warmth), cv2.LINE_AA, _SHIFT)

    def stroke(
        self, path: Floats, width_start: float, width_end: float, tone: Floats | float, warmth: float = 0.0
    ) -> None:
        """A tapering branch along a path (n, 2), as n - 1 overlapping quads, each with its own tone."""
        heading = np.gradient(path, axis=0)
        normal = np.stack([-heading[:, 1], heading[:, 0]], 1)
        normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-6
        half = normal * (np.linspace(width_start, width_end, len(path), dtype=np.float32)[:, None] / 2)
        left, right = path + half, path - half
        self.polygons(np.stack([left[:-1], left[1:], right[1:], right[:-1]], 1).astype(np.float32), tone, warmth)

    def plate(self) -> Plate:
        """What was drawn so far, at picture resolution."""
        small = cv2.resize(self._canvas, (self.width, self.height), interpolation=cv2.INTER_AREA)
        cover = small[..., 1].astype(np.float32) / 255
        inverse = 1 / np.maximum(cover * 255, 1)
        return Plate(cover, small[..., 0] * inverse, small[..., 2] * inverse)


def edge(cover: Floats, dx: float, dy: float, softness: float = 1.2) -> Floats:
    """Edge light: the rim of `cover` that faces a light from (dx, dy), y down."""
    moved = cv2.warpAffine(
        cover,
        np.array([[1, 0, -dx], [0, 1, -dy]], np.float32),
        (cover.shape[1], cover.shape[0]),
        borderMode=cv2.BORDER_REPLICATE,
    )
    rim = np.clip(cover - moved, 0, 1)
    return np.asarray(cv2.GaussianBlur(rim, (0, 0), softness), np.float32)
