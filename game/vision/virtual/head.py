"""The mannequin's head: a lathed skull with hair and ears, and a face of flat features that follow gaze and mood.

All shapes are in head heights (chin to crown) from the middle between the ears, as `mannequin.HEAD_LANDMARKS`
are: x to the own left, y up, z ahead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from game.vision.virtual.build import Build, Colour, Wardrobe
from game.vision.virtual.posture import Array, Channel

_AROUND: Final = 18
# height, half width, front, back
_SKULL: Final = np.array(
    [
        [-0.458, 0.003, 0.315, 0.309],
        [-0.455, 0.050, 0.355, 0.270],
        [-0.430, 0.120, 0.415, 0.150],
        [-0.370, 0.185, 0.430, 0.040],
        [-0.290, 0.235, 0.425, -0.080],
        [-0.190, 0.275, 0.415, -0.180],
        [-0.080, 0.300, 0.405, -0.280],
        [0.020, 0.313, 0.390, -0.370],
        [0.100, 0.320, 0.388, -0.420],
        [0.190, 0.325, 0.405, -0.450],
        [0.290, 0.315, 0.385, -0.450],
        [0.390, 0.280, 0.330, -0.410],
        [0.470, 0.220, 0.240, -0.330],
        [0.530, 0.130, 0.120, -0.220],
        [0.560, 0.020, -0.020, -0.080],
    ]
)

_EYE_AT: Final = (0.142, 0.076)
"""The middle of the left eye, x, y; the right one's is on the other side."""
_IRIS_WAY: Final = np.array([0.055, 0.050])
"""How far an iris lies aside of and over the eye's middle, for the sine of the gaze: an eyeball's radius, 12 mm."""
_LID_FOLLOWS: Final = 0.8

_FULL: Final = ("bob", "long", "curls")
_HAIRLINE: Final = ((0.0, 0.75, 1.15, 1.45, 1.9, 2.6, 3.2), (0.37, 0.34, 0.22, 0.08, -0.02, -0.22, -0.24))
"""Turn from straight ahead, radians, and how low the hair grows there: high over the forehead, low at the nape."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """Faces of the head: corners (F, 4, 3) in head axes and metres, colours (F, 3), outward normals (F, 3)."""

    corners: Array
    colours: Array
    outward: Array


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """A flat polygon of the face: corners (C, 3) in head axes and metres, colour, and how far it lies over the
    skin for sorting, metres. two_sided: seen from behind as well. at: the point (3,) whose depth sorts it, by default
    the mean of its corners; the parts of an eye share one, or an iris far aside would sink behind the white."""

    corners: Array
    colour: Colour
    over_m: float
    two_sided: bool = False
    at: Array | None = None


class _Patch(NamedTuple):
    """A feature before it is put on the face: its corners' x, y (C,). eye: the one it is part of, 1 left, -1 right."""

    x: Array
    y: Array
    colour: Colour
    over_m: float
    eye: float | None = None


def _mixed(a: Colour, b: Colour, share: float) -> Colour:
    x, y, z = (int(p + (q - p) * share) for p, q in zip(a, b, strict=True))
    return x, y, z


