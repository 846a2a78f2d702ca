"""Single plants for the nearer distances: each is painted once and placed along the path many times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from game.scene.backdrop import plants
from game.scene.backdrop.finish import Distance, coloured
from game.scene.backdrop.paint import (
    FORE,
    LOW,
    MOSS,
    MOSS_LIT,
    SOIL,
    TOADSTOOL,
    TREES,
    Pixels,
    mix,
    premultiplied,
    smooth,
)
from game.scene.backdrop.stencil import Stencil, edge

FOREGROUND_SIZE = (640, 640)  # room for a frond of any heading, and for its blur

Draw = Callable[[Stencil, float, float, np.random.Generator], None]
"""(stencil, x, y of the foot, generator)"""


@dataclass(frozen=True, slots=True)
class Seedling:
    """A plant to be painted: its canvas, the place of its foot on it, and the function that draws it."""

    name: str
    width: int
    height: int
    foot_x: int
    foot_y: int
    draw: Draw
    seed: int


def _ponga(height: float, fine: bool) -> Draw:
    return lambda s, x, y, rng: plants.ponga(s, x, y, height, rng, fine=fine, fronds=17 if fine else 13)


def _thicket(ferns: int, size: float) -> Draw:
    def draw(stencil: Stencil, x: float, y: float, rng: np.random.Generator) -> None:
        for _ in range(ferns):
            reach = size * (0.5 + 0.6 * rng.random())
            plants.fern(stencil, x + rng.normal() * size * 0.9, y - rng.random() * 6, reach, rng, pinnae=18)

    return draw


def _undergrowth(stencil: Stencil, x: float, y: float, rng: np.random.Generator) -> None:
    for _ in range(5):
        plants.bush(stencil, x + rng.normal() * 55, y, 12 + 9 * rng.random(), rng)
    _thicket(3, 40)(stencil, x, y, rng)


def middle_seedlings() -> tuple[Seedling, ...]:
    """Whole trees across the clearing."""
    pongas = tuple(
        Seedling(
            f"ponga{i}", round(h * 1.3), round(h * 1.3), round(h * 0.65), round(h * 1.28), _ponga(h, False), 20 + i
        )
        for i, h in enumerate((310, 240, 190, 350))
    )
    return (
        *pongas,
        Seedling("rimu0", 300, 500, 150, 490, lambda s, x, y, r: plants.rimu(s, x, y, 475, r, sprays=40), 31),
        Seedling("rimu1", 260, 400, 130, 390, lambda s, x, y, r: plants.rimu(s, x, y, 370, r, sprays=36), 32),
        Seedling("cabbage0", 360, 380, 180, 370, lambda s, x, y, r: plants.cabbage_tree(s, x, y, 280, r), 33),
        Seedling("under0", 420, 90, 210, 80, _undergrowth, 34),
        Seedling("under1", 420, 90, 210, 80, _undergrowth, 35),
    )


def near_seedlings(tall: int) -> tuple[Seedling, ...]:
    """Trees that frame the picture; `tall` rows from their feet to the top of the picture."""
    return (
        Seedling("ponga0", 600, 560, 300, 545, _ponga(430, True), 41),
        Seedling("ponga1", 520, 480, 260, 465, _ponga(365, True), 42),
        Seedling("ponga2", 660, 640, 330, 625, _ponga(490, True), 43),
        Seedling(
            "cabbage0", 520, 520, 260, 505, lambda s, x, y, r: plants.cabbage_tree(s, x, y, 390, r, leaves=60), 44
        ),
        Seedling("trunk0", 300, tall + 20, 150, tall, lambda s, x, y, r: plants.old_trunk(s, x, y, tall + 20, r), 45),
        Seedling(
            "trunk1",
            280,
            tall + 20,
            140,
            tall,
            lambda s, x, y, r: plants.old_trunk(s, x, y, tall + 20, r, girth=54),
            46,
        ),
        Seedling("ferns0", 320, 90, 160, 78, _thicket(5, 52), 47),
        Seedling("ferns1", 320, 90, 160, 78, _thicket(5, 60), 48),
        Seedling("ferns2", 260, 70, 130, 60, _thicket(4, 40), 49),
    )


def grown(seedling: Seedling, distance: Distance, top_light: float = 0.0) -> Pixels:
    """Paint one seedling as premultiplied RGBA."""
    stencil = Stencil(seedling.width, seedling.height)
    seedling.draw(stencil, seedling.foot_x, seedling.foot_y, np.random.default_rng(seedling.seed))
    return coloured(stencil.plate(), distance, seedling.foot_y, top_light)


def floor_seedlings() -> tuple[Seedling, ...]:
    """Plants on the moss beside the path."""

    def tufts(stencil: Stencil, x: float, y: float, rng: np.random.Generator) -> None:
        for _ in range(9):
            plants.tuft(stencil, x + rng.normal() * 42, y - rng.random() * 6, 10 + 12 * rng.random(), rng)

    def small_fern(stencil: Stencil, x: float, y: float, rng: np.random.Generator) -> None:
        plants.fern(stencil, x, y, 40 + 16 * rng.random(), rng, pinnae=16)
        plants.tuft(stencil, x + 20, y, 14, rng)

    return (
        Seedling("mushrooms0", 120, 50, 60, 44, lambda s, x, y, r: plants.mushrooms(s, x, y, 24, r), 65),
        Seedling("mushrooms1", 120, 50, 60, 44, lambda s, x, y, r: plants.mushrooms(s, x, y, 18, r), 66),
        Seedling("mushrooms2", 120, 50, 60, 44, lambda s, x, y, r: plants.mushrooms(s, x, y, 14, r), 68),
        Seedling("tufts0", 240, 40, 120, 36, tufts, 61),
        Seedling("tufts1", 240, 40, 120, 36, tufts, 62),
        Seedling("fern0", 150, 76, 75, 70, small_fern, 63),
        Seedling("fern1", 150, 76, 75, 70, small_fern, 64),
    )


def grown_on_moss(seedling: Seedling, light: float) -> Pixels:
    """Paint a floor seedling in mossy green; light 1 at the feet, less towards the viewer."""
    stencil = Stencil(seedling.width, seedling.height)
    seedling.draw(stencil, seedling.foot_x, seedling.foot_y, np.random.default_rng(seedling.seed))
    plate = stencil.plate()
    colour = mix(mix(SOIL, MOSS, 0.35), mix(MOSS, MOSS_LIT, 0.55), plate.tone[..., None])
    blue = mix(TOADSTOOL * 0.30, TOADSTOOL * 1.25, plate.tone[..., None])
    colour = mix(colour, blue, smooth(0.7, 0.95, plate.warmth)[..., None])
    rim = mix(MOSS_LIT * 0.8, TOADSTOOL * 0.8, smooth(0.7, 0.95, plate.warmth)[..., None])
    colour = colour + edge(plate.cover, 1.4, -1.4, 0.8)[..., None] * rim
    return premultiplied(colour * light, plate.cover)


def paint_foreground(seed: int, hanging: bool) -> Pixels:
    """Fern fronds close to the viewer, dark and blurred, rooted in (or, `hanging`, hung from) the canvas's middle."""
    rng = np.random.default_rng(seed)
    width, height = FOREGROUND_SIZE
    stencil = Stencil(width, height)
    n = 4 if hanging else 6
    for k in range(n):
        f = k / (n - 1) - 0.5 + rng.normal() * 0.04
        heading = -np.pi / 2 + f * 1.5 if hanging else np.pi / 2 - f * 2.3
        bend = -f * 0.9 if hanging else -np.sign(f) * (0.4 + 1.2 * abs(f))
        length = (200 if hanging else 250) * (0.8 + 0.4 * rng.random())
        plants.frond(
            stencil, (width / 2 + f * 60, height / 2), heading, length, bend, rng,
            plants.Frond(15, width=0.36, tone=0.3, fat=0.62),
        )  # fmt: skip
    plate = stencil.plate()
    soft = np.asarray(cv2.GaussianBlur(plate.cover, (0, 0), 3.4), np.float32)
    rim = cv2.GaussianBlur(edge(plate.cover, 5, -5, 2.0), (0, 0), 4.0)[..., None]
    colour = mix(FORE, TREES, 0.22) * np.ones((height, width, 1), np.float32) + rim * LOW * 0.5
    return premultiplied(np.asarray(colour, np.float32), soft)
