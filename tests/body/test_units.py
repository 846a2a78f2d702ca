"""The body's ruler: right, the same anywhere, and without a step when its parts go out of sight."""

import math

import numpy as np
import pytest
from bodies import body, changed, real_people
from hypothesis import given, settings
from hypothesis import strategies as st

from game.body.pose import Landmark, Pose
from game.body.units import body_units

HIPS = (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)


def test_the_ruler_is_the_torso_when_the_hips_are_seen() -> None:
    units = body_units(body(at=(300, 150), torso_px=120, frame=(800, 600)))
    assert units is not None
    assert units.torso_px == pytest.approx(120, rel=1e-4)
    assert units.origin_px == pytest.approx((300, 150), abs=0.01)
    assert units.measured == pytest.approx(1.0)


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
    assert body_units(body(hidden=(Landmark.LEFT_SHOULDER,))) is None
    assert body_units(body(torso_px=1.0)) is None


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
