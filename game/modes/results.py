"""The results of a run, over the place where it ended: what it was like, a signature, and what to do next."""

from __future__ import annotations

from typing import Final

from game.controls.command import Command
from game.controls.intent import Intent
from game.modes.look import Look
from game.modes.menu import Menu
from game.modes.mode import Mode
from game.modes.panel import over, table
from game.modes.signing import Signing
from game.modes.transitions import (
    STAY,
    Quit,
    ToAttract,
    ToFree,
    ToGaze,
    ToPlay,
    ToPractice,
    ToResults,
    Transition,
)
from game.scene.drawing import DrawList
from game.scene.interface.ending import EndingView
from game.scene.interface.scoreboard import ROWS
from game.scores.score import Scope
from game.tuning import TIMING
from game.words import mark

COUNTED: Final = {"passed": mark("Left behind"), "knock": mark("Knocked over"), "pickup": mark("Berries and grubs")}
"""Kinds of events that the results list, and their labels."""
READY_S: Final = 1.2
"""Jumps are ignored for so long: arms still raised from the run must not start the next one."""
SIGN_S: Final = 2.4
"""The player signs after the score has counted up and been read."""
STALE_S: Final = 45.0
"""Results return to the title after this time without an answer."""
CABINET_S: Final = 20.0
"""The same on a cabinet, where other players are waiting."""
NEAR_PLACES: Final = 5
"""A place up to this one is near enough to be told how much was missing to it."""
BOARDS: Final[dict[Scope, str]] = {
    "ever": mark("Best of all"),
    "today": mark("Best of the day"),
    "course": mark("Course of the day"),
}


class Results(Mode):
    """The score over the place where the run ended. A run on the table is signed; both arms up then play again."""

    def __init__(self, ended: ToResults) -> None:
        super().__init__(ended.kit, ended.run)
        kit, kept = ended.kit, ended.kept
        self.score = ended.run.now.score
        self._ended = ended
        self._place = kit.scores.place(kept, kit.scope)
        self._news, self._won = self._told()
        self._tease = ended.chronicle.tease(ended.run.world.ahead(), kit.say)
        self._seconds = 0.0
        self._rested_s = 0.0  # since the signature, or since the start without one
        on_table = self._place is not None and self._place < ROWS
        self.signing: Signing | None = Signing() if on_table else None
        say = kit.say
        choices = (
            ("again", say("Again: arms up")),
            ("practice", say("Practice")),
            ("free", say("Fly free")),
            *((("gaze", say("Eyes")),) if kit.gaze is not None else ()),
            ("title", say("Finish")),
        )
        self._menu = Menu(choices, at=0, default=len(choices) - 1, patience_s=CABINET_S if kit.cabinet else STALE_S)

    def step(self, intent: Intent) -> Transition:
        """One step: the world goes on behind the score."""
        self._seconds += TIMING.step_s
        mate = None if intent.mate is None else Intent(face=intent.mate.face, present=intent.mate.present)
        self.run.step(Intent(face=intent.face, present=intent.present, mate=mate))
        if self.signing is not None and not self.signing.done and intent.anybody:
            return self._sign(self.signing, intent)
        self._rested_s += TIMING.step_s
        if intent.anyone_jumps and self._rested_s > READY_S:
            return self._go("again")
        return self._go(self._menu.step(intent))

    def command(self, command: Command) -> Transition:
        """Left and right and OK sign, then choose; Start plays again; Back leads to the title."""
        if command is Command.QUIT:
            return Quit()
        if self._signs:
            assert self.signing is not None
            if command is Command.BACK and not self.signing.letters:
                self.signing.done = True
            self.signing.command(command)
            self._keep_signature()
            return STAY
        match command:
            case Command.START if self._rested_s > 0.3 and self._menu.view.at == 0:
                return self._go("again")
            case Command.BACK:
                return self._go("title")
            case _:
                return self._go(self._menu.command(command) if self._rested_s > 0.3 else None)

    def draw(self, fraction: float, look: Look) -> DrawList:
        """What the run was like, and the signature or the choices."""
        chronicle, now, kit = self._ended.chronicle, self.run.now, self.kit
        mine = self._place if self._place is not None and self._place < ROWS else None
        say = kit.say
        turn = say("Hold one hand to the left or right, or turn your head; stay still to choose")
        if now.mate is not None:
            turn = say("Either of you: one hand to the left or right; stay still to choose")
        view = EndingView(
            score=now.score,
            distance_m=now.distance_m,
            title=say(chronicle.title(now.distance_m)),
            news=self._news,
            won=self._won,
            lines=tuple((say(name), f"{chronicle.tally[kind]}") for kind, name in COUNTED.items()),
            figure=chronicle.figure,
            pose=say(chronicle.pose),
            marks=tuple(chronicle.marks),
            tease=self._tease,
            board=table(kit, kit.scope, mine),
            board_title=say(BOARDS[kit.scope]),
            signing=self.signing.view if self._signs and self.signing is not None else None,
            hint=turn if look.by_body else say("← → choose a letter, Enter takes it"),
            menu=self._menu.view,
            say=say,
        )
        return self.run.draw(kit, fraction, look) + over(look, self._seconds, view)

    @property
    def _signs(self) -> bool:
        """Whether the player is asked to sign now."""
        return self.signing is not None and not self.signing.done and self._seconds > SIGN_S

    def _sign(self, signing: Signing, intent: Intent) -> Transition:
        """One step of signing. Both arms up accept what is there, or play again where nobody has begun to sign."""
        jump = intent.anyone_jumps and self._seconds > READY_S
        if jump and not signing.touched:
            return self._go("again")
        if self._signs:
            signing.step(intent)
            if jump:
                signing.finish()
            self._keep_signature()
        return STAY

    def _keep_signature(self) -> None:
        if self.signing is not None and self.signing.done and self.signing.signature:
            self.kit.scores.sign(self._ended.kept, self.signing.signature)
            self._cues.append("streak")

    def _told(self) -> tuple[str, bool]:
        """The best there is to say about the run, and whether it is a triumph."""
        say = self.kit.say
        if self._ended.best:
            return say("New best!"), True
        place, ahead = self._place, self.kit.scores.ahead(self._ended.kept, self.kit.scope)
        if place is not None and ahead is not None and ahead.place < NEAR_PLACES:
            points = say("{n} points", n=say.number(ahead.short))
            short = f"{say.number(ahead.short_m)} m" if ahead.short_m >= 1.0 else points
            mine, other = say.ordinal(place + 1), say.ordinal(ahead.place + 1)
            return say("{mine} place, {short} short of {other}", mine=mine, short=short, other=other), place < 3
        return (say("The first run on the board"), False) if place == 0 else ("", False)

    def _go(self, choice: str | None) -> Transition:
        """Where a choice leads."""
        match choice:
            case "again":
                return ToPlay(self.kit.next())
            case "practice":
                return ToPractice(self.kit.next(), guest=True)
            case "free":
                return ToFree(self.kit.next(), guest=True)
            case "gaze" if self.kit.gaze is not None:
                return ToGaze(self.kit.next(), self.kit.gaze, guest=True)
            case "title":
                return ToAttract(self.kit.next())
            case _:
                return STAY
