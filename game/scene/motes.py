"""The kinds of particle, and pictures of each at every age, painted once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from game.scene.drawing import Blend, Picture

Floats = npt.NDArray[np.float32]


class Mote(IntEnum):
    """The kinds of particle."""

    DUST = 0
    SMOKE = 1
    FEATHER = 2
    DOWN = 3
    SPARK = 4
    EMBER = 5
    FLAME = 6
    SPLINTER = 7
    FUR = 8
    GLINT = 9
    JUICE = 10
    LEAF = 11
    DROP = 12
    RING = 13
    STEAM = 14
    QUILL = 15


@dataclass(frozen=True, slots=True, eq=False)
class MotePictures:
    """Pictures of one kind: frames[age][turn][size], for age 0..1, turn 0..2 pi, size small to large."""

    frames: tuple[tuple[tuple[Picture, ...], ...], ...]
    blend: Blend

    def at(self, age: float, angle_rad: float, size: float) -> Picture:
        """The picture for an age 0..1, an angle and a size about 1."""
        turns = self.frames[min(len(self.frames) - 1, int(age * len(self.frames)))]
        sizes = turns[int(angle_rad / (2 * np.pi) * len(turns)) % len(turns)]
        return sizes[min(len(sizes) - 1, max(0, int((size - 0.6) / 0.9 * len(sizes))))]


@cache
def mote_pictures() -> Mapping[Mote, MotePictures]:
    """All kinds: about 600 pictures of 4 to 130 pixels."""
    dust, smoke = (150, 160, 120), (70, 78, 84)
    return {
        Mote.DUST: _puffs("dust", dust, (13, 22, 32), 0.40),
        Mote.SMOKE: _puffs("smoke", smoke, (12, 22, 34), 0.50),
        Mote.FEATHER: _shapes("feather", _feather, (22, 32), 16, fades=2),
        Mote.QUILL: _shapes("quill", _quill, (76,), 12, fades=0),
        Mote.DOWN: _shapes("down", _down, (9, 14), 8, fades=3),
        Mote.SPARK: _glows("spark", (255, 190, 90), (4, 7, 11), 2.2),
        Mote.EMBER: _glows("ember", (255, 110, 30), (4, 6, 9), 2.0),
        Mote.FLAME: _glows("flame", (230, 84, 20), (16, 26, 36), 1.5),
        Mote.SPLINTER: _shapes("splinter", _splinter, (9, 14), 16, fades=1),
        Mote.FUR: _shapes("fur", _fur, (7, 10), 8, fades=3),
        Mote.GLINT: _glows("glint", (230, 235, 170), (5, 9, 13), 2.6),
        Mote.JUICE: _shapes("juice", _drop, (5, 7), 1, fades=2),
        Mote.LEAF: _shapes("leaf", _leaf, (8, 12), 16, fades=2),
        Mote.DROP: _shapes("drop", _water, (4, 6, 9), 12, fades=1),
        Mote.RING: _ripples("ring", (198, 226, 222), (26, 40, 60)),
        Mote.STEAM: _puffs("steam", (176, 206, 204), (16, 26, 40), 0.30),
    }


def glow(radius: int, colour: tuple[float, float, float], power: float, strength: float = 1.0) -> npt.NDArray[np.uint8]:
    """A round light that fades to zero at its radius, RGBX for additive blending, (2 r, 2 r, 4)."""
    y, x = np.mgrid[-radius:radius, -radius:radius] + 0.5
    light = np.clip(1 - np.hypot(x, y) / radius, 0, 1) ** power * strength
    shade = light[..., None] * np.array(colour)
    grain = (np.random.default_rng(0).random(light.shape)[..., None] - 0.5) * 1.2 * (shade > 1)
    pixels = np.zeros((2 * radius, 2 * radius, 4), np.uint8)
    pixels[..., :3] = np.clip(shade + grain, 0, 255)
    return pixels


def _glows(
    name: str, colour: tuple[int, int, int], radii: tuple[int, ...], power: float, ages: int = 5
) -> MotePictures:
    """Lights that fade and shrink."""
    frames = []
    for age in range(ages):
        left = 1 - age / ages
        cooled = (colour[0], colour[1] * (0.45 + 0.55 * left), colour[2] * left)
        pictures = tuple(
            Picture(f"mote/{name}/{age}/{r}", glow(max(2, round(r * (0.5 + 0.5 * left))), cooled, power, left**0.6))
            for r in radii
        )
        frames.append((pictures,))
    return MotePictures(tuple(frames), Blend.ADD)


def _puffs(name: str, colour: tuple[int, int, int], radii: tuple[int, ...], most: float, ages: int = 7) -> MotePictures:
    """Clouds that grow and thin out."""
    frames = []
    for age in range(ages):
        gone = age / ages
        row = []
        for r in radii:
            radius = round(r * (0.45 + 0.75 * gone**0.6))
            y, x = np.mgrid[-radius:radius, -radius:radius] + 0.5
            ragged = 1 + 0.16 * np.sin(np.arctan2(y, x) * 5 + r)
            alpha = np.clip(1 - np.hypot(x, y) / radius * ragged, 0, 1) ** 1.3 * most * (1 - gone) ** 1.2
            row.append(Picture(f"mote/{name}/{age}/{r}", _premultiplied(np.array(colour, np.float32), alpha)))
        frames.append((tuple(row),))
    return MotePictures(tuple(frames), Blend.PREMULTIPLIED)


def _ripples(name: str, colour: tuple[int, int, int], radii: tuple[int, ...], ages: int = 9) -> MotePictures:
    """Rings on flat water, that widen and fade."""
    frames = []
    for age in range(ages):
        gone = (age + 0.5) / ages
        row = []
        for r in radii:
            across = r * (0.25 + 0.75 * gone**0.7)
            wide, high = round(r * 1.1) + 2, round(r * 0.30) + 2
            y, x = np.mgrid[-high:high, -wide:wide] + 0.5
            off = (np.hypot(x, y / 0.24) - across) / (2.4 + 2.0 * gone)
            inner = (np.hypot(x, y / 0.24) - across * 0.55) / 2.4
            alpha = (np.exp(-(off**2)) + 0.45 * np.exp(-(inner**2))) * 0.62 * (1 - gone) ** 1.1
            row.append(Picture(f"mote/{name}/{age}/{r}", _premultiplied(np.array(colour, np.float32), alpha)))
        frames.append((tuple(row),))
    return MotePictures(tuple(frames), Blend.PREMULTIPLIED)


def _shapes(
    name: str, draw: Callable[[int], npt.NDArray[np.uint8]], sizes: tuple[int, ...], turns: int, fades: int
) -> MotePictures:
    """Solid things that tumble, and fade at the end of their lives."""
    shapes = {size: draw(size) for size in sizes}
    spun = [{size: _turned(shape, turn / turns) for size, shape in shapes.items()} for turn in range(turns)]
    frames = []
    for fade in range(fades + 2):
        strength = 1.0 if fade < 2 else 1 - (fade - 1) / (fades + 1)
        by_turn = [
            tuple(
                Picture(f"mote/{name}/{fade}/{turn}/{size}", (pixels * strength).astype(np.uint8))
                for size, pixels in by_size.items()
            )
            for turn, by_size in enumerate(spun)
        ]
        frames.append(tuple(by_turn))
    return MotePictures(tuple(frames), Blend.PREMULTIPLIED)


def _turned(shape: npt.NDArray[np.uint8], turn: float) -> npt.NDArray[np.uint8]:
    """A shape turned about its middle by so much of a whole turn."""
    middle = (shape.shape[1] / 2 - 0.5, shape.shape[0] / 2 - 0.5)
    matrix = cv2.getRotationMatrix2D(middle, 360 * turn, 1.0)
    return np.asarray(cv2.warpAffine(shape, matrix, shape.shape[1::-1], flags=cv2.INTER_LINEAR), np.uint8)


def _premultiplied(colour: Floats, alpha: npt.NDArray[np.floating]) -> npt.NDArray[np.uint8]:
    cover = alpha[..., None]
    return np.concatenate([colour * cover, 255 * cover], 2).astype(np.uint8)


def _canvas(size: int) -> npt.NDArray[np.uint8]:
    side = (2 * size + 4) * 2  # painted at twice the size, for anti-aliasing
    return np.zeros((side, side, 4), np.uint8)


def _fill(canvas: npt.NDArray[np.uint8], points: list[tuple[float, float]], colour: tuple[int, int, int]) -> None:
    """A polygon, in units of the shape's half length around the middle, x along it."""
    side = canvas.shape[0]
    unit = side / 2 - 4
    fixed = np.rint((np.array(points) * unit + side / 2) * 16).astype(np.int32)
    cv2.fillPoly(canvas, [fixed], (*colour, 255), cv2.LINE_AA, 4)


