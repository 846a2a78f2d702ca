"""The whole body, from poses to readings: scripted players through every part at once."""

import math
from pathlib import Path

import numpy as np
import pytest
from bodies import ARMS, body, real_people
from networks import shipped

from game.body.classifier import Classifier, load_classifier
from game.body.pose import Pose
from game.body.reader import KEPT_EVENTS, BodyReader
from game.body.reading import BodyEvent, Reading
from game.body.units import body_units


@pytest.fixture
def classifier(tmp_path: Path) -> Classifier:
    return load_classifier(shipped(tmp_path, "int8"))


def jumps(count: int, fps: float = 30.0) -> list[tuple[float, Pose]]:
    """Half a second down, a raise, half a second up, down again; `count` times."""
    beats: list[Pose] = []
    rise = max(1, round(0.3 * fps))
    for _ in range(count):
        beats += [body()] * round(0.5 * fps)
        beats += [body("down", to="up", share=(i + 1) / rise) for i in range(rise)]
        beats += [body("up")] * round(0.5 * fps)
        beats += [body("up", to="down", share=(i + 1) / rise) for i in range(rise)]
    return [(i / fps, pose) for i, pose in enumerate(beats)]


def collected(readings: list[Reading]) -> list[BodyEvent]:
    """Every event by its number, as a reader of the newest reading would gather them."""
    seen: dict[int, BodyEvent] = {}
    for reading in readings:
        for event in reading.events:
            assert seen.setdefault(event.serial, event) == event
    return [seen[serial] for serial in sorted(seen)]


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize("fps", [15, 30, 60])
def test_a_player_joins_and_each_raise_jumps_once(classifier: Classifier, fps: float) -> None:
    reader = BodyReader(classifier)
    events = collected([reader.read(t_s, [pose]) for t_s, pose in jumps(4, fps)])
    assert [event.kind for event in events if event.kind in ("jump", "player")] == ["player"] + ["jump"] * 4
    assert events[0].name == "joined"
    assert [event.serial for event in events] == list(range(1, len(events) + 1))
    assert [event.t_s for event in events] == sorted(event.t_s for event in events)


@pytest.mark.no_cover
def test_an_event_is_still_there_for_whoever_reads_late() -> None:
    reader = BodyReader()
    readings = [reader.read(t_s, [pose]) for t_s, pose in jumps(20)]
    assert max(len(reading.events) for reading in readings) == KEPT_EVENTS
    assert collected(readings[::40] + readings[-1:]) == collected(readings)


def test_a_reading_says_what_the_body_does(classifier: Classifier) -> None:
    reader = BodyReader(classifier)
    for i in range(30):
        reading = reader.read(i / 30, [body("level")])
    assert reading.pose is not None
    assert reading.people == 1
    assert reading.facing is not None
    assert abs(reading.facing.yaw_rad) < 0.1
    assert reading.wrist_height is not None
    assert reading.wrist_height < -0.3
    assert not reading.arms_up
    assert reading.arms_rad == pytest.approx((0, 0), abs=0.05)
    assert sum(reading.scores) == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(("arms", "lift"), [("down", (-1.4, -1.4)), ("up", (1.4, 1.4)), ("left up", (1.4, -1.4))])
def test_the_lift_of_each_arm(arms: str, lift: tuple[float, float]) -> None:
    reader = BodyReader()
    for i in range(30):
        reading = reader.read(i / 30, [body(arms)])
    assert reading.arms_rad == pytest.approx(lift, abs=0.12)


def test_without_a_classifier_there_are_no_scores_and_no_moves() -> None:
    reader = BodyReader()
    readings = [reader.read(t_s, [pose]) for t_s, pose in jumps(2)]
    assert all(reading.scores == () for reading in readings)
    assert {event.kind for event in collected(readings)} == {"player", "jump"}


def test_nobody_is_a_reading_too(classifier: Classifier) -> None:
    reading = BodyReader(classifier).read(0.0, [])
    assert (reading.pose, reading.people, reading.scores, reading.events) == (None, 0, (), ())


