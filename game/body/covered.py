"""Two players' arms before or behind one another: a hand that is lost there stays where it was for a moment.

A hadouken steps forward, and beside another player it ends before or behind their body. The landmarker then loses an
arm among the other's and guesses it elsewhere, in each frame differently. Its visibility says so at once, but the
poses carry a mean of past visibilities; the new one is worked out from that.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from game.body.pose import FloatArray, Landmark, Pose
from game.body.units import BodyUnits, body_units
from game.tuning import COVERED, Covered

_ARMS = (Landmark.LEFT_ELBOW, Landmark.RIGHT_ELBOW, Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST)
_WIDTH = [
    *(Landmark.NOSE, Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP),
    *_ARMS,
]
"""Landmarks between whose outermost ones somebody covers others, or is covered."""


class CoveredArms:
    """Follows one player's elbows and wrists beside another player."""

    def __init__(self, tuning: Covered = COVERED) -> None:
        self._tuning = tuning
        self._other: Pose | None = None
        self._other_s = -math.inf
        self.reset()

    def reset(self) -> None:
        """Forget where this player's arms were."""
        self._seen: npt.NDArray[np.float64] | None = None  # visibilities as the last pose carried them
        self._kept: dict[Landmark, tuple[float, FloatArray]] = {}  # when and where each joint was last seen

    def lose(self) -> None:
        """The player is not seen now: the landmarker finds them anew, with visibilities of its own."""
        self._seen = None

    def step(self, t_s: float, pose: Pose, units: BodyUnits, other: Pose | None) -> Pose:
        """The pose with each arm joint that is lost before or behind the other player where it was seen last.

        other: the other player's pose, None while they are not seen. Nothing changes where nobody else plays, or where
        every joint is seen.
        """
        if other is not None:
            self._other, self._other_s = other, t_s
        told = pose.points[list(_ARMS), 3].astype(np.float64)
        before = told if self._seen is None else self._seen
        now = before + (told - before) / self._tuning.sight_share
        self._seen = told
        if self._other is None or t_s - self._other_s > self._tuning.other_s:
            self._kept.clear()
            return pose
        low, high = _span(self._other, self._tuning)
        at = units.of(pose.xy_px())
        points: FloatArray | None = None
        for mark, seen in zip(_ARMS, now, strict=True):
            if seen >= self._tuning.seen:
                self._kept[mark] = t_s, at[mark]
                continue
            kept_s, place = self._kept.get(mark, (-math.inf, at[mark]))
            place_px = np.asarray(units.origin_px) + place * units.torso_px
            if t_s - kept_s <= self._tuning.hold_s and low <= place_px[0] <= high:
                points = pose.points.copy() if points is None else points
                points[mark, :2] = place_px / np.asarray(pose.frame)
        return pose if points is None else Pose(points, pose.frame)


def _span(other: Pose, tuning: Covered) -> tuple[float, float]:
    """From where to where, in pixels, somebody may cover or be covered by an arm."""
    x = other.xy_px()[_WIDTH, 0]
    units = body_units(other)
    margin = 0.0 if units is None else tuning.margin * units.torso_px
    return float(x.min()) - margin, float(x.max()) + margin
