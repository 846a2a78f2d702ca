"""A performer on a stage: a timeline of acts with breath, sway, idle glances and shuffles, and its ground truth.

Everything follows from the seed: the same performance at the same time gives the same body, in any order of asking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from game.body.poses import MOVES, NORMAL
from game.vision.virtual.acting import Act, Doer, blended
from game.vision.virtual.build import Build, Wardrobe, random_build, random_wardrobe
from game.vision.virtual.exercise_acts import RAISING_ACTS
from game.vision.virtual.fighting_acts import guarded
from game.vision.virtual.huia_acts import HUIA_ACTS
from game.vision.virtual.mannequin import Bodies, bodies
from game.vision.virtual.ordinary_acts import ORDINARY_ACTS, walk
from game.vision.virtual.posture import CHANNELS, SIDES, Arm, Array, Channel, Leg, Side, arm, leg, standing

ACTS: Final = {**HUIA_ACTS, **RAISING_ACTS, **ORDINARY_ACTS}
"""Every act by name: the eight Huia poses (name = label), other ways to jump (label "fly"), ordinary ones (None)."""

DEMO_VARIETY: Final = 0.5
"""How freely the demo's player varies: clear acting, as of somebody who wants to be understood."""


_OFF_STAGE_M: Final = 3.2
"""How far from the middle nobody is in any ordinary picture."""


@dataclass(frozen=True, slots=True)
class Performer:
    """One person: body, clothes, the way they stand, and how lively they are (1: ordinary).

    bounce: how far a fighter in guard bounces, as a crouch; 0 for anybody else. bounce_hz: how often.
    """

    build: Build
    wardrobe: Wardrobe
    rest: tuple[float, ...]
    liveliness: float
    bounce: float = 0.0
    bounce_hz: float = 2.0
    fights: bool = False


def random_performer(seed: int) -> Performer:
    """A person by number."""
    rng = np.random.default_rng([seed, 0x4855])
    build, wardrobe = random_build(rng), random_wardrobe(rng)
    rest = standing()
    for side in SIDES:
        for channel, spread in ((Arm.LIFT, 0.05), (Arm.AZIMUTH, 0.3), (Arm.TWIST, 0.2), (Arm.PRONATION, 0.3)):
            rest[arm(side, channel)] += spread * rng.standard_normal()
        rest[arm(side, Arm.FLEX)] = rng.uniform(0.1, 0.55)
        rest[arm(side, Arm.CURL)] = rng.uniform(0.1, 0.6)
        rest[leg(side, Leg.FOOT_X)] = rng.uniform(0.09, 0.22)
        rest[leg(side, Leg.TURN)] = rng.uniform(0.0, 0.35)
    rest[Channel.BEND] = rng.uniform(-0.10, 0.02)
    rest[Channel.SMILE] = rng.uniform(-0.1, 0.35)
    return Performer(build, wardrobe, tuple(float(v) for v in rest), float(rng.uniform(0.6, 1.4)))


def fighter(performer: Performer, rng: np.random.Generator) -> Performer:
    """The same person resting in a guard of their own instead of standing."""
    doer = Doer(rng, performer.build, np.array(performer.rest))
    held = guarded(doer, doer.side(None), doer.pick(-0.3, 1.0) if doer.chance(0.6) else doer.pick(-0.2, 0.3))
    held.face(doer.pick(-0.3, 0.3), doer.pick(-0.15, 0.05))
    rest = tuple(float(value) for value in held.posture)
    bounce = abs(float(rng.normal(0.0, 0.03)))
    return replace(performer, rest=rest, bounce=bounce, bounce_hz=float(rng.uniform(1.2, 2.8)), fights=True)


@dataclass(frozen=True, slots=True)
class Beat:
    """One entry of a script: an act by name after a pause.

    side: where the act points or which arm acts; None lets the performer choose. heading, steps, far_m: of "walk"
    only; heading > 0 to the player's own left when facing the camera, radians; far_m instead of steps.
    """

    act: str
    side: Side | None = None
    pause_s: float = 1.0
    heading: float | None = None
    steps: int = 4
    far_m: float | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """Ground truth of one act: it moves from start_s, is fully held from peak_s to leave_s, is over at end_s.

    onset_s: when the move itself sets off, between start_s and peak_s; a wind-up comes before it. label: one of the
    eight Huia poses, None for an ordinary act.
    """

    act: str
    label: str | None
    side: Side | None
    start_s: float
    onset_s: float
    peak_s: float
    leave_s: float
    end_s: float


