"""The operator's page: opened by holding Esc, or with the pin after it; everything on it times out.

Only this page leaves the cabinet. It is a state machine of keys and times; `game/scene/interface/operator.py` draws it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from game.controls.command import Command
from game.governor import CHOICES as QUALITIES
from game.governor import QualityChoice
from game.words import mark

KEY: Final = "escape"
HOLD_S: Final = 2.0
"""Held for so long, the key asks for the page: nobody leans on Esc by chance for longer."""
PAGE_S: Final = 60.0
"""Without a key for so long, the page closes."""
PIN_S: Final = 15.0
"""The same while the pin is asked for."""
TRIES: Final = 3
"""Wrong pins before the page refuses to open for LOCKED_S."""
LOCKED_S: Final = 30.0
STEP: Final = 10
"""Percent of volume a press changes."""


class Row(StrEnum):
    """What the operator may do, in the page's order."""

    BACK = mark("Back to the game")
    VOLUME = mark("Volume")
    QUALITY = mark("Quality")
    SOUND = mark("Test the sound")
    RESTART = mark("Start the game again")
    SHUTDOWN = mark("Shut the machine down")
    LEAVE = mark("Leave the cabinet")


ROWS: Final = tuple(Row)
SURE: Final = (Row.RESTART, Row.SHUTDOWN, Row.LEAVE)
"""These ask to be pressed twice."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the operator wants done. volume: percent; quality: of painting."""

    row: Row
    volume: int = 0
    quality: QualityChoice = "auto"


class OperatorPage:
    """State of the page. pin: "" where holding the key is enough. volume: percent."""

    def __init__(self, pin: str, volume: int, quality: QualityChoice) -> None:
        self._pin = pin
        self.volume = volume
        self.quality: QualityChoice = quality
        self.chosen = 0
        self.digits: int | None = None
        self.sure = False
        self.open = False
        self._typed = ""
        self._wrong = 0
        self._locked_s = float("-inf")
        self._since_s: float | None = None
        self._touched_s = 0.0

    @property
    def shown(self) -> bool:
        """Whether the page, or its question for the pin, covers the game."""
        return self.open or self.digits is not None

    def hear(
        self, held: frozenset[str], pressed: Sequence[str], commands: Sequence[Command], t_s: float
    ) -> tuple[Wish, ...]:
        """Keys of a frame at time t_s. held: plain names of the keys down; pressed: of those that went down, in order.

        Returns what the operator wants.
        """
        if pressed or commands:
            self._touched_s = t_s
        if self.shown and t_s - self._touched_s > (PAGE_S if self.open else PIN_S):
            self.close()
        if not self.shown:
            self._ask(KEY in held, t_s)
            return ()
        if not self.open:
            self._type(pressed, t_s)
            return ()
        if KEY in pressed:
            self.close()
            return ()
        return tuple(wish for command in commands for wish in self._obey(command))

    def close(self) -> None:
        """Back to the game."""
        self.open, self.digits, self.chosen, self.sure, self._typed, self._since_s = False, None, 0, False, "", None

    def _ask(self, held: bool, t_s: float) -> None:
        """Open, or ask for the pin, once the key has been held for long enough."""
        if not held:
            self._since_s = None
        elif self._since_s is None:
            self._since_s = t_s
        elif t_s - self._since_s >= HOLD_S and t_s >= self._locked_s:
            self._touched_s = t_s
            if self._pin:
                self.digits = 0
            else:
                self.open = True

    def _type(self, pressed: Sequence[str], t_s: float) -> None:
        """Digits of the pin, from the row of numbers or the keypad, until it is right, or given up."""
        for name in pressed:
            if name == KEY:
                self.close()
            elif self.shown and not self.open:
                self._digit(name.strip("[]"), t_s)

    def _digit(self, name: str, t_s: float) -> None:
        """One key of the pin."""
        if not (len(name) == 1 and name.isdecimal()):
            return
        self._typed += name
        self.digits = len(self._typed)
        if self._typed == self._pin:
            self.close()
            self.open, self._wrong = True, 0
        elif len(self._typed) >= len(self._pin):
            self._wrong += 1
            self._typed, self.digits = "", 0
            if self._wrong >= TRIES:
                self._wrong, self._locked_s = 0, t_s + LOCKED_S
                self.close()

    def _obey(self, command: Command) -> tuple[Wish, ...]:
        row = ROWS[self.chosen]
        match command:
            case Command.UP | Command.DOWN:
                self.chosen = (self.chosen + (1 if command is Command.DOWN else -1)) % len(ROWS)
                self.sure = False
            case Command.LEFT | Command.RIGHT:
                return self._change(row, 1 if command is Command.RIGHT else -1)
            case Command.OK if row is Row.BACK:
                self.close()
            case Command.OK if row in SURE and not self.sure:
                self.sure = True
            case Command.OK if row in (Row.VOLUME, Row.QUALITY):
                return self._change(row, 1)
            case Command.OK:
                self.sure = False
                return (Wish(row),)
        return ()

    def _change(self, row: Row, way: int) -> tuple[Wish, ...]:
        if row is Row.VOLUME:
            self.volume = max(0, min(100, self.volume + way * STEP))
        elif row is Row.QUALITY:
            self.quality = QUALITIES[(QUALITIES.index(self.quality) + way) % len(QUALITIES)]
        else:
            return ()
        return (Wish(row, self.volume, self.quality),)
