"""The temporal network and the windows it learns from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from game.body.moves_model import EMBEDDING, LEFT, PARTS, RIGHT
from game.body.past import EXTRA, STEPS, grid, resampled
from game.body.pose import COCO17, FloatArray
from game.body.poses import NORMAL
from tools.moves.clips import CLIP_S, NAMES, Footage
from tools.training.network import keras

BATCH: Final = 256
SMOOTHED: Final = 0.03
"""Share of a label's probability that is spread over all labels."""
STRETCH: Final = 0.25
"""Standard deviation of the logarithm by which half of the windows are faster or slower than acted."""
MINE_EVERY: Final = 300
"""Steps after which the frames that are hardest to tell from a move are looked for anew."""
MINED: Final[Mapping[str, int]] = {NORMAL: 60_000, LEFT: 20_000, RIGHT: 20_000}
"""Frames of each label looked at for that: with fewer, the hardest are seen some fifty times until the next look."""
SHARES: Final[Mapping[str, float]] = {NORMAL: 6.0, LEFT: 2.0, RIGHT: 2.0}
"""How often a label is learnt from, where not once: nearly every mistake is one between these three."""
MEMBERS: Final = 3
"""Small networks side by side, each taught by itself; their mean is what is said.

Two networks that differ by chance alone miss and mistake other clips of real people; their mean errs less than either.
"""
WIDTH: Final = 32
"""Channels of each member: with 20, the network fires as often in clips it has learnt from as in others."""
SIZES: Final = {"joints": 2 * len(COCO17), "found": len(COCO17), "scores": 8, "embedding": EMBEDDING}


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is learnt from, and how long. parts: of PARTS; history: False shows the network the newest frame only."""

    parts: tuple[str, ...] = PARTS
    history: bool = True
    steps: int = 4000
    rate: float = 2e-3
    seed: int = 1


def chosen(footage: Footage, parts: Sequence[str]) -> FloatArray:
    """A footage's rows with these parts alone, float32."""
    found, start = [], 0
    for part in PARTS:
        if part in parts:
            found.append(footage.rows[:, start : start + SIZES[part]])
        start += SIZES[part]
    return np.concatenate(found, axis=1).astype(np.float32)


def one_core() -> None:
    """Let TensorFlow use one thread, before it computes anything: the same training gives the same network.

    Raises UserError where TensorFlow is missing.
    """
    keras()
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)


def build(recipe: Recipe) -> Any:
    """Causal by construction: the window (N, STEPS, F) ends now. Out come the probabilities (N, MEMBERS, NAMES)."""
    k = keras()
    k.utils.set_random_seed(recipe.seed)
    inputs = k.Input((STEPS, sum(SIZES[part] for part in recipe.parts) + EXTRA))
    said = [k.layers.Reshape((1, len(NAMES)))(_member(inputs, recipe)) for _ in range(MEMBERS)]
    return k.Model(inputs, k.layers.Concatenate(axis=1)(said))


def _member(inputs: Any, recipe: Recipe) -> Any:
    """What one member makes of the window: probabilities (N, NAMES)."""
    layers = keras().layers
    embedded = "embedding" in recipe.parts
    plain = inputs.shape[-1] - EMBEDDING * embedded - EXTRA
    # with the wide embedding a network memorises the virtual people: a narrow layer and much dropout prevent that
    rest = layers.Concatenate()([inputs[:, :, :plain], inputs[:, :, -EXTRA:]])
    if embedded:
        seen = layers.Dropout(0.3, noise_shape=(None, 1, EMBEDDING))(inputs[:, :, plain : plain + EMBEDDING])
        rest = layers.Concatenate()([rest, layers.Dense(8, activation="relu")(seen)])
    x = layers.Conv1D(WIDTH, 1, activation="relu")(rest)
    x = layers.Conv1D(WIDTH, 3, activation="relu")(x)
    x = layers.Conv1D(WIDTH, 3, strides=2, activation="relu")(x)
    x = layers.Conv1D(WIDTH, 3, strides=2, activation="relu")(x)
    x = layers.Dropout(0.2)(layers.Flatten()(x))
    x = layers.Dropout(0.1)(layers.Dense(WIDTH, activation="relu")(x))
    return layers.Dense(len(NAMES), activation="softmax")(x)


def agreed(model: Any) -> Any:
    """The same network with its members' mean as its word: probabilities (N, NAMES)."""
    k = keras()
    return k.Model(model.inputs[0], k.layers.GlobalAveragePooling1D()(model.outputs[0]))


