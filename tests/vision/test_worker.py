"""Faults in real processes: whatever happens to the camera or the process, the game goes on and vision comes back."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from faulty import Control, open_for

from game.tuning import WATCHDOG, WatchdogTuning
from game.vision.cameras.source import FrameSource
from game.vision.sight import Sight
from game.vision.spec import VisionSpec
from game.vision.worker import VisionHealth, VisionProcess

pytestmark = pytest.mark.slow

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
RECOVERED_S = 2.0
"""From the end of a fault to the first new frame, on a machine that starts the process in a second."""


class Game:
    """The game's side: polls and reads 60 times a second and never waits."""

    def __init__(self, spec: VisionSpec, tuning: WatchdogTuning = WATCHDOG) -> None:
        self.vision = VisionProcess(spec, tuning)
        self.health = VisionHealth("stopped")
        self.sight: Sight | None = None
        self.slowest_s = 0.0
        self.start_s = 1.0

    def begin(self) -> None:
        """Wait for the first sights; how long that takes tells how busy this machine is."""
        self.start_s = self.until(lambda: self.sight is not None and self.sight.frames > 2, 60, "the first frames")

    def until(self, condition: Callable[[], bool], within_s: float, what: str = "it") -> float:
        """Play on until the condition holds; how many seconds that took."""
        within_s *= max(1.0, self.start_s)
        start_s = time.perf_counter()
        while True:
            before_s = time.perf_counter()
            self.health = self.vision.poll(before_s)
            self.sight = self.vision.latest()
            self.slowest_s = max(self.slowest_s, time.perf_counter() - before_s)
            if condition():
                return time.perf_counter() - start_s
            if time.perf_counter() - start_s > within_s:
                pytest.fail(f"{what} did not happen within {within_s:.1f} s: {self.health}, {self.last}")
            time.sleep(1 / 60)

    def frame_after(self, now_s: float, within_s: float = RECOVERED_S) -> float:
        """Seconds until a frame comes that was taken after `now_s`."""
        return self.until(lambda: self.sight is not None and self.sight.captured_s > now_s, within_s, "a new frame")

    @property
    def last(self) -> Sight | None:
        """The newest sight without its picture and pose, short enough to read in a failure."""
        if self.sight is None:
            return None
        return replace(self.sight, picture=None, reading=replace(self.sight.reading, pose=None))

    def play(self, seconds: float) -> None:
        """Play on for so long."""
        end_s = time.perf_counter() + seconds
        self.until(lambda: time.perf_counter() >= end_s, seconds + 1)

    @property
    def child(self) -> int:
        process = self.vision._child
        assert process is not None and process.pid is not None
        return process.pid

    @property
    def camera(self) -> str:
        return "none" if self.sight is None else self.sight.camera.state


@pytest.fixture
def control(tmp_path: Path) -> Control:
    control = Control(tmp_path / "fault")
    control.set("none")
    return control


@pytest.fixture
def game(control: Control, model: Path) -> Iterator[Game]:
    game = Game(VisionSpec(model=model, open=partial(open_for, control)))
    with game.vision:
        game.begin()
        yield game
    assert game.vision.poll(time.perf_counter()).state == "stopped"


