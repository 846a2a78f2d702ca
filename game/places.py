"""Where things lie on this machine: the one place that knows whether the game is installed or a checkout.

In a checkout, models and pictures lie beside this package, in `models/` and `assets/`. In an installed game they lie
inside it (`game/models`, `game/assets`): setup.py puts them there when a wheel is built.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import platformdirs

_PACKAGE: Final = Path(__file__).resolve().parent

CHECKOUT: Final[Path | None] = None if (_PACKAGE / "models").is_dir() else _PACKAGE.parent
"""The root of the source this game runs from; None where it is installed."""

_SHIPPED: Final = _PACKAGE if CHECKOUT is None else CHECKOUT

MODELS: Final = _SHIPPED / "models"
"""The shipped models with their cards."""
CLASSIFIER: Final = MODELS / "huia_poses_int8.tflite"
"""The classifier the game plays with unless told otherwise."""
MOVES: Final = MODELS / "huia_moves.tflite"
"""The temporal network that tells moves from movement; tools/train_moves.py makes it."""
REFERENCE: Final = MODELS / "reference_poses.npz"
"""Poses a taught one is told from; see tools/training/reference.py."""

ASSETS: Final = _SHIPPED / "assets"
"""What tools/build_assets.py makes and the game reads."""
FIGURES_FILE: Final = ASSETS / "figures.json"
"""The eight poses as drawn figures; game/scene/interface/icons.py reads them."""


def poses() -> Path:
    """The poses this player taught the Huia. Not made before there is one."""
    return platformdirs.user_data_path("huia", appauthor=False) / "poses"


def settings_file() -> Path:
    """This player's settings. Not made before one is changed."""
    return platformdirs.user_config_path("huia", appauthor=False) / "settings.toml"


def scores_file() -> Path:
    """Best scores and ghosts, in SQLite. Not made before there is one."""
    return platformdirs.user_data_path("huia", appauthor=False) / "scores.sqlite"


def logs() -> Path:
    """Logs and crash reports of a cabinet."""
    return platformdirs.user_log_path("huia", appauthor=False)


def day_book() -> Path:
    """What was played on each day at a cabinet, CSV. Not made before something was."""
    return platformdirs.user_data_path("huia", appauthor=False) / "days.csv"


def pose_sets() -> Path:
    """The pose sets made in the window, a folder each. Not made before there is one."""
    return platformdirs.user_data_path("huia", appauthor=False) / "sets"


def gazes() -> Path:
    """Players whose gaze was learnt and kept. Not made before there is one."""
    return platformdirs.user_data_path("huia", appauthor=False) / "gaze"


def cache() -> Path:
    """What can be made again: painted layers, sounds. Who keeps something there makes it, and copes if that fails."""
    return platformdirs.user_cache_path("huia", appauthor=False)


def fetched() -> tuple[Path, ...]:
    """Folders where a fetched model may lie, the preferred one first: `models/` of a checkout, the user's cache.

    The app that tools/build_app.py makes has them inside.
    """
    own = cache() / "models"
    return (own, MODELS) if CHECKOUT is None else (MODELS, own)
