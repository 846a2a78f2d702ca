"""Films the game without a window or a clock: the autopilot plays, the real modes and painter make the pictures.

For looking at motion (`tools/contact_sheet.py --game`) and for measuring what a frame costs (`tools/bench.py`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from game.body.classifier import read_card
from game.body.reading import Facing, Reading
from game.controls.autopilot import Autopilot
from game.controls.intent import Intent
from game.director import Director
from game.eventlog import EventLog
from game.modes.kit import Kit
from game.modes.look import Look
from game.modes.practice_panel import FIGURE_NAMES
from game.modes.results import Results
from game.modes.run import Run
from game.modes.transitions import ToFree, ToPlay, ToPractice
from game.places import CLASSIFIER
from game.scene.stage import Stage
from game.screen.window import Window
from game.sitting import Sitting
from game.tuning import FINEST, TIMING, Quality
from game.vision.cameras.source import OK
from game.vision.sight import Sight
from game.vision.virtual.source import VirtualCamera

MODES: Final = {"play": ToPlay, "practice": ToPractice, "free": ToFree}
STEPS: Final = round(1 / TIMING.fps / TIMING.step_s)
REEL: Final = 48  # pictures of the virtual player that are shown in turn, one every second frame as a webcam's are

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one frame took, CPU seconds of this thread. step_s: the world. draw_s: the draw list, bird and interface
    included. paint_s: pixels. fiery: a hadouken was gathered, in flight or bursting.
    """

    step_s: float
    draw_s: float
    paint_s: float
    fiery: bool

    @property
    def whole_s(self) -> float:
        """All of it."""
        return self.step_s + self.draw_s + self.paint_s


class Film:
    """One sitting in one of MODES: `next` plays and paints a frame, `pixels` is what is seen.

    quality: how much is painted. A lost run is followed by another.
    """

    def __init__(
        self,
        stage: Stage,
        course: str = "play",
        seed: int = 1,
        size: tuple[int, int] = (1280, 720),
        quality: Quality = FINEST,
    ) -> None:
        self._kit = Kit(stage, seed, read_card(CLASSIFIER.with_suffix(".json")))
        self._course = course
        self._quality = quality
        self._window = Window(size, headless=True)
        self._frame = 0
        self._begin()

    @property
    def run(self) -> Run:
        """The world that is played now."""
        return self._sitting.director.mode.run

    @property
    def pixels(self) -> Picture:
        """The last frame, (h, w, 3) RGB: a copy."""
        return self._window.pixels.copy()

    def next(self, paint: bool = True, wish: Intent | None = None) -> Cost:
        """One frame. wish: instead of the autopilot's."""
        began = time.thread_time()
        for n in range(STEPS):
            intent = wish or self._pilot.intent(self.run.now)
            self._sitting.step(intent.held() if wish is not None and n else intent)
            if isinstance(self._sitting.director.mode, Results):
                self._kit = self._kit.next()
                self._begin()
        self._sitting.heard()
        fiery = bool(self.run.now.waves) or self.run.now.bird.act == "hadouken"
        self._frame += 1
        stepped = time.thread_time()
        if not paint:
            return Cost(stepped - began, 0.0, 0.0, fiery)
        sight = _reel()[self._frame // 2 % REEL]
        look = Look(self._frame / TIMING.fps, self._window.interface_size, sight, quality=self._quality)
        drawing = self._sitting.draw(1.0, look)
        drawn = time.thread_time()
        self._window.show(drawing)
        return Cost(stepped - began, drawn - stepped, time.thread_time() - drawn, fiery)

    def _begin(self) -> None:
        self._sitting = Sitting(Director(MODES[self._course](self._kit)), EventLog(None))
        self._pilot = Autopilot(self._kit.seed)


@lru_cache(maxsize=1)
def _reel() -> tuple[Sight, ...]:
    """The virtual player as vision would tell of it, with the true pose."""
    camera = VirtualCamera(seed=1, size=(320, 240))
    sights = []
    for n in range(REEL):
        frame = camera.frame(30 + n)
        scores = tuple(0.5 + 0.5 * float(np.sin(n / 9 + 2 * k)) for k in range(len(FIGURE_NAMES)))
        pose = frame.truth[0] if frame.truth else None
        reading = Reading(n / 30, pose, 1, Facing(0.2, 0.0, 0.0), 0.1, False, None, scores)
        picture = np.ascontiguousarray(frame.image[..., ::-1])
        sights.append(Sight(reading, OK, picture=picture, captured_s=1.0, frames=n + 1, fps=30.0, size=(320, 240)))
    return tuple(sights)
