"""Joints read back from a drawn skeleton: a picture with lines for limbs and dots for joints, each of one colour.

The original Huia experience kept such pictures (640 x 500, on black), and some have lost their joints. Which colour is
which is learnt from pictures whose joints are known, or read from a table (`--colours FILE.json`):

    {"size": [640, 500], "dot_px": 6.0, "line_px": 8.0, "cap_px": 0.0,
     "joints": {"nose": [r, g, b], …, "leftEar": null}, "limbs": {"leftShoulder-leftElbow": [r, g, b], …}}

null is a joint whose dot cannot be seen (black on black). Joints and limbs may share a colour: the limb's line is
then taken away first. dot_px is the dots' radius, line_px the lines' width, cap_px how far lines run on beyond joints.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from game.body.pose import COCO17, Landmark
from game.errors import UserError

Image = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Colour = tuple[int, int, int]

SIZE: Final = (640, 500)
NEAR: Final = 12.0  # RGB distance: PNGs keep colours exactly, and blended edges must not pass for another part
READS: Final = 0.60  # of the found joints must lie on their colour, else the joints are not this picture's
CERTAIN: Final = 1.0
FROM_LIMB: Final = 0.5  # visibility of a joint whose dot is covered and whose limb's end is seen
_MOST_BYTES: Final = 1 << 20
_LEAST_COLOURS: Final = 14
_MOST_GAP: Final = 30.0  # pixels between the ends of two lines that share a joint: its dot may hide so much of them
_SQUARE: Final = 0.3  # sine of the angle from which two lines' crossing is a place, not a direction
_LEARN: Final = 40  # pairs are enough to learn from


def part_name(mark: Landmark) -> str:
    """A landmark's name in PoseNet's files: LEFT_WRIST is leftWrist."""
    first, *rest = mark.name.lower().split("_")
    return first + "".join(word.title() for word in rest)


PARTS: Final[Mapping[str, int]] = {part_name(mark): place for place, mark in enumerate(COCO17)}
"""PoseNet's part names with their places among the 17."""

LIMBS: Final[tuple[tuple[int, int], ...]] = tuple(
    (PARTS[a], PARTS[b])
    for a, b in (
        ("leftShoulder", "rightShoulder"),
        ("leftShoulder", "leftElbow"),
        ("leftElbow", "leftWrist"),
        ("rightShoulder", "rightElbow"),
        ("rightElbow", "rightWrist"),
        ("leftShoulder", "leftHip"),
        ("rightShoulder", "rightHip"),
        ("leftHip", "rightHip"),
        ("leftHip", "leftKnee"),
        ("leftKnee", "leftAnkle"),
        ("rightHip", "rightKnee"),
        ("rightKnee", "rightAnkle"),
    )
)
"""PoseNet's adjacent joints, as places among the 17."""
_NAMES: Final = tuple(PARTS)


@dataclass(frozen=True, slots=True)
class Colours:
    """How skeletons were drawn. joints: of the 17, None where a dot cannot be seen; limbs: as LIMBS, None unknown."""

    joints: tuple[Colour | None, ...]
    limbs: tuple[Colour | None, ...]
    dot_px: float
    line_px: float
    cap_px: float = 0.0
    size: tuple[int, int] = SIZE

    def as_json(self) -> dict[str, Any]:
        """As the file has it."""
        limbs = {f"{_NAMES[a]}-{_NAMES[b]}": colour for (a, b), colour in zip(LIMBS, self.limbs, strict=True)}
        return {
            "size": list(self.size),
            "dot_px": round(self.dot_px, 2),
            "line_px": round(self.line_px, 2),
            "cap_px": round(self.cap_px, 2),
            "joints": dict(zip(_NAMES, self.joints, strict=True)),
            "limbs": limbs,
        }


def read_colours(path: Path) -> Colours:
    """Read a table of colours. Raises UserError for a file that is none."""
    try:
        with path.open("rb") as file:
            table = json.loads(file.read(_MOST_BYTES))
        joints = tuple(_colour(table["joints"].get(name)) for name in _NAMES)
        limbs = tuple(_colour(table["limbs"].get(f"{_NAMES[a]}-{_NAMES[b]}")) for a, b in LIMBS)
        width, height = (int(side) for side in table.get("size", SIZE))
        dot_px, line_px, cap_px = float(table["dot_px"]), float(table["line_px"]), float(table.get("cap_px", 0.0))
        if not (
            1 <= dot_px <= 50
            and 1 <= line_px <= 50
            and abs(cap_px) <= 50
            and 16 <= width <= 8192
            and 16 <= height <= 8192
        ):
            raise ValueError
    except OSError as error:
        raise UserError(f"cannot read {path}: {error.strerror or error}.") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        raise UserError(f"{path} is no table of skeleton colours; see --save-colours for one.") from None
    if sum(colour is not None for colour in (*joints, *limbs)) < _LEAST_COLOURS:
        raise UserError(f"{path} names the colours of too few parts; see --save-colours for a full table.")
    return Colours(joints, limbs, dot_px, line_px, cap_px, (width, height))


