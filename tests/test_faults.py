"""What broke when it was tried: damaged caches, full disks, odd terminals, late cameras, torn files, crashing networks.

Each test is a fault that once ended the program or left it worse than it was.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pygame
import pytest

from game import app, doctor
from game.arguments import run_program
from game.body.datasets import Sample, SampleWriter, read_samples, write_samples
from game.body.pose import Pose
from game.body.reader import BodyReader
from game.body.recordings import Header, RecordingWriter
from game.cli import Options
from game.errors import UserError
from game.eventlog import EventLog
from game.places import CLASSIFIER, MOVES
from game.scene.backdrop import cache
from game.scene.backdrop.gallery import Painting
from game.screen.window import Window
from game.sights import VisionSource
from game.sound import notes
from game.sound.bank import Bank
from game.trying import try_apart
from game.vision import bundle
from game.vision.cameras.camera import check_source
from game.vision.models import pose_model
from game.vision.pipeline import Pipeline
from game.vision.spec import VisionSpec
from game.vision.worker import VisionProcess
from tests.body.bodies import body
from tests.crashing import crashing, refusing
from tests.programs import run
from tools.collecting.dataset import Capture, read_lines

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX files and signals")
FULL = Path("/dev/full")
full_disk = pytest.mark.skipif(not FULL.exists(), reason="needs a disk that is always full")


def flipped(content: bytes, most: int = 400) -> Iterator[tuple[int, bytes]]:
    """The content with one bit changed, at places spread over all of it."""
    for n, at in enumerate(sorted({*np.linspace(0, len(content) - 1, most).astype(int).tolist()})):
        spoilt = bytearray(content)
        spoilt[at] ^= 1 << n % 8
        yield at, bytes(spoilt)


# --- caches


def test_no_bit_flipped_in_the_painted_forest_ends_the_program(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    pictures = {name: Painting(rng.integers(0, 255, (6, 8, 4), np.uint8), 1, 2) for name in ("sky", "fern")}
    path = tmp_path / "forest.zip"
    cache.save(path, pictures)
    content = path.read_bytes()
    refused = 0
    for at, spoilt in flipped(content):
        path.write_bytes(spoilt)
        found = cache.load(path)
        refused += found is None
        if found is not None:  # the bit is in a field nobody reads, such as a date
            for name, picture in pictures.items():
                assert np.array_equal(found[name].pixels, picture.pixels), at
    assert refused > 200


def test_no_bit_flipped_in_a_cached_sound_is_heard(tmp_path: Path) -> None:
    makers = {"a": notes.blip}
    first: Bank[np.ndarray] = Bank(tmp_path, lambda samples: samples, makers)
    first.start()
    assert first.wait(10)
    (path,) = tmp_path.glob("*/a.npy")
    whole = path.read_bytes()
    for at, spoilt in flipped(whole, 60):
        path.write_bytes(spoilt)
        bank: Bank[np.ndarray] = Bank(tmp_path, lambda samples: samples, makers)
        assert bank._kept("a") is None, at
    path.write_bytes(whole)
    kept = first._kept("a")
    assert kept is not None and np.array_equal(kept, notes.blip())


def test_no_bit_flipped_in_a_bundle_passes_for_sound(tmp_path: Path) -> None:
    def seal(networks: object) -> bytes:
        return bundle._seal(list(networks))  # type: ignore[call-overload]

    names = ["one.tflite", "two.tflite"]
    networks = {name: bytes([n]) * 300 for n, name in enumerate(names)}
    path = tmp_path / "pose.task"
    content = bundle.packed(networks, seal(networks.values()))
    path.write_bytes(content)
    assert bundle.is_unchanged(path, names, seal)
    for at, spoilt in flipped(content, 700):
        path.write_bytes(spoilt)
        assert not bundle.is_unchanged(path, names, seal), at


@posix
def test_a_fifo_in_a_caches_place_is_not_waited_for(tmp_path: Path) -> None:
    fifo = tmp_path / "forest.zip"
    os.mkfifo(fifo)
    assert cache.load(fifo) is None
    assert not bundle.is_sound(fifo)
    with pytest.raises(UserError):
        bundle.check_bundle(fifo)
    folder = Bank(tmp_path, lambda samples: samples, {"a": notes.blip})._folder
    assert folder is not None
    folder.mkdir()
    os.mkfifo(folder / "a.npy")
    bank: Bank[np.ndarray] = Bank(tmp_path, lambda samples: samples, {"a": notes.blip})
    bank.start()
    assert bank.wait(10)
    assert (folder / "a.npy").is_file(), "the sound took its place"


# --- networks of strangers


@posix
@pytest.mark.parametrize(
    ("load", "said"), [(crashing, "loading it crashes"), (refusing, "x is wrong"), (os.path.basename, "")]
)
def test_what_may_crash_is_tried_by_a_child(load: Callable[[Path], object], said: str) -> None:
    try:
        try_apart(load, Path("x"))
    except UserError as problem:
        assert said and said in str(problem)
    else:
        assert not said


# --- full disks and odd terminals


@full_disk
def test_a_log_on_a_full_disk_does_not_end_the_program() -> None:
    code = (
        "import multiprocessing, sys\nfrom game.arguments import tell\ntell('a')\ntell('b')\n"
        "if __name__ == '__main__':\n"
        "    child = multiprocessing.get_context('spawn').Process(target=print)\n"
        "    child.start()\n    child.join()\n    sys.exit(child.exitcode + 7)"
    )
    with FULL.open("w") as full:
        done = subprocess.run([sys.executable, "-c", code], stderr=full, check=False)
    assert done.returncode == 7


@full_disk
def test_output_on_a_full_disk_is_one_sentence() -> None:
    code = "import sys\nfrom game.arguments import run_program\nsys.exit(run_program('p', lambda: print('figures')))"
    with FULL.open("w") as full:
        done = subprocess.run([sys.executable, "-c", code], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "p: its output cannot be written (No space left on device); choose another place for it\n"


@full_disk
def test_events_on_a_full_disk_end_the_log_and_not_the_game() -> None:
    with EventLog(FULL, lenient=True) as log:
        log.over(1.0, 7)
        assert "the disk is full" in log.trouble
        log.over(2.0, 8)
        assert log.summary()["best_score"] == 8
    with pytest.raises(UserError), EventLog(FULL) as strict:
        strict.over(1.0, 7)


@pytest.mark.parametrize(("encoding", "arrow"), [("cp1252", b"->"), ("ascii", b"->"), ("utf-8", "→".encode())])
def test_the_doctor_speaks_to_any_terminal(encoding: str, arrow: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    check = doctor.Check("camera", "bad", "Māori \ud800", "plug one in")
    monkeypatch.setattr(doctor, "examine", lambda options, classifier: iter([check]))
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding))
    assert run_program("huia", lambda: doctor.run(Options(), CLASSIFIER)) == 1
    sys.stdout.flush()
    assert arrow + b" plug one in" in out.getvalue()


@pytest.mark.parametrize("option", ["--model", "--replay", "--record", "--events", "--camera", "--pose-model"])
def test_a_name_no_file_system_takes_is_one_sentence(option: str) -> None:
    from game.__main__ import main

    ended = run(main, "play", option, "x" * 300 + ".jsonl")
    assert ended.code == 2
    assert ended.err.count("\n") == 1 and len(ended.err) < 300


# --- files


def sample(label: str = "fly", name: str = "a") -> Sample:
    return Sample(name, label, "ana", "s", body("up"))


def test_a_last_line_torn_inside_a_letter_is_left_out_by_all_who_read(tmp_path: Path) -> None:
    path = tmp_path / "samples.jsonl"
    write_samples(path, [sample(), sample("māui", "b")])
    content = path.read_bytes()
    torn = content[: content.rindex("ā".encode()) + 1]
    path.write_bytes(torn)
    assert len(read_samples(path)) == len(read_lines(path)) == 1
    with Capture(path) as capture:
        assert len(capture.samples) == 1
        capture.add(sample("tree", "c"))
    assert [one.label for one in read_samples(path)] == ["fly", "tree"]


def test_half_a_letter_and_endless_nesting_are_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "samples.jsonl"
    write_samples(path, [sample()])
    path.write_text(path.read_text().replace('"fly"', '"\\ud800"'))
    with pytest.raises(UserError, match="line 1: label holds a letter that does not exist"):
        read_samples(path)
    path.write_text("[" * 60_000)
    with SampleWriter(path) as writer:  # what a crash tore is cut
        writer.write(sample())
    assert len(read_samples(path)) == 1


@pytest.mark.parametrize("size", [1e3, 1e6, 1e20, 3e38])
def test_landmarks_out_of_this_world_are_nobody(size: float) -> None:
    reader, rng = BodyReader(), np.random.default_rng(2)
    for n in range(12):
        points = body("down").points.copy()
        points[rng.random(33) < 0.3, :2] = size
        reading = reader.read(n / 30, (Pose(points, (640, 480)),))
        assert reading.pose is None


# --- starting, and what comes later


@posix
@pytest.mark.parametrize("how", ["button", "signal"])
def test_closing_the_window_while_it_loads_is_heard(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """SDL tells SIGTERM and the button alike; both were read by the loading screen, and forgotten."""

    class Painting:
        def __init__(self, size: object, folder: object, progress: Callable[[float, str], None], **_: object) -> None:
            progress(0.1, "Painting")
            if how == "signal":
                os.kill(os.getpid(), signal.SIGTERM)
            else:
                pygame.event.post(pygame.event.Event(pygame.QUIT))
            progress(0.2, "Painting")
            raise AssertionError("it went on painting")

    monkeypatch.setattr(app, "Stage", Painting)
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert app.run(Options(camera="none", mute=True, size=(320, 240))) == 0
    finally:
        signal.signal(signal.SIGTERM, before)


def test_vision_starts_again_when_a_missing_classifier_arrives(tmp_path: Path) -> None:
    path = tmp_path / CLASSIFIER.name
    now_s = [0.0]
    spec = VisionSpec(camera="demo", size=(64, 64), classifier=path, moves=MOVES)
    with Pipeline(spec, now=lambda: now_s[0]) as pipeline:
        now_s[0] = 10.0
        assert not pipeline.model_arrived()
        path.write_bytes(CLASSIFIER.read_bytes())
        assert not pipeline.model_arrived(), "files are looked at every two seconds only"
        now_s[0] = 20.0
        assert pipeline.model_arrived()


@pytest.mark.slow
def test_a_webcam_plugged_in_after_the_start_plays(tmp_path: Path) -> None:
    """The demo stands in for it; a film is the webcam here."""
    plugged, model = threading.Event(), pose_model()
    film = tmp_path / "film"
    film.mkdir()
    import cv2

    for n in range(30):
        cv2.imwrite(str(film / f"{n:03d}.png"), np.full((64, 64, 3), 8 * n, np.uint8))
    process = VisionProcess(VisionSpec(camera="demo", size=(64, 64), model=model))
    source = VisionSource(process, "No webcam.", deaf=True, search=lambda: str(film) if plugged.is_set() else None)
    source.start()
    try:
        begun_s, arrived = time.perf_counter(), 0
        while not arrived:
            now_s = time.perf_counter()
            assert now_s - begun_s < 60
            glance = source.glance(now_s, now_s - begun_s)
            if glance.sight is not None and glance.sight.frames > 3 and not plugged.is_set():
                assert glance.notice == "No webcam."
                plugged.set()
            arrived += glance.arrived
            time.sleep(1 / 60)
        assert process.spec.camera == str(film)
        assert glance.notice == "" and not source.glance(now_s, 0.0).arrived
    finally:
        source.stop()


def test_a_search_that_fails_is_made_again() -> None:
    from game import sights

    promise: Future[str | None] = Future()
    sights._answer(promise, lambda: next(Path("/nowhere").iterdir()).name)
    assert promise.result() is None


def test_the_pictures_kept_ready_have_a_limit_that_can_be_set() -> None:
    window = Window((320, 240), headless=True, pictures_mb=40)
    assert window._scene_painter._pictures.most_bytes == 40 << 20


def test_a_pipe_that_nobody_reads_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    with pytest.raises(UserError, match="nobody reads it"):
        EventLog(pipe)
    with pytest.raises(UserError, match="nobody reads it"):
        RecordingWriter(pipe, Header((640, 480), 30.0))
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with EventLog(pipe) as log:
        log.write(1.0, "jump")
        assert b'"jump"' in os.read(reader, 4096)
    os.close(reader)


def test_a_film_whose_name_is_not_utf8_is_a_sentence(tmp_path: Path) -> None:
    """OpenCV ends the process on such a name."""
    film = tmp_path / os.fsdecode(b"film\xff.mp4")
    film.write_bytes(b"no film")
    with pytest.raises(UserError, match="not UTF-8"):
        check_source(str(film))
