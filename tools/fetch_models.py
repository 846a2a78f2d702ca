"""Fetch the pose model ahead of time: what the game does by itself on first use.

    python tools/fetch_models.py [--force] [--to FOLDER]

Exits with 0 when the model is there, 1 with one sentence when it cannot be had, 2 for a wrong option, 130
after Ctrl-C.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from game.errors import UserError
from game.vision.models import find_pose_model, folder_to_fill, make_pose_model, model_folders


def main(words: Sequence[str] | None = None) -> int:
    """Run with these command line words; returns the exit code."""
    parser = argparse.ArgumentParser(description="Fetch, check and bundle the pose model (36 MB, once).")
    parser.add_argument("--force", action="store_true", help="make it again even if a good one is there")
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="where to put it (default: where the game looks)")
    options = parser.parse_args(words)
    try:
        folders = model_folders() if options.to is None else (options.to,)
        path = None if options.force else find_pose_model(folders)
        if path is not None:
            print(f"The pose model is there, whole and unchanged: {path}")
            return 0
        path = make_pose_model(folder_to_fill(folders))
    except UserError as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(f"Made the pose model: {path} ({path.stat().st_size / 1e6:.1f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
