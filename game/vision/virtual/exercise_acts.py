"""Raised arms that differ from the clear `fly`: jumping jacks, tired strokes, hands that stop half way.

Jacks and lazy strokes take both hands over the head and are labelled "fly"; "half raised" stops below the eyes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from game.vision.virtual.acting import Act, Doer, Sketch, Take
from game.vision.virtual.huia_acts import glance, hands, hang, stance
from game.vision.virtual.posture import SIDES, Arm, Channel, Side, arm


def jumping_jack(doer: Doer, side: Side | None = None) -> Act:
    """Arms up through the sides and feet apart with a hop, then down again; arms straight, bent, or leaning in."""
    way = ("straight", "bent", "leaning in")[int(doer.rng.integers(3))]
    rise, hop = doer.pick(0.2, 0.45), doer.pick(0.0, 0.12)
    up, half = doer.sketch(), doer.sketch()
    for own in SIDES:
        _overhead(doer, up, own, way)
        bent = up.posture[arm(own, Arm.FLEX)]
        half.arm(
            own, doer.pick(1.2, 1.7), doer.pick(-0.1, 0.5), doer.pick(-1.2, -0.4), 0.6 * bent + doer.pick(0.0, 0.3)
        )
        up.foot(own, x=doer.pick(0.05, 0.25))
        half.foot(own, x=0.08)
    half.set(Channel.HOP, hop)
    down = half.copy()
    take = Take(doer).to(0.5 * rise, half).peak(0.5 * rise, glance(doer, up, 0.1, 0.15)).hold(doer.pick(0.02, 0.15))
    return take.to(0.5 * rise, down).act("jumping jack", "fly", None, doer.pick(0.14, 0.3))


def _overhead(doer: Doer, sketch: Sketch, side: Side, way: str) -> Sketch:
    """One arm over the head. Leaning in: elbow out, forearm inward by about 45 degrees in the picture."""
    head, torso = doer.build.head, doer.build.torso
    sketch.shrug(side, doer.pick(0.0, 0.2))
    if way == "straight":
        return sketch.arm(side, doer.pick(2.6, 3.05), doer.pick(-0.1, 0.3), doer.pick(-1.4, -0.6), doer.pick(0.0, 0.4))
    if way == "bent":
        over, out = doer.pick(0.45, 0.85) * torso / head, doer.pick(0.3, 0.9)
        return sketch.reach(side, "head", out, over, doer.pick(-0.2, 0.5), (1.0, doer.pick(-0.4, 0.3), 0.3))
    over, out = doer.pick(0.24, 0.45) * torso / head, doer.pick(0.05, 0.5)
    return sketch.reach(
        side, "head", out, over, doer.pick(-0.3, 0.4), (1.0, doer.pick(-0.1, 0.4), doer.pick(-0.1, 0.3))
    )


def lazy_stroke(doer: Doer, side: Side | None = None) -> Act:
    """A tired person lifts both arms over the head: slowly, not very high, one hand behind the other."""
    torso, head = doer.build.torso, doer.build.head
    up = stance(doer, doer.sketch(), wide=0.1)
    for own in SIDES:
        over, out = doer.pick(0.42, 0.8) * torso / head, doer.pick(0.2, 1.4)
        pole = (1.0, doer.pick(-0.8, 0.2), doer.pick(0.0, 1.0))
        up.reach(own, "head", out, over, doer.pick(-0.2, 1.0), pole)
    hands(doer, glance(doer, up, 0.2, 0.25))
    rise, late = doer.pick(0.45, 1.2), doer.pick(0.0, 0.3)
    slow = doer.side(None)
    nearly = up.copy().arms_of(doer.sketch(), slow, late / (late + rise))
    take = Take(doer).to(rise, nearly).peak(max(late, 0.05), up).hold(doer.pick(0.05, 0.6))
    return take.act("lazy stroke", "fly", None, doer.pick(0.5, 1.1))


def half_raised(doer: Doer, side: Side | None = None) -> Act:
    """Both hands come up half way, between belly and eyes, quickly or slowly, once or several times, and drop."""
    take = Take(doer)
    torso = doer.build.torso
    nose = (doer.build.neck + 0.45 * doer.build.head) / torso  # over the shoulders
    for _ in range(int(doer.rng.integers(1, 4))):
        up = stance(doer, doer.sketch(), wide=0.1)
        height, wide, ahead = doer.pick(-0.45, nose - 0.05), doer.pick(-0.1, 0.8), doer.pick(-0.1, 0.6)
        if np.hypot(height, wide) < 0.25:
            wide += 0.3
        for own in SIDES:
            by = doer.pick(-0.08, 0.04)
            up.reach(own, "shoulder", wide, height + by, ahead, (0.8, -1.0, doer.pick(-0.4, 0.6)))
        hands(doer, glance(doer, up, 0.3, 0.25))
        take.peak(doer.pick(0.18, 0.9), up).hold(doer.pick(0.03, 1.0), 0.03)
        take.peak(doer.pick(0.25, 0.7), doer.sketch())
    return take.act("half raised", None, None, 0.1)


def wave_by_head(doer: Doer, side: Side | None = None) -> Act:
    """Wave with one hand that comes near the head at every turn, the other arm hanging."""
    side = doer.side(side)
    near = glance(doer, stance(doer, doer.sketch()), 0.3, 0.2)
    for own in SIDES:
        if own != side:
            hang(doer, near, own)
    up, ahead = doer.pick(-0.6, 0.8), doer.pick(0.0, 0.9)
    pole = (1.0, doer.pick(-1.2, -0.2), doer.pick(-0.2, 0.4))
    away = near.copy()
    near.reach(side, "head", doer.pick(0.35, 0.75), up, ahead, pole).hand(side, 0.1, -0.2)
    away.reach(side, "head", doer.pick(0.9, 1.9), up + doer.pick(-0.4, 0.1), ahead, pole).hand(side, 0.1, -0.2)
    take = Take(doer).peak(doer.pick(0.3, 0.6), near)
    for _ in range(int(doer.rng.integers(2, 6))):
        take.peak(doer.pick(0.14, 0.35), away).peak(doer.pick(0.14, 0.35), near).hold(doer.pick(0.0, 0.15))
    return take.act("wave by head", None, side, doer.pick(0.3, 0.6))


def profile(doer: Doer, side: Side | None = None) -> Act:
    """Stand sideways to the camera, arms hanging or hands before the body, and turn back."""
    side = doer.side(side)
    yaw = (1.0 if side == "left" else -1.0) * doer.pick(1.0, 1.9)
    held = stance(doer, doer.sketch(), turn=0.1).body(turn=yaw).face(yaw * doer.pick(0.5, 1.0), doer.pick(-0.3, 0.2))
    before = doer.chance(0.4)
    up, ahead = doer.pick(-0.4, 0.35), doer.pick(0.25, 0.6)
    for own in SIDES:
        if before:
            held.reach(own, "belly", doer.pick(-0.05, 0.15), up, ahead, (0.7, -1.0, -0.4)).hand(own, 0.5)
        else:
            hang(doer, held, own)
    take = Take(doer).peak(doer.pick(0.4, 0.9), held).hold(doer.pick(0.5, 3.0), 0.04)
    return take.act("profile", None, side, doer.pick(0.4, 0.9))


RAISING_ACTS: Final[dict[str, Callable[[Doer, Side | None], Act]]] = {
    "jumping jack": jumping_jack,
    "lazy stroke": lazy_stroke,
}
"""Name → act labelled "fly"."""

HALF_ACTS: Final[dict[str, Callable[[Doer, Side | None], Act]]] = {
    "half raised": half_raised,
    "wave by head": wave_by_head,
    "profile": profile,
}
"""Name → act without a label."""
