"""Real MediaPipe on the virtual player's pixels."""

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from game.body.pose import Landmark, Pose
from game.errors import UserError
from game.vision.frame import Frame, Image
from game.vision.landmarker import Landmarker
from game.vision.models import pose_model
from game.vision.tracker import NOWHERE
from game.vision.virtual.source import VirtualCamera

pytestmark = pytest.mark.slow

SHOULDERS = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]


@pytest.fixture(scope="module")
def model() -> Path:
    return pose_model()


@pytest.fixture(scope="module")
def film() -> list[Frame]:
    camera = VirtualCamera(seed=3, size=(640, 480))
    return [camera.frame(index) for index in range(20)]


@pytest.fixture
def landmarker(model: Path) -> Iterator[Landmarker]:
    with Landmarker(model) as one:
        yield one


def middle(pose: Pose) -> float:
    """Between the shoulders, across, in fractions of the frame."""
    return float(pose.points[SHOULDERS, 0].mean())


def off(found: Pose, truth: Pose) -> float:
    """Distance of the shoulders from where they are, in shoulder widths."""
    apart = np.linalg.norm(found.xy_px()[SHOULDERS] - truth.xy_px()[SHOULDERS], axis=1).mean()
    left, right = truth.xy_px()[SHOULDERS]
    return float(apart / np.linalg.norm(left - right))


def couple(left: Frame, right: Frame, index: int) -> Frame:
    """Two films of one person side by side, each half as wide."""
    quarter = left.image.shape[1] // 4
    halves = [frame.image[:, quarter:-quarter] for frame in (left, right)]
    return Frame(np.hstack(halves), index / 30, index)


@pytest.mark.no_cover
def test_finds_the_virtual_player_where_it_is(landmarker: Landmarker, film: list[Frame]) -> None:
    offs = []
    for frame in film:
        (pose,) = landmarker.detect(frame)
        assert pose.frame == (640, 480)
        offs.append(off(pose, frame.truth[0]))
    assert np.median(offs) < 0.3


@pytest.mark.no_cover
def test_every_kind_of_picture_is_looked_at(landmarker: Landmarker, film: list[Frame]) -> None:
    image = film[0].image
    grey = image.mean(axis=2).astype(np.uint8)
    kinds: dict[str, Image] = {
        "colour": image,
        "grey": grey,
        "grey with an axis": grey[..., None],
        "four channels": np.dstack([image, np.full_like(grey, 255)]),
        "not contiguous": np.repeat(image, 2, axis=1)[:, ::2],
        "upside down twice": np.ascontiguousarray(image[::-1])[::-1],
        "read-only": image.copy(),
        "huge": np.ascontiguousarray(np.repeat(np.repeat(image, 6, axis=0), 6, axis=1)),
    }
    kinds["read-only"].flags.writeable = False
    for index, (kind, picture) in enumerate(kinds.items()):
        (pose,) = landmarker.detect(Frame(picture, index / 30, index))
        assert pose.frame == (picture.shape[1], picture.shape[0]), kind
        truth = Pose(film[0].truth[0].points, pose.frame)
        assert off(pose, truth) < 0.4, kind


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((0, 0, 3), np.uint8),
        np.zeros((0, 640, 3), np.uint8),
        np.zeros((1, 1, 3), np.uint8),
        np.zeros((1, 4000, 3), np.uint8),
        np.zeros((4000, 1), np.uint8),
        np.zeros((5, 5, 2), np.uint8),
        np.zeros(7, np.uint8),
        np.zeros((9, 9, 3), np.float32),
    ],
    ids=lambda image: f"{image.shape} {image.dtype}",
)
def test_odd_pictures_show_nobody_and_do_no_harm(landmarker: Landmarker, film: list[Frame], image: Image) -> None:
    assert landmarker.detect(Frame(image, 0.0, 0)) == ()
    assert len(landmarker.detect(Frame(film[0].image, 0.1, 1))) == 1


def test_times_that_stand_still_or_fall_back_are_mended(landmarker: Landmarker, film: list[Frame]) -> None:
    times_s = [5.0, 5.0, 5.0001, 4.99, 5.2, 0.0, 0.033, 0.033, -1.0, -0.9, 1e6, 3.0]
    for index, (t_s, frame) in enumerate(zip(times_s, film, strict=False)):
        found = landmarker.detect(Frame(frame.image, t_s, index))
        assert len(found) == 1, f"at {t_s}"
        assert off(found[0], frame.truth[0]) < 0.4


