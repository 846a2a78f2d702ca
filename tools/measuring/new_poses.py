"""Poses that the Huia does not know, acted by virtual people: what the trials of teaching teach it.

Each has the variety of one person who does it again and again: hands some centimetres elsewhere, another stance.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from game.vision.virtual.acting import Act, Doer, Sketch, Take
from game.vision.virtual.huia_acts import glance, hang, stance
from game.vision.virtual.posture import SIDES, Channel, Leg, Side, leg

Shape = Callable[[Doer], Sketch]


def _standing(doer: Doer) -> Sketch:
    return glance(doer, stance(doer, doer.sketch(), wide=0.15, low=0.06, turn=0.15))


def cactus(doer: Doer) -> Sketch:
    """Upper arms level, forearms straight up, far from the head."""
    held = _standing(doer)
    for side in SIDES:
        held.reach(side, "shoulder", doer.pick(0.50, 0.66), doer.pick(0.42, 0.56), doer.pick(0.0, 0.15), (1, -0.2, 0.2))
    return held


def flag(doer: Doer) -> Sketch:
    """The right arm straight out, the left straight up."""
    held = _standing(doer)
    held.arm("right", doer.pick(1.42, 1.72), doer.pick(-0.1, 0.25), doer.pick(-0.3, 0.3), doer.pick(0.0, 0.25))
    return held.arm("left", doer.pick(2.85, 3.15), doer.pick(-0.1, 0.25), doer.pick(-0.3, 0.3), doer.pick(0.0, 0.25))


def reed(doer: Doer) -> Sketch:
    """Hands clasped overhead, the whole body leaning to the left."""
    held = _standing(doer).body(side=doer.pick(0.30, 0.48), shift=doer.pick(-0.06, 0.0))
    for side in SIDES:
        held.reach(side, "head", doer.pick(0.0, 0.12), doer.pick(1.35, 1.65), doer.pick(-0.1, 0.2), (1, 0.1, 0.1))
    return held


def mummy(doer: Doer) -> Sketch:
    """Arms crossed over the chest, each hand on the other shoulder."""
    held = _standing(doer)
    for side in SIDES:
        held.reach(side, "far shoulder", doer.pick(-0.02, 0.1), doer.pick(-0.14, 0.02), doer.pick(0.12, 0.2))
    return held


def salute(doer: Doer) -> Sketch:
    """The left hand at the brow, elbow out; the right arm hangs."""
    held = hang(doer, _standing(doer), "right")
    brow = doer.pick(0.30, 0.46), doer.pick(0.22, 0.40), doer.pick(0.30, 0.48)
    return held.reach("left", "head", *brow, (1.0, doer.pick(-0.5, 0.0), doer.pick(0.0, 0.3)))


def tree(doer: Doer) -> Sketch:
    """On the right leg, the left foot at its knee, palms together before the chest."""
    held = _standing(doer).set(Channel.CROUCH, 0.02)
    held.foot("left", x=-0.16, lift=doer.pick(0.42, 0.56)).set(leg("left", Leg.KNEE_OUT), doer.pick(1.1, 1.4))
    for side in SIDES:
        held.reach(side, "chest", doer.pick(0.0, 0.05), doer.pick(-0.08, 0.08), doer.pick(0.30, 0.42), (1, -0.4, -0.1))
    return held


def star(doer: Doer) -> Sketch:
    """Legs far apart, both arms stretched up and out."""
    held = _standing(doer).add(Channel.CROUCH, 0.08)
    for side in SIDES:
        held.add(leg(side, Leg.FOOT_X), doer.pick(0.22, 0.36))
        held.arm(side, doer.pick(2.15, 2.42), doer.pick(-0.1, 0.2), doer.pick(-0.3, 0.3), doer.pick(0.0, 0.2))
    return held


def tiger(doer: Doer) -> Sketch:
    """Crouched, both claws raised before the shoulders, elbows down."""
    held = _standing(doer).add(Channel.CROUCH, doer.pick(0.10, 0.20)).body(bend=-doer.pick(0.1, 0.25))
    for side in SIDES:
        held.reach(side, "shoulder", doer.pick(0.08, 0.22), doer.pick(0.02, 0.18), doer.pick(0.35, 0.5), (0.6, -1, 0.1))
        held.hand(side, 0.7, 0.0, 0.4)
    return held


NEW_POSES: Final[dict[str, Shape]] = {
    "cactus": cactus,
    "flag": flag,
    "reed": reed,
    "mummy": mummy,
    "salute": salute,
    "tree": tree,
    "star": star,
    "tiger": tiger,
}
"""Name → the posture a performer takes up."""


def acted(name: str, hold_s: float) -> Callable[[Doer, Side | None], Act]:
    """The act of taking up a new pose and holding it so long, with the small movements of somebody who stands still."""

    def act(doer: Doer, side: Side | None = None) -> Act:
        held = NEW_POSES[name](doer)
        take = Take(doer).peak(doer.pick(0.4, 0.7), held)
        stretches = max(1, round(hold_s / 1.5))
        for _ in range(stretches):
            take.hold(hold_s / stretches, 0.03)
        return take.act(name, None, None, doer.pick(0.4, 0.7))

    return act
