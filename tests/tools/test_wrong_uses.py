"""Thirty wrong uses of each maker's tool: one sentence, exit code 2, before anything is opened or trained."""

from __future__ import annotations

import shlex
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from game.body.datasets import Sample, read_samples, write_samples
from game.places import CLASSIFIER
from game.vision.virtual.crowd import crowd
from tests.programs import Ended
from tests.programs import run as run_program
from tools import capture, review, train

CAPTURE = (
    "--labels", "--labels ''", "--labels a/b", "--labels ../x", "--labels .hidden", f"--labels {'x' * 41}",
    "--labels 'tab\there'", "--person ''", "--person a/b", "--person 'x.'", "--session ..", "--session 'a:b'",
    "--data .", "--data nowhere/s.jsonl", "--data broken.jsonl", "--data recording.jsonl", "--every 0", "--every -1",
    "--every nan", "--every 9999", "--shots 0", "--shots 2.5", "--shots 1001", "--count 0", "--seed -1", "--rotate 45",
    "--headless", "--headless --label ''", "--headless --label a/b --camera demo", "--camera none",
    "--headless --label x --camera nowhere.mp4", "--camera ''", "--keep-pictures good.jsonl", "--pose-model nowhere",
    "--headless --label fly --camera demo --pose-model good.jsonl", "--colour red", "stray",
)  # fmt: skip
REVIEW = (
    "", "look", "check", "check --data", "check --data nowhere", "check --data .", "check --data empty.jsonl",
    "check --data broken.jsonl", "check --data recording.jsonl", "check --data twice.jsonl",
    "check --data good.jsonl --html .", "check --data good.jsonl --html nowhere/x.html",
    "check --data good.jsonl stray",
    "window", "window --data nowhere", "window --data broken.jsonl", "window --labels x", "window --data twice.jsonl",
    "import", "import captures", "import captures --person", "import nowhere --person a", "import . --person a",
    "import good.jsonl --person a", "import captures --person ''", "import captures --person a/b",
    "import captures --person a --session ..", "import captures --person a --data .",
    "import captures --person a --data nowhere/s.jsonl", "import captures --person a --data broken.jsonl",
    "import captures --person a --as films", "import captures --person a --colours nowhere",
    "import captures --person a --colours good.jsonl", "import captures --person a --save-colours .",
    "import captures --person a --as photos", "import captures --person a --mirror",
)  # fmt: skip
TRAIN = (
    "--data", "--data nowhere", "--data .", "--data empty.jsonl", "--data broken.jsonl", "--data recording.jsonl",
    "--data one_class.jsonl", "--data alone.jsonl", "--data few.jsonl", "--data apart.jsonl", "--out runs/x",
    "--data good.jsonl --out good.jsonl", "--data good.jsonl --out good.jsonl/x", "--data good.jsonl --name a/b",
    "--data good.jsonl --name ''", "--data good.jsonl --epochs -1", "--data good.jsonl --epochs 1.5",
    "--data good.jsonl --epochs 1e9", "--data good.jsonl --steps 0", "--data good.jsonl --rate 0",
    "--data good.jsonl --rate 2", "--data good.jsonl --rate nan", "--data good.jsonl --share fly",
    "--data good.jsonl --share fly=0", "--data good.jsonl --share swim=2", "--data good.jsonl --share fly=inf",
    "--data good.jsonl --sided swim", "--data good.jsonl --backbone resnet", "--virtual -1", "--virtual 1e9",
    "--data good.jsonl --negatives -5", "--data good.jsonl --negatives 1e9", "--data good.jsonl --seed -1",
    "--data good.jsonl --epochs 0 --backbone none", "--data good.jsonl --progress nowhere/p.json",
    "--data good.jsonl --ship=yes", "--data good.jsonl --epochs=--", "good.jsonl",
)  # fmt: skip
EVALUATE = (
    "", "poses", "dance", "poses --data", "poses --data nowhere", "poses --data .", "poses --data empty.jsonl",
    "poses --data broken.jsonl", "poses --data recording.jsonl", "poses --data good.jsonl --model nowhere",
    "poses --data good.jsonl --model .", "poses --data good.jsonl --model good.jsonl",
    "poses --data good.jsonl --model bare.tflite", "poses --data good.jsonl --model bad.huia",
    "poses --data good.jsonl --moves nowhere", "poses --data good.jsonl --json=yes", "poses --data good.jsonl stray",
    "poses --data odd.jsonl", "clips", "clips --data nowhere", "clips --data bare", "clips --data good.jsonl",
    "clips --data broken.jsonl", "clips --data empty.jsonl", "clips --data recording.jsonl --moves good.jsonl",
    "facing --data nowhere", "facing --data broken.jsonl", "facing --data good.jsonl", "facing --data bare",
    "gaze --data nowhere", "gaze --data good.jsonl", "gaze --data empty.jsonl", "gaze --data gaze.csv --aspect 0:9",
    "gaze --data gaze.csv --aspect wide", "gaze --data .",
)  # fmt: skip
SHARE = (
    "", "nowhere.huia", ".", "good.jsonl", "empty.jsonl", "broken.jsonl", "bare.tflite", "bad.huia", "--out x.huia",
    "bad.huia --out x.huia", "MODEL --out x.zip", "MODEL --out x", "MODEL --out .", "MODEL --out nowhere/x.huia",
    "MODEL --title x", "MODEL --act fly=wings", "MODEL --out x.huia --act", "MODEL --out x.huia --act fly",
    "MODEL --out x.huia --act fly=", "MODEL --out x.huia --act =wings", "MODEL --out x.huia --act swim=wings",
    "MODEL --out x.huia --act fly=sing", "MODEL --out x.huia --act fly=wings+sing",
    "MODEL --out x.huia --act fly=wings+wings+wings+wings", "MODEL --out x.huia --act fly=wings+",
    f"MODEL --out x.huia --title {'x' * 81}", "MODEL --out x.huia --title 'a\tb'", "MODEL --title",
    "MODEL --out x.huia --colour red", "MODEL good.jsonl", "MODEL --out", "MODEL --act",
)  # fmt: skip
TRIALS = (
    "", "sing", "stray idle", *(f"{subject} --count {count}" for subject in ("idle", "few") for count in (0, -1, "x")),
    *(f"fights --seed {seed}" for seed in (-1, "x", 1.5)), *(f"idle --fps {fps}" for fps in (0, -5, "nan", "inf", 999)),
    *(f"poses --{option} {value}" for option in ("model", "moves", "pose-model") for value in ("nowhere", ".", "''")),
    "jumps --landmarker openpose", "jumps --landmarker", "hadoukens --colour red", "poseset stray", "all --count 1.5",
    "ways --data nowhere", "idle --model good.jsonl --count 1", "idle --model bad.huia --count 1",
)  # fmt: skip
TRAIN_MOVES = (
    *(f"--{option} {value}" for option in ("clips", "checks", "steps", "seed") for value in (-1, "x", 1.5, "nan")),
    "--clips ''", "--clips 0", "--checks 0", "--steps 0", "--parts", "--parts feet", "--parts joints feet",
    "--model nowhere", "--model .", "--real nowhere", "--cache good.jsonl", "--out good.jsonl", "--out good.jsonl/x",
    "stray", "--ship=yes", "--colour red",
)  # fmt: skip
BENCH = (
    *(f"--seconds {value}" for value in (0, -1, "x", "nan", "inf", 1e9)), "--only", "--only sing", "--only frames sing",
    *(f"--size {value}" for value in ("1x1", "x", "1280", "1280x", "0x0", "-1x5", "1e3x7", "99999x99999", "''")),
    *(f"--memory-frames {value}" for value in (0, -1, "x", 1.5)), "--models nowhere", "--models .",
    "--prototype nowhere", "--prototype .", "--prototype", "--json=yes", "--colour red", "stray", "--seconds", "--size",
    "--memory-frames",
)  # fmt: skip
CONTACT_SHEET = (
    *(f"--height {value}" for value in (0, -1, "x", "nan", "inf", 2001, 1e9, "''")), "--height", "--act", "--act sing",
    "--act ''", "--act JUMP", "--act idle run", "--out", "--out ''", "--out good.jsonl", "--out good.jsonl/x/y",
    *(f"--size {value}" for value in ("1x1", "x", "1280", "1280x", "0x0", "99999x9", "''")), "--size", "--male=yes",
    "--game=1", "--game --act sing", "--outt x", "stray", "--colour red", "--out=--",
)  # fmt: skip
LISTEN_OSC = (
    *(f"--port {value}" for value in (0, -1, 65536, "x", 1.5, "nan", "''")), "--port", "--port=--", "--prot 9", "-p 9",
    *(f"--count {value}" for value in (0, -1, "x", 1.5, "1e5", "nan")), "--count", "--only huia",
    *(f"--host {value}" for value in ("nowhere.invalid", "999.1.1.1", "8.8.8.8", "'a b'", "127.0.0.1:9000", -1)),
    "--host a..b", f"--host {'x' * 300}", "--host", "--only", "--only ' '", "stray", "--colour red",
)  # fmt: skip
BUILD_APP = (
    *(f"{more}--seconds {value}" for more in ("", "--only-check ") for value in (0, -1, "x", "nan", "inf", 3601, "''")),
    "--seconds", "--to", "--to ''", "--to good.jsonl", "--to good.jsonl/x", "--only-check --to bare", "--check=yes",
    "--only-check --to nowhere", "--only-check=1", "--only-check --to good.jsonl", "--to=--", "--too bare", "-t bare",
    "stray", "--check stray", "--colour red", "--only-chekc",
)  # fmt: skip
FETCH_MODELS = (
    *("--to", "--to ''", "--to good.jsonl", "--to letter.txt/x", "--to=--", "--too bare", "--to bare stray"),
    *("--force=yes", "--forse", "--force stray", "--force --to", "--force --to good.jsonl", "--force --colour x", "-f"),
    *("stray", "pose", "--model", "--model x", "--only face", "--colour red", "''", "--url x", "--to bare --force=1"),
    *("--to bare -x", "--to bare --from x", "all", "--pose", "--face", "-t bare", "--force -t", "--t bare"),
)  # fmt: skip
LANGUAGES = (
    *("look", "chekc", "Update", "UPDATE", "''", "pt", "mi", "1", "nan", ".", "../x", "good.jsonl", "check=1", "-c"),
    *(f"{verb} {word}" for verb in ("check", "update", "build") for word in ("check", "pt", "--all", "--as x", "-x")),
    "--check", "--update", "--build", "buildd",
)  # fmt: skip
BUILD_ASSETS = (
    *(f"--{verb}{word}" for verb in ("check", "cache", "readme") for word in ("=1", " stray", " --to x", " -x", "s")),
    "--check ''", "--check --cache", "--check --readme", "--cache --readme", "stray", "figures", "--check --check=1",
    "--out x", "--force", "--seed 3", "--json", "--size 1x1", "''", "-c", "--all", "check", "--figures",
)  # fmt: skip


