"""Trains the network; then scores on unseen people, thresholds, and the accuracy of a random split."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from game.body.poses import NORMAL
from game.places import MODELS
from tools.collecting.poseset import PoseSet
from tools.training import network
from tools.training.plan import TrainingPlan
from tools.training.quiet import Progress

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

MOST_THRESHOLD: Final = 0.97
FLOOR: Final = 0.5
FLOOR_FEW: Final = 0.9
"""No threshold of a small run is lower: the few people of its check say little of what everybody does. A model from
105 poses with thresholds of 0.5 fired hadouken in 4 of 60 fighting clips."""
OTHERS: Final = 0.998
"""The share of other people's other poses that must stay below a class's threshold."""


def fit(
    training: PoseSet,
    validation: PoseSet,
    names: list[str],
    sided: frozenset[str],
    plan: TrainingPlan,
    progress: Progress,
) -> tuple[Any, dict[str, list[float]]]:
    """Train; returns (Keras model with the best weights, {"loss", "val_loss", "accuracy", "val_accuracy"} by epoch)."""
    k = network.keras()
    model = network.build(len(names), seed=plan.seed, weights="imagenet" if plan.backbone == "imagenet" else None)
    if plan.backbone == "skeleton":
        network.load_backbone(model, MODELS / network.BACKBONE)
    flippable = frozenset(names) - sided
    shares = {**network.SHARES, **plan.shares}
    shown = min(2048, 16 * len(validation))
    check = next(network.batches(validation, names, flippable, shown, plan.seed + 1, shares))
    history: dict[str, list[float]] = {}
    for number, (epochs, rate, whole) in enumerate(plan.phases):
        model.get_layer("backbone").trainable = whole
        network.settle(model, plan.settled)
        schedule = k.optimizers.schedules.CosineDecay(rate, epochs * plan.steps, alpha=0.02)
        model.compile(k.optimizers.Adam(schedule), "sparse_categorical_crossentropy", metrics=["accuracy"])
        best = k.callbacks.EarlyStopping("val_loss", patience=plan.patience, restore_best_weights=True)
        feed = network.batches(training, names, flippable, plan.batch, plan.seed + 10 * number, shares)
        end = progress.done + epochs * plan.steps
        log = model.fit(
            feed,
            steps_per_epoch=plan.steps,
            epochs=epochs,
            validation_data=check,
            callbacks=[best, progress.callback(k)],
            verbose=2,
        )
        progress.reach(end)
        for key, values in log.history.items():
            history.setdefault(key, []).extend(float(v) for v in values)
    _even_odds(model, names)
    return model, history


def _even_odds(model: Any, names: list[str]) -> None:
    """Undo in the head that `normal` was shown more often: its share must not count as evidence in play.

    The prior correction of Saerens et al. (Neural Computation 14, 2002): a logit less the log of its over-sampling.
    """
    if NORMAL in names:
        head = model.get_layer("scores")
        weights, bias = head.get_weights()
        bias[names.index(NORMAL)] -= np.log(network.SHARES[NORMAL])
        head.set_weights([weights, bias])


def scores_of(model: Any, poses: PoseSet) -> tuple[npt.NDArray[np.uint8], FloatArray]:
    """The pictures (N, px, px, 3) of poses, and what the network says of them (N, classes)."""
    shown = network.pictures(poses.points, poses.frames)
    return shown, np.asarray(model.predict(shown, batch_size=64, verbose=0), np.float32)


def thresholds(
    scores: FloatArray, truth: IntArray, ordinary: FloatArray, names: list[str], floor: float = FLOOR
) -> dict[str, float]:
    """The score from which each class may fire: above the scores of nearly all poses of other classes.

    scores (N, classes), truth (N,): of the check. ordinary (M, classes): of what everybody does, never learnt from.
    """
    found = {}
    for i, name in enumerate(names):
        others = scores[truth != i, i]
        bounds = [float(np.quantile(part, OTHERS)) for part in (others, ordinary[:, i]) if len(part) and name != NORMAL]
        found[name] = round(min(MOST_THRESHOLD, max(floor, *bounds, 0.0)), 3) if bounds else floor
    return found


def random_split_score(model: Any, data: PoseSet, names: list[str], seed: int) -> float | None:
    """Accuracy where the same people are trained and tested on: a fresh head on the finished network's embeddings.

    The flattering figure most projects report; None for too few samples to split.
    """
    if len(data) < 10 * len(names):
        return None
    k = network.keras()
    told = k.Model(model.input, model.get_layer("embedding").output)
    features = told.predict(network.pictures(data.points, data.frames), batch_size=64, verbose=0)
    truth = np.array([names.index(label) for label in data.labels.tolist()])
    order = np.random.default_rng(seed).permutation(len(data))
    cut = round(0.85 * len(data))
    head = k.Sequential([k.Input(features.shape[1:]), k.layers.Dense(len(names), activation="softmax")])
    head.compile(k.optimizers.Adam(1e-2), "sparse_categorical_crossentropy")
    head.fit(features[order[:cut]], truth[order[:cut]], batch_size=64, epochs=30, verbose=0)
    said = head.predict(features[order[cut:]], verbose=0).argmax(1)
    return float((said == truth[order[cut:]]).mean())
