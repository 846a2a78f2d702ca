"""What is kept of a run, and how runs are ranked. Pure data: no file, no clock, no database."""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Scope = Literal["ever", "today", "course"]
"""Which runs a table ranks: all, those of this day, or those of this day on the course of the day."""
SCOPES: Final[tuple[Scope, ...]] = ("ever", "today", "course")

KEPT: Final = 100
"""Rows of a table that are read: many more than any screen shows."""
INITIALS: Final = 3
"""Letters a player signs with."""
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZĀĒĪŌŪÃÇÉÊÓÔÕÚ0123456789"
"""What a signature may be made of."""
_RUDE: Final = frozenset(
    ("ASS", "CUM", "CUN", "FAG", "FDP", "FUC", "FUK", "KKK", "KYS", "NAZ", "NIG", "PQP", "SEX", "VSF")
)
"""Signatures a museum would rather not show; they become HUI. The list is short on purpose: names come first."""
_UID: Final = re.compile(r"[0-9a-f]{32}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOST: Final = 2**53
"""The largest number kept: what every database and JSON reader takes exactly."""


@dataclass(frozen=True, slots=True)
class Score:
    """One run. Immutable but for the signature, which counts as a new `revision` of the same `uid`.

    uid: 32 hex digits, drawn once for each run. at_s: end of the run, seconds since 1970 UTC. day: "2026-11-21" where
    the cabinet stands. seed: of the course. seconds: length of the run. players: birds that ran.
    """

    uid: str
    points: int
    distance_m: float
    day: str
    at_s: float
    seed: int = 0
    seconds: float = 0.0
    players: int = 1
    initials: str = ""
    cabinet: str = ""
    revision: int = 0


def score_of(row: Mapping[str, Any]) -> Score | None:
    """A score from a database's row; None if anything in it cannot be: databases are shared, and disks fail."""
    try:
        score = Score(
            uid=str(row["uid"]),
            points=int(row["points"]),
            distance_m=float(row["distance_m"]),
            day=str(row["day"]),
            at_s=float(row["at_s"]),
            seed=int(row["seed"]),
            seconds=float(row["seconds"]),
            players=int(row["players"]),
            initials=signature(str(row["initials"])),
            cabinet="".join(c for c in str(row["cabinet"])[:24] if c.isprintable()),
            revision=int(row["revision"]),
        )
    except (TypeError, ValueError, OverflowError, KeyError):
        return None
    numbers = (score.points, score.distance_m, score.at_s, score.seed, score.seconds, score.players, score.revision)
    sound = all(math.isfinite(number) and 0 <= number <= MOST for number in numbers)
    return score if sound and _UID.fullmatch(score.uid) and _DAY.fullmatch(score.day) else None


def signature(text: str) -> str:
    """Up to three letters as they are kept; "" for none."""
    plain = "".join(c for c in unicodedata.normalize("NFC", text).upper() if c in LETTERS)[:INITIALS]
    return "HUI" if plain in _RUDE else plain


def course_of(day: str) -> int:
    """The seed of the course that everybody runs on this day, whichever machine they play on."""
    return int.from_bytes(hashlib.sha256(f"huia course {day}".encode()).digest()[:4], "big") % 2**31


def ranked(scores: Iterable[Score], scope: Scope, day: str) -> tuple[Score, ...]:
    """The runs of a scope, best first; among equals the earlier one stays ahead."""
    course = course_of(day)
    chosen = (
        score
        for score in scores
        if score.points > 0 and (scope == "ever" or score.day == day) and (scope != "course" or score.seed == course)
    )
    return tuple(sorted(chosen, key=lambda score: (-score.points, score.at_s, score.uid)))