def poses(path: Path, labels: Sequence[str], people: Sequence[str], takes: int = 4) -> list[Sample]:
    acted = crowd(3, takes * len(labels), 2, acts=tuple(labels), variety=0.3, wildness=0.3, held_only=True)
    samples = [
        Sample(f"{person}-{n}", acted.acts[n], person, "s", acted.pose(n), "mediapipe33", "virtual")
        for person in people
        for n in range(len(acted))
    ]
    write_samples(path, samples)
    return samples


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A maker's folder with what goes wrong in it."""
    folder = tmp_path_factory.mktemp("desk")
    good = poses(folder / "good.jsonl", ("fly", "wings"), ("ana", "ben", "cem"))
    write_samples(folder / "one_class.jsonl", [sample for sample in good if sample.label == "fly"])
    write_samples(folder / "alone.jsonl", [sample for sample in good if sample.person == "ana"])
    write_samples(folder / "few.jsonl", [*(s for s in good if s.label == "fly"), *good[:0], *_first(good, "wings", 2)])
    write_samples(
        folder / "apart.jsonl", [s for s in good if (s.label, s.person) in (("fly", "ana"), ("wings", "ben"))]
    )
    write_samples(folder / "twice.jsonl", [good[0], good[0]])
    (folder / "empty.jsonl").touch()
    (folder / "broken.jsonl").write_text("{nonsense\n")
    (folder / "recording.jsonl").write_text('{"format": "huia-recording", "version": 1}\n')
    write_samples(folder / "odd.jsonl", [replace(sample, label="swim") for sample in good])
    (folder / "bare").mkdir()
    (folder / "bare.tflite").write_bytes(b"no network")
    (folder / "bad.huia").write_bytes(b"PK but no archive")
    with zipfile.ZipFile(folder / "captures.zip", "w") as captures:
        captures.writestr("fly_1.json", "[]")
    (folder / "letter.txt").write_text("Dear Huia")
    (folder / "gaze.csv").write_text("path,person,session,x,y\n")
    (folder / "captures").mkdir()
    (folder / "captures" / "fly_1.json").write_text("[]")
    return folder


