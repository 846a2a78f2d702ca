"""The moves gate against scripted scores, at the frame rates cameras have."""

from collections.abc import Iterable, Iterator

import numpy as np
import pytest
from bodies import STANDING, Points, body, changed

from game.body.classifier import ModelCard, Threshold
from game.body.moves import MoveFired, MoveGate, arm_beside
from game.body.pose import Landmark, Pose
from game.tuning import MOVES

LABELS = ("normal", "fly", "hadouken", "wings")
CARD = ModelCard(LABELS, 96, 1 / 255, 0.0, 1, "0" * 64)
RATES = (15, 30, 60)

HADOUKEN: Points = {
    Landmark.LEFT_ELBOW: (0.55, 0.4),
    Landmark.RIGHT_ELBOW: (0.3, 0.45),
    Landmark.LEFT_WRIST: (1.0, 0.3),
    Landmark.RIGHT_WRIST: (0.9, 0.35),
}
PUNCH = HADOUKEN | {Landmark.RIGHT_ELBOW: (-0.3, 0.3), Landmark.RIGHT_WRIST: (-0.1, -0.2)}

Beat = tuple[float, tuple[float, ...], Pose | None]


def scores(label: str, score: float = 0.97) -> tuple[float, ...]:
    rest = (1.0 - score) / (len(LABELS) - 1)
    return tuple(score if name == label else rest for name in LABELS)


def play(fps: float, *parts: tuple[float, tuple[float, ...]]) -> Iterator[Beat]:
    """A timeline of (seconds, scores); empty scores: nobody found."""
    frame = 0
    for seconds, what in parts:
        for _ in range(max(1, round(seconds * fps))):
            yield frame / fps, what, body(HADOUKEN) if what else None
            frame += 1


def fired(beats: Iterable[Beat], card: ModelCard = CARD) -> list[tuple[float, str]]:
    gate = MoveGate(card)
    return [(t_s, move.name) for t_s, what, pose in beats if (move := gate.step(t_s, what, pose)) is not None]


@pytest.mark.parametrize("fps", RATES)
def test_a_held_pose_is_one_move_soon(fps: float) -> None:
    ((t_s, name),) = fired(play(fps, (1.0, scores("normal")), (2.0, scores("wings")), (1.0, scores("normal"))))
    assert name == "wings"
    assert 0.1 <= t_s - 1.0 <= 0.25


@pytest.mark.no_cover
@pytest.mark.parametrize("fps", RATES)
def test_a_flash_is_not_a_move(fps: float) -> None:
    flash = ((1.0, scores("normal")), (1 / fps, scores("hadouken")))
    assert fired(play(fps, *flash * 5)) == []


@pytest.mark.parametrize("fps", RATES)
def test_a_pose_passed_through_in_a_tenth_of_a_second_is_not_a_move(fps: float) -> None:
    assert fired(play(fps, (1.0, scores("normal")), (0.067, scores("hadouken")), (1.0, scores("normal")))) == []


@pytest.mark.parametrize("fps", RATES)
def test_one_bad_reading_in_a_held_pose_neither_prevents_nor_repeats_it(fps: float) -> None:
    flicker = ((0.25, scores("fly")), (1 / fps, scores("normal", 0.6)))
    assert [name for _, name in fired(play(fps, (0.5, scores("normal")), *flicker * 4))].count("fly") == 1


def test_normal_never_fires() -> None:
    assert fired(play(30, (0.5, scores("fly", 0.5)), (5.0, scores("normal", 1.0)))) == []


def test_between_enter_and_leave_nothing_begins_and_nothing_ends() -> None:
    between = scores("fly", (MOVES.enter + MOVES.leave) / 2)
    assert fired(play(30, (3.0, between))) == []
    assert len(fired(play(30, (0.5, scores("fly")), (1.0, between), (0.5, scores("fly"))))) == 1


def test_a_pose_left_and_taken_again_is_another_move() -> None:
    again = ((0.6, scores("fly")), (0.6, scores("normal")))
    assert len(fired(play(30, *again * 3))) == 3


def test_the_cool_down_keeps_moves_apart() -> None:
    changing = ((0.3, scores("fly")), (0.3, scores("wings")))
    times = [t_s for t_s, _ in fired(play(30, *changing * 6))]
    assert len(times) >= 3
    assert min(np.diff(times)) >= MOVES.cooldown_s - 1e-9


