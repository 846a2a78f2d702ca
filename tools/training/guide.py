"""`python -m tools.train` without a word: what was captured, what is missing, and what to do next."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from game.errors import UserError
from game.places import poses
from tools.collecting import poseset
from tools.collecting.dataset import ASIDE
from tools.collecting.next_step import tool
from tools.collecting.poseset import PoseSet
from tools.training.advice import next_captures

LEAST_LABELS: Final = 2
CAPTURE: Final = "--labels normal tiger star --person ana"


def found_data(folder: Path) -> list[Path]:
    """The data sets of a folder, but for what was set aside in it."""
    apart = tuple(f".{why}" for why in ASIDE)
    return [path for path in sorted(folder.glob("*.jsonl")) if not path.stem.endswith(apart) and _usable(path)]


def free_folder(runs: Path) -> Path:
    """The next of runs/1, runs/2 … that is not there."""
    number = 1
    while (runs / str(number)).exists():
        number += 1
    return runs / str(number)


def guide(folder: Path) -> list[str]:
    """Print what was captured and what is missing; returns the words to train with if the user agrees.

    Raises UserError where nothing was captured.
    """
    data, taught = found_data(folder), found_data(poses())
    if not data and not taught:
        raise UserError(f"nothing was captured in {folder} yet; begin with: {tool('capture')} {CAPTURE}")
    files = data or taught
    everything = poseset.load(files)
    print(f"{len(everything)} poses in {', '.join(_named(path, folder) for path in files)}")
    print(_table(everything))
    if data and taught:
        names = ", ".join(path.stem for path in taught)
        print(f"Poses taught in the game lie in {poses()} ({names}); name them after --data to train on them, too.")
    missing = _missing(everything)
    if missing:
        print(f"Not yet enough to train: {missing}")
        return []
    for line in next_captures(everything)[:2]:
        print(line)
    words = ["--data", *(_named(path, folder) for path in files), "--out", str(free_folder(Path("runs")))]
    check = shlex.join(["check", "--data", _named(files[0], folder), "--html", "sheet.html"])
    print(f"To look it through first: {tool('review')} {check}")
    print(f"To train: {tool('train')} {shlex.join(words)}")
    return words if _agreed() else []


def _agreed() -> bool:
    """Whether the user answers yes; False where nobody can be asked."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    try:
        return input("Train now? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _missing(data: PoseSet) -> str:
    """Why this data set cannot be trained on, as a sentence; "" where it can."""
    labels, people = set(data.labels.tolist()), set(data.persons.tolist())
    if len(labels) < LEAST_LABELS:
        return f"there is one pose only ({next(iter(labels))}); capture another one."
    if len(people) < 2 and len(set(data.sessions.tolist())) < 2:
        return f"there is one person only ({next(iter(people))}); capture somebody else: {tool('capture')} {CAPTURE}"
    return ""


def _table(data: PoseSet) -> str:
    """Samples by pose and person."""
    labels, people = sorted(set(data.labels.tolist())), sorted(set(data.persons.tolist()))
    shown: Sequence[str] = people[:8]
    wide = max(8, *(len(label) for label in labels))
    rows = [" " * wide + "".join(f"  {person[:10]:>10}" for person in shown)]
    for label in labels:
        counts = [int(((data.labels == label) & (data.persons == person)).sum()) for person in shown]
        rows.append(f"{label:{wide}}" + "".join(f"  {count or '-':>10}" for count in counts))
    return "\n".join(rows) + (f"\nand {len(people) - 8} people more" if len(people) > 8 else "")


def _named(path: Path, folder: Path) -> str:
    """A path as one would type it here."""
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)


def _usable(path: Path) -> bool:
    """Whether a file is a data set; recordings and event logs end in .jsonl, too."""
    try:
        return len(poseset.load([path])) > 0
    except UserError:
        return False
