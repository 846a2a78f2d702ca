"""One person's pose: landmarks as MediaPipe orders them, and the units a body measures itself in.

Left and right are the player's own everywhere. Coordinates are fractions of the frame as the camera
sees it (not mirrored), x to the right and y down, so lengths must go through pixels (`Pose.xy_px`) before
they are compared: a frame is rarely square.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

VISIBLE: Final = 0.5
"""Visibility from which a landmark counts as seen (MediaPipe's own drawing utilities use .5)."""


class Landmark(IntEnum):
    """The 33 landmarks of MediaPipe Pose (BlazePose), in its order."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32


COCO17: Final[tuple[Landmark, ...]] = (
    Landmark.NOSE,
    Landmark.LEFT_EYE,
    Landmark.RIGHT_EYE,
    Landmark.LEFT_EAR,
    Landmark.RIGHT_EAR,
    Landmark.LEFT_SHOULDER,
    Landmark.RIGHT_SHOULDER,
    Landmark.LEFT_ELBOW,
    Landmark.RIGHT_ELBOW,
    Landmark.LEFT_WRIST,
    Landmark.RIGHT_WRIST,
    Landmark.LEFT_HIP,
    Landmark.RIGHT_HIP,
    Landmark.LEFT_KNEE,
    Landmark.RIGHT_KNEE,
    Landmark.LEFT_ANKLE,
    Landmark.RIGHT_ANKLE,
)
"""COCO's 17 keypoints (PoseNet's order) as MediaPipe landmarks: the subset every recogniser here uses."""


def _mirror_order() -> list[int]:
    """Index of each landmark's twin on the other side of the body."""
    names = [mark.name for mark in Landmark]

    def twin(name: str) -> str:
        if "LEFT" in name:
            return name.replace("LEFT", "RIGHT")
        return name.replace("RIGHT", "LEFT")

    return [names.index(twin(name)) for name in names]


MIRROR: Final[tuple[int, ...]] = tuple(_mirror_order())


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """One person in one frame.

    points: float32 (33, 4), read-only: x, y in fractions of the frame, z (MediaPipe's: depth relative to
        the hips in the scale of x, smaller is nearer; 0 where unknown), visibility in 0..1 (0: not found).
    frame: width and height of the frame in pixels.
    garb: what they wear, float32 (zones, 3) in CIE Lab, NaN where a zone is not seen; None where nobody looked. It
        only helps to tell people apart, and no recording keeps it.
    """

    points: FloatArray
    frame: tuple[int, int]
    garb: FloatArray | None = None

    def __post_init__(self) -> None:
        points = np.ascontiguousarray(self.points, dtype=np.float32)
        if points.shape != (len(Landmark), 4):
            raise ValueError(f"a pose has {len(Landmark)} landmarks of x, y, z, visibility; got {points.shape}")
        if not np.isfinite(points).all():
            raise ValueError("a pose has a coordinate that is not a number")
        if self.frame[0] < 1 or self.frame[1] < 1:
            raise ValueError(f"a pose needs the size of its frame in pixels; got {self.frame}")
        if points is self.points:
            points = points.copy()
        points.flags.writeable = False
        object.__setattr__(self, "points", points)

    @classmethod
    def from_coco17(cls, points: npt.ArrayLike, frame: tuple[int, int]) -> Pose:
        """From 17 COCO keypoints, each x, y (fractions of the frame) and score in 0..1.

        The other 16 landmarks get visibility 0. Raises ValueError on any other shape.
        """
        found = np.asarray(points, dtype=np.float32)
        if found.shape != (len(COCO17), 3):
            raise ValueError(f"a coco17 pose has 17 points of x, y, visibility; got {found.shape}")
        full = np.zeros((len(Landmark), 4), np.float32)
        rows = list(COCO17)
        full[rows, :2] = found[:, :2]
        full[rows, 3] = found[:, 2]
        return cls(full, frame)

    def coco17(self) -> FloatArray:
        """The 17 COCO keypoints: float32 (17, 3), x, y in fractions of the frame, visibility."""
        return self.points[list(COCO17)][:, [0, 1, 3]]

    def xy_px(self) -> FloatArray:
        """All landmarks in pixels, float32 (33, 2): the same scale along both axes."""
        return self.points[:, :2] * np.asarray(self.frame, np.float32)

    def seen(self, marks: Sequence[int], least: float = VISIBLE) -> bool:
        """Whether every one of these landmarks is visible enough."""
        return bool((self.points[list(marks), 3] >= least).all())

    def mirrored(self) -> Pose:
        """The pose a camera that mirrors its picture would have given: x flipped, left and right swapped."""
        points = self.points[list(MIRROR)].copy()
        points[:, 0] = 1.0 - points[:, 0]
        return Pose(points, self.frame)
