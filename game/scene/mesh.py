"""Meshes of rigid parts: flat convex faces, each attached to one part that a rig moves.

Axes of a model: x forward, y up, z to its own right; units are the model's own. Faces are given in the rest pose, so
the identity transform is the rest pose; a joint rotates about its pivot (see `pivot`).
Skin is made of many small parts (`loft` takes a part for each ring). Everything then moves rigidly, so normals are
computed once, here, and a frame costs one gather and one batched product.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, sin

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.intp]

CORNERS = 8  # most corners of a face: enough for a rounded feather, and one array can hold all faces


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """All faces of a model. F faces, G groups.

    corners: float32 (F, 8, 3); a face with fewer corners repeats its last one. counts: how many are real, (F,).
    centres, normals: float32 (F, 3), unit normals pointing outward.
    part: (F,) index of the transform that moves a face. material: (F,) index into the palette. tint: (F,) brightness.
    group: (F,) groups are painted whole, the farthest first. lift: (F,) bias towards the viewer in units of depth.
    two_sided: (F,) shown from both sides (feathers, leaves). soft: (F,) edges anti-aliased; the skin below
    feathers need not be.
    stacked: (G,) groups of flat layers, ordered by lift alone, reversed when seen from below (wings, tail).
    nudge: (G,) added to a group's depth. parts: number of transforms.
    """

    corners: Singles
    counts: Ints
    centres: Singles
    normals: Singles
    part: Ints
    material: Ints
    tint: Singles
    group: Ints
    lift: Singles
    two_sided: npt.NDArray[np.bool_]
    soft: npt.NDArray[np.bool_]
    stacked: npt.NDArray[np.bool_]
    nudge: Singles
    parts: int


class MeshBuilder:
    """Collects faces and makes a `Mesh` of them.

    ```
    build = MeshBuilder(parts=2)
    build.add(ball((0, 1, 0), (0.3, 0.3, 0.3)), part=0, material=FUR)
    mesh = build.done()
    ```
    """

    def __init__(self, parts: int, groups: int = 1) -> None:
        self.parts = parts
        self.stacked = np.zeros(groups, bool)
        self.nudge = np.zeros(groups, np.float32)
        self._columns: list[tuple[Floats, Ints, Floats, Floats, dict[str, npt.NDArray[np.generic]]]] = []

    def add(
        self,
        faces: Floats,
        part: int | Ints,
        material: int | Ints,
        *,
        group: int = 0,
        tint: float | Floats = 1.0,
        lift: float | Floats = 0.0,
        two_sided: bool = False,
        inside: npt.ArrayLike | None = None,
    ) -> None:
        """Add faces (n, k, 3), k of 3..8 corners. Arrays give one value a face.

        inside: a point (3,) or points (n, 3) from which the outward normals point away; default: the middle of these
        faces.
        """
        faces = np.asarray(faces, float)
        n, k, _ = faces.shape
        if not 3 <= k <= CORNERS:
            raise ValueError(f"a face has 3 to {CORNERS} corners, not {k}")
        padded = np.concatenate([faces, np.repeat(faces[:, -1:], CORNERS - k, 1)], 1)
        centres = faces.mean(1)
        normals = newell(faces)
        away = centres - (centres.mean(0) if inside is None else np.asarray(inside, float))
        inward = np.einsum("ij,ij->i", normals, away) < 0
        normals[inward] *= -1
        columns: dict[str, npt.NDArray[np.generic]] = {
            "part": np.broadcast_to(np.asarray(part, np.intp), n),
            "material": np.broadcast_to(np.asarray(material, np.intp), n),
            "tint": np.broadcast_to(np.asarray(tint, np.float32), n),
            "group": np.full(n, group, np.intp),
            "lift": np.broadcast_to(np.asarray(lift, np.float32), n),
            "two_sided": np.full(n, two_sided),
            "soft": np.full(n, True),
        }
        same = np.abs(faces[:, 1:] - faces[:, :-1]).sum(-1) < 1e-9
        trailing = np.cumprod(same[:, ::-1], 1).sum(1)  # corners that a caller repeated to fill a face
        self._columns.append((padded, k - trailing, centres, normals, columns))

    def lining(
        self,
        faces: Floats,
        part: int | Ints,
        material: int | Ints,
        *,
        group: int = 0,
        tint: float | Floats = 1.0,
        lift: float | Floats = 0.0,
        inside: npt.ArrayLike | None = None,
    ) -> None:
        """Add the skin that lies below feathers, as `add` does: its edges are hidden and not anti-aliased."""
        self.add(faces, part, material, group=group, tint=tint, lift=lift, inside=inside)
        self._columns[-1][4]["soft"] = np.full(len(faces), False)

    def ruffle(self, angle_rad: float, seed: int = 0) -> None:
        """Disturb the normals of the faces added last, so that a sheen sparkles from feather to feather."""
        corners, counts, centres, normals, columns = self._columns[-1]
        noise = np.random.default_rng(seed).normal(0, angle_rad, normals.shape)
        self._columns[-1] = (corners, counts, centres, unit(normals + noise), columns)

    def done(self) -> Mesh:
        """The finished mesh."""
        columns = {name: np.concatenate([c[4][name] for c in self._columns]) for name in self._columns[0][4]}
        return Mesh(
            corners=np.concatenate([c[0] for c in self._columns]).astype(np.float32),
            counts=np.concatenate([c[1] for c in self._columns]).astype(np.intp),
            centres=np.concatenate([c[2] for c in self._columns]).astype(np.float32),
            normals=np.concatenate([c[3] for c in self._columns]).astype(np.float32),
            stacked=self.stacked,
            nudge=self.nudge,
            parts=self.parts,
            **columns,
        )


# ---------------------------------------------------------------- vectors and joints


def cross(a: npt.ArrayLike, b: npt.ArrayLike) -> Floats:
    """Cross product over the last axis; plain arithmetic is several times faster than np.cross."""
    p, q = np.asarray(a, float), np.asarray(b, float)
    x, y, z, u, v, w = p[..., 0], p[..., 1], p[..., 2], q[..., 0], q[..., 1], q[..., 2]
    return np.stack([y * w - z * v, z * u - x * w, x * v - y * u], -1)


def unit(vectors: npt.ArrayLike) -> Floats:
    """Vectors of length 1; a null vector stays one."""
    v = np.asarray(vectors, float)
    scaled: Floats = v / (np.sqrt(np.einsum("...i,...i->...", v, v))[..., None] + 1e-12)
    return scaled


def newell(faces: Floats) -> Floats:
    """Unit normals of polygons (n, k, 3) by Newell's method: correct for any flat outline and repeated corners."""
    rolled = np.roll(faces, -1, 1)
    return unit(cross(faces - faces.mean(1, keepdims=True), rolled - faces.mean(1, keepdims=True)).sum(1))


