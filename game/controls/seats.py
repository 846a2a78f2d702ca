"""Who plays by hand: keyboard and gamepads as one player or as two.

By default the first gamepad that is picked up plays the first Huia, together with the keyboard, and another one the
second. A gamepad that is picked up while somebody's body plays the first Huia plays the second. A gamepad that has
not been touched for a while has been put down: its Huia leaves, and where it plays is decided anew.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from game.controls.intent import Intent
from game.controls.keyboard import Held, KeyboardControl, Keys, Pad
from game.words import mark

Second = Literal["auto", "keys", "pad", "none"]
"""What the second player holds: the second gamepad in use, the keyboard, every gamepad, or nothing."""
SECONDS: Final[tuple[Second, ...]] = get_args(Second)
SAID: Final[dict[Second, str]] = {
    "auto": mark("A second gamepad plays the second Huia"),
    "keys": mark("The keyboard plays the second Huia"),
    "pad": mark("The gamepad plays the second Huia"),
    "none": mark("Keyboard and gamepads play the first Huia"),
}
"""What the screen answers when the second player's device changes."""
USED: Final = frozenset({"a", "x", "y", "left shoulder", "right shoulder"})
"""Buttons that pick a gamepad up. Start, back and the cross steer menus, which anybody may do."""
IDLE_S: Final = 20.0
"""A device that has not been touched for so long has been put down: a run asks for something every few seconds."""
BODY_S: Final = 30.0
"""A body that has jumped or fired within so long plays the first Huia; one that only stands may hold a pad."""


@dataclass(slots=True)
class _Grip:
    """A gamepad's player.

    mate: whether they play the second Huia. touched_s: when a button was last down or a stick moved; one that leans by
    itself does not count. before: the pad in the last frame.
    """

    mate: bool = False
    touched_s: float = -math.inf
    before: Pad | None = None


class Seats:
    """Splits what is held into the wishes of two players. second: what the second player holds, may be set.

    first_s: when the first player last held anything.
    """

    def __init__(self, second: Second = "auto") -> None:
        self.second: Second = second
        self.first_s = -math.inf
        self._controls = KeyboardControl(), KeyboardControl()
        self._grips: list[_Grip] = []

    def hold(self, seconds: float) -> None:
        """The game is paused for so long: nobody puts a gamepad down meanwhile."""
        for grip in self._grips:
            grip.touched_s += seconds

    def change(self) -> str:
        """Give the second player the next device, or none; returns what to say about it."""
        self.second = SECONDS[(SECONDS.index(self.second) + 1) % len(SECONDS)]
        self._grips.clear()
        return SAID[self.second]

    def intent(self, t_s: float, keys: Keys, pads: Sequence[Pad] = (), body_s: float = -math.inf) -> Intent:
        """The wishes of both now. The second player is present as long as they hold a device.

        keys, pads: what is held. body_s: when a body last made the first Huia do something; both times in seconds.
        """
        while len(self._grips) < len(pads):
            self._grips.append(_Grip())
        for grip, pad in zip(self._grips, pads, strict=False):
            self._touch(t_s, grip, pad, body_s)
        first = Held(keys if self.second != "keys" else Keys(), self._pad(pads, mate=False))
        other = Held(keys if self.second == "keys" else Keys(), self._pad(pads, mate=True))
        if first.keys or first.pad.buttons:  # a worn stick leans by itself
            self.first_s = t_s
        wish = self._controls[0].intent(first)
        others = self._controls[1].intent(other)  # asked in every frame, so that edges are edges
        return replace(wish, mate=others) if self._has_mate(t_s) else wish

    def _has_mate(self, t_s: float) -> bool:
        """Whether the second player holds a device."""
        match self.second:
            case "auto":
                return any(grip.mate and t_s - grip.touched_s < IDLE_S for grip in self._grips)
            case "none":
                return False
            case _:
                return True

    def _touch(self, t_s: float, grip: _Grip, pad: Pad, body_s: float) -> None:
        """Note what somebody does with a gamepad; if it has just been picked up, decide which Huia it plays."""
        in_use = t_s - grip.touched_s < IDLE_S
        if not in_use and pad.buttons & USED:
            taken = any(not one.mate and t_s - one.touched_s < IDLE_S for one in self._grips if one is not grip)
            grip.mate = taken or t_s - body_s < BODY_S
            in_use = True
        if in_use and (pad.buttons or pad != grip.before):
            grip.touched_s = t_s
        grip.before = pad

    def _pad(self, pads: Sequence[Pad], mate: bool) -> Pad:
        """The gamepads of one player as one."""
        match self.second:
            case "auto":
                own = [pad for grip, pad in zip(self._grips, pads, strict=False) if grip.mate == mate]
            case "pad":
                own = [*pads] if mate else []
            case _:
                own = [] if mate else [*pads]
        return _together(own)


def _together(pads: Sequence[Pad]) -> Pad:
    """Several gamepads as one: any button counts, and the stick that is farthest from its middle."""
    return Pad(
        max((pad.left for pad in pads), key=_lean, default=(0.0, 0.0)),
        max((pad.right for pad in pads), key=_lean, default=(0.0, 0.0)),
        frozenset().union(*(pad.buttons for pad in pads)),
    )


def _lean(stick: tuple[float, float]) -> float:
    return abs(stick[0]) + abs(stick[1])
