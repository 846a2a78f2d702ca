"""A data set in memory: poses as arrays with label, person and session; loading, joining, splitting by person."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from game.body.datasets import Sample, read_samples
from game.body.pose import COCO17, Pose
from game.errors import UserError

FloatArray = npt.NDArray[np.float32]

FEW_PEOPLE: Final = 20
"""With this many people or fewer, those who show the most classes are chosen for validation first."""


@dataclass(frozen=True, slots=True, eq=False)
class PoseSet:
    """N samples. Every recogniser uses the 17 COCO joints only, so that is what is kept.

    points: float32 (N, 17, 3): x, y in fractions of the frame, visibility. frames: int32 (N, 2) pixels.
    labels, persons, sessions: object arrays (N,) of str.
    """

    points: FloatArray
    frames: npt.NDArray[np.int32]
    labels: npt.NDArray[np.str_]
    persons: npt.NDArray[np.str_]
    sessions: npt.NDArray[np.str_]

    def __post_init__(self) -> None:
        counts = {len(self.points), len(self.frames), len(self.labels), len(self.persons), len(self.sessions)}
        if len(counts) != 1 or self.points.shape[1:] != (len(COCO17), 3):
            raise ValueError(f"a pose set needs equally many (17, 3) poses and names, got {counts}")

    def __len__(self) -> int:
        return len(self.points)

    def pose(self, index: int) -> Pose:
        """Sample `index` as a Pose."""
        width, height = self.frames[index]
        return Pose.from_coco17(self.points[index], (int(width), int(height)))

    def take(self, which: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> PoseSet:
        """The samples a mask or an index array picks."""
        return PoseSet(
            self.points[which], self.frames[which], self.labels[which], self.persons[which], self.sessions[which]
        )

    def digest(self) -> str:
        """sha256 of poses and labels in order, for the model card."""
        total = hashlib.sha256()
        total.update(np.ascontiguousarray(self.points).tobytes())
        total.update(np.ascontiguousarray(self.frames).tobytes())
        total.update("\n".join(self.labels.tolist()).encode())
        return total.hexdigest()


def from_samples(samples: Sequence[Sample]) -> PoseSet:
    """A pose set of data-set samples. Raises UserError where there are none."""
    if not samples:
        raise UserError("the data set is empty; capture some samples first")
    return PoseSet(
        np.stack([sample.pose.coco17() for sample in samples]),
        np.array([sample.pose.frame for sample in samples], np.int32),
        np.array([sample.label for sample in samples]),
        np.array([sample.person for sample in samples]),
        np.array([sample.session for sample in samples]),
    )


def load(paths: Iterable[Path]) -> PoseSet:
    """Every sample of these `samples.jsonl` files. Raises UserError for a file that cannot be used."""
    return from_samples([sample for path in paths for sample in read_samples(path)])


def join(sets: Sequence[PoseSet]) -> PoseSet:
    """One set after the other."""
    return PoseSet(
        np.concatenate([one.points for one in sets]),
        np.concatenate([one.frames for one in sets]),
        np.concatenate([one.labels for one in sets]),
        np.concatenate([one.persons for one in sets]),
        np.concatenate([one.sessions for one in sets]),
    )


def hold_out(data: PoseSet, share: float, rng: np.random.Generator) -> tuple[PoseSet, PoseSet]:
    """Split into (training, validation) by person; by session where there is one person; never by sample.

    Samples of one person are alike, so a split by sample reports a score no new player will see. Every class stays in
    the training: somebody who alone shows a class is never left out of it. Raises UserError where nobody can be left
    out, or where there is only one person in one session.
    """
    groups = data.persons if len(set(data.persons.tolist())) > 1 else data.sessions
    names = sorted(set(groups.tolist()))
    if len(names) < 2:
        raise UserError(
            "the data set holds one person in one session, so nothing is left to test on; capture a second session"
        )
    labels: dict[str, set[str]] = {name: set() for name in names}
    for name, label in zip(groups.tolist(), data.labels.tolist(), strict=True):
        labels[name].add(label)
    left = Counter(label for shown in labels.values() for label in shown)
    order = [names[i] for i in rng.permutation(len(names))]
    if len(order) <= FEW_PEOPLE:  # of few people the one who shows most checks most
        order.sort(key=lambda name: -len(labels[name]))
    held: set[str] = set()
    for name in order:
        if len(held) < max(1, round(share * len(names))) and all(left[label] > 1 for label in labels[name]):
            held.add(name)
            left.subtract(labels[name])
    if not held:
        lonely = next(
            f"{label} is shown by {name} alone" for name in names for label in labels[name] if left[label] < 2
        )
        raise UserError(
            f"nobody can be left out of the training, for {lonely}; capture each pose of two people or more"
        )
    mask = np.array([name in held for name in groups.tolist()])
    return data.take(~mask), data.take(mask)
