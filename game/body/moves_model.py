"""What the body has done in the last half second → the probability of each move: a small temporal network (LiteRT).

It looks at the joints and at what the classifier of skeleton pictures (`classifier`) said of each frame: its scores
and its embedding. A `.tflite` is accepted only beside a card of the same name; `python -m tools.train_moves` writes
both.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np

from game.atomic import put
from game.body.card_files import read_card_file
from game.body.classifier import ModelCard, Threshold
from game.body.past import EXTRA, RATE_HZ, STEPS
from game.body.pose import COCO17, FloatArray, Pose
from game.body.poses import HADOUKEN, NORMAL
from game.body.shape import found, joints
from game.body.units import BodyUnits
from game.errors import UserError, reason
from game.quiet import hushed
from game.words import mark, told

FORMAT: Final = "huia-moves-model"
VERSION: Final = 1
FEATURES_VERSION: Final = 1
"""Rises with any change of the numbers a frame is told by: a network trained on others is refused."""
MOST_BYTES: Final = 4 << 20
MOST_HOLD_S: Final = 5.0
"""Longest time for which a card may want a move to be held: nobody waits longer."""
FOUND: Final = 0.15
"""Visibility below which a joint's place says nothing."""
LEFT: Final = "hadouken left"
RIGHT: Final = "hadouken right"
_LEAST_SCORE: Final = 0.002  # half a step of the int8 network's scores: smaller differences are rounding
EMBEDDING: Final = 256
PARTS: Final = ("joints", "found", "scores", "embedding")
"""What a frame's row may be made of, in this order."""


@dataclass(frozen=True, slots=True)
class MovesCard:
    """What a temporal network is, in the JSON beside it.

    labels: in the order of its outputs; NORMAL is doing nothing in particular, LEFT and RIGHT are hadoukens to the
    player's own sides. poses: labels of the classifier whose scores it was trained on, in its order. parts: of PARTS.
    thresholds: by label; a hadouken's two sides share theirs. In the file each is {"enter", "leave"} and, where a move
    has its own, "sure" and "hold_s" (see `Threshold`): how high a probability rises is the network's, so what is made
    of it comes with the network. training_sha256: of the clips it learnt from.
    """

    labels: tuple[str, ...]
    poses: tuple[str, ...]
    parts: tuple[str, ...]
    sha256: str
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)
    training_sha256: str = ""
    metrics: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """Numbers in a frame's row."""
        return sum(_sizes(len(self.poses))[part] for part in self.parts)

    def to_json(self) -> str:
        """The card as its file's text."""
        return json.dumps(
            {
                "format": FORMAT,
                "version": VERSION,
                "labels": list(self.labels),
                "poses": list(self.poses),
                "features": {"version": FEATURES_VERSION, "parts": list(self.parts)},
                "window": {"steps": STEPS, "rate_hz": RATE_HZ},
                "thresholds": {label: _levels(threshold) for label, threshold in self.thresholds.items()},
                "training_sha256": self.training_sha256,
                "metrics": dict(self.metrics),
                "sha256": self.sha256,
                **self.extra,
            },
            indent=2,
            ensure_ascii=False,
            allow_nan=False,
        )

    def write(self, path: Path) -> None:
        """Write the card: complete or not at all."""
        put(path, self.to_json() + "\n")


def _sizes(poses: int) -> dict[str, int]:
    return {"joints": 2 * len(COCO17), "found": len(COCO17), "scores": poses, "embedding": EMBEDDING}