def alive(pid: int) -> bool:
    """Whether this process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_read_that_does_not_come_back_costs_the_process_not_the_game(game: Game, control: Control) -> None:
    stuck = game.child
    control.set("blocked")
    game.until(lambda: game.health.restarts == 1, 5, "a restart")
    game.until(lambda: not alive(stuck), 1)
    game.play(1.5)  # the new process finds the camera still blocked
    control.set("none")
    game.frame_after(time.perf_counter())
    assert game.sight is not None and game.sight.epoch == 1


@pytest.mark.no_cover
@posix
def test_a_killed_process_is_replaced_within_two_seconds(game: Game) -> None:
    for epoch in (1, 2):
        os.kill(game.child, signal.SIGKILL)
        seconds = game.frame_after(time.perf_counter())
        assert game.sight is not None and game.sight.epoch == epoch
        assert game.health == VisionHealth("running", restarts=epoch)
        print(f"frame {seconds:.2f} s after a kill; the first start took {game.start_s:.2f} s")
    assert game.slowest_s < 0.3 * max(1.0, game.start_s), "starting a process does not stop the game"


@pytest.mark.no_cover
@posix
def test_every_event_is_seen_once_across_a_kill(model: Path) -> None:
    game = Game(VisionSpec(camera="demo", seed=1, model=model))
    seen: list[tuple[int, int, str]] = []
    taken = (-1, 0)

    def collect() -> bool:
        nonlocal taken
        if game.sight is not None:
            for event in game.sight.reading.events:
                if (game.sight.epoch, event.serial) > taken:
                    taken = (game.sight.epoch, event.serial)
                    seen.append((*taken, event.name))
        return bool(seen) and seen[-1][0] == epoch and game.sight is not None and game.sight.poses > 20

    with game.vision:
        game.begin()
        for epoch in (0, 1):
            game.until(collect, 10, "somebody joining")
            if epoch == 0:
                os.kill(game.child, signal.SIGKILL)
    assert seen == [(0, 1, "joined"), (1, 1, "joined")]


@posix
def test_a_hung_process_is_noticed_and_replaced(game: Game) -> None:
    game.play(1.0)  # its first frames, in which it is given more time, are over
    hung = game.child
    os.kill(hung, signal.SIGSTOP)
    noticed_s = game.until(lambda: game.health.state == "restarting", 2.5, "noticing")
    assert noticed_s > 0.5, "a hiccup is not a hang"
    assert "does not answer" in game.health.sentence
    game.frame_after(time.perf_counter())
    game.until(lambda: not alive(hung), 1)


@posix
def test_stopping_ends_the_process_in_any_state(game: Game) -> None:
    child = game.child
    os.kill(child, signal.SIGSTOP)
    start_s = time.perf_counter()
    game.vision.stop()
    assert time.perf_counter() - start_s < 1.5
    assert not alive(child)
    game.vision.stop()
    assert game.vision.poll(time.perf_counter()).state == "stopped"


@pytest.mark.no_cover
def test_started_again_after_a_stop_it_is_a_new_incarnation(game: Game) -> None:
    game.vision.stop()
    game.vision.start()
    game.frame_after(time.perf_counter(), 5)
    assert game.sight is not None and game.sight.epoch == 1, "serials of events count from 1 again"
    assert game.health.restarts == 0


@pytest.mark.no_cover
@pytest.mark.skipif(sys.platform != "linux" or len(os.sched_getaffinity(0)) != 2, reason="a machine of two cores")
def test_a_process_leaves_a_core_to_the_frames_and_so_does_its_successor(game: Game, control: Control) -> None:
    def cores() -> set[int]:
        game.vision.make_room(room)
        return os.sched_getaffinity(game.child)

    both, room = os.sched_getaffinity(0), True
    assert cores() == {max(both)}
    game.vision.renew(VisionSpec(open=partial(open_for, control)), time.perf_counter(), "Other settings.")
    game.frame_after(time.perf_counter())
    assert cores() == {max(both)}
    room = False
    assert cores() == both


def test_a_process_that_is_renewed_as_asked_did_not_restart(game: Game, control: Control) -> None:
    for _ in range(6):  # as for somebody who looks into the gaze lab again and again: none of them has failed
        now_s = time.perf_counter()
        game.vision.renew(replace(game.vision.spec, mirrored=True), now_s, "One moment.")
        assert game.vision.poll(now_s).state == "starting"
    game.until(lambda: game.sight is not None and game.sight.epoch == 6, 5, "the renewed process")
    assert game.health.restarts == 0
    os.kill(game.child, signal.SIGTERM)
    game.until(lambda: game.health.restarts == 1, 5, "a restart")


@pytest.mark.parametrize("content", [None, b"PK\x03\x04 not really a bundle"])
def test_without_a_pose_model_the_picture_still_comes(
    content: bytes | None, control: Control, tmp_path: Path, model: Path
) -> None:
    path = tmp_path / "pose.task"
    if content is not None:
        path.write_bytes(content)
    game = Game(VisionSpec(model=path, open=partial(open_for, control)))
    with game.vision:
        game.begin()
        assert game.sight is not None and game.sight.picture is not None
        assert "pose model" in game.sight.trouble
        beside = tmp_path / "pose.part"
        beside.write_bytes(model.read_bytes())
        beside.replace(path)
        game.until(lambda: game.sight is not None and game.sight.trouble == "", 60, "taking up the model")
        assert game.health.restarts == 1
        game.until(lambda: game.sight is not None and game.sight.inference_s > 0.001, 20, "looking")


def test_a_broken_classifier_is_told_and_the_rest_goes_on(control: Control, tmp_path: Path) -> None:
    path = tmp_path / "moves.tflite"
    path.write_bytes(b"\0" * 100)
    game = Game(VisionSpec(classifier=path, open=partial(open_for, control)))
    with game.vision:
        game.begin()
        assert game.sight is not None and "moves" in game.sight.trouble


def test_a_film_that_is_missing_is_told_and_played_once_it_is_there(tmp_path: Path) -> None:
    path = tmp_path / "film.avi"
    game = Game(VisionSpec(camera=str(path)))
    with game.vision:
        game.until(lambda: game.sight is not None, 20, "word")
        assert game.sight is not None and game.camera == "lost" and str(path) in game.sight.camera.sentence
        making = tmp_path / "making.avi"
        writer = cv2.VideoWriter(str(making), cv2.VideoWriter.fourcc(*"MJPG"), 30.0, (64, 64))
        for i in range(15):
            writer.write(np.full((64, 64, 3), 10 * i, np.uint8))
        writer.release()
        making.replace(path)
        game.until(lambda: game.sight is not None and game.sight.ended, 4, "the end of the film")
        assert (
            game.sight is not None and 0 < game.sight.frames <= 15 and game.camera == "ended"
        )  # late ones are skipped
        assert game.health == VisionHealth("running")


def test_a_system_that_starts_no_more_processes_does_not_end_the_game(
    control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(process: object) -> None:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    game = Game(VisionSpec(open=partial(open_for, control)), replace(WATCHDOG, backoff_s=(0.0, 0.3)))
    with monkeypatch.context() as full:
        full.setattr("multiprocessing.context.SpawnProcess.start", refuse)
        game.vision.start()
        game.play(0.2)
        assert game.health.state == "restarting" and "Resource temporarily" in game.health.sentence
    with game.vision:
        game.begin()
        assert game.health.state == "running"


def crash(spec: VisionSpec) -> None:
    os._exit(7)


def never(_spec: VisionSpec) -> FrameSource:
    """A start that does not end."""
    time.sleep(3600)
    raise AssertionError


def test_each_start_that_is_given_up_is_followed_by_a_more_patient_one() -> None:
    """The clock is a number: a busy machine may need longer for a start than any fixed limit."""
    vision = VisionProcess(VisionSpec(open=never))
    with vision:
        now_s, started_s = 0.0, []
        for wanted in range(1, 4):
            while vision.poll(now_s).restarts < wanted:
                assert now_s < 1000
                now_s += 0.5
            started_s.append(now_s)
    spans = [b - a for a, b in pairwise([0.0, *started_s])]
    assert spans == pytest.approx([WATCHDOG.start_s, 2 * WATCHDOG.start_s, 4 * WATCHDOG.start_s], abs=2.5)


@pytest.mark.no_cover
def test_a_process_that_always_crashes_is_not_restarted_in_a_frenzy() -> None:
    game = Game(VisionSpec(open=crash))  # type: ignore[arg-type]
    with game.vision:
        game.until(lambda: "exit code 7" in game.health.sentence, 10, "the reason")
        game.until(lambda: game.health.restarts >= 3, 15, "restarts")
        before = game.health.restarts
        game.play(1.5)
        assert game.health.restarts - before <= 3, "by now half a second apart, then one"


@pytest.mark.no_cover
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("state", ["running", "stopped"])
def test_the_process_dies_with_the_game_however_that_ends(tmp_path: Path, control: Control, state: str) -> None:
    program = textwrap.dedent(
        """
        import os, signal, sys, time
        from functools import partial
        from pathlib import Path
        sys.path.insert(0, sys.argv[1])
        from faulty import Control, open_for
        from game.vision.spec import VisionSpec
        from game.vision.worker import VisionProcess
        if __name__ == "__main__":
            vision = VisionProcess(VisionSpec(open=partial(open_for, Control(Path(sys.argv[2])))))
            vision.start()
            while vision.latest() is None:
                time.sleep(0.01)
            Path(sys.argv[3]).write_text(str(vision._child.pid))
            if sys.argv[4] == "stopped":
                os.kill(vision._child.pid, signal.SIGSTOP)
            os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    path, told = tmp_path / "owner.py", tmp_path / "pid"
    path.write_text(program, encoding="utf-8")
    before = set(Path("/dev/shm").iterdir())
    arguments = [sys.executable, str(path), str(Path(__file__).parent), str(control.path), str(told), state]
    with (tmp_path / "said").open("w+", encoding="utf-8") as said:
        done = subprocess.run(arguments, stderr=said, timeout=60, check=False)
        child = int(told.read_text(encoding="utf-8"))
        assert done.returncode == -signal.SIGKILL
        deadline_s = time.perf_counter() + 2
        while alive(child):
            assert time.perf_counter() < deadline_s, "an orphan holds the camera"
            time.sleep(0.01)
        said.seek(0)
        assert said.read() == ""
    assert set(Path("/dev/shm").iterdir()) - before == set()


