"""The Huia's acts: the postures of each at every moment.

An act is a function of (view, base, act_s); `base` is the standing, living bird. Most acts are a few key postures,
joined smoothly, with a tremble or swing added. Each begins and ends at `base`, so acts can follow one another;
`memory` blends out of one that was cut short.
"""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin, tanh
from typing import Final

from game.curves import smoothstep
from game.scene.bird.fidgets import fidgeting
from game.scene.bird.gaits import fly, idle, run, running_on
from game.scene.bird.life import alive, liveliness
from game.scene.bird.posture import Foot, Posture, Wing, along, bump, mix
from game.tuning import WORLD
from game.world.snapshot import Act, BirdView

FALLEN_S: Final = 1.16  # time at which the dramatic bird has come to lie


def hadouken(view: BirdView, base: Posture, s: float) -> Posture:
    """Wings cup the fire at the hip, a thrust of both wings carries it forward; thrown back, up again."""
    pitch, look = base.pitch, base.head_pitch
    gather = base._replace(
        turn=0.10, crouch=0.20, pitch=pitch + 0.10, ahead=-0.15, neck=-0.22, head_pitch=look - 0.02,
        fan=0.16, tail=0.10, lid=0.35, cupped=1.0,
        near_wing=Wing(0.10, -0.50, 0.30, 0.5, -0.30, -0.55), far_wing=Wing(0.10, -0.45, 0.55, 0.5, -0.30, -0.55),
        near_foot=Foot(-0.34), far_foot=Foot(0.24),
    )  # fmt: skip
    thrust = base._replace(
        turn=-0.05, crouch=0.16, pitch=pitch - 0.22, ahead=0.16, chest=-0.05, neck=0.12, head_pitch=look + 0.20,
        jaw=0.46, fan=1.0, tail=0.30,
        near_wing=Wing(0.0, 0.10, 1.52, 0.9, 0.0, 0.1), far_wing=Wing(0.0, 0.16, 1.40, 0.9, 0.1, 0.12),
        near_foot=Foot(-0.40), far_foot=Foot(0.38),
    )  # fmt: skip
    recoil = thrust._replace(
        ahead=-0.15, pitch=pitch + 0.02, crouch=0.10, jaw=0.30, head_pitch=look + 0.08, tail=0.02,
        near_wing=Wing(0.0, 0.30, 1.42, 0.8, 0.05, 0.1), far_wing=Wing(0.0, 0.40, 1.25, 0.8, 0.1, 0.15),
        near_foot=Foot(-0.42),
    )  # fmt: skip
    spent = thrust._replace(
        ahead=-0.03, jaw=0.15, near_wing=Wing(0.15, 0.0, 1.2, 0.8), far_wing=Wing(0.15, 0.1, 1.0, 0.8)
    )
    p = along(((0.0, base), (0.11, gather), (0.22, gather), (0.31, thrust), (0.40, thrust), (0.48, recoil),
               (0.58, spent), (0.75, base)), s)  # fmt: skip
    shake = 0.02 * sin(s * 95) * (bump((s - 0.02) / 0.5) + bump((s - 0.30) / 0.25))
    # the fire only grows, and is gone when the wave leaves
    return p._replace(
        roll=p.roll + shake, glow=smoothstep((s + 0.02) / 0.26) if s < WORLD.wave.gather_s + 0.02 else 0.0
    )


