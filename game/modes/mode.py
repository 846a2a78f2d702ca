"""What a mode is: it steps, answers commands with a transition, and draws. It reads no clock and opens no window."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from game.controls.intent import Intent
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
    """Another mode takes over."""

    mode: Mode


@dataclass(frozen=True, slots=True)
class Quit:
    """The program ends."""


Transition = Stay | Go | Quit
STAY = Stay()


@dataclass(slots=True)
class Record:
    """The best of this sitting. The one thing modes share that changes."""

    best: int = 0


@dataclass(frozen=True, slots=True)
class Kit:
    """What every mode is made with.

    seed: of the next world; each new run takes `next_seed`, so a session replays whole. cabinet: unattended, never
    quits by itself. calm: reduce flashing. by_body: whether the player is told to use arms or keys.
    """

    stage: Stage
    seed: int
    labels: tuple[str, ...] = ()
    levels: tuple[float, ...] = ()
    cabinet: bool = False
    calm: bool = False
    record: Record = field(default_factory=Record)

    def next(self) -> Kit:
        """The kit for the run after this one: another seed, made from this one by a fixed rule."""
        seed = (self.seed * 1_103_515_245 + 12_345) % 2**31
        return Kit(self.stage, seed, self.labels, self.levels, self.cabinet, self.calm, self.record)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What the shell knows when a frame is drawn, besides the world.

    t_s: time for animation. size: logical pixels. sight: newest from the vision process; age_s: its age.
    notice: a sentence about the camera or the models, empty when all is well. by_body: a body is what plays.
    meters: lines for the F3 panel, empty when it is closed. guide: show keys and hints.
    """

    t_s: float
    size: tuple[int, int]
    sight: Sight | None = None
    age_s: float = 0.0
    notice: str = ""
    by_body: bool = True
    meters: tuple[str, ...] = ()
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


class Run:
    """A world being played: its last two snapshots, and what happened since somebody asked."""

    def __init__(self, seed: int, course: Course) -> None:
        self.world = World(seed, course)
        self.now: Snapshot = self.world.snapshot()
        self.previous: Snapshot = self.now
        self._heard: list[WorldEvent] = []
        self._shown: list[WorldEvent] = []

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
        heard, self._heard = tuple(self._heard), []
        return heard

    def draw(self, stage: Stage, fraction: float, look: Look, calm: bool) -> DrawList:
        """The world as the stage paints it; each event reaches the stage once."""
        shown, self._shown = self._shown, []
        return stage.draw(self.previous, self.now, fraction, look.t_s, shown, calm)
