"""Idle animations of the Huia: it preens, probes for grubs, hops, shakes, stretches, looks about.

The choice is a function of time, so the same moment always looks the same. An animation starts only if the bird has
stood still for a while. The player's head has priority: animations that move the head wait until it is still.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, floor, sin
from typing import Final

from game.curves import smoothstep
from game.scene.bird.life import calm, chance
from game.scene.bird.posture import Foot, Posture, Wing, along, bump, mix
from game.world.snapshot import BirdView

EVERY_S: Final = 4.4
"""Length of a slot for one animation and some standing after it."""
STOOD_S: Final = 0.8
"""A bird must have stood still for this long before an animation starts."""
SHARE: Final = 0.8
"""Fraction of slots that contain an animation."""


def preen(base: Posture, s: float, side: int) -> Posture:
    """The bill goes through the feathers of the flank, twice."""
    reach = base._replace(
        turn=-0.12, pitch=base.pitch + 0.10, roll=-0.05, neck=-0.55, chest=0.04, head_yaw=2.1 * side, head_pitch=-0.80,
        head_roll=0.4 * side, lid=0.6, fluff=0.45, fan=base.fan + 0.1, near_wing=Wing(0.88, -0.2), jaw=0.05,
    )  # fmt: skip
    p = along(((0.0, base), (0.40, reach), (1.95, reach), (2.4, base)), s)
    busy = bump((s - 0.35) / 0.8) + bump((s - 1.10) / 0.85)
    draw = bump((s - 0.45) / 0.7) + bump((s - 1.20) / 0.7)
    return p._replace(
        head_pitch=p.head_pitch + 0.10 * busy * sin(s * 46) - 0.18 * draw,
        head_yaw=p.head_yaw - 0.25 * draw * side,
        jaw=p.jaw + 0.12 * busy * (0.5 + 0.5 * sin(s * 46)),
        wattle=p.wattle + 0.3 * busy * sin(s * 23),
    )


def probe(base: Posture, s: float, side: int) -> Posture:
    """Bends down and pokes about in the moss for a grub, as she did in rotten wood; then looks up."""
    down = base._replace(
        turn=-0.15, pitch=base.pitch - 0.58, crouch=0.17, ahead=-0.05, neck=-0.35, head_pitch=-0.05, tail=0.45,
        gaze_pitch=-0.5, near_foot=Foot(-0.20), far_foot=Foot(0.16),
    )  # fmt: skip
    cock = down._replace(pitch=base.pitch - 0.30, head_roll=0.45 * side, neck=-0.2, crouch=0.10)
    up = base._replace(stretch=0.12, neck=0.12, head_pitch=0.25, jaw=0.12)
    keys = ((0.0, base), (0.35, cock), (0.65, cock), (0.9, down), (1.75, down), (2.05, up), (2.35, up), (2.7, base))
    p = along(keys, s)
    poke = bump((s - 0.85) / 0.3) + bump((s - 1.15) / 0.3) + bump((s - 1.45) / 0.3)
    swallow = bump((s - 2.0) / 0.2) + bump((s - 2.2) / 0.2)
    return p._replace(
        neck=p.neck - 0.26 * poke, head_pitch=p.head_pitch - 0.25 * poke, jaw=p.jaw + 0.10 * poke + 0.10 * swallow,
        tail=p.tail + 0.15 * poke, wattle=p.wattle - 0.4 * poke,
    )  # fmt: skip


def hop(base: Posture, s: float, side: int) -> Posture:
    """Two hops on the spot, wings a little open, a flick of the tail."""
    air = bump((s - 0.10) / 0.32) + bump((s - 0.50) / 0.32)
    press = bump(s / 0.17) + bump((s - 0.36) / 0.20) + bump((s - 0.77) / 0.34)
    wing = Wing(1 - 0.22 * air, 0.25 * air)
    feet = Foot(up=0.17 * air, curl=0.6 * air)
    return base._replace(
        up=base.up + 0.17 * air, crouch=base.crouch + 0.12 * press, pitch=base.pitch + 0.08 * air - 0.05 * press,
        neck=base.neck - 0.12 * press, stretch=base.stretch + 0.05 * air, tail=base.tail - 0.25 * air + 0.30 * press,
        fan=base.fan + 0.35 * press, wattle=base.wattle + 0.6 * (air - press), near_wing=wing, far_wing=wing,
        near_foot=feet._replace(ahead=base.near_foot.ahead), far_foot=feet._replace(ahead=base.far_foot.ahead),
    )  # fmt: skip


def rouse(base: Posture, s: float, side: int) -> Posture:
    """All feathers on end, a shake from head to tail, and sleek again."""
    puffed = base._replace(fluff=1.0, crouch=0.05, lid=0.75, neck=-0.12, fan=0.75, tail=base.tail + 0.25)
    sleek = base._replace(stretch=0.10, neck=0.08, fan=0.25)
    p = along(((0.0, base), (0.35, puffed), (1.0, puffed), (1.25, sleek), (1.5, sleek), (1.8, base)), s)
    shake = bump((s - 0.35) / 0.75)
    swing = sin(s * 50)
    return p._replace(
        roll=p.roll + 0.11 * shake * swing, head_roll=p.head_roll + 0.20 * shake * sin(s * 50 - 0.8),
        tail_yaw=p.tail_yaw + 0.35 * shake * sin(s * 50 - 1.6), wattle=p.wattle + 0.7 * shake * cos(s * 50),
        near_wing=Wing(1 - 0.10 * shake, 0.1 * shake * swing), far_wing=Wing(1 - 0.10 * shake, -0.1 * shake * swing),
    )  # fmt: skip


def stretch(base: Posture, s: float, side: int) -> Posture:
    """One wing and the leg below it, back and down and long, the tail fanned over them."""
    long = base._replace(
        turn=-0.10, pitch=base.pitch - 0.16, roll=0.10, ahead=0.05, neck=-0.18, stretch=0.12, head_pitch=0.12,
        lid=0.5, fan=1.0, tail=0.20, tail_yaw=-0.15, near_wing=Wing(0.0, -0.48, -0.55, 0.75, 0.0, -0.12),
        near_foot=Foot(-0.52, 0.14, 0.0, 0.9), far_foot=Foot(0.02),
    )  # fmt: skip
    p = along(((0.0, base), (0.6, long), (1.5, long), (2.0, base)), s)
    return p._replace(tail=p.tail + 0.04 * bump((s - 0.5) / 1.1) * sin(s * 30))  # trembles with the effort


def look_about(base: Posture, s: float, side: int) -> Posture:
    """Neck up, a look to one side and to the other, like a bird that heard something."""
    tall = base._replace(stretch=0.08, neck=0.16, pitch=base.pitch + 0.06, fan=0.22, crouch=-0.02)
    one = tall._replace(head_yaw=1.0 * side, head_roll=0.15, gaze_yaw=0.6 * side)
    other = tall._replace(head_yaw=-0.55 * side, head_pitch=0.10, head_roll=-0.2, gaze_yaw=-0.6 * side, turn=-0.1)
    ears = other._replace(head_roll=0.5 * side, head_pitch=-0.1)
    keys = ((0.0, base), (0.22, tall), (0.32, one), (0.95, one), (1.07, other), (1.6, other), (1.70, ears),
            (2.2, ears), (2.5, base))  # fmt: skip
    return along(keys, s)


@dataclass(frozen=True, slots=True)
class Fidget:
    """An idle animation: act(base, seconds, side) begins and ends at base. side: +1 if the bird faces right.

    headed: it moves the head.
    """

    act: Callable[[Posture, float, int], Posture]
    lasts_s: float
    headed: bool


FIDGETS: Final = (
    Fidget(hop, 1.25, headed=False),
    Fidget(rouse, 1.8, headed=False),
    Fidget(stretch, 2.0, headed=False),
    Fidget(preen, 2.4, headed=True),
    Fidget(probe, 2.7, headed=True),
    Fidget(look_about, 2.5, headed=True),
)


def fidgeting(view: BirdView, base: Posture, t_s: float) -> Posture:
    """The standing bird, `base`, with its idle animation if there is one."""
    slot = floor(t_s / EVERY_S)
    into_s = t_s - slot * EVERY_S
    stood = smoothstep((view.act_s - into_s - STOOD_S) / 0.15)
    if not stood or view.wings_rad is not None or chance(slot, 11) > SHARE:
        return base
    fidget = FIDGETS[min(int(chance(slot, 12) * len(FIDGETS)), len(FIDGETS) - 1)]
    if into_s >= fidget.lasts_s:
        return base
    share = stood * (calm(view) if fidget.headed else 1.0)
    return mix(base, fidget.act(base, into_s, 1 if view.heading >= 0 else -1), share)
