"""Labelled clips of virtual people as landmarks: what a temporal network trains on and what trials measure with.

Nothing is drawn. One clip of four seconds costs some 20 ms of one core, half of it inverse kinematics.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from game.body.pose import FloatArray, Pose
from game.vision.virtual.crowd import LABELS, random_view
from game.vision.virtual.fighting_acts import FIGHTING_ACTS
from game.vision.virtual.mannequin import bodies
from game.vision.virtual.noise import MEDIAPIPE, Mask, NoiseModel, landmark_noise
from game.vision.virtual.performance import ACTS, Beat, Cue, Performance, fighter, random_performer
from game.vision.virtual.posture import Array, Channel, Side
from game.vision.virtual.view import in_view, landmarks

NORMAL: Final = LABELS.index("normal")


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One person, one camera, T frames, and what was really done.

    times_s float64 (T,), strictly increasing from 0. points float32 (T, 33, 4) as `Pose.points`, with a landmarker's
    errors. found (T,): whether the landmarker found anybody; rows that are not found hold guesses, leave them out.
    frame: width and height in pixels.

    labels int8 (T,): index in LABELS of the Huia pose that is being done, from `Cue.onset_s` to `Cue.end_s` of an
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


def clip(
    person: int,
    kind: str,
    take: int = 0,
    *,
    side: Side | None = None,
    fps: float = 30.0,
    noise: NoiseModel = MEDIAPIPE,
    frame: tuple[int, int] = (640, 480),
    azimuth_rad: float | None = None,
    wildness: float = 0.6,
    variety: float = 1.0,
) -> Clip:
    """A clip of a person doing one kind of thing before a random webcam.

    person: number of the performer, which decides body and habits: training uses numbers below 2**31, trials those
    from 2**40. kind: one of KINDS: an act by its name, done once or twice with a pause before and after, or a longer
    script. take: number of the repetition by the same person; person, kind and take decide everything. side: where
    the act points or which arm acts, None: chosen. fps: 15 to 60; the same take is the same movement at any rate,
    with other noise. noise: whose errors; azimuth_rad: how far round the camera stands, None: a little, at random;
    wildness 0 (tidy) .. 1 of the camera; variety 0 .. 1.4 of the acting.

    Raises ValueError for an unknown kind.
    """
    if kind not in KINDS:
        raise ValueError(f"no kind of clip is named {kind!r}; there are {sorted(KINDS)}")
    rng = np.random.default_rng([person, take, *kind.encode()])
    script = KINDS[kind](rng, side)
    guarded = rng.random() < (0.85 if kind in FIGHTING_ACTS else 0.5 if kind == "hadouken" else 0.05)
    return acted(rng, person, script, kind, fps, noise, frame, azimuth_rad, wildness, variety, guarded)


def acted(
    rng: np.random.Generator,
    person: int,
    script: Sequence[Beat],
    kind: str = "",
    fps: float = 30.0,
    noise: NoiseModel = MEDIAPIPE,
    frame: tuple[int, int] = (640, 480),
    azimuth_rad: float | None = None,
    wildness: float = 0.6,
    variety: float = 1.0,
    guarded: bool = False,
) -> Clip:
    """A clip of any script that ends. guarded: they rest in a fighter's guard between acts. The rest as in `clip`."""
    performer = random_performer(person)
    if guarded:
        performer = fighter(performer, rng)
    view, aside, ahead = random_view(rng, performer.build.height, wildness)
    if azimuth_rad is not None:
        view = replace(view, azimuth_rad=azimuth_rad)
    acting_seed = int(rng.integers(1 << 62))
    performance = Performance(acting_seed, script, performer, variety, (aside, ahead, 0.0))
    end_s = performance.end_s + 0.5
    times = np.arange(0.0, end_s, 1.0 / fps)
    postures = performance.postures(times)
    if all(beat.act != "walk" for beat in script):  # who lunges sees themselves on screen, and keeps in the picture
        gone = 0.5 * (postures[:, Channel.ROOT_X].min() + postures[:, Channel.ROOT_X].max()) - aside
        view = replace(view, pan_rad=view.pan_rad + float(rng.uniform(0.3, 1.0) * np.arctan2(gone, view.distance_m)))
    body = bodies(postures, [performer.build])
    points, found = landmark_noise(landmarks(body, view, frame), rng, noise, np.zeros(len(times), np.int64), fps, frame)
    found &= np.array([in_view(one) for one in points])
    cues = performance.cues(end_s)
    return Clip(kind, person, fps, times, points, found, frame, *timeline(times, cues), cues)


def timeline(times_s: Array, cues: Sequence[Cue]) -> tuple[npt.NDArray[np.int8], FloatArray, npt.NDArray[np.int8]]:
    """Labels, held and sides (T,) of times, as `Clip` describes them."""
    labels = np.full(len(times_s), NORMAL, np.int8)
    held = np.zeros(len(times_s), np.float32)
    sides = np.zeros(len(times_s), np.int8)
    for cue in cues:
        if cue.label is None or cue.label == "normal":
            continue
        during = (times_s >= cue.onset_s) & (times_s < cue.end_s)
        labels[during] = LABELS.index(cue.label)
        rise = (times_s - cue.onset_s) / max(cue.peak_s - cue.onset_s, 1e-3)
        fall = (cue.end_s - times_s) / max(cue.end_s - cue.leave_s, 1e-3)
        held[during] = np.clip(np.minimum(rise, fall), 0.0, 1.0)[during]
        if cue.label == "hadouken":
            sides[during] = 1 if cue.side == "left" else -1
    return labels, held, sides


Script = Callable[[np.random.Generator, Side | None], list[Beat]]


def _once(name: str) -> Script:
    def script(rng: np.random.Generator, side: Side | None) -> list[Beat]:
        if name == "hadouken" and side is None:
            side = "left" if rng.random() < 0.5 else "right"
        return [Beat(name, side, float(rng.uniform(0.5, 1.5)))]

    return script


def _loitering(rng: np.random.Generator, side: Side | None) -> list[Beat]:
    """Standing about and walking, some 45 seconds."""
    return [Beat(("stand", "look around", "step", "walk")[rng.integers(4)], None, 2.0) for _ in range(8)]


KINDS: Final[dict[str, Script]] = {**{name: _once(name) for name in ACTS}, "idle": _loitering}
"""What a clip may show, by name: every act of ACTS, and "idle" (some 45 s of standing about and walking)."""
