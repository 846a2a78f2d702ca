"""The smallest real networks: mean colour of the picture → one dense layer → softmax, written byte by byte.

With LiteRT running the file and these few lines of numpy beside it, the classifier's scaling and quantisation
are checked without TensorFlow.
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import flatbuffers
import numpy as np

from game.body.classifier import ModelCard, sha256_of
from game.body.skeleton import STYLE_VERSION


def _schema() -> ModuleType:
    """MediaPipe's copy of the .tflite schema, loaded by its place: its packages would import TensorFlow, if any."""
    package = importlib.util.find_spec("mediapipe")
    assert package is not None
    assert package.submodule_search_locations
    path = Path(package.submodule_search_locations[0], "tasks", "metadata", "schema_py_generated.py")
    spec = importlib.util.spec_from_file_location("tflite_schema", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


schema = _schema()

LABELS = ("normal", "fly", "hadouken")
WEIGHTS = np.array([[0.5, -1.0, 0.5], [2.0, 0.0, -1.0], [-1.5, 1.0, 1.0]], np.float32) * 4
BIAS = np.array([0.1, -0.2, 0.3], np.float32)
_TYPES = {np.dtype(np.float32): 0, np.dtype(np.int32): 2, np.dtype(np.uint8): 3, np.dtype(np.int8): 9}


def expected(picture: np.ndarray, scale: float, offset: float) -> np.ndarray:
    """What the float network says, in float64."""
    mean = (picture.astype(np.float64) * scale + offset).mean(axis=(0, 1))
    logits = WEIGHTS.astype(np.float64) @ mean + BIAS
    odds = np.exp(logits - logits.max())
    return odds / odds.sum()


def network(dtype: str = "float32", size: int = 96, *, channels: int = 3, extra_output: bool = False) -> bytes:
    """The network's .tflite file; dtype float32, int8 or uint8 for all activations. Real inputs span -1..1."""
    kind = np.dtype(dtype)
    quantised = kind != np.float32
    buffers = [schema.BufferT()]
    tensors: list[Any] = []

    def tensor(name: str, shape: list[int], of: np.dtype, data: np.ndarray | None, step: float, zero: int) -> int:
        made = schema.TensorT()
        made.name, made.shape, made.type = name, shape, _TYPES[of]
        if quantised:
            made.quantization = schema.QuantizationParametersT()
            made.quantization.scale, made.quantization.zeroPoint = [step], [zero]
        if data is not None:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(np.ascontiguousarray(data, of).tobytes(), np.uint8)
            buffers.append(buffer)
            made.buffer = len(buffers) - 1
        else:
            made.buffer = 0
        tensors.append(made)
        return len(tensors) - 1

    middle = 128 if kind == np.uint8 else 0
    low = 0 if kind == np.uint8 else -128
    pixel = 1 / 127.0
    heavy = float(np.abs(WEIGHTS).max()) / 127
    weights: np.ndarray = WEIGHTS[:, :channels] if channels <= 3 else np.ones((3, channels), np.float32)
    bias: np.ndarray = BIAS
    if quantised:
        weights = np.rint(weights / heavy) + middle
        bias = np.rint(BIAS / (heavy * pixel))
    a = tensor("picture", [1, size, size, channels], kind, None, pixel, middle)
    b = tensor("mean", [1, 1, 1, channels], kind, None, pixel, middle)
    w = tensor("weights", [3, channels], kind, weights, heavy, middle)
    c = tensor("bias", [3], np.dtype(np.int32) if quantised else kind, bias, heavy * pixel, 0)
    d = tensor("logits", [1, 3], kind, None, 0.12, middle)
    e = tensor("scores", [1, 3], kind, None, 1 / 256, low)

    pool = schema.Pool2DOptionsT()
    pool.padding, pool.strideW, pool.strideH, pool.filterWidth, pool.filterHeight = 1, 1, 1, size, size
    softmax = schema.SoftmaxOptionsT()
    softmax.beta = 1.0
    dense = schema.FullyConnectedOptionsT()
    options = schema.BuiltinOptions
    steps = [
        (1, 2, options.Pool2DOptions, pool, [a], [b]),  # AVERAGE_POOL_2D
        (9, 4, options.FullyConnectedOptions, dense, [b, w, c], [d]),  # FULLY_CONNECTED
        (25, 2, options.SoftmaxOptions, softmax, [d], [e]),  # SOFTMAX
    ]
    model, graph = schema.ModelT(), schema.SubGraphT()
    model.version, model.operatorCodes, graph.operators = 3, [], []
    for index, (code, version, option_type, option, inputs, outputs) in enumerate(steps):
        operator_code = schema.OperatorCodeT()
        operator_code.builtinCode = operator_code.deprecatedBuiltinCode = code
        operator_code.version = version
        model.operatorCodes.append(operator_code)
        operator = schema.OperatorT()
        operator.opcodeIndex, operator.inputs, operator.outputs = index, inputs, outputs
        operator.builtinOptionsType, operator.builtinOptions = option_type, option
        graph.operators.append(operator)
    graph.tensors, graph.inputs, graph.outputs = tensors, [a], [b, e] if extra_output else [e]
    model.subgraphs, model.buffers = [graph], buffers
    builder = flatbuffers.Builder(4096)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def card_for(path: Path, *, size: int = 96, **changes: Any) -> ModelCard:
    """A card that fits the network above."""
    fields: dict[str, Any] = {
        "labels": LABELS,
        "input_size": size,
        "scale": 1 / 127.5,
        "offset": -1.0,
        "skeleton_style": STYLE_VERSION,
        "sha256": sha256_of(path),
    }
    return ModelCard(**(fields | changes))


def shipped(folder: Path, dtype: str = "float32", *, size: int = 96, extra_output: bool = False) -> Path:
    """A network with a card that fits, as files; returns the network's path."""
    path = folder / f"tiny_{dtype}.tflite"
    path.write_bytes(network(dtype, size, extra_output=extra_output))
    card_for(path, size=size).write(path.with_suffix(".json"))
    return path


def edit_card(path: Path, **changes: Any) -> None:
    """Replace keys of a network's card; None removes one."""
    card = path.with_suffix(".json")
    found = json.loads(card.read_text()) | changes
    card.write_text(json.dumps({key: value for key, value in found.items() if value is not None}))
