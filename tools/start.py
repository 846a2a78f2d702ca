"""The README's two commands: set everything up, then play or test.

    python3 tools/start.py [words for huia...]         plays, or whatever `huia` does with these words
    python3 tools/start.py test [words for pytest...]  ruff, mypy and pytest; exits with 1 if any of them fails
    python3 tools/start.py test --quick [...]          the same without the tests marked slow, and without coverage

Makes `.venv`, installs the game into it and fetches the pose model; what is done already is not done again.
Uses only the standard library and nothing newer than Python 3.7, so that an old Python gets a sentence, too.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, Any

OLDEST, NEWEST = (3, 11), (3, 13)  # pyproject.toml's requires-python
FAVOURITES = ("3.12", "3.13", "3.11")
VENV = ".venv"
STAMP = "huia-installed.json"
EXTRAS = {"play": [], "test": ["test", "train"]}
QUICK = "--quick"
RUFF = (("ruff check", ["ruff", "check", "."]), ("ruff format", ["ruff", "format", "--check", "."]))
PROCESSORS = max(1, min(4, os.cpu_count() or 1))  # a worker holds up to 1 GB, and some tests measure time
PYTEST = ["pytest", "-n", str(PROCESSORS), "--dist", "worksteal"]
"""Each process begins with its share of the tests in their order, so what a file's tests share is made once; one that
is done takes over half of what another has left, so no long file at the end keeps one process busy alone."""
COVERAGE = ["--cov", "--cov-report=", "--cov-fail-under=90"]  # the report is one line: the total
PACKAGES = {  # shared library: (Debian's package, Fedora's), for what the wheels of OpenCV and MediaPipe leave out
    "libGL.so.1": ("libgl1", "libglvnd-glx"),
    "libEGL.so.1": ("libegl1", "libglvnd-egl"),
    "libGLESv2.so.2": ("libgles2", "libglvnd-gles"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libgthread-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libxcb.so.1": ("libxcb1", "libxcb"),
}
WINDOWS = os.name == "nt"


class Trouble(Exception):
    """Something a person can mend: one sentence that says what is wrong and what to do."""


def main(words: list[str], root: Path) -> int:
    """Set up the project in `root` and run it; returns the exit code."""
    testing = words[:1] == ["test"]
    try:
        python = ready_environment(root, EXTRAS["test" if testing else "play"])
        fetched = call([python, str(root / "tools" / "fetch_models.py")], root) == 0
        if testing:
            return run_checks(python, root, words[1:], {} if fetched else {"the pose model": 1})
        # -P: a folder "game" where the user happens to stand is not this game
        return call([python, "-P", "-m", "game", *words])
    except Trouble as trouble:
        say(str(trouble))
        return 1
    except KeyboardInterrupt:
        say("Stopped; the same command goes on from here.")
        return 130
    except OSError as error:
        say(f"{root} cannot be set up ({error}); check free space and permissions there, then try again.")
        return 1


def run_checks(python: str, root: Path, pytest_words: list[str], codes: dict[str, int]) -> int:
    """Every check, also after one fails, and a closing line; returns 0 only if all passed.

    mypy takes half a minute of one processor, so it runs beside pytest; what it prints comes after pytest's last line.
    Beside all tests it takes only what they leave, an eighth of both processors; quick ones leave too little.
    Coverage is measured where all tests run.
    """
    began_s = time.monotonic()
    more = [word for word in pytest_words if word != QUICK]
    last = [] if QUICK in pytest_words or shutil.which("nice") is None else ["nice", "-n", "19"]
    if QUICK in pytest_words:
        more += ["-m", "not slow"]
    elif not more:
        more = COVERAGE
    with tempfile.TemporaryFile() as output:
        mypy = start([*last, python, "-m", "mypy"], root, output)
        for name, command in (*RUFF, ("pytest", [*PYTEST, *more])):
            say(f"== {name}")
            codes[name] = call([python, "-m", *command], root)
        say("== mypy")
        codes["mypy"] = ended(mypy)
        output.seek(0)
        say(output.read().decode("utf-8", "replace").rstrip())
    took = f"in {time.monotonic() - began_s:.0f} s"
    failed = [name for name, code in codes.items() if code != 0]
    if failed:
        say(f"FAILED {took}: {', '.join(failed)}.")
        return 1
    say(f"All checks passed {took}: {', '.join(codes)}.")
    return 0


def ready_environment(root: Path, extras: list[str]) -> str:
    """The path of Python in a virtual environment that has the project and these extras; made, mended or left alone."""
    venv = root / VENV
    python = str(venv / ("Scripts/python.exe" if WINDOWS else "bin/python"))
    if not works(python):
        make_venv(venv)
        if not works(python):
            raise Trouble(f"{venv} does not work although it was just made; delete it and try again.")
    pyproject = hashlib.sha256((root / "pyproject.toml").read_bytes()).hexdigest()
    wanted: dict[str, Any] = {"root": str(root), "pyproject": pyproject, "extras": sorted(extras)}
    stamp = venv / STAMP
    if not covers(stamp, wanted):
        if stamp.exists():
            stamp.unlink()
        install(python, root, extras)
        beside = stamp.with_suffix(".part")
        beside.write_text(json.dumps(wanted), encoding="utf-8")
        beside.replace(stamp)
    if sys.platform == "linux":
        check_libraries([*venv.glob("lib/python3*/site-packages/cv2/*.so"), *venv.glob("lib/**/libmediapipe.so")])
    return python


def works(python: str) -> bool:
    """Whether this environment's Python runs, is one we can use and has pip (given its own pip if it lacks one)."""
    if not supported(ask_version([python])):
        return False
    # pip --version would ask the same, in a quarter of a second of every start
    return runs([python, "-I", "-c", "import pip._internal.cli"]) or runs([python, "-m", "ensurepip", "--default-pip"])


