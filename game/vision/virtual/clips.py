"""Labelled clips of virtual people as landmarks, for training a temporal network and for trials.

Nothing is drawn. A clip of four seconds costs about 20 ms of one core, half of it inverse kinematics.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from game.body.pose import FloatArray, Pose
from game.body.poses import POSES
from game.vision.virtual.crowd import random_view
from game.vision.virtual.fighting_acts import FIGHTING_ACTS
from game.vision.virtual.mannequin import bodies
from game.vision.virtual.noise import MEDIAPIPE, Mask, NoiseModel, landmark_noise
from game.vision.virtual.performance import ACTS, Beat, Cue, Performance, fighter, random_performer
from game.vision.virtual.posture import SIDES, Array, Channel, Side, other
from game.vision.virtual.view import View, in_view, landmarks, stacked

NORMAL: Final = POSES.index("normal")


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One person before one camera in T frames, with the ground truth.

    times_s float64 (T,), strictly increasing from 0. points float32 (T, 33, 4) as `Pose.points`, with a landmarker's
    errors. found (T,): whether the landmarker found anybody; rows that are not found hold guesses, leave them out.
    frame: width and height in pixels.

    labels int8 (T,): index in POSES of the Huia pose that is being done, from `Cue.onset_s` to `Cue.end_s` of an
    act that has a label; NORMAL in all other frames, through ordinary and fighting acts, too. held float32 (T,): how
    fully that pose is taken up, 0 at the onset, 1 from peak to leave, falling to 0 at the end; 0 in frames labelled
    NORMAL. sides int8 (T,): the own side that pose points to, 1 left, -1 right, 0 for a pose without a side.

    cues: exact times of all acts, ordinary ones (label None) too. cuts_s: times at which the camera cuts or zooms,
    so that place and scale jump between two frames; empty in most clips.
    """

    kind: str
    person: int
    fps: float
    times_s: Array
    points: FloatArray
    found: Mask
    frame: tuple[int, int]
    labels: npt.NDArray[np.int8]
    held: FloatArray
    sides: npt.NDArray[np.int8]
    cues: tuple[Cue, ...]
    cuts_s: tuple[float, ...] = ()

    def __len__(self) -> int:
        return len(self.times_s)

    def poses(self) -> list[Pose | None]:
        """The frames as `Pose` objects, None where nobody is found."""
        return [Pose(one, self.frame) if sure else None for one, sure in zip(self.points, self.found, strict=True)]


@dataclass(frozen=True, slots=True)
class Script:
    """Content of a clip: acts in order; from_m: starting distance from the middle, outside the picture; cuts."""

    beats: tuple[Beat, ...]
    from_m: float = 0.0
    cuts: int = 0


@dataclass(frozen=True, slots=True)
class Filming:
    """How a clip is filmed and acted.

    fps: 15 to 60. noise: whose errors. frame: pixels. azimuth_rad: how far round the camera stands, None: a little, at
    random. wildness 0 (tidy) .. 1 of the camera; variety 0 .. 1.4 of the acting.
    """

    fps: float = 30.0
    noise: NoiseModel = MEDIAPIPE
    frame: tuple[int, int] = (640, 480)
    azimuth_rad: float | None = None
    wildness: float = 0.6
    variety: float = 1.0


WEBCAM: Final = Filming()


def clip(
    person: int,
    kind: str,
    take: int = 0,
    side: Side | None = None,
    filming: Filming = WEBCAM,
) -> Clip:
    """A clip of a person doing one kind of thing before a random webcam.

    person: number of the performer, which decides body and habits: training uses numbers below 2**31, trials those
    from 2**40. kind: one of KINDS: an act by its name, done once or twice with a pause before and after, or a longer
    script. take: number of the repetition by the same person; person, kind and take decide everything. side: where
    the act points or which arm acts, None: chosen. The same take is the same movement at any frame rate, with other
    noise.

    Raises ValueError for an unknown kind.
    """
    if kind not in KINDS:
        raise ValueError(f"no kind of clip is named {kind!r}; there are {sorted(KINDS)}")
    rng = np.random.default_rng([person, take, *kind.encode()])
    script = KINDS[kind](rng, side)
    fights = kind in FIGHTING_ACTS or kind == "sparring"
    guarded = rng.random() < (0.85 if fights else 0.5 if kind == "hadouken" else 0.05)
    return acted(rng, person, script, kind, filming, guarded)


