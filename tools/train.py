"""Teach the classifier: MobileNet transfer learning on skeleton pictures drawn from poses.

    python -m tools.train                                            what was captured, what is missing, what to do next
    python -m tools.train --data samples.jsonl --out runs/mine       your own poses
    python -m tools.train --virtual 40000 --out runs/virtual         from virtual people alone, as the shipped model is

Two phases, as the original did it: first the head on a frozen backbone, then everything at a lower rate; the
weights of the best validation loss are kept. Validation people are never seen in training. The exit code is 1 where
the result is not worth playing.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":  # so that `python tools/train.py` works from any folder, too
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import tools  # noqa: F401  # Ctrl+C is quiet from here on, also while libraries load

import argparse
import json
import os
import shlex
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from game.arguments import Parser, existing_file, from_zero, new_file, new_folder, positive, run_program, seed, words_of
from game.atomic import put
from game.body.classifier import ModelCard, Threshold, sha256_of
from game.body.model_acts import ACTS
from game.body.package import write_package
from game.body.poses import NORMAL
from game.body.skeleton import STYLE_VERSION
from game.errors import UserError
from game.places import MODELS
from tools.collecting import poseset
from tools.collecting.poseset import PoseSet
from tools.measuring.scores import Scores, measure
from tools.sharing.cards import checked_title, chosen_acts, icons
from tools.training import network, quantise, report
from tools.training.advice import closing, complaints, fires, next_captures, outcome_in_figures
from tools.training.fitting import FLOOR, FLOOR_FEW, fit, random_split_score, scores_of, thresholds
from tools.training.guide import free_folder, guide
from tools.training.heads import PATIENCE, QUICK_EPOCHS, Heads
from tools.training.material import Material, gathered, with_ordinary
from tools.training.plan import FEW, TrainingPlan, planned
from tools.training.preflight import check_folder, check_options, warnings
from tools.training.quiet import LOG, Progress, noise_to
from tools.training.report import Account
from tools.training.shared import known_poses

MOST_CHECKED: Final = 3000
MOST_PROBED: Final = 3000
MOST_NAMED: Final = 20  # people a card lists; of more it has only their number and the hardest tenth's accuracy
MOST_VIRTUAL: Final = 1e6  # more would take an evening to act and more than 1 GB of memory
SHIPPED: Final = "huia_poses"
MOST_IN_HEADING: Final = 4
"""Poses that the report's heading names, where the set has no title."""
SHIPPED_KINDS: Final[tuple[quantise.Kind, ...]] = ("fp16", "int8")
WORTHLESS: Final = 1
"""The exit code of a training whose result is not worth playing."""


def _parser() -> Parser:
    parser = Parser(prog="python -m tools.train", description=__doc__)
    parser.add_argument("--data", type=existing_file, nargs="+", default=[], metavar="samples.jsonl")
    parser.add_argument(
        "--virtual", type=from_zero(int, MOST_VIRTUAL), default=0, metavar="N", help="add N poses of virtual people"
    )
    parser.add_argument("--out", type=new_folder, metavar="DIR", help="the run's folder (default: the next runs/N)")
    parser.add_argument("--name", default=SHIPPED, help="name of the model files")
    parser.add_argument(
        "--sided", nargs="*", metavar="LABEL", help="classes not to mirror (default: found from the poses themselves)"
    )
    parser.add_argument("--backbone", choices=("skeleton", "imagenet", "none"), default="skeleton")
    parser.add_argument(
        "--negatives", type=from_zero(int, MOST_VIRTUAL), metavar="N", help="ordinary virtual poses to add as normal"
    )
    parser.add_argument("--epochs", type=from_zero(int, 1e5), help="with the backbone unfrozen; 0: the head alone")
    parser.add_argument("--steps", type=positive(int, 1e6), help="batches of 64 an epoch")
    parser.add_argument("--rate", type=positive(float, 1.0), default=1e-3)
    parser.add_argument(
        "--share", nargs="+", default=[], metavar="LABEL=N", help="show a class N times as often: misses weigh more"
    )
    parser.add_argument(
        "--act", nargs="+", default=[], metavar="LABEL=ACT", help=f"what the bird does for a pose: {', '.join(ACTS)}, "
        "or up to three joined by + (default: a flourish)"
    )  # fmt: skip
    parser.add_argument("--title", default="", help="what this set of poses is called")
    parser.add_argument("--seed", type=seed, default=0)
    parser.add_argument("--progress", type=new_file, metavar="FILE", help="write how far it is, for a waiting program")
    parser.add_argument("--ship", action="store_true", help="copy what passes the gate, and the backbone, to models/")
    return parser


def main(words: Sequence[str] | None = None) -> int:
    """Run with these command line words; returns the exit code."""
    return run_program("train", lambda: _train(words_of(words)))


