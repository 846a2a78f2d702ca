"""Where things lie on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import platformdirs

MODELS: Final = Path(__file__).resolve().parents[1] / "models"
"""The shipped models with their cards."""
CLASSIFIER: Final = MODELS / "huia_poses_int8.tflite"
"""The classifier the game plays with unless told otherwise."""


def cache() -> Path:
    """What can be made again: painted layers, sounds. Made if it is not there."""
    return platformdirs.user_cache_path("huia", appauthor=False, ensure_exists=True)
