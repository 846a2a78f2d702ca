"""What makes the Huia alive while it just stands there: breath, blinks, whims, and the player's head on its neck.

Time comes in as an argument and chance is a function of time, so the same moment always looks the same.
"""

from __future__ import annotations

from math import exp, floor, pi, sin, tanh
from typing import Final

from game.curves import smoothstep
from game.scene.bird.posture import REST, Posture, bump
from game.world.snapshot import BirdView, FaceView

UNITS_PER_M: Final = 1.9  # the world's bird is drawn about 0.95 m tall, the mesh is 1.8 units
NECK_LIMITS: Final = (1.25, 0.9, 0.8)  # yaw, pitch, roll in radians, also for wild readings

# Head gains: the resting view is 3/4, so a head must turn further towards the viewer before the turn can be seen.
TOWARDS_GAIN: Final = 1.45
AWAY_GAIN: Final = 0.58  # less is enough: the body turns along, and the neck cranes


def chance(slot: int, salt: int) -> float:
    """A number 0..1 that is always the same for a slot of time: the bird's whims, repeatable."""
    h = (slot * 0x9E3779B1 + salt * 0x85EBCA77) & 0xFFFFFFFF
    h = ((h ^ (h >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
    h = ((h ^ (h >> 12)) * 0x297A2D39) & 0xFFFFFFFF
    return ((h ^ (h >> 15)) & 0xFFFF) / 0xFFFF


def blink(t_s: float) -> float:
    """How far the lids are down, 0..1: a blink in about every other slot of 1.6 s, sometimes two."""
    slot = floor(t_s / 1.6)
    into = t_s - slot * 1.6
    if chance(slot, 1) > 0.62:
        return 0.0
    start = 0.1 + 1.0 * chance(slot, 2)
    again = 0.22 if chance(slot, 3) > 0.75 else 0.0
    return max(bump((into - start) / 0.15), bump((into - start - again) / 0.15) if again else 0.0)


def whim(t_s: float, salt: int, every_s: float) -> float:
    """-1..1: holds still, then jerks to a new value, like a bird's head."""
    slot = floor(t_s / every_s)
    before, after = chance(slot - 1, salt) * 2 - 1, chance(slot, salt) * 2 - 1
    return before + (after - before) * smoothstep((t_s - slot * every_s) / 0.11)


def calm(view: BirdView) -> float:
    """How little the player's head and face ask of the bird's, 0..1."""
    return exp(
        -((view.head_yaw_rad / 0.35) ** 2) - (view.head_pitch_rad / 0.3) ** 2 - (liveliness(view.face) / 0.3) ** 2
    )


def liveliness(face: FaceView | None) -> float:
    """How much a face expresses, 0..1. A blink is nothing, a wink is."""
    if face is None:
        return 0.0
    return max(face.mouth, face.smile, face.brows, abs(face.left_lid - face.right_lid))


def alive(view: BirdView, t_s: float) -> Posture:
    """The standing bird: breath, blinks, weight shifting between the legs, and the player's head angles."""
    look_yaw, look_pitch, look_roll = (
        min(max(angle, -most), most)
        for angle, most in zip((view.head_yaw_rad, view.head_pitch_rad, view.head_roll_rad), NECK_LIMITS, strict=True)
    )
    towards = look_yaw * (1 if view.heading >= 0 else -1)
    yaw = look_yaw * (TOWARDS_GAIN if towards > 0 else AWAY_GAIN)
    away = min(max(-towards, 0.0), 1.2)
    quiet = calm(view)
    bent = min(max(view.crouch, -0.4), 1.2)
    sway = sin(t_s * 0.9) * 0.6 + sin(t_s * 0.53 + 1.0) * 0.4
    standing = REST._replace(
        ahead=0.012 * sway + 0.075 * away,
        turn=-0.26 * away,
        pitch=view.angle_rad + 0.010 * sin(t_s * 1.1) - 0.10 * bent,
        roll=0.022 * sway,
        breath=0.5 + 0.5 * sin(t_s * 2.0),
        crouch=0.008 * (0.5 + 0.5 * sin(t_s * 2.0 + pi)) + 0.28 * bent,
        neck=-0.42 * away + 0.02 * sin(t_s * 2.0) - 2.0 * view.head_x_m,
        stretch=0.03 * smoothstep(look_pitch / 0.5) + 0.22 * away + UNITS_PER_M * view.head_y_m,
        head_yaw=yaw + 0.07 * quiet * whim(t_s, 5, 1.9),
        head_pitch=look_pitch + 0.05 * quiet * whim(t_s, 6, 2.3) + 0.16 * away,
        head_roll=look_roll + 0.10 * quiet * whim(t_s, 7, 3.1),
        lid=max(
            blink(t_s), 0.8 * smoothstep((abs(view.gaze_yaw_rad) - 0.12) / 0.2)
        ),  # it also blinks when it turns quickly
        gaze_yaw=tanh(look_yaw / 0.4 + view.gaze_yaw_rad / 0.12),  # the eyes are there before the head is
        gaze_pitch=tanh(look_pitch / 0.4 + view.gaze_pitch_rad / 0.12),
        tail=view.tail_rad + 0.02 * sin(t_s * 1.3),
        fan=0.36 + 0.03 * sin(t_s * 0.7) + min(0.25, abs(view.tail_rad) * 0.3),
        wattle=view.wattle_rad + 0.04 * sin(t_s * 1.7),
    )
    return faced(standing, view)


def faced(base: Posture, view: BirdView) -> Posture:
    """The bird with its player's face: the bill opens with the mouth, each lid follows its eye.

    A smile fills and lifts the wattles, as it lifts cheeks; raised brows raise the crest. The screen mirrors the
    player, so their left eye is the one to the left of the screen: the bird's right one when it looks at us. Whoever
    makes a face is looked at: the bird turns its head to us, further to show a wink of its far eye.
    """
    face = view.face
    if face is None:
        return base
    heading = 1 if view.heading >= 0 else -1
    right_lid, left_lid = face.left_lid, face.right_lid
    far_shut = max(0.0, (left_lid - right_lid) * heading)
    to_us = (
        heading
        * (0.40 * smoothstep(liveliness(face) / 0.35) + 0.55 * far_shut)
        * exp(-((view.head_yaw_rad / 0.6) ** 2))
    )
    return base._replace(
        head_yaw=base.head_yaw + to_us,
        head_pitch=base.head_pitch + 0.10 * face.mouth + 0.06 * face.smile,
        head_roll=base.head_roll + 0.12 * face.smile * heading + 0.20 * (right_lid - left_lid),
        neck=base.neck + 0.06 * face.brows,
        stretch=base.stretch + 0.05 * face.brows,
        jaw=max(base.jaw, 0.50 * face.mouth + 0.05 * face.smile),
        lid=0.0,  # its own blinks would look like the player's
        right_lid=right_lid,
        left_lid=left_lid,
        crest=max(face.brows, 0.22 * face.smile),
        wide=face.brows,
        swell=face.smile,
        wattle=base.wattle - 0.25 * face.mouth + 0.15 * face.smile,
        fan=base.fan + 0.20 * face.smile,
        fluff=base.fluff + 0.10 * face.smile,
    )
