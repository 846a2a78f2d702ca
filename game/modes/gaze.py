"""The gaze lab: look at a target, let the Huia learn it on this machine, and a ring and its head go where you look."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from game.controls.command import Command
from game.controls.intent import Intent
from game.errors import UserError
from game.gaze.aim import direction
from game.gaze.lab import LOST_S, GazeKit
from game.modes.kit import Kit
from game.modes.look import Look
from game.modes.mode import Mode
from game.modes.run import Run
from game.modes.transitions import STAY, Quit, ToAttract, Transition
from game.scene.drawing import DrawList
from game.scene.interface.gaze import NAMES, GazeView, gaze_screen
from game.tuning import SCENE, TIMING
from game.vision.sight import Sight
from game.words import mark
from game.world.world import Course

HINTS: Final = (
    (0, mark("Follow the ring with your eyes, and rest on it when it rests.")),
    (5, mark("Good. Keep looking at the dot in the middle of the ring.")),
    (25, mark("Well done. Turn and shift your head a little while you look.")),
    (50, mark("Enough to learn from. Enter stops; more examples make it better.")),
)
"""What to do, from so many examples on."""
GONE_S: Final = 20.0
"""On a cabinet, whoever is gone for so long, or stays too far away, is forgotten."""
LEFT_S: Final = 60.0
"""At home, a lab that was opened from a menu and sees nobody for so long leads back to the title."""
NEAR_S: Final = 2.0
"""On a cabinet the target begins to move by itself once eyes have been near for so long."""
SHOWN_S: Final = 45.0
"""On a cabinet a player tries what was learnt for so long; then the next one has their turn."""
MOST_S: Final = 180.0
"""On a cabinet nobody stays longer than this."""
SCREEN_CM: Final = 34.4
"""Width of the screen that degrees are stated for: a laptop's of 15.6 inches."""
TOLD_S: Final = 3.0
"""How long the answer to a key is shown."""
ACTIONS: Final = (
    mark("Cancel"),
    mark("Stop"),
    mark("Follow"),
    mark("Learn"),
    mark("Errors"),
    mark("Close"),
    mark("Save"),
    mark("Load"),
    mark("Forget"),
)
"""The labels of the keys, which panels say by variable: named here so that `tools.languages` finds them."""


