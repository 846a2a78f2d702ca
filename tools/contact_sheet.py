"""Renders the Huia's acts as strips and its head as a grid, so that motion can be judged at a glance.

python -m tools.contact_sheet --out /tmp/sheets            # every act, 12 frames each, and the head
python -m tools.contact_sheet --act fly --out /tmp/sheets  # one act
python -m tools.contact_sheet --game --size 640x360        # every act as it is seen in the game, with its cut back
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":  # so that `python tools/contact_sheet.py` works from any folder, too
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import tools  # noqa: F401  # Ctrl+C is quiet from here on, also while libraries load

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from game.arguments import Parser, new_folder, positive, run_program, window_size
from game.atomic import saying, whole
from game.controls.intent import Intent
from game.errors import UserError
from game.places import cache
from game.scene.bird.painter import BirdPainter, BirdPicture
from game.scene.stage import Stage
from game.screen.letterbox import scene_size
from game.tuning import SCENE
from game.world.snapshot import Act, BirdView, FaceView
from tools.measuring.film import Film

FRAMES: Final = 12
MIST: Final = np.array((0x86, 0xB0, 0xA8), np.float32)
SPAN_S: Final = {  # how much of an act a strip shows, where one second is too little
    Act.HADOUKEN: 0.77, Act.DRAMATIC: 2.6, Act.MOONWALK: 2.4, Act.BACKPACK: 1.0, Act.UNDERARM: 2.6, Act.WINGS: 1.2,
    Act.FLOURISH: 1.5, Act.HIT: 0.6, Act.RUN: 0.5, Act.FLY: 1.1, Act.IDLE: 4.0, Act.VICTORY: 1.0,
}  # fmt: skip

FACES: Final = (
    FaceView(), FaceView(mouth=0.4), FaceView(mouth=1.0), FaceView(smile=0.5), FaceView(smile=1.0),
    FaceView(brows=1.0), FaceView(left_lid=1.0, right_lid=1.0), FaceView(left_lid=1.0), FaceView(right_lid=1.0),
    FaceView(0.8, 0.0, 0.0, 1.0, 1.0),
)  # fmt: skip

Picture = npt.NDArray[np.uint8]


def scripted(act: Act, s: float) -> BirdView:
    """What the world would say `s` seconds into an act, roughly: enough to see the motion."""
    if act is Act.RUN:
        return BirdView(act=act, act_s=s, stride=s * 2.2, vx_mps=4.0)
    if act is Act.FLY:  # up and down again in a second
        take_off, air_s = 0.08, 0.9
        u = s - take_off
        up = 0 < u < air_s
        vy = 4.4 - 9.8 * u if up else 0.0
        y, bent = max(0.0, 4.4 * u - 4.9 * u * u), max(0.0, 1 - abs(u + 0.02) / 0.06, 1 - abs(u - air_s - 0.08) / 0.1)
        return BirdView(act=act, act_s=s, grounded=not up, vy_mps=vy, y_m=y, vx_mps=3.0, crouch=0.0 if up else bent)
    if act is Act.MOONWALK:
        return BirdView(act=act, act_s=s, vx_mps=-1.0)
    return BirdView(act=act, act_s=s)


def cell(picture: BirdPicture, size: tuple[int, int], foot: tuple[int, int]) -> Picture:
    """A picture of the bird over mist, its feet at `foot`."""
    width, height = size
    shade = np.linspace(0.55, 1.0, height, dtype=np.float32)[:, None, None]
    canvas = np.broadcast_to(MIST * shade, (height, width, 3)).copy()
    canvas[foot[1] :] *= 0.82
    x, y = round(foot[0] - picture.foot_xy[0]), round(foot[1] - picture.foot_xy[1])
    h, w = picture.pixels.shape[:2]
    left, top, right, bottom = max(0, x), max(0, y), min(width, x + w), min(height, y + h)
    if right > left and bottom > top:
        part = picture.pixels[top - y : bottom - y, left - x : right - x].astype(np.float32)
        below = canvas[top:bottom, left:right]
        canvas[top:bottom, left:right] = below * (1 - part[..., 3:] / 255) + part[..., :3]
    return np.asarray(canvas, np.uint8)


def act_strip(act: Act, height_px: float = 150, male: bool = False, frames: int = FRAMES, rows: int = 1) -> Picture:
    """One act from left to right, top to bottom, RGB."""
    painter = BirdPainter(male)
    span = SPAN_S.get(act, 1.0)
    size = (round(height_px * 1.7), round(height_px * 1.6))
    out = []
    for i in range(frames):
        s = span * i / (frames - 1)
        view = scripted(act, s)
        foot = (round(size[0] * 0.48), round(size[1] * 0.90 - min(view.y_m, 1.0) * height_px * 0.28))
        out.append(cell(painter.render(view, 20.0 + s, height_px), size, foot))
    across = -(-frames // rows)
    return np.vstack([np.hstack(out[i : i + across]) for i in range(0, frames, across)])


def wings_strip(height_px: float = 150) -> Picture:
    """Free play: the wings as arms go from hanging to straight up, and one alone."""
    size, painter, out = (round(height_px * 1.9), round(height_px * 1.7)), BirdPainter(), []
    for left, right in [(x, x) for x in np.linspace(-1.5, 1.5, 7)] + [(1.2, -1.5), (-1.5, 1.2), (0.0, 1.4)]:
        view = BirdView(wings_rad=(float(left), float(right)))
        out.append(cell(painter.render(view, 1.0, height_px), size, (size[0] // 2, round(size[1] * 0.93))))
    return np.hstack(out)


def faces_strip(height_px: float = 330, heading: int = 1) -> Picture:
    """A player's face on the bird: at rest, talking, smiling, brows, both lids, each lid, all at once."""
    painter, out = BirdPainter(), []
    size = (round(height_px * 0.75), round(height_px * 0.68))
    for face in FACES:
        view = BirdView(face=face, heading=heading)
        foot = (round(size[0] * (0.26 if heading > 0 else 0.74)), round(height_px * 1.19))
        out.append(cell(painter.render(view, 1.0, height_px), size, foot))
    half = len(out) // 2
    return np.vstack([np.hstack(out[:half]), np.hstack(out[half:])])


