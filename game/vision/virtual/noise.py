"""Errors of real landmarkers: turns true landmarks into what MediaPipe or PoseNet would report.

Both models have the same parts with different strengths (see the presets): a bias that is constant in a clip; jitter
correlated in time; more of both for small, hidden or distant joints; guesses for points outside the frame; and gross
errors: lost ears or ankles, an arm laid over the other, left and right swapped, a person missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt

from game.body.pose import COCO17, MIRROR, FloatArray, Landmark
from game.vision.virtual.posture import Array

Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

_HEAD: Final = slice(Landmark.NOSE, Landmark.MOUTH_RIGHT + 1)
_ARMS: Final = (
    [Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST, Landmark.LEFT_PINKY, Landmark.LEFT_INDEX, Landmark.LEFT_THUMB],
    [Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST, Landmark.RIGHT_PINKY, Landmark.RIGHT_INDEX, Landmark.RIGHT_THUMB],
)
_LEGS: Final = (
    [Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE, Landmark.LEFT_HEEL, Landmark.LEFT_FOOT_INDEX],
    [Landmark.RIGHT_KNEE, Landmark.RIGHT_ANKLE, Landmark.RIGHT_HEEL, Landmark.RIGHT_FOOT_INDEX],
)
_LOOSENESS: Final = np.ones(len(Landmark))
"""Error of each landmark relative to a shoulder's."""
_LOOSENESS[_HEAD] = 0.35
_LOOSENESS[[Landmark.LEFT_ELBOW, Landmark.RIGHT_ELBOW]] = 1.3
_LOOSENESS[[m for arm in _ARMS for m in arm[1:]]] = 1.6
_LOOSENESS[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]] = 1.6
_LOOSENESS[[m for leg in _LEGS for m in leg]] = 1.5


@dataclass(frozen=True, slots=True)
class NoiseModel:
    """Strengths of errors. Lengths in torso lengths; probabilities are fractions of affected frames.

    bias, jitter: standard deviations for a shoulder in plain view, the one lasting a clip, the other
    correlated over memory_s. hidden: factor on both for a hidden point. guess: spread of points out of the
    frame. lost_ear, lost_ankle, lost_far_arm, lost_face: share of frames in which such points are lost.
    laid_over: a hidden arm laid on the one that is seen. swapped: left and right exchanged. missed: no person
    found. Errors come as episodes of about episode_s. keeps_place: a lost point is still guessed, with low
    visibility (MediaPipe), else it is absent, all zeros (PoseNet). coco_only: only COCO's 17 points exist.
    swapped_aside: share of frames with left and right exchanged while the body is seen from the side.
    sure_of_trunk: head, shoulders and hips in the frame always count as seen, and only arms and legs are doubted
    (MediaPipe). sight_memory: share of a new visibility that is taken over each frame, 1 all of it.
    """

    bias: float = 0.035
    jitter: float = 0.012
    memory_s: float = 0.25
    hidden: float = 3.5
    guess: float = 0.18
    lost_ear: float = 0.15
    lost_ankle: float = 0.15
    lost_far_arm: float = 0.06
    lost_face: float = 0.02
    laid_over: float = 0.10
    swapped: float = 0.004
    missed: float = 0.003
    episode_s: float = 0.6
    keeps_place: bool = True
    coco_only: bool = False
    swapped_aside: float = 0.0
    sure_of_trunk: bool = False
    sight_memory: float = 1.0


MEDIAPIPE: Final = NoiseModel(
    lost_ear=0.0,
    lost_ankle=0.02,
    lost_far_arm=0.02,
    lost_face=0.0,
    swapped_aside=0.02,
    sure_of_trunk=True,
    sight_memory=0.1,
)
"""BlazePose: smooth, always 33 points, guesses what it cannot see.

Of 14,803 frames of fighters, heads, shoulders and hips have a visibility of .98 and more whatever hides them; hands
and elbows .97 in front, and in profile the far elbow .34 (5 %: .09), the far wrist .5 (.12). MediaPipe's tasks pass on
a tenth of a new visibility each frame, whatever the frame rate."""
POSENET: Final = NoiseModel(
    bias=0.045,
    jitter=0.03,
    memory_s=0.06,
    hidden=4.0,
    guess=0.30,
    lost_ear=0.30,
    lost_ankle=0.30,
    lost_far_arm=0.12,
    lost_face=0.04,
    laid_over=0.20,
    swapped=0.01,
    missed=0.01,
    episode_s=0.15,
    keeps_place=False,
    coco_only=True,
)
"""PoseNet: 17 points that jump from frame to frame, each with a score; hidden ones vanish or land elsewhere."""