def acted(
    rng: np.random.Generator,
    person: int,
    script: Script,
    kind: str = "",
    filming: Filming = WEBCAM,
    guarded: bool = False,
) -> Clip:
    """A clip of any script. guarded: they rest in a fighter's guard between acts. The rest as in `clip`."""
    performer = random_performer(person)
    view, aside, ahead = random_view(rng, performer.build.height, filming.wildness)
    if filming.azimuth_rad is not None:
        view = replace(view, azimuth_rad=filming.azimuth_rad)
    if guarded:
        performer = fighter(performer, rng)
    start = (aside + script.from_m, ahead, -np.sign(script.from_m) * np.pi / 2)
    performance = Performance(int(rng.integers(1 << 62)), script.beats, performer, filming.variety, start)
    end_s = performance.end_s + 0.5
    cuts = tuple(sorted(rng.uniform(0.5, end_s - 0.5, script.cuts).tolist()))
    views = [view, *(_cut(rng, view) for _ in cuts)]
    times = np.arange(0.0, end_s, 1.0 / filming.fps)
    postures = performance.postures(times)
    if not script.from_m:  # people who lunge watch the screen and stay in the picture
        gone = 0.5 * (postures[:, Channel.ROOT_X].min() + postures[:, Channel.ROOT_X].max()) - aside
        pan = float(rng.uniform(0.3, 1.0) * np.arctan2(gone, view.distance_m))
        views = [replace(one, pan_rad=one.pan_rad + pan) for one in views]
    which = np.searchsorted(cuts, times, side="right")
    body = bodies(postures, [performer.build])
    seen = landmarks(body, stacked(views)[which], filming.frame)
    points, found = landmark_noise(seen, rng, filming.noise, which, filming.fps, filming.frame)
    found &= np.array([in_view(one) for one in points])
    cues = performance.cues(end_s)
    return Clip(kind, person, filming.fps, times, points, found, filming.frame, *timeline(times, cues), cues, cuts)


def _cut(rng: np.random.Generator, view: View) -> View:
    """Another camera or zoom after a cut: up to twice as near or as far, from another side."""
    zoom = float(np.exp(rng.choice((-1.0, 1.0)) * rng.uniform(0.2, 0.8)))
    if rng.random() < 0.5:
        return replace(view, focal=view.focal * zoom)
    return replace(
        view,
        distance_m=view.distance_m * zoom,
        azimuth_rad=view.azimuth_rad + float(rng.normal(0.0, 0.25)),
        pan_rad=view.pan_rad + float(rng.normal(0.0, 0.08)),
    )


def timeline(times_s: Array, cues: Sequence[Cue]) -> tuple[npt.NDArray[np.int8], FloatArray, npt.NDArray[np.int8]]:
    """Labels, held and sides (T,) of times, as `Clip` describes them."""
    labels = np.full(len(times_s), NORMAL, np.int8)
    held = np.zeros(len(times_s), np.float32)
    sides = np.zeros(len(times_s), np.int8)
    for cue in cues:
        if cue.label is None or cue.label == "normal":
            continue
        during = (times_s >= cue.onset_s) & (times_s < cue.end_s)
        labels[during] = POSES.index(cue.label)
        rise = (times_s - cue.onset_s) / max(cue.peak_s - cue.onset_s, 1e-3)
        fall = (cue.end_s - times_s) / max(cue.end_s - cue.leave_s, 1e-3)
        held[during] = np.clip(np.minimum(rise, fall), 0.0, 1.0)[during]
        if cue.label == "hadouken":
            sides[during] = 1 if cue.side == "left" else -1
    return labels, held, sides


