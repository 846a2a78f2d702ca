"""Makes every picture, sound and icon of the game from code; nothing that ships was drawn or recorded elsewhere.

python -m tools.build_assets            # the figures of the eight poses: assets/figures.json
python -m tools.build_assets --check    # are they what the code makes? exit code 1 if not
python -m tools.build_assets --cache    # paint the forest and make the sounds now instead of at first start
python -m tools.build_assets --readme   # the README's pictures and film, from the real game (takes minutes)

The same code makes the same bytes. Forest and sounds are not shipped but kept in the user's cache folder, named by a
hash of the code that made them; the window's icon is drawn whenever a window opens.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":  # so that `python tools/build_assets.py` works from any folder, too
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import tools  # noqa: F401  # Ctrl+C is quiet from here on, also while libraries load

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import fields
from typing import Final

import cv2
import numpy as np
from tqdm import tqdm

from game.arguments import Parser, run_program
from game.atomic import put, whole
from game.body.pose import Pose
from game.body.poses import POSES
from game.errors import UserError
from game.places import ASSETS, FIGURES_FILE, cache
from game.scene.backdrop.cache import paintings
from game.scene.interface.icons import Figure, figure_of
from game.scene.projection import View
from game.sound.bank import MAKERS, Bank
from game.vision.virtual.performance import Beat, Performance
from game.vision.virtual.source import demo_view
from game.vision.virtual.view import landmarks

ROOT: Final = Path(__file__).resolve().parents[1]
README: Final = ASSETS / "readme"
PEOPLE: Final = 24  # a figure is the median of so many people
SIDES: Final = {"hadouken": "left", "underarm": "left"}  # the sides to which these poses are done
FRAME: Final = (640, 480)
FILM_FPS: Final = 12
FILM_SIZE: Final = (480, 270)
FILM_WEBP: Final = 75  # quality: under 1.5 MB
PLAY_SEED: Final = 1
FILM_S: Final = (23.4, 28.0)  # of the demo's game with that seed: a hadouken into crates, a jump over a log
PLAY_S: Final = 24.0
PRACTICE_S: Final = 8.0


def figures() -> dict[str, Figure]:
    """The eight poses as figures: the middle of what `PEOPLE` virtual players do at the height of each act."""
    names = [field.name for field in fields(Figure)]
    made = {}
    for label in tqdm(POSES, desc="Figures", unit="pose"):
        seen = []
        for person in range(PEOPLE):
            side = SIDES.get(label)
            acting = Performance(person, [Beat(label, side="left" if side else None)], variety=0.3)
            cue = next(cue for cue in acting.cues(30.0) if cue.act == label)
            body = acting.at((cue.peak_s + cue.leave_s) / 2)
            figure = figure_of(Pose(landmarks(body, demo_view(acting.build.height), FRAME)[0], FRAME))
            if figure is None:
                raise AssertionError(f"virtual player {person} cannot be measured doing {label}")
            seen.append([getattr(figure, name) for name in names])
        middle = np.median(np.array(seen), axis=0)
        middle -= (middle[names.index("left_shoulder")] + middle[names.index("right_shoulder")]) / 2
        made[label] = Figure(*((x, y) for x, y in np.round(middle, 3).tolist()))
    return made


def written(made: dict[str, Figure]) -> str:
    """Figures as JSON, one joint a line."""
    joints = {
        label: {field.name: list(getattr(figure, field.name)) for field in fields(Figure)}
        for label, figure in made.items()
    }
    rows = []
    for label, figure in joints.items():
        inner = ",\n".join(f"    {json.dumps(name)}: {json.dumps(at)}" for name, at in figure.items())
        rows.append(f"  {json.dumps(label)}: {{\n{inner}\n  }}")
    return "{\n" + ",\n".join(rows) + "\n}\n"


def fill_cache(folder: Path) -> None:
    """Paint the forest and make the sounds, as the first start would."""
    with tqdm(total=100, desc="Forest", unit="%") as bar:
        paintings(View(), folder, lambda part, _: bar.update(round(100 * part) - bar.n))
    bank = Bank(folder, lambda samples: samples, MAKERS)
    bank.start()
    with tqdm(total=len(MAKERS), desc="Sounds", unit="sound") as bar:
        while not bank.wait(0.2):
            bar.update(sum(bank.get(name) is not None for name in MAKERS) - bar.n)
        bar.update(len(MAKERS) - bar.n)


def film_readme(folder: Path) -> None:
    """The README's pictures: the demo's player before real MediaPipe, in the real game. Raises UserError."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        shots = Path(temporary)
        for course, seconds, every in (("play", FILM_S[1] + 0.1, 1 / FILM_FPS), ("practice", PRACTICE_S + 0.1, 0.5)):
            (shots / course).mkdir()
            _play(course, seconds, every, shots / course)
        save(folder / "play.png", _nearest(shots / "play", PLAY_S))
        save(folder / "practice.png", _nearest(shots / "practice", PRACTICE_S))
        frames = [p for p in sorted((shots / "play").glob("*.png")) if FILM_S[0] <= _second(p) < FILM_S[1]]
        film = cv2.Animation()
        film.frames = [cv2.resize(_read(path), FILM_SIZE, interpolation=cv2.INTER_AREA) for path in frames]
        film.durations = [round(1000 / FILM_FPS)] * len(frames)
        packed = shots / "play.webp"
        if not cv2.imwriteanimation(str(packed), film, [cv2.IMWRITE_WEBP_QUALITY, FILM_WEBP]):
            raise UserError(f"OpenCV could not write {packed}; is the disk full?")
        put(folder / "play.webp", packed.read_bytes())


