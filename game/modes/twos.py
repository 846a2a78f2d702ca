"""Interfaces on twos: made for every second picture."""

from __future__ import annotations

from collections.abc import Callable

from game.modes.look import Look
from game.scene.drawing import DrawList


class OnTwos:
    """Makes an interface anew for every second picture where painting is short of time; nothing in it moves fast.

    The Huia is drawn anew for the other ones (see `Stage.drawn`), so that all pictures take alike.
    """

    def __init__(self) -> None:
        self._made: DrawList = []
        self._for: tuple[int, tuple[int, int]] = (-1, (0, 0))

    def of(self, look: Look, picture: int, make: Callable[[], DrawList]) -> DrawList:
        """What `make` returns, now or for the picture before. picture: its number; size changes count at once."""
        before, self._for = self._for, (picture, look.size)
        if not look.quality.twos or picture % 2 or before != (picture - 1, look.size):
            self._made = make()
        return self._made