def landmark_noise(
    points: FloatArray,
    rng: np.random.Generator,
    model: NoiseModel = MEDIAPIPE,
    clips: npt.NDArray[np.int64] | None = None,
    fps: float = 30.0,
    frame: tuple[int, int] = (640, 480),
    apart: bool = False,
) -> tuple[FloatArray, Mask]:
    """True landmarks (N, 33, 4) as a landmarker would give them, and which frames have a person at all (N,) bool.

    clips (N,): number of the clip each row belongs to, rows of a clip adjacent and consecutive in time at
    `fps`; without it every row is its own clip. apart: rows of a clip are moments far apart in time, so that no
    visibility carries over. The same generator state gives the same noise.
    """
    n = len(points)
    clip_of = np.arange(n) if clips is None else np.unique(clips, return_inverse=True)[1].reshape(n)
    errors = _Errors(rng, clip_of, fps)
    scale = np.array([1.0, frame[0] / frame[1]])  # widths of the frame → fractions
    out = points.astype(np.float64)
    xy = out[..., :2] / scale
    shoulders, hips = (xy[:, [a, b]] for a, b in ((11, 12), (23, 24)))
    torso = np.linalg.norm(shoulders.mean(1) - hips.mean(1), axis=1)
    width = np.linalg.norm(shoulders[:, 0] - shoulders[:, 1], axis=1)
    unit = np.maximum(np.maximum(torso, width), 0.01)[:, None, None]
    seen = out[..., 3]
    loose = _LOOSENESS * (1 + (model.hidden - 1) * np.clip((0.9 - seen) / 0.6, 0, 1))
    loose = loose * np.exp(0.35 * errors.lasting(1))  # some clips are worse than others
    wander = model.bias * errors.lasting(len(Landmark), 2)
    wander += model.jitter * errors.correlated(model.memory_s, len(Landmark), 2)
    wander[:, _HEAD] += 0.5 * model.bias * errors.lasting(1, 2)  # errors common to the whole face
    outside = np.maximum(np.maximum(-out[..., :2], out[..., :2] - 1), 0).max(-1) > 0
    guess = model.guess * errors.lasting(len(Landmark), 2) * outside[..., None]
    out[..., :2] = (xy + unit * (wander * loose[..., None] + guess)) * scale
    out[..., 2] += unit[..., 0] * 2.5 * model.bias * loose * errors.lasting(len(Landmark))
    if model.sure_of_trunk:
        out[..., 3] = _doubted(points.astype(np.float64), errors, unit[:, 0, 0])
    else:
        out[..., 3] = np.clip(seen - np.abs(rng.normal(0, 0.04, seen.shape)) - 0.1 * (seen < 0.9), 0.01, 1.0)
    _lose(out, errors, model)
    if model.sight_memory < 1 and not apart:
        errors.carry_on(out[..., 3], model.sight_memory)
    if not model.keeps_place:
        _scatter(out, rng, scale)
    swapped = errors.episodes(model.swapped, model.episode_s)
    if model.swapped_aside:
        swapped |= (width < 0.2 * unit[:, 0, 0]) & errors.episodes(model.swapped_aside, 0.3 * model.episode_s)
    out[swapped] = out[swapped][:, list(MIRROR)]
    if model.coco_only:
        out[:, [mark for mark in Landmark if mark not in COCO17]] = 0.0
        out[..., 2] = 0.0
    return out.astype(np.float32), ~errors.episodes(model.missed, model.episode_s)


class _Errors:
    """Random processes over rows grouped into clips."""

    def __init__(self, rng: np.random.Generator, clip_of: Indices, fps: float) -> None:
        self.rng = rng
        self._clip_of, self._fps = clip_of, fps
        self._count = int(clip_of.max()) + 1 if len(clip_of) else 0
        self._goes_on = np.flatnonzero(clip_of[1:] == clip_of[:-1]) + 1

    def lasting(self, *shape: int) -> Array:
        """Normal random numbers that are constant in a clip: (N, *shape)."""
        drawn: Array = self.rng.standard_normal((self._count, *shape))[self._clip_of]
        return drawn

    def correlated(self, memory_s: float, *shape: int) -> Array:
        """Normal random numbers that change with time, with correlation time `memory_s`: (N, *shape)."""
        value = self.rng.standard_normal((len(self._clip_of), *shape))
        keep = float(np.exp(-1.0 / max(memory_s * self._fps, 1e-6)))
        gain = float(np.sqrt(1 - keep**2))
        for i in self._goes_on:
            value[i] = keep * value[i - 1] + gain * value[i]
        return value

    def carry_on(self, values: Array, share: float) -> None:
        """Low-pass values (N, ...) in place: each frame of a clip takes over only this fraction of the new value."""
        for i in self._goes_on:
            values[i] = values[i - 1] + share * (values[i] - values[i - 1])

    def episodes(self, share: float, episode_s: float) -> Mask:
        """Episodes that cover this fraction of all frames, more in some clips than in others: (N,)."""
        if share <= 0:
            return np.zeros(len(self._clip_of), bool)
        level = NormalDist().inv_cdf(min(share, 0.999))
        process = np.sqrt(0.5) * self.lasting() + np.sqrt(0.5) * self.correlated(episode_s)
        return np.asarray(process < level)


