"""A pose's shape: where its joints are, in torso lengths from the middle of the shoulders, wherever the body stands.

What compares poses by their joints uses these numbers: the temporal network (`moves_model`), taught poses (`taught`).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from game.body.pose import COCO17, FloatArray, Landmark, Pose
from game.body.units import BodyUnits

FAR: Final = 3.0  # torso lengths; a joint farther out is a landmarker's slip

_REST: Final = {
    Landmark.NOSE: (0.0, -0.45),
    Landmark.LEFT_EYE: (0.07, -0.52),
    Landmark.RIGHT_EYE: (-0.07, -0.52),
    Landmark.LEFT_EAR: (0.15, -0.47),
    Landmark.RIGHT_EAR: (-0.15, -0.47),
    Landmark.LEFT_SHOULDER: (0.32, 0.0),
    Landmark.RIGHT_SHOULDER: (-0.32, 0.0),
    Landmark.LEFT_ELBOW: (0.45, 0.5),
    Landmark.RIGHT_ELBOW: (-0.45, 0.5),
    Landmark.LEFT_WRIST: (0.4, 0.8),
    Landmark.RIGHT_WRIST: (-0.4, 0.8),
    Landmark.LEFT_HIP: (0.2, 1.0),
    Landmark.RIGHT_HIP: (-0.2, 1.0),
    Landmark.LEFT_KNEE: (0.22, 1.75),
    Landmark.RIGHT_KNEE: (-0.22, 1.75),
    Landmark.LEFT_ANKLE: (0.22, 2.4),
    Landmark.RIGHT_ANKLE: (-0.22, 2.4),
}
_ROWS: Final = list(COCO17)
_PLACE: Final[FloatArray] = np.array([_REST[mark] for mark in COCO17], np.float32)


def found(pose: Pose, least: float) -> npt.NDArray[np.bool_]:
    """Which of COCO's 17 joints were found: bool (17,). least: visibility from which a joint counts."""
    return np.asarray(pose.points[_ROWS, 3] >= least)


def joints(pose: Pose, units: BodyUnits, least: float) -> FloatArray:
    """COCO's 17 joints: float32 (17, 2), x right and y down in torso lengths, at most FAR away.

    A joint that was not found (visibility below `least`) is put where it is in somebody standing at ease.
    """
    at = np.clip(units.of(pose.xy_px())[_ROWS], -FAR, FAR)
    return np.where(pose.points[_ROWS, 3:] < least, _PLACE, at)
