"""The four-legged predators people brought to Aotearoa: stoat, rat, possum, cat."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from game.scene.mesh import (
    Floats,
    MeshBuilder,
    ball,
    chain,
    identity,
    loft,
    pivot,
    rings,
    shingles,
    smooth_path,
    tube,
    turn_z,
)
from game.scene.shading import Material, Rgb, rgb
from game.scene.things.model import ANIMAL_RIM, Model

_VERTEBRAE: Final = 6
_JOINTS: Final = 7  # of the tail
_HEAD: Final = _VERTEBRAE
_TAIL: Final = _HEAD + 1
_LEGS: Final = _TAIL + _JOINTS  # each of four legs has thigh, shank and paw
_PARTS: Final = _LEGS + 12
_FUR, _BELLY, _TIP, _SKIN, _EYE, _DARK, _EAR = range(7)
_FAR_LEGS, _BODY, _NEAR_LEGS = range(3)


@dataclass(frozen=True, slots=True)
class Build:
    """Measures of an animal, in metres; heights from the ground.

    spine: knots (x, y, half height, half width) from the rump to the neck. skull: from the nape to the nose.
    tail: knots (x, y, radius) from its root to its tip. hips, shoulders: (x, y) where the legs begin, `apart` on each
    side. reach: lengths of thigh, shank and paw; girth: their radii. ear: (length, width, pointed 0..1).
    swing: amplitude of the legs (rad). bound: how far the back arches in each leap (rad). height: of its box.
    bushy: how far the tail's fur stands off. tip: fraction of the tail covered by fur; the rest has the end's colour.
    shine: of the eyes. night: how much brighter than wood it is at night: 1.0 left contrasts of 1.1:1 to 1.6:1 to what
    is behind it, now they are 2.5:1.
    """

    height: float
    spine: tuple[tuple[float, float, float, float], ...]
    skull: tuple[tuple[float, float, float, float], ...]
    tail: tuple[tuple[float, float, float], ...]
    hips: tuple[float, float]
    shoulders: tuple[float, float]
    apart: float
    reach: tuple[float, float, float]
    girth: tuple[float, float, float]
    ear: tuple[float, float, float]
    eye: tuple[float, float, float, float]
    swing: float
    bound: float
    cycle_s: float
    bushy: float
    tip: float
    fur: Rgb
    belly: Rgb
    end: Rgb
    skin: Rgb
    shine: Rgb
    night: float = 1.4
    stripes: float = 0.0


STOAT: Final = Build(
    height=0.36,
    spine=((-0.21, 0.145, 0.034, 0.03), (-0.15, 0.165, 0.058, 0.05), (-0.02, 0.17, 0.050, 0.044),
           (0.11, 0.18, 0.054, 0.048), (0.18, 0.23, 0.042, 0.038)),
    skull=((0.165, 0.25, 0.038, 0.036), (0.215, 0.285, 0.052, 0.050), (0.275, 0.280, 0.040, 0.040),
           (0.325, 0.262, 0.016, 0.018)),
    tail=((-0.20, 0.155, 0.016), (-0.29, 0.165, 0.015), (-0.38, 0.20, 0.016), (-0.46, 0.25, 0.010)),
    hips=(-0.15, 0.145), shoulders=(0.13, 0.155), apart=0.035,
    reach=(0.062, 0.058, 0.04), girth=(0.027, 0.015, 0.014), ear=(0.038, 0.046, 0.0), eye=(0.262, 0.298, 0.034, 0.012),
    swing=0.95, bound=0.75, cycle_s=0.42, bushy=0.010, tip=0.58,
    fur=rgb("#b9703a"), belly=rgb("#f4e4bf"), end=rgb("#0c0a0a"), skin=rgb("#c98f84"), shine=rgb("#d8f27a"), night=1.6,
)  # fmt: skip
ERMINE: Final = replace(
    STOAT, fur=rgb("#e6e0d2"), belly=rgb("#fff8ea"), shine=rgb("#ff5a3c"), swing=1.05, cycle_s=0.55, night=1.35
)
"""A stoat in its winter coat: the giant that comes at night."""
RAT: Final = Build(
    height=0.36,
    spine=((-0.18, 0.1125, 0.0525, 0.0525), (-0.12, 0.1425, 0.102, 0.09), (0.0, 0.147, 0.099, 0.087),
           (0.105, 0.1425, 0.075, 0.069), (0.15, 0.147, 0.063, 0.06)),
    skull=((0.1275, 0.1575, 0.06, 0.057), (0.18, 0.1725, 0.06, 0.057), (0.24, 0.153, 0.039, 0.0375),
           (0.3, 0.1275, 0.012, 0.0135)),
    tail=((-0.18, 0.12, 0.0195), (-0.3, 0.075, 0.015), (-0.45, 0.105, 0.012), (-0.555, 0.18, 0.006)),
    hips=(-0.1125, 0.105), shoulders=(0.09, 0.105), apart=0.06,
    reach=(0.0525, 0.0525, 0.042), girth=(0.033, 0.015, 0.0135), ear=(0.078, 0.093, 0.0),
    eye=(0.222, 0.186, 0.042, 0.0173),
    swing=0.9, bound=0.22, cycle_s=0.30, bushy=0.0, tip=0.0,
    fur=rgb("#8c7258"), belly=rgb("#cbb89c"), end=rgb("#d29a8c"), skin=rgb("#e3a79a"), shine=rgb("#ff9a7a"),
)  # fmt: skip
POSSUM: Final = Build(
    height=0.5,
    spine=((-0.17, 0.17, 0.06, 0.06), (-0.12, 0.21, 0.125, 0.115), (-0.02, 0.225, 0.135, 0.12),
           (0.09, 0.225, 0.105, 0.095), (0.15, 0.26, 0.075, 0.07)),
    skull=((0.12, 0.29, 0.075, 0.072), (0.18, 0.33, 0.092, 0.09), (0.245, 0.315, 0.066, 0.064),
           (0.325, 0.28, 0.022, 0.025)),
    tail=((-0.17, 0.19, 0.045), (-0.27, 0.15, 0.055), (-0.36, 0.20, 0.055), (-0.40, 0.32, 0.040), (-0.35, 0.40, 0.015)),
    hips=(-0.10, 0.16), shoulders=(0.09, 0.17), apart=0.07,
    reach=(0.085, 0.08, 0.055), girth=(0.050, 0.027, 0.022), ear=(0.095, 0.075, 0.35), eye=(0.252, 0.345, 0.056, 0.021),
    swing=0.55, bound=0.16, cycle_s=0.62, bushy=0.05, tip=0.35,
    fur=rgb("#8d887e"), belly=rgb("#d8cdb6"), end=rgb("#17130f"), skin=rgb("#e08f86"), shine=rgb("#ffcf6a"), night=1.55,
)  # fmt: skip
CAT: Final = Build(
    height=0.54,
    spine=((-0.20, 0.29, 0.05, 0.045), (-0.16, 0.31, 0.085, 0.07), (-0.04, 0.31, 0.085, 0.075),
           (0.10, 0.315, 0.085, 0.07), (0.17, 0.34, 0.06, 0.055)),
    skull=((0.15, 0.37, 0.066, 0.062), (0.205, 0.415, 0.088, 0.088), (0.265, 0.405, 0.070, 0.074),
           (0.318, 0.378, 0.028, 0.034)),
    tail=((-0.20, 0.32, 0.024), (-0.30, 0.31, 0.022), (-0.37, 0.38, 0.020), (-0.37, 0.50, 0.018), (-0.42, 0.57, 0.010)),
    hips=(-0.14, 0.27), shoulders=(0.11, 0.27), apart=0.05,
    reach=(0.135, 0.115, 0.05), girth=(0.050, 0.022, 0.020), ear=(0.095, 0.085, 0.9), eye=(0.272, 0.428, 0.050, 0.019),
    swing=0.55, bound=0.14, cycle_s=0.58, bushy=0.012, tip=0.5,
    fur=rgb("#85858e"), belly=rgb("#dcd7cc"), end=rgb("#3c3c44"), skin=rgb("#c48a86"), shine=rgb("#b6ff7a"), night=1.75,
    stripes=0.5,
)  # fmt: skip


def beast(build: Build) -> Model:
    """The model of an animal with its gait."""
    made = MeshBuilder(_PARTS, 3)
    _body(made, build)
    _head(made, build)
    _tail(made, build)
    for leg in range(4):
        _leg(made, build, leg)
    made.nudge[_FAR_LEGS], made.nudge[_NEAR_LEGS] = -0.1, 0.05
    palette = (
        Material(build.fur, gloss=0.12, edge=1.0),
        Material(build.belly, gloss=0.10, own=0.25, edge=0.9),
        Material(build.end, gloss=0.15, edge=0.9),
        Material(build.skin, gloss=0.35, own=0.35, edge=0.8),
        Material(build.shine, gloss=0.9, own=1.0, edge=0.2),
        Material(rgb("#060505"), gloss=0.9, edge=0.2),
        Material(tuple(0.72 * c for c in build.fur), gloss=0.1, edge=1.1),  # type: ignore[arg-type]
    )
    ex, ey, ez, _ = build.eye
    eyes = tuple((_HEAD, tuple(_down(np.array([ex, ey, ez * side]), build).tolist())) for side in (-1, 1))
    return Model(
        made.done(), palette, lambda phase, limp: _gait(build, phase, limp), frames=10, cycle_s=build.cycle_s,
        rim=ANIMAL_RIM, night=build.night, eyes=eyes, shine=build.shine,
    )  # fmt: skip


def _down(points: Floats, build: Build) -> Floats:
    """From heights above the ground to the model's axes, whose origin is the middle of the box."""
    return np.asarray(points - np.array([0.0, build.height / 2, 0.0]))


