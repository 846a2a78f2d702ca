"""Shows frames with the graphics card: two streamed textures, scaled and composed there.

The scene's texture has the scene's size and is scaled by the card; the interface's has the window's, so letters stay
sharp. Only where a card renders: SDL's software renderer is slower than `window.py`'s own way (10.6 ms against 3.7
for 720p to 1080p), and a Mesa that renders on the processor is no card.
"""

from __future__ import annotations

import ctypes
import sys
import time
from collections.abc import Sequence
from typing import Final, cast

import cv2
import numpy as np
import pygame
from pygame._sdl2 import sdl2, video

from game.quiet import no_stderr
from game.scene.drawing import Pixels
from game.words import told

_ON_THE_PROCESSOR: Final = ("llvmpipe", "softpipe", "swrast", "software", "swiftshader", "basic render")
_ERRORS: Final = (pygame.error, sdl2.error)  # pygame's two wrappers of SDL each have one
_GL_RENDERER: Final = 0x1F01
_CENTRED: Final = 0x2FFF0000
"""SDL_WINDOWPOS_CENTERED_DISPLAY(0): the middle of a display, whose number is added."""
_ONE, _LESS_ALPHA, _ADD = 2, 6, 1  # SDL_BLENDFACTOR_ONE, SDL_BLENDFACTOR_ONE_MINUS_SRC_ALPHA, SDL_BLENDOPERATION_ADD

Bar = tuple[pygame.Rect, Pixels]
"""An area beside the scene, and the colours (n, 1, 4) or (1, n, 4) RGBX across it."""


class NoGraphics(Exception):
    """The reason why no graphics card can show frames, in a few words."""


class Graphics:
    """A window whose pictures a graphics card joins. force: also one that is no card (for tests). shown: at once.
    display: the number of the one it opens on.

    Raises NoGraphics where there is none. A device that is lost later raises it from `show`.
    """

    def __init__(
        self,
        title: str,
        size: tuple[int, int],
        icon: pygame.Surface,
        force: bool = False,
        shown: bool = True,
        display: int = 0,
    ) -> None:
        self._textures: dict[str, tuple[video.Texture, Pixels, pygame.Surface]] = {}
        self._lost = False
        self._display = display
        self.blocked_s = 0.0
        with no_stderr():
            try:
                self._window = pygame.Window(title, size, _CENTRED | display, hidden=True, resizable=True)
            except _ERRORS as problem:
                raise NoGraphics(str(problem)) from problem
            try:
                self._renderer = video.Renderer(self._window, accelerated=1, vsync=True)
            except _ERRORS as problem:
                self._window.destroy()
                raise NoGraphics(str(problem)) from problem
        self.name = _device_name()
        if not force and (not self.name or any(word in self.name.lower() for word in _ON_THE_PROCESSOR)):
            self.close()
            raise NoGraphics(told("{name} renders on the processor", name=self.name or told("an unknown device")))
        mode = (_ONE, _LESS_ALPHA, _ADD)
        self._over = video.Renderer.compose_custom_blend_mode(mode, mode)
        self._window.set_icon(icon)
        if shown:
            self._window.show()

    @property
    def size(self) -> tuple[int, int]:
        """The window's size in pixels."""
        return cast(tuple[int, int], tuple(self._window.size))

    @property
    def refresh_hz(self) -> float:
        """Refresh rate of the display; 0 if unknown."""
        rates = pygame.display.get_desktop_refresh_rates()
        return float(rates[min(self._display, len(rates) - 1)]) if rates else 0.0

    def full_screen(self, wanted: bool) -> None:
        """Enter or leave full screen."""
        if wanted:
            self._window.set_fullscreen(True)
        else:
            self._window.set_windowed()

    def hear(self, event: pygame.event.Event) -> None:
        """Handle events of the graphics device."""
        self._lost |= event.type in (pygame.RENDER_DEVICE_RESET, pygame.RENDER_TARGETS_RESET)

    def show(self, scene: Pixels, box: pygame.Rect, bars: Sequence[Bar], glass: Pixels) -> None:
        """Put a frame on the screen and wait for the display.

        scene: RGBX (h, w, 4), scaled into `box`. bars: beside it. glass: the interface, premultiplied RGBA of the
        window's size. Raises NoGraphics when the device is lost.
        """
        try:
            self._draw(scene, box, bars, glass)
            before_s = time.perf_counter()
            self._renderer.present()
            self.blocked_s = time.perf_counter() - before_s
        except _ERRORS as problem:
            raise NoGraphics(str(problem)) from problem

    def drawn(self, scene: Pixels, box: pygame.Rect, bars: Sequence[Bar], glass: Pixels) -> Pixels:
        """What `show` would put on the screen, RGB (h, w, 3), read back from the device. Slow; for tests."""
        self._draw(scene, box, bars, glass)
        return np.ascontiguousarray(pygame.surfarray.array3d(self._renderer.to_surface()).swapaxes(0, 1))

    def _draw(self, scene: Pixels, box: pygame.Rect, bars: Sequence[Bar], glass: Pixels) -> None:
        if self._lost:  # the textures are lost, too: start again without any
            self._textures.clear()
            self._lost = False
        self._renderer.draw_color = (0, 0, 0, 255)
        self._renderer.clear()
        self._texture("scene", scene, 0).draw(dstrect=box)
        for n, (bar, colours) in enumerate(bars):
            self._texture(f"bar {n}", colours, 0).draw(dstrect=bar)
        self._texture("glass", glass, self._over).draw()

    def close(self) -> None:
        """Close the window."""
        self._textures.clear()
        del self._renderer
        self._window.destroy()

    def _texture(self, name: str, pixels: Pixels, blend: int) -> video.Texture:
        """The texture of this name, filled with these pixels."""
        high, wide = pixels.shape[:2]
        kept = self._textures.get(name)
        if kept is None or kept[1].shape != pixels.shape:
            staged = np.zeros((high, wide, 4), np.uint8)
            texture = video.Texture(self._renderer, (wide, high), streaming=True, scale_quality=1)
            texture.blend_mode = blend
            # the texture's own pixel order; another one would be converted slowly
            surface = pygame.image.frombuffer(staged.data, (wide, high), "BGRA")
            kept = self._textures[name] = texture, staged, surface
        texture, staged, surface = kept
        cv2.cvtColor(pixels, cv2.COLOR_RGBA2BGRA, dst=staged)
        texture.update(surface)
        return texture


def _device_name() -> str:
    """The renderer's name from the driver; "Direct3D" or "Metal" if SDL does not use OpenGL; "" if unknown."""
    if sys.platform == "win32":
        return "Direct3D"
    if sys.platform == "darwin":
        return "Metal"
    for library in ("libGL.so.1", "libGLESv2.so.2"):
        try:
            ask = ctypes.CDLL(library).glGetString
        except (OSError, AttributeError):
            continue
        ask.restype = ctypes.c_char_p
        said = ask(_GL_RENDERER)
        if said:
            return cast(bytes, said).decode(errors="replace")
    return ""
