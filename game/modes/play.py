"""The game: an endless path, three feathers, a score."""

from __future__ import annotations

import math
from typing import Final

from game.controls.command import Command
from game.controls.intent import Intent
from game.modes.chronicle import Chronicle
from game.modes.kit import Kit
from game.modes.look import Look
from game.modes.menu import Menu
from game.modes.mode import Mode
from game.modes.panel import paused, playing
from game.modes.run import Run
from game.modes.transitions import STAY, Quit, ToAttract, ToPlay, ToResults, Transition
from game.scene.drawing import DrawList
from game.scene.interface.cards import GLOW
from game.scene.interface.gains import Gain, older
from game.scene.interface.hints import hint_card
from game.scene.interface.hud import Toast, aged
from game.scene.interface.screens import countdown
from game.scores.ghost import Recorder
from game.scores.score import Score
from game.scores.scores import Finished
from game.tuning import TIMING, WORLD
from game.words import Words, mark
from game.world.snapshot import Lesson, WorldEvent
from game.world.world import Course

LOOK_S: Final = 2.2
"""How long the end of a run stays visible before the results cover it."""
RISE_S: Final = 2.0
"""After its best run the Huia lies still for so long before it gets up to celebrate."""
REJOICE_S: Final = 2.0
"""How much longer the end of the best run stays visible, for the celebration."""
COUNT_S: Final = 0.7
"""Length of each count of three, two, one after a pause: an obstacle may be right in front of the Huia."""
COUNT_FROM: Final = 3
PRAISE: Final = {
    Lesson.JUMP: mark("Up it goes!"),
    Lesson.HADOUKEN: mark("Hadouken!"),
    Lesson.LOOK: mark("It looked, and the harrier left"),
}
"""Said when a lesson's thing is done for the first time."""
PAUSE_S: Final = 120.0
"""A pause longer than this is given up."""
GONE_S: Final = 20.0
"""A player who is out of view for this long has left; the game returns to the title."""


