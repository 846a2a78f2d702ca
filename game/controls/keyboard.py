"""Keyboard and gamepad as a controller. Keys are plain names as pygame gives them, without importing pygame.

The help screen (`game.scene.interface.lessons.KEYS`) explains the keys to players.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from game.body.poses import BY_EASE
from game.controls.intent import Intent, Side, Wings

Keys = frozenset[str]

JUMP: Final = Keys({"space", "up", "w"})
FIRE: Final = Keys({"x", "left ctrl", "right ctrl"})
FIRE_LEFT: Final = Keys({"q"})
FIRE_RIGHT: Final = Keys({"e"})
LEFT: Final = Keys({"left", "a"})
RIGHT: Final = Keys({"right", "d"})
SPREAD: Final = Keys({"down", "s", "left shift", "right shift"})
CROSS: Final = Keys({"left", "right"})
"""Buttons of a pad's cross that act like the arrow keys of the same name."""
POSES: Final = {str(number): pose for number, pose in enumerate(BY_EASE, 1)}

TURN_RAD: Final = 0.7
NOD_RAD: Final = 0.45
TILT_RAD: Final = 0.4
DEAD: Final = 0.15
"""A stick nearer to its centre than this is at rest."""


@dataclass(frozen=True, slots=True)
class Pad:
    """A gamepad's state. Sticks -1..1: x to the right, y down as pads report it.

    buttons: names of those held. Used are "a", "x", "y", "left shoulder", "right shoulder", and the cross's "left"
    and "right".
    """

    left: tuple[float, float] = (0.0, 0.0)
    right: tuple[float, float] = (0.0, 0.0)
    buttons: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Held:
    """What is held down now: key names in lower case ("space", "left ctrl", "1"), and the pad, None without one."""

    keys: Keys = frozenset()
    pad: Pad = Pad()


class KeyboardControl:
    """Finds edges by comparing with what was held before."""

    def __init__(self) -> None:
        self._before = Held()
        self._side: Side = "right"

    def intent(self, held: Held) -> Intent:
        """The intent now. Sides are the screen's, which mirrors the player: the screen's left is the player's."""
        pressed = held.keys - self._before.keys
        buttons = held.pad.buttons - self._before.pad.buttons
        self._before = held
        down = held.keys | (held.pad.buttons & CROSS)
        walk = _clamp(float(bool(down & RIGHT)) - float(bool(down & LEFT)) + _stick(held.pad.left[0]))
        if walk:
            self._side = "right" if walk > 0 else "left"
        pose = next((name for key, name in POSES.items() if key in pressed), None)
        return Intent(
            jump=bool(pressed & JUMP) or "a" in buttons or pose == "fly",
            hadouken=self._fire(pressed, buttons, pose),
            move=pose if pose not in ("fly", "hadouken") else None,
            yaw_rad=TURN_RAD * _lean(held.keys, "l", "j", held.pad.right[0]),
            pitch_rad=NOD_RAD * _lean(held.keys, "k", "i", held.pad.right[1]),
            roll_rad=TILT_RAD * _lean(held.keys, "o", "u", 0.0),
            walk=walk,
            wings=Wings(0.1, 0.1) if held.keys & SPREAD or "y" in held.pad.buttons else None,
        )

    def _fire(self, pressed: Keys, buttons: Keys, pose: str | None) -> Side | None:
        if pressed & FIRE_LEFT or "left shoulder" in buttons:
            self._side = "left"
        elif pressed & FIRE_RIGHT or "right shoulder" in buttons:
            self._side = "right"
        elif not (pressed & FIRE or "x" in buttons or pose == "hadouken"):
            return None
        return self._side


def _lean(keys: Keys, less: str, more: str, stick: float) -> float:
    """-1..1 from two keys and a stick whose positive direction means `less`."""
    return _clamp(float(more in keys) - float(less in keys) - _stick(stick))


def _stick(value: float) -> float:
    return value if abs(value) > DEAD else 0.0


def _clamp(value: float) -> float:
    return max(-1.0, min(1.0, value))
