"""The tree that falls across the path: a kauri with its crown, painted lying on its side, foot at the left."""

from __future__ import annotations

import math
from typing import Final

import cv2
import numpy as np

from game.scene.backdrop.paint import (
    LOW,
    MOSS,
    MOSS_LIT,
    NEAR,
    TREES,
    Floats,
    Pixels,
    grid,
    hexc,
    mix,
    noise,
    premultiplied,
    smooth,
)
from game.scene.backdrop.plants import arc, leaflets
from game.scene.backdrop.stencil import Plate, Stencil, edge

TRUNK_PX: Final = (900, 84)
"""The trunk's length and the thickness of its foot. All sizes are in the painted tree's pixels, along and across."""
TREE_PX: Final = (1060, 372)
"""The whole painted tree: the crown reaches beyond the trunk's end, and to both sides of it."""
_SQUEEZE: Final = 0.67
"""A lying tree is drawn this much shorter for its thickness than it is painted, because heights are drawn larger than
distances. The crown is painted in the lying tree's proportions: so its leaves look right where it is seen longest."""
_BOUGHS: Final = (
    # where on the trunk (of its length), side (1 up), heading off the trunk (radians), length (px before squeezing)
    (0.68, -1, 0.75, 86.0),
    (0.66, 1, 0.80, 112.0),
    (0.74, 1, 0.68, 122.0),
    (0.79, -1, 0.60, 92.0),
    (0.83, 1, 0.52, 128.0),
    (0.88, -1, 0.38, 96.0),
    (0.90, 1, 0.36, 128.0),
    (0.95, -1, 0.10, 92.0),
    (0.93, 1, 0.08, 104.0),
)
_LEAVES: Final = 46
"""Leaves of a clump."""


def painted_tree() -> Pixels:
    """Trunk and crown, premultiplied: uint8 (h, w, 4) of TREE_PX. The foot is in the middle of the left edge."""
    long, thick = TRUNK_PX
    wide, high = TREE_PX
    colour = np.zeros((high, wide, 3), np.float32)
    cover = np.zeros((high, wide), np.float32)
    top = (high - thick) // 2
    colour[top : top + thick, :long], cover[top : top + thick, :long] = _trunk()
    plate = _crown()
    leaf = mix(mix(NEAR, MOSS, 0.20), mix(mix(TREES, MOSS, 0.55), MOSS_LIT, 0.30), plate.tone[..., None])
    wood = mix(hexc("#2b2621"), hexc("#8d8172"), plate.tone[..., None])
    crown = mix(leaf, wood, plate.warmth[..., None])
    crown = crown + edge(plate.cover, 1.4, -1.6, 0.9)[..., None] * (MOSS_LIT * 0.25 + LOW * 0.45)
    colour = mix(colour, np.asarray(crown, np.float32), plate.cover[..., None])
    return premultiplied(np.asarray(colour, np.float32), np.maximum(cover, plate.cover))


def _trunk() -> tuple[Floats, Floats]:
    """A mottled kauri trunk, its foot at the left: colour and cover, of TRUNK_PX."""
    long, thick = TRUNK_PX
    y, x = grid(thick, long)
    t = x / long
    half = 0.5 * (1 - 0.42 * t) * (1 - 0.03 * noise(1, long, 81, 1.4)[0][None])
    half = half + 0.16 * np.exp(-((t / 0.03) ** 2))
    off = np.abs(y / thick - 0.5) / half
    cover = smooth(1.0, 0.96, off) * smooth(1.0, 0.985, t + 0.02 * noise(thick, long, 83, 1.0))
    flakes = noise(thick, long, 82, 1.1, 0.5, 1.6)
    round_light = np.sqrt(np.clip(1 - off**2, 0, 1)) * 0.75 + 0.35 * (y / thick < 0.5)
    colour = mix(hexc("#3a332d"), hexc("#8d8172"), np.clip(flakes * 0.7 + 0.45 * round_light - 0.15, 0, 1)[..., None])
    moss = smooth(0.55, 0.72, noise(thick, long, 84, 1.5, 0.8)) * smooth(0.55, 0.2, y / thick)
    colour = mix(colour, mix(MOSS, MOSS_LIT, 0.35), (moss * 0.75)[..., None])
    colour = colour * (0.45 + 0.75 * round_light[..., None])
    rim = np.asarray(edge(np.asarray(cover, np.float32), 0.0, -1.6, 0.8))
    return np.asarray(colour + rim[..., None] * LOW * 0.8, np.float32), np.asarray(cover, np.float32)


def _crown() -> Plate:
    """Stout boughs that end in clumps of leaves, of TREE_PX. Warmth 1 is wood."""
    wide, high = TREE_PX
    stencil = Stencil(round(wide * _SQUEEZE), high)
    rng = np.random.default_rng(85)
    long, middle = TRUNK_PX[0] * _SQUEEZE, high / 2
    for at, side, heading, length in _BOUGHS:
        path, headings = arc(long * at, middle - side * 20.0, side * heading, length, side * 0.35, 12)
        stencil.stroke(path, 24.0 * (1.3 - at), 5.0, 0.42 + 0.12 * side, 1.0)
        for share, size in ((0.45, 32.0), (0.70, 42.0), (1.0, 44.0)):
            end = round(share * 11)
            off = side * rng.uniform(-0.6, 0.9) * size * 0.5
            x = float(path[end, 0]) + math.sin(float(headings[end])) * off
            y = float(path[end, 1]) + math.cos(float(headings[end])) * off
            _clump(stencil, (x, y), float(headings[end]), size, rng)
    plate = stencil.plate()
    cover, tone, warmth = (
        np.asarray(cv2.resize(part, TREE_PX, interpolation=cv2.INTER_LINEAR), np.float32)
        for part in (plate.cover, plate.tone, plate.warmth)
    )
    return Plate(cover, tone, warmth)


def _clump(stencil: Stencil, at: tuple[float, float], way: float, size: float, rng: np.random.Generator) -> None:
    """A tuft of stiff leaves around (x, y) that points to `way`, in shade below and in light above."""
    for share, count in ((1.0, _LEAVES), (0.62, _LEAVES // 2)):  # the inner ones lie over the outer ones
        heading = (way + rng.normal(size=count) * 1.25).astype(np.float32)
        root = np.array(at) + rng.normal(size=(count, 2)) * size * 0.26 * share
        long = (size * rng.uniform(0.45, 0.85, count) * share).astype(np.float32)
        above = (at[1] - root[:, 1]) / size - 0.25 * np.sin(-heading)
        light = 0.30 + 0.30 * (1 - share) + 0.34 * above + 0.14 * np.cos(heading) + rng.normal(size=count) * 0.07
        leaves = leaflets(root.astype(np.float32), heading, long, size * 0.075, 0.08)
        order = np.argsort(light)
        stencil.polygons(leaves[order], light[order].astype(np.float32))
