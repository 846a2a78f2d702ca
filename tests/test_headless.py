"""The whole program without a window: real pixels, real MediaPipe, real LiteRT, recordings, and one world."""

import json
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

from game.__main__ import main
from game.body.pose import Pose
from game.body.recordings import Header, RecordingWriter, read_recording
from game.vision.virtual.performance import DEMO_VARIETY, Beat, Performance
from game.vision.virtual.source import demo_view
from game.vision.virtual.view import poses
from tests.programs import run
from tools.measuring.demo import against_cues

FILM_FPS = 15.0  # half as many pictures to look at as the demo's
ACTS = ("fly", "hadouken", "wings", "fly", "drink", "hadouken")


def huia(*words: str, fine: bool = True) -> dict[str, object]:
    done = run(main, *words)
    assert (done.code == 0) is fine, done.err
    return json.loads(done.out.splitlines()[-1]) if fine else {"said": done.err}


def huia_apart(*words: str) -> dict[str, object]:
    """The same by a program of its own."""
    done = subprocess.run([sys.executable, "-m", "game", *words], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty seconds of a virtual player's true poses, acted as plainly as the demo's."""
    path = tmp_path_factory.mktemp("recordings") / "acted.jsonl"
    performance = Performance(5, [Beat(act) for act in ACTS], variety=DEMO_VARIETY)
    view = demo_view(performance.build.height)
    with RecordingWriter(path, Header((640, 480), 30.0)) as writer:
        for n in range(round(performance.end_s * 30)):
            seen: tuple[Pose, ...] = poses(performance.at(n / 30), view)
            writer.write(n / 30, seen[0])
    return path


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("mode", ["play", "practice", "free", "cabinet"])
def test_a_replay_gives_one_world_bit_for_bit(recording: Path, mode: str) -> None:
    whole = mode == "play"  # in a process of its own as well; the others play eight seconds
    words = ["--replay", str(recording), "--headless", *([] if whole else ["--seconds", "8"])]
    first, second = huia(mode, *words, "--seed", "3"), (huia_apart if whole else huia)(mode, *words, "--seed", "3")
    assert first == second
    assert first["frames"] == (len(read_recording(recording).frames) if whole else 240)
    assert first["jumps"] == (2 if whole else 1)
    assert len(str(first["world"])) > 60
    if mode == "cabinet":  # practice and free are one course for every seed
        assert huia(mode, *words, "--seed", "4")["world"] != first["world"]


@pytest.mark.slow
@pytest.mark.no_cover
def test_events_and_summary_tell_the_same(recording: Path, tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    said = huia("play", "--replay", str(recording), "--headless", "--events", str(events))
    lines = [json.loads(line) for line in events.read_text().splitlines()]
    assert lines[-1] == said
    assert sum(line["event"] == "jump" for line in lines) == said["jumps"] == 2
    assert sum(line["event"] == "hadouken" for line in lines) == said["hadoukens"] == 2
    assert lines[0]["event"] == "player"
    assert [line["t"] for line in lines[:-1]] == sorted(line["t"] for line in lines[:-1])


@pytest.mark.slow
def test_frames_seconds_and_screenshots(recording: Path, tmp_path: Path, forest: Path) -> None:
    last, many = tmp_path / "last.png", tmp_path / "many"
    said = huia(
        *f"practice --replay {recording} --headless --seconds 3 --size 640x360 --screenshot {last}".split(),
        *f"--screenshots {many} --every 1".split(),
    )
    assert said["frames"] == 90
    assert cv2.imread(str(last)).shape == (360, 640, 3)
    assert len(list(many.glob("*.png"))) == 3
    assert huia("play", "--replay", str(recording), "--headless", "--frames", "17")["frames"] == 17


@pytest.mark.slow
@pytest.mark.no_cover
def test_the_demo_camera_plays_the_game_through_real_models(tmp_path: Path) -> None:
    """Eleven seconds of pixels, one of each move; the figure over three minutes is `python -m tools.trials demo`."""
    from game.vision.virtual.source import VirtualCamera

    events, copy = tmp_path / "events.jsonl", tmp_path / "copy.jsonl"
    words = f"play --camera demo --headless --seconds 11.5 --seed 167 --events {events} --record {copy}".split()
    said = huia(*words)
    assert said["frames"] == said["poses_found"] == 345
    lines = [json.loads(line) for line in events.read_text().splitlines()]
    figures = against_cues(lines, VirtualCamera(167).cues(11.5), 11.5)
    for event in ("jump", "hadouken"):
        assert figures[event]["acted"] == figures[event]["fired_once"] == 1
        assert figures[event]["not_acted"] == 0
    again = huia("play", "--replay", str(copy), "--headless", "--seed", "167")
    assert again == said, "a replay is the same game, bit for bit"


@pytest.mark.slow
@pytest.mark.no_cover
def test_nobody_plays_the_attract_mode_and_nothing_is_left_behind(tmp_path: Path) -> None:
    said = huia("cabinet", "--camera", "none", "--headless", "--seconds", "20")
    assert (said["frames"], said["poses_found"], said["jumps"]) == (1200, 0, 0)


@pytest.mark.parametrize(
    ("content", "said"),
    [("", "empty"), ("{}\n", "huia-recording"), ('{"format": "huia-recording", "version": 1}\n{"t": 0}', "")],
)
def test_a_bad_recording_is_one_sentence(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(content)
    told = str(huia("play", "--replay", str(path), "--headless", fine=False)["said"])
    assert told.startswith("huia: ")
    assert said in told
    assert len(told.strip().splitlines()) == 1


def test_a_webcam_cannot_be_headless() -> None:
    assert "--camera demo" in str(huia("play", "--camera", "0", "--headless", fine=False)["said"])


@pytest.mark.slow
@pytest.mark.no_cover
def test_a_mirroring_camera_and_one_on_its_side_play_the_same_game(tmp_path: Path) -> None:
    """One film, two ways: mirrored with --mirrored, turned with --rotate."""
    from game.vision.virtual.source import VirtualCamera

    performance = Performance(3, [Beat("hadouken", side="left")])
    camera = VirtualCamera(3, fps=FILM_FPS, cast=[performance])
    pictures = [camera.frame(n).image for n in range(round(performance.end_s * FILM_FPS))]
    ways = {
        "--mirrored": lambda image: image[:, ::-1].copy(),
        "--rotate 90": lambda image: cv2.rotate(image, cv2.ROTATE_90_COUNTERCLOCKWISE),
    }
    for number, (words, change) in enumerate(ways.items()):
        film, events = tmp_path / f"fílm {number}.mp4", tmp_path / f"{number}.jsonl"
        height, width = change(pictures[0]).shape[:2]
        writer = cv2.VideoWriter(str(film), cv2.VideoWriter.fourcc(*"mp4v"), FILM_FPS, (width, height))
        for picture in pictures:
            writer.write(change(picture))
        writer.release()
        summary = huia("play", "--camera", str(film), "--headless", "--events", str(events), *words.split())
        assert summary["frames"] == len(pictures)
        lines = [json.loads(line) for line in events.read_text().splitlines()]
        said = [(line["event"], line.get("side")) for line in lines if line["event"] in ("jump", "hadouken")]
        assert said == [("hadouken", "left")], words


@pytest.mark.slow
@pytest.mark.no_cover
def test_memory_stays_where_it_was(tmp_path: Path) -> None:
    """World and modes alone, 6,000 frames; with pixels it is `python -m tools.bench --only memory`."""
    timings = tmp_path / "timings.json"
    words = f"play --camera none --headless --frames 6000 --timings {timings}"
    assert huia_apart(*words.split())["frames"] == 6000
    found = json.loads(timings.read_text())
    early, last = found["memory_mb"][2000 // found["memory_every"]], found["memory_mb"][-1]
    assert last <= 1.03 * early, "a small process: 1.03 of it is less than 1.02 of one with MediaPipe"


@pytest.mark.slow
def test_a_lesson_that_fails_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("game.app.poses", lambda: tmp_path / "poses")
    done = run(main, "teach", "--name", "tiger", "--camera", "none", "--headless", "--seconds", "1")
    assert done.code == 1
    assert json.loads(done.out.splitlines()[-1])["lesson"]["learnt"] is False
    assert done.err == "tiger was not learnt: nobody stood still long enough to begin\n"
