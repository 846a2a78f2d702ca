"""A random room seen by a camera: wall, floor and furniture in perspective, with the same light as the figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from game.vision.frame import Image
from game.vision.virtual.build import Colour
from game.vision.virtual.posture import Array
from game.vision.virtual.view import Lens

_NEAR_M: Final = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Light:
    """The main light. towards: unit vector to it in room axes; key and ambient: BGR factors."""

    towards: Array
    key: Array
    ambient: Array


def random_light(rng: np.random.Generator) -> Light:
    """A lamp or window somewhere in front, above and to a side; warm or cold, bright or dim."""
    side, height = rng.uniform(-1.1, 1.1), rng.uniform(0.35, 1.2)
    towards = np.array([np.sin(side) * np.cos(height), np.sin(height), np.cos(side) * np.cos(height)])
    warmth = rng.uniform(-0.10, 0.14)
    tint = np.array([1 - warmth, 1.0, 1 + warmth])
    exposure = float(np.exp(rng.normal(-0.02, 0.12)))
    contrast = rng.uniform(0.30, 0.62)
    return Light(
        towards, exposure * contrast * 1.15 * tint, exposure * (1 - contrast) * 1.1 * np.array([1.04, 1.0, 0.97])
    )


class Room:
    """The room behind the player, painted once for each view. wall_m: distance of the wall behind the middle."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng([seed, 0x524F])
        self.light = random_light(rng)
        self._seed = seed
        self.wall_m = float(rng.uniform(1.3, 3.0))

    def painted(self, lens: Lens, size: tuple[int, int]) -> Image:
        """The empty room as the first camera of `lens` sees it: uint8 (height, width, 3), BGR."""
        rng = np.random.default_rng([self._seed, 0x5041])
        canvas = _Canvas(lens, size, self.light)
        wall, floor = _pale(rng), _floor_colour(rng)
        back, wide, high = -self.wall_m, 6.0, float(rng.uniform(2.5, 3.2))
        canvas.image[:] = np.clip(np.array(wall) * 0.8 * (self.light.ambient + 0.5 * self.light.key), 0, 255)
        canvas.quad([(-wide, 0, back), (wide, 0, back), (wide, high, back), (-wide, high, back)], wall, (0, 0, 1))
        ceiling = [(-wide, high, back), (wide, high, back), (wide, high, 6), (-wide, high, 6)]
        canvas.quad(ceiling, (222, 225, 228), (0, 0.4, 0.9))  # lit by light reflected in the room
        canvas.quad([(-wide, 0, back), (wide, 0, back), (wide, 0, 6), (-wide, 0, 6)], floor, (0, 1, 0))
        _boards(canvas, rng, floor, back, wide)
        skirt = _mixed(wall, (245, 245, 245), 0.6)
        canvas.quad([(-wide, 0, back), (wide, 0, back), (wide, 0.1, back), (-wide, 0.1, back)], skirt, (0, 0, 1))
        canvas.quad(
            [(-wide, 0.1, back), (wide, 0.1, back), (wide, 0.115, back), (-wide, 0.115, back)], (70, 80, 90), (0, 0, 1)
        )
        if rng.random() < 0.5:
            _rug(canvas, rng)
        places = list(rng.permutation([-2.3, -1.45, -0.6, 0.45, 1.3, 2.2]))
        things = [_window, _poster, _poster, _shelf, _sofa, _lamp, _cupboard, _plant, _door]
        for _ in range(int(rng.integers(2, 5))):
            thing = things[int(rng.integers(len(things)))]
            thing(canvas, rng, float(places.pop()) + rng.uniform(-0.2, 0.2), back)
        return _finished(canvas.image, rng)


