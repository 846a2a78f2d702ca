"""All settings of vision, as its process is started with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from game.body.profile import Choice
from game.vision.cameras.camera import DEMO_SIZE
from game.vision.cameras.source import FrameSource, Turn

MOST_PEOPLE: Final = 3
"""Default number of people: the player and people who walk past."""


@dataclass(frozen=True, slots=True)
class VisionSpec:
    """All settings of vision. It can be pickled, to start a process with it.

    camera, seed, size, realtime, turn, mirrored: as `open_source` takes them.
    model: the pose model, a .task bundle; None: pictures only. classifier: the move classifier, a .tflite with its
    card; None: jumps and facing only. moves: the temporal network; None: a simpler gate. faces: the face models, a
    bundle; None: facing from the pose, no expressions. record: file for the player's poses. profile: how they play,
    or "auto".
    gaze: a kept player of the gaze lab, whose gaze is followed beside the body; None: nobody's.
    eyes: look for the eyes of a face near the camera instead of bodies, in the camera's best pictures.
    most_people: how many poses are looked for. pair: a second player may join. picture: whether sights carry a small
    picture.
    epoch: number of the process's start. open: opens the camera; tests put a misbehaving one here (it must be
    picklable: a module's function, or a functools.partial of one).
    """

    camera: str | None = None
    seed: int = 0
    size: tuple[int, int] = DEMO_SIZE
    realtime: bool = True
    turn: Turn = 0
    mirrored: bool = False
    profile: Choice = "auto"
    model: Path | None = None
    classifier: Path | None = None
    moves: Path | None = None
    faces: Path | None = None
    record: Path | None = None
    eyes: bool = False
    gaze: Path | None = None
    most_people: int = MOST_PEOPLE
    pair: bool = True
    picture: bool = True
    epoch: int = 0
    open: Callable[[VisionSpec], FrameSource] | None = None
