"""TensorFlow's hundreds of lines go to a file; a progress bar with the time left stays on the terminal."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TextIO

from tqdm import tqdm

from game.atomic import put

LOG: Final = "training.log"
"""The file in a run's folder that keeps what TensorFlow printed."""
TOLD_S: Final = 0.5
"""How often the progress file is written."""


class Progress:
    """How far a training is: a bar for people, and a file for a program that waits (the game's window).

    The file holds {"part": 0..1, "left_s": seconds or null}, and in the end "result", a `game.controls.trainer.Result`.
    """

    def __init__(self, total: int, terminal: TextIO, file: Path | None = None) -> None:
        self.done = 0
        self._total = max(1, total)
        self._file = file
        self._began_s = time.monotonic()
        self._told_s = -1.0
        form = "{desc}{percentage:3.0f}% |{bar}| {remaining} left"
        self._bar = tqdm(
            total=self._total, file=terminal, bar_format=form, leave=False, dynamic_ncols=True, smoothing=0.02,
            mininterval=0.5,
        )  # fmt: skip

    def stage(self, words: str) -> None:
        """Show what is being done now, in a word or two."""
        self._bar.set_description(words)
        self._write(force=True)

    def step(self, count: int = 1) -> None:
        """Count more batches as done."""
        self.reach(self.done + count)

    def reach(self, done: int) -> None:
        """Set how many batches are done in all; a phase that stops early jumps to its end."""
        self._bar.update(min(done, self._total) - self.done)
        self.done = min(done, self._total)
        self._write()

    def close(self) -> None:
        """Remove the bar."""
        self._bar.close()

    def _write(self, force: bool = False) -> None:
        now_s = time.monotonic()
        if self._file is None or (now_s - self._told_s < TOLD_S and not force):
            return
        self._told_s = now_s
        part = self.done / self._total
        left_s = (now_s - self._began_s) * (1 - part) / part if part > 0.02 else None
        put(self._file, json.dumps({"part": round(part, 4), "left_s": left_s}))

    def callback(self, keras: Any) -> Any:
        """A Keras callback that counts batches."""
        return keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: self.step())


@contextlib.contextmanager
def noise_to(log: Path) -> Iterator[TextIO]:
    """Send all that is printed meanwhile, by native code too, to a file; yields a stream to the terminal.

    Where the system gives no second stream, nothing is redirected.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError, ValueError):
            stream.flush()
    try:
        kept = os.dup(1), os.dup(2)
    except OSError:  # no streams at all, as under pythonw
        yield sys.stderr
        return
    with log.open("ab") as file, os.fdopen(os.dup(kept[1]), "w", encoding="utf-8", errors="replace") as terminal:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        try:
            yield terminal
        finally:
            for stream in (sys.stdout, sys.stderr):
                with contextlib.suppress(AttributeError, OSError, ValueError):
                    stream.flush()
            for number, fd in enumerate(kept, 1):
                os.dup2(fd, number)
                os.close(fd)
