"""The body's own ruler: where a body is and how long its torso is, in pixels of the frame.

Everything that must not depend on where a player stands (jump height, smoothing, the skeleton picture) is
measured from the middle of the shoulders in torso lengths. The measured torso fails in three ways: hips below
the frame, hips unseen, and a torso that points at the camera. So it is blended, without a step, into what
shoulders and head say, and never believed below what they guarantee.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from game.body.pose import FloatArray, Landmark, Pose
from game.tuning import UNITS, Units

_SHOULDERS = (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)
_HIPS = (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)
_HEAD = (Landmark.NOSE, Landmark.LEFT_EYE, Landmark.RIGHT_EYE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR)


@dataclass(frozen=True, slots=True)
class BodyUnits:
    """A body's ruler.

    origin_px: the middle of the shoulders (x, y). torso_px: mid-shoulder to mid-hip, or its best estimate.
    measured: how much of torso_px comes from hips that were really seen, 0..1.
    """

    origin_px: tuple[float, float]
    torso_px: float
    measured: float

    def of(self, xy_px: FloatArray) -> FloatArray:
        """Pixels (n, 2) to torso lengths from the origin, x right and y down as in the frame."""
        return (xy_px - np.asarray(self.origin_px, np.float32)) / np.float32(self.torso_px)


def body_units(pose: Pose, tuning: Units = UNITS) -> BodyUnits | None:
    """Measure a body; None when the shoulders were not found or the body is only a few pixels tall."""
    points = pose.points
    if float(points[_SHOULDERS, 3].min()) < tuning.found:
        return None
    xy = pose.xy_px()
    middle = (xy[_SHOULDERS[0]] + xy[_SHOULDERS[1]]) / 2
    shoulders_px = _distance(xy[_SHOULDERS[0]], xy[_SHOULDERS[1]])
    head_px = _head_px(pose, xy, tuning.found)
    guess_px = max(shoulders_px / tuning.shoulders_mean, head_px / tuning.head_mean)
    least_px = max(shoulders_px / tuning.shoulders_most, head_px / tuning.head_most)

    hips = points[_HIPS, :]
    seen = _ramp(float(hips[:, 3].min()), tuning.hip_unseen, tuning.hip_seen)
    below = float(hips[:, 1].max())
    inside = 1.0 - _ramp(below, 1.0, 1.0 + tuning.hip_margin)
    measured = seen * inside
    torso_px = _distance(middle, (xy[_HIPS[0]] + xy[_HIPS[1]]) / 2) if measured > 0 else 0.0
    torso_px = max(measured * torso_px + (1.0 - measured) * guess_px, least_px)
    if torso_px < tuning.least_px:
        return None
    return BodyUnits((float(middle[0]), float(middle[1])), torso_px, measured)


def _distance(a: FloatArray, b: FloatArray) -> float:
    return float(np.hypot(a[0] - b[0], a[1] - b[1]))


def _head_px(pose: Pose, xy: FloatArray, found: float) -> float:
    """The widest distance between head points that were found: ear to ear from the front, nose to ear in profile."""
    marks = [mark for mark in _HEAD if pose.points[mark, 3] >= found]
    if len(marks) < 2:
        return 0.0
    head = xy[marks]
    apart = head[:, None, :] - head[None, :, :]
    return float(np.sqrt((apart**2).sum(axis=2).max()))


def _ramp(value: float, low: float, high: float) -> float:
    """0 below low, 1 above high, smooth between."""
    t = min(1.0, max(0.0, (value - low) / (high - low)))
    return t * t * (3.0 - 2.0 * t)