def save(path: Path, picture: cv2.typing.MatLike) -> None:
    """Write a BGR picture as PNG, whole or not at all."""
    done, data = cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    if not done:
        raise UserError(f"{path} could not be packed")
    put(path, data.tobytes())


def _play(course: str, seconds: float, every_s: float, folder: Path) -> None:
    command = [sys.executable, "-m", "game", course, "--camera", "demo", "--headless", "--seed", str(PLAY_SEED)]
    command += ["--seconds", f"{seconds}", "--screenshots", str(folder), "--every", f"{every_s:.6f}"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "SDL_VIDEODRIVER": "dummy"}, check=False)
    if done.returncode:
        raise UserError(f"the game could not be filmed; try: {' '.join(command[1:])}")


def _second(path: Path) -> float:
    return float(path.stem.removesuffix("s"))


def _nearest(folder: Path, second: float) -> cv2.typing.MatLike:
    return _read(min(folder.glob("*.png"), key=lambda path: abs(_second(path) - second)))


def _read(path: Path) -> cv2.typing.MatLike:
    picture = cv2.imread(str(path))
    if picture is None:
        raise UserError(f"{path} cannot be read; is the disk full?")
    return picture


def main(words: Sequence[str] | None = None) -> int:
    """Run with these command line words; returns the exit code."""
    return run_program("build_assets", lambda: _build(words))


def _build(words: Sequence[str] | None) -> int:
    parser = Parser(prog="python -m tools.build_assets", description=__doc__)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="only say whether the shipped files are up to date")
    what.add_argument("--cache", action="store_true", help="paint the forest and make the sounds ahead of time")
    what.add_argument("--readme", action="store_true", help="film the README's pictures")
    chosen = parser.parse_args(words)
    if chosen.cache:
        fill_cache(cache())
        return 0
    if chosen.readme:
        film_readme(README)
        return 0
    text = written(figures())
    if chosen.check:
        same = FIGURES_FILE.is_file() and FIGURES_FILE.read_text(encoding="utf-8") == text
        print(f"{FIGURES_FILE.name} {'is what the code makes' if same else 'is old: run tools.build_assets'}")
        return 0 if same else 1
    with whole(FIGURES_FILE) as beside:
        beside.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
