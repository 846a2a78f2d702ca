"""Fetch the pose and face models ahead of time: the game fetches the pose model by itself on first use.

    python tools/fetch_models.py [--force] [--to FOLDER]

Exits with 0 when the models are there, 1 with one sentence when they cannot be had, 2 for a wrong option, 130
after Ctrl-C.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from game.errors import UserError
from game.places import fetched
from game.vision.models import (
    FACE,
    POSE,
    Made,
    find_face_model,
    find_pose_model,
    folder_to_fill,
    make_models,
)


def main(words: Sequence[str] | None = None) -> int:
    """Run with these command line words; returns the exit code."""
    parser = argparse.ArgumentParser(description="Fetch, check and bundle the pose and face models (36 MB, once).")
    parser.add_argument("--force", action="store_true", help="make them again even if good ones are there")
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="where to put them (default: where the game looks)")
    options = parser.parse_args(words)
    try:
        folders = fetched() if options.to is None else (options.to,)
        wanted: list[Made] = []
        for what, made, found in (
            ("pose model", POSE, find_pose_model(folders)),
            ("face model", FACE, find_face_model(folders)),
        ):
            if found is not None and not options.force:
                print(f"The {what} is there, whole and unchanged: {found}")
            else:
                wanted.append(made)
        if wanted:
            folder = folder_to_fill(folders)
            make_models(folder, wanted)
            for made in wanted:
                path = folder / made.name
                what = "pose model" if made is POSE else "face model"
                print(f"Made the {what}: {path} ({path.stat().st_size / 1e6:.1f} MB)")
    except UserError as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
