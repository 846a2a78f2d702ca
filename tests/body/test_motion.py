"""Thrusts, punches and grabs as scripted timelines, at the frame rates cameras have; real people's held poses."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from bodies import ARMS, Points, body, changed, real_people

from game.body.classifier import ModelCard
from game.body.motion import HandWatch, Motion, evidence, presented
from game.body.moves import MoveFired, MoveGate
from game.body.pose import Landmark, Pose
from game.body.units import body_units

LABELS = ("normal", "hadouken")
CARD = ModelCard(LABELS, 96, 1 / 255, 0.0, 1, "0" * 64)
RATES = (15, 30, 60)
THRUST_S = 1.0

DRAWN: Points = {
    Landmark.LEFT_ELBOW: (0.1, 0.5),
    Landmark.RIGHT_ELBOW: (-0.5, 0.5),
    Landmark.LEFT_WRIST: (-0.15, 0.65),
    Landmark.RIGHT_WRIST: (-0.3, 0.75),
}
THRUST: Points = {
    Landmark.LEFT_ELBOW: (0.55, 0.3),
    Landmark.RIGHT_ELBOW: (0.35, 0.4),
    Landmark.LEFT_WRIST: (1.0, 0.2),
    Landmark.RIGHT_WRIST: (0.9, 0.3),
}
GUARD: Points = {
    Landmark.LEFT_ELBOW: (0.45, 0.4),
    Landmark.RIGHT_ELBOW: (-0.35, 0.4),
    Landmark.LEFT_WRIST: (0.4, -0.1),
    Landmark.RIGHT_WRIST: (-0.05, -0.1),
}
PUNCH: Points = GUARD | {Landmark.LEFT_ELBOW: (0.65, 0.1), Landmark.LEFT_WRIST: (1.1, 0.1)}
SEEN: Callable[[Pose], Pose] = lambda pose: pose  # noqa: E731

Key = tuple[float, str | Points]


def at(keys: Sequence[Key], t_s: float, **where: object) -> Pose:
    """The body at a time between keys."""
    times = [key[0] for key in keys]
    after = min(int(np.searchsorted(times, t_s)), len(keys) - 1)
    before = max(after - 1, 0)
    span = times[after] - times[before]
    share = min(max((t_s - times[before]) / span, 0.0), 1.0) if span else 0.0
    return body(keys[before][1], to=keys[after][1], share=share, **where)  # type: ignore[arg-type]


def act(
    keys: Sequence[Key],
    fps: float,
    scored: tuple[float, float],
    seen: Callable[[Pose], Pose] = SEEN,
    lost: Callable[[float], bool] = lambda t_s: False,
    score: float = 0.97,
    again_s: float = 99.0,
    **where: object,
) -> list[tuple[float, MoveFired]]:
    """What fires while the classifier believes in a hadouken between two times (of each again_s)."""
    gate, rng, fired = MoveGate(CARD), np.random.default_rng(5), []
    for frame in range(round(keys[-1][0] * fps)):
        t_s = frame / fps
        pose = seen(at(keys, t_s, **where))
        points = pose.points.copy()
        points[:, :2] += rng.normal(0, 0.01, (33, 2)) * float(where.get("torso_px", 100.0)) / pose.frame  # type: ignore[arg-type, operator, operator]
        one = score if scored[0] <= t_s % again_s <= scored[1] else 0.02
        missing = lost(t_s)
        move = gate.step(t_s, () if missing else (1 - one, one), None if missing else Pose(points, pose.frame))
        fired += [(t_s, move)] if move else []
    return fired


HADOUKEN: Sequence[Key] = ((0.0, "down"), (0.5, DRAWN), (0.8, DRAWN), (THRUST_S, THRUST), (1.8, THRUST), (2.4, "down"))
BELIEVED = (0.9, 2.0)


@pytest.mark.parametrize("fps", RATES)
@pytest.mark.parametrize("torso_px", [40.0, 100.0, 160.0])
def test_a_thrust_is_one_hadouken_at_once_to_its_side(fps: float, torso_px: float) -> None:
    for side, seen in (("left", SEEN), ("right", Pose.mirrored)):
        ((t_s, move),) = act(HADOUKEN, fps, BELIEVED, seen, torso_px=torso_px)
        assert move.side == side
        assert -0.1 <= t_s - THRUST_S <= 0.2


@pytest.mark.parametrize("fps", RATES)
def test_a_clear_thrust_needs_less_of_the_classifier(fps: float) -> None:
    assert len(act(HADOUKEN, fps, BELIEVED, score=0.5)) == 1
    assert act(HADOUKEN, fps, BELIEVED, score=0.03) == []


@pytest.mark.parametrize("fps", RATES)
@pytest.mark.parametrize("held_s", [0.1, 0.3, 1.0])
def test_a_punch_is_no_hadouken_whatever_the_classifier_thinks(fps: float, held_s: float) -> None:
    left = 1.0 + held_s
    punch: Sequence[Key] = (
        (0.0, "down"),
        (0.5, GUARD),
        (0.85, GUARD),
        (1.0, PUNCH),
        (left, PUNCH),
        (left + 0.3, GUARD),
    )
    for seen in (SEEN, Pose.mirrored):
        assert act(punch, fps, (0.85, left + 0.1), seen) == []


@pytest.mark.parametrize("fps", RATES)
def test_arms_that_swing_as_in_walking_are_no_hadouken(fps: float) -> None:
    back = {mark: (-x, y) for mark, (x, y) in THRUST.items()}
    apart = THRUST | {mark: back[mark] for mark in (Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST)}
    other = back | {mark: THRUST[mark] for mark in (Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST)}
    assert act([(0.4 * n, (apart, other)[n % 2]) for n in range(10)], fps, (0.0, 4.0)) == []


@pytest.mark.parametrize("fps", RATES)
def test_a_lunge_into_the_thrust_fires_however_far_it_goes(fps: float) -> None:
    def fires(metres_a_second: float) -> bool:
        gate = MoveGate(CARD)
        for frame in range(round(1.8 * fps)):
            t_s = frame / fps
            pose = at(HADOUKEN, t_s, at=(150.0 + 200.0 * metres_a_second * t_s, 200.0))
            if gate.step(t_s, (0.1, 0.9) if t_s >= BELIEVED[0] else (0.98, 0.02), pose):
                return True
        return False

    assert fires(0.0)
    assert fires(0.5)
    assert fires(1.5)


@pytest.mark.parametrize("fps", RATES)
def test_a_pose_nobody_saw_begin_must_be_held(fps: float) -> None:
    ((t_s, move),) = act(((0.0, THRUST), (2.0, THRUST)), fps, (0.0, 2.0))
    assert move.name == "hadouken"
    assert 0.35 <= t_s <= 0.6
    assert act(((0.0, THRUST), (0.3, THRUST), (0.5, "down"), (2.0, "down")), fps, (0.0, 0.4)) == []


@pytest.mark.parametrize("fps", RATES)
def test_a_held_pose_the_classifier_is_unsure_of_must_be_held_longer(fps: float) -> None:
    ((clear_s, _),) = act(((0.0, THRUST), (2.0, THRUST)), fps, (0.0, 2.0))
    ((unsure_s, _),) = act(((0.0, THRUST), (2.0, THRUST)), fps, (0.0, 2.0), score=0.5)
    assert clear_s + 0.1 <= unsure_s <= 1.1
    assert act(((0.0, THRUST), (2.0, THRUST)), fps, (0.0, 2.0), score=0.2) == []
    assert act(((0.0, PUNCH), (2.0, PUNCH)), fps, (0.0, 2.0)) == []


def test_one_picture_decides_nothing_even_at_five_a_second() -> None:
    keys: Sequence[Key] = ((0.0, DRAWN), (0.6, DRAWN), (0.8, THRUST), (2.0, THRUST))
    assert act(keys, 5, (0.75, 0.85)) == []
    assert len(act(keys, 5, (0.75, 2.0))) == 1


@pytest.mark.parametrize("fps", RATES)
def test_drop_outs_on_the_way_do_not_matter(fps: float) -> None:
    def lost(t_s: float) -> bool:
        return 0.82 <= t_s <= 0.95 or abs(t_s - 1.1) < 0.03

    ((t_s, _),) = act(HADOUKEN, fps, BELIEVED, lost=lost)
    assert t_s - THRUST_S <= 0.35


@pytest.mark.parametrize("fps", RATES)
def test_a_far_arm_that_is_hidden_takes_a_little_longer(fps: float) -> None:
    def hidden(pose: Pose) -> Pose:
        for mark in (Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST):
            pose = changed(pose, mark, visibility=0.1, x=0.1, y=0.9)
        return pose

    ((t_s, move),) = act(HADOUKEN, fps, BELIEVED, hidden)
    assert move.side == "left"
    assert t_s - THRUST_S <= 0.6


def test_thrusting_again_is_another_hadouken_and_keeping_the_arms_out_is_not() -> None:
    twice = [*HADOUKEN, *((t_s + 2.4, arms) for t_s, arms in HADOUKEN[1:])]
    times = [t_s for t_s, _ in act(twice, 30, BELIEVED, again_s=2.4)]
    assert times == pytest.approx([THRUST_S, THRUST_S + 2.4], abs=0.15)
    long: Sequence[Key] = (*HADOUKEN[:4], (6.0, THRUST))
    assert len(act(long, 30, (0.9, 6.0))) == 1


def watched(keys: Sequence[Key], until_s: float, **where: object) -> Motion:
    watch, motion = HandWatch(), None
    for t_s in np.arange(0, until_s, 1 / 30).tolist():
        pose = at(keys, t_s, **where)
        units = body_units(pose)
        assert units is not None
        motion = watch.step(t_s, pose, units)
    assert motion is not None
    return motion


def test_what_is_measured_of_a_thrust() -> None:
    motion = watched(HADOUKEN, 1.05)
    assert (motion.hands, motion.pointing) == (2, 1.0)
    assert motion.out == pytest.approx(0.9, abs=0.02)
    assert motion.thrust == pytest.approx(1.15, abs=0.05)  # the left hand's way, the shorter one
    assert motion.together == pytest.approx(0.16, abs=0.03)
    assert motion.alike > 0.9
    near = watched(HADOUKEN, 1.05, torso_px=150.0, at=(200.0, 150.0))
    assert near.thrust == pytest.approx(motion.thrust, abs=1e-3)
    assert watched(HADOUKEN, 1.7).still == pytest.approx(0.0, abs=1e-4)


def test_evidence_moves_the_way_it_should() -> None:
    thrust = watched(HADOUKEN, 1.05)
    punch = watched(((0.0, GUARD), (0.9, GUARD), (1.0, PUNCH), (2.0, PUNCH)), 1.05)
    assert evidence(0.9, thrust) > evidence(0.5, thrust) > evidence(0.1, thrust)
    assert evidence(0.9, thrust) > 2.0
    assert evidence(0.99, punch) < 0.0
    for arms in ARMS:
        assert not presented(watched(((0.0, arms), (1.0, arms)), 0.5)), arms


def test_real_hadoukens_held_still_fire_to_the_side_they_were_done() -> None:
    for sample in real_people():
        if sample.label == "hadouken":
            for side, pose in (("left", sample.pose), ("right", sample.pose.mirrored())):
                gate = MoveGate(CARD)
                fired = [move for n in range(20) if (move := gate.step(n / 30, (0.03, 0.97), pose))]
                assert [move.side for move in fired] == [side], sample.id
