"""How an act is written down: key postures sketched for one performer's body, joined into smooth motion.

An `Act` is a small timeline of postures with its ground truth: the label, the side it points to and when it is
held. `Sketch` is the pencil: it places hands by inverse kinematics where people feel their hands to be (at the
hip, over the head), so that an act fits every build.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from game.body.pose import Landmark
from game.vision.virtual.build import Build
from game.vision.virtual.mannequin import Bodies, bodies, reached
from game.vision.virtual.posture import Arm, Array, Channel, Leg, Side, arm, leg

Anchor = Literal["chest", "shoulder", "far shoulder", "belly", "hip", "head"]
DOWN_OUT = (0.6, -1.0, -0.35)
"""Where an elbow hangs when nothing else is asked: down, outward, a little behind."""


@dataclass(frozen=True, slots=True, eq=False)
class Act:
    """One act of one performer.

    label: one of the eight Huia poses, or None for an ordinary act. side: the own side it points to or is done
    with, None where it has none. times_s (K,) strictly increasing from 0; postures (K, CHANNELS). The pose is
    fully held from peak_s to leave_s; times count from the start of the act. onset_s: when the move that the act is
    about sets off, 0 where all of the act belongs to it; a hadouken's wind-up comes before its onset.
    """

    name: str
    label: str | None
    side: Side | None
    times_s: Array
    postures: Array
    peak_s: float
    leave_s: float
    onset_s: float = 0.0

    @property
    def end_s(self) -> float:
        """When the performer is at rest again."""
        return float(self.times_s[-1])

    def at(self, times_s: Array) -> Array:
        """Postures (T, CHANNELS) at times since the start."""
        return blended(self.times_s, self.postures, times_s)


@dataclass(frozen=True, slots=True)
class Doer:
    """Who acts: a body, the posture they rest in, their dice, and how freely they vary (0 exact .. 1 natural)."""

    rng: np.random.Generator
    build: Build
    rest: Array
    variety: float = 1.0

    def pick(self, low: float, high: float) -> float:
        """A number of this performer's choosing between two bounds, nearer to the middle with little variety."""
        middle, half = (low + high) / 2, (high - low) / 2
        return float(middle + half * self.variety * self.rng.uniform(-1, 1))

    def chance(self, probability: float) -> bool:
        """Whether something happens that a free performer does with this probability."""
        return bool(self.rng.random() < probability)

    def sketch(self) -> Sketch:
        """A fresh sketch of the posture at rest."""
        return Sketch(self.build, self.rest.copy())


class Sketch:
    """A posture being drawn. Every method returns the sketch, so that a pose reads as one sentence."""

    def __init__(self, build: Build, posture: Array) -> None:
        self.build = build
        self.posture = posture

    def copy(self) -> Sketch:
        """A new sketch to go on from this one."""
        return Sketch(self.build, self.posture.copy())

    def body(
        self, *, turn: float = 0.0, bend: float = 0.0, side: float = 0.0, twist: float = 0.0, shift: float = 0.0
    ) -> Sketch:
        """Add to turn of the whole body, bend of the spine (> 0 back), side bend, twist, shift of the hips."""
        self.posture[Channel.ROOT_YAW] += turn
        self.posture[Channel.BEND] += bend
        self.posture[Channel.SIDEBEND] += side
        self.posture[Channel.TWIST] += twist
        self.posture[Channel.SHIFT] += shift
        return self

    def set(self, channel: int, value: float) -> Sketch:
        """Set one channel."""
        self.posture[channel] = value
        return self

    def add(self, channel: int, value: float) -> Sketch:
        """Add to one channel."""
        self.posture[channel] += value
        return self

    def face(self, yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0) -> Sketch:
        """Turn the head, as seen in the room."""
        self.posture[[Channel.HEAD_YAW, Channel.HEAD_PITCH, Channel.HEAD_ROLL]] = yaw, pitch, roll
        return self

    def arm(self, side: Side, lift: float, azimuth: float, twist: float = 0.0, flex: float = 0.1) -> Sketch:
        """Place an arm by its joints."""
        self.posture[arm(side, Arm.LIFT) : arm(side, Arm.FLEX) + 1] = lift, azimuth, twist, flex
        return self

    def hand(self, side: Side, curl: float = 0.2, pronation: float = 0.0, wrist: float = 0.0) -> Sketch:
        """Shape a hand."""
        self.posture[arm(side, Arm.PRONATION) : arm(side, Arm.CURL) + 1] = pronation, wrist, curl
        return self

    def shrug(self, side: Side, by: float) -> Sketch:
        """Lift a shoulder."""
        self.posture[arm(side, Arm.SHRUG)] += by
        return self

    def foot(
        self, side: Side, x: float = 0.0, ahead: float = 0.0, lift: float = 0.0, turn: float = 0.0, toe: float = 0.0
    ) -> Sketch:
        """Move a foot from where it stands."""
        for channel, value in ((Leg.FOOT_X, x), (Leg.FOOT_Z, ahead), (Leg.TURN, turn), (Leg.TOE, toe)):
            self.posture[leg(side, channel)] += value
        self.posture[leg(side, Leg.FOOT_LIFT)] = lift
        return self

    def reach(
        self,
        side: Side,
        anchor: Anchor,
        out: float,
        up: float,
        ahead: float,
        pole: tuple[float, float, float] = DOWN_OUT,
    ) -> Sketch:
        """Bring a wrist to a place beside an anchor, the elbow towards `pole` (chest axes: out, up, ahead).

        Offsets count outward of the hand's own side, up and ahead: from the head in head heights and its own
        axes, elsewhere in torso lengths and the chest's axes.
        """
        sign = 1.0 if side == "left" else -1.0
        for _ in range(2):  # the shoulder rises with the arm, so the second pass is the exact one
            body = bodies(self.posture, [self.build])
            foot, axes, unit = self._anchor(body, side, anchor)
            target = foot + axes @ (np.array([out * sign, up, ahead]) * unit)
            for channel, value in reached(body, side, target, pole).items():
                self.posture[arm(side, channel)] = value
        return self

    def thrust(self, side: Side, anchor: Anchor, yaw: float, up: float, far: float, aside: float = 0.0) -> Sketch:
        """Stretch a hand towards a direction of the room: `yaw` > 0 to the player's left.

        From the anchor's height `up` torso lengths up, `far` arm lengths away from the middle of the chest and
        `aside` torso lengths to the hand's own side of that line.
        """
        sign = 1.0 if side == "left" else -1.0
        way, across = np.array([np.sin(yaw), 0.0, np.cos(yaw)]), np.array([np.cos(yaw), 0.0, -np.sin(yaw)])
        for _ in range(2):
            body = bodies(self.posture, [self.build])
            foot, _, unit = self._anchor(body, side, anchor)
            target = foot + way * far * self.build.arm + across * aside * sign * unit
            target[1] += up * unit
            for channel, value in reached(body, side, target, (0.35, -1.0, -0.1)).items():
                self.posture[arm(side, channel)] = value
        return self

    def _anchor(self, body: Bodies, side: Side, anchor: Anchor) -> tuple[Array, Array, float]:
        """Place, axes and unit of an anchor in the room."""
        own = 0 if side == "left" else 1
        axes = body.chest_turn[0]
        if anchor == "head":
            return body.head[0], body.head_turn[0], self.build.head
        place = {
            "chest": body.chest[0],
            "shoulder": body.landmarks[0, Landmark.LEFT_SHOULDER + own],
            "far shoulder": body.landmarks[0, Landmark.RIGHT_SHOULDER - own],
            "belly": body.waist[0],
            "hip": body.landmarks[0, Landmark.LEFT_HIP + own],
        }[anchor]
        return place, axes, self.build.torso


