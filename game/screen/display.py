"""The display: whether there is one, how frames would reach it, and the window's icon."""

from __future__ import annotations

import os
from typing import Final

import numpy as np
import pygame

from game.errors import UserError
from game.quiet import no_stderr
from game.scene.drawing import Disc
from game.scene.interface.icons import feather
from game.screen.graphics import Graphics, NoGraphics
from game.screen.painter import Canvas, Painter

_NULL_DRIVERS: Final = ("dummy", "offscreen")


def display_available() -> bool:
    """Whether a real window can be opened here. Tries it without output and leaves nothing open."""
    if os.environ.get("SDL_VIDEODRIVER") in _NULL_DRIVERS:
        return False
    was_open = pygame.display.get_init()
    with no_stderr():
        try:
            pygame.display.init()
            return pygame.display.get_driver() not in _NULL_DRIVERS
        except pygame.error:
            return False
        finally:
            if not was_open:
                pygame.display.quit()


def presentation() -> str:
    """How frames would reach the screen here, in a few words. Opens nothing visible."""
    if not display_available():
        return "no display"
    open_display()
    try:
        graphics = Graphics("Huia", (64, 64), icon(), shown=False)
    except NoGraphics as problem:
        return f"software ({problem})"
    finally:
        pygame.event.clear()
    name = graphics.name
    graphics.close()
    return f"graphics card ({name})"


def open_display() -> None:
    """Open SDL's display, its dummy driver where there is none. Raises UserError when even that fails."""
    with no_stderr():
        try:
            pygame.display.init()
        except pygame.error:
            os.environ["SDL_VIDEODRIVER"] = "dummy"
            try:
                pygame.display.init()
            except pygame.error as error:
                raise UserError(f"No window can be opened here ({error}); use --headless.") from error


def show_directly() -> None:
    """Let SDL put frames painted in software straight into the window.

    On X11 it sends them through OpenGL otherwise. Where that has no graphics card, it takes both cores for a third of
    a frame: 53 frames a second instead of 60. (Where there is a card, `Graphics` uses it and no frame comes this way.)
    """
    if pygame.display.get_driver() == "x11":
        os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")


def icon() -> pygame.Surface:
    """A tail feather on a disc of night sky."""
    canvas = Canvas((64, 64))
    Painter().paint(canvas, [Disc(31.5, 31.5, 31, (20, 58, 92)), *feather(24, 59, 56, 0.28)])
    rgba = canvas.pixels.copy()
    rgba[..., 3] = np.where(rgba[..., :3].any(axis=2), 255, 0)
    return pygame.image.frombytes(rgba.tobytes(), (64, 64), "RGBA")
