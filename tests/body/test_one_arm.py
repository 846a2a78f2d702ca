"""A player with one arm is read as if both arms did what that one does."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from game.body.one_arm import as_if_both
from game.body.pose import Landmark, Pose
from game.body.profile import PlayerProfile
from game.body.units import body_units

FRAME = (640, 480)
LEFT = PlayerProfile(kind="left-arm")
RIGHT = PlayerProfile(kind="right-arm")


def standing(hand: tuple[float, float], arm: str = "left") -> Pose:
    """Somebody 200 px from shoulders to hips, facing the camera; the playing hand in torso lengths from its shoulder.

    The hand's x counts away from the body. The other arm's landmarks were not found.
    """
    points = np.zeros((33, 4), np.float32)
    # the player's left is on the right of the picture
    sides = {"LEFT": 1, "RIGHT": -1}
    for name, sign in sides.items():
        points[Landmark[f"{name}_SHOULDER"]] = (320 + 60 * sign, 150, 0, 1)
        points[Landmark[f"{name}_HIP"]] = (320 + 40 * sign, 350, 0, 1)
    points[Landmark.NOSE] = (320, 90, 0, 1)
    name, sign = arm.upper(), sides[arm.upper()]
    wrist = np.array((320 + 60 * sign + sign * hand[0] * 200, 150 - hand[1] * 200))
    points[Landmark[f"{name}_WRIST"], :2] = wrist
    points[Landmark[f"{name}_ELBOW"], :2] = (wrist + (320 + 60 * sign, 150)) / 2 + (0, 20)
    for joint in ("WRIST", "ELBOW"):
        points[Landmark[f"{name}_{joint}"], 3] = 0.9
    points[:, :2] /= FRAME
    return Pose(points, FRAME)


def completed(pose: Pose, profile: PlayerProfile) -> Pose:
    units = body_units(pose)
    assert units is not None
    return as_if_both(pose, units, profile)


def wrists_px(pose: Pose) -> tuple[np.ndarray, np.ndarray]:
    xy = pose.xy_px()
    return xy[Landmark.LEFT_WRIST], xy[Landmark.RIGHT_WRIST]


def test_two_arms_stay_as_they_are() -> None:
    pose = standing((0.5, 0.0))
    assert completed(pose, PlayerProfile()) is pose


@pytest.mark.parametrize(("arm", "profile"), [("left", LEFT), ("right", RIGHT)])
def test_a_thrust_hand_gets_the_other_beside_it(arm: str, profile: PlayerProfile) -> None:
    left, right = wrists_px(completed(standing((0.9, -0.2), arm), profile))
    assert np.linalg.norm(left - right) < 0.2 * 200


@pytest.mark.parametrize(("arm", "profile"), [("left", LEFT), ("right", RIGHT)])
@pytest.mark.parametrize("hand", [(0.1, -1.0), (0.2, 0.9)])
def test_a_hanging_or_raised_hand_is_mirrored(arm: str, profile: PlayerProfile, hand: tuple[float, float]) -> None:
    pose = completed(standing(hand, arm), profile)
    left, right = wrists_px(pose)
    assert left[1] == pytest.approx(right[1], abs=1) and left[0] - 320 == pytest.approx(320 - right[0], abs=1)
    assert pose.points[[Landmark.LEFT_ELBOW, Landmark.RIGHT_ELBOW], 3].min() == pytest.approx(0.9)


def test_the_hand_beside_moves_without_a_jump() -> None:
    heights = np.linspace(-1.1, 1.0, 400)
    others = [wrists_px(completed(standing((0.6, float(h))), LEFT))[1] for h in heights]
    assert max(np.linalg.norm(b - a) for a, b in pairwise(others)) < 20
