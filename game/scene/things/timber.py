"""Wooden obstacles: a rolling log and a rotten stump."""

from __future__ import annotations

from typing import Final

import numpy as np

from game.scene.mesh import CORNERS, Floats, MeshBuilder, identity, loft, unit
from game.scene.shading import Material, rgb
from game.scene.things.grain import bark, cushions, mottled
from game.scene.things.model import Model

TURNS: Final = 24  # painted angles of a thing that tumbles; between them the picture is rotated

_PALETTE: Final = (
    Material(rgb("#4a3a2c"), gloss=0.06, edge=0.55),  # bark
    Material(rgb("#9a7a50"), gloss=0.10, own=0.16, edge=0.5),  # cut wood
    Material(rgb("#5c4128"), gloss=0.08, own=0.08, edge=0.5),  # heartwood and the dark half of a ring
    Material(rgb("#476b34"), gloss=0.04, own=0.12, edge=0.35),  # moss
    Material(rgb("#1d1610"), gloss=0.03, edge=0.3),  # crevices and hollows
    Material(rgb("#b5a684"), gloss=0.12, own=0.2, edge=0.5),  # bracket fungus
)
_BARK, _WOOD, _HEART, _MOSS, _DARK, _FUNGUS = range(len(_PALETTE))


def still(_phase: float, _limp: bool) -> Floats:
    """The pose of a thing in one piece."""
    return identity(1)


def log(size: tuple[float, float] = (0.52, 0.52)) -> Model:
    """A sawn log across the path, its rings towards the viewer."""
    radius, long = size[0] / 2, 0.62
    rng = np.random.default_rng(11)
    made = MeshBuilder(1, 2)
    rows, columns = 15, 30
    a = np.linspace(0, 2 * np.pi, columns, endpoint=False)
    outline = radius * (0.955 + 0.018 * mottled(rng, columns, 9))
    ring = np.stack(
        [np.stack([outline * np.cos(a), outline * np.sin(a), np.full(columns, z)], 1)
         for z in np.linspace(-long, 0.0, rows)]
    )  # fmt: skip
    axis = np.array([0.0, 0.0, -long / 2])
    under = loft(ring)
    made.add(under, 0, _DARK, lift=-0.02, inside=under.mean(1) * [0, 0, 1])
    plates, tint, _ = bark(ring, rng, length=7.5, rise=0.012)
    made.add(plates, 0, _BARK, tint=tint, inside=plates.mean(1) * [0, 0, 1])
    _sawn_end(made, ring[-1], rng)
    angle = np.pi / 2 + 0.42 * rng.normal(size=70)
    z = -long * rng.random(70) ** 1.4
    outward = np.stack([np.cos(angle), np.sin(angle), 0 * z], 1)
    tufts, green = cushions(outward * radius * 0.985 + np.stack([0 * z, 0 * z, z], 1), outward, rng, (0.016, 0.042))
    made.add(tufts, 0, _MOSS, lift=0.03, tint=green, inside=tufts.mean(1) * [0, 0, 1] + 0 * axis, two_sided=True)
    return Model(made.done(), _PALETTE, still, frames=48, turns="axle", turn_rad=0.30, elevation_rad=0.20)


def _sawn_end(made: MeshBuilder, outline: Floats, rng: np.random.Generator) -> None:
    """The sawn face of a log: pale sapwood, darker heartwood, uneven growth rings, drying cracks."""
    columns = len(outline)
    pith = np.array([0.018, 0.012, 0.0])
    rough = 1 + 0.02 * mottled(rng, columns, 7)

    def ring_at(share: float, z: float) -> Floats:
        wobble = (rough if share < 0.93 else 1.0) * share
        points: Floats = outline * [[1, 1, 0]] * np.reshape(wobble, (-1, 1)) + pith * (1 - share) + [0, 0, z]
        return points

    made.add(np.stack([outline, np.roll(outline, -1, 0), np.roll(ring_at(0.93, 0.0), -1, 0), ring_at(0.93, 0.0)], 1),
             0, _BARK, lift=0.01, tint=0.8, two_sided=True)  # fmt: skip
    shares = [0.93]
    while shares[-1] > 0.06:  # rings grow narrower outward, early wood pale, late wood dark
        shares.append(shares[-1] - rng.uniform(0.016, 0.028) - 0.018 * (1 - shares[-1]))
        shares.append(shares[-1] - 0.011)
    light = np.cos(np.linspace(0, 2 * np.pi, columns, endpoint=False) - 1.1)
    for k, (outer, inner) in enumerate(zip(shares, [*shares[1:], 0.0], strict=True)):
        a, b = ring_at(outer, 0.0004 * k), ring_at(max(inner, 0.0), 0.0004 * k)
        heart = outer < 0.55
        late = k % 2 == 1
        tint = (0.86 if heart else 1.12) * (0.70 if late else 1.0) + 0.05 * rng.normal() + 0.06 * light
        faces = np.stack([a, np.roll(a, -1, 0), np.roll(b, -1, 0), b], 1)
        made.add(faces, 0, _WOOD, lift=0.02 + 0.001 * k, tint=tint, inside=np.array([0, 0, -1.0]))
    for angle, deep in ((0.5, 0.75), (2.4, 0.45), (4.4, 0.6), (5.3, 0.3)):
        way, side = np.array([np.cos(angle), np.sin(angle), 0]), np.array([-np.sin(angle), np.cos(angle), 0]) * 0.006
        far = float(np.linalg.norm(outline[0, :2])) * 0.94
        crack = np.array([way * far + side, way * far - side, way * far * (1 - deep) + pith]) + [0, 0, 0.03]
        made.add(crack[None], 0, _DARK, lift=0.2, inside=np.array([0, 0, -1.0]))


