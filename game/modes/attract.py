"""Waiting for a player: the game plays itself behind the title."""

from __future__ import annotations

from typing import Final

from game.controls.autopilot import Autopilot
from game.controls.command import Command
from game.controls.intent import Intent
from game.modes.mode import STAY, Go, Kit, Look, Mode, Quit, Run, Transition
from game.modes.panel import best_of_the_day, title
from game.scene.drawing import DrawList
from game.tuning import TIMING
from game.world.snapshot import WorldEvent
from game.world.world import Course

AGAIN_S: Final = 3.0
"""A demonstration that is over stays on screen this long before the next begins."""
TITLE_S: Final = 12.0
BOARD_S: Final = 6.0
"""A cabinet shows its title for the one and its board for the other: long enough to be read twice."""


class Attract(Mode):
    """The title over the autopilot's run. Both arms up, or Start, begins a game."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._present = False
        self._over_s = 0.0
        self._begin()

    def step(self, intent: Intent) -> Transition:
        """Anyone's jump starts the game; until then the autopilot plays."""
        self._present = intent.present
        if intent.jump:
            return self._play()
        self._run.step(self._pilot.intent(self._run.now), intent.present)
        self._over_s = self._over_s + TIMING.step_s if self._run.now.over else 0.0
        if self._over_s > AGAIN_S:
            self._kit = self._kit.next()
            self._begin()
        return STAY

    def command(self, command: Command) -> Transition:
        """Start plays; Back leaves, but not from a cabinet."""
        match command:
            case Command.START:
                return self._play()
            case Command.TEACH if self._kit.taught is not None:
                from game.modes.teach import Teach

                return Go(Teach(self._kit))
            case Command.BACK if self._kit.cabinet:
                return STAY
            case Command.BACK | Command.QUIT:
                return Quit()
            case _:
                return STAY

    def draw(self, fraction: float, look: Look) -> DrawList:
        """The run behind the title; on a cabinet the best of the day in turn with it."""
        world = self._run.draw(self._kit, fraction, look)
        if self._kit.cabinet and self._kit.record.runs and look.t_s % (TITLE_S + BOARD_S) > TITLE_S:
            return world + best_of_the_day(self._kit, look)
        return world + title(self._kit, look, self._present)

    def drain(self) -> tuple[WorldEvent, ...]:
        """Nothing: a cabinet that waits keeps quiet."""
        self._run.drain()
        return ()

    def digest(self) -> str:
        """Of the run's world."""
        return self._run.world.digest()

    def _begin(self) -> None:
        self._run = Run(self._kit.seed, Course.ATTRACT, self._kit.calm)
        self._pilot = Autopilot(self._kit.seed)
        self._over_s = 0.0

    def _play(self) -> Transition:
        from game.modes.play import Play  # play leads back here

        return Go(Play(self._kit.next()), "go")
