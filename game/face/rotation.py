"""How a head is turned, from a face's points.

Angles: R = Ry(yaw) Rx(-pitch) Rz(-roll) takes the average face (x to the picture's right, y up, z to the viewer, cm)
to what is seen. yaw > 0: to the person's own left; pitch > 0: up; roll > 0: to their own left shoulder.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from game.body.facing import turn_by
from game.body.reading import Facing
from game.face.region import Points
from game.places import MODELS

AVERAGE: Final[Points] = np.load(MODELS / "average_face.npy").astype(np.float64)
"""The mean of real faces found by this network and turned back, (468, 3) in cm."""
LOW_RAD: Final = math.radians(2.4)
"""The average face looks down by this much: measured on 25 real heads with truth."""
MOUTH_CM: Final = -2.2
"""Points above this height count for the rotation: a jaw that drops must not turn the head."""
WEIGHTS: Final[Points] = (AVERAGE[:, 1] > MOUTH_CM) / (AVERAGE[:, 1] > MOUTH_CM).sum()
_CENTRE: Final = WEIGHTS @ AVERAGE

SIX: Final[Points] = np.array(
    (
        (-3.15, 2.65, 3.8),
        (3.15, 2.65, 3.8),
        (0.0, -1.1, 7.4),
        (0.0, -4.3, 5.2),
        (-7.6, 0.6, -2.8),
        (7.6, 0.6, -2.8),
    )
)
"""Where the detector's six points are on an adult's head (eyes, nose tip, mouth, ears), cm."""
STARTS_DEG: Final = (-70, -35, 0, 35, 70)
STEPS: Final = 6


def rotation(points: Points) -> tuple[Points, float]:
    """Rotation (3, 3) and pixels a cm that best take the average face to a mesh's points (468, 3): Kabsch (1976)."""
    seen = points * (1.0, -1.0, -1.0)
    face, seen = AVERAGE - _CENTRE, seen - WEIGHTS @ seen
    u, size, vt = np.linalg.svd((face * WEIGHTS[:, None]).T @ seen)
    sign = np.array((1.0, 1.0, np.sign(np.linalg.det(u @ vt))))
    turn: Points = ((u * sign) @ vt).T
    return turn, float((size * sign).sum() / (WEIGHTS[:, None] * face**2).sum())


def straightened(points: Points, turn: Points, scale: float) -> Points:
    """A mesh's points (468, 3) turned back to the front, in cm of the average face."""
    seen = points * (1.0, -1.0, -1.0)
    out: Points = (seen - WEIGHTS @ seen) @ turn / scale + _CENTRE
    return out


def angles(turn: Points, raised_rad: float = 0.0) -> Facing:
    """Yaw, pitch and roll of a rotation (3, 3). raised_rad is added to the pitch."""
    return Facing(
        yaw_rad=math.atan2(turn[0, 2], turn[2, 2]),
        pitch_rad=math.asin(max(-1.0, min(1.0, float(turn[1, 2])))) + raised_rad,
        roll_rad=math.atan2(-turn[1, 0], turn[1, 1]),
    )


def mesh_facing(turn: Points) -> Facing:
    """Where a head points whose mesh has this rotation."""
    return angles(turn, LOW_RAD)


def six_facing(points: Points) -> Facing | None:
    """Where a head points from the detector's six points (6, 2) in pixels; None if they fit no head.

    Weak perspective by Gauss-Newton from five starts, for a profile has more than one good fit; the least residual
    wins.
    """
    seen = points * (1.0, -1.0)
    seen = seen - seen.mean(0)
    model = SIX - SIX.mean(0)
    best: tuple[float, Points] | None = None
    for start in STARTS_DEG:
        turn = _fitted(model, seen, start)
        if turn is None:
            continue
        flat = (model @ turn.T)[:, :2]
        scale = float((flat * seen).sum() / (flat**2).sum())
        rest = float(((seen - scale * flat) ** 2).sum()) / scale**2 if scale > 0 else math.inf
        if math.isfinite(rest) and (best is None or rest < best[0]):
            best = rest, turn
    return None if best is None else angles(best[1])


def _fitted(model: Points, seen: Points, start_deg: float) -> Points | None:
    """The rotation nearest to a start under which the model looks like what is seen (n, 2; y up)."""
    yaw = math.radians(start_deg)
    turn: Points = np.array(
        ((math.cos(yaw), 0.0, math.sin(yaw)), (0.0, 1.0, 0.0), (-math.sin(yaw), 0.0, math.cos(yaw)))
    )
    scale = math.sqrt((seen**2).sum() / ((model @ turn.T)[:, :2] ** 2).sum())
    slopes = np.zeros((2, len(model), 4))
    for _ in range(STEPS):
        at = model @ turn.T
        slopes[0, :, 1], slopes[0, :, 2], slopes[0, :, 3] = scale * at[:, 2], -scale * at[:, 1], at[:, 0]
        slopes[1, :, 0], slopes[1, :, 2], slopes[1, :, 3] = -scale * at[:, 2], scale * at[:, 0], at[:, 1]
        a, b = slopes.reshape(-1, 4), (seen - scale * at[:, :2]).T.reshape(-1)
        normal = a.T @ a
        normal += 1e-6 * np.trace(normal) * np.eye(4)
        try:
            x, y, z, grow = np.linalg.solve(normal, a.T @ b)
        except np.linalg.LinAlgError:
            return None
        turn = turn_by(float(x), float(y), float(z)) @ turn
        scale += float(grow)
        if not math.isfinite(scale):
            return None
    return turn
