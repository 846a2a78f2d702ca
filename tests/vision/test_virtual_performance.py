"""Performances: deterministic, endless, truthful; and the landmarkers' errors laid over them."""

from collections.abc import Iterator
from itertools import islice, pairwise

import numpy as np
import pytest

from game.body.pose import COCO17, Landmark
from game.vision.virtual.crowd import crowd
from game.vision.virtual.mannequin import bodies
from game.vision.virtual.noise import MEDIAPIPE, POSENET, landmark_noise
from game.vision.virtual.performance import Beat, Performance, demo_script, passer_by
from game.vision.virtual.posture import Channel
from game.vision.virtual.source import demo_view
from game.vision.virtual.view import View, in_view, landmarks


@pytest.mark.no_cover
def test_the_same_seed_acts_the_same_in_any_order_of_asking() -> None:
    times = np.array([3.0, 40.0, 12.5, 0.0, 90.25])
    first, again = Performance(7), Performance(7)
    one_by_one = np.concatenate([first.postures(np.array([t])) for t in times])
    np.testing.assert_allclose(one_by_one, again.postures(times), atol=1e-12)
    assert first.cues(60) == again.cues(60)
    assert not np.allclose(one_by_one, Performance(8).postures(times))


@pytest.mark.no_cover
def test_the_demo_is_endless_lively_and_labelled() -> None:
    for seed in range(4):
        cues = Performance(seed).cues(180)
        acts = [cue.act for cue in cues]
        sides = {cue.side for cue in cues if cue.act == "hadouken"}
        assert acts.count("fly") >= 8
        assert acts.count("hadouken") >= 6
        assert sides == {"left", "right"}
        assert len(set(acts)) >= 6
        for cue, following in pairwise(cues):
            assert cue.start_s < cue.peak_s <= cue.leave_s <= cue.end_s <= following.start_s


@pytest.mark.no_cover
def test_cues_tell_when_arms_are_up() -> None:
    performance = Performance(3)
    for cue in performance.cues(90):
        body = bodies(performance.postures(np.array([cue.start_s, cue.peak_s, cue.leave_s])), [performance.build])
        over = body.landmarks[:, [Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST], 1].min(1) - body.landmarks[:, 0, 1]
        up = over > 0.25 * performance.build.torso
        assert up.tolist() == ([False, True, True] if cue.act == "fly" else [False, False, False]), cue


def test_a_script_is_followed_and_then_the_performer_idles() -> None:
    performance = Performance(2, [Beat("fly"), Beat("hadouken", "right"), Beat("drink", "left")])
    cues = performance.cues(1e6)
    assert [(cue.act, cue.label, cue.side) for cue in cues] == [
        ("fly", "fly", None),
        ("hadouken", "hadouken", "right"),
        ("drink", None, "left"),
    ]
    late = performance.postures(performance.end_s + np.array([5.0, 5.5, 6.0]))
    assert np.isfinite(late).all()
    face = [Channel.BLINK, Channel.SMILE, Channel.WINK, Channel.BROWS]
    assert 0 < np.abs(np.diff(np.delete(late, face, axis=1), axis=0)).max() < 0.3  # alive, not moving off
    with pytest.raises(ValueError, match="no act is named"):
        Performance(0, [Beat("levitate")]).at(1.0)


@pytest.mark.no_cover
def test_nothing_jumps_from_frame_to_frame() -> None:
    performance = Performance(11)
    marks = bodies(performance.postures(np.arange(0, 60, 1 / 60)), [performance.build]).landmarks
    assert (np.linalg.norm(np.diff(marks, axis=0), axis=2) * 60).max() < 20


def test_idle_people_breathe_blink_and_look_about() -> None:
    postures = Performance(5, []).postures(np.arange(0, 20, 1 / 30))
    assert postures[:, Channel.BLINK].max() > 0.8
    assert postures[:, Channel.BLINK].mean() < 0.1
    assert np.ptp(postures[:, Channel.EYE_YAW]) > 0.1
    assert 0.005 < np.ptp(postures[:, Channel.HEAD_YAW]) < 0.5
    assert np.ptp(postures[:, Channel.SMILE]) > 0.8 and np.ptp(postures[:, Channel.BROWS]) > 0.8
    assert np.ptp(postures[:, Channel.WINK]) > 0.8


def test_standing_feet_do_not_slide() -> None:
    performance = Performance(5, [])
    feet = bodies(performance.postures(np.arange(0, 20, 0.1)), [performance.build]).landmarks[:, [31, 32]]
    assert np.ptp(feet, axis=0).max() < 0.02


