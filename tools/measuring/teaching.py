"""Trials of teaching: new poses taught in the game in ten seconds, beside a network trained on them.

python -m tools.measuring.teaching game        one new pose in ten seconds: recall on later takes, what else fires
python -m tools.measuring.teaching compare     neighbours on joints, on embedding, on both; logistic regression
python -m tools.measuring.teaching retrain     five poses of three people through tools.train, on two unseen people
python -m tools.measuring.teaching beside      the same test, but each of the two taught the poses in the game
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from game.body.classifier import load_classifier
from game.body.datasets import Sample, write_samples
from game.body.lesson import Lesson, Phase
from game.body.pose import FloatArray, Pose
from game.body.reader import BodyReader
from game.body.reading import Reading
from game.body.taught import Eye, Recogniser, read_reference
from game.errors import UserError
from game.tuning import TEACHING
from game.vision.virtual.crowd import random_view
from game.vision.virtual.huia_acts import HUIA_ACTS
from game.vision.virtual.mannequin import bodies
from game.vision.virtual.noise import MEDIAPIPE, landmark_noise
from game.vision.virtual.ordinary_acts import ORDINARY_ACTS
from game.vision.virtual.performance import ACTS, Beat, Cue, Performance, random_performer
from game.vision.virtual.view import in_view, landmarks
from tools.measuring.new_poses import NEW_POSES, acted

ROOT: Final = Path(__file__).resolve().parents[2]
MODEL: Final = ROOT / "models" / "huia_poses_int8.tflite"
REFERENCE: Final = ROOT / "models" / "reference_poses.npz"
UNSEEN: Final = 1 << 41
"""Performers of these trials are numbered from here: none was ever in training or in the reference poses."""
FPS: Final = 30.0
FRAME: Final = (640, 480)
LATER: Final = 6
"""Later takes of a taught pose, in two sittings before the same camera."""
FIVE: Final = ("cactus", "flag", "mummy", "star", "tiger")
"""What is retrained."""
TESTED: Final = (UNSEEN + 40, UNSEEN + 41)
"""Who tests what was retrained, and is taught beside it."""
Figures = dict[str, Any]
Held = npt.NDArray[np.bool_]


def filmed(
    person: int, take: int, script: Sequence[Beat], hold_s: float = 1.2
) -> tuple[list[Reading], tuple[Cue, ...]]:
    """One take of a person before their own webcam: what the reader makes of it at 30 Hz, and the truth.

    The camera stays where it is from take to take; where they stand, how they do it and how the landmarker errs
    is each take's own. hold_s: how long new poses are held.
    """
    performer = random_performer(person)
    view, aside, ahead = random_view(np.random.default_rng([person, 7]), performer.build.height, 0.6)
    rng = np.random.default_rng([person, take])
    start = (aside + float(rng.normal(0, 0.12)), ahead + float(rng.normal(0, 0.12)), float(rng.normal(0, 0.1)))
    acts = {**ACTS, **{name: acted(name, hold_s) for name in NEW_POSES}}
    performance = Performance(person * 1009 + take, script, performer, start=start, acts=acts)
    end_s = performance.end_s + 0.3
    times = np.arange(0.0, end_s, 1 / FPS)
    body = bodies(performance.postures(times), [performer.build] * len(times))
    truth = landmarks(body, [view] * len(times), FRAME)
    points, kept = landmark_noise(truth, rng, MEDIAPIPE, np.zeros(len(times), int), FPS, FRAME)
    reader = BodyReader()
    readings = [
        reader.read(t_s, (Pose(one, FRAME),) if sure and in_view(one) else ())
        for t_s, one, sure in zip(times.tolist(), points, kept, strict=True)
    ]
    return readings, performance.cues(end_s)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A film as numbers: times (N,), features (N, D) of the readings with a body, and the truth.

    held (N,): the act's pose is fully held; acts (N,): which act a reading belongs to, "" between acts.
    """

    times: npt.NDArray[np.float64]
    poses: tuple[Pose, ...]
    features: FloatArray
    held: Held
    acts: tuple[str, ...]
    cues: tuple[Cue, ...]


def looked_at(film: tuple[Sequence[Reading], tuple[Cue, ...]], eye: Eye) -> Seen:
    """What the eye makes of a film."""
    times, poses, rows, held, acts = [], [], [], [], []
    for reading in film[0]:
        features = eye.features(reading.pose) if reading.pose is not None else None
        if reading.pose is None or features is None:
            continue
        cue = next((cue for cue in film[1] if cue.start_s <= reading.t_s <= cue.end_s), None)
        times.append(reading.t_s)
        poses.append(reading.pose)
        rows.append(features)
        held.append(cue is not None and cue.peak_s + 0.1 <= reading.t_s <= cue.leave_s)
        acts.append(cue.act if cue is not None else "")
    return Seen(np.array(times), tuple(poses), np.stack(rows), np.array(held), tuple(acts), film[1])


