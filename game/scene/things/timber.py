"""Wooden obstacles: a rolling log, a rotten stump, a wooden possum trap."""

from __future__ import annotations

from typing import Final

import numpy as np

from game.scene.mesh import CORNERS, Floats, MeshBuilder, identity, loft
from game.scene.shading import Material, rgb
from game.scene.things.model import Model

TURNS: Final = 24  # painted angles of each; between them the picture is rotated

_PALETTE: Final = (
    Material(rgb("#3c3026"), gloss=0.08, edge=1.0),  # bark
    Material(rgb("#8a6c48"), gloss=0.12, own=0.18, edge=0.9),  # cut wood
    Material(rgb("#5e452c"), gloss=0.10, own=0.1, edge=0.8),  # its rings
    Material(rgb("#44693a"), gloss=0.05, own=0.1, edge=0.9),  # moss
    Material(rgb("#6e5034"), gloss=0.10, own=0.04, edge=0.9),  # planks
    Material(rgb("#2a2018"), gloss=0.05, edge=0.4),  # gaps
    Material(rgb("#3d464c"), gloss=0.5, edge=0.8),  # iron
    Material(rgb("#a89c78"), gloss=0.15, own=0.2, edge=0.9),  # bracket fungus
)
_BARK, _WOOD, _RING, _MOSS, _PLANK, _GAP, _IRON, _FUNGUS = range(len(_PALETTE))


def _still(_phase: float, _limp: bool) -> Floats:
    return identity(1)


def _round(radius: float, z: float, count: int, rng: np.random.Generator, rough: float) -> Floats:
    """Points (count, 3) on a rough circle facing the viewer."""
    a = np.linspace(0, 2 * np.pi, count, endpoint=False)
    r = radius * (1 + rough * rng.normal(size=count))
    return np.stack([r * np.cos(a), r * np.sin(a), np.full(count, z)], 1)


def _cap(made: MeshBuilder, outline: Floats, material: int, lift: float, tint: float = 1.0) -> None:
    """A flat end, as triangles around its middle, so that any outline works."""
    middle = outline.mean(0)
    nxt = np.roll(outline, -1, 0)
    faces = np.stack([np.broadcast_to(middle, outline.shape), outline, nxt], 1)
    made.add(faces, 0, material, lift=lift, tint=tint, inside=middle - np.array([0, 0, 1.0]))


def log(size: tuple[float, float] = (0.52, 0.52)) -> Model:
    """A sawn log across the path, its rings towards the viewer."""
    radius, long = size[0] / 2, 0.62
    rng = np.random.default_rng(11)
    made = MeshBuilder(1, 2)
    count = 26
    ridged = 1 + 0.025 * rng.normal(size=count)
    ring = np.stack(
        [_round(radius * 0.97, z, count, np.random.default_rng(1), 0.0) for z in np.linspace(-long, 0.0, 7)]
    )
    ring[..., :2] *= ridged[None, :, None] * (1 + 0.012 * rng.normal(size=(7, count, 1)))
    bark_tint = np.clip(1 + 0.28 * rng.normal(size=6 * count), 0.5, 1.6)
    made.add(loft(ring), 0, _BARK, group=0, tint=bark_tint, inside=np.array([0, 0, -long / 2]) + 0 * loft(ring).mean(1))
    end = ring[-1]
    _cap(made, end, _BARK, 0.0, 0.9)
    for k, (share, material, tint) in enumerate(
        ((0.90, _WOOD, 0.82), (0.80, _RING, 1.0), (0.75, _WOOD, 0.95), (0.60, _RING, 0.95), (0.55, _WOOD, 1.02),
         (0.38, _RING, 0.92), (0.33, _WOOD, 1.06), (0.16, _RING, 0.85), (0.11, _WOOD, 0.9))
    ):  # fmt: skip
        rough = _round(radius * share, 0.002 * (k + 1), count, rng, 0.012)
        rough[:, :2] += np.array([0.02, 0.012]) * (1 - share)
        _cap(made, rough, material, 0.01 * (k + 1), tint)
    for angle, deep in ((0.5, 0.8), (2.4, 0.55), (4.4, 0.65)):  # drying cracks
        way, side = np.array([np.cos(angle), np.sin(angle), 0]), np.array([-np.sin(angle), np.cos(angle), 0]) * 0.012
        crack = np.array([way * radius * 0.86 + side, way * radius * 0.86 - side, way * radius * (0.86 - deep * 0.6)])
        made.add((crack + np.array([0, 0, 0.03]))[None], 0, _GAP, lift=0.2)
    _moss(made, rng, radius, long, 34)
    return Model(made.done(), _PALETTE, _still, frames=48, turns="axle", turn_rad=0.30, elevation_rad=0.20)


