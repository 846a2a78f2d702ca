"""What every part of `tools.bench` needs: the game run from outside, calls timed, quantiles."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from game.errors import UserError

ROOT: Final = Path(__file__).resolve().parents[2]
"""The checkout."""
Figures = dict[str, Any]
"""Figures by name, fit for JSON."""
Series = dict[str, npt.NDArray[np.float64]]
"""Everything that was measured often, by the title of its histogram."""


def game(*words: str, timeout_s: float = 900) -> tuple[Figures, float]:
    """Run the game with the dummy display; its timings, and the perf_counter() when it was started."""
    with tempfile.TemporaryDirectory() as folder:
        timings = Path(folder) / "timings.json"
        environment = {**os.environ, "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
        command = [sys.executable, "-m", "game", *words, "--timings", str(timings)]
        start = time.perf_counter()
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=timeout_s, check=False
        )
        if done.returncode != 0:
            raise UserError(f"the game ended with code {done.returncode}: {done.stderr.strip()[-300:]}")
        found: Figures = json.loads(timings.read_text())
        return found, start


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
