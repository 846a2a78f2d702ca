"""What a step or a command of a mode leads to: each next mode by its name, with what it needs.

Modes return these and never import one another; `game/director.py` turns them into modes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from game.gaze.lab import GazeKit
from game.modes.chronicle import Chronicle
from game.modes.kit import Kit
from game.modes.run import Run
from game.scores.score import Score


@dataclass(frozen=True, slots=True)
class Stay:
    """Go on with this mode."""


@dataclass(frozen=True, slots=True)
class Quit:
    """The program ends."""


@dataclass(frozen=True, slots=True)
class ToAttract:
    """The title, over a run that the autopilot plays."""

    kit: Kit


@dataclass(frozen=True, slots=True)
class ToPlay:
    """A run. lesson: it teaches its player first, who may be new."""

    kit: Kit
    lesson: bool = False


@dataclass(frozen=True, slots=True)
class ToResults:
    """The results of a run. chronicle: what happened in it. kept: it, as the scores have it.

    before: points of the best run before it, 0 if there was none.
    """

    kit: Kit
    run: Run
    chronicle: Chronicle
    kept: Score
    before: int

    @property
    def best(self) -> bool:
        """Whether it is better than an older best one."""
        return self.kept.points > self.before > 0


@dataclass(frozen=True, slots=True)
class ToPractice:
    """Practice. done: how often each pose has been done before, for a player who comes back from a lesson.

    guest: it was chosen from a menu, and leads back to the title.
    """

    kit: Kit
    done: Mapping[str, int] = field(default_factory=dict)
    guest: bool = False


@dataclass(frozen=True, slots=True)
class ToFree:
    """Free play. guest: as in `ToPractice`."""

    kit: Kit
    guest: bool = False


@dataclass(frozen=True, slots=True)
class ToTeach:
    """A lesson. name: of the pose, None for the next number. done: as in `ToPractice`, for afterwards."""

    kit: Kit
    name: str | None = None
    done: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToPoseSet:
    """A set of poses is made. done: as in `ToPractice`, for afterwards."""

    kit: Kit
    done: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToSettings:
    """The settings."""

    kit: Kit


@dataclass(frozen=True, slots=True)
class ToGaze:
    """The gaze lab. guest: as in `ToPractice`."""

    kit: Kit
    own: GazeKit
    guest: bool = False


Opening = ToGaze | ToSettings | ToAttract | ToPlay | ToResults | ToPractice | ToFree | ToTeach | ToPoseSet
"""A transition to another mode."""
Transition = Stay | Quit | Opening
STAY = Stay()
