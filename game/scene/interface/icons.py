"""Small drawings: tail feathers for lives, and stick people that show a pose, still or in motion.

Figures are seen as in a mirror, as players see themselves: their own left arm is on the left.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from game.body.pose import Landmark, Pose
from game.body.units import body_units
from game.curves import smoothstep
from game.places import FIGURES_FILE
from game.scene.drawing import Colour, Disc, DrawList, Item, Line, Polygon, Stamp
from game.scene.interface.cards import CREAM, FAINT, MIST, Area
from game.words import mark

Point = tuple[float, float]

PLUME: Final = (30, 78, 92)
"""Colour of the feather's vane: the plumage's sheen, bright enough for a dark card."""
PLUME_DARK: Final = (18, 50, 62)


def feather(x: float, y: float, length_px: float, lean_rad: float, lost: bool = False) -> DrawList:
    """A huia's tail feather with its white band, its quill at (x, y), leaning clockwise; an outline when lost."""
    side, up = math.cos(lean_rad), math.sin(lean_rad)

    def at(across: float, along: float) -> Point:
        across, along = across * length_px, along * length_px
        return x + across * side + along * up, y + across * up - along * side

    def half(sign: int, low: float, high: float) -> list[Point]:
        rows = [low + (high - low) * n / 7 for n in range(8)]
        return [at(sign * _vane(row), row) for row in rows]

    if lost:
        whole = tuple(half(-1, 0.12, 1.0) + half(1, 0.12, 1.0)[::-1])
        return [Polygon(whole, (*FAINT, 110), 1.5)]
    band = 0.76  # the last 24 % are white
    items: DrawList = []
    for sign, vane, tip in ((-1, PLUME, CREAM), (1, PLUME_DARK, (214, 212, 202))):
        items.append(Polygon((*half(sign, 0.12, band), at(0, band), at(0, 0.12)), vane))
        items.append(Polygon((*half(sign, band, 1.0), at(0, 1.0), at(0, band)), tip))
    items.append(Line((at(0, 0.0), at(0, 0.96)), (92, 128, 136), max(1.0, length_px / 70)))
    return items


def fan(area: Area, left: int, most: int) -> DrawList:
    """A tail of `most` feathers in an area, the last ones lost: the lives."""
    return [Stamp(f"fan/{left}/{most}", area.x, area.y, area.width, area.height, _fan(*area[2:], left, most))]


def bill(area: Area, male: bool) -> DrawList:
    """A Huia's head in an area, looking right: hers with the long curved bill, his with the short straight one."""
    radius = area.height * 0.3
    x, y = area.x + radius, area.y + area.height * 0.42
    length, drop = (
        (area.width - radius, area.height * 0.12) if male else (area.width * 1.15 - radius, area.height * 0.5)
    )
    length *= 0.62 if male else 1.0
    rows = [n / 8 for n in range(9)]

    def along(share: float, side: int) -> Point:
        thick = radius * 0.36 * (1.0 - share)
        return x + radius * 0.6 + length * share, y + drop * share**2 + side * thick

    edge = tuple(along(row, -1) for row in rows) + tuple(along(row, 1) for row in reversed(rows))
    return [
        Polygon(edge, (226, 218, 196)),
        Disc(x, y, radius, PLUME),
        Disc(x + radius * 0.72, y + radius * 0.62, radius * 0.36, (232, 120, 40)),
        Disc(x + radius * 0.34, y - radius * 0.22, radius * 0.17, CREAM),
    ]


@lru_cache(maxsize=16)
def _fan(wide: float, high: float, left: int, most: int) -> tuple[Item, ...]:
    length = high * 0.94
    lean = min(0.42, 0.9 / max(1, most))
    items: DrawList = []
    # outer feathers lie under inner ones
    for n in sorted(range(most), key=lambda n: -abs(n - (most - 1) / 2)):
        at = n - (most - 1) / 2
        items += feather(wide / 2 + at * length * 0.12, high, length, at * lean, lost=n >= left)
    return tuple(items)


def _vane(along: float) -> float:
    """Half width of a feather (in lengths) at a fraction of its length: thin quill, round tip."""
    if along >= 1.0:
        return 0.0
    body = 0.035 + 0.105 * math.sin(min(1.0, along / 0.72) * math.pi / 2)
    tip = math.sqrt(max(0.0, 1.0 - ((along - 0.8) / 0.2) ** 2)) if along > 0.8 else 1.0
    return body * tip