def _colour(value: object) -> Colour | None:
    match value:
        case None:
            return None
        case [int(r), int(g), int(b)] if all(0 <= c <= 255 for c in (r, g, b)):
            return r, g, b
        case _:
            raise ValueError


# --- the pixels of a picture -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Ink:
    """What is drawn on the ground: places (n, 2) x, y and colours (n, 3) RGB, and where the bare ground is."""

    at: Points
    rgb: npt.NDArray[np.int32]
    ground: Mask

    def near(self, colour: Colour) -> Mask:
        """Which of the inked pixels have a colour, (n,)."""
        return np.asarray(((self.rgb - np.asarray(colour, np.int32)) ** 2).sum(axis=1) <= NEAR**2, np.bool_)

    def of(self, colour: Colour | None) -> Points:
        """The places of a colour's pixels."""
        return self.at[:0] if colour is None else self.at[self.near(colour)]

    def tally(self, which: Mask) -> dict[Colour, int]:
        """How many of these pixels there are of each exact colour."""
        red, green, blue = self.rgb[which].T
        codes, counts = np.unique(red << 16 | green << 8 | blue, return_counts=True)
        return {(c >> 16, c >> 8 & 255, c & 255): n for c, n in zip(codes.tolist(), counts.tolist(), strict=True)}


def _ink(image: Image) -> _Ink:
    """The ground is whatever colour the corners have most of: skeletons are drawn in the middle."""
    codes = cv2.cvtColor(image, cv2.COLOR_RGB2RGBA).view(np.uint32)[..., 0]
    edge = np.concatenate([codes[0], codes[-1], codes[:, 0], codes[:, -1]])
    values, counts = np.unique(edge, return_counts=True)
    ground = codes == values[counts.argmax()]
    rows, columns = np.nonzero(~ground)
    return _Ink(np.column_stack([columns, rows]).astype(np.float32), image[rows, columns].astype(np.int32), ground)


def _to_line(at: Points, a: Points, b: Points) -> tuple[Points, Points]:
    """Of each place: its distance from the line a-b in pixels, and how many pixels along it lies from a."""
    way = (b - a) / max(1e-3, float(np.hypot(*(b - a))))
    along = (at - a) @ way
    off = np.abs((at - a) @ np.array([-way[1], way[0]], np.float32))
    return np.asarray(off, np.float32), np.asarray(along, np.float32)


def _on_limb(at: Points, a: Points, b: Points, margin: float) -> Mask:
    """Which places lie within `margin` of the stretch from a to b."""
    off, along = _to_line(at, a, b)
    return np.asarray(
        (off < margin) & (along > -margin) & (along < math.dist(a.tolist(), b.tolist()) + margin), np.bool_
    )


def _far(at: Points, x: float, y: float) -> Points:
    return np.asarray(np.hypot(at[:, 0] - x, at[:, 1] - y), np.float32)


# --- learning the colours -------------------------------------------------------------------------------


def learn(pairs: Sequence[tuple[Image, Points]]) -> Colours | None:
    """The colours of drawings (RGB) whose joints are known: float (17, 3) pixels and score each.

    A few pairs that do not belong together do no harm. None when they do not agree enough to learn from.
    """
    known = [(_ink(image), points) for image, points in pairs[:_LEARN]]
    limbs = _learn_limbs(known)
    joints = _learn_joints(known, limbs)
    if sum(colour is not None for colour in (*joints, *limbs)) < _LEAST_COLOURS:
        return None
    size = (pairs[0][0].shape[1], pairs[0][0].shape[0])
    return Colours(joints, limbs, _dot_px(known, joints, limbs), *_line_px(known, joints, limbs), size)


