"""What a mode is: it steps, answers commands with a transition, and draws. It reads no clock and opens no window."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from dataclasses import dataclass, field, replace
from typing import Final

from game.body.classifier import ModelCard
from game.controls.intent import Intent
from game.controls.taught import TaughtControl
from game.scene.command import Command
from game.scene.drawing import DrawList
from game.scene.stage import Stage
from game.vision.sight import Sight
from game.world.snapshot import Snapshot, WorldEvent
from game.world.world import Course, World


@dataclass(frozen=True, slots=True)
class Stay:
    """Go on with this mode."""


@dataclass(frozen=True, slots=True)
class Go:
    """Another mode takes over. cue: a sound of the shell to go with it, by its name in the sound bank."""

    mode: Mode
    cue: str = ""


@dataclass(frozen=True, slots=True)
class Quit:
    """The program ends."""


Transition = Stay | Go | Quit
STAY = Stay()
MOST_EVENTS: Final = 256


@dataclass(slots=True)
class Record:
    """The best of this sitting. The one thing modes share that changes."""

    best: int = 0


@dataclass(frozen=True, slots=True)
class Kit:
    """What every mode is made with.

    stage: paints the world; None where nothing is ever drawn. seed: of the next world. card: the classifier's, for
    labels and thresholds on screen. cabinet: unattended, the Back button leads to its title and not out.
    calm: reduce flashing. taught: the player's own poses, None where they cannot be taught.
    """

    stage: Stage | None
    seed: int
    card: ModelCard | None = None
    cabinet: bool = False
    calm: bool = False
    record: Record = field(default_factory=Record)
    taught: TaughtControl | None = None

    def next(self) -> Kit:
        """The kit for the run after this one: its seed follows from this one's, so a whole session replays."""
        return replace(self, seed=(self.seed * 1_103_515_245 + 12_345) % 2**31)  # the C standard's example generator


@dataclass(frozen=True, slots=True)
class Meters:
    """The F3 panel: lines of figures, and the newest frame intervals in ms, oldest first."""

    lines: tuple[str, ...]
    frames_ms: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What the shell knows when a frame is drawn, besides the world.

    t_s: time for animation. size: of the interface, logical pixels. sight: newest from vision.
    notice: a sentence about camera or models, empty when all is well. by_body: a body plays, not keys.
    meters: figures for the F3 panel, None while it is closed. help: the keys are asked for.
    """

    t_s: float
    size: tuple[int, int] = (1280, 720)
    sight: Sight | None = None
    notice: str = ""
    by_body: bool = True
    meters: Meters | None = None
    help: bool = False


class Mode(ABC):
    """One state of the program."""

    @abstractmethod
    def step(self, intent: Intent) -> Transition:
        """One fixed step of TIMING.step_s."""

    def command(self, command: Command) -> Transition:
        """Somebody pressed a button of the shell."""
        return Quit() if command in (Command.QUIT, Command.BACK) else STAY

    @abstractmethod
    def draw(self, fraction: float, look: Look) -> DrawList:
        """The frame, with the world `fraction` of a step past the last one."""

    def drain(self) -> tuple[WorldEvent, ...]:
        """What happened in the world since the last call: for sound."""
        return ()

    def tension(self) -> float | None:
        """How thrilling it is, 0..1, for the music; None where nobody plays."""
        return None

    def digest(self) -> str:
        """sha256 over the world's whole state; empty for a mode without a world."""
        return ""


class Run:
    """A world being played: its last two snapshots, and what happened since somebody asked."""

    def __init__(self, seed: int, course: Course) -> None:
        self.world = World(seed, course)
        self.now: Snapshot = self.world.snapshot()
        self.previous: Snapshot = self.now
        # bounded: a run that is never drawn or never heard keeps only its latest events
        self._heard: deque[WorldEvent] = deque(maxlen=MOST_EVENTS)
        self._shown: deque[WorldEvent] = deque(maxlen=MOST_EVENTS)

    def step(self, intent: Intent) -> tuple[WorldEvent, ...]:
        """One step of the world; returns its events."""
        events = self.world.step(intent)
        self.previous, self.now = self.now, self.world.snapshot()
        self._heard.extend(events)
        self._shown.extend(events)
        return events

    def hold(self) -> None:
        """The world stands still for a step: nothing is left to interpolate."""
        self.previous = self.now

    def drain(self) -> tuple[WorldEvent, ...]:
        """Events since the last call, for sound."""
        heard = tuple(self._heard)
        self._heard.clear()
        return heard

    def draw(self, kit: Kit, fraction: float, look: Look, zoom: float = 1.0) -> DrawList:
        """The world as the kit's stage paints it; each event reaches the stage once."""
        shown = tuple(self._shown)
        self._shown.clear()
        if kit.stage is None:
            return []
        return kit.stage.draw(self.previous, self.now, fraction, look.t_s, shown, kit.calm, zoom)
