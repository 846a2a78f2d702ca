"""A raised hand as a pointer: where one hand, held in front of the body, points on the mirroring screen.

It is measured from the hand's own shoulder in torso lengths, so it works near and far. Only one hand points: two raised
hands jump or fire, and hanging ones rest.
"""

from __future__ import annotations

from game.body.pose import Landmark, Pose
from game.body.units import BodyUnits
from game.tuning import POINTING, Pointing

_ARMS = ((Landmark.LEFT_SHOULDER, Landmark.LEFT_WRIST, -1.0), (Landmark.RIGHT_SHOULDER, Landmark.RIGHT_WRIST, 1.0))


def pointing(pose: Pose, units: BodyUnits, tuning: Pointing = POINTING) -> tuple[float, float] | None:
    """(x, y) on the screen, 0..1 from its left and top; None unless exactly one hand is raised.

    The hand's box reaches from a little across the body to nearly a stretched arm outwards, and from over the
    shoulder down to the lower chest.
    """
    at = units.of(pose.xy_px())
    raised: list[tuple[float, float]] = []
    for shoulder, wrist, side in _ARMS:
        across, down = (at[wrist] - at[shoulder]).tolist()
        if down > tuning.low or not pose.seen((wrist,), tuning.found):
            continue
        if not pose.seen((wrist,), tuning.seen):  # it may be raised, too
            return None
        out = -across * side  # the camera does not mirror: the player's right is the picture's left
        part = (out + tuning.inward) / (tuning.inward + tuning.outward)
        x = part if side > 0 else 1.0 - part
        y = (down + tuning.high) / (tuning.high + tuning.low)
        raised.append((max(0.0, min(1.0, x)), max(0.0, min(1.0, y))))
    return raised[0] if len(raised) == 1 else None
