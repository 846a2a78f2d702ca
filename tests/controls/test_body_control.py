"""Readings in, intents out: each edge once at any frame rate, nothing from stale news, a head that eases back."""

from collections.abc import Iterator

import numpy as np
import pytest

from game.body.pose import Pose
from game.body.reading import BodyEvent, Facing, Reading
from game.controls.body import ABSENT_S, EASE_S, BodyControl
from game.controls.intent import Intent, Wings
from game.tuning import TIMING

SOMEBODY = Pose(np.full((33, 4), 0.5, np.float32), (640, 480))
LEFT = Facing(0.5, 0.2, -0.1)


def camera(fps: float, seconds: float, edges: list[BodyEvent], kept: int = 16) -> list[Reading]:
    """What a reader says frame by frame, each reading with the newest edges."""
    frames = []
    for index in range(round(seconds * fps)):
        t_s = index / fps
        past = [edge for edge in edges if edge.t_s <= t_s]
        frames.append(
            Reading(t_s, pose=SOMEBODY, people=1, facing=LEFT, arms_rad=(0.3, 0.4), events=tuple(past[-kept:]))
        )
    return frames


def watched(frames: list[Reading], fps: float, latency_s: float = 0.05) -> Iterator[Intent]:
    """A game at its own rate that sees each frame `latency_s` after it was taken."""
    control = BodyControl()
    seconds = frames[-1].t_s
    for frame in range(int(seconds * fps)):
        now_s = frame / fps
        seen = [reading for reading in frames if reading.t_s + latency_s <= now_s]
        newest = seen[-1] if seen else None
        yield control.intent(newest, now_s - newest.t_s if newest else 0.0)


EDGES = [
    BodyEvent(1, 0.10, "player", "joined"),
    BodyEvent(2, 0.50, "jump"),
    BodyEvent(3, 1.00, "hadouken", "hadouken", "right", 0.97),
    BodyEvent(4, 1.20, "move", "backpack", None, 0.99),
    BodyEvent(5, 1.50, "jump"),
    BodyEvent(6, 2.50, "hadouken", "hadouken", "left", 0.95),
]


@pytest.mark.no_cover
@pytest.mark.parametrize("game_fps", [15, 30, 60, 144])
@pytest.mark.parametrize("camera_fps", [15, 30, 60])
def test_every_edge_is_taken_once_at_any_rate(game_fps: float, camera_fps: float) -> None:
    intents = list(watched(camera(camera_fps, 4.0, EDGES), game_fps))
    assert sum(intent.jump for intent in intents) == 2
    assert [intent.hadouken for intent in intents if intent.hadouken] == ["right", "left"]
    assert [intent.move for intent in intents if intent.move] == ["backpack"]


def test_several_edges_in_one_reading_all_count() -> None:
    frame = camera(10, 0.4, [BodyEvent(1, 0.1, "jump"), BodyEvent(2, 0.2, "hadouken", "", "left")])[-1]
    intent = BodyControl().intent(frame, 0.0)
    assert intent.jump and intent.hadouken == "left"


def test_a_wish_that_arrives_too_late_is_dropped_for_good() -> None:
    control = BodyControl()
    frame = Reading(1.0, pose=SOMEBODY, events=(BodyEvent(1, 0.9, "jump"),))
    assert not control.intent(frame, TIMING.stale_s + 0.5).jump
    assert not control.intent(frame, 0.0).jump, "it was taken when it was dropped"


def test_a_new_control_does_not_repeat_what_was_done_before_it() -> None:
    old = Reading(10.0, pose=SOMEBODY, events=(BodyEvent(1, 8.0, "jump"), BodyEvent(2, 9.0, "hadouken", "", "left")))
    assert BodyControl().intent(old, 0.0) == Intent()


def test_a_restarted_reader_counts_from_one_again() -> None:
    control = BodyControl()
    assert control.intent(Reading(5.0, pose=SOMEBODY, events=(BodyEvent(7, 5.0, "jump"),)), 0.0, epoch=1).jump
    restarted = Reading(0.5, pose=SOMEBODY, events=(BodyEvent(1, 0.5, "jump"),))
    assert control.intent(restarted, 0.0, epoch=2).jump
    assert not control.intent(restarted, 0.0, epoch=2).jump


def test_the_head_follows_and_eases_back_when_news_stop() -> None:
    control = BodyControl()
    frame = camera(30, 1.0, [])[-1]
    fresh = control.intent(frame, 0.03)
    assert (fresh.yaw_rad, fresh.pitch_rad, fresh.roll_rad) == (0.5, 0.2, -0.1)
    ages = np.arange(0.0, TIMING.stale_s + EASE_S + 0.2, 0.01)
    yaws = [control.intent(frame, float(age)).yaw_rad for age in ages]
    assert yaws[0] == 0.5 and yaws[-1] == 0.0
    steps = np.diff(yaws)
    assert (steps <= 0).all() and steps.min() > -0.02, "no jerk"


def test_a_face_lost_for_a_moment_is_held_though_readings_go_on() -> None:
    control = BodyControl()
    control.intent(Reading(1.0, pose=SOMEBODY, facing=LEFT), 0.0)
    assert control.intent(Reading(1.2, pose=SOMEBODY), 0.0).yaw_rad == 0.5
    assert control.intent(Reading(3.0, pose=SOMEBODY), 0.0).yaw_rad == 0.0


def test_arms_become_wings_until_they_are_stale() -> None:
    control = BodyControl()
    frame = camera(30, 1.0, [])[-1]
    assert control.intent(frame, 0.0).wings == Wings(0.3, 0.4)
    assert control.intent(frame, TIMING.stale_s + 0.1).wings is None


def test_presence_outlasts_a_hiccup_and_not_a_departure() -> None:
    control = BodyControl()
    assert not control.intent(None, 0.0).present
    assert control.intent(Reading(1.0, pose=SOMEBODY), 0.0).present
    assert control.intent(Reading(1.5), 0.0).present
    assert not control.intent(Reading(1.0 + ABSENT_S + 0.1), 0.0).present
    assert control.intent(Reading(3.0, pose=SOMEBODY), 0.0).present
    assert not control.intent(Reading(3.0, pose=SOMEBODY), ABSENT_S + 0.1).present


def test_a_hadouken_without_a_side_still_flies() -> None:
    frame = Reading(1.0, pose=SOMEBODY, events=(BodyEvent(1, 1.0, "hadouken"),))
    assert BodyControl().intent(frame, 0.0).hadouken == "left"


def test_the_pose_of_a_jump_is_no_second_wish() -> None:
    events = (BodyEvent(1, 1.0, "jump"), BodyEvent(2, 1.0, "move", "fly"), BodyEvent(3, 1.0, "move", "wings"))
    intent = BodyControl().intent(Reading(1.0, events=events[:2]), 0.0)
    assert intent.jump
    assert intent.move is None
    assert BodyControl().intent(Reading(1.0, events=events), 0.0).move == "wings"
