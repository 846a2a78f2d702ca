"""The body's own ruler: where a body is and how long its torso is, in pixels of the frame.

Everything that must not depend on where a player stands (jump height, smoothing, the skeleton picture) is measured
from the middle of the shoulders in torso lengths. Each part may be missing: hips below the frame, one shoulder behind
the other in a side view or hidden by an arm, a torso that points at the camera. So what is not seen is replaced, and
blended in without a step, by what the rest of the body says; a torso is never believed below what shoulders and head
guarantee. Only a body of which neither a shoulder nor the head was found cannot be measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from game.body.pose import FloatArray, Landmark, Pose
from game.curves import smoothstep
from game.tuning import UNITS, Units

_SHOULDERS = (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)
_HIPS = (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)
_LIMBS = (
    (Landmark.LEFT_SHOULDER, Landmark.LEFT_ELBOW, UNITS.upper_arm_mean),
    (Landmark.RIGHT_SHOULDER, Landmark.RIGHT_ELBOW, UNITS.upper_arm_mean),
    (Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST, UNITS.forearm_mean),
    (Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST, UNITS.forearm_mean),
)
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


@lru_cache(maxsize=32)
def body_units(pose: Pose, tuning: Units = UNITS) -> BodyUnits | None:
    """Measure a body; None when neither shoulders nor head were found or the body is only a few pixels tall.

    The last ones are remembered: the landmarker, the player's lock, smoothing and moves all measure the same pose.
    """
    xy = pose.xy_px()
    seen = pose.points[:, 3]
    shoulders = [smoothstep(float(seen[mark]), tuning.found / 2, 1.5 * tuning.found) for mark in _SHOULDERS]
    head = [mark for mark in _HEAD if seen[mark] >= tuning.found]
    both, one = min(shoulders), max(shoulders)
    if one == 0.0 and len(head) < 2:
        return None
    shoulders_px = both * _distance(xy[_SHOULDERS[0]], xy[_SHOULDERS[1]])
    head_px = _widest(xy[head]) if len(head) > 1 else 0.0
    guess_px = max(shoulders_px / tuning.shoulders_mean, head_px / tuning.head_mean)
    least_px = max(shoulders_px / tuning.shoulders_most, head_px / tuning.head_most)
    limbs_px = _limbs_px(xy, seen, tuning)
    guess_px = max(guess_px, min(limbs_px, tuning.limbs_most * guess_px)) if guess_px > 0.0 else limbs_px

    hips = [_hip(pose, mark, tuning) for mark in _HIPS]
    # doubt about one hip counts for both; a hip that was not found at all does not count
    lost = 1.0 - smoothstep(float(seen[list(_HIPS)].min()), tuning.found, tuning.hip_unseen)
    measured = min(hips) + (max(hips) - min(hips)) * lost
    hip = _hips_middle(xy, hips, lost) if measured > 0.0 else None
    middle = _middle(xy, shoulders, xy[head].mean(axis=0) if head else None, guess_px, tuning)
    torso_px = _distance(middle, hip) if hip is not None else 0.0
    torso_px = max(measured * torso_px + (1.0 - measured) * guess_px, least_px)
    if torso_px < tuning.least_px:
        return None
    return BodyUnits((float(middle[0]), float(middle[1])), torso_px, measured)


def _hip(pose: Pose, mark: Landmark, tuning: Units) -> float:
    """How much a hip's place is a measurement, 0..1: seen, and not far below the frame."""
    _, y, _, visibility = pose.points[mark].tolist()
    return smoothstep(visibility, tuning.hip_unseen, tuning.hip_seen) * (
        1.0 - smoothstep(y, 1.0, 1.0 + tuning.hip_margin)
    )


def _hips_middle(xy: FloatArray, hips: list[float], lost: float) -> FloatArray:
    """The middle of the hips, or the better one alone where the other is lost (0..1)."""
    better = xy[_HIPS[0] if hips[0] >= hips[1] else _HIPS[1]]
    return np.asarray((1.0 - lost) * (xy[_HIPS[0]] + xy[_HIPS[1]]) / 2 + lost * better, np.float32)


def _middle(
    xy: FloatArray, shoulders: list[float], head: FloatArray | None, torso_px: float, tuning: Units
) -> FloatArray:
    """The middle of the shoulders. shoulders: how surely each was found, 0..1; head: its middle, None if not found.

    One shoulder alone stands at the height of both, the middle somewhere from it to under the head.
    """
    both, one = min(shoulders), max(shoulders)
    middle = (xy[_SHOULDERS[0]] + xy[_SHOULDERS[1]]) / 2
    if both == 1.0:
        return np.asarray(middle, np.float32)
    alone = xy[_SHOULDERS[0] if shoulders[0] >= shoulders[1] else _SHOULDERS[1]].copy()
    if head is not None:
        half = 0.5 * tuning.shoulders_mean * torso_px
        under = np.asarray((head[0], head[1] + tuning.nose_mean * torso_px), np.float32)
        alone[0] = np.clip(under[0], alone[0] - half, alone[0] + half)
        alone = one * alone + (1.0 - one) * under
    return np.asarray(both * middle + (1.0 - both) * alone, np.float32)


def _limbs_px(xy: FloatArray, seen: FloatArray, tuning: Units) -> float:
    """The torso length that the longest seen limb implies: in a side view arms keep the length that shoulders lose."""

    def speaks(start: Landmark, end: Landmark, mean: float) -> float:
        sure = smoothstep(float(min(seen[start], seen[end])), tuning.limb_unseen, tuning.limb_seen)
        return sure * _distance(xy[start], xy[end]) / mean if sure > 0.0 else 0.0

    return max(speaks(start, end, mean) for start, end, mean in _LIMBS)


def _distance(a: FloatArray, b: FloatArray) -> float:
    return float(np.hypot(a[0] - b[0], a[1] - b[1]))


def _widest(xy: FloatArray) -> float:
    """The widest distance between points: of the head's, ear to ear from the front, nose to ear in profile."""
    apart = xy[:, None, :] - xy[None, :, :]
    return float(np.sqrt((apart**2).sum(axis=2).max()))
