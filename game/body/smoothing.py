"""One Euro over a pose: still while the body rests, prompt while it moves, the same at any distance and rate.

The filter (Casiez, Roussel and Vogel, CHI 2012) opens its low-pass with speed. Speed is measured in torso
lengths a second, so one setting serves a player near the camera and one far away, and for each landmark as a
vector, so the direction of a movement does not matter.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from game.body.pose import Landmark, Pose
from game.body.units import body_units
from game.tuning import SMOOTHING, UNITS, Smoothing

_F64 = npt.NDArray[np.float64]


class PoseSmoother:
    """Smooths one person's poses over time. Visibility passes through unfiltered: gates must not react late."""

    def __init__(self, tuning: Smoothing = SMOOTHING) -> None:
        self._tuning = tuning
        self._slope_hz = np.full((len(Landmark), 1), tuning.slope_hz)
        self._slope_hz[: Landmark.MOUTH_RIGHT + 1] = tuning.head_slope_hz
        self._t_s = -math.inf
        self._frame = (0, 0)
        self._raw: _F64 | None = None  # (33, 3) the last input, x and y in pixels, z in pixels too
        self._place: _F64 = np.zeros((len(Landmark), 3))  # the last output
        self._speed: _F64 = np.zeros((len(Landmark), 3))  # filtered, pixels a second
        self._seen = np.zeros(len(Landmark), bool)
        self._pose: Pose | None = None

    def reset(self) -> None:
        """Forget the past: the next pose is not smoothed."""
        self._raw = None
        self._pose = None

    def step(self, t_s: float, pose: Pose | None) -> Pose | None:
        """The smoothed pose at a time in seconds. None (nobody there) resets; so do long gaps and leaps.

        A time that does not advance repeats the last answer.
        """
        if pose is None:
            self.reset()
            return None
        units = body_units(pose)
        if units is None:
            self.reset()
            return pose
        if self._pose is not None and t_s == self._t_s:
            return self._pose
        tuning = self._tuning
        size = np.asarray((pose.frame[0], pose.frame[1], pose.frame[0]), np.float64)
        raw = pose.points[:, :3] * size
        seen = pose.points[:, 3] >= UNITS.found
        step_s = t_s - self._t_s
        if self._raw is None or not 0 < step_s <= tuning.gap_s or pose.frame != self._frame:
            fresh = np.ones(len(Landmark), bool)
        else:
            leap = np.hypot(*(raw - self._raw)[:, :2].T) > tuning.leap * units.torso_px
            fresh = leap | (seen & ~self._seen)
        if fresh.all() or self._raw is None:
            self._place, self._speed = raw, np.zeros_like(raw)
        else:
            speed = (raw - self._raw) / step_s
            self._speed += _alpha(tuning.speed_hz, step_s) * (speed - self._speed)
            torso_s = np.sqrt((self._speed[:, :2] ** 2).sum(axis=1, keepdims=True)) / units.torso_px
            self._place += _alpha(tuning.rest_hz + self._slope_hz * torso_s, step_s) * (raw - self._place)
            self._place[fresh], self._speed[fresh] = raw[fresh], 0.0
        self._t_s, self._frame, self._raw, self._seen = t_s, pose.frame, raw, seen
        self._place = self._place.copy()
        self._pose = Pose(np.column_stack((self._place / size, pose.points[:, 3])).astype(np.float32), pose.frame)
        return self._pose


def _alpha(cutoff_hz: float | _F64, step_s: float) -> _F64:
    """The share of the new value a first-order low-pass takes over one time step."""
    turn = 2.0 * math.pi * np.asarray(cutoff_hz, np.float64) * step_s
    return turn / (turn + 1.0)
