"""The poses a taught pose must be told from: the eight of the Huia and ordinary acts, of virtual people.

python -m tools.training.reference      writes models/reference_poses.npz (2,400 poses of about as many people, 0.2 MB)

The game loads them to teach itself a player's own pose without TensorFlow; see game/body/taught.py.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from game.arguments import Parser, new_file, run_program, seed
from game.atomic import put
from game.body.poses import NORMAL
from game.places import REFERENCE
from tools.collecting.poseset import PoseSet
from tools.training.virtual_people import virtual_people

EACH: Final = 140
"""Poses of each of the seven moves."""
REST: Final = 1420
"""Poses of everything else people do, which is far more varied."""
DRAWN: Final = 12_000
"""Acted poses from which those are drawn at random."""
SEED: Final = 77


def reference_poses(seed: int = SEED) -> PoseSet:
    """A balanced draw: EACH of every pose, REST of "normal"."""
    rng = np.random.default_rng(seed)
    people = virtual_people(DRAWN, seed)
    rows = []
    for label in sorted(set(people.labels.tolist())):
        mine = np.flatnonzero(people.labels == label)
        rows.append(rng.choice(mine, REST if label == NORMAL else EACH, replace=False))
    return people.take(np.concatenate(rows))


def write(poses: PoseSet, path: Path) -> None:
    """Write points float16 (N, 17, 3), frames uint16 (N, 2) as a numeric .npz, whole or not at all."""
    whole = io.BytesIO()
    np.savez_compressed(
        whole,
        allow_pickle=False,
        points=np.clip(poses.points, -8, 8).astype(np.float16),  # half a pixel at 640
        frames=poses.frames.astype(np.uint16),
    )
    put(path, whole.getvalue())


def main(words: Sequence[str] | None = None) -> int:
    """Run with these command line words; returns the exit code."""
    return run_program("reference", lambda: _draw(words))


def _draw(words: Sequence[str] | None) -> None:
    parser = Parser(prog="python -m tools.training.reference", description=__doc__)
    parser.add_argument("--out", type=new_file, default=REFERENCE)
    parser.add_argument("--seed", type=seed, default=SEED)
    options = parser.parse_args(words)
    poses = reference_poses(options.seed)
    write(poses, options.out)
    print(f"{len(poses)} poses, {options.out.stat().st_size / 1024:.0f} KB: {options.out}")


if __name__ == "__main__":
    raise SystemExit(main())