@pytest.mark.no_cover
def test_an_unkillable_predecessor_writes_where_nobody_reads(control: Control) -> None:
    game = Game(VisionSpec(open=partial(open_for, control)))
    with game.vision:
        game.begin()
        old = game.vision._mailbox
        os.kill(game.child, signal.SIGTERM)
        game.until(lambda: game.sight is not None and game.sight.epoch == 1, 5, "a successor")
        assert old is not None and game.sight is not None
        old.put([b"from the grave"])
        game.play(0.2)
        assert game.sight.epoch == 1 and replace(game.sight) is not None


@pytest.mark.no_cover
@posix
def test_ctrl_c_is_heard_by_the_game_alone_from_the_childs_first_moment() -> None:
    """The terminal sends it to the whole group, also while the child is still importing."""
    program = """
import signal, time
from pathlib import Path
from game.vision.spec import VisionSpec
from game.vision.worker import VisionProcess
signal.signal(signal.SIGINT, signal.default_int_handler)
with VisionProcess(VisionSpec(camera="demo", picture=False)) as vision:
    status = Path(f"/proc/{vision._child.pid}/status")
    if status.exists():
        (blocked,) = (int(line[7:], 16) for line in status.read_text().splitlines() if line.startswith("SigBlk:"))
        assert blocked & 1 << signal.SIGINT - 1
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    print("started", flush=True)
    try:
        time.sleep(60)
    except KeyboardInterrupt:
        print("heard", flush=True)
"""
    words = [sys.executable, "-c", program]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(words, **pipes, text=True, start_new_session=True) as game:
        assert game.stdout is not None
        assert game.stdout.readline() == "started\n"
        time.sleep(0.5)
        os.killpg(game.pid, signal.SIGINT)
        out, err = game.communicate(timeout=30)
    assert (game.returncode, out, err) == (0, "heard\n", "")


