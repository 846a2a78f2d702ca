"""Teach the classifier: MobileNet transfer learning on skeleton pictures drawn from poses.

    python -m tools.train --data samples.jsonl --out runs/mine       your own poses
    python -m tools.train --virtual 40000 --out runs/virtual         from virtual people alone, as the shipped model is

Two phases, as the original did it: first the head on a frozen backbone, then everything at a lower rate; the
weights of the best validation loss are kept. Validation people are never seen in training.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":  # so that `python tools/train.py` works from any folder, too
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import argparse
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from game.arguments import Parser, existing_file, from_zero, new_folder, positive, run_program, seed, words_of
from game.atomic import put
from game.body.classifier import ModelCard, Threshold, sha256_of
from game.body.poses import NORMAL, SIDED
from game.body.skeleton import STYLE_VERSION
from game.errors import UserError
from game.places import MODELS
from tools.collecting import poseset
from tools.collecting.poseset import PoseSet
from tools.measuring.scores import Scores, measure
from tools.training import network, quantise, report
from tools.training.virtual_people import hard_negatives, virtual_people

MOST_CHECKED: Final = 3000
MOST_PROBED: Final = 3000
MOST_NAMED: Final = 20  # people in a card; of more, only how many and the hardest tenth's accuracy
SHIPPED: Final = "huia_poses"
SHIPPED_KINDS: Final[tuple[quantise.Kind, ...]] = ("fp16", "int8")


FEW: Final = 1000
"""Fewer samples than this get `BRIEF`: longer would only learn them by heart, and cost an evening's patience."""
BRIEF: Final = (8, 50)
THOROUGH: Final = (24, 120)
"""Epochs with the backbone unfrozen, and batches an epoch."""


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """How to train. steps: batches per epoch; rates as in the original (3e-4 frozen), scaled for our own backbone.

    settled: the backbone's batch normalisation stays as it was learnt; few people's pictures would only unsettle it.
    again: after the check the same is done from scratch with everybody, the people of the check too: of three people
    one is a third. The score told stays that of the check, of people not learnt from.
    """

    epochs: int
    steps: int
    backbone: str = "skeleton"
    head_epochs: int = 4
    batch: int = 64
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


def fit(
    training: PoseSet, validation: PoseSet, names: list[str], sided: frozenset[str], plan: TrainingPlan
) -> tuple[Any, Any]:
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
    phases = [(plan.epochs, plan.rate, True)]
    if plan.backbone != "none":
        phases.insert(0, (plan.head_epochs, plan.head_rate, False))
    for number, (epochs, rate, whole) in enumerate(phases):
        if epochs == 0:
            continue
        model.get_layer("backbone").trainable = whole
        network.settle(model, plan.settled)
        schedule = k.optimizers.schedules.CosineDecay(rate, epochs * plan.steps, alpha=0.02)
        model.compile(k.optimizers.Adam(schedule), "sparse_categorical_crossentropy", metrics=["accuracy"])
        best = k.callbacks.EarlyStopping("val_loss", patience=plan.patience, restore_best_weights=True)
        feed = network.batches(training, names, flippable, plan.batch, plan.seed + 10 * number, shares)
        log = model.fit(
            feed, steps_per_epoch=plan.steps, epochs=epochs, validation_data=check, callbacks=[best], verbose=2
        )
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


def thresholds(scores: npt.NDArray[np.float32], truth: npt.NDArray[np.int64], names: list[str]) -> dict[str, float]:
    """The score from which each class may fire: above what 99.8 % of other people's other poses reach, in .5 .. .97."""
    found = {}
    for i, name in enumerate(names):
        others = scores[truth != i, i]
        bound = float(np.quantile(others, 0.998)) if len(others) else 0.5
        found[name] = round(min(0.97, max(0.5, bound)), 3)
    return found


