"""The camera's place and direction, and the landmarks it sees of a body, computed without drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Final

import numpy as np

from game.body.pose import FloatArray, Landmark, Pose
from game.vision.virtual.mannequin import Bodies
from game.vision.virtual.posture import Array, angles_of, turned

SEEN: Final = 0.99
HIDDEN: Final = 0.35
"""Visibility of a point in plain view, and of one behind the own body: MediaPipe's usual answers."""


@dataclass(frozen=True, slots=True)
class View:
    """A pinhole camera looking at the stage.

    distance_m from the middle of the stage, height_m over the floor; azimuth_rad: how far round the stage it
    stands, > 0 to the left of a player who faces front; pan_rad > 0 aims further to the right of the picture;
    tilt_rad > 0 aims up; roll_rad > 0 tilts the camera so that the picture turns clockwise; focal: focal length
    in widths of the frame (0.9: 58 degrees across, an ordinary webcam).
    """

    distance_m: float = 2.6
    height_m: float = 1.1
    azimuth_rad: float = 0.0
    pan_rad: float = 0.0
    tilt_rad: float = -0.05
    roll_rad: float = 0.0
    focal: float = 0.9


_numbers: Final = attrgetter(*(field.name for field in fields(View)))


def stacked(views: Sequence[View]) -> Array:
    """Views as rows: float64 (N, 7)."""
    return np.array([_numbers(view) for view in views], np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Lens:
    """Cameras solved: places (N, 3), axes (N, 3, 3) with columns picture right, up, backward; focal (N,) widths."""

    place: Array
    axes: Array
    focal: Array

    def to_camera(self, points: Array) -> Array:
        """Room points (N, ..., 3) in camera axes: right, up, depth ahead of the lens, metres."""
        lead = (slice(None),) + (None,) * (points.ndim - 2)
        seen: Array = np.einsum("n...j,njk->n...k", points - self.place[lead], self.axes)
        seen[..., 2] *= -1
        return seen


def lens(views: Array | View | Sequence[View]) -> Lens:
    """Cameras from views: rows (N, 7), one view, or several."""
    if isinstance(views, View):
        rows = stacked([views])
    elif isinstance(views, np.ndarray):
        rows = np.atleast_2d(views)
    else:
        rows = stacked(views)
    distance, height, azimuth, pan, tilt, roll, focal = rows.T
    place = np.stack([distance * np.sin(azimuth), height, distance * np.cos(azimuth)], -1)
    return Lens(place, turned(azimuth - pan, -tilt, roll), focal)


def landmarks(body: Bodies, views: Array | View | Sequence[View], frame: tuple[int, int] = (640, 480)) -> FloatArray:
    """Landmarks without errors: float32 (N, 33, 4), x, y fractions of the frame, z as MediaPipe's, visibility.

    Either one view for all bodies, or one for each. Points far behind the lens stay finite, outside the frame.
    """
    camera = lens(views)
    n = len(body)
    if len(camera.place) == 1 and n > 1:
        camera = Lens(*(np.broadcast_to(a, (n, *a.shape[1:])) for a in (camera.place, camera.axes, camera.focal)))
    seen = camera.to_camera(body.landmarks)
    depth = np.maximum(seen[..., 2], 0.15)
    focal = camera.focal[:, None]
    aspect = frame[0] / frame[1]
    out = np.empty((n, len(Landmark), 4), np.float32)
    out[..., 0] = 0.5 + focal * seen[..., 0] / depth
    out[..., 1] = 0.5 - focal * aspect * seen[..., 1] / depth
    hip_depth = np.maximum(0.5 * (seen[:, Landmark.LEFT_HIP, 2] + seen[:, Landmark.RIGHT_HIP, 2]), 0.15)[:, None]
    out[..., 2] = focal * (seen[..., 2] - hip_depth) / hip_depth
    out[..., 3] = _visibility(body, camera, seen, depth)
    outside = np.maximum(np.maximum(-out[..., :2], out[..., :2] - 1.0), 0.0).max(-1)
    out[..., 3] *= np.where(outside > 0, 0.35 * np.exp(-outside / 0.08), 1.0)
    np.clip(out[..., :2], -3.0, 4.0, out=out[..., :2])
    return out


def poses(body: Bodies, views: Array | View | Sequence[View], frame: tuple[int, int] = (640, 480)) -> tuple[Pose, ...]:
    """The same as `Pose` objects."""
    return tuple(Pose(points, frame) for points in landmarks(body, views, frame))


def in_view(points: FloatArray, least: int = 4) -> bool:
    """Whether enough of one body's landmarks (33, 4) lie inside the frame for anybody to be seen."""
    inside = ((points[:, :2] > 0) & (points[:, :2] < 1)).all(1)
    return int(inside.sum()) >= least


def facing_angles(body: Bodies, views: Array | View | Sequence[View]) -> tuple[Array, Array, Array]:
    """Yaw, pitch, roll of the heads in radians, (N,) each: 0, 0, 0 looks straight into the lens, upright."""
    camera = lens(views)
    way = np.einsum("nj,njk->nk", camera.place - body.head, np.broadcast_to(camera.axes, (len(body), 3, 3)))
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    sight = turned(np.arctan2(way[:, 0], way[:, 2]), np.arcsin(way[:, 1]), np.zeros(len(body)))
    relative = np.swapaxes(sight, 1, 2) @ np.swapaxes(camera.axes, 1, 2) @ body.head_turn
    return angles_of(relative)


def _visibility(body: Bodies, camera: Lens, seen: Array, depth: Array) -> Array:
    """How plainly each landmark is seen past the own head, trunk and limbs: (N, 33)."""
    flat = seen[..., :2] / depth[..., None]
    clear = np.full(seen.shape[:2], SEEN)
    girth = body.length("girth")
    hips, chest = camera.to_camera(body.mid_hip[:, None])[:, 0], camera.to_camera(body.chest[:, None])[:, 0]
    across = np.abs(np.einsum("nj,nj->n", body.chest_turn[:, :, 0], camera.axes[:, :, 0]))
    trunk = girth * (0.10 + across * (0.85 * body.length("shoulder") - 0.10))
    blocked = _behind(flat, seen[..., 2], hips, chest, trunk, 0.05)
    blocked[:, [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP]] *= 0.55
    head = camera.to_camera(body.head[:, None])[:, 0]
    top = camera.to_camera((body.head + 0.1 * body.length("head")[:, None] * body.head_turn[:, :, 1])[:, None])[:, 0]
    face = _behind(flat, seen[..., 2], head, top, 0.40 * body.length("head"), 0.03)
    # what grows on the head is hidden when it points away from the lens
    sight = camera.place - body.head
    sight /= np.linalg.norm(sight, axis=1, keepdims=True)
    gaze = np.einsum("nij,ni->nj", body.head_turn, sight)
    for mark, normal in _HEAD_NORMALS.items():
        face[:, mark] = np.clip(0.5 - np.asarray(normal) @ gaze.T * 2.2 - _HEAD_BIAS.get(mark, 0.0), 0, 1)
    blocked = np.maximum(blocked, face)
    for first, second in _LIMBS:
        a, b = seen[:, first], seen[:, second]
        limb = _behind(flat, seen[..., 2], a, b, 0.05 * girth, 0.07)
        limb[:, _OWN_LIMB[first]] = 0.0
        blocked = np.maximum(blocked, 0.6 * limb)
    result: Array = clear - (SEEN - HIDDEN) * blocked
    return result


def _behind(flat: Array, depth: Array, start: Array, end: Array, radius: Array, margin: float) -> Array:
    """How much points are hidden by a capsule, 0..1: inside its outline and deeper than it by `margin` metres."""
    z0, z1 = np.maximum(start[:, 2], 0.15), np.maximum(end[:, 2], 0.15)
    a, b = start[:, :2] / z0[:, None], end[:, :2] / z1[:, None]
    along = b - a
    share = np.einsum("nkj,nj->nk", flat - a[:, None], along) / np.maximum((along**2).sum(1), 1e-9)[:, None]
    share = np.clip(share, 0, 1)
    nearest = a[:, None] + share[..., None] * along[:, None]
    deep = z0[:, None] + share * (z1 - z0)[:, None]
    wide = radius[:, None] / deep
    inside = np.clip((wide - np.linalg.norm(flat - nearest, axis=-1)) / (0.35 * wide) + 0.5, 0, 1)
    hidden: Array = inside * np.clip((depth - deep - margin) / 0.06, 0, 1)
    return hidden


_HEAD_NORMALS: Final[dict[Landmark, tuple[float, float, float]]] = {
    Landmark.NOSE: (0.0, 0.0, 1.0),
    Landmark.LEFT_EYE_INNER: (0.35, 0.1, 0.94),
    Landmark.LEFT_EYE: (0.45, 0.1, 0.89),
    Landmark.LEFT_EYE_OUTER: (0.60, 0.1, 0.79),
    Landmark.RIGHT_EYE_INNER: (-0.35, 0.1, 0.94),
    Landmark.RIGHT_EYE: (-0.45, 0.1, 0.89),
    Landmark.RIGHT_EYE_OUTER: (-0.60, 0.1, 0.79),
    Landmark.LEFT_EAR: (0.97, 0.0, 0.24),
    Landmark.RIGHT_EAR: (-0.97, 0.0, 0.24),
    Landmark.MOUTH_LEFT: (0.4, -0.2, 0.9),
    Landmark.MOUTH_RIGHT: (-0.4, -0.2, 0.9),
}
_HEAD_BIAS: Final[dict[Landmark, float]] = {
    Landmark.NOSE: 0.6,  # it stands out: seen until the head is turned well past profile
}
_LIMBS: Final = (
    (Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST),
    (Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST),
    (Landmark.LEFT_SHOULDER, Landmark.LEFT_ELBOW),
    (Landmark.RIGHT_SHOULDER, Landmark.RIGHT_ELBOW),
)
_OWN_LIMB: Final[dict[Landmark, list[int]]] = {
    first: [mark for mark in Landmark if 11 <= mark <= 22 and mark % 2 == first % 2] for first, _ in _LIMBS
}
