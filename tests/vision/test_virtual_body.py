"""The virtual player's skeleton: kinematics, inverse kinematics, mirroring, and what a camera sees of it."""

import time

import numpy as np
import pytest

from game.body.pose import MIRROR, Landmark
from game.vision.virtual.acting import DOWN_OUT
from game.vision.virtual.build import Build, random_build
from game.vision.virtual.mannequin import bodies, reached
from game.vision.virtual.posture import SIDES, Arm, Array, Channel, Side, angles_of, arm, mirrored, standing, turned
from game.vision.virtual.view import View, facing_angles, in_view, landmarks, poses

PEOPLE = range(12)


def build_of(seed: int) -> Build:
    return random_build(np.random.default_rng(seed))


def any_postures(count: int, seed: int = 0) -> Array:
    rng = np.random.default_rng(seed)
    postures = np.repeat(standing()[None], count, 0)
    for side in SIDES:
        postures[:, arm(side, Arm.LIFT)] = rng.uniform(0, 3, count)
        postures[:, arm(side, Arm.AZIMUTH)] = rng.uniform(-1, 2.5, count)
        postures[:, arm(side, Arm.TWIST)] = rng.uniform(-1.5, 1.5, count)
        postures[:, arm(side, Arm.FLEX)] = rng.uniform(0, 2.4, count)
    for channel, most in ((Channel.ROOT_YAW, 1.5), (Channel.BEND, 0.4), (Channel.SIDEBEND, 0.3), (Channel.TWIST, 0.5)):
        postures[:, channel] = rng.uniform(-most, most, count)
    postures[:, Channel.CROUCH] = rng.uniform(0, 0.4, count)
    return postures


@pytest.mark.parametrize("seed", PEOPLE)
def test_bones_keep_their_lengths_whatever_the_posture(seed: int) -> None:
    build = build_of(seed)
    marks = bodies(any_postures(40, seed), [build]).landmarks
    for side in range(2):
        for first, second, length in (
            (Landmark.LEFT_SHOULDER, Landmark.LEFT_ELBOW, build.upper_arm),
            (Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST, build.forearm),
            (Landmark.LEFT_HIP, Landmark.LEFT_KNEE, build.thigh),
            (Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE, build.shin),
        ):
            bone = np.linalg.norm(marks[:, first + side] - marks[:, second + side], axis=1)
            np.testing.assert_allclose(bone, length, rtol=1e-6)


@pytest.mark.parametrize("seed", PEOPLE)
def test_people_stand_on_the_floor_as_tall_as_they_are(seed: int) -> None:
    build = build_of(seed)
    body = bodies(standing(), [build])
    soles = body.landmarks[0, [29, 30, 31, 32], 1]
    assert (soles > 0).all()
    assert (soles < 0.06).all()
    crown = float((body.head[0] + 0.56 * build.head * body.head_turn[0, :, 1])[1])
    assert crown == pytest.approx(build.height, rel=0.12)


def test_left_is_the_players_own_left() -> None:
    body = bodies(standing(), [build_of(1)])
    points = landmarks(body, View())[0]
    # unmirrored and facing the camera: the own left is at the right of the picture
    assert points[Landmark.LEFT_SHOULDER, 0] > points[Landmark.RIGHT_SHOULDER, 0]
    assert points[Landmark.NOSE, 1] < points[Landmark.LEFT_HIP, 1]
    assert points[Landmark.NOSE, 2] < 0  # nearer than the hips


def test_mirrored_postures_are_mirrored_poses() -> None:
    postures = any_postures(30)
    build = build_of(2)
    here, there = bodies(postures, [build]).landmarks, bodies(mirrored(postures), [build]).landmarks
    np.testing.assert_allclose(here[:, list(MIRROR)] * [-1, 1, 1], there, atol=1e-9)
    np.testing.assert_array_equal(mirrored(mirrored(postures)), postures)


def test_many_at_once_are_the_same_as_one_by_one() -> None:
    postures, builds = any_postures(8), [build_of(seed) for seed in range(8)]
    together = bodies(postures, builds).landmarks
    alone = np.concatenate([bodies(p, [b]).landmarks for p, b in zip(postures, builds, strict=True)])
    np.testing.assert_allclose(together, alone, atol=1e-12)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("offset", [(0.1, 0.3, 0.3), (0.3, -0.2, 0.3), (-0.1, -0.1, 0.4), (0.2, 0.5, -0.05)])
def test_a_hand_reaches_where_it_is_sent(side: Side, offset: tuple[float, float, float]) -> None:
    build, posture = build_of(3), standing()
    sign = 1.0 if side == "left" else -1.0
    wrist = Landmark.LEFT_WRIST if side == "left" else Landmark.RIGHT_WRIST
    target = bodies(posture, [build]).chest[0] + np.array(offset) * [sign, 1, 1]
    for _ in range(4):  # the collar bone follows the arm
        for channel, value in reached(bodies(posture, [build]), side, target, DOWN_OUT).items():
            posture[arm(side, channel)] = value
    assert np.linalg.norm(bodies(posture, [build]).landmarks[0, wrist] - target) < 0.005


def test_a_hand_sent_too_far_points_there() -> None:
    build, posture = build_of(4), standing()
    body = bodies(posture, [build])
    target = body.chest[0] + np.array([3.0, 0.0, 0.0])
    for channel, value in reached(body, "left", target, DOWN_OUT).items():
        posture[arm("left", channel)] = value
    marks = bodies(posture, [build]).landmarks[0]
    arm_way = marks[Landmark.LEFT_WRIST] - marks[Landmark.LEFT_SHOULDER]
    assert np.isfinite(marks).all()
    assert arm_way[0] / np.linalg.norm(arm_way) > 0.99


