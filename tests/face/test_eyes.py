import numpy as np
import pytest

from game.face.eyes import EyeReader, Eyes, Feature
from game.face.networks import FaceNetworks
from game.vision.virtual.desk import Desk, Looker, Pose


@pytest.fixture(scope="module")
def reader(networks: FaceNetworks) -> EyeReader:
    return EyeReader(networks)


@pytest.fixture(scope="module")
def looker() -> Looker:
    return Looker(9)


def seen(reader: EyeReader, looker: Looker, *args: object, **more: object) -> Eyes:
    eyes = reader.look(looker.frame(*args, **more))  # type: ignore[arg-type]
    assert eyes is not None
    return eyes


def test_irises_follow_the_gaze(reader: EyeReader, looker: Looker) -> None:
    irises = [
        seen(reader, looker, x, 0.5).features[[Feature.IRIS_X_RIGHT, Feature.IRIS_X_LEFT]].mean() for x in (0, 0.5, 1)
    ]
    assert irises[0] > irises[1] + 0.1 > irises[2] + 0.2  # the screen's left is to the picture's right


def test_lids_follow_the_gaze_and_shut(reader: EyeReader, looker: Looker) -> None:
    up, down = (seen(reader, looker, 0.5, y) for y in (0.0, 1.0))
    lids = [Feature.UPPER_RIGHT, Feature.UPPER_LEFT]
    assert up.features[lids].mean() > down.features[lids].mean() + 0.03
    assert not down.shut
    assert seen(reader, looker, 0.5, 0.5, blink=1.0).gap < 0.7 * down.gap


def test_the_head_is_placed(reader: EyeReader, looker: Looker) -> None:
    there, here = (seen(reader, looker, 0.5, 0.5, Pose(left_m=left, ahead_m=0.0)).features for left in (0.0, 0.08))
    assert 5 < here[Feature.PLACE_X] - there[Feature.PLACE_X] < 11
    near = seen(reader, looker, 0.5, 0.5, Pose(ahead_m=0.1)).features
    assert there[Feature.PLACE_Z] - near[Feature.PLACE_Z] == pytest.approx(10, abs=4)


def test_a_face_far_away_is_told(reader: EyeReader) -> None:
    far = Looker(9, Desk(away_m=1.6), size=(640, 480))
    eyes = reader.look(far.frame(0.5, 0.5))
    assert eyes is not None
    assert not eyes.near
    assert seen(reader, Looker(9), 0.5, 0.5).near


def test_a_mirrored_camera_shows_the_mirrored_eyes(reader: EyeReader, looker: Looker) -> None:
    image = looker.frame(0.1, 0.5)
    plain, mirrored = reader.look(image), reader.look(np.ascontiguousarray(image[:, ::-1]))
    assert plain is not None
    assert mirrored is not None
    pair = [Feature.IRIS_X_RIGHT, Feature.IRIS_X_LEFT]
    assert plain.features[pair].mean() * mirrored.features[pair].mean() < 0


def test_it_follows_and_loses_a_face(networks: FaceNetworks, looker: Looker) -> None:
    reader = EyeReader(networks)
    image = looker.frame(0.5, 0.5)
    assert reader.follow(image) is not None
    assert reader.follow(image) is not None
    assert reader.follow(np.full_like(image, 90)) is None
    assert reader.follow(image) is not None
