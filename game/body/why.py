"""Why did it not jump? One sentence from the gate's own numbers, when raised arms come down again without a jump."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

from game.body.jump import JumpState, Lift
from game.body.profile import ANYBODY, PlayerProfile
from game.tuning import JUMP, WHY, Jump, Why
from game.words import mark, told


@dataclass(frozen=True, slots=True)
class Attempt:
    """Arms that came near the line and did not jump. Heights in torso lengths over the nose.

    best: what was measured when the hands were nearest to the line (or highest over it); line: where it stood then;
    own_line: where the player's stands for fast hands. ready: the arms had been down before. over_s: how long the
    hands were over the line.
    """

    best: Lift
    line: float
    own_line: float
    ready: bool
    over_s: float = 0.0


BELOW: Final[dict[str, tuple[str, str, str]]] = {
    "both": (
        mark("Both hands were a finger's breadth below the line"),
        mark("Both hands were a hand's breadth below the line"),
        mark("Both hands were a forearm below the line"),
    ),
    "left": (
        mark("The left hand was a finger's breadth below the line"),
        mark("The left hand was a hand's breadth below the line"),
        mark("The left hand was a forearm below the line"),
    ),
    "right": (
        mark("The right hand was a finger's breadth below the line"),
        mark("The right hand was a hand's breadth below the line"),
        mark("The right hand was a forearm below the line"),
    ),
}
"""Which hand was how far below, whole sentences, so that every language can say them its own way."""


def sentence(attempt: Attempt, tuning: Why = WHY, jump: Jump = JUMP) -> str:
    """What was missing."""
    best = attempt.best
    if not attempt.ready:
        return mark("The arms were up already: lower them first")
    if best.elbows < jump.elbow_least:
        return mark("The elbows stayed below the shoulders")
    low = [(side, attempt.own_line - height) for side, height in best.hands if height < attempt.own_line]
    if low:
        hands = "both" if len(low) == 2 else low[0][0]
        return BELOW[hands][_far(max(below for _, below in low), tuning)]
    if best.height < attempt.line:
        return mark("The hands stayed at the head: raise them higher, or faster")
    return told("Too short over the line: {over} of {needed} s", over=attempt.over_s, needed=jump.dwell_s)


def _far(torso: float, tuning: Why) -> int:
    """A length as people measure it on themselves: 0 a finger's breadth, 1 a hand's, 2 a forearm."""
    return (torso >= tuning.finger) + (torso >= tuning.hand)


class JumpCritic:
    """Watches the jump gate and says what was missing, for a few seconds after each attempt that failed."""

    def __init__(self, tuning: Why = WHY) -> None:
        self._tuning = tuning
        self.reset()

    def reset(self) -> None:
        """Forget the player."""
        self._attempt: Attempt | None = None
        self._since_s = self._said_s = self._last_s = -math.inf
        self._settled = False  # whether these raised arms have had their jump or their sentence
        self._said = ""

    def step(self, t_s: float, state: JumpState, profile: PlayerProfile = ANYBODY) -> str:
        """What to say at a time in seconds, "" most of the time. Times increase."""
        tuning = self._tuning
        passed_s = min(max(t_s - self._last_s, 0.0), 0.1)
        self._last_s = t_s
        found = state.lift
        if state.fired:
            self._settled, self._attempt, self._said = True, None, ""
        if found is not None and found.sure:
            if found.height < profile.line - tuning.over:
                self._close(t_s)
                self._settled = False
            elif not self._settled and found.height >= profile.line - tuning.tried:
                self._try(t_s, found, state, profile.line, passed_s)
        if self._attempt is not None and t_s - self._since_s > tuning.long_s:
            self._close(t_s)
            self._settled = True
        return self._said if t_s - self._said_s <= tuning.said_s else ""

    def _try(self, t_s: float, found: Lift, state: JumpState, own_line: float, passed_s: float) -> None:
        """One more frame of an attempt."""
        before = self._attempt
        if before is None:
            self._since_s = t_s
            before = Attempt(found, state.line, own_line, state.ready)
        over_s = before.over_s + passed_s if found.height >= state.line else before.over_s
        if found.height - state.line >= before.best.height - before.line:
            before = replace(before, best=found, line=state.line)
        self._attempt = replace(before, over_s=over_s)

    def _close(self, t_s: float) -> None:
        """The attempt is over: say what was missing."""
        if self._attempt is not None:
            self._said, self._said_s, self._attempt = sentence(self._attempt, self._tuning), t_s, None
