"""Poses the Huia: turns a `Posture` into one transform for every part of its mesh."""

from __future__ import annotations

from math import atan2, copysign, cos, pi, sin, sqrt
from typing import Final

import numpy as np

from game.curves import smoothsteps
from game.scene.bird import anatomy as at
from game.scene.bird.anatomy import SIDES, Part
from game.scene.bird.plumage import eye_frame
from game.scene.bird.posture import Foot, Posture, Wing
from game.scene.mesh import Floats, chain, cross, pivot, turn_x, turn_y, turn_z, unit

NECK_SHARE: Final = 0.35  # fraction of a head turn that the neck takes; the head takes the rest
TAIL_BACK: Final = np.array((-0.9403, -0.3404, 0.0))
TAIL_UP: Final = np.array((-0.3404, 0.9403, 0.0))
TAIL_ROLL: Final = 1.25  # largest roll of the tail to show its band
CREST_ROOT_Y: Final = 1.755  # height of the crown, about which its feathers stand up
SMILE_UP: Final = np.array((0.005, 0.022, 0.0))  # how far full wattles are drawn up, as cheeks are by a smile
GAZE_REACH: Final = 0.011  # largest displacement of a pupil in the eye, in units


_MIRROR: Final = np.array([(1.0, 1.0, side) for side in SIDES])
KNEES: Final = (at.HIP_AT + at.KNEE_FROM_HIP) * _MIRROR  # the knees, right and left
DRAWN: Final = (at.HIP_AT + np.array((-0.30, -0.30, 0.0))) * _MIRROR  # where feet are when drawn up
RESTING_EYE: Final = np.array((0.523, 0.156, 0.838))  # azimuth -32, elevation 9 degrees


