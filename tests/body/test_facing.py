"""Facing against heads whose turn is known, seen by a pinhole camera written out here."""

import math
import time

import numpy as np
import pytest
from bodies import body, changed, real_people

from game.body.facing import facing, rule_of_three
from game.body.pose import Landmark, Pose

# A head that is not the fitted one: other proportions, from anthropometric tables (cm; x left, y up, z forward;
# the origin between the ear openings).
HEAD = {
    Landmark.NOSE: (0.0, -2.0, 10.8),
    Landmark.LEFT_EYE_INNER: (1.6, 1.9, 7.0),
    Landmark.LEFT_EYE: (3.1, 2.0, 7.3),
    Landmark.LEFT_EYE_OUTER: (4.6, 1.9, 6.3),
    Landmark.LEFT_EAR: (7.3, 0.0, 0.0),
    Landmark.MOUTH_LEFT: (2.6, -5.2, 7.8),
}
EARS = (Landmark.LEFT_EAR, Landmark.RIGHT_EAR)


def head(
    yaw: float,
    pitch: float,
    roll: float,
    *,
    size: float = 1.0,
    distance_cm: float = 200.0,
    noise_cm: float = 0.0,
    seed: int = 0,
    lost: tuple[Landmark, ...] = (),
    far_ear_fades: bool = False,
) -> Pose:
    """A head turned by degrees before a camera of 700 px focal length; the rest of the body does not matter."""
    y, p, r = np.radians((yaw, pitch, roll))
    about_up = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_across = np.array([[1, 0, 0], [0, np.cos(p), np.sin(p)], [0, -np.sin(p), np.cos(p)]])
    about_ahead = np.array([[np.cos(r), np.sin(r), 0], [-np.sin(r), np.cos(r), 0], [0, 0, 1]])
    turn = about_up @ about_across @ about_ahead
    rng = np.random.default_rng(seed)
    points = body().points.copy()
    for mark, (x, up, z) in HEAD.items():
        for side in ((1, mark), (-1, Landmark[mark.name.replace("LEFT", "RIGHT")])):
            if mark == Landmark.NOSE and side[0] < 0:
                continue
            place = turn @ (np.array([side[0] * x, up, z]) * size + rng.normal(0, noise_cm, 3))
            depth = distance_cm - place[2]
            points[side[1], 0] = (320 + 700 * place[0] / depth) / 640
            points[side[1], 1] = (120 - 700 * place[1] / depth) / 480
            seen = 0.95
            if far_ear_fades and side[1] in EARS and side[0] * yaw > 0:
                seen = float(np.clip(1.2 - abs(yaw) / 50, 0.02, 0.95))
            points[side[1], 3] = 0.0 if side[1] in lost else seen
    return Pose(points, (640, 480))


def errors(angles: list[tuple[float, float, float]], **how: object) -> np.ndarray:
    """Absolute errors (n, 3) in degrees."""
    rows = []
    for i, angle in enumerate(angles):
        found = facing(head(*angle, seed=i, **how))  # type: ignore[arg-type]
        assert found is not None
        rows.append(np.abs(np.degrees((found.yaw_rad, found.pitch_rad, found.roll_rad)) - angle))
    return np.array(rows)


def turns(count: int, yaw: float, pitch: float, roll: float) -> list[tuple[float, float, float]]:
    rng = np.random.default_rng(9)
    return [tuple(rng.uniform(-1, 1, 3) * (yaw, pitch, roll)) for _ in range(count)]


@pytest.mark.parametrize(
    ("angle", "yaw", "pitch", "roll"),
    [((30, 0, 0), 1, 0, 0), ((-30, 0, 0), -1, 0, 0), ((0, 20, 0), 0, 1, 0), ((0, 0, 20), 0, 0, 1)],
)
def test_the_signs(angle: tuple[float, float, float], yaw: int, pitch: int, roll: int) -> None:
    """Yaw to the player's own left, pitch up, roll to their own left shoulder."""
    found = facing(head(*angle))
    assert found is not None
    assert math.degrees(found.yaw_rad) == pytest.approx(30 * yaw, abs=5)
    assert math.degrees(found.pitch_rad) == pytest.approx(20 * pitch, abs=5)
    assert math.degrees(found.roll_rad) == pytest.approx(20 * roll, abs=5)


def test_another_persons_head_is_read_within_a_few_degrees() -> None:
    error = errors(turns(200, 45, 25, 25)).mean(axis=0)
    assert error[0] < 3
    assert error[1] < 4
    assert error[2] < 2


def test_noise_of_half_a_centimetre_is_borne() -> None:
    error = errors(turns(200, 45, 25, 25), noise_cm=0.5).mean(axis=0)
    assert error[0] < 5
    assert error[1] < 5
    assert error[2] < 3


@pytest.mark.no_cover
@pytest.mark.parametrize("lost", [EARS[:1], EARS[1:], EARS])
def test_lost_ears_are_borne(lost: tuple[Landmark, ...]) -> None:
    error = errors(turns(100, 40, 20, 20), noise_cm=0.2, lost=lost).mean(axis=0)
    assert error.max() < 7


