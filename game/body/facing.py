"""Where the head points, from the eleven face landmarks of a pose.

A generic rigid head is fitted to the landmarks in weak perspective (a head is small against its distance from
a webcam): scale, place and rotation are found by least squares, landmarks that disagree with the rest count
less. The seed's rule of three stays beside it as a baseline.

Head frame in centimetres: x to the player's own left, y up, z forward out of the face.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from game.body.pose import Landmark, Pose
from game.body.reading import Facing

_F64 = npt.NDArray[np.float64]

PITCH_GAIN: Final = 1.2
"""MediaPipe draws nods smaller than they are: over rendered heads its landmarks' pitch rises 0.54 for 1 (yaw 0.92).

More would only amplify its noise: 1.2 has the least mean error. It is the only number here taken from pictures.
"""

FACE: Final = tuple(range(Landmark.NOSE, Landmark.MOUTH_RIGHT + 1))

# An adult's head in the Frankfurt horizontal (ear opening and lower rim of the eye socket level).
_HEAD: Final[dict[Landmark, tuple[float, float, float]]] = {
    Landmark.NOSE: (0.0, -1.1, 7.4),
    Landmark.LEFT_EYE_INNER: (1.8, 2.6, 3.8),
    Landmark.LEFT_EYE: (3.15, 2.65, 3.8),
    Landmark.LEFT_EYE_OUTER: (4.4, 2.65, 3.2),
    Landmark.LEFT_EAR: (7.6, 0.6, -2.8),
    Landmark.MOUTH_LEFT: (2.5, -4.3, 4.3),
}


def _model() -> _F64:
    points = np.zeros((len(FACE), 3))
    for mark, place in _HEAD.items():
        points[mark] = place
        twin = mark.name.replace("LEFT", "RIGHT")
        points[Landmark[twin]] = (-place[0] if twin != mark.name else 0.0, place[1], place[2])
    return points


_MODEL: Final = _model()


@dataclass(frozen=True, slots=True, eq=False)
class HeadFit:
    """A head fitted to a pose. rotation (3, 3) takes the head's axes to the picture's (x right, y up, z to the viewer).

    scale: pixels a cm. origin: where the head frame's origin is, x and y in pixels of the frame, y down.
    """

    rotation: _F64
    scale: float
    origin: tuple[float, float]

    def at(self, x_cm: float, y_cm: float, z_cm: float) -> tuple[float, float]:
        """A point of the head frame in pixels of the frame."""
        right, up = self.scale * (self.rotation[:2] @ (x_cm, y_cm, z_cm))
        return self.origin[0] + float(right), self.origin[1] - float(up)


def facing(pose: Pose) -> Facing | None:
    """Yaw, pitch and roll of the head in radians; None when too little of the face was found."""
    fit = fit_head(pose)
    return None if fit is None else fitted_facing(fit)


def fitted_facing(fit: HeadFit) -> Facing:
    """Yaw, pitch and roll of a fitted head in radians."""
    rotation = fit.rotation
    return Facing(
        yaw_rad=math.atan2(rotation[0, 2], rotation[2, 2]),
        pitch_rad=max(-math.pi / 2, min(math.pi / 2, PITCH_GAIN * math.asin(max(-1.0, min(1.0, rotation[1, 2]))))),
        roll_rad=math.atan2(-rotation[1, 0], rotation[1, 1]),
    )


def fit_head(pose: Pose) -> HeadFit | None:
    """The head that fits a pose's face landmarks; None when too few of them were found."""
    seen = pose.points[FACE, 3].astype(np.float64)
    weights = np.clip((seen - 0.05) / 0.45, 0.0, 1.0)
    if weights[0] == 0.0 or weights.sum() < 2.5:
        return None
    image = pose.xy_px()[list(FACE)].astype(np.float64) * (1.0, -1.0)
    return _fit(image, weights)


