"""The mannequin's shape: clothed tubes around the skeleton, as faces to draw.

A tube is a row of rings. Every ring's centre and direction is a fixed blend of control points (joints and points
between them), so that posing the whole body takes three matrix products.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from game.body.pose import Landmark
from game.vision.virtual.build import BUILD_FIELDS, Build, Colour, Wardrobe
from game.vision.virtual.head import Head
from game.vision.virtual.mannequin import Bodies
from game.vision.virtual.posture import Arm, Array, arm

_SIDES: Final = ("left", "right")
_JOINTS: Final = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "toe")
_SPINE: Final = ("pelvis", "waist", "ribs", "chest", "neck", "skull")
_FINGERS: Final = 4
# points of a hand in hand lengths: to the thumb's side, out of the back, along; open and as a fist
_HAND_OPEN: Final = np.array(
    [[0.0, 0.0, 0.0], [0.02, 0.0, 0.26], [0.0, 0.0, 0.46]]
    + [[x, 0.0, 0.44] for x in (0.17, 0.06, -0.06, -0.17)]
    + [[x * 1.05, -0.02, z] for x, z in ((0.18, 0.68), (0.06, 0.72), (-0.06, 0.70), (-0.18, 0.62))]
    + [[x * 1.15, -0.03, z] for x, z in ((0.18, 0.90), (0.06, 0.97), (-0.06, 0.93), (-0.18, 0.80))]
    + [[0.16, -0.05, 0.12], [0.32, -0.09, 0.32], [0.38, -0.12, 0.50]]
)
_HAND_FIST: Final = np.array(
    [[0.0, 0.0, 0.0], [0.02, 0.0, 0.26], [0.0, 0.0, 0.44]]
    + [[x, 0.02, 0.44] for x in (0.17, 0.06, -0.06, -0.17)]
    + [[x, -0.20, 0.46] for x in (0.17, 0.06, -0.06, -0.17)]
    + [[x, -0.20, 0.26] for x in (0.17, 0.06, -0.06, -0.17)]
    + [[0.16, -0.06, 0.14], [0.24, -0.20, 0.28], [0.08, -0.26, 0.34]]
)
_HAND_POINTS: Final = len(_HAND_OPEN)


def _index(name: str) -> int:
    """Column of a control point: "pelvis", "left elbow", "right hand 3"…"""
    if name in _SPINE:
        return _SPINE.index(name)
    side, part = name.split(" ", 1)
    base = len(_SPINE) + _SIDES.index(side) * (len(_JOINTS) + _HAND_POINTS)
    if part.startswith("hand"):
        return base + len(_JOINTS) + int(part.split()[1])
    return base + _JOINTS.index(part)


_POINTS: Final = len(_SPINE) + 2 * (len(_JOINTS) + _HAND_POINTS)
# reference axes a ring's width is laid along
_AXES: Final = ("pelvis", "chest", "middle", "left hand", "right hand", "left leg", "right leg")


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """Polygons in the room: corners (F, 4, 3) metres, colours (F, 3) BGR, outward (F, 3) unit normals."""

    corners: Array
    colours: Array
    outward: Array


@dataclass(slots=True)
class _Rings:
    """Rings being collected for tubes with `around` corners."""

    around: int
    weights: list[Array] = field(default_factory=list)
    axes: list[int] = field(default_factory=list)
    radii: list[tuple[float, float]] = field(default_factory=list)
    tubes: list[tuple[int, int]] = field(default_factory=list)
    colours: list[Colour] = field(default_factory=list)

    def tube(self, axis: str, rings: list[tuple[dict[str, float], float, float]], colours: list[Colour]) -> None:
        """Add a tube: rings of control-point weights, half width along the axis, half depth; a colour per gap."""
        start = len(self.weights)
        for blend, wide, deep in rings:
            row = np.zeros(_POINTS)
            for name, weight in blend.items():
                row[_index(name)] += weight
            self.weights.append(row)
            self.axes.append(_AXES.index(axis))
            self.radii.append((wide, deep))
        self.tubes.append((start, len(self.weights)))
        self.colours += colours


class _Tubes:
    """Tubes ready to be posed."""

    def __init__(self, rings: _Rings) -> None:
        self._weights = np.array(rings.weights)
        self._axes = np.array(rings.axes)
        angle = 2 * np.pi * np.arange(rings.around) / rings.around
        wide, deep = np.array(rings.radii).T
        self._cos, self._sin = wide[:, None] * np.cos(angle), deep[:, None] * np.sin(angle)
        quads = []
        # the direction of a tube at a ring: from the ring before it to the ring after it
        self._before, self._after = np.arange(len(wide)) - 1, np.arange(len(wide)) + 1
        for start, end in rings.tubes:
            self._before[start], self._after[end - 1] = start, end - 1
            for ring in range(start, end - 1):
                for k in range(rings.around):
                    n = (k + 1) % rings.around
                    quads.append(
                        [
                            ring * rings.around + k,
                            ring * rings.around + n,
                            (ring + 1) * rings.around + n,
                            (ring + 1) * rings.around + k,
                        ]
                    )
        self._quads = np.array(quads)
        self._colours = np.repeat(np.array(rings.colours, np.float64), rings.around, 0)

    def posed(self, points: Array, axes: Array) -> Faces:
        """Faces for control points (P, 3) and reference axes (A, 3)."""
        centre = self._weights @ points
        along = centre[self._after] - centre[self._before]
        along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
        across = axes[self._axes]
        across = across - along * np.sum(across * along, 1, keepdims=True)
        across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-9)
        ahead = _cross(along, across)
        corners = centre[:, None] + self._cos[..., None] * across[:, None] + self._sin[..., None] * ahead[:, None]
        quads = corners.reshape(-1, 3)[self._quads]
        outward = _cross(quads[:, 2] - quads[:, 0], quads[:, 3] - quads[:, 1])
        outward /= np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-12)
        return Faces(quads, self._colours, outward)


def _cross(a: Array, b: Array) -> Array:
    """Cross product of rows; several times faster than numpy's own on small arrays."""
    x, y, z = a.T
    u, v, w = b.T
    return np.stack([y * w - z * v, z * u - x * w, x * v - y * u], -1)


