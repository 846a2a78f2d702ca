"""The pose and face models: found, or made on first use from the last official wheel that carries them.

MediaPipe ships no models any more; its wheel 0.10.21 (Apache-2.0) still holds the networks of the pose landmarker
and of the face mesh. One download serves both. pip fetches it, so index, proxy, certificates and cache are those its
user set up. What is fetched is only read as a zip and compared with known sha256 sums: none of it is installed or run.
"""

from __future__ import annotations

import contextlib
import errno
import importlib.util
import os
import subprocess
import sys
import sysconfig
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tqdm import tqdm

from game.errors import UserError
from game.places import fetched
from game.vision.bundle import bundle_from_wheel, check_bundle, is_sound
from game.vision.face_bundle import face_bundle_from_wheel, is_sound_face

BUNDLE: Final = "pose_landmarker_full.task"
FACE_BUNDLE: Final = "face_mesh.task"
WHEEL: Final = "mediapipe==0.10.21"
WHEEL_BYTES: Final = 35_622_638
"""Size of that wheel for Linux: only the progress bar leans on it."""
AGAIN: Final = "then try again, or play by keyboard with --camera none"
NO_FACES: Final = (
    "There is no face model, so the head is read from the body's landmarks and the Huia makes no faces; huia doctor"
    " fetches it."
)
SUSPECT_INDEX: Final = f"check which index pip uses (pip config list), {AGAIN}"


def pose_model(chosen: Path | None = None, folders: Sequence[Path] | None = None) -> Path:
    """A checked pose bundle: the chosen one, else ours from the first of `folders` that has it, made if none does.

    folders: by default those of `game.places.fetched`. Making it takes pip, 36 MB and a progress bar on stderr.
    Raises UserError when the chosen file is no pose bundle, or when ours can be neither found nor made.
    """
    if chosen is not None:
        check_bundle(chosen)
        return chosen
    places = fetched() if folders is None else tuple(folders)
    return find_pose_model(places) or make_pose_model(folder_to_fill(places))


def face_model(folders: Sequence[Path] | None = None) -> Path:
    """A checked face bundle, from the first of `folders` that has it, made if none does.

    Raises UserError when it can be neither found nor made. Play uses `find_face_model`: without faces it goes on.
    """
    places = fetched() if folders is None else tuple(folders)
    found = find_face_model(places)
    if found is None:
        folder = folder_to_fill(places)
        make_models(folder, (FACE,))
        found = folder / FACE_BUNDLE
    return found


def find_pose_model(folders: Sequence[Path]) -> Path | None:
    """Our pose bundle in the first of these folders that has it whole, or None."""
    return next((folder / BUNDLE for folder in folders if is_sound(folder / BUNDLE)), None)


def find_face_model(folders: Sequence[Path] | None = None) -> Path | None:
    """Our face bundle in the first of these folders (default: `game.places.fetched`) that has it whole, or None."""
    places = fetched() if folders is None else folders
    return next((folder / FACE_BUNDLE for folder in places if is_sound_face(folder / FACE_BUNDLE)), None)


def folder_to_fill(folders: Sequence[Path]) -> Path:
    """The first of these folders where files can be made; where none is, the first, so that writing says why."""

    def writable(folder: Path) -> bool:
        existing = next(place for place in (folder, *folder.absolute().parents) if place.exists())
        return existing.is_dir() and os.access(existing, os.W_OK)

    return next(filter(writable, folders), folders[0])


@dataclass(frozen=True, slots=True)
class Made:
    """A bundle made from the wheel: its file's name, how it is made, and how it is told whole."""

    name: str
    content: Callable[[Path], bytes]
    sound: Callable[[Path], bool]


POSE: Final = Made(BUNDLE, bundle_from_wheel, is_sound)
FACE: Final = Made(FACE_BUNDLE, face_bundle_from_wheel, is_sound_face)


def make_pose_model(folder: Path) -> Path:
    """Make our pose model in `folder`, and the face model, which comes with the same download."""
    make_models(folder)
    return folder / BUNDLE