def _train(words: list[str]) -> int:
    if not words:
        begin = guide(Path.cwd())
        return _train(begin) if begin else 0
    options = _parser().parse_args(words)
    options.words = words
    options.out = options.out or free_folder(Path("runs"))
    return train(options)


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """The network's scores of people it did not learn from.

    poses: N of them; shown (N, px, px, 3): their pictures; truth (N,): class numbers; scores (N, classes).
    """

    poses: PoseSet
    shown: npt.NDArray[Any]
    truth: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float32]
    result: Scores


Learnt = tuple[Any, dict[str, list[float]]]
"""A network, and its losses by epoch."""
Learn = Callable[[bool, int], Learnt]
"""Learn from everybody or from all but those who check; and how many epochs were learnt before."""


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """The result of a training. levels: thresholds by class. false: ordinary poses that would fire, and all."""

    model: Any
    history: Mapping[str, Sequence[float]]
    check: Check
    levels: Mapping[str, float]
    false: tuple[int, int]
    verdicts: Mapping[quantise.Kind, quantise.Verdict]
    chosen: quantise.Kind
    misleading: float | None


def train(options: argparse.Namespace) -> int:
    """Run a whole training, from data to shipped files; returns the exit code. Checks come before what takes long."""
    check_options(options)
    options.title = checked_title(options.title)
    rng = np.random.default_rng(options.seed)
    if options.virtual:
        check_folder(options.out)  # before people act for minutes
    material = gathered(options, rng)
    plan = planned(options, few=len(material.data) < FEW, names=material.names)
    options.acts = chosen_acts(options.act, material.names)
    check_folder(options.out)
    learners, checkers = material.people
    print(
        f"{len(material.training)} poses of {_people(learners)} to learn from, "
        f"{len(material.validation)} of {_people(checkers, 'other ')} to check"
    )
    for line in warnings(material, plan):
        print(line)
    for twin in material.twins:
        if twin.label in material.sided:
            print(f"{twin.label} has a side: mirrored it would look like {twin.other}, so it is not mirrored.")
    material = with_ordinary(material, options)
    outcome = _made(options, material, plan, rng)
    model = options.out / f"{options.name}_{outcome.chosen}.tflite"
    package = options.out / f"{options.name}.huia"
    write_package(model, package)
    page = report.write(options.out, _account(options, material, plan, outcome))
    for line in _closing(options, material, outcome):
        print(line)
    print(f"Report: {page.resolve().as_uri()}")
    bad = complaints(outcome.check.result)
    if options.progress is not None:
        told = {"part": 1.0, "left_s": 0.0, "result": asdict(outcome_in_figures(outcome.check.result))}
        put(options.progress, json.dumps(told))
    if options.ship:
        if bad:
            raise UserError(f"nothing was shipped: {bad[0]}")
        _ship(options, outcome.verdicts)
    return WORTHLESS if bad else 0


def _made(options: argparse.Namespace, material: Material, plan: TrainingPlan, rng: np.random.Generator) -> Outcome:
    """Train, check and write the models; what TensorFlow prints goes to a file in the run's folder."""
    log = options.out / LOG
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    with noise_to(log) as terminal:
        progress = Progress(plan.batches, terminal, options.progress)
        try:
            progress.stage("learning")
            learn = _heads(material, plan, progress) if plan.head_only else _whole(material, plan, progress)
            model, history = learn(False, 0)
            check = _check(model, material, rng)
            if plan.again:
                progress.stage("once more, from everybody")
                model, _ = learn(True, len(history["loss"]))
            progress.stage("making it small")
            taught = material.data if plan.again else material.training
            few = taught.take(rng.choice(len(taught), min(quantise.REPRESENTATIVE, len(taught)), replace=False))
            ordinary = scores_of(model, material.ordinary)[1]
            levels = thresholds(check.scores, check.truth, ordinary, material.names, FLOOR_FEW if plan.again else FLOOR)
            kinds = quantise.QUICK if plan.again else quantise.KINDS
            verdicts = _write_models(options, material, check, model, few, levels, kinds)
            probed = material.data.take(rng.permutation(len(material.data))[:MOST_PROBED])
            misleading = random_split_score(model, probed, material.names, options.seed)
        finally:
            progress.close()
    false = fires(ordinary, material.names, levels), len(ordinary)
    return Outcome(model, history, check, levels, false, verdicts, quantise.choose(verdicts), misleading)


def _whole(material: Material, plan: TrainingPlan, progress: Progress) -> Learn:
    """Train the network, backbone and head."""

    def learn(everybody: bool, _: int) -> Learnt:
        taught = poseset.join([material.data if everybody else material.training, *material.extra])
        return fit(taught, material.validation, material.names, material.sided, plan, progress)

    return learn


def _heads(material: Material, plan: TrainingPlan, progress: Progress) -> Learn:
    """Train a new head on the backbone; with everybody as many epochs as were best without those who check."""
    heads = Heads(material, plan, progress)

    def learn(everybody: bool, epochs: int) -> Learnt:
        if everybody:
            return heads.fit(heads.poses + heads.checks, None, max(QUICK_EPOCHS, epochs - PATIENCE))
        return heads.fit(heads.poses, heads.checks)

    return learn


