"""Joints read back from a drawn skeleton whose colours are known (see `tools.importing.drawn`)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from tools.importing.drawn import DOT_SHARE, LIMBS, NAMES, Colours, Image, Ink, Mask, Points, far, ink_of, on_limb

CERTAIN: Final = 1.0
FROM_LIMB: Final = 0.5  # visibility of a joint whose dot is covered and whose limb's end is seen
_MOST_DOUBT: Final = 2.0  # pixels: a face's dot that is covered so far that its middle may lie further off is not found
_SLACK_PX: Final = 2  # pixels: places that explain a face's dot nearly as well as the best are as likely
_EDGE_PX: Final = 0.4  # blended edges make the pure part of a dot smaller than the dot, and its hole in others, too
_NOWHERE: Final = np.zeros((0, 2), np.float32)
_FACE_SHARE: Final = 0.25  # of a face's dot must be seen: of less, the middle is told up to 8 px wrong
_FACE: Final = 5  # nose, eyes and ears come first of the 17
_MOST_GAP: Final = 30.0  # pixels between the ends of two lines that share a joint: its dot may hide so much of them
_MOST_HIDDEN: Final = 25.0  # pixels by which a covered line may end too early
_COVERS: Final = 0.7  # of a dot's pixels: its blended edge is of other colours
_SQUARE: Final = 0.3  # sine of the angle from which two lines' crossing is a place, not a direction


@dataclass(frozen=True, slots=True, eq=False)
class _Stroke:
    """A limb's line: a place on it, its direction, and its two ends."""

    middle: Points
    way: Points
    ends: tuple[Points, Points]


def recover(image: Image, colours: Colours) -> Points | None:
    """The 17 joints of a drawn skeleton (RGB): float (17, 3) pixels and visibility; None when too few are there."""
    ink = ink_of(image)
    points = np.zeros((len(NAMES), 3), np.float32)
    shared = [n for n, colour in enumerate(colours.joints) if colour is not None and colour in colours.limbs]
    face: dict[int, Points] = {}
    for joint, colour in enumerate(colours.joints):
        if joint < _FACE:
            face[joint] = ink.of(colour)
        elif joint not in shared:
            _place(points, joint, ink.of(colour), ink.ground, colours)
    plain = [colour if colour not in colours.joints else None for colour in colours.limbs]
    strokes = [_stroke(ink.of(colour), colours) for colour in plain]
    _by_limbs(points, strokes, but=shared)
    # what shares a limb's colour: knees before the nose, for the thigh that has the nose's colour ends at a knee
    for joint in sorted(shared, reverse=True):
        left, lines = _without_limbs(ink.of(colours.joints[joint]), points, joint, colours)
        if joint < _FACE:
            face[joint] = left
        else:
            _place(points, joint, left, ink.ground, colours)
        for limb, at in lines.items():
            strokes[limb] = _stroke(at, colours)
        _by_limbs(points, strokes, but=[other for other in shared if other < joint])
    _face(points, face, ink, colours)
    _under_dots(points, ink, colours)
    return points if int((points[:, 2] > 0).sum()) >= 6 else None


def _place(points: Points, joint: int, at: Points, ground: Mask, colours: Colours) -> None:
    """Find a joint's dot among pixels of its colour: about the densest place, if there is enough of a dot."""
    radius = colours.dot_px
    mine = _densest(at, radius)
    if len(mine) >= DOT_SHARE * math.pi * radius**2:
        points[joint] = *_centre(mine, ground, radius), CERTAIN


