"""Make the trainable networks of the gaze lab: models/gaze_original.tflite and models/gaze_learnt.tflite.

    python -m tools.build_gaze_trainer --out runs/gaze --ship

The first is the original gaze learner's network with random weights. The second learns from virtual players at desks
where eyes point in the head, and is checked on players it has not seen. No picture of a real person is involved.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":  # so that `python tools/build_gaze_trainer.py` works from any folder, too
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import tools  # noqa: F401  # Ctrl+C is quiet from here on, also while libraries load

import argparse
import hashlib
import json
import shutil
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from game.arguments import Parser, new_folder, positive, run_program
from game.face.eyes import EyeReader
from game.face.networks import load_networks
from game.gaze.forward import BESIDE, HIDDEN, INNER
from game.gaze.network import KINDS
from game.gaze.trainable import Trainable, path_of
from game.places import MODELS
from game.vision.models import face_model
from tools.gazing.players import Taught, taught
from tools.training.network import keras
from tools.training.preflight import check_folder

FIRST, CHECKED = 200_000, 300_000
"""Numbers of the players that are learnt from, and of those that are only checked on."""
BATCH: Final = 64
RATE: Final = 1e-3
WRONG_DEG: Final = 180.0 / np.pi


def main(words: Sequence[str] | None = None) -> int:
    """Run with these command line words; returns the exit code."""
    return run_program("build_gaze_trainer", lambda: _run(words))


def _run(words: Sequence[str] | None) -> None:
    parser = Parser(prog="python -m tools.build_gaze_trainer", description=__doc__)
    parser.add_argument("--out", type=new_folder, default=Path("runs/gaze"), help="where the files go")
    parser.add_argument("--people", type=positive(int, 1e5), default=90, help="virtual players to learn from")
    parser.add_argument("--looks", type=positive(int, 1e4), default=20, help="looks of each")
    parser.add_argument("--epochs", type=positive(int, 1e4), default=24)
    parser.add_argument("--again", action="store_true", help="learn nothing: take the weights that are shipped")
    parser.add_argument("--ship", action="store_true", help="copy the files to models/")
    options = parser.parse_args(words)
    check_folder(options.out)  # before TensorFlow takes seconds to load
    keras()  # says how to get TensorFlow
    from tools.gazing.trainer import GazeNetwork, litert

    if options.again:
        _again(options.out)
        _ship(options)
        return
    _write(options.out / "gaze_original.tflite", litert(GazeNetwork(0, BESIDE["original"])), {"from": "random weights"})
    reader = EyeReader(load_networks(face_model()))
    known = taught(reader, FIRST, options.people, options.looks)
    check = taught(reader, CHECKED, max(2, options.people // 4), options.looks)
    inner = known.looks.features[:, list(INNER)]
    middle, spread = inner.mean(0), np.maximum(inner.std(0), 1e-3)
    network = GazeNetwork(0, BESIDE["learnt"], HIDDEN, len(INNER))
    error = _learn(network, known, check, (middle, spread), options)
    card = {
        "inner_middle": middle.tolist(),
        "inner_spread": spread.tolist(),
        "players": options.people,
        "looks": len(known.looks),
        "checked_on": len(check.looks),
        "mean_error_deg": round(error, 2),
    }
    _write(options.out / "gaze_learnt.tflite", litert(network), card)
    _ship(options)


def _again(out: Path) -> None:
    """Make both files anew from the shipped weights."""
    from tools.gazing.trainer import GazeNetwork, litert

    for kind in KINDS:
        network = GazeNetwork(0, BESIDE[kind], HIDDEN if kind == "learnt" else 0, len(INNER))
        network.put(Trainable(kind).start)
        card = json.loads(path_of(kind).with_suffix(".json").read_text(encoding="utf-8"))
        _write(out / path_of(kind).name, litert(network), card)


def _ship(options: argparse.Namespace) -> None:
    if options.ship:
        for file in sorted(options.out.glob("gaze_*.*")):
            shutil.copy(file, MODELS / file.name)


def _write(path: Path, content: bytes, card: dict[str, Any]) -> None:
    path.write_bytes(content)
    card = {**card, "sha256": hashlib.sha256(content).hexdigest()}
    path.with_suffix(".json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def _learn(network: Any, known: Taught, check: Taught, scale: tuple[Any, Any], options: argparse.Namespace) -> float:
    """Teach the network where eyes point; returns its mean error on unseen players in degrees, and prints it."""
    import tensorflow as tf

    def inputs(one: Taught) -> tuple[Any, Any, Any]:
        inner = np.clip((one.looks.features[:, list(INNER)] - scale[0]) / scale[1], -4, 4).astype(np.float32)
        return one.looks.pictures.astype(np.float32), inner, one.eyes.astype(np.float32)

    picture, inner, eyes = inputs(known)
    unseen = inputs(check)

    @tf.function(autograph=False)  # type: ignore[untyped-decorator]
    def step(x: Any, e: Any, y: Any, keep: Any, rate: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((network.eyes(network.units(network.flat(x) * keep, e)) - y) ** 2)
        network.step(loss, tape, rate, [0, 1, 2, 3, 4, 5])
        return loss

    rng = np.random.default_rng(1)
    cells = int(network.parts[2].shape[0]) - len(INNER)
    error = float("nan")
    for epoch in range(options.epochs):
        rate = RATE * 0.5 * (1 + np.cos(np.pi * epoch / options.epochs)) + 2e-5
        order = rng.permutation(len(eyes))[: len(eyes) // BATCH * BATCH].reshape(-1, BATCH)
        losses = []
        for rows in order:
            # light differs between cameras: contrast and brightness of each picture at random
            gain, lift = rng.uniform(0.8, 1.2, (BATCH, 1, 1)), rng.normal(0, 12, (BATCH, 1, 1))
            seen = np.clip((picture[rows] - 128) * gain + 128 + lift, 0, 255).astype(np.float32)
            numbers = inner[rows] + rng.normal(0, 0.1, (BATCH, len(INNER))).astype(np.float32)
            keep = (rng.random((BATCH, cells)) >= 0.2).astype(np.float32) / np.float32(0.8)
            losses.append(float(step(seen, numbers, eyes[rows], keep, tf.constant(rate, tf.float32))))
        said = np.concatenate(
            [
                network.eyes(network.units(network.flat(unseen[0][k : k + BATCH]), unseen[1][k : k + BATCH])).numpy()
                for k in range(0, len(unseen[2]), BATCH)
            ]
        )
        error = float(WRONG_DEG * np.linalg.norm(said - unseen[2], axis=1).mean())
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.5f}, unseen players {error:.2f} degrees", flush=True)
    return error


if __name__ == "__main__":
    sys.exit(main())
