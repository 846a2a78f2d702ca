"""MediaPipe's face mesh with attention: 468 points of a face, those of lips and eyes refined.

The network came with three custom operators, which crop its features around lips and eyes and put refined points
back into the mesh. They are numpy here (see `game.vision.face_bundle` for what is left).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from game.face.networks import FaceNetworks
from game.face.region import Image, Points, Region, around, cut_out

POINTS: Final = 468
SIZE: Final = 192
"""Side of the trunk's picture in pixels: its points are in pixels of this crop."""
GRID: Final = 48
"""Side of the trunk's feature map: four crop pixels to a cell."""
CROP: Final = 16
"""Side of a head's crop of the features."""
CROP_MARGIN: Final = 1.5
PRESENT: Final = 0.5
"""Presence from which there is a face, as MediaPipe's own graph has it."""
RIGHT_CORNER, LEFT_CORNER = 33, 263
"""Outer corners of the person's own right and left eye: they level the region a face is followed in."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Points a head refines, in the order of its output. right, left: the two that level its crop."""

    right: int
    left: int
    points: tuple[int, ...]


# fmt: off
LIPS: Final = Part(61, 291, (
    61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 185, 40, 39, 37, 0, 267, 269, 270, 409, 78, 95, 88, 178, 87, 14,
    317, 402, 318, 324, 308, 191, 80, 81, 82, 13, 312, 311, 310, 415, 76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306,
    184, 74, 73, 72, 11, 302, 303, 304, 408, 62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292, 183, 42, 41, 38, 12,
    268, 271, 272, 407,
))
RIGHT_EYE: Final = Part(33, 133, (
    33, 7, 163, 144, 145, 153, 154, 155, 133, 246, 161, 160, 159, 158, 157, 173, 130, 25, 110, 24, 23, 22, 26, 112, 243,
    247, 30, 29, 27, 28, 56, 190, 226, 31, 228, 229, 230, 231, 232, 233, 244, 113, 225, 224, 223, 222, 221, 189, 35,
    124, 46, 53, 52, 65, 143, 111, 117, 118, 119, 120, 121, 128, 245, 156, 70, 63, 105, 66, 107, 55, 193,
))
LEFT_EYE: Final = Part(362, 263, (
    263, 249, 390, 373, 374, 380, 381, 382, 362, 466, 388, 387, 386, 385, 384, 398, 359, 255, 339, 254, 253, 252, 256,
    341, 463, 467, 260, 259, 257, 258, 286, 414, 446, 261, 448, 449, 450, 451, 452, 453, 464, 342, 445, 444, 443, 442,
    441, 413, 265, 353, 276, 283, 282, 295, 372, 340, 346, 347, 348, 349, 350, 357, 465, 383, 300, 293, 334, 296, 336,
    285, 417,
))
# fmt: on
_PARTS: Final = tuple((part.right, part.left, np.array(part.points)) for part in (LIPS, RIGHT_EYE, LEFT_EYE))
_CELLS: Final = np.stack(np.meshgrid(np.arange(CROP) + 0.5, np.arange(CROP) + 0.5), -1).reshape(-1, 2) - CROP / 2


@dataclass(frozen=True, slots=True, eq=False)
class Irises:
    """Both irises, the person's own right one first. points (2, 5, 2): the middle and four points of the rim, in pixels
    of the picture. codes float32 (2, 128): the network's features they were read from, 2 x 2 cells of 32."""

    points: Points
    codes: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """A face's mesh. points (468, 3): x, y in pixels of the picture, z in the same scale, negative towards the
    camera. presence: 0..1 that there is a face. irises: where they were asked for and a face is present."""

    points: Points
    presence: float
    irises: Irises | None = None

    @property
    def region(self) -> Region:
        """Where to look for this face next."""
        return around(self.points, RIGHT_CORNER, LEFT_CORNER)


