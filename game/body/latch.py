"""Probabilities over time → at most one move at a time: enter, hold, leave, cool-down.

A move must be likely for a while before it fires, less long if it is very likely. A hadouken that is in doubt for a few
readings, as with level arms one behind the other, keeps what it has gathered. A move that has fired is held until it
has been unlikely for a while, and a cool-down separates it from the next. Seconds are gathered, not readings, so 15
and 60 frames a second behave alike.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from game.body.classifier import Threshold
from game.body.poses import HADOUKEN, NORMAL
from game.tuning import MOVES, Moves

Obstacle = Literal["", "moving", "beside", "cool-down"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One reading as the latch judged it: the numbers that say why a move fired or did not.

    names, probabilities: every label in the same order, 0..1, NORMAL among them. best: the likeliest move, whatever
    NORMAL has; "" where no move is known. enter: what it needs. gathered_s, needed_s: how long it has been likely
    enough, and how long it must be, were all readings as sure as this one. obstacle: what forbids any move now: the
    hands move too fast ("moving"), an arm is beside the picture ("beside"), the last move was a moment ago
    ("cool-down"). holding: the move that is held.
    """

    t_s: float
    names: tuple[str, ...]
    probabilities: tuple[float, ...]
    best: str
    enter: float
    gathered_s: float
    needed_s: float
    obstacle: Obstacle = ""
    holding: str = ""

    def of(self, name: str) -> float:
        """The probability of a move; 0 for one that is not known."""
        return self.probabilities[self.names.index(name)] if name in self.names else 0.0


class Latch:
    """Watches probabilities and says when a move starts. Times must increase."""

    def __init__(
        self,
        names: Sequence[str],
        thresholds: Mapping[str, Threshold],
        sure: Mapping[str, float] | float = 0.0,
        tuning: Moves = MOVES,
    ) -> None:
        """names, with NORMAL. thresholds: where they differ from the default.

        sure: of every move or by move, the probability from which a reading counts `Moves.sure_pace` times, where the
        threshold has none of its own; every reading does of a move that is not named.
        """
        default = Threshold(tuning.enter, tuning.leave)
        self._names = tuple(names)
        self._thresholds = [thresholds.get(name, default) for name in names]
        needed_s = [tuning.thrust_s if name == HADOUKEN else tuning.hold_s for name in names]
        sures = [sure.get(name, 0.0) if isinstance(sure, Mapping) else sure for name in names]
        self._needed_s = [_or(own.hold_s, most) for own, most in zip(self._thresholds, needed_s, strict=True)]
        self._sure = [_or(own.sure, most) for own, most in zip(self._thresholds, sures, strict=True)]
        self._moves = [n for n, name in enumerate(names) if name != NORMAL]
        self._tuning = tuning
        self.reset()

    @property
    def names(self) -> tuple[str, ...]:
        """Labels of the probabilities, NORMAL among them."""
        return self._names

    def reset(self) -> None:
        """Forget the past."""
        self._held: int | None = None
        self._held_s = -math.inf  # when the held move was last likely enough
        self._gathered = [0.0] * len(self._names)
        self._last_s = -math.inf
        self._free_s = -math.inf
        self._thrust_s = -math.inf  # when a hadouken was likely last
        self.judgement: Judgement | None = None

    def lose(self, t_s: float) -> None:
        """Nobody is seen now: a short absence changes nothing, a long one starts anew but for the cool-down."""
        if t_s - self._last_s > self._tuning.gap_s:
            free_s = self._free_s
            self.reset()
            self._free_s = free_s

    def likeliest(self, probabilities: Sequence[float]) -> str:
        """The likeliest move, whatever NORMAL has; "" where no move is known."""
        best = max(self._moves, key=probabilities.__getitem__, default=None)
        return "" if best is None else self._names[best]

    def step(self, t_s: float, probabilities: Sequence[float], obstacle: Obstacle = "") -> str | None:
        """The move that starts now, if any. obstacle: see `Judgement`."""
        tuning = self._tuning
        step_s = min(t_s - self._last_s, tuning.step_s) if math.isfinite(self._last_s) else 0.0
        self._last_s = t_s
        best = max(self._moves, key=probabilities.__getitem__, default=None)
        likely = (
            best is not None
            and not obstacle
            and probabilities[best] >= self._thresholds[best].enter
            and probabilities[best] >= max(probabilities)
        )
        if likely and best is not None and self._names[best] == HADOUKEN:
            self._thrust_s = t_s
        pace = tuning.sure_pace if best is not None and probabilities[best] >= self._sure[best] else 1.0
        for n in self._moves:
            gain = pace if likely and n == best else -self._fall(n, probabilities[n], bool(obstacle) or n != best)
            self._gathered[n] = min(max(self._gathered[n] + gain * step_s, 0.0), self._needed_s[n])
        self._release(t_s, probabilities)
        fires = best is not None and likely and self._gathered[best] >= self._needed_s[best] - 1e-9
        cooling = t_s < self._free_s
        self.judgement = Judgement(
            t_s,
            self._names,
            tuple(float(p) for p in probabilities),
            self._names[best] if best is not None else "",
            self._thresholds[best].enter if best is not None else 1.0,
            self._gathered[best] / pace if best is not None else 0.0,
            self._needed_s[best] / pace if best is not None else 0.0,
            obstacle or ("cool-down" if cooling else ""),
            self._names[self._held] if self._held is not None else "",
        )
        if best is None or not fires or best == self._held or cooling:
            return None
        self._held, self._held_s = best, t_s
        self._free_s = t_s + tuning.cooldown_s
        return self._names[best]

    def _fall(self, n: int, probability: float, refuted: bool) -> float:
        """How fast what was gathered for a move is lost in a reading that does not add to it.

        refuted: another move is likelier, or something forbids any.
        """
        threshold = self._thresholds[n]
        if self._names[n] != HADOUKEN or refuted or probability >= threshold.enter:
            return self._tuning.fall
        doubted = probability >= threshold.leave and self._last_s - self._thrust_s <= self._tuning.gap_s
        return 0.0 if doubted else self._tuning.thrust_fall

    def _release(self, t_s: float, probabilities: Sequence[float]) -> None:
        """Let go of the held move when it has been unlikely for a while."""
        if self._held is None:
            return
        if probabilities[self._held] >= self._thresholds[self._held].leave:
            self._held_s = t_s
        elif t_s - self._held_s > self._tuning.lower_s:
            self._held = None


def _or(own: float | None, default: float) -> float:
    return default if own is None else own
