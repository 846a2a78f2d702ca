"""Figures of one run for `tools/bench.py`: `--timings FILE` writes them when the program ends."""

from __future__ import annotations

import array
import json
import os
from pathlib import Path
from typing import Any, Final

from game.atomic import put
from game.errors import UserError
from game.vision.sight import Sight

MEMORY_EVERY: Final = 500  # frames

_OF_A_FRAME: Final = ("interval", "work", "draw", "level", "learning")
_OF_A_SIGHT: Final = ("latency", "inference", "classify", "sight_at", "sight_frames", "sight_dropped")


class Timings:
    """Collects a number or two a frame, in flat arrays: collecting must not show in what is collected.

    Everything in milliseconds but `level`, `learning` (1 while the game learns beside its frames), `first_frame`, a
    time.perf_counter() (one clock for all processes), `memory_mb`, resident megabytes every MEMORY_EVERY frames, and
    the source's frames, and those of them nobody looked at, up to each sight (`sight_at`: shown so long after the first
    frame).
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._series = {name: array.array("d") for name in (*_OF_A_FRAME, *_OF_A_SIGHT, "memory_mb")}
        self._first_frame: float | None = None
        self._frames = 0
        self._sight: Sight | None = None
        self._start: tuple[int, int] | None = None

    def frame(
        self,
        interval_s: float,
        work_s: float,
        draw_s: float,
        shown_s: float,
        sight: Sight | None,
        level: int = 0,
        learning: bool = False,
    ) -> None:
        """A frame shown at `shown_s`: since the one before, all its work, its drawing alone, what it showed.

        level: of painting, 0 is the richest (see `game.governor`). learning: whether the game learns meanwhile.
        """
        if self._path is None:
            return
        if self._first_frame is None:
            self._first_frame = shown_s
        else:
            self._add(interval=interval_s * 1e3, work=work_s * 1e3, draw=draw_s * 1e3, level=level, learning=learning)
        if sight is not None and sight is not self._sight and sight.captured_s:
            if self._start is None:
                self._start = sight.frames, sight.dropped
            self._add(
                latency=(shown_s - sight.captured_s) * 1e3,
                inference=sight.inference_s * 1e3,
                classify=sight.classify_s * 1e3,
                sight_at=(shown_s - self._first_frame) * 1e3,
                sight_frames=sight.frames,
                sight_dropped=sight.dropped,
            )
        self._sight = sight
        self.tick()

    def tick(self) -> None:
        """A frame has passed, shown or not: look at the memory now and then."""
        if self._path is None:
            return
        if self._frames % MEMORY_EVERY == 0:
            self._add(memory_mb=resident_mb())
        self._frames += 1

    def write(self) -> None:
        """Write what was collected. Raises UserError where that cannot be done."""
        if self._path is None:
            return
        found: dict[str, Any] = {name: list(values) for name, values in self._series.items()}
        found |= {"first_frame": self._first_frame, "frames": self._frames, "memory_every": MEMORY_EVERY}
        if self._sight is not None and self._start is not None:
            frames, dropped = self._sight.frames - self._start[0], self._sight.dropped - self._start[1]
            found |= {"source_frames": frames, "source_dropped": dropped, "source_fps": self._sight.fps}
        try:
            put(self._path, json.dumps(found))
        except OSError as problem:
            raise UserError(
                f"cannot write timings to {self._path} ({problem.strerror}); choose another place"
            ) from None

    def _add(self, **values: float) -> None:
        for name, value in values.items():
            self._series[name].append(value)


def resident_mb(process: int | None = None) -> float:
    """Memory a process holds now, this one by default; where the system does not say, the most this one ever held.

    0 where it tells neither.
    """
    try:
        pages = int(Path(f"/proc/{process or 'self'}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    except (OSError, ValueError, AttributeError):
        if process is not None:
            return 0.0
    try:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # macOS says bytes
    except ImportError:
        return 0.0
