"""The hadouken as people perform it: a wind-up below the chest, a lunge, and both hands thrust to one side.

Measured on fighters (`python -m tools.trials ways`): the shoulders move .2 to 2 torso lengths in the second before,
drawn-back hands are .3 to .9 apart, one hand often comes some frames late. The arms end level, one behind the other
or one above the other, with the body nearly in profile.
"""

from __future__ import annotations

from typing import Final

from game.vision.virtual.acting import Act, Doer, Lunge, Sketch, Take
from game.vision.virtual.posture import SIDES, Channel, Side, other, sign

_WINDUPS: Final = ("far hip", "own hips", "scoop", "guard")
_ENDS: Final = ("level", "jaws", "low")


def hadouken(doer: Doer, side: Side | None = None) -> Act:
    """Hands drawn back, then both thrust to one side at chest height, mostly with a lunge or a step into it."""
    side = side or "left"
    free = doer.variety
    aim = sign(side) * doer.pick(0.9, 1.8)  # direction of the hands relative to the camera
    # most people turn nearly to profile; some keep their chest to the camera
    off = doer.pick(-0.25, 0.3) if not doer.chance(0.15 * free) else doer.pick(0.35, 0.9)
    chest = aim - sign(side) * off - float(doer.rest[Channel.ROOT_YAW])
    lunge, depth = _step(doer, side, aim)
    turn = doer.pick(0.60, 0.85)
    windup, end = (
        _WINDUPS[int(doer.rng.choice(4, p=(0.35, 0.25, 0.2, 0.2)))],
        _ENDS[int(doer.rng.choice(3, p=(0.35, 0.5, 0.15)))],
    )
    early = doer.pick(0.0, 0.85)  # fraction of the turn that happens during the wind-up

    def body(step: float, turned: float, lean: float, crouch: float) -> Sketch:
        sketch = doer.sketch().body(turn=turn * chest * turned, bend=-lean)
        sketch.add(Channel.CROUCH, crouch)
        sketch.face(turned * aim * doer.pick(0.4, 1.0), doer.pick(-0.15, 0.1), doer.pick(-0.08, 0.08))
        return lunge.at(sketch, step)

    lean = doer.pick(-0.08, 0.28)
    drawn = body(-doer.pick(0.0, 0.08), early, doer.pick(-0.1, 0.2), 0.3 * depth)
    drawn.body(twist=chest * (1 - turn) * early - sign(side) * doer.pick(0.0, 0.6))
    _wind_up(doer, drawn, side, windup)
    leaving = body(doer.pick(0.3, 0.55), 0.5 * (1 + early), 0.5 * lean, 0.7 * depth)
    leaving.body(twist=chest * (1 - turn) * early - sign(side) * doer.pick(0.0, 0.3))
    _wind_up(doer, leaving, side, windup)
    held = body(1.0, 1.0, lean, depth)
    held.body(twist=chest * (1 - turn), side=sign(side) * doer.pick(-0.08, 0.10))
    _thrust(doer, held, side, aim, end)

    take = Take(doer).to(doer.pick(0.25, 0.6), drawn)
    if doer.chance(0.5):  # hands gather for a moment
        take.hold(doer.pick(0.05, 0.4))
    take.to(doer.pick(0.06, 0.25), leaving).onset()
    late = doer.pick(-0.06, 0.14)
    rise = doer.pick(0.17, 0.42) * (doer.pick(1.3, 2.0) if doer.chance(0.12 * free) else 1.0)
    if late > 0.03:
        slow = other(side) if doer.chance(0.7) else side
        nearly = held.copy().arms_of(leaving, slow, doer.pick(1.0, 1.4) * late / (late + rise))
        take.to(rise, nearly).peak(late, held)
    else:
        take.peak(rise, held)
    take.hold(doer.pick(0.25, 1.0))
    back = body(0.5, 0.5, 0.0, 0.4 * depth)
    for own in SIDES:
        back.arms_of(held, own, 0.35)
    take.to(doer.pick(0.15, 0.3), back)
    return take.act("hadouken", "hadouken", side, doer.pick(0.2, 0.45))


