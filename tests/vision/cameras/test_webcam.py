"""What webcams do to people: unplugged, busy, frozen, blocked, slow readers, pictures of any shape."""

from __future__ import annotations

import errno
import os
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from faulty import Control, open_webcam

from game.errors import UserError
from game.tuning import WEBCAM
from game.vision.cameras import v4l2
from game.vision.cameras.camera import check_source, find_webcam, open_source
from game.vision.cameras.source import Upright
from game.vision.cameras.webcam import Webcam
from game.vision.frame import Frame

QUICK = replace(
    WEBCAM, open_s=0.6, first_read_s=0.6, read_s=0.5, lost_s=0.2, frozen_s=0.2, reopen_frozen_s=0.2, reopen_s=0.05
)


@pytest.fixture
def control(tmp_path: Path) -> Control:
    control = Control(tmp_path / "fault")
    control.set("none")
    return control


@pytest.fixture
def webcam(control: Control) -> Iterator[Webcam]:
    webcam = open_webcam(control, QUICK)
    yield webcam
    control.set("none")  # lets a blocked thread go
    webcam.close()


def until(condition: Callable[[], bool], within_s: float = 5.0) -> float:
    """Seconds until the condition held."""
    start_s = time.perf_counter()
    while not condition():
        assert time.perf_counter() - start_s < within_s, "it never happened"
        time.sleep(0.002)
    return time.perf_counter() - start_s


def frame_of(webcam: Webcam | Upright, within_s: float = 5.0) -> Frame:
    frame = webcam.read(within_s)
    assert frame is not None
    return frame


def test_frames_come_at_the_cameras_pace_with_their_times(webcam: Webcam) -> None:
    frames = [frame_of(webcam) for _ in range(10)]
    assert [frame.index for frame in frames] == list(range(frames[0].index, frames[0].index + 10))
    assert np.diff([frame.t_s for frame in frames]).mean() == pytest.approx(1 / 30, rel=0.3)
    assert frames[0].index > 0 or frames[0].t_s == 0.0
    for frame in frames:
        assert frame.captured_s is not None and 0 <= time.perf_counter() - frame.captured_s < 5
    assert webcam.status.state == "ok" and webcam.status.sentence == ""
    assert webcam.live and not webcam.ended and webcam.size == (640, 480)


def test_a_slow_reader_gets_the_newest_frame_only(webcam: Webcam) -> None:
    before = frame_of(webcam)
    time.sleep(0.4)
    newest = frame_of(webcam)
    assert newest.captured_s is not None
    assert newest.index >= before.index + 5, "frames in between were dropped"
    assert time.perf_counter() - newest.captured_s < 0.1, "and it is not an old one"
    assert webcam.read() is None, "each frame is read once"


def test_unplugged_and_plugged_in_again(webcam: Webcam, control: Control) -> None:
    before = frame_of(webcam)
    control.set("gone")
    until(lambda: webcam.status.state == "lost")
    assert "plug it in" in webcam.status.sentence
    webcam.read()
    assert webcam.read(0.1) is None
    control.set("none")
    seconds = until(lambda: webcam.read(0.01) is not None)
    assert seconds < 0.5
    after = frame_of(webcam)
    assert webcam.status.state == "ok"
    assert after.t_s > before.t_s and after.index > before.index, "time and numbers go on"


def test_another_program_holds_it_until_it_does_not(webcam: Webcam, control: Control) -> None:
    control.set("gone")
    until(lambda: webcam.status.state == "lost")
    control.set("busy")
    until(lambda: webcam.status.state == "busy")
    assert webcam.status.sentence == "Another program is using camera 0; close it there."
    control.set("none")
    until(lambda: webcam.status.state == "ok", 0.5)


def test_a_frozen_picture_is_noticed_and_not_passed_on(webcam: Webcam, control: Control) -> None:
    frame_of(webcam)
    control.set("frozen")
    until(lambda: webcam.status.state == "frozen")
    webcam.read()
    assert webcam.read(0.1) is None
    control.set("none")
    assert until(lambda: webcam.read(0.01) is not None) < 0.5
    assert webcam.status.state == "ok"


def test_a_frozen_camera_is_opened_anew(control: Control) -> None:
    opened = []

    def open_device() -> object:
        from faulty import FaultyDevice

        opened.append(time.perf_counter())
        return FaultyDevice(control)

    webcam = Webcam(open_device, QUICK)  # type: ignore[arg-type]
    frame_of(webcam)
    control.set("frozen")
    until(lambda: webcam.status.state == "frozen")
    webcam.read()
    until(lambda: len(opened) >= 3 or webcam.status.state != "frozen")
    assert webcam.status.state == "frozen" and webcam.read() is None, "opening it anew does not pass for a cure"
    assert np.diff(opened).min() > QUICK.frozen_s + QUICK.reopen_frozen_s, "but not in a hurry"
    webcam.close()


def test_a_blocked_read_is_told_first_as_lost_then_as_stuck_and_may_come_back(webcam: Webcam, control: Control) -> None:
    frame_of(webcam)
    control.set("blocked")
    blocked_s = time.perf_counter()
    until(lambda: webcam.status.state == "lost")
    assert time.perf_counter() - blocked_s > 0.15
    until(lambda: webcam.status.state == "stuck")
    assert time.perf_counter() - blocked_s > 0.4
    assert webcam.status.sentence.endswith(".")
    webcam.read()
    start_s = time.perf_counter()
    assert webcam.read(0.1) is None, "reading waits no longer than it was told to"
    assert time.perf_counter() - start_s < 0.3
    control.set("none")
    assert until(lambda: webcam.read(0.01) is not None) < 0.5
    assert webcam.status.state == "ok"


