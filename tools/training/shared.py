"""Which classes of a maker are the Huia's own poses of the same name, as the shipped classifier sees them."""

from __future__ import annotations

from typing import Final

import numpy as np

from game.body.classifier import load_classifier
from game.body.poses import NORMAL
from game.places import CLASSIFIER
from tools.collecting.poseset import PoseSet

ALIKE: Final = 0.6
"""The share of a class's samples that the shipped classifier must name the same: it knows 95 % of the Huia's own, and
of another pose under that name next to none."""
MOST_ASKED: Final = 60
"""Samples of a class that are looked at."""


def known_poses(data: PoseSet) -> tuple[str, ...]:
    """The classes of a data set that are the Huia's own poses: its movement network judges them, too."""
    if not CLASSIFIER.is_file():
        return ()
    shipped = load_classifier(CLASSIFIER)
    known = []
    for label in sorted(set(data.labels.tolist()) & set(shipped.card.labels) - {NORMAL}):
        rows = np.flatnonzero(data.labels == label)
        rows = rows[np.linspace(0, len(rows) - 1, min(len(rows), MOST_ASKED)).astype(int)]
        named = [shipped.card.labels[int(np.argmax(shipped.scores(data.pose(row))))] for row in rows.tolist()]
        if named.count(label) >= ALIKE * len(named):
            known.append(label)
    return tuple(known)