def _body(made: MeshBuilder, build: Build) -> None:
    rows, columns = 26, 22
    ring = _down(rings(smooth_path(build.spine, rows), columns), build)
    vertebra = np.rint(np.linspace(0, _VERTEBRAE - 1, rows)).astype(int)
    middle = ring.mean(1)
    made.add(
        loft(ring), np.repeat(vertebra[:-1], columns), _FUR,
        group=_BODY, tint=0.55, lift=-0.02, inside=np.repeat(middle[:-1], columns, 0),
    )  # fmt: skip
    half = np.asarray(build.spine)[:, 2].max()
    faces, row, tint = shingles(ring, overlap=3.4, width=0.55, rise=half * 0.07, seed=3)
    tint = 1 + 0.6 * (tint - 1)
    height = (faces.mean(1)[:, 1] - middle[row, 1]) / half
    if build.stripes:
        tint = tint * np.where(np.sin(row * 0.78) > 0.0, 1.0, 1 - build.stripes)
    made.add(
        faces, vertebra[row], np.where(height < -0.45, _BELLY, _FUR),
        group=_BODY, tint=tint * np.clip(1.05 + 0.35 * height, 0.6, 1.4), inside=middle[row],
    )  # fmt: skip
    made.ruffle(0.12, seed=4)