class Play(Mode):
    """One run. It stands still while the player is out of view, or has paused it."""

    def __init__(self, kit: Kit, lesson: bool = False) -> None:
        """lesson: the player may be new, so the run begins by teaching; who knows the game is not held up."""
        self._seed = kit.course
        super().__init__(kit, Run(self._seed, Course.PLAY, kit.calm, tuple(Lesson) if lesson else ()))
        self._players = 1
        self._before = kit.best
        self._kept: Score | None = None
        self._ghost = kit.scores.ghost(self._seed)
        self._recorder = Recorder()
        self._recorder.note(0, self.run.now.bird)
        self._learnt = 0
        self._paused = False
        self._away_s = 0.0
        self._over_s = 0.0
        self._words: tuple[Toast, ...] = ()
        self._hint, self._hint_s = "", 0.0  # the pose hinted at, and since when
        self._count_s = 0.0
        self._chronicle = Chronicle()
        self._gains: tuple[Gain, ...] = ()
        self._bested = False
        self._menu = _pause_menu()

    @property
    def score(self) -> int:
        """Points so far."""
        return self.run.now.score

    @property
    def paused(self) -> bool:
        """Whether its player has paused it."""
        return self._paused

    def step(self, intent: Intent) -> Transition:
        """One step of the run, or of the wait for its player."""
        self._away_s = 0.0 if intent.anybody else self._away_s + TIMING.step_s
        if self._away_s > GONE_S:
            return ToAttract(self.kit.next())
        if self._paused or (self._away_s > 0 and not self.run.now.over):
            self.run.hold(intent.anybody)
            if self._paused and (choice := self._menu.step(intent)) is not None:
                return self._choose(choice)
            if (
                self.run.now.step
            ):  # a run that has not begun needs no countdown: its first seconds are free of obstacles
                self._count_s = COUNT_FROM * COUNT_S
            return STAY
        if self._count_s > 0:
            self._count_in()
            self.run.hold()
            return STAY
        breath = self.run.now.energy
        self._players = max(self._players, len(self.run.now.birds))
        self._tell(self.run.step(intent))
        self._recorder.note(self.run.now.step, self.run.now.bird)
        if breath < WORLD.wave.cost <= self.run.now.energy:
            self._cues.append("ready")
        self._notice_best()
        if not self.run.now.over:
            return STAY
        if self._kept is None:  # now, so that it is on the disk before its player sees the results
            self._kept = self.kit.scores.add(self._finished(), self._recorder.ghost())
        self._over_s += TIMING.step_s
        best = self.score > self._before > 0
        if best and self._over_s - TIMING.step_s < RISE_S <= self._over_s:
            self.run.world.celebrate()
        if self._over_s < (LOOK_S + REJOICE_S if best else LOOK_S):
            return STAY
        return ToResults(self.kit, self.run, self._chronicle, self._kept, self._before)

    def tension(self) -> float | None:
        """Half of it comes from the speed, half from the feathers lost."""
        now, run = self.run.now, WORLD.run
        if self._paused or now.over:
            return None
        fast = (now.speed_mps - run.start_mps) / (run.top_mps - run.start_mps)
        lost = 1 - (now.lives - 1) / max(1, now.max_lives - 1)
        return max(0.0, min(1.0, 0.5 * fast + 0.5 * lost))

    def command(self, command: Command) -> Transition:
        """Pause stops the run and resumes it. Back returns to the title."""
        match command:
            case Command.PAUSE:
                self._paused = not self._paused and not self.run.now.over
                self._menu = _pause_menu()
            case Command.LEFT | Command.RIGHT | Command.OK if self._paused:
                choice = self._menu.command(command)
                return self._choose(choice) if choice is not None else STAY
            case Command.START if self._paused and self._menu.view.at == 0:
                self._paused = False
            case Command.BACK:
                return ToAttract(self.kit.next())
            case Command.QUIT:
                return Quit()
        return STAY

    def draw(self, fraction: float, look: Look) -> DrawList:
        """The run and its score, with a prompt while it stands still."""
        if look.sight is not None and look.by_body:
            self._chronicle.watch(look.sight.reading)
        t_s = self.run.previous.t_s + (self.run.now.t_s - self.run.previous.t_s) * fraction
        ghost = self._ghost.at(t_s) if self._ghost is not None and not self.run.now.over else None
        items = self.run.draw(self.kit, fraction, look, ghost=ghost)
        items += self.over(look, lambda: playing(self.kit, look, self.run.now, self._words, self._gains))
        if self._hint and not self.run.now.over:
            items += hint_card(look.size, self._hint, self.run.now.t_s - self._hint_s, self.kit.say)
        if self._paused or (self._away_s > 0 and not self.run.now.over):
            menu = self._menu.view if self._paused else None
            items += paused(self.kit, look, self._away_s > 0, GONE_S - self._away_s, menu)
        elif self._count_s > 0:
            items += countdown(look.size, self._count_s / COUNT_S, self.kit.say)
        return items

    def _choose(self, choice: str) -> Transition:
        """What was chosen in a pause."""
        match choice:
            case "again":
                return ToPlay(self.kit.next())
            case "title":
                return ToAttract(self.kit.next())
        self._paused = False
        return STAY

    def _finished(self) -> Finished:
        """What is kept of the run. One that taught had the same course, so it counts for that."""
        now = self.run.now
        return Finished(now.score, now.distance_m, self._seed, now.t_s, self._players)

    def _count_in(self) -> None:
        """One step of the countdown, with a sound for each number and one for the end."""
        whole = COUNT_FROM * COUNT_S
        shown = math.ceil(self._count_s / COUNT_S)
        first = self._count_s == whole
        self._count_s = max(0.0, self._count_s - TIMING.step_s)
        if first or math.ceil(self._count_s / COUNT_S) < shown:
            self._cues.append("count" if self._count_s > 0 else "go")

    def _notice_best(self) -> None:
        """When the run passes the best score so far: say so, and let the bird celebrate."""
        if not self._bested and self.score > self._before > 0:
            self._bested = True
            self._words = (*self._words, Toast(self.kit.say("The best yet!"), 0.0))[-3:]
            self.run.world.celebrate()

    def _tell(self, events: tuple[WorldEvent, ...]) -> None:
        """Show words for the events of this step, age the older ones, and count the events for the results."""
        self._chronicle.hear(events, self.run.now)
        self._gains = (*older(self._gains, TIMING.step_s), *(gain for event in events if (gain := _gain(event))))
        pair = self.run.now.mate is not None
        new = [
            Toast(text, 0.0)
            for event in events
            if (text := (_pair_words(self.kit.say, event, pair) or _words(self.kit.say, event)))
        ]
        for event in events:
            if event.kind == "hint":
                self._hint, self._hint_s = event.name, event.t_s
        self._learnt += sum(event.kind == "learnt" for event in events)
        if self._learnt == len(Lesson) and any(event.kind == "learnt" for event in events):
            new.append(Toast(self.kit.say("From now on it counts!"), 0.0, GLOW, 3.0))
        self._words = (*aged(self._words, TIMING.step_s), *new)[-3:]


