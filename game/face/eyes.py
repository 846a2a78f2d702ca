"""The eyes of somebody near a webcam: a small grey picture of both, and numbers that say where they point.

Lengths on the head are in cm of the average face, turned back to the front; x to the picture's right, y up, z to the
viewer. The eyes' order is the person's own right, own left, which is the picture's left, right.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from game.face.detector import Detector
from game.face.finder import SURE, windows
from game.face.mesh import PRESENT, Irises, Mesh, MeshNetwork
from game.face.networks import FaceNetworks
from game.face.region import Image, Points, Region
from game.face.rotation import mesh_facing, rotation

TALL: Final = 25
WIDE: Final = 50
"""Size of the picture of both eyes in pixels, as the original had it."""
MARGIN: Final = 1.25
"""Width of the rectangle around both eyes, in distances of their outer corners. It is half as tall as wide."""
FOCAL: Final = 0.85
"""Focal length taken for a webcam, in widths of its picture. It scales the distance only; calibration corrects that."""
LEAST_PX: Final = 80.0
"""A face must be this wide between the cheeks, in pixels: below it an iris moves by less than one for 5 degrees."""
SHUT: Final = 0.10
"""An eye is shut when the gap of its lids is less than this part of its width. Real open eyes start at 0.17, and those
that look down at the keyboard's edge of a screen are half shut."""
CHEEKS: Final = (234, 454)
_CORNERS: Final = ((33, 133), (362, 263))
"""Of each eye, from the picture's left to its right."""
_UPPER: Final = ((160, 159, 158), (385, 386, 387))
_LOWER: Final = ((144, 145, 153), (380, 374, 373))


class Feature(IntEnum):
    """Numbers of one look at the eyes. Those of the rectangle and the place are in fractions of the picture's width."""

    RECT_X = 0
    RECT_Y = 1
    RECT_WIDE = 2
    RECT_TALL = 3
    YAW = 4
    PITCH = 5
    ROLL = 6  # radians, against the line of sight to the face
    PLACE_X = 7  # of the point between the eyes from the picture's middle, cm, for the taken focal length
    PLACE_Y = 8
    PLACE_Z = 9
    IRIS_X_RIGHT = 10  # iris from the middle of the eye's corners, cm on the head
    IRIS_X_LEFT = 11
    IRIS_Y_RIGHT = 12
    IRIS_Y_LEFT = 13
    UPPER_RIGHT = 14  # middle of the upper lid over the same point
    UPPER_LEFT = 15
    LOWER_RIGHT = 16
    LOWER_LEFT = 17


FEATURES: Final = len(Feature)
CODES: Final = 256


@dataclass(frozen=True, slots=True, eq=False)
class Eyes:
    """One look at the eyes. picture: uint8 (TALL, WIDE), grey; features: float64 (FEATURES,), see `Feature`; codes:
    float32 (CODES,), the iris network's own description of both eyes; gap: of the less open eye's lids, in widths of
    the eye; face_px: width of the face."""

    picture: Image
    features: npt.NDArray[np.float64]
    codes: npt.NDArray[np.float32]
    gap: float
    face_px: float

    @property
    def shut(self) -> bool:
        """Whether an eye is shut, so that this look tells nothing."""
        return self.gap < SHUT

    @property
    def near(self) -> bool:
        """Whether the face is large enough for its eyes to be read."""
        return self.face_px >= LEAST_PX


class EyeReader:
    """Finds the eyes of the nearest face, and follows it from picture to picture."""

    def __init__(self, networks: FaceNetworks) -> None:
        self._detector, self._mesh = Detector(networks.detector), MeshNetwork(networks)
        self._region: Region | None = None

    def follow(self, image: Image) -> Eyes | None:
        """The eyes in the next BGR picture (height, width, 3) of a camera; None where no face is seen."""
        mesh = None if self._region is None else self._mesh.see(image, self._region, irises=True)
        if mesh is None or mesh.presence < PRESENT:
            mesh = self._found(image, thorough=False)
        self._region = None if mesh is None else mesh.region
        return None if mesh is None else looked(image, mesh)

    def look(self, image: Image) -> Eyes | None:
        """The eyes in a still picture; None where no face is found."""
        mesh = self._found(image, thorough=True)
        return None if mesh is None else looked(image, mesh)

    def _found(self, image: Image, thorough: bool) -> Mesh | None:
        """The mesh of the likeliest face, seen twice: in the detector's square, then in its own."""
        for region in self._regions(image, thorough):
            mesh = self._mesh.see(image, region)
            if mesh.presence < PRESENT:
                continue
            mesh = self._mesh.see(image, mesh.region, irises=True)
            if mesh.presence >= PRESENT:
                return mesh
        return None

    def _regions(self, image: Image, thorough: bool) -> Iterator[Region]:
        """Where a face may be: the whole picture first, then, for a still one, windows of it and around it."""
        height, width = image.shape[:2]
        best = self._detector.best(image)
        if best.score >= SURE:
            yield best.region
        for share in (0.67, 1.5, 0.5) if thorough else ():
            found = [self._detector.best(image, one) for one in windows(width, height, share)]
            best = max([best, *found], key=lambda one: one.score)
            if best.score >= SURE:
                yield best.region
        if thorough:
            yield best.region


