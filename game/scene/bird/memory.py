"""Blends between acts: remembers the posture shown last, so that nothing jumps."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from game.curves import smoothstep
from game.scene.bird.acts import posture
from game.scene.bird.posture import REST, Posture, mix
from game.world.snapshot import Act, BirdView

BLEND_S: Final = 0.16  # from one act to the next: fast enough to play, slow enough not to pop
SETTLE_S: Final = 0.30  # back to standing or running: wings fold while the legs already run
RISE_S: Final = 0.42  # getting up after playing dead takes longer
TURN_S: Final = 0.22  # turning round
NEVER: Final = float("-inf")


class Memory:
    """Blends smoothly between acts and headings.

    It is the bird's only state, and is cleared when time jumps (a new run, a rewound recording).
    """

    def __init__(self) -> None:
        self._t_s = NEVER
        self._start(BirdView(), 1.0)

    def _start(self, view: BirdView, heading: float) -> None:
        self._act = view.act
        self._shown = self._left = REST  # as seen last, and as it was when the act changed
        self._since_s, self._over_s = NEVER, BLEND_S  # when the act changed, and the duration of the blend
        self._heading = self._heading_from = self._heading_to = heading
        self._turned_s = NEVER

    def step(self, view: BirdView, t_s: float) -> tuple[Posture, float]:
        """The posture to show now, and the heading -1..1."""
        if view.act is Act.HADOUKEN and view.act_side != view.heading:
            view = replace(view, heading=view.act_side)  # it turns to the side it fires to
        heading = float(view.heading)
        if not 0 <= t_s - self._t_s < 1.0:
            self._start(view, heading)
        if view.act is not self._act:
            settles = view.act in (Act.IDLE, Act.RUN)
            rises = self._act is Act.DRAMATIC and (settles or view.act is Act.VICTORY)
            self._act, self._left, self._since_s = view.act, self._shown, t_s
            self._over_s = RISE_S if rises else SETTLE_S if settles else BLEND_S
        if heading != self._heading_to:
            self._heading_from, self._heading_to, self._turned_s = self._heading, heading, t_s
        self._t_s = t_s
        turned = smoothstep((t_s - self._turned_s) / TURN_S)
        self._heading = self._heading_from + (self._heading_to - self._heading_from) * turned
        over = min((t_s - self._since_s) / self._over_s, 1.0)
        # off at once: an act eases in by itself, and a player waits for it
        share = 1 - (1 - over) ** 2 if self._over_s == BLEND_S else smoothstep(over)
        self._shown = mix(self._left, posture(view, t_s), share)
        return self._shown, self._heading
