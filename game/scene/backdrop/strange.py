"""What grows in the later stretches: flax and raupō by the lake, kauri in the cathedral, snow on the ridge."""

from __future__ import annotations

import cv2
import numpy as np

from game.scene.backdrop import plants
from game.scene.backdrop.finish import Distance
from game.scene.backdrop.forest import Draw, Seedling
from game.scene.backdrop.paint import (
    DEAD_FROND,
    FAR,
    LOW,
    MIST,
    MOON,
    SOIL,
    TREES,
    UPPER,
    Floats,
    Pixels,
    blur,
    grid,
    hexc,
    mix,
    noise,
    premultiplied,
    smooth,
)
from game.scene.backdrop.stencil import Stencil, edge

SNOW = hexc("#eef5fb")
FAR_COLUMNS = Distance(mix(FAR, LOW, 0.35), mix(LOW, MIST, 0.35), mix(MIST, FAR, 0.3), 190, 0.75, 0.30, 1.3)
SNOWY_MIDDLE = Distance(mix(TREES, FAR, 0.6), mix(SNOW, MIST, 0.25), mix(SNOW, MIST, 0.6), 120, 0.55, 0.75, 2.0)
SNOWY_NEAR = Distance(mix(TREES, FAR, 0.25), mix(SNOW, MIST, 0.10), mix(SNOW, MIST, 0.45), 90, 0.45, 0.95, 2.6)
WATER_ROWS = 80
"""Rows of lake below the horizon: as far as the middle trees would stand."""


def kauri(stencil: Stencil, x: float, y: float, height: float, rng: np.random.Generator, girth: float) -> None:
    """A straight column of mottled bark, its foot in a mound of shed flakes; branches only at the very top."""
    t = np.linspace(0, 1, 24)
    path = np.stack([x + rng.normal() * girth * 0.12 * t, y - height * t], 1).astype(np.float32)
    heap = np.array([(-1.0, 0.0), (-0.45, -0.3), (0.45, -0.3), (1.0, 0.0)]) * girth
    mound = (heap + np.array([x, y + 3])).astype(np.float32)
    stencil.outline(mound, 0.20, 0.55)
    lanes = 9  # a round column: brighter towards the light on the right
    for lane in range(lanes):
        off = (lane + 0.5) / lanes - 0.5
        strip = path + np.array([off * girth, 0], np.float32) * (1 - 0.22 * t[:, None]).astype(np.float32)
        light = 0.16 + 0.62 * np.clip(0.5 + off * 1.15, 0, 1) ** 1.4
        stencil.stroke(strip, girth / lanes * 1.5, girth / lanes * 1.2, float(light), 0.16)
    count = int(height / girth * 16)
    along, across = rng.random(count), rng.uniform(-0.45, 0.45, count)
    for place, off in zip(along, across, strict=True):  # hammered bark
        cx, cy = x + off * girth * (1 - 0.22 * place), y - height * place
        size = girth * rng.uniform(0.03, 0.09)
        a = np.linspace(0, 2 * np.pi, 9, endpoint=False)
        shape = np.stack([cx + size * np.cos(a), cy + size * 1.3 * np.sin(a)], 1).astype(np.float32)
        stencil.outline(shape, 0.14 + 0.55 * max(0.0, 0.5 + off) ** 1.3 + rng.normal() * 0.09, 0.2)
    for _ in range(2):
        at = path[rng.integers(8, 20)]
        side = rng.choice([-1.0, 1.0])
        plants.fern(stencil, at[0] + side * girth * 0.4, at[1], girth * 0.45, rng, fronds=7, pinnae=12)


def flax(stencil: Stencil, x: float, y: float, size: float, rng: np.random.Generator) -> None:
    """Harakeke: a fan of stiff swords, and a tall stalk of flowers."""
    for _ in range(20):
        heading = np.pi / 2 + rng.normal() * 0.42
        long = size * rng.uniform(0.6, 1.05)
        path, _ = plants.arc(x + rng.normal() * size * 0.10, y, heading, long, -0.5 * np.cos(heading), 9)
        stencil.stroke(path, size * 0.055, 1.0, 0.25 + 0.5 * rng.random(), 0.0)
    for _ in range(2):
        path, _ = plants.arc(x + rng.normal() * 6, y, np.pi / 2 + rng.normal() * 0.12, size * 1.5, 0.15, 12)
        stencil.stroke(path, 3.2, 1.6, 0.4, 0.7)
        for k in range(6, 12):
            a = np.linspace(0, 2 * np.pi, 7, endpoint=False)
            bud = path[k] + np.stack([5 * np.cos(a) + (6 if k % 2 else -6), 9 * np.sin(a)], 1)
            stencil.outline(bud.astype(np.float32), 0.5, 0.9)


