"""What was played on each day, as CSV: how often, how long, and which moves. Counts only: nothing about anybody."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from game.atomic import is_plain, put
from game.body.poses import BY_EASE

MOST_DAYS: Final = 1500
"""Four years; older days are left out."""
MOST_BYTES: Final = 1 << 20
_FIRST: Final = ("day", "plays", "left", "seconds", "longest_s", "best", "jumps", "hadoukens")
MOVES: Final = tuple(name for name in BY_EASE if name not in ("fly", "hadouken"))
COLUMNS: Final = (*_FIRST, *MOVES, "other_moves")
"""left: plays whose player went away. seconds: of all plays. best: score. Then how often each move was recognised."""


@dataclass(frozen=True, slots=True)
class Played:
    """One play. score: None where its player left. moves: by name, without jumps and hadoukens."""

    seconds: float
    score: int | None
    jumps: int = 0
    hadoukens: int = 0
    moves: Mapping[str, int] | None = None


class DayBook:
    """The book in a file; None: in memory only. A disk that refuses costs the file, not the counting.

    A file with something else in it, such as one a spreadsheet has rewritten, is set aside under another name.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._days, self._foreign = _read(path) if path is not None else ({}, False)

    def add(self, day: str, play: Played) -> None:
        """A play ended on this day, as 2026-11-21."""
        row = self._days.setdefault(day, dict.fromkeys(COLUMNS[1:], 0))
        row["plays"] += 1
        row["left"] += play.score is None
        row["seconds"] += round(play.seconds)
        row["longest_s"] = max(row["longest_s"], round(play.seconds))
        row["best"] = max(row["best"], play.score or 0)
        row["jumps"] += play.jumps
        row["hadoukens"] += play.hadoukens
        for name, count in (play.moves or {}).items():
            row[name if name in MOVES else "other_moves"] += count
        for old in sorted(self._days)[:-MOST_DAYS]:
            del self._days[old]
        self._write()

    def plays(self, day: str) -> int:
        """How many plays this day had."""
        return self._days.get(day, {}).get("plays", 0)

    def _write(self) -> None:
        if self._path is None:
            return
        out = io.StringIO()
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(COLUMNS)
        rows.writerows([day, *(self._days[day][name] for name in COLUMNS[1:])] for day in sorted(self._days))
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if self._foreign:
                self._path.replace(self._path.with_name(f"{self._path.stem}.{time.strftime('%Y%m%d-%H%M%S')}.csv"))
                self._foreign = False
            put(self._path, out.getvalue())
        except OSError:  # full or read-only: the next play tries again
            pass


def _read(path: Path) -> tuple[dict[str, dict[str, int]], bool]:
    """The days of a file, and whether it holds more than that: then it is set aside before it is written anew.

    A spreadsheet may have saved it: with a mark at its beginning, or with semicolons or tabs between the columns.
    """
    try:
        if not is_plain(path):
            return {}, False
        if path.stat().st_size > MOST_BYTES:
            return {}, True
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        comma = next((mark for mark in ";\t" if mark in text.partition("\n")[0]), ",")
        lines = list(csv.DictReader(io.StringIO(text), delimiter=comma))
    except (OSError, csv.Error):
        return {}, True
    days: dict[str, dict[str, int]] = {}
    for line in lines:
        try:
            day = date.fromisoformat(line.get("day") or "").isoformat()
            days[day] = {name: max(0, int(line.get(name) or 0)) for name in COLUMNS[1:]}
        except (TypeError, ValueError):
            continue
    return days, len(days) < len(lines) or (not lines and bool(text.strip()) and "day" not in text)
