"""Where things lie on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import platformdirs

MODELS: Final = Path(__file__).resolve().parents[1] / "models"
"""The shipped models with their cards."""
CLASSIFIER: Final = MODELS / "huia_poses_int8.tflite"
"""The classifier the game plays with unless told otherwise."""

REFERENCE: Final = MODELS / "reference_poses.npz"
"""Poses a taught one is told from; see tools/training/reference.py."""


def poses() -> Path:
    """The poses this player taught the Huia. Not made before there is one."""
    return platformdirs.user_data_path("huia", appauthor=False) / "poses"


def cache() -> Path:
    """What can be made again: painted layers, sounds. Who keeps something there makes it, and copes if that fails."""
    return platformdirs.user_cache_path("huia", appauthor=False)
