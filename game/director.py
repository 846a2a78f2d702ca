"""Which mode is on: the one place that turns transitions into modes. Neither clock nor window in it."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from game.body.classifier import ModelCard
from game.controls.acts import ActScript
from game.controls.command import Command
from game.controls.intent import Intent
from game.modes.attract import Attract
from game.modes.free import Free
from game.modes.gaze import Gaze
from game.modes.look import Look
from game.modes.mode import Mode
from game.modes.play import Play
from game.modes.poseset import PoseSet
from game.modes.practice import Practice
from game.modes.results import Results
from game.modes.setting import Setting
from game.modes.teach import Teach
from game.modes.transitions import (
    Opening,
    Quit,
    Stay,
    ToAttract,
    ToFree,
    ToGaze,
    ToPlay,
    ToPoseSet,
    ToPractice,
    ToResults,
    ToSettings,
    ToTeach,
    Transition,
)
from game.scene.drawing import DrawList
from game.vision.sight import Sight
from game.world.snapshot import WorldEvent


def opened(opening: Opening) -> tuple[Mode, str]:
    """The mode a transition names, and the sound that goes with it ("" for none).

    Raises UserError for a pose name that cannot be taught.
    """
    match opening:
        case ToAttract(kit):
            return Attract(kit), ""
        case ToPlay(kit, lesson):
            return Play(kit, lesson), "go"
        case ToResults():
            return Results(opening), "best" if opening.best else ""
        case ToPractice(kit, done, guest):
            return Practice(kit, done, guest), ""
        case ToSettings(kit):
            return Setting(kit), ""
        case ToFree(kit, guest):
            return Free(kit, guest), ""
        case ToGaze(kit, own, guest):
            return Gaze(kit, own, guest), ""
        case ToTeach(kit, name, done):
            return Teach(kit, name, done), ""
        case ToPoseSet(kit, done):
            return PoseSet(kit, done), ""
        case _:
            assert_never(opening)


class Director:
    """Runs modes one after the other until one of them quits. mode: the one that is on. ended: no more to come.

    may_play: False on a cabinet that waits for a coin; what would begin a run then does nothing.
    """

    may_play = True

    def __init__(self, opening: Opening) -> None:
        """Raises UserError like `opened`."""
        self.mode, _ = opened(opening)
        self.ended = False
        self._heard: list[WorldEvent] = []
        self._cues: list[str] = []
        self._scores: list[int] = []

    def see(self, sight: Sight) -> None:
        """A new sight."""
        self.mode.see(sight)

    def step(self, intent: Intent) -> None:
        """One fixed step with this intent."""
        self._apply(self.mode.step(intent))

    def command(self, command: Command) -> None:
        """A button of the program was pressed."""
        self._apply(self.mode.command(command))

    def draw(self, fraction: float, look: Look) -> DrawList:
        """The frame `fraction` of a step past the last one."""
        return self.mode.draw(fraction, look)

    def take_up(self, card: ModelCard) -> None:
        """Another model reads the poses from now on; practice shows its poses at once."""
        kit = replace(self.mode.kit, card=card)
        if isinstance(self.mode, Practice):
            self._apply(ToPractice(kit.next()))
            return
        self.mode.kit = kit
        self.mode.run.script = ActScript(card.acts)

    def drain(self) -> tuple[WorldEvent, ...]:
        """What happened in every world since the last call."""
        heard, self._heard = (*self._heard, *self.mode.drain()), []
        return heard

    def cues(self) -> tuple[str, ...]:
        """Sounds of modes and of changes between them since the last call, by their names in the sound bank."""
        cues, self._cues = (*self._cues, *self.mode.cues()), []
        return cues

    def finished(self) -> tuple[int, ...]:
        """The points of each run that ended since the last call."""
        scores, self._scores = tuple(self._scores), []
        return scores

    def tension(self) -> float | None:
        """How thrilling it is, 0..1; None where nobody plays."""
        return self.mode.tension()

    def digest(self) -> str:
        """Of the mode and its world: equal inputs give equal digests, bit for bit."""
        return f"{type(self.mode).__name__.lower()}:{self.mode.digest()}"

    def _apply(self, transition: Transition) -> None:
        match transition:
            case Stay():
                return
            case Quit():
                self.ended = True
            case ToPlay() if not self.may_play:
                return
            case _:
                self._heard.extend(self.mode.drain())
                self._cues.extend(self.mode.cues())
                if isinstance(transition, ToResults):
                    self._scores.append(transition.run.now.score)
                self.mode, cue = opened(transition)
                self._cues += [cue] * bool(cue)