Maker = Callable[[np.random.Generator, Side | None], Script]


def _once(name: str) -> Maker:
    def made(rng: np.random.Generator, side: Side | None) -> Script:
        if name == "hadouken" and side is None:
            side = "left" if rng.random() < 0.5 else "right"
        return Script((Beat(name, side, float(rng.uniform(0.5, 1.5))),))

    return made


def _idle(rng: np.random.Generator, side: Side | None) -> Script:
    names = ("stand", "look around", "step", "walk")
    return Script(tuple(Beat(str(rng.choice(names)), None, 2.0) for _ in range(8)))


def _jacks(rng: np.random.Generator, side: Side | None) -> Script:
    pause = float(rng.choice((0.0, 0.0, 0.3)))
    beats = [Beat("jumping jack", None, 1.0 if n == 0 else pause) for n in range(int(rng.integers(4, 13)))]
    return Script(tuple(beats), cuts=int(rng.integers(0, 4)) if rng.random() < 0.3 else 0)


def _sparring(rng: np.random.Generator, side: Side | None) -> Script:
    """Five moves of a fight in a row, one in six of them a hadouken."""
    names = [name for name in FIGHTING_ACTS if name not in ("guard", "clasp")]
    beats = []
    for _ in range(5):
        name = "hadouken" if rng.random() < 1 / 6 else str(rng.choice(names))
        beats.append(Beat(name, SIDES[int(rng.integers(2))], float(rng.choice((0.0, 0.0, 0.3, 0.8)))))
    return Script(tuple(beats), cuts=int(rng.random() < 0.1))


def _medley(rng: np.random.Generator, side: Side | None) -> Script:
    """Six acts of any kind, poses half of them."""
    beats = []
    for _ in range(6):
        name = str(rng.choice(POSES if rng.random() < 0.5 else list(ACTS)))
        beats.append(Beat(name, SIDES[int(rng.integers(2))] if name == "hadouken" else None, rng.uniform(0.3, 1.5)))
    return Script(tuple(beats), cuts=int(rng.random() < 0.15))


def _walks_in(rng: np.random.Generator, side: Side | None) -> Script:
    """Into the picture from one side, some steps to the middle, and almost at once a pose or a fighting move."""
    sign_ = 1.0 if rng.random() < 0.5 else -1.0
    way = -sign_ * np.pi / 2
    name = "hadouken" if rng.random() < 0.4 else str(rng.choice([*POSES, *FIGHTING_ACTS]))
    inward: Side = "right" if sign_ > 0 else "left"
    onward = side or (inward if rng.random() < 0.7 else other(inward))
    walk = Beat("walk", None, 0.01, heading=way, far_m=float(rng.uniform(2.6, 3.4)))
    return Script((walk, Beat(name, onward, float(rng.choice((0.0, 0.2, 0.8))))), from_m=3.2 * sign_)


def _walks_through(rng: np.random.Generator, side: Side | None) -> Script:
    """Through the picture from one side to the other."""
    sign_ = 1.0 if rng.random() < 0.5 else -1.0
    walk = Beat("walk", None, 0.01, heading=-sign_ * np.pi / 2, far_m=6.4)
    return Script((walk,), from_m=3.2 * sign_)


KINDS: Final[dict[str, Maker]] = {
    **{name: _once(name) for name in ACTS},
    "idle": _idle,
    "jumping jacks": _jacks,
    "sparring": _sparring,
    "medley": _medley,
    "walks in": _walks_in,
    "walks through": _walks_through,
}
"""What a clip may show, by name: every act of ACTS once, and longer ones: "idle" (some 45 s of standing about and
walking), "jumping jacks" (4 to 12, some of them cut), "sparring" (five fighting moves, some of them hadoukens),
"medley" (six acts of any kind), "walks in" (into the picture, then a move), "walks through"."""
