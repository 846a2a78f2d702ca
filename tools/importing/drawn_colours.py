"""The colours skeletons were drawn in, learnt from pictures whose joints are known (see `tools.importing.drawn`)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from tools.importing.drawn import (
    LEAST_COLOURS,
    LIMBS,
    NAMES,
    PARTS,
    SURE,
    Colour,
    Colours,
    Image,
    Ink,
    Points,
    explained,
    far,
    ink_of,
    on_limb,
    to_line,
)

_LEARN: Final = 40  # pairs are enough to learn from
_TRUSTED: Final = 0.8  # of a drawing must lie where the joints put it, else the pair is not learnt from


def learn(pairs: Sequence[tuple[Image, Points]]) -> Colours | None:
    """The colours of drawings (RGB) whose joints are known: float (17, 3) pixels and score each.

    Pairs whose joints do not explain their drawing, whatever its colours, are passed over. None when the rest do not
    agree enough to learn from.
    """
    known: list[tuple[Ink, Points]] = []
    for image, points in pairs:
        ink = ink_of(image)
        if explained(ink, np.where(points[:, 2:] >= SURE, points, 0.0)) >= _TRUSTED:
            known.append((ink, points))
        if len(known) == _LEARN:
            break
    limbs = _learn_limbs(known)
    joints = _learn_joints(known, limbs)
    if sum(colour is not None for colour in (*joints, *limbs)) < LEAST_COLOURS:
        return None
    return Colours(joints, limbs, _dot_px(known, joints, limbs), *_line_px(known, joints, limbs))


def _learn_limbs(known: Sequence[tuple[Ink, Points]]) -> tuple[Colour | None, ...]:
    """The colour most pictures have on the middle of each limb."""
    found: list[Counter[Colour]] = [Counter() for _ in LIMBS]
    for ink, points in known:
        for limb, (a, b) in enumerate(LIMBS):
            if min(points[a, 2], points[b, 2]) < 0.5:
                continue
            start, way = points[a, :2], points[b, :2] - points[a, :2]
            tally = ink.tally(on_limb(ink.at, start + 0.3 * way, start + 0.7 * way, 2.0))
            if tally:
                found[limb][max(tally, key=tally.__getitem__)] += 1
    best = [counter.most_common(1)[0] if counter else None for counter in found]
    return tuple(
        None if one is None or one[1] < 0.4 * counter.total() else one[0]
        for one, counter in zip(best, found, strict=True)
    )


def _learn_joints(known: Sequence[tuple[Ink, Points]], limbs: Sequence[Colour | None]) -> tuple[Colour | None, ...]:
    """The colour that each joint has nearly to itself: all of it is here, but for a limb that shares it."""
    share: list[dict[Colour, float]] = [{} for _ in NAMES]
    seen = [0] * len(NAMES)
    for ink, points in known:
        elsewhere = np.ones(len(ink.at), np.bool_)
        for (a, b), colour in zip(LIMBS, limbs, strict=True):
            if colour is not None and min(points[a, 2], points[b, 2]) > 0:
                elsewhere &= ~(on_limb(ink.at, points[a, :2], points[b, :2], 7.0) & ink.near(colour))
        whole = ink.tally(elsewhere)
        for joint, (x, y, score) in enumerate(points.tolist()):
            close = elsewhere & (far(ink.at, x, y) <= 7.0)
            if score < 0.5 or not close.any():
                continue
            seen[joint] += 1
            for colour, count in ink.tally(close).items():
                if count >= 4:
                    share[joint][colour] = share[joint].get(colour, 0.0) + count / whole[colour]
    joints: list[Colour | None] = [None] * len(NAMES)
    taken: set[Colour] = set()
    claims = [(total / seen[n], n, colour) for n in range(len(NAMES)) for colour, total in share[n].items()]
    for part, joint, colour in sorted(claims, reverse=True):  # the strongest first: no two joints have one colour
        if part >= 0.3 and joints[joint] is None and colour not in taken:
            joints[joint] = colour
            taken.add(colour)
    return tuple(joints)


def _dot_px(
    known: Sequence[tuple[Ink, Points]], joints: Sequence[Colour | None], limbs: Sequence[Colour | None]
) -> float:
    """The dots' radius: how far their pixels reach from the joint, half a pixel more for the pixels' own size."""
    found = []
    for ink, points in known:
        for (x, y, score), colour in zip(points.tolist(), joints, strict=True):
            if score >= 0.5 and colour is not None and colour not in limbs:
                apart = far(ink.of(colour), x, y)
                if len(apart) >= 8 and (apart < 20).mean() > 0.9:
                    found.append(float(apart[apart < 20].max()))
    return float(np.median(found)) + 0.5 if found else 6.0


def _line_px(
    known: Sequence[tuple[Ink, Points]], joints: Sequence[Colour | None], limbs: Sequence[Colour | None]
) -> tuple[float, float]:
    """The lines' width, and how far they run on beyond a wrist or an ankle."""
    widths, caps = [], []
    ends = {PARTS[name] for name in ("leftWrist", "rightWrist", "leftAnkle", "rightAnkle")}
    for ink, points in known:
        for (a, b), colour in zip(LIMBS, limbs, strict=True):
            length = math.dist(points[a, :2].tolist(), points[b, :2].tolist())
            if colour is None or colour in joints or min(points[a, 2], points[b, 2]) < 0.5 or length < 40:
                continue
            off, along = to_line(ink.of(colour), points[a, :2], points[b, :2])
            on = off < 20
            widths.append(float((on & (along > 0.35 * length) & (along < 0.65 * length)).sum()) / (0.3 * length))
            if b in ends and on.any():
                caps.append(float(along[on].max()) + 0.5 - length)
    return (float(np.median(widths)) if widths else 8.0, float(np.median(caps)) if caps else 0.0)