class _Canvas:
    """Draws quads of the room in perspective."""

    def __init__(self, lens: Lens, size: tuple[int, int], light: Light) -> None:
        self.image: Image = np.zeros((size[1], size[0], 3), np.uint8)
        self._lens, self._light, self._size = lens, light, size

    def quad(
        self, corners: list[tuple[float, float, float]], colour: Colour, normal: tuple[float, float, float]
    ) -> None:
        """A flat polygon, shaded by its normal and clipped near the lens."""
        seen = self._lens.to_camera(np.array([corners], np.float64))[0]
        seen = _clipped(seen)
        if len(seen) < 3:
            return
        focal = float(self._lens.focal[0]) * self._size[0]
        x = self._size[0] / 2 + focal * seen[:, 0] / seen[:, 2]
        y = self._size[1] / 2 - focal * seen[:, 1] / seen[:, 2]
        points = np.clip(np.stack([x, y], -1), -20000, 20000)
        lit = self._light.ambient + self._light.key * max(0.0, 0.35 + 0.65 * float(np.dot(normal, self._light.towards)))
        b, g, r = np.clip(np.array(colour) * lit, 0, 255)
        cv2.fillPoly(
            self.image, [np.round(points * 8).astype(np.int32)], (float(b), float(g), float(r)), cv2.LINE_AA, 3
        )

    def box(self, low: tuple[float, float, float], top: tuple[float, float, float], colour: Colour) -> None:
        """An upright box: its sides, top and front."""
        (x0, y0, z0), (x1, y1, z1) = low, top
        self.quad([(x0, y0, z0), (x0, y0, z1), (x0, y1, z1), (x0, y1, z0)], colour, (-1, 0, 0))
        self.quad([(x1, y0, z0), (x1, y0, z1), (x1, y1, z1), (x1, y1, z0)], colour, (1, 0, 0))
        self.quad([(x0, y1, z0), (x1, y1, z0), (x1, y1, z1), (x0, y1, z1)], colour, (0, 1, 0))
        self.quad([(x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)], colour, (0, 0, 1))


def _clipped(points: Array) -> Array:
    """The part of a polygon in camera axes that lies ahead of the lens."""
    kept: list[Array] = []
    for a, b in zip(points, np.roll(points, -1, 0), strict=True):
        if a[2] >= _NEAR_M:
            kept.append(a)
        if (a[2] >= _NEAR_M) != (b[2] >= _NEAR_M):
            kept.append(a + (b - a) * (_NEAR_M - a[2]) / (b[2] - a[2]))
    return np.array(kept).reshape(-1, 3)


def _mixed(a: Colour, b: Colour, share: float) -> Colour:
    x, y, z = (int(p + (q - p) * share) for p, q in zip(a, b, strict=True))
    return x, y, z


def _pale(rng: np.random.Generator) -> Colour:
    tones = ((205, 214, 220), (190, 205, 196), (214, 200, 186), (186, 196, 214), (160, 172, 176), (150, 128, 110))
    b, g, r = np.clip(np.array(tones[rng.integers(len(tones))]) + rng.normal(0, 10, 3), 60, 245).astype(int)
    return int(b), int(g), int(r)


def _strong(rng: np.random.Generator) -> Colour:
    b, g, r = np.clip(rng.uniform(40, 225) * (1 - rng.uniform(0, 0.7, 3)), 20, 235).astype(int)
    return int(b), int(g), int(r)


def _floor_colour(rng: np.random.Generator) -> Colour:
    tones = ((82, 118, 158), (62, 88, 122), (110, 140, 168), (128, 130, 132), (98, 104, 118), (70, 78, 92))
    b, g, r = np.clip(np.array(tones[rng.integers(len(tones))]) + rng.normal(0, 8, 3), 30, 220).astype(int)
    return int(b), int(g), int(r)


def _boards(canvas: _Canvas, rng: np.random.Generator, floor: Colour, back: float, wide: float) -> None:
    """Floor boards, or nothing where there is a carpet."""
    if rng.random() < 0.35:
        return
    step = float(rng.uniform(0.14, 0.3))
    for x in np.arange(-wide, wide, step):
        shade = float(rng.uniform(0.92, 1.05))
        b, g, r = (int(min(255, v * shade)) for v in floor)
        canvas.quad([(x, 0, back), (x + step, 0, back), (x + step, 0, 6), (x, 0, 6)], (b, g, r), (0, 1, 0))
        seam = _mixed(floor, (20, 25, 30), 0.35)
        canvas.quad([(x, 0, back), (x + 0.008, 0, back), (x + 0.008, 0, 6), (x, 0, 6)], seam, (0, 1, 0))


def _rug(canvas: _Canvas, rng: np.random.Generator) -> None:
    colour, edge = _strong(rng), _strong(rng)
    x0, x1 = rng.uniform(-1.6, -0.8), rng.uniform(0.8, 1.6)
    for inset, tone in ((0.0, edge), (0.08, colour)):
        canvas.quad(
            [
                (x0 + inset, 0, -0.9 + inset),
                (x1 - inset, 0, -0.9 + inset),
                (x1 - inset, 0, 1 - inset),
                (x0 + inset, 0, 1 - inset),
            ],
            tone,
            (0, 1, 0),
        )


