import math

import numpy as np
import pytest

from game.body.facing import turn_by
from game.face.rotation import AVERAGE, LOW_RAD, SIX, mesh_facing, rotation, six_facing, straightened
from game.vision.virtual.posture import turned


@pytest.mark.parametrize(("yaw", "pitch", "roll"), [(0.0, 0.0, 0.0), (0.6, -0.3, 0.2), (-1.2, 0.3, -0.4)])
def test_a_turned_average_face_is_read_back(yaw: float, pitch: float, roll: float) -> None:
    turn = turned(np.array(yaw), np.array(pitch), np.array(roll))
    points = (4.0 * AVERAGE @ turn.T + (100, 50, 7)) * (1, -1, -1)
    found, scale = rotation(points)
    assert np.allclose(found, turn) and math.isclose(scale, 4.0)
    facing = mesh_facing(found)
    assert np.allclose((facing.yaw_rad, facing.pitch_rad - LOW_RAD, facing.roll_rad), (yaw, pitch, roll))
    assert np.allclose(straightened(points, found, scale), AVERAGE)


def test_a_dropped_jaw_turns_no_head() -> None:
    talking = AVERAGE.copy()
    talking[AVERAGE[:, 1] < -4.5] -= (0.0, 1.5, 0.0)
    facing = mesh_facing(rotation(talking * (1, -1, -1))[0])
    assert abs(facing.pitch_rad - LOW_RAD) < 1e-6


@pytest.mark.parametrize("yaw", [-80, -50, -10, 0, 30, 60, 80])
def test_six_points_tell_a_profile(yaw: float) -> None:
    turn = turned(np.array(math.radians(yaw)), np.array(0.1), np.array(-0.2))
    facing = six_facing((30.0 * SIX @ turn.T)[:, :2] * (1, -1) + (200, 100))
    assert facing is not None
    assert np.allclose(np.degrees((facing.yaw_rad, facing.pitch_rad, facing.roll_rad)), (yaw, 5.73, -11.46), atol=0.1)


def test_points_that_coincide_are_no_head() -> None:
    six_facing(np.full((6, 2), 7.0))  # whatever it says, it does not raise
    assert np.allclose(turn_by(0.0, 0.0, 0.0), np.eye(3))
