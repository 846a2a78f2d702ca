"""Postures of standing, running and flying, and of the wings while they follow the player's arms."""

from __future__ import annotations

from math import cos, pi, sin

from game.curves import smoothstep
from game.scene.bird.posture import Foot, Posture, Wing
from game.world.snapshot import BirdView


def arms(view: BirdView, p: Posture, turn: float = 0.75) -> Posture:
    """The posture with the wings of the view (the player's arms, or a beat); unchanged while they are folded.

    turn: how far the bird turns to the eye to show them.
    """
    if view.wings_rad is None:
        return p
    # the screen mirrors: the player's left arm is the wing on the screen's left, whichever way the bird faces
    left, right = view.wings_rad
    near, far = (left, right) if view.heading >= 0 else (right, left)
    open_near, open_far = (smoothstep((lift + 1.25) / 0.6) for lift in (near, far))
    most = max(open_near, open_far)
    return p._replace(
        turn=p.turn + (turn - p.turn) * most,
        near_wing=Wing(1 - open_near, 0.95 * near, 0.0, _facing(near), 0.06 * near, 0.10 * near),
        far_wing=Wing(1 - open_far, 0.95 * far, 0.0, _facing(far), 0.06 * far, 0.10 * far),
    )


def _facing(lift: float) -> float:
    """The twist that shows a wing's broad side to the viewer; less for a lowered one, which would hide the breast."""
    return 0.50 + 0.62 * smoothstep((lift + 0.8) / 0.9)


def spread(p: Posture) -> float:
    """How far the wings of a posture are open, 0..1."""
    return 1 - min(p.near_wing.fold, p.far_wing.fold)


def idle(view: BirdView, base: Posture, s: float) -> Posture:
    """Standing. In free play the wings are the player's arms, and the tail goes up behind them."""
    p = arms(view, base)
    most = spread(p)
    return p._replace(pitch=p.pitch + 0.10 * most, tail=p.tail + 1.8 * most, fan=p.fan + 0.4 * most)


def run(view: BirdView, base: Posture, s: float) -> Posture:
    """Running: feet follow the stride, the head is held still against the bobbing body, the tail lags."""
    phase = 2 * pi * view.stride
    speed = abs(view.vx_mps)
    effort = 0.35 + 0.65 * smoothstep(speed / 3.0)
    bob = abs(sin(phase))
    late = sin(2 * phase - 1.1)
    # a walking bird's head stays in place while the body moves, then jerks forward, twice a stride
    step = (2 * view.stride) % 1.0
    held = (0.5 - step / 0.72 if step < 0.72 else smoothstep((step - 0.72) / 0.28) - 0.5) * smoothstep(
        (2.4 - speed) / 1.2
    )

    def foot(angle: float) -> Foot:
        lift = max(0.0, -sin(angle))  # forward through the air, back on the ground
        return Foot(ahead=0.36 * effort * cos(angle), up=0.15 * effort * lift, curl=0.9 * lift * effort)

    p = base._replace(
        up=base.up + 0.075 * effort * bob,
        crouch=base.crouch + 0.07 * effort,
        pitch=base.pitch - 0.24 * effort + 0.035 * effort * late,
        roll=0.05 * effort * sin(phase),
        neck=base.neck - 0.20 * effort - 0.05 * effort * sin(2 * phase) - 0.75 * held,
        head_pitch=base.head_pitch + 0.32 * effort + 0.04 * effort * sin(2 * phase) + 0.55 * held,
        stretch=base.stretch + 0.02 * effort - 0.03 * effort * (bob - 0.5),
        tail=base.tail + 0.16 * effort * late + 0.18 * effort,
        fan=base.fan - 0.10 * effort,
        wattle=base.wattle + 0.30 * effort * sin(2 * phase - 1.6),
        near_foot=foot(phase),
        far_foot=foot(phase + pi),
    )
    return arms(view, p, turn=0.35)


def fly(view: BirdView, base: Posture, s: float) -> Posture:
    """Crouch, leap, wing beats going up, a glide at the top, feet out to land."""
    if view.grounded:
        bent = min(max(view.crouch, 0.0), 1.0)
        ready = Wing(1 - 0.55 * bent, 0.45 * bent)
        return base._replace(turn=0.12 * bent, neck=base.neck - 0.15 * bent, near_wing=ready, far_wing=ready)
    rising = smoothstep((view.vy_mps + 1.5) / 3.0)
    landing = smoothstep((0.9 - view.y_m) / 0.8) * (1 - rising)
    if view.wings_rad is None:
        stroke = cos(2 * pi * 4.6 * s)
        power = 0.35 + 0.65 * rising
        lift = 0.30 + 0.85 * power * stroke + 0.25 * landing
        near = far = Wing(1 - smoothstep(s / 0.10), lift)
        hand = -0.55 * power * sin(2 * pi * 4.6 * s)  # the hand trails the arm
    else:
        flown = arms(view, base)
        near, far = flown.near_wing, flown.far_wing
        stroke = min(max((near.lift + far.lift) / 1.6 - 0.25, -1.0), 1.0)
        power, hand = 0.5 + 0.5 * rising, -0.15 * stroke
    near = near._replace(sweep=0.15 - 0.2 * landing, twist=0.55 + 0.45 * (1 - rising), elbow=0.10 * stroke, wrist=hand)
    far = far._replace(
        lift=far.lift * 0.92, sweep=near.sweep, twist=near.twist + 0.18, elbow=near.elbow, wrist=near.wrist
    )
    opening = 1 - near.fold
    tuck = 0.85 * max(opening, smoothstep(s / 0.2)) * (1 - landing)
    return base._replace(
        turn=0.30 * opening,
        up=-0.05 * power * stroke * opening,
        pitch=base.pitch + 0.16 * rising - 0.20 * (1 - rising) + 0.30 * landing,
        neck=base.neck - 0.22 + 0.10 * landing,
        head_pitch=base.head_pitch + 0.22 - 0.1 * rising,
        stretch=base.stretch + 0.05,
        tail=base.tail + 0.15 * stroke * power + 0.5 * landing - 0.05,
        fan=0.55 + 0.40 * landing,
        tail_show=0.9,
        tail_under=rising,  # the body stands upright then, and it hangs down behind
        wattle=base.wattle - 0.35 * stroke * power,
        near_wing=near,
        far_wing=far,
        near_foot=Foot(ahead=0.22 * landing, tuck=tuck),
        far_foot=Foot(ahead=0.10 * landing - 0.05, tuck=tuck),
    )


def running_on(view: BirdView, base: Posture, p: Posture) -> Posture:
    """An act performed while running: on running legs, and turned less from the direction of the run."""
    share = smoothstep((abs(view.vx_mps) - 0.8) / 1.2)
    if share == 0 or not view.grounded:
        return p
    legs = run(view, base, 0.0)
    near, far = (
        Foot(*(a + (b - a) * share for a, b in zip(standing, going, strict=True)))
        for standing, going in ((p.near_foot, legs.near_foot), (p.far_foot, legs.far_foot))
    )
    return p._replace(
        turn=p.turn * (1 - 0.55 * share), up=p.up + (legs.up - base.up) * share,
        crouch=p.crouch + (legs.crouch - base.crouch) * share, near_foot=near, far_foot=far,
    )  # fmt: skip
