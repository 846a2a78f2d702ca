"""What the game tells its supervisor a few times a second, as JSON lines, and how it ends."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from game.words import as_data, from_data

LEAVE_EXIT: Final = 20
"""Exit code of the game when the operator leaves: the supervisor ends, too."""
RESTART_EXIT: Final = 21
"""The operator wants the game to start again."""
SHUTDOWN_EXIT: Final = 22
"""The operator shuts the machine down."""
BLIND_EXIT: Final = 23
"""There is no display."""

MOST_LINE: Final = 4096
"""A longer line is none of ours."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """One sign of life.

    frames: shown so far; 0 while the game loads. memory_mb: of the game and its vision, 0 if unknown. sight_s: age of
    the newest sight, None without one. mode: what is on. vision_restarts: since the game started. trouble: what is
    wrong, a sentence. credits: games that are paid for.
    """

    frames: int = 0
    memory_mb: float = 0.0
    sight_s: float | None = None
    mode: str = ""
    vision_restarts: int = 0
    trouble: str = ""
    credits: int = 0


@dataclass(frozen=True, slots=True)
class Watchers:
    """What the supervisor tells a game it has started.

    restarts: since `since_s` (time.time()). last: the reason. credits: games that were paid for before it ended.
    """

    restarts: int = 0
    since_s: float = 0.0
    last: str = ""
    credits: int = 0


def written(told: Pulse | Watchers) -> bytes:
    """One line."""
    found = asdict(told)
    if isinstance(told, Watchers):
        found["last"] = as_data(told.last)
    return json.dumps(found, separators=(",", ":")).encode() + b"\n"


def pulse_of(line: bytes) -> Pulse | None:
    """The pulse in a line; None for any other line."""
    found = _object(line)
    if found is None:
        return None
    try:
        pulse = Pulse(**{field.name: found[field.name] for field in fields(Pulse)})
        return pulse if pulse.frames >= 0 and pulse.credits >= 0 and 0.0 <= pulse.memory_mb < float("inf") else None
    except (KeyError, TypeError):
        return None


def watchers_of(line: bytes) -> Watchers:
    """What the supervisor's line says; nothing where it is none."""
    found = _object(line) or {}
    try:
        restarts, credits = int(found["restarts"]), int(found["credits"])
        return Watchers(restarts, float(found["since_s"]), from_data(found["last"]), max(0, credits))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError):
        return Watchers()


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line) if len(line) <= MOST_LINE else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
