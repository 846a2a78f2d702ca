"""The swamp harrier, kāhu: broad wings held in a shallow V."""

from __future__ import annotations

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
    turn_x,
    turn_z,
)
from game.scene.shading import Material, rgb
from game.scene.things.model import ANIMAL_RIM, Model

_PALETTE: Final = (
    Material(rgb("#8a6340"), gloss=0.15, edge=1.0),  # back
    Material(rgb("#c99a6a"), gloss=0.12, own=0.15, edge=0.9),  # breast
    Material(rgb("#6a4d33"), gloss=0.15, edge=1.0),  # flight feathers
    Material(rgb("#e8dcc4"), gloss=0.1, own=0.6, edge=0.8),  # rump and bars
    Material(rgb("#e0b03c"), gloss=0.4, own=0.5),  # legs, cere
    Material(rgb("#1c1a18"), gloss=0.6, edge=0.8),  # bill
    Material(rgb("#ffe27a"), gloss=0.9, own=1.0),  # eye
    Material(rgb("#060505"), gloss=0.9),
)
_BACK, _BREAST, _QUILL, _BAR, _YELLOW, _BILL, _EYE, _PUPIL = range(len(_PALETTE))
_BODY, _HEAD, _TAIL = 0, 1, 2
_WINGS = 3  # each wing has arm and hand; the legs follow
_LEGS = 7
_PARTS = 8
_SPINE = (
    (-0.16, 0.02, 0.035, 0.035),
    (-0.10, 0.015, 0.062, 0.055),
    (0.02, 0.0, 0.078, 0.068),
    (0.12, 0.005, 0.062, 0.055),
    (0.17, 0.02, 0.044, 0.04),
)
_SKULL = (
    (0.15, 0.03, 0.045, 0.042),
    (0.20, 0.05, 0.052, 0.05),
    (0.245, 0.045, 0.036, 0.036),
    (0.262, 0.036, 0.02, 0.02),
)
_ARM_M = 0.24
Pair = tuple[float, float]


def harrier() -> Model:
    """A harrier of 0.8 m length in flight; its wings beat six times, then it glides."""
    made = MeshBuilder(_PARTS, 4)
    far, body, near = 0, 1, 2
    ring = rings(smooth_path(_SPINE, 12), 12)
    middle = ring.mean(1)
    made.add(loft(ring), _BODY, _BREAST, group=body, tint=0.6, lift=-0.02, inside=np.repeat(middle[:-1], 12, 0))
    faces, row, tint = shingles(ring, overlap=2.0, width=0.64, rise=0.006, seed=1)
    above = faces.mean(1)[:, 1] > middle[row, 1] + 0.005
    made.add(faces, _BODY, np.where(above, _BACK, _BREAST), group=body, tint=tint, inside=middle[row])
    made.ruffle(0.08)
    ring = rings(smooth_path(_SKULL, 8), 11)
    middle = ring.mean(1)
    made.add(loft(ring), _HEAD, _BACK, group=body, tint=0.7, inside=np.repeat(middle[:-1], 11, 0))
    faces, row, tint = shingles(ring, overlap=1.8, width=0.6, rise=0.004, seed=2)
    made.add(faces, _HEAD, _BACK, group=body, tint=tint * 1.15, inside=middle[row], lift=0.01)
    bill = rings(np.array([(0.255, 0.04, 0.020, 0.018), (0.285, 0.032, 0.014, 0.012), (0.300, 0.008, 0.003, 0.003)]), 7)
    made.add(loft(bill), _HEAD, np.repeat([_YELLOW, _BILL], 7), group=body, lift=0.04)
    for side in (-1, 1):
        made.add(ball((0.236, 0.062, side * 0.034), (0.012,) * 3, 6, 8), _HEAD, _EYE, group=body, lift=0.05)
        made.add(ball((0.243, 0.062, side * 0.042), (0.006,) * 3, 5, 7), _HEAD, _PUPIL, group=body, lift=0.07)
        _wing(made, side, near if side > 0 else far)
        leg = np.array([(-0.02, -0.06, side * 0.03), (-0.10, -0.10, side * 0.03), (-0.12, -0.085, side * 0.03)])
        made.add(
            np.array([leg[0], leg[1], leg[2], leg[0] + [0, 0.02, 0]])[None], _LEGS, _YELLOW, group=body, two_sided=True
        )
    for k in range(7):  # tail
        spread = (k - 3) * 0.09
        way = np.array([-np.cos(spread), -0.04, np.sin(spread)])
        half = np.array([0.0, 0.0, 0.026])
        root, tip = np.array([-0.14, 0.02, 0.0]), np.array([-0.14, 0.02, 0.0]) + way * 0.26
        made.add(
            np.array([root - half * 0.5, root + half * 0.5, tip + half, tip - half])[None],
            _TAIL,
            _BACK,
            group=body,
            two_sided=True,
            lift=-0.05,
            tint=0.8 + 0.05 * k,
        )
        bar0, bar1 = root + way * 0.225, root + way * 0.25
        made.add(
            np.array([bar0 - half, bar0 + half, bar1 + half, bar1 - half])[None],
            _TAIL,
            _BAR,
            group=body,
            two_sided=True,
            lift=-0.045,
        )
    made.nudge[far], made.nudge[near] = -0.4, 0.4
    return Model(
        made.done(), _PALETTE, _beat, frames=12, cycle_s=0.62, turn_rad=0.55, elevation_rad=0.42,
        rim=ANIMAL_RIM, night=1.5,
    )  # fmt: skip