def turn_x(angle_rad: float) -> Floats:
    """Rotation that rolls: up goes to the right for angles > 0."""
    c, s = cos(angle_rad), sin(angle_rad)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])


def turn_y(angle_rad: float) -> Floats:
    """Rotation about the vertical: right goes to forward for angles > 0, so the model turns to its left."""
    c, s = cos(angle_rad), sin(angle_rad)
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])


def turn_z(angle_rad: float) -> Floats:
    """Rotation that pitches: forward goes up for angles > 0."""
    c, s = cos(angle_rad), sin(angle_rad)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


def identity(count: int) -> Floats:
    """Transforms (count, 3, 4) of the rest pose."""
    return np.tile(np.eye(3, 4), (count, 1, 1))


def pivot(rotation: Floats, about: npt.ArrayLike, shift: npt.ArrayLike = (0.0, 0.0, 0.0)) -> Floats:
    """A transform (3, 4): turn about a point, then shift."""
    p = np.asarray(about, float)
    out = np.empty((3, 4))
    out[:, :3] = rotation
    out[:, 3] = p - rotation @ p + shift
    return out


def chain(parent: Floats, child: Floats) -> Floats:
    """Transform (3, 4) of a child joint in its parent's frame."""
    out = parent[:, :3] @ child
    out[:, 3] += parent[:, 3]
    return np.asarray(out)


def moved(transform: Floats, points: npt.ArrayLike) -> Floats:
    """Points (..., 3) under one transform (3, 4)."""
    shifted: Floats = np.asarray(points, float) @ transform[:, :3].T + transform[:, 3]
    return shifted


# ---------------------------------------------------------------- shapes: each returns faces (n, k, 3)


def smooth_path(knots: npt.ArrayLike, count: int) -> Floats:
    """`count` rows evenly along a smooth curve through knots (n, d >= 2); columns 0 and 1 measure the length."""
    k = np.asarray(knots, float)
    s = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(k[:, 0]), np.diff(k[:, 1])))])
    slope = np.gradient(k, s, axis=0)
    at = np.linspace(0, s[-1], count)
    i = np.clip(np.searchsorted(s, at, "right") - 1, 0, len(s) - 2)
    h = (s[i + 1] - s[i])[:, None]
    t = (at - s[i])[:, None] / h
    hermite: Floats = (
        (1 + 2 * t) * (1 - t) ** 2 * k[i]
        + t * (1 - t) ** 2 * h * slope[i]
        + t * t * (3 - 2 * t) * k[i + 1]
        + t * t * (t - 1) * h * slope[i + 1]
    )
    return hermite


def rings(sections: npt.ArrayLike, around: int) -> Floats:
    """Cross-sections (n, 4) in the x-y plane (x, y, half height, half width) -> points (n, around, 3)."""
    s = np.asarray(sections, float)
    along = unit(np.gradient(s[:, :2], axis=0))
    a = np.linspace(0, 2 * np.pi, around, endpoint=False)
    up, out = np.cos(a) * s[:, 2:3], np.sin(a) * s[:, 3:4]
    return np.stack([s[:, :1] - along[:, 1:] * up, s[:, 1:2] + along[:, :1] * up, out], -1)


