"""New poses through the makers' training, and beside it by teaching in the game."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from tqdm import tqdm

from game.body.classifier import load_classifier
from game.body.datasets import Sample, write_samples
from game.body.taught import Recogniser
from game.tuning import TEACHING
from game.vision.virtual.ordinary_acts import ORDINARY_ACTS
from game.vision.virtual.performance import Beat
from tools.measuring.lessons import UNTAUGHT, extractor_and_reference, filmed, lesson_of
from tools.measuring.subject import Figures
from tools.training.preflight import check_installed

ROOT: Final = Path(__file__).resolve().parents[2]
FIVE: Final = ("cactus", "flag", "mummy", "star", "tiger")
"""The new poses."""
TESTED: Final = (UNTAUGHT + 40, UNTAUGHT + 41)
"""The people both ways are tested on; `beside` teaches each of them in the game."""


def samples(people: Sequence[int], poses: Sequence[str], each: int, take: int) -> list[Sample]:
    """A maker's data set: `each` single shots of every pose, and of "normal", of every person, in two takes."""
    made: list[Sample] = []
    for person in tqdm(people, desc="capturing", unit="person"):
        for pose in (*poses, "normal"):
            acts = list(ORDINARY_ACTS)
            films = [
                filmed(
                    person, take + n, [Beat(a, None, 0.4) for a in acts[n::2]] if pose == "normal" else [Beat(pose)] * 3
                )
                for n in range(2)
            ]
            shots = [
                reading.pose
                for readings, cues in films
                for reading in readings
                if reading.pose is not None and any(cue.peak_s + 0.1 <= reading.t_s <= cue.leave_s for cue in cues)
            ]
            for number in np.linspace(0, len(shots) - 1, each).round().astype(int).tolist():
                name = f"{_called(person)}-{pose}-{take}-{number}"
                made.append(Sample(name, pose, _called(person), f"s{take}", shots[number], source="virtual"))
    return made


def retrain(options: argparse.Namespace) -> Figures:
    """Five new poses, 40 samples each of three people, from data to .tflite; tested on two unseen people."""
    check_installed()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_samples(folder / "samples.jsonl", samples([UNTAUGHT + 20 + n for n in range(options.count)], FIVE, 40, 1))
        test = samples(TESTED, FIVE, 40, 50)
        start_s, start = time.perf_counter(), os.times()
        words = ["--data", str(folder / "samples.jsonl"), "--out", str(folder / "run"), "--name", "mine", "--sided"]
        words += ["flag", *options.train]  # the one of the five that has a side
        subprocess.run([sys.executable, "-m", "tools.train", *words], cwd=ROOT, check=True)
        seconds, end = time.perf_counter() - start_s, os.times()
        busy_s = end.children_user + end.children_system - start.children_user - start.children_system
        classifier = load_classifier(folder / "run" / "mine_int8.tflite")
        labels = classifier.card.labels
        found = [labels[int(np.argmax(classifier.scores(sample.pose)))] for sample in test]
    return {"minutes": round(seconds / 60, 2), "cpu_minutes": round(busy_s / 60, 2), **_judged(found, test)}


def beside(options: argparse.Namespace) -> Figures:
    """The test of `retrain`, by what the game learns from ten seconds of each pose by the tested person alone."""
    extractor, reference = extractor_and_reference(options.model)
    people = TESTED[: options.count]
    test = samples(people, FIVE, 40, 50)
    found = []
    own: dict[str, Recogniser] = {}
    for person in people:
        own[_called(person)] = recogniser = Recogniser(reference)
        for pose in FIVE:
            recogniser.learn(pose, extractor.all_features(lesson_of(person, pose)))
    for sample in test:
        recogniser = own[sample.person]
        scores = recogniser.scores(extractor.features(sample.pose))
        best = int(np.argmax(scores)) if scores else 0
        label = recogniser.card.labels[best]
        found.append(label if scores and scores[best] >= TEACHING.enter else "normal")
    return _judged(found, test)


def _judged(found: Sequence[str], test: Sequence[Sample]) -> Figures:
    """Accuracy, and recall by pose."""
    right = np.array([guess == sample.label for guess, sample in zip(found, test, strict=True)])
    truth = np.array([sample.label for sample in test])
    recall = {label: round(float(right[truth == label].mean()), 4) for label in sorted(set(truth.tolist()))}
    return {"accuracy": round(float(right.mean()), 4), "recall": recall}


def _called(person: int) -> str:
    return f"p{person - UNTAUGHT}"


def retrain_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `retrain`."""
    parser.add_argument("--train", nargs=argparse.REMAINDER, default=[], help="further words for tools.train")