class Figure:
    """The clothed shape of one performer: build it once, pose it every frame."""

    def __init__(self, build: Build, wardrobe: Wardrobe) -> None:
        self.build = build
        self.wardrobe = wardrobe
        self.head = Head(build, wardrobe)
        self._body = _Tubes(_body_rings(build, wardrobe))
        self._hands = _Tubes(_finger_rings(build, wardrobe))

    def faces(self, body: Bodies, index: int = 0) -> Faces:
        """All faces of the body in the room, without the features of the head."""
        points, axes = _control_points(body, index)
        parts = [self._body.posed(points, axes), self._hands.posed(points, axes)]
        return Faces(
            np.concatenate([part.corners for part in parts]),
            np.concatenate([part.colours for part in parts]),
            np.concatenate([part.outward for part in parts]),
        )


def _control_points(body: Bodies, i: int) -> tuple[Array, Array]:
    """Control points (P, 3) and reference axes (A, 3) of one body."""
    marks = body.landmarks[i]
    points = np.empty((_POINTS, 3))
    size = {name: body.builds[i, BUILD_FIELDS.index(name)] for name in ("hand", "head", "torso")}
    waist, chest = body.waist[i], body.chest[i]
    middle = body.chest_turn[i] + body.pelvis_turn[i]
    ribs = 0.5 * (waist + chest) + 0.02 * size["torso"] * middle[:, 2]
    skull = body.head[i] + body.head_turn[i] @ np.array([0.0, -0.16, -0.05]) * size["head"]
    points[: len(_SPINE)] = body.mid_hip[i], waist, ribs, chest, body.neck[i], skull
    for side in range(2):
        first = len(_SPINE) + side * (len(_JOINTS) + _HAND_POINTS)
        points[first : first + len(_JOINTS)] = marks[
            [
                Landmark.LEFT_SHOULDER + side,
                Landmark.LEFT_ELBOW + side,
                Landmark.LEFT_WRIST + side,
                Landmark.LEFT_HIP + side,
                Landmark.LEFT_KNEE + side,
                Landmark.LEFT_ANKLE + side,
                Landmark.LEFT_HEEL + side,
                Landmark.LEFT_FOOT_INDEX + side,
            ]
        ]
        curl = float(np.clip(body.postures[i, arm("left" if side == 0 else "right", Arm.CURL)], 0, 1))
        local = (_HAND_OPEN * (1 - curl) + _HAND_FIST * curl) * size["hand"]
        hand = marks[Landmark.LEFT_WRIST + side] + local @ body.hand_turn[i, side].T
        points[first + len(_JOINTS) : first + len(_JOINTS) + _HAND_POINTS] = hand
    axes = np.empty((len(_AXES), 3))
    axes[0], axes[1], axes[2] = body.pelvis_turn[i, :, 0], body.chest_turn[i, :, 0], middle[:, 0]
    axes[3:5] = body.hand_turn[i, :, :, 0]
    for side in range(2):
        foot = body.foot_turn[i, side]
        axes[5 + side] = 0.5 * (foot[:, 0] + body.pelvis_turn[i, :, 0])
    return points, axes


def _darker(colour: Colour, by: float = 0.8) -> Colour:
    b, g, r = (int(v * by) for v in colour)
    return b, g, r


