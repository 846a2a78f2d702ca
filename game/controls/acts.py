"""A model card's choice of what the bird does for each pose: one act, or up to three one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from game.body.model_acts import HADOUKEN_ACT, JUMP_ACT
from game.controls.intent import Intent
from game.tuning import TIMING

PATIENCE_S: Final = 12.0
"""The rest of a combination is dropped after this long: the longest act takes 9 s on stage."""


class ActScript:
    """Turns poses into what their card says, and brings the rest of a combination when the bird is free again."""

    def __init__(self, acts: Mapping[str, Sequence[str]]) -> None:
        """acts: pose → names of acts, in turn; poses that are not in it stay what they are."""
        self._acts = acts
        self._left: list[str] = []
        self._waited_s = 0.0

    def step(self, intent: Intent, busy: bool) -> Intent:
        """One step's intent as the world understands it. busy: the bird is in the middle of an act."""
        mate = intent.mate
        if mate is not None and mate.move is not None and mate.move in self._acts:
            intent = replace(intent, mate=_doing(mate, self._acts[mate.move][0]))
        if intent.move is not None and intent.move in self._acts:
            first, *self._left = self._acts[intent.move]
            self._waited_s = 0.0
            return _doing(intent, first)
        if intent.jump or intent.hadouken is not None or intent.move is not None:
            self._left = []
        self._waited_s += TIMING.step_s
        if self._waited_s > PATIENCE_S:
            self._left = []
        if not self._left or busy or self._waited_s <= TIMING.step_s:
            return intent
        self._waited_s = 0.0
        return _doing(intent, self._left.pop(0))


def _doing(intent: Intent, act: str) -> Intent:
    """The same intent with this act in place of its move."""
    if act == HADOUKEN_ACT:
        return replace(intent, move=None, hadouken=intent.hadouken or "right")
    if act == JUMP_ACT:
        return replace(intent, move=None, jump=True)
    return replace(intent, move=act)
