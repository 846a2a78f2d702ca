"""What a mode is: it steps, answers commands with a transition, and draws. It reads no clock and opens no window."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

from game.controls.acts import ActScript
from game.controls.command import Command
from game.controls.intent import Intent
from game.modes.kit import Kit
from game.modes.look import Look
from game.modes.run import Run
from game.modes.transitions import STAY, Quit, Transition
from game.modes.twos import OnTwos
from game.scene.drawing import DrawList
from game.vision.sight import Sight
from game.world.snapshot import WorldEvent


class Mode(ABC):
    """One state of the program: a run of the world, and what is shown over it.

    kit: what it was made with. run: the world on screen now. eyes: whether it wants to see a player's eyes near the
    camera instead of their body.
    """

    eyes = False

    @property
    def paused(self) -> bool:
        """Whether its player has paused it."""
        return False

    @property
    def learning(self) -> bool:
        """Whether the game trains a model meanwhile, which costs as much as vision."""
        return self.kit.maker is not None and self.kit.maker.training

    def __init__(self, kit: Kit, run: Run) -> None:
        self.kit = kit
        self.run = run
        if kit.card is not None:
            run.script = ActScript(kit.card.acts)
        self._cues: list[str] = []
        self._interface = OnTwos()

    def see(self, sight: Sight) -> None:  # noqa: B027  most modes read it when they draw
        """A new sight has come."""

    @abstractmethod
    def step(self, intent: Intent) -> Transition:
        """One fixed step of TIMING.step_s."""

    def command(self, command: Command) -> Transition:
        """A button of the program was pressed. Back and Quit end the program unless a mode decides otherwise."""
        return Quit() if command in (Command.QUIT, Command.BACK) else STAY

    @abstractmethod
    def draw(self, fraction: float, look: Look) -> DrawList:
        """The frame, with the world `fraction` of a step past the last one."""

    def over(self, look: Look, make: Callable[[], DrawList]) -> DrawList:
        """The interface over a world that has just been drawn: what `make` returns, on twos where painting is short."""
        return self._interface.of(look, self.kit.stage.drawn if self.kit.stage is not None else 0, make)

    def drain(self) -> tuple[WorldEvent, ...]:
        """What happened in the world since the last call, for sound."""
        return self.run.drain()

    def cues(self) -> tuple[str, ...]:
        """Sounds of the mode itself since the last call, by their names in the sound bank."""
        cues, self._cues = tuple(self._cues), []
        return cues

    def tension(self) -> float | None:
        """How thrilling it is, 0..1, for the music; None where nobody plays."""
        return None

    def digest(self) -> str:
        """sha256 over the world's whole state."""
        return self.run.world.digest()