@pytest.mark.no_cover
def test_a_film_that_starts_again_reads_as_it_did_the_first_time(landmarker: Landmarker, film: list[Frame]) -> None:
    first, again = ([landmarker.detect(frame)[0].points for frame in film] for _ in range(2))
    assert np.array_equal(np.stack(first), np.stack(again))


def test_following_looks_only_at_the_player_and_gives_up_when_they_are_gone(model: Path, film: list[Frame]) -> None:
    other_camera = VirtualCamera(seed=8, size=(640, 480))
    pairs = [couple(one, other_camera.frame(one.index), one.index) for one in film]
    with Landmarker(model, most_people=3) as landmarker:
        everybody = [landmarker.detect(pair) for pair in pairs[:6]][-1]
        assert sorted(middle(pose) > 0.5 for pose in everybody) == [False, True]
        for start_s, player in enumerate(everybody):  # whichever of the two is the player
            where, alone = middle(player), []
            for index, pair in enumerate(pairs):
                found = landmarker.detect(Frame(pair.image, 1 + start_s + index / 30, index), player)
                player = min(found, key=lambda pose: abs(middle(pose) - where))
                assert abs(middle(player) - where) < 0.1
                alone.append(len(found) == 1)
            assert all(alone[2:]), "the follower needs at most two frames to turn to another player"
        empty = np.full_like(pairs[0].image, 128)
        assert landmarker.detect(Frame(empty, 4.0, 0), player) == ()
        found = [landmarker.detect(Frame(pair.image, 4.1 + pair.t_s, 0)) for pair in pairs[:4]][-1]
        assert len(found) == 2


@pytest.mark.no_cover
def test_a_player_who_is_gone_gives_way_to_everybody_else_in_the_same_frame(model: Path, film: list[Frame]) -> None:
    with Landmarker(model, most_people=2) as landmarker:
        landmarker.detect(film[0])
        here = landmarker.detect(film[1])[0]
        elsewhere = Pose(here.points - np.float32([0.45, 0, 0, 0]), here.frame)
        for frame in film[2:6]:
            (found,) = landmarker.detect(frame, elsewhere)
            assert abs(middle(found) - middle(here)) < 0.1


def test_says_what_is_wrong_with_a_model(tmp_path: Path) -> None:
    missing = tmp_path / "none.task"
    with pytest.raises(UserError, match=r"none\.task cannot be read"):
        Landmarker(missing)
    for content in (b"", b"nonsense" * 100):
        bad = tmp_path / "bad.task"
        bad.write_bytes(content)
        with pytest.raises(UserError, match=r"bad\.task"):
            Landmarker(bad)


def test_starts_without_tensorflow_and_without_noise(model: Path) -> None:
    program = """
import sys
from pathlib import Path
from game.vision.landmarker import Landmarker
from game.vision.virtual.source import VirtualCamera
landmarker = Landmarker(Path(sys.argv[1]))
assert len(landmarker.detect(VirtualCamera(seed=3, size=(640, 480)).frame(0))) == 1
print(*(name for name in ("tensorflow", "matplotlib") if name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", program, str(model)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
    assert done.stderr == ""


def test_what_is_not_routine_still_reaches_stderr() -> None:
    program = """
import os
from game.quiet import hushed
try:
    with hushed():
        os.write(2, b"W0000 00:00:1 x.cc:1] routine\\nE0000 00:00:1 x.cc:2] a real error\\n")
        raise SystemExit(3)
finally:
    os.write(2, b"after\\n")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 3
    assert done.stderr == "E0000 00:00:1 x.cc:2] a real error\nafter\n"


@pytest.mark.skipif(sys.platform == "win32", reason="C's environment is read through libc")
def test_mediapipe_cannot_tell_anybody_how_it_is_used(model: Path) -> None:
    """Its library posts statistics after a minute; `python -m tools.trials privacy` watches for longer than that."""
    with Landmarker(model):
        getenv = ctypes.CDLL(None).getenv
        getenv.restype = ctypes.c_char_p
        assert getenv(b"https_proxy") == NOWHERE.encode()
        assert getenv(b"no_proxy")
    assert os.environ.get("https_proxy") != NOWHERE, "Python's own downloads still work"
