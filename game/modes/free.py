"""Free play: the player's arms are the Huia's wings, in a clearing where nothing can go wrong."""

from __future__ import annotations

from typing import Final

from game.controls.command import Command
from game.controls.intent import Intent
from game.modes.kit import Kit
from game.modes.look import Look
from game.modes.mode import Mode
from game.modes.panel import free
from game.modes.run import Run
from game.modes.transitions import STAY, ToAttract, Transition
from game.scene.drawing import DrawList
from game.tuning import SCENE, TIMING
from game.world.world import Course

GONE_S: Final = 20.0
"""A guest who is out of view for so long has left."""
FLOWN_M: Final = 0.6
"""A bird higher than this flies."""
KNOWN_S: Final = 4.0
"""Who has flown for so long needs no hint any more."""


class Free(Mode):
    """The Huia's wings are the player's arms."""

    def __init__(self, kit: Kit, guest: bool = False) -> None:
        """guest: it was chosen from a menu, so it leads back to the title."""
        super().__init__(kit, Run(kit.seed, Course.FREE, kit.calm))
        self._returns = guest or kit.cabinet
        self._away_s = 0.0
        self._flown_s = 0.0

    def step(self, intent: Intent) -> Transition:
        """One step of the clearing."""
        self.run.step(intent)
        self._flown_s += TIMING.step_s * (self.run.now.bird.y_m > FLOWN_M)
        self._away_s = 0.0 if intent.anybody else self._away_s + TIMING.step_s
        return ToAttract(self.kit.next()) if self._returns and self._away_s > GONE_S else STAY

    def command(self, command: Command) -> Transition:
        """Back ends the program, or returns to the title where it was chosen from there."""
        if command is Command.BACK and self._returns:
            return ToAttract(self.kit.next())
        return super().command(command)

    def draw(self, fraction: float, look: Look) -> DrawList:
        """The clearing, the camera's picture, and how to fly until it has been done."""
        world = self.run.draw(self.kit, fraction, look, SCENE.close)
        return world + self.over(look, lambda: free(self.kit, look, self._flown_s < KNOWN_S))
