"""What the Huia eats: berries on a twig, and huhu grubs."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from game.scene.mesh import Floats, MeshBuilder, ball, identity, loft, pivot, tube, turn_z, unit
from game.scene.shading import Material, rgb
from game.scene.things.model import Model

_PALETTE: Final = (
    Material(rgb("#e2401f"), gloss=0.7, own=0.5, edge=1.0),  # berry
    Material(rgb("#ffe6cf"), gloss=0.9, own=1.0),  # its light
    Material(rgb("#4f8a3c"), gloss=0.35, own=0.3, edge=0.7),  # leaf
    Material(rgb("#5b4630"), gloss=0.1, own=0.1),  # twig
    Material(rgb("#f2e2b6"), gloss=0.6, own=0.5, edge=1.0),  # grub
    Material(rgb("#8a4a22"), gloss=0.6, own=0.2),  # its head
)
_BERRY, _LIGHT, _LEAF, _TWIG, _GRUB, _HEAD = range(len(_PALETTE))


def berry() -> Model:
    """A drooping twig of glossy leaves with a bunch of orange berries, as karamū bears them."""
    made = MeshBuilder(1, 1)
    path = np.array([(-0.10, 0.085, -0.02), (-0.05, 0.10, 0.0), (0.0, 0.075, 0.01), (0.045, 0.02, 0.01)])
    made.add(loft(tube(path, np.array([0.008, 0.007, 0.006, 0.004]), 6)), 0, _TWIG)
    for at, way, long in (
        (path[0], (-0.75, 0.35, 0.1), 0.075), (path[1], (-0.35, 0.9, 0.3), 0.085), (path[1], (0.45, 0.75, -0.2), 0.09),
        (path[2], (0.95, 0.30, 0.3), 0.095), (path[2], (0.65, 0.65, 0.5), 0.07), (path[3], (0.8, -0.55, 0.2), 0.07),
    ):  # fmt: skip
        _leaf(made, at, unit(np.array(way)), long)
    rng = np.random.default_rng(5)
    spots = ((-0.035, 0.028), (0.0, 0.022), (0.033, 0.012), (-0.050, -0.008), (-0.018, -0.014), (0.018, -0.022),
             (-0.034, -0.042), (0.0, -0.050), (0.042, -0.034), (-0.012, -0.074))  # fmt: skip
    for k, (x, y) in enumerate(spots):
        r = 0.0245 * rng.uniform(0.9, 1.08)
        z = 0.035 * rng.random()
        middle = np.array([x, y, z])
        stalk = np.array([middle, middle * 0.6 + [0, 0.03, 0], [0.0, 0.072, 0.01]])
        made.add(loft(tube(stalk, np.full(3, 0.003), 4)), 0, _TWIG, lift=-0.05)
        made.add(ball(middle, (r, r * 1.08, r), 7, 10), 0, _BERRY, tint=rng.uniform(0.85, 1.12), inside=middle,
                 lift=0.01 * k)  # fmt: skip
        gleam = middle + r * np.array([0.30, 0.46, 0.82])
        made.add(ball(gleam, (0.24 * r,) * 3, 4, 6), 0, _LIGHT, lift=0.01 * k + 0.03)

    def swing(phase: float, _limp: bool) -> Floats:
        return pivot(turn_z(0.16 * np.sin(2 * np.pi * phase)), (-0.06, 0.10, 0))[None]

    return Model(made.done(), _PALETTE, swing, frames=8, cycle_s=1.6)


def _leaf(made: MeshBuilder, root: Floats, way: Floats, long: float) -> None:
    """An oval leaf with a fold along its rib: one half catches the light."""
    side = unit(np.array([-way[1], way[0], 0.25]))
    along = np.array([0.0, 0.22, 0.55, 0.85, 1.0]) * long
    wide = np.array([0.0, 0.24, 0.30, 0.17, 0.0]) * long
    for sign, tint in ((-1, 0.78), (1, 1.25)):
        edge = [root + way * u + side * w * sign + np.array([0, 0, 0.15 * w]) for u, w in zip(along, wide, strict=True)]
        made.add(np.array(edge)[None], 0, _LEAF, two_sided=True, tint=tint, lift=0.015)


def white_grub() -> Model:
    """A rare huhu grub, white and shining."""
    pale = tuple(
        replace(material, colour=rgb("#ffffff"), own=1.0, edge=1.6) if n == _GRUB else material
        for n, material in enumerate(_PALETTE)
    )
    return replace(grub(), palette=pale, rim=2.0, night=1.6)


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
    made.add(ball(eye, (0.007,) * 3, 5, 7), segments - 1, _TWIG, lift=0.05, tint=0.3)

    def crawl(phase: float, _limp: bool) -> Floats:
        poses = identity(segments)
        for k in range(segments):
            wave = 2 * np.pi * (phase - k / segments)
            poses[k, 1, 3] = 0.012 * np.sin(wave)
            poses[k, 0, 3] = 0.008 * np.cos(wave)
        return poses

    return Model(made.done(), _PALETTE, crawl, frames=10, cycle_s=0.9, turn_rad=0.35)
