"""Who plays: body, keyboard and gamepad, replay, autopilot. Each yields the same Intent."""

from game.controls.autopilot import Autopilot
from game.controls.body import BodyControl
from game.controls.combine import combine
from game.controls.intent import Intent, Side, Wings
from game.controls.keyboard import HELP, Held, KeyboardControl, Pad
from game.controls.replay import ReplayControl

__all__ = [
    "HELP",
    "Autopilot",
    "BodyControl",
    "Held",
    "Intent",
    "KeyboardControl",
    "Pad",
    "ReplayControl",
    "Side",
    "Wings",
    "combine",
]
