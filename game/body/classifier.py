"""A pose's picture → class scores: a small network (LiteRT) and the model card that must come with it.

A `.tflite` file is accepted only beside a card of the same name that names its labels, input, skeleton style
and sha256: a network fed with other pictures than it was trained on answers confidently and wrongly.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from game.atomic import put
from game.body.card_files import read_card_file
from game.body.model_acts import Icon, acts_of, card_entries, icons_of
from game.body.pose import Pose
from game.body.poses import HADOUKEN
from game.body.skeleton import STYLE_VERSION, Picture, draw
from game.body.units import BodyUnits
from game.errors import UserError, reason
from game.quiet import hushed
from game.words import mark, told

FORMAT: Final = "huia-model"
VERSION: Final = 1
MOST_BYTES: Final = 64 << 20  # ours is 0.3 MB, MobileNetV1 at full width 12.5 MB
MOST_CARD_BYTES: Final = 4 << 20
_LABEL: Final = re.compile(r"\w[\w .+-]{0,39}")
_KEYS: Final = frozenset(
    {"format", "version", "labels", "input", "skeleton_style", "thresholds", "sided", "training_sha256", "metrics"}
    | {"sha256", "title", "acts", "icons", "known"}
)
MOST_TITLE: Final = 80


@dataclass(frozen=True, slots=True)
class Threshold:
    """A score a label must reach to be entered, and fall below to be left.

    sure: score from which a reading counts `Moves.sure_pace` times; hold_s: how long it must be likely to fire. None:
    as for every other move.
    """

    enter: float
    leave: float
    sure: float | None = None
    hold_s: float | None = None


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a model is, in the JSON beside it.

    labels: in the order of the network's outputs. input_size: width and height of the picture in pixels.
    scale, offset: the network's (real-valued) input is pixel * scale + offset. skeleton_style: STYLE_VERSION
    it was trained on. sha256: of the .tflite. thresholds: by label, where they differ from the gate's default.
    sided: labels whose mirror image is another thing (never flipped in training); a hadouken may point either way.
    training_sha256: of the data it was trained on. metrics: as the trainer wrote them (by class, by person, …).
    title: what its maker calls it. acts: by label, what the bird does (see `model_acts`); others do what their name
    says, or a flourish. icons: by label, a pose to draw. known: labels that are the Huia's own pose of this name, of
    which the temporal network has a say, too. extra: other keys of the file, kept when the card is written again.
    """

    labels: tuple[str, ...]
    input_size: int
    scale: float
    offset: float
    skeleton_style: int
    sha256: str
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)
    sided: tuple[str, ...] = ()
    training_sha256: str = ""
    metrics: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    acts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    icons: Mapping[str, Icon] = field(default_factory=dict)
    known: tuple[str, ...] = (HADOUKEN,)
    extra: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        """The card as its file's text."""
        return json.dumps(
            {
                "format": FORMAT,
                "version": VERSION,
                "labels": list(self.labels),
                "input": {"size": self.input_size, "scale": self.scale, "offset": self.offset},
                "skeleton_style": self.skeleton_style,
                "thresholds": {k: {"enter": v.enter, "leave": v.leave} for k, v in self.thresholds.items()},
                "sided": list(self.sided),
                "training_sha256": self.training_sha256,
                "metrics": dict(self.metrics),
                "sha256": self.sha256,
                **({"title": self.title} if self.title else {}),
                **({key: value for key, value in card_entries(self.acts, self.icons).items() if value}),
                **({} if self.known == (HADOUKEN,) else {"known": list(self.known)}),
                **self.extra,
            },
            indent=2,
            ensure_ascii=False,
            allow_nan=False,
        )

    def write(self, path: Path) -> None:
        """Write the card: complete or not at all."""
        put(path, self.to_json() + "\n")


