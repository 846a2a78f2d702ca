"""Networks that learn a player's gaze on this machine: trainable .tflite files run by LiteRT alone.

`tools/build_gaze_trainer.py` makes them. "original" is the network of the original gaze learner, untrained; "learnt"
has seen virtual players before, so that it starts knowing where eyes point in the head.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from game.errors import UserError
from game.face.eyes import Feature
from game.gaze.looks import Array, Looks
from game.gaze.rays import eye_hits, rays
from game.places import MODELS
from game.quiet import hushed

Kind = Literal["original", "learnt"]
KINDS: Final[tuple[Kind, ...]] = ("original", "learnt")
BATCH: Final = 16
"""Rows of a training step. The original's batches are a tenth of the examples, 4 to 64; more than 16 are cut to 16."""
FLAT_CELLS: Final = 4600
"""Cells after the convolution, which drop-out thins."""
HIDDEN: Final = 32
INNER: Final = (Feature.YAW, Feature.PITCH, Feature.ROLL, *range(Feature.IRIS_X_RIGHT, Feature.LOWER_LEFT + 1))
"""Features beside the picture that tell where eyes point in the head."""
RECT: Final = (Feature.RECT_X, Feature.RECT_Y, Feature.RECT_WIDE, Feature.RECT_TALL)
"""The original's features."""
BESIDE: Final[dict[Kind, int]] = {"original": len(RECT), "learnt": 12}
RATES: Final[dict[Kind, float]] = {"original": 5e-4, "learnt": 2e-4}
"""Adam's rate: the original's own; the other has learnt most already."""
DROPPED: Final = 0.2
START_RIDGE: Final = 0.05
"""Ridge of the first guess at the last layer of "learnt", in variances of a column."""
_F32 = npt.NDArray[np.float32]


def path_of(kind: Kind) -> Path:
    """The shipped file."""
    return MODELS / f"gaze_{kind}.tflite"


class Trainable:
    """One trainable network in memory. Not for two threads at once."""

    def __init__(self, kind: Kind, path: Path | None = None) -> None:
        """Raises UserError where LiteRT cannot run the file."""
        self.kind = kind
        path = path or path_of(kind)
        try:
            from ai_edge_litert.interpreter import Interpreter

            with hushed():
                self._interpreter = Interpreter(model_content=path.read_bytes(), num_threads=1)
                names = ("train", "infer", "save", "restore")
                self._train, self._infer, self._save, self._restore = map(self._interpreter.get_signature_runner, names)
        except ImportError:
            raise UserError(
                "the package ai-edge-litert is missing; install it with: pip install ai-edge-litert."
            ) from None
        except (OSError, ValueError, RuntimeError) as error:
            raise UserError(f"The gaze network {path} cannot be run ({error}); install the game again.") from error
        card = json.loads(path.with_suffix(".json").read_text(encoding="utf-8")) if kind == "learnt" else {}
        self._inner = np.array(card.get("inner_middle", 0.0)), np.array(card.get("inner_spread", 1.0))
        self.start = self.weights()
        self._on: _F32 | None = None  # the weights that were put on last, if none were trained since

    def weights(self) -> _F32:
        """All weights in one row."""
        return np.array(self._save()["weights"], np.float32)

    def wear(self, weights: _F32) -> None:
        """Take over weights unless they are on already: a player's own are the same array for every look."""
        if weights is not self._on:
            self.put(weights)

    def put(self, weights: _F32) -> None:
        """Take over weights; what training remembered is forgotten."""
        self._on = weights
        self._restore(weights=np.asarray(weights, np.float32))

    def seen(self, looks: Looks) -> dict[str, _F32]:
        """The inputs but `beside`."""
        given = {"picture": looks.pictures.astype(np.float32)}
        if self.kind == "learnt":
            middle, spread = self._inner
            inner = (looks.features[:, list(INNER)] - middle) / spread
            given["inner"] = np.clip(inner, -4.0, 4.0).astype(np.float32)
        return given

    def infer(self, given: dict[str, _F32], beside: _F32) -> dict[str, Array]:
        """Outputs for inputs: point (n, 2) in -1..1, and for "learnt" eyes (n, 2) and units (n, HIDDEN)."""
        out: dict[str, list[Any]] = {}
        for k in range(0, len(beside), BATCH):
            part = {name: values[k : k + BATCH] for name, values in given.items()}
            for name, value in self._infer(**part, beside=beside[k : k + BATCH]).items():
                out.setdefault(name, []).append(np.array(value, np.float64))
        return {name: np.concatenate(values) for name, values in out.items()}

    def eyes(self, looks: Looks) -> dict[str, Array]:
        """What "learnt" says of eyes in the head: eyes (n, 2) tangents, units (n, HIDDEN)."""
        return self.infer(self.seen(looks), np.zeros((len(looks), BESIDE[self.kind]), np.float32))

    def beside(self, looks: Looks) -> Array:
        """The numbers that go straight to the last layer, before scaling (n, BESIDE)."""
        if self.kind == "original":
            return looks.features[:, list(RECT)]
        return np.concatenate([rays(looks.features), eye_hits(looks.features, self.eyes(looks)["eyes"])], 1)

    def step(self, given: dict[str, _F32], beside: _F32, wanted: _F32, keep: _F32, rate: float) -> float:
        """One step of training on up to BATCH rows; returns the loss."""
        self._on = None
        n = len(wanted)
        share = np.zeros((BATCH, 1), np.float32)
        share[:n] = 1.0
        rows = {**given, "beside": beside, "wanted": wanted, "keep": keep}
        full = {name: _filled(values) for name, values in rows.items()}
        return float(self._train(**full, share=share, rate=np.float32(rate))["loss"])


