"""The training data: poses split by people, and ordinary poses of virtual people that join them."""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from game.body.poses import NORMAL
from game.errors import UserError
from tools.collecting import poseset
from tools.collecting.poseset import PoseSet
from tools.collecting.sides import Twins, sided_classes, sided_labels
from tools.training.virtual_people import hard_negatives, virtual_people

HELD_OUT: Final = 0.15
"""The share of people kept for validation."""
LEAST_SAMPLES: Final = 5
"""Fewer samples of a class than this teach nothing that holds for anybody else."""
LEAST_NEGATIVES: Final = 2400
"""Ordinary poses to learn from: so many even for few samples, because they vary far more. Acting them takes 6 s."""
CHECKED_NEGATIVES: Final = 800
"""Ordinary poses to find thresholds with: two of this many may lie above one (see `fitting.OTHERS`)."""
APART: Final = 7919
"""Added to the seed of ordinary poses, so that they are of other virtual people than `--virtual` gives."""


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """Training data. data: all given poses, split by people into training and validation. extra: ordinary poses of
    virtual people, for training only. ordinary: more of them, for thresholds only. sided: classes not to mirror.
    """

    data: PoseSet
    training: PoseSet
    validation: PoseSet
    extra: tuple[PoseSet, ...]
    ordinary: PoseSet
    names: list[str]
    sided: frozenset[str]
    twins: tuple[Twins, ...]

    @property
    def people(self) -> tuple[int, int]:
        """Number of people in training and in validation."""
        return len(set(self.training.persons.tolist())), len(set(self.validation.persons.tolist()))


def gathered(options: argparse.Namespace, rng: np.random.Generator) -> Material:
    """Read or act the poses, and keep some people for the check, without ordinary poses yet.

    Raises UserError for too little.
    """
    sets = [poseset.load(options.data)] if options.data else []
    if options.virtual:
        sets.append(virtual_people(options.virtual, options.seed))
    if not sets:
        raise UserError("nothing to learn from; give --data samples.jsonl, --virtual N, or both")
    data = poseset.join(sets)
    names = sorted(set(data.labels.tolist()), key=lambda label: (label != NORMAL, label))
    if len(names) < 2:
        raise UserError(f"the data set has one class ({names[0]}), so there is nothing to tell apart; add another")
    counts = Counter(data.labels.tolist())
    few = min(names, key=lambda name: counts[name])
    if counts[few] < LEAST_SAMPLES:
        raise UserError(f"{few} has {counts[few]} samples; capture at least {LEAST_SAMPLES} of each pose")
    unknown = next((name for name in options.sided or () if name not in names), None)
    if unknown is not None:
        raise UserError(f"--sided {unknown} is no class of this data set; it has {', '.join(names)}")
    training, validation = poseset.hold_out(data, HELD_OUT, rng)
    twins = sided_classes(data)
    sided = sided_labels(data, twins) if options.sided is None else frozenset(options.sided)
    names = [NORMAL, *names] if _negatives(options, data, names) and NORMAL not in names else names
    return Material(data, training, validation, (), data.take(np.zeros(0, np.int64)), names, sided, twins)


def with_ordinary(material: Material, options: argparse.Namespace) -> Material:
    """The material with ordinary poses of virtual people, to learn from and to find thresholds with."""
    negatives = _negatives(options, material.data, material.names)
    poses = hard_negatives(material.data, negatives + CHECKED_NEGATIVES, options.seed + APART)
    people = sorted(set(poses.persons.tolist()))
    checkers = set(people[: round(len(people) * CHECKED_NEGATIVES / (negatives + CHECKED_NEGATIVES))])
    checks = np.array([person in checkers for person in poses.persons.tolist()])
    return replace(material, extra=(poses.take(~checks),) if negatives else (), ordinary=poses.take(checks))


def _negatives(options: argparse.Namespace, data: PoseSet, names: list[str]) -> int:
    """How many ordinary poses join `normal`; virtual people bring their own."""
    if options.negatives is not None:
        return int(options.negatives)
    return 0 if options.virtual else max(LEAST_NEGATIVES, len(data) // max(1, len(set(names) - {NORMAL})))