def head_grid(height_px: float = 330, heading: int = 1) -> Picture:
    """The head at yaw -60..60 (right to left of the screen, so from the left: -60) by pitch 25..-25 degrees."""
    painter, rows = BirdPainter(), []
    size = (round(height_px * 0.75), round(height_px * 0.52))
    for pitch in (25, 0, -25):
        row = []
        for yaw in (-60, -45, -30, -15, 0, 15, 30, 45, 60):
            view = BirdView(
                head_yaw_rad=float(np.radians(yaw)), head_pitch_rad=float(np.radians(pitch)), heading=heading
            )
            foot = (round(size[0] * (0.26 if heading > 0 else 0.74)), round(height_px * 1.04))
            row.append(cell(painter.render(view, 1.0, height_px), size, foot))
        rows.append(np.hstack(row))
    return np.vstack(rows)


@dataclass(frozen=True, slots=True)
class ActCue:
    """How an act comes about in the game: in which course, and at what wish. Without one it comes by itself."""

    course: str = "practice"
    wish: Intent = field(default_factory=Intent)


CUES: Final = {
    Act.IDLE: ActCue(),
    Act.RUN: ActCue("play"),
    Act.FLY: ActCue("play", Intent(jump=True)),
    Act.HADOUKEN: ActCue("play", Intent(hadouken="right")),
    Act.HIT: ActCue("play"),
    Act.VICTORY: ActCue(),
} | {
    act: ActCue(wish=Intent(move=act.value))
    for act in (Act.DRAMATIC, Act.MOONWALK, Act.BACKPACK, Act.UNDERARM, Act.WINGS, Act.FLOURISH)
}
BEFORE: Final = 90  # frames painted before an act, so that the shimmer of the player's arrival is over
PATIENCE: Final = 1500  # frames to wait for a moment that comes by itself