class Head:
    """One performer's head."""

    def __init__(self, build: Build, wear: Wardrobe) -> None:
        self._unit = np.array([build.head * build.head_width, build.head, build.head])
        self._wear = wear
        skull = _lathe(_SKULL, _skin_colours(wear))
        parts = [skull]
        if wear.hair_style != "bald":
            # no scalp under the hair: two skins that close would flicker through each other
            middle, over = skull.corners.mean(1), 0.30 if wear.hair_style in _FULL else 0.05
            bare = middle[:, 1] < np.interp(np.abs(np.arctan2(middle[:, 0], middle[:, 2])), *_HAIRLINE) + over
            parts = [Shape(skull.corners[bare], skull.colours[bare], skull.outward[bare]), _hair(wear)]
        if wear.cap is not None:
            parts.append(_cap(wear.cap))
        parts += [_ear(sign, wear) for sign in (1.0, -1.0)]
        parts.append(_nose(wear))
        corners = np.concatenate([p.corners for p in parts]) * self._unit
        outward = np.concatenate([p.outward for p in parts]) / self._unit
        outward /= np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-12)
        self.shape = Shape(corners, np.concatenate([p.colours for p in parts]), outward)
        x, y = _EYE_AT
        self._eyes = {sign: self._on_face(np.array([sign * x]), np.array([y]))[0] for sign in (1.0, -1.0)}

    def features(self, posture: Array) -> list[Feature]:
        """Eyes, brows, mouth, glasses for a posture (CHANNELS,)."""
        patches = self._patches(posture)
        x, y = (np.concatenate([patch[axis] for patch in patches]) for axis in (0, 1))
        corners = np.split(self._on_face(x, y), np.cumsum([len(patch.x) for patch in patches])[:-1])
        out = [
            Feature(spot, patch.colour, patch.over_m, at=None if patch.eye is None else self._eyes[patch.eye])
            for patch, spot in zip(patches, corners, strict=True)
        ]
        if self._wear.glasses:
            for sign in (1.0, -1.0):
                out += self._rim(sign)
        return out

    def _patches(self, posture: Array) -> list[_Patch]:
        """What of that lies on the skin."""
        wear, out = self._wear, []
        shut = posture[Channel.BLINK] + np.clip([posture[Channel.WINK], -posture[Channel.WINK]], 0, 1)
        left_open, right_open = 1.0 - np.clip(shut, 0, 1)
        brows = float(np.clip(posture[Channel.BROWS], 0, 1))
        gaze = posture[[Channel.EYE_YAW, Channel.EYE_PITCH]]
        smile, mouth = float(posture[Channel.SMILE]), float(np.clip(posture[Channel.MOUTH], 0, 1))
        dark = _mixed(wear.hair, (20, 20, 24), 0.4)
        for sign in (1.0, -1.0):
            out += self._eye(sign, float(left_open if sign > 0 else right_open), gaze, dark)
            x = sign * np.array([0.058, 0.135, 0.222, 0.222, 0.135, 0.058])
            y = np.array([0.158, 0.190, 0.162, 0.150, 0.164, 0.134]) + 0.01 * smile + 0.055 * brows
            out.append(_Patch(x, y, _mixed(wear.hair, wear.skin, 0.15), 0.012))
        return out + self._mouth(smile, mouth)

    def _eye(self, sign: float, open_: float, gaze: Array, dark: Colour) -> list[_Patch]:
        """One eye. The upper lid comes down over it: shut, its lashes lie on the lower rim."""
        middle, tall, wide = np.array([sign * _EYE_AT[0], _EYE_AT[1]]), 0.034, 0.070
        angle = np.linspace(0, 2 * np.pi, 12, endpoint=False)
        rim_x, rim_y = np.cos(angle) * wide, np.sin(angle) * tall * (1 - 0.25 * np.cos(angle) ** 2)
        aim = _IRIS_WAY * np.sin(np.clip(gaze, -0.6, 0.6))
        # how far the upper lid has come down in the middle: it follows an eye that looks down
        falls = 2 * tall * (1 - max(open_, 0.04)) + _LID_FOLLOWS * max(0.0, -float(aim[1]))
        room = tall * np.sqrt(np.clip(1 - (rim_x / wide) ** 2, 0, 1))
        white_y = np.minimum(rim_y, np.maximum(room - falls, -room))
        lid = middle[0] + rim_x * 1.10, middle[1] + 0.004 + rim_y * 1.12
        line = middle[0] + rim_x * 1.18, middle[1] + 0.010 + np.minimum(1.15 * rim_y, room - falls)
        white = middle[0] + rim_x, middle[1] + white_y
        found = [
            _Patch(*lid, _mixed(self._wear.skin, (20, 20, 24), 0.18), 0.011, sign),
            _Patch(*line, _mixed(dark, self._wear.skin, 0.35), 0.012, sign),
            _Patch(*white, (232, 236, 238), 0.013, sign),
        ]
        at = middle + aim
        for radius, colour, over in ((0.034, self._wear.eyes, 0.014), (0.016, (14, 12, 12), 0.015)):
            x, y = at[0] + radius * np.cos(angle), at[1] + radius * np.sin(angle)
            # the lids cut the iris: no higher or lower than the opening is at that place
            here = tall * np.sqrt(np.clip(1 - ((x - middle[0]) / wide) ** 2, 0, 1))
            out_y = np.clip(y, middle[1] - here, middle[1] + np.maximum(here - falls, -here))
            found.append(_Patch(x, out_y, colour, over, sign))
        if open_ > 0.7:
            shine = at + [0.010, 0.012]
            x, y = shine[0] + 0.006 * np.cos(angle[::2]), shine[1] + 0.006 * np.sin(angle[::2])
            found.append(_Patch(x, y, (250, 250, 250), 0.016, sign))
        return found

    def _mouth(self, smile: float, open_: float) -> list[_Patch]:
        lips = self._wear.lips
        corner, drop = -0.232 + 0.026 * smile, 0.085 * open_
        wide = 0.110 + 0.034 * smile - 0.02 * open_
        x = np.array([-wide, -0.4 * wide, 0.0, 0.4 * wide, wide])
        line = corner - 0.026 * smile * (1 - (x / wide) ** 2)
        top = line + np.array([0.0, 0.024, 0.019, 0.024, 0.0])
        low = (
            line
            - drop
            - np.array([0.0, 0.028, 0.034, 0.028, 0.0]) * np.array([0, 1, 1, 1, 0])
            + drop * np.array([1, 0, 0, 0, 1])
        )
        back = slice(None, None, -1)
        round_ = np.r_[x, x[back]]
        return [
            _Patch(round_, np.r_[top, low[back]], lips, 0.012),
            _Patch(
                round_,
                np.r_[line + 0.004, (line - 0.6 * drop - 0.004)[back]],
                _mixed(lips, (20, 10, 30), 0.65),
                0.013,
            ),
        ]

    def _rim(self, sign: float) -> list[Feature]:
        """One glass of a pair of spectacles, as thin strips."""
        angle = np.linspace(0, 2 * np.pi, 9)
        x, y = sign * 0.142 + 0.100 * np.cos(angle), 0.070 + 0.075 * np.sin(angle)
        outer, inner = self._on_face(x, y, 0.02), self._on_face(sign * 0.142 + (x - sign * 0.142) * 0.84, y, 0.02)
        inner[:, 1] = (0.070 + (y - 0.070) * 0.84) * self._unit[1]
        strips = [np.stack([outer[k], outer[k + 1], inner[k + 1], inner[k]]) for k in range(8)]
        temple = np.array([[0.235, 0.09, 0.34], [0.335, 0.07, 0.02], [0.335, 0.05, 0.02], [0.235, 0.07, 0.34]])
        strips.append(temple * [sign, 1, 1] * self._unit)
        return [Feature(strip, (32, 28, 30), 0.018, two_sided=True) for strip in strips]

    def _on_face(self, x: Array, y: Array, over: float = 0.006) -> Array:
        """Points of the face's skin at x, y, a little over it: (n, 3) metres."""
        row = [np.interp(y, _SKULL[:, 0], _SKULL[:, k]) for k in (1, 2, 3)]
        z = 0.5 * (row[1] + row[2]) + 0.5 * (row[1] - row[2]) * np.sqrt(np.clip(1 - (x / row[0]) ** 2, 0, 1))
        face: Array = np.stack([x, y, z + over], -1) * self._unit
        return face


