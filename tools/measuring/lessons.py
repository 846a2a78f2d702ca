"""Lessons and later takes of virtual people: the training and test data of the trials of teaching."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from game.body.classifier import load_classifier
from game.body.lesson import Lesson, Phase
from game.body.pose import FloatArray, Pose
from game.body.reader import BodyReader
from game.body.reading import Reading
from game.body.taught import FeatureExtractor, Recogniser, read_reference
from game.places import REFERENCE
from game.vision.virtual.crowd import random_view
from game.vision.virtual.huia_acts import HUIA_ACTS
from game.vision.virtual.mannequin import bodies
from game.vision.virtual.noise import MEDIAPIPE, landmark_noise
from game.vision.virtual.ordinary_acts import ORDINARY_ACTS
from game.vision.virtual.performance import ACTS, Beat, Cue, Performance, random_performer
from game.vision.virtual.view import in_view, landmarks
from tools.measuring.new_poses import NEW_POSES, acted
from tools.measuring.virtual_clips import FPS, FRAME

UNTAUGHT: Final = 1 << 41
"""Performers of these trials are numbered from here: none was ever in training or in the reference poses."""
LATER: Final = 6
"""Later takes of a taught pose, in two sittings before the same camera."""
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
class SeenTake:
    """A take as numbers: times (N,), features (N, D) of the readings with a body, and the truth.

    held (N,): the act's pose is fully held; acts (N,): which act a reading belongs to, "" between acts.
    """

    times: npt.NDArray[np.float64]
    poses: tuple[Pose, ...]
    features: FloatArray
    held: Held
    acts: tuple[str, ...]
    cues: tuple[Cue, ...]


def looked_at(film: tuple[Sequence[Reading], tuple[Cue, ...]], extractor: FeatureExtractor) -> SeenTake:
    """The extractor's features of a film."""
    times, poses, rows, held, acts = [], [], [], [], []
    for reading in film[0]:
        features = extractor.features(reading.pose) if reading.pose is not None else None
        if reading.pose is None or features is None:
            continue
        cue = next((cue for cue in film[1] if cue.start_s <= reading.t_s <= cue.end_s), None)
        times.append(reading.t_s)
        poses.append(reading.pose)
        rows.append(features)
        held.append(cue is not None and cue.peak_s + 0.1 <= reading.t_s <= cue.leave_s)
        acts.append(cue.act if cue is not None else "")
    return SeenTake(np.array(times), tuple(poses), np.stack(rows), np.array(held), tuple(acts), film[1])


def lesson_of(person: int, pose: str) -> tuple[Pose, ...]:
    """What a lesson keeps of a person who gets into the pose a little late and leaves it a little early."""
    readings, _ = filmed(person, 1, [Beat(pose, None, 3.3), Beat("stand", None, 2.0)], 9.3)
    lesson = Lesson(pose)
    for reading in readings:
        if lesson.step(reading.t_s, reading.pose) is Phase.DONE:
            return lesson.poses()
    raise RuntimeError(f"the lesson of {pose} by {person} did not end")


@lru_cache(maxsize=1)
def extractor_and_reference(model: Path) -> tuple[FeatureExtractor, FloatArray]:
    """The extractor on a classifier, and its features (N, D) of the shipped reference poses."""
    extractor = FeatureExtractor(load_classifier(model))
    return extractor, extractor.all_features(read_reference(REFERENCE))


@dataclass(frozen=True, slots=True, eq=False)
class Pupil:
    """Everything one person shows: lessons by pose, later takes by pose, the eight poses, ordinary acts."""

    lessons: Mapping[str, FloatArray]
    later: Mapping[str, tuple[SeenTake, ...]]
    eight: SeenTake
    ordinary: SeenTake


def pupil(person: int, extractor: FeatureExtractor, poses: Sequence[str]) -> Pupil:
    """Film a person: ten seconds of each pose, LATER takes of each, three of the eight, one of each ordinary act."""

    def seen(take: int, script: Sequence[Beat]) -> SeenTake:
        return looked_at(filmed(person, take, script), extractor)

    sittings = range(2)
    return Pupil(
        {pose: extractor.all_features(lesson_of(person, pose)) for pose in poses},
        {pose: tuple(seen(100 + n, [Beat(pose, None, 0.6)] * (LATER // 2)) for n in sittings) for pose in poses},
        seen(200, [Beat(act, None, 0.5) for act in list(HUIA_ACTS) * 3]),
        seen(300, [Beat(act, None, 0.4) for act in ORDINARY_ACTS if act != "walk"]),
    )


def fired(seen: SeenTake, recogniser: Recogniser) -> tuple[list[float], npt.NDArray[np.float64]]:
    """When the gate lets the one taught pose through, and its score at each reading."""
    gate = recogniser.gate()
    times, scores = [], []
    for t_s, pose, row in zip(seen.times.tolist(), seen.poses, seen.features, strict=True):
        found = recogniser.scores(row)
        scores.append(found[1])
        if gate.step(t_s, found, pose) is not None:
            times.append(t_s)
    return times, np.array(scores)
