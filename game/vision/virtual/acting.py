"""How an act is described: key postures of one performer's body, joined into smooth motion.

An `Act` is a short timeline of postures with its ground truth: the label, the side it points to, and when it is held.
`Sketch` builds a posture: it places hands by inverse kinematics relative to the body (at the hip, over the head), so
that an act fits every build.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from game.body.pose import Landmark
from game.vision.virtual.build import Build
from game.vision.virtual.mannequin import Bodies, bodies, reached
from game.vision.virtual.posture import SIDES, Arm, Array, Channel, Leg, Side, arm, leg, sign

Anchor = Literal["chest", "shoulder", "far shoulder", "belly", "hip", "head"]
DOWN_OUT = (0.6, -1.0, -0.35)
"""Default direction of an elbow: down, outward, a little behind."""


@dataclass(frozen=True, slots=True, eq=False)
class Act:
    """One act of one performer.

    label: one of the eight Huia poses, or None for an ordinary act. side: the performer's own side it points to or is
    done with, None without one. times_s (K,) strictly increasing from 0; postures (K, CHANNELS). The pose is fully held
    from peak_s to leave_s; times count from the start of the act. onset_s: start of the labelled move, 0 if all of the
    act belongs to it; a hadouken's wind-up comes before its onset.
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
        """Time at which the performer is at rest again."""
        return float(self.times_s[-1])

    def at(self, times_s: Array) -> Array:
        """Postures (T, CHANNELS) at times since the start."""
        return blended(self.times_s, self.postures, times_s)


@dataclass(frozen=True, slots=True)
class Doer:
    """A performer: body, resting posture, random generator, and variety (0 exact .. 1 natural).

    fights: whether the posture at rest is a fighter's guard.
    """

    rng: np.random.Generator
    build: Build
    rest: Array
    variety: float = 1.0
    fights: bool = False

    def pick(self, low: float, high: float) -> float:
        """A random number between two bounds, nearer to their middle with little variety."""
        middle, half = (low + high) / 2, (high - low) / 2
        return float(middle + half * self.variety * self.rng.uniform(-1, 1))

    def chance(self, probability: float) -> bool:
        """Whether to do something that a performer with full variety does with this probability."""
        return bool(self.rng.random() < probability)

    def side(self, side: Side | None) -> Side:
        """The requested side, or a random one."""
        return side or SIDES[int(self.rng.integers(2))]

    def sketch(self) -> Sketch:
        """A new sketch of the resting posture."""
        return Sketch(self.build, self.rest.copy())


class Sketch:
    """A posture under construction. Every method returns the sketch, so that calls can be chained."""

    def __init__(self, build: Build, posture: Array) -> None:
        self.build = build
        self.posture = posture

    def copy(self) -> Sketch:
        """A copy to continue from."""
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
        """Turn the head to a direction of the room, the short way from the body's direction."""
        self.posture[[Channel.HEAD_YAW, Channel.HEAD_PITCH, Channel.HEAD_ROLL]] = self.near(yaw), pitch, roll
        return self

    def near(self, yaw: float) -> float:
        """The same yaw plus whole turns, nearest to the body's."""
        return yaw + 2 * np.pi * float(np.round((self.posture[Channel.ROOT_YAW] - yaw) / (2 * np.pi)))

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

    def root(self, x: float, z: float) -> Sketch:
        """Put the point between the feet somewhere on the floor, metres; the feet go along."""
        self.posture[[Channel.ROOT_X, Channel.ROOT_Z]] = x, z
        return self

    def spot(self, side: Side) -> Array:
        """Where a foot stands on the floor: x, z, metres."""
        posture, yaw = self.posture, self.posture[Channel.ROOT_YAW]
        out = posture[leg(side, Leg.FOOT_X)] * sign(side) * self.build.leg
        ahead = posture[leg(side, Leg.FOOT_Z)] * self.build.leg
        return np.array(
            [
                posture[Channel.ROOT_X] + np.cos(yaw) * out + np.sin(yaw) * ahead,
                posture[Channel.ROOT_Z] - np.sin(yaw) * out + np.cos(yaw) * ahead,
            ]
        )

    def stand(self, side: Side, spot: Array, lift: float = 0.0, toe: float = 0.0) -> Sketch:
        """Put a foot on a spot of the floor (x, z, metres), wherever the body is now; the inverse of `spot`."""
        posture, yaw = self.posture, self.posture[Channel.ROOT_YAW]
        x, z = (spot - posture[[Channel.ROOT_X, Channel.ROOT_Z]]) / self.build.leg
        posture[leg(side, Leg.FOOT_X)] = sign(side) * (np.cos(yaw) * x - np.sin(yaw) * z)
        posture[leg(side, Leg.FOOT_Z)] = np.sin(yaw) * x + np.cos(yaw) * z
        posture[leg(side, Leg.FOOT_LIFT)] = lift
        posture[leg(side, Leg.TOE)] = toe
        return self

    def arms_of(self, one: Sketch, side: Side, share: float = 1.0) -> Sketch:
        """Copy one arm from another sketch, fully or by a fraction of the way."""
        block = slice(arm(side, Arm.SHRUG), arm(side, Arm.CURL) + 1)
        self.posture[block] += share * (_unwound(one.posture, self.posture)[block] - self.posture[block])
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
        for _ in range(2):  # the shoulder rises with the arm, so only the second pass is exact
            body = bodies(self.posture, [self.build])
            foot, axes, unit = self._anchor(body, side, anchor)
            target = foot + axes @ (np.array([out * sign(side), up, ahead]) * unit)
            for channel, value in reached(body, side, target, pole).items():
                self.posture[arm(side, channel)] = value
        return self

    def thrust(self, side: Side, anchor: Anchor, yaw: float, up: float, far: float, aside: float = 0.0) -> Sketch:
        """Stretch a hand towards a direction of the room: `yaw` > 0 to the performer's left.

        From the anchor's height `up` torso lengths up, `far` arm lengths away from the middle of the chest and
        `aside` torso lengths to the hand's own side of that line.
        """
        way, across = np.array([np.sin(yaw), 0.0, np.cos(yaw)]), np.array([np.cos(yaw), 0.0, -np.sin(yaw)])
        for _ in range(2):
            body = bodies(self.posture, [self.build])
            foot, _, unit = self._anchor(body, side, anchor)
            target = foot + way * far * self.build.arm + across * aside * sign(side) * unit
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


