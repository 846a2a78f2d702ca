"""Both arms up makes the Huia jump: once, the moment both wrists pass a line over the head.

The line stands where this player's wrists can pass it (`game.body.profile`). Height alone does not tell raised arms
from hands that come to the head (despair, hair, telephone): in both the wrists may stand a third of a torso over the
nose. Forearms and movement do: at the head forearms lean in and lie flat, and hands arrive slowly, to stay. So for
hands that come like that the line stands higher, as much as they lean in, but never higher than any hand at the head.
Hands that come fast, or forearms that stand upright, find it where it is drawn.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

from game.body.pose import Landmark, Pose
from game.body.profile import ANYBODY, BOTH, PlayerProfile, Side
from game.body.units import BodyUnits, body_units
from game.tuning import JUMP, Jump

_ARMS: dict[Side, tuple[Landmark, Landmark]] = {
    "left": (Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST),
    "right": (Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST),
}


@dataclass(frozen=True, slots=True)
class JumpState:
    """fired: a jump starts in this very step. up: the arms are up. Heights in torso lengths over the nose.

    wrist_height: of the lower wrist, None if unknown. line: what it must pass now. ready: the arms have been down, so
    that raising them jumps. lift: what was measured, None if nothing was.
    """

    fired: bool
    up: bool
    wrist_height: float | None
    line: float
    ready: bool = False
    lift: Lift | None = None


@dataclass(frozen=True, slots=True)
class Lift:
    """How far the arms that play are lifted, in torso lengths, upward.

    height: the lower wrist over the nose. lean: how much higher the line stands if these hands came slowly: forearms
    that lean in or lie flat. elbows: the lower elbow over the shoulders' middle. sure: every wrist was found; else
    height is the most it can be, which is enough to know that arms are down. hands: the height of each wrist found.
    """

    height: float
    lean: float
    elbows: float
    sure: bool = True
    hands: tuple[tuple[Side, float], ...] = ()


def lift(pose: Pose, tuning: Jump = JUMP, units: BodyUnits | None = None, arms: tuple[Side, ...] = BOTH) -> Lift | None:
    """How far the arms are lifted; None when body, nose, or every arm was not found."""
    units = units or body_units(pose)
    if units is None or pose.points[Landmark.NOSE, 3] < tuning.found:
        return None
    at = units.of(pose.xy_px()).tolist()
    nose = at[Landmark.NOSE][1]
    sure = True
    heights, elbows, rises, leans, hands = [], [], [], [], []
    # which way is inward follows from the shoulders as seen, so a mirrored or turned body needs no exception
    outward = 1.0 if at[Landmark.LEFT_SHOULDER][0] >= at[Landmark.RIGHT_SHOULDER][0] else -1.0
    for side in arms:
        elbow, wrist = _ARMS[side]
        if _found(pose, elbow, tuning):
            elbows.append(-at[elbow][1])
        if _found(pose, wrist, tuning):
            heights.append(nose - at[wrist][1])
            hands.append((side, nose - at[wrist][1]))
            rises.append(at[elbow][1] - at[wrist][1])
            leans.append(outward * (1.0 if side == "left" else -1.0) * (at[elbow][0] - at[wrist][0]))
        else:
            sure = False
            if _found(pose, elbow, tuning):  # the wrist is at most a forearm higher
                heights.append(nose - at[elbow][1] + tuning.forearm)
    if not heights:
        return None
    lean = 0.0
    if sure:
        lean += tuning.inward_cost * max(0.0, sum(leans) / len(leans) - tuning.inward_free)
        lean += tuning.rise_cost * max(0.0, tuning.rise_free - min(rises))
    return Lift(min(heights), lean, min(elbows, default=0.0), sure, tuple(hands))


def _found(pose: Pose, mark: Landmark, tuning: Jump) -> bool:
    """Whether a landmark's place means something: seen, or followed by MediaPipe beyond the edge of the frame.

    Out there visibility is next to nothing, but the place is good enough to tell up from down.
    """
    x, y, _, visibility = pose.points[mark].tolist()
    outside = not (0.0 <= x <= 1.0 and 0.0 <= y <= 1.0)
    return bool(visibility >= tuning.found or (visibility > 0.0 and outside))


def line_of(found: Lift, swift: float, line: float, tuning: Jump = JUMP) -> float:
    """Where the line stands for these hands, torso lengths over the nose.

    swift: how fast they came, 0 slowly .. 1 fast. line: where the player's own stands; it is there for hands that are
    still far below, too.
    """
    near = min(max((found.height - line) / tuning.near + 1.0, 0.0), 1.0)
    return min(line + (1.0 - swift) * near * found.lean, max(tuning.clear, line))


def static_arms_up(pose: Pose, tuning: Jump = JUMP) -> bool:
    """The gate's rule for a single picture, in which nobody knows how the hands came: both arms are up."""
    found = lift(pose, tuning)
    if found is None or not found.sure or found.elbows < tuning.elbow_least:
        return False
    return found.height >= line_of(found, 0.0, tuning.still_line, tuning)


