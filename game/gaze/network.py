"""Networks that learn a player's gaze on this machine, by LiteRT alone.

"original" is the network of the original gaze learner, untrained; "learnt" has seen virtual players before, so that it
starts knowing where eyes point in the head.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from game.face.eyes import Feature
from game.gaze.columns import columns
from game.gaze.forward import FLAT_CELLS, Floats, Forward, Kind
from game.gaze.looks import Array, Looks
from game.gaze.shipped import seen, shipped
from game.gaze.trainable import BATCH, Trainable

KINDS: Final[tuple[Kind, ...]] = ("original", "learnt")
RECT: Final = (Feature.RECT_X, Feature.RECT_Y, Feature.RECT_WIDE, Feature.RECT_TALL)
"""The original's features."""
RATES: Final[dict[Kind, float]] = {"original": 5e-4, "learnt": 2e-4}
"""Adam's rate: the original's own; the other has learnt most already."""
DROPPED: Final = 0.2
START_RIDGE: Final = 0.05
"""Ridge of the first guess at the last layer of "learnt", in variances of a column."""


def beside_of(kind: Kind, looks: Looks) -> Array:
    """The numbers that go straight to the last layer, before scaling (n, BESIDE)."""
    if kind == "original":
        return looks.features[:, list(RECT)]
    return np.concatenate([columns(looks, "rays"), columns(looks, "virtual")], 1)


@dataclass(frozen=True, slots=True, eq=False)
class NetworkModel:
    """A network that has learnt a player: its weights, and how `beside` is scaled."""

    kind: Kind
    weights: Floats
    middle: Array
    spread: Array
    _forward: Forward = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_forward", Forward(self.kind, self.weights))

    def predict(self, looks: Looks) -> Array:
        """Screen points (n, 2), within 0..1."""
        beside = np.clip((beside_of(self.kind, looks) - self.middle) / self.spread, -4.0, 4.0)
        return np.clip(0.5 + 0.5 * self._forward.point(*seen(looks), beside.astype(np.float32)).astype(float), 0.0, 1.0)


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
    picture, inner = seen(looks)
    given = {"picture": picture} | ({"inner": inner} if kind == "learnt" else {})
    raw = beside_of(kind, looks)
    middle, spread = (np.zeros(raw.shape[1]), np.ones(raw.shape[1])) if kind == "original" else _scale(raw)
    beside = np.clip((raw - middle) / spread, -4.0, 4.0).astype(np.float32)
    wanted = (2.0 * looks.targets - 1.0).astype(np.float32)
    checked = *seen(check), np.clip((beside_of(kind, check) - middle) / spread, -4.0, 4.0).astype(np.float32)
    if kind == "learnt":
        network.put(_started(network.start, shipped(kind).units(picture, inner), beside, wanted))
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
        weights = network.weights()
        point = Forward(kind, weights).point(*checked)
        error = float(((point - (2.0 * check.targets - 1.0)) ** 2).mean())
        if error < least:
            least, best = error, weights
        loss = float(np.mean(losses)) if losses else error
        yield Progress(epoch, epochs, loss, error, NetworkModel(kind, best, middle, spread))


def _scale(raw: Array) -> tuple[Array, Array]:
    return raw.mean(0), np.maximum(raw.std(0), 1e-3)


def _started(start: Floats, units: Floats, beside: Floats, wanted: Floats) -> Floats:
    """Weights whose last layer is the ridge regression from units and `beside` to the targets."""
    known = np.concatenate([units, beside], 1)
    middle = known.mean(0)
    spread = np.maximum(known.std(0), 1e-3)
    a = (known - middle) / spread
    ridge = START_RIDGE * len(a) * np.eye(a.shape[1]) + 1e-6 * np.eye(a.shape[1])
    slopes = np.linalg.solve(a.T @ a + ridge, a.T @ (wanted - wanted.mean(0))) / spread[:, None]
    weights = start.copy()
    last = slopes.size + 2
    weights[-last:-2] = slopes.reshape(-1)
    weights[-2:] = wanted.mean(0) - middle @ slopes
    return weights
