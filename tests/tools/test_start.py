"""The README's two commands, on a tiny project of the same shape: real environments, real pip, no long downloads."""

import ast
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tools import start

pytestmark = pytest.mark.no_cover  # nothing of game/ runs here

SCRIPT = Path(start.__file__)
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""
BACKEND = """
import pathlib, zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    root, name = pathlib.Path(__file__).parent, "tiny-1-py3-none-any.whl"
    needs = (root / "needs.txt").read_text()
    files = {
        "tiny.pth": str(root),
        "tiny-1.dist-info/METADATA": f"Metadata-Version: 2.1\\nName: tiny\\nVersion: 1\\n{needs}",
        "tiny-1.dist-info/WHEEL": "Wheel-Version: 1.0\\nGenerator: tiny\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        "tiny-1.dist-info/RECORD": "",
    }
    with zipfile.ZipFile(pathlib.Path(folder) / name, "w") as wheel:
        for path, content in files.items():
            wheel.writestr(path, content)
    return name
"""
"""A build backend without requirements: installing takes a second and no network."""
GAME = """
import os, sys, time
print("played", sys.argv[1:], os.getcwd())
if sys.argv[1:] == ["wait"]:
    try:
        time.sleep(60)
    except KeyboardInterrupt:
        print("cleaned up")
        sys.exit(130)
sys.exit(7)
"""
CHECK = """
import os, sys
print("checked", sys.argv)
sys.exit({name!r} in os.environ.get("FAILING", ""))
"""
posix = pytest.mark.skipif(os.name == "nt", reason="shells and signals are another matter there")


def run(root: Path, *words: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, root / "tools" / "start.py", *words],
        env={**os.environ, **env},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of the game's shape, with start.py; what it needs to be played and tested is stood in for."""
    root = tmp_path_factory.mktemp("with space") / "tiny"
    for folder in ("tools", "game"):
        (root / folder).mkdir(parents=True)
    shutil.copy(SCRIPT, root / "tools")
    (root / "pyproject.toml").write_text(PYPROJECT)
    (root / "backend.py").write_text(BACKEND)
    (root / "needs.txt").touch()
    (root / "game" / "__init__.py").touch()
    (root / "game" / "__main__.py").write_text(GAME)
    (root / "tools" / "fetch_models.py").write_text(CHECK.format(name="fetch"))
    for name in ("ruff", "mypy", "pytest"):
        (root / f"{name}.py").write_text(CHECK.format(name=name))
    done = run(root)
    assert "Making" in done.stdout and "Installing" in done.stdout, done.stdout + done.stderr
    return root


@pytest.mark.slow
def test_plays_with_the_words_given_from_where_the_user_stands(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "game").mkdir()  # another game: it must not be the one that is played
    (tmp_path / "game" / "__main__.py").write_text("raise SystemExit('wrong game')")
    done = run(tiny, "practice", "--seed", "1", cwd=tmp_path)
    assert f"played ['practice', '--seed', '1'] {tmp_path}" in done.stdout, done.stderr
    assert done.returncode == 7
    assert "Installing" not in done.stdout and "Making" not in done.stdout


@pytest.mark.slow
def test_plays_also_when_the_model_cannot_be_fetched(tiny: Path) -> None:
    assert "played" in run(tiny, FAILING="fetch").stdout


@pytest.mark.slow
def test_installs_again_only_when_pyproject_or_the_extras_change(tiny: Path) -> None:
    assert "Installing" not in run(tiny).stdout
    assert "Installing" in run(tiny, "test").stdout
    assert "Installing" not in run(tiny, "test").stdout
    assert "Installing" not in run(tiny).stdout  # has what play needs, and more
    (tiny / "pyproject.toml").write_text(PYPROJECT + "# changed\n")
    assert "Installing" in run(tiny, "test").stdout


@pytest.mark.slow
def test_tests_run_every_check_and_say_which_failed(tiny: Path) -> None:
    done = run(tiny, "test", "--quick", "-k", "one")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith("All checks passed in ")
    asked = done.stdout.split("== pytest")[1]
    assert "'-k', 'one', '-m', 'not slow'" in asked and "--cov" not in asked and "== mypy\nchecked" in asked

    done = run(tiny, "test", FAILING="ruff pytest")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].endswith("ruff check, ruff format, pytest.")
    assert "== mypy" in done.stdout and "--cov" in done.stdout

    done = run(tiny, "test", FAILING="fetch")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].endswith("the pose model.")


