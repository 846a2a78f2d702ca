"""What a course decides, and the parts of the world it decides with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from game.controls.intent import Intent, Side
from game.tuning import WorldTuning
from game.world.acts import Acting
from game.world.crowd import Crowd
from game.world.happenings import Happenings
from game.world.huia import Huia
from game.world.scoring import Scoring
from game.world.snapshot import Act


@dataclass(frozen=True, slots=True)
class Parts:
    """The world's parts, shared by everyone who moves them."""

    bird: Huia
    acting: Acting
    crowd: Crowd
    scoring: Scoring
    happenings: Happenings
    tuning: WorldTuning
    step_s: float


class Rules(Protocol):
    """One course: the endless run, or the clearing.

    camera_m: what the middle of the picture looks at. safe_s: seconds in which nothing hurts. over: the run ended.
    """

    camera_m: float
    safe_s: float
    over: bool

    def aim(self, side: Side) -> int:
        """Which way of the screen a hadouken to the player's own `side` goes: +1 right, -1 left."""

    def may_fire(self) -> bool:
        """Whether there is energy for a hadouken; takes it."""

    def reward(self, act: Act) -> int:
        """What a move earns, in points given."""

    def gait_mps(self, intent: Intent) -> float:
        """The speed along the path that the bird's legs work for."""

    def after(self, intent: Intent) -> None:
        """The course's own doings, once everything has moved."""

    def bounds(self) -> tuple[float, float]:
        """From where to where things are kept, in metres."""

    def state(self) -> tuple[float, ...]:
        """Every number that decides its future ..."""

    def plans(self) -> str:
        """... and everything that is not a number."""
