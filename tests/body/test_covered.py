"""An arm that the landmarker loses before or behind the other of two players stays where it was, for a moment."""

from __future__ import annotations

import numpy as np
import pytest

from game.body.covered import CoveredArms
from game.body.pose import Landmark, Pose
from game.body.reader import BodyReader
from game.body.units import body_units
from game.tuning import COVERED
from tests.body.bodies import body, changed

FRAME = (640, 480)
STEP_S = 1 / 30
LOST = 0.05


def standing(x_px: float, wrist_px: float | None = None, visibility: float = 0.95) -> Pose:
    """Somebody 100 px from shoulders to hips; wrist_px: how far from the middle the left wrist is, at the chest."""
    points = np.zeros((33, 4), np.float32)
    for sign, name in ((1, "LEFT"), (-1, "RIGHT")):
        points[Landmark[f"{name}_SHOULDER"]] = (x_px + 30 * sign, 150, 0, 1)
        points[Landmark[f"{name}_HIP"]] = (x_px + 20 * sign, 250, 0, 1)
        points[Landmark[f"{name}_ELBOW"]] = (x_px + 40 * sign, 205, 0, 0.95)
        points[Landmark[f"{name}_WRIST"]] = (x_px + 42 * sign, 250, 0, 0.95)
    points[Landmark.NOSE] = (x_px, 112, 0, 1)
    if wrist_px is not None:
        points[Landmark.LEFT_WRIST] = (x_px + wrist_px, 160, 0, visibility)
    points[:, :2] /= FRAME
    return Pose(points, FRAME)


class Thrust:
    """A player whose left hand is thrust and then lost: a guess, whose visibility MediaPipe lowers slowly."""

    def __init__(self, other: Pose | None) -> None:
        self.arms, self.other, self.t_s, self.visibility = CoveredArms(), other, 0.0, 0.95

    def wrist_px(self, off_px: float, seen: bool, x_px: float = 200.0) -> float:
        self.visibility += COVERED.sight_share * ((0.95 if seen else LOST) - self.visibility)
        pose = standing(x_px, off_px, self.visibility)
        units = body_units(pose)
        assert units is not None
        self.t_s += STEP_S
        return float(self.arms.step(self.t_s, pose, units, self.other).xy_px()[Landmark.LEFT_WRIST, 0]) - x_px


def test_a_hand_lost_over_the_other_player_stays_where_it_was() -> None:
    thrust = Thrust(standing(300))
    assert thrust.wrist_px(90, True) == pytest.approx(90, abs=0.1)
    frames = round(0.4 / STEP_S)
    assert [thrust.wrist_px(40, False) for _ in range(frames)] == pytest.approx([90.0] * frames, abs=0.1)


def test_it_moves_on_with_its_player() -> None:
    thrust = Thrust(standing(300))
    thrust.wrist_px(90, True)
    assert thrust.wrist_px(40, False, x_px=210.0) == pytest.approx(90, abs=0.1)


def test_a_hand_seen_again_is_where_it_is_seen() -> None:
    thrust = Thrust(standing(300))
    thrust.wrist_px(90, True)
    thrust.wrist_px(40, False)
    assert thrust.wrist_px(45, True) == pytest.approx(45, abs=0.1)


def test_a_hand_lost_for_long_is_given_up() -> None:
    thrust = Thrust(standing(300))
    thrust.wrist_px(90, True)
    while thrust.t_s < STEP_S + COVERED.hold_s + 0.05:
        last = thrust.wrist_px(40, False)
    assert last == pytest.approx(40, abs=0.1)


@pytest.mark.parametrize("other", [None, standing(450)], ids=["nobody else", "somebody out of reach"])
def test_nothing_else_covers_a_hand(other: Pose | None) -> None:
    thrust = Thrust(other)
    thrust.wrist_px(90, True)
    assert thrust.wrist_px(40, False) == pytest.approx(40, abs=0.1)


def test_the_other_may_be_hidden_by_the_very_arm() -> None:
    thrust = Thrust(standing(300))
    thrust.wrist_px(90, True)
    thrust.other = None
    assert thrust.wrist_px(40, False) == pytest.approx(90, abs=0.1)
    while thrust.t_s < STEP_S + COVERED.other_s:
        thrust.wrist_px(90, True)
    assert thrust.wrist_px(40, False) == pytest.approx(40, abs=0.1)


def test_a_pose_in_plain_view_is_the_same_pose() -> None:
    arms, pose = CoveredArms(), standing(200, 90)
    units = body_units(pose)
    assert units is not None
    assert arms.step(0.0, pose, units, standing(300)) is pose


def test_whoever_is_found_anew_is_not_taken_for_lost() -> None:
    thrust = Thrust(standing(300))
    thrust.wrist_px(90, True)
    thrust.arms.lose()
    thrust.visibility = 0.6  # a fresh landmarker's first word: a tenth of the way down it would be a hand that is lost
    assert thrust.wrist_px(40, True) == pytest.approx(40, abs=0.1)


@pytest.mark.parametrize("hidden", [True, False])
def test_hands_guessed_among_the_others_raised_ones_do_not_jump(hidden: bool) -> None:
    """Two players stand for two seconds; one raises both arms, and half a second long the other stands behind them."""
    reader, t_s, seen, jumps = BodyReader(pair=True), 0.0, 0.95, [0, 0]
    for n in range(85):
        t_s += STEP_S
        stepped = n >= 70
        if stepped and hidden:
            seen += COVERED.sight_share * (LOST - seen)
        raised = min(1.0, max(0.0, (n - 70) / 5))
        one = body("down", to="up", share=raised, at=(320.0 if stepped else 270.0, 200.0))
        for mark in (Landmark.LEFT_ELBOW, Landmark.RIGHT_ELBOW, Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST):
            one = changed(one, mark, visibility=seen)
        mate = body("down", to="up", share=raised, at=(400.0, 200.0))
        reading = reader.read(t_s, (one, mate))
    assert reading.mate is not None
    for who, of in enumerate((reading, reading.mate)):
        jumps[who] = sum(event.kind == "jump" for event in of.events)
    assert jumps == ([0, 1] if hidden else [1, 1])
