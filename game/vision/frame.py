"""A camera's picture with the time it was taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from game.body.pose import Pose

Image = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of a source.

    image: uint8 (height, width, 3), BGR as OpenCV has it, as the camera sees the scene (never mirrored).
    t_s: seconds on the source's own clock, strictly increasing. Live sources count from their first frame.
    index: number of the frame in the source, from 0; a gap means dropped frames.
    truth: the true poses in view, from the virtual player; empty for other sources.
    captured_s: time.perf_counter() when a camera took it; None for sources that are not cameras.
    """

    image: Image
    t_s: float
    index: int
    truth: tuple[Pose, ...] = ()
    captured_s: float | None = None