def looked(image: Image, mesh: Mesh) -> Eyes:
    """What a mesh with irises says about the eyes of a BGR picture."""
    if mesh.irises is None:
        raise ValueError("the mesh has no irises; see() it with irises=True")
    height, width = image.shape[:2]
    points = mesh.points
    rect = _rectangle(points)
    turn, scale = rotation(points)
    facing = mesh_facing(turn)
    out = np.empty(FEATURES)
    out[Feature.RECT_X], out[Feature.RECT_Y] = rect.x / width, rect.y / width
    out[Feature.RECT_WIDE], out[Feature.RECT_TALL] = rect.side / width, _tall(points, rect) / width
    out[Feature.YAW], out[Feature.PITCH], out[Feature.ROLL] = facing.yaw_rad, facing.pitch_rad, facing.roll_rad
    distance_cm = FOCAL * width / max(scale, 1e-6)
    out[Feature.PLACE_X] = (rect.x - width / 2) / (FOCAL * width) * distance_cm
    out[Feature.PLACE_Y] = (height / 2 - rect.y) / (FOCAL * width) * distance_cm
    out[Feature.PLACE_Z] = distance_cm
    gaps = []
    for side in range(2):
        gaps.append(_eye(points, mesh.irises, side, turn, scale, out))
    cheeks = float(math.dist(points[CHEEKS[0], :2], points[CHEEKS[1], :2]))
    # a head turned aside looks narrower; the mesh's scale does not
    face_px = max(cheeks, FACE_CM * scale)
    return Eyes(_picture(image, rect), out, mesh.irises.codes.reshape(-1), min(gaps), face_px)


FACE_CM: Final = 14.0
"""Width of the average face from cheek to cheek."""


def _eye(points: Points, irises: Irises, side: int, turn: Points, scale: float, out: npt.NDArray[np.float64]) -> float:
    """Fill in one eye's features; returns the gap of its lids in widths of the eye."""
    right, left = points[list(_CORNERS[side])]
    middle = 0.5 * (right + left)
    upper, lower = points[list(_UPPER[side])].mean(0), points[list(_LOWER[side])].mean(0)
    # the iris network gives no depth: the mesh's lids are where the iris is
    iris = np.append(irises.points[side].mean(0), 0.5 * (upper[2] + lower[2]))
    onto = turn / scale
    iris, upper, lower = ((spot - middle) * (1.0, -1.0, -1.0) @ onto for spot in (iris, upper, lower))
    out[Feature.IRIS_X_RIGHT + side], out[Feature.IRIS_Y_RIGHT + side] = iris[0], iris[1]
    out[Feature.UPPER_RIGHT + side], out[Feature.LOWER_RIGHT + side] = upper[1], lower[1]
    wide = np.linalg.norm((left - right) * (1.0, -1.0, -1.0) @ onto)
    return float((upper[1] - lower[1]) / max(float(wide), 1e-6))


def _rectangle(points: Points) -> Region:
    """A square level with the eyes, around both; its middle half is the rectangle."""
    right, left = points[_CORNERS[0][0], :2], points[_CORNERS[1][1], :2]
    inner = 0.5 * (points[_CORNERS[0][1], :2] + points[_CORNERS[1][0], :2])
    x, y = 0.5 * (0.5 * (right + left) + inner)
    across = left - right
    return Region(float(x), float(y), MARGIN * float(np.hypot(*across)), math.atan2(across[1], across[0]))


def _tall(points: Points, rect: Region) -> float:
    """Height of the open eyes in pixels, level with them."""
    c, s = math.cos(rect.turn_rad), math.sin(rect.turn_rad)
    rows = points[[*_UPPER[0], *_UPPER[1], *_LOWER[0], *_LOWER[1]], :2] @ (-s, c)
    return float(np.ptp(rows))


def _picture(image: Image, rect: Region) -> Image:
    """Both eyes upright, grey, stretched to all greys between the darkest and the lightest 2 %."""
    shrink = rect.side / WIDE
    if shrink > 1.5:
        reach = round(0.75 * rect.side) + 2
        x0, y0 = max(0, int(rect.x) - reach), max(0, int(rect.y) - reach)
        part = image[y0 : int(rect.y) + reach, x0 : int(rect.x) + reach]
        if min(part.shape[:2]) >= 2:
            size = max(1, round(part.shape[1] / shrink)), max(1, round(part.shape[0] / shrink))
            small = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
            fx, fy = size[0] / part.shape[1], size[1] / part.shape[0]
            image = small
            rect = Region((rect.x - x0) * fx, (rect.y - y0) * fy, rect.side * fx, rect.turn_rad)
            shrink = rect.side / WIDE
    c, s = math.cos(rect.turn_rad) * shrink, math.sin(rect.turn_rad) * shrink
    x, y = WIDE / 2, TALL / 2
    back = np.array(((c, -s, rect.x - c * x + s * y), (s, c, rect.y - s * x - c * y)))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    crop = cv2.warpAffine(image, back, (WIDE, TALL), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY).astype(np.float32)
    low, high = np.percentile(grey, (2, 98))
    return np.asarray(np.clip((grey - low) * (255.0 / max(float(high - low), 8.0)), 0, 255), np.uint8)
