"""A player's own poses, known after ten seconds: nearest neighbours on joints and the shipped network's embedding.

No training, no TensorFlow. A pose is as likely as it is nearer to what the player showed than to anything known of
others: 2,400 reference poses of virtual people (the eight of the Huia, ordinary acts) and the other taught poses.
`python -m tools.trials compare` prints it beside logistic regression and beside either feature alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from game.body.classifier import Classifier, ModelCard, Threshold
from game.body.moves import MoveGate
from game.body.pose import COCO17, FloatArray, Landmark, Pose
from game.body.poses import NORMAL
from game.body.shape import joints
from game.body.units import body_units
from game.errors import UserError
from game.tuning import TEACHING, Teaching
from game.words import mark, told

MOST_BYTES: Final = 4 << 20
MOST_REFERENCES: Final = 20_000
COMMON: Final = mark("That is too much like what everybody does. Try one that is more your own")

_WEIGHTS: Final = {
    Landmark.NOSE: 0.3,
    Landmark.LEFT_EYE: 0.1,
    Landmark.RIGHT_EYE: 0.1,
    Landmark.LEFT_EAR: 0.15,
    Landmark.RIGHT_EAR: 0.15,
    Landmark.LEFT_SHOULDER: 0.6,
    Landmark.RIGHT_SHOULDER: 0.6,
    Landmark.LEFT_ELBOW: 1.0,
    Landmark.RIGHT_ELBOW: 1.0,
    Landmark.LEFT_WRIST: 1.2,
    Landmark.RIGHT_WRIST: 1.2,
    Landmark.LEFT_HIP: 0.6,
    Landmark.RIGHT_HIP: 0.6,
    Landmark.LEFT_KNEE: 0.5,
    Landmark.RIGHT_KNEE: 0.5,
    Landmark.LEFT_ANKLE: 0.3,
    Landmark.RIGHT_ANKLE: 0.3,
}
"""Weight of each joint in telling poses apart: arms most; a face says where somebody looks, legs are often cut."""
_WEIGHT: Final[FloatArray] = np.array([_WEIGHTS[point] for point in COCO17], np.float32)[:, None]
_ELBOWS: Final = [COCO17.index(Landmark.LEFT_ELBOW), COCO17.index(Landmark.RIGHT_ELBOW)]
_WRISTS: Final = [COCO17.index(Landmark.LEFT_WRIST), COCO17.index(Landmark.RIGHT_WRIST)]
_FOREARM: Final = 0.6  # weight of a forearm's direction beside its ends
_EMBEDDING: Final = 2.0  # length of the embedding beside joints in weighted torso lengths


class FeatureExtractor:
    """A pose as numbers to compare. With a network that tells its embedding, joints and embedding; else joints alone.

    Not safe to share between threads, as its classifier.
    """

    def __init__(self, classifier: Classifier | None = None) -> None:
        self._classifier = classifier if classifier is not None and classifier.embeds else None

    def features(self, pose: Pose, embedding: FloatArray | None = None) -> FloatArray | None:
        """float32 (D,), or None for a body that cannot be measured. Left and right are told apart.

        embedding: what the network says of this pose, where it has looked already; else it looks now.
        """
        units = body_units(pose)
        if units is None:
            return None
        at = joints(pose, units, TEACHING.found)
        parts = [(at * _WEIGHT).ravel(), ((at[_WRISTS] - at[_ELBOWS]) * _FOREARM).ravel()]
        if self._classifier is not None:
            if embedding is None:
                embedding = self._classifier.look(pose, units)[1]
            assert embedding is not None, "asked for when the extractor was made"
            parts.append(embedding * (_EMBEDDING / max(float(np.linalg.norm(embedding)), 1e-6)))
        features: FloatArray = np.concatenate(parts).astype(np.float32)
        return features

    def all_features(self, poses: Sequence[Pose]) -> FloatArray:
        """float32 (N, D) of the poses that can be measured."""
        found = [features for pose in poses if (features := self.features(pose)) is not None]
        return np.stack(found) if found else np.zeros((0, 0), np.float32)


def read_reference(path: Path) -> tuple[Pose, ...]:
    """The reference poses `tools/training/reference.py` wrote. Raises UserError for a file that cannot be used."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UserError(f"{path} is too big for reference poses; make it again: python -m tools.training.reference")
        with np.load(path, allow_pickle=False) as file:
            points, frames = file["points"].astype(np.float32), file["frames"].astype(int)
        if not 1 <= len(points) == len(frames) <= MOST_REFERENCES:
            raise ValueError("wrong count")
        return tuple(Pose.from_coco17(one, (int(w), int(h))) for one, (w, h) in zip(points, frames, strict=True))
    except (OSError, ValueError, KeyError, EOFError) as problem:
        raise UserError(
            f"{path} holds no reference poses ({problem}); run: python -m tools.training.reference"
        ) from None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of learning a pose. score: how clearly its own readings stand out, 0..1 (0.5: not at all)."""

    name: str
    learnt: bool
    score: float
    sentence: str = ""


class Recogniser:
    """Knows taught poses again. Learning takes milliseconds: the readings themselves are the model."""

    def __init__(self, reference: FloatArray, tuning: Teaching = TEACHING) -> None:
        """reference: float32 (N, D), features of what is none of the taught poses."""
        self._tuning = tuning
        self._others = _Neighbours(reference, tuning.neighbours)
        self._taught: dict[str, _Neighbours] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The taught poses, oldest first."""
        return tuple(self._taught)

    @property
    def card(self) -> ModelCard:
        """Labels and thresholds as `gate` wants them: "normal", then the taught poses."""
        level = Threshold(self._tuning.enter, self._tuning.leave)
        return ModelCard((NORMAL, *self.names), 96, 1.0, 0.0, 1, "", {name: level for name in self.names})

    def gate(self) -> MoveGate:
        """Scores over time to single moves, for the poses known now."""
        return MoveGate(self.card)

    def learn(self, name: str, features: FloatArray) -> Verdict:
        """Learn a pose from its readings' features, float32 (N, D), in place of an older one of that name.

        Refused, and nothing changed, where the readings are too few or the pose cannot be told from what it must be
        told from: every fifth of the readings is judged by the other four.
        """
        tuning = self._tuning
        if len(features) < tuning.least:
            return Verdict(name, False, 0.0, mark("I hardly saw you. Stand where I see all of you, and try again"))
        own = np.zeros(len(features), np.float32)
        for part in np.array_split(np.arange(len(features)), 5):
            own[part] = _Neighbours(np.delete(features, part, axis=0), tuning.neighbours).distances(features[part])
        rivals = {"": self._others, **{other: each for other, each in self._taught.items() if other != name}}
        away = {other: each.distances(features) for other, each in rivals.items()}
        clear = float(np.median(_nearness(own, np.min(list(away.values()), axis=0))))
        if clear < tuning.told_apart:
            alike = min(away, key=lambda other: float(np.median(away[other])))
            said = (
                told("That is too much like your {pose}. Try one that is more your own", pose=alike)
                if alike
                else COMMON
            )
            return Verdict(name, False, clear, said)
        self._taught[name] = _Neighbours(features, tuning.neighbours)
        return Verdict(name, True, clear)

    def forget(self, name: str) -> None:
        """Forget a pose; an unknown name is harmless."""
        self._taught.pop(name, None)

    def scores(self, features: FloatArray | None) -> tuple[float, ...]:
        """In the card's order, 0..1; empty without features or taught poses."""
        if features is None or not self._taught:
            return ()
        row = features[None]
        others = self._others.distances(row)[0]
        each = [neighbours.distances(row)[0] for neighbours in self._taught.values()]
        found = []
        for index, mine in enumerate(each):
            nearest = min([others, *each[:index], *each[index + 1 :]])
            found.append(_certainty(float(_nearness(mine, nearest)), self._tuning))
        return (1.0 - max(found), *found)


