"""Networks as flatbuffers: reading, cutting and writing `.tflite` files with the schema that mediapipe brings."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import flatbuffers
import numpy as np

from game.errors import UserError
from game.words import mark, told

WEIGHTS_ALIGN: Final = 16
"""Alignment of weight buffers that TensorFlow Lite's schema requires (`force_align: 16`)."""


def unpacked(network: bytes) -> Any:
    """A .tflite model as the schema's ModelT, which may be changed and written by `written`."""
    schema = mediapipe_schema("schema_py_generated")
    return schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(network, 0))


def written(model: Any) -> bytes:
    """A ModelT as a .tflite file."""
    builder = _AlignedBuilder(0)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def cut(network: bytes, inputs: Sequence[int], outputs: Sequence[int]) -> bytes:
    """The part of a .tflite model between these tensors, with its weights. Tensors keep the given order."""
    model = unpacked(network)
    graph = model.subgraphs[0]
    wanted, kept = set(outputs), []
    for operator in reversed(graph.operators):  # operators are stored in execution order
        made = {int(tensor) for tensor in operator.outputs}
        if made & wanted and not made & set(inputs):
            kept.append(operator)
            wanted |= {int(tensor) for tensor in operator.inputs if tensor >= 0} - set(inputs)
    graph.operators = kept[::-1]
    touched = {int(tensor) for operator in kept for tensor in (*operator.inputs, *operator.outputs) if tensor >= 0}
    order = sorted(touched | set(inputs) | set(outputs))
    number = {old: new for new, old in enumerate(order)}
    graph.tensors = [graph.tensors[old] for old in order]
    for operator in kept:
        operator.inputs = [number[int(tensor)] if tensor >= 0 else -1 for tensor in operator.inputs]
        operator.outputs = [number[int(tensor)] for tensor in operator.outputs]
    graph.inputs, graph.outputs = [number[old] for old in inputs], [number[old] for old in outputs]
    codes = sorted({operator.opcodeIndex for operator in kept})
    for operator in kept:
        operator.opcodeIndex = codes.index(operator.opcodeIndex)
    model.operatorCodes = [model.operatorCodes[code] for code in codes]
    buffers = sorted({0} | {tensor.buffer for tensor in graph.tensors})  # TensorFlow Lite requires buffer 0 to be empty
    for tensor in graph.tensors:
        tensor.buffer = buffers.index(tensor.buffer)
    model.buffers = [model.buffers[buffer] for buffer in buffers]
    model.metadata, model.metadataBuffer, model.signatureDefs = None, None, None
    return written(model)


class _AlignedBuilder(flatbuffers.Builder):  # type: ignore[misc]  # flatbuffers is untyped
    """Aligns weights as their schema requires; flatbuffers' Python builder does not."""

    def CreateNumpyVector(self, x: Any) -> Any:  # name given by flatbuffers
        """Add a vector of one numpy type."""
        if x.dtype == np.uint8:
            self.Prep(WEIGHTS_ALIGN, x.nbytes)
        return super().CreateNumpyVector(x)


def mediapipe_schema(name: str) -> ModuleType:
    """A flatbuffer schema of the installed mediapipe, loaded by its path.

    Importing it through its package would import all of mediapipe, and TensorFlow if that is installed.
    """
    package = importlib.util.find_spec("mediapipe")
    if package is None or not package.submodule_search_locations:
        raise UserError(mark("mediapipe is not installed; install the game again with pip"))
    path = Path(package.submodule_search_locations[0]) / "tasks" / "metadata" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise UserError(told("This mediapipe has no {name}; install the game again with pip.", name=path.name))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