class MeshNetwork:
    """Runs the mesh on regions of pictures."""

    def __init__(self, networks: FaceNetworks) -> None:
        self._trunk, self._heads = networks.trunk.interpreter, networks.heads.interpreter
        self._input = networks.trunk.inputs[0]
        sizes = {int(np.prod(self._trunk.get_tensor(number).shape)): number for number in networks.trunk.outputs}
        self._landmarks, self._features, self._presence = sizes[POINTS * 3], sizes[GRID * GRID * 32], sizes[1]
        self._crops, self._refined = networks.heads.inputs, networks.heads.outputs
        self._irises, self._iris_crops = networks.irises.interpreter, networks.irises.inputs
        self._iris_points, self._iris_codes = networks.irises.outputs[:2], networks.irises.outputs[2:]
        self._picture = np.empty((1, SIZE, SIZE, 3), np.float32)

    def see(self, image: Image, region: Region, irises: bool = False) -> Mesh:
        """The mesh of a face in this region of a BGR picture. Where none is, its points mean nothing.

        irises: find them, too.
        """
        crop = cv2.cvtColor(cut_out(image, region, SIZE), cv2.COLOR_BGR2RGB)
        np.multiply(crop[None], np.float32(1 / 255), out=self._picture, casting="unsafe")
        self._trunk.set_tensor(self._input, self._picture)
        self._trunk.invoke()
        points = self._trunk.get_tensor(self._landmarks).reshape(POINTS, 3).astype(np.float64)
        presence = 1.0 / (1.0 + math.exp(-float(self._trunk.get_tensor(self._presence).reshape(-1)[0])))
        found = self._refine(points, irises) if presence >= PRESENT else None
        if found is not None:
            found.points[:] = region.to_picture(found.points.reshape(-1, 2) / SIZE).reshape(found.points.shape)
        points[:, :2] = region.to_picture(points[:, :2] / SIZE)
        points[:, 2] *= region.side / SIZE
        return Mesh(points, presence, found)

    def _refine(self, points: Points, irises: bool) -> Irises | None:
        """Let the heads place lips and eyes anew, in crop pixels, and find the irises if they are asked for."""
        features = self._trunk.get_tensor(self._features).reshape(GRID * GRID, 32)
        frames = [
            _crop_of(points[subset, :2] / 4, points[left, :2] - points[right, :2]) for right, left, subset in _PARTS
        ]
        cells = np.concatenate([_CELLS @ axes.T + middle - 0.5 for axes, middle in frames])
        crops = _sampled(features, cells)
        for number, crop in zip(self._crops, crops, strict=True):
            self._heads.set_tensor(number, crop[None])
        self._heads.invoke()
        for (_, _, subset), (axes, middle), number in zip(_PARTS, frames, self._refined, strict=True):
            points[subset, :2] = _out_of_crop(self._heads.get_tensor(number), axes, middle)
        return self._seen_irises(crops, frames) if irises else None

    def _seen_irises(self, crops: npt.NDArray[np.float32], frames: list[tuple[Points, Points]]) -> Irises:
        """Both irises in crop pixels, from the same crops of features as the eyes'."""
        for number, crop in zip(self._iris_crops, crops[1:], strict=True):
            self._irises.set_tensor(number, crop[None])
        self._irises.invoke()
        points = [
            _out_of_crop(self._irises.get_tensor(number), *frame)
            for number, frame in zip(self._iris_points, frames[1:], strict=True)
        ]
        codes = [self._irises.get_tensor(number).reshape(-1) for number in self._iris_codes]
        return Irises(np.array(points), np.array(codes, np.float32))


def _out_of_crop(answer: npt.NDArray[np.float32], axes: Points, middle: Points) -> Points:
    """A head's answer as points (n, 2) in the trunk's pixels, which are quarter cells of the feature map."""
    corner = middle - axes @ (CROP / 2, CROP / 2)
    out: Points = answer.reshape(-1, 2) @ axes.T + 4 * corner
    return out


def _crop_of(cells: Points, across: Points) -> tuple[Points, Points]:
    """Axes (2, 2) from a head's crop to cells of the feature map, and its middle (2,): the level box around cells."""
    turn = math.atan2(across[1], across[0])
    c, s = math.cos(turn), math.sin(turn)
    level = np.array(((c, s), (-s, c)))  # from the picture's axes to the level ones
    at = cells @ level.T
    low, high = at.min(0), at.max(0)
    return level.T * (CROP_MARGIN * (high - low) / CROP), level.T @ ((low + high) / 2)


def _sampled(features: Points, at: Points) -> npt.NDArray[np.float32]:
    """Features (n, CROP, CROP, 32) at cell positions (n * CROP * CROP, 2), between four neighbours; 0 off the map."""
    inside = np.all((at >= 0) & (at <= GRID - 1), axis=1)
    at = np.clip(at, 0, GRID - 1)
    first = np.minimum(at.astype(np.int64), GRID - 2)
    x, y = (at - first).T
    corner = first[:, 1] * GRID + first[:, 0]
    shares = np.stack(((1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y)) * inside
    mixed = np.zeros((len(at), 32), np.float32)
    for share, step in zip(shares.astype(np.float32), (0, 1, GRID, GRID + 1), strict=True):
        mixed += share[:, None] * features[corner + step]
    return mixed.reshape(-1, CROP, CROP, 32)