def _nearness(mine: Any, others: Any) -> Any:
    """1: among the player's own readings; 0.5: as near to anything else; 0: among the others."""
    return others / np.maximum(mine + others, 1e-6)


def _certainty(nearness: float, tuning: Teaching) -> float:
    """0..1, a half where the nearness is `even`."""
    return 1.0 / (1.0 + math.exp(-tuning.steep * (nearness - tuning.even)))


class _Neighbours:
    """Mean distance to the nearest few of some rows, float32 (N, D), at least one."""

    def __init__(self, rows: FloatArray, count: int) -> None:
        self._count = min(count, len(rows))
        self._search: Any = cv2.ml.KNearest_create()  # type: ignore[attr-defined]  # OpenCV's stubs leave out its ml
        self._search.train(np.ascontiguousarray(rows), cv2.ml.ROW_SAMPLE, np.zeros(len(rows), np.float32))

    def distances(self, rows: FloatArray) -> FloatArray:
        """(N,) float32."""
        squares = self._search.findNearest(np.ascontiguousarray(rows), self._count)[3]
        away: FloatArray = np.sqrt(np.maximum(squares, 0.0).mean(axis=1))
        return away


def taught_features(extractor: FeatureExtractor, poses: Mapping[str, Sequence[Pose]]) -> dict[str, FloatArray]:
    """Features of each pose's readings."""
    return {name: extractor.all_features(some) for name, some in poses.items()}
