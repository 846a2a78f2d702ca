"""The game's side of its supervisor: signs of life on standard output, and an end when the supervisor is gone."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import sys
import threading
from typing import IO, Final

from game.cabinet.pulse import MOST_LINE, Pulse, Watchers, watchers_of, written
from game.parent import die_with_parent

BEAT_S: Final = 0.25
"""Time between two signs of life: a hang is noticed within a few of them."""
ORPHAN_EXIT: Final = 24
"""The supervisor is gone."""


class Heart:
    """Beats for a supervisor at the other end of standard input and output. watchers: what it told at the start."""

    def __init__(self) -> None:
        """Takes standard output: what is printed from now on goes where errors go."""
        die_with_parent()
        with contextlib.suppress(OSError, ValueError, AttributeError):  # no stderr: nowhere to write a crash's traces
            faulthandler.enable()
        self._out: IO[bytes] | None = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)
        sys.stdout = sys.stderr
        self._due_s = float("-inf")
        # Read without Python's buffer: a thread that waits in it when the program ends brings the interpreter down.
        self.watchers: Watchers = watchers_of(os.read(0, MOST_LINE))
        threading.Thread(target=self._wait, name="supervisor", daemon=True).start()

    def due(self, now_s: float) -> bool:
        """Whether it is time to beat."""
        return now_s >= self._due_s

    def beat(self, now_s: float, pulse: Pulse) -> None:
        """Beat, if it is time."""
        if self._out is None or not self.due(now_s):
            return
        self._due_s = now_s + BEAT_S
        try:
            self._out.write(written(pulse))
        except OSError:  # nobody listens any more; `_wait` ends the game
            self._out = None

    def _wait(self) -> None:
        """End the game when standard input ends, as it does with the supervisor; a crash of that leaves no orphan."""
        with contextlib.suppress(OSError):
            while os.read(0, MOST_LINE):
                pass
        os._exit(ORPHAN_EXIT)
