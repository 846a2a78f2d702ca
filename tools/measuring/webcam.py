"""The virtual player on film, in the place of a webcam.

Drawing the virtual player costs as much as finding a pose (7 ms, two players 13), in the process whose speed is
measured. A webcam costs what decoding its JPEG pictures does, and so does this film.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import cv2

from game.errors import UserError
from game.vision.cameras.camera import DRAWN, open_source

SPARE_S: Final = 5.0
"""A film is this much longer than the game that watches it, because the game's start takes time."""


def filmed(camera: str, seed: int, seconds: float) -> str:
    """A film of the virtual player's first seconds as motion JPEG, a file that lasts as long as this process.

    Any other camera is returned as it is. Raises UserError where OpenCV cannot write such a film.
    """
    return str(_film(camera, seed, seconds + SPARE_S)) if camera in DRAWN else camera


@lru_cache(maxsize=1)
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="huia-film-")


@lru_cache
def _film(camera: str, seed: int, seconds: float) -> Path:
    path = Path(_folder().name) / f"{camera}-{seed}-{seconds:g}.avi"
    source = open_source(camera, seed=seed, realtime=False)
    film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), source.fps, source.size)
    if not film.isOpened():
        raise UserError("this OpenCV cannot write motion JPEG; bench a film of your own with --camera FILE")
    try:
        for _ in range(round(seconds * source.fps)):
            frame = source.read()
            if frame is not None:
                film.write(frame.image)
    finally:
        film.release()
        source.close()
    return path
