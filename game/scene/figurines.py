"""Small moving pictures of the Huia doing its acts, for pages that explain them. Painted while they are shown."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from game.scene.bird.memory import Memory
from game.scene.bird.painter import BirdPainter
from game.scene.bird.posture import REST
from game.scene.drawing import Disc, DrawList, Picture, Sprite
from game.world.snapshot import Act, BirdView

PERIOD_S: Final = 3.2
"""An act and the rest before the next one."""
BEGINS_S: Final = 0.5
"""The act begins this long after the period does: the figure beside it has then taken its pose."""
FRAMES: Final = 24
RATE_HZ: Final = 10.0
"""Pictures a second; 24 of them show an act, the first one the rest."""
STANDS: Final = 0.62
"""A standing bird's part of the picture's height: a jump and raised wings need room."""
SPREAD: Final = 0.47
"""Its part of the picture's width: spread wings are twice as wide as it is tall."""
PREPARED: Final = (80, 160)
"""Heights in pixels of birds of either mesh that figurines need: in a small window, and in a large one."""
FIRE: Final = (249, 207, 160)

_Frame = tuple[Picture, float, float]
"""A picture, and where its top left corner is from the middle of the picture's foot."""


@dataclass(slots=True)
class _Loop:
    """The pictures of one act so far. tall: the standing bird's height, in pixels. start_s: the painter's time."""

    tall: int
    start_s: float
    frames: list[_Frame] = field(default_factory=list)
    memory: Memory = field(default_factory=Memory)


class Figurines:
    """Paints the acts of one Huia. male: whose bill it has.

    A picture takes 2 to 3 ms, so at most one is painted in a frame, of the act that has fewest. Only the size shown
    last is kept: 96 pictures of it take 1 to 5 MB.
    """

    def __init__(self, male: bool = False) -> None:
        self._painter = BirdPainter(male)
        self._male = male
        self._loops: dict[str, _Loop] = {}
        self._painted_s = math.nan  # the frame in which a picture was painted last

    def prepare(self) -> None:
        """Build the meshes now: that takes longer than a picture."""
        for tall in PREPARED:
            self._painter.draw(REST, 1.0, tall)

    def draw(self, move: str, t_s: float, place: tuple[float, float, float, float]) -> DrawList:
        """The bird doing a move ("fly", "hadouken", "wings"; "normal": it looks about) in (x, y, width, height).

        t_s: the frame's time. Pictures that are not painted yet are left out: the bird stays at the last one, and for
        the first frames it is not there.
        """
        x, y, wide, high = place
        tall = max(24, 4 * round(min(high * STANDS, wide * SPREAD) / 4))
        loop = self._loops.get(move)
        if loop is None or loop.tall != tall:
            loop = self._loops[move] = _Loop(tall, 100.0 * (1 + len(self._loops)))
        fewest = min(len(one.frames) for one in self._loops.values())
        if self._painted_s != t_s and len(loop.frames) == fewest < FRAMES:
            self._painted_s = t_s
            self._paint(move, loop)
        if not loop.frames:
            return []
        since_s = t_s % PERIOD_S - BEGINS_S
        n = int(since_s * RATE_HZ) if 0.0 <= since_s < FRAMES / RATE_HZ else 0
        picture, left, top = loop.frames[min(n, len(loop.frames) - 1)]
        foot_x, foot_y = x + wide * 0.48, y + high * 0.97
        items: DrawList = [Sprite(picture, round(foot_x + left), round(foot_y + top))]
        flown_s = since_s - 0.45
        if move == "hadouken" and 0.0 < flown_s < 0.7:
            at_x, at_y = foot_x + tall * (0.62 + 1.3 * flown_s), foot_y - tall * 0.55
            fade = 1.0 - flown_s / 0.7
            if at_x < x + wide:
                items += [
                    Disc(at_x, at_y, tall * 0.2, (*FIRE, round(90 * fade))),
                    Disc(at_x, at_y, tall * 0.11, (*FIRE, round(255 * fade))),
                ]
        return items

    def _paint(self, move: str, loop: _Loop) -> None:
        """The next picture of an act. They are painted in order, because the bird passes from posture to posture."""
        n = len(loop.frames)
        view = _view(move, n / RATE_HZ)
        shown = self._painter.draw(*loop.memory.step(view, loop.start_s + n / RATE_HZ), loop.tall)
        picture = Picture(f"figurine/{self._male}/{move}/{loop.tall}/{n}", np.array(shown.pixels))
        loop.frames.append((picture, -shown.foot_xy[0], -shown.foot_xy[1] - min(0.5, 0.42 * view.y_m) * loop.tall))


def _view(move: str, s: float) -> BirdView:
    """The bird so long after an act began, roughly as the world would have it."""
    match move:
        case "fly":
            air_s = 1.1
            up = 0.0 < s < air_s
            speed = 5.4 - 9.8 * s if up else 0.0
            y_m = max(0.0, 5.4 * s - 4.9 * s * s) if up else 0.0
            return BirdView(
                act=Act.FLY if s < air_s + 0.1 else Act.IDLE, act_s=s, grounded=not up, vy_mps=speed, y_m=y_m
            )
        case "hadouken" if s < 1.4:
            return BirdView(act=Act.HADOUKEN, act_s=s)
        case "wings":
            rise = min(1.0, s / 0.4, max(0.0, 2.3 - s) / 0.3)
            return BirdView(wings_rad=(0.1, 0.1), y_m=0.5 * rise, grounded=rise <= 0.0) if rise > 0.0 else BirdView()
        case "normal":
            return BirdView(
                head_yaw_rad=0.8 * math.sin(math.tau * s / 2.4), head_pitch_rad=0.2 * math.sin(math.tau * s / 1.2)
            )
    return BirdView()