def _moss(made: MeshBuilder, rng: np.random.Generator, radius: float, long: float, count: int) -> None:
    """Cushions on one side of a log."""
    angle = np.pi / 2 + rng.normal(size=count) * 0.45
    z = -long * rng.random(count) ** 1.3
    size = rng.uniform(0.03, 0.065, count)
    a = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    outward = np.stack([np.cos(angle), np.sin(angle), np.zeros(count)], 1)
    along = np.stack([-np.sin(angle), np.cos(angle), np.zeros(count)], 1)
    centre = outward * (radius * 1.0) + np.stack([np.zeros(count), np.zeros(count), z], 1)
    reach = size[:, None, None]
    faces = centre[:, None] + reach * (
        along[:, None] * np.cos(a)[None, :, None] + np.array([0, 0, 1.0]) * np.sin(a)[None, :, None]
    )
    tint = np.clip(1 + 0.25 * rng.normal(size=count), 0.6, 1.5)
    made.add(faces, 0, _MOSS, lift=0.03, tint=tint, inside=np.stack([0 * z, 0 * z, z], 1), two_sided=True)


def stump(size: tuple[float, float] = (0.46, 0.62)) -> Model:
    """The stump of a great tree: buttressed, splintered at the top, with fungus and moss."""
    width, height = size
    rng = np.random.default_rng(12)
    made = MeshBuilder(1, 1)
    count, rows = 22, 9
    a = np.linspace(0, 2 * np.pi, count, endpoint=False)
    buttress = 1 + 0.20 * np.cos(a * 5 + 0.7)
    levels = np.linspace(0, 1, rows)
    rings = []
    for t in levels:
        foot = (1 - t) ** 2.4
        r = width / 2 * (0.74 + 0.30 * foot) * (1 + foot * (buttress - 1)) * (1 + 0.03 * rng.normal(size=count))
        rings.append(np.stack([r * np.cos(a), np.full(count, -height / 2 + height * 0.86 * t), r * np.sin(a)], 1))
    ring = np.stack(rings)
    ring[-1, :, 1] += height * 0.14 * np.abs(rng.normal(size=count)).clip(0, 1.6) * 0.7  # splinters
    faces = loft(ring)
    tint = np.clip(1 + 0.26 * rng.normal(size=len(faces)), 0.5, 1.6) * np.repeat(np.linspace(0.8, 1.1, rows - 1), count)
    low = faces.mean(1)[:, 1] < -height / 2 + height * 0.22
    mossy = low & (rng.random(len(faces)) < 0.55)
    made.add(
        faces,
        0,
        np.where(mossy, _MOSS, _BARK),
        tint=tint,
        inside=np.stack([0 * tint, faces.mean(1)[:, 1], 0 * tint], 1),
    )
    top = ring[-1] * np.array([0.86, 1.0, 0.86])
    hollow = ring[-1] * np.array([0.42, 1.0, 0.42]) - np.array([0, 0.05, 0])
    made.add(loft(np.stack([top, hollow])), 0, _WOOD, lift=0.01, tint=0.85, two_sided=True)
    made.add(
        np.stack([top, np.roll(top, -1, 0), np.roll(ring[-1], -1, 0), ring[-1]], 1), 0, _WOOD, lift=0.02, two_sided=True
    )
    middle = hollow.mean(0)
    made.add(
        np.stack([np.broadcast_to(middle, hollow.shape), hollow, np.roll(hollow, -1, 0)], 1), 0, _GAP, two_sided=True
    )
    for angle, y, reach in ((1.15, 0.06, 0.085), (1.32, -0.06, 0.065), (2.1, 0.10, 0.075), (0.4, -0.02, 0.07)):
        half = np.linspace(-np.pi / 2, np.pi / 2, CORNERS)
        out, side = np.array([np.cos(angle), 0, np.sin(angle)]), np.array([-np.sin(angle), 0, np.cos(angle)])
        at = out * width * 0.36 + np.array([0, y, 0])
        shelf = at + reach * (out * np.cos(half)[:, None] * 0.9 + side * np.sin(half)[:, None])
        made.add(shelf[None], 0, _FUNGUS, lift=0.08, two_sided=True)
        made.add((shelf - np.array([0, 0.014, 0]))[None], 0, _FUNGUS, lift=0.07, tint=0.55, two_sided=True)
    return Model(made.done(), _PALETTE, _still, frames=TURNS, turns="picture", turn_rad=0.35, elevation_rad=0.22)