def row(
    pose: Pose,
    units: BodyUnits,
    scores: Sequence[float],
    embedding: FloatArray | None,
    parts: Sequence[str] = PARTS,
) -> FloatArray:
    """One frame as the network is told of it: float32 (F,), F as `MovesCard.width`, each number about -3..3.

    embedding: of the classifier, needed where parts name it.
    """
    told: list[FloatArray] = []
    for part in parts:
        if part == "joints":
            told.append(joints(pose, units, FOUND).ravel())
        elif part == "found":
            told.append(found(pose, FOUND).astype(np.float32))
        elif part == "scores":
            logs = np.log(np.maximum(np.asarray(scores, np.float32), _LEAST_SCORE))
            told.append((1.0 + logs / 3.0).astype(np.float32))
        elif embedding is not None:
            told.append(embedding)
        else:
            raise ValueError("the classifier tells no embedding, which this moves model was trained on")
    return np.concatenate(told).astype(np.float32)


class MovesModel:
    """A loaded temporal network with its card. Not safe to share between threads; make one each."""

    def __init__(self, card: MovesCard, interpreter: Any) -> None:
        """Raises ValueError where network and card do not fit each other."""
        self.card = card
        self._interpreter = interpreter
        inputs, outputs = interpreter.get_input_details(), interpreter.get_output_details()
        wanted = (1, STEPS, card.width + EXTRA)
        if len(inputs) != 1 or tuple(inputs[0]["shape"]) != wanted or inputs[0]["dtype"] != np.float32:
            raise ValueError(f"its input is not one window {wanted} of float32, as its card says")
        if len(outputs) != 1 or tuple(outputs[0]["shape"]) != (1, len(card.labels)):
            raise ValueError(f"its output does not hold one probability for each of {len(card.labels)} labels")
        self._input, self._output = inputs[0]["index"], outputs[0]["index"]
        self.names = (*(label for label in card.labels if label not in (LEFT, RIGHT)), HADOUKEN)
        self._others = [n for n, label in enumerate(card.labels) if label not in (LEFT, RIGHT)]

    def knows(self, card: ModelCard) -> bool:
        """Whether it was trained on what this classifier says: its labels, and its own embedding."""
        return card.labels == self.card.poses and card.extra.get("embedding") == self.card.extra.get("embedding")

    def judged(self, window: FloatArray) -> tuple[tuple[float, ...], Literal["left", "right"]]:
        """Probabilities in the order of `names`, a hadouken's two sides in one, and the likelier side."""
        said = self.probabilities(window)
        left, right = (float(said[self.card.labels.index(side)]) for side in (LEFT, RIGHT))
        return (*said[self._others].tolist(), left + right), "left" if left >= right else "right"

    def probabilities(self, window: FloatArray) -> FloatArray:
        """float32 (labels,) in the card's order. window: float32 (STEPS, width + EXTRA), see `past`."""
        self._interpreter.set_tensor(self._input, window[None])
        self._interpreter.invoke()
        said: FloatArray = self._interpreter.get_tensor(self._output)[0]
        return said


