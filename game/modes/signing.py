"""Signing a run with three letters, by a hand, by the head, or by keys, within a time limit.

A hand held left or right of the body's own middle, or a head turned that way, spins a wheel of letters; held still in
the middle, the letter is taken. Both arms up accept what is there. Two players sign together: whoever reaches for the
wheel has it until the letter is taken, and a hand takes it from a head.
"""

from __future__ import annotations

import math
from typing import Final

from game.controls.command import Command
from game.controls.intent import Intent
from game.scene.interface.choosing import SigningView
from game.scores.score import INITIALS, LETTERS
from game.tuning import TIMING

LIMIT_S: Final = 30.0
"""Time for the whole signature: three letters take a newcomer about 20 s."""
TAKE_S: Final = 1.5
"""A letter is taken after resting this long."""
FIRST_S: Final = 3.5
"""The first letter rests this long: its player has yet to see how it works."""
DEAD: Final = 0.3
"""A hand or head nearer to the middle than this rests."""
HEAD_RAD: Final = math.radians(35)
"""A head turned so far spins as fast as a hand held at the edge."""
SLOW_HZ: Final = 1.6
FAST_HZ: Final = 9.0
"""Letters a second at the border of the dead zone, and at the edge."""
AROUND: Final = 2
"""Letters shown to either side of the middle one."""


class Signing:
    """One signature in the making. letters: chosen so far. done: complete, or out of time. touched: anybody steered."""

    def __init__(self) -> None:
        self.letters = ""
        self.done = False
        self.touched = False
        self._at = 0.0
        self._still_s = 0.0
        self._left_s = LIMIT_S
        self._steer = 0.0
        self._who: int | None = None  # which of two players has the wheel

    @property
    def signature(self) -> str:
        """What was signed; "" by a player who never touched it."""
        return self.letters if self.touched else ""

    @property
    def view(self) -> SigningView:
        """As the screen shows it."""
        wheel = tuple(LETTERS[(self._middle + off) % len(LETTERS)] for off in range(-AROUND, AROUND + 1))
        return SigningView(self.letters, wheel, INITIALS, self._still_s / self._take_s, self._left_s, self._steer)

    def step(self, intent: Intent) -> None:
        """One step: the wheel turns, or a letter is nearly chosen."""
        if self.done:
            return
        self._left_s -= TIMING.step_s
        self._steer = self._steered(intent)
        if self._steer:
            speed = SLOW_HZ + (FAST_HZ - SLOW_HZ) * abs(self._steer)
            self._at = (self._at + math.copysign(speed, self._steer) * TIMING.step_s) % len(LETTERS)
            self.touched, self._still_s = True, 0.0
        elif intent.anybody:
            self._still_s += TIMING.step_s
            if self._still_s >= self._take_s:
                self._take()
        if self._left_s <= 0.0:
            self.finish()

    def command(self, command: Command) -> None:
        """Left and right turn the wheel by one letter, OK takes it, Back takes the last one back."""
        match command:
            case Command.LEFT | Command.DOWN | Command.RIGHT | Command.UP:
                by = 1 if command in (Command.RIGHT, Command.UP) else -1
                self._at = float((self._middle + by) % len(LETTERS))
                self._still_s, self.touched = 0.0, True
            case Command.OK:
                self.touched = True
                self._take()
            case Command.BACK:
                self.letters, self._still_s = self.letters[:-1], 0.0

    def finish(self) -> None:
        """Accept what is there; the letter in the middle counts for a player who was choosing it."""
        if self.touched and len(self.letters) < INITIALS:
            self.letters += LETTERS[self._middle]
        self.done = True

    def _steered(self, intent: Intent) -> float:
        """How the wheel is turned now, -1..1, by whoever has it."""
        both = (intent, intent.mate)
        here = {who: one for who, one in enumerate(both) if one is not None and one.present}
        hands = [who for who, one in here.items() if one.hand is not None and _steer(one)]
        if self._who not in here or (here[self._who].hand is None and hands):
            turning = hands or [who for who, one in here.items() if _steer(one)]
            self._who = turning[0] if turning else None
        return _steer(here[self._who]) if self._who is not None else 0.0

    @property
    def _middle(self) -> int:
        return round(self._at) % len(LETTERS)

    @property
    def _take_s(self) -> float:
        return TAKE_S if self.touched else FIRST_S

    def _take(self) -> None:
        self.letters += LETTERS[self._middle]
        self._still_s, self._who = 0.0, None
        if len(self.letters) >= INITIALS:
            self.done = True


def _steer(intent: Intent) -> float:
    """-1..1: where the wheel turns; a hand comes before the head."""
    raw = 2.0 * intent.hand[0] - 1.0 if intent.hand is not None else -intent.yaw_rad / HEAD_RAD
    past = min(1.0, abs(raw)) - DEAD
    return math.copysign(past / (1.0 - DEAD), raw) if past > 0 else 0.0