def _body_rings(build: Build, wear: Wardrobe) -> _Rings:
    """Trunk, neck, arms, palms, legs, shoes, skirt."""
    rings = _Rings(16)
    h = build.height * (0.55 + 0.45 * min(1.0, build.height / 1.7))
    g, belly = h * build.girth / 1.7, h * build.girth * build.belly / 1.7
    hip, chest = build.hip + 0.065 * g, build.shoulder - 0.012 * h
    bust = 0.018 * max(0.0, build.chest) * g
    top = [wear.top, wear.top_trim] if wear.striped else [wear.top, wear.top]
    trunk: list[tuple[dict[str, float], float, float]] = [
        ({"pelvis": 1.45, "waist": -0.45}, 0.60 * hip, 0.05 * g),
        ({"pelvis": 1.22, "waist": -0.22}, 0.96 * hip, 0.105 * g),
        ({"pelvis": 0.85, "waist": 0.15}, hip, 0.118 * g),
        ({"pelvis": 0.40, "waist": 0.60}, 0.90 * hip * (0.85 + 0.15 * build.belly), 0.112 * belly),
        ({"waist": 1.0}, 0.83 * hip * (0.75 + 0.25 * build.belly), 0.108 * belly),
        ({"waist": 0.5, "ribs": 0.5}, 0.80 * chest * (0.8 + 0.2 * build.belly), 0.110 * (0.5 * g + 0.5 * belly)),
        ({"ribs": 1.0}, 0.88 * chest, 0.116 * g + 0.5 * bust),
        ({"ribs": 0.5, "chest": 0.5}, 0.92 * chest, 0.118 * g + bust),
        ({"chest": 1.0}, 1.00 * chest, 0.102 * g),
        ({"chest": 0.50, "neck": 0.50}, 0.98 * chest, 0.088 * g),
        ({"chest": 0.15, "neck": 0.85}, 0.76 * chest, 0.076 * g),
        ({"neck": 0.94, "skull": 0.06}, 0.50 * chest, 0.068 * g),
        ({"neck": 0.82, "skull": 0.18}, 0.064 * g, 0.064 * g),
    ]
    trouser = wear.bottom_colour
    rings.tube("middle", trunk, [trouser, trouser, trouser, *[top[k % 2] for k in range(9)]])
    neck = 0.05 * g if build.chest < 0.3 else 0.045 * g
    rings.tube(
        "chest",
        [
            ({"chest": 0.2, "neck": 0.8}, 1.08 * neck, 1.05 * neck),
            ({"neck": 0.6, "skull": 0.4}, neck, neck),
            ({"skull": 1.0}, 0.95 * neck, 0.95 * neck),
        ],
        [_darker(wear.skin, 0.92), _darker(wear.skin, 0.86)],
    )
    for side in _SIDES:
        _arm_rings(rings, side, g, wear)
        _leg_rings(rings, side, g, wear)
    if wear.bottom == "skirt":
        wide, deep = 1.30 * hip, 0.15 * g
        both = {"left knee": 0.5, "right knee": 0.5}
        rings.tube(
            "pelvis",
            [
                ({"pelvis": 0.6, "waist": 0.4}, 0.93 * hip, 0.118 * g),
                ({"pelvis": 1.0}, 1.06 * hip, 0.13 * g),
                ({"pelvis": 0.6, "left knee": 0.2, "right knee": 0.2}, wide, deep),
                ({"pelvis": 0.15, **{k: 0.85 * v for k, v in both.items()}}, 1.12 * wide, 1.2 * deep),
            ],
            [trouser, trouser, _darker(trouser, 0.95)],
        )
    return rings


def _arm_rings(rings: _Rings, side: str, g: float, wear: Wardrobe) -> None:
    """From inside the shoulder to the palm, one tube, so that elbows bend smoothly."""
    shoulder, elbow, wrist = (f"{side} {joint}" for joint in ("shoulder", "elbow", "wrist"))
    sleeve = {"none": 0, "short": 4, "long": 9}[wear.sleeves]
    loose = 1.12 if wear.sleeves == "long" else 1.0
    profile: list[tuple[dict[str, float], float]] = [
        ({shoulder: 0.55, "chest": 0.41, "neck": 0.04}, 0.040),
        ({shoulder: 0.93, "chest": 0.05, elbow: 0.02}, 0.052),
        ({shoulder: 0.87, elbow: 0.13}, 0.057),
        ({shoulder: 0.60, elbow: 0.40}, 0.051),
        ({shoulder: 0.30, elbow: 0.70}, 0.046),
        ({shoulder: 0.08, elbow: 0.92}, 0.041),
        ({elbow: 0.92, wrist: 0.08}, 0.041),
        ({elbow: 0.70, wrist: 0.30}, 0.043),
        ({elbow: 0.40, wrist: 0.60}, 0.036),
        ({elbow: 0.06, wrist: 0.94}, 0.028),
    ]
    gaps = len(profile) - 1
    cloth = [
        ({**blend}, radius * g * (loose if k <= sleeve else 1.0), radius * g * (loose if k <= sleeve else 1.0))
        for k, (blend, radius) in enumerate(profile)
    ]
    colours = [wear.top if k < sleeve else wear.skin for k in range(gaps)]
    if wear.sleeves == "none":
        colours[0] = wear.top
    rings.tube(f"{side} hand", cloth, colours)
    points = [f"{side} hand {k}" for k in range(3)]
    rings.tube(
        f"{side} hand",
        [
            ({wrist: 0.9, elbow: 0.1}, 0.027 * g, 0.024 * g),
            ({points[0]: 0.4, points[1]: 0.6}, 0.037 * g, 0.020 * g),
            ({points[1]: 0.5, points[2]: 0.5}, 0.043 * g, 0.019 * g),
            ({points[2]: 1.0}, 0.041 * g, 0.015 * g),
            ({points[2]: 1.12, points[1]: -0.12}, 0.022 * g, 0.007 * g),
        ],
        [wear.skin] * 4,
    )