def _on_wall(canvas: _Canvas, x0: float, x1: float, y0: float, y1: float, z: float, colour: Colour) -> None:
    canvas.quad([(x0, y0, z), (x1, y0, z), (x1, y1, z), (x0, y1, z)], colour, (0, 0, 1))


def _window(canvas: _Canvas, rng: np.random.Generator, x: float, back: float) -> None:
    w, y0, y1 = rng.uniform(0.45, 0.7), 0.95, rng.uniform(1.95, 2.3)
    _on_wall(canvas, x - w, x + w, y0 - 0.06, y1 + 0.06, back + 0.01, (236, 238, 240))
    sky = ((240, 222, 190), (90, 50, 30), (250, 244, 236))[rng.integers(3)]
    for k in range(12):
        a, b = y0 + (y1 - y0) * k / 12, y0 + (y1 - y0) * (k + 1) / 12
        _on_wall(
            canvas, x - w + 0.05, x + w - 0.05, a, b, back + 0.02, _mixed((120, 160, 130), sky, min(1, 0.1 + k / 7))
        )
    _on_wall(canvas, x - 0.02, x + 0.02, y0, y1, back + 0.03, (225, 228, 230))
    curtain = _strong(rng)
    for side in (-1, 1):
        for k in range(5):
            a = x + side * (w + 0.12 - 0.05 * k)
            shade = 0.85 + 0.15 * (k % 2)
            b, g, r = (int(v * shade) for v in curtain)
            _on_wall(canvas, a - 0.025, a + 0.025, 0.5, y1 + 0.1, back + 0.04, (b, g, r))


def _poster(canvas: _Canvas, rng: np.random.Generator, x: float, back: float) -> None:
    w, h, y = rng.uniform(0.18, 0.4), rng.uniform(0.2, 0.4), rng.uniform(1.35, 1.75)
    _on_wall(canvas, x - w - 0.03, x + w + 0.03, y - h - 0.03, y + h + 0.03, back + 0.01, _strong(rng))
    _on_wall(canvas, x - w, x + w, y - h, y + h, back + 0.012, _pale(rng))
    for _ in range(int(rng.integers(2, 6))):
        a, b = np.sort(rng.uniform(-w, w, 2)), np.sort(rng.uniform(-h, h, 2))
        _on_wall(canvas, x + a[0], x + a[1], y + b[0], y + b[1], back + 0.014, _strong(rng))


def _shelf(canvas: _Canvas, rng: np.random.Generator, x: float, back: float) -> None:
    wood, w, high = _mixed(_strong(rng), (90, 130, 170), 0.6), rng.uniform(0.35, 0.5), rng.uniform(1.2, 1.9)
    canvas.box((x - w, 0, back), (x + w, high, back + 0.28), wood)
    rows = int(rng.integers(3, 6))
    for row in range(rows):
        y0, y1 = high * (row + 0.08) / rows, high * (row + 0.94) / rows
        _on_wall(canvas, x - w + 0.03, x + w - 0.03, y0, y1, back + 0.285, _mixed(wood, (20, 20, 20), 0.6))
        at = x - w + 0.04
        while at < x + w - 0.08:
            thick = rng.uniform(0.02, 0.05)
            if rng.random() < 0.85:
                tall = y0 + (y1 - y0) * rng.uniform(0.6, 0.95)
                _on_wall(canvas, at, at + thick, y0, tall, back + 0.29, _strong(rng))
            at += thick + 0.004


def _sofa(canvas: _Canvas, rng: np.random.Generator, x: float, back: float) -> None:
    colour, w = _strong(rng), rng.uniform(0.6, 0.95)
    canvas.box((x - w, 0.12, back + 0.05), (x + w, 0.85, back + 0.25), colour)
    canvas.box((x - w, 0.12, back + 0.25), (x + w, 0.45, back + 0.75), _mixed(colour, (255, 255, 255), 0.08))
    for side in (-1, 1):
        a = x + side * w
        canvas.box((a - 0.1, 0.08, back + 0.1), (a + 0.1, 0.62, back + 0.78), _mixed(colour, (0, 0, 0), 0.08))