def _filled(values: _F32) -> _F32:
    """Rows up to BATCH, the missing ones zero."""
    out = np.zeros((BATCH, *values.shape[1:]), np.float32)
    out[: len(values)] = values
    return out


@functools.cache
def shipped(kind: Kind) -> Trainable:
    """The shipped network, loaded once; nobody changes its weights."""
    return Trainable(kind)


@functools.cache
def _worn(kind: Kind) -> Trainable:
    """Another one, for the weights of players."""
    return Trainable(kind)


def virtual(looks: Looks) -> Array:
    """Where eyes point on the plane of the camera in dm (n, 2), as the network taught by virtual players sees it."""
    if not len(looks):
        return np.zeros((0, 2))
    return eye_hits(looks.features, shipped("learnt").eyes(looks)["eyes"])


@dataclass(frozen=True, slots=True, eq=False)
class NetworkModel:
    """A network that has learnt a player: its weights, and how `beside` is scaled."""

    kind: Kind
    weights: _F32
    middle: Array
    spread: Array

    def predict(self, looks: Looks) -> Array:
        """Screen points (n, 2), within 0..1."""
        beside = (shipped(self.kind).beside(looks) - self.middle) / self.spread
        network = _worn(self.kind)
        network.wear(self.weights)
        point = network.infer(network.seen(looks), np.clip(beside, -4.0, 4.0).astype(np.float32))["point"]
        return np.clip(0.5 + 0.5 * point, 0.0, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Progress:
    """Training after an epoch. loss, check: mean squared error of training and validation, in half screens; best: the
    weights with the least `check` so far."""

    epoch: int
    epochs: int
    loss: float
    check: float
    best: NetworkModel


def train(kind: Kind, looks: Looks, check: Looks, epochs: int = 20, seed: int = 0) -> Iterator[Progress]:
    """Train on looks and check on others, epoch by epoch. Raises ValueError without examples of both sorts."""
    if not len(looks) or not len(check):
        raise ValueError("there is nothing to learn from or nothing to check on")
    network, rng = Trainable(kind), np.random.default_rng(seed)
    given, raw = network.seen(looks), network.beside(looks)
    middle, spread = (np.zeros(raw.shape[1]), np.ones(raw.shape[1])) if kind == "original" else _scale(raw)
    beside = np.clip((raw - middle) / spread, -4.0, 4.0).astype(np.float32)
    wanted = (2.0 * looks.targets - 1.0).astype(np.float32)
    checked = network.seen(check), np.clip((network.beside(check) - middle) / spread, -4.0, 4.0).astype(np.float32)
    if kind == "learnt":
        network.put(_started(network, given, beside, wanted))
    batch = int(np.clip(len(looks) // 10, 4, BATCH))
    least, best = np.inf, network.weights()
    for epoch in range(epochs + 1):
        losses = []
        order = rng.permutation(len(looks)) if epoch else np.zeros(0, np.int64)  # epoch 0 only checks the start
        for k in range(0, len(order), batch):
            rows = order[k : k + batch]
            keep = (rng.random((len(rows), FLAT_CELLS)) >= DROPPED).astype(np.float32) / np.float32(1 - DROPPED)
            part = {name: values[rows] for name, values in given.items()}
            losses.append(network.step(part, beside[rows], wanted[rows], keep, RATES[kind]))
        point = network.infer(*checked)["point"]
        error = float(((point - (2.0 * check.targets - 1.0)) ** 2).mean())
        if error < least:
            least, best = error, network.weights()
        loss = float(np.mean(losses)) if losses else error
        yield Progress(epoch, epochs, loss, error, NetworkModel(kind, best, middle, spread))


def _scale(raw: Array) -> tuple[Array, Array]:
    return raw.mean(0), np.maximum(raw.std(0), 1e-3)


def _started(network: Trainable, given: dict[str, _F32], beside: _F32, wanted: _F32) -> _F32:
    """Weights whose last layer is the ridge regression from units and `beside` to the targets."""
    units = network.infer(given, beside)["units"]
    known = np.concatenate([units, beside], 1)
    middle = known.mean(0)
    spread = np.maximum(known.std(0), 1e-3)
    a = (known - middle) / spread
    ridge = START_RIDGE * len(a) * np.eye(a.shape[1]) + 1e-6 * np.eye(a.shape[1])
    slopes = np.linalg.solve(a.T @ a + ridge, a.T @ (wanted - wanted.mean(0))) / spread[:, None]
    weights = network.weights()
    last = slopes.size + 2
    weights[-last:-2] = slopes.reshape(-1)
    weights[-2:] = wanted.mean(0) - middle @ slopes
    return weights
