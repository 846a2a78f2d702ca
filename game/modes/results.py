"""The results of a run, over the place where it ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from game.controls.command import Command
from game.controls.intent import Intent
from game.modes.kit import Kit
from game.modes.look import Look
from game.modes.mode import Mode
from game.modes.panel import over, over_on_cabinet
from game.modes.run import Run
from game.modes.transitions import STAY, Quit, ToAttract, ToPlay, Transition
from game.scene.drawing import DrawList
from game.scene.interface.scoreboard import ROWS
from game.scores.score import Score
from game.tuning import TIMING

COUNTED: Final = {"passed": "Left behind", "knock": "Knocked over", "pickup": "Berries and grubs"}
"""Kinds of events that the results list, and their labels."""
READY_S: Final = 1.2
"""Jumps are ignored for so long: arms still raised from the run must not start the next one."""
STALE_S: Final = 45.0
"""Results return to the title after this time without an answer."""
CABINET_S: Final = 20.0
"""The same on a cabinet, where other players are waiting."""


class Results(Mode):
    """The score over the place where the run ended. Both arms up, or Start, plays again."""

    def __init__(self, kit: Kit, run: Run, tally: Mapping[str, int], kept: Score, before: int) -> None:
        """See `ToResults`."""
        super().__init__(kit, run)
        self._lines = tuple((name, f"{tally.get(kind, 0)}") for kind, name in COUNTED.items())
        self.score = run.now.score
        self._best = before
        place = kit.scores.place(kept, "today")
        self._place = place if place is not None and place < ROWS else None
        self._stay_s = CABINET_S if kit.cabinet else STALE_S
        self._seconds = 0.0

    def step(self, intent: Intent) -> Transition:
        """One step: the world goes on behind the score. A jump plays again."""
        self._seconds += TIMING.step_s
        if intent.anyone_jumps and self._seconds > READY_S:
            return ToPlay(self.kit.next())
        if self._seconds > self._stay_s:
            return ToAttract(self.kit.next())
        mate = None if intent.mate is None else Intent(face=intent.mate.face, present=intent.mate.present)
        self.run.step(Intent(face=intent.face, present=intent.present, mate=mate))
        return STAY

    def command(self, command: Command) -> Transition:
        """Start plays again, Back leads to the title."""
        match command:
            case Command.START if self._seconds > 0.3:
                return ToPlay(self.kit.next())
            case Command.BACK:
                return ToAttract(self.kit.next())
            case Command.QUIT:
                return Quit()
            case _:
                return STAY

    def draw(self, fraction: float, look: Look) -> DrawList:
        """The score, and whether it is the best so far."""
        world = self.run.draw(self.kit, fraction, look)
        now, seconds = self.run.now, self._seconds
        if self.kit.cabinet:
            args = self.kit, look, now, self._best, seconds, self._lines, self._stay_s, self._place
            return world + over_on_cabinet(*args)
        return world + over(look, now, self._best, seconds, self._lines)
