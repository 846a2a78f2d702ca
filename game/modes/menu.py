"""A row of choices for keyboard, pad, or a raised hand that dwells. It is a part of a mode, not a mode."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from game.controls.command import Command
from game.controls.intent import Intent
from game.scene.interface.choosing import MenuView
from game.tuning import TIMING

DWELL_S: Final = 1.4
"""A hand that stays on a choice so long takes it: longer than a hand on its way, shorter than an arm tires."""
BUTTON_S: Final = 1.8
"""The same for a button where poses are done: a hadouken's hand stays for a second."""
TOP: Final = 0.3
"""Hands higher than this on the screen are at the head; they choose nothing."""
EDGE: Final = 0.06
"""A hand near a tile's border, as a fraction of the row, stays with the tile it was on."""


class Menu:
    """Some choices. at: the one marked first. default: taken when nobody chooses within patience_s (None: never).

    choices: (name, label) each.
    """

    def __init__(
        self, choices: Sequence[tuple[str, str]], at: int = 0, default: int = 0, patience_s: float | None = None
    ) -> None:
        self._choices = tuple(choices)
        self._default = default
        self._patience_s = patience_s
        self._left_s = patience_s
        self._at = at
        self._dwelt_s = 0.0
        self._hand: tuple[float, float] | None = None
        self._begun = False
        self._raised: tuple[float, float] | None = None  # a hand that was up before the choices came
        self.touched_s = 0.0  # seconds since a hand or a key last moved in it

    @property
    def view(self) -> MenuView:
        """As the screen shows it."""
        left_s = None if self._left_s is None else max(0.0, self._left_s)
        hand = None if self._hand is None else (self._hand[0], (self._hand[1] - TOP) / (1 - TOP))
        labels = tuple(label for _, label in self._choices)
        return MenuView(labels, self._at, self._dwelt_s / DWELL_S, hand, self._default, left_s, self._patience_s or 1.0)

    def step(self, intent: Intent) -> str | None:
        """One step of time; the name of the choice that a hand or the clock has taken."""
        self.touched_s += TIMING.step_s
        hands = (intent.hand, None if intent.mate is None else intent.mate.hand)
        hand = self._meant(next((one for one in hands if one is not None and one[1] > TOP), None))
        if hand is None:
            self._dwelt_s = 0.0
        else:
            self.touched_s = 0.0
            at = self._under(hand[0])
            self._dwelt_s = self._dwelt_s + TIMING.step_s if at == self._at and self._hand is not None else 0.0
            self._at = at
            if self._patience_s is not None:  # nobody is hurried while they choose
                self._left_s = max(self._left_s or 0.0, 2 * DWELL_S)
        self._hand = hand
        if self._dwelt_s >= DWELL_S:
            self._dwelt_s = 0.0
            return self._choices[self._at][0]
        if self._left_s is not None:
            self._left_s -= TIMING.step_s
            if self._left_s <= 0.0:
                return self._choices[self._default][0]
        return None

    def command(self, command: Command) -> str | None:
        """A button: left and right move, OK takes; the name of what was taken."""
        match command:
            case Command.LEFT | Command.RIGHT:
                self._at = (self._at + (1 if command is Command.RIGHT else -1)) % len(self._choices)
                self.touched_s = 0.0
            case Command.OK:
                return self._choices[self._at][0]
        return None

    def _meant(self, hand: tuple[float, float] | None) -> tuple[float, float] | None:
        """The hand, if it was raised for these choices.

        A hand may still be out from what went before: it has just finished the results, or taken a letter by staying
        still. Such a hand must be lowered, or moved as far as a choice is wide.
        """
        if not self._begun:
            self._begun, self._raised = True, hand
        elif self._raised is not None and (hand is None or abs(hand[0] - self._raised[0]) > 1 / len(self._choices)):
            self._raised = None
        return hand if self._raised is None else None

    def _under(self, x: float) -> int:
        """The choice under a place in the row; it changes only well inside another one."""
        count = len(self._choices)
        if self._hand is not None and self._at / count - EDGE <= x <= (self._at + 1) / count + EDGE:
            return self._at
        return min(count - 1, int(x * count))


class Button:
    """One choice in a corner of the screen that a hand takes by staying there; it never hurries anybody.

    left, top, right, bottom: where, in fractions of the screen.
    """

    def __init__(self, left: float, top: float, right: float, bottom: float) -> None:
        self.left, self.top, self.right, self.bottom = left, top, right, bottom
        self.hand: tuple[float, float] | None = None
        self._dwelt_s = 0.0

    @property
    def part(self) -> float:
        """How far it has been taken, 0..1."""
        return self._dwelt_s / BUTTON_S

    def step(self, intent: Intent) -> bool:
        """One step of time; whether a hand has taken it."""
        self.hand = intent.pointing
        x, y = self.hand if self.hand is not None else (-1.0, -1.0)
        on = self.left <= x <= self.right and self.top <= y <= self.bottom
        self._dwelt_s = self._dwelt_s + TIMING.step_s if on else 0.0
        if self._dwelt_s < BUTTON_S:
            return False
        self._dwelt_s = 0.0
        return True