def _lamp(canvas: _Canvas, rng: np.random.Generator, x: float, back: float) -> None:
    z, high = back + 0.3, rng.uniform(1.4, 1.7)
    canvas.quad(
        [(x - 0.015, 0, z), (x + 0.015, 0, z), (x + 0.015, high, z), (x - 0.015, high, z)], (40, 40, 44), (0, 0, 1)
    )
    canvas.quad(
        [(x - 0.14, 0.01, z), (x + 0.14, 0.01, z), (x + 0.12, 0.03, z), (x - 0.12, 0.03, z)], (40, 40, 44), (0, 0, 1)
    )
    shade = [
        (x - 0.22, high - 0.05, z),
        (x + 0.22, high - 0.05, z),
        (x + 0.13, high + 0.25, z),
        (x - 0.13, high + 0.25, z),
    ]
    canvas.quad(shade, (200, 232, 250), (0, 0.3, 1))


def _cupboard(canvas: _Canvas, rng: np.random.Generator, x: float, back: float) -> None:
    colour, w, high = _mixed(_strong(rng), (150, 170, 190), 0.5), rng.uniform(0.4, 0.7), rng.uniform(0.7, 1.1)
    canvas.box((x - w, 0.08, back), (x + w, high, back + 0.42), colour)
    for side in (-1, 1):
        a, b = sorted((x + side * 0.02, x + side * (w - 0.03)))
        _on_wall(canvas, a, b, 0.13, high - 0.05, back + 0.425, _mixed(colour, (255, 255, 255), 0.12))
        _on_wall(
            canvas, x + side * 0.06 - 0.01, x + side * 0.06 + 0.01, high * 0.5, high * 0.6, back + 0.43, (60, 60, 66)
        )


def _plant(canvas: _Canvas, rng: np.random.Generator, x: float, back: float) -> None:
    z = back + 0.35
    canvas.box((x - 0.14, 0, z - 0.14), (x + 0.14, 0.3, z + 0.14), _strong(rng))
    for _ in range(14):
        lean, tall = rng.uniform(-0.45, 0.45), rng.uniform(0.7, 1.35)
        green = _mixed((50, 110, 60), (90, 170, 120), float(rng.random()))
        tip, root = (x + lean, tall, z), (x + 0.1 * lean, 0.3, z)
        middle = (x + 0.6 * lean, 0.65 * tall + 0.1, z)
        canvas.quad(
            [root, (middle[0] - 0.05, middle[1], z), tip, (middle[0] + 0.05, middle[1], z)], green, (0, 0.5, 0.7)
        )


def _door(canvas: _Canvas, rng: np.random.Generator, x: float, back: float) -> None:
    colour = _mixed(_pale(rng), (240, 240, 240), 0.4)
    _on_wall(canvas, x - 0.5, x + 0.5, 0, 2.12, back + 0.01, _mixed(colour, (90, 100, 110), 0.4))
    _on_wall(canvas, x - 0.43, x + 0.43, 0.0, 2.05, back + 0.02, colour)
    for y0, y1 in ((0.2, 0.9), (1.05, 1.85)):
        _on_wall(canvas, x - 0.32, x + 0.32, y0, y1, back + 0.03, _mixed(colour, (60, 70, 80), 0.12))
    _on_wall(canvas, x + 0.33, x + 0.38, 0.98, 1.02, back + 0.04, (60, 70, 80))


def _finished(image: Image, rng: np.random.Generator) -> Image:
    """Effects of a cheap lens: soft focus, uneven light on the wall, vignette."""
    height, width = image.shape[:2]
    sigma = float(rng.uniform(0.8, 2.4)) * width / 1280
    soft = cv2.GaussianBlur(image, (0, 0), sigma)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    cx, cy = rng.uniform(0.1, 0.9) * width, rng.uniform(-0.1, 0.5) * height
    glow = 1.10 - 0.28 * np.hypot(x - cx, y - cy) / width
    corner = 1.0 - float(rng.uniform(0.05, 0.28)) * (((x / width - 0.5) ** 2 + (y / height - 0.5) ** 2) / 0.5)
    lit: Image = np.clip(soft * (glow * corner)[..., None], 0, 255).astype(np.uint8)
    return lit
