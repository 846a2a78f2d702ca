"""What every mode is made with: the stage, the next world's seed, the model card, and the best scores."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from game.body.classifier import ModelCard
from game.controls.setmaker import SetMaker
from game.controls.taught import TaughtControl
from game.gaze.lab import GazeKit
from game.modes.preferences import Preferences
from game.scene.stage import Stage
from game.scores.score import Scope
from game.scores.scores import Scores
from game.words import ENGLISH, Words


@dataclass(frozen=True, slots=True)
class Kit:
    """What every mode is made with.

    stage: paints the world; None where nothing is ever drawn. seed: of the next world. card: the classifier's, for
    labels and thresholds on screen. cabinet: unattended; the Back button leads to the title instead of ending the
    program. calm: reduce flashing. scores: the best runs; the one thing modes share that changes. taught: the player's
    own poses, None where they cannot be taught. maker: makes pose sets, None where none are made. daily: everybody
    runs the course of the day; else each run has a new one. say: the language.
    preferences: the settings, and where a changed one is kept. gaze: the gaze lab, None where no camera sees eyes.
    """

    stage: Stage | None
    seed: int
    card: ModelCard | None = None
    cabinet: bool = False
    calm: bool = False
    scores: Scores = field(default_factory=Scores)
    taught: TaughtControl | None = None
    maker: SetMaker | None = None
    daily: bool = False
    say: Words = ENGLISH
    preferences: Preferences = field(default_factory=Preferences)
    gaze: GazeKit | None = None

    @property
    def scope(self) -> Scope:
        """The runs a player is compared with: on a cabinet the day's, at home all."""
        return "today" if self.cabinet else "ever"

    @property
    def best(self) -> int:
        """The points of the best of those runs; 0 before there is one."""
        return self.scores.best(self.scope)

    @property
    def course(self) -> int:
        """The seed of the next run."""
        return self.scores.course if self.daily else self.seed

    def next(self) -> Kit:
        """The kit for the run after this one: its seed follows from this one's, so a whole session replays."""
        return replace(self, seed=(self.seed * 1_103_515_245 + 12_345) % 2**31)  # the C standard's example generator