def lesson_of(person: int, pose: str) -> tuple[Pose, ...]:
    """What a lesson keeps of a person who gets into the pose a little late and leaves it a little early."""
    readings, _ = filmed(person, 1, [Beat(pose, None, 3.3), Beat("stand", None, 2.0)], 9.3)
    lesson = Lesson(pose)
    for reading in readings:
        if lesson.step(reading.t_s, reading.pose) is Phase.DONE:
            return lesson.poses()
    raise RuntimeError(f"the lesson of {pose} by {person} did not end")


@lru_cache(maxsize=1)
def _eye(model: Path) -> tuple[Eye, FloatArray]:
    eye = Eye(load_classifier(model))
    return eye, eye.all_features(read_reference(REFERENCE))


@dataclass(frozen=True, slots=True, eq=False)
class Pupil:
    """Everything one person shows: lessons by pose, later takes by pose, the eight poses, ordinary acts."""

    lessons: Mapping[str, FloatArray]
    later: Mapping[str, tuple[Seen, ...]]
    eight: Seen
    ordinary: Seen


def pupil(person: int, eye: Eye, poses: Sequence[str]) -> Pupil:
    """Film a person: ten seconds of each pose, LATER takes of each, three of the eight, one of each ordinary act."""

    def seen(take: int, script: Sequence[Beat]) -> Seen:
        return looked_at(filmed(person, take, script), eye)

    sittings = range(2)
    return Pupil(
        {pose: eye.all_features(lesson_of(person, pose)) for pose in poses},
        {pose: tuple(seen(100 + n, [Beat(pose, None, 0.6)] * (LATER // 2)) for n in sittings) for pose in poses},
        seen(200, [Beat(act, None, 0.5) for act in list(HUIA_ACTS) * 3]),
        seen(300, [Beat(act, None, 0.4) for act in ORDINARY_ACTS if act != "walk"]),
    )


def fired(seen: Seen, recogniser: Recogniser) -> tuple[list[float], npt.NDArray[np.float64]]:
    """When the gate lets the one taught pose through, and its score at each reading."""
    gate = recogniser.gate()
    times, scores = [], []
    for t_s, pose, row in zip(seen.times.tolist(), seen.poses, seen.features, strict=True):
        found = recogniser.scores(row)
        scores.append(found[1])
        if gate.step(t_s, found, pose) is not None:
            times.append(t_s)
    return times, np.array(scores)


def game(options: argparse.Namespace) -> Figures:
    """One pose at a time, taught in ten seconds: recall on later takes of the same person, what else fires."""
    eye, reference = _eye(options.model)
    rows: list[Figures] = []
    for number in tqdm(range(options.count or 6), desc="people"):
        one = pupil(UNSEEN + number, eye, tuple(NEW_POSES))
        rows += [_taught(one, pose, reference) | {"pose": pose} for pose in NEW_POSES]

    def share(key: str, some: Sequence[Figures]) -> float | None:
        hits, of = (sum(row[key][i] for row in some) for i in (0, 1))
        return round(hits / of, 4) if of else None

    keys = ("takes", "readings", "eight_takes", "eight_readings", "ordinary_takes", "ordinary_readings")
    delays = [delay for row in rows for delay in row["delays_s"]]
    return {
        "lessons": len(rows),
        "refused": [row["pose"] for row in rows if not row["learnt"]],
        **{key: share(key, rows) for key in keys},
        "median_delay_s": round(float(np.median(delays)), 3),
        "by_pose": {
            pose: {key: share(key, [r for r in rows if r["pose"] == pose]) for key in keys} for pose in NEW_POSES
        },
    }


def _taught(one: Pupil, pose: str, reference: FloatArray) -> Figures:
    """Hits and counts of one lesson. A lesson that is refused counts as nothing recognised."""
    recogniser = Recogniser(reference)
    verdict = recogniser.learn(pose, one.lessons[pose])
    result: Figures = {"learnt": verdict.learnt, "delays_s": []}
    takes, hits, known, held = 0, 0, 0, 0
    for seen in one.later[pose]:
        takes, held = takes + len(seen.cues), held + int(seen.held.sum())
        if not verdict.learnt:
            continue
        times, scores = fired(seen, recogniser)
        known += int((scores[seen.held] >= recogniser.card.thresholds[pose].enter).sum())
        for cue in seen.cues:
            mine = [t for t in times if cue.start_s <= t <= cue.leave_s + 0.2]
            hits += bool(mine)
            result["delays_s"] += [t - cue.peak_s for t in mine[:1]]
    result |= {"takes": (hits, takes), "readings": (known, held)}
    for key, seen in (("eight", one.eight), ("ordinary", one.ordinary)):
        times, scores = fired(seen, recogniser) if verdict.learnt else ([], np.zeros(len(seen.times)))
        wrong = sum(any(cue.start_s <= t <= cue.end_s for t in times) for cue in seen.cues)
        result[f"{key}_takes"] = (wrong, len(seen.cues))
        result[f"{key}_readings"] = (int((scores >= 0.8).sum()), len(scores))
    return result


def compare(options: argparse.Namespace) -> Figures:
    """Recall per reading where 1 % of the eight poses' readings pass, for every feature and classifier."""
    eye, reference = _eye(options.model)
    joints = Eye().all_features(read_reference(REFERENCE)).shape[1]
    columns = {"joints": slice(0, joints), "embedding": slice(joints, None), "both": slice(0, None)}
    found: dict[str, list[tuple[FloatArray, FloatArray]]] = {}
    for number in tqdm(range(options.count or 3), desc="people"):
        one = pupil(UNSEEN + number, eye, tuple(NEW_POSES))
        for pose in NEW_POSES:
            later = np.concatenate([seen.features[seen.held] for seen in one.later[pose]])
            for method, score in (("neighbours", _neighbours), ("logistic", _logistic)):
                for name, part in columns.items():
                    judge = score(one.lessons[pose][:, part], reference[:, part])
                    pair = judge(later[:, part]), judge(one.eight.features[::6, part])
                    found.setdefault(f"{method}, {name}", []).append(pair)
    result = {}
    for name, pairs in found.items():
        level = np.quantile(np.concatenate([eight for _, eight in pairs]), 0.99)
        result[name] = round(float((np.concatenate([later for later, _ in pairs]) >= level).mean()), 4)
    return result


def _neighbours(mine: FloatArray, others: FloatArray) -> Callable[[FloatArray], FloatArray]:
    recogniser = Recogniser(others)
    recogniser.learn("it", mine)
    if not recogniser.names:
        return lambda rows: np.zeros(len(rows), np.float32)
    return lambda rows: np.array([recogniser.scores(row)[1] for row in rows], np.float32)


def _logistic(mine: FloatArray, others: FloatArray) -> Callable[[FloatArray], FloatArray]:
    """OpenCV's logistic regression on standardised features."""
    middle, spread = others.mean(0), others.std(0) + 0.05
    rows = ((np.concatenate([mine, others]) - middle) / spread).astype(np.float32)
    truth = np.r_[np.ones(len(mine)), np.zeros(len(others))].astype(np.float32)[:, None]
    model: Any = cv2.ml.LogisticRegression_create()  # type: ignore[attr-defined]  # OpenCV's stubs leave out its ml
    model.setLearningRate(0.3)
    model.setIterations(1500)
    model.setTrainMethod(cv2.ml.LogisticRegression_MINI_BATCH)
    model.setMiniBatchSize(128)
    model.train(rows, cv2.ml.ROW_SAMPLE, truth)
    weights = model.get_learnt_thetas()[0]
    return lambda some: np.asarray(((some - middle) / spread) @ weights[1:] + weights[0], np.float32)


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
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_samples(folder / "samples.jsonl", samples([UNSEEN + 20 + n for n in range(3)], FIVE, 40, 1))
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
    eye, reference = _eye(options.model)
    test = samples(TESTED, FIVE, 40, 50)
    found = []
    own: dict[str, Recogniser] = {}
    for person in TESTED:
        own[_called(person)] = recogniser = Recogniser(reference)
        for pose in FIVE:
            recogniser.learn(pose, eye.all_features(lesson_of(person, pose)))
    for sample in test:
        recogniser = own[sample.person]
        scores = recogniser.scores(eye.features(sample.pose))
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
    return f"p{person - UNSEEN}"


TRIALS: Final[dict[str, Callable[[argparse.Namespace], Figures]]] = {
    "game": game,
    "compare": compare,
    "retrain": retrain,
    "beside": beside,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns 0, or 2 with one sentence for a user's mistake."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trial", choices=TRIALS)
    parser.add_argument("--count", type=int, help="people")
    parser.add_argument("--model", type=Path, default=MODEL, help="classifier whose embedding is used")
    parser.add_argument("--train", nargs=argparse.REMAINDER, default=[], help="further words for tools.train")
    options = parser.parse_args(arguments)
    try:
        print(json.dumps({options.trial: TRIALS[options.trial](options)}))
    except UserError as problem:
        print(f"teaching: {problem}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