def _first(samples: Sequence[Sample], label: str, count: int) -> list[Sample]:
    return [sample for sample in samples if sample.label == label][:count]


@pytest.fixture
def at_the_desk(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(desk)
    for name in ("tools.train.fit", "tools.train.with_ordinary"):
        module, _, function = name.rpartition(".")
        monkeypatch.setattr(import_module(module), function, lambda *_, **__: pytest.fail("training has begun"))
    monkeypatch.setattr("tools.capturing.window.Window", lambda *_, **__: pytest.fail("a window was opened"))
    monkeypatch.setattr("tools.reviewing.window.Window", lambda *_, **__: pytest.fail("a window was opened"))
    return desk


def is_refused(done: Ended) -> None:
    assert done.code == 2, (done.out, done.err)
    said = done.err.strip()
    assert said and len(said.splitlines()) == 1, said
    assert "Traceback" not in said and "Error" not in said, said


@pytest.mark.parametrize("words", CAPTURE)
def test_capture_refuses(words: str, at_the_desk: Path) -> None:
    before = sorted(at_the_desk.rglob("*"))
    is_refused(run_program(capture.main, *shlex.split(words)))
    assert sorted(at_the_desk.rglob("*")) == before


@pytest.mark.no_cover
@pytest.mark.parametrize("words", REVIEW)
def test_review_refuses(words: str, at_the_desk: Path) -> None:
    before = {path: path.stat().st_size for path in at_the_desk.rglob("*") if path.is_file()}
    is_refused(run_program(review.main, *shlex.split(words)))
    assert {path: path.stat().st_size for path in at_the_desk.rglob("*") if path.is_file()} == before


@pytest.mark.no_cover
@pytest.mark.parametrize("words", TRAIN)
def test_train_refuses_before_it_costs_time(words: str, at_the_desk: Path) -> None:
    before = sorted(at_the_desk.rglob("*"))
    is_refused(run_program(train.main, *shlex.split(words)))
    assert sorted(at_the_desk.rglob("*")) == before


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("good.jsonl", "--data"),
        ("--data captures.zip", "review import"),
        ("--data letter.txt", "not valid JSON"),
        ("--data bare", "is a folder"),
    ],
)
def test_train_says_what_to_do_with_another_kind_of_file(words: str, hint: str, at_the_desk: Path) -> None:
    done = run_program(train.main, *shlex.split(words))
    is_refused(done)
    assert hint in done.err


