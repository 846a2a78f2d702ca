"""The real game with a webcam that fails on command: what `tools.trials cabinet` starts in the game's place.

python -m tools.measuring.faulty_game CONTROL WORD…    # CONTROL is a file whose content names the fault; "" is none

The webcam films the virtual player. Faults: gone (unplugged), leak (the game takes 800 MB, a piece at a time,
and the fault is over).
"""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from game.cli import Options
from game.vision.cameras.webcam import CameraTroubleError, Webcam
from game.vision.frame import Image
from game.vision.spec import VisionSpec
from game.vision.virtual.source import VirtualCamera

FPS: Final = 30.0
LEAK_MB: Final = 800
"""Megabytes: more than the trial's memory limit leaves free."""
PIECE_MB: Final = 50


class ActedDevice:
    """A webcam before which the virtual player acts, and which may be pulled out."""

    def __init__(self, control: Path) -> None:
        self._control = control
        if fault(control) == "gone":
            raise CameraTroubleError("lost", "There is no camera 0; plug it in.")
        self._camera = VirtualCamera(1)
        self._at = 0
        self._due_s = time.perf_counter()

    def read(self) -> tuple[Image, float] | None:
        """The next picture when it is due; None once it is pulled out."""
        self._due_s = max(self._due_s + 1 / FPS, time.perf_counter())
        time.sleep(max(0.0, self._due_s - time.perf_counter()))
        if fault(self._control) == "gone":
            return None
        self._at += 1
        return self._camera.frame(self._at).image, time.perf_counter()

    def release(self) -> None:
        """Nothing to free."""


def fault(control: Path) -> str:
    """The fault that is asked for now."""
    try:
        return control.read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def open_acted(control: Path, spec: VisionSpec) -> Webcam:
    """For `VisionSpec.open`; the vision process calls it."""
    return Webcam(lambda: ActedDevice(control))


def _leak(control: Path) -> None:
    """Take memory when asked to, and keep it."""
    kept: list[bytearray] = []
    while True:
        time.sleep(0.05)
        if fault(control) != "leak":
            continue
        control.write_text("", encoding="utf-8")  # the next game is not to leak
        while len(kept) * PIECE_MB < LEAK_MB:
            kept.append(bytearray(b"\1") * (PIECE_MB << 20))
            time.sleep(0.001)  # lets other threads have the interpreter's lock


def film_the_virtual_player(control: Path) -> None:
    """Let the game of this process open our webcam, whichever one it is asked for."""
    from game import sights  # here: the vision process imports this module, too, and needs no game

    plain = sights.asked_vision

    def asked(options: Options, classifier: Path | None) -> VisionSpec:
        return replace(plain(options, classifier), open=partial(open_acted, control))

    vars(sights)["asked_vision"] = asked


def _run(words: list[str]) -> int:
    from game.__main__ import main

    control, rest = Path(words[0]), words[1:]
    film_the_virtual_player(control)
    threading.Thread(target=_leak, args=(control,), daemon=True).start()
    return main(rest)


if __name__ == "__main__":
    sys.exit(_run(sys.argv[1:]))
