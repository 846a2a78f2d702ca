"""The window: shows a frame, hears keys and gamepads, takes screenshots. Also without any display.

The scene is painted at its own fixed size and scaled once; the interface is painted over it at the window's real
size, so letters stay sharp on big screens (measured in tests and tools/bench: cheaper than scaling every layer).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

import cv2
import numpy as np
import pygame

from game.atomic import put
from game.controls.command import Command
from game.errors import UserError
from game.quiet import no_stderr
from game.scene.drawing import Disc, Interface, Item, Pixels, Scene
from game.scene.interface.cards import NIGHT
from game.scene.interface.icons import feather
from game.screen.pads import Pads, PadState
from game.screen.painter import Canvas, Painter

__all__ = ["Command", "PadState", "Window", "WindowInput", "display_available", "interface_scale", "scene_size"]

SCENE: Final = (1280, 720)
TALL_PX: Final = 810
"""Width of the scene of an upright window: 7 m of path, so that what comes can be seen in time."""
TALLEST: Final = 17 / 9
_NULL_DRIVERS: Final = ("dummy", "offscreen")
_KEYS: Final[dict[str, tuple[Command, ...]]] = {
    "escape": (Command.BACK,),
    "return": (Command.OK, Command.START),
    "enter": (Command.OK, Command.START),
    "p": (Command.PAUSE,),
    "pause": (Command.PAUSE,),
    "f11": (Command.FULLSCREEN,),
    "m": (Command.MUTE,),
    "f3": (Command.STATS,),
    "f12": (Command.SCREENSHOT,),
    "f1": (Command.HELP,),
    "h": (Command.HELP,),
    "b": (Command.BODY,),
    "t": (Command.TEACH,),
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
    """What came in since the last poll.

    commands: edges, in order. held: plain names of the keys down now ("left", "space", "a"), taps included.
    closed: it was asked to close (also Command.QUIT).
    """

    commands: tuple[Command, ...] = ()
    held: frozenset[str] = frozenset()
    pad: PadState = field(default_factory=PadState)
    closed: bool = False


def display_available() -> bool:
    """Whether a real window can be had here. Tries, quietly, and leaves nothing open."""
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


def interface_scale(size: tuple[int, int]) -> float:
    """Window pixels for each logical pixel of the interface.

    The short side counts 720 logical pixels; in windows under 480 pixels fewer, so that letters stay readable.
    """
    short = min(size)
    return max(short / 720, min(2 / 3, short / 540))


def scene_size(size: tuple[int, int]) -> tuple[int, int]:
    """The size a scene should have that is to fill a window: upright windows have pictures of their own."""
    if size[1] <= size[0]:
        return SCENE
    return TALL_PX, 2 * round(TALL_PX * min(TALLEST, size[1] / size[0]) / 2)


class Window:
    """A window of `size` pixels, or an off-screen picture of that size if headless.

    Without a display it falls back to SDL's dummy driver. Raises UserError when even that fails.
    """

    def __init__(
        self,
        size: tuple[int, int] = SCENE,
        fullscreen: bool = False,
        title: str = "Huia",
        headless: bool = False,
        pointer: bool = True,
    ) -> None:
        self.headless = headless
        self.fullscreen = fullscreen and not headless
        self._pointer = pointer
        self._windowed = size
        self._pads: Pads | None = None
        self._held: set[str] = set()
        self._scene_size = SCENE
        self._detail = 1.0
        if not headless:
            _open_display()
            pygame.display.set_caption(title)
            pygame.display.set_icon(_icon())
            self._set_mode()
            self._pads = Pads()
            size = self._display().get_size()
        self._resize(size)

    @property
    def size(self) -> tuple[int, int]:
        """The window's real size in pixels."""
        return self._canvas.size

    @property
    def interface_size(self) -> tuple[int, int]:
        """The logical size the interface should be laid out for: it covers the whole window."""
        scale = interface_scale(self.size)
        return round(self.size[0] / scale), round(self.size[1] / scale)

    @property
    def pixels(self) -> Pixels:
        """The last frame shown, uint8 (h, w, 3) RGB, a view: copy it to keep it."""
        return self._canvas.pixels[..., :3]

    @property
    def scene_detail(self) -> float:
        """Canvas pixels for each of the scene's, 0..1: less is coarser and quicker. Only where it is scaled anyway."""
        return self._detail

    @scene_detail.setter
    def scene_detail(self, detail: float) -> None:
        if detail != self._detail:
            self._detail = detail
            self._fit()

    def poll(self) -> WindowInput:
        """What happened since the last call; also keeps the system content. Toggles full screen by itself."""
        if self.headless:
            return WindowInput()
        commands: list[Command] = []
        tapped: set[str] = set()
        for event in pygame.event.get():
            button = self._pads.hear(event) if self._pads else None
            if button is not None:
                commands.extend(_BUTTONS.get(button, ()))
            elif event.type == pygame.QUIT:
                commands.append(Command.QUIT)
            elif event.type == pygame.KEYDOWN:
                name = pygame.key.name(event.key)
                tapped.add(name)
                self._held.add(name)
                commands.extend(_said(name, event.mod))
            elif event.type == pygame.KEYUP:
                self._held.discard(pygame.key.name(event.key))
            elif event.type == pygame.WINDOWFOCUSLOST:
                self._held.clear()
        held = frozenset(self._held | tapped)
        for _ in range(commands.count(Command.FULLSCREEN)):
            self.fullscreen = not self.fullscreen
            self._set_mode()
        if self._display().get_size() != self.size:
            self._resize(self._display().get_size())
        pad = self._pads.state() if self._pads else PadState()
        return WindowInput(tuple(commands), held, pad, Command.QUIT in commands)

    def show(self, drawing: Sequence[Item]) -> None:
        """Paint a frame and put it on the screen.

        Up to an `Interface` item, coordinates are those of SCENE, or of the `Scene` item it begins with, letterboxed;
        after it, of `interface_size`.
        """
        wanted = next(((item.width, item.height) for item in drawing[:1] if isinstance(item, Scene)), self._scene_size)
        if wanted != self._scene_size:
            self._scene_size = wanted
            self._fit()
        split = next((i for i, item in enumerate(drawing) if isinstance(item, Interface)), len(drawing))
        if self._scene is None:
            self._scene_painter.paint(self._canvas, drawing[:split])
        else:
            self._scene_painter.paint(self._scene, drawing[:split])
            self._enlarge(self._scene)
        self._interface_painter.paint(self._canvas, drawing[split:])
        if not self.headless:
            self._present()

    def screenshot(self, path: Path) -> None:
        """Write the last frame as a PNG, whole or not at all. Raises UserError where it cannot be written."""
        done, data = cv2.imencode(".png", cv2.cvtColor(self._canvas.pixels, cv2.COLOR_RGBA2BGR))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            put(path, data.tobytes() if done else b"")
        except OSError as error:
            raise UserError(f"Cannot write the screenshot {path} ({error.strerror}); choose another place.") from error

    def close(self) -> None:
        """Close the window."""
        if self._pads is not None:
            self._pads.close()
            self._pads = None
        if not self.headless:
            pygame.display.quit()

    def _display(self) -> pygame.Surface:
        return cast(pygame.Surface, pygame.display.get_surface())

    def _set_mode(self) -> None:
        if self.fullscreen:
            pygame.display.set_mode((0, 0), pygame.FULLSCREEN)
        else:
            pygame.display.set_mode(self._windowed, pygame.RESIZABLE)
        pygame.mouse.set_visible(self._pointer and not self.fullscreen)

    def _resize(self, size: tuple[int, int]) -> None:
        if not self.headless and not self.fullscreen:
            self._windowed = size
        self._canvas = Canvas(size)
        self._scene_painter = _scene_painter(1.0)
        self._fit()
        # what a busy screen keeps is a few frames' worth of pixels; more would only be remembered in vain
        frame_bytes = size[0] * size[1] * 4
        self._interface_painter = Painter(interface_scale(size), most_shape_bytes=max(8 << 20, 6 * frame_bytes))

    def _fit(self) -> None:
        """A canvas for the scene, and where it stands in the window."""
        size, scene = self.size, self._scene_size
        detail = 1.0 if size == scene else self._detail
        self._scene = None if size == scene else Canvas((round(scene[0] * detail), round(scene[1] * detail)))
        if self._scene_painter.scale != detail:
            self._scene_painter = _scene_painter(detail)
        scale = min(size[0] / scene[0], size[1] / scene[1])
        wide, high = max(1, round(scene[0] * scale)), max(1, round(scene[1] * scale))
        self._box = pygame.Rect((size[0] - wide) // 2, (size[1] - high) // 2, wide, high)

    def _enlarge(self, scene: Canvas) -> None:
        box, (wide, high) = self._box, self.size
        pygame.transform.smoothscale(scene.surface, box.size, self._canvas.surface.subsurface(box))
        pixels = scene.pixels
        self._fill(pygame.Rect(0, 0, wide, box.top), pixels[:4], (0, -1))
        self._fill(pygame.Rect(0, box.bottom, wide, high - box.bottom), pixels[-4:], (0, 1))
        self._fill(pygame.Rect(0, 0, box.left, high), pixels[:, :4], (-1, 0))
        self._fill(pygame.Rect(box.right, 0, wide - box.right, high), pixels[:, -4:], (1, 0))

    def _fill(self, bar: pygame.Rect, edge: Pixels, way: tuple[int, int]) -> None:
        """Let the scene fade out into a bar beside it, from the mean colour of its edge."""
        if bar.width < 1 or bar.height < 1:
            return
        steps = np.linspace(1.0, 0.0, 64, dtype=np.float32)[:, None] ** 1.5
        shades = np.asarray(NIGHT, np.float32) * (1 - steps) + np.asarray(cv2.mean(edge)[:3], np.float32) * steps
        shades = shades[:: sum(way)]
        size = (1, 64) if way[1] else (64, 1)
        strip = pygame.image.frombytes(
            cv2.cvtColor(shades.round().astype(np.uint8)[None], cv2.COLOR_RGB2RGBA).tobytes(), size, "RGBX"
        )
        pygame.transform.smoothscale(strip, bar.size, self._canvas.surface.subsurface(bar))

    def _present(self) -> None:
        display = self._display()
        if display.get_size() == self.size and display.get_bitsize() == 32 and display.get_masks()[0] == 0xFF0000:
            # the common display order: OpenCV reorders five times as fast as a blit between orders
            view = np.asarray(memoryview(cast(Any, display.get_buffer()))).view(np.uint8).reshape(self.size[1], -1, 4)
            cv2.cvtColor(self._canvas.pixels, cv2.COLOR_RGBA2BGRA, dst=view[:, : self.size[0]])
            del view
        else:
            display.blit(self._canvas.surface, (0, 0))
        pygame.display.flip()


def _scene_painter(detail: float) -> Painter:
    return Painter(detail, most_shape_bytes=16 << 20, covers=True)


def _said(name: str, mod: int) -> tuple[Command, ...]:
    if mod & pygame.KMOD_ALT:
        return {"return": (Command.FULLSCREEN,), "f4": (Command.QUIT,)}.get(name, ())
    if mod & (pygame.KMOD_CTRL | pygame.KMOD_META):
        return (Command.QUIT,) if name in ("q", "w") else ()
    return _KEYS.get(name, ())


def _icon() -> pygame.Surface:
    """A tail feather on a disc of night sky."""
    canvas = Canvas((64, 64))
    Painter().paint(canvas, [Disc(31.5, 31.5, 31, (20, 58, 92)), *feather(24, 59, 56, 0.28)])
    rgba = canvas.pixels.copy()
    rgba[..., 3] = np.where(rgba[..., :3].any(axis=2), 255, 0)
    return pygame.image.frombytes(rgba.tobytes(), (64, 64), "RGBA")


def _open_display() -> None:
    with no_stderr():
        try:
            pygame.display.init()
        except pygame.error:
            os.environ["SDL_VIDEODRIVER"] = "dummy"
            try:
                pygame.display.init()
            except pygame.error as error:
                raise UserError(f"No window can be opened here ({error}); use --headless.") from error
