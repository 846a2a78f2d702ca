"""Finds repeats: poses the data set holds already, even under another person or session."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from game.body.datasets import Sample
from game.body.pose import Pose
from tools.importing.drawn import Points

SAME_PX: Final = 0.15
"""Two poses are one where no joint lies further apart. Data sets keep seven digits, so this is no rounding."""
RENAMED_PX: Final = 4.0
"""The same for captures of one file name: one may have been read from its JSON, the other from its picture."""
LEAST_JOINTS: Final = 6
"""Joints both poses must have before they can be compared."""


class Known:
    """The poses a data set holds, by label."""

    def __init__(self, samples: Iterable[Sample]) -> None:
        self._by_label: dict[str, list[tuple[Points, Sample]]] = {}
        for sample in samples:
            self.add(sample)

    def add(self, sample: Sample) -> None:
        """A sample is there now."""
        self._by_label.setdefault(sample.label, []).append((_pixels(sample.pose), sample))

    def find(self, label: str, stem: str, pose: Pose) -> Sample | None:
        """The sample this pose repeats, None for a new one."""
        there = self._by_label.get(label, [])
        if not there:
            return None
        mine, all_ = _pixels(pose), np.stack([points for points, _ in there])
        both = (all_[..., 2] > 0) & (mine[:, 2] > 0)
        apart = np.where(both, np.hypot(*(all_ - mine)[..., :2].transpose(2, 0, 1)), 0.0).max(axis=1)
        alike = (all_[..., 2] > 0).sum(axis=1) == (mine[:, 2] > 0).sum()
        start = stem.replace(" ", "_") + "-"
        for n in np.flatnonzero((both.sum(axis=1) >= LEAST_JOINTS) & (apart <= RENAMED_PX)).tolist():
            sample = there[n][1]
            if (apart[n] <= SAME_PX and alike[n]) or (sample.id.startswith(start) and sample.pose.frame == pose.frame):
                return sample
        return None


def _pixels(pose: Pose) -> Points:
    """(17, 3): x, y in pixels and visibility."""
    return np.asarray(pose.coco17() * np.array([*pose.frame, 1], np.float32), np.float32)