def _small(canvas: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    half = (canvas.shape[1] // 2, canvas.shape[0] // 2)
    return np.asarray(cv2.resize(canvas, half, interpolation=cv2.INTER_AREA), np.uint8)


def _vane(canvas: npt.NDArray[np.uint8], side: float, wide: float, colour: tuple[int, int, int], bend: float) -> None:
    """One half of a curved feather, from quill (x -0.9) to tip (x 0.95); side -1 above its shaft, 1 below."""
    t = np.linspace(0.0, 1.0, 12)
    width = wide * np.minimum(1, (t + 0.04) / 0.4) ** 0.6 * np.sqrt(np.minimum(1, (1 - t) / 0.16))  # a broad, round tip
    x, shaft = -0.62 + 1.57 * t, bend * (2 * t - 1) ** 2
    edge = [(float(a), float(b)) for a, b in zip(x, shaft + side * width, strict=True)]
    back = [(float(a), float(b)) for a, b in zip(x[::-1], shaft[::-1], strict=True)]
    _fill(canvas, edge + back, colour)


def _curved(size: int, wide: float, bend: float, dark: tuple[int, int, int], light: tuple[int, int, int],
            tip: float) -> npt.NDArray[np.uint8]:  # fmt: skip
    """A soft curved feather; the last `tip` of its length is white like the end of the tail."""
    canvas = _canvas(size)
    _vane(canvas, -1.0, wide, light, bend)
    _vane(canvas, 1.0, wide * 0.8, dark, bend)
    if tip:
        white = _canvas(size)
        _vane(white, -1.0, wide, (246, 242, 228), bend)
        _vane(white, 1.0, wide * 0.8, (222, 216, 200), bend)
        first = round(white.shape[1] * (1 - tip))
        canvas[:, first:] = white[:, first:]
    x = np.linspace(-0.95, 0.80, 14)  # the shaft, a fine pale line that ends in a bare quill
    y = bend * (2 * np.clip((x + 0.62) / 1.57, 0, 1) - 1) ** 2
    above, below = np.stack([x, y - 0.022], 1), np.stack([x, y + 0.022], 1)[::-1]
    _fill(canvas, [(float(a), float(b)) for a, b in (*above, *below)], (150, 168, 170))
    return _small(canvas)


def _feather(size: int) -> npt.NDArray[np.uint8]:
    """Black with a blue-green gloss on one vane, and a white tip, like those of the tail."""
    return _curved(size, 0.30, 0.16, (14, 26, 36), (32, 96, 108), 0.22)


def _quill(size: int) -> npt.NDArray[np.uint8]:
    """One of the twelve tail feathers, long and broad, with its white band."""
    return _curved(size, 0.19, 0.10, (12, 24, 34), (34, 108, 116), 0.20)


def _down(size: int) -> npt.NDArray[np.uint8]:
    """A tuft of down: short, wide, strongly curved."""
    return _curved(size, 0.36, 0.24, (36, 78, 92), (70, 134, 144), 0.0)


def _splinter(size: int) -> npt.NDArray[np.uint8]:
    canvas = _canvas(size)
    _fill(canvas, [(-0.95, 0.05), (-0.2, -0.2), (0.95, -0.06), (0.3, 0.16)], (120, 86, 54))
    _fill(canvas, [(-0.95, 0.05), (0.95, -0.06), (0.3, 0.16)], (64, 46, 32))
    return _small(canvas)


def _fur(size: int) -> npt.NDArray[np.uint8]:
    canvas = _canvas(size)
    _fill(canvas, [(-0.8, 0.2), (0.1, -0.3), (0.9, -0.1), (0.0, 0.15)], (132, 112, 92))
    return _small(canvas)


def _drop(size: int) -> npt.NDArray[np.uint8]:
    canvas = _canvas(size)
    around = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    _fill(canvas, [(0.6 * np.cos(a), 0.6 * np.sin(a)) for a in around], (214, 52, 66))
    _fill(canvas, [(-0.2 + 0.2 * np.cos(a), -0.2 + 0.2 * np.sin(a)) for a in around], (255, 190, 180))
    return _small(canvas)


def _water(size: int) -> npt.NDArray[np.uint8]:
    """A drop stretched by its motion, reflecting the sky."""
    canvas = _canvas(size)
    around = np.linspace(0, 2 * np.pi, 14, endpoint=False)
    _fill(canvas, [(0.85 * np.cos(a), 0.42 * np.sin(a) * (1 - 0.35 * np.cos(a))) for a in around], (120, 176, 186))
    _fill(canvas, [(-0.1 + 0.4 * np.cos(a), -0.12 + 0.18 * np.sin(a)) for a in around], (232, 248, 246))
    return _small(canvas)


def _leaf(size: int) -> npt.NDArray[np.uint8]:
    canvas = _canvas(size)
    _fill(canvas, [(-0.95, 0.0), (-0.3, -0.3), (0.4, -0.24), (0.95, 0.0), (0.95, 0.03)], (128, 116, 66))
    _fill(canvas, [(-0.95, 0.0), (0.95, 0.03), (0.4, 0.26), (-0.3, 0.28)], (80, 72, 44))
    return _small(canvas)