def _lathe(rings: Array, colours: Array, swell: float = 1.0) -> Shape:
    """Quads around rings of (height, half width, front, back); angle 0 looks ahead, growing to the own left."""
    angle = 2 * np.pi * (np.arange(_AROUND) + 0.5) / _AROUND
    y, w, front, back = (rings[:, k, None] for k in range(4))
    x = w * swell * np.sin(angle)
    z = 0.5 * (front + back) + 0.5 * (front - back) * swell * np.cos(angle)
    points = np.stack([x, np.broadcast_to(y * (1 + 0.5 * (swell - 1)), x.shape), z], -1)
    nxt = np.roll(points, -1, axis=1)
    corners = np.stack([points[:-1], nxt[:-1], nxt[1:], points[1:]], 2).reshape(-1, 4, 3)
    return Shape(corners, colours.reshape(-1, 3), _normals(corners))


def _normals(corners: Array) -> Array:
    outward = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
    unit: Array = outward / np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-12)
    return unit


def _skin_colours(wear: Wardrobe) -> Array:
    """Skin, rosier at the cheeks, darker where a beard grows: (rings - 1, around, 3)."""
    rows, angle = _SKULL[:-1, 0] + 0.5 * np.diff(_SKULL[:, 0]), 2 * np.pi * (np.arange(_AROUND) + 1.0) / _AROUND
    skin = np.broadcast_to(np.array(wear.skin, np.float64), (len(rows), _AROUND, 3)).copy()
    turn = np.abs(np.mod(angle + np.pi, 2 * np.pi) - np.pi)
    rosy = np.exp(-(((rows[:, None] + 0.14) / 0.10) ** 2) - ((turn - 0.62) / 0.3) ** 2)
    skin += rosy[..., None] * np.array([-6.0, -8.0, 4.0])
    if wear.beard:
        grown = (rows[:, None] < -0.20) & (turn < 1.5) | ((rows[:, None] < -0.05) & (turn > 1.0) & (turn < 1.5))
        skin[grown] = 0.25 * skin[grown] + 0.75 * np.array(wear.hair)
    return np.clip(skin, 0, 255)