def _head(made: MeshBuilder, build: Build) -> None:
    rows, columns = 13, 16
    ring = _down(rings(smooth_path(build.skull, rows), columns), build)
    middle = ring.mean(1)
    made.add(loft(ring), _HEAD, _FUR, group=_BODY, tint=0.7, inside=np.repeat(middle[:-1], columns, 0), lift=0.0)
    faces, row, tint = shingles(ring, overlap=2.6, width=0.55, rise=0.004, seed=5)
    tint = 1 + 0.5 * (tint - 1)
    half = np.asarray(build.skull)[:, 2].max()
    height = (faces.mean(1)[:, 1] - middle[row, 1]) / half
    made.add(
        faces, _HEAD, np.where((height < -0.35) & (row > 1), _BELLY, _FUR),
        group=_BODY, tint=tint * np.clip(1.1 + 0.3 * height, 0.7, 1.4), inside=middle[row], lift=0.01,
    )  # fmt: skip
    made.ruffle(0.08, seed=6)
    nose = _down(np.asarray(build.skull[-1])[[0, 1, 2]] * [1, 1, 0], build)
    made.add(ball(nose, (0.016, 0.013, 0.015), 5, 8), _HEAD, _SKIN, group=_BODY, lift=0.05)
    ex, ey, ez, er = build.eye
    for side in (-1, 1):
        eye = _down(np.array([ex, ey, ez * side]), build)
        made.add(ball(eye, (er, er, er), 6, 8), _HEAD, _EYE, group=_BODY, lift=0.05, tint=1.15)
        pupil = eye + np.array([0.6 * er, 0.0, 0.75 * er * side])
        made.add(ball(pupil, (er * 0.45, er * 0.62, er * 0.35), 5, 7), _HEAD, _DARK, group=_BODY, lift=0.07)
        _ear(made, build, side)