def test_rotations_have_the_projects_signs() -> None:
    def turn(yaw: float, pitch: float, roll: float) -> Array:
        return turned(np.array([yaw]), np.array([pitch]), np.array([roll]))[0]

    assert turn(0.5, 0, 0)[0, 2] > 0  # faces the own left, which is x
    assert turn(0, 0.5, 0)[1, 2] > 0  # faces up
    assert turn(0, 0, 0.5)[0, 1] > 0  # the crown leans to the own left
    angles = np.random.default_rng(0).uniform(-1.2, 1.2, (3, 50))
    np.testing.assert_allclose(angles_of(turned(*angles)), angles, atol=1e-9)


@pytest.mark.parametrize(
    ("yaw", "pitch", "roll"), [(0.6, 0, 0), (-0.6, 0.2, 0), (0, 0.4, 0), (0, -0.4, 0.2), (0, 0, -0.3)]
)
def test_the_head_faces_exactly_as_asked(yaw: float, pitch: float, roll: float) -> None:
    posture, build = standing(), build_of(5)
    posture[[Channel.HEAD_YAW, Channel.HEAD_PITCH, Channel.HEAD_ROLL]] = yaw, pitch, roll
    posture[Channel.ROOT_YAW] = 0.2  # the body's turn is not the head's
    body = bodies(posture, [build])
    np.testing.assert_allclose(np.ravel(angles_of(body.head_turn)), (yaw, pitch, roll), atol=1e-9)
    # seen from a camera at head height straight ahead of the head, facing is the same
    view = View(distance_m=3.0, height_m=float(body.head[0, 1]), tilt_rad=0.0)
    found = [float(angle[0]) for angle in facing_angles(body, view)]
    np.testing.assert_allclose(found, (yaw, pitch, roll), atol=0.04)


def test_looking_into_the_lens_is_facing_zero_wherever_one_stands() -> None:
    posture, view = standing(), View(distance_m=2.5, height_m=1.4, tilt_rad=-0.1)
    posture[Channel.ROOT_X] = 0.8
    head = bodies(posture, [build_of(6)]).head[0]
    way = np.array([0.0, view.height_m, view.distance_m]) - head
    posture[Channel.HEAD_YAW] = np.arctan2(way[0], way[2])
    posture[Channel.HEAD_PITCH] = np.arcsin(way[1] / np.linalg.norm(way))
    found = np.ravel(facing_angles(bodies(posture, [build_of(6)]), view))
    # aside of a tilted camera, upright is not quite the picture's upright
    np.testing.assert_allclose(found, 0.0, atol=0.04)


def test_the_camera_is_a_pinhole() -> None:
    body = bodies(standing(), [build_of(7)])
    view = View(distance_m=2.0, height_m=1.0, tilt_rad=0.0, focal=1.0)
    x, y, z = body.landmarks[0, Landmark.LEFT_WRIST]
    seen = landmarks(body, view, (640, 480))[0, Landmark.LEFT_WRIST]
    assert seen[0] == pytest.approx(0.5 + x / (2.0 - z), abs=1e-5)
    assert seen[1] == pytest.approx(0.5 - (y - 1.0) / (2.0 - z) * 640 / 480, abs=1e-5)


def test_what_is_behind_or_outside_is_less_visible() -> None:
    build, posture = build_of(8), standing()
    plain = landmarks(bodies(posture, [build]), View())[0]
    assert plain[[0, 2, 5, 11, 12, 15, 16], 3].min() > 0.9
    hand = posture.copy()
    body = bodies(hand, [build])
    for channel, value in reached(body, "left", body.waist[0] + [0.0, 0.0, -0.2], (1.0, -0.5, 0.1)).items():
        hand[arm("left", channel)] = value
    assert landmarks(bodies(hand, [build]), View())[0, Landmark.LEFT_WRIST, 3] < 0.6
    profile = posture.copy()
    profile[[Channel.ROOT_YAW, Channel.HEAD_YAW]] = 1.4
    side_on = landmarks(bodies(profile, [build]), View())[0]
    assert side_on[Landmark.LEFT_EAR, 3] < 0.6 < side_on[Landmark.RIGHT_EAR, 3]
    near = landmarks(bodies(posture, [build]), View(distance_m=1.0, height_m=1.4))[0]
    assert near[Landmark.LEFT_ANKLE, 1] > 1
    assert near[Landmark.LEFT_ANKLE, 3] < 0.4
    away = posture.copy()
    away[Channel.ROOT_X] = 8.0
    assert in_view(plain)
    assert not in_view(landmarks(bodies(away, [build]), View())[0])


@pytest.mark.no_cover
def test_poses_are_fast_and_sound() -> None:
    postures = any_postures(5000)
    start = time.process_time()
    found = landmarks(bodies(postures, [build_of(9)]), View())
    taken_s = time.process_time() - start
    assert found.shape == (5000, 33, 4)
    assert np.isfinite(found).all()
    assert taken_s < 1.0  # 0.15 s where it was measured
    assert poses(bodies(postures[:2], [build_of(9)]), View())[1].frame == (640, 480)


def test_a_wrong_posture_is_refused() -> None:
    with pytest.raises(ValueError, match="50 channels"):
        bodies(np.zeros((2, 7)), [build_of(0)])