@pytest.mark.slow
def test_mends_a_broken_environment(tiny: Path) -> None:
    venv = tiny / ".venv"
    for pip in [*venv.glob("lib/python3*/site-packages/pip"), *venv.glob("Lib/site-packages/pip")]:
        shutil.rmtree(pip)
    site = next(venv.glob("lib/python3*/site-packages"), venv / "Lib" / "site-packages")
    (site / "kept.txt").touch()
    assert "played" in run(tiny).stdout
    assert (site / "kept.txt").exists(), "pip is given back without making all anew"

    for part in [*venv.glob("bin/python*"), *venv.glob("Scripts/python*"), venv / "pyvenv.cfg"]:
        part.unlink()  # as if stopped while it was made
    done = run(tiny)
    assert "Making" in done.stdout and "Installing" in done.stdout and "played" in done.stdout


@pytest.mark.slow
def test_leaves_what_is_no_environment_alone(tiny: Path, tmp_path: Path) -> None:
    root = tmp_path / "tiny"
    shutil.copytree(tiny, root, ignore=shutil.ignore_patterns(".venv"))
    (root / ".venv").mkdir()
    (root / ".venv" / "thesis.txt").touch()
    done = run(root)
    assert done.returncode == 1 and "no virtual environment (it holds thesis.txt)" in done.stdout
    assert (root / ".venv" / "thesis.txt").exists()


@pytest.mark.slow
def test_offline_is_a_sentence_and_leaves_no_stamp(tiny: Path) -> None:
    offline = {"PIP_INDEX_URL": "http://127.0.0.1:9", "PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": ""}
    (tiny / "pyproject.toml").write_text(PYPROJECT + "# changed again\n")
    (tiny / "needs.txt").write_text("Requires-Dist: numpy\n")
    done = run(tiny, **offline, PIP_RETRIES="0", PIP_NO_CACHE_DIR="1", PIP_EXTRA_INDEX_URL="")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].startswith("pip could not install the game")
    assert "Traceback" not in done.stderr
    (tiny / "needs.txt").write_text("")
    assert "Installing" in run(tiny).stdout


@pytest.mark.slow
@posix
def test_ctrl_c_lets_the_game_clean_up(tiny: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, tiny / "tools" / "start.py", "wait"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("played"):
            break
    time.sleep(0.3)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "cleaned up" in out
    assert "Traceback" not in err


# --- which Python ---


def test_reads_as_far_back_as_python_37() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize(
    ("version", "fits"), [((3, 10), False), ((3, 11), True), ((3, 13), True), ((3, 14), False), (None, False)]
)
def test_which_versions_fit(version: tuple[int, int] | None, fits: bool) -> None:
    assert start.supported(version) is fits


@posix
def test_another_python_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 0))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(start.Trouble, match=r"needs Python 3\.11, 3\.12 or 3\.13, and this is 3\.9"):
        start.find_python()
    broken = tmp_path / "python3.12"  # pyenv leaves such behind: there, but starts nothing
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    (tmp_path / "python3.11").symlink_to(sys.executable)
    assert start.find_python() == ["python3.11"]


@posix
def test_a_python_without_venv_names_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    monkeypatch.setattr(start, "find_python", lambda: [str(python)])
    with pytest.raises(start.Trouble, match=rf"sudo apt install python3\.{sys.version_info[1]}-venv"):
        start.make_venv(tmp_path / ".venv")
    assert not (tmp_path / ".venv").exists()


# --- system libraries ---


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("ldd") is None, reason="asks Linux's loader")
def test_a_missing_library_names_its_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    libraries = {path: path.read_bytes() for path in Path(np.__file__).parent.rglob("*.so")}
    whole, content = next(
        (path, content)
        for path, content in libraries.items()
        if b"\0libm.so.6\0" in content and b"openblas" not in content
    )
    start.check_libraries([whole])
    broken = tmp_path / whole.name
    broken.write_bytes(content.replace(b"\0libm.so.6\0", b"\0libX.so.7\0"))
    with pytest.raises(OSError, match=r"libX\.so\.7"):
        ctypes.CDLL(str(broken))
    with pytest.raises(start.Trouble, match=r"lacks libX\.so\.7, .* apt install libX\.so\.7;"):
        start.check_libraries([whole, broken])
    monkeypatch.setitem(start.PACKAGES, "libX.so.7", ("libx7", "x7-libs"))
    with pytest.raises(start.Trouble, match=r"sudo apt install libx7; Fedora: sudo dnf install x7-libs\)"):
        start.check_libraries([whole, broken])