def _leg_rings(rings: _Rings, side: str, g: float, wear: Wardrobe) -> None:
    """From inside the hip to the ankle, then the shoe."""
    hip, knee, ankle, heel, toe = (f"{side} {joint}" for joint in ("hip", "knee", "ankle", "heel", "toe"))
    covered = {"trousers": 8, "shorts": 4, "skirt": 2}[wear.bottom]
    loose = 1.08 if wear.bottom != "skirt" else 1.0
    profile: list[tuple[dict[str, float], float]] = [
        ({hip: 0.72, "pelvis": 0.38, knee: -0.10}, 0.062),
        ({hip: 0.78, "pelvis": 0.16, knee: 0.06}, 0.084),
        ({hip: 0.73, "pelvis": 0.02, knee: 0.25}, 0.086),
        ({hip: 0.45, knee: 0.55}, 0.074),
        ({hip: 0.12, knee: 0.88}, 0.060),
        ({knee: 0.94, ankle: 0.06}, 0.057),
        ({knee: 0.70, ankle: 0.30}, 0.058),
        ({knee: 0.38, ankle: 0.62}, 0.047),
        ({knee: 0.06, ankle: 0.94}, 0.041 if covered < 8 else 0.048),
    ]
    tube = [
        (blend, radius * g * (loose if k <= covered else 1.0), radius * g * (loose if k <= covered else 1.0))
        for k, (blend, radius) in enumerate(profile)
    ]
    rings.tube(f"{side} leg", tube, [wear.bottom_colour if k < covered else wear.skin for k in range(8)])
    rings.tube(
        f"{side} leg",
        [
            ({ankle: 0.35, heel: 0.80, toe: -0.15}, 0.020 * g, 0.018 * g),
            ({ankle: 0.35, heel: 0.65}, 0.038 * g, 0.040 * g),
            ({ankle: 0.45, heel: 0.30, toe: 0.25}, 0.043 * g, 0.043 * g),
            ({heel: 0.30, toe: 0.62, ankle: 0.08}, 0.046 * g, 0.032 * g),
            ({heel: 0.02, toe: 0.98}, 0.042 * g, 0.022 * g),
            ({heel: -0.10, toe: 1.10}, 0.020 * g, 0.010 * g),
        ],
        [wear.shoes] * 4 + [_darker(wear.shoes, 0.9)],
    )


def _finger_rings(build: Build, wear: Wardrobe) -> _Rings:
    """Four fingers and a thumb a hand, as thin tubes."""
    rings = _Rings(6)
    thick = 0.0105 * build.hand / 0.18 * build.girth**0.5
    for side in _SIDES:
        for finger in range(_FINGERS):
            root, middle, tip = (f"{side} hand {3 + finger + _FINGERS * k}" for k in range(3))
            rings.tube(
                f"{side} hand",
                [
                    ({root: 1.05, middle: -0.05}, thick, thick),
                    ({middle: 1.0}, 0.95 * thick, 0.95 * thick),
                    ({tip: 0.85, middle: 0.15}, 0.8 * thick, 0.8 * thick),
                    ({tip: 1.0}, 0.35 * thick, 0.35 * thick),
                ],
                [wear.skin] * 3,
            )
        base = 3 + 3 * _FINGERS
        rings.tube(
            f"{side} hand",
            [
                ({f"{side} hand {base}": 1.0}, 1.5 * thick, 1.6 * thick),
                ({f"{side} hand {base + 1}": 1.0}, 1.2 * thick, 1.2 * thick),
                ({f"{side} hand {base + 2}": 1.0}, 0.5 * thick, 0.5 * thick),
            ],
            [wear.skin] * 2,
        )
    return rings