def test_two_labels_taking_turns_are_neither() -> None:
    turns = ((1 / 30, scores("fly")), (1 / 30, scores("hadouken")))
    assert fired(play(30, *turns * 40)) == []


def test_a_cards_thresholds_come_first() -> None:
    card = ModelCard(LABELS, 96, 1 / 255, 0.0, 1, "0" * 64, {"wings": Threshold(0.98, 0.9)})
    beats = list(play(30, (1.0, scores("wings", 0.95))))
    assert len(fired(beats)) == 1
    assert fired(beats, card) == []


def test_a_short_drop_out_does_not_repeat_a_move_and_a_long_one_may() -> None:
    held = scores("wings")
    assert len(fired(play(30, (1.0, held), (0.2, ()), (1.0, held)))) == 1
    assert len(fired(play(30, (1.0, held), (2.0, ()), (1.0, held)))) == 2


def test_seconds_from_before_a_drop_out_do_not_count_after() -> None:
    assert fired(play(30, (0.07, scores("fly")), (1.0, ()), (0.04, scores("fly")))) == []


def test_times_that_stand_still_or_run_back_are_ignored() -> None:
    gate = MoveGate(CARD)
    moves = [gate.step(1.0, scores("fly"), body()) for _ in range(20)]
    moves += [gate.step(0.5 - i / 100, scores("fly"), body()) for i in range(20)]
    assert moves == [None] * 40


@pytest.mark.no_cover
@pytest.mark.parametrize("fps", RATES)
def test_hands_that_pass_through_a_pose_do_not_take_it(fps: float) -> None:
    gate = MoveGate(CARD)
    swing = [
        gate.step(n / fps, scores("wings"), body("down", to="level", share=0.5 - 0.5 * np.cos(2 * np.pi * n / fps)))
        for n in range(round(4 * fps))
    ]
    times = [n / fps for n, move in enumerate(swing) if move]
    # one swing a second; the hands rest for a moment only where they turn
    assert all(abs((2 * t_s) % 1 - 0.1) < 0.25 for t_s in times), times
    waved = [
        gate.step(
            10 + n / fps, scores("fly"), body("up", to="level", share=0.5 + 0.5 * np.sin(2 * np.pi * 2.2 * n / fps))
        )
        for n in range(round(4 * fps))
    ]
    assert not any(waved)


def test_an_arm_beside_the_picture_takes_no_pose_and_one_above_it_does() -> None:
    def fires(at: tuple[float, float]) -> bool:
        gate = MoveGate(CARD)
        pose = body("up", at=at)
        assert arm_beside(pose) == arm_beside(pose.mirrored())
        return any(gate.step(i / 30, scores("fly"), pose) for i in range(30))

    assert fires((320.0, 200.0))
    assert fires((320.0, 20.0))
    assert not fires((620.0, 200.0))
    assert not fires((20.0, 200.0))


def test_an_arm_from_a_shoulder_beside_the_picture_is_a_guess_wherever_it_seems_to_be() -> None:
    pose = body("up", at=(600.0, 200.0))
    for mark in (Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST):
        pose = changed(pose, mark, x=0.97)
    assert float(pose.points[Landmark.LEFT_SHOULDER, 0]) < 1.0
    assert not arm_beside(pose)
    assert arm_beside(changed(pose, Landmark.LEFT_SHOULDER, x=1.01))


@pytest.mark.parametrize("turned", [1.0, 0.5, 0.1])
@pytest.mark.parametrize("lean", [-0.3, 0.0, 0.3])
def test_which_side_a_hadouken_points_to(turned: float, lean: float) -> None:
    """However far the shoulders have turned, and whether the body leans into it or away."""
    pose = body(HADOUKEN)
    points = pose.points.copy()
    for mark in STANDING:
        points[mark, 0] = 0.5 + turned * (points[mark, 0] - 0.5)
    points[Landmark.LEFT_HIP :, 0] += lean * 100 / 640
    pose = Pose(points, pose.frame)
    for side, seen in (("left", pose), ("right", pose.mirrored())):
        gate = MoveGate(CARD)
        moves = [gate.step(i / 30, scores("hadouken"), seen) for i in range(20)]
        assert [move for move in moves if move] == [MoveFired("hadouken", 0.97, side)]
