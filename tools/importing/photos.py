"""Photos of people, each on its own, through MediaPipe; and pictures unpacked only when their size is sane."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Final, Self

import cv2
import numpy as np

from game.body.pose import Pose
from game.body.units import body_units
from game.errors import UserError
from game.vision.frame import Frame, Image
from game.vision.landmarker import Landmarker

MOST_PIXELS: Final = 60_000_000
_JPEG_SIZES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # the start-of-frame markers


class PhotoReader:
    """MediaPipe on single photos: an empty frame before each makes it forget the one before, and search anew."""

    _APART_S: Final = 10.0  # between photos: nothing is smoothed over so long a time

    def __init__(self, model: Path) -> None:
        self._landmarker = Landmarker(model)
        self._t_s = 0.0

    def pose(self, rgb: Image) -> Pose | None:
        """The clearest person in a picture; None if nobody can be measured."""
        empty = np.zeros((64, 64, 3), np.uint8)
        bgr = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), np.uint8)
        for image in (empty, empty, bgr):
            self._t_s += self._APART_S
            found = self._landmarker.detect(Frame(image, self._t_s, 0))
        return found[0] if found and body_units(found[0]) is not None else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._landmarker.close()


def decoded(data: bytes) -> Image:
    """A JPEG or PNG as RGB, turned as its EXIF says. Raises UserError for anything else, and for huge ones."""
    size = picture_size(data)
    if size is None or size[0] * size[1] > MOST_PIXELS:
        raise UserError("it is no JPEG or PNG, or far too large")
    try:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        image = None
    if image is None:
        raise UserError("the picture is broken")
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height a PNG or JPEG says it has, without unpacking it; None for anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    if data[:2] != b"\xff\xd8":
        return None
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _JPEG_SIZES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return int(width), int(height)
        alone = marker == 0xFF or 0xD0 <= marker <= 0xD9 or marker == 0x01
        at += 1 if marker == 0xFF else 2 if alone else 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return None
