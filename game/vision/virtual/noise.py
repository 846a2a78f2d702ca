"""How real landmarkers err: what turns a virtual person's true landmarks into what MediaPipe or PoseNet would say.

Two models with the same parts, differing in strength (see the presets): a bias that stays with a clip, jitter
correlated in time, more of both for small, hidden or distant joints, guesses of what is out of the frame, and
gross errors: ears lost, ankles lost, an arm laid on the other, left and right swapped, a whole person missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from game.body.pose import COCO17, MIRROR, FloatArray, Landmark

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
"""How far each landmark strays against a shoulder."""
_LOOSENESS[_HEAD] = 0.35
_LOOSENESS[[Landmark.LEFT_ELBOW, Landmark.RIGHT_ELBOW]] = 1.3
_LOOSENESS[[m for arm in _ARMS for m in arm[1:]]] = 1.6
_LOOSENESS[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]] = 1.6
_LOOSENESS[[m for leg in _LEGS for m in leg]] = 1.5


@dataclass(frozen=True, slots=True)
class NoiseModel:
    """Strengths; lengths in torso lengths, probabilities per clip unless named per frame.

    bias, jitter: standard deviations for a shoulder in plain view. memory_s: correlation time of the jitter.
    hidden: factor on both for a hidden point. guess: spread of points out of the frame. lost_ear, lost_ankle,
    lost_far_arm, lost_face: chance that such points go missing (or, MediaPipe, are guessed with low
    visibility). laid_over: an arm laid on the other. swapped: left and right exchanged. missed: a frame without
    its person. floor: whether a lost point keeps a place (MediaPipe) or is really absent (PoseNet scores 0).
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
    laid_over: float = 0.03
    swapped: float = 0.004
    missed: float = 0.003
    keeps_place: bool = True
    coco_only: bool = False


MEDIAPIPE: Final = NoiseModel()
"""BlazePose: smooth, always 33 points, guesses what it cannot see."""
POSENET: Final = NoiseModel(
    bias=0.045,
    jitter=0.03,
    memory_s=0.06,
    hidden=4.0,
    guess=0.30,
    lost_ear=0.35,
    lost_ankle=0.35,
    lost_far_arm=0.12,
    lost_face=0.04,
    laid_over=0.06,
    swapped=0.01,
    missed=0.01,
    keeps_place=False,
    coco_only=True,
)
"""PoseNet: 17 points that jump from frame to frame, each with a score; hidden ones vanish or land elsewhere."""


