"""Facing from several sources joined without a jerk, and against the direction in which a player is at rest."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import numpy.typing as npt

from game.body.reading import Facing
from game.curves import smoothstep
from game.tuning import FACES, FaceTuning

Source = Literal["mesh", "six points", "pose"]
_F64 = npt.NDArray[np.float64]


def as_angles(facing: Facing) -> _F64:
    """Yaw, pitch, roll in radians: (3,)."""
    return np.array((facing.yaw_rad, facing.pitch_rad, facing.roll_rad))


class Joined:
    """One facing out of several sources. When the source changes, the difference fades away."""

    def __init__(self, tuning: FaceTuning = FACES) -> None:
        self._tuning = tuning
        self.reset()

    def reset(self) -> None:
        """Forget the past: the next facing passes through as it is."""
        self._source: Source | None = None
        self._shown: _F64 | None = None
        self._apart: _F64 = np.zeros(3)
        self._changed_s = -math.inf

    def step(self, t_s: float, source: Source, facing: Facing) -> _F64:
        """The angles (3,) to use at a time, from this source's facing."""
        now = as_angles(facing)
        if source != self._source:
            self._apart = np.zeros(3) if self._shown is None else self._shown - now
            self._source, self._changed_s = source, t_s
        self._shown = now + self._apart * (1.0 - smoothstep((t_s - self._changed_s) / self._tuning.blend_s))
        return self._shown


class RestDirection:
    """Where a player looks when they look at the screen, learnt in their first seconds.

    Nobody looks exactly at the camera: it stands over or beside the screen, and heads are held a little aslant.
    """

    def __init__(self, tuning: FaceTuning = FACES) -> None:
        self._tuning = tuning
        self.reset()

    def reset(self) -> None:
        """Somebody else."""
        self._looks: list[_F64] = []
        self._begun_s: float | None = None
        self._t_s: float | None = None
        self._rest: _F64 = np.zeros(3)
        self._used: _F64 = np.zeros(3)

    @property
    def rest(self) -> _F64:
        """What is taken off now: yaw, pitch, roll in radians (3,)."""
        return self._used

    def look(self, t_s: float, angles: _F64) -> None:
        """Learn from one look at the face."""
        tuning = self._tuning
        most = np.array((tuning.rest_yaw_rad, tuning.rest_pitch_rad, tuning.rest_roll_rad))
        if self._begun_s is None:
            self._begun_s = t_s
        if t_s - self._begun_s > tuning.rest_s and len(self._looks) >= tuning.rest_looks:
            return
        if (np.abs(angles) <= most).all():
            self._looks.append(angles)
            if len(self._looks) >= tuning.rest_looks:
                self._rest = np.median(self._looks, axis=0)

    def against(self, t_s: float, angles: _F64) -> Facing:
        """The facing of these angles as the player means it."""
        step_s = 0.0 if self._t_s is None else max(0.0, t_s - self._t_s)
        self._t_s = t_s
        self._used = self._used + (self._rest - self._used) * (1.0 - math.exp(-step_s / self._tuning.rest_ease_s))
        yaw, pitch, roll = (angles - self._used).tolist()
        return Facing(yaw, pitch, roll)
