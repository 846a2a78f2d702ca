"""Who plays by hand: keyboard and gamepad together as one player, or one of them as the second player."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal, get_args

from game.controls.intent import Intent
from game.controls.keyboard import Held, KeyboardControl

Second = Literal["none", "keys", "pad"]
"""What the second player holds: nothing, the keyboard, or the gamepad."""
SECONDS: Final[tuple[Second, ...]] = get_args(Second)
SAID: Final[dict[Second, str]] = {
    "none": "Keyboard and gamepad play the first Huia",
    "keys": "The keyboard plays the second Huia",
    "pad": "The gamepad plays the second Huia",
}
"""What the screen answers when the second player's device changes."""


class Seats:
    """Splits what is held into the wishes of two players. second: what the second player holds, may be set."""

    def __init__(self, second: Second = "none") -> None:
        self.second: Second = second
        self._controls = KeyboardControl(), KeyboardControl()

    def change(self) -> str:
        """Give the second player the next device, or none; returns what to say about it."""
        self.second = SECONDS[(SECONDS.index(self.second) + 1) % len(SECONDS)]
        return SAID[self.second]

    def first(self, held: Held) -> Held:
        """The part of what is held that is the first player's."""
        match self.second:
            case "none":
                return held
            case "keys":
                return Held(frozenset(), held.pad)
            case _:
                return Held(held.keys)

    def intent(self, held: Held) -> Intent:
        """The wishes of both now. The second player is present as long as they hold a device."""
        first, second = self._controls
        wish = first.intent(self.first(held))
        if self.second == "none":
            return wish
        others = Held(held.keys) if self.second == "keys" else Held(frozenset(), held.pad)
        return replace(wish, mate=second.intent(others))
