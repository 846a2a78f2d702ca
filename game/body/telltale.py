"""What the hands must show before a held pose is believed, whatever the classifier's score.

A glass at the lips, a telephone at the ear or a hand on the hip differs from a Huia pose by a hand's breadth, which a
96-pixel picture hardly tells and the landmarks do. Everything is measured in torso lengths from landmarks, whichever
hand does it, so a mirrored camera or swapped sides do not matter.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

from game.body.pose import Landmark, Pose
from game.body.units import BodyUnits
from game.tuning import TELLTALES, Telltales

_Point = tuple[float, float]
_Measure = Callable[[Mapping[Landmark, _Point], Telltales], float]


def shown(label: str, pose: Pose, units: BodyUnits, tuning: Telltales = TELLTALES) -> float:
    """How clearly the hands show a pose: negative, they do something else; from 0 on, possible; from 1 on, clear.

    0 for labels of which nothing is known, and where a landmark that tells is not found.
    """
    measure, marks = _MEASURES.get(label, (None, ()))
    if measure is None or not pose.seen(marks, tuning.found):
        return 0.0
    return measure(_places(pose, units), tuning)


def _hand_at_head(at: Mapping[Landmark, _Point], tuning: Telltales) -> float:
    """The higher hand is at the head, no lower than the nose: not at the lips, not waving high over it."""
    nose = at[Landmark.NOSE]
    hand = min(at[Landmark.LEFT_WRIST], at[Landmark.RIGHT_WRIST], key=lambda place: place[1])
    low = nose[1] - hand[1] + tuning.head_below
    near = tuning.head_near - math.dist(hand, nose)
    return min(low, near) / tuning.head_clear


def _hand_aside(at: Mapping[Landmark, _Point], tuning: Telltales) -> float:
    """One hand is away from the body, to its side: not on the hip, in the pocket or hanging."""
    middle = (at[Landmark.LEFT_HIP][0] + at[Landmark.RIGHT_HIP][0]) / 2
    hand, shoulder = max(
        (
            (at[Landmark.LEFT_WRIST], at[Landmark.LEFT_SHOULDER]),
            (at[Landmark.RIGHT_WRIST], at[Landmark.RIGHT_SHOULDER]),
        ),
        key=lambda arm: abs(arm[0][0] - middle),
    )
    way = math.copysign(1.0, hand[0] - middle)
    from_hips = way * (hand[0] - middle) - tuning.aside_hips
    from_shoulder = way * (hand[0] - shoulder[0]) - tuning.aside_shoulder
    return min(from_hips, from_shoulder) / tuning.aside_clear


_HANDS: Final = (Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST)
_HIPS: Final = (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)
_MARKS: Final = (Landmark.NOSE, Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, *_HANDS, *_HIPS)
_MEASURES: Final[Mapping[str, tuple[_Measure, tuple[Landmark, ...]]]] = {
    "moonwalk": (_hand_at_head, (Landmark.NOSE, *_HANDS)),
    "underarm": (_hand_at_head, (Landmark.NOSE, *_HANDS)),
    "backpack": (_hand_aside, (*_HANDS, *_HIPS)),
}
"""What is measured of a pose, and the landmarks that must be found for it."""


def _places(pose: Pose, units: BodyUnits) -> dict[Landmark, _Point]:
    """Torso lengths from the middle of the shoulders, x right and y down as in the picture."""
    width, height = pose.frame
    origin_x, origin_y = units.origin_px
    return {
        mark: ((x * width - origin_x) / units.torso_px, (y * height - origin_y) / units.torso_px)
        for mark, (x, y) in zip(_MARKS, pose.points[_MARKS, :2].tolist(), strict=True)
    }
