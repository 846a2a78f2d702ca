"""Videos and picture folders: every frame in order, or by the wall clock; bad ones get one sentence."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from game.errors import UserError
from game.vision.cameras.camera import check_source, open_source
from game.vision.cameras.files import PicturesReel, ReelSource
from game.vision.frame import Image

WIDTH, HEIGHT = 160, 120


def picture(i: int) -> Image:
    """A grey level that tells the frame's number, with a white upper left corner to tell which way is up."""
    image = np.full((HEIGHT, WIDTH, 3), 20 + 11 * i, np.uint8)
    image[:40, :40] = 255
    return image


def number_of(image: Image) -> int:
    return round((float(np.median(image)) - 20) / 11)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 25.0, (WIDTH, HEIGHT))
    for i in range(20):
        writer.write(picture(i))
    writer.release()
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "pictures"
    home.mkdir()
    for i in range(12):
        cv2.imwrite(str(home / f"frame{i}.png"), picture(i))
    (home / "notes.txt").write_text("not a picture", encoding="utf-8")
    return home


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.now_s += seconds


def test_a_video_gives_every_frame_in_order_at_its_own_time(film: Path) -> None:
    source = open_source(str(film), realtime=False)
    assert source.size == (WIDTH, HEIGHT) and source.fps == pytest.approx(25) and not source.live
    frames = []
    while (frame := source.read()) is not None:
        frames.append(frame)
    assert source.ended and source.status.state == "ended"
    assert [number_of(frame.image) for frame in frames] == list(range(20))
    assert [frame.index for frame in frames] == list(range(20))
    assert [frame.t_s for frame in frames] == pytest.approx([i / 25 for i in range(20)], abs=1e-6)
    source.close()
    source.close()


def test_uneven_times_are_the_containers_own(film: Path) -> None:
    data = bytearray(film.read_bytes())
    at = data.index(b"stts") + 8  # entry count, then (frames, ticks) pairs
    entries, frames, ticks = struct.unpack_from(">III", data, at)
    assert (entries, frames) == (1, 20)
    struct.pack_into(">II", data, at + 4, frames, ticks * 3)  # the header still says 25 a second
    film.write_bytes(data)
    source = open_source(str(film), realtime=False)
    times = [frame.t_s for _ in range(5) if (frame := source.read()) is not None]
    assert times == pytest.approx([i * 3 / 25 for i in range(5)], abs=1e-6)