def raupo(stencil: Stencil, x: float, y: float, size: float, rng: np.random.Generator) -> None:
    """Bulrushes: thin blades in a row, brown heads between them."""
    for _ in range(26):
        root = x + rng.normal() * size * 0.55
        path, _ = plants.arc(
            root, y, np.pi / 2 + rng.normal() * 0.10, size * rng.uniform(0.55, 1.0), rng.normal() * 0.35, 9
        )
        stencil.stroke(path, 3.4, 0.8, 0.3 + 0.45 * rng.random(), 0.15)
    for _ in range(6):
        root = x + rng.normal() * size * 0.5
        path, _ = plants.arc(root, y, np.pi / 2 + rng.normal() * 0.06, size * rng.uniform(0.8, 1.08), 0.05, 9)
        stencil.stroke(path, 2.2, 1.4, 0.35, 0.5)
        stencil.stroke(path[6:9], 8.0, 7.0, 0.4, 1.0)


def boulder(stencil: Stencil, x: float, y: float, size: float, rng: np.random.Generator) -> None:
    """A heap of rocks, each with snow on its head."""
    for k in range(3):
        cx, wide = x + rng.normal() * size * 0.5, size * rng.uniform(0.45, 0.8)
        high = wide * rng.uniform(0.95, 1.4)
        a = np.linspace(0, np.pi, 9)
        r = 1 + 0.14 * rng.normal(size=9)
        crag = np.sin(a) ** 0.7 * (1 + 0.30 * np.cos(a - rng.uniform(0.6, 2.4)))  # a peak somewhere off the middle
        shape = np.stack([cx + wide * r * np.cos(a), y - high * r * crag], 1).astype(np.float32)
        stencil.outline(shape, 0.18 + 0.05 * k)
        cap = np.stack([cx + wide * (0.08 + 0.8 * r * np.cos(a)), y - high * (0.35 + 0.62 * r * crag)], 1)
        stencil.outline(cap.astype(np.float32), 0.95)


def snow_tree(stencil: Stencil, x: float, y: float, height: float, rng: np.random.Generator) -> None:
    """A mountain beech bent by the wind, its plates of leaves under snow."""
    path, _ = plants.arc(x, y, np.pi / 2 - 0.12, height * 0.9, -0.35, 16)
    stencil.stroke(path, height * 0.055, height * 0.014, 0.22, 0.35)
    for k in range(5, 16):
        for side in (-1.0, 1.0):
            reach = height * (0.27 - 0.014 * k) * rng.uniform(0.5, 1.25)
            at = path[k] + np.array([side * reach * 0.45 + reach * 0.15, rng.normal() * 9], np.float32)
            a = np.linspace(0, 2 * np.pi, 14, endpoint=False)
            wave = 1 + 0.12 * rng.normal(size=14)
            leaf = np.stack([at[0] + reach * 0.72 * wave * np.cos(a), at[1] + reach * 0.24 * wave * np.sin(a)], 1)
            stencil.outline(leaf.astype(np.float32), 0.16 + 0.1 * rng.random())
            cap = np.stack([leaf[:, 0], np.minimum(leaf[:, 1], at[1]) - reach * 0.05], 1)
            stencil.outline(cap.astype(np.float32), 0.9 + 0.1 * rng.random())


def _kauri(height: float, girth: float) -> Draw:
    return lambda s, x, y, rng: kauri(s, x, y, height, rng, girth)


def far_columns(tall: int) -> tuple[Seedling, ...]:
    """Kauri in the mist, far behind; `tall` rows from their feet to the top of the picture."""
    return tuple(
        Seedling(f"column{i}", 90, tall + 10, 45, tall, _kauri(tall, girth), 120 + i)
        for i, girth in enumerate((22.0, 30.0, 17.0))
    )