def sha256_of(path: Path) -> str:
    """A file's sha256 in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_card(path: Path) -> ModelCard:
    """Read and check a model card. Raises UserError saying what is wrong with it."""
    return read_card_file(
        path, _card, mark("model card"), mark("take the one written by tools/train.py"), MOST_CARD_BYTES
    )


def _card(found: Any) -> ModelCard:
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise ValueError(f'"format" should be "{FORMAT}"')
    if found.get("version") != VERSION:
        raise ValueError(f"version {found.get('version')!r} is not {VERSION}, the one this program reads")
    labels = _labels(found["labels"], "labels")
    if not 2 <= len(labels) <= 256 or len(set(labels)) != len(labels):
        raise ValueError("labels should be 2 to 256 different names")
    size = found["input"]["size"]
    if not isinstance(size, int) or isinstance(size, bool) or not 16 <= size <= 512:
        raise ValueError("the input size should be 16 to 512 pixels")
    scale, offset = _finite(found["input"]["scale"]), _finite(found["input"]["offset"])
    if scale == 0:
        raise ValueError("the input scale should not be 0")
    thresholds = {}
    for label, pair in found.get("thresholds", {}).items():
        enter, leave = _finite(pair["enter"]), _finite(pair["leave"])
        if label not in labels:
            raise ValueError(f"there is a threshold for {label!r}, which is not a label")
        if not 0 < leave <= enter <= 1:
            raise ValueError(f"the thresholds of {label!r} should be 0 < leave <= enter <= 1")
        thresholds[label] = Threshold(enter, leave)
    style, digest = found["skeleton_style"], found["sha256"]
    if not isinstance(style, int) or isinstance(style, bool):
        raise ValueError("skeleton_style should be a whole number")
    if not isinstance(digest, str) or not re.fullmatch("[0-9a-f]{64}", digest):
        raise ValueError("sha256 should be 64 hexadecimal digits")
    metrics = found.get("metrics", {})
    if not isinstance(metrics, dict):
        raise ValueError("metrics should be an object")
    title = found.get("title", "")
    if not isinstance(title, str) or len(title) > MOST_TITLE or not title.isprintable():
        raise ValueError(f"title should be a line of at most {MOST_TITLE} letters")
    return ModelCard(
        labels=labels,
        input_size=size,
        scale=scale,
        offset=offset,
        skeleton_style=style,
        sha256=digest,
        thresholds=thresholds,
        sided=_labels(found.get("sided", []), "sided"),
        training_sha256=str(found.get("training_sha256", "")),
        metrics=metrics,
        title=title,
        acts=acts_of(found.get("acts", {}), labels),
        icons=icons_of(found.get("icons", {}), labels),
        known=_labels(found.get("known", [HADOUKEN]), "known"),
        extra={key: value for key, value in found.items() if key not in _KEYS},
    )


def _labels(found: Any, key: str) -> tuple[str, ...]:
    if not isinstance(found, list) or not all(isinstance(name, str) and _LABEL.fullmatch(name) for name in found):
        raise ValueError(f"{key} should be a list of short plain names")
    return tuple(found)


def _finite(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError(f"{value!r} should be a number")
    return float(value)


class Classifier:
    """A loaded network with its card. Not safe to share between threads; make one each."""

    def __init__(self, card: ModelCard, interpreter: Any) -> None:
        self.card = card
        self._interpreter = interpreter
        inputs = interpreter.get_input_details()
        wanted = (1, card.input_size, card.input_size, 3)
        if len(inputs) != 1 or tuple(inputs[0]["shape"]) != wanted:
            shapes = [tuple(int(n) for n in details["shape"]) for details in inputs]
            raise ValueError(f"its input {shapes} is not one picture {wanted}, as its card says")
        self._input = inputs[0]
        self._output = _scores_output(interpreter.get_output_details(), len(card.labels))
        self._embedding = _embedding_output(interpreter.get_output_details(), self._output)
        self._lookup = _quantised(card, self._input["dtype"], self._input["quantization"])

    @property
    def embeds(self) -> bool:
        """Whether the network also tells the embedding its scores are made from."""
        return self._embedding is not None

    def look(
        self, pose: Pose, units: BodyUnits | None = None
    ) -> tuple[tuple[float, ...], npt.NDArray[np.float32] | None]:
        """Scores, and the embedding float32 (E,) if the network tells it, of one pose in one go."""
        scores = self.scores(pose, units)
        if self._embedding is None:
            return scores, None
        return scores, _real(self._interpreter.get_tensor(self._embedding["index"])[0], self._embedding)

    def scores(self, pose: Pose, units: BodyUnits | None = None) -> tuple[float, ...]:
        """The score of each label for a pose, in the card's order, 0..1. units: the body's ruler if known."""
        return self.scores_of(draw(pose, self.card.input_size, units))

    def scores_of(self, picture: Picture) -> tuple[float, ...]:
        """The same for a picture drawn already: uint8 (input_size, input_size, 3), RGB."""
        self._interpreter.set_tensor(self._input["index"], self._lookup[picture][None])
        self._interpreter.invoke()
        return tuple(_real(self._interpreter.get_tensor(self._output["index"])[0], self._output).tolist())


def read_model(path: Path) -> tuple[ModelCard, bytes]:
    """A `.tflite` file's content and the card beside it, without loading the network.

    Raises UserError if either is missing or too large, if the card is broken, if they do not belong together, or if
    the network was trained on another style of skeleton picture.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UserError(
                told(
                    "{path} is larger than {mb} MB, which no move classifier is; choose another model.",
                    path=path,
                    mb=MOST_BYTES >> 20,
                )
            )
        content = path.read_bytes()
    except FileNotFoundError:
        raise UserError(told("the model {path} was not found; check the name.", path=path)) from None
    except OSError as error:
        raise UserError(told("cannot read the model {path}: {why}.", path=path, why=reason(error))) from None
    card = read_card(path.with_suffix(".json"))
    if hashlib.sha256(content).hexdigest() != card.sha256:
        raise UserError(
            told(
                "{path} is not the model its card describes (sha256 differs); copy model and card again, together.",
                path=path,
            )
        )
    if card.skeleton_style != STYLE_VERSION:
        raise UserError(
            told(
                "{path} was trained on skeleton pictures of style {style} and this program draws style {ours};"
                " train it again with tools/train.py.",
                path=path,
                style=card.skeleton_style,
                ours=STYLE_VERSION,
            )
        )
    return card, content