# --- one process for all that it lives through; last in this file, because it sees on until the file is done ---


@pytest.fixture(scope="module")
def steady_control(tmp_path_factory: pytest.TempPathFactory) -> Control:
    control = Control(tmp_path_factory.mktemp("steady") / "fault")
    control.set("none")
    return control


@pytest.fixture(scope="module")
def steady(steady_control: Control, model: Path) -> Iterator[Game]:
    """One game for all tests that leave its vision process the same, and as well as before: no second to start."""
    game = Game(VisionSpec(model=model, open=partial(open_for, steady_control)))
    with game.vision:
        game.begin()
        yield game
    assert game.vision.poll(time.perf_counter()).state == "stopped"


def test_sights_arrive_with_their_picture_and_figures(steady: Game) -> None:
    steady.play(1.0)
    before = steady.sight
    assert before is not None and before.picture is not None
    steady.frame_after(before.captured_s)
    sight = steady.sight
    assert sight is not None and sight is not before and sight.picture is not None
    assert steady.vision.latest() is sight or steady.vision.latest() is not None
    assert sight.picture.shape == (240, 320, 3) and sight.picture.dtype == np.uint8
    assert sight.size == (640, 480) and sight.live and not sight.ended
    assert sight.epoch == 0 and steady.health == VisionHealth("running")
    assert sight.camera.state == "ok" and sight.trouble == ""
    assert sight.inference_s > 0.001, "the real landmarker looked at it"
    assert sight.frames >= 20 and sight.poses == 0
    assert sight.published_s >= sight.captured_s > time.perf_counter() - 1.0


