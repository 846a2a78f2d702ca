"""Practice and free play: a clearing where nothing can go wrong."""

from __future__ import annotations

from game.controls.intent import Intent
from game.modes.mode import STAY, Go, Kit, Look, Mode, Run, Transition
from game.modes.panel import free, practice
from game.scene.command import Command
from game.scene.drawing import DrawList
from game.tuning import SCENE, TIMING
from game.world.snapshot import WorldEvent
from game.world.world import Course

SHOWN_S = 1.6
"""How long the pose just recognised stays lit."""
GONE_S = 20.0
"""An unattended clearing whose player is away this long goes back to the title."""


class Practice(Mode):
    """The eight poses, how to do each, and how sure Huia is of what it sees."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._run = Run(kit.seed, Course.PRACTICE, kit.calm)
        self._done: dict[str, int] = {}
        self._last = ""
        self._last_s = SHOWN_S
        self._away_s = 0.0

    def step(self, intent: Intent) -> Transition:
        """The bird does what is recognised; what was done is counted."""
        self._last_s += TIMING.step_s
        name = "hadouken" if intent.hadouken else "fly" if intent.jump else intent.move
        if name is not None:
            self._last, self._last_s = name, 0.0
            self._done[name] = self._done.get(name, 0) + 1
        self._run.step(intent)
        if self._kit.taught is not None and self._kit.taught.asked >= 1.0:
            return self.command(Command.TEACH)
        self._away_s = 0.0 if intent.present else self._away_s + TIMING.step_s
        return _title(self._kit) if self._kit.cabinet and self._away_s > GONE_S else STAY

    def command(self, command: Command) -> Transition:
        """Teach begins a lesson; Back leaves, but a cabinet only for its title."""
        if command is Command.TEACH and self._kit.taught is not None:
            from game.modes.teach import Teach  # a lesson leads back here

            return Go(Teach(self._kit))
        if command is Command.BACK and self._kit.cabinet:
            return _title(self._kit)
        return super().command(command)

    def draw(self, fraction: float, look: Look) -> DrawList:
        """The clearing, the skeleton, the poses."""
        lit = self._last if self._last_s < SHOWN_S else ""
        beside = look.size[0] > look.size[1]  # in a tall window the poses are listed below
        world = self._run.draw(self._kit, fraction, look, SCENE.close, SCENE.beside_px * beside)
        return world + practice(self._kit, look, lit, self._done)

    def drain(self) -> tuple[WorldEvent, ...]:
        """The clearing's sounds."""
        return self._run.drain()

    def digest(self) -> str:
        """Of the run's world."""
        return self._run.world.digest()


class Free(Mode):
    """The Huia's wings are the player's arms."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._run = Run(kit.seed, Course.FREE, kit.calm)

    def step(self, intent: Intent) -> Transition:
        """One step of the clearing."""
        self._run.step(intent)
        return STAY

    def draw(self, fraction: float, look: Look) -> DrawList:
        """The clearing and the camera's picture."""
        return self._run.draw(self._kit, fraction, look, SCENE.close) + free(self._kit, look)

    def drain(self) -> tuple[WorldEvent, ...]:
        """The clearing's sounds."""
        return self._run.drain()

    def digest(self) -> str:
        """Of the run's world."""
        return self._run.world.digest()


def _title(kit: Kit) -> Transition:
    from game.modes.attract import Attract  # the title may lead here

    return Go(Attract(kit.next()))
