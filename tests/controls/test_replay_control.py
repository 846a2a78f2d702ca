"""A recorded player: real recognisers at the recording's own times, whatever the rate of asking."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from game.body.pose import Landmark, Pose
from game.body.reader import BodyReader
from game.body.recordings import Header, Recording, read_recording
from game.controls.body import BodyControl
from game.controls.intent import Intent
from game.controls.replay import ReplayControl
from game.tuning import TIMING
from game.world.world import Course, World
from tests.body.recorded import write_recording

FPS = 30.0
FRAME = (640, 480)


def person(lift: float) -> Pose:
    """Somebody before the camera, both arms hanging (lift 0) .. straight up (1)."""
    points = np.zeros((len(Landmark), 4), np.float32)
    places = {
        Landmark.NOSE: (0, -38), Landmark.LEFT_EYE: (7, -44), Landmark.RIGHT_EYE: (-7, -44),
        Landmark.LEFT_EAR: (15, -41), Landmark.RIGHT_EAR: (-15, -41),
        Landmark.LEFT_SHOULDER: (31, 0), Landmark.RIGHT_SHOULDER: (-31, 0),
        Landmark.LEFT_HIP: (19, 100), Landmark.RIGHT_HIP: (-19, 100),
        Landmark.LEFT_KNEE: (20, 180), Landmark.RIGHT_KNEE: (-20, 180),
        Landmark.LEFT_ELBOW: (42, 55 - 95 * lift), Landmark.RIGHT_ELBOW: (-42, 55 - 95 * lift),
        Landmark.LEFT_WRIST: (44, 100 - 190 * lift), Landmark.RIGHT_WRIST: (-44, 100 - 190 * lift),
    }  # fmt: skip
    for mark, (x, y) in places.items():
        points[mark] = ((320 + x) / FRAME[0], (180 + y) / FRAME[1], 0.0, 0.95)
    return Pose(points, FRAME)


def performance(jumps_s: tuple[float, ...], seconds: float, start_s: float = 0.0) -> Recording:
    """Arms go up at these times and come down 0.6 s later."""
    frames: list[tuple[float, Pose | None]] = []
    for index in range(round(seconds * FPS)):
        t_s = index / FPS
        lift = max((np.interp(t_s - at_s, [0, 0.15, 0.6, 0.8], [0, 1, 1, 0]) for at_s in jumps_s), default=0.0)
        frames.append((start_s + t_s, person(float(lift))))
    return Recording(Header(FRAME, FPS), tuple(frames))


class Replayed:
    """The intents of a recorded player."""

    def __init__(self, recording: Recording) -> None:
        self._replay, self._control = ReplayControl(recording, BodyReader()), BodyControl()

    def intent(self, now_s: float) -> Intent:
        """The player's intent at `now_s`, which must not decrease."""
        reading = self._replay.read(now_s)
        return self._control.intent(reading, 0.0 if reading is None else max(0.0, now_s - reading.t_s))


@pytest.mark.no_cover
@pytest.mark.parametrize("rate", [15, 30, 60, 120, 144])
def test_recorded_jumps_come_once_each_at_any_rate(rate: int) -> None:
    control = Replayed(performance((1.0, 2.5, 4.0), 6.0))
    times = [step / rate for step in range(6 * rate) if control.intent(step / rate).jump]
    assert len(times) == 3
    for at_s, acted_s in zip(times, (1.0, 2.5, 4.0), strict=True):
        assert acted_s < at_s < acted_s + 0.35


def test_the_first_frame_is_at_time_zero_wherever_its_clock_began() -> None:
    control = Replayed(performance((1.0,), 3.0, start_s=512.25))
    times = [step / 60 for step in range(180) if control.intent(step / 60).jump]
    assert len(times) == 1 and 1.0 < times[0] < 1.35


def test_at_its_end_the_player_is_gone() -> None:
    control = Replayed(performance((), 1.0))
    assert control.intent(0.5).present
    assert not control.intent(5.0).present


def test_an_empty_recording_is_nobody() -> None:
    control = Replayed(Recording(Header(FRAME, FPS), ()))
    assert control.intent(3.0) == Intent(present=False)


def play(recording: Recording, steps: int = 900) -> str:
    world, control = World(7, Course.PLAY), Replayed(recording)
    for step in range(steps):
        world.step(control.intent(step * TIMING.step_s))
    return world.digest()


@pytest.mark.slow
@pytest.mark.no_cover
def test_one_recording_gives_one_world_twice_and_in_another_process(tmp_path: Path) -> None:
    path = tmp_path / "player.jsonl"
    write_recording(path, performance((1.0, 2.5, 4.0, 5.5), 7.0))
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from game.body.recordings import read_recording\n"
        "from tests.controls.test_replay_control import play\n"
        "print(play(read_recording(Path(sys.argv[1]))))\n"
    )
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert play(read_recording(path)) == play(read_recording(path)) == done.stdout.strip()
