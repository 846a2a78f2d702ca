"""The body's ruler: right, the same anywhere, and without a step when its parts go out of sight."""

import math

import numpy as np
import pytest
from bodies import body, changed, real_people
from hypothesis import given, settings
from hypothesis import strategies as st

from game.body.pose import Landmark, Pose
from game.body.units import body_units
from game.vision.virtual.mannequin import bodies
from game.vision.virtual.noise import landmark_noise
from game.vision.virtual.performance import random_performer
from game.vision.virtual.view import View, landmarks

HIPS = (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)


def test_the_ruler_is_the_torso_when_the_hips_are_seen() -> None:
    units = body_units(body(at=(300, 150), torso_px=120, frame=(800, 600)))
    assert units is not None
    assert units.torso_px == pytest.approx(120, rel=1e-4)
    assert units.origin_px == pytest.approx((300, 150), abs=0.01)
    assert units.measured == pytest.approx(1.0)


@pytest.mark.no_cover
@settings(deadline=None)
@given(
    x=st.floats(-200, 900),
    y=st.floats(0, 200),
    torso_px=st.floats(20, 200),
)
def test_places_in_torso_lengths_do_not_depend_on_where_a_body_stands_or_how_near(
    x: float, y: float, torso_px: float
) -> None:
    frame = (640, 2000)  # tall: the hips stay inside
    here, there = body("level", frame=frame), body("level", at=(x, y), torso_px=torso_px, frame=frame)
    a, b = body_units(here), body_units(there)
    assert a is not None
    assert b is not None
    marks = list(range(Landmark.LEFT_SHOULDER, Landmark.LEFT_WRIST))
    assert np.allclose(a.of(here.xy_px())[marks], b.of(there.xy_px())[marks], atol=2e-2)


def test_pixels_not_fractions_are_measured() -> None:
    wide, tall = body(frame=(1280, 480)), body(frame=(480, 1280))
    a, b = body_units(wide), body_units(tall)
    assert a is not None
    assert b is not None
    assert a.torso_px == pytest.approx(b.torso_px, rel=1e-4)


def test_nothing_to_measure() -> None:
    nobody = tuple(mark for mark in Landmark if mark <= Landmark.RIGHT_SHOULDER)
    assert body_units(body(hidden=nobody)) is None
    assert body_units(body(torso_px=1.0)) is None


@pytest.mark.parametrize("shoulder", [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER])
@pytest.mark.parametrize("arms", ["down", "up"])
def test_one_shoulder_that_is_not_seen_moves_nothing(shoulder: Landmark, arms: str) -> None:
    whole, half = body_units(body(arms)), body_units(body(arms, hidden=(shoulder,)))
    assert whole is not None
    assert half is not None
    assert half.torso_px == pytest.approx(whole.torso_px, rel=0.05)
    assert half.origin_px == pytest.approx(whole.origin_px, abs=0.08 * whole.torso_px)


def test_a_shoulder_that_fades_is_no_step() -> None:
    last = None
    for visibility in np.linspace(0.3, 0.0, 200):
        units = body_units(changed(body(), Landmark.LEFT_SHOULDER, visibility=float(visibility)))
        assert units is not None
        if last is not None:
            assert math.dist(units.origin_px, last.origin_px) < 2.0
            assert units.torso_px == pytest.approx(last.torso_px, rel=0.02)
        last = units


@pytest.mark.parametrize("shown", ["head", "head and one hip", "one shoulder, one hip"])
def test_whatever_is_seen_of_a_person_measures_them(shown: str) -> None:
    kept = {
        "head": range(Landmark.LEFT_SHOULDER),
        "head and one hip": (*range(Landmark.LEFT_SHOULDER), Landmark.LEFT_HIP),
        "one shoulder, one hip": (Landmark.RIGHT_SHOULDER, Landmark.RIGHT_ELBOW, Landmark.LEFT_HIP),
    }[shown]
    units = body_units(body(hidden=tuple(mark for mark in Landmark if mark not in kept)))
    assert units is not None
    assert units.torso_px == pytest.approx(100, rel=0.3)
    assert units.origin_px == pytest.approx((320, 200), abs=35)


@pytest.mark.no_cover
@pytest.mark.parametrize(("hips", "error"), [(True, 0.15), (False, 0.35)])
def test_the_ruler_keeps_its_length_while_a_body_turns(hips: bool, error: float) -> None:
    """A virtual person turns from profile to profile before the camera, seen by an erring landmarker at 30 fps."""
    person = random_performer(41)
    rest = bodies(np.array(person.rest)[None], [person.build])
    views = [View(azimuth_rad=float(azimuth)) for azimuth in np.linspace(-np.pi / 2, np.pi / 2, 90)]
    truth = np.concatenate([landmarks(rest, view) for view in views])
    points, _ = landmark_noise(truth, np.random.default_rng(2), clips=np.zeros(90, np.int64))
    if not hips:
        points[:, Landmark.LEFT_HIP :, 3] = 0.01
    real = [units.torso_px for one in truth if (units := body_units(Pose(one, (640, 480)))) is not None]
    seen = [units.torso_px for one in points if (units := body_units(Pose(one, (640, 480)))) is not None]
    assert len(seen) == len(views)
    assert np.abs(np.log(np.divide(seen, real))).max() < error
    assert np.abs(np.diff(np.log(seen))).max() < 0.12


def test_hips_that_were_not_found_are_guessed_from_shoulders_and_head() -> None:
    units = body_units(body(hidden=HIPS))
    assert units is not None
    assert units.measured == 0.0
    assert units.torso_px == pytest.approx(100, rel=0.15)


def test_no_step_while_the_hips_leave_the_frame_and_their_visibility_falls() -> None:
    last = None
    for step in range(200):
        # walking up to the camera: the body grows and sinks until the hips are half a frame below the edge
        grown = 1.0 + step / 200
        pose = body(at=(320, 200 + step * 1.2), torso_px=100 * grown)
        hip_y = float(pose.points[Landmark.LEFT_HIP, 1])
        for mark in HIPS:
            pose = changed(pose, mark, visibility=float(np.clip(1.0 - (hip_y - 0.9) / 0.2, 0.02, 0.98)))
        units = body_units(pose)
        assert units is not None
        assert units.torso_px == pytest.approx(100 * grown, rel=0.2)
        if last is not None:
            assert abs(math.log(units.torso_px / last)) < 0.02
        last = units.torso_px


def test_a_torso_seen_end_on_is_not_believed() -> None:
    pose = body()
    for mark in HIPS:  # bowing to the camera: the hips rise behind the shoulders
        pose = changed(pose, mark, y=float(pose.points[mark, 1]) - 80 / 480)
    units = body_units(pose)
    assert units is not None
    assert units.torso_px > 70


def test_a_body_in_profile_keeps_its_torso() -> None:
    points = body().points.copy()
    middle = points[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER], 0].mean()
    points[:, 0] = middle + 0.1 * (points[:, 0] - middle)
    units = body_units(Pose(points, (640, 480)))
    assert units is not None
    assert units.torso_px == pytest.approx(100, rel=1e-3)


def test_real_people_without_their_hips_keep_their_size_within_a_third() -> None:
    for sample in real_people():
        whole = body_units(sample.pose)
        points = sample.pose.points.copy()
        points[Landmark.LEFT_HIP :, 3] = 0.0
        half = body_units(Pose(points, sample.pose.frame))
        assert whole is not None
        assert half is not None
        assert 0.62 < half.torso_px / whole.torso_px < 1.34, sample.id
