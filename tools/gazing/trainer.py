"""Networks from eyes to a screen point as TensorFlow modules that LiteRT can train with built-in operators alone.

Convolution is a gather of patches times a matrix, max-pooling the larger of four, and ReLU's slope is written out,
because the gradients of TensorFlow's own (ReluGrad, MaxPoolGrad, Conv2DBackpropFilter) are no built-in operators.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from game.face.eyes import TALL, WIDE
from game.gaze.forward import CHANNELS, COLUMNS, FILTERS, KERNEL, ROWS
from game.gaze.forward import FLAT_CELLS as FLAT
from game.gaze.trainable import BATCH

BETA_1, BETA_2, TINY = 0.9, 0.999, 1e-7
"""Adam (Kingma and Ba 2015) as Keras has it."""


def _patches() -> npt.NDArray[np.int32]:
    """Indices into a flat picture of every patch: of all cells' upper left ones, then upper right, lower left, lower
    right, (4 * ROWS * COLUMNS * KERNEL * KERNEL,)."""
    down, aside, i, j, a, b = np.indices((2, 2, ROWS, COLUMNS, KERNEL, KERNEL))
    index: npt.NDArray[np.int32] = ((2 * i + down + a) * WIDE + 2 * j + aside + b).reshape(-1).astype(np.int32)
    return index


class GazeNetwork(tf.Module):  # type: ignore[misc]
    """hidden 0: the original's network: conv, max-pool, drop-out, + features, dense 2 tanh.

    Else: the flat picture and `inner` numbers go through `hidden` tanh units; these and `beside` numbers make the
    screen point, and alone, once learnt from virtual players, where the eyes point in the head.
    """

    def __init__(self, seed: int, beside: int, hidden: int = 0, inner: int = 0) -> None:
        super().__init__()
        rng = np.random.default_rng(seed)
        self.hidden, self.inner, self.beside = hidden, inner, beside
        y, x = np.meshgrid(np.linspace(-1, 1, TALL), np.linspace(-1, 1, WIDE), indexing="ij")
        index = _patches()
        self._index = tf.constant(index)
        # The two channels of coordinates are the same in every picture: their patches, (patches, 2 * KERNEL * KERNEL).
        where = np.concatenate([v.reshape(-1)[index].reshape(-1, KERNEL * KERNEL) for v in (x, y)], 1)
        self._where = tf.constant(where, tf.float32)
        # Rows of the filters for grey and for coordinates. A matrix takes them apart: a gather's gradient is no
        # built-in operator.
        rows = np.eye(KERNEL * KERNEL * CHANNELS).reshape(KERNEL * KERNEL, CHANNELS, -1)
        self._grey = tf.constant(rows[:, 0], tf.float32)
        self._aside_down = tf.constant(np.concatenate([rows[:, 1], rows[:, 2]]), tf.float32)

        def matrix(rows: int, columns: int, scale: float) -> Any:
            return tf.Variable((scale * rng.standard_normal((rows, columns))).astype(np.float32))

        patch = KERNEL * KERNEL * CHANNELS
        self.parts = [matrix(patch, FILTERS, np.sqrt(2 / patch)), tf.Variable(tf.zeros(FILTERS))]
        if hidden:
            self.parts += [matrix(FLAT + inner, hidden, np.sqrt(0.5 / FLAT)), tf.Variable(tf.zeros(hidden))]
            self.parts += [matrix(hidden, 2, 0.1), tf.Variable(tf.zeros(2))]  # where the eyes point in the head
        self.parts += [matrix((hidden or FLAT) + beside, 2, 0.01), tf.Variable(tf.zeros(2))]
        self._first = [tf.Variable(tf.zeros_like(part)) for part in self.parts]
        self._second = [tf.Variable(tf.zeros_like(part)) for part in self.parts]
        self._steps = tf.Variable(0.0)
        self.size = int(sum(np.prod(part.shape) for part in self.parts))

    def flat(self, picture: Any) -> Any:
        """Convolution, ReLU and max-pooling of grey pictures 0..255 (n, TALL, WIDE): (n, FLAT)."""
        grey = tf.reshape(picture / 255.0 - 0.5, [-1, TALL * WIDE])
        patches = tf.reshape(tf.gather(grey, self._index, axis=1), [-1, KERNEL * KERNEL])
        seen = tf.reshape(tf.matmul(patches, tf.matmul(self._grey, self.parts[0])), [-1, 4 * ROWS * COLUMNS, FILTERS])
        still = tf.matmul(self._where, tf.matmul(self._aside_down, self.parts[0])) + self.parts[1]
        four = tf.unstack(tf.reshape(seen + still, [-1, 4, ROWS * COLUMNS * FILTERS]), axis=1)
        most = tf.maximum(tf.maximum(four[0], four[1]), tf.maximum(four[2], four[3]))
        return most * tf.stop_gradient(tf.cast(most > 0, tf.float32))

    def units(self, flat: Any, inner: Any) -> Any:
        """The hidden units (n, hidden)."""
        return tf.tanh(tf.matmul(tf.concat([flat, inner], 1), self.parts[2]) + self.parts[3])

    def eyes(self, units: Any) -> Any:
        """Where the eyes point in the head: tangents aside and up (n, 2)."""
        return tf.matmul(units, self.parts[4]) + self.parts[5]

    def point(self, flat: Any, inner: Any, beside: Any) -> Any:
        """Screen points, -1..1 each (n, 2)."""
        if not self.hidden:
            return tf.tanh(tf.matmul(tf.concat([flat, beside], 1), self.parts[-2]) + self.parts[-1])
        return tf.matmul(tf.concat([self.units(flat, inner), beside], 1), self.parts[-2]) + self.parts[-1]

    def step(self, loss: Any, tape: Any, rate: Any, parts: list[int]) -> None:
        """One step of Adam down the loss, for these parts."""
        slopes = tape.gradient(loss, [self.parts[k] for k in parts])
        self._steps.assign_add(1.0)
        for k, slope in zip(parts, slopes, strict=True):
            first, second = self._first[k], self._second[k]
            first.assign(BETA_1 * first + (1 - BETA_1) * slope)
            second.assign(BETA_2 * second + (1 - BETA_2) * slope * slope)
            unbiased = first / (1 - tf.pow(BETA_1, self._steps))
            spread = tf.sqrt(second / (1 - tf.pow(BETA_2, self._steps)))
            self.parts[k].assign_sub(rate * unbiased / (spread + TINY))

    def weights(self) -> Any:
        """All weights in one row (size,)."""
        return tf.concat([tf.reshape(part.read_value(), [-1]) for part in self.parts], 0)

    def put(self, weights: Any) -> None:
        """Take over weights as `weights` gives them, and forget Adam's past."""
        start = 0
        for part, first, second in zip(self.parts, self._first, self._second, strict=True):
            size = int(np.prod(part.shape))
            part.assign(tf.reshape(tf.slice(weights, [start], [size]), part.shape))
            first.assign(tf.zeros(part.shape))
            second.assign(tf.zeros(part.shape))
            start += size
        self._steps.assign(0.0)