def landmark_noise(
    points: FloatArray,
    rng: np.random.Generator,
    model: NoiseModel = MEDIAPIPE,
    clips: np.ndarray | None = None,
    fps: float = 30.0,
    frame: tuple[int, int] = (640, 480),
) -> tuple[FloatArray, np.ndarray]:
    """True landmarks (N, 33, 4) as a landmarker would give them, and which frames have a person at all (N,) bool.

    clips (N,): number of the clip each row belongs to, rows of a clip consecutive in time at `fps`; without it
    every row is its own. A fixed generator gives fixed noise.
    """
    n = len(points)
    clip_of = np.arange(n) if clips is None else np.unique(clips, return_inverse=True)[1]
    count = int(clip_of.max()) + 1 if n else 0
    first = np.r_[True, clip_of[1:] != clip_of[:-1]] if n else np.zeros(0, bool)
    scale = np.array([1.0, frame[0] / frame[1]])  # fractions → widths of the frame, and back
    out = points.astype(np.float64)
    xy = out[..., :2] / scale
    torso = np.linalg.norm(
        xy[:, [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]].mean(1)
        - xy[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(1),
        axis=1,
    )
    shoulders = np.linalg.norm(xy[:, Landmark.LEFT_SHOULDER] - xy[:, Landmark.RIGHT_SHOULDER], axis=1)
    unit = np.maximum(np.maximum(torso, shoulders), 0.01)[:, None, None]
    seen = out[..., 3]
    loose = _LOOSENESS * (1 + (model.hidden - 1) * np.clip((0.9 - seen) / 0.6, 0, 1))
    strength = np.exp(rng.normal(0.0, 0.35, count))[clip_of][:, None]  # some clips are simply worse than others
    wander = model.bias * rng.standard_normal((count, len(Landmark), 2))[clip_of]
    wander += model.jitter * _correlated(rng, first, len(Landmark), model.memory_s, fps)
    # a head's points err together more than each by itself
    wander[:, _HEAD] += (0.5 * model.bias * rng.standard_normal((count, 1, 2)))[clip_of]
    outside = np.maximum(np.maximum(-out[..., :2], out[..., :2] - 1), 0).max(-1) > 0
    guess = model.guess * rng.standard_normal((count, len(Landmark), 2))[clip_of] * outside[..., None]
    xy = xy + unit * (wander * (loose * strength)[..., None] + guess)
    out[..., :2] = xy * scale
    out[..., 2] += unit[..., 0] * 2.5 * model.bias * loose * rng.standard_normal((count, len(Landmark)))[clip_of]
    out[..., 3] = np.clip(seen - np.abs(rng.normal(0, 0.04, seen.shape)) - 0.1 * (seen < 0.9), 0.01, 1.0)
    _gross(out, xy, rng, model, clip_of, count, scale)
    if model.coco_only:
        rest = [mark for mark in Landmark if mark not in COCO17]
        out[:, rest] = 0.0
        out[..., 2] = 0.0
    kept = rng.random(n) >= model.missed
    return out.astype(np.float32), kept


def _correlated(rng: np.random.Generator, first: np.ndarray, marks: int, memory_s: float, fps: float) -> np.ndarray:
    """Unit-variance noise (N, marks, 2) that forgets with `memory_s`, starting afresh at each clip."""
    fresh = rng.standard_normal((len(first), marks, 2))
    keep = float(np.exp(-1.0 / (memory_s * fps)))
    gain = np.sqrt(1 - keep**2)
    for i in np.flatnonzero(~first):
        fresh[i] = keep * fresh[i - 1] + gain * fresh[i]
    return fresh


def _gross(
    out: np.ndarray,
    xy: np.ndarray,
    rng: np.random.Generator,
    model: NoiseModel,
    clip_of: np.ndarray,
    count: int,
    scale: np.ndarray,
) -> None:
    """Errors that are not small: points lost, arms laid over each other, sides exchanged. Changes `out`."""

    def happens(probability: float) -> np.ndarray:
        hit: np.ndarray = (rng.random(count) < probability)[clip_of]
        return hit

    def lose(rows: np.ndarray, marks: list[Landmark]) -> None:
        for mark in marks:
            if model.keeps_place:
                out[rows, mark, 3] *= rng.uniform(0.05, 0.5)
            else:
                out[rows, mark] = 0.0

    for side, (ear, leg) in enumerate(zip((Landmark.LEFT_EAR, Landmark.RIGHT_EAR), _LEGS, strict=True)):
        hidden = out[:, ear, 3] < 0.7
        lose(happens(model.lost_ear) | (hidden & happens(3 * model.lost_ear)), [ear])
        lose(happens(model.lost_ankle), leg[1:])
        lose(happens(0.5 * model.lost_ankle), leg)
        far = out[:, Landmark.LEFT_SHOULDER + side, 2] > out[:, Landmark.RIGHT_SHOULDER - side, 2] + 0.02
        weak = out[:, _ARMS[side], 3].min(1) < 0.6
        lose((far | weak) & happens(2 * model.lost_far_arm), _ARMS[side])
        # a hidden arm is laid on the one that is seen
        over = weak & happens(6 * model.laid_over)
        rows = np.flatnonzero(over)
        share = rng.uniform(0.6, 1.0, (len(rows), 1, 1))
        blend = out[np.ix_(rows, _ARMS[1 - side], [0, 1])] * share + out[np.ix_(rows, _ARMS[side], [0, 1])] * (
            1 - share
        )
        out[np.ix_(rows, _ARMS[side], [0, 1])] = blend
    lose(happens(model.lost_face), [Landmark.LEFT_EYE, Landmark.RIGHT_EYE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR])
    # points of low score that land anywhere near the body: PoseNet's habit
    if not model.keeps_place:
        weak_points = (out[..., 3] < 0.6) & (out[..., 3] > 0) & (rng.random(out.shape[:2]) < 0.5)
        rows, marks = np.nonzero(weak_points)
        out[rows, marks, :2] += rng.normal(0, 0.03, (len(rows), 2)) * scale
        gone = (out[..., 3] < 0.5) & (rng.random(out.shape[:2]) < 0.5)
        out[gone] = 0.0
    swapped = happens(model.swapped)
    out[swapped] = out[swapped][:, list(MIRROR)]
