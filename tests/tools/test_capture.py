"""Capturing: the sitting's timeline, the data set on disk, the window's logic, and a real run on the demo camera."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from game.body.datasets import Sample, read_samples
from game.body.pose import Pose
from game.body.reading import Reading
from game.controls.command import Command
from game.errors import UserError
from game.screen.inputs import WindowInput
from game.screen.window import Window
from game.vision.cameras.source import OK, SourceStatus
from game.vision.sight import Sight
from game.vision.virtual.crowd import crowd
from tools import capture
from tools.capture import parse
from tools.capturing import taking
from tools.capturing.poser import Poser, pose_loop
from tools.capturing.sitting import LEAD_S, CaptureSitting, ShotPlan
from tools.capturing.taking import Options
from tools.capturing.window import STALE_S, CaptureDesk
from tools.collecting.dataset import MOST_BYTES, Capture, Revision, aside, plain, read_lines


@pytest.fixture(scope="module")
def poses() -> list[Pose]:
    people = crowd(5, 12, 1, acts=("wings", "fly", "normal"), wildness=0.0, held_only=True)
    return [people.pose(n) for n in range(len(people))]


def sample(data: Capture, pose: Pose, label: str = "fly", person: str = "ana") -> Sample:
    return taking.new_sample(data, label, person, "one", pose)


# --- the data set on disk -------------------------------------------------------------------------------


def test_samples_are_on_disk_at_once_and_ids_never_collide(tmp_path: Path, poses: list[Pose]) -> None:
    path = tmp_path / "new folder" / "samples.jsonl"
    with Capture(path) as data:
        for pose in poses[:3]:
            data.add(sample(data, pose))
            assert read_samples(path)[-1].id == data.samples[-1].id
    with Capture(path) as data:  # the next evening
        assert data.counts() == {"fly": 3} and data.added == 0
        data.add(sample(data, poses[3]))
        data.undo()
        data.add(sample(data, poses[4]))
    ids = [s.id for s in read_samples(path)] + [s.id for s in read_samples(aside(path, "undone"))]
    assert len(ids) == len(set(ids)) == 5


def test_undo_moves_the_last_sample_aside_and_only_own_ones(tmp_path: Path, poses: list[Pose]) -> None:
    path = tmp_path / "samples.jsonl"
    with Capture(path) as data:
        data.add(sample(data, poses[0]))
        before = path.read_bytes()
    with Capture(path) as data:
        data.add(sample(data, poses[1], "wings"))
        gone = data.undo()
        assert gone is not None and gone.label == "wings"
        assert path.read_bytes() == before
        assert data.undo() is None, "what was there before this sitting is not this sitting's to take back"
        assert path.read_bytes() == before
    (kept,) = read_samples(aside(path, "undone"))
    assert kept.id == gone.id
    np.testing.assert_allclose(kept.pose.points, gone.pose.points, atol=1e-5)


def test_a_broken_data_set_is_refused_and_left_as_it_is(tmp_path: Path, poses: list[Pose]) -> None:
    path = tmp_path / "samples.jsonl"
    with Capture(path) as data:
        for pose in poses[:2]:
            data.add(sample(data, pose))
    good = path.read_text().splitlines()
    point = json.loads(good[0])
    point["points"][3][0] = float("nan")
    short = json.loads(good[0])
    short["points"] = short["points"][:20]
    bad = {
        "broken line": '{"id": "x", ',
        "NaN": json.dumps(point),
        "wrong count": json.dumps(short),
        "double id": good[1],
        "no object": "[1, 2]",
    }
    for what, line in bad.items():
        text = "\n".join([line, *good]) + "\n"
        path.write_text(text)
        with pytest.raises(UserError) as problem:
            Capture(path)
        assert str(path) in str(problem.value) and "\n" not in str(problem.value), what
        assert path.read_text() == text, what


def test_a_huge_file_is_no_data_set(tmp_path: Path) -> None:
    path = tmp_path / "samples.jsonl"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + (100 << 20))  # sparse: takes no room
    with pytest.raises(UserError, match="200 MB"):
        read_lines(path)


@pytest.mark.no_cover
def test_a_killed_capture_loses_at_most_the_sample_being_taken(tmp_path: Path) -> None:
    path = tmp_path / "samples.jsonl"
    program = (
        "import sys, numpy as np\n"
        "from pathlib import Path\n"
        "from game.body.pose import Pose\n"
        "from tools.capturing.taking import new_sample\n"
        "from tools.collecting.dataset import Capture\n"
        "points = np.full((33, 4), 0.5, np.float32)\n"
        "with Capture(Path(sys.argv[1])) as data:\n"
        "    while True:\n"
        "        data.add(new_sample(data, 'fly', 'ana', 'one', Pose(points, (640, 480))))\n"
        "        print(len(data.samples), flush=True)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    for _ in range(20):
        said = int(child.stdout.readline())
    os.kill(child.pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    said = max([said, *(int(line) for line in child.stdout if line.strip().isdecimal())])
    child.wait()
    with path.open("ab") as file:
        file.write(b'{"id": "torn", "label": "fl')  # the worst moment: half a line
    with Capture(path) as data:
        assert len(data.samples) in (said, said + 1)
        data.add(taking.new_sample(data, "fly", "ana", "one", data.samples[0].pose))
    samples = read_samples(path)
    assert len({one.id for one in samples}) == len(samples) and samples[-1].id != "torn"


# --- the sitting ----------------------------------------------------------------------------------------


def run_for(
    sitting: CaptureSitting, seconds: float, start_s: float = 0.0, ready: bool = True
) -> list[tuple[float, str]]:
    steps = round(seconds * 30)
    return [(start_s + n / 30, news) for n in range(1, steps + 1) for news in sitting.step(start_s + n / 30, ready)]


def test_the_timer_counts_down_and_shoots_at_its_interval() -> None:
    sitting = CaptureSitting(ShotPlan(("a", "b"), every_s=4.0))
    sitting.timer(0.0)
    news = run_for(sitting, 12.5)
    shots = [t for t, what in news if what == "shutter"]
    assert np.allclose(shots, [4, 8, 12], atol=0.15)
    assert [what for _, what in news[:4]] == ["count", "count", "count", "shutter"]
    sitting.timer(12.5)
    assert run_for(sitting, 10, 12.5) == []


def test_the_guided_session_leads_through_all_labels() -> None:
    sitting = CaptureSitting(ShotPlan(("a", "b", "c"), every_s=2.0, shots=2))
    sitting.guide(0.0)
    taken: list[str] = []
    t_s = 0.0
    while sitting.way == "guided" and t_s < 100:
        t_s += 1 / 30
        label = sitting.label
        taken += [label for what in sitting.step(t_s, True) if what == "shutter"]
    assert taken == ["a", "a", "b", "b", "c", "c"]
    assert sitting.way == "done" and t_s == pytest.approx(3 * (LEAD_S + 2.0), abs=0.5)


def test_nobody_there_is_waited_for_and_given_time_to_take_up_the_pose() -> None:
    sitting = CaptureSitting(ShotPlan(("a",), every_s=3.0))
    sitting.timer(0.0)
    news = run_for(sitting, 20, ready=False)
    assert [what for _, what in news].count("waiting") == 1 and "shutter" not in [what for _, what in news]
    back = [t for t, what in run_for(sitting, 6, 20.0) if what == "shutter"]
    assert back and back[0] >= 22.9


def test_undo_in_a_guided_session_takes_that_pose_again() -> None:
    sitting = CaptureSitting(ShotPlan(("a", "b"), every_s=1.0, shots=1))
    sitting.guide(0.0)
    assert "next" in [what for _, what in run_for(sitting, LEAD_S + 0.2)]
    assert sitting.label == "b"
    sitting.taken_back("a", 7.0)
    assert sitting.label == "a" and sitting.left == 1
    assert "next" in [what for _, what in run_for(sitting, 4, 7.0)]
    assert sitting.label == "b" and sitting.left == 1


# --- the window -----------------------------------------------------------------------------------------


class Booth:
    """A desk with a null window before it, whose keys and sights are given."""

    def __init__(self, options: Options, data: Capture, size: tuple[int, int] = (1280, 720)) -> None:
        self.desk, self.window = CaptureDesk(options, data), Window(size, headless=True)
        self.t_s = 0.0
        self.pose: Pose | None = None
        self.status: SourceStatus = OK
        self.picture = np.full((240, 320, 3), 90, np.uint8)

    def step(self, *keys: str, commands: tuple[Command, ...] = (), age_s: float = 0.05, show: bool = False) -> None:
        self.t_s += 1 / 30
        sight = Sight(
            Reading(self.t_s, self.pose, int(self.pose is not None)),
            self.status,
            picture=self.picture,
            captured_s=100 + self.t_s - age_s,
        )
        heard = WindowInput(commands, frozenset(keys))
        drawing = self.desk.frame(self.t_s, heard, sight, 100 + self.t_s, "", self.window.interface_size)
        if show:
            self.window.show(drawing)

    def tap(self, *keys: str, **more: object) -> None:
        for key in keys:
            self.step(key, **more)  # type: ignore[arg-type]
            self.step(**more)  # type: ignore[arg-type]


@pytest.fixture
def booth(tmp_path: Path, poses: list[Pose]):  # type: ignore[no-untyped-def]
    options = parse(["--data", str(tmp_path / "s.jsonl"), "--labels", "normal", "tree", "star", "--person", "ana"])
    with Capture(options.data) as data:
        booth = Booth(options, data)
        booth.pose = poses[0]
        yield booth
        booth.desk.close()


def test_single_shots_choosing_and_undo_by_key(booth: Booth, tmp_path: Path) -> None:
    booth.tap("2", "space")
    for _ in range(10):
        booth.step("space")  # held down: one shot, not ten
    booth.step(commands=(Command.DOWN,))
    booth.tap("space")
    assert [s.label for s in read_samples(tmp_path / "s.jsonl")] == ["tree", "tree", "star"]
    assert booth.desk.cues().count("shutter") == 3
    booth.tap("z")
    assert [s.label for s in read_samples(tmp_path / "s.jsonl")] == ["tree", "tree"]
    assert [s.label for s in read_samples(tmp_path / "s.undone.jsonl")] == ["star"]


def test_nothing_is_taken_of_nobody_or_of_an_old_sight(booth: Booth, tmp_path: Path) -> None:
    booth.tap("space", age_s=STALE_S + 0.1)
    booth.pose = None
    booth.tap("space")
    assert read_samples(tmp_path / "s.jsonl") == ()
    assert "empty" in booth.desk.cues()


def test_the_next_person_is_named_in_the_window(booth: Booth, tmp_path: Path) -> None:
    booth.tap("space", "n", "b", "e", "m", "backspace", "n", "space", "2", "return", "space")
    assert booth.desk.person == "ben 2"
    assert [s.person for s in read_samples(tmp_path / "s.jsonl")] == ["ana", "ben 2"]
    booth.tap("n", "x", "escape")
    booth.step(commands=(Command.BACK,))
    assert booth.desk.person == "ben 2" and booth.desk.ended


@pytest.mark.no_cover
@pytest.mark.slow
def test_a_guided_round_in_the_window_fills_every_class(tmp_path: Path, poses: list[Pose]) -> None:
    words = ["--data", str(tmp_path / "s.jsonl"), "--labels", "normal", "wings", "--shots", "2", "--every", "1"]
    options = parse([*words, "--keep-pictures", str(tmp_path / "pictures")])
    with Capture(options.data) as data:
        booth = Booth(options, data)
        booth.pose = poses[0]
        booth.tap("g")
        while booth.desk.sitting.way == "guided":
            booth.step()
            assert booth.t_s < 60
        booth.desk.close()
        assert data.counts() == {"normal": 2, "wings": 2}
    kept = sorted(p.relative_to(tmp_path / "pictures").parts[0] for p in (tmp_path / "pictures").rglob("*.png"))
    assert kept == ["normal", "normal", "wings", "wings"]


def test_every_state_of_the_window_is_drawn_at_any_size(tmp_path: Path, poses: list[Pose]) -> None:
    options = parse(["--data", str(tmp_path / "s.jsonl"), "--labels", *(f"pose {n}" for n in range(30))])
    with Capture(options.data) as data:
        for size in ((960, 540), (480, 640)):
            booth = Booth(options, data, size)
            for pose in (None, poses[1]):
                booth.pose = pose
                booth.step(show=True)
                booth.tap("space", "g")
                booth.step(show=True)
                booth.tap("n", "a")
                booth.step(show=True)
                assert len(np.unique(booth.window.pixels[::4, ::4].reshape(-1, 3), axis=0)) > 30
                booth.tap("escape", "g")
            booth.status = SourceStatus("lost", "The camera is gone; plug it in again.")
            booth.step(show=True)
            booth.desk.close()


@pytest.mark.no_cover
def test_the_guide_moves_and_only_knows_its_poses() -> None:
    loop = pose_loop("wings", (160, 96))
    assert len(loop) > 8 and loop[0].shape == (96, 160, 3)
    assert max(np.abs(loop[0].astype(int) - one).mean() for one in loop) > 2
    assert pose_loop("a pose of my own") == ()


# --- the command line -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "a/b", "..", "a\\b", "x" * 41, "a\nb", "/etc", ".hidden", "end."])
def test_a_label_that_is_no_plain_name_is_one_clear_sentence(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UserError):
        plain(name, "The label")
    assert capture.main(["--headless", "--label", name, "--camera", "demo"]) == 2
    said = capsys.readouterr().err.strip()
    assert said.count("\n") == 0 and "plain name" in said


@pytest.mark.parametrize(
    "words",
    [
        ["--headless", "--camera", "demo"],
        ["--headless", "--label", "fly", "--camera", "none"],
        ["--headless", "--label", "fly", "--every", "0"],
        ["--headless", "--label", "fly", "--count", "-3"],
        ["--headless", "--label", "fly", "--every", "nan"],
        ["--headless", "--label", "fly", "--camera", "nowhere.mp4"],
        ["--headless", "--label", "fly", "--data", "."],
        ["--labels"],
        ["--what"],
    ],
)
def test_wrong_options_are_one_sentence(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert capture.main(words) == 2
    said = capsys.readouterr().err.strip()
    assert said and "\n" not in said and "Traceback" not in said


def test_the_demo_camera_acts_the_label_that_is_asked_for() -> None:
    poser = Poser("fly", 3)
    times = [poser.advance() or 0.0 for _ in range(240)]
    held = [poser.held(t) for t in times]
    assert 20 < sum(held) < 200
    assert not held[0]


@pytest.mark.no_cover
@pytest.mark.slow
def test_headless_capture_on_the_demo_camera(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "samples.jsonl"
    words = ["--headless", "--camera", "demo", "--seed", "2", "--data", str(path), "--person", "v2", "--session", "one"]
    words += ["--keep-pictures", str(tmp_path / "pictures")]
    start_s = time.perf_counter()
    assert capture.main([*words, "--label", "wings", "--count", "3", "--every", "0.3"]) == 0, capsys.readouterr().err
    samples = read_samples(path)
    assert [(s.label, s.person, s.session, s.landmarks) for s in samples] == [("wings", "v2", "one", "mediapipe33")] * 3
    for one in samples:
        x, y = one.pose.xy_px()[[11, 12, 15, 16]].T
        assert np.ptp(y) < 0.5 * np.ptp(x), "arms are out, level"
    assert len(list((tmp_path / "pictures" / "wings").glob("*.png"))) == 3
    assert len(Revision(path).lines) == 3
    assert time.perf_counter() - start_s < 60


@pytest.mark.slow
def test_a_film_that_ends_too_soon_says_so_and_keeps_what_there_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    film = tmp_path / "film"
    film.mkdir()
    poser = Poser("wings", 2)
    while not poser.held(poser.advance() or 0.0):
        pass
    for number in range(12):
        developed = poser.develop()
        assert developed is not None
        cv2.imwrite(str(film / f"frame{number}.png"), developed[0])
        poser.advance()
    path = tmp_path / "samples.jsonl"
    words = ["--headless", "--camera", str(film), "--label", "tree", "--count", "50", "--every", "0.01"]
    assert capture.main([*words, "--data", str(path)]) == 2
    said = capsys.readouterr().err.strip()
    kept = len(read_samples(path))
    assert "film ended" in said and f"after {kept} of 50" in said and "\n" not in said
    assert 0 < kept <= 12
