"""Poses the Huia: turns a `Posture` into one transform for every part of its mesh."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
STEPS: Final = 200  # values for each unit that parts which stay the same for a while are posed at
BEHIND: Final = np.array((-1.0, -0.12, 0.0))  # where ankles bend to, in the root's axes
FACE_PARTS: Final = Part.HAT + 1 - Part.PUPIL + len(at.CREST_X)  # pupils, lids, wattles, hat, and the crest after them
RESTING_EYE: Final = np.array((0.523, 0.156, 0.838))  # azimuth -32, elevation 9 degrees


Numbers = Sequence[float]


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
        # Parts as last posed, in the axes of the joint that carries them, and what they were posed from: most of these
        # numbers stay the same for many frames.
        self._wings: tuple[Wing, Wing] | None = None
        self._wings_local = np.zeros((0, 3, 4))
        self._fan: float | None = None
        self._tail_local = np.zeros((0, 3, 4))
        self._face: list[tuple[float, ...]] = [()] * 5
        self._face_local = np.zeros((FACE_PARTS, 3, 4))
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
        out[Part.PACK] = chain(chest, pivot(np.eye(3) * (0.55 + 0.45 * p.pack), at.PACK_AT))
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
        """What the head carries, each part posed again only where its numbers have changed."""
        lids = max(p.lid, p.right_lid), max(p.lid, p.left_lid)
        wanted: tuple[tuple[Callable[..., None], tuple[float, ...]], ...] = (
            (self._hat, (p.hat,)),
            (self._crest, (p.crest,)),
            (self._pupils, (p.gaze_yaw, p.gaze_pitch, p.wide)),
            (self._lids, lids),
            (self._wattles, (_step(p.wattle), _step(p.swell))),
        )
        for number, (poser, numbers) in enumerate(wanted):
            if self._face[number] != numbers:
                self._face[number] = numbers
                poser(self._face_local, *numbers)
        placed = _under(head, self._face_local)
        out[Part.PUPIL : Part.PUPIL + FACE_PARTS - len(at.CREST_X)] = placed[: FACE_PARTS - len(at.CREST_X)]
        out[Part.CREST : Part.CREST + len(at.CREST_X)] = placed[FACE_PARTS - len(at.CREST_X) :]

    def _hat(self, local: Floats, hat: float) -> None:
        local[Part.HAT - Part.PUPIL, :, :3] = turn_z(-0.16 + 1.5 * (1 - hat))
        local[Part.HAT - Part.PUPIL, :, 3] = at.CROWN_AT + np.array((0.015, -0.055 + 0.9 * (1 - hat), 0))

    def _crest(self, local: Floats, crest: float) -> None:
        grown = np.array((1 + 0.42 * crest, 1 + 0.2 * crest, 1 - 0.38 * crest))  # longer and slimmer
        for row, x in enumerate(at.CREST_X):
            up = turn_z(-crest * (0.62 + 0.17 * row)) * grown  # the rows behind rise further: a fan from the side
            local[FACE_PARTS - len(at.CREST_X) + row] = pivot(up, (x, CREST_ROOT_Y, 0.0))

    def _pupils(self, local: Floats, yaw: float, pitch: float, wide: float) -> None:
        for side, (centre, _, front, top) in enumerate(self._eyes):
            gaze = (yaw * SIDES[side] * -1 * front + pitch * top) * GAZE_REACH
            local[side] = pivot(np.eye(3) * (1 + 0.16 * wide), centre, gaze)

    def _lids(self, local: Floats, *shut: float) -> None:
        for side, (centre, axis, front, top) in enumerate(self._eyes):
            lid = np.stack([front * 0.098, top * (0.098 * max(shut[side], 1e-3)), axis], 1)
            local[Part.LID - Part.PUPIL + side, :, :3] = lid
            local[Part.LID - Part.PUPIL + side, :, 3] = centre + axis * 0.014 + top * 0.049

    def _wattles(self, local: Floats, wattle: float, swell: float) -> None:
        for side, mirror in enumerate(SIDES):
            swing = turn_x(-(0.35 * wattle + 0.45 * swell) * mirror) @ turn_z(wattle)
            hung = pivot(swing * (1 + 0.42 * swell), at.WATTLE_AT * (1, 1, mirror), SMILE_UP * swell)
            local[Part.WATTLE - Part.PUPIL + side] = hung

    def _tail_parts(self, out: Floats, p: Posture, root: Floats, eye: Floats) -> None:
        # beak to the left of the screen and tail to the left are opposite turns about the vertical
        joint = chain(root, pivot(turn_y(-p.tail_yaw) @ turn_z(-p.tail), at.TAIL_AT))
        back, up = (joint[:, :3] @ TAIL_BACK).tolist(), (joint[:, :3] @ TAIL_UP).tolist()
        to_eye = eye.tolist()
        along = dot(to_eye, back)
        towards = [e - b * along for e, b in zip(to_eye, back, strict=True)]  # across the tail, as much as can be
        seen = sqrt(dot(towards, towards))
        roll = atan2(dot(crossed(up, towards), back), dot(up, towards))
        roll = _towards(roll, p.tail_under) * p.tail_show * min(1.0, 2 * seen)
        joint = chain(joint, pivot(_about(TAIL_BACK, roll), at.TAIL_AT))
        fan = _step(p.fan)
        if fan != self._fan:
            self._fan, self._tail_local = fan, self._tail_feathers(fan)
        out[Part.TAIL : Part.TAIL + at.TAIL_FEATHERS] = _under(joint, self._tail_local)

    def _tail_feathers(self, fan: float) -> Floats:
        """Transforms of the tail's feathers, carried by its root."""
        u = self._tail_u
        spread = u * (0.10 + 0.75 * fan) + self._tail_group * (0.02 + 0.10 * fan)
        along = np.cos(spread)[:, None] * TAIL_BACK + np.sin(spread)[:, None] * np.array((0, 0, 1.0))
        place = np.array((-0.60, 0.775, 0.0)) + np.stack([0 * u, 0 * u, 0.075 * u], 1)
        return _feathers(place, along, self._tail_up, 1.06 - 0.10 * u * u, self._tail_half)

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
        """Two-bone reach from each knee to its foot; the ankles bend backwards.

        In plain numbers: for two legs they are several times faster than arrays.
        """
        axes, shift = root[:, :3], root[:, 3]
        fore, across = axes[:, 0].tolist(), axes[:, 2].tolist()
        knees = (KNEES @ axes.T + shift).tolist()
        lifted = (DRAWN + [(f.ahead, f.up, 0.0) for f in feet]) @ axes.T + shift
        behind = (axes @ BEHIND).tolist()
        for side, (foot, knee, drawn) in enumerate(zip(feet, knees, lifted.tolist(), strict=True)):
            planted = (foot.ahead, at.ANKLE_HEIGHT + p.up + foot.up, SIDES[side] * at.FOOT_OUT)
            tuck = foot.tuck
            reach = [a * (1 - tuck) + b * tuck - k for a, b, k in zip(planted, drawn, knee, strict=True)]
            length = sqrt(dot(reach, reach)) + 1e-9
            down = [r / length for r in reach]
            distance = min(max(length, 0.12), at.TIBIA + at.TARSUS - 1e-3)
            x = (at.TIBIA**2 - at.TARSUS**2 + distance**2) / (2 * distance)
            height = sqrt(max(at.TIBIA**2 - x * x, 0.0))
            back = _straight(behind, down)
            ankle = [k + d * x + b * height for k, d, b in zip(knee, down, back, strict=True)]
            heel = [k + d * distance for k, d in zip(knee, down, strict=True)]
            tarsus = [h - a for h, a in zip(heel, ankle, strict=True)]
            out[Part.TIBIA + side] = _limb([a - k for a, k in zip(ankle, knee, strict=True)], across, knee)
            out[Part.TARSUS + side] = _limb(tarsus, across, ankle)
            # a foot in the air hangs from its tarsus
            toes = (cos(foot.curl) * (1 - tuck), -sin(foot.curl) * (1 - tuck), 0.0)
            hang = tuck / at.TARSUS
            ahead = _one([a + hang * b + 1e-6 * c for a, b, c in zip(toes, tarsus, fore, strict=True)])
            z = _straight(across, ahead)
            out[Part.FOOT + side] = list(zip(ahead, crossed(z, ahead), z, heel, strict=True))


def _step(number: float) -> float:
    """A slowly changing number, rounded: many frames then share a value, and no pixel moves visibly."""
    return round(number * STEPS) / STEPS


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


def dot(a: Numbers, b: Numbers) -> float:
    """Of two vectors of three plain numbers."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def crossed(a: Numbers, b: Numbers) -> Numbers:
    """Cross product of two vectors of three plain numbers."""
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def _one(a: Numbers) -> list[float]:
    """The vector, of length 1."""
    length = sqrt(dot(a, a)) + 1e-12
    return [v / length for v in a]


def _straight(a: Numbers, along: Numbers) -> list[float]:
    """The part of a vector that is at right angles to a unit vector, of length 1."""
    share = dot(a, along)
    return _one([v - w * share for v, w in zip(a, along, strict=True)])


def _limb(along: Numbers, across: Numbers, start: Numbers) -> list[tuple[float, ...]]:
    """The rows (3, 4) of the transform of a limb modelled along x from 0 to 1."""
    x = _one(along)
    z = _straight(across, x)
    return list(zip(along, crossed(z, x), z, start, strict=True))


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