class Windows:
    """Draws batches: every label as often as SHARES says, half of MINED's from frames that were hard lately."""

    def __init__(self, footage: Footage, recipe: Recipe) -> None:
        self._footage = footage
        self._recipe = recipe
        self._rows = chosen(footage, recipe.parts).astype(np.float16)  # half of the memory
        self._rng = np.random.default_rng([recipe.seed, 7])
        counted = np.flatnonzero(footage.counts)
        labels = footage.labels[counted]
        self._frames = [counted[labels == label] for label in range(len(NAMES))]
        share = np.array([SHARES.get(name, 1.0) for name in NAMES])
        self._share = share * np.array([len(some) > 0 for some in self._frames])
        self._share /= self._share.sum()
        self._candidates = np.zeros(0, np.intp)
        self._hard: dict[int, tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]] = {}

    def candidates(self) -> npt.NDArray[np.intp]:
        """Some frames of the labels of MINED, in the order of time, to be looked at by `mine`."""
        some = []
        for name, most in MINED.items():
            frames = self._frames[NAMES.index(name)]
            some.append(self._rng.choice(frames, min(most, len(frames)), replace=False))
        self._candidates = np.sort(np.concatenate(some))
        return self._candidates

    def mine(self, said: npt.NDArray[np.float32]) -> None:
        """From now on half of these labels' frames come from candidates, in proportion to the network's error on each.

        said: the network's probabilities (N, NAMES) for `candidates`.
        """
        labels = self._footage.labels[self._candidates]
        for label in np.unique(labels).tolist():
            own = labels == label
            odds = 1.0 - said[own, label].astype(np.float64) + 1e-3
            self._hard[label] = (self._candidates[own], odds / odds.sum())

    def batch(self) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """Windows (BATCH, STEPS, F) and labels (BATCH,)."""
        rng = self._rng
        labels = rng.choice(len(NAMES), BATCH, p=self._share)
        frames = np.empty(BATCH, np.intp)
        for label in np.unique(labels).tolist():
            mine = np.flatnonzero(labels == label)
            frames[mine] = rng.choice(self._frames[label], len(mine))
            if label in self._hard:
                hard = mine[: len(mine) // 2]
                candidates, odds = self._hard[label]
                frames[hard] = rng.choice(candidates, len(hard), p=odds)
        times = self._footage.times_s
        now_s = times[frames][:, None]
        pace = np.exp(rng.normal(0.0, STRETCH, (BATCH, 1)) * (rng.random((BATCH, 1)) < 0.5))
        shown = resampled(times, self._rows, now_s + pace * grid(0.0))
        return disturbed(shown, self._recipe, rng), labels.astype(np.int64)


def disturbed(shown: npt.NDArray[np.float32], recipe: Recipe, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Windows made to vary: joints displaced, the past not seen. Changes and returns `shown`."""
    n = len(shown)
    known = shown[..., -EXTRA, None].copy()
    if "joints" in recipe.parts:
        wide = SIZES["joints"]
        shown[..., :wide] += rng.normal(0, 0.04, (n, 1, wide)) * known
        shown[..., :wide] += rng.normal(0, 0.012, (n, STEPS, wide)) * known
        shown[..., :wide] *= np.exp(rng.normal(0, 0.06, (n, 1, 1)))  # an error of the body's ruler
    cut = np.where(rng.random(n) < 0.12, rng.integers(0, STEPS - 1, n), 0)
    if not recipe.history:
        cut[:] = STEPS - 1
    gone = np.arange(STEPS)[None] < cut[:, None]
    shown[gone] = 0.0
    shown[gone, -1] = 1.0
    return shown


def train(footage: Footage, recipe: Recipe, told: bool = True) -> Any:
    """A trained Keras model: the mean of the weights of the last steps."""
    k = keras()
    members = build(recipe)
    model = agreed(members)
    rate = k.optimizers.schedules.CosineDecay(recipe.rate, recipe.steps)
    optimizer = k.optimizers.AdamW(rate, weight_decay=1e-3, use_ema=True, ema_momentum=0.995)
    members.compile(optimizer, k.losses.CategoricalCrossentropy())
    source = Windows(footage, recipe)
    lately: list[float] = []
    for step in range(recipe.steps):
        if step and step % MINE_EVERY == 0:
            source.mine(predict(model, footage, recipe, source.candidates()))
            if told:
                print(f"step {step}: loss {np.mean(lately[-200:]):.3f}", flush=True)
        windows, labels = source.batch()
        wanted = np.repeat(_wanted(labels)[:, None], MEMBERS, axis=1)
        lately.append(float(members.train_on_batch(windows, wanted)))
    optimizer.finalize_variable_values(members.trainable_variables)
    return model


def _wanted(labels: npt.NDArray[np.int64]) -> FloatArray:
    """What to say of each label (N,): probabilities (N, NAMES), SMOOTHED of them spread over all names."""
    truth = np.full((len(labels), len(NAMES)), SMOOTHED / len(NAMES), np.float32)
    truth[np.arange(len(labels)), labels] += 1.0 - SMOOTHED
    return truth


def predict(
    model: Any, footage: Footage, recipe: Recipe, frames: npt.NDArray[np.intp] | None = None
) -> npt.NDArray[np.float32]:
    """Probabilities (N, NAMES) of windows that end at these frames; at all where None."""
    frames = np.arange(len(footage)) if frames is None else frames
    said = []
    for part in np.array_split(frames, max(1, len(frames) // 4096)):
        said.append(np.asarray(model(shown(footage, recipe, part), training=False)))
    return np.concatenate(said)


def shown(footage: Footage, recipe: Recipe, frames: npt.NDArray[np.intp]) -> FloatArray:
    """The windows float32 (N, STEPS, F) that end at these frames, as the network sees them."""
    first, last = int(frames.min()), int(frames.max())
    # only the rows that can be reached: choosing columns of all of them would copy all of them
    begin = int(np.searchsorted(footage.times_s, footage.times_s[first] - 2.0))
    near = replace(footage, times_s=footage.times_s[begin : last + 1], rows=footage.rows[begin : last + 1])
    windows = resampled(near.times_s, chosen(near, recipe.parts), grid(footage.times_s[frames]))
    if not recipe.history:
        windows[:, :-1] = 0.0
        windows[:, :-1, -1] = 1.0
    return windows


def convert(model: Any) -> bytes:
    """The .tflite, int8 weights without names of its parts, a batch of one."""
    import tensorflow as tf
    from tensorflow.lite.tools import flatbuffer_utils

    one = keras().Input(batch_shape=(1, *model.input_shape[1:]))
    converter = tf.lite.TFLiteConverter.from_keras_model(keras().Model(one, model(one, training=False)))
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    small = flatbuffer_utils.convert_bytearray_to_object(bytearray(converter.convert()))
    flatbuffer_utils.strip_strings(small)  # an eighth of the file
    return bytes(flatbuffer_utils.convert_object_to_bytearray(small))


assert CLIP_S > STEPS
