"""What the Huia eats: berries on a sprig, and huhu grubs."""

from __future__ import annotations

from typing import Final

import numpy as np

from game.scene.mesh import Floats, MeshBuilder, ball, identity, loft, pivot, tube, turn_z
from game.scene.shading import Material, rgb
from game.scene.things.model import Model

_PALETTE: Final = (
    Material(rgb("#c8203c"), gloss=0.9, own=0.45, edge=1.2),  # berry
    Material(rgb("#ffd9d0"), gloss=0.9, own=1.0),  # its light
    Material(rgb("#5d8f3e"), gloss=0.2, own=0.3, edge=1.0),  # leaf
    Material(rgb("#4a3a28"), gloss=0.1),  # stalk
    Material(rgb("#f2e2b6"), gloss=0.6, own=0.5, edge=1.0),  # grub
    Material(rgb("#8a4a22"), gloss=0.6, own=0.2),  # its head
)
_BERRY, _LIGHT, _LEAF, _STALK, _GRUB, _HEAD = range(len(_PALETTE))


def berry() -> Model:
    """Three berries under two leaves."""
    made = MeshBuilder(1, 1)
    for x, y, z, r in ((-0.035, -0.02, 0.0, 0.046), (0.04, -0.028, 0.02, 0.044), (0.0, -0.05, 0.05, 0.048)):
        made.add(ball((x, y, z), (r, r, r), 8, 12), 0, _BERRY, inside=(x, y, z))
        made.add(ball((x + 0.35 * r, y + 0.45 * r, z + 0.8 * r), (0.22 * r,) * 3, 5, 7), 0, _LIGHT, lift=0.05)
        made.add(
            loft(
                tube(np.array([(x, y + r * 0.9, z), (x * 0.5, 0.03, z * 0.5), (0.0, 0.07, 0.0)]), np.full(3, 0.005), 5)
            ),
            0,
            _STALK,
        )
    for side, tint in ((-1, 0.9), (1, 1.15)):
        leaf = np.array(
            [
                (0, 0.06, 0),
                (side * 0.03, 0.085, 0.02),
                (side * 0.075, 0.08, 0.03),
                (side * 0.105, 0.045, 0.03),
                (side * 0.06, 0.045, 0.01),
            ]
        )
        made.add(leaf[None], 0, _LEAF, two_sided=True, tint=tint, lift=0.02)

    def swing(phase: float, _limp: bool) -> Floats:
        return pivot(turn_z(0.16 * np.sin(2 * np.pi * phase)), (0, 0.08, 0))[None]

    return Model(made.done(), _PALETTE, swing, frames=8, cycle_s=1.6)


def grub() -> Model:
    """A huhu grub, fat and cream, crawling."""
    segments = 8
    made = MeshBuilder(segments, 1)
    for k in range(segments):
        t = k / (segments - 1)
        r = 0.048 * (0.62 + 0.5 * np.sin(np.pi * (0.15 + 0.75 * t)))
        x = -0.10 + 0.185 * t
        made.add(
            ball((x, -0.012, 0.0), (0.021, r, r), 9, 12),
            k,
            _HEAD if k == segments - 1 else _GRUB,
            inside=(x, -0.012, 0),
            tint=1.0 - 0.10 * (k % 2),
            lift=0.002 * k,
        )
    eye = (-0.10 + 0.185 + 0.012, 0.0, 0.03)
    made.add(ball(eye, (0.007,) * 3, 5, 7), segments - 1, _STALK, lift=0.05, tint=0.3)

    def crawl(phase: float, _limp: bool) -> Floats:
        poses = identity(segments)
        for k in range(segments):
            wave = 2 * np.pi * (phase - k / segments)
            poses[k, 1, 3] = 0.012 * np.sin(wave)
            poses[k, 0, 3] = 0.008 * np.cos(wave)
        return poses

    return Model(made.done(), _PALETTE, crawl, frames=10, cycle_s=0.9, turn_rad=0.35)
