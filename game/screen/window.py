"""The window: shows frames, reads keys and gamepads, takes screenshots. Also works without a display.

The scene is painted at its own fixed size and scaled once; the interface is painted over it at the window's real
size, so letters stay sharp on big screens (measured in tests and tools/bench: cheaper than scaling every layer).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
import pygame

from game.atomic import put
from game.controls.command import Command
from game.errors import UserError, reason
from game.scene.drawing import Interface, Item, Pixels, Scene
from game.screen import RendererChoice
from game.screen.display import icon, open_display, show_directly
from game.screen.graphics import Bar, Graphics, NoGraphics
from game.screen.inputs import Inputs, WindowInput
from game.screen.letterbox import SCENE, bars, box_of, interface_scale
from game.screen.painter import PICTURES_MB, Canvas, Painter
from game.words import mark, told


class Window:
    """A window of `size` pixels, or an off-screen picture of that size if headless.

    fixed: no key enters or leaves full screen. Without a display it falls back to SDL's dummy driver. Raises UserError
    when even that fails.
    """

    def __init__(
        self,
        size: tuple[int, int] = SCENE,
        fullscreen: bool = False,
        title: str = "Huia",
        headless: bool = False,
        pointer: bool = True,
        renderer: RendererChoice = "auto",
        pictures_mb: int = PICTURES_MB,
        display: int = 0,
    ) -> None:
        """renderer: "gpu" takes any graphics device, "auto" only a real card, "software" none.

        pictures_mb: how many megabytes of the scene's pictures are kept ready. display: which one it opens on.
        """
        self.headless = headless
        self._pictures_bytes = pictures_mb << 20
        self.fullscreen = fullscreen and not headless
        self._pointer = pointer
        self._windowed = size
        self._inputs: Inputs | None = None
        self._scene_size = SCENE
        self._detail = 1.0
        self._title = title
        self._graphics: Graphics | None = None
        self._why_software = mark("as asked")
        self._minimised = False
        self._uncomposed: Sequence[Item] | None = None
        self.notice = ""
        self.fixed = False
        self._display_number = 0
        if not headless:
            open_display()
            self._display_number = display if display < pygame.display.get_num_displays() else 0
            self.stay_awake(True)  # whoever plays with the body touches no key
            if renderer != "software":
                try:
                    force, at = renderer == "gpu", self._display_number
                    self._graphics = Graphics(title, size, icon(), force=force, display=at)
                except NoGraphics as problem:
                    self._why_software = problem.args[0]
            self._set_mode()
            self._inputs = Inputs()
            size = self._real_size()
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
        if self._uncomposed is not None:  # the graphics card has composed it; compose it here as well
            if self._scene is not None:
                self._enlarge(self._scene)
            self._interface_painter.paint(self._canvas, self._uncomposed)
            self._uncomposed = None
        return self._canvas.pixels[..., :3]

    @property
    def presentation(self) -> str:
        """How frames come to the screen, in a few words."""
        if self.headless:
            return mark("no screen")
        if self._graphics is None:
            return told("software ({why})", why=told(self._why_software))
        return told("graphics card ({name})", name=self._graphics.name)

    @property
    def refresh_hz(self) -> float:
        """Refresh rate of the display if frames wait for it; 0 if they do not, or if it is unknown."""
        return self._graphics.refresh_hz if self._graphics is not None else 0.0

    @property
    def blocked_s(self) -> float | None:
        """How long the last frame waited for the display; None where frames do not wait."""
        return self._graphics.blocked_s if self._graphics is not None else None

    @property
    def kept_mb(self) -> float:
        """Megabytes of pictures and shapes kept ready to be painted."""
        return (self._scene_painter.kept_bytes + self._interface_painter.kept_bytes) / 2**20

    @property
    def scene_detail(self) -> float:
        """Canvas pixels for each of the scene's, 0..1: less is coarser and faster. Only where it is scaled anyway."""
        return self._detail

    @scene_detail.setter
    def scene_detail(self, detail: float) -> None:
        if detail != self._detail:
            self._detail = detail
            self._fit()

    def poll(self) -> WindowInput:
        """Input since the last call; also answers the system's events. Toggles full screen by itself."""
        if self.headless:
            return WindowInput()
        commands: list[Command] = []
        closed = False
        for event in pygame.event.get():
            said = self._inputs.hear(event) if self._inputs else None
            if said is not None:
                commands.extend(said)
            elif event.type == pygame.QUIT:
                closed = True
                commands.append(Command.QUIT)
            elif event.type in (pygame.WINDOWMINIMIZED, pygame.WINDOWRESTORED):
                self._minimised = event.type == pygame.WINDOWMINIMIZED
            elif self._graphics is not None:
                self._graphics.hear(event)
        for _ in range(0 if self.fixed else commands.count(Command.FULLSCREEN)):
            self.fullscreen = not self.fullscreen
            self._set_mode()
        if self._real_size() != self.size:
            self._resize(self._real_size())
        if self._inputs is None:
            return WindowInput(tuple(commands), closed=closed)
        held, pressed = self._inputs.keys()
        return WindowInput(tuple(commands), held, self._inputs.pads(), closed, pressed)

    @property
    def pointer(self) -> tuple[float, float] | None:
        """Where the mouse points, x, y in 0..1 of the window; None while it is elsewhere."""
        if self.headless or not pygame.mouse.get_focused():
            return None
        x, y = pygame.mouse.get_pos()
        return x / max(1, self.size[0]), y / max(1, self.size[1])

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
        self._scene_painter.paint(self._scene or self._canvas, drawing[:split])
        if self._graphics is not None:
            try:
                self._show_on_card(self._graphics, drawing[split:])
            except NoGraphics as problem:
                self._fall_back(problem)
                self.show(drawing)
            return
        if self._scene is not None:
            self._enlarge(self._scene)
        self._interface_painter.paint(self._canvas, drawing[split:])
        if not self.headless:
            self._present()

    def stay_awake(self, wanted: bool) -> None:
        """Whether the system is kept from blanking the display while nobody touches a key."""
        if not self.headless:
            pygame.display.set_allow_screensaver(not wanted)

    def screenshot(self, path: Path) -> None:
        """Write the last frame as a PNG, whole or not at all. Raises UserError where it cannot be written."""
        done, data = cv2.imencode(".png", cv2.cvtColor(self.pixels, cv2.COLOR_RGB2BGR))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            put(path, data.tobytes() if done else b"")
        except OSError as error:
            raise UserError(
                told("Cannot write the screenshot {path} ({why}); choose another place.", path=path, why=reason(error))
            ) from error

    def close(self) -> None:
        """Close the window."""
        if self._inputs is not None:
            self._inputs.close()
            self._inputs = None
        if self._graphics is not None:
            self._graphics.close()
            self._graphics = None
        if not self.headless:
            pygame.display.quit()

    def _real_size(self) -> tuple[int, int]:
        return self._graphics.size if self._graphics is not None else self._display().get_size()

    def _display(self) -> pygame.Surface:
        return cast(pygame.Surface, pygame.display.get_surface())

    def _set_mode(self) -> None:
        if self._graphics is not None:
            self._graphics.full_screen(self.fullscreen)
        else:
            show_directly()
            pygame.display.set_caption(self._title)
            pygame.display.set_icon(icon())
            if self.fullscreen:
                pygame.display.set_mode((0, 0), pygame.FULLSCREEN, display=self._display_number)
            else:
                pygame.display.set_mode(self._windowed, pygame.RESIZABLE, display=self._display_number)
        pygame.mouse.set_visible(self._pointer and not self.fullscreen)

    def _resize(self, size: tuple[int, int]) -> None:
        if not self.headless and not self.fullscreen:
            self._windowed = size
        self._canvas = Canvas(size)
        self._glass: Canvas | None = None
        self._uncomposed = None
        self._scene_painter = self._new_painter(1.0)
        self._fit()
        # a few frames' worth of pixels; a larger cache would be of no use
        frame_bytes = size[0] * size[1] * 4
        self._interface_painter = Painter(interface_scale(size), most_shape_bytes=max(8 << 20, 6 * frame_bytes))

    def _fit(self) -> None:
        """Make a canvas for the scene, and place it in the window."""
        size, scene = self.size, self._scene_size
        detail = 1.0 if size == scene else self._detail
        self._scene = None if size == scene else Canvas((round(scene[0] * detail), round(scene[1] * detail)))
        if self._scene_painter.scale != detail:
            self._scene_painter = self._new_painter(detail)
        self._box = box_of(size, scene)

    def _new_painter(self, detail: float) -> Painter:
        """What paints the scene."""
        return Painter(detail, self._pictures_bytes, most_shape_bytes=16 << 20, covers=True)

    def _enlarge(self, scene: Canvas) -> None:
        """Scale the scene into the window, in software."""
        box, out = self._box, self._canvas.pixels
        part = out[box.top : box.bottom, box.left : box.right]
        # down to half size, linear interpolation is as good as area averaging
        half = 2 * box.width < scene.size[0]
        cv2.resize(scene.pixels, box.size, dst=part, interpolation=cv2.INTER_AREA if half else cv2.INTER_LINEAR)
        for bar, colours in bars(scene.pixels, box, self.size):
            out[bar.top : bar.bottom, bar.left : bar.right] = colours

    def _show_on_card(self, graphics: Graphics, interface: Sequence[Item]) -> None:
        """Let the graphics card compose the painted scene and the interface. Raises NoGraphics."""
        self._uncomposed = interface
        if not self._minimised:
            graphics.show(*self._layers(interface))

    def _layers(self, interface: Sequence[Item]) -> tuple[Pixels, pygame.Rect, list[Bar], Pixels]:
        """The layers to compose: the scene, its place, the bars beside it, and the interface."""
        if self._glass is None:
            self._glass = Canvas(self.size, "RGBA")
        self._glass.pixels.fill(0)
        self._interface_painter.paint(self._glass, interface)
        pixels = (self._scene or self._canvas).pixels
        if 2 * self._box.width < pixels.shape[1]:  # the card's linear filter reads only four pixels
            pixels = cast(Pixels, cv2.resize(pixels, self._box.size, interpolation=cv2.INTER_AREA))
        return pixels, self._box, bars(pixels, self._box, self.size), self._glass.pixels

    def _fall_back(self, problem: NoGraphics) -> None:
        """The graphics device is lost: continue in software."""
        if self._graphics is not None:
            self._graphics.close()
        self._graphics, self._why_software = None, problem.args[0]
        self.notice = mark("The graphics card stopped answering, so pictures are put together in software.")
        self._set_mode()
        self._resize(self._real_size())

    def _present(self) -> None:
        display = self._display()
        if display.get_size() == self.size and display.get_bitsize() == 32 and display.get_masks()[0] == 0xFF0000:
            # the usual display order: OpenCV reorders five times as fast as a blit
            view = np.asarray(memoryview(cast(Any, display.get_buffer()))).view(np.uint8).reshape(self.size[1], -1, 4)
            cv2.cvtColor(self._canvas.pixels, cv2.COLOR_RGBA2BGRA, dst=view[:, : self.size[0]])
            del view
        else:
            display.blit(self._canvas.surface, (0, 0))
        pygame.display.flip()
