"""Measures of the Huia: places of joints, sections and feathers in its own units (it is about 1.8 tall).

Axes: x forward, y up, z to its right. The numbers come from the concept drawings and were adjusted by eye.
Sides: 0 is the bird's right (z > 0), 1 its left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from game.scene.mesh import Floats, Ints

HEIGHT: Final = 1.8
SIDES: Final = (1.0, -1.0)

# x, y, half height, half width, from the tail's root to the throat
SPINE: Final = np.array(
    [
        (-0.74, 0.69, 0.035, 0.06),
        (-0.60, 0.765, 0.115, 0.13),
        (-0.42, 0.845, 0.195, 0.20),
        (-0.22, 0.93, 0.258, 0.250),
        (-0.02, 1.02, 0.290, 0.276),
        (0.14, 1.125, 0.283, 0.268),
        (0.255, 1.245, 0.243, 0.234),
        (0.325, 1.365, 0.196, 0.193),
        (0.365, 1.475, 0.160, 0.160),
        (0.395, 1.575, 0.138, 0.138),
        (0.42, 1.66, 0.10, 0.10),
    ]
)
# from the nape to the face
SKULL: Final = np.array(
    [
        (0.245, 1.60, 0.02, 0.02),
        (0.275, 1.615, 0.085, 0.08),
        (0.335, 1.635, 0.132, 0.122),
        (0.415, 1.65, 0.150, 0.138),
        (0.50, 1.648, 0.143, 0.130),
        (0.575, 1.628, 0.112, 0.103),
        (0.635, 1.600, 0.082, 0.076),
        (0.690, 1.582, 0.048, 0.046),
    ]
)
HIPS_AT: Final = np.array((-0.08, 0.82, 0.0))
CHEST_AT: Final = np.array((-0.05, 0.95, 0.0))
NECK_AT: Final = np.array((0.25, 1.26, 0.0))
HEAD_AT: Final = np.array((0.40, 1.575, 0.0))
JAW_AT: Final = np.array((0.63, 1.565, 0.0))
TAIL_AT: Final = np.array((-0.58, 0.77, 0.0))
SHOULDER_AT: Final = np.array((0.17, 1.215, 0.205))
HIP_AT: Final = np.array((-0.10, 0.80, 0.15))
FACE_AT: Final = np.array((0.45, 1.63, 0.0))
PACK_AT: Final = np.array((-0.26, 1.27, 0.0))  # middle of a backpack, on the slope of the back
CROWN_AT: Final = np.array((0.42, 1.785, 0.0))
EYE_AT: Final = np.array((0.530, 1.668, 0.113))
EYE_AXIS: Final = np.array((0.42, 0.12, 1.0))
WATTLE_AT: Final = np.array((0.575, 1.560, 0.094))  # where it hangs from, at the gape
KNEE_FROM_HIP: Final = np.array((0.06, -0.03, -0.01))
TIBIA: Final = 0.40
TARSUS: Final = 0.41
ANKLE_HEIGHT: Final = 0.045  # height of a foot's root above the ground
FOOT_OUT: Final = 0.15  # sideways, from the middle

VERTEBRAE: Final = 22  # rings of skin between tail and throat, each a part
CREST_X: Final = (0.55, 0.47, 0.39, 0.31)  # roots of the rows of crest feathers, front to back
TAIL_FEATHERS: Final = 12
TAIL_GROUPS: Final = 3  # groups of tail feathers: the lives


@dataclass(frozen=True, slots=True)
class Beak:
    """A bill: arc length, how far it turns down (rad), root radius (half height, half width)."""

    length: float
    turn: float
    height: float
    width: float


FEMALE: Final = Beak(0.74, 1.30, 0.058, 0.050)  # the longest, most curved bill of the wattlebirds
MALE: Final = Beak(0.40, 0.42, 0.064, 0.053)  # short, stout, nearly straight: it chiselled where she probed
MALE_HEAD: Final = 1.08  # his head is the bulkier one: the muscles that force a stout bill open in rotten wood


class Part:
    """Index of the transform of each part. Pairs are (right, left); SPINE, WING and TAIL are runs of parts."""

    ROOT = 0
    CHEST = 1
    NECK = 2
    HEAD = 3
    JAW = 4
    PUPIL = 5
    LID = 7
    WATTLE = 9
    HAT = 11
    TIBIA = 12
    TARSUS = 14
    FOOT = 16
    PACK = 18
    CREST = 19
    SPINE = CREST + len(CREST_X)
    TAIL = SPINE + VERTEBRAE
    WING = TAIL + TAIL_FEATHERS


class Group:
    """Groups that are painted as a whole, far to near. Pairs are (right, left)."""

    TAIL = 0
    BODY = 1
    HEAD = 2
    LEG = 3
    WING = 5
    COUNT = 7


@dataclass(frozen=True, slots=True, eq=False)
class WingPlan:
    """The right wing's feathers, n of them, innermost first in each row.

    Spread flat, from the shoulder: out, ahead (place), back (heading, radians back from straight out), length.
    Folded against the flank, in the body's axes: place, heading, length. half_width; rise above the bones; which
    bone carries it (0 humerus, 1 ulna, 2 hand); tint; row, the primaries first.
    """

    out: Floats
    ahead: Floats
    back: Floats
    length: Floats
    rise: Floats
    half_width: Floats
    bone: Ints
    tint: Floats
    row: Ints
    folded_at: Floats
    folded_along: Floats
    folded_length: Floats


ELBOW: Final = (0.27, -0.09)  # out, ahead, of the spread wing
WRIST: Final = (0.63, 0.04)

# feathers, place (out, ahead) inner -> outer, degrees back, length, half width, rise, bone (-1: by place)
# | folded: place inner -> outer, heading, length
_ROWS: Final = (
    (9, ((0.66, 0.03), (0.92, 0.00)), (84, 24), (0.60, 0.80), 0.074, 0.000, 2,
     ((0.06, 1.06, 0.285), (0.09, 0.985, 0.292)), ((-0.95, -0.34, -0.19), (-0.90, -0.46, -0.17)), (0.70, 0.88)),
    (8, ((0.26, -0.09), (0.62, 0.03)), (102, 86), (0.54, 0.60), 0.076, 0.005, 1,
     ((0.07, 1.17, 0.245), (0.06, 1.06, 0.287)), ((-0.96, -0.26, -0.17), (-0.95, -0.34, -0.20)), (0.62, 0.72)),
    (4, ((0.02, -0.02), (0.24, -0.08)), (114, 103), (0.44, 0.52), 0.076, 0.010, 0,
     ((0.10, 1.235, 0.17), (0.08, 1.185, 0.235)), ((-0.97, -0.22, -0.12), (-0.96, -0.26, -0.16)), (0.50, 0.60)),
    (9, ((0.08, -0.02), (0.90, 0.01)), (110, 32), (0.31, 0.33), 0.080, 0.018, -1,
     ((0.10, 1.250, 0.170), (0.13, 0.99, 0.297)), ((-0.96, -0.22, -0.12), (-0.90, -0.44, -0.13)), (0.36, 0.44)),
    (8, ((0.06, 0.00), (0.86, 0.02)), (108, 38), (0.19, 0.20), 0.074, 0.028, -1,
     ((0.16, 1.265, 0.170), (0.205, 1.00, 0.293)), ((-0.96, -0.22, -0.08), (-0.88, -0.46, -0.08)), (0.23, 0.27)),
    (7, ((0.04, 0.03), (0.84, 0.035)), (106, 42), (0.12, 0.12), 0.068, 0.036, -1,
     ((0.22, 1.270, 0.165), (0.265, 1.03, 0.280)), ((-0.95, -0.25, -0.03), (-0.86, -0.5, 0.0)), (0.15, 0.17)),
)  # fmt: skip
WING_FEATHERS: Final = sum(row[0] for row in _ROWS)
# covered feathers of a folded wing: leaving one out changes fewer than 15 pixels of a bird 400 px tall
COVERED: Final = (0, 1, 2, 3, 10)
PARTS: Final = Part.WING + 2 * WING_FEATHERS


def wing_plan(seed: int = 4) -> WingPlan:
    """The wing, slightly irregular."""
    rng = np.random.default_rng(seed)
    columns: dict[str, list[npt.NDArray[Any]]] = {}
    for number, (n, place, back, length, half, rise, bone, at, along, folded) in enumerate(_ROWS):
        t = np.linspace(0, 1, n)[:, None]

        def between(ends: object, t: Floats = t) -> Floats:
            a, b = np.asarray(ends, float)
            return np.asarray(a * (1 - t) + b * t)

        out, ahead = between(place).T
        carried = np.where(out < 0.26, 0, np.where(out < 0.63, 1, 2)) if bone < 0 else np.full(n, bone)
        row = {
            "out": out,
            "ahead": ahead,
            "back": np.radians(between(back)[:, 0]),
            "length": between(length)[:, 0] * (1 + 0.03 * rng.normal(size=n)),
            "rise": np.full(n, rise),
            "half_width": np.full(n, half),
            "bone": carried,
            "tint": 1 + 0.10 * rng.normal(size=n),
            "row": np.full(n, number),
            "folded_at": between(at),
            "folded_along": between(along),
            "folded_length": between(folded)[:, 0],
        }
        for name, values in row.items():
            columns.setdefault(name, []).append(np.asarray(values))
    return WingPlan(**{name: np.concatenate(values) for name, values in columns.items()})
