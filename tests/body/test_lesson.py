"""Lessons with scripted bodies that stand still, get into a pose and hold it."""

import numpy as np

from game.body.lesson import Lesson, Phase
from game.body.pose import Landmark, Pose
from game.tuning import TEACHING
from tests.body.bodies import body, changed

FPS = 30.0


def shown(lesson: Lesson, seconds: float, pose: Pose | None, start_s: float) -> float:
    """Show one pose for so long; returns the time after it."""
    for n in range(round(seconds * FPS)):
        lesson.step(start_s + n / FPS, pose)
    return start_s + round(seconds * FPS) / FPS


def test_a_lesson_waits_counts_down_records_and_ends() -> None:
    lesson = Lesson("tiger")
    t_s = shown(lesson, 0.5, None, 0.0)
    assert lesson.phase is Phase.WAIT
    t_s = shown(lesson, TEACHING.still_s + 0.1, body(), t_s)
    assert lesson.phase is Phase.READY
    assert 2.5 < lesson.view.left_s <= 3.0
    t_s = shown(lesson, TEACHING.ready_s, body("level"), t_s)
    assert lesson.phase is Phase.RECORD
    t_s = shown(lesson, 5.0, body("level"), t_s)
    assert 0.45 < lesson.view.part < 0.55
    shown(lesson, 6.0, body("level"), t_s)
    assert lesson.phase is Phase.DONE
    assert lesson.view.part == 1.0
    assert abs(len(lesson.poses()) - FPS * (TEACHING.record_s - 2 * TEACHING.trim_s)) < 5
    assert not lesson.idle()


def test_somebody_who_walks_does_not_stand_still() -> None:
    lesson = Lesson("tiger")
    for n in range(120):  # 1.5 torso lengths a second
        lesson.step(n / FPS, body(at=(100 + 5.0 * n, 200)))
    assert lesson.phase is Phase.WAIT
    for n in range(120):  # and who comes back from the keyboard grows smaller
        lesson.step(4 + n / FPS, body(torso_px=220 * 0.985**n))
    assert lesson.phase is Phase.WAIT
    shown(lesson, TEACHING.still_s + 0.2, body(), 8.1)
    assert lesson.phase is Phase.READY


def test_getting_in_and_out_of_the_pose_is_not_kept() -> None:
    lesson = Lesson("tiger")
    t_s = shown(lesson, TEACHING.still_s + TEACHING.ready_s + 0.2, body(), 0.0)
    assert lesson.phase is Phase.RECORD
    t_s = shown(lesson, 1.2, body(), t_s)  # still hanging arms, longer than the trim
    t_s = shown(lesson, 7.6, body("up"), t_s)
    shown(lesson, 2.0, body(), t_s)
    kept = lesson.poses()
    assert len(kept) > 200
    heights = [pose.points[Landmark.LEFT_WRIST, 1] - pose.points[Landmark.NOSE, 1] for pose in kept]
    assert np.max(heights) < 0


def test_a_player_who_is_lost_begins_anew_but_a_drop_out_does_not() -> None:
    lesson = Lesson("tiger")
    t_s = shown(lesson, TEACHING.still_s + TEACHING.ready_s + 3.0, body(), 0.0)
    t_s = shown(lesson, 0.5, None, t_s)
    assert lesson.phase is Phase.RECORD
    part = lesson.view.part
    t_s = shown(lesson, 1.0, None, t_s)
    assert lesson.view.part == part, "time without a body counts for nothing"
    shown(lesson, 1.0, None, t_s)
    assert lesson.phase is Phase.WAIT
    assert lesson.poses() == ()


def test_stalled_and_repeated_readings_take_no_time() -> None:
    lesson = Lesson("tiger")
    t_s = shown(lesson, TEACHING.still_s + 0.2, body(), 0.0)
    assert lesson.phase is Phase.READY
    left_s = lesson.view.left_s
    lesson.step(t_s - 1.0, body())
    assert lesson.view.left_s == left_s
    lesson.step(t_s + 60.0, body())
    assert lesson.phase is Phase.READY
    assert lesson.view.left_s >= left_s - TEACHING.gap_s


def test_somebody_who_only_stands_there_is_told_from_one_on_one_leg() -> None:
    def whole(pose: Pose) -> Lesson:
        lesson = Lesson("tiger")
        shown(lesson, TEACHING.still_s + TEACHING.ready_s + TEACHING.record_s + 1, pose, 0.0)
        assert lesson.phase is Phase.DONE
        return lesson

    assert whole(body()).idle()
    assert not whole(body("left up")).idle()
    standing = body()
    lifted = changed(standing, Landmark.LEFT_ANKLE, y=float(standing.points[Landmark.LEFT_ANKLE, 1]) - 0.15)
    assert not whole(lifted).idle()
