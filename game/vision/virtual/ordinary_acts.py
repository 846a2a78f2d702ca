"""Everyday acts that are not Huia poses: hard negatives for the classifier, and variety for the demo.

Every act has label None. `side` is the performer's own side of the arm or leg that acts; without it a random one is
used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from game.vision.virtual.acting import Act, Anchor, Doer, Sketch, Take
from game.vision.virtual.exercise_acts import HALF_ACTS
from game.vision.virtual.fighting_acts import FIGHTING_ACTS
from game.vision.virtual.huia_acts import at_belly, at_hip, glance, hands, hang, in_pocket, stance
from game.vision.virtual.posture import SIDES, Arm, Channel, Leg, Side, arm, leg, other, sign


def _idle(doer: Doer, sketch: Sketch, side: Side) -> Sketch:
    """Posture of an arm that takes no part in the act."""
    way = (hang, hang, hang, in_pocket, at_hip, at_belly)[int(doer.rng.integers(6))]
    return way(doer, sketch, side)


def stand(doer: Doer, side: Side | None = None) -> Act:
    """Stand, shifting the weight from leg to leg."""
    take = Take(doer)
    for _ in range(2):
        shift = doer.pick(-0.10, 0.10)
        posture = glance(doer, stance(doer, doer.sketch()).body(shift=shift, side=-0.6 * shift), yaw=0.5)
        for own in SIDES:
            hang(doer, posture, own)
        take.peak(doer.pick(0.6, 1.2), posture).hold(doer.pick(0.4, 1.2))
    return take.act("stand", None)


def walk(
    doer: Doer, side: Side | None = None, steps: int = 4, heading: float | None = None, far_m: float | None = None
) -> Act:
    """Walk some steps, or a distance in as many steps as it takes, and turn back to the camera.

    The feet move relative to the root, which moves evenly, so that a standing foot does not slide.
    """
    side = doer.side(side)
    heading = sign(side) * doer.pick(1.2, 1.9) if heading is None else heading
    pace, tempo = doer.pick(0.24, 0.36), doer.pick(0.45, 0.62)
    swing = doer.pick(0.25, 0.55)
    if far_m is not None:
        steps = max(1, round(far_m / (pace * doer.build.leg)))
        pace = far_m / (steps * doer.build.leg)
    take = Take(doer)
    way = np.array([np.sin(heading), np.cos(heading)]) * pace * doer.build.leg
    root = doer.rest[[Channel.ROOT_X, Channel.ROOT_Z]].copy()
    for step in range(steps):
        front, back = (SIDES[step % 2], SIDES[(step + 1) % 2])
        strike = _walking(doer, heading)
        root = root + way
        passing = _walking(doer, heading)
        for sketch, spot in ((passing, root - 0.5 * way), (strike, root)):
            sketch.posture[[Channel.ROOT_X, Channel.ROOT_Z]] = spot
        passing.foot(front, lift=0.10, toe=0.25)
        strike.foot(front, ahead=0.5 * pace).foot(back, ahead=-0.5 * pace, toe=0.35)
        for own, forward in ((front, -1.0), (back, 1.0)):
            strike.add(arm(own, Arm.LIFT), 0.2 + 0.1 * forward).set(arm(own, Arm.AZIMUTH), 1.2 * forward)
            strike.add(arm(own, Arm.LIFT), swing * 0.5).add(arm(own, Arm.FLEX), 0.15 + 0.2 * forward * swing)
        take.to(0.5 * tempo, passing)
        take.peak(0.5 * tempo, strike)
    rest = doer.rest.copy()
    rest[[Channel.ROOT_X, Channel.ROOT_Z]] = root
    return take.to(0.6, rest).act("walk", None, side, 0.0)


def _walking(doer: Doer, heading: float) -> Sketch:
    sketch = doer.sketch()
    sketch.set(Channel.ROOT_YAW, sketch.near(heading)).face(heading + doer.pick(-0.3, 0.3), doer.pick(-0.3, 0.1))
    for own in SIDES:
        sketch.set(leg(own, Leg.FOOT_X), 0.08)
    return sketch.body(bend=-0.05)


def step(doer: Doer, side: Side | None = None) -> Act:
    """One step to the side and the other foot after it, or only a tap and back."""
    side = doer.side(side)
    wide = doer.pick(0.15, 0.35)
    away = glance(doer, doer.sketch()).foot(side, x=0.5 * wide, lift=0.07).body(shift=-0.02)
    out = glance(doer, doer.sketch()).foot(side, x=wide).body(shift=0.5 * wide * sign(side))
    take = Take(doer).to(0.25, away).peak(0.25, out).hold(doer.pick(0.1, 0.6))
    return take.to(0.3, away).act("step", None, side, 0.25)


def _hand_to(
    doer: Doer,
    name: str,
    side: Side | None,
    place: tuple[float, float, float, float, float, float],
    hold_s: tuple[float, float],
    rub: float = 0.0,
    nod: float = 0.0,
) -> Act:
    """Move one hand to a place at the head: (out, up, ahead), each as (lower, upper) bound."""
    side = doer.side(side)
    held = glance(doer, stance(doer, doer.sketch()), yaw=0.4).add(Channel.HEAD_PITCH, nod)
    _idle(doer, held, other(side))
    out = doer.pick(place[0], place[1])
    pole = (doer.pick(0.3, 1.0), doer.pick(-1.0, -0.3), doer.pick(-0.1, 0.5))
    held.reach(side, "head", out, doer.pick(place[2], place[3]), doer.pick(place[4], place[5]), pole)
    held.hand(side, doer.pick(0.3, 1.0), doer.pick(0.0, 0.8), doer.pick(0.0, 0.6))
    take = Take(doer).peak(doer.pick(0.4, 0.8), held)
    if rub:
        other_way = held.copy().add(arm(side, Arm.FLEX), rub)
        for _ in range(3):
            take.peak(0.16, other_way).peak(0.16, held)
    return take.hold(doer.pick(*hold_s)).act(name, None, side, doer.pick(0.4, 0.8))


def scratch_head(doer: Doer, side: Side | None = None) -> Act:
    """Scratch the head at its side or back."""
    return _hand_to(doer, "scratch head", side, (0.35, 0.55, 0.15, 0.5, -0.5, 0.15), (0.2, 0.8), 0.1)


def scratch_nose(doer: Doer, side: Side | None = None) -> Act:
    """Rub the nose or the chin."""
    return _hand_to(doer, "scratch nose", side, (0.02, 0.25, -0.75, -0.3, 0.55, 0.85), (0.1, 0.8), 0.06)


def drink(doer: Doer, side: Side | None = None) -> Act:
    """Drink from a glass, head back."""
    return _hand_to(doer, "drink", side, (0.15, 0.45, -0.75, -0.4, 0.65, 0.95), (0.8, 1.8), 0.0, 0.3)


def phone_at_ear(doer: Doer, side: Side | None = None) -> Act:
    """Telephone."""
    return _hand_to(doer, "phone at ear", side, (0.45, 0.70, -0.75, -0.35, 0.05, 0.35), (1.5, 4.0))


def glasses(doer: Doer, side: Side | None = None) -> Act:
    """Push up one's glasses."""
    return _hand_to(doer, "adjust glasses", side, (0.15, 0.45, -0.35, 0.0, 0.55, 0.8), (0.2, 0.5))


