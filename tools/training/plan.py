"""The plan of a training: epochs, learning rates, and how often each class is shown."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from game.errors import UserError

FEW: Final = 1000
"""Smaller data sets than this train a new head on the frozen backbone: a larger part would only memorise them."""
HEAD_STEPS: Final = 100
"""Steps of the progress bar for a training of the head alone."""
BRIEF: Final = (8, 50)
THOROUGH: Final = (24, 120)
"""Epochs with the backbone unfrozen, and batches an epoch: for few samples without a pretrained backbone, for many."""
BATCH: Final = 64
MOST_VIEWS: Final = 4000
"""Changed pictures of one pose that still teach: the shipped runs show each of 100,000 poses 10 times, `BRIEF` each of
100 poses 250 times; with thousands the network memorises the same few people."""


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """How to train. steps: batches per epoch; rates as in the original (3e-4 frozen), scaled for our own backbone.

    settled: the backbone's batch normalisation stays as it was learnt, because pictures of few people make it worse.
    again: after the check everything is trained once more from scratch with everybody, the people of the check too:
    of three people one is a third. The reported score stays the check's, on people not learnt from.
    """

    epochs: int
    steps: int
    backbone: str = "skeleton"
    head_epochs: int = 4
    batch: int = BATCH
    head_rate: float = 1e-3
    rate: float = 1e-3
    seed: int = 0
    shares: Mapping[str, float] = field(default_factory=dict)
    settled: bool = False
    again: bool = False

    @property
    def patience(self) -> int:
        """Epochs without a better validation loss until a phase ends: the rate's decay needs room to pay off."""
        return max(6, self.epochs // 3)

    @property
    def phases(self) -> tuple[tuple[int, float, bool], ...]:
        """The phases in order: epochs, rate, and whether the backbone is trained, too."""
        head = (self.head_epochs, self.head_rate, False)
        done = ((self.epochs, self.rate, True),) if self.epochs else ()
        return done if self.backbone == "none" else (head, *done)

    @property
    def head_only(self) -> bool:
        """Whether a small data set gets a new head on a backbone that stays as it is (`tools.training.heads`)."""
        return self.again and not self.epochs

    @property
    def batches(self) -> int:
        """How many steps the progress bar counts in all: batches, where nothing stops early."""
        if self.head_only:
            return HEAD_STEPS
        return sum(epochs for epochs, _, _ in self.phases) * self.steps * (2 if self.again else 1)


def planned(options: argparse.Namespace, few: bool, names: Sequence[str]) -> TrainingPlan:
    """How this data set is trained, where the command line does not say. Raises UserError for a wrong --share."""
    epochs, steps = BRIEF if few else THOROUGH
    if few and options.backbone != "none":
        epochs = 0
    return TrainingPlan(
        epochs if options.epochs is None else options.epochs,
        steps if options.steps is None else options.steps,
        options.backbone,
        rate=options.rate,
        seed=options.seed,
        shares=_shares(options.share, names),
        settled=few and options.backbone == "skeleton",
        again=few,
    )


def _shares(words: Sequence[str], names: Sequence[str]) -> dict[str, float]:
    """LABEL=N words as numbers by class. Raises UserError for anything else."""
    found = {}
    for word in words:
        name, _, number = word.partition("=")
        try:
            found[name] = float(number)
        except ValueError:
            found[name] = 0.0
        if name not in names or not 0.1 <= found[name] <= 100:
            known = ", ".join(names)
            raise UserError(
                f"--share {word} is not understood; write LABEL=N with one of {known} and N from 0.1 to 100"
            )
    return found
