"""The game as `pip install` brings it: a wheel in an environment of its own, played from another folder."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from game import __version__
from game.places import MODELS
from game.vision.models import BUNDLE, pose_model
from game.words import LANGUAGES

ROOT = Path(__file__).parents[1]
SOURCES = ("game", "models", "assets", "tools", "pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE")
BUILD = "from setuptools import build_meta; print(build_meta.build_{kind}({target!r}))"
BIN = "Scripts" if os.name == "nt" else "bin"

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]  # what runs is the installed copy


def build(kind: str, source: Path, target: Path) -> Path:
    """A "wheel" or "sdist" of `source`, made by its build backend as pip would ask it to, but without a network."""
    words = [sys.executable, "-c", BUILD.format(kind=kind, target=str(target))]
    done = subprocess.run(words, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target / done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this checkout: building leaves folders behind, and others test here at the same time."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in (*SOURCES, "THIRD_PARTY.md", "CHANGELOG.md"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(ROOT / name, copy / name)
    stale = copy / "build" / "lib" / "game" / "moved_away.py"
    stale.parent.mkdir(parents=True)
    stale.touch()  # as an earlier build leaves it: no wheel may take it along
    return copy


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", checkout, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the game from the wheel; all it depends on comes from the running environment."""
    home = tmp_path_factory.mktemp("home")
    env = home / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", env], check=True)
    python = env / BIN / "python"
    words = ["--disable-pip-version-check", "install", "--quiet", "--no-deps", "--no-index", "--no-compile", wheel]
    # pip must not see a checkout, whose huia.egg-info it would take for an installed game
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run([sys.executable, "-m", "pip", "--python", python, *words], check=True, cwd=home, env=environment)
    site = next(env.glob("Lib/site-packages" if os.name == "nt" else "lib/python3*/site-packages"))
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    fetched = home / "cache" / "huia" / "models" / BUNDLE  # where XDG_CACHE_HOME below puts the user's cache
    fetched.parent.mkdir(parents=True)
    shutil.copyfile(pose_model(), fetched)
    elsewhere = home / "elsewhere"
    for name in ("game", "pip", "models"):  # the user's own folders, which happen to have these names
        (elsewhere / name).mkdir(parents=True)
        (elsewhere / name / "__init__.py").write_text("raise SystemExit('the wrong one was imported')\n")
    return home


def start(installed: Path, program: str, *words: str) -> subprocess.Popen[str]:
    """A program of the new environment, started in a folder far from the game."""
    unset = ("PYTHONPATH", "PYTHONHOME")
    places = {f"XDG_{name}_HOME": str(installed / name.lower()) for name in ("CACHE", "DATA")}
    environment = {name: value for name, value in os.environ.items() if name not in unset} | places
    return subprocess.Popen(
        [installed / "env" / BIN / program, *words],
        cwd=installed / "elsewhere",
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said_by(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err + out
    return out


def test_a_wheel_holds_the_whole_game_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"game", f"huia-{__version__}.dist-info"}
    ours = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("game/**/*.py")}
    shipped = {
        f"game/models/{path.name}" for path in MODELS.iterdir() if path.suffix in (".tflite", ".json", ".npz", ".npy")
    }
    spoken = {f"game/assets/languages/{language}.mo" for language in LANGUAGES[1:]}
    assert ours | shipped | spoken | {"game/assets/figures.json"} <= set(names)
    assert not [name for name in names if name.endswith((".task", ".part", ".png")) or "moved_away" in name]


def test_the_source_distribution_builds_the_same_wheel(wheel: Path, checkout: Path, tmp_path: Path) -> None:
    with tarfile.open(build("sdist", checkout, tmp_path)) as archive:
        safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # Debian's Python 3.11.2 has no filters
        archive.extractall(tmp_path, **safely)  # type: ignore[arg-type]
    source = tmp_path / f"huia-{__version__}"
    assert (source / "tools" / "train.py").is_file()
    again = build("wheel", source, tmp_path)
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(again) as other:
        sums = [{entry.filename: entry.CRC for entry in each.infolist()} for each in (one, other)]
    assert sums[0] == sums[1]


def test_the_installed_game_plays_from_elsewhere(installed: Path) -> None:
    """Ten seconds of play through the real models, practice, and the doctor, all from another folder."""
    practice = start(installed, "huia", *["practice", "--camera", "none", "--headless", "--seconds", "3"])
    assert json.loads(said_by(practice).splitlines()[-1])["frames"] == 180
    # the others find its modules compiled
    play = start(installed, "huia", *["play", "--camera", "demo", "--headless", "--seconds", "10", "--seed", "1"])
    doctor = start(installed, "huia", "doctor", "--camera", "none")
    summary = json.loads(said_by(play).splitlines()[-1])
    assert (summary["frames"], summary["poses_found"]) == (300, 300)
    assert summary["jumps"] + summary["hadoukens"] > 0
    examined, _ = doctor.communicate(timeout=300)
    assert "good   pose model" in examined and "good   moves" in examined


def test_it_reads_what_it_was_installed_with_and_points_to_the_tools(installed: Path) -> None:
    asked = start(installed, "huia", "--version")
    helped = start(installed, "huia", "--help")
    code = (
        "import importlib.util as u; from game import places; from game.scene.interface.icons import FIGURES\n"
        "print(places.CLASSIFIER, places.fetched(), len(FIGURES), places.REFERENCE.is_file(),"
        " u.find_spec('tools') or u.find_spec('assets'))"
    )
    read = start(installed, "python", "-P", "-c", code)
    assert said_by(asked).strip() == f"huia {__version__}"
    assert "source distribution" in said_by(helped)
    told = said_by(read)
    assert told.count(str(installed / "env")) == 2, "the classifier, and where a built app has its fetched models"
    assert "8 True None" in told
    assert str(installed / "cache") in told or sys.platform in ("darwin", "win32")