def dramatic(view: BirdView, base: Posture, s: float) -> Posture:
    """A wing to the brow, a stagger, a fall; dead; one eye opens to see whether anybody looked."""
    swoon = base._replace(
        turn=0.35, pitch=base.pitch + 0.30, ahead=-0.10, neck=0.30, head_pitch=0.30, head_yaw=0.3, head_roll=0.25,
        jaw=0.35, lid=0.75, fan=0.6, near_wing=Wing(0.0, 0.95, 0.75, 0.6, 0.5, 0.9), far_wing=Wing(0.75, -0.2),
    )  # fmt: skip
    reel = swoon._replace(
        roll=-0.22, ahead=0.10, pitch=base.pitch - 0.10, head_roll=-0.35, head_pitch=-0.1,
        near_foot=Foot(0.20, 0.08), far_foot=Foot(-0.05),
    )  # fmt: skip
    totter = swoon._replace(
        roll=0.22, ahead=-0.14, pitch=base.pitch + 0.25, near_foot=Foot(-0.05), far_foot=Foot(-0.30, 0.10)
    )
    dead = base._replace(
        turn=0.20, up=-0.50, ahead=-0.05, roll=-2.75, pitch=0.55, neck=-0.50, head_pitch=-0.20, head_yaw=0.0,
        head_roll=0.0, jaw=0.32, lid=1.0, tail=-0.10, fan=0.75, gaze_yaw=0.0, gaze_pitch=0.0,
        near_wing=Wing(0.15, -0.10, 0.0, -0.2), far_wing=Wing(0.05, -0.28, -0.75, 0.4),
        near_foot=Foot(0.25, -0.25, 1.0, 0.6), far_foot=Foot(0.40, -0.30, 1.0, 0.6),
    )  # fmt: skip
    peek = dead._replace(neck=-0.90, head_yaw=0.70, lid=0.15, jaw=0.0, gaze_yaw=0.6)
    bounce = dead._replace(up=-0.38, roll=-2.6, jaw=0.5)
    fall = ((0.0, base), (0.25, swoon), (0.48, reel), (0.74, totter), (0.98, dead), (1.07, bounce), (1.16, dead))
    if s < FALLEN_S:
        return along(fall, s)
    lying = (s - FALLEN_S) % 2.9  # dead until the act ends; now and then it looks around
    p = along(((0.55, dead), (0.72, peek), (1.30, peek), (1.42, dead)), lying)
    twitch = 0.20 * bump((lying - 0.20) / 0.12) + 0.14 * bump((lying - 0.36) / 0.12)
    if view.face is not None:  # it imitates the player's face even now
        awake = smoothstep(liveliness(view.face) / 0.4)
        p = mix(p, peek, awake)._replace(jaw=p.jaw * (1 - awake) + 0.5 * view.face.mouth)
    near, far = p.near_foot, p.far_foot
    return p._replace(near_foot=near._replace(ahead=near.ahead + twitch), far_foot=far._replace(up=far.up + twitch))


def moonwalk(view: BirdView, base: Posture, s: float) -> Posture:
    """Hat on, one wing at the hip, head down, and the feet walk forward while the bird goes back."""
    on = smoothstep(s / 0.25)
    phase = s * 1.25
    lean = sin(2 * pi * phase)

    def foot(offset: float) -> Foot:
        at = (phase + offset) % 1.0
        if at < 0.5:  # flat on the ground, sliding back under the body
            return Foot(ahead=0.30 - 0.60 * smoothstep(at * 2))
        k = (at - 0.5) * 2  # on its toes: it stays in place while the body moves back
        return Foot(ahead=-0.30 + 0.60 * smoothstep(k), up=0.06 * sin(pi * k), curl=1.0 * sin(pi * k))

    walking = base._replace(
        turn=-0.35, pitch=base.pitch + 0.10 + 0.05 * lean, crouch=0.05, chest=0.06, neck=-0.05 + 0.08 * lean,
        head_pitch=base.head_pitch - 0.30 + 0.05 * lean, head_yaw=base.head_yaw * 0.4, tail=0.10 + 0.10 * lean,
        tail_yaw=0.12 * lean, fan=0.30, wattle=base.wattle + 0.3 * lean,
        near_wing=Wing(0.45 + 0.04 * lean, -0.90, 0.4, 0.5, 0.0, 0.6), far_wing=Wing(),
        near_foot=foot(0.0), far_foot=foot(0.5),
    )  # fmt: skip
    # the far wing goes to the brim when the hat appears, and now and then with a nod
    at = s % 2.6
    tip = smoothstep((at - 0.12) / 0.2) * (1 - smoothstep((at - 0.72) / 0.2))
    brim = walking._replace(
        far_wing=Wing(0.0, 0.9, 1.3, 0.6, 0.3, 0.3), neck=-0.18, head_pitch=walking.head_pitch - 0.16
    )
    return mix(base, mix(walking, brim, tip), on)._replace(hat=smoothstep(s / 0.30), lid=max(base.lid, 0.35 * on))