def fix_hair(doer: Doer, side: Side | None = None) -> Act:
    """Stroke one's hair back, with one hand and a tilt of the head."""
    side = doer.side(side)
    first = glance(doer, doer.sketch()).add(Channel.HEAD_ROLL, -0.1 * sign(side))
    last = first.copy()
    up = doer.pick(0.35, 0.6)
    first.reach(side, "head", doer.pick(0.3, 0.45), up, doer.pick(0.3, 0.5), (1, -0.2, 0.4))
    last.reach(side, "head", doer.pick(0.4, 0.55), up - 0.35, doer.pick(-0.4, -0.1), (1, 0.0, 0.3))
    _idle(doer, first, other(side))
    last.posture[_block(other(side))] = first.posture[_block(other(side))]
    take = Take(doer).peak(doer.pick(0.4, 0.7), first)
    for _ in range(int(doer.rng.integers(1, 3))):
        take.peak(doer.pick(0.3, 0.5), last).peak(doer.pick(0.3, 0.4), first)
    return take.peak(0.3, last).act("fix hair", None, side, 0.5)


def _block(side: Side) -> slice:
    """The channels of one arm."""
    return slice(arm(side, Arm.SHRUG), arm(side, Arm.CURL) + 1)


def phone_in_hands(doer: Doer, side: Side | None = None) -> Act:
    """Read a telephone held in one or both hands, head bowed."""
    side = doer.side(side)
    held = stance(doer, doer.sketch()).face(doer.pick(-0.3, 0.3), doer.pick(-0.75, -0.35))
    both = doer.chance(0.5)
    for own in SIDES:
        if both or own == side:
            up, ahead = doer.pick(-0.55, -0.25), doer.pick(0.40, 0.60)
            held.reach(own, "chest", doer.pick(0.02, 0.15), up, ahead, (0.6, -1, -0.3)).hand(own, 0.7, -0.6, 0.3)
        else:
            _idle(doer, held, own)
    return Take(doer).peak(0.6, held).hold(doer.pick(1.5, 4.0), 0.03).act("phone in hands", None, side, 0.6)