class Performance:
    """A performer acting a script from time 0; after a script that ends they stand idle for ever.

    start: where they stand first (x, z metres, yaw radians). acts: what a script may name, ACTS and perhaps more.
    """

    def __init__(
        self,
        seed: int,
        script: Iterable[Beat] | None = None,
        performer: Performer | None = None,
        variety: float = 1.0,
        start: tuple[float, float, float] = (0.0, 0.0, 0.0),
        acts: Mapping[str, Callable[[Doer, Side | None], Act]] = ACTS,
    ) -> None:
        self._acts = acts
        self.performer = performer or random_performer(seed)
        self._rng = np.random.default_rng([seed, 0x5045])
        self._script: Iterator[Beat] = iter(script if script is not None else demo_script(seed))
        self._variety = variety if script is not None else min(variety, DEMO_VARIETY)
        self._idle = _Idle(np.random.default_rng([seed, 0x4944]), self.performer)
        rest = np.array(self.performer.rest)
        rest[[Channel.ROOT_X, Channel.ROOT_Z, Channel.ROOT_YAW]] = start
        rest[Channel.HEAD_YAW] = start[2]
        self._rest = rest
        self._times: list[float] = [0.0]
        self._postures: list[Array] = [rest.copy()]
        self._arrays: tuple[Array, Array] | None = None
        self._cues: list[Cue] = []
        self._ended = False

    @property
    def build(self) -> Build:
        """The performer's body."""
        return self.performer.build

    def cues(self, until_s: float) -> tuple[Cue, ...]:
        """Ground truth of all acts that start before a time."""
        self._extend(until_s)
        return tuple(cue for cue in self._cues if cue.start_s < until_s)

    @property
    def acted_s(self) -> float:
        """Up to when it has been acted out so far: where the script's next beat begins."""
        return self._times[-1]

    @property
    def stands_m(self) -> float:
        """Where the performer stands then, metres from the middle, > 0 the camera's right."""
        return float(self._rest[Channel.ROOT_X])

    @property
    def end_s(self) -> float:
        """When a script that ends is over. Asking an endless performance never returns: use `cues(until_s)`."""
        while not self._ended:
            self._extend(self._times[-1] + 10.0)
        return self._times[-1]

    def postures(self, times_s: Array) -> Array:
        """Postures (T, CHANNELS) at any times."""
        at = np.atleast_1d(np.asarray(times_s, np.float64))
        self._extend(float(at.max()))
        if self._arrays is None:
            self._arrays = np.array(self._times), np.array(self._postures)
        return blended(*self._arrays, at) + self._idle.at(at)

    def at(self, t_s: float) -> Bodies:
        """The body at one time: one-body `Bodies`."""
        return bodies(self.postures(np.array([t_s])), [self.build])

    def _extend(self, until_s: float) -> None:
        # two keys beyond, so that the last wanted stretch already has its final slopes
        while not self._ended and (len(self._times) < 3 or self._times[-3] <= until_s):
            beat = next(self._script, None)
            if beat is None:
                self._ended = True
                return
            self._rest_for(beat.pause_s)
            self._play(beat)
            self._arrays = None

    def _rest_for(self, pause_s: float) -> None:
        """Stand idle: glance somewhere, sometimes shift the feet. Without a pause the next act follows at once."""
        if pause_s <= 0:
            return
        doer = Doer(self._rng, self.build, self._rest, self._variety, self.performer.fights)
        if pause_s > 0.5 and doer.chance(0.35):
            pause_s -= self._shuffle(doer)
        looks = max(1, int(pause_s / 1.2))
        for _ in range(looks):
            glance = self._rest.copy()
            yaw = doer.pick(-0.5, 0.5) if doer.chance(0.5) else doer.pick(-0.12, 0.12)
            glance[Channel.HEAD_YAW] += yaw
            glance[Channel.HEAD_PITCH] += doer.pick(-0.22, 0.22)
            glance[Channel.HEAD_ROLL] += doer.pick(-0.08, 0.08)
            glance[Channel.TWIST] += 0.15 * yaw
            glance[Channel.SHIFT] += doer.pick(-0.03, 0.03)
            span = max(pause_s, 0.3) / looks
            self._add(min(0.45, 0.6 * span), glance)
            self._add(max(span - 0.45, 0.3 * span), glance)
        self._add(0.25, self._rest)

    def _shuffle(self, doer: Doer) -> float:
        """Two small steps that carry the feet elsewhere, back towards the middle if far off. Returns seconds."""
        aside = doer.pick(-0.12, 0.12) - 0.25 * float(self._rest[Channel.ROOT_X])
        by = float(np.clip(aside, -0.2, 0.2)) / self.build.leg
        span = 0.16
        for root, left, right, lifts in (
            (0.25, 0.25, -0.25, (0.05, 0.0)),
            (0.50, 0.50, -0.50, (0.0, 0.0)),
            (0.75, 0.25, -0.25, (0.0, 0.05)),
            (1.00, 0.00, 0.00, (0.0, 0.0)),
        ):
            posture = self._rest.copy()
            posture[Channel.ROOT_X] += root * by * self.build.leg
            for side, sign, offset, lift in (("left", 1, left, lifts[0]), ("right", -1, right, lifts[1])):
                posture[leg(side, Leg.FOOT_X)] += sign * offset * by  # type: ignore[arg-type]
                posture[leg(side, Leg.FOOT_LIFT)] = lift  # type: ignore[arg-type]
            self._add(span, posture)
        self._rest = self._postures[-1].copy()
        return 4 * span

    def _play(self, beat: Beat) -> None:
        doer = Doer(self._rng, self.build, self._rest, self._variety, self.performer.fights)
        if beat.act == "walk":
            act = walk(doer, beat.side, beat.steps, beat.heading, beat.far_m)
        elif beat.act in self._acts:
            act = self._acts[beat.act](doer, beat.side)
        else:
            raise ValueError(f"no act is named {beat.act!r}; there are {sorted(self._acts)}")
        self._perform(act)

    def _perform(self, act: Act) -> None:
        start = self._times[-1]
        self._times += [start + float(t) for t in act.times_s[1:]]
        self._postures += list(act.postures[1:])
        self._rest = self._postures[-1].copy()
        onset, peak, leave = start + act.onset_s, start + act.peak_s, start + act.leave_s
        self._cues.append(Cue(act.name, act.label, act.side, start, onset, peak, leave, self._times[-1]))

    def _add(self, after_s: float, posture: Array) -> None:
        self._times.append(self._times[-1] + max(after_s, 0.02))
        self._postures.append(posture.copy())


