"""From a trained network to .tflite files, and the gate a small one must pass.

A quantised model ships only if at least 99 % of its labels equal those of the float model.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

Kind = Literal["fp32", "fp16", "int8", "16x8"]
KINDS: Final[tuple[Kind, ...]] = ("fp32", "fp16", "int8", "16x8")
QUICK: Final[tuple[Kind, ...]] = ("fp32", "fp16", "int8")
"""Formats to convert to while somebody waits: without 16x8, which runs forty times slower."""
AGREE: Final = 0.99
"""The least share of labels equal to those of the float model."""
REPRESENTATIVE: Final = 400
"""Pictures from which the ranges of int8 numbers are measured; more change nothing."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One format against fp32. agreement: share of equal labels, 0..1; worst: the class it agrees on least."""

    kind: Kind
    size_bytes: int
    latency_ms: float
    agreement: float
    by_class: dict[str, float]

    @property
    def passes(self) -> bool:
        """Whether it agrees enough with fp32 to ship."""
        return self.agreement >= AGREE


def convert(model: Any, kinds: Sequence[Kind], representative: npt.NDArray[np.float32]) -> dict[Kind, bytes]:
    """A .tflite of each kind from a `network.build` model: scores, and the embedding they are made from, as outputs.

    TensorFlow's own graph of the model is written once; it takes four times as long as turning it into a format.
    representative: float (N, h, w, 3) training pictures, 0..255.
    """
    import keras

    # With a fixed batch of one the converter folds every shape, and the interpreter plans its memory once.
    picture = keras.Input(batch_shape=(1, *model.input_shape[1:]))
    told = keras.Model(model.input, [model.output, model.get_layer("embedding").output])
    with tempfile.TemporaryDirectory(prefix="huia-") as place:
        one = keras.Model(picture, told(picture, training=False))
        one.export(place, format="tf_saved_model", verbose=False)
        return {kind: _converted(place, kind, representative) for kind in kinds}


def _converted(place: str, kind: Kind, representative: npt.NDArray[np.float32]) -> bytes:
    """The .tflite of the saved model in this folder."""
    import tensorflow as tf

    converter = tf.lite.TFLiteConverter.from_saved_model(place)
    if kind != "fp32":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if kind == "fp16":
        converter.target_spec.supported_types = [tf.float16]
    if kind in ("int8", "16x8"):
        converter.representative_dataset = lambda: ([one[None]] for one in representative)
    if kind == "int8":
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = tf.uint8  # pixels go in as drawn
        converter.inference_output_type = tf.float32
    if kind == "16x8":
        converter.target_spec.supported_ops = [
            tf.lite.OpsSet.EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8
        ]
    return bytes(converter.convert())


def run(tflite: bytes, pictures: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.float32], float]:
    """Scores (N, labels) of uint8 pictures, one at a time on one thread, and the median latency in ms."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_content=tflite, num_threads=1)
    interpreter.allocate_tensors()
    entry = interpreter.get_input_details()[0]
    # The model has two outputs; scores are shorter than the embedding.
    exit_ = min(interpreter.get_output_details(), key=lambda details: int(details["shape"][-1]))
    scores, times = [], []
    for picture in pictures:
        start = time.perf_counter()
        interpreter.set_tensor(entry["index"], picture[None].astype(entry["dtype"]))
        interpreter.invoke()
        scores.append(interpreter.get_tensor(exit_["index"])[0])
        times.append(time.perf_counter() - start)
    return np.array(scores, np.float32), float(np.median(times) * 1e3)


def judge(
    models: dict[Kind, bytes], pictures: npt.NDArray[np.uint8], truth: npt.NDArray[np.int64], names: list[str]
) -> dict[Kind, Verdict]:
    """Every format against fp32 on the same pictures. truth: (N,) class indices, for the by-class table."""
    wanted = run(models["fp32"], pictures)[0].argmax(1)
    verdicts = {}
    for kind, tflite in models.items():
        try:
            scores, latency_ms = run(tflite, pictures)
        except RuntimeError as problem:  # LiteRT's kernels refuse some scales; the other formats still count
            print(f"{kind} cannot be run: {str(problem).splitlines()[0]}")
            continue
        same = scores.argmax(1) == wanted
        by_class = {name: float(same[truth == i].mean()) for i, name in enumerate(names) if (truth == i).any()}
        verdicts[kind] = Verdict(kind, len(tflite), latency_ms, float(same.mean()), by_class)
    return verdicts


def choose(verdicts: Mapping[Kind, Verdict]) -> Kind:
    """The fastest small format that passes the gate; fp32 where none does."""
    fit = [v for v in verdicts.values() if v.kind != "fp32" and v.passes]
    return min(fit, key=lambda v: v.latency_ms).kind if fit else "fp32"


def table(verdicts: Mapping[Kind, Verdict]) -> str:
    """A table to print: one row for each format."""
    lines = ["format   size KB   ms    equal labels   worst class"]
    for verdict in verdicts.values():
        worst = min(verdict.by_class, key=verdict.by_class.__getitem__)
        lines.append(
            f"{verdict.kind:6s} {verdict.size_bytes / 1024:9.0f} {verdict.latency_ms:6.2f} {verdict.agreement:11.2%}"
            f"      {worst} {verdict.by_class[worst]:.1%}{'' if verdict.passes else '   refused: below 99 %'}"
        )
    return "\n".join(lines)
