"""Looks for somebody beside the player now and then, so that one player costs no more than before.

It runs MediaPipe's pose detector alone, by LiteRT: a third of what a search by MediaPipe costs. It says where a body
stands and how large it is; the landmarks come from MediaPipe, once somebody is worth following.
"""

from __future__ import annotations

import math
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter

from game.body.pose import FloatArray
from game.errors import UserError
from game.vision.frame import Image
from game.words import told

SIZE: Final = 224
SURE: Final = 0.5
"""MediaPipe's own least score of a detection."""
SAME: Final = 0.4
"""Detections whose middles are nearer than this fraction of their radius are one body."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body that was found: the middle of its hips and the radius of a circle around all of it, in picture pixels."""

    x: float
    y: float
    radius: float
    score: float


def _anchors() -> FloatArray:
    """Middles of the 2254 places the detector judges, in fractions of its picture: 2, 2 and 6 on three grids."""
    grids = []
    for cells, each in ((28, 2), (14, 2), (7, 6)):
        y, x = np.mgrid[:cells, :cells]
        grids.append(np.repeat(np.stack(((x.ravel() + 0.5) / cells, (y.ravel() + 0.5) / cells), 1), each, 0))
    return np.concatenate(grids).astype(np.float32)


_ANCHORS: Final = _anchors()


class Scout:
    """Finds bodies in a picture. model: a pose bundle, as `Landmarker` takes it. Raises UserError for another file."""

    def __init__(self, model: Path) -> None:
        try:
            with zipfile.ZipFile(model) as bundle:
                network = bundle.read("pose_detector.tflite")
            self._network = Interpreter(model_content=network, num_threads=1)
            self._network.allocate_tensors()
        except (OSError, KeyError, ValueError, RuntimeError, zipfile.BadZipFile) as error:
            raise UserError(
                told("The pose model {model} has no detector that can be used; try another.", model=model)
            ) from error
        self._input = self._network.get_input_details()[0]["index"]
        outputs = {int(one["shape"][-1]): one["index"] for one in self._network.get_output_details()}
        self._boxes, self._scores = outputs[12], outputs[1]
        self._picture = np.zeros((1, SIZE, SIZE, 3), np.float32)

    def find(self, rgb: Image) -> tuple[Body, ...]:
        """The bodies in an RGB picture, the surest first, in its pixels."""
        high, wide = rgb.shape[:2]
        scale = SIZE / max(high, wide)
        size = max(1, round(wide * scale)), max(1, round(high * scale))
        left, top = (SIZE - size[0]) // 2, (SIZE - size[1]) // 2
        self._picture.fill(-1.0)
        small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
        self._picture[0, top : top + size[1], left : left + size[0]] = small / np.float32(127.5) - np.float32(1.0)
        self._network.set_tensor(self._input, self._picture)
        self._network.invoke()
        said = self._network.get_tensor(self._scores).reshape(-1)
        scores = 1.0 / (1.0 + np.exp(-np.clip(said, -50.0, 50.0)))
        rows = self._network.get_tensor(self._boxes).reshape(len(_ANCHORS), -1)
        found: list[Body] = []
        for index in np.argsort(-scores)[: int((scores >= SURE).sum())].tolist():
            hips = rows[index, 4:6] / SIZE + _ANCHORS[index]
            edge = rows[index, 6:8] / SIZE + _ANCHORS[index]
            x, y = ((hips * SIZE - (left, top)) / scale).tolist()
            radius = float(np.hypot(*(edge - hips))) * SIZE / scale
            if all(math.hypot(x - one.x, y - one.y) > SAME * max(radius, one.radius) for one in found):
                found.append(Body(x, y, radius, float(scores[index])))
        return tuple(found)
