"""Gamepads: plugged in and removed at any time, and combined into one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pygame
from pygame._sdl2 import controller

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
class PadState:
    """All gamepads as one. held: names of the buttons down; left, right: sticks, x right and y down in -1..1."""

    held: frozenset[str] = frozenset()
    left: tuple[float, float] = (0.0, 0.0)
    right: tuple[float, float] = (0.0, 0.0)


class Pads:
    """The connected gamepads. Pass it every event, then ask for the state."""

    def __init__(self) -> None:
        self._open: dict[int, controller.Controller] = {}
        self._tapped: set[str] = set()
        controller.init()
        for index in range(pygame.joystick.get_count()):
            self._plug(index)

    def hear(self, event: pygame.Event) -> str | None:
        """Handle connecting and disconnecting; returns the name of the button an event pressed, if any."""
        if event.type == pygame.CONTROLLERDEVICEADDED:
            self._plug(event.device_index)
        elif event.type == pygame.CONTROLLERDEVICEREMOVED:
            gone = self._open.pop(event.instance_id, None)
            if gone is not None:
                gone.quit()
        elif event.type == pygame.CONTROLLERBUTTONDOWN:
            name = _BUTTONS.get(event.button)
            if name is not None:
                self._tapped.add(name)
            return name
        return None

    def state(self) -> PadState:
        """What is held now, including taps since the last call that are already released."""
        held, left, right = self._tapped, (0.0, 0.0), (0.0, 0.0)
        self._tapped = set()
        for pad in self._open.values():
            if not pad.attached():
                continue
            held |= {name for button, name in _BUTTONS.items() if pad.get_button(button)}
            left = _stronger(left, _stick(pad, pygame.CONTROLLER_AXIS_LEFTX, pygame.CONTROLLER_AXIS_LEFTY))
            right = _stronger(right, _stick(pad, pygame.CONTROLLER_AXIS_RIGHTX, pygame.CONTROLLER_AXIS_RIGHTY))
        return PadState(frozenset(held), left, right)

    def close(self) -> None:
        """Free all gamepads."""
        for pad in self._open.values():
            pad.quit()
        self._open.clear()
        controller.quit()

    def _plug(self, index: int) -> None:
        if controller.is_controller(index):
            pad = controller.Controller(index)
            self._open[pad.as_joystick().get_instance_id()] = pad


def _stick(pad: controller.Controller, across: int, down: int) -> tuple[float, float]:
    x, y = pad.get_axis(across) / 32768, pad.get_axis(down) / 32768
    return (x, y) if max(abs(x), abs(y)) >= _DEAD else (0.0, 0.0)


def _stronger(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    return a if abs(a[0]) + abs(a[1]) >= abs(b[0]) + abs(b[1]) else b
