"""The acts: each of the eight poses is what it should be on every body, and all motion is smooth."""

import numpy as np
import pytest

from game.body.pose import Landmark as L
from game.body.poses import POSES
from game.vision.virtual.acting import Act, Doer, Take, blended
from game.vision.virtual.crowd import crowd, hold_of, take_of
from game.vision.virtual.exercise_acts import RAISING_ACTS
from game.vision.virtual.huia_acts import HUIA_ACTS
from game.vision.virtual.mannequin import Bodies, bodies
from game.vision.virtual.ordinary_acts import ORDINARY_ACTS
from game.vision.virtual.performance import ACTS, random_performer
from game.vision.virtual.posture import CHANNELS, SIDES, Array, Channel, Side, mirrored, standing

PERFORMERS = range(24)


def held(name: str, seed: int, side: Side | None = None) -> tuple[Act, Bodies, float]:
    """An act, its body while the pose is held, and that body's torso in metres."""
    performer = random_performer(seed)
    act = take_of(np.random.default_rng(seed), performer, name, side=side)
    body = bodies(act.at(np.array([(act.peak_s + act.leave_s) / 2])), [performer.build])
    return act, body, performer.build.torso


def in_chest(body: Bodies, mark: int) -> Array:
    """A landmark from mid-shoulder in the chest's own axes: own left, up, ahead; metres."""
    place: Array = body.chest_turn[0].T @ (body.landmarks[0, mark] - body.chest[0])
    return place


@pytest.mark.no_cover
@pytest.mark.parametrize("name", ["fly", *RAISING_ACTS])
@pytest.mark.parametrize("seed", PERFORMERS)
def test_fly_raises_both_wrists_well_over_the_head(seed: int, name: str) -> None:
    _, body, torso = held(name, seed)
    marks = body.landmarks[0]
    for wrist in (L.LEFT_WRIST, L.RIGHT_WRIST):
        assert marks[wrist, 1] > marks[L.NOSE, 1] + 0.2 * torso


@pytest.mark.parametrize("seed", PERFORMERS)
def test_wings_are_straight_out_and_level(seed: int) -> None:
    _, body, torso = held("wings", seed)
    for wrist, sign in ((L.LEFT_WRIST, 1), (L.RIGHT_WRIST, -1)):
        out, up, _ = in_chest(body, wrist)
        assert sign * out > 0.75 * torso
        assert abs(up) < 0.55 * torso


@pytest.mark.no_cover
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("seed", PERFORMERS)
def test_hadouken_thrusts_both_hands_to_its_side_at_chest_height(seed: int, side: Side) -> None:
    act, body, torso = held("hadouken", seed, side)
    sign = 1 if side == "left" else -1
    middle = body.chest[0]
    left, right = body.landmarks[0, L.LEFT_WRIST] - middle, body.landmarks[0, L.RIGHT_WRIST] - middle
    assert act.side == side
    assert sign * left[0] > 0.35 * torso
    assert sign * right[0] > 0.35 * torso
    # together, or one over the other like jaws; of 23 real ones, hands are up to .9 apart, .66 below to .4 above
    assert np.linalg.norm((left - right)[[0, 2]]) < 0.6 * torso
    assert abs(left[1] - right[1]) < 1.1 * torso
    assert -0.95 * torso < min(left[1], right[1])
    assert max(left[1], right[1]) < 0.75 * torso


@pytest.mark.no_cover
@pytest.mark.parametrize("name", ["hadouken", "jab", "cross", "lead hook", "stroke"])
def test_the_trunk_and_feet_of_a_move_to_the_right_mirror_those_to_the_left(name: str) -> None:
    for seed in range(6):
        build = random_performer(seed).build
        left, right = (ACTS[name](Doer(np.random.default_rng(seed), build, standing()), side) for side in SIDES)
        np.testing.assert_allclose(left.times_s, right.times_s)
        trunk = [
            *range(Channel.HEAD_YAW),
            *range(Channel.LEFT_LEG, CHANNELS),
        ]  # glances and arms have dice of their own
        np.testing.assert_allclose(mirrored(left.postures)[:, trunk], right.postures[:, trunk], atol=1e-9)


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", PERFORMERS)
def test_dramatic_puts_both_hands_by_the_head_elbows_out(seed: int) -> None:
    _, body, torso = held("dramatic", seed)
    marks = body.landmarks[0]
    for side, sign in ((0, 1), (1, -1)):
        assert np.linalg.norm(marks[L.LEFT_WRIST + side] - body.head[0]) < 0.62 * torso
        assert sign * in_chest(body, L.LEFT_ELBOW + side)[0] > 0.38 * torso


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", PERFORMERS)
def test_underarm_raises_the_left_arm_alone(seed: int) -> None:
    act, body, torso = held("underarm", seed)
    left, right = in_chest(body, L.LEFT_WRIST), in_chest(body, L.RIGHT_WRIST)
    assert act.side == "left"
    assert left[1] > 0.15 * torso
    assert in_chest(body, L.LEFT_ELBOW)[1] > 0.0
    assert right[1] < 0.0


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", PERFORMERS)
def test_moonwalk_has_the_right_hand_at_the_hat_and_the_left_low(seed: int) -> None:
    act, body, torso = held("moonwalk", seed)
    right = body.landmarks[0, L.RIGHT_WRIST]
    assert act.side == "right"
    assert np.linalg.norm(right - body.head[0]) < 0.75 * torso
    assert right[1] > body.head[0, 1] - 0.25 * torso
    assert in_chest(body, L.LEFT_WRIST)[1] < -0.35 * torso


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", PERFORMERS)
def test_backpack_has_the_left_forearm_before_the_belly_and_the_right_arm_out(seed: int) -> None:
    _, body, torso = held("backpack", seed)
    left, right = in_chest(body, L.LEFT_WRIST), in_chest(body, L.RIGHT_WRIST)
    assert left[2] > 0
    assert left[0] < 0.35 * torso
    assert -right[0] > 0.35 * torso
    assert right[1] < 0.2 * torso


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", PERFORMERS)
def test_normal_keeps_both_hands_below_the_chest(seed: int) -> None:
    _, body, torso = held("normal", seed)
    for wrist in (L.LEFT_WRIST, L.RIGHT_WRIST):
        assert in_chest(body, wrist)[1] < -0.3 * torso


