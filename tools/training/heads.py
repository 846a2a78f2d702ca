"""A small data set is learnt by a new head on the shipped backbone, which stays as it is.

Every picture passes the backbone once; the heads of the check and of the final model learn from the embeddings it
gives. A class's set of 384 poses is learnt in a minute and a half of one core; training the whole network took three
minutes and more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from game.body.poses import NORMAL
from game.places import MODELS
from tools.collecting.poseset import PoseSet
from tools.training import network
from tools.training.augment import augment
from tools.training.material import Material
from tools.training.plan import HEAD_STEPS, TrainingPlan
from tools.training.quiet import Progress

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
History = dict[str, list[float]]

HIDDEN: Final = 128
"""Units between embedding and scores. Without them six new poses of two unseen virtual people were named in 98.8 %,
and one picture in four scored below 0.8; with them 100 %, and one in a hundred."""
PICTURES: Final = 3000
"""Changed pictures of all given poses together, so that few poses are shown in more ways."""
VIEWS: Final = (4, 24)
"""Fewest and most changed pictures of one pose."""
HARD: Final = 0.25
"""The share of ordinary poses that look most like a pose of the set, and are shown HARD_VIEWS times more."""
HARD_VIEWS: Final = 3
BATCH: Final = 256
EPOCHS: Final = 40
QUICK_EPOCHS: Final = 8
"""Of the head that only finds out which ordinary poses are hard."""
PATIENCE: Final = 8
DROPOUT: Final = (0.2, 0.3)
"""Before and after the hidden units."""
RATE: Final = 2e-3
DRAWN, MINED, LEARNT, AGAIN = (round(part * HEAD_STEPS) for part in (0.4, 0.75, 0.83, 0.9))
"""Steps of the progress bar done after pictures of the poses, pictures of ordinary poses, and each of the two heads."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Embeddings (N, 256) of pictures and their class numbers (N,)."""

    told: FloatArray
    truth: IntArray

    def __add__(self, other: Rows) -> Rows:
        return Rows(np.concatenate([self.told, other.told]), np.concatenate([self.truth, other.truth]))


class Heads:
    """The embeddings of a small data set; `fit` learns a head from some of them.

    poses, checks: of the people to learn from, and of the people to check with. ordinary: of ordinary poses.
    """

    def __init__(self, material: Material, plan: TrainingPlan, progress: Progress) -> None:
        """Draw and embed everything."""
        self._names, self._plan, self._progress = material.names, plan, progress
        self._rng = np.random.default_rng([plan.seed, 5])
        self._flippable = sorted(frozenset(material.names) - material.sided)
        views = int(np.clip(PICTURES // max(1, len(material.data)), *VIEWS))
        model = self._built()
        # made once: Keras compiles each model's first `predict`, half a second for every view of the poses
        self._tells = network.keras().Model(model.input, model.get_layer("embedding").output)
        self.poses = self._embedded(material.training, views)
        self.checks = self._embedded(material.validation, views)
        progress.reach(DRAWN)
        self.ordinary = self._none()
        for extra in material.extra:
            self.ordinary = self._mined(extra)
        progress.reach(MINED)

    def fit(self, rows: Rows, checks: Rows | None, epochs: int = EPOCHS) -> tuple[Any, History]:
        """A new network whose head has learnt from these rows and all ordinary ones; and its losses by epoch.

        checks: with them it stops at the best loss of people not learnt from; without, after `epochs`.
        """
        done = self._learnt(rows, checks, epochs)
        self._progress.reach(LEARNT if checks is not None else AGAIN)
        return done

    def _learnt(self, rows: Rows, checks: Rows | None, epochs: int) -> tuple[Any, History]:
        k = network.keras()
        model = self._built()
        head = self._head_of(model)
        taught = rows + self.ordinary
        head.compile(k.optimizers.Adam(RATE), "sparse_categorical_crossentropy", metrics=["accuracy"])
        best = k.callbacks.EarlyStopping("val_loss", patience=PATIENCE, restore_best_weights=True)
        log = head.fit(
            taught.told,
            taught.truth,
            sample_weight=self._weights(taught.truth),
            validation_data=None if checks is None else (checks.told, checks.truth),
            batch_size=BATCH,
            epochs=epochs,
            callbacks=[] if checks is None else [best],
            verbose=2,
        )
        return model, {key: [float(value) for value in values] for key, values in log.history.items()}

    def _built(self) -> Any:
        weights = "imagenet" if self._plan.backbone == "imagenet" else None
        model = network.build(len(self._names), seed=self._plan.seed, weights=weights, hidden=HIDDEN)
        if self._plan.backbone == "skeleton":
            network.load_backbone(model, MODELS / network.BACKBONE)
        return model

    def _head_of(self, model: Any) -> Any:
        """The last layers of a network, from embedding to scores, as a network that shares their weights."""
        k = network.keras()
        told = k.Input((int(model.get_layer("embedding").output.shape[-1]),))
        hidden = model.get_layer("hidden")(k.layers.Dropout(DROPOUT[0])(told))
        return k.Model(told, model.get_layer("scores")(k.layers.Dropout(DROPOUT[1])(hidden)))

    def _weights(self, truth: IntArray) -> FloatArray:
        """Each row's weight: classes count alike, except where `network.SHARES` or --share say otherwise.

        NORMAL keeps its larger share: in play people mostly do nothing in particular.
        """
        shares = {**network.SHARES, **self._plan.shares}
        counts = np.maximum(1, np.bincount(truth, minlength=len(self._names)))
        each = np.array([shares.get(name, 1.0) for name in self._names]) / counts
        weights = each[truth]
        return np.asarray(weights / weights.mean(), np.float32)

    def _embedded(self, poses: PoseSet, views: int) -> Rows:
        """Embeddings of `views` changed pictures of each pose."""
        flips = np.isin(poses.labels, self._flippable)
        rows = self._none()
        for _ in range(views if len(poses) else 0):
            rows += self._told(augment(poses.points, poses.frames, flips, self._rng), poses)
        return rows

    def _mined(self, ordinary: PoseSet) -> Rows:
        """Ordinary poses: each once, and those that a quick head takes most for a pose of the set more often."""
        first = self._embedded(ordinary, 1)
        self.ordinary = first
        quick, _ = self._learnt(self.poses, None, QUICK_EPOCHS)
        said = self._head_of(quick).predict(first.told, batch_size=BATCH, verbose=0)
        none = self._names.index(NORMAL)
        hardest = np.argsort(said[:, none])[: round(HARD * len(ordinary))]
        return first + self._embedded(ordinary.take(hardest), HARD_VIEWS)

    def _told(self, points: FloatArray, poses: PoseSet) -> Rows:
        """The backbone's embeddings of pictures of these points."""
        shown = network.pictures(points, poses.frames)
        truth = np.array([self._names.index(label) for label in poses.labels.tolist()], np.int64)
        return Rows(np.asarray(self._tells.predict(shown, batch_size=128, verbose=0), np.float32), truth)

    def _none(self) -> Rows:
        size = int(self._tells.output.shape[-1])
        return Rows(np.zeros((0, size), np.float32), np.zeros(0, np.int64))
