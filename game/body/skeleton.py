"""Pose → a small coloured picture of it, normalised to the body: what the classifier looks at.

The one renderer for capture, training and play. The picture is centred on the shoulders and scaled by the
torso before anything is drawn, so where and how near a player stands leaves no trace in it; how they lean and
which way they turn stays. Left limbs are warm, right limbs cool, the middle neutral; no two parts share a
colour. Only the 17 COCO joints are used, so PoseNet's and MediaPipe's poses give the same picture.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from game.body.pose import COCO17, Landmark, Pose
from game.body.units import BodyUnits, body_units

STYLE_VERSION: Final = 1
"""Rises with any change that alters pictures: a model trained on another style is refused."""

Picture = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]


class Limb(NamedTuple):
    """A line between two joints. colour: RGB as drawn for the classifier."""

    start: Landmark
    end: Landmark
    colour: Colour


LIMBS: Final[tuple[Limb, ...]] = (
    Limb(Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE, (150, 40, 20)),
    Limb(Landmark.RIGHT_KNEE, Landmark.RIGHT_ANKLE, (20, 60, 150)),
    Limb(Landmark.LEFT_HIP, Landmark.LEFT_KNEE, (170, 70, 40)),
    Limb(Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE, (40, 90, 180)),
    Limb(Landmark.LEFT_HIP, Landmark.RIGHT_HIP, (110, 110, 110)),
    Limb(Landmark.LEFT_SHOULDER, Landmark.LEFT_HIP, (150, 110, 80)),
    Limb(Landmark.RIGHT_SHOULDER, Landmark.RIGHT_HIP, (80, 120, 150)),
    Limb(Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, (170, 170, 170)),
    Limb(Landmark.LEFT_EYE, Landmark.LEFT_EAR, (200, 150, 190)),
    Limb(Landmark.RIGHT_EYE, Landmark.RIGHT_EAR, (140, 160, 220)),
    Limb(Landmark.NOSE, Landmark.LEFT_EYE, (225, 190, 225)),
    Limb(Landmark.NOSE, Landmark.RIGHT_EYE, (190, 205, 245)),
    Limb(Landmark.LEFT_SHOULDER, Landmark.LEFT_ELBOW, (255, 120, 0)),
    Limb(Landmark.RIGHT_SHOULDER, Landmark.RIGHT_ELBOW, (0, 150, 255)),
    Limb(Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST, (255, 230, 0)),
    Limb(Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST, (0, 255, 200)),
)
"""In the order of drawing: what tells the moves apart comes last, on top, and brightest."""

JOINTS: Final[tuple[tuple[Landmark, Colour], ...]] = (
    (Landmark.LEFT_ANKLE, (190, 0, 60)),
    (Landmark.RIGHT_ANKLE, (60, 0, 190)),
    (Landmark.LEFT_KNEE, (210, 60, 90)),
    (Landmark.RIGHT_KNEE, (70, 60, 225)),
    (Landmark.LEFT_HIP, (200, 130, 100)),
    (Landmark.RIGHT_HIP, (90, 140, 200)),
    (Landmark.LEFT_SHOULDER, (255, 160, 90)),
    (Landmark.RIGHT_SHOULDER, (100, 190, 255)),
    (Landmark.LEFT_EAR, (230, 110, 210)),
    (Landmark.RIGHT_EAR, (120, 110, 255)),
    (Landmark.LEFT_EYE, (255, 170, 255)),
    (Landmark.RIGHT_EYE, (170, 180, 255)),
    (Landmark.NOSE, (255, 255, 255)),
    (Landmark.LEFT_ELBOW, (255, 60, 40)),
    (Landmark.RIGHT_ELBOW, (0, 90, 255)),
    (Landmark.LEFT_WRIST, (255, 0, 140)),
    (Landmark.RIGHT_WRIST, (0, 255, 60)),
)
"""Joints with their colours (RGB), in the order of drawing."""

# Crop, in torso lengths from the middle of the shoulders. Arm to wrist is about 1.1 torso lengths and half the
# shoulders 0.35, so 1.55 holds a full stretch sideways and 1.3 one straight up; what remains of the square shows
# the legs to the knees, about what real players' frames show.
REACH_UP: Final = 1.30
REACH_SIDE: Final = 1.55
SPAN: Final = 2 * REACH_SIDE

UNSEEN: Final = 0.10  # not drawn below this; PoseNet's and MediaPipe's useful guesses at hidden wrists are above it
CLEAR: Final = 0.50  # drawn at full strength from here
FAINT: Final = 0.55  # strength of the faintest visible part, so that it is never black on black

_FACE = frozenset(mark for mark in COCO17 if mark <= Landmark.RIGHT_EAR)  # drawn finer, because the face is small
_SHIFT = 4  # bits of sub-pixel position
_FAR_PX = 4000.0  # limits wild joints so that fixed-point coordinates do not overflow


def draw(pose: Pose, size: int = 96, units: BodyUnits | None = None) -> Picture:
    """The skeleton's picture: uint8 (size, size, 3), RGB on black; all black when the body cannot be measured.

    units: the body's ruler if it is known already, else it is measured here. Deterministic: equal poses give
    equal pictures on every machine with the same OpenCV.
    """
    picture = np.zeros((size, size, 3), np.uint8)
    units = units or body_units(pose)
    if units is None:
        return picture
    scale = size / SPAN
    xy = units.of(pose.xy_px()) * scale + np.asarray((REACH_SIDE * scale, REACH_UP * scale), np.float32)
    # pixel centres lie at whole numbers for OpenCV, hence the half
    fixed = np.rint((np.clip(xy, -_FAR_PX, _FAR_PX) - 0.5) * (1 << _SHIFT)).astype(np.int64).tolist()
    seen = _strength(pose)

    body_px, face_px = max(1, round(size / 32)), max(1, round(size / 64))
    for start, end, colour in LIMBS:
        strength = min(seen[start], seen[end])
        if strength > 0:
            line_px = face_px if end in _FACE else body_px
            cv2.line(picture, fixed[start], fixed[end], _dim(colour, strength), line_px, cv2.LINE_AA, _SHIFT)
    body_radius, face_radius = round(size / 40 * (1 << _SHIFT)), round(size / 64 * (1 << _SHIFT))
    for mark, colour in JOINTS:
        if seen[mark] > 0:
            radius = face_radius if mark in _FACE else body_radius
            cv2.circle(picture, fixed[mark], radius, _dim(colour, seen[mark]), cv2.FILLED, cv2.LINE_AA, _SHIFT)
    return picture


def _strength(pose: Pose) -> list[float]:
    """How strongly each of the 33 landmarks is drawn: 0 not at all, else FAINT..1."""
    visibility = pose.points[:, 3]
    strength = FAINT + (1.0 - FAINT) * np.clip((visibility - UNSEEN) / (CLEAR - UNSEEN), 0.0, 1.0)
    result: list[float] = np.where(visibility >= UNSEEN, strength, 0.0).tolist()
    return result


def _dim(colour: Colour, strength: float) -> Colour:
    return (int(colour[0] * strength), int(colour[1] * strength), int(colour[2] * strength))
