"""Fetch the pose and face models ahead of time: the game fetches the pose model by itself on first use.

    python tools/fetch_models.py [--force] [--to FOLDER]

Exits with 0 when the models are there, 2 with one sentence when they cannot be had or an option is wrong, 130
after Ctrl-C.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":  # so that `python tools/fetch_models.py` works from any folder, too
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from collections.abc import Sequence

from game.arguments import Parser, new_folder, run_program
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
    return run_program("fetch_models", lambda: _fetch(words))


def _fetch(words: Sequence[str] | None) -> None:
    parser = Parser(
        prog="python tools/fetch_models.py",
        description="Fetch, check and bundle the models of pose and face.",
    )
    parser.add_argument("--force", action="store_true", help="make them again even if good ones are there")
    parser.add_argument(
        "--to", type=new_folder, metavar="FOLDER", help="where to put them (default: where the game looks)"
    )
    options = parser.parse_args(words)
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


if __name__ == "__main__":
    sys.exit(main())
