"""Draws plants into a stencil: ponga (tree ferns), rimu, cabbage trees, old trunks, ferns, tufts.

Positions are picture pixels, y down; headings are radians, 0 right, pi/2 up. Tone 0 is shade, 1 full light from the
upper right; warmth 1 is dead brown. Every plant takes its random generator as an argument.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from game.scene.backdrop.paint import Floats
from game.scene.backdrop.stencil import Stencil


def arc(x: float, y: float, heading: float, length: float, bend: float, n: int) -> tuple[Floats, Floats]:
    """A curve of n points that turns by `bend` radians over its length, more towards the tip; and its headings."""
    t = np.linspace(0, 1, n)
    headings = heading + bend * t**1.4
    step = length / (n - 1)
    along = np.stack([np.cumsum(np.cos(headings)), -np.cumsum(np.sin(headings))], 1) * step
    along += np.array([x, y]) - along[0]
    return along.astype(np.float32), headings.astype(np.float32)


def leaflets(root: Floats, heading: Floats, length: Floats, half_width: Floats | float, sag: float) -> Floats:
    """Narrow pointed leaves, (n, 5, 2): root (n, 2), heading and length (n,)."""
    way = np.stack([np.cos(heading), -np.sin(heading)], 1)
    across = np.stack([way[:, 1], -way[:, 0]], 1) * np.broadcast_to(half_width, len(heading))[:, None]
    reach = way * length[:, None]
    drop = np.stack([np.zeros_like(length), length * sag], 1)
    middle = root + reach * 0.45 + drop * 0.2
    return np.stack(
        [root - across * 0.6, middle - across, root + reach + drop, middle + across, root + across * 0.6], 1
    ).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Frond:
    """What a fern frond is like. pinnae: how many on a side. width: length of the longest over the frond's length.

    fat: breadth of a pinna over the space between two. fine: every pinna has leaflets of its own.
    """

    pinnae: int = 24
    width: float = 0.22
    tone: float = 0.5
    warmth: float = 0.0
    fine: bool = False
    fat: float = 0.27


def frond(
    stencil: Stencil,
    root: tuple[float, float],
    heading: float,
    length: float,
    bend: float,
    rng: np.random.Generator,
    leaf: Frond,
) -> None:
    """One fern frond from its root (x, y): a spine with a row of pinnae on each side.

    bend: radians by which the spine turns up to its tip.
    """
    pinnae, tone, warmth = leaf.pinnae, leaf.tone, leaf.warmth
    path, headings = arc(*root, heading, length, bend, pinnae)
    t = np.linspace(0, 1, pinnae, dtype=np.float32)[2:]
    reach = length * leaf.width * np.sin(np.pi * np.minimum(0.97, t * 0.93 + 0.07) ** 0.75) ** 0.8
    for side in (1, -1):
        upper = 1.0 if side * np.cos(heading + bend * 0.5) > 0 else 0.0  # this side of the frond faces the sky
        turn = headings[2:] + side * (1.18 - 0.35 * t) - 0.16 * np.cos(headings[2:])
        turn = turn + rng.normal(size=len(t)).astype(np.float32) * 0.04
        long = reach * (0.90 + 0.18 * rng.random(len(t), np.float32))
        light = tone * (0.72 + 0.5 * upper) + 0.22 * t * upper + rng.normal(size=len(t)).astype(np.float32) * 0.04
        breadth = max(0.6, length / pinnae * leaf.fat)
        if leaf.fine:
            _pinnules(stencil, path[2:], turn, long, light, warmth)
        else:
            stencil.polygons(leaflets(path[2:], turn, long, breadth, 0.12), light, warmth)
    stencil.stroke(path, max(1.0, length * 0.018), 0.6, tone * 0.6 + 0.1, max(warmth, 0.35))


def _pinnules(stencil: Stencil, roots: Floats, headings: Floats, lengths: Floats, light: Floats, warmth: float) -> None:
    """Pinnae that are small fronds themselves: leaflets along each, sagging towards the tip."""
    steps = np.clip(lengths / 3.2, 4, 16).astype(int)
    for root, heading, length, tone, n in zip(roots, headings, lengths, light, steps, strict=True):
        spine, turns = arc(root[0], root[1], heading, length, -0.28 * np.cos(heading), n)
        small = length * 0.17 * np.sin(np.pi * np.linspace(0.25, 0.98, n)).astype(np.float32) + 0.8
        half = max(0.55, length / n * 0.34)
        for side in (1, -1):
            leaves = leaflets(spine, turns + side * 1.0, small, half, 0.1)
            stencil.polygons(leaves, tone + 0.12 * side * np.cos(heading), warmth)
        stencil.stroke(spine, 1.3, 0.5, tone * 0.8, warmth)


def ponga(
    stencil: Stencil,
    x: float,
    y: float,
    height: float,
    rng: np.random.Generator,
    *,
    fine: bool = False,
    fronds: int = 15,
) -> None:
    """Silver tree fern: thick fibrous trunk, a skirt of hanging dead fronds, an umbrella of arching live ones."""
    lean = (rng.random() - 0.5) * 0.16
    t = np.linspace(0, 1, 16)
    trunk = np.stack([x + lean * height * t**1.7, y - height * 0.93 * t], 1).astype(np.float32)
    girth = height * 0.062
    _fibrous(stencil, trunk, girth, rng, fine)
    top = trunk[-1]
    reach = height * 0.47
    # the skirt: fronds of past years, brown, hanging close around the trunk
    n = 70 if fine else 30
    root = top + (rng.uniform(-0.5, 0.5, (n, 2)) * [girth * 0.9, girth * 0.5] + [0, girth * 0.2]).astype(np.float32)
    heading = -np.pi / 2 + (root[:, 0] - top[0]) / girth * 0.34 + rng.normal(size=n) * 0.09
    length = reach * rng.uniform(0.22, 0.62, n)
    light = 0.28 + 0.5 * (root[:, 0] - top[0]) / girth + rng.normal(size=n) * 0.1
    strips = leaflets(root, heading.astype(np.float32), length.astype(np.float32), max(0.7, girth * 0.075), 0.0)
    stencil.polygons(strips, light.astype(np.float32), 0.85)
    # the umbrella: fronds all around, those behind first; their foreshortening makes the dome
    around = np.sort(rng.permutation(np.linspace(0, 2 * np.pi, fronds, endpoint=False) + rng.normal(size=fronds) * 0.1))
    for phi in sorted(around, key=lambda a: -np.sin(a)):
        side, depth = np.cos(phi), -np.sin(phi)  # depth -1 behind .. 1 in front
        heading = np.pi / 2 - side * (0.66 + 0.25 * rng.random()) - 0.05 * depth
        bend = -np.sign(side) * (1.75 + 0.5 * rng.random()) * (0.3 + 0.7 * abs(side))
        length = reach * (0.62 + 0.42 * abs(side) + 0.1 * rng.random()) * (1.0 - 0.12 * (depth > 0.5))
        frond(
            stencil, (top[0], top[1]), heading, length, bend, rng,
            Frond(32 if fine else 18, 0.20 - 0.03 * abs(side), 0.42 + 0.26 * depth + 0.12 * side, fine=fine),
        )  # fmt: skip
    for _ in range(3):  # koru: young fronds still curled
        curl, _ = arc(top[0], top[1], np.pi / 2 + rng.normal() * 0.25, reach * 0.34, rng.choice([-1, 1]) * 5.2, 14)
        stencil.stroke(curl, max(1.2, girth * 0.2), 0.8, 0.55, 0.25)


def _fibrous(stencil: Stencil, path: Floats, girth: float, rng: np.random.Generator, fine: bool) -> None:
    """A tree fern's trunk: broad at the foot, matted with roots, ringed with the scars of old fronds."""
    stencil.stroke(path[: len(path) // 2], girth * 1.5, girth * 1.05, 0.25, 0.35)
    stencil.stroke(path[len(path) // 2 - 1 :], girth * 1.05, girth * 0.85, 0.25, 0.35)
    if not fine:
        stencil.stroke(path + np.array([girth * 0.22, 0], np.float32), girth * 0.35, girth * 0.25, 0.5, 0.35)
        return
    foot, top = path[0], path[-1]
    n = int(np.linalg.norm(top - foot) * 1.1)
    t = np.sort(rng.random(n))
    across = rng.uniform(-0.5, 0.5, n)
    centre = np.stack([np.interp(t, np.linspace(0, 1, len(path)), path[:, i]) for i in range(2)], 1)
    root = centre + np.stack([across * girth * (1.4 - 0.5 * t), np.zeros(n)], 1)
    heading = np.pi / 2 + across * 0.8 + rng.normal(size=n) * 0.12
    length = girth * rng.uniform(0.35, 0.9, n)
    light = 0.22 + 0.55 * np.clip(across + 0.25, 0, 1) + rng.normal(size=n) * 0.09
    leaves = leaflets(root.astype(np.float32), heading.astype(np.float32), length.astype(np.float32), 1.1, 0.0)
    stencil.polygons(leaves, light.astype(np.float32), 0.45)


def rimu(stencil: Stencil, x: float, y: float, height: float, rng: np.random.Generator, *, sprays: int = 34) -> None:
    """Weeping conifer: a straight stem, and sprays that arch out and hang like strings."""
    stem = np.array([(x, y), (x + rng.normal() * 2, y - height * 0.5), (x + rng.normal() * 2, y - height)], np.float32)
    stencil.stroke(stem, height * 0.05, 1.0, 0.25, 0.4)
    for i in range(sprays):
        t = i / sprays
        side = 1 if i % 2 else -1
        spread = 0.22 * np.sin(np.pi * min(1.0, 0.25 + 0.8 * (1 - t))) * (1 - t) ** 0.45 + 0.018
        length = height * spread * (0.7 + 0.6 * rng.random())
        start = y - height * (0.2 + 0.79 * t)
        bough, _ = arc(
            x, start, np.pi / 2 - side * (0.8 + 0.35 * rng.random()), length, -side * (1.5 + 0.5 * rng.random()), 11
        )
        light = 0.32 + 0.24 * (side > 0) + 0.15 * t + rng.normal() * 0.07
        stencil.stroke(bough, max(0.9, height * 0.010), 0.7, light * 0.7, 0.2)
        n = 22
        at = rng.uniform(0.15, 1, n)
        root = np.stack([np.interp(at, np.linspace(0, 1, 11), bough[:, k]) for k in range(2)], 1).astype(np.float32)
        hang = (height * 0.085 * rng.uniform(0.35, 1.1, n) * (1 - 0.5 * t)).astype(np.float32)
        heading = (-np.pi / 2 + side * 0.18 + rng.normal(size=n) * 0.14).astype(np.float32)
        strings = leaflets(root, heading, hang, max(0.7, height * 0.0065 * (1 - 0.4 * t)), 0.0)
        stencil.polygons(strings, (light + rng.normal(size=n) * 0.08).astype(np.float32))


def cabbage_tree(
    stencil: Stencil, x: float, y: float, height: float, rng: np.random.Generator, *, leaves: int = 46
) -> None:
    """Tī kōuka: a bare forking trunk, each branch ending in a ball of swords, the old ones hanging."""

    def branch(x: float, y: float, heading: float, length: float, girth: float, level: int) -> None:
        path, headings = arc(x, y, heading, length, (np.pi / 2 - heading) * 0.5, 8)
        stencil.stroke(path, girth, girth * 0.72, 0.3, 0.45)
        stencil.stroke(path + np.array([girth * 0.2, 0], np.float32), girth * 0.35, girth * 0.2, 0.62, 0.35)
        end, way = path[-1], float(headings[-1])
        if level and (level > 1 or rng.random() < 0.8):
            for side in (-1, 1):
                turn = way + side * (0.42 + 0.25 * rng.random())
                branch(end[0], end[1], turn, length * (0.5 + 0.15 * rng.random()), girth * 0.68, level - 1)
            return
        _swords(stencil, end, way, height * 0.17, leaves, rng)

    branch(x, y, np.pi / 2 + rng.normal() * 0.05, height * 0.52, height * 0.055, 2)


def _swords(stencil: Stencil, at: Floats, way: float, reach: float, n: int, rng: np.random.Generator) -> None:
    """A cabbage tree's head of stiff leaves, dead ones below."""
    for heading, dead in (
        (way + np.pi + rng.normal(size=n // 3) * 0.5, True),
        (way + rng.normal(size=n) * 1.05, False),
    ):
        heading = heading.astype(np.float32)
        length = (reach * rng.uniform(0.6, 1.1, len(heading))).astype(np.float32)
        root = (
            np.repeat(at[None], len(heading), 0) + rng.normal(size=(len(heading), 2)).astype(np.float32) * reach * 0.07
        )
        light = 0.4 + 0.3 * np.sin(heading) + 0.25 * np.cos(heading) + rng.normal(size=len(heading)) * 0.08
        leaves = leaflets(root, heading, length, max(0.7, reach * 0.035), 0.10)
        stencil.polygons(leaves, (light * (0.6 if dead else 1)).astype(np.float32), 0.9 if dead else 0.0)


def fern(
    stencil: Stencil, x: float, y: float, size: float, rng: np.random.Generator, *, fronds: int = 9, pinnae: int = 18
) -> None:
    """A ground fern: fronds in a fountain, the ones in front last."""
    for k in rng.permutation(fronds):
        f = k / (fronds - 1)
        heading = np.pi * (0.93 - 0.86 * f) + rng.normal() * 0.08
        bend = (1 if f < 0.5 else -1) * (0.8 + 0.5 * rng.random()) * (0.3 + abs(f - 0.5) * 1.4)
        frond(
            stencil, (x + rng.normal() * size * 0.05, y), heading, size * (0.7 + 0.45 * rng.random()), bend, rng,
            Frond(pinnae, tone=0.34 + 0.26 * f + rng.normal() * 0.07),
        )  # fmt: skip


def bush(stencil: Stencil, x: float, y: float, size: float, rng: np.random.Generator) -> None:
    """A round crown of leaf clumps, darker below."""
    for i in range(9):
        cx, cy = x + rng.normal() * size, y - rng.random() * size * 1.1
        radius = size * (0.35 + 0.4 * rng.random()) * (1 - 0.03 * i)
        around = np.linspace(0, 2 * np.pi, 13, endpoint=False)
        reach = radius * (1 + 0.12 * rng.normal(size=13))
        shape = np.stack([cx + reach * np.cos(around), cy + reach * np.sin(around)], 1).astype(np.float32)
        light = 0.3 + 0.35 * (y - cy) / (size * 1.2)
        stencil.outline(shape, light)
        stencil.outline(
            shape * 0.6 + np.array([cx + radius * 0.25, cy - radius * 0.25], np.float32) * 0.4, light + 0.13
        )


def old_trunk(
    stencil: Stencil, x: float, y: float, height: float, rng: np.random.Generator, *, girth: float = 70
) -> None:
    """A forest giant that frames the picture: buttressed, with vines and perching ferns; its crown is out of view."""
    n = 40
    t = np.linspace(0, 1, n)
    wander = np.cumsum(rng.normal(size=n)) * 1.4
    path = np.stack([x + wander + rng.normal() * height * 0.04 * t, y - height * t], 1).astype(np.float32)
    for side in (-1.0, 1.0, -0.6, 0.7):
        foot = np.array([(x, y - 70), (x + side * girth * 0.5, y - 22), (x + side * girth * 1.1, y + 5)], np.float32)
        stencil.stroke(foot, girth * 0.6, 4, 0.22, 0.3)
    stencil.stroke(path, girth, girth * 0.66, 0.2, 0.3)
    flakes = 420  # bark: long flakes, lit on the right
    at, across = rng.random(flakes), rng.uniform(-0.47, 0.47, flakes)
    centre = np.stack([np.interp(at, t, path[:, i]) for i in range(2)], 1)
    root = centre + np.stack([across * girth * (1 - 0.34 * at), np.zeros(flakes)], 1)
    light = 0.16 + 0.5 * np.clip(across + 0.05, 0, 1) ** 1.3 + rng.normal(size=flakes) * 0.06
    bark = leaflets(
        root.astype(np.float32),
        (np.pi / 2 + rng.normal(size=flakes) * 0.06).astype(np.float32),
        (girth * rng.uniform(0.3, 1.0, flakes)).astype(np.float32),
        (girth * rng.uniform(0.012, 0.035, flakes)).astype(np.float32),
        0.0,
    )
    stencil.polygons(bark, light.astype(np.float32), 0.3)
    for _ in range(5):  # vines
        start = path[rng.integers(n // 2, n - 1)] + np.array([rng.normal() * girth * 0.35, 0], np.float32)
        length, sway = 110 + 190 * rng.random(), rng.normal() * 22
        s = np.linspace(0, 1, 14)
        vine = np.stack([start[0] + s**2 * sway, start[1] + s * length], 1).astype(np.float32)
        stencil.stroke(vine, 3.0, 1.2, 0.35, 0.3)
        leaf_at = rng.integers(1, 14, 10)
        heading = (-np.pi / 2 + rng.normal(size=10) * 0.9).astype(np.float32)
        stencil.polygons(leaflets(vine[leaf_at], heading, np.full(10, 9, np.float32), 2.4, 0.0), 0.5)
    for i in sorted(rng.integers(5, n - 3, 6)):  # perching ferns and lilies
        side = rng.choice([-1.0, 1.0])
        fern(stencil, path[i, 0] + side * girth * 0.36, path[i, 1], 44 + 26 * rng.random(), rng, fronds=8, pinnae=16)


def tuft(stencil: Stencil, x: float, y: float, size: float, rng: np.random.Generator) -> None:
    """Grass and moss: a few bent blades."""
    n = 7
    heading = (np.pi / 2 + rng.normal(size=n) * 0.5).astype(np.float32)
    root = np.stack([x + rng.normal(size=n) * size * 0.3, np.full(n, y)], 1).astype(np.float32)
    length = (size * rng.uniform(0.5, 1.1, n)).astype(np.float32)
    stencil.polygons(leaflets(root, heading, length, max(0.6, size * 0.07), 0.12), 0.35 + 0.35 * np.cos(heading), 0.0)


def mushrooms(stencil: Stencil, x: float, y: float, size: float, rng: np.random.Generator) -> None:
    """Werewere-kōkako: a ring of blue toadstools; full warmth marks them, so that a layer can colour them."""
    for _ in range(7):
        height = size * (0.4 + 0.6 * rng.random())
        foot = np.array([x + rng.normal() * size * 0.9, y - rng.random() * size * 0.2], np.float32)
        top = foot + np.array([rng.normal() * size * 0.06, -height], np.float32)
        stencil.stroke(np.stack([foot, top]), size * 0.10, size * 0.07, 0.55, 1.0)
        half = height * (0.30 + 0.12 * rng.random())
        around = np.linspace(0, np.pi, 9)
        cap = np.stack([top[0] + half * np.cos(around), top[1] - half * 0.95 * np.sin(around)], 1).astype(np.float32)
        stencil.outline(cap, 0.62, 1.0)
        light = cap * np.array([0.5, 0.6]) + (top + np.array([half * 0.22, -half * 0.30])) * np.array([0.5, 0.4])
        stencil.outline(light.astype(np.float32), 0.95, 1.0)
        gills = np.array(
            [top + (-half, 0), top + (half, 0), top + (half * 0.5, half * 0.16), top + (-half * 0.5, half * 0.16)]
        )
        stencil.outline(gills.astype(np.float32), 0.25, 1.0)