def _parser() -> Parser:
    parser = Parser(prog="python -m tools.train", description=__doc__)
    parser.add_argument("--data", type=existing_file, nargs="+", default=[], metavar="samples.jsonl")
    parser.add_argument("--virtual", type=from_zero(int), default=0, metavar="N", help="add N poses of virtual people")
    parser.add_argument("--out", type=new_folder, required=True, metavar="DIR", help="the run's folder")
    parser.add_argument("--name", default=SHIPPED, help="name of the model files")
    parser.add_argument("--sided", nargs="*", default=sorted(SIDED), metavar="LABEL", help="classes not to mirror")
    parser.add_argument("--backbone", choices=("skeleton", "imagenet", "none"), default="skeleton")
    parser.add_argument("--negatives", type=from_zero(int), metavar="N", help="ordinary virtual poses to add as normal")
    parser.add_argument("--epochs", type=from_zero(int, 1e5), help="with the backbone unfrozen; 0: the head alone")
    parser.add_argument("--steps", type=positive(int, 1e6), help="batches of 64 an epoch")
    parser.add_argument("--rate", type=positive(float, 1.0), default=1e-3)
    parser.add_argument(
        "--share", nargs="+", default=[], metavar="LABEL=N", help="show a class N times as often: misses weigh more"
    )
    parser.add_argument("--seed", type=seed, default=0)
    parser.add_argument("--ship", action="store_true", help="copy what passes the gate, and the backbone, to models/")
    return parser


def main(words: Sequence[str] | None = None) -> int:
    """Run with these command line words; returns the exit code."""
    return run_program("train", lambda: _train(words_of(words)))


