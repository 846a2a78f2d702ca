"""Training in the background: `tools/train.py` as a process of its own, which leaves the game its frames.

It runs at low priority on one thread, and says how far it is in a file. Only a checkout with the `train` extra can.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from game.background import ONE_THREAD, give_way
from game.errors import UserError
from game.places import CHECKOUT
from game.words import mark

NEEDED: Final = ("keras", "tensorflow")
LOW_PRIORITY: Final = 0x00000040  # IDLE_PRIORITY_CLASS of Windows
NO_WINDOW: Final = 0x08000000  # CREATE_NO_WINDOW
ENDED_WORTHLESS: Final = 1
"""What tools/train.py ends with where the result is not worth playing."""
MOST_TOLD: Final = 1 << 14


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a training is. part: 0..1. left_s: seconds to go, None while nobody can tell. stage: words."""

    part: float = 0.0
    left_s: float | None = None
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Trained:
    """How a training ended. model: the package to play with, None where it failed. sentence: what came of it."""

    model: Path | None
    sentence: str


def lacking() -> str:
    """What is missing for training on this machine, in a sentence; "" for nothing."""
    if CHECKOUT is None:
        return mark(
            "Training needs the source of the game; here, T teaches the Huia one pose at a time, without training."
        )
    if any(importlib.util.find_spec(name) is None for name in NEEDED):
        return mark("Training needs pip install -e '.[train]'; without it, T teaches the Huia one pose at a time.")
    return ""


class Trainer:
    """One training at a time. Start it, poll it now and then, stop it when the program ends."""

    def __init__(self, program: Sequence[str] = (sys.executable, "-m", "tools.train")):
        self._program = tuple(program)
        self._process: subprocess.Popen[bytes] | None = None
        self._folder, self._name = Path(), ""
        self.progress = Progress()

    @property
    def busy(self) -> bool:
        """Whether a training is under way."""
        return self._process is not None

    def start(self, data: Path, folder: Path, name: str) -> None:
        """Train on a data set; the run's files go to `folder`. Raises UserError where it cannot begin."""
        self.stop()
        self._folder, self._name, self.progress = folder, name, Progress()
        words = ["--data", str(data), "--out", str(folder), "--name", name, "--title", name]
        words += ["--progress", str(self._told)]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / "said.txt").open("wb") as said:
                self._process = subprocess.Popen(
                    [*self._program, *words],
                    cwd=CHECKOUT,
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=subprocess.STDOUT,
                    env={**os.environ, **ONE_THREAD},
                    creationflags=LOW_PRIORITY | NO_WINDOW if sys.platform == "win32" else 0,
                )
        except OSError as error:
            raise UserError(f"training cannot begin ({error.strerror or error})") from None
        give_way(self._process.pid)

    def poll(self) -> Trained | None:
        """Read how far it is; what came of it once it has ended, else None."""
        if self._process is None:
            return None
        self._read()
        code = self._process.poll()
        if code is None:
            return None
        self._process = None
        model = self._folder / f"{self._name}.huia"
        if code == 0 and model.is_file():
            return Trained(model, self._said("Of "))
        if code == ENDED_WORTHLESS and model.is_file():
            return Trained(None, self._said("It is not worth"))
        return Trained(None, self._last())

    def stop(self) -> None:
        """End a training that is under way; what it has written stays."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    @property
    def _told(self) -> Path:
        return self._folder / "progress.json"

    def _read(self) -> None:
        try:
            told = json.loads(self._told.read_text(encoding="utf-8"))
            left = told.get("left_s")
            self.progress = Progress(float(told["part"]), None if left is None else float(left), str(told["stage"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return  # not there yet, or not ours: the bar stays where it was

    def _said(self, start: str) -> str:
        """The first sentence of what it said that begins so."""
        return next((line for line in self._lines() if line.startswith(start)), "")

    def _last(self) -> str:
        lines = self._lines()
        return lines[-1].removeprefix("train: ") if lines else "training ended without a word"

    def _lines(self) -> list[str]:
        try:
            with (self._folder / "said.txt").open("rb") as file:
                file.seek(max(0, (self._folder / "said.txt").stat().st_size - MOST_TOLD))
                text = file.read(MOST_TOLD).decode("utf-8", "replace")
        except OSError:
            return []
        return [line for line in (part.strip() for part in text.replace("\r", "\n").split("\n")) if line]
