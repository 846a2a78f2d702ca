"""A player with one arm, seen as if both arms did what that one does.

Classifier and moves network know two-armed people. The missing arm is therefore put where the other arm of somebody
with two would be: beside the playing hand when it thrusts at chest height, mirrored when it hangs or is raised.
"""

from __future__ import annotations

import numpy as np

from game.body.pose import FloatArray, Landmark, Pose
from game.body.profile import PlayerProfile
from game.body.units import BodyUnits
from game.curves import smoothstep
from game.tuning import ONE_ARM, OneArm

_HAND = (Landmark.LEFT_WRIST, Landmark.LEFT_PINKY, Landmark.LEFT_INDEX, Landmark.LEFT_THUMB)
"""Landmarks of the left hand; the right one's follow each by one."""


def as_if_both(pose: Pose, units: BodyUnits, profile: PlayerProfile, tuning: OneArm = ONE_ARM) -> Pose:
    """The same pose with the arm that does not play completed from the one that does; unchanged with two arms."""
    if len(profile.arms) != 1:
        return pose
    own = 0 if profile.arms[0] == "left" else 1
    other = 1 - own
    at = units.of(pose.xy_px())
    shoulder, far = at[Landmark.LEFT_SHOULDER + own], at[Landmark.LEFT_SHOULDER + other]
    wrist = at[Landmark.LEFT_WRIST + own]
    rise = float(shoulder[1] - wrist[1])  # of the hand over the shoulder
    beside = smoothstep(rise, tuning.hangs, tuning.chest) * (1.0 - smoothstep(rise, tuning.level, tuning.raised))
    points = pose.points.copy()

    def place(mark: int, found_as: int, xy: FloatArray) -> None:
        points[mark, :2] = (xy * units.torso_px + np.asarray(units.origin_px)) / np.asarray(pose.frame)
        points[mark, 2:] = points[found_as, 2:]

    apart = (far - shoulder) * tuning.hands_apart
    for left in _HAND:
        hand = at[left + own]
        mirrored = np.array([far[0] - (hand[0] - shoulder[0]), hand[1] + far[1] - shoulder[1]])
        place(left + other, left + own, beside * (hand + apart) + (1.0 - beside) * mirrored)
    bend = at[Landmark.LEFT_ELBOW + own] - (shoulder + wrist) / 2
    copied = (far + wrist + apart) / 2 + bend
    elbow = at[Landmark.LEFT_ELBOW + own]
    mirrored = np.array([far[0] - (elbow[0] - shoulder[0]), elbow[1] + far[1] - shoulder[1]])
    place(Landmark.LEFT_ELBOW + other, Landmark.LEFT_ELBOW + own, beside * copied + (1.0 - beside) * mirrored)
    return Pose(points, pose.frame)