def middle_strangers(tall: int) -> tuple[tuple[Seedling, Distance | None], ...]:
    """Across the clearing; None: in the usual colours of that distance. tall: as in `far_columns`."""
    return (
        (Seedling("kauri0", 190, tall + 10, 95, tall, _kauri(tall, 58.0), 131), None),
        (Seedling("kauri1", 160, tall + 10, 80, tall, _kauri(tall, 42.0), 132), None),
        (Seedling("flax0", 260, 200, 130, 190, lambda s, x, y, r: flax(s, x, y, 105, r), 133), None),
        (Seedling("raupo0", 260, 140, 130, 132, lambda s, x, y, r: raupo(s, x, y, 95, r), 134), None),
        (Seedling("snow0", 280, 300, 130, 292, lambda s, x, y, r: snow_tree(s, x, y, 230, r), 135), SNOWY_MIDDLE),
        (Seedling("snow1", 240, 240, 110, 232, lambda s, x, y, r: snow_tree(s, x, y, 170, r), 136), SNOWY_MIDDLE),
        (Seedling("rocks0", 240, 90, 120, 84, lambda s, x, y, r: boulder(s, x, y, 54, r), 137), SNOWY_MIDDLE),
    )


def near_strangers(tall: int) -> tuple[tuple[Seedling, Distance | None], ...]:
    """Framing the picture."""
    return (
        (
            Seedling("kauri0", 380, tall + 20, 190, tall, _kauri(tall + 20, 150.0), 141),
            None,
        ),
        (
            Seedling("kauri1", 320, tall + 20, 160, tall, _kauri(tall + 20, 118.0), 142),
            None,
        ),
        (Seedling("flax0", 420, 340, 210, 328, lambda s, x, y, r: flax(s, x, y, 190, r), 143), None),
        (Seedling("flax1", 340, 270, 170, 258, lambda s, x, y, r: flax(s, x, y, 145, r), 144), None),
        (Seedling("raupo0", 380, 210, 190, 200, lambda s, x, y, r: raupo(s, x, y, 150, r), 145), None),
        (Seedling("snow0", 460, 480, 210, 468, lambda s, x, y, r: snow_tree(s, x, y, 370, r), 146), SNOWY_NEAR),
        (Seedling("rocks0", 380, 150, 190, 142, lambda s, x, y, r: boulder(s, x, y, 92, r), 147), SNOWY_NEAR),
        (Seedling("rocks1", 300, 110, 150, 102, lambda s, x, y, r: boulder(s, x, y, 66, r), 148), SNOWY_NEAR),
    )


def tussock() -> tuple[Seedling, ...]:
    """Grass that looks out of the snow."""

    def tufts(stencil: Stencil, x: float, y: float, rng: np.random.Generator) -> None:
        for _ in range(7):
            plants.tuft(stencil, x + rng.normal() * 40, y - rng.random() * 6, 18 + 16 * rng.random(), rng)

    return (Seedling("tussock0", 240, 60, 120, 54, tufts, 151), Seedling("tussock1", 240, 60, 120, 54, tufts, 152))


def grown_in_snow(seedling: Seedling, light: float) -> Pixels:
    """Paint tussock in straw, its tips frosted; light as in `forest.grown_on_moss`."""
    stencil = Stencil(seedling.width, seedling.height)
    seedling.draw(stencil, seedling.foot_x, seedling.foot_y, np.random.default_rng(seedling.seed))
    plate = stencil.plate()
    y, _ = grid(seedling.height, seedling.width)
    straw = mix(DEAD_FROND * 0.7, mix(DEAD_FROND, SNOW, 0.55), plate.tone[..., None])
    colour = mix(straw, SNOW, (smooth(seedling.foot_y - 4, seedling.foot_y - 30, y) * 0.45)[..., None])
    colour = colour + edge(plate.cover, 1.4, -1.4, 0.8)[..., None] * SNOW * 0.6
    return premultiplied(colour * light, plate.cover)