def litert(network: GazeNetwork) -> bytes:
    """The network as a .tflite with the signatures train, infer, save and restore, and built-in operators only.

    train(picture (BATCH, TALL, WIDE), inner (BATCH, inner), beside (BATCH, beside), wanted (BATCH, 2) in -1..1, share
    (BATCH, 1): 1, or 0 for rows that only fill the batch, keep (BATCH, FLAT): drop-out factors, rate) → loss. The batch
    is fixed because gradients of shapes known only later are no built-in operators.
    infer(picture (n, …), inner, beside) → point (n, 2), and eyes (n, 2), units (n, hidden) where there are hidden ones;
    save() → weights; restore(weights). The original's network has no `inner`.
    """
    floats = tf.float32
    shapes: dict[str, tuple[int, ...]] = {"picture": (TALL, WIDE), "beside": (network.beside,)}
    if network.hidden:
        shapes["inner"] = (network.inner,)
    seen = {name: tf.TensorSpec([None, *shape], floats, name=name) for name, shape in shapes.items()}
    shapes |= {"wanted": (2,), "share": (1,), "keep": (FLAT,)}
    learning = {name: tf.TensorSpec([BATCH, *shape], floats, name=name) for name, shape in shapes.items()}
    learning["rate"] = tf.TensorSpec([], floats, name="rate")

    @tf.function(autograph=False)  # type: ignore[untyped-decorator]
    def train(**given: Any) -> Any:
        with tf.GradientTape() as tape:
            flat = network.flat(given["picture"]) * given["keep"]
            point = network.point(flat, given.get("inner"), given["beside"])
            miss = (point - given["wanted"]) ** 2 * given["share"]
            loss = tf.reduce_sum(miss) / (2.0 * tf.reduce_sum(given["share"]))
        trained = [k for k in range(len(network.parts)) if not network.hidden or k not in (4, 5)]
        network.step(loss, tape, given["rate"], trained)
        return {"loss": loss}

    @tf.function(autograph=False)  # type: ignore[untyped-decorator]
    def infer(**given: Any) -> Any:
        flat = network.flat(given["picture"])
        out = {"point": network.point(flat, given.get("inner"), given["beside"])}
        if network.hidden:
            units = network.units(flat, given["inner"])
            out |= {"eyes": network.eyes(units), "units": units}
        return out

    @tf.function(autograph=False, input_signature=[])  # type: ignore[untyped-decorator]
    def save() -> Any:
        return {"weights": network.weights()}

    @tf.function(autograph=False, input_signature=[tf.TensorSpec([network.size], floats, name="weights")])  # type: ignore[untyped-decorator]
    def restore(weights: Any) -> Any:
        network.put(weights)
        return {"size": tf.shape(weights)[0]}

    with tempfile.TemporaryDirectory() as folder:
        signatures = {
            "train": train.get_concrete_function(**learning),
            "infer": infer.get_concrete_function(**seen),
            "save": save.get_concrete_function(),
            "restore": restore.get_concrete_function(),
        }
        place = str(Path(folder) / "network")
        tf.saved_model.save(network, place, signatures=signatures)
        converter = tf.lite.TFLiteConverter.from_saved_model(place)
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS]
        converter.experimental_enable_resource_variables = True
        return bytes(converter.convert())
