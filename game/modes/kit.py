"""What every mode is made with: the stage, the next world's seed, the model card, and the best runs so far."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from game.body.classifier import ModelCard
from game.controls.taught import TaughtControl
from game.scene.interface.scoreboard import ROWS
from game.scene.stage import Stage

MOST_RUNS: Final = ROWS
"""Runs that are remembered: as many as the board shows."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a run came to."""

    points: int
    distance_m: float


@dataclass(slots=True)
class Record:
    """The best runs since the program started, in memory only. The one thing modes share that changes."""

    best: int = 0
    runs: list[Score] = field(default_factory=list)

    def add(self, score: Score) -> int | None:
        """Note a run. Returns its place, from 0; None without points, or if MOST_RUNS were better."""
        self.best = max(self.best, score.points)
        if score.points <= 0:
            return None
        place = sum(run.points >= score.points for run in self.runs)  # among equals the earlier run stays ahead
        self.runs.insert(place, score)
        del self.runs[MOST_RUNS:]
        return place if place < MOST_RUNS else None


@dataclass(frozen=True, slots=True)
class Kit:
    """What every mode is made with.

    stage: paints the world; None where nothing is ever drawn. seed: of the next world. card: the classifier's, for
    labels and thresholds on screen. cabinet: unattended; the Back button leads to the title instead of ending the
    program. calm: reduce flashing. taught: the player's own poses, None where they cannot be taught.
    """

    stage: Stage | None
    seed: int
    card: ModelCard | None = None
    cabinet: bool = False
    calm: bool = False
    record: Record = field(default_factory=Record)
    taught: TaughtControl | None = None

    def next(self) -> Kit:
        """The kit for the run after this one: its seed follows from this one's, so a whole session replays."""
        return replace(self, seed=(self.seed * 1_103_515_245 + 12_345) % 2**31)  # the C standard's example generator
