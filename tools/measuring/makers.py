"""Trials of the makers' training: a set made in the window, classes that differ by side, false fires of few poses."""

from __future__ import annotations

import argparse
import copy
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from game.body.classifier import load_classifier
from game.body.datasets import Sample, write_samples
from game.body.package import unpacked
from game.body.poses import NORMAL, POSES
from game.controls.setmaker import SetMaker, Stage
from game.controls.trainer import Trainer
from game.errors import UserError
from game.vision.virtual.performance import Beat
from tools.measuring.fights import fights
from tools.measuring.idle import idle
from tools.measuring.lessons import UNTAUGHT, filmed
from tools.measuring.retrain import ROOT, samples
from tools.measuring.subject import Figures
from tools.training.preflight import check_installed

SIX: Final = ("cactus", "flag", "mummy", "star", "tiger", "tree")
CLASS: Final = tuple(UNTAUGHT + 80 + n for n in range(8))
"""The children of a class; as many as `--count` says make the set."""
UNSEEN: Final = (UNTAUGHT + 90, UNTAUGHT + 91)
"""The two people the set is tested on."""
SHOWN_S: Final = 9.0
"""How long a child stays in a pose: three seconds of countdown, four of holding, and a little more."""
EACH: Final = 20
FEW: Final = tuple(UNTAUGHT + 60 + n for n in range(3))
"""Three people with 105 poses: five of each of the seven that have a shape."""


def poseset(options: argparse.Namespace) -> Figures:
    """Six poses shown by virtual people as the window asks for them, trained as the window does; two unseen test."""
    check_installed()
    with tempfile.TemporaryDirectory() as place:
        maker = SetMaker(Path(place), Trainer())
        maker.open()
        _write(maker, *SIX, "")
        shown_s = 0.0
        for person in CLASS[: options.count]:
            shown_s = _round(maker, person, shown_s)
        start_s, start = time.perf_counter(), os.times()
        _write(maker, "")
        while maker.training:
            maker.poll()
            time.sleep(0.2)
        seconds, end = time.perf_counter() - start_s, os.times()
        busy_s = end.children_user + end.children_system - start.children_user - start.children_system
        model = maker.take_model()
        if model is None:
            raise UserError(f"nothing to play with came of it: {maker.message}")
        test = [one for one in samples(UNSEEN, SIX, EACH, 50) if one.label != NORMAL]
        accuracy, recall = _judged(model, test)
    return {
        "people": options.count,
        "shown_minutes": round(shown_s / 60, 2),
        "trained_minutes": round(seconds / 60, 2),
        "trained_cpu_minutes": round(busy_s / 60, 2),
        "accuracy": accuracy,
        "recall": recall,
    }


def sided(options: argparse.Namespace) -> Figures:
    """Two classes that are each other's mirror image, no flag given; tested on two unseen people."""
    check_installed()
    with tempfile.TemporaryDirectory() as place:
        shots = samples(CLASS[: options.count], ("flag",), 2 * EACH, 1)
        write_samples(Path(place) / "samples.jsonl", _two_sided(shots))
        model = _trained(Path(place), Path(place) / "samples.jsonl")
        accuracy, recall = _judged(model, _two_sided(samples(UNSEEN, ("flag",), 2 * EACH, 50)))
    return {"accuracy": accuracy, "recall": recall}


def few(options: argparse.Namespace) -> Figures:
    """A model from 105 poses of three virtual people: what fires in fighting clips and in idle minutes."""
    check_installed()
    with tempfile.TemporaryDirectory() as place:
        poses = tuple(pose for pose in POSES if pose != NORMAL)
        shots = [one for one in samples(FEW, poses, 5, 1) if one.label != NORMAL]
        write_samples(Path(place) / "samples.jsonl", shots)
        asked = copy.copy(options)
        asked.model = _trained(Path(place), Path(place) / "samples.jsonl")
        fought = fights(asked)
        asked.count = max(1, options.count // 5)
        return {"poses": len(shots), "fights": fought, "idle": idle(asked)}


def _write(maker: SetMaker, *lines: str) -> None:
    """Type lines, each ended by Enter."""
    for text in lines:
        for key in (*text, "return"):
            maker.type(frozenset({key}))
            maker.type(frozenset())


def _round(maker: SetMaker, person: int, shown_s: float) -> float:
    """One child's round; returns the time at its end."""
    _write(maker, f"p{person - UNTAUGHT}")
    for pose in SIX:
        readings, _ = filmed(person, 1, [Beat(pose)], SHOWN_S)
        begun_s = shown_s
        for reading in readings:
            if maker.view.pose != pose or maker.view.stage not in (Stage.LEAD, Stage.HOLD):
                break
            shown_s = begun_s + reading.t_s
            maker.see(replace(reading, t_s=shown_s))
        else:
            raise UserError(f"{pose} was not taken in {SHOWN_S} s: {maker.message}")
        shown_s += 1 / 30
    return shown_s


def _two_sided(shots: Sequence[Sample]) -> list[Sample]:
    """Half of the flags as they are, half mirrored: two classes that only their side tells apart."""
    flags = [one for one in shots if one.label != NORMAL]
    return [
        replace(one, label="flag right") if n % 2 else replace(one, label="flag left", pose=one.pose.mirrored())
        for n, one in enumerate(flags)
    ]


def _trained(folder: Path, data: Path) -> Path:
    """The package that `tools/train.py` makes of a data set without any option."""
    words = ["--data", str(data), "--out", str(folder / "run"), "--name", "mine"]
    subprocess.run([sys.executable, "-m", "tools.train", *words], cwd=ROOT, check=False)
    return folder / "run" / "mine.huia"


def _judged(model: Path, test: Sequence[Sample]) -> tuple[float, dict[str, float]]:
    """Accuracy, and recall by pose."""
    classifier = load_classifier(unpacked(model))
    labels = classifier.card.labels
    right = np.array([labels[int(np.argmax(classifier.scores(one.pose)))] == one.label for one in test])
    truth = np.array([one.label for one in test])
    recall = {label: round(float(right[truth == label].mean()), 4) for label in sorted(set(truth.tolist()))}
    return round(float(right.mean()), 4), recall
