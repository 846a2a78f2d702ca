"""Which of several people is the player: the nearest to the middle joins, and stays, whoever walks past.

People are told apart by where they stand and how large they are; the order in which the landmarker lists them
means nothing. All distances are in torso lengths of the player, so the lock works near and far.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from game.body.pose import Pose
from game.body.units import BodyUnits, body_units
from game.tuning import LOCK, Lock


@dataclass(frozen=True, slots=True, eq=False)
class Locked:
    """pose: the player's, None while nobody plays or the player is hidden. joined, left: edges of this step."""

    pose: Pose | None
    joined: bool = False
    left: bool = False


@dataclass(slots=True)
class _Track:
    """Someone followed from frame to frame. x, y and torso in pixels, velocity in pixels a second."""

    x: float
    y: float
    torso: float
    since_s: float
    seen_s: float
    vx: float = 0.0
    vy: float = 0.0

    def sight(self, t_s: float, units: BodyUnits, tuning: Lock) -> None:
        step_s = t_s - self.seen_s
        share = 1.0 - math.exp(-step_s / tuning.velocity_s)
        x, y = units.origin_px
        self.vx += share * ((x - self.x) / step_s - self.vx)
        self.vy += share * ((y - self.y) / step_s - self.vy)
        self.x, self.y, self.seen_s = x, y, t_s
        self.torso += share * (units.torso_px - self.torso)


class PlayerLock:
    """Follows the player through the people of each frame."""

    def __init__(self, tuning: Lock = LOCK) -> None:
        self._tuning = tuning
        self._player: _Track | None = None
        self._candidate: _Track | None = None
        self._t_s = -math.inf

    def step(self, t_s: float, poses: Sequence[Pose]) -> Locked:
        """Find the player among the people of one frame, in any order. Times that do not increase change nothing."""
        if t_s <= self._t_s:
            return Locked(None)
        self._t_s = t_s
        tuning = self._tuning
        people = [(pose, units) for pose in poses if (units := body_units(pose)) is not None]
        left = False
        if self._player is not None:
            found = self._match(self._player, t_s, people)
            if found is not None:
                self._player.sight(t_s, found[1], tuning)
                return Locked(found[0])
            if t_s - self._player.seen_s <= tuning.leave_s:
                return Locked(None)
            self._player, self._candidate, left = None, None, True

        nearest = min(people, key=lambda one: _off_middle(*one), default=None)
        if nearest is None:
            self._candidate = None
            return Locked(None, left=left)
        candidate = self._candidate
        found = self._match(candidate, t_s, people) if candidate is not None else None
        if candidate is None or found is None or _off_middle(*nearest) < _off_middle(*found) - tuning.nearer:
            x, y = nearest[1].origin_px
            candidate, found = _Track(x, y, nearest[1].torso_px, t_s, t_s), nearest
        else:
            candidate.sight(t_s, found[1], tuning)
        self._candidate = candidate
        if t_s - candidate.since_s < tuning.join_s:
            return Locked(None, left=left)
        self._player, self._candidate = candidate, None
        return Locked(found[0], joined=True, left=left)

    def _match(
        self, track: _Track, t_s: float, people: Sequence[tuple[Pose, BodyUnits]]
    ) -> tuple[Pose, BodyUnits] | None:
        """Whoever is most likely the one followed, None when nobody is near enough and alike in size."""
        tuning = self._tuning
        unseen_s = t_s - track.seen_s
        # a walk is believed for as long as it takes to be out of it
        ahead_s = min(unseen_s, tuning.velocity_s)
        x, y = track.x + track.vx * ahead_s, track.y + track.vy * ahead_s
        reach = min(tuning.reach + tuning.reach_per_s * unseen_s, tuning.reach_most)
        best, best_cost = None, math.inf
        for pose, units in people:
            apart = math.hypot(units.origin_px[0] - x, units.origin_px[1] - y) / track.torso
            growth = abs(math.log(units.torso_px / track.torso)) / math.log(tuning.size_ratio)
            if apart <= reach and growth <= 1.0 and (cost := apart / reach + growth) < best_cost:
                best, best_cost = (pose, units), cost
        return best


def _off_middle(pose: Pose, units: BodyUnits) -> float:
    """Distance from the vertical middle line in fractions of the frame's width."""
    return abs(units.origin_px[0] / pose.frame[0] - 0.5)