def test_a_phones_rotation_mark_is_respected(film: Path) -> None:
    data = bytearray(film.read_bytes())
    matrix = data.index(b"tkhd") + 4 + 40
    assert struct.unpack_from(">9i", data, matrix) == (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    struct.pack_into(">9i", data, matrix, 0, 0x10000, 0, -0x10000, 0, 0, HEIGHT << 16, 0, 0x40000000)
    film.write_bytes(data)
    source = open_source(str(film), realtime=False)
    frame = source.read()
    assert frame is not None and source.size == (HEIGHT, WIDTH)
    assert frame.image.shape == (WIDTH, HEIGHT, 3)
    assert frame.image[20, -20].min() > 200, "a quarter turn clockwise puts the white corner to the upper right"


@pytest.mark.parametrize(("turn", "corner"), [(0, (0, 0)), (90, (0, -1)), (180, (-1, -1)), (270, (-1, 0))])
@pytest.mark.parametrize("mirrored", [False, True])
def test_turning_and_unmirroring(folder: Path, turn: int, corner: tuple[int, int], mirrored: bool) -> None:
    source = open_source(str(folder), realtime=False, turn=turn, mirrored=mirrored)  # type: ignore[arg-type]
    frame = source.read()
    assert frame is not None
    row, column = corner
    if mirrored:
        column = -1 - column
    assert frame.image[row, column].min() == 255
    assert int((frame.image[[0, 0, -1, -1], [0, -1, 0, -1]] == 255).all(axis=1).sum()) == 1
    assert source.size == (frame.image.shape[1], frame.image.shape[0])


def test_pictures_come_in_the_order_of_their_numbers(folder: Path) -> None:
    source = open_source(str(folder), realtime=False)
    found = []
    while (frame := source.read()) is not None:
        found.append((number_of(frame.image), frame.index, frame.t_s))
    assert found == [(i, i, pytest.approx(i / 30)) for i in range(12)]


def test_by_the_wall_clock_frames_wait_until_they_are_due(folder: Path) -> None:
    clock = Clock()
    source = ReelSource(PicturesReel(folder), True, clock, clock.sleep)
    start_s = clock.now_s
    for i in range(12):
        frame = source.read(wait_s=1.0)
        assert frame is not None and frame.index == i
        assert clock.now_s - start_s == pytest.approx(i / 30)
    assert source.read(wait_s=0.5) is None and source.ended
    assert clock.now_s - start_s == pytest.approx(11 / 30 + 0.5), "an ended film does not spin"


def test_waiting_for_a_frame_ends_in_time(folder: Path) -> None:
    clock = Clock()
    source = ReelSource(PicturesReel(folder), True, clock, clock.sleep)
    assert source.read() is not None
    start_s = clock.now_s
    assert source.read(wait_s=0.01) is None
    assert clock.now_s - start_s == pytest.approx(0.01)
    frame = source.read(wait_s=0.1)
    assert frame is not None and frame.index == 1


def test_late_frames_are_dropped_and_the_newest_shown(folder: Path) -> None:
    clock = Clock()
    source = ReelSource(PicturesReel(folder), True, clock, clock.sleep)
    first = source.read()
    clock.sleep(0.22)  # 6.6 frames
    late = source.read()
    assert first is not None and late is not None
    assert (first.index, late.index, number_of(late.image)) == (0, 6, 6)


def test_a_long_stall_slows_the_film_instead_of_skipping_it(folder: Path) -> None:
    clock = Clock()
    source = ReelSource(PicturesReel(folder), True, clock, clock.sleep)
    source.read()
    clock.sleep(60)
    frame = source.read()
    assert frame is not None and frame.index == 1
    following = source.read(wait_s=0.1)
    assert following is not None and following.index == 2


def test_a_broken_picture_among_good_ones_is_passed_over(folder: Path) -> None:
    (folder / "frame5.png").write_bytes(b"torn")
    source = open_source(str(folder), realtime=False)
    found = []
    while not source.ended:
        frame = source.read()
        if frame is not None:
            found.append(frame.index)
    assert found == [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]


def test_pictures_may_change_their_size_and_kind(folder: Path) -> None:
    cv2.imwrite(str(folder / "frame1.png"), np.full((50, 70), 96, np.uint8))
    cv2.imwrite(str(folder / "frame2.png"), np.full((50, 70, 4), 96, np.uint8))
    cv2.imwrite(str(folder / "frame3.png"), np.full((50, 70), 96 * 256, np.uint16))
    source = open_source(str(folder), realtime=False)
    frames = [source.read() for _ in range(4)]
    for frame in frames[1:]:
        assert frame is not None and frame.image.shape == (50, 70, 3) and frame.image.dtype == np.uint8
        assert number_of(frame.image) == 7


def unusable(tmp_path: Path) -> dict[str, Path]:
    text = tmp_path / "text.mp4"
    text.write_text("no film at all\n" * 100, encoding="utf-8")
    empty = tmp_path / "empty.mp4"
    empty.write_bytes(b"")
    hollow = tmp_path / "hollow"
    hollow.mkdir()
    torn = tmp_path / "torn"
    torn.mkdir()
    (torn / "a.png").write_bytes(b"\x89PNG")
    (torn / "b.png").write_bytes(b"")
    return {"missing": tmp_path / "none.mp4", "text": text, "empty": empty, "hollow": hollow, "torn": torn}


@pytest.mark.parametrize("kind", ["missing", "text", "empty", "hollow", "torn", "cut"])
def test_what_cannot_be_used_is_one_sentence_that_names_it(kind: str, tmp_path: Path, film: Path) -> None:
    path = unusable(tmp_path).get(kind, film)
    if kind == "cut":  # a recording that was interrupted: its index at the end is missing
        film.write_bytes(film.read_bytes()[:600])
    for use in (open_source, check_source):
        with pytest.raises(UserError) as caught:
            use(str(path))
        sentence = str(caught.value)
        assert str(path) in sentence and sentence.endswith(".") and ";" in sentence and "\n" not in sentence


def test_the_libraries_keep_quiet_about_a_file_that_is_no_film(tmp_path: Path) -> None:
    path = unusable(tmp_path)["text"]
    program = "import sys; from game.vision.cameras.camera import check_source; check_source(sys.argv[1])"
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False)
    said = done.stderr.splitlines()
    assert said[0].startswith("Traceback") and said[-1].startswith("game.errors.UserError"), said


def test_a_usable_file_passes_the_check(film: Path, folder: Path) -> None:
    check_source(str(film))
    check_source(str(folder))
