"""Both arms up makes the Huia jump: once, the moment they get there.

Height alone does not tell raised arms from hands by the head (hair, phone, despair): in both the wrists may
stand a third of a torso over the nose. The forearms do: raised, they stand upright or lean out; by the head,
they lean in and lie flat. So both are taken off the height before it meets the threshold.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from game.body.pose import Landmark, Pose
from game.body.units import BodyUnits, body_units
from game.tuning import JUMP, Jump

_ARMS = ((Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST), (Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST))


@dataclass(frozen=True, slots=True)
class JumpState:
    """fired: a jump starts in this very step. up: the arms are up. wrist_height: `Lift.height`, None if unknown."""

    fired: bool
    up: bool
    wrist_height: float | None


@dataclass(frozen=True, slots=True)
class Lift:
    """How far both arms are lifted, in torso lengths, upward.

    height: the lower wrist over the nose, less what leans in or lies flat. elbows: the lower elbow over the
    shoulders' middle. sure: both wrists were found; else height is the most it can be, which is enough to know
    that arms are down.
    """

    height: float
    elbows: float
    sure: bool = True

    def over(self, height: float, tuning: Jump) -> bool:
        """Whether both arms may be lifted over a height."""
        return self.height >= height and self.elbows >= tuning.elbow_least


def lift(pose: Pose, tuning: Jump = JUMP, units: BodyUnits | None = None) -> Lift | None:
    """How far both arms are lifted; None when body, nose, or both arms were not found."""
    units = units or body_units(pose)
    if units is None or pose.points[Landmark.NOSE, 3] < tuning.found:
        return None
    at = units.of(pose.xy_px()).tolist()
    nose = at[Landmark.NOSE][1]
    sure = True
    heights, elbows, rises = [], [], []
    for elbow, wrist in _ARMS:
        if _found(pose, elbow, tuning):
            elbows.append(-at[elbow][1])
        if _found(pose, wrist, tuning):
            heights.append(nose - at[wrist][1])
            rises.append(at[elbow][1] - at[wrist][1])
        else:
            sure = False
            if _found(pose, elbow, tuning):  # the wrist is at most a forearm higher
                heights.append(nose - at[elbow][1] + tuning.forearm)
    if not heights:
        return None
    height = min(heights)
    if sure:
        # which way is inward follows from the shoulders as seen, so a mirrored or turned body needs no exception
        outward = 1.0 if at[Landmark.LEFT_SHOULDER][0] >= at[Landmark.RIGHT_SHOULDER][0] else -1.0
        left = outward * (at[Landmark.LEFT_ELBOW][0] - at[Landmark.LEFT_WRIST][0])
        right = outward * (at[Landmark.RIGHT_WRIST][0] - at[Landmark.RIGHT_ELBOW][0])
        height -= tuning.inward_cost * max(0.0, (left + right) / 2 - tuning.inward_free)
        height -= tuning.rise_cost * max(0.0, tuning.rise_free - min(rises))
    return Lift(height, min(elbows, default=0.0), sure)


def _found(pose: Pose, mark: Landmark, tuning: Jump) -> bool:
    """Whether a landmark's place means something: seen, or followed by MediaPipe beyond the edge of the frame.

    Out there visibility is next to nothing, but the place is good enough to tell up from down.
    """
    x, y, _, visibility = pose.points[mark].tolist()
    outside = not (0.0 <= x <= 1.0 and 0.0 <= y <= 1.0)
    return bool(visibility >= tuning.found or (visibility > 0.0 and outside))


def static_arms_up(pose: Pose, tuning: Jump = JUMP) -> bool:
    """The gate's rule for a single picture: both arms are up."""
    found = lift(pose, tuning)
    return found is not None and found.sure and found.over(tuning.enter, tuning)


class JumpGate:
    """The rule over time: fires when the arms come up, and not again until they have been down."""

    def __init__(self, tuning: Jump = JUMP) -> None:
        self._tuning = tuning
        self.reset()

    def reset(self) -> None:
        """Forget the past. Whoever starts with the arms up has to lower them first."""
        self._up = False
        self._armed = False
        self._low_s: float | None = None  # since when both arms are low
        self._high_s: float | None = None  # since when they are high but do not count as up yet
        self._seen_s = -math.inf
        self._fired_s = -math.inf

    def step(self, t_s: float, pose: Pose | None, units: BodyUnits | None = None) -> JumpState:
        """Judge one frame at a time in seconds; pose None where nobody was found."""
        tuning = self._tuning
        found = lift(pose, tuning, units) if pose is not None else None
        if found is not None and not found.sure and found.over(tuning.leave, tuning):
            found = None  # they may be up or down: as if nobody had looked
        if found is None:
            if t_s - self._seen_s > tuning.hold_s:
                self._up = self._armed = False
                self._low_s = self._high_s = None
            return JumpState(False, self._up, None)
        self._seen_s = t_s
        fired = False
        if not found.over(tuning.leave, tuning):
            self._low_s, self._high_s = t_s if self._low_s is None else self._low_s, None
            if t_s - self._low_s >= tuning.down_s:
                self._up, self._armed = False, True
            return JumpState(False, self._up, found.height)
        self._low_s = None
        if not self._up and self._raised(t_s, found):
            fired = self._armed and t_s - self._fired_s >= tuning.again_s
            self._up, self._armed = True, False
            if fired:
                self._fired_s = t_s
        return JumpState(fired, self._up, found.height)

    def _raised(self, t_s: float, found: Lift) -> bool:
        """Whether the arms have come up: clearly, or for long enough."""
        tuning = self._tuning
        if not found.over(tuning.enter, tuning):
            self._high_s = None
            return False
        self._high_s = t_s if self._high_s is None else self._high_s
        # three frames of 1/30 s may be a rounding error short of a tenth of a second
        return found.over(tuning.sure, tuning) or t_s - self._high_s >= tuning.dwell_s - 1e-6