def make_models(folder: Path, wanted: Sequence[Made] = (POSE, FACE)) -> None:
    """Fetch, check, bundle and write our models into `folder`, over any that are there.

    All or nothing for each: it is written beside and moved into place, so two processes may make it at once.
    Raises UserError with one sentence for: no pip, no network, an unexpected wheel, a full or closed disk. Ctrl-C
    goes on to the caller, after a sentence on stderr.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="huia-", ignore_cleanup_errors=True) as scratch:
            wheel = fetch_wheel(Path(scratch))
            contents = [made.content(wheel) for made in wanted]
        for made, content in zip(wanted, contents, strict=True):
            _write(folder / made.name, content, made.sound)
    except KeyboardInterrupt:  # who stops the fetching wants the program to stop, too
        print(f"Fetching the pose model was interrupted and left nothing behind; {AGAIN}.", file=sys.stderr)
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise UserError(f"The disk is too full for the pose model; free 150 MB, {AGAIN}.") from error
        reason = error.strerror or str(error)
        raise UserError(f"The pose model cannot be written to {folder} ({reason}); mend that, {AGAIN}.") from error


def _write(target: Path, content: bytes, sound: Callable[[Path], bool]) -> None:
    beside = target.with_name(f"{target.name}.{uuid.uuid4().hex}.part")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            beside.replace(target)
        except PermissionError:  # Windows, while another process reads what it has just put there itself
            if not sound(target):
                raise
    finally:
        beside.unlink(missing_ok=True)


def fetch_wheel(scratch: Path) -> Path:
    """Have pip download the wheel into this folder, watching it grow; returns the wheel's path."""
    print(f"Fetching the pose model, once: {WHEEL} ({WHEEL_BYTES / 1e6:.0f} MB)", file=sys.stderr)
    wheels, unpacking, log = scratch / "wheel", scratch / "pip", scratch / "pip.log"
    unpacking.mkdir()
    # any system may fetch the wheel of this one; two platform tags, since old versions of pip lack the newer
    command = [*_pip(), "download", WHEEL, "--no-deps", "--only-binary=:all:", "--python-version=3.11"]
    command += ["--implementation=cp", "--platform=manylinux_2_28_x86_64", "--platform=manylinux2014_x86_64"]
    command += ["--progress-bar=off", "--no-input", "--disable-pip-version-check", "--retries=2", f"--dest={wheels}"]
    # pip downloads into its temporary folder: with one of our own we can watch, and sweep up after a killed pip
    places = {name: str(unpacking) for name in ("TMPDIR", "TEMP", "TMP")}
    with (
        log.open("wb") as output,
        tqdm(total=WHEEL_BYTES, unit="B", unit_scale=True, desc="pose model", disable=None, leave=False) as bar,
        _running(command, os.environ | places, output) as pip,
    ):
        while pip.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                pip.wait(timeout=0.1)
            bar.update(min(_largest_file(scratch), WHEEL_BYTES) - bar.n)
    if pip.returncode != 0:
        raise UserError(_why_not(log.read_text(encoding="utf-8", errors="replace"), pip.returncode))
    wheel = next(wheels.glob("*.whl"), None)
    if wheel is None:
        raise UserError(f"pip fetched no wheel for {WHEEL}; {SUSPECT_INDEX}.")
    return wheel


def _pip() -> list[str]:
    """How to run pip: the environment's own, else the one Python keeps for new environments (uv makes them bare)."""
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-P", "-m", "pip"]  # -P: not a folder "pip" where the user stands
    homes = [Path(place) for place in (sysconfig.get_config_var("WHEEL_PKG_DIR"),) if place]
    ensurepip = importlib.util.find_spec("ensurepip")
    if ensurepip is not None and ensurepip.origin is not None:
        homes.append(Path(ensurepip.origin).parent / "_bundled")
    for wheel in (found for home in homes for found in sorted(home.glob("pip-*.whl"), reverse=True)):
        return [sys.executable, str(wheel / "pip")]  # a wheel is a zip, and Python runs a package inside a zip
    raise UserError(
        f"Fetching the pose model takes pip, which {sys.executable} lacks; install it (uv pip install pip), {AGAIN}."
    )


@contextlib.contextmanager
def _running(command: list[str], environment: dict[str, str], output: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A process that does not outlive this block."""
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _largest_file(folder: Path) -> int:
    """Bytes of the largest file below: pip's download, whichever of its copies is ahead."""
    largest = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):  # pip moves files while we look
                largest = max(largest, (Path(place) / name).stat().st_size)
    return largest


def _why_not(log: str, code: int) -> str:
    """One sentence from what pip printed."""
    if code < 0:
        return f"pip was stopped while it fetched the pose model, and nothing was left behind; {AGAIN}."
    if any(full in log for full in ("No space left", "Disk quota exceeded", "File too large", "not enough space")):
        return f"The disk is too full to fetch the pose model; free 150 MB, {AGAIN}."
    if any(sign in log for sign in ("Retrying", "NewConnectionError", "ConnectTimeout", "timed out")):
        return f"The pose model could not be fetched, since pip reaches no package index; go online, {AGAIN}."
    errors = [line.removeprefix("ERROR: ").strip() for line in log.splitlines() if line.startswith("ERROR: ")]
    said = errors[-1].rstrip(".") if errors else f"pip ended with code {code}"
    return f"The pose model could not be fetched ({said}); {SUSPECT_INDEX}."
