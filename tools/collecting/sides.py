"""Which classes have a side: poses whose mirror image is another class of the same data set.

Training mirrors half of what has no side. Where "raise left" mirrored is "raise right", that would teach the network
that both are both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from game.body.poses import NORMAL, POSES, SIDED
from game.body.taught import FeatureExtractor
from tools.collecting.poseset import PoseSet

Array = npt.NDArray[Any]

NEIGHBOURS: Final = 5
MOST: Final = 1500
"""Samples compared; of a larger set an even choice."""
SHARE: Final = 0.3
"""A class is sided where so many more of its samples are another class's when mirrored than as they are.

In 141 poses of two real people underarm has .94, moonwalk .85, backpack .56; dramatic .20, wings and fly .0."""


@dataclass(frozen=True, slots=True)
class Twins:
    """A class and the class its mirror image is taken for. share: of its samples, 0..1."""

    label: str
    other: str
    share: float


def sided_classes(data: PoseSet) -> tuple[Twins, ...]:
    """The classes whose mirror image is another class of this set.

    `normal` is no such other: anything is like what everybody does. Of the Huia's own poses it is known which have a
    side, whatever this set shows: people who all thrust a hadouken to the left may thrust it to the right.
    """
    extractor = FeatureExtractor()
    rows = np.linspace(0, len(data) - 1, min(MOST, len(data))).round().astype(int) if len(data) else np.zeros(0, int)
    straight, mirrored, labels = [], [], []
    for row in rows.tolist():
        pose = data.pose(row)
        here, there = extractor.features(pose), extractor.features(pose.mirrored())
        if here is not None and there is not None:
            straight.append(here)
            mirrored.append(there)
            labels.append(str(data.labels[row]))
    names = sorted(set(labels))
    if len(names) < 2:
        return ()
    index = np.array([names.index(label) for label in labels])
    before = _nearest(np.stack(straight), index, np.stack(straight), len(names), itself=True)
    after = _nearest(np.stack(straight), index, np.stack(mirrored), len(names), itself=False)
    found = []
    for n, label in enumerate(names):
        gain = (after[index == n].mean(axis=0) - before[index == n].mean(axis=0)) * (np.arange(len(names)) != n)
        other = int(gain.argmax())
        own = label in POSES and label not in SIDED
        if not own and names[other] != NORMAL and gain[other] >= SHARE:
            found.append(Twins(label, names[other], round(float(gain[other]), 2)))
    return tuple(found)


def sided_labels(data: PoseSet, twins: Sequence[Twins]) -> frozenset[str]:
    """Every class of this set that must not be mirrored: the Huia's sided poses, and what `sided_classes` found."""
    return (SIDED & set(data.labels.tolist())) | {twin.label for twin in twins}


def _nearest(known: Array, labels: Array, asked: Array, count: int, itself: bool) -> Array:
    """Of each row asked, the class of most of its nearest neighbours: (N, count), one 1 a row."""
    search = cv2.ml.KNearest_create()  # type: ignore[attr-defined]  # OpenCV's stubs leave out its ml
    search.train(np.ascontiguousarray(known), cv2.ml.ROW_SAMPLE, labels.astype(np.float32))
    few = min(NEIGHBOURS, len(known) - itself)
    near = search.findNearest(np.ascontiguousarray(asked), few + itself)[2][:, int(itself) :].astype(int)
    votes = (near[:, :, None] == np.arange(count)).sum(axis=1)
    winners: Array = np.eye(count)[votes.argmax(axis=1)]
    return winners
