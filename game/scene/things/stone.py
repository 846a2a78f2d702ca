"""A boulder under snow, and the knot at the end of a swinging vine."""

from __future__ import annotations

from typing import Final

import numpy as np

from game.scene.mesh import Floats, MeshBuilder, ball, newell, unit
from game.scene.shading import Material, rgb
from game.scene.things.model import Model
from game.scene.things.timber import TURNS, still

_PALETTE: Final = (
    Material(rgb("#59646c"), gloss=0.15, own=0.06, edge=0.8),  # stone
    Material(rgb("#e9f0f6"), gloss=0.25, own=0.42, edge=0.9),  # snow
    Material(rgb("#4c3a26"), gloss=0.08, own=0.06, edge=0.9),  # vine
    Material(rgb("#5f8f3c"), gloss=0.2, own=0.25, edge=0.9),  # leaf
)
_STONE, _SNOW, _VINE, _LEAF = range(len(_PALETTE))


def rock(size: tuple[float, float] = (0.6, 0.46)) -> Model:
    """An angular boulder with a cap of snow."""
    made = MeshBuilder(1, 1)
    faces = _rough(ball((0.0, 0.0, 0.0), (size[0] / 2, size[1] / 2, size[0] * 0.42), 13, 20), 0.055, 3)
    middle = faces.mean(1)
    normals = unit(newell(faces))
    up = normals[:, 1] * np.sign((normals * middle).sum(1))  # outward, whichever way the corners run
    lean = up + 0.25 * np.sin(9.0 * middle[:, 0] + 2.0) * np.cos(7.0 * middle[:, 2])
    snowy = (lean > 0.42) & (middle[:, 1] > -0.05)
    rng = np.random.default_rng(21)
    grain = rng.normal(size=len(faces))
    tint = np.where(snowy, 1.0 + 0.04 * grain, np.clip(1 + 0.16 * grain, 0.6, 1.4))
    made.add(faces, 0, np.where(snowy, _SNOW, _STONE), tint=tint, inside=np.zeros(3))
    return Model(made.done(), _PALETTE, still, frames=TURNS, turns="picture", turn_rad=0.35, elevation_rad=0.18)


def knot(size: tuple[float, float] = (0.34, 0.34)) -> Model:
    """A heavy tangle of vine with a few leaves."""
    made = MeshBuilder(1, 2)
    rng = np.random.default_rng(23)
    radius = size[0] / 2
    faces = _rough(ball((0.0, 0.0, 0.0), (radius,) * 3, 11, 16), 0.022, 5)
    middle = faces.mean(1)
    strand = np.sin(38.0 * (middle[:, 0] * 0.7 + middle[:, 1]) + 9.0 * middle[:, 2])
    made.add(faces, 0, _VINE, tint=np.clip(1 + 0.34 * strand + 0.1 * rng.normal(size=len(faces)), 0.45, 1.7),
             inside=np.zeros(3))  # fmt: skip
    for angle in (0.3, 1.2, 2.4, 3.7, 5.1):
        out = np.array([np.cos(angle), np.sin(angle), 0.55])
        side = np.array([-np.sin(angle), np.cos(angle), 0.0]) * 0.045
        root, tip = out * radius * 0.75, out * radius * 1.5 - np.array([0, 0.03, 0])
        leaf = np.array([root, 0.55 * root + 0.45 * tip + side, tip, 0.55 * root + 0.45 * tip - side])
        made.add(leaf[None], 0, _LEAF, two_sided=True, lift=0.05, tint=float(rng.uniform(0.8, 1.25)))
    return Model(made.done(), _PALETTE, still, frames=TURNS, turns="picture", turn_rad=0.3)


def _rough(faces: Floats, most: float, seed: int) -> Floats:
    """Faces with their corners moved along smooth waves; shared corners stay together."""
    waves = np.random.default_rng(seed).normal(size=(3, 5, 3)) * 9.0
    shift = np.stack([np.sin(faces @ waves[axis].T + axis).sum(-1) for axis in range(3)], -1)
    moved: Floats = faces + shift * most / 5 * 1.6
    return moved