class Rig:
    """The Huia's joints. What `pose` returns depends on its arguments alone."""

    def __init__(self, head_size: float = 1.0) -> None:
        """head_size: 1 is the female's."""
        self._head_size = head_size
        plan = at.wing_plan()
        self._plan = plan
        self._twice = np.concatenate([plan.bone, plan.bone + 3])  # bones 0..2 right, 3..5 left
        self._mirror = np.repeat([(1.0, 1.0, 1.0), (1.0, 1.0, -1.0)], at.WING_FEATHERS, 0)
        self._flat_at = np.stack([plan.ahead, plan.rise, plan.out], 1)
        self._flat_along = np.stack([-np.sin(plan.back), 0 * plan.back, np.cos(plan.back)], 1)
        out = np.stack([0.10 + 0 * plan.out, (plan.folded_at[:, 1] - 1.0) * 1.6, plan.folded_at[:, 2] * 2.2], 1)
        self._folded_up = unit(out)
        self._folded_at = plan.folded_at + self._folded_up * (plan.rise[:, None] * 0.6 + 0.012)
        self._folded_along = unit(plan.folded_along)
        y = np.linspace(0, 1, at.VERTEBRAE)
        height = np.interp(y, np.linspace(0, 1, len(at.SPINE)), at.SPINE[:, 1])
        head, neck = smoothsteps((height - 1.42) / 0.17), smoothsteps((height - 1.08) / 0.28)
        self._spine = np.stack([(1 - neck) * (1 - head), neck * (1 - head), head], 1)  # chest, neck, head
        self._swell = np.exp(-(((height - 1.02) / 0.16) ** 2))  # where breath shows
        self._spine_at = np.stack(
            [np.interp(y, np.linspace(0, 1, len(at.SPINE)), at.SPINE[:, k]) for k in (0, 1)] + [0 * y], 1
        )
        self._eyes = [eye_frame(side) for side in (0, 1)]
        self._wings: tuple[Wing, Wing] | None = None  # the last ones posed: folded ones seldom change
        self._wings_local = np.zeros((0, 3, 4))
        u = np.linspace(-1, 1, at.TAIL_FEATHERS)
        self._tail_u = u
        self._tail_up = TAIL_UP + np.where(np.arange(len(u)) % 2, 0.10, -0.10)[:, None] * np.array((0, 0, 1.0))
        self._tail_half = np.full(len(u), 0.086)
        self._tail_group = np.repeat(np.arange(at.TAIL_GROUPS) - 1, at.TAIL_FEATHERS // at.TAIL_GROUPS)

    def pose(self, p: Posture, eye: Floats = RESTING_EYE, near: float = 1.0) -> Floats:
        """Transforms (PARTS, 3, 4).

        eye: unit vector to the eye, in the bird's axes. near: +1 when its right side is towards the eye, -1 its left.
        """
        out = np.empty((at.PARTS, 3, 4))
        root = pivot(turn_z(p.pitch) @ turn_x(p.roll * near), at.HIPS_AT, (p.ahead, p.up - p.crouch, 0.0))
        chest = chain(root, pivot(turn_z(p.chest), at.CHEST_AT))
        share = NECK_SHARE
        longer = (0.18 * p.stretch, 0.46 * p.stretch, 0.0)  # half at each end, so that feathers stay closed
        neck = chain(
            chest,
            pivot(
                turn_y(-p.head_yaw * share) @ turn_z(p.neck + p.head_pitch * 0.3) @ turn_x(p.head_roll * 0.3),
                at.NECK_AT,
                longer,
            ),
        )
        # The head undoes most of the neck's bend, so that it turns about the vertical.
        head = chain(
            neck,
            pivot(
                self._head_size
                * turn_y(-p.head_yaw * (1 - share))
                @ turn_z(p.head_pitch * 0.7 - p.neck * 0.6)
                @ turn_x(p.head_roll * 0.7),
                at.HEAD_AT,
                longer,
            ),
        )
        out[Part.ROOT], out[Part.CHEST], out[Part.NECK], out[Part.HEAD] = root, chest, neck, head
        out[Part.JAW] = chain(head, pivot(turn_z(-p.jaw), at.JAW_AT))
        self._spine_parts(out, p)
        self._face_parts(out, p, head)
        self._tail_parts(out, p, root, eye)
        wings = (p.near_wing, p.far_wing) if near >= 0 else (p.far_wing, p.near_wing)
        self._wing_parts(out, wings, chest)
        feet = (p.near_foot, p.far_foot) if near >= 0 else (p.far_foot, p.near_foot)
        self._leg_parts(out, feet, p, root)
        return out

    def _spine_parts(self, out: Floats, p: Posture) -> None:
        joints = out[[Part.CHEST, Part.NECK, Part.HEAD]].reshape(3, 12)
        rings = (self._spine @ joints).reshape(-1, 3, 4)
        swell = 1 + (0.030 * (p.breath - 0.5)) * self._swell + 0.17 * p.fluff * (0.4 + self._swell)
        rings[:, :, 3] += np.einsum("vij,vj->vi", rings[:, :, :3], self._spine_at) * (1 - swell)[:, None]
        rings[:, :, :3] *= swell[:, None, None]
        out[Part.SPINE : Part.SPINE + at.VERTEBRAE] = rings

    def _face_parts(self, out: Floats, p: Posture, head: Floats) -> None:
        crown = at.CROWN_AT + np.array((0.015, -0.055 + 0.9 * (1 - p.hat), 0))
        hat = turn_z(-0.16 + 1.5 * (1 - p.hat))
        out[Part.HAT] = chain(head, np.concatenate([hat, crown[:, None]], 1))
        for row, x in enumerate(at.CREST_X):
            root = np.array((x, CREST_ROOT_Y, 0.0))
            grown = np.array((1 + 0.42 * p.crest, 1 + 0.2 * p.crest, 1 - 0.38 * p.crest))  # longer and slimmer
            up = turn_z(-p.crest * (0.62 + 0.17 * row)) * grown  # the rows behind rise further: a fan from the side
            out[Part.CREST + row] = chain(head, pivot(up, root))
        for side, own in enumerate((p.right_lid, p.left_lid)):
            centre, axis, front, top = self._eyes[side]
            shut = max(p.lid, own)
            gaze = (p.gaze_yaw * SIDES[side] * -1 * front + p.gaze_pitch * top) * GAZE_REACH
            out[Part.PUPIL + side] = chain(head, pivot(np.eye(3) * (1 + 0.16 * p.wide), centre, gaze))
            lid = np.stack([front * 0.098, top * (0.098 * max(shut, 1e-3)), axis], 1)
            place = centre + axis * 0.014 + top * 0.049
            out[Part.LID + side] = chain(head, np.concatenate([lid, place[:, None]], 1))
            swing = turn_x(-(0.35 * p.wattle + 0.45 * p.swell) * SIDES[side]) @ turn_z(p.wattle)
            hung = pivot(swing * (1 + 0.42 * p.swell), at.WATTLE_AT * np.array((1, 1, SIDES[side])), SMILE_UP * p.swell)
            out[Part.WATTLE + side] = chain(head, hung)

    def _tail_parts(self, out: Floats, p: Posture, root: Floats, eye: Floats) -> None:
        # beak to the left of the screen and tail to the left are opposite turns about the vertical
        joint = chain(root, pivot(turn_y(-p.tail_yaw) @ turn_z(-p.tail), at.TAIL_AT))
        back, up = joint[:, :3] @ TAIL_BACK, joint[:, :3] @ TAIL_UP
        towards = eye - back * (eye @ back)  # across the tail, as much as that can be
        seen = sqrt(float(towards @ towards))
        roll = atan2(float(cross(up, towards) @ back), float(up @ towards))
        roll = _towards(roll, p.tail_under) * p.tail_show * min(1.0, 2 * seen)
        joint = chain(joint, pivot(_about(TAIL_BACK, roll), at.TAIL_AT))
        u = self._tail_u
        spread = u * (0.10 + 0.75 * p.fan) + self._tail_group * (0.02 + 0.10 * p.fan)
        along = np.cos(spread)[:, None] * TAIL_BACK + np.sin(spread)[:, None] * np.array((0, 0, 1.0))
        place = np.array((-0.60, 0.775, 0.0)) + np.stack([0 * u, 0 * u, 0.075 * u], 1)
        local = _feathers(place, along, self._tail_up, 1.06 - 0.10 * u * u, self._tail_half)
        out[Part.TAIL : Part.TAIL + at.TAIL_FEATHERS] = _under(joint, local)

    def _wing_parts(self, out: Floats, wings: tuple[Wing, Wing], chest: Floats) -> None:
        if wings != self._wings:
            self._wings, self._wings_local = wings, self._wing_feathers(wings)
        out[Part.WING :] = _under(chest, self._wings_local)

    def _wing_feathers(self, wings: tuple[Wing, Wing]) -> Floats:
        """Transforms of all wing feathers, right then left, carried by the chest."""
        plan = self._plan
        bones, places = np.empty((6, 3, 3)), np.empty((6, 3))
        elbow, wrist = np.array((at.ELBOW[1], 0, at.ELBOW[0])), np.array((at.WRIST[1], 0, at.WRIST[0]))
        for side, w in enumerate(wings):
            shoulder = turn_y(w.sweep) @ turn_x(-w.lift) @ turn_z(w.twist)
            ulna = shoulder @ turn_x(-w.elbow)
            hand = ulna @ turn_x(-w.wrist)
            at_elbow = shoulder @ elbow
            at_wrist = at_elbow + ulna @ (wrist - elbow)
            bones[3 * side : 3 * side + 3] = shoulder, ulna, hand
            places[3 * side : 3 * side + 3] = np.zeros(3), at_elbow - ulna @ elbow, at_wrist - hand @ wrist
        places += at.SHOULDER_AT
        turned, moved_to = bones[self._twice], places[self._twice]
        flat = (self._flat_at, self._flat_along)
        spread_at, spread_along = (np.einsum("fij,fj->fi", turned, np.tile(v, (2, 1))) for v in flat)
        spread_at += moved_to
        spread_up = turned[:, :, 1]
        t = np.repeat([smoothsteps(np.array(w.fold)) for w in wings], at.WING_FEATHERS)[:, None]
        place = spread_at * (1 - t) + np.tile(self._folded_at, (2, 1)) * t
        along = spread_along * (1 - t) + np.tile(self._folded_along, (2, 1)) * t
        up = spread_up * (1 - t) + np.tile(self._folded_up, (2, 1)) * t
        t = t[:, 0]
        length = np.tile(plan.length, 2) * (1 - t) + np.tile(plan.folded_length, 2) * t
        m = self._mirror
        return _feathers(place * m, along * m, up * m, length, np.tile(plan.half_width, 2) * (1 - 0.08 * t))

    def _leg_parts(self, out: Floats, feet: tuple[Foot, Foot], p: Posture, root: Floats) -> None:
        """Two-bone reach from each knee to its foot; the ankles bend backwards."""
        axes, shift = root[:, :3], root[:, 3]
        fore, across = axes[:, 0], axes[:, 2]
        tuck = np.array([(foot.tuck,) for foot in feet])
        knee = KNEES @ axes.T + shift
        planted = np.array(
            [(f.ahead, at.ANKLE_HEIGHT + p.up + f.up, s * at.FOOT_OUT) for f, s in zip(feet, SIDES, strict=True)]
        )
        drawn = (DRAWN + [(f.ahead, f.up, 0.0) for f in feet]) @ axes.T + shift
        reach = planted * (1 - tuck) + drawn * tuck - knee
        length = np.sqrt((reach * reach).sum(1, keepdims=True)) + 1e-9
        down = reach / length
        distance = np.clip(length, 0.12, at.TIBIA + at.TARSUS - 1e-3)
        x = (at.TIBIA**2 - at.TARSUS**2 + distance**2) / (2 * distance)
        height = np.sqrt(np.maximum(at.TIBIA**2 - x * x, 0.0))
        back = axes @ (-1.0, -0.12, 0.0)
        back = unit(back - down * (down @ back)[:, None])
        ankle = knee + down * x + back * height
        heel = knee + down * distance
        out[Part.TIBIA : Part.TIBIA + 2] = _limbs(knee, ankle, across)
        out[Part.TARSUS : Part.TARSUS + 2] = _limbs(ankle, heel, across)
        hanging = (heel - ankle) * (tuck / at.TARSUS)  # a foot in the air hangs from its tarsus
        toes = np.array([(cos(f.curl), -sin(f.curl), 0.0) for f in feet])
        ahead = unit(toes * (1 - tuck) + hanging + 1e-6 * fore)
        z = unit(across - ahead * (ahead @ across)[:, None])
        out[Part.FOOT : Part.FOOT + 2] = np.stack([ahead, cross(z, ahead), z, heel], 2)


def _towards(roll: float, under: float) -> float:
    """How far to roll a tail whose top is `roll` radians from the eye: to show that, or with `under` 1 its back."""
    top = min(max(roll, -TAIL_ROLL), TAIL_ROLL)
    below = roll - copysign(pi, roll)
    return top * (1 - under) + min(max(below, -TAIL_ROLL), TAIL_ROLL) * under


def _about(axis: Floats, angle_rad: float) -> Floats:
    """Rotation (3, 3) about a unit axis."""
    x, y, z = axis.tolist()
    skew = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.asarray(np.eye(3) + sin(angle_rad) * skew + (1 - cos(angle_rad)) * (skew @ skew))


def _limbs(start: Floats, end: Floats, across: Floats) -> Floats:
    """Transforms (n, 3, 4) of limbs modelled along x from 0 to 1, from joints to joints (n, 3)."""
    along = end - start
    x = unit(along)
    z = unit(across - x * (x @ across)[:, None])
    return np.stack([along, cross(z, x), z, start], 2)


def _feathers(place: Floats, along: Floats, up: Floats, length: Floats, half_width: Floats) -> Floats:
    """Transforms (n, 3, 4) of feathers modelled along x, their upper side up."""
    x = unit(along)
    z = unit(cross(x, up))
    return np.stack([x * length[:, None], cross(z, x), z * half_width[:, None], place], 2)


def _under(joint: Floats, local: Floats) -> Floats:
    """Transforms (n, 3, 4) carried by one joint (3, 4)."""
    out = joint[:, :3] @ local
    out[:, :, 3] += joint[:, 3]
    return np.asarray(out)
