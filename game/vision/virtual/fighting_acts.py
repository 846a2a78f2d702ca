"""Fighting moves: guards, punches, kicks and two-handed strokes, which are the hardest to tell from a hadouken.

Every act has label None. `side` is the performer's own side of the arm or leg that strikes, which decides the
direction: a jab goes to the lead hand's side, a cross to the other. Moves start and end in the performer's resting
posture: a guard for fighters (`guarded`), standing for everybody else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from game.vision.virtual.acting import Act, Doer, Lunge, Sketch, Take
from game.vision.virtual.huia_acts import hang, stance
from game.vision.virtual.posture import SIDES, Arm, Channel, Side, arm, other, sign


def guarded(doer: Doer, side: Side, turn: float) -> Sketch:
    """A boxer's guard, this side's shoulder in front, fists somewhere between chin and belly."""
    held = doer.sketch().body(turn=-sign(side) * turn, bend=-doer.pick(0.0, 0.2))
    held.add(Channel.CROUCH, doer.pick(0.02, 0.18))
    held.face(doer.pick(-0.15, 0.15) - 0.4 * sign(side) * turn, doer.pick(-0.15, 0.05))
    wide, deep = doer.pick(0.02, 0.25), doer.pick(0.05, 0.22)
    held.foot(side, x=wide, ahead=deep).foot(other(side), x=wide, ahead=-deep)
    low = doer.pick(-0.55, 0.15)
    for own in SIDES:
        out, up = doer.pick(-0.32, 0.08), low + doer.pick(-0.12, 0.12)
        far = doer.pick(0.3, 0.6) if own == side else doer.pick(0.2, 0.4)
        held.reach(own, "shoulder", out, up, far, (0.4 + doer.pick(0.0, 0.5), -1, -0.1)).hand(own, 1.0, 0.6)
    return held


def _ready(doer: Doer, lead: Side, turn: float) -> Sketch:
    """Stance at the start of a move: the resting guard if there is one, otherwise a guard or none at random."""
    if doer.fights:
        return doer.sketch()
    ready = guarded(doer, lead, turn)
    if doer.chance(0.25):
        for own in SIDES:
            hang(doer, ready, own)
    return ready


def _stepped(doer: Doer, way: float, most: float = 1.0) -> Lunge:
    """A step into a strike, often small: root and feet towards `way`, up to `most` torso lengths."""
    travel = doer.pick(-0.1, most) * float(doer.rng.random()) ** 0.6 * doer.build.torso
    if doer.chance(0.12 * doer.variety):
        travel *= 2.0
    ready = doer.sketch()
    apart = float(np.linalg.norm(ready.spot("left") - ready.spot("right")))
    length = max(0.8 * apart, doer.pick(0.3, 0.85) * doer.build.leg)
    return Lunge.of(ready, way, travel, length, "left" if way > 0 else "right", doer.pick(0.0, 0.5))


def guard(doer: Doer, side: Side | None = None) -> Act:
    """Stand in guard, bouncing; some duck a little, in profile: nobody real but who sweeps is lower than .7 torsos."""
    side = doer.side(side)
    ducks = doer.chance(0.3)
    held = guarded(doer, side, doer.pick(0.6, 1.7) if ducks else doer.pick(0.0, 1.1))
    if ducks:
        held.add(Channel.CROUCH, doer.pick(0.05, 0.3)).body(bend=-doer.pick(0.0, 0.4))
    low = held.copy().add(Channel.CROUCH, doer.pick(0.02, 0.06))
    take = Take(doer).peak(0.4, held)
    for _ in range(3):
        take.peak(0.2, low).peak(0.2, held)
    return take.act("guard", None, side)


def punch(doer: Doer, side: Side | None = None) -> Act:
    """A straight punch in any direction from ahead to either side, sometimes a second with the other hand."""
    side = doer.side(side)
    lead = side if doer.chance(0.6) else other(side)
    aim = doer.pick(-1.75, 1.75)
    ready = _ready(doer, lead, doer.pick(0.1, 0.9))
    struck = ready.copy().body(turn=0.6 * aim, twist=-sign(side) * doer.pick(0.1, 0.6), bend=-doer.pick(0.0, 0.15))
    struck.face(aim * doer.pick(0.5, 1.0))
    struck.thrust(side, "shoulder", aim, doer.pick(-0.25, 0.35), doer.pick(0.85, 1.0)).hand(side, 1.0, 1.2)
    take = Take(doer).to(doer.pick(0.3, 0.5), ready).peak(doer.pick(0.12, 0.25), struck).hold(doer.pick(0.03, 0.4))
    if doer.chance(0.4):
        again = ready.copy().body(turn=0.6 * aim, twist=sign(side) * doer.pick(0.1, 0.6))
        again.thrust(other(side), "shoulder", aim, doer.pick(-0.2, 0.3), doer.pick(0.85, 1.0))
        take.to(0.15, ready).peak(doer.pick(0.12, 0.2), again)
    return take.to(doer.pick(0.15, 0.3), ready).act("punch", None, side, doer.pick(0.2, 0.5))


def jab(doer: Doer, side: Side | None = None) -> Act:
    """The lead hand straight out to its own side, chest to the camera, the other fist in guard or following a bit."""
    side = doer.side(side)
    aim = sign(side) * doer.pick(0.9, 1.75)
    ready, lunge = _ready(doer, side, doer.pick(0.0, 0.5)), _stepped(doer, aim)
    struck = ready.copy().body(
        turn=doer.pick(-0.25, 0.35) * aim, bend=-doer.pick(0.0, 0.15), side=sign(side) * doer.pick(-0.1, 0.15)
    )
    lunge.at(struck, 1.0).face(aim * doer.pick(0.3, 1.0), doer.pick(-0.1, 0.1))
    struck.thrust(side, "shoulder", aim, doer.pick(-0.15, 0.25), doer.pick(0.65, 0.95)).hand(side, 1.0, 1.2)
    _follow(doer, struck, other(side), aim, doer.pick(0.1, 0.4) if doer.chance(0.3) else 0.0)
    return _strike(doer, "jab", side, ready, struck, None, 1.2)


def cross(doer: Doer, side: Side | None = None) -> Act:
    """The rear hand straight across to the other side, the trunk turning to profile, the other fist back or along."""
    side = doer.side(side)
    aim = -sign(side) * doer.pick(0.9, 1.75)
    ready, lunge = _ready(doer, other(side), doer.pick(0.0, 0.5)), _stepped(doer, aim)
    turned = doer.pick(0.8, 1.25) * aim - float(ready.posture[Channel.ROOT_YAW])
    struck = ready.copy().body(turn=0.6 * turned, twist=0.4 * turned, bend=-doer.pick(-0.1, 0.3))
    lunge.at(struck, 1.0).face(aim * doer.pick(0.5, 1.0), doer.pick(-0.1, 0.1))
    struck.thrust(side, "shoulder", aim, doer.pick(-0.35, 0.25), doer.pick(0.75, 1.0)).hand(side, 1.0, 1.2)
    if doer.chance(0.3):
        _follow(doer, struck, other(side), aim, doer.pick(0.1, 0.4))
    else:
        _withdrawn(doer, struck, other(side))
    return _strike(doer, "cross", side, ready, struck, None, 0.25)


def _follow(doer: Doer, sketch: Sketch, side: Side, aim: float, share: float) -> Sketch:
    """The other fist: it stays in guard, or follows the striking one by a fraction of its way."""
    if share > 0:
        up, far, aside = doer.pick(-0.55, 0.1), doer.pick(0.6, 0.95), doer.pick(0.0, 0.2)
        sketch.arms_of(sketch.copy().thrust(side, "chest", aim, up, far, aside), side, share)
    else:
        out, up = doer.pick(-0.15, 0.2), doer.pick(-0.6, 0.1)
        sketch.reach(side, "shoulder", out, up, doer.pick(0.15, 0.4), (0.5, -1, -0.2)).hand(side, 1.0, 0.6)
    return sketch


def _withdrawn(doer: Doer, sketch: Sketch, side: Side) -> Sketch:
    """The other fist is drawn back to chin, armpit or hip while the trunk turns, so it does not come along.

    In real crosses and rear hooks the two hands' ways are against each other (-.1 and -.3 in the median, see
    `trials ways`); a fist that stays before a turning chest travels to the struck side, as in a hadouken.
    """
    out, up, far = doer.pick(-0.05, 0.3), doer.pick(-0.75, 0.1), doer.pick(-0.3, 0.2)
    return sketch.reach(side, "shoulder", out, up, far, (0.6, -1, -0.6)).hand(side, 1.0, 0.6)


def _strike(
    doer: Doer, name: str, side: Side, ready: Sketch, struck: Sketch, low: Sketch | None = None, keep_s: float = 0.4
) -> Act:
    """Ready, perhaps a swing back, out (some do it slowly), held for up to keep_s, back the way it came; hips bob."""
    slow = doer.pick(1.5, 2.6) if doer.chance(0.2 * doer.variety) else 1.0
    ready.add(Channel.CROUCH, doer.pick(-0.02, 0.1))
    struck.add(Channel.CROUCH, doer.pick(-0.05, 0.14))
    take = Take(doer).to(doer.pick(0.12, 0.4), ready)
    if low is not None:
        take.to(slow * doer.pick(0.2, 0.45), low)
    take.peak(slow * doer.pick(0.15, 0.42), struck).hold(doer.pick(0.0, keep_s) * doer.rng.random(), 0.015)
    return take.to(doer.pick(0.18, 0.35), ready).act(name, None, side, doer.pick(0.15, 0.4))


def hook(doer: Doer, side: Side | None = None) -> Act:
    """A hook: the bent arm swings level round to the front and on across the body.

    Real fighters' fists end .45 to .83 torso lengths out; with nearly straight arms the acted ones came to 1.34.
    """
    side = doer.side(side)
    ready = _ready(doer, other(side), doer.pick(0.0, 0.9))
    swing, struck = ready.copy(), ready.copy()
    lift, bent = doer.pick(0.8, 1.7), doer.pick(1.0, 2.0)
    turned = doer.pick(0.7, 2.5)
    swing.body(turn=sign(side) * 0.5 * turned * doer.pick(0.0, 1.0), twist=sign(side) * doer.pick(0.1, 0.5))
    swing.arm(
        side, lift + doer.pick(-0.4, 0.1), doer.pick(-0.5, 0.3), doer.pick(-0.2, 0.3), bent * doer.pick(1.0, 1.4)
    ).hand(side, 1.0)
    struck.body(turn=-sign(side) * 0.6 * turned, twist=-sign(side) * doer.pick(0.3, 0.7), bend=-doer.pick(-0.1, 0.2))
    struck.arm(side, lift, doer.pick(0.9, 1.9), doer.pick(0.6, 1.4), bent * doer.pick(0.8, 1.4)).hand(side, 1.0)
    _stepped(doer, -sign(side) * doer.pick(0.3, 1.6), 1.3).at(struck, 1.0)
    swing.reach(
        other(side), "shoulder", doer.pick(-0.1, 0.2), doer.pick(-0.5, 0.0), doer.pick(0.3, 0.8), (0.4, -1, -0.1)
    )
    _withdrawn(doer, struck, other(side))
    for one in (swing, struck):
        one.face(-sign(side) * doer.pick(0.0, 1.0))
    return _strike(doer, "hook", side, ready, struck, swing)


def lead_hook(doer: Doer, side: Side | None = None) -> Act:
    """A hook thrown out to the own side with a turn of the whole body: what arrives there is a nearly straight arm."""
    side = doer.side(side)
    aim = sign(side) * doer.pick(0.8, 1.75)
    ready, lunge = _ready(doer, side, doer.pick(0.0, 0.5)), _stepped(doer, aim, 1.2)
    back = doer.pick(0.4, 2.2)
    swing = ready.copy().body(turn=-sign(side) * 0.6 * back, twist=-sign(side) * 0.4 * back).add(Channel.CROUCH, 0.05)
    lunge.at(swing, doer.pick(0.0, 0.3)).face(-sign(side) * doer.pick(0.0, 1.2))
    _follow(doer, swing, other(side), 0.0, 0.0)
    swing.reach(side, "belly", doer.pick(-0.2, 0.4), doer.pick(-0.2, 0.5), doer.pick(0.2, 0.5), (1, -0.3, 0.0))
    struck = ready.copy().body(turn=sign(side) * doer.pick(-0.2, 0.4), twist=sign(side) * doer.pick(-0.1, 0.3))
    lunge.at(struck, 1.0).face(aim * doer.pick(0.2, 1.0))
    struck.thrust(side, "shoulder", aim, doer.pick(-0.1, 0.4), doer.pick(0.55, 0.95)).hand(side, 1.0, 1.2)
    _follow(doer, struck, other(side), aim, 0.0)
    return _strike(doer, "lead hook", side, ready, struck, swing)


def uppercut(doer: Doer, side: Side | None = None) -> Act:
    """An uppercut: from the hip up before the face or high beside the head, and held there."""
    side = doer.side(side)
    ready = _ready(doer, other(side), doer.pick(0.0, 0.9))
    low, struck = ready.copy(), ready.copy()
    low.add(Channel.CROUCH, doer.pick(0.05, 0.2)).body(twist=sign(side) * doer.pick(-0.2, 0.4), side=sign(side) * 0.1)
    low.reach(side, "hip", doer.pick(0.0, 0.3), doer.pick(0.0, 0.4), doer.pick(-0.1, 0.3), (0.5, -0.3, -1))
    struck.body(
        turn=doer.pick(-0.3, 0.3),
        twist=-sign(side) * doer.pick(-0.1, 0.6),
        bend=doer.pick(-0.05, 0.12),
        side=-sign(side) * doer.pick(-0.05, 0.15),
    )
    out, up = doer.pick(-0.2, 1.2), doer.pick(-0.6, 2.2)
    struck.reach(side, "head", out, up, doer.pick(0.0, 1.3) * (1.0 if up < 0.6 else 0.4), (0.8, -1, 0.4))
    struck.hand(side, 1.0, -1.0)
    _stepped(doer, sign(side) * doer.pick(-1.6, 1.6)).at(struck, 1.0)
    return _strike(doer, "uppercut", side, ready, struck, low, 1.0)


def shoryuken(doer: Doer, side: Side | None = None) -> Act:
    """A leaping uppercut that turns round itself, one fist straight up."""
    side = doer.side(side)
    spin = -sign(side) * doer.pick(0.9, 3.4)
    ready = _ready(doer, other(side), doer.pick(0.0, 0.6))
    low = ready.copy().add(Channel.CROUCH, doer.pick(0.02, 0.22)).body(turn=0.3 * spin, bend=-doer.pick(0.05, 0.3))
    low.reach(side, "hip", doer.pick(0.0, 0.4), doer.pick(-0.1, 0.4), doer.pick(-0.2, 0.3), (0.6, -0.2, -1))
    up = ready.copy().body(turn=0.8 * spin).set(Channel.HOP, doer.pick(0.03, 0.35)).face(0.6 * spin, 0.2)
    up.reach(side, "head", doer.pick(-0.1, 0.5), doer.pick(0.8, 1.8), doer.pick(0.0, 0.5), (1, -1, 0.3)).hand(side, 1.0)
    up.reach(other(side), "chest", doer.pick(0.0, 0.3), doer.pick(-0.5, 0.0), doer.pick(0.2, 0.4), (0.6, -1, -0.3))
    up.foot(side, lift=0.2).foot(other(side), lift=doer.pick(0.0, 0.1))
    landed = ready.copy().body(turn=spin).add(Channel.CROUCH, doer.pick(0.05, 0.25)).face(0.8 * spin)
    take = Take(doer).to(doer.pick(0.2, 0.4), ready).to(doer.pick(0.2, 0.4), low).peak(doer.pick(0.22, 0.32), up)
    return take.to(doer.pick(0.25, 0.35), landed).to(doer.pick(0.4, 0.6), ready).act("shoryuken", None, side, 0.3)


def grab(doer: Doer, side: Side | None = None) -> Act:
    """Step up, reach with both hands for a moment, clasp what is there and pull it in close to the body.

    Real fighters' hands are .44 to .73 torso lengths out at most, stay there .03 to .10 s, and no hand is higher than
    .13 over the shoulders (25 clips, 5 to 95 %). Acted hands once stayed out up to .93 s, like a hadouken's.
    """
    aim = doer.pick(-1.6, 1.6)
    ready, lunge = _ready(doer, doer.side(side), doer.pick(0.0, 0.7)), _stepped(doer, aim, 2.0)
    turned = doer.pick(0.4, 1.2) * aim - float(ready.posture[Channel.ROOT_YAW])
    out = ready.copy().body(turn=0.8 * turned, twist=0.2 * turned, bend=-doer.pick(0.0, 0.4)).face(0.8 * aim, -0.1)
    pulled = out.copy().body(bend=doer.pick(0.0, 0.3))
    lunge.at(out, doer.pick(0.6, 1.0))
    lunge.at(pulled, 1.0)
    wide, close = doer.pick(0.1, 0.75), doer.pick(0.0, 1.2)
    height, drop = doer.pick(-0.5, 0.05), doer.pick(-0.3, 0.1)
    far = doer.pick(0.42, 0.75)
    for own in SIDES:
        apart = wide * doer.pick(0.4, 1.2)
        out.thrust(own, "chest", aim, height + doer.pick(-0.3, 0.3), far * doer.pick(0.7, 1.05), apart).hand(own, 0.3)
        pulled.thrust(own, "chest", aim, height + drop, doer.pick(0.12, 0.36), apart * close * 0.6).hand(own, 0.9)
    take = (
        Take(doer)
        .to(doer.pick(0.1, 0.4), ready)
        .peak(doer.pick(0.08, 0.28) * (1.8 if doer.chance(0.15) else 1.0), out)
        .hold(doer.pick(0.0, 0.06) * doer.rng.random())
    )
    take.peak(doer.pick(0.1, 0.26), pulled).hold(doer.pick(0.1, 0.9), 0.03)
    return take.to(doer.pick(0.2, 0.4), ready).act("grab", None, None, doer.pick(0.2, 0.5))


def push(doer: Doer, side: Side | None = None) -> Act:
    """Push something away to the front with both hands: the move most similar to a hadouken."""
    aim = doer.pick(-0.3, 0.3)
    drawn = stance(doer, doer.sketch()).body(turn=0.8 * aim)
    out = drawn.copy().body(bend=-doer.pick(0.0, 0.25))
    for own in SIDES:
        apart, up = doer.pick(0.12, 0.35), doer.pick(-0.35, 0.12)
        drawn.thrust(own, "chest", aim, up, doer.pick(0.25, 0.4), apart).hand(own, 0.0, 0.0, -1.0)
        out.thrust(own, "chest", aim, up, doer.pick(0.8, 1.0), apart).hand(own, 0.0, 0.0, -1.2)
    take = Take(doer).to(doer.pick(0.3, 0.5), drawn).peak(doer.pick(0.15, 0.3), out).hold(doer.pick(0.1, 0.6))
    return take.act("push", None)


def stroke(doer: Doer, side: Side | None = None) -> Act:
    """A sword's stroke: both hands together from over one shoulder down across the body, or level across it.

    The hands end it as briefly as other strikes do: real crosses, hooks and grabs stay out for .41 s at most (95 %).
    """
    side = doer.side(side)  # the hands start over this shoulder
    ready, level = _ready(doer, other(side), doer.pick(0.0, 0.6)), doer.chance(0.35)
    aim = -sign(side) * doer.pick(-0.2, 1.5)
    lunge = _stepped(doer, aim, 1.2)
    high = ready.copy().body(twist=sign(side) * doer.pick(0.0, 0.5), bend=doer.pick(-0.05, 0.15))
    low = ready.copy().body(turn=0.5 * aim, twist=0.3 * aim, bend=-doer.pick(0.0, 0.4))
    lunge.at(high, doer.pick(0.0, 0.4)).face(0.5 * aim)
    lunge.at(low, 1.0).face(0.6 * aim, -doer.pick(0.0, 0.4))
    over = doer.pick(-0.4, -0.1) if level else doer.pick(0.2, 0.7)
    down = doer.pick(-0.5, -0.1) if level else doer.pick(-0.9, -0.3)
    grip, across = doer.pick(0.06, 0.2), doer.pick(0.1, 0.45)
    for own in SIDES:
        near = 1.0 if own == side else -1.0  # out of that shoulder for its own hand, in for the other
        up = grip if own == side else 0.0
        high.reach(own, "chest", near * across, over + up, doer.pick(0.25, 0.5), (0.8, -0.3, 0.3)).hand(own, 1.0)
        low.thrust(own, "chest", aim, down + up, doer.pick(0.6, 0.9), 0.02).hand(own, 1.0)
    take = Take(doer).to(doer.pick(0.15, 0.4), ready).to(doer.pick(0.2, 0.5), high).hold(doer.pick(0.02, 0.4))
    take.peak(doer.pick(0.15, 0.4), low).hold(doer.pick(0.02, 0.35), 0.03)
    return take.to(doer.pick(0.25, 0.5), ready).act("stroke", None, side, doer.pick(0.2, 0.5))


def clasp(doer: Doer, side: Side | None = None) -> Act:
    """Both hands clasped before the belly or held out a little, body half turned, and kept there: nothing is thrust."""
    aim = doer.pick(-1.4, 1.4)
    held = stance(doer, doer.sketch(), turn=0.1).body(turn=0.8 * aim).face(doer.pick(0.3, 1.0) * aim)
    up, ahead = doer.pick(-0.75, -0.2), doer.pick(0.25, 0.7)
    for own in SIDES:
        held.reach(own, "chest", doer.pick(-0.03, 0.08), up + doer.pick(-0.05, 0.05), ahead, (0.8, -1, -0.3))
        held.hand(own, doer.pick(0.5, 1.0))
    return Take(doer).peak(doer.pick(0.4, 1.0), held).hold(doer.pick(1.0, 4.0), 0.03).act("clasp", None, None, 0.6)


def front_kick(doer: Doer, side: Side | None = None) -> Act:
    """A kick to the front."""
    return _kick(doer, "front kick", side, sideways=False, high=(0.25, 0.75))


def side_kick(doer: Doer, side: Side | None = None) -> Act:
    """A kick to the side, the trunk leaning away, fists in guard."""
    return _kick(doer, "side kick", side, sideways=True, high=(0.3, 0.9))


def low_kick(doer: Doer, side: Side | None = None) -> Act:
    """A low kick, the arms swinging against it."""
    return _kick(doer, "low kick", side, sideways=doer.chance(0.7), high=(0.05, 0.35))


def _kick(doer: Doer, name: str, side: Side | None, sideways: bool, high: tuple[float, float]) -> Act:
    side = doer.side(side)
    ready = _ready(doer, other(side), doer.pick(0.0, 0.6))
    chamber, struck = ready.copy(), ready.copy()
    up, far = doer.pick(*high), doer.pick(0.55, 0.85)
    lean = doer.pick(0.0, 0.5) + 0.6 * up
    turned = -sign(side) * doer.pick(-0.6, 1.6)
    if sideways:
        chamber.foot(side, x=0.15, ahead=0.1, lift=doer.pick(0.2, 0.4)).body(side=-sign(side) * 0.15)
        struck.foot(side, x=far, lift=up).body(side=-sign(side) * lean)
    else:
        chamber.foot(side, ahead=0.2, lift=doer.pick(0.2, 0.4))
        struck.foot(side, ahead=far, lift=up).body(bend=0.5 * lean)
    chamber.body(turn=0.5 * turned)
    struck.body(turn=turned)
    way = np.array([np.sin(turned), np.cos(turned)]) * doer.pick(-0.6, 0.8) * doer.build.torso
    for one, share in ((chamber, 0.6), (struck, 1.0)):
        one.posture[[Channel.ROOT_X, Channel.ROOT_Z]] += share * way
        one.add(Channel.CROUCH, doer.pick(-0.02, 0.16))
    for own in SIDES:
        struck.add(arm(own, Arm.LIFT), doer.pick(-0.1, 0.9) * (1.0 if doer.chance(0.6) else 0.2))
        struck.add(arm(own, Arm.AZIMUTH), doer.pick(-0.5, 0.3))
    take = Take(doer).to(doer.pick(0.2, 0.5), ready).to(doer.pick(0.2, 0.35), chamber)
    take.peak(doer.pick(0.14, 0.3), struck).hold(doer.pick(0.0, 0.3) * doer.rng.random(), 0.0)
    return take.to(doer.pick(0.2, 0.35), chamber).to(0.25, ready).act(name, None, side, doer.pick(0.2, 0.5))


def spinning_kick(doer: Doer, side: Side | None = None) -> Act:
    """A kick out of a whole turn of the body."""
    side = doer.side(side)
    spin = sign(side) * 2 * np.pi
    ready = _ready(doer, other(side), doer.pick(0.0, 0.5))
    back = ready.copy().body(turn=0.45 * spin).face(0.5 * spin, 0.0).foot(side, lift=0.15)
    struck = ready.copy().body(turn=0.62 * spin, side=-sign(side) * doer.pick(0.1, 0.4)).face(0.75 * spin)
    struck.foot(side, x=doer.pick(0.5, 0.8), lift=doer.pick(0.4, 0.9)).body(side=-sign(side) * doer.pick(0.0, 0.3))
    aside = np.array([doer.pick(-1.0, 1.0), doer.pick(-0.2, 0.2)]) * doer.build.torso
    for one, share in ((back, 0.6), (struck, 1.0)):
        one.posture[[Channel.ROOT_X, Channel.ROOT_Z]] += share * aside
        one.add(Channel.CROUCH, doer.pick(0.0, 0.12))
        for own in SIDES:
            one.add(arm(own, Arm.LIFT), doer.pick(0.0, 1.0)).add(arm(own, Arm.FLEX), -doer.pick(0.0, 1.2))
    round_ = doer.sketch().body(turn=spin).add(Channel.HEAD_YAW, spin)
    take = Take(doer).to(0.3, ready).to(doer.pick(0.18, 0.35), back).peak(doer.pick(0.16, 0.26), struck)
    take.to(doer.pick(0.3, 0.45), round_)
    return take.act("spinning kick", None, side, 0.0)


def sweep(doer: Doer, side: Side | None = None) -> Act:
    """Down into a deep crouch, mostly in profile, one leg stretched out along the floor; up again the same way.

    The hands stay in guard, or one or both reach for the floor, or the arms are out for balance.
    """
    side = doer.side(side)
    ready = _ready(doer, other(side), doer.pick(0.0, 0.5))
    aside = doer.chance(0.7)
    turned = (doer.pick(0.8, 2.0) if doer.chance(0.5) else -doer.pick(0.8, 2.0)) if aside else doer.pick(-1.2, 1.2)
    low = ready.copy().add(Channel.CROUCH, doer.pick(0.4, 0.65)).body(bend=-doer.pick(0.0, 0.6), turn=turned)
    low.face(doer.pick(0.2, 1.0) * turned, doer.pick(-0.3, 0.1))
    low.posture[Channel.ROOT_X] += doer.pick(-0.5, 0.5) * doer.build.torso
    swept = low.copy().body(turn=sign(side) * doer.pick(-0.6, 0.6))
    swept.foot(side, x=doer.pick(0.1, 0.75), ahead=doer.pick(-0.4, 0.8))
    hands = doer.rng.choice(3, p=(0.45, 0.25, 0.3))
    for own in SIDES:
        if hands == 0:
            out, up, far = doer.pick(-0.3, 0.12), doer.pick(-0.55, 0.25), doer.pick(0.2, 0.6)
            for one in (low, swept):
                one.reach(own, "shoulder", out, up + doer.pick(-0.1, 0.1), far, (0.4 + doer.pick(0.0, 0.3), -1, -0.1))
                one.hand(own, 1.0, 0.6)
        elif hands == 1 and doer.chance(0.8):
            way, down, far = turned + doer.pick(-1.5, 1.5), doer.pick(0.3, 0.8), doer.pick(0.1, 0.6)
            for one in (low, swept):
                one.thrust(own, "belly", way, -down, far, doer.pick(0.1, 0.3))
        elif hands == 2 and doer.chance(0.6):
            swept.arm(own, doer.pick(0.2, 2.2), doer.pick(-0.6, 1.6), doer.pick(-0.6, 0.6), doer.pick(0.1, 1.2))
    take = Take(doer).to(doer.pick(0.15, 0.4), ready).to(doer.pick(0.3, 0.5), low).peak(doer.pick(0.18, 0.35), swept)
    take.hold(doer.pick(0.05, 0.4), 0.02)
    if aside and doer.chance(0.6):
        take.to(doer.pick(0.25, 0.4), low.copy().add(Channel.CROUCH, -doer.pick(0.1, 0.35)))
    return take.to(doer.pick(0.3, 0.6), ready).act("sweep", None, side, doer.pick(0.2, 0.5))


def jumping_cross(doer: Doer, side: Side | None = None) -> Act:
    """A hop, a blow over the top, and a landing low on bent knees, the other hand drawn to the hip.

    Real ones (7 clips of one person) end with the fist .35 to .52 torso lengths out, near the knee, for .2 s at most.
    """
    side = doer.side(side)
    aim = -sign(side) * doer.pick(0.6, 1.7)
    ready, lunge = _ready(doer, other(side), doer.pick(0.0, 0.5)), _stepped(doer, aim, 1.4)
    up = ready.copy().set(Channel.HOP, doer.pick(0.08, 0.3)).body(turn=0.4 * aim)
    lunge.at(up, 0.5).face(0.6 * aim)
    up.reach(side, "head", doer.pick(0.2, 0.7), doer.pick(0.2, 1.0), doer.pick(-0.2, 0.5), (1, -0.2, -0.2)).hand(
        side, 1.0
    )
    landed = ready.copy().body(turn=0.6 * aim, twist=0.3 * aim, bend=-doer.pick(0.1, 0.6))
    landed.add(Channel.CROUCH, doer.pick(0.15, 0.45))
    lunge.at(landed, 1.0).face(0.8 * aim)
    landed.thrust(side, "shoulder", aim, doer.pick(-1.0, -0.3), doer.pick(0.2, 0.5)).hand(side, 1.0)
    _follow(doer, landed, other(side), aim, doer.pick(0.1, 0.5) if doer.chance(0.4) else 0.0)
    take = Take(doer).to(doer.pick(0.2, 0.4), ready).to(doer.pick(0.22, 0.35), up).peak(doer.pick(0.22, 0.36), landed)
    return take.hold(doer.pick(0.02, 0.3)).to(0.35, ready).act("jumping cross", None, side, doer.pick(0.2, 0.5))


FIGHTING_ACTS: Final[dict[str, Callable[[Doer, Side | None], Act]]] = {
    "guard": guard,
    "punch": punch,
    "jab": jab,
    "cross": cross,
    "hook": hook,
    "lead hook": lead_hook,
    "uppercut": uppercut,
    "shoryuken": shoryuken,
    "grab": grab,
    "push": push,
    "stroke": stroke,
    "clasp": clasp,
    "front kick": front_kick,
    "side kick": side_kick,
    "low kick": low_kick,
    "spinning kick": spinning_kick,
    "sweep": sweep,
    "jumping cross": jumping_cross,
}
"""Name → act."""