@pytest.mark.no_cover
def test_the_eight_and_only_they_are_labelled() -> None:
    assert set(HUIA_ACTS) == {
        "normal", "fly", "hadouken", "dramatic", "moonwalk", "backpack", "underarm", "wings",
    }  # fmt: skip
    for name, sketch in ACTS.items():
        act = sketch(Doer(np.random.default_rng(1), random_performer(1).build, standing()), None)
        assert act.name == name
        assert act.label == (name if name in HUIA_ACTS else "fly" if name in RAISING_ACTS else None)


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize("name", list(ACTS))
def test_acts_move_smoothly_and_are_timed(name: str) -> None:
    for seed in range(4):
        performer = random_performer(seed)
        act = take_of(np.random.default_rng(seed), performer, name)
        assert 0 < act.peak_s <= act.leave_s <= act.end_s < 40
        assert (np.diff(act.times_s) > 0).all()
        assert np.isfinite(act.postures).all()
        times = np.arange(0, act.end_s, 1 / 60)
        marks = bodies(act.at(times), [performer.build]).landmarks
        speed = np.linalg.norm(np.diff(marks, axis=0), axis=2) * 60
        assert speed.max() < 22  # metres a second: a boxer's fist does 10 to 15
        # between two frames nothing jumps: the change of speed is bounded, too
        assert np.abs(np.diff(speed, axis=0)).max() < 8


@pytest.mark.no_cover
@pytest.mark.slow
def test_most_moments_of_no_ordinary_act_raise_both_arms() -> None:
    for name in ORDINARY_ACTS:
        for seed in range(6):
            performer = random_performer(seed)
            act = take_of(np.random.default_rng(seed), performer, name)
            body = bodies(act.at(np.linspace(0, act.end_s, 30)), [performer.build])
            over = body.landmarks[:, [L.LEFT_WRIST, L.RIGHT_WRIST], 1].min(1) - body.landmarks[:, L.NOSE, 1]
            assert over.max() < 0.25 * performer.build.torso, name


def test_blending_passes_through_keys_and_never_overshoots() -> None:
    rng = np.random.default_rng(3)
    times, keys = np.cumsum(rng.uniform(0.1, 1, 12)), rng.normal(size=(12, 5))
    np.testing.assert_allclose(blended(times, keys, times), keys, atol=1e-12)
    fine = np.linspace(times[0], times[-1], 2000)
    between = blended(times, keys, fine)
    k = np.clip(np.searchsorted(times, fine, side="right") - 1, 0, 10)
    low, high = np.minimum(keys[k], keys[k + 1]), np.maximum(keys[k], keys[k + 1])
    assert (between >= low - 1e-9).all()
    assert (between <= high + 1e-9).all()
    # asking for a few moments gives what asking for all gives
    np.testing.assert_allclose(blended(times, keys, fine[700:703]), between[700:703], atol=1e-12)
    np.testing.assert_array_equal(blended(times, keys, np.array([-9.0, 99.0])), keys[[0, -1]])


def test_a_take_without_a_peak_ends_at_rest() -> None:
    doer = Doer(np.random.default_rng(0), random_performer(0).build, standing())
    act = Take(doer).to(0.5, doer.sketch()).act("nothing", None)
    np.testing.assert_array_equal(act.postures[-1], doer.rest)


@pytest.mark.no_cover
def test_performers_vary_and_variety_can_be_turned_down() -> None:
    def spread(variety: float) -> float:
        crowd_ = crowd(3, 60, 1, acts=("fly",), variety=variety, wildness=0.0, held_only=True)
        xy = crowd_.points[:, [L.LEFT_WRIST, L.RIGHT_WRIST], :2] - crowd_.points[:, [L.NOSE], :2]
        return float(xy.std(0).mean())

    assert spread(1.0) > 1.25 * spread(0.0)


def test_a_crowd_is_labelled_repeatable_and_of_many_people() -> None:
    first, again, other = crowd(5, 32, 3), crowd(5, 32, 3), crowd(6, 32, 3)
    np.testing.assert_array_equal(first.points, again.points)
    assert not np.array_equal(first.points, other.points)
    assert len(first) == 96
    assert first.points.shape == (96, 33, 4)
    assert len(set(first.persons.tolist())) == 32
    assert set(first.labels) <= {*POSES, ""}
    for name, label, share in zip(first.acts, first.labels, first.held, strict=True):
        assert label == (name if name in POSES and share >= 0.5 else "")
    assert first.pose(7).frame == (640, 480)


def test_being_held_rises_to_the_peak_and_falls_after_it() -> None:
    act = take_of(np.random.default_rng(0), random_performer(0), "fly")
    share = hold_of(act, np.array([0.0, act.peak_s, act.leave_s, act.end_s]))
    assert share.tolist() == pytest.approx([0.0, 1.0, 1.0, 0.0], abs=0.01)
