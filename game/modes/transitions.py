"""What a step or a command of a mode leads to: each next mode by its name, with what it needs.

Modes return these and never import one another; `game/director.py` turns them into modes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from game.modes.kit import Kit
from game.modes.run import Run


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
    """The results of a run. tally: how often each kind of event happened in it. best: it is the best so far."""

    kit: Kit
    run: Run
    tally: Mapping[str, int]
    best: bool


@dataclass(frozen=True, slots=True)
class ToPractice:
    """Practice. done: how often each pose has been done before, for a player who comes back from a lesson."""

    kit: Kit
    done: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToFree:
    """Free play."""

    kit: Kit


@dataclass(frozen=True, slots=True)
class ToTeach:
    """A lesson. name: of the pose, None for the next number. done: as in `ToPractice`, for afterwards."""

    kit: Kit
    name: str | None = None
    done: Mapping[str, int] = field(default_factory=dict)


Opening = ToAttract | ToPlay | ToResults | ToPractice | ToFree | ToTeach
"""A transition to another mode."""
Transition = Stay | Quit | Opening
STAY = Stay()
