"""A data-set doctor: what is probably wrong with captured poses, sample by sample, and what is missing.

Everything is measured in body units, so where and how near people stood does not matter. Nothing here decides: it
points at samples for a person to look at.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import cv2
import numpy as np
import numpy.typing as npt

from game.body.datasets import Sample
from game.body.pose import COCO17, Landmark
from game.body.units import BodyUnits, body_units
from game.errors import UserError
from tools.collecting.poseset import from_samples
from tools.collecting.sides import sided_classes

Kind = Literal["blank", "leap", "contradiction", "swap", "doubt", "duplicate"]
FloatArray = npt.NDArray[np.float32]

KINDS: Final[dict[Kind, tuple[str, str]]] = {
    "blank": ("Blank or barely visible", "No body can be measured, or arms and shoulders were hardly seen."),
    "leap": ("Perhaps somebody else", "The body leaps within its session, as if another person had been taken."),
    "contradiction": ("One pose, two labels", "Nearly the same pose carries another label elsewhere."),
    "swap": ("Probably a wrong label", "Models that never saw this person, and the nearest poses, say another label."),
    "doubt": ("A model disagrees", "A model that never saw this person reads another pose; look whether it is clear."),
    "duplicate": ("Near-duplicates", "The same moment twice teaches nothing new, and flatters a random split."),
}
"""Each kind of problem with its heading and what it means, the gravest first."""

HOLE: Final = 5
"""Fewer samples of a class by one person than this are a hole."""
SEEN: Final = 0.3  # visibility; PoseNet's and MediaPipe's guesses at hidden joints lie below
SAME: Final = 0.025  # mean distance in torso lengths: a person who holds still for a second stays within
LEAP: Final = 2.5  # torso lengths between one shot and those before and after it
GROWN: Final = 1.6  # and so many times as large or small
# A swap is claimed where another label is this likely and its own this unlikely. Of 48 labels falsified at random
# in 141 poses of two people this names 41, points at the others in another way, and claims none that was right.
SURE: Final = 0.5
UNLIKE: Final = 0.12
NEIGHBOURS: Final = 5

_ARMS: Final = (
    Landmark.LEFT_SHOULDER,
    Landmark.RIGHT_SHOULDER,
    Landmark.LEFT_ELBOW,
    Landmark.RIGHT_ELBOW,
    Landmark.LEFT_WRIST,
    Landmark.RIGHT_WRIST,
)
_UPPER: Final = (Landmark.NOSE, *_ARMS, Landmark.LEFT_HIP, Landmark.RIGHT_HIP)
_PARENT: Final = {
    Landmark.LEFT_ELBOW: Landmark.LEFT_SHOULDER,
    Landmark.RIGHT_ELBOW: Landmark.RIGHT_SHOULDER,
    Landmark.LEFT_WRIST: Landmark.LEFT_ELBOW,
    Landmark.RIGHT_WRIST: Landmark.RIGHT_ELBOW,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to look at. suggest: the label it rather has, or "". other: id of the sample it is like, or ""."""

    kind: Kind
    id: str
    why: str
    suggest: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What the doctor found.

    table: (label, person) → samples. holes: those of fewer than HOLE. accuracy: of the model cross-validated by
    `split` ("person", "session" or "sample"; the last is named misleading), None where there was too little data.
    remarks: what could not be checked, and why.
    """

    count: int
    labels: tuple[str, ...]
    persons: tuple[str, ...]
    table: dict[tuple[str, str], int]
    holes: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]
    accuracy: float | None
    split: str
    remarks: tuple[str, ...]


def examine(samples: Sequence[Sample]) -> Report:
    """Check a whole data set. Raises UserError for an empty one."""
    if not samples:
        raise UserError("The data set is empty; capture some samples first (python -m tools.capture).")
    units = [body_units(sample.pose) for sample in samples]
    problems: list[Problem] = [p for s, u in zip(samples, units, strict=True) if (p := _blank(s, u)) is not None]
    blank = {problem.id for problem in problems}
    good = [n for n, sample in enumerate(samples) if sample.id not in blank]
    clear = [samples[n] for n in good]
    rulers = [ruler for n in good if (ruler := units[n]) is not None]
    problems += _leaps(clear, rulers)
    remarks: list[str] = []
    accuracy, split = None, ""
    if clear:
        shapes = np.stack([shape(sample, ruler) for sample, ruler in zip(clear, rulers, strict=True)])
        problems += _same(clear, shapes)
        found, accuracy, split, remark = _doubts(clear, shapes)
        said = {problem.id for problem in problems if problem.kind == "contradiction"}
        problems += [problem for problem in found if problem.id not in said or problem.kind == "swap"]
        remarks += remark
    labels = tuple(dict.fromkeys(sample.label for sample in samples))
    persons = tuple(dict.fromkeys(sample.person for sample in samples))
    table = Counter((sample.label, sample.person) for sample in samples)
    if len(labels) == 1:
        remarks.append(f"There is one class only, {labels[0]}; a model needs at least two to tell apart.")
    if len(persons) == 1:
        remarks.append(f"There is one person only, {persons[0]}; how well others are recognised cannot be said.")
    remarks += _sides(samples)
    order = list(KINDS)
    place = {sample.id: n for n, sample in enumerate(samples)}
    problems.sort(key=lambda problem: (order.index(problem.kind), place[problem.id]))
    holes = tuple((label, person) for label in labels for person in persons if table[label, person] < HOLE)
    return Report(len(samples), labels, persons, dict(table), holes, tuple(problems), accuracy, split, tuple(remarks))


def _sides(samples: Sequence[Sample]) -> list[str]:
    """Which classes are mirror images of others, in words."""
    return [
        f"{twin.label} has a side: mirrored it is like {twin.other}; training finds this out and mirrors neither."
        for twin in sided_classes(from_samples(samples))
    ]


def shape(sample: Sample, units: BodyUnits) -> FloatArray:
    """A pose without place and size: float32 (11, 2), torso lengths; a joint that was not seen hangs on its parent."""
    pose = sample.pose
    at = np.clip(units.of(pose.xy_px()), -3.0, 3.0)
    for mark, parent in _PARENT.items():
        if pose.points[mark, 3] < 0.05:
            at[mark] = at[parent]
    for mark in (Landmark.LEFT_HIP, Landmark.RIGHT_HIP):
        if pose.points[mark, 3] < 0.05:
            at[mark] = (0.0, 1.0)
    fore = [at[w] - at[e] for w, e in ((15, 13), (16, 14))]
    return np.asarray(np.concatenate([at[list(_UPPER)], fore]), np.float32)


def _blank(sample: Sample, units: BodyUnits | None) -> Problem | None:
    visibility = sample.pose.points[:, 3]
    if not (visibility[list(COCO17)] > 0.05).any():
        return Problem("blank", sample.id, "no joint was found")
    if units is None:
        return Problem("blank", sample.id, "shoulders not found, or the body is a few pixels tall")
    unseen = [mark.name.replace("_", " ").lower() for mark in _ARMS if visibility[mark] < SEEN]
    if len(unseen) > 2 or float(visibility[list(_ARMS)].mean()) < SEEN:
        return Problem("blank", sample.id, f"hardly seen: {', '.join(unseen)}")
    return None


def _leaps(samples: Sequence[Sample], units: Sequence[BodyUnits]) -> list[Problem]:
    """Samples unlike both the three before and the three after them in their session, which agree with each other."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, sample in enumerate(samples):
        groups[sample.person, sample.session].append(n)
    found: list[Problem] = []
    for members in groups.values():
        # torso lengths are compared as logarithms: twice and half as large are equally far away
        rows = np.array([(*_fraction(samples[n], units[n]), np.log(_height(samples[n], units[n]))) for n in members])
        for k, n in enumerate(members):
            before, after = rows[max(0, k - 3) : k], rows[k + 1 : k + 4]
            sides = [np.median(part, axis=0) for part in (before, after) if len(part) >= 2]
            if not sides or (len(sides) == 2 and _leapt(sides[0], sides[1])):
                continue
            why = [words for side in sides if (words := _leapt(rows[k], side))]
            if len(why) == len(sides):
                found.append(Problem("leap", samples[n].id, why[0]))
    return found


