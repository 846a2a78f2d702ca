"""A wooden possum trap: boards with grain, battens, iron corners and nails."""

from __future__ import annotations

from typing import Final

import numpy as np

from game.scene.mesh import Floats, MeshBuilder, disc
from game.scene.shading import Material, rgb
from game.scene.things.grain import board
from game.scene.things.model import Model
from game.scene.things.timber import TURNS, still

_PALETTE: Final = (
    Material(rgb("#7d5c3a"), gloss=0.08, own=0.05, edge=0.5),  # boards
    Material(rgb("#8e6c46"), gloss=0.08, own=0.06, edge=0.6),  # battens
    Material(rgb("#20180f"), gloss=0.04, edge=0.3),  # gaps
    Material(rgb("#4a5358"), gloss=0.5, own=0.05, edge=0.7),  # iron
    Material(rgb("#15181a"), gloss=0.7, edge=0.3),  # nails
    Material(rgb("#a9bcc2"), gloss=0.6, own=0.2, edge=0.8),  # worn edges of the iron
)
_BOARD, _BATTEN, _GAP, _IRON, _NAIL, _WORN = range(len(_PALETTE))
_BOARDS: Final = 4  # on a side


def crate(size: tuple[float, float] = (0.5, 0.5)) -> Model:
    """A closed box; its battened ends face the viewer and away from him."""
    half = size[0] / 2
    deep = half * 0.9
    rng = np.random.default_rng(13)
    made = MeshBuilder(1, 1)
    inner = half * 0.97
    for turn in range(4):
        c, s = np.cos(turn * np.pi / 2), np.sin(turn * np.pi / 2)
        start = np.array([-c + s, -s - c, 0]) * inner + [0, 0, -deep]
        _wall(made, start, np.array([0, 0, 2 * deep]), np.array([c, s, 0]) * 2 * inner, rng)
    for z in (-deep, deep):
        _wall(made, np.array([-inner, -inner, z]), np.array([2 * inner, 0, 0]), np.array([0, 2 * inner, 0]), rng)
        _battens(made, half, z, np.sign(z), rng)
    return Model(made.done(), _PALETTE, still, frames=TURNS, turns="picture", turn_rad=0.0, elevation_rad=0.10)


def _wall(made: MeshBuilder, corner: Floats, along: Floats, across: Floats, rng: np.random.Generator) -> None:
    """A side of boards that lie along `along`, dark gaps between them."""
    made.add(np.array([corner, corner + along, corner + along + across, corner + across])[None] * 0.985,
             0, _GAP, lift=-0.25, inside=np.zeros(3))  # fmt: skip
    for k in range(_BOARDS):
        low, high = (k + 0.035) / _BOARDS, (k + 0.965) / _BOARDS
        faces, tint = board(corner + across * low, along, across * (high - low), rng)
        made.add(faces, 0, _BOARD, tint=tint, inside=np.zeros(3), lift=0.0)


def _battens(made: MeshBuilder, half: float, z: float, out: float, rng: np.random.Generator) -> None:
    """A frame of four battens and a diagonal over an end, with iron corners."""

    def batten(at: tuple[float, float], to: tuple[float, float], wide: float, lift: float) -> None:
        start, way = np.array([*at, 0.0]) * half, (np.array([*to, 0.0]) - [*at, 0.0]) * half
        side = np.array([-way[1], way[0], 0.0]) / np.hypot(way[0], way[1]) * wide * half
        place = start - side / 2 + [0, 0, z + out * 0.03 * half]
        shadow = np.array([place, place + way, place + way + side, place + side]) + [0.006, -0.010, 0]
        made.add(shadow[None], 0, _GAP, lift=lift - 0.04, inside=np.zeros(3))
        faces, tint = board(place, way, side, rng, lines=6, pieces=7)
        made.add(faces, 0, _BATTEN, tint=tint, lift=lift, inside=np.zeros(3))

    batten((-0.78, -0.74), (0.78, 0.74), 0.17, 0.10)
    for level in (-0.84, 0.84):
        batten((-0.97, level), (0.97, level), 0.24, 0.18)
    for level in (-0.85, 0.85):
        batten((level, -0.72), (level, 0.72), 0.22, 0.26)
    for x in (-0.86, 0.86):
        for y in (-0.86, 0.86):
            _corner(made, np.array([x, y, 0]) * half + [0, 0, z + out * 0.05 * half], half * 0.15, out)


def _corner(made: MeshBuilder, at: Floats, reach: float, out: float) -> None:
    """An iron plate with a worn edge and four nails."""
    square = np.array([(-1, -1, 0), (1, -1, 0), (1, 1, 0), (-1, 1, 0)]) * reach
    for scale, material, lift, tint in ((1.0, _WORN, 0.34, 0.8), (0.88, _IRON, 0.37, 1.0), (0.5, _IRON, 0.40, 1.25)):
        made.add((at + square * scale)[None], 0, material, lift=lift, tint=tint, inside=np.zeros(3))
    for x in (-0.62, 0.62):
        for y in (-0.62, 0.62):
            nail = disc(at + np.array([x, y, 0]) * reach, (0.0, 0.0, out), reach * 0.17)
            made.add(nail, 0, _NAIL, lift=0.44, inside=np.zeros(3))