@dataclass(frozen=True, slots=True)
class Figure:
    """A stick person: joints in torso lengths from the middle of the shoulders, x right and y down as on screen."""

    head: Point
    left_shoulder: Point
    right_shoulder: Point
    left_elbow: Point
    right_elbow: Point
    left_wrist: Point
    right_wrist: Point
    left_hip: Point
    right_hip: Point
    left_knee: Point
    right_knee: Point
    left_ankle: Point
    right_ankle: Point


def posed(
    left: tuple[float, float],
    right: tuple[float, float],
    turn: float = 0.0,
    lean: float = 0.0,
    bend: float = 0.0,
    reach: tuple[tuple[float, float], tuple[float, float]] = ((0.54, 0.5), (0.54, 0.5)),
) -> Figure:
    """A figure from angles in degrees: (upper arm, forearm) of each arm, 0 hanging, 90 level outwards, 180 up.

    turn: narrows the shoulders (0 front .. 1 side view). lean: of the trunk, degrees to the right. bend: of the
    knees, 0..1. reach: visible lengths of upper arm and forearm, for foreshortening.
    """
    tilt = math.radians(lean)
    wide, hips = 0.36 * (1 - 0.55 * turn), 0.2 * (1 - 0.4 * turn)
    low = (-math.sin(tilt), math.cos(tilt))  # down the trunk

    def arm(sign: int, shoulder: Point, angles: tuple[float, float], lengths: tuple[float, float]) -> list[Point]:
        joints, (x, y) = [], shoulder
        for angle, length in zip(angles, lengths, strict=True):
            x += sign * math.sin(math.radians(angle)) * length
            y += math.cos(math.radians(angle)) * length
            joints.append((x, y))
        return joints

    left_shoulder, right_shoulder = (-wide, 0.0), (wide, 0.0)
    left_elbow, left_wrist = arm(-1, left_shoulder, left, reach[0])
    right_elbow, right_wrist = arm(1, right_shoulder, right, reach[1])
    left_hip, right_hip = (low[0] - hips, low[1]), (low[0] + hips, low[1])
    apart = 0.1 + 0.16 * bend
    knee, foot = low[1] + 0.8 - 0.12 * bend, low[1] + 1.6 - 0.28 * bend
    return Figure(
        (-0.5 * low[0], -0.5 * low[1]),
        left_shoulder,
        right_shoulder,
        left_elbow,
        right_elbow,
        left_wrist,
        right_wrist,
        left_hip,
        right_hip,
        (left_hip[0] - apart, knee),
        (right_hip[0] + apart, knee),
        (left_hip[0] - 0.1, foot),
        (right_hip[0] + 0.1, foot),
    )


NORMAL: Final = posed((12, 6), (12, 6))
ARMS_UP: Final = posed((152, 178), (152, 178))


def _drawn_from_life() -> Mapping[str, Figure]:
    told = json.loads(FIGURES_FILE.read_text(encoding="utf-8")) if FIGURES_FILE.is_file() else {}
    figures = {label: Figure(**{name: (x, y) for name, (x, y) in joints.items()}) for label, joints in told.items()}
    return MappingProxyType(figures)


FIGURES: Final = _drawn_from_life()
"""The eight poses as virtual players perform them (the median of 24 people), mirrored."""

HOW: Final[Mapping[str, str]] = MappingProxyType(
    {
        "normal": mark("Stand easy, arms hanging"),
        "fly": mark("Both arms straight up"),
        "wings": mark("Both arms out, level"),
        "dramatic": mark("Elbows out, both hands at your temples"),
        "hadouken": mark("Turn aside, thrust both hands forward"),
        "underarm": mark("Left hand behind your head, right arm down"),
        "moonwalk": mark("Right hand at your hat, left hand at your hip"),
        "backpack": mark("Left arm across your belly, right arm out and down"),
    }
)
"""How to do each, in a few words."""

POSE_NAMES: Final = (
    mark("normal"),
    mark("fly"),
    mark("wings"),
    mark("dramatic"),
    mark("hadouken"),
    mark("underarm"),
    mark("moonwalk"),
    mark("backpack"),
)
"""What the eight are called: named here so that `tools.languages` finds them, for they are said by variable."""


def figure_of(pose: Pose) -> Figure | None:
    """The figure of a real pose, mirrored; None when the body cannot be measured."""
    units = body_units(pose)
    if units is None:
        return None
    xy = units.of(pose.xy_px())
    nose, ears = xy[Landmark.NOSE], (xy[Landmark.LEFT_EAR] + xy[Landmark.RIGHT_EAR]) / 2
    head = (nose + ears) / 2 if pose.seen((Landmark.LEFT_EAR, Landmark.RIGHT_EAR), 0.3) else nose
    joints = {
        field.name: (-float(xy[Landmark[field.name.upper()], 0]), float(xy[Landmark[field.name.upper()], 1]))
        for field in fields(Figure)
        if field.name != "head"
    }
    return Figure((-float(head[0]), float(head[1])), **joints)


