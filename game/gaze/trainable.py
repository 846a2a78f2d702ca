"""Trainable .tflite files, run by LiteRT. `tools/build_gaze_trainer.py` makes them; `game.gaze.forward` predicts."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from game.errors import UserError
from game.gaze.forward import Floats, Kind
from game.places import MODELS
from game.quiet import hushed

BATCH: Final = 16
"""Rows of a training step. The original's batches are a tenth of the examples, 4 to 64; more than 16 are cut to 16."""


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
                names = ("train", "save", "restore")
                self._train, self._save, self._restore = map(self._interpreter.get_signature_runner, names)
        except ImportError:
            raise UserError(
                "the package ai-edge-litert is missing; install it with: pip install ai-edge-litert."
            ) from None
        except (OSError, ValueError, RuntimeError) as error:
            raise UserError(f"The gaze network {path} cannot be run ({error}); install the game again.") from error
        self.start = self.weights()

    def weights(self) -> Floats:
        """All weights in one row."""
        return np.array(self._save()["weights"], np.float32)

    def put(self, weights: Floats) -> None:
        """Take over weights; what training remembered is forgotten."""
        self._restore(weights=np.asarray(weights, np.float32))

    def step(self, given: dict[str, Floats], beside: Floats, wanted: Floats, keep: Floats, rate: float) -> float:
        """One step of training on up to BATCH rows; returns the loss."""
        n = len(wanted)
        share = np.zeros((BATCH, 1), np.float32)
        share[:n] = 1.0
        rows = {**given, "beside": beside, "wanted": wanted, "keep": keep}
        full = {name: _filled(values) for name, values in rows.items()}
        return float(self._train(**full, share=share, rate=np.float32(rate))["loss"])


def _filled(values: Floats) -> Floats:
    """Rows up to BATCH, the missing ones zero."""
    out = np.zeros((BATCH, *values.shape[1:]), np.float32)
    out[: len(values)] = values
    return out
