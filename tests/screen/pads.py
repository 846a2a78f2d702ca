"""Gamepads that are not there, made by SDL itself: the game sees them as it sees real ones."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Self

import pytest

GAMEPAD, AXES, BUTTONS, HATS = 1, 6, 15, 0
"""SDL's type of a gamepad, and what it has."""
LOADED = Path("/proc/self/maps")
FOUND = pytest.mark.skipif(not LOADED.exists(), reason="SDL is found where Linux lists loaded libraries")


class VirtualPads:
    """Plugs in gamepads, presses their buttons and pulls them out. A context manager, which leaves none behind."""

    def __init__(self) -> None:
        libraries = [line.split()[-1] for line in LOADED.read_text().splitlines() if "libSDL2-2" in line]
        self._sdl = ctypes.CDLL(libraries[0])
        self._sdl.SDL_JoystickOpen.restype = ctypes.c_void_p
        self._sdl.SDL_JoystickSetVirtualButton.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_uint8)
        self._sdl.SDL_JoystickSetVirtualAxis.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_int16)
        self._pads: list[tuple[int, int]] = []  # SDL's handle, and the instance's number

    def plug(self) -> None:
        """One more gamepad."""
        index = self._sdl.SDL_JoystickAttachVirtual(GAMEPAD, AXES, BUTTONS, HATS)
        assert index >= 0
        handle = self._sdl.SDL_JoystickOpen(index)
        self._pads.append((handle, self._sdl.SDL_JoystickGetDeviceInstanceID(index)))

    def press(self, number: int, button: int, down: bool = True) -> None:
        """A button of the pad with this number goes down, or up."""
        assert self._sdl.SDL_JoystickSetVirtualButton(self._pads[number][0], button, down) == 0

    def lean(self, number: int, axis: int, share: float) -> None:
        """A stick's axis goes to a place in -1..1."""
        assert self._sdl.SDL_JoystickSetVirtualAxis(self._pads[number][0], axis, round(share * 32767)) == 0

    def pull(self, number: int) -> None:
        """This pad is pulled out."""
        _, instance = self._pads[number]
        count = self._sdl.SDL_NumJoysticks()
        (index,) = [at for at in range(count) if self._sdl.SDL_JoystickGetDeviceInstanceID(at) == instance]
        assert self._sdl.SDL_JoystickDetachVirtual(index) == 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while self._sdl.SDL_NumJoysticks() and self._sdl.SDL_JoystickIsVirtual(0):
            self._sdl.SDL_JoystickDetachVirtual(0)