def _hair(wear: Wardrobe) -> Shape:
    """Hair as a shell over the skull where hair grows, with what hangs, is tied or curls."""
    style = wear.hair_style
    low, thick = {
        "short": (-0.20, 1.07),
        "crop": (-0.12, 1.04),
        "bob": (-0.40, 1.13),
        "long": (-0.85, 1.11),
        "bun": (-0.15, 1.06),
        "tail": (-0.15, 1.06),
        "curls": (-0.28, 1.24),
    }[style]
    hangs = style in _FULL
    turn = 2 * np.pi * (np.arange(_AROUND) + 0.5) / _AROUND
    turn = np.abs(np.mod(turn + np.pi, 2 * np.pi) - np.pi)
    line = np.interp(turn, *_HAIRLINE)
    if hangs:
        line = np.interp(turn, [0.0, 0.65, 1.0, 1.3, 3.2], [0.35, 0.30, 0.12, low, low])
    share = np.linspace(0.0, 1.0, 11)[:, None]
    y = line + (_SKULL[-1, 0] - line) * share  # every column of hair runs from its own line to the crown
    wide, front, back = (np.interp(y, _SKULL[:, 0], _SKULL[:, k]) for k in (1, 2, 3))
    below = np.clip((0.0 - y) / 0.2, 0, 1) if hangs else np.zeros_like(y)
    wide, front, back = wide + (0.30 - wide) * below, front + (0.14 - front) * below, back + (-0.40 - back) * below
    angle = 2 * np.pi * (np.arange(_AROUND) + 0.5) / _AROUND
    # thin where it grows out of the skin, full a little higher; what hangs is full to its ends
    grown = thick - (thick - 1.02) * (1 - np.clip(share / 0.2, 0, 1)) * (turn < 1.1 if hangs else 1.0)
    x = wide * grown * np.sin(angle)
    z = 0.5 * (front + back) + 0.5 * (front - back) * grown * np.cos(angle)
    points = np.stack([x, np.where(y > 0, y * (1 + 0.5 * (thick - 1)), y), z], -1)
    following = np.roll(points, -1, axis=1)
    corners = np.stack([points[:-1], following[:-1], following[1:], points[1:]], 2)
    colours = np.broadcast_to(np.array(wear.hair, np.float64), (*corners.shape[:2], 3)).copy()
    colours *= 1 + 0.08 * np.sin(np.arange(_AROUND) * 2.4 + 0.7)[None, :, None]
    shell = Shape(
        corners.reshape(-1, 4, 3), np.clip(colours.reshape(-1, 3), 0, 255), _normals(corners.reshape(-1, 4, 3))
    )
    parts = [shell]
    if hangs:  # its dark inside shows beside the neck
        inner = shell.corners[shell.corners[:, :, 1].mean(1) < 0.05][:, ::-1]
        parts.append(Shape(inner, np.full((len(inner), 3), 0.5) * np.array(wear.hair), _normals(inner)))
    if style == "bun":
        parts.append(_ball((0.0, 0.50, -0.42), 0.17, wear.hair))
    if style == "tail":
        parts += [_ball((0.0, 0.26 - 0.17 * k, -0.52 - 0.03 * k), 0.11 - 0.012 * k, wear.hair) for k in range(4)]
    return Shape(*(np.concatenate([getattr(part, name) for part in parts]) for name in Shape.__slots__))