def backpack(view: BirdView, base: Posture, s: float) -> Posture:
    """A floss with a backpack on: hips one way, both wings the other, one before and one behind, the head still."""
    on = smoothstep(s / 0.22)
    beat = 2 * pi * 1.55 * s
    swing = tanh(2.2 * sin(beat)) / tanh(2.2)
    depth = sin(beat / 2)
    dance = base._replace(
        turn=0.92, roll=0.30 * swing, crouch=0.10 + 0.07 * abs(cos(beat)), up=0.04 * abs(cos(beat)), pitch=0.30,
        chest=0.12, neck=0.05, head_roll=base.head_roll - 0.26 * swing, head_pitch=base.head_pitch - 0.2,
        tail=1.70, tail_yaw=0.45 * swing, fan=0.90, wattle=0.6 * cos(beat),
        near_wing=Wing(0.0, -0.28 + 0.50 * swing, 0.40 * depth, 1.0, 0.15 * swing, -0.35 + 0.3 * swing),
        far_wing=Wing(0.0, -0.28 - 0.50 * swing, -0.40 * depth, 1.0, -0.15 * swing, -0.35 - 0.3 * swing),
        near_foot=Foot(0.0, 0.07 * max(0.0, swing)), far_foot=Foot(0.0, 0.07 * max(0.0, -swing)),
    )  # fmt: skip
    return mix(base, dance, on)._replace(pack=smoothstep(s / 0.16))


def underarm(view: BirdView, base: Posture, s: float) -> Posture:
    """Lifts a wing, nibbles under it with relish, shakes its feathers into place."""
    side = 1 if view.heading >= 0 else -1
    reach = base._replace(
        turn=-0.10, pitch=base.pitch + 0.12, roll=-0.10, crouch=0.03, neck=-0.60, chest=0.05, head_yaw=2.2 * side,
        head_pitch=-0.85, head_roll=0.45 * side, lid=0.55, fan=0.55, tail=0.15, jaw=0.06, fluff=0.55,
        near_wing=Wing(0.0, 1.15, -0.15, 0.35, 0.25, 0.45), far_wing=Wing(1.0), far_foot=Foot(-0.06),
        near_foot=Foot(0.02),
    )  # fmt: skip
    up = base._replace(turn=0.2, near_wing=Wing(0.25, 0.9, 0.0, 0.2), head_pitch=0.15, roll=-0.06)
    shaken = base._replace(fluff=1.0, crouch=0.03, lid=0.6)
    keys = ((0.0, base), (0.22, up), (0.46, reach), (1.75, reach), (2.0, shaken), (2.3, shaken), (2.6, base))
    p = along(keys, s)
    busy = bump((s - 0.42) / 0.75) + bump((s - 1.10) / 0.70)
    stroke = bump((s - 0.62) / 0.45) + bump((s - 1.22) / 0.5)  # the bill draws along a feather
    ruffle = bump((s - 1.95) / 0.42)
    wing = p.near_wing
    return p._replace(
        head_pitch=p.head_pitch + 0.16 * busy * sin(s * 52) - 0.20 * stroke,
        head_yaw=p.head_yaw - 0.30 * side * stroke,
        jaw=p.jaw + 0.14 * busy * (0.5 + 0.5 * sin(s * 52)),
        neck=p.neck + 0.06 * busy * sin(s * 26) - 0.14 * stroke,
        roll=p.roll + 0.10 * ruffle * sin(s * 58),
        tail_yaw=p.tail_yaw + 0.3 * ruffle * sin(s * 58 + 1),
        wattle=p.wattle + 0.5 * ruffle * sin(s * 58 + 2),
        tail=p.tail + 0.10 * busy * sin(s * 13),
        near_wing=wing._replace(lift=wing.lift + 0.10 * busy * sin(s * 26), wrist=wing.wrist - 0.25 * stroke),
    )


