import math

import numpy as np
import pytest

from game.body.facing import facing
from game.body.reading import BodyEvent, Reading
from game.face.networks import FaceNetworks
from game.face.reader import FaceReader
from tests.face.conftest import Portrait


@pytest.fixture
def reader(networks: FaceNetworks) -> FaceReader:
    return FaceReader(networks)


def body(t_s: float, portrait: Portrait, events: tuple[BodyEvent, ...] = ()) -> Reading:
    return Reading(t_s, pose=portrait.pose, people=1, facing=facing(portrait.pose), events=events)


def yaw(reading: Reading) -> float:
    assert reading.facing is not None
    return math.degrees(reading.facing.yaw_rad)


@pytest.mark.no_cover
def test_facing_comes_from_the_mesh(reader: FaceReader) -> None:
    portrait = Portrait(7, 1.6, HEAD_YAW=0.4)
    said = reader.read(portrait.image, body(0.0, portrait))
    assert abs(yaw(said) - portrait.angles[0]) < 6
    assert said.expression is not None and said.pose is portrait.pose


@pytest.mark.no_cover
def test_every_second_frame_is_looked_at(reader: FaceReader, monkeypatch: pytest.MonkeyPatch) -> None:
    portrait = Portrait(7, 1.6)
    seen = []
    see = reader._mesh.see
    monkeypatch.setattr(reader._mesh, "see", lambda image, region: seen.append(1) or see(image, region))
    for n in range(10):
        reader.read(portrait.image, body(n / 30, portrait))
    assert len(seen) == 5


def test_without_a_face_the_pose_speaks_and_joins_softly(reader: FaceReader) -> None:
    portrait = Portrait(7, 1.6, HEAD_YAW=0.5)
    for n in range(10):
        seen = reader.read(portrait.image, body(n / 30, portrait))
    blank = np.full_like(portrait.image, 90)
    hidden = [reader.read(blank, body(n / 30, portrait)) for n in range(10, 30)]
    course = [yaw(seen), *map(yaw, hidden)]
    assert np.abs(np.diff(course)).max() < 4
    by_pose = facing(portrait.pose)
    assert by_pose is not None and hidden[-1].expression is None
    assert abs(course[-1] + math.degrees(reader._rest.rest[0]) - math.degrees(by_pose.yaw_rad)) < 0.1


@pytest.mark.no_cover
def test_the_rest_direction_is_each_players_own(reader: FaceReader) -> None:
    portrait = Portrait(7, 1.6, HEAD_YAW=0.14)
    joined = BodyEvent(1, 0.0, "player", "joined")
    for n in range(80):
        said = reader.read(portrait.image, body(n / 30, portrait, (joined,)))
    assert abs(yaw(said)) < 2
    another = BodyEvent(2, 3.0, "player", "joined")
    assert yaw(reader.read(portrait.image, body(3.0, portrait, (joined, another)))) > 5


@pytest.mark.no_cover
def test_the_face_is_found_again_after_a_leap(reader: FaceReader) -> None:
    near, aside = Portrait(7, 1.6, HEAD_YAW=0.3), Portrait(7, 1.6, HEAD_YAW=0.3, ROOT_X=0.4)
    for n in range(4):
        reader.read(near.image, body(n / 30, near))
    said = reader.read(aside.image, body(0.2, aside))
    assert said.expression is not None and abs(yaw(said) - aside.angles[0]) < 6


def test_nobody_is_nobody(reader: FaceReader) -> None:
    empty = Reading(1.0)
    assert reader.read(np.zeros((48, 64, 3), np.uint8), empty) is empty
