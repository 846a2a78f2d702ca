"""Rendering: clothed mannequins in a room as shaded, depth-sorted polygons, for landmarkers and for the screen.

The room is painted once for each view. A frame enlarges the part behind each person, draws the faces there, and
reduces it again, which smooths the edges.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from game.vision.frame import Image
from game.vision.virtual.figure import Figure
from game.vision.virtual.head import Feature
from game.vision.virtual.mannequin import Bodies
from game.vision.virtual.posture import Array
from game.vision.virtual.room import Room
from game.vision.virtual.view import Lens, View, lens

_SCALE: Final = 2
_PAD_PX: Final = 4
_SUBPIXEL: Final = 4  # fractional bits of the corners, so that slow motion does not jitter
_GRAIN_ROOM_PX: Final = 64


class Renderer:
    """One fixed camera in one room. `size`: width, height of the frames in pixels."""

    def __init__(self, room: Room, view: View, size: tuple[int, int] = (640, 480), noise: float = 2.5) -> None:
        self.size = size
        self._lens: Lens = lens(view)
        self._light = room.light
        large = room.painted(self._lens, (size[0] * _SCALE, size[1] * _SCALE))
        self._small: Image = np.asarray(cv2.resize(large, size, interpolation=cv2.INTER_AREA), np.uint8)
        self._grain = _Grain(size, noise) if noise > 0 else None

    def frame(self, people: Sequence[tuple[Figure, Bodies]], index: int = 0) -> Image:
        """People in the room: uint8 (height, width, 3), BGR. Each `Bodies` holds one body; far ones are drawn first.

        index picks the sensor's grain, so that frame i is always the same picture.
        """
        image = self._small.copy()
        for figure, body in sorted(people, key=lambda one: -self._depth(one[1])):
            self._draw(image, figure, body)
        if self._grain is not None:
            self._grain.sprinkle(image, index)
        return image

    def pixels(self, points: Array) -> Array:
        """Where points of the room (n, 3) are in the picture: (n, 2)."""
        return self._project(self._lens.to_camera(points[None])[0]) / _SCALE

    def _depth(self, body: Bodies) -> float:
        return self._depth_of(body.mid_hip[0])

    def _draw(self, image: Image, figure: Figure, body: Bodies) -> None:
        corners, colours, depth = self._visible(figure, body)
        features = self._features(figure, body)
        if not len(corners):
            return
        width, height = self.size[0] * _SCALE, self.size[1] * _SCALE
        low = np.floor(corners.reshape(-1, 2).min(0)) - _PAD_PX
        high = np.ceil(corners.reshape(-1, 2).max(0)) + _PAD_PX
        x0, y0 = (int(max(0, v)) // _SCALE * _SCALE for v in low)
        x1, y1 = (min(-int(-v // _SCALE) * _SCALE, most) for v, most in zip(high, (width, height), strict=True))
        if x1 - x0 < _SCALE or y1 - y0 < _SCALE:
            return
        self._shadow(image, body)
        behind = np.ascontiguousarray(image[y0 // _SCALE : y1 // _SCALE, x0 // _SCALE : x1 // _SCALE])
        # nearest neighbour, because reducing it by area averaging restores exactly the same background
        canvas = np.asarray(cv2.resize(behind, (x1 - x0, y1 - y0), interpolation=cv2.INTER_NEAREST), np.uint8)
        factor = 1 << _SUBPIXEL
        offset = np.array([x0, y0])
        flat = np.round((np.clip(corners, -8000, 8000) - offset) * factor).astype(np.int32)
        tones = colours.tolist()
        polygons = list(flat)
        for spot, colour, _ in features:
            polygons.append(np.round((spot - offset) * factor).astype(np.int32))
            tones.append(colour)
        deep = np.concatenate([depth, [far for _, _, far in features]])
        fill = cv2.fillConvexPoly
        for k in np.argsort(-deep, kind="stable").tolist():
            fill(canvas, polygons[k], tones[k], cv2.LINE_8, _SUBPIXEL)
        small = cv2.resize(canvas, ((x1 - x0) // _SCALE, (y1 - y0) // _SCALE), interpolation=cv2.INTER_AREA)
        image[y0 // _SCALE : y1 // _SCALE, x0 // _SCALE : x1 // _SCALE] = small

    def _visible(self, figure: Figure, body: Bodies) -> tuple[Array, Array, Array]:
        """Faces towards the lens: corners (F, 4, 2) large pixels, shaded colours (F, 3), depths (F,) metres."""
        trunk, head = figure.faces(body), figure.head.shape
        turn, middle = body.head_turn[0], body.head[0]
        corners = np.concatenate([trunk.corners, head.corners @ turn.T + middle])
        outward = np.concatenate([trunk.outward, head.outward @ turn.T])
        base = np.concatenate([trunk.colours, head.colours])
        centre = corners.mean(1)
        way = self._lens.place[0] - centre
        towards = np.einsum("fi,fi->f", outward, way)
        seen = self._lens.to_camera(corners[None])[0]
        keep = (towards > 0) & (seen[..., 2].min(1) > 0.15)
        seen, outward, base = seen[keep], outward[keep], base[keep]
        slant = towards[keep] / np.linalg.norm(way[keep], axis=1)
        return self._project(seen), self._shaded(base, outward, slant), seen[..., 2].mean(1)

    def _project(self, seen: Array) -> Array:
        focal = float(self._lens.focal[0]) * self.size[0] * _SCALE
        flat: Array = seen[..., :2] * np.array([focal, -focal]) / seen[..., 2:3]
        flat += np.array(self.size) * (_SCALE / 2)
        return flat

    def _shaded(self, base: Array, outward: Array, slant: Array) -> Array:
        """Lambert shading that wraps around the edge, sky from above, darker where the surface turns away."""
        light = self._light
        direct = np.clip((outward @ light.towards + 0.3) / 1.3, 0, 1)[:, None]
        sky = (0.80 + 0.20 * outward[:, 1])[:, None]
        edge = (0.72 + 0.28 * np.sqrt(np.clip(slant, 0, 1)))[:, None]
        lit: Array = np.clip(base * (light.ambient * sky + light.key * direct) * edge * 1.12, 0, 255)
        return lit

    def _features(self, figure: Figure, body: Bodies) -> list[tuple[Array, tuple[float, ...], float]]:
        """Flat features of the face that are visible: corners in large pixels, colour, depth for sorting."""
        turn, middle = body.head_turn[0], body.head[0]
        found: list[Feature] = figure.head.features(body.postures[0])
        counts = [len(feature.corners) for feature in found]
        corners = np.concatenate([feature.corners for feature in found]) @ turn.T + middle
        seen = self._lens.to_camera(corners[None])[0]
        if seen[:, 2].min() < 0.15:
            return []
        flat = self._project(seen)
        light = self._light.ambient * 0.95 + self._light.key * max(0.25, float(turn[:, 2] @ self._light.towards))
        out: list[tuple[Array, tuple[float, ...], float]] = []
        start = 0
        for feature, count in zip(found, counts, strict=True):
            part = slice(start, start + count)
            start += count
            spots = flat[part]
            sorted_by = seen[part, 2].mean() if feature.at is None else self._depth_of(turn @ feature.at + middle)
            depth = float(sorted_by) - feature.over_m
            if not feature.two_sided and not self._turned_here(corners[part], middle, turn):
                continue
            tone = tuple(float(v) for v in np.clip(np.array(feature.colour) * light, 0, 255))
            out.append((spots, tone, depth))
        return out

    def _depth_of(self, place: Array) -> float:
        """Depth of a point of the room (3,) before the lens, metres."""
        return float(self._lens.to_camera(place[None, None])[0, 0, 2])

    def _turned_here(self, corners: Array, middle: Array, turn: Array) -> bool:
        """Whether a point of the face is visible: its direction from the head's axis points to the lens."""
        spot = corners.mean(0)
        local = (spot - middle) @ turn
        normal = turn @ np.array([local[0] * 1.6, 0.15 * local[1], max(local[2], 0.02)])
        return bool(normal @ (self._lens.place[0] - spot) > 0)

    def _shadow(self, image: Image, body: Bodies) -> None:
        """A soft dark patch under the feet."""
        feet = body.landmarks[0, [29, 30, 31, 32]].copy()
        lift = max(0.0, float(feet[:, 1].min()) - 0.02)
        spread = np.array(
            [feet[:, 0].min() - 0.12, feet[:, 0].max() + 0.12, feet[:, 2].min() - 0.1, feet[:, 2].max() + 0.1]
        )
        ground = np.array([[[spread[a], 0.0, spread[b]] for a, b in ((0, 2), (1, 2), (1, 3), (0, 3))]])
        seen = self._lens.to_camera(ground)[0]
        if seen[:, 2].min() < 0.2:
            return
        flat = self._project(seen) / _SCALE
        x0, y0 = np.floor(flat.min(0)).astype(int)
        x1, y1 = np.ceil(flat.max(0)).astype(int)
        left, top, right, low = max(x0, 0), max(y0, 0), min(x1, self.size[0]), min(y1, self.size[1])
        if right - left < 2 or low - top < 2:
            return
        y, x = np.ogrid[top:low, left:right]
        r2 = ((x - 0.5 * (x0 + x1)) / (0.5 * (x1 - x0))) ** 2 + ((y - 0.5 * (y0 + y1)) / (0.5 * (y1 - y0))) ** 2
        dark = 1.0 - 0.45 / (1 + 6 * lift) * np.clip(1 - r2, 0, 1) ** 1.2
        patch = image[top:low, left:right]
        patch[:] = (patch * dark[..., None]).astype(np.uint8)


class _Grain:
    """A sensor's noise: one field of it, laid over each frame from another corner. `sigma` in grey levels."""

    def __init__(self, size: tuple[int, int], sigma: float) -> None:
        rng = np.random.default_rng(size[0])
        height, width = size[1] + _GRAIN_ROOM_PX, size[0] + _GRAIN_ROOM_PX
        grey, tint = rng.standard_normal((height, width, 1)), rng.standard_normal((height, width, 3))
        field = sigma * (grey + 0.4 * tint)
        # two images, to add and to subtract: OpenCV's saturating arithmetic is the fastest way
        self._brighter = np.clip(np.round(field), 0, 255).astype(np.uint8)
        self._darker = np.clip(np.round(-field), 0, 255).astype(np.uint8)

    def sprinkle(self, image: Image, index: int) -> None:
        """Add frame `index`'s grain to an image."""
        height, width = image.shape[:2]
        x, y = (index * 37) % _GRAIN_ROOM_PX, (index * 23) % _GRAIN_ROOM_PX
        here = (slice(y, y + height), slice(x, x + width))
        cv2.add(image, self._brighter[here], dst=image)
        cv2.subtract(image, self._darker[here], dst=image)
