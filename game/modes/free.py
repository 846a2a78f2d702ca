"""Free play: the player's arms are the Huia's wings, in a clearing where nothing can go wrong."""

from __future__ import annotations

from game.controls.intent import Intent
from game.modes.kit import Kit
from game.modes.look import Look
from game.modes.mode import Mode
from game.modes.panel import free
from game.modes.run import Run
from game.modes.transitions import STAY, Transition
from game.scene.drawing import DrawList
from game.tuning import SCENE
from game.world.world import Course


class Free(Mode):
    """The Huia's wings are the player's arms."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, Run(kit.seed, Course.FREE, kit.calm))

    def step(self, intent: Intent) -> Transition:
        """One step of the clearing."""
        self.run.step(intent)
        return STAY

    def draw(self, fraction: float, look: Look) -> DrawList:
        """The clearing and the camera's picture."""
        return self.run.draw(self.kit, fraction, look, SCENE.close) + free(self.kit, look)
