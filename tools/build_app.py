"""Makes a folder with the whole game in it, which starts without Python and without a network.

python -m tools.build_app                  # dist/huia-SYSTEM/: the program, its models, and files to install it
python -m tools.build_app --check          # then start it in an empty environment, and measure the folder

PyInstaller does the packing (pip install -e '.[app]'); it packs for the system it runs on. The pose and face models
travel inside, fetched once by whoever builds.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":  # so that `python tools/build_app.py` works from any folder, too
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import importlib.util
import json
import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from typing import Any, Final

from game.arguments import Parser, new_folder, positive, run_program
from game.atomic import saying
from game.errors import UserError
from game.places import ASSETS, MODELS
from game.vision.models import face_model, pose_model
from tools.building.place import install_files

ROOT: Final = Path(__file__).resolve().parents[1]
MOST_MB: Final = 700
"""What the folder may weigh."""
WHOLE: Final = ("mediapipe", "ai_edge_litert", "pymunk")
"""Packages that load parts of themselves by name, so that PyInstaller cannot follow: taken whole."""
LEFT_OUT: Final = (
    *("tensorflow", "keras", "torch", "jax", "tkinter", "IPython", "PyQt5", "PyQt6", "PySide6", "scipy", "pandas"),
    *("pytest", "hypothesis", "mypy", "ruff", "PyInstaller", "pip", "setuptools", "h5py", "tensorboard"),
)
"""What may stand in the builder's environment and the game never imports."""
SHIPPED: Final = {
    MODELS: ("*.tflite", "*.json", "*.npz", "*.npy"),
    ASSETS: ("*.json",),
    ASSETS / "languages": ("*.mo",),
}

SPEC: Final = """
from PyInstaller.utils.hooks import collect_all
datas, binaries, hidden = {datas!r}, [], {hidden!r}
for package in {whole!r}:
    found = collect_all(package)
    datas, binaries, hidden = datas + found[0], binaries + found[1], hidden + found[2]
analysis = Analysis(
    [{entry!r}], pathex=[{root!r}], datas=datas, binaries=binaries, hiddenimports=hidden, excludes={left_out!r},
    module_collection_mode={{"game": "pyz+py"}},  # caches are named by a hash of the sources that paint and sound
)
archive = PYZ(analysis.pure)
program = EXE(archive, analysis.scripts, exclude_binaries=True, name="huia", console=True, hide_console="hide-early")
COLLECT(program, analysis.binaries, analysis.datas, name={name!r})
"""
ENTRY: Final = """
import multiprocessing, sys
multiprocessing.freeze_support()
from game.__main__ import main
sys.exit(main())
"""


def main(words: Sequence[str] | None = None) -> int:
    """Run with these command line words; returns the exit code."""
    return run_program("build_app", lambda: _run(words))


def _run(words: Sequence[str] | None) -> None:
    parser = Parser(prog="python -m tools.build_app", description=__doc__)
    parser.add_argument("--to", type=new_folder, default=ROOT / "dist", metavar="FOLDER", help="default: dist/")
    parser.add_argument("--check", action="store_true", help="start what was built, in an empty environment")
    parser.add_argument("--only-check", action="store_true", help="build nothing: check the folder that is there")
    parser.add_argument("--seconds", type=positive(float, 3600), default=30.0, help="of play the check asks for")
    options = parser.parse_args(words)
    name = f"huia-{platform.system().lower()}-{platform.machine().lower()}"
    folder = options.to.resolve() / name
    if not options.only_check:
        build(folder)
    if options.check or options.only_check:
        print(json.dumps(check(folder, options.seconds)))


