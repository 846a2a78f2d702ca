"""Practice: a clearing where nothing can go wrong, the eight poses, and a coach that asks for one after the other."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from game.body.poses import NORMAL
from game.controls.command import Command
from game.controls.intent import Intent
from game.modes.coach import Coach
from game.modes.kit import Kit
from game.modes.look import Look
from game.modes.menu import Button
from game.modes.mode import Mode
from game.modes.practice_panel import FIGURE_NAMES, PracticeWords, counted, easiness, practice
from game.modes.rewind import Rewind
from game.modes.run import Run
from game.modes.transitions import STAY, ToAttract, ToGaze, ToPoseSet, ToTeach, Transition
from game.scene.drawing import DrawList
from game.scene.interface.cards import GLOW
from game.scene.interface.gaze import gaze_ring
from game.scene.interface.hud import Toast, aged
from game.scene.interface.rewound import rewound
from game.tuning import SCENE, TIMING
from game.world.snapshot import Act
from game.world.world import Course

SHOWN_S = 1.6
"""How long the pose that was just recognised stays highlighted."""
PATIENCE_S: Final = 15.0
"""The coach asks for the next pose when the player has not done this one for so long."""
EASY_RAD: Final = math.radians(-69)
"""Both arms lower than this hang. The nearest of the other seven poses, backpack, has -56 degrees."""
EASY_S: Final = 1.5
"""Arms that hang this long count as the pose "normal"; players rest for less between two other poses."""
TOAST_S: Final = 5.0
"""How long the praise for all eight poses stays."""
TEACH_AT: Final = (0.78, 0.6, 1.0, 0.8)
"""Where a hand asks to teach (left, top, right, bottom): out to the side at the chest, where no pose has one hand."""
GONE_S = 20.0
"""On a cabinet, practice returns to the title when nobody has been in view for this long."""


class Practice(Mode):
    """The eight poses, how to do each, and the classifier's score of each. Doing all of them once is celebrated."""

    def __init__(self, kit: Kit, done: Mapping[str, int], guest: bool = False) -> None:
        """done: how often each pose has been done before, by a player who comes back from a lesson.

        guest: it was chosen from a menu, so it leads back to the title.
        """
        super().__init__(kit, Run(kit.seed, Course.PRACTICE, kit.calm))
        self._poses = kit.card.labels if kit.card is not None else FIGURE_NAMES
        self._done = dict(done)
        self._last = ""
        self._last_s = SHOWN_S
        self._away_s = 0.0
        self._asked_s = 0.0
        self._easy_s = 0.0
        self._glad = False
        self._words: tuple[Toast, ...] = ()
        self._coach = Coach()
        self._button = Button(*TEACH_AT)
        self._rewind = Rewind()
        self._returns = guest or kit.cabinet

    def step(self, intent: Intent) -> Transition:
        """One step of the clearing: the bird does the recognised pose, and the pose is counted."""
        self._last_s += TIMING.step_s
        self._asked_s += TIMING.step_s if intent.anybody else 0.0
        self._words = aged(self._words, TIMING.step_s)
        name = _named(intent) or self._standing(intent)
        if name is not None:
            self._count(name)
        other = None if intent.mate is None else _named(intent.mate)
        if other is not None:  # two players do the eight together
            self._count(other)
        self.run.step(intent)
        if self._glad:  # ask again at each step: the world drops the request while another act is under way
            self.run.world.celebrate()
            self._glad = self.run.now.bird.act is not Act.VICTORY
        if self._button.step(intent) and self.kit.taught is not None:
            return self.command(Command.TEACH)
        self._away_s = 0.0 if intent.anybody else self._away_s + TIMING.step_s
        return ToAttract(self.kit.next()) if self._returns and self._away_s > GONE_S else STAY

    def command(self, command: Command) -> Transition:
        """Teach begins a lesson. Back ends the program, or returns to the title on a cabinet."""
        if command is Command.TEACH and self.kit.taught is not None:
            return ToTeach(self.kit, done=self._done)
        if command is Command.REWIND:
            self._rewind.ask()
            return STAY
        if command is Command.POSE_SET and self.kit.maker is not None:
            return ToPoseSet(self.kit, self._done)
        if command is Command.GAZE and self.kit.gaze is not None and not self.kit.cabinet:
            return ToGaze(self.kit, self.kit.gaze, guest=True)
        if command is Command.BACK and self._returns:
            return ToAttract(self.kit.next())
        return super().command(command)

    def draw(self, fraction: float, look: Look) -> DrawList:
        """The clearing, the player's skeleton, and the panel of poses."""
        lit = self._last if self._last_s < SHOWN_S else ""
        beside = look.size[0] > look.size[1]  # in a tall window the poses are listed above
        world = self.run.draw(self.kit, fraction, look, SCENE.close, SCENE.beside_px * beside)
        ask = self._ask()
        advice = self._coach.see(look.sight.reading, ask) if look.sight is not None and look.by_body else ""
        words = PracticeWords(lit, self._done, ask, advice, self._words, self._button)
        items = world + self.over(look, lambda: practice(self.kit, look, words))
        gaze = None if look.sight is None else look.sight.gaze
        items += [] if gaze is None else gaze_ring(look.size, *gaze)
        if look.sight is not None and look.by_body:
            again = self._rewind.see(look.sight.reading, ask, look.t_s)
            items += rewound(look.size, again, self.kit.say) if again is not None else []
        return items

    def _missing(self) -> list[str]:
        """The poses not done yet, in the order they are asked for."""
        return [name for name in sorted(self._poses, key=easiness) if name not in self._done]

    def _ask(self) -> str:
        """The pose the coach asks for, "" when all are done. It changes every PATIENCE_S while none succeeds."""
        missing = self._missing()
        return missing[int(self._asked_s / PATIENCE_S) % len(missing)] if missing else ""

    def _count(self, name: str) -> None:
        """Count a pose; the last missing one starts the celebration."""
        missing = self._missing()
        self._last, self._last_s = name, 0.0
        self._done[name] = self._done.get(name, 0) + 1
        if name in missing:
            self._asked_s = 0.0
        if missing == [name]:
            praise = self.kit.say("All {n}: well done!", n=self.kit.say(counted(len(self._poses))))
            self._words = (Toast(praise, 0.0, GLOW, TOAST_S),)
            self._cues.append("best")
            self._glad = True

    def _standing(self, intent: Intent) -> str | None:
        """NORMAL once both arms have hung for EASY_S, else None. Only practice counts it; the world does not."""
        arms = intent.wings
        easy = arms is not None and max(arms.left_rad, arms.right_rad) < EASY_RAD
        self._easy_s = self._easy_s + TIMING.step_s if easy else 0.0
        return NORMAL if self._easy_s > EASY_S and NORMAL not in self._done else None


def _named(intent: Intent) -> str | None:
    """The pose that an intent's edge stands for."""
    return "hadouken" if intent.hadouken else "fly" if intent.jump else intent.move