def tube(path: npt.ArrayLike, radii: npt.ArrayLike, around: int = 6, side: npt.ArrayLike = (0, 0, 1)) -> Floats:
    """Rings (n, around, 3) about a path (n, 3); `side` is any direction across it."""
    p, r = np.asarray(path, float), np.asarray(radii, float)
    along = unit(np.gradient(p, axis=0))
    u = unit(cross(along, np.asarray(side, float)))
    v = cross(along, u)
    a = np.linspace(0, 2 * np.pi, around, endpoint=False)[None, :, None]
    return p[:, None] + r[:, None, None] * (u[:, None] * np.cos(a) + v[:, None] * np.sin(a))


def loft(points: Floats, ends: Floats | None = None) -> Floats:
    """Skin between rings (n, m, 3): quads ((n - 1) * m, 4, 3), ring by ring.

    ends: with it, n bands from `points` to `ends`, ring by ring, which need not meet.
    """
    start, end = (points[:-1], points[1:]) if ends is None else (points, ends)
    return np.stack([start, np.roll(start, -1, 1), np.roll(end, -1, 1), end], 2).reshape(-1, 4, 3)


def ball(centre: npt.ArrayLike, radii: npt.ArrayLike, rows: int = 7, around: int = 12) -> Floats:
    """An ellipsoid: quads ((rows - 1) * around, 4, 3), poles along y."""
    a = np.linspace(np.pi - 0.02, 0.02, rows)[:, None]
    b = np.linspace(0, 2 * np.pi, around, endpoint=False)[None]
    sphere = np.stack([np.sin(a) * np.cos(b), np.cos(a) + 0 * b, np.sin(a) * np.sin(b)], -1)
    return loft(np.asarray(centre, float) + sphere * np.asarray(radii, float))


def disc(centre: npt.ArrayLike, normal: npt.ArrayLike, radius: float, squash: float = 1.0) -> Floats:
    """A flat round face (1, 8, 3)."""
    axis = unit(normal)
    u = unit(cross(axis, (0.0, 1.0, 0.0) if abs(axis[1]) < 0.9 else (1.0, 0.0, 0.0)))
    v = cross(u, axis)
    a = (np.arange(CORNERS) + 0.5) / CORNERS * 2 * np.pi
    points = np.asarray(centre, float) + radius * (u * np.cos(a)[:, None] + v * (squash * np.sin(a))[:, None])
    return points[None]


def sampled(grid: Floats, i: Floats, j: Floats) -> Floats:
    """Values (..., 3) of a grid (n, m, 3) of rings at rows i (0..n - 1, not beyond) and columns j (they wrap round)."""
    m = grid.shape[1]
    i0, j0 = i.astype(int), np.floor(j).astype(int)
    f, g = (i - i0)[..., None], (j - j0)[..., None]
    near = grid[i0, j0 % m] * (1 - g) + grid[i0, (j0 + 1) % m] * g
    far = grid[i0 + 1, j0 % m] * (1 - g) + grid[i0 + 1, (j0 + 1) % m] * g
    mixed: Floats = near * (1 - f) + far * f
    return mixed


# along (in lengths, back from the root) and half width of a shingle. The third of it that lies hidden under the next
# row is left out, because hidden edges cost as much to draw as visible ones.
SHINGLE = ((-0.27, 0.80), (-0.54, 0.98), (-0.86, 0.66), (-1.0, 0.0), (-0.86, -0.66), (-0.54, -0.98), (-0.27, -0.80))
PLAIN_SHINGLE = ((-0.27, 0.80), (-0.70, 0.92), (-1.0, 0.0), (-0.70, -0.92), (-0.27, -0.80))


def shingles(
    points: Floats,
    *,
    overlap: float = 1.9,
    width: float = 0.62,
    rise: float = 0.012,
    seed: int = 0,
    plain: bool = False,
) -> tuple[Floats, Ints, Floats]:
    """Cover rings (n, m, 3) with rounded feathers or tufts that point to the first ring.

    overlap: length in rings; width: half width in columns; rise: how far tips stand off, in units.
    plain: with five corners each instead of seven, for models drawn small.
    Returns faces ((n - 1) * m, 7 or 5, 3) from the last ring to the first, the ring each is rooted in, and a random
    brightness about 1 for each.
    """
    rng = np.random.default_rng(seed)
    n, m, _ = points.shape
    middle = points.mean(1, keepdims=True)
    outward = unit(points - middle)
    row, column = (q.ravel() for q in np.meshgrid(np.arange(n - 1, 0, -1), np.arange(m), indexing="ij"))
    length = overlap * (1 + 0.12 * rng.normal(size=row.size))
    start = column + 0.5 * (row % 2) + 0.05 * rng.normal(size=row.size)
    shape = np.array(PLAIN_SHINGLE if plain else SHINGLE)
    i = np.clip(row[:, None] + shape[:, 0] * length[:, None], 0, n - 1.001)
    j = start[:, None] + shape[:, 1] * width
    stand = rise * (0.2 + 1.2 * np.abs(shape[:, 0]))[:, None]
    faces = sampled(points, i, j) + unit(sampled(outward, i, j)) * stand
    return faces, row, np.clip(1 + 0.22 * rng.normal(size=row.size), 0.6, 1.6)
