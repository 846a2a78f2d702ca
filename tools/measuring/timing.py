"""What every part of `tools.bench` needs: the game run from outside, calls timed, quantiles."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from game.errors import UserError
from game.timings import resident_mb

ROOT: Final = Path(__file__).resolve().parents[2]
"""The checkout."""
Figures = dict[str, Any]
"""Figures by name, fit for JSON."""
Series = dict[str, npt.NDArray[np.float64]]
"""Everything that was measured often, by the title of its histogram."""


LOOK_S: Final = 1.0
"""How often the memory of a running game is looked at from outside."""


def game(
    *words: str, timeout_s: float = 900, display: str = "", memory: list[float] | None = None
) -> tuple[Figures, float]:
    """Run the game; its timings, and the perf_counter() when it was started.

    display: an X server's name; "": SDL's dummy display. memory: gets what the game and its vision hold, MB, each
    LOOK_S.
    """
    with tempfile.TemporaryDirectory() as folder:
        timings = Path(folder) / "timings.json"
        screen = {"SDL_VIDEODRIVER": "x11", "DISPLAY": display} if display else {"SDL_VIDEODRIVER": "dummy"}
        command = [sys.executable, "-m", "game", *words, "--timings", str(timings)]
        start = time.perf_counter()
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **screen, "SDL_AUDIODRIVER": "dummy"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            said = _said(process, start + timeout_s, memory)
        if process.returncode != 0:
            raise UserError(f"the game ended with code {process.returncode}: {said.strip()[-300:]}")
        found: Figures = json.loads(timings.read_text())
        return found, start


def _said(process: subprocess.Popen[str], until_s: float, memory: list[float] | None) -> str:
    """Wait for a game's end and return what it complained of. Raises TimeoutExpired."""
    while True:
        left_s = until_s - time.perf_counter()
        try:
            return process.communicate(timeout=left_s if memory is None else min(LOOK_S, max(0.0, left_s)))[1]
        except subprocess.TimeoutExpired:
            if memory is None or left_s <= LOOK_S:
                process.kill()
                raise
            memory.append(resident_mb(process.pid) + sum(resident_mb(child) for child in children(process.pid)))


def children(pid: int) -> list[int]:
    """Children of a process that are not zombies."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(stat.parent.name))
    return found


@contextlib.contextmanager
def virtual_display(size: tuple[int, int]) -> Iterator[str]:
    """An X server of our own, one that shows nothing; its name. Raises UserError where there is no Xvfb."""
    if shutil.which("Xvfb") is None:
        raise UserError("a real window without a screen needs Xvfb; install it: apt-get install xvfb")
    read, write = os.pipe()
    words = ["Xvfb", "-displayfd", str(write), "-screen", "0", "{}x{}x24".format(*size), "-nolisten", "tcp"]
    server = subprocess.Popen(words, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as name:
            yield f":{name.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


def size_words(options: argparse.Namespace) -> tuple[str, str]:
    """The window size as words for the game's command line."""
    return "--size", "{}x{}".format(*options.size)


def quantile(values: npt.NDArray[np.float64], part: float) -> float:
    """The value that this part (0..1) of all lie below, to three digits."""
    return round(float(np.quantile(values, part)), 3)


def timed(work: Callable[[int], object], times: int) -> npt.NDArray[np.float64]:
    """Milliseconds of each call, after a few to warm up."""
    taken = np.empty(times)
    for n in range(-20, times):
        before = time.perf_counter()
        work(n)
        if n >= 0:
            taken[n] = (time.perf_counter() - before) * 1e3
    return taken