def stump(size: tuple[float, float] = (0.46, 0.62)) -> Model:
    """The stump of a great tree: buttressed, splintered at the top, with fungus and moss."""
    width, height = size
    rng = np.random.default_rng(12)
    made = MeshBuilder(1, 1)
    rows, columns = 16, 30
    a = np.linspace(0, 2 * np.pi, columns, endpoint=False)
    buttress = 1 + 0.22 * np.cos(a * 5 + 0.7)
    furrow = 1 + 0.03 * mottled(rng, columns, 11)
    rings = []
    for t in np.linspace(0, 1, rows):
        foot = (1 - t) ** 2.4
        r = width / 2 * (0.72 + 0.30 * foot) * (1 + foot * (buttress - 1)) * furrow
        rings.append(np.stack([r * np.cos(a), np.full(columns, -height / 2 + height * 0.86 * t), r * np.sin(a)], 1))
    ring = np.stack(rings)
    ring[-1, :, 1] += height * 0.14 * np.abs(rng.normal(size=columns)).clip(0, 1.6) * 0.7  # splinters
    under = loft(ring)
    made.add(under, 0, _DARK, lift=-0.02, inside=under.mean(1) * [0, 1, 0])
    plates, tint, place = bark(ring, rng, length=3.6, rise=0.010)
    made.add(plates, 0, _BARK, tint=tint * (0.82 + 0.3 * place), inside=plates.mean(1) * [0, 1, 0])
    _broken_top(made, ring[-1])
    _overgrowth(made, ring, rng)
    return Model(made.done(), _PALETTE, still, frames=TURNS, turns="picture", turn_rad=0.35, elevation_rad=0.22)


def _broken_top(made: MeshBuilder, rim: Floats) -> None:
    """Splinters of pale wood round a dark hollow."""
    inner = rim * [0.80, 1.0, 0.80]
    hollow = rim * [0.42, 1.0, 0.42] - [0, 0.06, 0]
    shade = 1 + 0.22 * np.sin(np.arange(len(rim)) * 2.3)
    made.add(loft(np.stack([inner, hollow])), 0, _HEART, lift=0.01, tint=shade, two_sided=True)
    rim_faces = np.stack([inner, np.roll(inner, -1, 0), np.roll(rim, -1, 0), rim], 1)
    made.add(rim_faces, 0, _WOOD, lift=0.02, tint=shade, two_sided=True)
    floor = np.stack([np.broadcast_to(hollow.mean(0), hollow.shape), hollow, np.roll(hollow, -1, 0)], 1)
    made.add(floor, 0, _DARK, two_sided=True)


def _overgrowth(made: MeshBuilder, ring: Floats, rng: np.random.Generator) -> None:
    """Brackets of fungus on the side of the viewer, moss on the roots and on the brackets."""
    rows, columns, _ = ring.shape
    half = np.linspace(-np.pi / 2, np.pi / 2, CORNERS)
    for column, row, reach in ((4, 9, 0.085), (6, 7, 0.06), (9, 11, 0.07), (2, 8, 0.065), (5, 5, 0.05)):
        at = ring[row, column]
        out = unit(at * [1, 0, 1])
        side = np.array([-out[2], 0, out[0]])
        for layer, (grown, tint) in enumerate(((1.0, 0.55), (0.97, 0.9), (0.72, 1.15))):
            edge = reach * grown * (out * np.cos(half)[:, None] * 0.85 + side * np.sin(half)[:, None])
            shelf = at + edge - out * 0.01 + [0, 0.010 * layer - 0.012, 0]
            made.add(shelf[None], 0, _FUNGUS, lift=0.07 + 0.01 * layer, tint=tint, two_sided=True)
    low = 1 + (rng.random(90) ** 2.2 * 0.40 * (rows - 1)).astype(int)
    places = ring[low, rng.integers(0, columns, 90)]
    outward = unit(places * [1, 0, 1] + [0, 0.12, 0])
    tufts, green = cushions(places + 0.012 * outward, outward, rng, (0.016, 0.040))
    made.add(tufts, 0, _MOSS, lift=0.05, tint=green, inside=tufts.mean(1) * [0, 1, 0], two_sided=True)