class _Idle:
    """What a living body never stops doing: breath, sway, blinks, small looks. Added to whatever is acted."""

    def __init__(self, rng: np.random.Generator, performer: Performer) -> None:
        self._bounce, self._bounce_hz = performer.bounce, performer.bounce_hz
        self._breath_hz = rng.uniform(0.2, 0.32)
        # three incommensurate slow waves a channel pass for drift, and need no state
        self._channels = [Channel.SHIFT, Channel.AHEAD, Channel.SIDEBEND, Channel.TWIST]
        spread = [0.010, 0.008, 0.010, 0.015]
        self._channels += [Channel.HEAD_YAW, Channel.HEAD_PITCH, Channel.HEAD_ROLL]
        spread += [0.035, 0.025, 0.018]
        for side in SIDES:
            for channel, size in ((Arm.LIFT, 0.012), (Arm.AZIMUTH, 0.03), (Arm.FLEX, 0.02), (Arm.PRONATION, 0.04)):
                self._channels.append(arm(side, channel))  # type: ignore[arg-type]
                spread.append(size)
        count = len(self._channels)
        self._spread = np.array(spread) * performer.liveliness
        self._hz = rng.uniform(0.07, 0.45, (3, count))
        self._phase = rng.uniform(0, 2 * np.pi, (3, count))
        self._saccade_s = rng.uniform(0.7, 1.4)
        self._looks = rng.normal(0.0, (0.10, 0.05), (64, 2))
        self._blink_s = rng.uniform(2.6, 5.0)
        self._moods = [  # a smile now and then, brows up for a moment, seldom a wink
            (Channel.SMILE, rng.uniform(9.0, 15.0), 5.0, 1.8, 1.0),
            (Channel.BROWS, rng.uniform(7.0, 12.0), 3.5, 0.8, 1.0),
            (Channel.WINK, rng.uniform(19.0, 29.0), 12.0, 0.6, float(rng.choice((-1.0, 1.0)))),
        ]
        self._fists = {side: rng.uniform(0, 2 * np.pi) for side in SIDES}

    def at(self, times_s: Array) -> Array:
        """Offsets (T, CHANNELS) to add."""
        t = times_s[:, None]
        out = np.zeros((len(times_s), CHANNELS))
        waves = sum(np.sin(2 * np.pi * self._hz[k] * t + self._phase[k]) for k in range(3))
        out[:, self._channels] = self._spread * waves / 1.7
        beat = 2 * np.pi * self._bounce_hz * times_s
        out[:, Channel.CROUCH] = self._bounce * (1 - np.cos(beat))
        out[:, Channel.SHIFT] += 1.5 * self._bounce * np.sin(0.5 * beat)
        for side in SIDES:  # a fighter's fists never rest either
            turn = self._fists[side]
            out[:, arm(side, Arm.LIFT)] += 4 * self._bounce * np.sin(beat + turn)
            out[:, arm(side, Arm.FLEX)] += 6 * self._bounce * np.sin(0.5 * beat + 2 * turn)
        breath = np.sin(2 * np.pi * self._breath_hz * times_s)
        out[:, Channel.BEND] = 0.008 * breath
        for side in SIDES:
            out[:, arm(side, Arm.SHRUG)] = 0.018 * breath
        # eyes jump between points and rest there, against the drift of the head
        look, into = np.divmod(times_s, self._saccade_s)
        ease = np.clip(into / 0.06, 0, 1)[:, None]
        now, last = (self._looks[(look.astype(int) - k) % len(self._looks)] for k in (0, 1))
        out[:, [Channel.EYE_YAW, Channel.EYE_PITCH]] = last + (now - last) * ease
        since = np.mod(times_s, self._blink_s)
        out[:, Channel.BLINK] = np.clip(1.5 - 1.5 * np.abs(since - 0.12) / 0.12, 0, 1)  # down, shut for 80 ms, up
        for channel, every_s, from_s, lasts_s, much in self._moods:
            into = np.mod(times_s, every_s) - from_s
            out[:, channel] = much * np.clip(1.3 * np.sin(np.pi * np.clip(into / lasts_s, 0, 1)), 0, 1)
        return out


