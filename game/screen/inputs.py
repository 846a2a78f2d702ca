"""What keys and gamepads ask for: commands as they are pressed, and what is held down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pygame

from game.controls.command import Command
from game.controls.keyboard import Pad
from game.screen.pads import Pads

_KEYS: Final[dict[str, tuple[Command, ...]]] = {
    "escape": (Command.BACK,),
    "return": (Command.OK, Command.START),
    "enter": (Command.OK, Command.START),
    "p": (Command.PAUSE,),
    "pause": (Command.PAUSE,),
    "f11": (Command.FULLSCREEN,),
    "m": (Command.MUTE,),
    "f2": (Command.SECOND,),
    "f3": (Command.STATS,),
    "f4": (Command.POSE_SET,),
    "f5": (Command.SETTINGS,),
    "f6": (Command.GAZE,),
    "f12": (Command.SCREENSHOT,),
    "f1": (Command.HELP,),
    "h": (Command.HELP,),
    "b": (Command.BODY,),
    "t": (Command.TEACH,),
    "r": (Command.REWIND,),
    "up": (Command.UP,),
    "down": (Command.DOWN,),
    "left": (Command.LEFT,),
    "right": (Command.RIGHT,),
}
_BUTTONS: Final[dict[str, tuple[Command, ...]]] = {
    "start": (Command.START, Command.PAUSE),
    "back": (Command.BACK,),
    "a": (Command.OK,),
    "b": (Command.BACK,),
    "up": (Command.UP,),
    "down": (Command.DOWN,),
    "left": (Command.LEFT,),
    "right": (Command.RIGHT,),
}


@dataclass(frozen=True, slots=True)
class WindowInput:
    """Input since the last poll.

    commands: edges, in order. held: plain names of the keys down now ("left", "space", "a"), taps included.
    pressed: plain names of the keys that went down, in order; twice where a key did twice.
    pads: what is held on each gamepad, by seat (see `Pads.states`). closed: the window was asked to close, or the
        system asked the program to end (also Command.QUIT); no key did.
    """

    commands: tuple[Command, ...] = ()
    held: frozenset[str] = frozenset()
    pads: tuple[Pad, ...] = ()
    closed: bool = False
    pressed: tuple[str, ...] = ()


class Inputs:
    """Hears the events of keys and gamepads. The display must be open."""

    def __init__(self) -> None:
        self._pads = Pads()
        self._held: set[str] = set()
        self._pressed: list[str] = []

    def hear(self, event: pygame.Event) -> tuple[Command, ...] | None:
        """The commands of an event, in order; None for an event that is not of a key or a gamepad's button."""
        button = self._pads.hear(event)
        if button is not None:
            return _BUTTONS.get(button, ())
        if event.type == pygame.KEYDOWN:
            name = pygame.key.name(event.key)
            self._pressed.append(name)
            self._held.add(name)
            return _said(name, event.mod)
        if event.type == pygame.KEYUP:
            self._held.discard(pygame.key.name(event.key))
        elif event.type == pygame.WINDOWFOCUSLOST:
            self._held.clear()
        else:
            return None
        return ()

    def keys(self) -> tuple[frozenset[str], tuple[str, ...]]:
        """Names of the keys that are down or were since the last call; and of those that went down since, in order."""
        pressed = tuple(self._pressed)
        self._pressed.clear()
        return frozenset(self._held.union(pressed)), pressed

    def pads(self) -> tuple[Pad, ...]:
        """What is held on each gamepad, by seat."""
        return self._pads.states()

    def close(self) -> None:
        """Let the gamepads go."""
        self._pads.close()


def key_named(text: str) -> str:
    """A key's plain name, as `WindowInput` has it, from what a person calls it ("F5"); "" where no key is called that.

    The display must be open.
    """
    try:
        return pygame.key.name(pygame.key.key_code(text))
    except ValueError:
        return ""


def _said(name: str, mod: int) -> tuple[Command, ...]:
    """The commands of a key. mod: the modifier keys that are down with it."""
    if mod & pygame.KMOD_ALT:
        return {"return": (Command.FULLSCREEN,), "f4": (Command.QUIT,)}.get(name, ())
    if mod & (pygame.KMOD_CTRL | pygame.KMOD_META):
        return (Command.QUIT,) if name in ("q", "w") else ()
    return _KEYS.get(name, ())