def wings(view: BirdView, base: Posture, s: float) -> Posture:
    """Spreads to its full width: shown off on the ground, a glide in the air."""
    if not view.grounded:
        drift = sin(s * 2.2)
        gliding = base._replace(
            turn=0.42, pitch=base.pitch - 0.26, roll=0.10 * drift, neck=base.neck - 0.20, stretch=0.05,
            head_pitch=base.head_pitch + 0.30, fan=0.95, tail=0.22 + 0.05 * drift,
            near_wing=Wing(0.0, 0.42 + 0.08 * drift, 0.10, 0.78, -0.05, -0.12),
            far_wing=Wing(0.0, 0.22 - 0.08 * drift, 0.10, 1.0, 0.0, -0.05),
            near_foot=Foot(-0.05, tuck=0.9), far_foot=Foot(-0.1, tuck=0.9),
        )  # fmt: skip
        return mix(base, gliding, smoothstep(s / 0.18))
    low = base._replace(crouch=0.12, pitch=base.pitch - 0.10, neck=-0.15, fan=0.2)
    rise = sin(s * 5.2)
    wave = sin(s * 5.2 - 0.9)  # moves outward along the wing: the hand follows the arm
    proud = base._replace(
        turn=0.70, pitch=base.pitch + 0.24, up=0.02, crouch=0.05 - 0.05 * rise, neck=0.12 + 0.05 * rise,
        stretch=0.05 + 0.03 * rise, head_pitch=base.head_pitch + 0.05, fan=1.0, tail=2.1 + 0.08 * wave, jaw=0.08,
        head_yaw=base.head_yaw + 0.5 * sin(s * 2.3), wattle=base.wattle + 0.3 * wave,
        near_wing=Wing(0.0, 0.24 + 0.17 * rise, 0.05, 1.12, 0.05 + 0.10 * wave, 0.05 + 0.25 * wave),
        far_wing=Wing(0.0, 0.24 + 0.17 * rise, 0.05, 1.15, 0.05 + 0.10 * wave, 0.05 + 0.25 * wave),
        near_foot=Foot(0.04), far_foot=Foot(-0.04),
    )  # fmt: skip
    return along(((0.0, base), (0.14, low), (0.38, proud)), s)


def flourish(view: BirdView, base: Posture, s: float) -> Posture:
    """A bow: one wing over the breast, one behind, tail up like a fan."""
    tall = base._replace(
        turn=0.30, pitch=base.pitch + 0.22, neck=0.2, stretch=0.08, head_pitch=0.15, fan=0.8, tail=0.5,
        near_wing=Wing(0.0, 0.75, 0.2, 0.6, 0.2, 0.2), far_wing=Wing(0.2, 0.6, 0.1, 0.5),
    )  # fmt: skip
    bow = base._replace(
        turn=0.30, pitch=base.pitch - 0.50, crouch=0.16, neck=-0.45, head_pitch=-0.45, lid=0.9, fan=1.0, tail=1.05,
        near_wing=Wing(0.0, -0.25, 1.25, 0.7, 0.2, 0.55), far_wing=Wing(0.0, 0.85, -0.5, 0.3, 0.1, 0.2),
        near_foot=Foot(0.28), far_foot=Foot(-0.20),
    )  # fmt: skip
    keys = (
        (0.0, base),
        (0.26, tall),
        (0.62, bow),
        (1.15, bow),
        (1.45, tall._replace(near_wing=Wing(0.6, 0.2))),
        (1.7, base),
    )
    return along(keys, s)


def hit(view: BirdView, base: Posture, s: float) -> Posture:
    """Struck: squashed, thrown back with wings flung up and feathers on end; sees stars, shakes itself into place."""
    squashed = base._replace(
        ahead=-0.06, crouch=0.30, pitch=base.pitch - 0.28, chest=-0.15, neck=-0.40, head_pitch=-0.3, jaw=0.3, lid=1.0,
        fluff=0.8, fan=0.2, near_wing=Wing(0.8, -0.2), far_wing=Wing(0.8, -0.2),
    )  # fmt: skip
    struck = base._replace(
        turn=0.10, pitch=base.pitch + 0.10, ahead=-0.20, up=0.14, neck=0.30, head_pitch=0.30, jaw=0.60, lid=1.0,
        fluff=1.0, fan=1.0, tail=0.35, wattle=1.0, near_wing=Wing(0.0, 0.80, -0.15, 0.5, 0.25, 0.35),
        far_wing=Wing(0.0, 0.95, 0.25, 0.5, 0.25, 0.35), near_foot=Foot(0.30, 0.20), far_foot=Foot(0.10, 0.14),
    )  # fmt: skip
    dazed = base._replace(
        ahead=-0.12, crouch=0.14, neck=-0.20, head_pitch=-0.2, lid=0.6, fluff=0.7, fan=0.6, tail=0.2,
        near_wing=Wing(0.55, 0.2, -0.2, 0.4), far_wing=Wing(0.7, 0.1), near_foot=Foot(-0.24), far_foot=Foot(0.20),
    )  # fmt: skip
    shaken = base._replace(fluff=1.0, crouch=0.04, lid=0.3)
    p = along(
        ((0.0, base), (0.035, squashed), (0.06, squashed), (0.12, struck), (0.18, struck), (0.28, dazed),
         (0.40, dazed), (0.48, shaken), (0.60, base)), s,
    )  # fmt: skip
    daze, ruffle = bump((s - 0.14) / 0.34), bump((s - 0.40) / 0.20)
    return p._replace(
        head_roll=p.head_roll + 0.40 * daze * sin(s * 19),
        head_yaw=p.head_yaw + 0.30 * daze * cos(s * 19),
        roll=p.roll + 0.12 * daze * sin(s * 14) + 0.12 * ruffle * sin(s * 60),
        tail_yaw=p.tail_yaw + 0.3 * ruffle * sin(s * 60 + 1),
    )


