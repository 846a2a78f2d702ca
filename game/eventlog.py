"""What was recognised, as JSON lines anyone can measure: one line an edge, a summary at the end."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from game.atomic import open_lines
from game.body.reading import Reading
from game.controls.intent import Intent
from game.errors import UserError, reason
from game.words import told


class EventLog:
    """Counts edges and writes them, each line flushed: what ends early has lost nothing. A context manager.

    lenient: a disk that refuses a line ends the log, not the game; `trouble` then says so. Otherwise UserError.
    listener: is told each line, written or not.
    """

    def __init__(self, path: Path | None, lenient: bool = False) -> None:
        self._path = path
        self._lenient = lenient
        self.trouble = ""
        self.listener: Callable[[Mapping[str, Any]], None] | None = None
        self._file: IO[str] | None = None
        if path is not None:
            with self._saying():
                self._file = open_lines(path)
        self.frames = 0
        self.poses_found = 0
        self.jumps = 0
        self.hadoukens = 0
        self.moves: dict[str, int] = {}
        self.runs = 0
        self.best = 0
        self._epoch = 0
        self._serials: dict[int, int] = {}  # of each player's edges

    def read(self, reading: Reading, epoch: int = 0, shift_s: float = 0.0) -> None:
        """Log the bodies' edges in this reading that were not logged yet. A mate's lines say player 2.

        epoch: of the reader, whose serials and clock begin anew with it. shift_s: from its clock to the log's.
        """
        if epoch != self._epoch:
            self._epoch, self._serials = epoch, {}
        self._read(reading, 1, shift_s)
        if reading.mate is not None:
            self._read(reading.mate, 2, shift_s)

    def _read(self, reading: Reading, player: int, shift_s: float) -> None:
        for event in reading.events:
            if event.serial <= self._serials.get(player, 0):
                continue
            self._serials[player] = event.serial
            extra: dict[str, Any] = {k: v for k, v in (("name", event.name), ("side", event.side)) if v}
            extra |= _player(player)
            if event.kind in ("hadouken", "move"):
                extra["score"] = round(event.score, 3)
            self._count(event.kind, event.name)
            self.write(event.t_s + shift_s, event.kind, **extra)

    def ask(self, t_s: float, intent: Intent) -> None:
        """Log the edges of a wish that no body made: keys, gamepad, autopilot. A mate's lines say player 2."""
        for player, wish in ((1, intent), (2, intent.mate)):
            if wish is None:
                continue
            extra: dict[str, Any] = {"by": "keys"} | _player(player)
            if wish.jump:
                self._count("jump")
                self.write(t_s, "jump", **extra)
            if wish.hadouken is not None:
                self._count("hadouken")
                self.write(t_s, "hadouken", side=wish.hadouken, **extra)
            if wish.move is not None:
                self._count("move", wish.move)
                self.write(t_s, "move", name=wish.move, **extra)

    def taught(self, t_s: float, name: str, score: float, player: int = 1) -> None:
        """Log a taught pose that a player, 1 or 2, has taken."""
        self._count("move", name)
        self.write(t_s, "move", name=name, score=round(score, 3), by="taught", **_player(player))

    def over(self, t_s: float, score: int) -> None:
        """Log the end of a run."""
        self.runs += 1
        self.best = max(self.best, score)
        self.write(t_s, "over", score=score)

    def write(self, t_s: float, event: str, **extra: Any) -> None:
        """One line. Raises UserError where the disk refuses, unless lenient."""
        self._put({"t": round(t_s, 4), "event": event, **extra})

    def summary(self, **extra: Any) -> dict[str, Any]:
        """The closing line, written and returned."""
        counted = {
            "event": "summary",
            "frames": self.frames,
            "poses_found": self.poses_found,
            "jumps": self.jumps,
            "hadoukens": self.hadoukens,
            "moves": dict(sorted(self.moves.items())),
            "runs": self.runs,
            "best_score": self.best,
            **extra,
        }
        self._put(counted)
        return counted

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            with self._saying():
                self._file.close()

    def _put(self, line: dict[str, Any]) -> None:
        if self.listener is not None:
            self.listener(line)
        if self._file is None:
            return
        try:
            with self._saying():
                self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
                self._file.flush()
        except UserError as problem:
            if not self._lenient:
                raise
            self.trouble = problem.sentence
            with contextlib.suppress(OSError):  # closing tries to write the line again
                self._file.close()
            self._file = None

    @contextlib.contextmanager
    def _saying(self) -> Iterator[None]:
        try:
            yield
        except OSError as problem:
            raise UserError(
                told(
                    "cannot write events to {path} ({why}); choose another place", path=self._path, why=reason(problem)
                )
            ) from None

    def _count(self, kind: str, name: str = "") -> None:
        if kind == "jump":
            self.jumps += 1
        elif kind == "hadouken":
            self.hadoukens += 1
        elif kind == "move":
            self.moves[name] = self.moves.get(name, 0) + 1


def _player(number: int) -> dict[str, int]:
    """Whose line it is; the first player's lines do not say so."""
    return {"player": number} if number > 1 else {}
