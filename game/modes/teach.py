"""A lesson: the player steps back, gets into a pose of their own, and holds it for ten seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from game.body.lesson import LessonView, Phase
from game.body.taught import Verdict
from game.controls.command import Command
from game.controls.intent import Intent
from game.modes.kit import Kit
from game.modes.lesson_panel import teaching
from game.modes.look import Look
from game.modes.mode import Mode
from game.modes.run import Run
from game.modes.transitions import STAY, Quit, ToPractice, Transition
from game.scene.drawing import DrawList
from game.tuning import SCENE, TIMING
from game.world.world import Course

TOLD_S = 3.0
"""How long the verdict on a lesson stays on the screen."""
STALE_S = 60.0
"""A lesson to which nobody comes ends after this."""


class Teach(Mode):
    """One lesson. Leads back to practice, where the new pose has its own bar. Needs `kit.taught`."""

    def __init__(self, kit: Kit, name: str | None, done: Mapping[str, int]) -> None:
        """name: of the pose, None for the next number. Raises UserError for a name that cannot be.

        done: what the player has practised so far, for when they come back to it.
        """
        super().__init__(kit, Run(kit.seed, Course.PRACTICE, kit.calm))
        if kit.taught is None:
            raise ValueError("a lesson needs kit.taught")
        self._taught = kit.taught
        self._done = done
        self._taught.teach(name)
        self._told_s = 0.0
        self._idle_s = 0.0

    def step(self, intent: Intent) -> Transition:
        """One step. The bird performs the new pose only after it has been learnt."""
        lesson, verdict = self._taught.lesson, self._taught.verdict
        learning = verdict is None
        self.run.step(replace(intent.held(), wings=None, walk=0.0) if learning else intent)
        waits = lesson is not None and lesson.phase is Phase.WAIT
        self._idle_s = self._idle_s + TIMING.step_s if waits else 0.0
        if verdict is not None:
            self._told_s += TIMING.step_s
        gone = lesson is None and verdict is None  # on a cabinet, the player left during the lesson
        return self._practice() if gone or self._told_s > TOLD_S or self._idle_s > STALE_S else STAY

    def command(self, command: Command) -> Transition:
        """Back ends the lesson without learning."""
        match command:
            case Command.QUIT:
                return Quit()
            case Command.BACK | Command.OK:
                return self._practice()
            case _:
                return STAY

    def draw(self, fraction: float, look: Look) -> DrawList:
        """The player's picture, large, and the next instruction."""
        world = self.run.draw(self.kit, fraction, look, SCENE.close)
        return world + teaching(self.kit, look, *self._state())

    def _state(self) -> tuple[LessonView | None, Verdict | None]:
        return self._taught.lesson, self._taught.verdict

    def _practice(self) -> Transition:
        self._taught.stop()
        return ToPractice(self.kit.next(), self._done)