def test_closing_leaves_a_stuck_thread_behind(control: Control) -> None:
    webcam = open_webcam(control, QUICK)
    frame_of(webcam)
    control.set("blocked")
    until(lambda: webcam.status.state == "stuck")
    start_s = time.perf_counter()
    webcam.close()
    assert time.perf_counter() - start_s < 1.5
    assert webcam.ended
    control.set("none")
    until(lambda: not any(thread.name == "webcam" for thread in threading.enumerate()))


def test_opening_takes_its_time_without_holding_anybody_up(control: Control) -> None:
    control.set("blocked")
    start_s = time.perf_counter()
    webcam = open_webcam(control, QUICK)
    assert time.perf_counter() - start_s < 0.1
    assert webcam.status.state == "opening"
    until(lambda: webcam.status.state == "stuck")
    control.set("none")
    frame_of(webcam)
    webcam.close()


@pytest.mark.parametrize("fault", ["grey", "alpha", "huge"])
def test_pictures_of_any_shape_become_ordinary_ones(webcam: Webcam, control: Control, fault: str) -> None:
    control.set(fault)  # type: ignore[arg-type]
    upright = Upright(webcam)
    until(lambda: webcam.size != (640, 480) if fault == "huge" else webcam.size == (640, 480))
    frames = [frame_of(upright) for _ in range(3)]
    for frame in frames:
        assert frame.image.dtype == np.uint8 and frame.image.ndim == 3 and frame.image.shape[2] == 3
        assert frame.image.flags.c_contiguous and max(frame.image.shape) <= 1920
    if fault == "huge":
        assert upright.size == (1920, 1440) == frames[-1].image.shape[1::-1]
    assert upright.status.state == "ok"


@pytest.mark.parametrize("fault", ["tiny", "odd"])
def test_pictures_nobody_can_use_are_told(webcam: Webcam, control: Control, fault: str) -> None:
    upright = Upright(webcam)
    control.set(fault)  # type: ignore[arg-type]
    deadline_s = time.perf_counter() + 3
    while upright.status.state != "odd":
        upright.read(0.05)
        assert time.perf_counter() < deadline_s
    assert upright.status.sentence.endswith(".")
    control.set("none")
    while upright.status.state != "ok":
        upright.read(0.05)
        assert time.perf_counter() < deadline_s


def test_times_that_run_back_are_made_to_increase(webcam: Webcam, control: Control) -> None:
    upright = Upright(webcam)
    control.set("backwards")
    times = [frame_of(upright).t_s for _ in range(20)]
    assert (np.diff(times) > 0).all()
    control.set("none")
    times = [frame_of(upright).t_s for _ in range(10)]
    assert np.median(np.diff(times)) == pytest.approx(1 / 30, rel=0.4), "and afterwards time runs as it should"


@pytest.mark.skipif(sys.platform != "linux", reason="V4L2")
def test_what_is_no_camera_is_said_at_once(tmp_path: Path) -> None:
    for spec, part in (
        ("77", "no camera 77"),
        ("/dev/video77", "no camera /dev/video77"),
        ("/dev/null", "not a camera"),
    ):
        for use in (open_source, check_source):
            with pytest.raises(UserError, match=part):
                use(spec)


@pytest.mark.skipif(sys.platform != "linux", reason="V4L2")
def test_device_nodes_are_told_apart(tmp_path: Path) -> None:
    assert v4l2.node_state(str(tmp_path / "video0")) == "missing"
    assert v4l2.node_state("/dev/zero") == "no camera"
    import pty  # POSIX only

    _, node = pty.openpty()  # a device that knows other ioctls
    assert v4l2.node_state(os.ttyname(node)) == "no camera"
    os.close(node)
    for name in ("video10", "video2", "videoX", "vbi0"):
        (tmp_path / name).touch()
    assert v4l2.video_nodes(tmp_path) == [2, 10]


@pytest.mark.skipif(sys.platform != "linux", reason="V4L2")
@pytest.mark.parametrize(
    ("capabilities", "of_node", "held", "state"),
    [
        (0x85200001, 0x04200001, False, "free"),  # as uvcvideo answers for the node with pictures ...
        (0x85200001, 0x04200001, True, "busy"),
        (0x85200001, 0x04A00000, False, "no camera"),  # ... and for the one with metadata beside it
        (0x04000001, 0, False, "free"),  # an old driver without capabilities of its own for each node
        (0x04000002, 0, False, "no camera"),  # a video output
    ],
)
def test_a_cameras_answers_are_understood(
    capabilities: int, of_node: int, held: bool, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kernel(node: int, request: int, data: bytes) -> bytes:
        assert len(data) == request >> 16 & 0x3FFF, "the request says how long its structure is"
        assert chr(request >> 8 & 0xFF) == "V"
        if request & 0xFF == 0:
            return struct.pack("16s32s32s6I", b"uvcvideo", b"Cam", b"usb-1", 0x60000, capabilities, of_node, 0, 0, 0)
        assert struct.unpack("5I", data)[:3] == (0, 1, 1), "no buffers are asked for: nothing changes"
        if held:
            raise OSError(errno.EBUSY, "Device or resource busy")
        return data

    monkeypatch.setattr("fcntl.ioctl", kernel)
    assert v4l2.node_state("/dev/null") == state


def test_looking_for_a_webcam_is_quick_and_quiet(capfd: pytest.CaptureFixture[str]) -> None:
    start_s = time.perf_counter()
    found = find_webcam()
    assert found is None or found >= 0
    assert time.perf_counter() - start_s < 5.0
    assert capfd.readouterr() == ("", "")
