"""Numbers that tell where somebody looks, in groups of columns: eye pixels, angles, rays, network codes.

A ray group says where head and eyes point on the plane of the camera, in cm. If mesh, lens and eyeballs were perfect,
the screen point would be a plain sum of its columns, whatever the head does; calibration corrects the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

import numpy as np

from game.face.eyes import TALL, WIDE, Feature
from game.gaze.looks import Array, Looks

Group = Literal["pixels", "frame", "angles", "rays", "codes"]
EYEBALL_CM: Final = 1.2
"""Radius of an eyeball."""
_FLAT: Final = 0.3
"""Least cosine of a direction with the way to the camera: a head turned further aside counts as turned so far."""
_ROWS: Final = slice(3, 23)
_RIGHT_LEFT: Final = 2


def columns(looks: Looks, group: Group) -> Array:
    """One group of columns for every look: (N, columns)."""
    return _GROUPS[group](looks)


def _pixels(looks: Looks) -> Array:
    """Each eye in 10 x 12 cells, without its own brightness and contrast: (N, 240)."""
    n = len(looks)
    eyes = looks.pictures.astype(np.float64).reshape(n, TALL, _RIGHT_LEFT, WIDE // 2).transpose(0, 2, 1, 3)
    cells = eyes[:, :, _ROWS].reshape(n, _RIGHT_LEFT, 10, 2, 25).mean(3)[..., :24].reshape(n, _RIGHT_LEFT, 10, 12, 2)
    flat = cells.mean(4).reshape(n, _RIGHT_LEFT, -1)
    flat = (flat - flat.mean(2, keepdims=True)) / (flat.std(2, keepdims=True) + 5.0)
    return np.asarray(flat.reshape(n, -1), np.float64)


def _frame(looks: Looks) -> Array:
    """What the original had beside the pixels, the rectangle's centre and size, and the head's angles and distance."""
    f = Feature
    return looks.features[:, [f.RECT_X, f.RECT_Y, f.RECT_WIDE, f.RECT_TALL, f.YAW, f.PITCH, f.ROLL, f.PLACE_Z]]


def _angles(looks: Looks) -> Array:
    """The features as they are."""
    return looks.features


def _codes(looks: Looks) -> Array:
    return looks.codes.astype(np.float64)


def _rays(looks: Looks) -> Array:
    """Where the head points, and what irises and lids add to it, on the plane of the camera in dm: (N, 10)."""
    f = looks.features
    place = f[:, [Feature.PLACE_X, Feature.PLACE_Y, Feature.PLACE_Z]]
    head = _turn(*f[:, [Feature.YAW, Feature.PITCH, Feature.ROLL]].T)
    # the mesh's angles are against the line of sight from the face to the camera
    x, y, z = place.T
    sight = np.sqrt(x**2 + y**2 + z**2)
    head = _turn(np.arctan2(-x, z), np.arcsin(-y / sight), np.zeros(len(f))) @ head

    def hit(aside: Array, up: Array) -> Array:
        way = np.einsum("nij,nj->ni", head, np.stack([aside / EYEBALL_CM, up / EYEBALL_CM, np.ones(len(f))], 1))
        plane: Array = z[:, None] * way[:, :2] / np.maximum(way[:, 2:], _FLAT)
        return plane

    def pair(right: Feature) -> Array:
        mean: Array = f[:, [right, right + 1]].mean(1)
        return mean

    none = np.zeros(len(f))
    ahead = hit(none, none)
    iris_x = hit(pair(Feature.IRIS_X_RIGHT), none) - ahead
    lifts = [hit(none, pair(name)) - ahead for name in (Feature.IRIS_Y_RIGHT, Feature.UPPER_RIGHT, Feature.LOWER_RIGHT)]
    return 0.1 * np.concatenate([ahead, place[:, :2], iris_x, lifts[0], *(lift[:, 1:] for lift in lifts[1:])], 1)


def _turn(yaw: Array, pitch: Array, roll: Array) -> Array:
    """Rotations Ry(yaw) Rx(-pitch) Rz(-roll), the project's order: (N, 3, 3)."""
    cy, sy, cp, sp, cr, sr = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch), np.cos(roll), np.sin(roll)
    rows = (
        (cy * cr + sy * sp * sr, cy * sr - sy * sp * cr, sy * cp),
        (-cp * sr, cp * cr, sp),
        (cy * sp * sr - sy * cr, -sy * sr - cy * sp * cr, cy * cp),
    )
    return np.stack([np.stack(row, -1) for row in rows], -2)


_GROUPS: Final[dict[Group, Callable[[Looks], Array]]] = {
    "pixels": _pixels,
    "frame": _frame,
    "angles": _angles,
    "rays": _rays,
    "codes": _codes,
}