def test_a_passer_by_crosses_the_picture_behind_the_player() -> None:
    walker = passer_by(9, "left")
    view = View(distance_m=3.0)
    times = np.arange(0, walker.end_s, 0.2)
    seen = [in_view(points) for points in landmarks(bodies(walker.postures(times), [walker.build]), view)]
    hips = bodies(walker.postures(times), [walker.build]).mid_hip
    assert not seen[0]
    assert any(seen)
    assert not seen[-1]
    assert hips[0, 0] > 2
    assert hips[-1, 0] < -2
    assert (hips[:, 2] < -0.7).all()


def leaves_and_returns() -> Iterator[Beat]:
    """A script: jump, walk out of the picture to the left, stay away for four seconds, come back, jump."""
    yield Beat("fly", pause_s=1.5)
    yield Beat("walk", None, 1.0, heading=np.pi / 2, far_m=3.2)
    yield Beat("walk", None, 4.0, heading=-np.pi / 2, far_m=3.2)
    yield Beat("fly", pause_s=1.5)


def test_a_player_leaves_and_returns() -> None:
    performance = Performance(4, leaves_and_returns())
    view = demo_view(performance.build.height)
    times = np.arange(0, performance.end_s, 0.25)
    seen = np.array([in_view(p) for p in landmarks(bodies(performance.postures(times), [performance.build]), view)])
    assert seen[0]
    assert seen[-1]
    assert (~seen).sum() * 0.25 > 2
    assert np.abs(np.diff(seen.astype(int))).sum() == 2
    assert [cue.act for cue in performance.cues(1e6)] == ["fly", "walk", "walk", "fly"]


def test_demo_scripts_differ_by_seed() -> None:
    first, second = (list(islice(demo_script(seed), 20)) for seed in (1, 2))
    assert first != second


@pytest.fixture(scope="module")
def still() -> np.ndarray:
    """A thousand frames of one person standing still."""
    return np.repeat(crowd(1, 1, 1, acts=("stand",), wildness=0.0).points, 1000, 0)


def test_noise_is_repeatable_and_about_as_strong_as_asked(still: np.ndarray) -> None:
    clips = np.zeros(1000, np.int64)
    noisy, kept = landmark_noise(still, np.random.default_rng(1), clips=clips)
    again, _ = landmark_noise(still, np.random.default_rng(1), clips=clips)
    np.testing.assert_array_equal(noisy, again)
    assert noisy.dtype == np.float32
    assert np.isfinite(noisy).all()
    assert kept.mean() > 0.9
    px = (noisy - still)[..., :2] * [640, 480]
    torso = np.linalg.norm((still[0, [11, 12], :2].mean(0) - still[0, [23, 24], :2].mean(0)) * [640, 480])
    shoulder = px[:, Landmark.LEFT_SHOULDER] / torso
    step = np.diff(shoulder, axis=0)
    assert (
        0.3 * MEDIAPIPE.jitter < shoulder.std(0).max() < 4 * MEDIAPIPE.jitter
    )  # in time: jitter alone, the bias stays
    assert step.std() < shoulder.std(0).mean()  # correlated: smaller steps than white noise would make
    assert px[:, Landmark.NOSE].std(0).mean() < px[:, Landmark.LEFT_WRIST].std(0).mean()


def test_posenet_has_17_points_and_loses_some(still: np.ndarray) -> None:
    people = np.repeat(np.arange(200), 5)
    noisy, kept = landmark_noise(still, np.random.default_rng(2), POSENET, clips=people)
    rest = [mark for mark in Landmark if mark not in COCO17]
    assert not noisy[:, rest].any()
    assert not noisy[..., 2].any()
    lost_ears = (noisy[:, Landmark.LEFT_EAR, 3] == 0).mean()
    assert 0.15 < lost_ears < 0.6
    assert (noisy[:, Landmark.LEFT_SHOULDER, 3] > 0.8).mean() > 0.95
    assert 0.9 < kept.mean() < 1.0
    mediapipe, _ = landmark_noise(still, np.random.default_rng(2), clips=people)
    assert (mediapipe[..., 3] > 0).all()


@pytest.mark.no_cover
@pytest.mark.slow
def test_hidden_and_outside_points_err_more() -> None:
    here = crowd(4, 400, 1, wildness=1.0)
    noisy, _ = landmark_noise(here.points, np.random.default_rng(3))
    error = np.linalg.norm((noisy - here.points)[..., :2], axis=2)
    inside = ((here.points[..., :2] > 0) & (here.points[..., :2] < 1)).all(2)
    ankle = error[:, Landmark.LEFT_ANKLE]
    assert np.median(ankle[~inside[:, Landmark.LEFT_ANKLE]]) > 1.5 * np.median(ankle[inside[:, Landmark.LEFT_ANKLE]])
