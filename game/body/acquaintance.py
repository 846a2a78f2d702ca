"""Getting to know a player: the first seconds tell where the nose rests, how long the arms are, what is never seen.

Nobody is asked and no screen is shown. Until then an average adult's numbers hold; they give way to the player's own
little by little, so nothing jumps. Whatever was recognised is taken back when it turns out wrong: a hand that is seen
after all belongs to an arm that plays.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from statistics import median
from typing import Final

import numpy as np

from game.body.pose import VISIBLE, FloatArray, Landmark, Pose
from game.body.profile import BOTH, Choice, Kind, PlayerProfile, Side
from game.body.units import BodyUnits
from game.tuning import PROFILE, Profile

_KEPT: Final = 400
"""Measurements remembered: three seconds at 60 frames a second, two arms in each."""
_ARM: Final[dict[Side, tuple[Landmark, Landmark, Landmark]]] = {
    "left": (Landmark.LEFT_SHOULDER, Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST),
    "right": (Landmark.RIGHT_SHOULDER, Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST),
}
_TWINS: Final[tuple[tuple[Side, Side], ...]] = (("left", "right"), ("right", "left"))


class Acquaintance:
    """Learns a player's profile while they play. One learner a player: `reset` when another joins."""

    def __init__(self, choice: Choice = "auto", tuning: Profile = PROFILE) -> None:
        self._choice: Choice = choice
        self._tuning = tuning
        self.reset()

    def reset(self) -> None:
        """Forget the player."""
        self._last_s: float | None = None
        self._over_s = 0.0  # seconds in which the player was seen
        self._hips_s = 0.0  # seconds in which their hips were seen
        self._hand_s: dict[Side, float] = dict.fromkeys(BOTH, 0.0)  # seconds in which each hand was seen
        self._hand_now_s: dict[Side, float] = dict.fromkeys(BOTH, 0.0)  # the same without a break, up to now
        self._noses: deque[float] = deque(maxlen=_KEPT)
        self._widths: deque[float] = deque(maxlen=_KEPT)
        self._reaches: deque[float] = deque(maxlen=_KEPT)
        self._heads: deque[float] = deque(maxlen=_KEPT)
        self._missing: Side | None = None
        self.profile = self._known()

    def step(self, t_s: float, pose: Pose | None, units: BodyUnits | None) -> PlayerProfile:
        """Look at one more frame of the player; times increase. Frames without a pose teach nothing."""
        tuning = self._tuning
        if pose is None or units is None:
            self._last_s = None
            return self.profile
        passed_s = 0.0 if self._last_s is None else min(max(t_s - self._last_s, 0.0), tuning.step_s)
        self._last_s = t_s
        self._watch_hands(pose, units, passed_s)
        if self._over_s < tuning.learn_s:
            self._over_s += passed_s
            self._hips_s += passed_s * (units.measured > tuning.hips)
            self._measure(units.of(pose.xy_px()), pose)
            self.profile = self._known()
        else:
            self._hips_s += passed_s * (units.measured > tuning.hips)
            if self._kind() != self.profile.kind:  # a mistake is taken back
                self.profile = self._known()
        return self.profile

    def _measure(self, at: FloatArray, pose: Pose) -> None:
        """One frame's lengths. at: places in torso lengths."""
        found = pose.points[:, 3] >= self._tuning.found
        if found[Landmark.NOSE]:
            self._noses.append(float(-at[Landmark.NOSE, 1]))
        if found[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]].all():
            self._widths.append(_length(at, Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER))
        if found[[Landmark.LEFT_EAR, Landmark.RIGHT_EAR]].all():
            self._heads.append(_length(at, Landmark.LEFT_EAR, Landmark.RIGHT_EAR))
        for marks in _ARM.values():
            if found[list(marks)].all():
                self._reaches.append(_length(at, marks[0], marks[1]) + _length(at, marks[1], marks[2]))

    def _watch_hands(self, pose: Pose, units: BodyUnits, passed_s: float) -> None:
        """Notice a hand that is never seen, and one that is seen after all.

        Only a body that faces the camera tells: in profile the far hand is hidden, and so is one behind the back.
        """
        tuning = self._tuning
        for side, (_, _, wrist) in _ARM.items():
            x, y, _, visibility = pose.points[wrist].tolist()
            seen = visibility >= VISIBLE and 0.0 <= x <= 1.0 and 0.0 <= y <= 1.0
            self._hand_s[side] += passed_s * seen
            self._hand_now_s[side] = self._hand_now_s[side] + passed_s if seen else 0.0
        if self._missing is not None and self._hand_now_s[self._missing] >= tuning.back_s:
            self._missing = None
        elif self._over_s < tuning.learn_s <= self._over_s + passed_s and self._faces():
            for side, twin in _TWINS:
                if self._hand_s[side] < tuning.never_s and self._hand_s[twin] > tuning.other_hand * tuning.learn_s:
                    self._missing = side

    def _faces(self) -> bool:
        """Whether the player has mostly faced the camera so far."""
        return bool(self._widths) and median(self._widths) >= self._tuning.facing

    def _kind(self) -> Kind:
        if self._choice != "auto":
            return self._choice
        if self._missing is not None:
            return "right-arm" if self._missing == "left" else "left-arm"
        if self._over_s < self._tuning.learn_s:
            return "standing"
        if self._hips_s < self._tuning.never_s:
            return "seated"
        return "child" if self._young() else "standing"

    def _young(self) -> bool:
        """Whether the head is as wide, against torso and shoulders, as a child's."""
        if not self._heads or not self._faces():
            return False
        head, shoulders = median(self._heads), median(self._widths)
        return head * head >= self._tuning.child_head * shoulders

    def _known(self) -> PlayerProfile:
        """The profile so far: an average body's numbers give way to what was measured as the seconds pass."""
        tuning = self._tuning
        kind = self._kind()
        usual = PlayerProfile(kind)
        if kind == "child":
            usual = replace(usual, nose=tuning.child_nose, reach=tuning.child_reach)
        known = min(1.0, self._over_s / tuning.learn_s)

        def learned(values: deque[float], share: float, before: float, low: float, high: float) -> float:
            if not values:
                return before
            return before + known * (float(np.clip(np.quantile(values, share), low, high)) - before)

        # a length is never seen longer than it is, so the longest tell it; the 90th percentile leaves out noise
        nose = learned(self._noses, 0.5, usual.nose, tuning.nose_least, tuning.nose_most)
        reach = learned(self._reaches, 0.9, usual.reach, tuning.reach_least, tuning.reach_most)
        shoulders = learned(self._widths, 0.9, usual.shoulders, tuning.shoulders_least, tuning.shoulders_most)
        line = min(max(tuning.line_share * (reach - nose), tuning.line_least), tuning.line_most)
        return PlayerProfile(kind, nose, reach, shoulders, line, known)


def _length(at: FloatArray, a: Landmark, b: Landmark) -> float:
    return float(np.hypot(*(at[a] - at[b])))