@pytest.mark.parametrize("fault", ["gone", "busy", "frozen"])
def test_a_camera_that_fails_is_told_and_comes_back(steady: Game, steady_control: Control, fault: str) -> None:
    if fault == "busy":
        steady_control.set("gone")  # somebody else takes it while it is gone
        steady.until(lambda: steady.camera == "lost", 3)
    steady_control.set(fault)  # type: ignore[arg-type]
    wanted = {"gone": "lost"}.get(fault, fault)
    steady.until(lambda: steady.camera == wanted, 4, wanted)
    assert steady.sight is not None and steady.sight.camera.sentence.endswith(".")
    steady.play(0.5)
    assert steady.sight.captured_s < time.perf_counter() - 0.5, "no frame pretends to be new"
    steady_control.set("none")
    steady.frame_after(time.perf_counter())
    assert steady.camera == "ok" and steady.health == VisionHealth("running"), "the process lived through it"


@pytest.mark.no_cover
def test_a_read_that_blocks_and_comes_back_costs_nothing_more(steady: Game, steady_control: Control) -> None:
    steady_control.set("blocked")
    steady.until(lambda: steady.camera == "lost", 3)
    steady_control.set("none")
    steady.frame_after(time.perf_counter(), 0.7)
    assert steady.health.restarts == 0


@pytest.mark.no_cover
@posix
def test_a_short_stop_is_no_hang(steady: Game) -> None:
    os.kill(steady.child, signal.SIGSTOP)
    steady.play(0.4)
    os.kill(steady.child, signal.SIGCONT)
    steady.frame_after(time.perf_counter(), 1.0)
    assert steady.health.restarts == 0


@posix
def test_control_c_is_the_games_to_answer(steady: Game) -> None:
    os.kill(steady.child, signal.SIGINT)
    steady.play(0.3)
    steady.frame_after(time.perf_counter())
    assert steady.health.restarts == 0


@pytest.mark.no_cover
def test_pictures_and_times_of_any_kind_are_survived(steady: Game, steady_control: Control) -> None:
    for fault, camera in (
        ("tiny", "odd"), ("grey", "ok"), ("alpha", "ok"), ("huge", "ok"), ("odd", "odd"), ("backwards", "ok"),
    ):  # fmt: skip
        steady_control.set(fault)  # type: ignore[arg-type]
        steady.play(0.4)
        if fault != "odd":
            assert steady.sight is not None
            frames = steady.sight.frames
            steady.until(lambda frames=frames: steady.sight is not None and steady.sight.frames > frames, 2, fault)  # type: ignore[misc]
        steady.until(lambda camera=camera: steady.camera == camera, 2, f"saying that {fault} is {camera}")  # type: ignore[misc]
    steady_control.set("none")
    steady.frame_after(time.perf_counter())
    assert steady.health == VisionHealth("running")
