"""Somebody to show on the camera card: poses made from the interface's own figures, and a room."""

from dataclasses import fields

import numpy as np

from game.body.pose import Landmark, Pose
from game.scene.interface.icons import FIGURES

_HEAD = {
    Landmark.NOSE: (0.0, 0.03),
    Landmark.LEFT_EYE: (0.07, -0.04),
    Landmark.RIGHT_EYE: (-0.07, -0.04),
    Landmark.LEFT_EAR: (0.16, 0.0),
    Landmark.RIGHT_EAR: (-0.16, 0.0),
}


def figure(name: str, frame: tuple[int, int] = (320, 240), torso: float = 0.22) -> Pose:
    """A pose in the middle of a camera's frame (not mirrored); torso: its length in frame heights."""
    shown = FIGURES[name]
    points = np.zeros((33, 4), np.float32)
    aspect = frame[0] / frame[1]

    def put(mark: Landmark, x: float, y: float) -> None:
        # figures are mirrored, a camera is not
        points[mark] = 0.5 - x * torso / aspect, 0.42 + y * torso, 0.0, 0.95

    for field in fields(shown):
        if field.name != "head":
            put(Landmark[field.name.upper()], *getattr(shown, field.name))
    for mark, (x, y) in _HEAD.items():
        put(mark, shown.head[0] - x, shown.head[1] + y)
    return Pose(points, frame)


def room() -> np.ndarray:
    """A plain room, RGB (240, 320, 3)."""
    pixels = np.full((240, 320, 3), (150, 140, 125), np.uint8)
    pixels[150:] = (110, 90, 70)
    pixels[30:120, 30:110] = (180, 200, 215)
    return pixels
