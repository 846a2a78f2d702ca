"""The classifier's network: MobileNet over skeleton pictures, and the batches it learns from.

The only place, with quantise.py and train.py, that imports TensorFlow.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from game.atomic import put
from game.body.pose import Pose
from game.body.poses import NORMAL
from game.body.skeleton import draw
from game.errors import UserError
from tools.collecting.poseset import PoseSet
from tools.training.augment import STRONG, Augmentation, augment

ALPHA: Final = 0.25  # the narrowest MobileNet: a skeleton on black is an easy picture, and int8 stays near 300 KB
INPUT_PX: Final = 96
BACKBONE: Final = "skeleton_backbone.npz"
MOST_BACKBONE_BYTES: Final = 20 << 20
SHARES: Final[Mapping[str, float]] = {NORMAL: 3.0}
"""How often a class is shown, if not as often as the others: ordinary poses vary far more than a pose does."""


def keras() -> Any:
    """The keras module, or a UserError that says how to get it."""
    try:
        import keras as module
    except ImportError:
        raise UserError(
            "training needs TensorFlow; install it with: .venv/bin/python -m pip install -e '.[train]'"
        ) from None
    return module


def pictures(points: npt.NDArray[np.float32], frames: npt.NDArray[np.int32]) -> npt.NDArray[np.uint8]:
    """Skeleton pictures, uint8 (N, 96, 96, 3), of poses (N, 17, 3) in frames (N, 2)."""
    return np.stack(
        [
            draw(Pose.from_coco17(one, (int(size[0]), int(size[1]))), INPUT_PX)
            for one, size in zip(points, frames, strict=True)
        ]
    )


def repeatable(seed: int) -> None:
    """Make a training the same every time on the same machine: the card's command gives the card's model."""
    import tensorflow as tf

    keras().utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()


def build(labels: int, rate: float = 0.3, seed: int = 0, weights: str | None = None, hidden: int = 0) -> Any:
    """MobileNetV1 (alpha .25, 96 px) with a dropout head; input float (N, 96, 96, 3) in 0..255.

    hidden: units between embedding and scores, 0 for none. weights "imagenet" fetches Keras's own (raises UserError
    without a network); None starts from noise.
    """
    k = keras()
    repeatable(seed)
    inputs = k.Input((INPUT_PX, INPUT_PX, 3))
    scaled = k.layers.Rescaling(1 / 127.5, offset=-1.0)(inputs)
    try:
        # keras ships 128-px weights as its smallest; the network is fully convolutional, so they fit any size
        backbone = k.applications.MobileNet(
            input_shape=(INPUT_PX, INPUT_PX, 3),
            alpha=ALPHA,
            include_top=False,
            weights=weights,
            pooling="avg",
            name="backbone",
        )
    except Exception as problem:
        raise UserError(
            "the ImageNet weights could not be fetched; this needs the network, or take --backbone skeleton"
        ) from problem
    for layer in backbone.layers:
        if isinstance(layer, k.layers.BatchNormalization):
            layer.momentum = (
                0.95  # Keras's .99 lags hundreds of steps behind: validation would stay at chance for epochs
            )
    embedding = k.layers.Identity(name="embedding")(backbone(scaled))
    features = k.layers.Dropout(rate)(embedding)
    if hidden:
        features = k.layers.Dense(hidden, activation="relu", name="hidden")(features)
    outputs = k.layers.Dense(labels, activation="softmax", name="scores")(features)
    return k.Model(inputs, outputs)


def settle(model: Any, settled: bool) -> None:
    """Keep the backbone's batch normalisation as it is, also while its weights are trained; or not."""
    for layer in model.get_layer("backbone").layers:
        if settled and isinstance(layer, keras().layers.BatchNormalization):
            layer.trainable = False


def save_backbone(model: Any, path: Path) -> None:
    """Write the backbone's weights as fp16 arrays in an .npz without pickle (Keras files can run code)."""
    weights = {f"w{i:03d}": w.astype(np.float16) for i, w in enumerate(model.get_layer("backbone").get_weights())}
    whole = io.BytesIO()
    np.savez_compressed(whole, allow_pickle=False, **weights)
    put(path, whole.getvalue())


def embedding_digest(model: Any) -> str:
    """Identifies this network's embedding: 16 hexadecimal digits of its backbone's weights.

    A moves model that was trained on another embedding must not be fed with this one.
    """
    total = hashlib.sha256()
    for weights in model.get_layer("backbone").get_weights():
        total.update(weights.astype(np.float32).tobytes())
    return total.hexdigest()[:16]


def load_backbone(model: Any, path: Path) -> None:
    """Fill the backbone from `save_backbone`'s file. Raises UserError where it does not fit."""
    if not path.is_file() or path.stat().st_size > MOST_BACKBONE_BYTES:
        raise UserError(f"{path} is missing or too big to be a backbone; take --backbone none")
    backbone = model.get_layer("backbone")
    try:
        with np.load(path, allow_pickle=False) as file:
            backbone.set_weights([file[name].astype(np.float32) for name in sorted(file.files)])
    except (ValueError, OSError, KeyError) as problem:
        raise UserError(f"{path} is not this network's backbone; take --backbone none") from problem


def batches(
    data: PoseSet,
    names: list[str],
    flippable: frozenset[str],
    size: int,
    seed: int,
    shares: Mapping[str, float] = SHARES,
    how: Augmentation | None = STRONG,
) -> Generator[tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]], None, None]:
    """Endless shuffled batches, each class once, or as often as `shares` says; drawn afresh from changed poses.

    The next batch is drawn in a thread while the network learns from this one.
    """
    rng = np.random.default_rng(seed)
    index = np.array([names.index(label) for label in data.labels.tolist()])
    may_flip = np.isin(data.labels, sorted(flippable))
    members = [np.flatnonzero(index == i) for i in range(len(names))]
    present = [rows for rows in members if len(rows)]
    weight = np.array([shares.get(names[index[rows[0]]], 1.0) for rows in present])
    weight /= weight.sum()

    def make() -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        rows = np.array([rng.choice(present[i]) for i in rng.choice(len(present), size, p=weight)])
        points = data.points[rows]
        if how is not None:
            points = augment(points, data.frames[rows], may_flip[rows], rng, how)
        return pictures(points, data.frames[rows]).astype(np.float32), index[rows].astype(np.int64)

    with ThreadPoolExecutor(1) as pool:
        ahead = pool.submit(make)
        while True:
            batch = ahead.result()
            ahead = pool.submit(make)
            yield batch