class Gaze(Mode):
    """The gaze lab. Leads back to the title where it was opened from a menu, or ends the program.

    On a cabinet, where nobody has keys, it does everything by itself, and forgets its player at the end.
    """

    eyes = True

    @property
    def learning(self) -> bool:
        """Whether it learns now where its player looks."""
        return self._lab.learning or super().learning

    def __init__(self, kit: Kit, own: GazeKit, guest: bool = False) -> None:
        super().__init__(kit, Run(kit.seed, Course.PRACTICE, kit.calm))
        self._own, self._lab = own, own.lab
        self._returns = guest or kit.cabinet
        self._here_s = 0.0
        self._near_s = 0.0
        self._tried_s = 0.0
        self._learnt = 0  # examples, when learning last began by itself
        self._chosen = 0
        self._maps = False
        self._stop = -1
        self._said, self._said_s = "", math.inf
        self._since_s = 0.0  # since the last sight, for the target's motion between sights
        self._away_s = 0.0
        self._pointer: tuple[float, float] | None = None
        self._map_cache: tuple[np.ndarray, np.ndarray] | None = None

    def see(self, sight: Sight) -> None:
        """Look at the eyes of a new sight."""
        lab, own = self._lab, self._own
        t_s = sight.reading.t_s
        acted = own.acted()
        if lab.acted and not acted:
            lab.reset()  # a webcam has taken the virtual player's place: its looks are not the player's
        lab.acted = acted
        anew = lab.begun_s is None or t_s < lab.t_s - 1.0
        if acted and anew and not lab.learning and lab.trained is None:
            lab.see(t_s, None)  # a clock that begins anew would move the target's start; the virtual player's is fixed
            lab.begun_s = own.start_s
        lab.see(t_s, sight.eyes)
        self._since_s = 0.0
        alone = acted or (self.kit.cabinet and lab.trained is None)
        examples = sum(lab.counts)
        self._learnt = min(self._learnt, examples)  # less after a reset
        if alone and not lab.learning and examples >= max(own.enough, self._learnt + own.more):
            self._learnt = examples
            lab.train()

    def step(self, intent: Intent) -> Transition:
        """One step: the Huia looks where the player looks."""
        lab = self._lab
        self._since_s += TIMING.step_s
        self._said_s += TIMING.step_s
        if self._since_s > LOST_S:
            lab.lose()
        if lab.poll():
            self._map_cache = None
            self._cues.append("best")
            if not self._own.acted():
                lab.follow(False)
        now = lab.target(lab.t_s)
        if now is not None and now.stop != self._stop:
            self._stop = now.stop
            self._cues.append("blip")
        if intent.hand is not None:
            self._pointer = intent.hand
        if intent.jump and self._pointer is not None and lab.point(*self._pointer):
            self._cues.append("blip")
        self.run.step(self._looking(intent))
        here = lab.eyes is not None and (lab.eyes.near or not self.kit.cabinet)
        self._away_s = 0.0 if here else self._away_s + TIMING.step_s
        if self.kit.cabinet:
            self._attend()
        return self._leave() if self._over else STAY

    def _attend(self) -> None:
        """On a cabinet: let the target move as soon as eyes are near."""
        lab = self._lab
        self._here_s += TIMING.step_s
        self._tried_s = 0.0 if lab.trained is None else self._tried_s + TIMING.step_s
        near = lab.eyes is not None and lab.eyes.near
        self._near_s = self._near_s + TIMING.step_s if near else 0.0
        if self._near_s > NEAR_S and lab.begun_s is None and not lab.learning and lab.trained is None:
            lab.follow(True)

    @property
    def _over(self) -> bool:
        """Whether the title must come back by itself."""
        if not self.kit.cabinet:
            return self._returns and self._away_s > LEFT_S and not self._lab.learning
        return self._away_s > GONE_S or self._tried_s > SHOWN_S or self._here_s > MOST_S

    def _leave(self) -> Transition:
        """To the title, or to the program's end. A cabinet forgets its player."""
        self._lab.cancel()
        self._lab.follow(False)
        if self.kit.cabinet:
            self._lab.reset()
        return ToAttract(self.kit.next()) if self._returns else Quit()

    def command(self, command: Command) -> Transition:
        """Left and right choose, Enter does it, Back stops what is under way, then leaves."""
        actions = self._actions()
        match command:
            case Command.QUIT:
                return Quit()
            case Command.LEFT | Command.UP:
                self._chosen = (self._chosen - 1) % len(actions)
            case Command.RIGHT | Command.DOWN:
                self._chosen = (self._chosen + 1) % len(actions)
            case Command.OK:
                self._do(actions[self._chosen % len(actions)])
            case Command.BACK:
                return self._back()
            case _:
                pass
        return STAY

    def _back(self) -> Transition:
        if self._lab.learning:
            self._lab.cancel()
        elif self._maps:
            self._maps = False
        elif self._lab.begun_s is not None and not self._own.acted():
            self._lab.follow(False)
        else:
            return self._leave()
        return STAY

    def draw(self, fraction: float, look: Look) -> DrawList:
        """The clearing, dimmed, and the lab over it."""
        self._pointer = look.pointer or self._pointer
        world = self.run.draw(self.kit, fraction, look, SCENE.close)
        return world + gaze_screen(look.size, self._view(look))

    def _looking(self, intent: Intent) -> Intent:
        """The intent with the head where the gaze is: the screen mirrors, so its left is the player's left."""
        gaze = self._lab.gaze
        if gaze is None:
            return Intent(present=intent.present)
        yaw_rad, pitch_rad = direction(*gaze)
        return Intent(yaw_rad=yaw_rad, pitch_rad=pitch_rad, present=True)

    def _actions(self) -> tuple[str, ...]:
        """What can be done now."""
        lab = self._lab
        if lab.learning:
            return ("Cancel",)
        if lab.begun_s is not None:
            return ("Stop",)
        names = ["Follow", "Learn"]
        names += ["Errors" if not self._maps else "Close"] if lab.trained is not None else []
        names += ["Save"] if self._own.drawer.keeps and len(lab) else []
        names += ["Load"] if self._own.name in self._own.drawer.names() else []
        return (*names, *(["Forget"] if len(lab) else []))

    def _do(self, action: str) -> None:
        """Do what was chosen; a file that cannot be used is told in one sentence, and nothing is lost."""
        lab, own = self._lab, self._own
        does: dict[str, Callable[[], object]] = {
            "Cancel": lab.cancel,
            "Stop": lambda: lab.follow(False),
            "Follow": lambda: lab.follow(True),
            "Learn": lab.train,
            "Save": lambda: own.drawer.save(own.name, lab.kept()),
            "Load": lambda: lab.take(own.drawer.load(own.name)),
            "Forget": lab.reset,
        }
        self._maps = action == "Errors"
        self._map_cache = None
        try:
            does.get(action, lambda: None)()
        except UserError as problem:
            self._say(self.kit.say(problem.sentence))
            return
        if action == "Learn" and lab.failure:
            self._say(self.kit.say(lab.failure))
        if action in ("Save", "Load", "Forget"):
            say = self.kit.say
            self._say(
                {
                    "Save": say("Kept as {name}.", name=own.name),
                    "Load": say("Loaded {name}.", name=own.name),
                    "Forget": say("Forgotten."),
                }[action]
            )
        self._chosen = 0

    def _say(self, words: str) -> None:
        self._said, self._said_s = words, 0.0

    def _view(self, look: Look) -> GazeView:
        lab = self._lab
        now = lab.target(lab.t_s + min(self._since_s, LOST_S))  # without sights the target stands still
        said = self._said if self._said_s < TOLD_S else ""
        say = self.kit.say
        notice = say(look.notice) or said or say(lab.hint) or say(lab.failure)
        title, words = self._words()
        return GazeView(
            target=None if now is None or lab.learning else (now.x, now.y, now.resting),
            gaze=lab.gaze,
            dots=lab.dots(),
            counts=lab.counts,
            title=title,
            words=words,
            notice=notice,
            done=lab.step.done if lab.learning else None,
            doing=say(lab.step.what, name=say(NAMES.get(lab.step.name, lab.step.name))),
            losses=lab.losses,
            errors={} if lab.trained is None else lab.trained.checked,
            use="" if lab.trained is None else lab.trained.use,
            maps=self._shown_maps() if self._maps else None,
            figures=self._figures(look),
            say=say,
            actions=tuple(say(action) for action in self._actions()),
            chosen=self._chosen % len(self._actions()),
        )

    def _shown_maps(self) -> tuple[np.ndarray, np.ndarray] | None:
        if self._map_cache is None:
            found = self._lab.error_map()
            self._map_cache = None if found is None else (found.known, found.checked)
        return self._map_cache

    def _words(self) -> tuple[str, str]:
        lab, say = self._lab, self.kit.say
        if lab.learning:
            return say("Learning your eyes"), say("Every method learns from the same looks; Back cancels.")
        if lab.trained is not None and lab.begun_s is not None:
            return say("The gaze lab"), say("The blue ring is where you look, as the Huia sees it.")
        if lab.trained is not None:
            again = "" if self.kit.cabinet else say("Follow the target again to improve it.")
            return say("Look about"), f"{say('Ring and Huia go where you look.')} {again}".strip()
        count = len(lab)
        return say("The gaze lab"), say(next(words for least, words in reversed(HINTS) if count >= least))

    def _figures(self, look: Look) -> tuple[str, ...]:
        """Mean error on targets left out, in pixels, of the diagonal, and in degrees."""
        error, away_cm = self._lab.error_diagonal(look.size), self._lab.away_cm()
        if error is None:
            return ()
        diagonal = math.hypot(*look.size)
        say = self.kit.say
        percent = say.number(100 * error, 1)
        lines = [say("{n} pixels: {percent} % of the diagonal", n=round(error * diagonal), percent=percent)]
        if away_cm:
            cm = error * SCREEN_CM * diagonal / look.size[0]
            degrees = math.degrees(math.atan2(cm, away_cm))
            far, wide = round(away_cm), round(SCREEN_CM)
            shown = say.number(degrees, 1)
            lines.append(say("{degrees}° at {far} cm, screen {wide} cm wide", degrees=shown, far=far, wide=wide))
        return tuple(lines)
