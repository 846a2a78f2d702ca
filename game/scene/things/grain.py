"""Surfaces of wood as many small faces: bark in plates, boards with grain, cushions of moss.

Every function returns faces for `MeshBuilder.add` and a brightness for each; the caller adds them with a material.
"""

from __future__ import annotations

import numpy as np

from game.curves import smoothsteps
from game.scene.mesh import CORNERS, Floats, cross, sampled, unit

# A plate of bark: along (in lengths, from its root) and half width, clockwise.
_PLATE = ((0.0, -0.55), (0.12, -0.95), (0.62, -1.0), (0.94, -0.7), (1.0, 0.25), (0.8, 0.95), (0.25, 1.0), (0.03, 0.6))


def mottled(rng: np.random.Generator, count: int, cells: int) -> Floats:
    """Smooth random numbers (count,) of about -1..1 with `cells` waves; for brightness that drifts."""
    knots = rng.uniform(-1, 1, cells + 1)
    at = np.linspace(0, cells, count)
    low = np.minimum(at.astype(int), cells - 1)
    share = smoothsteps(at - low, 0.0, 1.0)
    mixed: Floats = knots[low] * (1 - share) + knots[low + 1] * share
    return mixed


def bark(points: Floats, rng: np.random.Generator, length: float, rise: float = 0.008) -> tuple[Floats, Floats, Floats]:
    """Plates of bark on rings (n, m, 3), along the rings' sequence, with dark crevices left between them.

    length: of a plate, in rings; rise: how far it stands off. Returns faces (k, 8, 3), a brightness about 1 for each,
    and its place along the rings, 0..1.
    """
    n, m, _ = points.shape
    middle = points.mean(1, keepdims=True)
    outward = unit(points - middle)
    rows, columns = [], []
    for column in range(m):
        at = -rng.uniform(0, length)
        while at < n - 1.2:
            rows.append((at, length * rng.uniform(0.6, 1.35)))
            columns.append(column + rng.normal(0, 0.1))
            at += rows[-1][1] * rng.uniform(0.92, 1.02)
    start = np.array(rows)
    shape = np.array(_PLATE) * np.ones((len(rows), 1, 1))
    shape += rng.normal(0, 0.07, shape.shape)
    i = np.clip(start[:, :1] + shape[..., 0] * start[:, 1:], 0, n - 1.001)
    j = np.array(columns)[:, None] + 0.5 + shape[..., 1] * 0.47 * rng.uniform(0.8, 1.1, (len(rows), 1))
    faces = sampled(points, i, j) + unit(sampled(outward, i, j)) * rise * rng.uniform(0.3, 1.4, (len(rows), 1, 1))
    place = np.clip(start[:, 0] / (n - 1), 0, 1)
    tint = np.clip(1 + 0.16 * rng.normal(size=len(rows)) + 0.18 * np.sin(j[:, 0] * 0.9 + 5 * place), 0.55, 1.5)
    return faces, tint, place


def board(
    corner: Floats, along: Floats, across: Floats, rng: np.random.Generator, lines: int = 9, pieces: int = 5
) -> tuple[Floats, Floats]:
    """One board with grain: `lines` thin strips along it, each in `pieces`; its far edge catches light.

    corner: (3,); along, across: (3,) its sides. Returns faces (lines * pieces, 4, 3) and a brightness for each.
    """
    edges = np.concatenate([[0.0], np.sort(rng.uniform(0.06, 0.94, lines - 1)), [1.0]])
    cuts = np.linspace(0, 1, pieces + 1)
    ground = 1 + 0.10 * rng.normal()
    faces, tints = [], []
    for line in range(lines):
        streak = 0.16 * rng.normal() - (0.10 if line % 3 == 0 else 0.0)
        drift = 0.07 * mottled(rng, pieces, 2)
        for piece in range(pieces):
            u0, u1, v0, v1 = cuts[piece], cuts[piece + 1], edges[line], edges[line + 1]
            bow = 0.02 * np.sin(np.pi * (u0 + u1))  # grain is never quite straight
            faces.append([corner + along * u + across * np.clip(v + bow * (0 < v < 1), 0, 1)
                          for u, v in ((u0, v0), (u1, v0), (u1, v1), (u0, v1))])  # fmt: skip
            worn = 0.22 * (line == lines - 1) - 0.20 * (line == 0)
            tints.append(ground + streak + drift[piece] + worn)
    return np.array(faces), np.clip(np.array(tints), 0.4, 1.6)


def cushions(
    places: Floats, outward: Floats, rng: np.random.Generator, size: tuple[float, float]
) -> tuple[Floats, Floats]:
    """Moss: a round tuft (k, 8, 3) on each place (k, 3), flat on the surface, darker below than on top."""
    count = len(places)
    side = unit(cross(outward, np.array([0.3, 0.1, 1.0])))
    up = cross(side, outward)
    a = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    reach = rng.uniform(*size, count)[:, None] * (1 + 0.16 * rng.normal(size=(count, CORNERS)))
    faces = (
        places[:, None]
        + side[:, None] * (reach * np.cos(a))[..., None]
        + up[:, None] * (reach * 0.8 * np.sin(a))[..., None]
    )
    tint = np.clip(0.85 + 0.3 * outward[:, 1] + 0.2 * rng.normal(size=count), 0.4, 1.5)
    return faces, tint