def _step(doer: Doer, side: Side, aim: float) -> tuple[Lunge, float]:
    """The step of a thrust, and how far the hips sink (crouch, 0..1)."""
    free, leg_m, torso_m = doer.variety, doer.build.leg, doer.build.torso
    kind = doer.rng.random()
    toe = 0.0
    if kind < 0.25:  # no step, only a wider stance
        travel, length, depth = doer.pick(0.0, 0.1) * torso_m, doer.pick(0.25, 0.6) * leg_m, doer.pick(0.0, 0.2)
    elif kind < 0.85:
        travel, length = doer.pick(0.1, 0.9) * torso_m, doer.pick(0.45, 1.0) * leg_m
        depth, toe = doer.pick(0.02, 0.42), doer.pick(0.0, 0.5)
    else:  # a leap, or several steps in one
        travel, length = doer.pick(0.8, 2.1) * torso_m, doer.pick(0.6, 1.1) * leg_m
        depth, toe = doer.pick(0.1, 0.42), doer.pick(0.2, 0.8)
    if doer.chance(0.2 * free):  # down on a knee
        depth, toe = doer.pick(0.36, 0.5), doer.pick(0.7, 1.1)
    front = side if not doer.chance(0.15 * free) else other(side)
    return Lunge.of(doer.sketch(), aim, travel, length, front, toe), max(depth, 0.0)


def _wind_up(doer: Doer, sketch: Sketch, side: Side, way: str) -> Sketch:
    """Hands before the thrust: both at the far hip, each at its own hip, in a wide scoop, or in guard."""
    far = other(side)
    if way == "far hip":
        sketch.reach(far, "hip", doer.pick(0.05, 0.3), doer.pick(0.0, 0.4), doer.pick(-0.1, 0.2), (0.5, -0.1, -1.0))
        sketch.reach(side, "hip", doer.pick(-0.55, -0.25), doer.pick(0.0, 0.5), doer.pick(0.15, 0.35), (0.6, -0.8, 0.3))
    elif way == "own hips":
        for own in SIDES:
            out, up = doer.pick(0.08, 0.3), doer.pick(-0.1, 0.45)
            sketch.reach(own, "hip", out, up, doer.pick(-0.25, 0.15), (0.5, -0.1, -1.0))
    elif way == "scoop":
        sketch.reach(far, "hip", doer.pick(0.2, 0.5), doer.pick(-0.2, 0.4), doer.pick(-0.4, 0.1), (0.6, 0.0, -1.0))
        sketch.reach(side, "belly", doer.pick(-0.3, 0.2), doer.pick(-0.2, 0.4), doer.pick(0.2, 0.4), (0.8, -0.8, 0.1))
    else:
        for own in SIDES:
            out, up = doer.pick(-0.1, 0.2), doer.pick(-0.65, -0.15)
            sketch.reach(own, "shoulder", out, up, doer.pick(0.15, 0.4), (0.6, -1.0, -0.1))
    for own in SIDES:
        sketch.hand(own, doer.pick(0.1, 0.6), doer.pick(-0.3, 0.3), 0.0)
    return sketch


def _thrust(doer: Doer, sketch: Sketch, side: Side, aim: float, way: str) -> Sketch:
    """Both hands far out: level one behind the other, one over the other, or low."""
    reach = doer.pick(0.8, 1.05)
    middle = doer.pick(-0.55, -0.25) if way == "low" else doer.pick(-0.26, 0.18)
    apart = doer.pick(0.3, 0.9) if way == "jaws" else doer.pick(0.0, 0.14)
    upper = other(side) if doer.chance(0.5) else side
    for own in SIDES:
        height = middle + (0.5 if own == upper else -0.5) * apart
        sketch.thrust(
            own,
            "chest",
            aim + doer.pick(-0.07, 0.07),
            height,
            reach * doer.pick(0.92, 1.05),
            doer.pick(-0.05, 0.12),
        )
        sketch.hand(own, doer.pick(0.0, 0.35), doer.pick(-0.5, 0.5), -doer.pick(0.0, 0.9))
    return sketch