class JumpGate:
    """The rule over time: fires when the arms come up, and not again until they have been down."""

    def __init__(self, tuning: Jump = JUMP) -> None:
        self._tuning = tuning
        self.reset()

    def reset(self) -> None:
        """Forget the past. Whoever starts with the arms up has to lower them first."""
        self._up = False
        self._armed = False
        self._low_s: float | None = None  # since when the arms are low
        self._high_s: float | None = None  # since when they are over the line but do not count as up yet
        self._seen_s = -math.inf
        self._fired_s = -math.inf
        self._past: deque[tuple[float, float]] = deque()  # (time, height of the lower wrist)
        self._cut = False  # whether the frame to come is the first after a cut
        self._cut_s = -math.inf  # when that was
        self._came = 0.0  # how fast the hands passed the line, 0 .. 1
        self._passed = False  # whether they passed it since they were last well below
        self._below_s = -math.inf  # when they were last well below

    def cut(self) -> None:
        """The picture has cut or zoomed: how fast the hands were is lost, what they did before the cut still counts."""
        self._past.clear()
        self._cut = True

    def step(
        self, t_s: float, pose: Pose | None, units: BodyUnits | None = None, profile: PlayerProfile = ANYBODY
    ) -> JumpState:
        """Judge one frame at a time in seconds; pose None where nobody was found."""
        tuning = self._tuning
        found = lift(pose, tuning, units, profile.arms) if pose is not None else None
        lowered = profile.line - tuning.leave
        if found is not None and not found.sure and found.height >= lowered and found.elbows >= tuning.elbow_least:
            found = None  # they may be up or down: as if nobody had looked
        if found is None:
            if t_s - self._seen_s > tuning.hold_s:
                self._up = self._armed = False
                self._low_s = self._high_s = None
            return JumpState(False, self._up, None, profile.line, self._armed)
        self._seen_s = t_s
        self._watch(t_s, found, profile.line)
        line = line_of(found, self._came, profile.line, tuning)
        if found.height < lowered or found.elbows < tuning.elbow_least:
            fired = self._brief(t_s, found, profile.line) and self._fire(t_s)
            self._low_s, self._high_s = t_s if self._low_s is None else self._low_s, None
            if t_s - self._low_s >= tuning.down_s:
                self._up, self._armed = False, True
            return JumpState(fired, self._up, found.height, line, self._armed, found)
        self._low_s = None
        ready = self._armed
        fired = not self._up and self._raised(t_s, found.height, line) and self._fire(t_s)
        return JumpState(fired, self._up, found.height, line, ready, found)

    def _fire(self, t_s: float) -> bool:
        """The arms are up: whether that starts a jump."""
        fired = self._armed and t_s - self._fired_s >= self._tuning.again_s
        self._up, self._armed = True, False
        self._passed, self._below_s = False, -math.inf  # this stroke has had its jump
        if fired:
            self._fired_s = t_s
        return fired

    def _watch(self, t_s: float, found: Lift, line: float) -> None:
        """Notice how fast the hands pass the line: it decides where the line stands for them until they are down."""
        tuning = self._tuning
        past = self._past
        if past and t_s <= past[-1][0]:
            return
        if self._cut:
            self._cut, self._cut_s = False, t_s
        past.append((t_s, found.height))
        while past[0][0] < t_s - tuning.swift_s - 1e-6:
            past.popleft()
        if found.height < line:
            if found.height < line - tuning.leave:
                self._came = 0.0
            return
        if not self._passed and not self._up and found.elbows >= tuning.elbow_least:
            self._passed = True
            over_s = t_s - past[0][0]
            pace = (found.height - past[0][1]) / over_s if over_s >= tuning.swift_s / 3 else 0.0
            if t_s - self._cut_s <= tuning.swift_s:
                pace = tuning.swift_tps  # nobody saw how they came: in doubt a jump is the smaller mistake
            self._came = min(max((pace - tuning.slow_tps) / (tuning.swift_tps - tuning.slow_tps), 0.0), 1.0)

    def _brief(self, t_s: float, found: Lift, line: float) -> bool:
        """Whether hands came up over the line and are well below it again soon after: they did not come to stay."""
        tuning = self._tuning
        if found.height >= line - tuning.brief_way:
            return False
        brief = self._passed and t_s - self._below_s <= tuning.brief_s
        self._passed, self._below_s = False, t_s
        return brief

    def _raised(self, t_s: float, height: float, line: float) -> bool:
        """Whether the arms have come up: fast, clearly, or for long enough."""
        tuning = self._tuning
        if height < line:
            self._high_s = None
            return False
        self._high_s = t_s if self._high_s is None else self._high_s
        # three frames of 1/30 s may be a rounding error short of a tenth of a second
        return self._came > 0.0 or height >= line + tuning.sure or t_s - self._high_s >= tuning.dwell_s - 1e-6
