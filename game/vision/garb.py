"""What people wear, as a few colours: it tells two players apart when one comes out from behind the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import cv2
import numpy as np

from game.body.pose import FloatArray, Landmark, Pose
from game.vision.frame import Image

SEEN: Final = 0.4
"""Below this visibility a joint is a guess, and the colours around it are the background's."""
_M = Landmark
_TRUNK: Final = (_M.LEFT_SHOULDER, _M.RIGHT_SHOULDER, _M.LEFT_HIP, _M.RIGHT_HIP)
_THIGHS: Final = (_M.LEFT_HIP, _M.LEFT_KNEE, _M.RIGHT_HIP, _M.RIGHT_KNEE)
_SLEEVES: Final = (_M.LEFT_SHOULDER, _M.LEFT_ELBOW, _M.RIGHT_SHOULDER, _M.RIGHT_ELBOW)


def _inside() -> FloatArray:
    """Weights (16, 4) of the trunk's corners for points in the middle of it."""
    across, down = np.meshgrid(np.linspace(0.25, 0.75, 4), np.linspace(0.2, 0.8, 4))
    x, y = across.ravel(), down.ravel()
    return np.stack([(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y], 1).astype(np.float32)


def _along() -> FloatArray:
    """Weights (10, 4) of two limbs' ends for points along both of them."""
    far = np.linspace(0.3, 0.8, 5)
    none = np.zeros_like(far)
    rows = [np.stack([1 - far, far, none, none], 1), np.stack([none, none, 1 - far, far], 1)]
    return np.concatenate(rows).astype(np.float32)


_ZONES: Final = ((_TRUNK, _inside()), (_THIGHS, _along()), (_SLEEVES, _along()))


def dressed(image: Image, poses: Sequence[Pose]) -> tuple[Pose, ...]:
    """The poses of a BGR frame with their clothes' mean colours: trunk, thighs, upper arms (`Pose.garb`)."""
    return tuple(replace(pose, garb=_garb(image, pose)) for pose in poses)


def _garb(image: Image, pose: Pose) -> FloatArray:
    high, wide = image.shape[:2]
    zones = np.full((len(_ZONES), 3), np.nan, np.float32)
    for zone, (marks, weights) in enumerate(_ZONES):
        if not pose.seen(marks, SEEN):
            continue
        spots = np.floor(weights @ pose.points[list(marks), :2] * (wide, high)).astype(int)
        inside = (spots >= 0).all(1) & (spots[:, 0] < wide) & (spots[:, 1] < high)
        if inside.sum() < len(spots) // 2:
            continue
        colours = image[spots[inside, 1], spots[inside, 0]]
        lab = cv2.cvtColor(np.ascontiguousarray(colours[None].astype(np.float32) / 255.0), cv2.COLOR_BGR2LAB)
        zones[zone] = lab[0].mean(0)
    return zones
