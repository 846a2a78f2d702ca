"""Scripted bodies for the tests: a person of so many pixels, somewhere, with arms where the test wants them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from game.body.datasets import Sample, read_samples
from game.body.pose import Landmark, Pose

Points = dict[Landmark, tuple[float, float]]

# In torso lengths from the middle of the shoulders, x to the player's left (right in the picture), y down.
STANDING: Points = {
    Landmark.NOSE: (0.0, -0.38),
    Landmark.LEFT_EYE_INNER: (0.035, -0.44),
    Landmark.LEFT_EYE: (0.065, -0.44),
    Landmark.LEFT_EYE_OUTER: (0.09, -0.44),
    Landmark.RIGHT_EYE_INNER: (-0.035, -0.44),
    Landmark.RIGHT_EYE: (-0.065, -0.44),
    Landmark.RIGHT_EYE_OUTER: (-0.09, -0.44),
    Landmark.LEFT_EAR: (0.135, -0.41),
    Landmark.RIGHT_EAR: (-0.135, -0.41),
    Landmark.MOUTH_LEFT: (0.05, -0.32),
    Landmark.MOUTH_RIGHT: (-0.05, -0.32),
    Landmark.LEFT_SHOULDER: (0.31, 0.0),
    Landmark.RIGHT_SHOULDER: (-0.31, 0.0),
    Landmark.LEFT_HIP: (0.19, 1.0),
    Landmark.RIGHT_HIP: (-0.19, 1.0),
    Landmark.LEFT_KNEE: (0.2, 1.8),
    Landmark.RIGHT_KNEE: (-0.2, 1.8),
    Landmark.LEFT_ANKLE: (0.2, 2.6),
    Landmark.RIGHT_ANKLE: (-0.2, 2.6),
}
ARMS: dict[str, Points] = {
    "down": {
        Landmark.LEFT_ELBOW: (0.4, 0.55),
        Landmark.RIGHT_ELBOW: (-0.4, 0.55),
        Landmark.LEFT_WRIST: (0.42, 1.0),
        Landmark.RIGHT_WRIST: (-0.42, 1.0),
    },
    "up": {
        Landmark.LEFT_ELBOW: (0.42, -0.4),
        Landmark.RIGHT_ELBOW: (-0.42, -0.4),
        Landmark.LEFT_WRIST: (0.42, -0.9),
        Landmark.RIGHT_WRIST: (-0.42, -0.9),
    },
    "by the head": {
        Landmark.LEFT_ELBOW: (0.65, -0.2),
        Landmark.RIGHT_ELBOW: (-0.65, -0.2),
        Landmark.LEFT_WRIST: (0.25, -0.62),
        Landmark.RIGHT_WRIST: (-0.25, -0.62),
    },
    "left up": {
        Landmark.LEFT_ELBOW: (0.42, -0.4),
        Landmark.RIGHT_ELBOW: (-0.4, 0.55),
        Landmark.LEFT_WRIST: (0.42, -0.9),
        Landmark.RIGHT_WRIST: (-0.42, 1.0),
    },
    "right up": {
        Landmark.LEFT_ELBOW: (0.4, 0.55),
        Landmark.RIGHT_ELBOW: (-0.42, -0.4),
        Landmark.LEFT_WRIST: (0.42, 1.0),
        Landmark.RIGHT_WRIST: (-0.42, -0.9),
    },
    "level": {
        Landmark.LEFT_ELBOW: (0.8, 0.0),
        Landmark.RIGHT_ELBOW: (-0.8, 0.0),
        Landmark.LEFT_WRIST: (1.3, 0.0),
        Landmark.RIGHT_WRIST: (-1.3, 0.0),
    },
}


def body(
    arms: str | Points = "down",
    *,
    to: str | Points | None = None,
    share: float = 0.0,
    at: tuple[float, float] = (320.0, 200.0),
    torso_px: float = 100.0,
    frame: tuple[int, int] = (640, 480),
    visibility: float = 0.95,
    hidden: tuple[Landmark, ...] = (),
) -> Pose:
    """Somebody whose shoulders' middle is `at` pixels; arms on the way from `arms` to `to` (share 0..1)."""
    start = ARMS[arms] if isinstance(arms, str) else arms
    end = start if to is None else ARMS[to] if isinstance(to, str) else to
    places = dict(STANDING)
    for mark, place in start.items():
        other = end[mark]
        places[mark] = (place[0] + share * (other[0] - place[0]), place[1] + share * (other[1] - place[1]))
    points = np.zeros((len(Landmark), 4), np.float32)
    for mark, (x, y) in places.items():
        points[mark, 0] = (at[0] + torso_px * x) / frame[0]
        points[mark, 1] = (at[1] + torso_px * y) / frame[1]
        points[mark, 3] = 0.0 if mark in hidden else visibility
    return Pose(points, frame)


def changed(pose: Pose, mark: Landmark, **values: float) -> Pose:
    """The pose with x, y, z or visibility of one landmark replaced."""
    points = pose.points.copy()
    for name, value in values.items():
        points[mark, ("x", "y", "z", "visibility").index(name)] = value
    return Pose(points, pose.frame)


def real_people() -> tuple[Sample, ...]:
    """The evaluation poses of real people; skips the test where they are not at hand."""
    path = Path(__file__).parents[2].parent / "shared" / "data" / "huia_people_ab.jsonl"
    if not path.is_file():
        pytest.skip("the evaluation data of real people is not beside this repository")
    return read_samples(path)
