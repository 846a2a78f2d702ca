"""One Euro: against its own equations written out, and for what it is here to do."""

import math

import numpy as np
import pytest
from bodies import ARMS, body, changed
from hypothesis import given, settings
from hypothesis import strategies as st

from game.body.jump import lift
from game.body.pose import Landmark, Pose
from game.body.smoothing import PoseSmoother
from game.tuning import PROFILE, SMOOTHING

WRIST = Landmark.LEFT_WRIST


def shaken(pose: Pose, rng: np.random.Generator, torso_lengths: float, torso_px: float) -> Pose:
    points = pose.points.copy()
    size = np.asarray(pose.frame, np.float32)
    points[:, :2] += rng.normal(0, torso_lengths * torso_px, (33, 2)).astype(np.float32) / size
    return Pose(points, pose.frame)


def test_against_the_equations_of_the_paper() -> None:
    """Scalar One Euro, step by step, on a wrist that moves along x while the body rests (torso 100 px)."""
    rng = np.random.default_rng(1)
    smoother = PoseSmoother()
    t_s, place, speed, before = 0.0, 0.0, 0.0, 0.0
    for i in range(60):
        step_s = float(rng.uniform(0.01, 0.05))
        t_s += step_s
        x_px = 400.0 + 20.0 * math.sin(3 * t_s) + float(rng.normal(0, 1))
        pose = changed(body(), WRIST, x=x_px / 640)
        x_px = float(pose.points[WRIST, 0]) * 640
        found = smoother.step(t_s, pose)
        assert found is not None
        if i == 0:
            place, speed = x_px, 0.0
        else:
            tau = 1 / (2 * math.pi * SMOOTHING.speed_hz)
            speed += (x_px - before) / step_s * 1 / (1 + tau / step_s) - speed / (1 + tau / step_s)
            cutoff = SMOOTHING.rest_hz + SMOOTHING.slope_hz * abs(speed) / 100
            tau = 1 / (2 * math.pi * cutoff)
            place += (x_px - place) / (1 + tau / step_s)
        before = x_px
        assert float(found.points[WRIST, 0]) * 640 == pytest.approx(place, abs=0.01)


def test_a_body_at_rest_trembles_less() -> None:
    rng = np.random.default_rng(2)
    smoother = PoseSmoother()
    raw, smooth = [], []
    for i in range(300):
        pose = shaken(body(), rng, 0.003, 100)
        found = smoother.step(i / 30, pose)
        assert found is not None
        raw.append(pose.xy_px()[WRIST])
        smooth.append(found.xy_px()[WRIST])
    assert np.std(smooth[30:], axis=0).mean() < 0.6 * np.std(raw[30:], axis=0).mean()


@pytest.mark.parametrize("fps", [15, 30, 60])
def test_raised_arms_are_delayed_by_less_than_twenty_milliseconds(fps: float) -> None:
    """The moment the wrists pass the jump line, interpolated between frames, raw and smoothed."""
    smoother = PoseSmoother()
    raw_s = smooth_s = math.nan
    last = (0.0, 0.0, 0.0)
    for i in range(round(2 * fps)):
        t_s = i / fps
        # a quick but human raise: 0.35 s, minimum jerk
        u = min(1.0, max(0.0, (t_s - 0.8) / 0.35))
        pose = body("down", to="up", share=10 * u**3 - 15 * u**4 + 6 * u**5)
        found = smoother.step(t_s, pose)
        assert found is not None
        a, b = lift(pose), lift(found)
        assert a is not None
        assert b is not None
        if last[1] < PROFILE.line <= a.height:
            raw_s = last[0] + (PROFILE.line - last[1]) / (a.height - last[1]) / fps
        if last[2] < PROFILE.line <= b.height:
            smooth_s = last[0] + (PROFILE.line - last[2]) / (b.height - last[2]) / fps
        last = (t_s, a.height, b.height)
    assert 0 <= smooth_s - raw_s < 0.020


def test_a_constant_pose_comes_out_unchanged() -> None:
    smoother = PoseSmoother()
    for i in range(20):
        found = smoother.step(i / 30, body("up"))
    assert found is not None
    assert np.allclose(found.points, body("up").points, atol=1e-6)


@pytest.mark.no_cover
@settings(max_examples=20, deadline=None)
@given(torso_px=st.floats(20, 160), arms=st.sampled_from(sorted(ARMS)))
def test_near_and_far_are_smoothed_alike(torso_px: float, arms: str) -> None:
    near, far = PoseSmoother(), PoseSmoother()
    frame = (640, 2000)
    for i in range(12):
        share = (i % 5) / 4
        a = near.step(i / 30, body("down", to=arms, share=share, frame=frame))
        b = far.step(i / 30, body("down", to=arms, share=share, frame=frame, torso_px=torso_px))
        assert a is not None
        assert b is not None
        a_px = (a.xy_px()[WRIST] - (320, 200)) / 100
        b_px = (b.xy_px()[WRIST] - (320, 200)) / torso_px
        assert np.allclose(a_px, b_px, atol=5e-3)


def test_frame_rate_changes_little() -> None:
    """The same motion sampled at 15 and at 60 fps is followed to nearly the same place."""
    ends = []
    for fps in (15, 60):
        smoother = PoseSmoother()
        for i in range(fps * 2 // 3 + 1):
            found = smoother.step(i / fps, body("down", to="up", share=min(1.0, i / fps)))
        assert found is not None
        ends.append(found.xy_px()[WRIST, 1] / 100)
    assert abs(ends[0] - ends[1]) < 0.05


def test_loss_resets() -> None:
    smoother = PoseSmoother()
    smoother.step(0.0, body("down"))
    smoother.step(0.03, body("down"))
    assert smoother.step(0.06, None) is None
    found = smoother.step(0.09, body("up"))
    assert found is not None
    assert np.allclose(found.points, body("up").points, atol=1e-6)


@pytest.mark.parametrize("gap_s", [SMOOTHING.gap_s + 0.1, 60.0])
def test_a_long_gap_resets(gap_s: float) -> None:
    smoother = PoseSmoother()
    smoother.step(0.0, body("down"))
    found = smoother.step(gap_s, body("up"))
    assert found is not None
    assert np.allclose(found.points, body("up").points, atol=1e-6)


def test_a_joint_that_appears_is_not_dragged_from_where_it_was_not() -> None:
    smoother = PoseSmoother()
    lost = changed(body(), WRIST, x=0.0, y=0.0, visibility=0.0)
    smoother.step(0.0, lost)
    smoother.step(0.033, lost)
    found = smoother.step(0.066, body())
    assert found is not None
    assert np.allclose(found.points[WRIST], body().points[WRIST], atol=1e-6)


def test_visibility_passes_through() -> None:
    smoother = PoseSmoother()
    smoother.step(0.0, body())
    found = smoother.step(0.033, changed(body(), WRIST, visibility=0.2))
    assert found is not None
    assert found.points[WRIST, 3] == pytest.approx(0.2)


def test_times_that_stand_still_or_run_back() -> None:
    smoother = PoseSmoother()
    first = smoother.step(1.0, body())
    assert smoother.step(1.0, body("up")) is first
    back = smoother.step(0.5, body("up"))
    assert back is not None
    assert np.isfinite(back.points).all()