def _train(words: list[str]) -> None:
    options = _parser().parse_args(words)
    options.words = words
    train(options)


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What is learnt from. data: all given poses, split by people into training and validation. extra: ordinary poses
    of virtual people, for training only.
    """

    data: PoseSet
    training: PoseSet
    validation: PoseSet
    extra: tuple[PoseSet, ...]
    names: list[str]

    @property
    def people(self) -> tuple[int, int]:
        """How many people are learnt from, and how many others check."""
        return len(set(self.training.persons.tolist())), len(set(self.validation.persons.tolist()))


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """The network's answers on people it did not learn from.

    shown (N, px, px, 3): pictures; truth (N,): class numbers; scores (N, classes).
    """

    shown: npt.NDArray[Any]
    truth: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float32]
    result: Scores


def train(options: argparse.Namespace) -> None:
    """Everything from data to shipped files, each step printed."""
    rng = np.random.default_rng(options.seed)
    material = _material(options, rng)
    plan = _plan(options, few=len(material.data) < FEW, names=material.names)
    sided = frozenset(options.sided)
    taught = material.training
    model, history = fit(poseset.join([taught, *material.extra]), material.validation, material.names, sided, plan)
    check = _check(model, material, rng)
    if plan.again:
        print(f"\nOnce more, from all {sum(material.people)} people")
        taught = material.data
        model, _ = fit(poseset.join([taught, *material.extra]), material.validation, material.names, sided, plan)

    options.out.mkdir(parents=True, exist_ok=True)
    few = taught.take(rng.choice(len(taught), min(quantise.REPRESENTATIVE, len(taught)), replace=False))
    verdicts = _write_models(options, material, check, model, few)
    chosen = quantise.choose(verdicts)
    probed = material.data.take(rng.permutation(len(material.data))[:MOST_PROBED])
    page = report.write(
        options.out,
        f"Training {options.name}",
        check.result,
        random_split_score(model, probed, material.names, options.seed),
        verdicts,
        chosen,
        history,
        _facts(options, material, plan),
    )
    print(f"\nfastest that agrees: {chosen}; report: {page}")
    if options.ship:
        _ship(options, verdicts)


def _material(options: argparse.Namespace, rng: np.random.Generator) -> Material:
    """Read or act the poses, and keep some people for the check. Raises UserError for too little."""
    sets = []
    if options.data:
        sets.append(poseset.load(options.data))
    if options.virtual:
        sets.append(virtual_people(options.virtual, options.seed))
    if not sets:
        raise UserError("nothing to learn from; give --data samples.jsonl, --virtual N, or both")
    data = poseset.join(sets)
    names = sorted(set(data.labels.tolist()), key=lambda label: (label != NORMAL, label))
    if len(names) < 2:
        raise UserError(f"the data set has one class ({names[0]}), so there is nothing to tell apart; add another")
    training, validation = poseset.hold_out(data, 0.15, rng)
    negatives = options.negatives
    if negatives is None:  # virtual people bring their own
        negatives = 0 if options.virtual else len(data) // len(names)
    extra = (hard_negatives(data, negatives, options.seed),) if negatives else ()
    material = Material(data, training, validation, extra, [NORMAL, *names] if extra and NORMAL not in names else names)
    learners, checkers = material.people
    print(f"{len(training)} poses of {learners} people to learn from, {len(validation)} of {checkers} others to check")
    return material


def _check(model: Any, material: Material, rng: np.random.Generator) -> Check:
    """Ask the network about people it did not learn from, and print the table."""
    checks = material.validation.take(rng.permutation(len(material.validation))[:MOST_CHECKED])
    shown = network.pictures(checks.points, checks.frames)
    truth = np.array([material.names.index(label) for label in checks.labels.tolist()])
    scores = np.asarray(model.predict(shown, batch_size=64, verbose=0), np.float32)
    result = measure(material.names, truth, scores.argmax(1), checks.persons)
    print("\n" + result.table())
    return Check(shown, truth, scores, result)


def _write_models(
    options: argparse.Namespace, material: Material, check: Check, model: Any, few: PoseSet
) -> dict[quantise.Kind, quantise.Verdict]:
    """Write every format with its card, and the backbone. few: poses that stand for all when numbers are made small."""
    representative = network.pictures(few.points, few.frames).astype(np.float32)
    models: dict[quantise.Kind, bytes] = {
        kind: quantise.convert(model, kind, representative) for kind in quantise.KINDS
    }
    verdicts = quantise.judge(models, check.shown, check.truth, material.names)
    print("\n" + quantise.table(verdicts))
    levels = thresholds(check.scores, check.truth, material.names)
    for kind, verdict in verdicts.items():
        path = options.out / f"{options.name}_{kind}.tflite"
        put(path, models[kind])
        card(path, material.names, levels, options, material.data, check.result, verdict).write(
            path.with_suffix(".json")
        )
    network.save_backbone(model, options.out / network.BACKBONE)
    return verdicts


def _facts(options: argparse.Namespace, material: Material, plan: TrainingPlan) -> dict[str, str]:
    """What the report says about how it was trained."""
    learners, checkers = material.people
    made = "was then trained on all of them, by the same plan" if plan.again else "is the one checked"
    return {
        "poses to learn from": f"{len(material.training)} of {learners} people",
        "poses to check": f"{len(material.validation)} of {checkers} other people",
        "the model you get": made,
        "ordinary poses added": str(sum(len(one) for one in material.extra)),
        "backbone": options.backbone,
        "never mirrored": ", ".join(sorted(set(options.sided) & set(material.names))) or "none",
        "command": "python -m tools.train " + " ".join(options.words),
    }


def _plan(options: argparse.Namespace, few: bool, names: Sequence[str]) -> TrainingPlan:
    """How this data set is trained, where the command line does not say."""
    epochs, steps = BRIEF if few else THOROUGH
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


def _ship(options: argparse.Namespace, verdicts: Mapping[quantise.Kind, quantise.Verdict]) -> None:
    """Copy the run's small formats and its backbone to models/. Raises UserError where one is lossy."""
    for kind in SHIPPED_KINDS:
        if kind not in verdicts or not verdicts[kind].passes:
            raise UserError(f"{kind} does not agree with fp32 in {quantise.AGREE:.0%} of the pictures; not shipped")
        for suffix in (".tflite", ".json"):
            name = f"{options.name}_{kind}{suffix}"
            shutil.copyfile(options.out / name, MODELS / name)
    shutil.copyfile(options.out / network.BACKBONE, MODELS / network.BACKBONE)
    print(f"shipped to {MODELS.name}/")


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


def card(
    path: Path,
    names: list[str],
    levels: dict[str, float],
    options: argparse.Namespace,
    data: PoseSet,
    result: Scores,
    verdict: quantise.Verdict,
) -> ModelCard:
    """The model card of one written format. metrics: on people of the validation split, never trained on."""
    return ModelCard(
        labels=tuple(names),
        input_size=network.INPUT_PX,
        scale=1.0,  # the network scales by itself: pixels go in as drawn
        offset=0.0,
        skeleton_style=STYLE_VERSION,
        sha256=sha256_of(path),
        thresholds={name: Threshold(level, round(level * 0.6, 3)) for name, level in levels.items()},
        sided=tuple(sorted(set(options.sided) & set(names))),
        training_sha256=data.digest(),
        metrics={
            "unseen_people": result.as_json(MOST_NAMED),
            "equal_labels_with_fp32": round(verdict.agreement, 4),
            "size_bytes": verdict.size_bytes,
        },
        extra={
            "kind": verdict.kind,
            "backbone": f"MobileNet alpha {network.ALPHA}, {network.INPUT_PX} px, from {options.backbone}",
            "trained_by": "python -m tools.train " + " ".join(options.words),
        },
    )


if __name__ == "__main__":
    sys.exit(main())