def load_moves(path: Path) -> MovesModel:
    """Load a temporal network with the card beside it, on one thread.

    Raises UserError with one sentence where either is missing or broken, where they do not belong together, or where
    the network was trained on other features.
    """
    card, content = read_moves_card(path.with_suffix(".json")), _content(path)
    if hashlib.sha256(content).hexdigest() != card.sha256:
        raise UserError(
            told("{path} is not the model its card describes (sha256 differs); copy both again, together.", path=path)
        )
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError:
        raise UserError(
            mark("the package ai-edge-litert is missing; install it with: pip install ai-edge-litert.")
        ) from None
    try:
        with hushed():
            interpreter = Interpreter(model_content=content, num_threads=1)
            interpreter.allocate_tensors()
        model = MovesModel(card, interpreter)
        model.probabilities(np.zeros((STEPS, card.width + EXTRA), np.float32))
    except (ValueError, RuntimeError, TypeError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UserError(
            told(
                "{path} cannot be used as a moves model: {why}; make it again with tools/train_moves.py.",
                path=path,
                why=why,
            )
        ) from None
    return model


_AGAIN: Final = mark("make it again with tools/train_moves.py")


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UserError(
                told(
                    "{path} is larger than {mb} MB, which no moves model is; make it again with tools/train_moves.py.",
                    path=path,
                    mb=MOST_BYTES >> 20,
                )
            )
        return path.read_bytes()
    except OSError as error:
        raise UserError(told("cannot read the moves model {path}: {why}.", path=path, why=reason(error))) from None


def read_moves_card(path: Path) -> MovesCard:
    """Read and check a card. Raises UserError saying what is wrong with it."""
    return read_card_file(path, _card, mark("card of a moves model"), _AGAIN, MOST_BYTES)


def _card(found: Any) -> MovesCard:
    if not isinstance(found, dict) or (found.get("format"), found.get("version")) != (FORMAT, VERSION):
        raise ValueError(f'"format" should be "{FORMAT}" and "version" {VERSION}')
    if found["features"]["version"] != FEATURES_VERSION:
        raise ValueError(f"its features are of version {found['features']['version']!r}, not {FEATURES_VERSION}")
    if (found["window"]["steps"], found["window"]["rate_hz"]) != (STEPS, RATE_HZ):
        raise ValueError(f"its window should be {STEPS} steps at {RATE_HZ:g} Hz")
    labels, poses, parts = _names(found["labels"]), _names(found["poses"]), _names(found["features"]["parts"])
    if not {NORMAL, LEFT, RIGHT} <= set(labels):
        raise ValueError(f"labels should hold {NORMAL!r}, {LEFT!r} and {RIGHT!r}")
    if not set(parts) <= set(PARTS) or not parts:
        raise ValueError(f"the parts should be some of {', '.join(PARTS)}")
    thresholds = {}
    for label, pair in found["thresholds"].items():
        if label not in (*labels, HADOUKEN):
            raise ValueError(f"the thresholds of {label!r} should belong to a label")
        thresholds[label] = _threshold(label, pair)
    if not isinstance(found["sha256"], str) or not re.fullmatch("[0-9a-f]{64}", found["sha256"]):
        raise ValueError("sha256 should be 64 hexadecimal digits")
    metrics = found.get("metrics", {})
    if not isinstance(metrics, dict):
        raise ValueError("metrics should be an object")
    return MovesCard(
        labels=labels,
        poses=poses,
        parts=tuple(part for part in PARTS if part in parts),
        sha256=found["sha256"],
        thresholds=thresholds,
        training_sha256=str(found.get("training_sha256", "")),
        metrics=metrics,
        extra={key: value for key, value in found.items() if key not in _KEYS},
    )


_KEYS: Final = frozenset(
    {"format", "version", "labels", "poses", "features", "window", "thresholds", "training_sha256", "metrics"}
    | {"sha256"}
)


def _levels(threshold: Threshold) -> dict[str, float]:
    """A threshold as the card's file has it."""
    told = {name: getattr(threshold, name) for name in _LEVELS}
    return {name: level for name, level in told.items() if level is not None}


def _threshold(label: str, found: Any) -> Threshold:
    own = {name: float(found[name]) for name in _LEVELS[2:] if name in found}
    one = Threshold(float(found["enter"]), float(found["leave"]), **own)
    if not 0 < one.leave <= one.enter <= 1:
        raise ValueError(f"the thresholds of {label!r} should be 0 < leave <= enter <= 1")
    if one.sure is not None and not one.enter <= one.sure <= 1:
        raise ValueError(f"the thresholds of {label!r} should have enter <= sure <= 1")
    if one.hold_s is not None and not 0 < one.hold_s <= MOST_HOLD_S:
        raise ValueError(f"the thresholds of {label!r} should have a hold_s of at most {MOST_HOLD_S:g} seconds")
    return one


_LEVELS: Final = ("enter", "leave", "sure", "hold_s")


def _names(found: Any) -> tuple[str, ...]:
    if not isinstance(found, list) or not 1 <= len(found) <= 256 or not all(isinstance(n, str) for n in found):
        raise ValueError("labels, poses and parts should be lists of names")
    return tuple(found)