def _doubted(points: Array, errors: _Errors, unit: Array) -> Array:
    """MediaPipe's visibility of true landmarks (N, 33, 4): (N, 33). unit (N,): torso in widths of the frame.

    Sure of head and trunk, it doubts an arm that is hidden or on the far side of a body turned away, an elbow
    sooner and more than a hand, a leg little; how much differs from clip to clip.
    """
    seen = points[..., 3]
    sure = 1.0 - np.abs(errors.rng.normal(0, 0.004, seen.shape))
    hidden = np.clip((0.97 - seen) / 0.62, 0.0, 1.0)
    depth = points[:, Landmark.LEFT_SHOULDER, 2] - points[:, Landmark.RIGHT_SHOULDER, 2]
    flat = np.abs(points[:, Landmark.LEFT_SHOULDER, 0] - points[:, Landmark.RIGHT_SHOULDER, 0])
    frontal = flat / np.hypot(flat, depth).clip(1e-6)
    aside = 1.0 - frontal
    level = errors.lasting(len(Landmark)) + 0.5 * errors.correlated(0.5, len(Landmark))
    for side, (arm, leg) in enumerate(zip(_ARMS, _LEGS, strict=True)):
        far = (depth > 0) == (side == 0)
        elbow, hand, foot = arm[:1], arm[1:], leg
        for marks, from_, to, middle in ((elbow, 0.0, 0.42, -0.95), (hand, 0.06, 0.65, -0.45)):
            turned = (aside - from_) / (to - from_) + 0.25 * np.clip(aside / 0.1, 0, 1) * level[:, arm[0]]
            turned = np.where(far, np.clip(turned, 0.0, 1.0), 0.0)[:, None]
            doubt = np.maximum(hidden[:, marks], turned * (0.9 if marks is hand else 1.0))
            guess = 1 / (1 + np.exp(-(middle + level[:, marks[:1]])))
            sure[:, marks] = (0.985 - np.abs(errors.rng.normal(0, 0.012, doubt.shape))) * (1 - doubt) + guess * doubt
        sure[:, foot] -= 0.01 + 0.25 * hidden[:, foot] / (1 + np.exp(-level[:, foot]))
    outside = np.maximum(np.maximum(-points[..., :2], points[..., :2] - 1), 0).max(-1)
    # Points outside the frame keep some visibility near its edge, heads and hands more than feet.
    reach = np.full(len(Landmark), 0.10)
    reach[_HEAD] = 0.5
    reach[[mark for arm in _ARMS for mark in arm]] = 0.3
    below = np.exp(-((outside / reach) ** 2))
    visible: Array = np.clip(sure * below, 0.0005, 1.0)
    return visible


def _lose(out: Array, errors: _Errors, model: NoiseModel) -> None:
    """Lose points, and lay a hidden arm over the other, in place."""

    def lost(rows: Mask, marks: list[Landmark]) -> None:
        for mark in marks:
            if model.keeps_place:
                out[rows, mark, 3] *= errors.rng.uniform(0.05, 0.5)
            else:
                out[rows, mark] = 0.0

    def happens(share: float) -> Mask:
        return errors.episodes(share, model.episode_s)

    for side, (ear, leg) in enumerate(zip((Landmark.LEFT_EAR, Landmark.RIGHT_EAR), _LEGS, strict=True)):
        weak = out[:, _ARMS[side], 3].min(1) < 0.6
        depth = out[:, Landmark.LEFT_SHOULDER + side, 2] - out[:, Landmark.RIGHT_SHOULDER - side, 2]
        rows = np.flatnonzero(weak & happens(model.laid_over))
        share = errors.rng.uniform(0.6, 1.0, (len(rows), 1))
        for mark, twin in zip(_ARMS[side], _ARMS[1 - side], strict=True):
            out[rows, mark, :2] = share * out[rows, twin, :2] + (1 - share) * out[rows, mark, :2]
        lost(((depth > 0.02) | weak) & happens(2 * model.lost_far_arm), _ARMS[side])
        hidden = out[:, ear, 3] < 0.7
        lost(happens(model.lost_ear) | (hidden & happens(3 * model.lost_ear)), [ear])
        lost(happens(model.lost_ankle), leg[1:])
        lost(happens(0.5 * model.lost_ankle), leg)
    lost(happens(model.lost_face), [Landmark.LEFT_EYE, Landmark.RIGHT_EYE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR])


def _scatter(out: Array, rng: np.random.Generator, scale: Array) -> None:
    """PoseNet's errors for uncertain points: half are displaced, half are missing."""
    unsure = (out[..., 3] < 0.6) & (out[..., 3] > 0)
    rows, marks = np.nonzero(unsure & (rng.random(out.shape[:2]) < 0.5))
    out[rows, marks, :2] += rng.normal(0, 0.03, (len(rows), 2)) * scale
    out[(out[..., 3] < 0.5) & (rng.random(out.shape[:2]) < 0.5)] = 0.0