def test_seventeen_points_do() -> None:
    for angle in turns(60, 40, 20, 20):
        pose = head(*angle)
        found = facing(Pose.from_coco17(pose.coco17(), pose.frame))
        assert found is not None
        assert np.abs(np.degrees((found.yaw_rad, found.pitch_rad)) - angle[:2]).max() < 10


@pytest.mark.parametrize("yaw", [-90, -75, -60, 60, 75, 90])
def test_profile(yaw: float) -> None:
    for pitch in (-15, 0, 15):
        found = facing(head(yaw, pitch, 0, far_ear_fades=True))
        assert found is not None
        assert math.degrees(found.yaw_rad) == pytest.approx(yaw, abs=8)
        assert math.degrees(found.pitch_rad) == pytest.approx(pitch, abs=8)


def test_turning_from_profile_to_profile_has_no_step() -> None:
    last = None
    for yaw in np.arange(-90, 90.5, 1):
        found = facing(head(float(yaw), 5, 5, far_ear_fades=True))
        assert found is not None
        now = np.degrees((found.yaw_rad, found.pitch_rad, found.roll_rad))
        if last is not None:
            assert 0 < now[0] - last[0] < 2.5
            assert np.abs(now - last)[1:].max() < 1.5
        last = now


@pytest.mark.parametrize("far", [False, True])
def test_near_and_far_read_alike(far: bool) -> None:
    error = errors(turns(60, 40, 20, 20), distance_cm=600 if far else 80)
    assert error.mean(axis=0).max() < 6


def test_mirrored_heads_look_the_other_way() -> None:
    for angle in turns(40, 60, 25, 25):
        a, b = facing(head(*angle)), facing(head(*angle).mirrored())
        assert a is not None
        assert b is not None
        assert (b.yaw_rad, b.pitch_rad, b.roll_rad) == pytest.approx((-a.yaw_rad, a.pitch_rad, -a.roll_rad), abs=1e-3)


def test_a_landmark_gone_astray_is_mistrusted() -> None:
    pose = head(20, 0, 0)
    stray = changed(pose, Landmark.MOUTH_LEFT, x=float(pose.points[Landmark.MOUTH_LEFT, 0]) + 25 / 640)
    a, b = facing(pose), facing(stray)
    assert a is not None
    assert b is not None
    assert abs(math.degrees(a.yaw_rad - b.yaw_rad)) < 10


def test_no_face_no_facing() -> None:
    assert facing(body(hidden=tuple(Landmark)[:11])) is None
    assert facing(body(hidden=(Landmark.NOSE,))) is None
    same = body().points.copy()
    same[:11, :2] = 0.5
    assert facing(Pose(same, (640, 480))) is None


def test_it_is_fast_enough_for_every_frame() -> None:
    pose = head(20, 5, 5)
    best = math.inf
    for _ in range(5):
        start = time.thread_time()
        for _ in range(50):
            facing(pose)
        best = min(best, (time.thread_time() - start) / 50)
    assert best < 0.002  # 0.2 ms here; the wide margin is for slow and busy machines


def test_real_people_who_stand_before_the_camera_look_at_it() -> None:
    calm = [facing(s.pose) for s in real_people() if s.label in ("normal", "wings", "backpack")]
    angles = np.degrees([(f.yaw_rad, f.pitch_rad, f.roll_rad) for f in calm if f is not None])
    assert len(angles) == len(calm)
    assert np.abs(np.median(angles, axis=0)).max() < 6


def test_real_hadoukens_look_along_the_arms() -> None:
    found = [facing(s.pose) for s in real_people() if s.label == "hadouken"]
    yaws = np.degrees([f.yaw_rad for f in found if f is not None])
    assert len(yaws) == 15
    assert (yaws > 5).all()
    assert np.median(yaws) > 20


# --- the baseline -----------------------------------------------------------------------------------------


def test_the_rule_of_three_knows_left_from_right() -> None:
    for yaw in (-30, -15, 15, 30):
        found = rule_of_three(head(yaw, 0, 0))
        assert found is not None
        assert math.copysign(1, found.yaw_rad) == math.copysign(1, yaw)
    straight = rule_of_three(head(0, 0, 0))
    assert straight is not None
    assert abs(straight.yaw_rad) < 0.02


def test_the_rule_of_three_is_guarded_in_profile() -> None:
    for yaw in np.arange(60, 120, 0.5):
        found = rule_of_three(head(float(yaw), 0, 0))
        if found is not None:
            assert abs(found.yaw_rad) <= math.pi / 2
            assert abs(found.pitch_rad) <= math.pi / 2
    points = body().points.copy()
    points[[Landmark.LEFT_EAR, Landmark.RIGHT_EAR], 0] = 0.5
    assert rule_of_three(Pose(points, (640, 480))) is None
    assert rule_of_three(body(hidden=EARS)) is None


def test_the_fit_beats_the_rule_of_three() -> None:
    angles = turns(100, 45, 25, 0)
    fit = errors(angles, noise_cm=0.2).mean(axis=0)
    rule = []
    for i, angle in enumerate(angles):
        found = rule_of_three(head(*angle, noise_cm=0.2, seed=i))
        assert found is not None
        rule.append(np.abs(np.degrees((found.yaw_rad, found.pitch_rad)) - angle[:2]))
    assert fit[0] < np.mean(rule, axis=0)[0]
    assert fit[1] < np.mean(rule, axis=0)[1]