def build(folder: Path) -> None:
    """Make the folder anew. Raises UserError where PyInstaller is missing or fails."""
    if importlib.util.find_spec("PyInstaller") is None:
        raise UserError("PyInstaller is missing; install it with: pip install -e '.[app]'")
    with saying(folder.parent, "write"):  # before a minute of packing
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder.parent):
            pass
    data = [*shipped(), *((str(model), "game/models") for model in (pose_model(), face_model()))]
    hidden = ["pygame._sdl2.sdl2", "pygame._sdl2.video", "sqlalchemy.dialects.sqlite", *_house()]
    with tempfile.TemporaryDirectory(prefix="huia-app-") as scratch:
        work = Path(scratch)
        entry, spec = work / "huia.py", work / "huia.spec"
        entry.write_text(ENTRY, encoding="utf-8")
        spec.write_text(
            SPEC.format(
                datas=data,
                hidden=[*hidden, *_modules()],
                whole=list(WHOLE),
                entry=str(entry),
                root=str(ROOT),
                left_out=list(LEFT_OUT),
                name=folder.name,
            ),
            encoding="utf-8",
        )
        words = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level=WARN", f"--workpath={work / 'work'}"]
        words += [f"--distpath={work / 'dist'}", str(spec)]
        if subprocess.run(words, check=False, cwd=work).returncode:
            raise UserError("PyInstaller failed; what it printed says why")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.move(str(work / "dist" / folder.name), str(folder))
    install_files(folder)
    print(f"{folder}: {size_mb(folder):.0f} MB")


def check(folder: Path, seconds: float) -> dict[str, Any]:
    """Start the folder's program as a machine without Python would: nothing in the environment, another folder.

    Returns figures. Raises UserError where it does not play, or weighs too much.
    """
    program = folder / ("huia.exe" if os.name == "nt" else "huia")
    if not program.is_file():
        raise UserError(f"there is no {program}; build it first")
    with tempfile.TemporaryDirectory(prefix="huia-empty-") as home:
        environment = {"HOME": home}
        if os.name == "nt":  # nothing starts there without the system's folder
            system = os.environ.get("SYSTEMROOT", "")
            environment = {"USERPROFILE": home, "LOCALAPPDATA": home, "SYSTEMROOT": system}
        words = [str(program), *f"play --camera demo --headless --seed 1 --seconds {seconds:g}".split()]
        done = subprocess.run(words, cwd=home, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise UserError(f"the program ended with code {done.returncode}: {done.stderr.strip()[-300:]}")
        played = json.loads(done.stdout.strip().splitlines()[-1])
    weight = size_mb(folder)
    if weight > MOST_MB:
        raise UserError(f"the folder weighs {weight:.0f} MB, more than {MOST_MB}")
    wanted = ("frames", "poses_found", "jumps", "hadoukens", "seconds")
    return {"mb": round(weight, 1), **{name: played[name] for name in wanted}}


def size_mb(folder: Path) -> float:
    """What a folder's files weigh together."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 2**20


def shipped() -> list[tuple[str, str]]:
    """Each file that goes along besides the code, with the folder it goes to: where `game/places.py` looks."""
    found = [
        (str(path), str("game" / path.parent.relative_to(ROOT)))
        for place, kinds in SHIPPED.items()
        for kind in kinds
        for path in sorted(place.glob(kind))
    ]
    package = ROOT / "game"
    others = (path for path in package.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc", ".pyi"))
    return found + [(str(path), str(Path("game") / path.parent.relative_to(package))) for path in others]


def _modules() -> list[str]:
    """Every module of the game: some are only named, to a process of their own."""
    paths = (path.relative_to(ROOT).with_suffix("") for path in (ROOT / "game").rglob("*.py"))
    return sorted({".".join(path.parts).removesuffix(".__init__") for path in paths})


def _house() -> list[str]:
    """What talks to PostgreSQL, where the builder has it."""
    if importlib.util.find_spec("psycopg") is None:
        return []
    return ["psycopg", "psycopg_binary", "sqlalchemy.dialects.postgresql", "sqlalchemy.dialects.postgresql.psycopg"]


if __name__ == "__main__":
    sys.exit(main())
