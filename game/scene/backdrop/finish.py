"""From stencil to picture: distance colours a plant, haze fades its foot, low light brightens its edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from game.scene.backdrop.paint import (
    DEAD_FROND,
    FAR,
    GLOW,
    LOW,
    MIST,
    MOSS,
    NEAR,
    TREES,
    Floats,
    Pixels,
    grid,
    mix,
    premultiplied,
    smooth,
)
from game.scene.backdrop.stencil import Plate, edge

WARM_EDGE = mix(GLOW, MIST, 0.25)
COOL_EDGE = mix(MIST, LOW, 0.5)


@dataclass(frozen=True, slots=True, eq=False)
class Distance:
    """How air and light colour everything at one distance.

    shade, lit: the ends of the tone scale. haze: what its foot fades to, over `haze_px` above the ground, at most
    `haze_most`. rim: strength of the edge light, `rim_px` wide.
    """

    shade: Floats
    lit: Floats
    haze: Floats
    haze_px: float
    haze_most: float
    rim: float
    rim_px: float


HILLSIDE = Distance(mix(FAR, LOW, 0.10), mix(LOW, MIST, 0.2), mix(MIST, LOW, 0.4), 90, 0.95, 0.34, 1.2)
MIDDLE_TREES = Distance(
    mix(TREES, FAR, 0.15), mix(FAR, MIST, 0.30), mix(mix(MIST, FAR, 0.40), MOSS, 0.12), 170, 0.42, 0.58, 1.9
)
NEAR_TREES = Distance(
    mix(NEAR, TREES, 0.05), mix(TREES, MIST, 0.26), mix(mix(TREES, MOSS, 0.35), MIST, 0.12), 150, 0.55, 0.80, 2.4
)


def coloured(plate: Plate, distance: Distance, foot_y: float, top_light: float = 0.0) -> Pixels:
    """A plate as premultiplied RGBA; its foot stands at row foot_y. top_light lets crowns catch the sky."""
    height, width = plate.cover.shape
    y, _ = grid(height, width)
    colour = mix(distance.shade, distance.lit, (plate.tone * plate.tone * 0.55 + plate.tone * 0.35)[..., None])
    colour = mix(colour, DEAD_FROND * mix(0.25, 0.9, plate.tone[..., None]), plate.warmth[..., None] * 0.6)
    if top_light:
        colour = mix(colour, distance.haze, (smooth(foot_y - 150, foot_y - 480, y) * top_light)[..., None])
    haze = smooth(foot_y - distance.haze_px, foot_y, y) * distance.haze_most
    colour = mix(colour, distance.haze, haze[..., None])
    rim = distance.rim * (1 - 0.6 * haze)
    reach = distance.rim_px
    warm = edge(plate.cover, reach, -reach * 0.7, 0.8) * plate.cover
    cool = edge(plate.cover, -reach, -reach * 0.5, 0.8) * plate.cover
    colour = colour + (warm * rim)[..., None] * WARM_EDGE + (cool * rim * 0.35)[..., None] * COOL_EDGE
    return premultiplied(np.asarray(colour, np.float32), plate.cover)
