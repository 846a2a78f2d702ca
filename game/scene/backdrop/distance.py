"""The distant bands, which wrap around: alps, forested hills, the forest's far edge, and mist between them."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from game.scene.backdrop import plants
from game.scene.backdrop.finish import HILLSIDE, Distance
from game.scene.backdrop.paint import (
    ALPS,
    FAR,
    GLOW,
    HILLS,
    LOW,
    MIST,
    Floats,
    Pixels,
    blur,
    grid,
    hexc,
    mix,
    noise,
    premultiplied,
    ridge,
    smooth,
)
from game.scene.backdrop.stencil import Stencil, edge

WIDE = 2560  # period of every band: twice the usual picture, so that no peak is visible twice
TALL = 480  # rows of a band; 140 of them lie below the horizon, for the mist
HORIZON_ROW = 340

# (place along the band, height, half width) of each mountain, in pixels: one large cone left of the sunset glow.
_PEAKS = (
    (560, 178, 260), (395, 120, 190), (700, 112, 170), (1180, 120, 230), (60, 110, 220), (1560, 165, 250),
    (1800, 120, 200), (2080, 150, 240), (2380, 125, 210), (980, 80, 150),
)  # fmt: skip


def paint_alps() -> Pixels:
    """Snow peaks with lit and shaded flanks, premultiplied RGBA (TALL, WIDE, 4)."""
    x = np.arange(WIDE)
    base = HORIZON_ROW - 76.0
    line = np.full(WIDE, base)
    for place, height, half in _PEAKS:
        off = np.abs((x - place + WIDE / 2) % WIDE - WIDE / 2) / half
        line = np.minimum(line, base - height * np.clip(1 - off, 0, 1) ** 1.35)
    line = line - 13 * ridge(WIDE, 9, 1.35, 14) - 3 * ridge(WIDE, 12, 1.3, 50)
    outline = line[None].astype(np.float32)
    y, columns = grid(TALL, WIDE)
    deep = y - outline
    rough = noise(TALL, WIDE, 9, 1.7, 1.3)
    # Flanks follow the slope of the outline, displaced along crooked gullies.
    wander = (noise(TALL, WIDE, 10, 2.2, 1.6) - 0.5) * 170
    source = ((columns + wander * np.clip(deep / 50, 0, 1)) % WIDE).astype(np.float32)
    slope = np.gradient(blur(outline, 3.2)[0])[None].astype(np.float32)
    facing = cv2.remap(slope, source, np.zeros_like(source), cv2.INTER_LINEAR)
    lit = smooth(-0.5, 0.6, facing * 1.1 + (rough - 0.5) * 1.2)
    glow = lit * 0.8 * np.exp(-np.clip(deep, 0, None) / 120)
    colour = mix(ALPS * 0.80, mix(ALPS, GLOW, 0.55), glow[..., None])
    snow = smooth(50, 26, deep - 70 * (rough - 0.5) - 26 * (lit - 0.5)) * smooth(base - 48, base - 120, outline)
    white = mix(GLOW, hexc("#ebf0f5"), 0.5) * mix(0.62, 1.0, lit[..., None])
    colour = mix(colour, white, (snow * 0.8)[..., None])
    colour = mix(colour, LOW * 1.04, (smooth(base - 120, base + 30, y) * 0.85)[..., None])
    return premultiplied(colour, smooth(-0.8, 0.8, deep))


def _hillside(
    line: Floats, seed: int, count: int, plant: Callable[[Stencil, float, float, np.random.Generator], None],
    distance: Distance, haze_px: tuple[float, float],
) -> Pixels:  # fmt: skip
    """A slope whose outline is made of tree crowns, fading into mist below."""
    rng = np.random.default_rng(seed)
    stencil = Stencil(WIDE, TALL, wrap=True)
    x = np.arange(WIDE + 1, dtype=np.float32)
    body = np.vstack([np.stack([x, np.append(line, line[0])], 1), [(WIDE, TALL), (0, TALL)]]).astype(np.float32)
    stencil.outline(body, 0.25)
    for place in np.sort(rng.random(count) * WIDE):
        plant(stencil, place, line[int(place)] + 4 + 10 * rng.random(), rng)
    plate = stencil.plate()
    y, _ = grid(TALL, WIDE)
    top = blur(line[None].astype(np.float32), 30)
    colour = mix(distance.shade, distance.lit, (plate.tone * 0.55)[..., None])
    colour = mix(colour, distance.haze, smooth(*haze_px, y - top)[..., None])
    rim = edge(plate.cover, 1.6, -2.0, 1.0) + 0.4 * edge(plate.tone, 1.2, -1.2, 0.8)
    return premultiplied(colour + rim[..., None] * GLOW * distance.rim, plate.cover)


def paint_hills() -> Pixels:
    """The nearest range, feathered with crowns."""

    def grow(stencil: Stencil, x: float, y: float, rng: np.random.Generator) -> None:
        pick = rng.random()
        if pick < 0.55:
            plants.bush(stencil, x, y, 7 + 5 * rng.random(), rng)
        elif pick < 0.8:
            plants.rimu(stencil, x, y, 30 + 26 * rng.random(), rng, sprays=14)
        else:
            plants.ponga(stencil, x, y, 22 + 16 * rng.random(), rng, fronds=9)

    distance = Distance(HILLS, mix(HILLS, MIST, 0.5), mix(LOW, MIST, 0.5), 0, 0, 0.30, 1.0)
    line = HORIZON_ROW - 78 - 30 * ridge(WIDE, 31, 1.2)
    return _hillside(line, 31, 330, grow, distance, (8, 95))


def paint_far() -> Pixels:
    """The forest's far edge."""

    def grow(stencil: Stencil, x: float, y: float, rng: np.random.Generator) -> None:
        pick = rng.random()
        if pick < 0.36:
            plants.bush(stencil, x, y, 12 + 8 * rng.random(), rng)
        elif pick < 0.58:
            plants.rimu(stencil, x, y, 80 + 80 * rng.random(), rng, sprays=22)
        elif pick < 0.68:
            plants.cabbage_tree(stencil, x, y, 60 + 40 * rng.random(), rng, leaves=24)
        else:
            plants.ponga(stencil, x, y, 58 + 44 * rng.random(), rng, fronds=11)

    distance = Distance(FAR, mix(FAR, MIST, 0.45), HILLSIDE.haze, 0, 0, 0.34, 1.2)
    line = HORIZON_ROW - 44 - 16 * ridge(WIDE, 47, 1.2)
    return _hillside(line, 47, 110, grow, distance, (-10, 80))


def paint_mist(centre: float, half_px: float, most: float, seed: int) -> Pixels:
    """A drifting band of mist, centred `centre` px below the horizon row; premultiplied RGBA (TALL, WIDE, 4)."""
    y, _ = grid(TALL // 2, WIDE // 2)
    cloud = smooth(0.25, 0.85, noise(TALL // 2, WIDE // 2, seed, 2.0, 2.2))
    alpha = np.exp(-(((y * 2 - HORIZON_ROW - centre) / half_px) ** 2)) * cloud * most
    alpha = cv2.resize(alpha.astype(np.float32), (WIDE, TALL), interpolation=cv2.INTER_LINEAR)
    return premultiplied(MIST * np.ones((TALL, WIDE, 1), np.float32), alpha)