def between(a: Figure, b: Figure, part: float) -> Figure:
    """A figure between a (0) and b (1). Arms swing in arcs and keep their lengths."""
    ease = smoothstep(part)
    mix = {}
    for field in fields(Figure):
        (ax, ay), (bx, by) = getattr(a, field.name), getattr(b, field.name)
        mix[field.name] = (ax + (bx - ax) * ease, ay + (by - ay) * ease)
    for side in ("left", "right"):
        root = mix[f"{side}_shoulder"]
        for parent, joint in ((f"{side}_shoulder", f"{side}_elbow"), (f"{side}_elbow", f"{side}_wrist")):
            start = [_polar(getattr(f, parent), getattr(f, joint)) for f in (a, b)]
            swing = (start[1][1] - start[0][1] + math.pi) % (2 * math.pi) - math.pi
            if abs(swing) > 2.2:  # almost opposite: turn outwards, not through the body
                out = -1 if side == "left" else 1
                swing = abs(swing) if _rises(start[0][1], swing, out) else -abs(swing)
            length = start[0][0] + (start[1][0] - start[0][0]) * ease
            angle = start[0][1] + swing * ease
            root = (root[0] + length * math.cos(angle), root[1] + length * math.sin(angle))
            mix[joint] = root
    return Figure(**mix)


def turned(figure: Figure) -> Figure:
    """The figure from the other side: what went to the left goes to the right."""
    swap = {"left": "right", "right": "left"}
    joints = {}
    for field in fields(Figure):
        side, _, joint = field.name.partition("_")
        x, y = getattr(figure, f"{swap[side]}_{joint}" if joint else side)
        joints[field.name] = (-x, y)
    return Figure(**joints)


def raising(t_s: float) -> Figure:
    """Somebody raising both arms and lowering them again, every two and a half seconds."""
    phase = t_s % 2.5
    rise = min(1.0, phase / 0.55) if phase < 1.7 else max(0.0, 1.0 - (phase - 1.7) / 0.6)
    return between(NORMAL, ARMS_UP, rise)


def person(figure: Figure, area: Area, colour: Colour = CREAM, limbs: Colour = MIST, span: float = 2.5) -> DrawList:
    """A figure drawn into an area: arms in `colour` and on top, the rest in `limbs`.

    span: height of the area in torso lengths, from above raised hands (1.2 up) downwards; legs are cut off.
    """
    scale = min(area.height / span, area.width / 3.05)
    top = 1.2 / 2.85 * span if span > 2.85 else 1.2

    def at(point: Point) -> Point:
        return area.middle[0] + point[0] * scale, area.y + (top + point[1]) * scale

    thick = 0.17 * scale
    trunk = (figure.left_shoulder, figure.right_shoulder, figure.right_hip, figure.left_hip)
    items: DrawList = []
    floor = area.bottom - thick / 2
    for side in ("left", "right"):
        leg = [at(getattr(figure, f"{side}_{joint}")) for joint in ("hip", "knee", "ankle")]
        items += [Line(tuple(part), limbs, thick) for part in [_cut(leg, floor)] if len(part) > 1]
    items.append(Polygon(tuple(at(p) for p in trunk), limbs))
    items.append(Line(tuple(at(p) for p in (*trunk, trunk[0])), limbs, thick))
    items.append(Disc(*at(figure.head), 0.25 * scale, limbs))
    for side in ("left", "right"):
        arm = tuple(at(getattr(figure, f"{side}_{joint}")) for joint in ("shoulder", "elbow", "wrist"))
        items.append(Line(arm, colour, thick))
        items.append(Disc(*arm[2], thick * 0.72, colour))
    return items


def _cut(points: list[Point], floor: float) -> list[Point]:
    """A leg down to the lower edge of the area."""
    kept: list[Point] = []
    for n, (x, y) in enumerate(points):
        if y <= floor:
            kept.append((x, y))
            continue
        if n:
            x0, y0 = points[n - 1]
            if y0 < floor:
                kept.append((x0 + (x - x0) * (floor - y0) / (y - y0), floor))
        break
    return kept


def _polar(root: Point, end: Point) -> tuple[float, float]:
    return math.hypot(end[0] - root[0], end[1] - root[1]), math.atan2(end[1] - root[1], end[0] - root[0])


def _rises(angle: float, swing: float, out: int) -> bool:
    """Whether turning by +|swing| passes the outer side (the sign of `out`) half way."""
    return math.cos(angle + abs(swing) / 2) * out > 0
