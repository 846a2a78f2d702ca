"""A camera's picture with the time it was taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np
import numpy.typing as npt

from game.body.pose import Pose

Image = npt.NDArray[np.uint8]


class LatePoses(Sequence[Pose]):
    """Poses that are worked out when they are first looked at: a game never looks at the true ones."""

    def __init__(self, found: Callable[[], tuple[Pose, ...]]) -> None:
        self._found = found

    @cached_property
    def _poses(self) -> tuple[Pose, ...]:
        return self._found()

    def __len__(self) -> int:
        return len(self._poses)

    @overload
    def __getitem__(self, index: int) -> Pose: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Pose, ...]: ...

    def __getitem__(self, index: int | slice) -> Pose | tuple[Pose, ...]:
        return self._poses[index]


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
    truth: Sequence[Pose] = ()
    captured_s: float | None = None
