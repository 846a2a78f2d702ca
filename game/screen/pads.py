"""Gamepads: plugged in and removed at any time, each with a seat of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pygame
from pygame._sdl2 import controller

from game.controls.keyboard import Pad

_BUTTONS: Final = {
    pygame.CONTROLLER_BUTTON_A: "a",
    pygame.CONTROLLER_BUTTON_B: "b",
    pygame.CONTROLLER_BUTTON_X: "x",
    pygame.CONTROLLER_BUTTON_Y: "y",
    pygame.CONTROLLER_BUTTON_BACK: "back",
    pygame.CONTROLLER_BUTTON_GUIDE: "guide",
    pygame.CONTROLLER_BUTTON_START: "start",
    pygame.CONTROLLER_BUTTON_LEFTSHOULDER: "left shoulder",
    pygame.CONTROLLER_BUTTON_RIGHTSHOULDER: "right shoulder",
    pygame.CONTROLLER_BUTTON_DPAD_UP: "up",
    pygame.CONTROLLER_BUTTON_DPAD_DOWN: "down",
    pygame.CONTROLLER_BUTTON_DPAD_LEFT: "left",
    pygame.CONTROLLER_BUTTON_DPAD_RIGHT: "right",
}
_DEAD: Final = 0.2
"""A worn stick may rest at up to 0.2 from its centre (SDL's example dead zone is 8000 / 32768)."""


@dataclass(frozen=True, slots=True)
class _Plugged:
    """A gamepad and the number by which SDL tells of it; a pad that is gone no longer knows its number."""

    pad: controller.Controller
    instance: int


class Pads:
    """The connected gamepads. Pass it every event, then ask for their states.

    A pad keeps its seat while it is connected; one that is plugged in takes the first free seat.
    """

    def __init__(self) -> None:
        self._seats: list[_Plugged | None] = []
        self._tapped: dict[int, set[str]] = {}  # buttons pressed since the last look, by the pad's instance
        controller.init()
        for index in range(pygame.joystick.get_count()):
            self._plug(index)

    def hear(self, event: pygame.Event) -> str | None:
        """Handle connecting and disconnecting; returns the name of the button an event pressed, if any."""
        if event.type == pygame.CONTROLLERDEVICEADDED:
            self._plug(event.device_index)
        elif event.type == pygame.CONTROLLERDEVICEREMOVED:
            self._pull(event.instance_id)
        elif event.type == pygame.CONTROLLERBUTTONDOWN:
            name = _BUTTONS.get(event.button)
            if name is not None:
                self._tapped.setdefault(event.instance_id, set()).add(name)
            return name
        return None

    def states(self) -> tuple[Pad, ...]:
        """What is held on each seat's pad, including taps since the last call that are already released.

        A pad at rest stands for an empty seat.
        """
        tapped, self._tapped = self._tapped, {}
        return tuple(
            _state(one.pad, tapped.get(one.instance, set())) if one is not None and one.pad.attached() else Pad()
            for one in self._seats
        )

    def close(self) -> None:
        """Free all gamepads."""
        for one in self._seats:
            if one is not None:
                one.pad.quit()
        self._seats.clear()
        controller.quit()

    def _plug(self, index: int) -> None:
        if not controller.is_controller(index):
            return
        pad = controller.Controller(index)
        plugged = _Plugged(pad, pad.as_joystick().get_instance_id())
        if any(one is not None and one.instance == plugged.instance for one in self._seats):
            return  # SDL tells of a pad once more that was there at the start
        if None in self._seats:
            self._seats[self._seats.index(None)] = plugged
        else:
            self._seats.append(plugged)

    def _pull(self, instance: int) -> None:
        for seat, one in enumerate(self._seats):
            if one is not None and one.instance == instance:
                one.pad.quit()
                self._seats[seat] = None


def _state(pad: controller.Controller, tapped: set[str]) -> Pad:
    held = {name for button, name in _BUTTONS.items() if pad.get_button(button)}
    return Pad(
        _stick(pad, pygame.CONTROLLER_AXIS_LEFTX, pygame.CONTROLLER_AXIS_LEFTY),
        _stick(pad, pygame.CONTROLLER_AXIS_RIGHTX, pygame.CONTROLLER_AXIS_RIGHTY),
        frozenset(held | tapped),
    )


def _stick(pad: controller.Controller, across: int, down: int) -> tuple[float, float]:
    x, y = pad.get_axis(across) / 32768, pad.get_axis(down) / 32768
    return (x, y) if max(abs(x), abs(y)) >= _DEAD else (0.0, 0.0)
