"""What a maker chooses for a card: the bird's act for each pose, a title, and the poses drawn as icons."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from game.body.classifier import MOST_TITLE
from game.body.model_acts import ACTS, MOST_TOGETHER, Icon, icon_from
from game.body.taught import FeatureExtractor
from game.errors import UserError
from tools.collecting.poseset import PoseSet


def chosen_acts(words: Sequence[str], labels: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """LABEL=ACT or LABEL=ACT+ACT words. Raises UserError for anything else."""
    found = {}
    for word in words:
        label, _, acts = word.partition("=")
        names = tuple(acts.split("+"))
        if label not in labels or not 1 <= len(names) <= MOST_TOGETHER or any(name not in ACTS for name in names):
            raise UserError(
                f"--act {word} is not understood; write POSE=ACT, POSE one of {', '.join(labels)} and ACT one of "
                f"{', '.join(ACTS)}, or up to {MOST_TOGETHER} of them joined by +"
            )
        found[label] = names
    return found


def checked_title(title: str) -> str:
    """A title fit for a card. Raises UserError for any other."""
    if len(title) > MOST_TITLE or not title.isprintable():
        raise UserError(f"--title should be a line of at most {MOST_TITLE} letters")
    return title


def icons(data: PoseSet) -> dict[str, Icon]:
    """The most typical sample of each class: the one nearest to the middle of all its samples."""
    extractor = FeatureExtractor()
    found = {}
    for label in sorted(set(data.labels.tolist())):
        rows = [n for n in np.flatnonzero(data.labels == label).tolist() if data.points[n, 5:7, 2].min() > 0.3][:500]
        told = [(n, features) for n in rows if (features := extractor.features(data.pose(n))) is not None]
        if told:
            every = np.stack([features for _, features in told])
            away = np.linalg.norm(every - np.median(every, axis=0), axis=1)
            found[label] = icon_from(data.pose(told[int(away.argmin())][0]))
    return found
