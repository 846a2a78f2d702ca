"""What the program knows when a frame is drawn, besides the world."""

from __future__ import annotations

from dataclasses import dataclass

from game.tuning import FINEST, Quality
from game.vision.sight import Sight


@dataclass(frozen=True, slots=True)
class Meters:
    """The F3 panel: lines of figures, and the newest frame intervals in ms, oldest first."""

    lines: tuple[str, ...]
    frames_ms: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What a frame shows besides the world.

    t_s: time for animation. size: of the interface, logical pixels. sight: newest from vision. notice: a sentence
    about camera or models, empty when all is well. by_body: a body plays, not keys. meters: figures for the F3 panel,
    None while it is closed. help: the help screen is open.
    pointer: the mouse, x, y in 0..1 of the window. quality: how much of the world is painted.
    """

    t_s: float
    size: tuple[int, int] = (1280, 720)
    sight: Sight | None = None
    notice: str = ""
    by_body: bool = True
    meters: Meters | None = None
    help: bool = False
    quality: Quality = FINEST
    pointer: tuple[float, float] | None = None
