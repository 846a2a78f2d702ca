"""Logs and crash reports of a cabinet, together never larger than stated. No pictures, and nobody's name."""

from __future__ import annotations

import contextlib
import logging
import platform
import sys
import time
from collections import deque
from dataclasses import asdict
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from game import __version__
from game.atomic import put
from game.cabinet.pulse import Pulse

LINES: Final = 200
"""Lines of a game's errors that a crash report holds."""
LINE: Final = 500
"""Letters of such a line."""
LONGEST: Final = 4 * LINE + 200
"""Bytes of the longest line of the log."""
FILES: Final = 5
"""The log is one file and this many older ones."""


class Journal:
    """Writes the log and the crash reports in one folder. most_mb: all of it together.

    A disk that refuses costs lines, never the cabinet. home: left out of reports wherever it stands in a path.
    """

    def __init__(self, folder: Path, most_mb: int, home: Path | None = None) -> None:
        self.folder = folder
        half = (most_mb << 20) // 2
        self._reports_bytes = half
        self._home = str(Path.home() if home is None else home)
        self._lines: deque[str] = deque(maxlen=LINES)
        self._log = logging.Logger("huia cabinet")
        logging.raiseExceptions = False  # a full disk is no reason to print a traceback for each line
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / "cabinet.log"
            if path.exists() and not path.is_file():  # opening a FIFO would wait for a reader, and no game would start
                path.replace(folder / "cabinet.log.other")
            # The handler counts the letters of a line, not its bytes, before it begins another file.
            most_bytes = half // (FILES + 1) - LONGEST
            handler = RotatingFileHandler(path, maxBytes=most_bytes, backupCount=FILES, encoding="utf-8")
        except OSError:
            self._log.addHandler(logging.NullHandler())
        else:
            handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
            self._log.addHandler(handler)

    def note(self, text: str) -> None:
        """One line of the log."""
        self._log.info(self._private(text))

    def hear(self, line: str) -> None:
        """A line the game wrote to its standard error: into the log, and into the report if it crashes."""
        text = self._private(line.rstrip())[:LINE]
        if text:
            self._lines.append(text)
            self._log.info("game: %s", text)

    def forget(self) -> None:
        """A new game starts: what the one before wrote belongs to it."""
        self._lines.clear()

    def report(self, why: str, lived_s: float, last: Pulse) -> Path | None:
        """Write a crash report; its path, None where the disk refuses."""
        known = {
            "reason": why,
            "time": time.strftime("%Y-%m-%d %H:%M:%S"),
            "lived": f"{lived_s:.1f} s",
            "huia": __version__,
            "python": platform.python_version(),
            "system": platform.platform(),
            **{f"last {name}": value for name, value in asdict(last).items()},
        }
        text = "\n".join([*(f"{name}: {self._private(str(value))}" for name, value in known.items()), "", *self._lines])
        path = self.folder / time.strftime("crash-%Y%m%d-%H%M%S.txt")
        for n in range(2, 100):
            if not path.exists():
                break
            path = path.with_name(f"{path.stem.partition('.')[0]}.{n}.txt")
        try:
            put(path, text + "\n")
        except OSError:
            return None
        self._tidy()
        return path

    def close(self) -> None:
        """Close the log."""
        for handler in self._log.handlers:
            handler.close()

    def _tidy(self) -> None:
        """Remove the oldest reports beyond their half of the space."""
        with contextlib.suppress(OSError):
            reports = sorted(self.folder.glob("crash-*.txt"), key=lambda path: path.stat().st_mtime, reverse=True)
            left = self._reports_bytes
            for path in reports:
                left -= path.stat().st_size
                if left < 0:
                    path.unlink()

    def _private(self, text: str) -> str:
        return text.replace(self._home, "~") if len(self._home) > 1 else text


def to_terminal(text: str) -> None:
    """A line for whoever started the cabinet by hand."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        print(f"huia cabinet: {text}", file=sys.stderr, flush=True)