def game_strip(stage: Stage, act: Act, size: tuple[int, int] = (1280, 720), frames: int = FRAMES) -> Picture:
    """One act as the game shows it at `size`, in two rows, cut out around the bird, and what follows it.

    Raises UserError if the act never comes.
    """
    cue = CUES[act]
    film = Film(stage, cue.course, seed=5, size=size)
    for _ in range(BEFORE):
        film.next(wish=Intent())
    if act is Act.VICTORY:
        film.run.world.celebrate()
    film.next(wish=cue.wish)
    for _ in range(PATIENCE):
        if film.run.now.bird.act is act:
            break
        film.next(wish=Intent())
    else:
        raise UserError(f"the act {act.value} never came; is its cue still right?")
    every = max(1, round(1.15 * SPAN_S.get(act, 1.0) * 60 / frames))
    out = []
    for n in range(frames * every):
        if n % every == 0:
            out.append(_about_bird(stage, film, cue.course, act is Act.FLY))
        film.next(wish=Intent())
    return np.vstack([np.hstack(out[: frames // 2]), np.hstack(out[frames // 2 :])])


def _about_bird(stage: Stage, film: Film, course: str, tall: bool) -> Picture:
    """The film's frame, cut out around the bird. tall: from the picture's top to its bottom."""
    close = course != "play"
    zoom, aside_px = (SCENE.close, SCENE.beside_px * (course == "practice")) if close else (1.0, 0.0)
    camera = stage.camera(film.run.now, zoom=zoom, aside_px=aside_px)
    pixels = film.pixels
    scale = pixels.shape[0] / stage.view.height_px
    bird_px = stage.bird_px(camera) * scale
    x = camera.point(film.run.now.bird.x_m, 0.0)[0] * scale
    high = pixels.shape[0] if tall else round(1.9 * bird_px)
    y = pixels.shape[0] / 2 if tall else stage.view.ground_px * scale - 0.70 * bird_px
    return np.asarray(cv2.getRectSubPix(pixels, (round(2.0 * bird_px), high), (x, y)), np.uint8)


def save(path: Path, picture: Picture) -> None:
    """Write an RGB picture as PNG. Raises UserError where it cannot be written."""
    _, data = cv2.imencode(".png", np.ascontiguousarray(picture[..., ::-1]))
    with whole(path) as beside:
        beside.write_bytes(data.tobytes())
    print(path)


def main(words: Sequence[str] | None = None) -> int:
    """Run with these command line words; returns the exit code."""
    return run_program("contact_sheet", lambda: _draw(words))


def _draw(words: Sequence[str] | None) -> None:
    parser = Parser(prog="python -m tools.contact_sheet", description=__doc__)
    parser.add_argument("--out", type=new_folder, default=Path("contact_sheets"), help="folder for the pictures")
    parser.add_argument("--act", choices=[a.value for a in Act], help="only this act")
    parser.add_argument(
        "--height", type=positive(float, 2000), default=170, help="of the bird in pixels, without --game"
    )
    parser.add_argument("--male", action="store_true", help="the short-billed sex")
    parser.add_argument("--game", action="store_true", help="as seen in the game: forest, interface, effects and all")
    parser.add_argument("--size", type=window_size, default=(1280, 720), help="of the game's window, with --game")
    options = parser.parse_args(words)
    with saying(options.out, "write"):  # before a forest is painted
        options.out.mkdir(parents=True, exist_ok=True)
    if options.game:
        _game_strips(options)
    else:
        _sheets(options)


def _acts(options: argparse.Namespace) -> list[Act]:
    return [Act(options.act)] if options.act else list(Act)


def _game_strips(options: argparse.Namespace) -> None:
    """Each act as the game shows it."""
    wide, high = options.size
    stage = Stage(scene_size(options.size), cache(), male=options.male)
    for act in _acts(options):
        save(options.out / f"game_{act.value}_{wide}x{high}.png", game_strip(stage, act, options.size))


def _sheets(options: argparse.Namespace) -> None:
    """Each act over mist; with all of them, also one sheet of them together, the wings and the head."""
    for act in _acts(options):
        save(options.out / f"act_{act.value}.png", act_strip(act, options.height, options.male, rows=2))
    if not options.act:
        save(options.out / "acts.png", np.vstack([act_strip(act, 110, options.male) for act in Act]))
        save(options.out / "wings.png", wings_strip(options.height))
        save(options.out / "head.png", head_grid())
        save(options.out / "head_left.png", head_grid(heading=-1))
        save(options.out / "faces.png", np.vstack([faces_strip(), faces_strip(heading=-1)]))


if __name__ == "__main__":
    sys.exit(main())
