import cv2
import numpy as np
import pytest

from game.errors import UserError
from game.face.finder import Finder, StillFace, windows
from game.face.networks import FaceNetworks, load_networks
from tests.face.conftest import Portrait


@pytest.fixture(scope="module")
def finder(networks: FaceNetworks) -> Finder:
    return Finder(networks)


def said(face: StillFace | None) -> np.ndarray:
    assert face is not None
    return np.degrees((face.facing.yaw_rad, face.facing.pitch_rad, face.facing.roll_rad))


@pytest.mark.no_cover
@pytest.mark.parametrize("scale", [0.5, 1.0, 4.0])
def test_a_head_alone_is_found_at_any_size(finder: Finder, scale: float) -> None:
    portrait = Portrait(7, 0.7, HEAD_YAW=0.4, HEAD_PITCH=0.15)
    picture = np.asarray(cv2.resize(portrait.image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    assert np.abs(said(finder.find(picture)) - portrait.angles).max() < 8


def test_a_far_head_is_found(finder: Finder) -> None:
    portrait = Portrait(7, 2.6, HEAD_YAW=-0.4)
    face = finder.find(portrait.image)
    assert face is not None and face.width_px < 45
    assert np.abs(said(face) - portrait.angles).max() < 10


@pytest.mark.no_cover
def test_a_close_up_is_found(finder: Finder) -> None:
    portrait = Portrait(7, 0.6, HEAD_YAW=-0.3)
    x, y = portrait.pose.xy_px()[0].astype(int)
    picture = portrait.image[y - 90 : y + 90, x - 90 : x + 90]  # the face alone, cut at chin and forehead
    assert np.abs(said(finder.find(picture)) - portrait.angles).max() < 10


def test_a_profile_is_turned_far_to_its_own_side(finder: Finder) -> None:
    for sign in (-1, 1):
        portrait = Portrait(34, 0.8, HEAD_YAW=sign * 1.2, ROOT_YAW=sign * 0.6)
        assert sign * said(finder.find(portrait.image))[0] > 45


def test_nobody_is_found_where_nobody_is(finder: Finder) -> None:
    assert finder.find(np.full((240, 320, 3), 128, np.uint8)) is None


def test_windows_cover_the_picture() -> None:
    found = list(windows(640, 480, 0.34))
    side = found[0].side
    assert min(w.x for w in found) == side / 2 and max(w.x for w in found) == 640 - side / 2
    assert max(w.y for w in found) == 480 - side / 2
    assert len(list(windows(640, 480, 1.5))) == 1


def test_a_broken_bundle_is_one_sentence(tmp_path) -> None:  # type: ignore[no-untyped-def]
    broken = tmp_path / "face.task"
    with pytest.raises(UserError, match="huia doctor"):
        load_networks(broken)
    broken.write_bytes(b"PK")
    with pytest.raises(UserError, match="huia doctor"):
        load_networks(broken)