def _fit(image: _F64, weights: _F64) -> HeadFit | None:
    """The head that looks like what is seen (n, 2; y up); None if the points coincide."""
    share = weights / weights.sum()
    seen_at, made_at = share @ image, share @ _MODEL
    image = image - seen_at
    model = _MODEL - made_at
    # unconstrained affine camera, with a ridge for faces of which only a plane is left
    spread = (model * share[:, None]).T @ model + np.eye(3) * 0.5
    camera = np.linalg.solve(spread, (model * share[:, None]).T @ image).T
    u, size, vt = np.linalg.svd(camera, full_matrices=False)
    if size[0] < 1e-6:
        return None
    rotation = np.empty((3, 3))
    rotation[:2] = u @ vt
    rotation[2] = np.cross(rotation[0], rotation[1])
    scale = float(size.mean())
    # Gauss-Newton on rotation and scale
    for _ in range(3):
        turned = model @ rotation.T
        rest = image - scale * turned[:, :2]
        error = np.hypot(rest[:, 0], rest[:, 1]) / scale
        trust = np.sqrt(share / np.maximum(1.0, error / 0.8))
        slopes = np.zeros((2, len(FACE), 4))
        slopes[0, :, 1] = scale * turned[:, 2]
        slopes[0, :, 2] = -scale * turned[:, 1]
        slopes[1, :, 0] = -scale * turned[:, 2]
        slopes[1, :, 2] = scale * turned[:, 0]
        slopes[0, :, 3], slopes[1, :, 3] = turned[:, 0], turned[:, 1]
        a = (slopes * trust[None, :, None]).reshape(-1, 4)
        b = (rest * trust[:, None]).T.reshape(-1)
        normal = a.T @ a
        normal[np.arange(4), np.arange(4)] += 1e-6 * np.trace(normal)
        x, y, z, grow = np.linalg.solve(normal, a.T @ b)
        rotation = turn_by(x, y, z) @ rotation
        scale = max(scale + grow, 0.2 * scale)
    x, y = seen_at - scale * (rotation[:2] @ made_at)
    return HeadFit(rotation, scale, (float(x), -float(y)))


def turn_by(x: float, y: float, z: float) -> _F64:
    """The rotation by a vector (axis times angle)."""
    angle = math.sqrt(x * x + y * y + z * z)
    if angle < 1e-12:
        return np.eye(3)
    cross = np.array(((0.0, -z, y), (z, 0.0, -x), (-y, x, 0.0)))
    turn: _F64 = np.eye(3) + math.sin(angle) / angle * cross
    turn += (1.0 - math.cos(angle)) / angle**2 * (cross @ cross)
    return turn


def rule_of_three(pose: Pose) -> Facing | None:
    """The original Huia's rule, as a baseline: eyes between ears, and nose under ears, in half head widths.

    A ratio of 1 is read as 90°. In profile the head's width goes to nothing: ratios are held within ±1, and
    None is returned where nothing is left to divide by, or nose, eyes or ears were not found.
    """
    marks = (Landmark.NOSE, Landmark.LEFT_EYE, Landmark.RIGHT_EYE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR)
    if not pose.seen(marks, 0.05):
        return None
    nose, left_eye, right_eye, left_ear, right_ear = pose.xy_px()[list(marks)].tolist()
    half_px = abs(left_ear[0] - right_ear[0]) / 2
    if half_px < 1.0:
        return None
    across = ((right_eye[0] - right_ear[0]) - (left_ear[0] - left_eye[0])) / (2 * half_px)
    along = ((left_ear[1] + right_ear[1]) / 2 - nose[1]) / half_px
    return Facing(
        yaw_rad=math.pi / 2 * max(-1.0, min(1.0, across)),
        pitch_rad=math.pi / 2 * max(-1.0, min(1.0, along)),
        roll_rad=math.atan2(left_eye[1] - right_eye[1], left_eye[0] - right_eye[0]),
    )