class Take:
    """Collects the keys of one act: `to` adds one after some time."""

    def __init__(self, doer: Doer) -> None:
        self._doer = doer
        self._times: list[float] = [0.0]
        self._postures: list[Array] = [doer.rest.copy()]
        self._onset = 0.0
        self._peak: float | None = None
        self._leave: float | None = None

    @property
    def now_s(self) -> float:
        """Time of the last key."""
        return self._times[-1]

    def to(self, after_s: float, sketch: Sketch | Array) -> Take:
        """Be in this posture after some more seconds."""
        self._times.append(self.now_s + max(after_s, 1e-3))
        self._postures.append((sketch.posture if isinstance(sketch, Sketch) else sketch).copy())
        return self

    def onset(self) -> Take:
        """The move that the act is about sets off here; what came before led up to it."""
        self._onset = self.now_s
        return self

    def peak(self, after_s: float, sketch: Sketch) -> Take:
        """Reach the posture that the act is about."""
        self.to(after_s, sketch)
        self._peak = self._peak if self._peak is not None else self.now_s
        self._leave = self.now_s
        return self

    def hold(self, for_s: float, drift: float = 0.02) -> Take:
        """Keep the posture, arms drifting a little as live arms do; counts as held if the peak has been."""
        posture = self._postures[-1].copy()
        for side in ("left", "right"):
            for channel in (Arm.LIFT, Arm.AZIMUTH, Arm.FLEX):
                posture[arm(side, channel)] += drift * self._doer.rng.standard_normal()
        self.to(for_s, posture)
        if self._peak is not None:
            self._leave = self.now_s
        return self

    def act(self, name: str, label: str | None, side: Side | None = None, back_s: float = 0.5) -> Act:
        """The finished act, ending at rest."""
        peak = self._peak if self._peak is not None else 0.0
        leave = self._leave if self._leave is not None else self.now_s
        if back_s > 0:
            self.to(back_s, self._doer.rest)
        return Act(name, label, side, np.array(self._times), np.array(self._postures), peak, leave, self._onset)


def blended(times_s: Array, postures: Array, at_s: Array) -> Array:
    """Smooth motion through key postures: (T, CHANNELS) at times `at_s`, held before the first and after the last.

    Piecewise cubic with Fritsch and Carlson's (1980) slopes: it flows through keys that lead on in one
    direction, comes to rest at turning points and holds, and never overshoots a key.
    """
    at = np.clip(np.atleast_1d(np.asarray(at_s, np.float64)), times_s[0], times_s[-1])
    if len(times_s) == 1:
        return np.repeat(postures[:1], len(at), 0)
    first = np.clip(np.searchsorted(times_s, at, side="right") - 1, 0, len(times_s) - 2)
    low, high = max(int(first.min()) - 1, 0), min(int(first.max()) + 3, len(times_s))
    times, values = times_s[low:high], postures[low:high]
    step = np.diff(times)[:, None]
    slope = np.diff(values, axis=0) / step
    tangent = np.zeros_like(values)
    before, after = slope[:-1], slope[1:]
    both = before * after > 0
    w1, w2 = 2 * step[1:] + step[:-1], step[1:] + 2 * step[:-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        tangent[1:-1] = np.where(both, (w1 + w2) / (w1 / before + w2 / after), 0.0)
    k = first - low
    h = step[k]
    x = ((at - times[k])[:, None]) / h
    a, b, ma, mb = values[k], values[k + 1], tangent[k] * h, tangent[k + 1] * h
    mixed: Array = (
        a * (2 * x**3 - 3 * x**2 + 1) + ma * (x**3 - 2 * x**2 + x) + b * (3 * x**2 - 2 * x**3) + mb * (x**3 - x**2)
    )
    return mixed
