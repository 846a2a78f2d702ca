"""A pose set is made: names are typed, each person shows every pose, and a training in the background learns them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from game.controls.command import Command
from game.controls.intent import Intent
from game.controls.setmaker import Stage
from game.controls.trainer import lacking
from game.errors import UserError
from game.modes.kit import Kit
from game.modes.lesson_panel import making
from game.modes.look import Look
from game.modes.mode import Mode
from game.modes.run import Run
from game.modes.transitions import STAY, Quit, ToPractice, Transition
from game.scene.drawing import DrawList
from game.tuning import SCENE, TIMING
from game.world.world import Course

TOLD_S = 6.0
"""A sentence that says why no set can be made stays so long."""


class PoseSet(Mode):
    """Names, rounds, and the way to training. Leads back to practice while the training goes on. Needs `kit.maker`."""

    def __init__(self, kit: Kit, done: Mapping[str, int]) -> None:
        """done: what the player has practised so far, for when they come back to it."""
        super().__init__(kit, Run(kit.seed, Course.PRACTICE, kit.calm))
        if kit.maker is None:
            raise ValueError("a pose set needs kit.maker")
        self._maker = kit.maker
        self._done = done
        self._refused = lacking()
        self._refused_s = 0.0
        if not self._refused:
            try:
                kit.maker.open()
            except UserError as problem:
                self._refused = problem.sentence

    def step(self, intent: Intent) -> Transition:
        """One step. The bird rests while people show their poses."""
        self.run.step(replace(intent.held(), wings=None, walk=0.0))
        if self._refused:
            self._refused_s += TIMING.step_s
            return self._practice() if self._refused_s > TOLD_S else STAY
        return self._practice() if self._maker.stage in (Stage.TRAINING, Stage.OVER) else STAY

    def command(self, command: Command) -> Transition:
        """Back ends the making; what was captured stays."""
        match command:
            case Command.QUIT:
                return Quit()
            case Command.BACK:
                return self._practice()
            case _:
                return STAY

    def draw(self, fraction: float, look: Look) -> DrawList:
        """The player's picture, large, and what is asked for."""
        world = self.run.draw(self.kit, fraction, look, SCENE.close)
        return world + making(self.kit, look, self._maker.view, self._refused)

    def _practice(self) -> Transition:
        if not self._refused:
            self._maker.leave()
        return ToPractice(self.kit.next(), self._done)