def _pair_words(say: Words, event: WorldEvent, pair: bool) -> str:
    """What is said of one bird of a pair, "" for what is said as of one bird. pair: both are on the path."""
    he = bool(event.who)
    match event.kind:
        case "join":
            return say("He joins: a pair of Huia!" if he else "She joins: a pair of Huia!")
        case "leave":
            return say("He flies off" if he else "She flies off")
        case "fall":
            return say("He has fallen! Jumps wake him" if he else "She has fallen! Jumps wake her")
        case "nudge":
            return say("One more jump!") if event.amount == 1 else say("{n} more jumps", n=round(event.amount))
        case "wake":
            return say("He is awake again!" if he else "She is awake again!")
        case "hit" if pair and event.amount == 1:
            return say("His last feather!" if he else "Her last feather!")
        case "hit" if pair and event.amount > 0:
            return say("His feathers: {n} left" if he else "Her feathers: {n} left", n=round(event.amount))
        case "fizzle" if pair:
            return say("He is out of breath" if he else "She is out of breath")
        case _:
            return ""


GIANT_WORDS: Final = {"comes": mark("The giant stoat!"), "flees": mark("It will be back tomorrow night")}
"""What is said when the giant stoat comes and when it gets away."""


def _words(say: Words, event: WorldEvent) -> str:
    match event.kind:
        case "fizzle":
            return say("Out of breath: wait for the energy")
        case "hit" if event.amount > 0:
            return say("Two feathers left" if event.amount == 2 else "The last feather!")
        case "bump":
            return say("Ouch! That one was free")
        case "learnt":
            return say(PRAISE[Lesson(event.name)])
        case "golden":
            return say("Golden flight!")
        case "feather":
            return say("A feather grows back!")
        case "giant" if event.name in GIANT_WORDS:
            return say(GIANT_WORDS[event.name])
        case "dawn":
            return say("The night is over!")
        case "streak":
            return say("Well done: {n} times the points", n=round(event.amount))
        case "move" if event.amount > 0:
            return f"{say(event.name).capitalize()}! +{event.amount:.0f}"
        case _:
            return ""


def _pause_menu() -> Menu:
    """Going on is marked first; who is not heard of for long has left."""
    choices = (("on", mark("Go on")), ("again", mark("New run")), ("title", mark("Title")))
    return Menu(choices, at=0, default=2, patience_s=PAUSE_S)


def _gain(event: WorldEvent) -> Gain | None:
    """What rises or flies on the screen for an event that earned points."""
    if event.kind not in ("knock", "stomp", "pickup") or event.amount <= 0:
        return None
    return Gain(round(event.amount), event.x_m, event.y_m, food=event.kind == "pickup")