def paint_peaks(alps: Pixels) -> Pixels:
    """The snow peaks from close by: larger, whiter, with a sharper shade; premultiplied and periodic like `alps`."""
    large = cv2.resize(alps, None, fx=1.5, fy=1.62, interpolation=cv2.INTER_CUBIC)
    cover = large[..., 3:].astype(np.float32) / 255
    colour = large[..., :3].astype(np.float32) / np.maximum(cover, 1 / 255)
    light = np.clip(colour.mean(2, keepdims=True) / 255, 0, 1)
    light = np.clip((light - 0.56) * 2.6 + 0.45, 0, 1)
    snow = mix(mix(UPPER, FAR, 0.55), mix(mix(SNOW, MOON, 0.4), LOW, 0.12), light)
    y, _ = grid(*large.shape[:2])
    bottom = large.shape[0]
    hazy = mix(snow, mix(MIST, LOW, 0.5), (smooth(bottom - 190, bottom - 10, y) * 0.9)[..., None])
    return premultiplied(np.asarray(hazy, np.float32), np.asarray(cover[..., 0], np.float32))


def paint_lake(width: int = 1280) -> Pixels:
    """The lake's surface, periodic, WATER_ROWS high, its far shore in the first row; premultiplied."""
    y, _ = grid(WATER_ROWS, width)
    ripples = noise(WATER_ROWS, width, 161, 1.3, 0.5, 7.0)
    t = (y / WATER_ROWS)[..., None]
    colour = mix(mix(LOW, MIST, 0.25), mix(UPPER, FAR, 0.25), t**0.55)
    colour = mix(
        colour, mix(LOW, MOON, 0.25), (smooth(0.60, 0.80, ripples) * 0.55 * (0.4 + 0.6 * y / WATER_ROWS))[..., None]
    )
    shore = blur(noise(1, width, 162, 1.5), 2.0)[0] * 16
    below = y - (WATER_ROWS - 18 + shore[None])
    colour = mix(colour, SOIL, (smooth(-7, 0, below) * 0.75)[..., None])
    cover = smooth(0, 3, y) * smooth(4, 0, below)
    return premultiplied(np.asarray(colour, np.float32), np.asarray(cover * 0.95, np.float32))


def reflected(band: Pixels, horizon_row: int, squash: float = 0.55) -> Pixels:
    """A band of mountains upside down in the water, WATER_ROWS high, fainter with depth and broken by ripples."""
    above = band[max(0, horizon_row - round(WATER_ROWS / squash)) : horizon_row][::-1]
    if not len(above):
        return np.zeros((WATER_ROWS, band.shape[1], 4), np.uint8)
    small = cv2.resize(
        np.ascontiguousarray(above), (band.shape[1], min(WATER_ROWS, max(1, round(len(above) * squash))))
    )
    out = np.zeros((WATER_ROWS, band.shape[1], 4), np.uint8)
    out[: len(small)] = small
    wave = np.rint(3.0 * np.sin(np.arange(WATER_ROWS) * 1.15) * np.linspace(0.2, 1.5, WATER_ROWS)).astype(int)
    for row, shift in enumerate(wave):
        out[row] = np.roll(out[row], shift, 0)
    fade = np.linspace(0.85, 0.30, WATER_ROWS, dtype=np.float32) * smooth(0, 3, np.arange(WATER_ROWS, dtype=np.float32))
    fade = fade * smooth(WATER_ROWS - 4, WATER_ROWS - 26, np.arange(WATER_ROWS, dtype=np.float32))
    return np.asarray(out * fade[:, None, None], np.uint8)


def snowed(ground: Pixels) -> Pixels:
    """The painted ground (RGBX) under snow."""
    grey = cv2.cvtColor(np.ascontiguousarray(ground[..., :3]), cv2.COLOR_RGB2GRAY)
    levels: Floats = np.clip(np.arange(256, dtype=np.float32) / 120, 0, 1)
    tone = smooth(0.05, 0.85, levels)[:, None]
    table = np.clip(mix(hexc("#36567a"), mix(SNOW, hexc("#a9c4dc"), 0.55), tone), 0, 255).astype(np.uint8)
    out = np.full_like(ground, 255)
    out[..., :3] = table[grey]
    return out


def littered(ground: Pixels) -> Pixels:
    """The painted ground (RGBX) under shed bark and needles; the mist on its far rows stays."""
    warm = np.array([(0.62, 0.62, 0.05, 0), (0.24, 0.62, 0.05, 0), (0.12, 0.30, 0.38, 0), (0, 0, 0, 1)], np.float32)
    brown = cv2.transform(ground, warm).astype(np.float32)
    near = smooth(14, 66, np.arange(len(ground), dtype=np.float32))[:, None, None]
    return np.asarray(mix(ground.astype(np.float32), brown, near), np.uint8)