@dataclass(frozen=True, slots=True, eq=False)
class Lunge:
    """A step of the whole body in a direction of the room, as in a thrust.

    start, goal (2,): the root's place on the floor before and after, metres. before, after: the feet's spots (2,).
    front: the leading foot; the other follows with its heel raised by `toe`.
    """

    start: Array
    goal: Array
    before: dict[Side, Array]
    after: dict[Side, Array]
    front: Side
    toe: float

    @classmethod
    def of(cls, stance: Sketch, heading: float, travel_m: float, length_m: float, front: Side, toe: float) -> Lunge:
        """From a stance: travel_m for the root along `heading` (yaw), ending with the feet length_m apart along it."""
        way = np.array([np.sin(heading), np.cos(heading)])
        aside = np.array([np.cos(heading), -np.sin(heading)]) * 0.09 * stance.build.leg
        start = stance.posture[[Channel.ROOT_X, Channel.ROOT_Z]].copy()
        goal = start + travel_m * way
        back: Side = "right" if front == "left" else "left"
        after = {
            front: goal + 0.46 * length_m * way + sign(front) * aside,
            back: goal - 0.54 * length_m * way + sign(back) * aside,
        }
        return cls(start, goal, {side: stance.spot(side) for side in SIDES}, after, front, toe)

    def at(self, sketch: Sketch, share: float) -> Sketch:
        """Move root and feet of a sketch to a fraction of the step; call it after the body has turned.

        A fraction below 0 shifts the weight back while the feet stay.
        """
        sketch.root(*(self.start + share * (self.goal - self.start)).tolist())
        for side in SIDES:
            # the front foot lands before the body arrives; the other leaves the floor after half of the way
            own = min(max(1.4 * share, 0.0), 1.0) if side == self.front else max(1.6 * share - 0.6, 0.0)
            far = float(np.linalg.norm(self.after[side] - self.before[side]))
            lift = min(0.25 * far, 0.10) * 4 * own * (1 - own) if far > 0.05 else 0.0
            toe = self.toe * max(share, 0.0) if side != self.front else 0.0
            sketch.stand(side, self.before[side] + own * (self.after[side] - self.before[side]), lift, toe)
        return sketch


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
        """Reach this posture after some more seconds."""
        self._times.append(self.now_s + max(after_s, 1e-3))
        posture = sketch.posture if isinstance(sketch, Sketch) else sketch
        self._postures.append(_unwound(posture, self._postures[-1]))
        return self

    def onset(self) -> Take:
        """Mark the start of the labelled move; everything before is preparation."""
        self._onset = self.now_s
        return self

    def peak(self, after_s: float, sketch: Sketch) -> Take:
        """Reach the main posture of the act."""
        self.to(after_s, sketch)
        self._peak = self._peak if self._peak is not None else self.now_s
        self._leave = self.now_s
        return self

    def hold(self, for_s: float, drift: float = 0.02) -> Take:
        """Keep the posture, with slight drift of the arms; counts as held if the peak has been reached."""
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


def _unwound(posture: Array, before: Array) -> Array:
    """The same posture without whole turns of the upper arms about themselves relative to `before`."""
    near = posture.copy()
    twists = [arm(side, Arm.TWIST) for side in SIDES]
    near[twists] -= 2 * np.pi * np.round((posture[twists] - before[twists]) / (2 * np.pi))
    return near


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