def demo_script(seed: int) -> Iterator[Beat]:
    """An endless lively player: mostly jumps and hadoukens, sometimes another pose or something ordinary."""
    rng = np.random.default_rng([seed, 0x4445])
    others = (*MOVES, NORMAL)
    ordinary = ("wave", "look around", "scratch head", "step", "talk", "hands on hips", "clap", "arms crossed", "drink")
    yield Beat("stand", pause_s=1.2)
    last = ""
    while True:
        kind = str(rng.choice(("fly", "hadouken", "other", "ordinary"), p=(0.36, 0.30, 0.18, 0.16)))
        if kind == "other":
            kind = str(rng.choice(others))
        elif kind == "ordinary":
            kind = str(rng.choice(ordinary))
        if kind == last and kind not in ("fly", "hadouken"):
            continue
        last = kind
        side: Side | None = None
        if kind == "hadouken":
            side = "left" if rng.random() < 0.6 else "right"
        yield Beat(kind, side, float(rng.uniform(0.7, 1.8)))


def passer_by(seed: int, side: Side = "left", depth_m: float = 1.2, wait_s: float = 0.0) -> Performance:
    """Somebody who crosses the stage behind the player, entering from the player's own `side`, after `wait_s`."""
    sign = 1.0 if side == "left" else -1.0
    across = Beat("walk", None, max(wait_s, 0.01), heading=-sign * np.pi / 2, far_m=2 * _OFF_STAGE_M)
    return Performance(seed, (across,), start=(sign * _OFF_STAGE_M, -depth_m, -sign * np.pi / 2))