def _check(model: Any, material: Material, rng: np.random.Generator) -> Check:
    """Score the people kept for validation."""
    checks = material.validation.take(rng.permutation(len(material.validation))[:MOST_CHECKED])
    shown, scores = scores_of(model, checks)
    truth = np.array([material.names.index(label) for label in checks.labels.tolist()])
    return Check(checks, shown, truth, scores, measure(material.names, truth, scores.argmax(1), checks.persons))


def _write_models(
    options: argparse.Namespace,
    material: Material,
    check: Check,
    model: Any,
    few: PoseSet,
    levels: Mapping[str, float],
    kinds: Sequence[quantise.Kind],
) -> dict[quantise.Kind, quantise.Verdict]:
    """Write these formats with their cards, and the backbone.

    few: poses that stand for all when numbers are made small.
    """
    representative = network.pictures(few.points, few.frames).astype(np.float32)
    models = quantise.convert(model, kinds, representative)
    verdicts = quantise.judge(models, check.shown, check.truth, material.names)
    print("\n" + check.result.table() + "\n\n" + quantise.table(verdicts))
    for kind, verdict in verdicts.items():
        path = options.out / f"{options.name}_{kind}.tflite"
        put(path, models[kind])
        card(path, material, levels, options, check.result, verdict, network.embedding_digest(model)).write(
            path.with_suffix(".json")
        )
    network.save_backbone(model, options.out / network.BACKBONE)
    return verdicts


def _account(options: argparse.Namespace, material: Material, plan: TrainingPlan, outcome: Outcome) -> Account:
    """The content of the report."""
    check = outcome.check
    return Account(
        f"Training {_called(options, material.names)}",
        _closing(options, material, outcome),
        check.result,
        check.poses,
        check.scores,
        poseset.join([material.training, *material.extra]),
        outcome.misleading,
        outcome.verdicts,
        outcome.chosen,
        outcome.history,
        [] if options.virtual else next_captures(material.data, check.result),
        _facts(options, material, plan),
    )


def _called(options: argparse.Namespace, names: Sequence[str]) -> str:
    """What the report calls this set of poses: its title, the name of its files, or else its first poses."""
    if options.title or options.name != SHIPPED:
        return str(options.title or options.name)
    poses = [name for name in names if name != NORMAL]
    rest = len(poses) - MOST_IN_HEADING
    return ", ".join(poses[:MOST_IN_HEADING]) + (f" and {rest} more" if rest > 0 else "")


def _closing(options: argparse.Namespace, material: Material, outcome: Outcome) -> list[str]:
    """The five sentences at the end."""
    people = sorted(set(material.validation.persons.tolist()))
    package = options.out / f"{options.name}.huia"
    return closing(outcome.check.result, people, outcome.false, package, material.data, bool(options.virtual))


def _facts(options: argparse.Namespace, material: Material, plan: TrainingPlan) -> dict[str, str]:
    """The report's table of how the model was trained."""
    learners, checkers = material.people
    made = "was then trained on all of them, by the same plan" if plan.again else "is the one checked"
    return {
        "poses to learn from": f"{len(material.training)} of {_people(learners)}",
        "poses to check": f"{len(material.validation)} of {_people(checkers, 'other ')}",
        "the model you get": made,
        "ordinary poses added": str(sum(len(one) for one in material.extra)),
        "backbone": options.backbone,
        "never mirrored": ", ".join(sorted(material.sided)) or "none",
        "command": "python -m tools.train " + shlex.join(options.words),
    }


def _people(count: int, which: str = "") -> str:
    """1 person, 2 people."""
    return f"{count} {which}{'person' if count == 1 else 'people'}"


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


def card(
    path: Path,
    material: Material,
    levels: Mapping[str, float],
    options: argparse.Namespace,
    result: Scores,
    verdict: quantise.Verdict,
    embedding: str,
) -> ModelCard:
    """The model card of one written format. metrics: on people of the validation split, never trained on."""
    return ModelCard(
        labels=tuple(material.names),
        input_size=network.INPUT_PX,
        scale=1.0,  # the network scales by itself: pixels go in as drawn
        offset=0.0,
        skeleton_style=STYLE_VERSION,
        sha256=sha256_of(path),
        thresholds={name: Threshold(level, round(level * 0.6, 3)) for name, level in levels.items()},
        sided=tuple(sorted(material.sided)),
        title=options.title,
        acts=options.acts,
        icons=icons(material.data),
        known=known_poses(material.data),
        training_sha256=material.data.digest(),
        metrics={
            "unseen_people": result.as_json(MOST_NAMED),
            "equal_labels_with_fp32": round(verdict.agreement, 4),
            "size_bytes": verdict.size_bytes,
        },
        extra={
            "kind": verdict.kind,
            "embedding": embedding,
            "backbone": f"MobileNet alpha {network.ALPHA}, {network.INPUT_PX} px, from {options.backbone}",
            "trained_by": "python -m tools.train " + shlex.join(options.words),
        },
    )


if __name__ == "__main__":
    sys.exit(main())
