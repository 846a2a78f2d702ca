"""Which mode is on. One place applies what modes return; neither clock nor window in it."""

from __future__ import annotations

from game.controls.command import Command
from game.controls.intent import Intent
from game.modes.mode import Go, Look, Mode, Quit, Stay, Transition
from game.scene.drawing import DrawList
from game.world.snapshot import WorldEvent


class Director:
    """Runs modes one after the other until one of them quits."""

    def __init__(self, mode: Mode) -> None:
        self.mode = mode
        self.ended = False
        self._heard: list[WorldEvent] = []
        self._cues: list[str] = []

    def step(self, intent: Intent) -> None:
        """One fixed step with this wish."""
        self._apply(self.mode.step(intent))

    def command(self, command: Command) -> None:
        """Somebody pressed a button of the shell."""
        self._apply(self.mode.command(command))

    def draw(self, fraction: float, look: Look) -> DrawList:
        """The frame `fraction` of a step past the last one."""
        return self.mode.draw(fraction, look)

    def drain(self) -> tuple[WorldEvent, ...]:
        """What happened in every world since the last call."""
        heard, self._heard = (*self._heard, *self.mode.drain()), []
        return heard

    def cues(self) -> tuple[str, ...]:
        """Sounds of modes and of changes between them since the last call."""
        cues, self._cues = (*self._cues, *self.mode.cues()), []
        return cues

    def tension(self) -> float | None:
        """How thrilling it is, 0..1; None where nobody plays."""
        return self.mode.tension()

    def digest(self) -> str:
        """Of the mode and its world: equal inputs give equal digests, bit for bit."""
        return f"{type(self.mode).__name__.lower()}:{self.mode.digest()}"

    def _apply(self, transition: Transition) -> None:
        match transition:
            case Stay():
                pass
            case Go(mode, cue):
                self._heard.extend(self.mode.drain())
                self._cues += [cue] * bool(cue)
                self.mode = mode
            case Quit():
                self.ended = True