def _ear(made: MeshBuilder, build: Build, side: int) -> None:
    """A cupped ear: fur outside, skin inside."""
    length, width, pointed = build.ear
    top = np.asarray(build.skull)[1]
    root = np.array([top[0] - 0.2 * length, top[1] + 0.72 * top[2], side * 0.62 * top[3]])
    up = np.array([-0.18, 0.92, 0.34 * side])
    out = np.array([0.85, 0.1, 0.55 * side])
    out /= np.linalg.norm(out)
    shape = [(-1.0, 0.0), (-0.95 + 0.3 * pointed, 0.5), (-0.45 * (1 - pointed), 1.0), (0.45 * (1 - pointed), 1.0),
             (0.95 - 0.3 * pointed, 0.5), (1.0, 0.0)]  # fmt: skip
    outline = np.array([root + out * (a * width / 2) + up * (b * length) for a, b in shape])
    made.add(_down(outline, build)[None], _HEAD, _EAR, group=_BODY, two_sided=True, lift=0.03)
    inner = root + (outline - root) * 0.68 + np.array([0.010, 0.12 * length, 0.0])
    made.add(_down(inner, build)[None], _HEAD, _SKIN, group=_BODY, two_sided=True, lift=0.045, tint=0.8)


def _tail(made: MeshBuilder, build: Build) -> None:
    rows = 2 * _JOINTS
    path = smooth_path(np.asarray(build.tail), rows)
    flat = np.concatenate([path[:, :2], np.zeros((rows, 1))], 1)
    ring = _down(tube(flat, path[:, 2], 9), build)
    part = _TAIL + np.minimum(np.arange(rows) // 2, _JOINTS - 1)
    middle = ring.mean(1)
    fur_until = build.tip * rows if build.tip else 0
    skin = np.where(np.arange(rows) < fur_until, _FUR, _TIP)
    made.add(
        loft(ring), np.repeat(part[:-1], 9), np.repeat(skin[:-1], 9),
        group=_BODY, tint=0.9 if not build.bushy else 0.6, inside=np.repeat(middle[:-1], 9, 0),
    )  # fmt: skip
    if build.bushy:  # the tufts point to the tip, and shingles point to the first ring
        faces, row, tint = shingles(ring[::-1], overlap=2.6, width=0.8, rise=build.bushy, seed=7)
        row = rows - 1 - row
        made.add(faces, part[row], skin[row], group=_BODY, tint=tint, inside=middle[row])
        made.ruffle(0.15, seed=8)


def _leg(made: MeshBuilder, build: Build, leg: int) -> None:
    """Legs 0, 1: hind right, left; 2, 3: front right, left (right is z > 0)."""
    side = 1 if leg % 2 == 0 else -1
    x, y = build.hips if leg < 2 else build.shoulders
    thigh, shank, paw = build.reach
    wide, thin, foot = build.girth
    z = build.apart * side
    knee, ankle = y - thigh, y - thigh - shank
    first = _LEGS + 3 * leg
    group = _NEAR_LEGS if side > 0 else _FAR_LEGS
    tint = 1.0 if side > 0 else 0.7
    bones = ((0, y + wide * 0.6, knee - thin * 0.4, wide, thin * 1.25), (1, knee, ankle, thin * 1.2, thin))
    for part, top, bottom, r0, r1 in bones:
        path = np.array([(x, top, z), (x, (top + bottom) / 2, z), (x, bottom, z)])
        ring = _down(tube(path, np.array([r0, (r0 + r1) / 2, r1]), 7), build)
        made.add(loft(ring), first + part, _FUR, group=group, tint=tint * (0.95 - 0.12 * part))
    sole = np.array(
        [(x - foot, ankle - 0.2 * foot, z), (x + paw * 0.5, ankle - 0.55 * foot, z), (x + paw, ankle - foot, z)]
    )
    ring = _down(tube(sole, np.array([foot, foot * 1.05, foot * 0.5]), 7), build)
    made.add(loft(ring), first + 2, _BELLY if build.stripes or not build.bushy else _TIP, group=group, tint=tint * 0.9)


def _gait(build: Build, phase: float, limp: bool) -> Floats:
    """Transforms of every part at a phase of the run; limp: knocked out, tumbling, legs and tail dangling."""
    wave = 2 * np.pi * phase
    bend = -0.5 if limp else build.bound * np.sin(wave)
    poses = identity(_PARTS)
    knots = _down(np.array([[*k[:2], 0.0] for k in build.spine]), build)
    at = np.stack(
        [np.interp(np.linspace(0, 1, _VERTEBRAE), np.linspace(0, 1, len(knots)), knots[:, i]) for i in range(3)], 1
    )
    middle = _VERTEBRAE // 2
    lift = 0.0 if limp else build.height * 0.10 * build.bound * (0.5 + 0.5 * np.cos(wave))
    poses[middle] = pivot(turn_z(0.0), at[middle], (0.0, lift, 0.0))
    for i in range(middle + 1, _VERTEBRAE):
        poses[i] = chain(poses[i - 1], pivot(turn_z(-bend / _VERTEBRAE * 1.6), at[i - 1]))
    for i in range(middle - 1, -1, -1):
        poses[i] = chain(poses[i + 1], pivot(turn_z(bend / _VERTEBRAE * 1.6), at[i + 1]))
    nod = -0.5 if limp else 0.10 * np.sin(wave + 0.8) + 0.5 * bend
    poses[_HEAD] = chain(poses[_VERTEBRAE - 1], pivot(turn_z(nod), at[-1]))
    root = poses[0]
    tail = _down(np.array([[*k[:2], 0.0] for k in build.tail]), build)
    joints = np.stack(
        [np.interp(np.linspace(0, 1, _JOINTS), np.linspace(0, 1, len(tail)), tail[:, i]) for i in range(3)], 1
    )
    for j in range(_JOINTS):
        whip = 0.28 if limp else 0.10 * np.sin(wave - 0.8 * j)
        root = chain(root, pivot(turn_z(whip), joints[j]))
        poses[_TAIL + j] = root
    for leg in range(4):
        _stride(poses, build, leg, wave, limp)
    return poses


def _stride(poses: Floats, build: Build, leg: int, wave: float, limp: bool) -> None:
    hind = leg < 2
    x, y = build.hips if hind else build.shoulders
    thigh, shank, _ = build.reach
    # a bounding runner moves front and hind pairs together, a walker its diagonals
    together = 0.12 if build.bound > 0.3 else 0.5
    turn = wave + 2 * np.pi * (
        together * (leg % 2) + (0.5 if hind else 0.0) * (1 if build.bound > 0.3 else (leg % 2 * 2 - 1))
    )
    swing = build.swing * np.sin(turn)
    lifted = max(0.0, float(np.cos(turn)))
    if limp:
        swing, lifted = (0.7 if hind else -0.5), 0.6
    rest = 0.28 if hind else -0.12  # hind knees stand forward, elbows back
    hip, knee = _down(np.array([x, y, 0.0]), build), _down(np.array([x, y - thigh, 0.0]), build)
    ankle = _down(np.array([x, y - thigh - shank, 0.0]), build)
    body = poses[1 if hind else _VERTEBRAE - 2]
    bent = -rest * 2 - (0.9 if hind else -0.8) * lifted * build.swing
    first = _LEGS + 3 * leg
    poses[first] = chain(body, pivot(turn_z(rest + swing), hip))
    poses[first + 1] = chain(poses[first], pivot(turn_z(bent), knee))
    poses[first + 2] = chain(poses[first + 1], pivot(turn_z(-0.6 * swing - 0.4 * bent), ankle))
