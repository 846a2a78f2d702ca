"""Collects the events of one step while they happen."""

from __future__ import annotations

from game.world.fords import SHALLOW_M, Fords
from game.world.snapshot import WorldEvent, WorldEventKind


class Happenings:
    """The events of the current step, in order."""

    def __init__(self, fords: Fords) -> None:
        self._fords = fords
        self._t_s = 0.0
        self._events: list[WorldEvent] = []

    def begin(self, t_s: float) -> None:
        """Start a new step at this time and forget the previous events."""
        self._t_s = t_s
        self._events = []

    def tell(
        self, kind: WorldEventKind, x_m: float, y_m: float, name: str = "", amount: float = 0.0, who: int = 0
    ) -> None:
        """Add an event at this place and the current time. who: whose bird did it, as in `WorldEvent`."""
        wet = y_m < SHALLOW_M and self._fords.wet(x_m)
        self._events.append(WorldEvent(kind, self._t_s, x_m, y_m, name, amount, wet, who))

    def flood(self, left_m: float, right_m: float) -> None:
        """What happens on this piece of the path happens in water from now on."""
        self._fords.flood(left_m, right_m)

    def all(self) -> tuple[WorldEvent, ...]:
        """Everything since `begin`."""
        return tuple(self._events)
