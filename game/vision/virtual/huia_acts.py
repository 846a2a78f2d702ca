"""The eight Huia poses as acts, in the player's own sides, each with the variety of real players.

normal: arms hang, or hands at belly, hips, pockets, behind the back · fly: both forearms up, wrists well over
the head · dramatic: elbows out at shoulder height, hands at the temples · wings: both arms straight out, level ·
hadouken: both forearms thrust together to one side at chest height, knees often bent · underarm: the LEFT hand
behind or over the head, right arm hanging · moonwalk: the RIGHT hand at the hat, the left at the hip or belly,
often half turned · backpack: left forearm across the belly, right arm out to the side and down.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from game.vision.virtual.acting import Act, Doer, Sketch, Take
from game.vision.virtual.hadouken_act import hadouken
from game.vision.virtual.posture import SIDES, Arm, Channel, Leg, Side, arm, leg


def stance(doer: Doer, sketch: Sketch, wide: float = 0.25, low: float = 0.12, turn: float = 0.25) -> Sketch:
    """Vary the stance: feet wider, knees bent, body a little turned and leaning, sometimes much."""
    sketch.add(Channel.CROUCH, abs(doer.pick(-low, low)) * (1.0 if doer.chance(0.5) else 0.3))
    for side in SIDES:
        sketch.add(leg(side, Leg.FOOT_X), abs(doer.pick(-wide, wide)) * 0.5)
        sketch.add(leg(side, Leg.FOOT_Z), doer.pick(-0.08, 0.08))
        sketch.add(leg(side, Leg.TURN), doer.pick(-0.1, 0.3))
    big = 1.8 if doer.chance(0.15) else 1.0
    return sketch.body(
        turn=big * doer.pick(-turn, turn),
        bend=doer.pick(-0.14, 0.08),
        side=big * doer.pick(-0.09, 0.09),
        twist=doer.pick(-0.12, 0.12),
        shift=doer.pick(-0.06, 0.06),
    )


def glance(doer: Doer, sketch: Sketch, yaw: float = 0.25, pitch: float = 0.18, at: float = 0.0) -> Sketch:
    """Look roughly at the screen, or `at` a direction to the side."""
    return sketch.face(at + doer.pick(-yaw, yaw), doer.pick(-pitch, pitch), doer.pick(-0.12, 0.12))


def hands(doer: Doer, sketch: Sketch, curl: float = 0.3) -> Sketch:
    """Vary fingers, palms and wrists."""
    for side in SIDES:
        sketch.hand(side, max(0.0, doer.pick(curl - 0.3, curl + 0.4)), doer.pick(-0.8, 1.0), doer.pick(-0.35, 0.35))
    return sketch


def fly(doer: Doer, side: Side | None = None) -> Act:
    """Both arms up: straight, or elbows bent and forearms upright; often with a crouch or a hop."""
    take = Take(doer)
    wide, bent = doer.pick(-0.05, 0.40), doer.pick(0.0, 1.0)
    hop = doer.pick(0.0, 0.12) if doer.chance(0.3) else 0.0
    ready = doer.sketch().add(Channel.CROUCH, doer.pick(0.03, 0.12))
    for own in SIDES:
        ready.arm(own, doer.pick(0.15, 0.5), doer.pick(0.3, 1.2), 0.0, doer.pick(0.3, 0.9))
    up = glance(doer, stance(doer, doer.sketch()), pitch=0.25)
    for own in SIDES:
        up.shrug(own, doer.pick(0.0, 0.15))
        _raise(doer, up, own, wide + doer.pick(-0.06, 0.06), bent)
    hands(doer, up)
    take.to(doer.pick(0.12, 0.30), ready).peak(doer.pick(0.20, 0.42), up.copy().set(Channel.HOP, hop))
    take.hold(doer.pick(0.45, 1.0))
    return take.act("fly", "fly", None, doer.pick(0.3, 0.6))


def _raise(doer: Doer, sketch: Sketch, side: Side, wide: float, bent: float) -> Sketch:
    """Raise an arm: straight, or elbow out (and forward) beside the head with the forearm upright.

    wide: how far the wrist comes out of its shoulder, torso lengths; bent 0 .. 1.
    """
    build = doer.build
    # height of the wrist over the shoulder: the whole arm, or an upper arm somewhat over level and all the forearm
    straight, folded = build.arm, build.forearm + build.upper_arm * doer.pick(0.20, 0.65)
    up = ((1 - bent) * straight + bent * folded) * 0.985 / build.torso
    ahead = doer.pick(-0.10, 0.12) + bent * doer.pick(-0.05, 0.45)
    return sketch.reach(
        side,
        "shoulder",
        wide + bent * doer.pick(0.0, 0.25),
        up,
        ahead,
        (1.0, doer.pick(-0.9, 0.0), doer.pick(-0.2, 1.3)),
    )


def dramatic(doer: Doer, side: Side | None = None) -> Act:
    """Both hands to the temples, elbows out: a swoon, often leaning back or folding forward."""
    take = Take(doer)
    sway, grief = doer.pick(-0.15, 0.15), doer.pick(-0.22, 0.18)
    held = stance(doer, doer.sketch(), low=0.2).body(side=sway, bend=grief)
    glance(doer, held, pitch=0.4)
    height, depth, apart = doer.pick(-0.10, 0.75), doer.pick(-0.30, 0.35), doer.pick(0.42, 0.80)
    drop, forward = doer.pick(-1.2, 0.15), doer.pick(-0.2, 1.2)
    for own in SIDES:
        held.reach(
            own,
            "head",
            apart + doer.pick(-0.08, 0.08),
            height + doer.pick(-0.12, 0.12),
            depth + doer.pick(-0.08, 0.08),
            (1.6, drop + doer.pick(-0.1, 0.1), forward + doer.pick(-0.1, 0.1)),
        )
        held.hand(own, doer.pick(0.0, 0.6), doer.pick(-0.6, 0.6), doer.pick(-0.2, 0.7))
    ready = doer.sketch().body(bend=-0.08)
    for own in SIDES:
        ready.arm(own, doer.pick(0.3, 0.7), doer.pick(0.6, 1.3), 0.0, doer.pick(0.8, 1.5))
    take.to(doer.pick(0.15, 0.35), ready).peak(doer.pick(0.25, 0.6), held).hold(doer.pick(0.8, 1.8), 0.04)
    return take.act("dramatic", "dramatic", None, doer.pick(0.4, 0.8))


def wings(doer: Doer, side: Side | None = None) -> Act:
    """Both arms straight out, level or somewhat over or under; the hands may flap."""
    take = Take(doer)
    level, tip = doer.pick(-0.22, 0.22), doer.pick(-0.10, 0.10)
    held = glance(doer, stance(doer, doer.sketch()))
    lower = held.copy()
    flap = doer.pick(0.0, 0.25) if doer.chance(0.4) else 0.0
    for own, sign in (("left", 1.0), ("right", -1.0)):
        lift = 1.57 + level + sign * tip + doer.pick(-0.06, 0.06)
        azimuth, twist, flex = doer.pick(-0.18, 0.32), doer.pick(-1.2, 0.8), abs(doer.pick(-0.4, 0.4))
        held.arm(own, lift, azimuth, twist, flex)  # type: ignore[arg-type]
        lower.arm(own, lift - flap, azimuth, twist, flex + 0.5 * flap)  # type: ignore[arg-type]
    hands(doer, held, 0.1)
    take.peak(doer.pick(0.3, 0.6), held)
    if flap:
        for _ in range(2):
            take.peak(doer.pick(0.2, 0.3), lower).peak(doer.pick(0.2, 0.3), held)
    take.hold(doer.pick(0.6, 1.4), 0.04)
    return take.act("wings", "wings", None, doer.pick(0.35, 0.7))


def underarm(doer: Doer, side: Side | None = None) -> Act:
    """Left arm up, its hand behind or over the head; the right arm hangs or scratches under the wing."""
    take = Take(doer)
    held = glance(doer, stance(doer, doer.sketch()).body(side=doer.pick(-0.2, 0.2)), yaw=0.6, pitch=0.3)
    held.add(Channel.HEAD_ROLL, doer.pick(-0.15, 0.3))
    behind = doer.chance(0.55)
    held.shrug("left", doer.pick(0.0, 0.15))
    held.reach(
        "left",
        "head",
        doer.pick(-0.05, 0.80),
        doer.pick(0.15, 0.75) if behind else doer.pick(0.55, 1.20),
        doer.pick(-0.55, -0.15) if behind else doer.pick(-0.35, 0.25),
        (1.0, doer.pick(-1.2, 1.0), doer.pick(-0.3, 1.2)),
    )
    held.hand("left", doer.pick(0.1, 0.6), doer.pick(-0.6, 0.6), doer.pick(0.0, 0.8))
    if doer.chance(0.12 * doer.variety):  # the bird's own reaction: scratching under the raised wing
        held.reach("right", "far shoulder", doer.pick(-0.1, 0.1), doer.pick(-0.35, -0.2), doer.pick(0.2, 0.35))
    elif doer.chance(0.15 * doer.variety):
        held.reach("right", "hip", doer.pick(0.15, 0.35), doer.pick(0.05, 0.25), doer.pick(0.0, 0.15), (1, 0, -0.4))
    else:
        held.arm("right", doer.pick(0.08, 0.45), doer.pick(-0.2, 1.0), doer.pick(-0.3, 0.6), doer.pick(0.05, 0.6))
    take.peak(doer.pick(0.35, 0.7), held)
    if doer.chance(0.4):
        scratch = held.copy().add(arm("left", Arm.FLEX), doer.pick(0.06, 0.15))
        for _ in range(2):
            take.peak(0.18, scratch).peak(0.18, held)
    take.hold(doer.pick(0.8, 1.5), 0.03)
    return take.act("underarm", "underarm", "left", doer.pick(0.4, 0.8))


def moonwalk(doer: Doer, side: Side | None = None) -> Act:
    """Right hand at the hat, elbow out; left hand at hip or belly; often half turned, gliding."""
    take = Take(doer)
    half_turn = doer.pick(-1.25, 1.25) if doer.chance(0.65) else doer.pick(-0.3, 0.3)
    held = stance(doer, doer.sketch(), low=0.15, turn=0.1).body(turn=half_turn, side=doer.pick(-0.08, 0.14))
    held.body(bend=doer.pick(-0.32, 0.08))  # stooping under the brim
    held.face(doer.pick(-0.2, 1.0) * half_turn + doer.pick(-0.2, 0.2), doer.pick(-0.6, 0.05), doer.pick(-0.15, 0.15))
    held.reach(
        "right",
        "head",
        doer.pick(-0.05, 0.60),
        doer.pick(0.05, 0.75),
        doer.pick(0.05, 1.05),
        (1.0, doer.pick(-1.4, 0.3), doer.pick(-0.3, 1.0)),
    )
    held.hand("right", doer.pick(0.1, 0.6), doer.pick(-0.3, 0.9), doer.pick(-0.2, 0.5))
    if doer.chance(0.5):
        held.reach("left", "hip", doer.pick(0.05, 0.30), doer.pick(-0.12, 0.28), doer.pick(0.0, 0.3), (1, 0, -0.6))
    elif doer.chance(0.75):
        held.reach(
            "left", "belly", doer.pick(-0.25, 0.15), doer.pick(-0.35, 0.15), doer.pick(0.2, 0.4), (1, -0.8, -0.2)
        )
    else:
        held.arm("left", doer.pick(0.2, 0.8), doer.pick(-0.4, 0.9), doer.pick(-0.3, 0.5), doer.pick(0.2, 1.0))
    held.hand("left", doer.pick(0.1, 0.8), doer.pick(-0.3, 0.8), doer.pick(-0.2, 0.3))
    take.peak(doer.pick(0.4, 0.8), held)
    glide = doer.pick(0.05, 0.15)
    for own in SIDES if doer.chance(0.6) else ():
        step = held.copy().foot(own, ahead=-glide, toe=doer.pick(0.2, 0.6))
        take.peak(doer.pick(0.25, 0.45), step).peak(doer.pick(0.25, 0.4), held)
    take.hold(doer.pick(0.6, 1.2), 0.03)
    return take.act("moonwalk", "moonwalk", "right", doer.pick(0.4, 0.8))


def backpack(doer: Doer, side: Side | None = None) -> Act:
    """Floss: the left forearm across the belly, the right arm out to the side and down, hips to the other side."""
    take = Take(doer)
    swing = doer.pick(-0.12, 0.14)
    held = glance(doer, stance(doer, doer.sketch()).body(shift=swing, twist=doer.pick(-0.35, 0.2)))
    held.add(Channel.HIP_ROLL, doer.pick(-0.08, 0.08))
    held.reach(
        "left",
        "belly",
        doer.pick(-0.55, 0.12),
        doer.pick(-0.42, 0.20),
        doer.pick(0.18, 0.45),
        (1.0, doer.pick(-1.0, -0.2), doer.pick(-0.3, 0.3)),
    )
    held.arm("right", doer.pick(0.50, 1.30), doer.pick(-0.7, 0.35), doer.pick(-0.5, 0.5), doer.pick(0.0, 0.5))
    for own in SIDES:
        held.hand(own, doer.pick(0.4, 1.0), doer.pick(-0.3, 0.7), doer.pick(-0.2, 0.2))
    take.peak(doer.pick(0.3, 0.6), held).hold(doer.pick(0.7, 1.6), 0.05)
    return take.act("backpack", "backpack", None, doer.pick(0.35, 0.7))


def normal(doer: Doer, side: Side | None = None) -> Act:
    """Standing about: arms hang, or hands at belly, hips, pockets, behind the back; weight on either leg."""
    take = Take(doer)
    held = glance(doer, stance(doer, doer.sketch(), turn=0.45), yaw=0.5, pitch=0.35)
    ways: tuple[Callable[[Doer, Sketch, Side], Sketch], ...] = (hang, at_belly, at_hip, in_pocket, behind_back)
    both = ways[doer.rng.choice(len(ways), p=(0.42, 0.24, 0.10, 0.14, 0.10))]
    mixed = doer.chance(0.15)
    for own in SIDES:
        way = ways[doer.rng.integers(len(ways))] if mixed else both
        way(doer, held, own)
    take.peak(doer.pick(0.4, 0.9), held).hold(doer.pick(0.8, 2.5), 0.04)
    return take.act("normal", "normal", None, doer.pick(0.4, 0.9))


def hang(doer: Doer, sketch: Sketch, side: Side) -> Sketch:
    """The arm hangs."""
    sketch.hand(side, doer.pick(0.1, 0.8), doer.pick(-0.2, 1.2), doer.pick(-0.1, 0.2))
    return sketch.arm(side, doer.pick(0.02, 0.36), doer.pick(-0.3, 1.2), doer.pick(-0.3, 0.7), doer.pick(0.05, 0.75))


def at_belly(doer: Doer, sketch: Sketch, side: Side) -> Sketch:
    """The hand before the belly, meeting the other."""
    sketch.reach(side, "belly", doer.pick(0.0, 0.22), doer.pick(-0.42, 0.20), doer.pick(0.2, 0.42), (1, -1, -0.5))
    return sketch.hand(side, doer.pick(0.2, 0.9), doer.pick(0.0, 1.2), doer.pick(-0.1, 0.4))


def at_hip(doer: Doer, sketch: Sketch, side: Side) -> Sketch:
    """The hand on the hip, elbow out."""
    back = doer.pick(-0.08, 0.15)
    sketch.reach(side, "hip", doer.pick(0.16, 0.34), doer.pick(0.02, 0.30), back, (1.0, 0.0, doer.pick(-0.9, 0.2)))
    return sketch.hand(side, doer.pick(0.2, 0.8), doer.pick(0.0, 1.2), doer.pick(-0.2, 0.6))


def in_pocket(doer: Doer, sketch: Sketch, side: Side) -> Sketch:
    """The hand in a trouser pocket."""
    sketch.reach(side, "hip", doer.pick(0.10, 0.24), doer.pick(-0.14, 0.08), doer.pick(0.0, 0.2), (1, -0.2, -0.7))
    return sketch.hand(side, 0.8, doer.pick(0.2, 1.0), 0.1)


def behind_back(doer: Doer, sketch: Sketch, side: Side) -> Sketch:
    """The hand behind the back, where the camera cannot see it."""
    sketch.reach(side, "belly", doer.pick(0.02, 0.20), doer.pick(-0.35, 0.05), -doer.pick(0.25, 0.42), (1, -0.5, 0.1))
    return sketch.hand(side, 0.5, doer.pick(0.8, 1.6), 0.0)


HUIA_ACTS: Final[dict[str, Callable[[Doer, Side | None], Act]]] = {
    "normal": normal,
    "fly": fly,
    "hadouken": hadouken,
    "dramatic": dramatic,
    "moonwalk": moonwalk,
    "backpack": backpack,
    "underarm": underarm,
    "wings": wings,
}
"""Name and label → act. Only hadouken uses the side."""