OTHERS: dict[str, tuple[str, ...]] = {
    "evaluate": EVALUATE, "share": SHARE, "trials": TRIALS, "train_moves": TRAIN_MOVES, "bench": BENCH,
    "contact_sheet": CONTACT_SHEET, "listen_osc": LISTEN_OSC, "build_app": BUILD_APP, "fetch_models": FETCH_MODELS,
    "languages": LANGUAGES, "build_assets": BUILD_ASSETS,
}  # fmt: skip


@pytest.mark.parametrize(("tool", "words"), [(tool, words) for tool, each in OTHERS.items() for words in each])
def test_another_tool_refuses(tool: str, words: str, at_the_desk: Path) -> None:
    before = sorted(at_the_desk.rglob("*"))
    main = import_module(f"tools.{tool}").main
    is_refused(run_program(main, *shlex.split(words.replace("MODEL", shlex.quote(str(CLASSIFIER))))))
    assert sorted(at_the_desk.rglob("*")) == before


OPTIONS: dict[Callable[[Sequence[str]], int], tuple[str, ...]] = {
    capture.main: ("--every", "--shots", "--count", "--seed", "--rotate", "--data"),
    train.main: ("--epochs", "--steps", "--rate", "--seed", "--negatives", "--virtual", "--data", "--share"),
}


