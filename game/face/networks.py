"""The face networks in LiteRT: a detector, the mesh's trunk, and its heads for lips, eyes and irises."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from game.errors import UserError, reason
from game.quiet import hushed
from game.words import mark, told

DETECTOR: Final = "face_detector.tflite"
TRUNK: Final = "face_mesh.tflite"
HEADS: Final = "face_parts.tflite"
IRISES: Final = "face_irises.tflite"
MEMBERS: Final = (DETECTOR, TRUNK, HEADS, IRISES)
"""The bundle's files, in its order. `game.vision.face_bundle` makes it."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """One LiteRT network, ready to run. inputs, outputs: tensor numbers, in the file's order."""

    interpreter: Any
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class FaceNetworks:
    """Everything in a face bundle."""

    detector: Network
    trunk: Network
    heads: Network
    irises: Network


def load_networks(path: Path) -> FaceNetworks:
    """Load a face bundle, each network on one thread. Raises UserError when it is missing or broken."""
    try:
        with zipfile.ZipFile(path) as bundle:
            contents = [bundle.read(member) for member in MEMBERS]
    except Exception as error:  # a damaged zip makes zipfile raise nearly anything
        why = reason(error) if isinstance(error, OSError) else told("it is no face bundle")
        raise UserError(
            told("The face model {path} cannot be read ({why}); huia doctor fetches it again.", path=path, why=why)
        ) from error
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError:
        raise UserError(
            mark("the package ai-edge-litert is missing; install it with: pip install ai-edge-litert.")
        ) from None
    networks = []
    for member, content in zip(MEMBERS, contents, strict=True):
        try:
            with hushed():
                interpreter = Interpreter(model_content=content, num_threads=1)
                interpreter.allocate_tensors()
                interpreter.invoke()
        except (ValueError, RuntimeError) as error:
            raise UserError(
                told("LiteRT cannot run {member} of {path}; huia doctor fetches it again.", member=member, path=path)
            ) from error
        inputs = tuple(int(details["index"]) for details in interpreter.get_input_details())
        outputs = tuple(int(details["index"]) for details in interpreter.get_output_details())
        networks.append(Network(interpreter, inputs, outputs))
    return FaceNetworks(*networks)
