"""What a mode is: it steps, answers commands with a transition, and draws. It reads no clock and opens no window."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from dataclasses import dataclass, field, replace
from typing import Final

from game.body.classifier import ModelCard
from game.controls.combine import combine
from game.controls.command import Command
from game.controls.intent import Intent
from game.controls.taught import TaughtControl
from game.scene.drawing import DrawList
from game.scene.effects import hold_s
from game.scene.interface.scoreboard import ROWS
from game.scene.stage import Stage
from game.tuning import SCENE, TIMING
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
"""Kept until somebody draws or listens; older ones are forgotten."""
MOST_RUNS: Final = ROWS
"""Remembered of a sitting: as many as its board shows."""
FRESH_S: Final = 0.25
"""Older events are no longer worth an effect."""
APART_STEPS: Final = 30
"""A quarter of a second: no two hit-stops follow one another closer, or a falling stack would stutter."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a run came to."""

    points: int
    distance_m: float


@dataclass(slots=True)
class Record:
    """The best runs of this sitting, which on a cabinet is the day. The one thing modes share that changes.

    In memory only: a cabinet that is switched off has forgotten who played.
    """

    best: int = 0
    runs: list[Score] = field(default_factory=list)

    def add(self, score: Score) -> int | None:
        """Note a run; its place, from 0, or None if MOST_RUNS were better. Nobody is noted for nothing."""
        self.best = max(self.best, score.points)
        if score.points <= 0:
            return None
        # whoever was first keeps the better place
        place = sum(run.points >= score.points for run in self.runs)
        self.runs.insert(place, score)
        del self.runs[MOST_RUNS:]
        return place if place < MOST_RUNS else None


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

    def cues(self) -> tuple[str, ...]:
        """Sounds of the mode itself since the last call, by their names in the sound bank."""
        return ()

    def tension(self) -> float | None:
        """How thrilling it is, 0..1, for the music; None where nobody plays."""
        return None

    def digest(self) -> str:
        """sha256 over the world's whole state; empty for a mode without a world."""
        return ""


class Run:
    """A world being played: its last two snapshots, and what happened since somebody asked.

    After a blow it stands still for a moment (hit-stop), unless calm: a whole number of steps, so that the same
    intents give the same run.
    """

    def __init__(self, seed: int, course: Course, calm: bool = False) -> None:
        self.world = World(seed, course)
        self._calm = calm
        self._still = 0  # steps to go until the world moves on; below 0: since it has
        self._owed = Intent(present=False)  # edges that came meanwhile: nobody's jump is swallowed
        self._present = False
        self._joined = False
        self.now: Snapshot = self.world.snapshot()
        self.previous: Snapshot = self.now
        # bounded: a run that is never drawn or never heard keeps only its latest events
        self._heard: deque[WorldEvent] = deque(maxlen=MOST_EVENTS)
        self._shown: deque[WorldEvent] = deque(maxlen=MOST_EVENTS)

    def step(self, intent: Intent, present: bool | None = None) -> tuple[WorldEvent, ...]:
        """One step of the world, or of its standing still; returns its events.

        present: somebody is in view, where it is not they who play (attract mode).
        """
        present = intent.present if present is None else present
        self._joined |= present and not self._present
        self._present = present
        self._still -= 1
        if self._still >= 0:
            self._owed = combine(self._owed, _edges(intent))
            self.previous = self.now
            return ()
        events = self.world.step(combine(intent, self._owed))
        self._owed = Intent(present=False)
        if self._still < -APART_STEPS:  # what falls one after the other is one blow
            self._still = round(hold_s(events, SCENE, self._calm) / TIMING.step_s) or self._still
        self.previous, self.now = self.now, self.world.snapshot()
        self._heard.extend(events)
        self._shown.extend(events)
        return events

    def hold(self, present: bool = True) -> None:
        """The world waits for a step: nothing is left to interpolate. present: somebody is in view meanwhile."""
        self._present &= present
        self.previous = self.now

    def drain(self) -> tuple[WorldEvent, ...]:
        """Events since the last call, for sound."""
        heard = tuple(self._heard)
        self._heard.clear()
        return heard

    def draw(self, kit: Kit, fraction: float, look: Look, zoom: float = 1.0, aside_px: float = 0.0) -> DrawList:
        """The world as the kit's stage paints it (see `Stage.draw`); each event reaches the stage once."""
        # drawn seldom (headless screenshots), it must not show at once what happened in between
        shown = tuple(event for event in self._shown if event.t_s >= self.now.t_s - FRESH_S)
        joined = self._joined
        self._shown.clear()
        self._joined = False
        if kit.stage is None:
            return []
        return kit.stage.draw(self.previous, self.now, fraction, look.t_s, shown, kit.calm, zoom, joined, aside_px)


def _edges(intent: Intent) -> Intent:
    return Intent(jump=intent.jump, hadouken=intent.hadouken, move=intent.move, present=False)
