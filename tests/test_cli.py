"""The command line: what is understood, and one sentence for what is not."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from game.__main__ import main
from game.cli import Options, parse
from game.errors import UserError
from tests.programs import run


def test_no_words_play() -> None:
    assert parse([]) == Options()


def test_everything_is_understood(tmp_path: Path) -> None:
    recording = tmp_path / "a.jsonl"
    recording.touch()
    options = parse(
        f"practice --replay {recording} --headless --seconds 2.5 --frames 9 --size 640x360 --seed 7 --mute --calm "
        f"--events {tmp_path / 'e.jsonl'} --screenshots {tmp_path} --every 0.5 --rotate 90 --mirrored".split()
    )
    assert options.command == "practice"
    assert options.size == (640, 360)
    assert (options.seconds, options.frames, options.every_s, options.seed) == (2.5, 9, 0.5, 7)
    assert options.mirrored
    assert options.rotate == 90


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("fly", "invalid choice"),
        ("--size big", "not a size"),
        ("--size 9x9", "outside"),
        ("--seconds -1", "more than 0"),
        ("--seconds soon", "not a number"),
        ("--frames 0", "more than 0"),
        ("--rotate 45", "invalid choice"),
        ("--seed -3", "must be from 0"),
        ("--replay nowhere.jsonl", "no file"),
        ("--model nowhere.tflite", "no file"),
        ("--events nowhere/e.jsonl", "does not exist"),
        ("--screenshot picture.jpg", "must end in .png"),
        (f"--screenshots {__file__}", "is a file"),
        ("--camera none --record r.jsonl", "needs somebody"),
        ("--camera=", "leave it out"),
        ("--nonsense", "there is no option --nonsense"),
        ("--camra 0", "did you mean --camera"),
        (f"--scores {__file__}", "something else than best scores"),
        (f"--record {__file__}", "something else than a pose recording"),
    ],
)
def test_a_mistake_is_one_sentence(words: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as problem:
        parse(words.split())
    assert "\n" not in str(problem.value)


def test_what_cannot_be_written_is_told_before_anything_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # as for a user who is not root
    for words in (["--screenshot", str(tmp_path / "x.png")], ["--screenshots", str(tmp_path / "new" / "folder")]):
        with pytest.raises(UserError, match="may not be written to"):
            parse(words)


def test_own_files_may_be_written_again(tmp_path: Path) -> None:
    scores, recording = tmp_path / "mine", tmp_path / "r.jsonl"
    scores.write_bytes(b"SQLite format 3\x00")
    recording.write_text('{"format": "huia-recording"}\n')
    assert parse(["--scores", str(scores), "--record", str(recording)]).record == recording
    broken = tmp_path / "a.sqlite"
    broken.write_bytes(b"spoilt")
    assert parse(["--scores", str(broken)]).scores == broken


@pytest.mark.no_cover
@pytest.mark.parametrize("module", ["game", "tools.capture"])
def test_a_python_without_our_libraries_says_how_to_set_up(module: str) -> None:
    words = [sys.executable, "-S", "-m", module]  # -S: without site-packages
    done = subprocess.run(words, capture_output=True, text=True, cwd=Path(__file__).parents[1], check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "python3 tools/start.py" in done.stderr and "Traceback" not in done.stderr


def test_help_says_where_the_makers_tools_are(capsys: pytest.CaptureFixture[str]) -> None:
    for word, said in (("--help", f"python -m tools.NAME in {Path(__file__).parents[1]}"), ("--version", "huia 0.")):
        with pytest.raises(SystemExit) as ended:
            parse([word])
        assert ended.value.code == 0
        assert said in " ".join(capsys.readouterr().out.split())


def test_replay_takes_the_cameras_place(tmp_path: Path) -> None:
    recording = tmp_path / "a.jsonl"
    recording.touch()
    with pytest.raises(UserError, match="leave out --camera"):
        parse(["--replay", str(recording), "--camera", "demo"])


@pytest.mark.parametrize(
    "words",
    [
        ["--camera", "nowhere.mp4", "--headless"],
        ["sing"],
        ["--seconds", "x"],
        ["--gaze", "nobody", "--camera", "demo", "--headless"],
        ["--model", __file__],
    ],
)
def test_a_mistake_ends_the_program_with_a_sentence_and_no_traceback(words: list[str]) -> None:
    done = run(main, *words)
    assert done.code == 2
    assert done.err.startswith("huia: ")
    assert len(done.err.strip().splitlines()) == 1


@pytest.mark.no_cover
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("words", [("-m", "game"), ("-m", "tools.train"), ("tools/capture.py",)])
def test_ctrl_c_while_libraries_load_is_no_traceback(words: tuple[str, ...], tmp_path: Path) -> None:
    pressed = "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n"
    for library in ("platformdirs", "numpy", "cv2"):  # whichever is loaded first
        (tmp_path / f"{library}.py").write_text(pressed)
    root = Path(__file__).parents[1]
    path = os.pathsep.join([str(tmp_path), str(root)])
    done = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, cwd=root, env={**os.environ, "PYTHONPATH": path}
    )
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")


@pytest.mark.no_cover
def test_who_stops_listening_is_no_error() -> None:
    """As `huia … | head` does."""
    words = [sys.executable, "-m", "game", "--camera", "none", "--headless", "--frames", "3"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None and program.stderr is not None
        program.stdout.close()
        said = program.stderr.read()
    assert (program.returncode, said) == (0, "")


WITHOUT_PAINTING = """
import sys
from pathlib import Path
from game.__main__ import main
from game.scene.backdrop import cache

cache.paint_all = lambda view, progress: cache.load(Path(sys.argv[1]), progress)
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="where caches lie is another matter there")
@pytest.mark.no_cover
def test_a_home_that_cannot_be_written_costs_time_only(tmp_path: Path, forest: Path) -> None:
    """The forest, which such a program paints at each start, is read here from where the tests have it."""
    nowhere = tmp_path / "file"
    nowhere.touch()
    places = {"HOME": str(nowhere), "XDG_CACHE_HOME": str(nowhere / "cache"), "XDG_DATA_HOME": str(nowhere / "data")}
    picture = tmp_path / "spät er" / "bîld.png"
    picture.parent.mkdir()
    words = ["--camera", "none", "--headless", "--frames", "2", "--size", "320x240", "--seed", "1"]
    words += ["--screenshot", str(picture)]
    painted = next(forest.glob("forest-1280x720-*.zip"))
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_PAINTING, str(painted), *words],
        env={**os.environ, **places},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    shown = picture.read_bytes()
    assert len(shown) > 10_000
    assert run(main, *words).code == 0
    assert picture.read_bytes() == shown
