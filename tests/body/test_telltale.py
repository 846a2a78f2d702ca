"""What hands show of a pose: scripted bodies, mirrored, near and far, with hands lost."""

import pytest
from bodies import Points, body, changed, real_people

from game.body.pose import Landmark, Pose
from game.body.telltale import shown
from game.body.units import body_units

AT_THE_HAT: Points = {
    Landmark.LEFT_ELBOW: (0.5, 0.5),
    Landmark.RIGHT_ELBOW: (-0.65, -0.2),
    Landmark.LEFT_WRIST: (0.25, 0.9),
    Landmark.RIGHT_WRIST: (-0.2, -0.55),
}
AT_THE_LIPS = AT_THE_HAT | {Landmark.RIGHT_ELBOW: (-0.45, 0.3), Landmark.RIGHT_WRIST: (-0.1, -0.15)}
WAVING = AT_THE_HAT | {Landmark.RIGHT_ELBOW: (-0.6, -0.45), Landmark.RIGHT_WRIST: (-0.7, -1.0)}
FLOSSING: Points = {
    Landmark.LEFT_ELBOW: (0.45, 0.5),
    Landmark.RIGHT_ELBOW: (-0.65, 0.4),
    Landmark.LEFT_WRIST: (0.0, 0.7),
    Landmark.RIGHT_WRIST: (-1.0, 0.7),
}
HAND_ON_HIP = FLOSSING | {Landmark.RIGHT_ELBOW: (-0.7, 0.5), Landmark.RIGHT_WRIST: (-0.35, 0.85)}


def clearly(label: str, pose: Pose) -> float:
    units = body_units(pose)
    assert units is not None
    return shown(label, pose, units)


@pytest.mark.parametrize("torso_px", [50.0, 100.0, 150.0])
@pytest.mark.parametrize(
    ("label", "arms", "least", "most"),
    [
        ("moonwalk", AT_THE_HAT, 1.0, 99.0),
        ("underarm", AT_THE_HAT, 1.0, 99.0),
        ("moonwalk", AT_THE_LIPS, -99.0, -0.1),
        ("underarm", WAVING, -99.0, -0.1),
        ("underarm", "down", -99.0, -0.1),
        ("backpack", FLOSSING, 0.5, 99.0),
        ("backpack", HAND_ON_HIP, -99.0, -0.1),
        ("backpack", "down", -99.0, -0.1),
        ("wings", "down", 0.0, 0.0),
    ],
)
def test_hands_show_a_pose_or_something_else(
    label: str, arms: str | Points, least: float, most: float, torso_px: float
) -> None:
    pose = body(arms, torso_px=torso_px)
    assert least <= clearly(label, pose) <= most
    assert clearly(label, pose.mirrored()) == pytest.approx(clearly(label, pose), abs=0.01)


def test_a_hand_that_is_not_found_may_be_anywhere() -> None:
    pose = body("down")
    assert clearly("underarm", pose) < 0.0
    assert clearly("underarm", changed(pose, Landmark.LEFT_WRIST, visibility=0.0)) == 0.0


def test_real_poses_are_hardly_ever_denied() -> None:
    """A report, not a choice: the bounds come from virtual people (tools/measuring/gate.py)."""
    for label in ("moonwalk", "underarm", "backpack"):
        poses = [sample.pose for sample in real_people() if sample.label == label]
        denied = sum(clearly(label, pose) < 0.0 for pose in poses)
        assert denied <= 0.1 * len(poses), (label, denied, len(poses))
