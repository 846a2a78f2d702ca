"""Waiting for a player: the game plays itself behind the title."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from game.controls.autopilot import Autopilot
from game.controls.command import Command
from game.controls.intent import Intent
from game.modes.kit import Kit
from game.modes.look import Look
from game.modes.menu import Menu
from game.modes.mode import Mode
from game.modes.panel import best_of_the_day, title
from game.modes.run import Run
from game.modes.transitions import STAY, ToGaze, ToPlay, ToSettings, ToTeach, Transition
from game.scene.drawing import DrawList
from game.scene.interface.icons import FIGURES
from game.scene.interface.school import demonstration
from game.scene.interface.setting import language_row
from game.tuning import TIMING
from game.words import LANGUAGE_NAMES, LANGUAGES, chosen, words
from game.world.snapshot import WorldEvent
from game.world.world import Course

AGAIN_S: Final = 3.0
"""A demonstration run that has ended stays on screen this long before the next begins."""
MATE_EVERY_S: Final = 45.0
MATE_FROM_S: Final = 15.0
"""The demonstration is alone for so long in each stretch of MATE_EVERY_S; then a second Huia runs along."""
TITLE_S: Final = 12.0
"""How long a cabinet shows its title before the board."""
BOARD_S: Final = 6.0
"""How long a cabinet shows its board of best runs: long enough to be read twice."""

CHOOSES_S: Final = 4.0
"""The row of languages stays large for so long after a hand or a key last moved in it."""
FORGET_S: Final = 15.0
"""A cabinet speaks its own language again when nobody has been in view for so long."""

SHOWN_S: Final = 1.8
"""How long the figure of a pose is shown, at least: time to look from the bird to it."""


class Attract(Mode):
    """The title over the autopilot's run. Both arms up, or Start, begins a game."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, Run(kit.seed, Course.ATTRACT, kit.calm))
        self._begin()
        self._present = False
        self._over_s = 0.0
        self._doing, self._doing_s = "", 0.0
        self._alone_s = 0.0
        self._tongues = Menu(tuple(zip(LANGUAGES, LANGUAGE_NAMES, strict=True)))
        self._tongues.touched_s = CHOOSES_S

    def step(self, intent: Intent) -> Transition:
        """A jump by anybody starts the game; until then the autopilot plays."""
        self._present = intent.anybody
        if intent.anyone_jumps:
            return ToPlay(self.kit.next(), lesson=True)
        self._listen(intent)
        self.run.step(self._played(intent), self._present)
        self._watch()
        self._over_s = self._over_s + TIMING.step_s if self.run.now.over else 0.0
        if self._over_s > AGAIN_S:
            self._begin_again()
        return STAY

    def command(self, command: Command) -> Transition:
        """Start begins a game. Back ends the program, but not on a cabinet."""
        match command:
            case Command.START:
                return ToPlay(self.kit.next(), lesson=True)
            case Command.LEFT | Command.RIGHT:
                by = 1 if command is Command.RIGHT else -1
                at = LANGUAGES.index(self.kit.say.language)
                self._speak(LANGUAGES[(at + by) % len(LANGUAGES)])
                self._tongues.touched_s = 0.0
                return STAY
            case Command.TEACH if self.kit.taught is not None:
                return ToTeach(self.kit)
            case Command.SETTINGS | Command.DOWN if not self.kit.cabinet:
                return ToSettings(self.kit)
            case Command.GAZE if self.kit.gaze is not None and not self.kit.cabinet:
                return ToGaze(self.kit, self.kit.gaze, guest=True)
            case Command.BACK if self.kit.cabinet:
                return STAY
            case _:
                return super().command(command)

    def draw(self, fraction: float, look: Look) -> DrawList:
        """The run behind the title. A cabinet alternates the title with its board of best runs."""
        world = self.run.draw(self.kit, fraction, look)
        if self.kit.cabinet and self.kit.scores.table("today", 1) and look.t_s % (TITLE_S + BOARD_S) > TITLE_S:
            return world + best_of_the_day(self.kit, look)
        shown = demonstration(look.size, self._doing, self._doing_s, self.kit.say) if self._doing else []
        return world + self.over(look, lambda: title(self.kit, look, self._present)) + shown + self._languages(look)

    def drain(self) -> tuple[WorldEvent, ...]:
        """Nothing: attract mode is silent."""
        super().drain()
        return ()

    def _listen(self, intent: Intent) -> None:
        """A hand may choose a language. On a cabinet it is forgotten when its player has gone."""
        choice = self._tongues.step(intent)
        if choice is not None:
            self._speak(choice)
        self._alone_s = 0.0 if intent.anybody else self._alone_s + TIMING.step_s
        if self.kit.cabinet and self._alone_s > FORGET_S and self.kit.say is not self.kit.preferences.say:
            self.kit = replace(self.kit, say=self.kit.preferences.say)

    def _speak(self, language: str) -> None:
        """Go on in this language; at home it is kept."""
        if language == self.kit.say.language:
            return
        if not self.kit.cabinet:
            self.kit.preferences.change("picture", "language", language)
        self.kit = replace(self.kit, say=words(chosen(language)))
        self._cues.append("go")

    def _languages(self, look: Look) -> DrawList:
        """The row of languages with their flags; the one spoken is marked where nobody chooses."""
        choosing = self._tongues.touched_s < CHOOSES_S
        view = self._tongues.view
        if view.hand is None:
            view = replace(view, at=LANGUAGES.index(self.kit.say.language))
        return language_row(look.size, replace(view, flags=LANGUAGES), choosing and not look.help)

    def _watch(self) -> None:
        """Note which pose makes the bird do what it does now; it stays for SHOWN_S, to be seen beside its effect."""
        bird = self.run.now.bird
        self._doing_s += TIMING.step_s
        pose = bird.act.value if bird.act.value in FIGURES else ""
        if pose and (bird.act_s <= TIMING.step_s or pose != self._doing):
            self._doing, self._doing_s = pose, 0.0
        elif not pose and self._doing_s > SHOWN_S:
            self._doing = ""

    def _begin_again(self) -> None:
        """Another demonstration, with the next seed."""
        self.kit = self.kit.next()
        self.run = Run(self.kit.seed, Course.ATTRACT, self.kit.calm)
        self._begin()
        self._over_s = 0.0

    def _begin(self) -> None:
        """Two autopilots for the pair."""
        self._pilot, self._mate = Autopilot(self.kit.seed), Autopilot(self.kit.seed + 1)

    def _played(self, intent: Intent) -> Intent:
        """What the autopilots want. The male comes for a while; the birds wear the faces of whoever watches."""
        now = self.run.now
        mine = replace(self._pilot.intent(now), face=intent.face)
        if now.t_s % MATE_EVERY_S < MATE_FROM_S or now.over:
            return mine
        face = None if intent.mate is None else intent.mate.face
        wish = Intent() if now.mate is None else self._mate.intent(now.swapped)
        return replace(mine, mate=replace(wish, face=face))