def make_venv(venv: Path) -> None:
    """A new virtual environment here, over a broken or half-made one, never over anything else."""
    parts = {"bin", "include", "lib", "lib64", "Scripts", "Include", "Lib", "share", "pyvenv.cfg", ".gitignore", STAMP}
    if venv.exists() and not (venv / "pyvenv.cfg").exists():
        strange = [path.name for path in venv.iterdir() if path.name not in parts]
        if strange:
            raise Trouble(f"{venv} is no virtual environment (it holds {strange[0]}); move it away and try again.")
    python = find_python()
    if not runs([*python, "-c", "import ensurepip, venv"]):
        version = "{}.{}".format(*(ask_version(python) or OLDEST))
        raise Trouble(
            f"Python {version} lacks its venv module; install it (Debian, Ubuntu: sudo apt install"
            f" python{version}-venv) and try again."
        )
    say(f"Making {venv} with {' '.join(python)}")
    if call([*python, "-m", "venv", "--clear", str(venv)]) != 0:
        raise Trouble(f"Python could not make {venv}, for the reason above; mend that and try again.")


def find_python() -> list[str]:
    """The command of a Python the game runs on: this one, else the first found by its usual names."""
    if supported(sys.version_info[:2]):
        return [sys.executable]
    for version in FAVOURITES:
        for command in ([f"python{version}"], ["py", f"-{version}"] if WINDOWS else []):
            if command and shutil.which(command[0]) and supported(ask_version(command)):
                return command
    found = "{}.{}".format(*sys.version_info[:2])
    raise Trouble(
        f"Huia needs Python 3.11, 3.12 or 3.13, and this is {found}; install one of those"
        " (python.org has them for every system) and try again."
    )


def ask_version(command: list[str]) -> tuple[int, int] | None:
    """(major, minor) of the Python this command starts, or None if it starts none."""
    try:
        answer = subprocess.run(
            [*command, "-c", "import sys; print(*sys.version_info[:2])"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
        )
        major, minor = answer.stdout.split()
        return int(major), int(minor)
    except (OSError, ValueError):
        return None


def supported(version: tuple[int, int] | None) -> bool:
    """Whether the game runs on this (major, minor) version of Python; None is none."""
    return version is not None and OLDEST <= version <= NEWEST


def covers(stamp: Path, wanted: dict[str, Any]) -> bool:
    """Whether what was installed last, as its stamp has it, is what is wanted now, or more."""
    try:
        done = json.loads(stamp.read_text(encoding="utf-8"))
        same = all(done[name] == wanted[name] for name in ("root", "pyproject"))
        return same and set(wanted["extras"]) <= set(done["extras"])
    except (OSError, ValueError, KeyError, TypeError):
        return False


def install(python: str, root: Path, extras: list[str]) -> None:
    """The project, editable, with these extras."""
    say(f"Installing the game into {VENV} (once, a few minutes, and again when pyproject.toml changes)")
    target = f"{root}[{','.join(extras)}]" if extras else str(root)
    if call([python, "-m", "pip", "install", "--disable-pip-version-check", "--editable", target]) != 0:
        raise Trouble(
            "pip could not install the game, for the reason above; if it names the network or an index, go online or"
            " mend pip's settings (pip config list), then try again."
        )


def check_libraries(libraries: list[Path]) -> None:
    """Raise Trouble naming the packages when the system lacks shared libraries that these link to."""
    if shutil.which("ldd") is None:
        return
    missing: set[str] = set()
    for library in libraries:
        answer = subprocess.run(["ldd", str(library)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        lines = answer.stdout.decode("utf-8", "replace").splitlines()
        missing.update(line.split()[0] for line in lines if line.endswith("=> not found"))
    if missing:
        debian, fedora = (
            " ".join(sorted({PACKAGES.get(name, (name, name))[system] for name in missing})) for system in (0, 1)
        )
        raise Trouble(
            f"This system lacks {', '.join(sorted(missing))}, which OpenCV and MediaPipe use; install them (Debian,"
            f" Ubuntu: sudo apt install {debian}; Fedora: sudo dnf install {fedora}) and try again."
        )


def runs(command: list[str]) -> bool:
    """Whether this command succeeds, unseen."""
    try:
        done = subprocess.run(
            command,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return done.returncode == 0
    except OSError:
        return False


def call(command: list[str], folder: Path | None = None) -> int:
    """Run a command on this terminal until it ends; returns its exit code, 130 after Ctrl-C as shells do."""
    return ended(start(command, folder))


def start(command: list[str], folder: Path | None = None, output: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
    """Start a command on this terminal, or with all it prints going to `output`."""
    stderr = None if output is None else subprocess.STDOUT
    return subprocess.Popen(command, cwd=folder, env=environment(), stdout=output, stderr=stderr)


def ended(process: subprocess.Popen[bytes]) -> int:
    """Wait until a process ends; returns its exit code as shells do: 128 + N after signal N."""
    try:
        code = process.wait()
    except KeyboardInterrupt:  # the child got it, too: let it clean up and end by itself
        process.wait()
        raise
    return code if code >= 0 else 128 - code


def environment() -> dict[str, str]:
    """Our environment variables less what would bend a virtual environment: another Python's home or modules."""
    bending = ("PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__")
    ours = {name: value for name, value in os.environ.items() if name not in bending}
    return {**ours, "PIP_USER": "0"}  # and not into the user's own folder


def say(sentence: str) -> None:
    """To the terminal, in order with what the commands print."""
    print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path(__file__).resolve().parents[1]))
