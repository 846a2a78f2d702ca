"""A posture: all joints of the Huia at one moment, as plain numbers that can be blended.

Angles in radians, lengths in the bird's units (it stands about 1.8). "near" is the wing or leg towards the eye when
the bird stands in its resting view, "far" the other one: acts are written once and serve both headings.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import pi, sin
from typing import NamedTuple

from game.curves import smoothstep


class Wing(NamedTuple):
    """One wing. fold 1: against the flank, 0: spread flat, level, straight out.

    lift: the tip goes up. sweep: the tip goes forward. twist: the leading edge goes up.
    elbow, wrist: the outer wing goes up further at that joint.
    """

    fold: float = 1.0
    lift: float = 0.0
    sweep: float = 0.0
    twist: float = 0.0
    elbow: float = 0.0
    wrist: float = 0.0


class Foot(NamedTuple):
    """One foot. ahead, up: where it stands, from below the hip. tuck 1: drawn up to the belly. curl: toes bent."""

    ahead: float = 0.0
    up: float = 0.0
    tuck: float = 0.0
    curl: float = 0.0


class Posture(NamedTuple):
    """The whole bird.

    ahead, up: its root against the ground anchor; planted feet stay where they are when it goes ahead.
    turn: 0 the resting view, 1 square to the eye, < 0 towards profile.
    pitch > 0: breast up. roll > 0: onto its near side. crouch: the hips sink. chest, neck: bend of the spine, > 0 up.
    stretch: the neck grows longer. head_yaw > 0: beak to the left of the screen. head_roll > 0: crown to the left.
    jaw: beak open. lid: 0 eyes open, 1 shut; right_lid, left_lid: the bird's own right and left one alone.
    crest: feathers of the crown on end, 0..1. swell: wattles full and lifted, 0..1. wide: eyes wide open, 0..1.
    gaze_yaw, gaze_pitch: eyes in the head, as the head's.
    tail > 0: up. tail_yaw > 0: to the left of the screen. fan: 0 closed .. 1. tail_show: 0..1,
    how far it rolls its top to the eye; tail_under 1: its underside, when that is nearer.
    wattle: swing of the wattles, > 0 forward. breath: 0 out .. 1 in. fluff: feathers on end.
    hat: 0 none .. 1 on the head. pack: 0 none .. 1 on the back. glow: 0..1, gathered fire between the wings; cupped: 0
    it is before the breast .. 1 at the hip.
    """

    ahead: float = 0.0
    up: float = 0.0
    turn: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    crouch: float = 0.0
    chest: float = 0.0
    neck: float = 0.0
    stretch: float = 0.0
    head_yaw: float = 0.0
    head_pitch: float = 0.0
    head_roll: float = 0.0
    jaw: float = 0.0
    lid: float = 0.0
    right_lid: float = 0.0
    left_lid: float = 0.0
    crest: float = 0.0
    swell: float = 0.0
    wide: float = 0.0
    gaze_yaw: float = 0.0
    gaze_pitch: float = 0.0
    tail: float = 0.0
    tail_yaw: float = 0.0
    tail_show: float = 0.7
    tail_under: float = 0.0
    fan: float = 0.30
    wattle: float = 0.0
    breath: float = 0.5
    fluff: float = 0.0
    hat: float = 0.0
    pack: float = 0.0
    glow: float = 0.0
    cupped: float = 0.0
    near_wing: Wing = Wing()
    far_wing: Wing = Wing()
    near_foot: Foot = Foot(ahead=-0.11)
    far_foot: Foot = Foot(ahead=0.07)


REST = Posture()


def mix(a: Posture, b: Posture, share: float) -> Posture:
    """Between two postures: 0 gives a, 1 gives b, beyond either is clamped."""
    if share <= 0:
        return a
    if share >= 1:
        return b
    numbers = [p + (q - p) * share for p, q in zip(a[:-4], b[:-4], strict=True)]
    wings = [Wing(*_between(p, q, share)) for p, q in zip(a[-4:-2], b[-4:-2], strict=True)]
    feet = [Foot(*_between(p, q, share)) for p, q in zip(a[-2:], b[-2:], strict=True)]
    return Posture(*numbers, *wings, *feet)  # type: ignore[arg-type]  # the fields in their order


def _between(a: tuple[float, ...], b: tuple[float, ...], share: float) -> list[float]:
    return [p + (q - p) * share for p, q in zip(a, b, strict=True)]


def bump(x: float) -> float:
    """0 at 0 and 1 and beyond, 1 in the middle, smooth."""
    return sin(pi * x) ** 2 if 0 < x < 1 else 0.0


def along(keys: Sequence[tuple[float, Posture]], s: float) -> Posture:
    """The posture at s seconds of a timeline; before and after it, its ends."""
    if s <= keys[0][0]:
        return keys[0][1]
    for (start, a), (end, b) in pairwise(keys):
        if s < end:
            return mix(a, b, smoothstep((s - start) / (end - start)))
    return keys[-1][1]
