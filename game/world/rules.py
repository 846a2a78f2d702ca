"""The interface of a course's rules, and the parts of the world they work with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from game.controls.intent import Intent, Side
from game.tuning import WorldTuning
from game.world.crowd import Crowd
from game.world.happenings import Happenings
from game.world.pair import Bird, Pair, Wished
from game.world.path import Placement
from game.world.scoring import Scoring
from game.world.snapshot import Act, LessonView


@dataclass(frozen=True, slots=True)
class Parts:
    """The world's parts, shared by the modules that move them."""

    pair: Pair
    crowd: Crowd
    scoring: Scoring
    happenings: Happenings
    tuning: WorldTuning
    step_s: float


@dataclass(frozen=True, slots=True)
class Progress:
    """How a run goes, as in `Snapshot`: time of day, clean obstacles, the giant's toughness, effort."""

    day_s: float = 0.0
    clean: int = 0
    giant: int = 0
    effort: float = 0.0


class Rules(Protocol):
    """One course: the endless run, or the clearing.

    camera_m: x of the middle of the picture. over: the run has ended.
    lesson: what a first run asks for now.
    """

    camera_m: float
    over: bool

    @property
    def lesson(self) -> LessonView | None:
        """What a first run asks for now, None where nothing is taught."""

    def wish(self, intent: Intent) -> Intent:
        """The intent as the rules have it: a lesson nobody follows is shown by the Huia itself."""

    @property
    def progress(self) -> Progress:
        """What the screen shows of how the run goes."""

    def aim(self, side: Side) -> int:
        """Direction of a hadouken to the player's own `side`: +1 right of the screen, -1 left."""

    def may_fire(self, bird: Bird) -> bool:
        """Whether a bird has energy for a hadouken; takes it."""

    def reward(self, bird: Bird, act: Act) -> int:
        """Points for a bird's move; adds them to the score."""

    def gait_mps(self, bird: Bird, intent: Intent) -> float:
        """The speed along the path that a bird should have."""

    def after(self, wished: Sequence[Wished]) -> None:
        """Apply the course's rules after everything has moved."""

    def bounds(self) -> tuple[float, float]:
        """Left and right limit in metres; things outside are removed."""

    def ahead(self) -> tuple[Placement, ...]:
        """Obstacles that wait on the path from here on, in order."""

    def state(self) -> tuple[float, ...]:
        """All numbers that later steps depend on, for the world's digest."""

    def plans(self) -> str:
        """Everything else that later steps depend on, as text, for the world's digest."""