def _learn_limbs(known: Sequence[tuple[_Ink, Points]]) -> tuple[Colour | None, ...]:
    """The colour most pictures have on the middle of each limb."""
    found: list[Counter[Colour]] = [Counter() for _ in LIMBS]
    for ink, points in known:
        for limb, (a, b) in enumerate(LIMBS):
            if min(points[a, 2], points[b, 2]) < 0.5:
                continue
            start, way = points[a, :2], points[b, :2] - points[a, :2]
            tally = ink.tally(_on_limb(ink.at, start + 0.3 * way, start + 0.7 * way, 2.0))
            if tally:
                found[limb][max(tally, key=tally.__getitem__)] += 1
    best = [counter.most_common(1)[0] if counter else None for counter in found]
    return tuple(
        None if one is None or one[1] < 0.4 * counter.total() else one[0]
        for one, counter in zip(best, found, strict=True)
    )


def _learn_joints(known: Sequence[tuple[_Ink, Points]], limbs: Sequence[Colour | None]) -> tuple[Colour | None, ...]:
    """The colour that each joint has nearly to itself: all of it is here, but for a limb that shares it."""
    share: list[dict[Colour, float]] = [{} for _ in _NAMES]
    seen = [0] * len(_NAMES)
    for ink, points in known:
        elsewhere = np.ones(len(ink.at), np.bool_)
        for (a, b), colour in zip(LIMBS, limbs, strict=True):
            if colour is not None and min(points[a, 2], points[b, 2]) > 0:
                elsewhere &= ~(_on_limb(ink.at, points[a, :2], points[b, :2], 7.0) & ink.near(colour))
        whole = ink.tally(elsewhere)
        for joint, (x, y, score) in enumerate(points.tolist()):
            close = elsewhere & (_far(ink.at, x, y) <= 7.0)
            if score < 0.5 or not close.any():
                continue
            seen[joint] += 1
            for colour, count in ink.tally(close).items():
                if count >= 4:
                    share[joint][colour] = share[joint].get(colour, 0.0) + count / whole[colour]
    joints: list[Colour | None] = [None] * len(_NAMES)
    taken: set[Colour] = set()
    claims = [(total / seen[n], n, colour) for n in range(len(_NAMES)) for colour, total in share[n].items()]
    for part, joint, colour in sorted(claims, reverse=True):  # the strongest first: no two joints have one colour
        if part >= 0.3 and joints[joint] is None and colour not in taken:
            joints[joint] = colour
            taken.add(colour)
    return tuple(joints)


def _dot_px(
    known: Sequence[tuple[_Ink, Points]], joints: Sequence[Colour | None], limbs: Sequence[Colour | None]
) -> float:
    """The dots' radius: how far their pixels reach from the joint, half a pixel more for the pixels' own size."""
    found = []
    for ink, points in known:
        for (x, y, score), colour in zip(points.tolist(), joints, strict=True):
            if score >= 0.5 and colour is not None and colour not in limbs:
                apart = _far(ink.of(colour), x, y)
                if len(apart) >= 8 and (apart < 20).mean() > 0.9:
                    found.append(float(apart[apart < 20].max()))
    return float(np.median(found)) + 0.5 if found else 6.0


def _line_px(
    known: Sequence[tuple[_Ink, Points]], joints: Sequence[Colour | None], limbs: Sequence[Colour | None]
) -> tuple[float, float]:
    """The lines' width, and how far they run on beyond a wrist or an ankle."""
    widths, caps = [], []
    ends = {PARTS[name] for name in ("leftWrist", "rightWrist", "leftAnkle", "rightAnkle")}
    for ink, points in known:
        for (a, b), colour in zip(LIMBS, limbs, strict=True):
            length = math.dist(points[a, :2].tolist(), points[b, :2].tolist())
            if colour is None or colour in joints or min(points[a, 2], points[b, 2]) < 0.5 or length < 40:
                continue
            off, along = _to_line(ink.of(colour), points[a, :2], points[b, :2])
            on = off < 20
            widths.append(float((on & (along > 0.35 * length) & (along < 0.65 * length)).sum()) / (0.3 * length))
            if b in ends and on.any():
                caps.append(float(along[on].max()) + 0.5 - length)
    return (float(np.median(widths)) if widths else 8.0, float(np.median(caps)) if caps else 0.0)