def victory(view: BirdView, base: Posture, s: float) -> Posture:
    """Ducks, then hops and sings with wings and tail in the air; in a run it skips along instead."""
    running = smoothstep((abs(view.vx_mps) - 0.6) / 1.2)
    beat = 2 * pi * 1.15 * max(s - 0.12, 0.0)
    hop = abs(sin(beat)) * (1 - running)
    push = (1 - hop) ** 3 * (1 - running)
    wave = cos(2 * beat)
    p = run(view, base, s) if running > 0 else base
    duck = p._replace(
        crouch=p.crouch + 0.16, pitch=p.pitch - 0.14, neck=p.neck - 0.20, head_pitch=p.head_pitch - 0.1, fan=0.15
    )
    wing = Wing(0.0, 0.72 + 0.35 * hop + 0.30 * running * wave, 0.05, 0.65, 0.15, 0.15 - 0.25 * wave)
    cheer = p._replace(
        turn=0.38, up=p.up + 0.26 * hop, crouch=p.crouch + 0.16 * push,
        pitch=base.pitch + 0.30 - 0.22 * running, neck=0.15, stretch=0.05 + 0.05 * hop,
        head_pitch=0.42 + 0.12 * sin(s * 7.2),
        head_yaw=base.head_yaw * 0.5 - 0.15 + 0.30 * sin(s * 3.6) * (1 - running),
        jaw=0.10 + 0.34 * (0.5 + 0.5 * sin(s * 14.4)), lid=max(base.lid, 0.35), fan=1.0,
        tail=1.85 - 1.10 * running - 0.2 * push, tail_yaw=0.25 * sin(beat), wattle=0.7 * sin(s * 14.4 - 1),
        near_wing=wing, far_wing=wing,
    )  # fmt: skip
    if running == 0:
        cheer = cheer._replace(
            near_foot=Foot(0.05, 0.20 * hop, 0.0, 0.7 * hop), far_foot=Foot(-0.06, 0.20 * hop, 0.0, 0.7 * hop)
        )
    return along(((0.0, p), (0.12, duck), (0.26, cheer)), s)


ACTS: Final[dict[Act, Callable[[BirdView, Posture, float], Posture]]] = {
    Act.IDLE: idle,
    Act.RUN: run,
    Act.FLY: fly,
    Act.HADOUKEN: hadouken,
    Act.DRAMATIC: dramatic,
    Act.MOONWALK: moonwalk,
    Act.BACKPACK: backpack,
    Act.UNDERARM: underarm,
    Act.WINGS: wings,
    Act.FLOURISH: flourish,
    Act.HIT: hit,
    Act.VICTORY: victory,
}


WAITS_FOR_NOBODY: Final = frozenset({Act.BACKPACK, Act.UNDERARM, Act.WINGS, Act.FLOURISH})
"""Acts during which a run goes on."""


def posture(view: BirdView, t_s: float) -> Posture:
    """The bird's posture, from the view and the time alone."""
    base = alive(view, t_s)
    if view.act is Act.IDLE:
        base = fidgeting(view, base, t_s)
    p = ACTS[view.act](view, base, max(view.act_s, 0.0))
    return running_on(view, base, p) if view.act in WAITS_FOR_NOBODY else p
