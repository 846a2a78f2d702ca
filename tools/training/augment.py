"""Augmentation on poses, a batch at a time: what another body, camera or landmarker would have made of them.

All of it happens before drawing, so that colours, size and crop of the skeleton picture may change freely.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from game.body.pose import COCO17, MIRROR, Landmark

FloatArray = npt.NDArray[np.float32]

_AT: Final = {mark: index for index, mark in enumerate(COCO17)}
_TWIN: Final = [_AT[Landmark(MIRROR[mark])] for mark in COCO17]


def _rows(*names: str) -> list[int]:
    return [_AT[Landmark[name]] for name in names]


_SHOULDERS: Final = _rows("LEFT_SHOULDER", "RIGHT_SHOULDER")
_HIPS: Final = _rows("LEFT_HIP", "RIGHT_HIP")
_EARS: Final = _rows("LEFT_EAR", "RIGHT_EAR")
_KNEES: Final = _rows("LEFT_KNEE", "RIGHT_KNEE")
_ANKLES: Final = _rows("LEFT_ANKLE", "RIGHT_ANKLE")
_FACE: Final = _rows("NOSE", "LEFT_EYE", "RIGHT_EYE", "LEFT_EAR", "RIGHT_EAR")
_ARMS: Final = (
    _rows("LEFT_SHOULDER", "LEFT_ELBOW", "LEFT_WRIST"),
    _rows("RIGHT_SHOULDER", "RIGHT_ELBOW", "RIGHT_WRIST"),
)
_LEGS: Final = (
    _rows("LEFT_HIP", "LEFT_KNEE", "LEFT_ANKLE"),
    _rows("RIGHT_HIP", "RIGHT_KNEE", "RIGHT_ANKLE"),
)


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How strongly. Lengths in torso lengths, angles in degrees; the original used ±6° and a warp of .2.

    lose_*, guess_hips, dim: chances, per sample or joint, that such a joint is missed, guessed, or less sure.
    """

    rotate_deg: float = 8.0
    stretch: float = 0.10
    shear: float = 0.07
    warp: float = 0.07
    limb: float = 0.11
    jitter: float = 0.02
    lose_ear: float = 0.15
    lose_legs: float = 0.25
    lose_ankle: float = 0.15
    lose_wrist: float = 0.05
    dim: float = 0.25
    guess_hips: float = 0.20


STRONG: Final = Augmentation()


def _stretch_limbs(xy: FloatArray, chains: tuple[list[int], ...], amount: float, rng: np.random.Generator) -> None:
    """Lengthen or shorten the two bones of each limb, moving what hangs from them."""
    for root, middle, tip in chains:
        upper, lower = np.exp(rng.normal(0, amount, (2, len(xy), 1))).astype(np.float32)
        forearm = xy[:, tip] - xy[:, middle]
        xy[:, middle] = xy[:, root] + (xy[:, middle] - xy[:, root]) * upper
        xy[:, tip] = xy[:, middle] + forearm * lower


def _move_face(xy: FloatArray, rng: np.random.Generator) -> None:
    """Make faces larger or smaller, and move them a little on their shoulders."""
    face = xy[:, _FACE]
    chin = face.mean(1, keepdims=True)
    xy[:, _FACE] = chin + (face - chin) * np.exp(rng.normal(0, 0.12, (len(xy), 1, 1))).astype(np.float32)
    xy[:, _FACE] += rng.normal(0, 0.04, (len(xy), 1, 2)).astype(np.float32)


def augment(
    points: FloatArray,
    frames: npt.NDArray[np.int32],
    flip: npt.NDArray[np.bool_],
    rng: np.random.Generator,
    how: Augmentation = STRONG,
) -> FloatArray:
    """A changed copy of a batch of poses.

    points: float32 (N, 17, 3), x, y in fractions of the frame and visibility; frames: (N, 2) pixels.
    flip: bool (N,), samples whose class has no side: half of them are mirrored, sides swapped.
    """
    count = len(points)
    size = frames[:, None].astype(np.float32)
    xy = points[..., :2] * size
    seen = points[..., 2].copy()
    neck, pelvis = xy[:, _SHOULDERS].mean(1), xy[:, _HIPS].mean(1)
    unit = np.maximum(np.linalg.norm(neck - pelvis, axis=1), np.linalg.norm(xy[:, 5] - xy[:, 6], axis=1))
    unit = np.maximum(unit, 1.0)[:, None, None].astype(np.float32)
    middle = neck[:, None]
    xy = (xy - middle) / unit

    _stretch_limbs(xy, _ARMS, how.limb, rng)
    _stretch_limbs(xy, _LEGS, how.limb, rng)
    _move_face(xy, rng)

    angle = np.radians(rng.normal(0, how.rotate_deg / 1.5, count))
    spread = np.exp(rng.normal(0, how.stretch, (2, count)))
    shear = rng.normal(0, how.shear, count)
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.array([[cos * spread[0], -sin + shear], [sin, cos * spread[1]]]).transpose(2, 0, 1)
    xy = np.einsum("nij,nkj->nki", turn, xy).astype(np.float32)
    bend = rng.normal(0, how.warp, (2, count, 1)).astype(np.float32)
    xy += 0.5 * np.stack([bend[0] * xy[..., 1] ** 2, bend[1] * xy[..., 0] ** 2], -1)

    strength = how.jitter * np.exp(rng.normal(0, 0.5, (count, 1, 1)))
    xy += (rng.normal(0, 1, xy.shape) * strength).astype(np.float32)
    guessed = rng.random(count) < how.guess_hips
    xy[:, _HIPS] += (guessed[:, None, None] * rng.normal(0, 0.12, (count, 2, 2))).astype(np.float32)

    def lose(rows: list[int], chance: float, together: bool = False) -> None:
        gone = rng.random((count, 1 if together else len(rows))) < chance
        seen[:, rows] = np.where(gone, 0.0, seen[:, rows])

    lose(_EARS, how.lose_ear)
    lose(_ANKLES, how.lose_ankle)
    lose(_KNEES + _ANKLES, how.lose_legs, together=True)
    lose([_ARMS[0][2]], how.lose_wrist)
    lose([_ARMS[1][2]], how.lose_wrist)

    # landmarkers disagree about how sure to be of a joint: how bright it is drawn must not decide
    dimmed = rng.random(seen.shape) < how.dim
    seen = np.where(dimmed, seen * rng.uniform(0.25, 1.0, seen.shape), seen).astype(np.float32)

    mirrored = flip & (rng.random(count) < 0.5)
    xy[mirrored] = xy[mirrored][:, _TWIN] * np.array([-1, 1], np.float32)
    seen[mirrored] = seen[mirrored][:, _TWIN]
    return np.concatenate([(xy * unit + middle) / size, seen[..., None]], -1).astype(np.float32)
