from dataclasses import replace

import numpy as np
import pytest

from game.face.eyes import TALL, WIDE
from game.gaze.columns import columns
from game.gaze.kernel import Recipe, choose, fit, grid
from game.gaze.looks import Looks, joined
from game.gaze.methods import BEST, Centre, Mix, best_of, learn
from tests.gaze.players import WIDE_CM, player


def error(points: np.ndarray, looks: Looks) -> float:
    return float(np.linalg.norm(points - looks.targets, axis=1).mean())


def test_rays_point_at_the_screen_whatever_the_head_does() -> None:
    looks = player(1, 200, turn_rad=0.2, noise=0.0, moved_cm=8.0)
    rays = columns(looks, "rays")
    hit_cm = 10 * (rays[:, 0] + rays[:, 4] + rays[:, 2])  # head, irises, and where the head is
    wanted_cm = (0.5 - looks.targets[:, 0]) * WIDE_CM
    assert np.abs(hit_cm - wanted_cm).mean() < 0.6


def test_rays_learn_a_player_and_follow_the_head() -> None:
    learnt = learn("rays", player(1, 60))
    new = player(2, 100, moved_cm=6.0)
    assert error(learnt.predictor.predict(new), new) < 0.07 < 0.3 < error(Centre().predict(new), new)


@pytest.mark.no_cover
def test_pixels_that_mean_nothing_do_no_harm() -> None:
    """Pictures and codes of these players are noise; what joins everything must find the features in it."""
    looks, new = player(1, 80), player(2, 80)
    learnt = [learn(name, looks) for name in ("ridge", "rays", "together")]
    best = best_of(learnt, looks)
    assert best.name == BEST
    assert error(best.predictor.predict(new), new) < 0.06
    assert learnt[0].error > best.error


def test_blinks_taken_for_looks_are_left_out() -> None:
    looks = player(1, 80)
    targets = looks.targets.copy()
    targets[::16] = 1.0 - targets[::16]
    wrong = Looks(looks.pictures, looks.features, looks.codes, targets, looks.groups)
    recipe = Recipe({"rays": 1.0}, {}, noise=0.01)
    new = player(2, 60)
    assert error(fit(wrong, recipe).predict(new), new) < 1.1 * error(fit(looks, recipe).predict(new), new)


def test_a_whole_session_is_left_out_at_a_time() -> None:
    looks = player(1, 50, groups=5)
    for out in looks.folds():
        assert not set(looks.groups[out]) & set(looks.groups[~out])
    assert sum(out.sum() for out in looks.folds()) == 50
    one = player(1, 50, groups=1)
    assert len(one.folds()) == 6
    assert all(np.ptp(np.flatnonzero(out)) == out.sum() - 1 for out in one.folds())  # runs of neighbours


@pytest.mark.no_cover
def test_more_noise_takes_a_stronger_ridge() -> None:
    recipes = grid(Recipe({"rays": 1.0, "codes": 1.0}, {}), (0.001, 0.1, 10.0), (0.0,))
    quiet, loud = (choose(player(1, 60, noise=noise), recipes).recipe.noise for noise in (0.0, 0.25))
    assert loud > quiet


def test_a_session_of_its_own_offset_does_not_bend_the_slopes() -> None:
    a, b = player(1, 40, groups=1), player(2, 40, groups=1)
    shifted = Looks(b.pictures, b.features + 0.0, b.codes, b.targets + (0.2, 0.0), b.groups + 1)
    looks = joined([a, shifted])
    assert len(looks) == 80
    new = player(3, 80)
    plain, minded = (fit(looks, Recipe({"rays": 1.0}, {}, noise=0.01, shift=s)).predict(new) for s in (0.0, 0.5))
    spread = [np.std((points - new.targets)[:, 0]) for points in (plain, minded)]
    assert spread[1] <= spread[0] * 1.02


@pytest.mark.parametrize("count", [1, 2, 9])
def test_few_examples_are_enough_to_say_something(count: int) -> None:
    points = learn("together", player(1, count, groups=count)).predictor.predict(player(2, 5))
    assert np.isfinite(points).all()
    assert points.min() >= 0
    assert points.max() <= 1


def test_nothing_to_learn_from_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing to learn"):
        fit(player(1, 3).take(np.zeros(3, np.bool_)), Recipe({"rays": 1.0}, {}))


@pytest.mark.no_cover
@pytest.mark.parametrize("sessions", [1, 6])
def test_the_better_a_method_did_the_more_it_weighs(sessions: int) -> None:
    looks = player(1, 60, groups=sessions)
    learnt = [learn(name, looks) for name in ("ridge", "rays", "codes", "together")]
    best = best_of(learnt, looks)
    assert isinstance(best.predictor, Mix)
    shares = best.predictor.shares
    errors = np.array([np.abs(one.checked - looks.targets).mean(0) for one in learnt])
    assert (shares.argsort(0) == (-errors).argsort(0)).all()
    assert (shares.sum(0) <= 1 + 1e-9).all()
    assert best.error < 1.05 * min(one.error for one in learnt)


@pytest.mark.no_cover
def test_best_says_the_middle_where_nothing_can_be_known() -> None:
    looks, new = player(1, 60, groups=6), player(2, 60)
    rng = np.random.default_rng(4)
    blind, unseen = (
        Looks(one.pictures, rng.standard_normal(one.features.shape), one.codes, one.targets, one.groups)
        for one in (looks, new)
    )
    points = best_of([learn(name, blind) for name in ("ridge", "rays", "codes")], blind).predictor.predict(unseen)
    assert error(points, new) < 1.1 * error(Centre().predict(new), new)


def test_light_from_one_side_changes_the_pixels_little() -> None:
    rng = np.random.default_rng(5)
    eyes = np.full((6, TALL, WIDE), 190.0)
    y, x = np.indices((TALL, WIDE))
    for k in range(6):
        for middle in (12, 37):
            eyes[k][np.hypot(x - middle - 1.5 * (k - 2.5), y - 12) < 4.5] = 60.0
    shade = np.linspace(0.45, 1.0, WIDE)
    even, aside = (player(6, 6) for _ in range(2))
    even = replace(even, pictures=(eyes + rng.normal(0, 3, eyes.shape)).astype(np.uint8))
    aside = replace(aside, pictures=(eyes * shade + rng.normal(0, 3, eyes.shape)).astype(np.uint8))
    a, b = columns(even, "pixels"), columns(aside, "pixels")
    changed = np.linalg.norm(a - b, axis=1).mean()
    looked_aside = np.linalg.norm(a[0] - a[1])  # an iris one and a half pixels further
    assert changed < 0.7 * looked_aside