def load_classifier(path: Path) -> Classifier:
    """Load a `.tflite` with the card beside it, on one thread.

    Raises UserError for what `read_model` refuses, and for a network that cannot be used.
    """
    card, content = read_model(path)
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
        classifier = Classifier(card, interpreter)
        classifier.scores_of(np.zeros((card.input_size, card.input_size, 3), np.uint8))
    except (ValueError, RuntimeError, TypeError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UserError(
            told("{path} cannot be used as a move classifier: {why}; choose another model.", path=path, why=why)
        ) from None
    return classifier


def _quantised(card: ModelCard, dtype: Any, quantization: tuple[float, int]) -> npt.NDArray[Any]:
    """What the network wants for each of the 256 pixel values: one table look-up replaces scaling a picture."""
    real = np.arange(256, dtype=np.float64) * card.scale + card.offset
    if dtype == np.float32:
        return real.astype(np.float32)
    if dtype not in (np.int8, np.uint8, np.int16):
        raise ValueError(f"its input type {np.dtype(dtype).name} is not known")
    step, zero = quantization
    if step <= 0:
        raise ValueError("its input has no quantisation scale")
    limits = np.iinfo(dtype)
    table: npt.NDArray[Any] = np.clip(np.rint(real / step) + zero, limits.min, limits.max).astype(dtype)
    return table


def _real(values: npt.NDArray[Any], details: Mapping[str, Any]) -> npt.NDArray[np.float32]:
    """A network's output as real numbers."""
    if values.dtype == np.float32:
        return values
    step, zero = details["quantization"]
    real: npt.NDArray[np.float32] = ((values.astype(np.float32) - zero) * step).astype(np.float32)
    return real


def _scores_output(outputs: list[dict[str, Any]], labels: int) -> dict[str, Any]:
    """The output that holds one score a label. Any other (an embedding) is left for who asks for it."""
    fitting = [details for details in outputs if tuple(details["shape"]) == (1, labels)]
    if len(fitting) != 1:
        shapes = [tuple(int(n) for n in details["shape"]) for details in outputs]
        raise ValueError(f"its outputs {shapes} do not hold one score for each of {labels} labels")
    if fitting[0]["dtype"] not in (np.float32, np.int8, np.uint8, np.int16):
        raise ValueError(f"its output type {np.dtype(fitting[0]['dtype']).name} is not known")
    return fitting[0]


def _embedding_output(outputs: list[dict[str, Any]], scores: dict[str, Any]) -> dict[str, Any] | None:
    """The one other output, if it is a vector: what a personal classifier compares (see taught.py)."""
    others = [details for details in outputs if details["index"] != scores["index"]]
    if len(others) != 1 or len(others[0]["shape"]) != 2 or others[0]["shape"][0] != 1:
        return None
    known = others[0]["dtype"] in (np.float32, np.int8, np.uint8, np.int16)
    return others[0] if known else None