def wave(doer: Doer, side: Side | None = None) -> Act:
    """Wave with one raised arm."""
    side = doer.side(side)
    held = glance(doer, stance(doer, doer.sketch()))
    _idle(doer, held, other(side))
    lift, high = doer.pick(0.5, 2.5), doer.chance(0.25)
    held.arm(side, 2.6 if high else lift, doer.pick(0.0, 0.7), -1.45, doer.pick(0.2, 0.6) if high else 2.2 - 0.4 * lift)
    held.hand(side, 0.05, -0.2)
    away = held.copy().add(arm(side, Arm.FLEX), -doer.pick(0.25, 0.6))
    take = Take(doer).peak(doer.pick(0.35, 0.6), held)
    for _ in range(int(doer.rng.integers(2, 5))):
        take.peak(doer.pick(0.16, 0.3), away).peak(doer.pick(0.16, 0.3), held)
    return take.act("wave", None, side)


def wave_both(doer: Doer, side: Side | None = None) -> Act:
    """Wave with both hands low, before shoulders or chest."""
    held = glance(doer, stance(doer, doer.sketch()))
    for own in SIDES:
        up = doer.pick(-0.25, 0.15)
        held.reach(own, "shoulder", doer.pick(0.15, 0.45), up, doer.pick(0.25, 0.5), (0.6, -1, -0.2)).hand(own, 0.05)
    away = held.copy()
    for own in SIDES:
        away.add(arm(own, Arm.TWIST), doer.pick(0.2, 0.5)).add(arm(own, Arm.FLEX), doer.pick(-0.3, -0.1))
    take = Take(doer).peak(doer.pick(0.35, 0.6), held)
    for _ in range(int(doer.rng.integers(2, 4))):
        take.peak(0.22, away).peak(0.22, held)
    return take.act("wave both", None)


def clap(doer: Doer, side: Side | None = None) -> Act:
    """Clap before chest or face."""
    held = glance(doer, stance(doer, doer.sketch()))
    apart = held.copy()
    up, ahead = doer.pick(-0.45, 0.15), doer.pick(0.40, 0.65)
    for own in SIDES:
        held.reach(own, "chest", 0.05, up, ahead, (0.8, -1, -0.2)).hand(own, 0.0, -0.2)
        apart.reach(own, "chest", doer.pick(0.18, 0.4), up, ahead - 0.05, (0.8, -1, -0.2)).hand(own, 0.0, -0.2)
    take = Take(doer).to(0.4, apart)
    for _ in range(int(doer.rng.integers(2, 6))):
        take.peak(doer.pick(0.10, 0.16), held).peak(doer.pick(0.10, 0.18), apart)
    return take.peak(0.12, held).act("clap", None)


