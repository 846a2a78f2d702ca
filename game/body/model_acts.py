"""What a model card may say the bird does for a pose, and the poses it draws as icons."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from game.body.pose import COCO17, Pose
from game.body.poses import HADOUKEN, MOVES

HADOUKEN_ACT: Final = HADOUKEN
JUMP_ACT: Final = "jump"
FLOURISH_ACT: Final = "flourish"
ACTS: Final = (FLOURISH_ACT, *MOVES, HADOUKEN_ACT, JUMP_ACT)
"""Names of acts a card may choose from."""
MOST_TOGETHER: Final = 3
"""Acts of one combination."""
FRAME: Final = (1000, 1000)
"""Pixels of the square an icon's pose is told in."""

Icon = tuple[tuple[float, float, float], ...]
"""17 joints of a pose: x, y in fractions of a square, and visibility."""


def acts_of(found: Any, labels: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The card's "acts" checked. Raises ValueError for a pose or an act that is not known."""
    if not isinstance(found, dict):
        raise ValueError("acts should be an object of pose and acts")
    told = {}
    for label, names in found.items():
        if label not in labels:
            raise ValueError(f"there is an act for {label!r}, which is not a label")
        if not isinstance(names, list) or not 1 <= len(names) <= MOST_TOGETHER:
            raise ValueError(f"{label!r} should have 1 to {MOST_TOGETHER} acts")
        if any(name not in ACTS for name in names):
            raise ValueError(f"the acts of {label!r} should be some of {', '.join(ACTS)}")
        told[label] = tuple(names)
    return told


def icons_of(found: Any, labels: Sequence[str]) -> dict[str, Icon]:
    """The card's "icons" checked. Raises ValueError for what is no pose."""
    if not isinstance(found, dict) or any(label not in labels for label in found):
        raise ValueError("icons should be an object of labels and poses")
    return {label: _icon(points) for label, points in found.items()}


def _icon(points: Any) -> Icon:
    if not isinstance(points, list) or len(points) != len(COCO17):
        raise ValueError(f"an icon should be {len(COCO17)} joints")
    told = []
    for point in points:
        if not isinstance(point, list) or len(point) != 3:
            raise ValueError("an icon's joint should be x, y and visibility")
        if any(isinstance(v, bool) or not isinstance(v, (int, float)) or not math.isfinite(v) for v in point):
            raise ValueError("an icon's joint should be three numbers")
        x, y, seen = (float(v) for v in point)
        if not (-1 <= x <= 2 and -1 <= y <= 2 and 0 <= seen <= 1):
            raise ValueError("an icon's joint is far outside its square")
        told.append((x, y, seen))
    return tuple(told)


def icon_pose(icon: Icon) -> Pose:
    """An icon as a pose."""
    return Pose.from_coco17(icon, FRAME)


def icon_from(pose: Pose) -> Icon:
    """A pose as an icon: in a square about the body, so that nothing is left of where somebody stood."""
    points = pose.coco17()
    xy = points[:, :2] * pose.frame
    seen = xy[points[:, 2] > 0.1]
    low, high = (seen.min(axis=0), seen.max(axis=0)) if len(seen) else (xy.min(axis=0), xy.max(axis=0))
    side = max(1.0, float((high - low).max())) * 1.1
    at = (xy - (low + high) / 2) / side + 0.5
    rows = zip(at.clip(-1, 2).tolist(), points[:, 2].clip(0, 1).tolist(), strict=True)
    return tuple((round(x, 4), round(y, 4), round(v, 3)) for (x, y), v in rows)


def card_entries(acts: Mapping[str, Sequence[str]], icons: Mapping[str, Icon]) -> dict[str, Any]:
    """Both as a card's JSON has them."""
    return {
        "acts": {label: list(names) for label, names in acts.items()},
        "icons": {label: [list(point) for point in icon] for label, icon in icons.items()},
    }
