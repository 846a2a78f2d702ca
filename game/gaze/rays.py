"""Where head and eyes point on the plane of the camera, in dm: x to the picture's right, y up, from the camera.

If mesh, lens and eyeballs were perfect, the screen point would be a plain sum of these numbers, whatever the head does.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from game.face.eyes import Feature
from game.gaze.looks import Array

EYEBALL_CM: Final = 1.2
"""Radius of an eyeball."""
_FLAT: Final = 0.3
"""Least cosine of a direction with the way to the camera: a head turned further aside counts as turned so far."""


def rays(features: Array) -> Array:
    """The plane's point that the head faces (2), the eyes' place (2), what irises aside (2) and up (2) add to it, and
    what the height of the upper (1) and the lower lids (1) would add as heights of the irises: (n, 10)."""
    aside = _mean(features, Feature.IRIS_X_RIGHT)
    up, upper, lower = (
        _mean(features, name) for name in (Feature.IRIS_Y_RIGHT, Feature.UPPER_RIGHT, Feature.LOWER_RIGHT)
    )
    ways = np.zeros((len(features), 5, 2))
    ways[:, 1, 0] = aside / EYEBALL_CM
    ways[:, 2:, 1] = np.stack([up, upper, lower], 1) / EYEBALL_CM
    ahead, *more = hits(features, ways).transpose(1, 0, 2)
    aside, up, upper, lower = (one - ahead for one in more)
    place = 0.1 * features[:, [Feature.PLACE_X, Feature.PLACE_Y]]
    return np.concatenate([ahead, place, aside, up, upper[:, 1:], lower[:, 1:]], 1)


def eye_hits(features: Array, eyes: Array) -> Array:
    """The plane's point that eyes look at which point so in the head, tangents aside and up (n, 2): (n, 2)."""
    return hits(features, eyes[:, None])[:, 0] + 0.1 * features[:, [Feature.PLACE_X, Feature.PLACE_Y]]


def hits(features: Array, eyes: Array) -> Array:
    """How far from the point before the face rays of the head hit the plane; tangents and points are (n, k, 2)."""
    x, y, z = features[:, [Feature.PLACE_X, Feature.PLACE_Y, Feature.PLACE_Z]].T
    # the mesh's angles are against the line of sight from the face to the camera
    sight = np.sqrt(x**2 + y**2 + z**2)
    lines = np.stack([np.arctan2(-x, z), np.arcsin(-y / np.maximum(sight, 1e-6)), np.zeros(len(x))])
    both = np.concatenate([lines, features[:, [Feature.YAW, Feature.PITCH, Feature.ROLL]].T], 1)
    turns = _turn(*both)
    head = turns[: len(x)] @ turns[len(x) :]
    way = np.concatenate([eyes, np.ones((*eyes.shape[:2], 1))], 2) @ head.transpose(0, 2, 1)
    plane: Array = 0.1 * z[:, None, None] * way[..., :2] / np.maximum(way[..., 2:], _FLAT)
    return plane


def _mean(features: Array, right: Feature) -> Array:
    """Of both eyes (n,)."""
    mean: Array = features[:, [right, right + 1]].mean(1)
    return mean


def _turn(yaw: Array, pitch: Array, roll: Array) -> Array:
    """Rotations Ry(yaw) Rx(-pitch) Rz(-roll), the project's order: (N, 3, 3)."""
    cy, sy, cp, sp, cr, sr = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch), np.cos(roll), np.sin(roll)
    rows = (
        (cy * cr + sy * sp * sr, cy * sr - sy * sp * cr, sy * cp),
        (-cp * sr, cp * cr, sp),
        (cy * sp * sr - sy * cr, -sy * sr - cy * sp * cr, cy * cp),
    )
    return np.stack([np.stack(row, -1) for row in rows], -2)
