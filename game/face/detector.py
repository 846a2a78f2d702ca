"""MediaPipe's short-range face detector: a box and six points (eyes, nose tip, mouth, ears) from 128 x 128 pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from game.face.networks import Network
from game.face.region import Image, Points, Region, cut_out

SIZE: Final = 128
RIGHT_EYE, LEFT_EYE, NOSE, MOUTH, RIGHT_EAR, LEFT_EAR = range(6)
"""The six points, in the detector's order; right and left are the person's own."""
BOX_MARGIN: Final = 1.5
"""The mesh wants half as much again as the detector's box, as MediaPipe's own graph gives it."""


def _anchors() -> Points:
    """Middles of the 896 places the detector judges, in fractions of its picture: 2 on a 16 grid, 6 on an 8 grid."""
    grids = []
    for cells, each in ((16, 2), (8, 6)):
        y, x = np.mgrid[:cells, :cells]
        grids.append(np.repeat(np.stack(((x.ravel() + 0.5) / cells, (y.ravel() + 0.5) / cells), 1), each, 0))
    return np.concatenate(grids)


_ANCHORS: Final = _anchors()


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A face. score: 0..1; points (6, 2) in pixels of the picture; region: the square the mesh should look at."""

    score: float
    points: Points
    region: Region


class Detector:
    """Finds the likeliest face in a region of a picture."""

    def __init__(self, network: Network) -> None:
        self._network = network.interpreter
        self._input = network.inputs[0]
        sizes = {int(self._network.get_tensor(number).shape[-1]): number for number in network.outputs}
        self._boxes, self._scores = sizes[16], sizes[1]

    def best(self, image: Image, region: Region | None = None) -> Found:
        """The likeliest face in a region of a BGR picture, however unlikely. Default: all of the picture."""
        height, width = image.shape[:2]
        whole = region is None
        region = region or Region(width / 2, height / 2, max(height, width))
        crop = _letterboxed(image) if whole else cut_out(image, region, SIZE)
        self._network.set_tensor(self._input, crop[None, :, :, ::-1].astype(np.float32) / 127.5 - 1.0)
        self._network.invoke()
        scores = self._network.get_tensor(self._scores).reshape(-1)
        best = int(scores.argmax())
        row = self._network.get_tensor(self._boxes).reshape(-1, 16)[best].astype(np.float64) / SIZE
        points = region.to_picture(_ANCHORS[best] + row[4:].reshape(6, 2))
        x, y = region.to_picture((_ANCHORS[best] + row[:2])[None])[0]
        across = points[LEFT_EYE] - points[RIGHT_EYE]
        side = BOX_MARGIN * max(float(row[2]), float(row[3])) * region.side
        score = 1.0 / (1.0 + math.exp(-float(np.clip(scores[best], -80.0, 80.0))))
        return Found(score, points, Region(float(x), float(y), side, math.atan2(across[1], across[0])))


def _letterboxed(image: Image) -> Image:
    """All of a picture on a black square of the detector's size: how its own graph shows it a whole picture."""
    height, width = image.shape[:2]
    side = max(height, width)
    top, left = (side - height) // 2, (side - width) // 2
    square = cv2.copyMakeBorder(image, top, side - height - top, left, side - width - left, cv2.BORDER_CONSTANT)
    how = cv2.INTER_AREA if side > SIZE else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(square, (SIZE, SIZE), interpolation=how), np.uint8)