def crate(size: tuple[float, float] = (0.5, 0.5)) -> Model:
    """A wooden box trap: planks, iron corners, a round hole in front."""
    half = size[0] / 2
    rng = np.random.default_rng(13)
    made = MeshBuilder(1, 1)
    deep = half * 0.9
    box = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half * 0.97
    for turn in range(4):  # the four long sides
        rotation = np.array(
            [
                [np.cos(turn * np.pi / 2), -np.sin(turn * np.pi / 2)],
                [np.sin(turn * np.pi / 2), np.cos(turn * np.pi / 2)],
            ]
        )
        a, b = (rotation @ box[0]), (rotation @ box[1])
        _planks(made, np.array([*a, -deep]), np.array([*b, -deep]), np.array([0, 0, 2 * deep]), 3, rng)
    for z, out in ((-deep, -1.0), (deep, 1.0)):  # ends, battened
        _planks(
            made,
            np.array([-half * 0.97, -half * 0.97, z]),
            np.array([half * 0.97, -half * 0.97, z]),
            np.array([0, 2 * half * 0.97, 0]),
            4,
            rng,
            across=True,
        )
        lift = 0.04
        for y in (-0.80, 0.80):
            strip = np.array([(-1, y - 0.13), (1, y - 0.13), (1, y + 0.13), (-1, y + 0.13)]) * half * 0.97
            made.add(
                np.append(strip, np.full((4, 1), z + out * 0.018), 1)[None],
                0,
                _PLANK,
                lift=lift,
                tint=1.25,
                inside=np.zeros(3),
            )
        slant = np.array([(-0.95, -0.72), (-0.72, -0.72), (0.95, 0.72), (0.72, 0.72)]) * half
        made.add(
            np.append(slant, np.full((4, 1), z + out * 0.016), 1)[None],
            0,
            _PLANK,
            lift=lift,
            tint=1.12,
            inside=np.zeros(3),
        )
        for x in (-0.86, 0.86):
            for y in (-0.86, 0.86):
                plate = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * 0.14 * half + np.array([x, y]) * half
                made.add(
                    np.append(plate, np.full((4, 1), z + out * 0.024), 1)[None], 0, _IRON, lift=0.08, inside=np.zeros(3)
                )
    return Model(made.done(), _PALETTE, _still, frames=TURNS, turns="picture", turn_rad=0.0, elevation_rad=0.10)


def _planks(
    made: MeshBuilder,
    start: Floats,
    end: Floats,
    depth: Floats,
    count: int,
    rng: np.random.Generator,
    across: bool = False,
) -> None:
    """A wall of boards between start and end, reaching along depth; the gaps are dark."""
    wall = np.array([start, end, end + depth, start + depth])
    made.add((wall * 0.985)[None], 0, _GAP, lift=-0.25, inside=np.zeros(3))
    for i in range(count):
        t0, t1 = i / count + 0.012, (i + 1) / count - 0.012
        if across:
            a, b = start + depth * t0, start + depth * t1
            board = np.array([a, a + (end - start), b + (end - start), b])
        else:
            board = np.array(
                [
                    start + (end - start) * t0,
                    start + (end - start) * t1,
                    start + (end - start) * t1 + depth,
                    start + (end - start) * t0 + depth,
                ]
            )
        pieces = 3
        for u0, u1 in zip(np.arange(pieces) / pieces, (np.arange(pieces) + 1) / pieces, strict=True):  # a little grain
            low, high = board[1] - board[0], board[2] - board[3]
            piece = np.array([board[0] + low * u0, board[0] + low * u1, board[3] + high * u1, board[3] + high * u0])
            made.add(piece[None], 0, _PLANK, tint=float(1 + 0.16 * rng.normal()), inside=np.zeros(3))