def belongs(image: Image, points: Points, colours: Colours) -> bool:
    """Whether these joints are this picture's: enough dots and limbs have their colours where they should be."""
    ink = _ink(image)
    asked = hits = 0
    for (x, y, score), colour in zip(points.tolist(), colours.joints, strict=True):
        if score >= 0.5 and colour is not None and 0 <= x < image.shape[1] and 0 <= y < image.shape[0]:
            asked += 1
            hits += int((_far(ink.of(colour), x, y) <= colours.dot_px).sum()) >= 3
    for (a, b), colour in zip(LIMBS, colours.limbs, strict=True):
        if colour is not None and min(points[a, 2], points[b, 2]) >= 0.5:
            asked += 1
            start, way = points[a, :2], points[b, :2] - points[a, :2]
            hits += int(_on_limb(ink.of(colour), start + 0.3 * way, start + 0.7 * way, 3.0).sum()) >= 3
    return hits >= READS * asked


# --- reading a picture ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Stroke:
    """A limb's line: a place on it, its direction, and its two ends."""

    middle: Points
    way: Points
    ends: tuple[Points, Points]


def recover(image: Image, colours: Colours) -> Points | None:
    """The 17 joints of a drawn skeleton (RGB): float (17, 3) pixels and visibility; None when too few are there."""
    if (image.shape[1], image.shape[0]) != colours.size:
        return None
    ink = _ink(image)
    points = np.zeros((len(_NAMES), 3), np.float32)
    shared = [n for n, colour in enumerate(colours.joints) if colour is not None and colour in colours.limbs]
    for joint, colour in enumerate(colours.joints):
        if joint not in shared:
            _place(points, joint, ink.of(colour), ink.ground, colours.dot_px)
    plain = [colour if colour not in colours.joints else None for colour in colours.limbs]
    strokes = [_stroke(ink.of(colour), colours) for colour in plain]
    _by_limbs(points, strokes, but=shared)
    # what shares a limb's colour: knees before the nose, for the thigh that has the nose's colour ends at a knee
    for joint in sorted(shared, reverse=True):
        left, lines = _without_limbs(ink.of(colours.joints[joint]), points, joint, colours)
        _place(points, joint, left, ink.ground, colours.dot_px)
        for limb, at in lines.items():
            strokes[limb] = _stroke(at, colours)
        _by_limbs(points, strokes, but=[other for other in shared if other < joint])
    return points if int((points[:, 2] > 0).sum()) >= 6 else None