def point(doer: Doer, side: Side | None = None) -> Act:
    """Point with one arm: to either side, ahead, up or down, body turned after it or not."""
    side = doer.side(side)
    held = stance(doer, doer.sketch(), turn=0.5)
    _idle(doer, held, other(side))
    yaw = doer.pick(-1.9, 1.9)
    if sign(side) * yaw < 0:  # the arm reaches across the body only this far; beyond that the body turns
        held.body(turn=0.6 * yaw)
    held.face(0.7 * yaw, doer.pick(-0.2, 0.2))
    held.thrust(side, "shoulder", yaw, doer.pick(-0.5, 0.6), doer.pick(0.75, 1.0))
    held.hand(side, 0.5, 0.8)
    return Take(doer).peak(doer.pick(0.3, 0.6), held).hold(doer.pick(0.4, 1.2)).act("point", None, side)


def arms_crossed(doer: Doer, side: Side | None = None) -> Act:
    """Arms crossed before the chest."""
    held = glance(doer, stance(doer, doer.sketch()), yaw=0.5)
    up = doer.pick(-0.42, -0.2)
    for own in SIDES:
        over = 0.06 if own == doer.side(side) else 0.0
        held.reach(own, "chest", -doer.pick(0.14, 0.28), up + over, doer.pick(0.28, 0.36) + over, (1, -0.9, 0.3))
        held.hand(own, 0.6, 0.6)
    return Take(doer).peak(doer.pick(0.4, 0.8), held).hold(doer.pick(1.0, 3.0), 0.01).act("arms crossed", None)


def hands_in_pockets(doer: Doer, side: Side | None = None) -> Act:
    """Both hands in the pockets, shoulders up."""
    held = glance(doer, stance(doer, doer.sketch()), yaw=0.6)
    for own in SIDES:
        in_pocket(doer, held.shrug(own, doer.pick(0.0, 0.2)), own)
    return Take(doer).peak(0.6, held).hold(doer.pick(1.0, 3.0)).act("hands in pockets", None)


def hands_on_hips(doer: Doer, side: Side | None = None) -> Act:
    """Both hands on the hips."""
    held = glance(doer, stance(doer, doer.sketch(), turn=0.5), yaw=0.5)
    for own in SIDES:
        at_hip(doer, held, own)
    return Take(doer).peak(0.6, held).hold(doer.pick(1.0, 3.0)).act("hands on hips", None)


def sit(doer: Doer, side: Side | None = None) -> Act:
    """Sit down on a chair that is not in the picture, rest, get up."""
    seat = doer.pick(0.42, 0.52)
    held = glance(doer, doer.sketch(), yaw=0.5).set(Channel.CROUCH, seat).body(bend=doer.pick(-0.2, 0.1))
    held.set(Channel.AHEAD, -doer.pick(0.38, 0.48))
    for own in SIDES:
        held.foot(own, x=doer.pick(0.0, 0.12), ahead=doer.pick(0.0, 0.1))
        held.reach(own, "hip", doer.pick(-0.1, 0.15), doer.pick(0.05, 0.2), doer.pick(0.35, 0.7), (1, -0.6, -0.5))
    lean = doer.sketch().set(Channel.CROUCH, 0.25).body(bend=-0.5).set(Channel.AHEAD, -0.2)
    take = Take(doer).to(0.5, lean).peak(0.5, held).hold(doer.pick(1.0, 3.0))
    return take.to(0.5, lean).act("sit", None, None, 0.6)


