"""Looks at known points of the screen: the examples a gaze method learns from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt

from game.face.eyes import CODES, FEATURES, TALL, WIDE, Eyes

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
FOLDS: Final = 6


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Looks:
    """N looks. pictures uint8 (N, TALL, WIDE); features float64 (N, FEATURES); codes float32 (N, CODES), all as in
    `game.face.eyes.Eyes`. targets float64 (N, 2): where the player looked, x, y in 0..1 of the screen, from its upper
    left corner. groups int64 (N,): looks of one group were taken together (a session, or one fixed target), so they
    are never divided between learning and checking."""

    pictures: npt.NDArray[np.uint8]
    features: Array
    codes: npt.NDArray[np.float32]
    targets: Array
    groups: Indices

    def __post_init__(self) -> None:
        n = len(self.pictures)
        shapes = ((n, TALL, WIDE), (n, FEATURES), (n, CODES), (n, 2), (n,))
        for field, shape in zip(fields(self), shapes, strict=True):
            if getattr(self, field.name).shape != shape:
                raise ValueError(f"{field.name} must be {shape}; got {getattr(self, field.name).shape}")

    def __len__(self) -> int:
        return len(self.pictures)

    def take(self, which: npt.NDArray[np.bool_] | Indices) -> Looks:
        """Some of the looks."""
        return Looks(*(getattr(self, field.name)[which] for field in fields(self)))

    def thinned(self, most: int) -> Looks:
        """At most so many of the looks, evenly over their order."""
        return self if len(self) <= most else self.take(np.linspace(0, len(self) - 1, most).astype(np.int64))

    def folds(self, most: int = FOLDS) -> list[npt.NDArray[np.bool_]]:
        """Masks of what to check on in each round of cross-validation: whole groups, in parts of similar size.

        One group alone is cut into runs of neighbouring looks.
        """
        names, group = np.unique(self.groups, return_inverse=True)
        if len(names) < 2:
            parts = min(most, len(self))
            return [np.arange(len(self)) * parts // len(self) == part for part in range(parts)]
        sizes = np.bincount(group)
        fold_of, held = np.zeros(len(names), np.int64), np.zeros(min(most, len(names)), np.int64)
        for name in np.argsort(-sizes, kind="stable"):
            fold_of[name] = held.argmin()
            held[held.argmin()] += sizes[name]
        return [fold_of[group] == part for part in range(len(held))]


def looks_of(eyes: Sequence[Eyes], targets: Sequence[tuple[float, float]], groups: Sequence[int]) -> Looks:
    """Looks from single ones. targets: x, y in 0..1 of the screen."""
    n = len(eyes)
    return Looks(
        np.array([one.picture for one in eyes], np.uint8).reshape(n, TALL, WIDE),
        np.array([one.features for one in eyes], np.float64).reshape(n, FEATURES),
        np.array([one.codes for one in eyes], np.float32).reshape(n, CODES),
        np.array(targets, np.float64).reshape(n, 2),
        np.array(groups, np.int64).reshape(n),
    )


def joined(parts: Sequence[Looks]) -> Looks:
    """All looks of several lots, in their order."""
    return Looks(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Looks)))