def _fraction(sample: Sample, units: BodyUnits) -> tuple[float, float]:
    """The middle of the shoulders in heights of the frame, so that pictures of several sizes compare."""
    high = sample.pose.frame[1]
    return units.origin_px[0] / high, units.origin_px[1] / high


def _height(sample: Sample, units: BodyUnits) -> float:
    return units.torso_px / sample.pose.frame[1]


def _leapt(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> str:
    """How a body differs too much from another to be the same a moment later; "" if it does not."""
    torso = float(np.exp(max(a[2], b[2])))
    far = float(np.hypot(*(a[:2] - b[:2]))) / torso
    grown = float(np.exp(abs(a[2] - b[2])))
    if far > LEAP:
        return f"stands {far:.1f} torso lengths away from where the person was before and after"
    if grown > GROWN:
        return f"is {grown:.1f} times as {'large' if a[2] > b[2] else 'small'} as before and after"
    return ""


def _same(samples: Sequence[Sample], shapes: FloatArray) -> list[Problem]:
    """Near-duplicates of an earlier sample of the same person, and nearly equal poses of theirs under two labels."""
    found: list[Problem] = []
    earlier: dict[str, list[int]] = defaultdict(list)
    for n, sample in enumerate(samples):
        mine = earlier[sample.person]
        apart = np.linalg.norm(shapes[mine] - shapes[n], axis=2).mean(axis=1) if mine else np.ones(1)
        nearest = int(apart.argmin())
        if apart[nearest] >= SAME:
            mine.append(n)
            continue
        twin = samples[mine[nearest]]
        if twin.label == sample.label:
            why = f"{apart[nearest]:.3f} torso lengths from {twin.id}"
            found.append(Problem("duplicate", sample.id, why, "", twin.id))
        else:
            mine.append(n)
            why = f"nearly the pose of {twin.id}, which is labelled {twin.label}"
            found.append(Problem("contradiction", sample.id, why, twin.label, twin.id))
    return found


# --- what models think ----------------------------------------------------------------------------------


def _doubts(samples: Sequence[Sample], shapes: FloatArray) -> tuple[list[Problem], float | None, str, list[str]]:
    """Samples a model disagrees with that never saw their person; accuracy; what was left out; remarks."""
    labels = sorted({sample.label for sample in samples})
    if len(labels) < 2 or len(samples) < 2 * len(labels):
        return [], None, "", ["Too few samples to ask a model about them."]
    truth = np.array([labels.index(sample.label) for sample in samples])
    split, groups = _groups(samples)
    remarks = []
    if split == "sample":
        remarks.append(
            "One person in one session: models are tested on neighbours of what they saw, so they look better than "
            "they are (misleading)."
        )
    features = shapes.reshape(len(samples), -1)
    chance = np.zeros((len(samples), len(labels)))
    asked = np.zeros(len(samples), bool)
    for group in sorted(set(groups)):
        test = np.array([one == group for one in groups])
        train = ~test
        if len(set(truth[train].tolist())) < 2:
            continue
        chance[test] = _probabilities(features[train], truth[train], features[test], len(labels))
        asked |= test
    if not asked.any():
        return [], None, split, [*remarks, "Each person showed one class only, so no model can be cross-validated."]
    near = _neighbours(features, truth, len(labels))
    guess = chance.argmax(axis=1)
    known = np.array([(truth[[g != groups[n] for g in groups]] == truth[n]).any() for n in range(len(samples))])
    asked &= known  # a class nobody else showed cannot be recognised
    found: list[Problem] = []
    for n in np.flatnonzero(asked & (guess != truth)).tolist():
        said, sure = labels[guess[n]], float(chance[n, guess[n]])
        agreed = int(near[n].argmax()) == guess[n] and near[n, guess[n]] > NEIGHBOURS // 2
        swap = sure >= SURE and float(chance[n, truth[n]]) <= UNLIKE and agreed
        why = f"looks like {said} ({sure:.0%}), is labelled {samples[n].label} ({chance[n, truth[n]]:.0%})"
        found.append(Problem("swap" if swap else "doubt", samples[n].id, why, said))
    accuracy = float((guess == truth)[asked].mean()) if asked.any() else None
    return found, accuracy, split, remarks


def _groups(samples: Sequence[Sample]) -> tuple[str, list[str]]:
    """What is left out at a time: a person; of one person, a session; of one session, every fifth stretch."""
    if len({sample.person for sample in samples}) > 1:
        return "person", [sample.person for sample in samples]
    if len({sample.session for sample in samples}) > 1:
        return "session", [sample.session for sample in samples]
    seen: Counter[str] = Counter()
    folds = []
    for sample in samples:
        folds.append(str(seen[sample.label] % 5))
        seen[sample.label] += 1
    return "sample", folds


def _probabilities(train: FloatArray, truth: npt.NDArray[np.int64], test: FloatArray, classes: int) -> FloatArray:
    """Mean opinion of a logistic regression and of nearest neighbours: (tests, classes), rows add up to 1."""
    mean, spread = train.mean(axis=0), train.std(axis=0) + 0.05
    train, test = ((part - mean) / spread for part in (train, test))
    logistic = cv2.ml.LogisticRegression.create()
    logistic.setLearningRate(1.0)
    logistic.setIterations(400)
    logistic.setRegularization(cv2.ml.LOGISTIC_REGRESSION_REG_L2)
    logistic.setTrainMethod(cv2.ml.LOGISTIC_REGRESSION_BATCH)
    logistic.train(train, cv2.ml.ROW_SAMPLE, truth.astype(np.float32)[:, None])
    present = sorted(set(truth.tolist()))
    thetas = np.asarray(logistic.get_learnt_thetas())
    scores = np.column_stack([np.ones(len(test)), test]) @ thetas.T
    chance = np.zeros((len(test), classes))
    if len(present) == 2:  # two classes are one regression, of the second
        second = 1.0 / (1.0 + np.exp(-scores[:, 0]))
        chance[:, present] = np.column_stack([1.0 - second, second])
    else:
        ones = 1.0 / (1.0 + np.exp(-scores))
        chance[:, present] = ones / np.maximum(ones.sum(axis=1, keepdims=True), 1e-9)
    votes = np.zeros_like(chance)
    for row, counted in enumerate(_nearest(train, truth, test, min(NEIGHBOURS, len(train)))):
        votes[row] = np.bincount(counted, minlength=classes) / len(counted)
    return np.asarray((chance + votes) / 2, np.float32)


def _neighbours(features: FloatArray, truth: npt.NDArray[np.int64], classes: int) -> npt.NDArray[np.int64]:
    """Labels among each sample's nearest others, anybody's: int (N, classes)."""
    many = min(NEIGHBOURS + 1, len(features))
    nearest = cv2.ml.KNearest.create()
    nearest.train(features, cv2.ml.ROW_SAMPLE, np.arange(len(features), dtype=np.float32)[:, None])
    _, _, names, _ = nearest.findNearest(features, many)
    counts = np.zeros((len(features), classes), np.int64)
    for n, row in enumerate(names.astype(int)):
        for other in [k for k in row if k != n][:NEIGHBOURS]:
            counts[n, truth[other]] += 1
    return counts


def _nearest(train: FloatArray, truth: npt.NDArray[np.int64], test: FloatArray, many: int) -> npt.NDArray[np.int64]:
    nearest = cv2.ml.KNearest.create()
    nearest.train(train, cv2.ml.ROW_SAMPLE, truth.astype(np.float32)[:, None])
    _, _, found, _ = nearest.findNearest(test, many)
    return np.asarray(found, np.int64)