def _cap(colour: Colour) -> Shape:
    """A cap with a peak."""
    rings = _SKULL[_SKULL[:, 0] > 0.25]
    dome = _lathe(rings, np.broadcast_to(np.array(colour, np.float64), (len(rings) - 1, _AROUND, 3)).copy(), 1.12)
    peak = np.array([[[-0.30, 0.29, 0.34], [0.30, 0.29, 0.34], [0.20, 0.24, 0.72], [-0.20, 0.24, 0.72]]], np.float64)
    corners = np.concatenate([dome.corners, peak, peak[:, ::-1]])
    colours = np.concatenate([dome.colours, np.array([colour, [0.7 * v for v in colour]], np.float64)])
    return Shape(corners, colours, _normals(corners))


def _ball(centre: tuple[float, float, float], radius: float, colour: Colour) -> Shape:
    height = np.array([-1.0, -0.7, 0.0, 0.7, 1.0])
    wide = np.sqrt(np.maximum(1.02 - height**2, 0.02)) * radius
    rings = np.stack([centre[1] + height * radius, wide, centre[2] + wide, centre[2] - wide], 1)
    shape = _lathe(rings, np.broadcast_to(np.array(colour, np.float64), (4, _AROUND, 3)))
    return Shape(shape.corners + [centre[0], 0.0, 0.0], shape.colours, shape.outward)


def _ear(sign: float, wear: Wardrobe) -> Shape:
    """An ear as a shallow bowl that stands off the head."""
    angle = 2 * np.pi * np.arange(8) / 8
    rim = np.stack(
        [0.345 + 0.035 * np.cos(angle + 0.5), 0.03 + 0.150 * np.sin(angle), -0.05 - 0.085 * np.cos(angle)], -1
    )
    root = np.stack([np.full(8, 0.290), 0.02 + 0.11 * np.sin(angle), -0.03 - 0.05 * np.cos(angle)], -1)
    heart = np.array([0.325, 0.02, -0.02])
    quads, colours = [], []
    for k in range(8):
        n = (k + 1) % 8
        quads.append([root[k], root[n], rim[n], rim[k]])
        colours.append(_mixed(wear.skin, (60, 60, 140), 0.10))
        quads.append([rim[k], rim[n], heart, heart])
        colours.append(_mixed(wear.skin, (40, 40, 90), 0.25))
    corners = np.array(quads) * [sign, 1, 1]
    outward = _normals(corners)
    # point every face away from the head's middle, so that it is shaded whichever way it was wound
    facing = np.sum(outward * (corners.mean(1) - np.array([0.0, 0.02, 0.05])), 1) < 0
    corners[facing] = corners[facing][:, ::-1]
    outward[facing] *= -1
    return Shape(corners, np.array(colours, np.float64), outward)


def _nose(wear: Wardrobe) -> Shape:
    """A wedge: bridge, two sides, wings, underside."""
    top, tip, base = [0.0, 0.10, 0.395], [0.0, -0.078, 0.515], [0.0, -0.126, 0.430]
    quads, colours = [], []
    skin, shade = wear.skin, _mixed(wear.skin, (30, 30, 70), 0.30)
    for sign in (1.0, -1.0):
        ridge_top, ridge = [sign * 0.022, 0.09, 0.398], [sign * 0.030, -0.072, 0.508]
        foot_top, wing = [sign * 0.048, 0.06, 0.378], [sign * 0.072, -0.112, 0.415]
        quads += [
            [top, ridge_top, ridge, tip],
            [ridge_top, foot_top, wing, ridge],
            [tip, ridge, wing, base],
        ]
        colours += [skin, _mixed(skin, shade, 0.25), shade]
    corners = np.array(quads)
    outward = _normals(corners)
    away = np.sum(outward * (corners.mean(1) - np.array([0.0, 0.0, 0.30])), 1) < 0
    corners[away] = corners[away][:, ::-1]
    outward[away] *= -1
    return Shape(corners, np.array(colours, np.float64), outward)
