"""A lesson: the Huia watches one player's own pose for ten seconds. Nothing here knows how it is recognised.

First the player walks back and stands still, then 3-2-1 to get into the pose, then ten seconds of it. What is kept
is the pose alone: the getting in and out at both ends, and readings far from the rest, are left out.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from game.body.pose import COCO17, FloatArray, Landmark, Pose
from game.body.units import BodyUnits, body_units
from game.tuning import TEACHING, Teaching

_WRISTS: Final = [COCO17.index(Landmark.LEFT_WRIST), COCO17.index(Landmark.RIGHT_WRIST)]
_HIPS: Final = [COCO17.index(Landmark.LEFT_HIP), COCO17.index(Landmark.RIGHT_HIP)]
_ANKLES: Final = [COCO17.index(Landmark.LEFT_ANKLE), COCO17.index(Landmark.RIGHT_ANKLE)]


class Phase(StrEnum):
    """The phases of a lesson: each leads to the next, and back to WAIT if the player is lost."""

    WAIT = "wait"
    READY = "ready"
    RECORD = "record"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class LessonView:
    """State of a lesson. left_s: seconds until the phase ends; part: elapsed fraction of the phase, 0..1."""

    name: str
    phase: Phase
    left_s: float
    part: float


class Lesson:
    """The lesson for one pose. It uses the readings' own times, so it stops when the camera stops."""

    def __init__(self, name: str, tuning: Teaching = TEACHING) -> None:
        self.name = name
        self._tuning = tuning
        self._last_s = -math.inf
        self._begin()

    def _begin(self) -> None:
        self.phase = Phase.WAIT
        self._over_s = 0.0  # of this phase
        self._lost_s = 0.0
        self._stood: deque[tuple[float, BodyUnits]] = deque()
        self._shown: list[tuple[float, Pose]] = []

    @property
    def view(self) -> LessonView:
        """The lesson as it stands."""
        tuning = self._tuning
        whole_s = {Phase.READY: tuning.ready_s, Phase.RECORD: tuning.record_s}.get(self.phase, tuning.still_s)
        if self.phase is Phase.DONE:
            return LessonView(self.name, self.phase, 0.0, 1.0)
        return LessonView(self.name, self.phase, max(0.0, whole_s - self._over_s), min(1.0, self._over_s / whole_s))

    def step(self, t_s: float, pose: Pose | None) -> Phase:
        """One reading; its time must increase, others are ignored. Returns the phase it leads to."""
        if self.phase is Phase.DONE or not t_s > self._last_s:
            return self.phase
        tuning = self._tuning
        # the first reading and the first after a gap count as no time
        passed_s = min(t_s - self._last_s, tuning.gap_s) if math.isfinite(self._last_s) else 0.0
        self._last_s = t_s
        units = body_units(pose) if pose is not None else None
        if pose is None or units is None:
            self._lost_s += passed_s
            if self._lost_s > tuning.lost_s:
                self._begin()
            return self.phase
        self._lost_s = 0.0
        match self.phase:
            case Phase.WAIT:
                self._over_s = self._still_s(t_s, units)
                if self._over_s >= tuning.still_s:
                    self.phase, self._over_s = Phase.READY, 0.0
            case Phase.READY:
                self._over_s += passed_s
                if self._over_s >= tuning.ready_s:
                    self.phase, self._over_s = Phase.RECORD, 0.0
            case Phase.RECORD:
                self._over_s += passed_s
                self._shown.append((self._over_s, pose))
                if self._over_s >= tuning.record_s:
                    self.phase = Phase.DONE
        return self.phase

    def _still_s(self, t_s: float, units: BodyUnits) -> float:
        """How long the body has been at about the same place."""
        tuning = self._tuning
        self._stood.append((t_s, units))
        while self._stood[0][0] < t_s - tuning.still_s - tuning.gap_s:
            self._stood.popleft()
        since_s = t_s
        for then_s, then in reversed(self._stood):
            moved = math.dist(then.origin_px, units.origin_px) / units.torso_px
            if moved > tuning.still_shift or abs(math.log(then.torso_px / units.torso_px)) > tuning.still_growth:
                break
            since_s = then_s
        return t_s - since_s

    def poses(self) -> tuple[Pose, ...]:
        """The pose as held, without the ends of the recording and without outliers."""
        tuning = self._tuning
        middle = [p for s, p in self._shown if tuning.trim_s <= s <= tuning.record_s - tuning.trim_s]
        if not middle:
            return ()
        shapes = np.stack([_shape(pose) for pose in middle])
        away = np.sqrt(((shapes - np.median(shapes, axis=0)) ** 2).mean(axis=(1, 2)))
        most = max(tuning.spread, 2.5 * float(np.median(away)))
        return tuple(pose for pose, off in zip(middle, away.tolist(), strict=True) if off <= most)

    def idle(self) -> bool:
        """Whether the player only stood there: upright, arms hanging, both feet down."""
        poses = self.poses()
        if not poses:
            return True
        tuning = self._tuning
        at = np.median(np.stack([_shape(pose) for pose in poses]), axis=0)
        seen = np.median(np.stack([pose.points[list(COCO17), 3] for pose in poses]), axis=0)
        wrists, hips, ankles = at[_WRISTS], at[_HIPS], at[_ANKLES]
        hang = bool((wrists[:, 1] > tuning.hang_low).all() and (np.abs(wrists[:, 0]) < tuning.hang_out).all())
        upright = abs(float(hips[:, 0].mean())) < tuning.upright
        lifted = seen[_ANKLES].min() >= tuning.found and abs(float(ankles[0, 1] - ankles[1, 1])) > tuning.lifted
        return hang and upright and not lifted


def _shape(pose: Pose) -> FloatArray:
    """A measured body's 17 joints in torso lengths from its shoulders."""
    units = body_units(pose)
    assert units is not None, "only measured bodies are kept"
    return units.of(pose.xy_px())[list(COCO17)]