def _place(points: Points, joint: int, at: Points, ground: Mask, radius: float) -> None:
    """Find a joint's dot among pixels of its colour: about the densest place, if there is enough of a dot."""
    if len(at) < 4:
        return
    apart = np.hypot(*(at[:, None, :] - at[None, :: max(1, len(at) // 200), :]).transpose(2, 0, 1))
    densest = at[:: max(1, len(at) // 200)][int((apart < radius).sum(axis=0).argmax())]
    mine = at[_far(at, *densest.tolist()) < 2 * radius]
    if len(mine) >= 0.12 * math.pi * radius**2:
        points[joint] = *_centre(mine, ground, radius), CERTAIN


def _centre(pixels: Points, ground: Mask, radius: float) -> tuple[float, float]:
    """The centre of a dot of known size that covers all these pixels and no ground: what lies on it may hide more."""
    middle = pixels.mean(axis=0)
    reach = math.ceil(2 * radius) + 1
    left, top = max(0, int(middle[0]) - reach), max(0, int(middle[1]) - reach)
    rows, columns = np.nonzero(ground[top : top + 2 * reach + 1, left : left + 2 * reach + 1])
    bare = np.column_stack([columns + left, rows + top]).astype(np.float32)
    steps = np.arange(-radius, radius + 0.25, 0.5, dtype=np.float32)
    tries = middle + np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 1, 2)
    outside = (np.hypot(*(pixels - tries).transpose(2, 0, 1)) > radius).sum(axis=1)
    hollow = (np.hypot(*(bare - tries).transpose(2, 0, 1)) < radius - 0.7).sum(axis=1)
    costs = outside + hollow
    x, y = tries[costs <= costs.min()].mean(axis=(0, 1)).tolist()
    return x, y


def _without_limbs(at: Points, points: Points, joint: int, colours: Colours) -> tuple[Points, dict[int, Points]]:
    """A joint's pixels less those of limbs that have its colour too; and those, by limb."""
    lines: dict[int, Points] = {}
    margin = colours.line_px / 2 + 2
    for limb, ((a, b), colour) in enumerate(zip(LIMBS, colours.limbs, strict=True)):
        if colour != colours.joints[joint] or joint in (a, b):
            continue
        if points[a, 2] > 0 and points[b, 2] > 0:
            on = _on_limb(at, points[a, :2], points[b, :2], margin)
        elif points[a, 2] > 0 or points[b, 2] > 0:  # the line runs from the joint that is known to wherever it ends
            x, y, _ = points[a if points[a, 2] > 0 else b].tolist()
            on = _flooded(at, _far(at, x, y) < 2 * colours.dot_px)
        else:
            continue
        lines[limb], at = at[on], at[~on]
    return at, lines


def _flooded(at: Points, start: Mask) -> Mask:
    """Which pixels hang together with those of `start`."""
    if not start.any():
        return start
    low = at.min(axis=0).astype(int)
    x, y = (at - low).astype(int).T
    grid = np.zeros((y.max() + 1, x.max() + 1), np.uint8)
    grid[y, x] = 1
    _, names = cv2.connectedComponents(grid, connectivity=8)
    own = names[y, x]
    return np.asarray(np.isin(own, own[start]), np.bool_)


def _stroke(at: Points, colours: Colours) -> _Stroke | None:
    """The line through a limb's pixels; None where there are too few. What crosses it may cut it in pieces."""
    if len(at) < 2 * colours.line_px:
        return None
    core = at
    for _ in range(3):  # again without what lies off the line, and without the ends, which other limbs cut askew
        middle = core.mean(axis=0)
        _, _, axes = np.linalg.svd(core - middle, full_matrices=False)
        way = np.asarray(axes[0], np.float32)
        off = np.abs((at - middle) @ np.array([-way[1], way[0]], np.float32))
        if (off < colours.line_px / 2 + 1).sum() >= colours.line_px:
            at = at[off < colours.line_px / 2 + 1]
        along = (at - middle) @ way
        low, high = np.quantile(along, [0.15, 0.85])
        if ((along >= low) & (along <= high)).sum() >= colours.line_px:
            core = at[(along >= low) & (along <= high)]
    along = (at - middle) @ way
    low, high = (float(v) for v in np.quantile(along, [0.01, 0.99]))
    back = colours.cap_px
    return _Stroke(
        np.asarray(middle, np.float32),
        way,
        (np.asarray(middle + (low + back) * way, np.float32), np.asarray(middle + (high - back) * way, np.float32)),
    )


def _by_limbs(points: Points, strokes: Sequence[_Stroke | None], but: Sequence[int]) -> None:
    """Joints whose dots are covered: where two limbs' lines meet, else where the limb from a known joint ends."""
    hidden = [joint for joint in range(5, len(_NAMES)) if points[joint, 2] == 0 and joint not in but]
    for joint in hidden:
        mine = [s for (a, b), s in zip(LIMBS, strokes, strict=True) if joint in (a, b) and s is not None]
        if len(mine) >= 2:
            spot = _meeting(mine)
            if spot is not None:
                points[joint] = *spot, FROM_LIMB
    for _ in range(2):  # from the body outwards
        for joint in (joint for joint in hidden if points[joint, 2] == 0):
            for (a, b), stroke in zip(LIMBS, strokes, strict=True):
                known = points[b if joint == a else a]
                if stroke is None or joint not in (a, b) or known[2] == 0:
                    continue
                far = max(stroke.ends, key=lambda end: math.dist(end.tolist(), known[:2].tolist()))
                points[joint] = float(far[0]), float(far[1]), FROM_LIMB


def _meeting(strokes: Sequence[_Stroke]) -> tuple[float, float] | None:
    """Where lines that share a joint meet: the squarest crossing that lies by their ends, else between their ends."""
    spots: list[tuple[float, Points]] = []
    for one, two in combinations(strokes, 2):
        gap, p, q = min(((math.dist(p.tolist(), q.tolist()), p, q) for p in one.ends for q in two.ends), key=_first)
        if gap > _MOST_GAP:
            continue
        spots.append((0.0, np.asarray((p + q) / 2, np.float32)))
        turn = float(one.way[0] * two.way[1] - one.way[1] * two.way[0])
        if abs(turn) > _SQUARE:
            apart = two.middle - one.middle
            crossing = one.middle + one.way * float(apart[0] * two.way[1] - apart[1] * two.way[0]) / turn
            if math.dist(crossing.tolist(), spots[-1][1].tolist()) < _MOST_GAP / 2:
                spots.append((abs(turn), np.asarray(crossing, np.float32)))
    if not spots:
        return None
    x, y = max(spots, key=_first)[1].tolist()
    return x, y


def _first(found: tuple[float, Any] | tuple[float, Any, Any]) -> float:
    return found[0]