def test_leaving_and_another_joining(classifier: Classifier) -> None:
    reader = BodyReader(classifier)
    readings = [reader.read(i / 30, [body()]) for i in range(30)]
    readings += [reader.read(1 + i / 30, []) for i in range(90)]
    readings += [reader.read(4 + i / 30, [body(at=(500, 200))]) for i in range(30)]
    assert [(e.kind, e.name) for e in collected(readings) if e.kind == "player"] == [
        ("player", "joined"),
        ("player", "left"),
        ("player", "joined"),
    ]


@pytest.mark.no_cover
def test_someone_else_with_raised_arms_does_not_jump_for_the_player(classifier: Classifier) -> None:
    reader = BodyReader(classifier)
    readings = [reader.read(i / 30, [body(at=(320, 200))]) for i in range(30)]
    for t_s, pose in jumps(3):
        other = Pose(pose.points + np.float32([0.35, 0, 0, 0]), pose.frame)
        readings.append(reader.read(1 + t_s, [other, body(at=(320, 200))]))
    assert not any(event.kind == "jump" for event in collected(readings))
    assert readings[-1].people == 2


def test_times_that_stand_still_run_back_or_are_no_number(classifier: Classifier) -> None:
    reader = BodyReader(classifier)
    for t_s, pose in jumps(1):
        last = reader.read(t_s, [pose])
        for late in (t_s, t_s - 0.5, -math.inf, math.nan):
            assert reader.read(late, [body("up")]) is last


@pytest.mark.no_cover
def test_the_same_poses_give_the_same_readings(classifier: Classifier, tmp_path: Path) -> None:
    other = load_classifier(shipped(tmp_path, "int8"))
    a, b = BodyReader(classifier), BodyReader(other)
    for t_s, pose in jumps(2):
        x, y = a.read(t_s, [pose]), b.read(t_s, [pose])
        assert (x.events, x.scores, x.facing, x.wrist_height) == (y.events, y.scores, y.facing, y.wrist_height)


@pytest.mark.slow
@pytest.mark.parametrize("arms", sorted(ARMS))
def test_garbage_is_survived(classifier: Classifier, arms: str) -> None:
    rng = np.random.default_rng(5)
    reader = BodyReader(classifier)
    for i in range(200):
        points = rng.normal(0.5, 10 ** rng.uniform(-2, 2), (33, 4)).astype(np.float32)
        points[:, 3] = rng.uniform(0, 1, 33)
        crowd = [Pose(points, (640, 480)), body(arms), Pose(np.zeros((33, 4), np.float32), (1, 1))]
        reading = reader.read(i / 30, crowd[: int(rng.integers(0, 4))])
        if reading.facing is not None:
            assert math.isfinite(reading.facing.yaw_rad + reading.facing.pitch_rad + reading.facing.roll_rad)


@pytest.mark.no_cover
@pytest.mark.slow
def test_real_people_are_read_one_after_another(classifier: Classifier) -> None:
    """Between two still pictures of a real person a raise is a jump: down, then up."""
    samples = real_people()
    calm = next(s for s in samples if s.label == "normal" and s.person == "A")
    for sample in (s for s in samples if s.label in ("fly", "dramatic") and s.person == "A"):
        reader = BodyReader(classifier)
        here, there = body_units(calm.pose), body_units(sample.pose)
        assert here is not None
        assert there is not None
        # the pictures were taken minutes apart: let the second be taken in the place of the first
        points = sample.pose.points.copy()
        places = there.of(sample.pose.xy_px()) * here.torso_px + np.float32(here.origin_px)
        points[:, :2] = places / np.float32(calm.pose.frame)
        moved = Pose(points, calm.pose.frame)
        readings = [reader.read(i / 30, [calm.pose]) for i in range(20)]
        readings += [reader.read(1 + i / 30, [moved]) for i in range(20)]
        count = sum(event.kind == "jump" for event in collected(readings))
        assert count == (sample.label == "fly"), sample.id