def _densest(at: Points, radius: float) -> Points:
    """The pixels about the place where most of a colour lie together."""
    if len(at) < 4:
        return at[:0]
    some = at[:: max(1, len(at) // 200)]
    densest = some[int((_squared(some, at) < radius**2).sum(axis=1).argmax())]
    return at[far(at, *densest.tolist()) < 2 * radius]


def _centre(pixels: Points, ground: Mask, radius: float) -> tuple[float, float]:
    """The centre of a dot of known size that covers all these pixels and no ground: what lies on it may hide more."""
    tries = pixels.mean(axis=0) + _grid(radius, 0.5)
    hollow = _squared(tries, _about(pixels, ground, radius)) < (radius - 0.7) ** 2
    costs = (_squared(tries, pixels) > radius**2).sum(axis=1) + hollow.sum(axis=1)
    x, y = tries[costs == costs.min()].mean(axis=0).tolist()
    return x, y


def _about(pixels: Points, which: Mask, radius: float) -> Points:
    """Places of the picture within reach of a dot that covers these pixels, where `which` holds."""
    middle = pixels.mean(axis=0)
    reach = math.ceil(2 * radius) + 1
    left, top = max(0, int(middle[0]) - reach), max(0, int(middle[1]) - reach)
    part = which[top : top + 2 * reach + 1, left : left + 2 * reach + 1]
    return np.argwhere(part)[:, ::-1].astype(np.float32) + np.array([left, top], np.float32)


def _face(points: Points, dots: dict[int, Points], ink: Ink, colours: Colours) -> None:
    """Find the dots of a face from their pixels, by joint. They lie close together, and later ones on earlier ones.

    A dot of the ground's colour may lie on them, as the original's left ear. It is one dot, so its place is tried
    together with all that it may cover. A dot whose middle may also lie elsewhere is not found.
    """
    radius = colours.dot_px
    mine = {joint: _densest(at, radius) for joint, at in dots.items()}
    mine = {joint: at for joint, at in mine.items() if len(at) >= _FACE_SHARE * math.pi * radius**2}
    unseen = max((joint for joint in range(_FACE) if colours.joints[joint] is None), default=0)
    below = [joint for joint in mine if joint < unseen]
    spots = _spots(np.concatenate([mine[joint] for joint in below]), unseen, ink, colours) if below else _NOWHERE
    found = {joint: _costs(at, ink, radius, spots if joint in below else _NOWHERE) for joint, at in mine.items()}
    for joint, (tries, costs) in found.items():
        for other in below:
            if joint in below and other != joint:
                costs = costs + found[other][1].min(axis=0)
        least = costs.min(axis=1)
        good = tries[least <= least.min() + _SLACK_PX]
        x, y = good.mean(axis=0).tolist()
        if float(far(good, x, y).max()) <= _MOST_DOUBT:
            points[joint] = x, y, CERTAIN


def _costs(pixels: Points, ink: Ink, radius: float, spots: Points) -> tuple[Points, Points]:
    """Places (N, 2) for the middle of a dot with these pixels, and how many pixels speak against each (N, M + 1).

    The M + 1: with an unseen dot on each of the spots (M, 2), and without one.
    """
    bare = _about(pixels, ink.ground, radius)
    tries = pixels.mean(axis=0) + _grid(radius, 0.5)
    outside = (_squared(tries, pixels) > radius**2).sum(axis=1)
    likely = outside <= outside.min() + _SLACK_PX
    tries, outside = tries[likely], outside[likely]
    hollow = (_squared(tries, bare) < (radius - _EDGE_PX) ** 2).astype(np.float32)
    hidden = (_squared(spots, bare) < (radius - _EDGE_PX / 2) ** 2).astype(np.float32)
    unexplained = hollow.sum(axis=1)[:, None] - np.column_stack([hollow @ hidden.T, np.zeros(len(tries), np.float32)])
    return tries, np.asarray(outside[:, None] + unexplained, np.float32)


def _spots(pixels: Points, unseen: int, ink: Ink, colours: Colours) -> Points:
    """Where a dot of the ground's colour may lie on dots with these pixels: it covers no pixel of what is under it.

    Only pixels of a part's own colour count. Blended ones lie along the edge of the hole that the unseen dot makes.
    """
    radius = colours.dot_px
    low, high = pixels.min(axis=0) - radius, pixels.max(axis=0) + radius
    across, down = np.meshgrid(np.arange(low[0], high[0]), np.arange(low[1], high[1]))
    spots = np.stack([across, down], axis=-1).reshape(-1, 2).astype(np.float32)
    under = np.concatenate([ink.of(colour) for colour in (*colours.joints[:unseen], *colours.limbs)])
    under = under[((under > low - radius) & (under < high + radius)).all(axis=1)]
    return spots[(_squared(spots, under) >= (radius - _EDGE_PX) ** 2).all(axis=1)]


def _grid(reach: float, step: float) -> Points:
    """Places (N, 2) about (0, 0), as far as `reach` along x and y."""
    steps = np.arange(-reach, reach + step / 2, step, dtype=np.float32)
    return np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)


def _squared(tries: Points, pixels: Points) -> Points:
    """The squared distance of each pixel (M, 2) from each try (N, 2), (N, M)."""
    apart = pixels[None, :, 0] - tries[:, None, 0]
    apart *= apart
    down = pixels[None, :, 1] - tries[:, None, 1]
    down *= down
    apart += down
    return apart


def _without_limbs(at: Points, points: Points, joint: int, colours: Colours) -> tuple[Points, dict[int, Points]]:
    """A joint's pixels less those of limbs that have its colour too; and those, by limb."""
    lines: dict[int, Points] = {}
    margin = colours.line_px / 2 + 2
    for limb, ((a, b), colour) in enumerate(zip(LIMBS, colours.limbs, strict=True)):
        if colour != colours.joints[joint] or joint in (a, b):
            continue
        if points[a, 2] > 0 and points[b, 2] > 0:
            on = on_limb(at, points[a, :2], points[b, :2], margin)
        elif points[a, 2] > 0 or points[b, 2] > 0:  # the line runs from the joint that is known to wherever it ends
            x, y, _ = points[a if points[a, 2] > 0 else b].tolist()
            on = _flooded(at, far(at, x, y) < 2 * colours.dot_px)
        else:
            continue
        lines[limb], at = at[on], at[~on]
    return at, lines


def _flooded(at: Points, start: Mask) -> Mask:
    """Which pixels hang together with those of `start`."""
    if not start.any():
        return start
    own = _patches(at)
    return np.asarray(np.isin(own, own[start]), np.bool_)


def _patches(at: Points) -> npt.NDArray[np.int32]:
    """The number of each pixel's patch: pixels of one patch hang together."""
    low = at.min(axis=0).astype(int)
    x, y = (at - low).astype(int).T
    grid = np.zeros((y.max() + 1, x.max() + 1), np.uint8)
    grid[y, x] = 1
    return np.asarray(cv2.connectedComponents(grid, connectivity=8)[1][y, x], np.int32)


def _stroke(at: Points, colours: Colours) -> _Stroke | None:
    """The line through a limb's pixels; None where there are too few. What crosses it may cut it in pieces.

    Where one piece has most of them, the line goes through that one: a dot may have the limb's colour.
    """
    if len(at) < 2 * colours.line_px:
        return None
    patches = _patches(at)
    sizes = np.bincount(patches)
    core = at[patches == sizes.argmax()] if 2 * sizes.max() > len(at) else at
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
    hidden = [joint for joint in range(5, len(NAMES)) if points[joint, 2] == 0 and joint not in but]
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
                end = max(stroke.ends, key=lambda one: math.dist(one.tolist(), known[:2].tolist()))
                points[joint] = float(end[0]), float(end[1]), FROM_LIMB


def _under_dots(points: Points, ink: Ink, colours: Colours) -> None:
    """A joint whose dot is covered whole lies under a dot drawn later: they follow the order of the 17.

    Where only its limb tells its place, the line may be covered as well, and end too early. A dot that covers another
    is seen whole; where lines were drawn over the dots, none is.
    """
    whole = [
        points[joint, 2] == CERTAIN
        and colour is not None
        and len(ink.of(colour)) >= _COVERS * math.pi * colours.dot_px**2
        for joint, colour in enumerate(colours.joints)
    ]
    for joint in np.flatnonzero(points[:, 2] == FROM_LIMB).tolist():
        apart = far(points[:, :2], *points[joint, :2].tolist()) + np.where(whole, 0.0, np.inf)
        apart[: joint + 1] = np.inf
        if apart.min() <= _MOST_HIDDEN:
            points[joint, :2] = points[int(apart.argmin()), :2]


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