def _wing(made: MeshBuilder, side: int, group: int) -> None:
    """Coverts and quills, flat; side +1 is its right wing (z > 0)."""
    arm, hand = _WINGS + (0 if side > 0 else 2), _WINGS + (1 if side > 0 else 3)

    def feather(
        part: int, root_xz: Pair, long_wide: Pair, sweep: float, material: int, lift: float, tint: float
    ) -> None:
        x, z = root_xz
        long, wide = long_wide
        way = np.array([-np.cos(sweep), 0.0, np.sin(sweep) * side])
        across = np.array([np.sin(sweep), 0.0, np.cos(sweep) * side]) * wide
        root = np.array([x, 0.03, z * side])
        shape = ((0.0, -0.5), (0.0, 0.5), (0.6, 0.62), (0.93, 0.38), (1.0, 0.0), (0.93, -0.38), (0.6, -0.62))
        made.add(
            np.array([root + way * (a * long) + across * b for a, b in shape])[None],
            part,
            material,
            group=group,
            two_sided=True,
            lift=lift,
            tint=tint,
        )

    for k in range(7):  # secondaries
        feather(arm, (0.05, 0.05 + 0.033 * k), (0.20, 0.05), 0.05 * k, _QUILL, 0.001 * k, 1.0 + 0.08 * (k % 2))
    for k in range(8):  # primaries, fingered at the tip
        root, size = (0.06, 0.05 + _ARM_M + 0.026 * k), (0.20 + 0.022 * k, 0.046)
        feather(hand, root, size, 0.25 + 0.17 * k, _QUILL, 0.01 + 0.001 * k, 1.0 + 0.1 * (k % 2))
    for k in range(9):
        part = arm if k < 5 else hand
        root = (0.085, 0.03 + 0.055 * k)
        feather(part, root, (0.115, 0.075), 0.08 * k, _BACK, 0.03 + 0.001 * k, 1.0 + 0.12 * (k % 2))
        root = (0.10, 0.03 + 0.055 * k)
        feather(part, root, (0.06, 0.07), 0.06 * k, _BREAST, 0.05 + 0.001 * k, 0.8 + 0.1 * (k % 2))


def _beat(phase: float, limp: bool) -> Floats:
    """One wing beat: quick down, slower up, the hand lagging behind the arm."""
    wave = 2 * np.pi * phase
    poses = identity(_PARTS)
    lift = 0.16 + 0.46 * np.sin(wave)
    lag = 0.08 + 0.36 * np.sin(wave - 1.1)
    if limp:
        lift, lag = 0.9, 0.7
    poses[_HEAD] = pivot(turn_z(-0.4 if limp else -0.12), (0.16, 0.03, 0.0))
    poses[_TAIL] = pivot(turn_z(0.08 * np.sin(wave)), (-0.14, 0.02, 0.0))
    for k, side in enumerate((1, -1)):
        arm = pivot(turn_x(-lift * side), (0.0, 0.03, 0.05 * side))
        poses[_WINGS + 2 * k] = arm
        poses[_WINGS + 2 * k + 1] = chain(arm, pivot(turn_x(-lag * side), (0.0, 0.03, (0.05 + _ARM_M) * side)))
    return poses
