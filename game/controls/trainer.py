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
from typing import Any, Final

from game.background import ONE_THREAD, give_way
from game.errors import UserError, reason
from game.places import CHECKOUT
from game.words import mark, told

NEEDED: Final = ("keras", "tensorflow")
LOW_PRIORITY: Final = 0x00000040  # IDLE_PRIORITY_CLASS of Windows
NO_WINDOW: Final = 0x08000000  # CREATE_NO_WINDOW
ENDED_WORTHLESS: Final = 1
"""What tools/train.py ends with where the result is not worth playing."""
MOST_TOLD: Final = 1 << 14


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a training is. part: 0..1. left_s: seconds to go, None while nobody can tell."""

    part: float = 0.0
    left_s: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """How well a finished training knows people it never saw, as `tools/train.py` leaves it in the progress file.

    poses: of theirs that were looked at. rightly: the share named rightly, 0..1. weak: the pose it hardly knows again,
    "" for none; known: the share of it that it does.
    """

    poses: int
    rightly: float
    weak: str = ""
    known: float = 1.0

    def sentence(self, worth: bool) -> str:
        """What came of it. worth: it can be played with."""
        part = round(100 * self.rightly)
        if worth:
            return told("Of {n} poses of people it never saw, it names {part} % rightly.", n=self.poses, part=part)
        if self.weak:
            return told(
                "It is not good enough yet: it knows {pose} again in {part} % of the times only.",
                pose=self.weak,
                part=round(100 * self.known),
            )
        return told(
            "It is not good enough yet: of {n} poses of people it never saw, it names only {part} % rightly.",
            n=self.poses,
            part=part,
        )


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
        self._result: Result | None = None

    @property
    def busy(self) -> bool:
        """Whether a training is under way."""
        return self._process is not None

    def start(self, data: Path, folder: Path, name: str) -> None:
        """Train on a data set; the run's files go to `folder`. Raises UserError where it cannot begin."""
        self.stop()
        self._folder, self._name, self.progress, self._result = folder, name, Progress(), None
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
            raise UserError(told("training cannot begin ({why})", why=reason(error))) from None
        give_way(self._process.pid)

    def poll(self) -> Trained | None:
        """Read how far it is; what came of it once it has ended, else None."""
        if self._process is None:
            return None
        code = self._process.poll()
        self._read()  # after it has ended, its result is there
        if code is None:
            return None
        self._process = None
        model = self._folder / f"{self._name}.huia"
        if code == 0 and model.is_file():
            return Trained(model, self._said(True))
        if code == ENDED_WORTHLESS and model.is_file():
            return Trained(None, self._said(False))
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
            found = json.loads(self._told.read_text(encoding="utf-8"))
            left = found.get("left_s")
            self.progress = Progress(float(found["part"]), None if left is None else float(left))
            if "result" in found:
                self._result = _result(found["result"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return  # not there yet, or not ours: the bar stays where it was

    def _said(self, worth: bool) -> str:
        """What came of a training that ended as it should."""
        return mark("The training is over.") if self._result is None else self._result.sentence(worth)

    def _last(self) -> str:
        """Why it failed: the program's own last line, in English."""
        lines = self._lines()
        if not lines:
            return mark("The training stopped; try again.")
        return told("The training failed ({why}).", why=lines[-1].removeprefix("train: ").rstrip("."))

    def _lines(self) -> list[str]:
        try:
            with (self._folder / "said.txt").open("rb") as file:
                file.seek(max(0, (self._folder / "said.txt").stat().st_size - MOST_TOLD))
                text = file.read(MOST_TOLD).decode("utf-8", "replace")
        except OSError:
            return []
        return [line for line in (part.strip() for part in text.replace("\r", "\n").split("\n")) if line]


def _result(found: Any) -> Result:
    """A result as JSON holds it. Raises KeyError, TypeError or ValueError for anything else."""
    return Result(int(found["poses"]), float(found["rightly"]), str(found["weak"]), float(found["known"]))