def stretch(doer: Doer, side: Side | None = None) -> Act:
    """Stretch: hands clasped before the chest pushed out, one arm across, or arms drawn back low."""
    held = glance(doer, stance(doer, doer.sketch()), pitch=0.35)
    way = int(doer.rng.integers(3))
    own_side = doer.side(side)
    for own in SIDES:
        if way == 0:  # elbows drawn back, chest out
            held.arm(own, doer.pick(0.4, 0.9), doer.pick(-1.2, -0.6), 0.0, doer.pick(0.6, 1.6))
        elif way == 1:  # one arm pulled across the chest by the other
            across = doer.pick(0.25, 0.45) if own == own_side else -0.05
            up = doer.pick(-0.12, 0.0)
            held.reach(own, "far shoulder", across if own == own_side else -0.2, up, 0.3, (1, -0.6, 0.6))
        else:  # clasped hands pushed down and away
            held.reach(own, "belly", 0.04, doer.pick(-0.3, 0.3), doer.pick(0.55, 0.9), (1, -0.4, 0.0))
    take = Take(doer).peak(doer.pick(0.6, 1.0), held.body(bend=doer.pick(0.0, 0.15))).hold(doer.pick(0.8, 2.0), 0.04)
    return take.act("stretch", None, own_side if way == 1 else None)


def look_around(doer: Doer, side: Side | None = None) -> Act:
    """Look to one side and the other, up and down."""
    take = Take(doer)
    posture = doer.sketch()
    for own in SIDES:
        _idle(doer, posture, own)
    for _ in range(3):
        yaw = doer.pick(-1.1, 1.1)
        looking = posture.copy().body(twist=0.2 * yaw).face(yaw, doer.pick(-0.4, 0.45), doer.pick(-0.2, 0.2))
        take.peak(doer.pick(0.35, 0.7), looking).hold(doer.pick(0.2, 0.6))
    return take.act("look around", None)


def talk(doer: Doer, side: Side | None = None) -> Act:
    """Talk with one's hands."""
    take = Take(doer)
    for _ in range(int(doer.rng.integers(2, 5))):
        posture = glance(doer, stance(doer, doer.sketch()), yaw=0.5)
        for own in SIDES:
            if doer.chance(0.7):
                out, up, ahead = doer.pick(-0.05, 0.4), doer.pick(-0.2, 0.45), doer.pick(0.25, 0.6)
                posture.reach(own, "belly", out, up, ahead, (0.8, -1, -0.3))
        hands(doer, posture, 0.3)
        take.peak(doer.pick(0.3, 0.6), posture.set(Channel.MOUTH, doer.pick(0.0, 0.6)))
    return take.act("talk", None)


def touch_shoulder(doer: Doer, side: Side | None = None) -> Act:
    """Rub the other shoulder or the neck."""
    side = doer.side(side)
    held = glance(doer, stance(doer, doer.sketch()), yaw=0.4)
    _idle(doer, held, other(side))
    anchor: Anchor = "far shoulder" if doer.chance(0.5) else "shoulder"
    out = doer.pick(-0.15, 0.1)
    held.reach(side, anchor, out, doer.pick(-0.05, 0.15), doer.pick(0.05, 0.25), (0.8, -0.5, 0.7))
    return Take(doer).peak(0.5, held).hold(doer.pick(0.6, 1.6), 0.04).act("touch shoulder", None, side)


ORDINARY_ACTS: Final[dict[str, Callable[[Doer, Side | None], Act]]] = {
    "stand": stand,
    "walk": walk,
    "step": step,
    "scratch head": scratch_head,
    "scratch nose": scratch_nose,
    "drink": drink,
    "phone at ear": phone_at_ear,
    "phone in hands": phone_in_hands,
    "adjust glasses": glasses,
    "fix hair": fix_hair,
    "wave": wave,
    "wave both": wave_both,
    "clap": clap,
    "point": point,
    "arms crossed": arms_crossed,
    "hands in pockets": hands_in_pockets,
    "hands on hips": hands_on_hips,
    "sit": sit,
    "stretch": stretch,
    "look around": look_around,
    "talk": talk,
    "touch shoulder": touch_shoulder,
    **HALF_ACTS,
    **FIGHTING_ACTS,
}
"""Name → act."""