@pytest.mark.no_cover
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_value_of_an_option_is_a_traceback(data: st.DataObject, at_the_desk: Path) -> None:
    """Values that are no number, no file and no name; the rest of the line is sound."""
    main = data.draw(st.sampled_from(list(OPTIONS)))
    option = data.draw(st.sampled_from(OPTIONS[main]))
    value = data.draw(
        st.one_of(
            st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30),
            st.floats().filter(lambda x: not 0 < x < 1e12).map(str),
            st.sampled_from(["-0", "1e400", "0x10", "١٢x", "~", "nul", "\u202e", "a" * 300]),
        ).filter(lambda text: not _number(text) and text not in ("--help", "-h"))
    )
    is_refused(run_program(main, f"{option}={value}", "--label=a/b" if main is capture.main else "--name=a/b"))


def _number(text: str) -> bool:
    try:
        return 0 <= float(text) < 1e12
    except ValueError:
        return False


@pytest.mark.no_cover
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_spoiled_data_set_is_one_sentence(data: st.DataObject, at_the_desk: Path) -> None:
    """One line of a sound data set is changed by hand, as somebody does in an editor."""
    lines = (at_the_desk / "good.jsonl").read_text(encoding="utf-8").splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    line = lines[at]
    spoil = data.draw(
        st.sampled_from(
            [
                line[: len(line) // 2], line.replace('"points": [[', '"points": [['[:-1]), line.replace("0.", "NaN", 1),
                line.replace('"label": "', '"label": "../'), line.replace("mediapipe33", "openpose"), "[]", "null", "7",
                line.replace('"frame": [', '"frame": [0, '), line.replace('"person"', '"who"'), "\ufffd" * 9, '""',
            ]
        )
    )  # fmt: skip
    if spoil == line:
        return
    path = at_the_desk / "spoiled.jsonl"
    path.write_text("\n".join([*lines[:at], spoil, *lines[at + 1 :]]) + "\n", encoding="utf-8")
    try:
        is_refused(run_program(review.main, "check", "--data", str(path)))
        is_refused(run_program(train.main, "--data", str(path)))
    finally:
        path.unlink()


def test_there_are_thirty_of_each(desk: Path) -> None:
    assert min(len(CAPTURE), len(REVIEW), len(TRAIN), *map(len, OTHERS.values())) >= 30
    assert len(read_samples(desk / "good.jsonl")) == 48
