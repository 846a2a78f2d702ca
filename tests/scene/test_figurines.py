"""The small moving bird of the help page."""

import numpy as np
import pytest

from game.scene.drawing import Sprite
from game.scene.figurines import BEGINS_S, FRAMES, PERIOD_S, Figurines

PLACE = (100.0, 50.0, 180.0, 150.0)
LARGER = (100.0, 50.0, 360.0, 300.0)
MOVES = ("fly", "hadouken", "wings", "normal")


def frames(huia: Figurines, count: int, place: tuple[float, float, float, float] = PLACE) -> None:
    """So many frames of a page that shows all moves."""
    for n in range(count):
        for move in MOVES:
            huia.draw(move, n / 60, place)


def painted(huia: Figurines) -> list[int]:
    return [len(loop.frames) for loop in huia._loops.values()]


@pytest.mark.parametrize("move", MOVES)
def test_each_move_begins_at_rest_and_moves_inside_its_place(move: str) -> None:
    huia = Figurines()
    for n in range(FRAMES):
        huia.draw(move, n / 60, PLACE)
    shown = [huia.draw(move, t_s, PLACE)[0] for t_s in (0.0, BEGINS_S + 0.6, PERIOD_S)]
    assert all(isinstance(one, Sprite) for one in shown)
    rest, acts, again = (one for one in shown if isinstance(one, Sprite))
    assert rest == again
    one, other = rest.picture.pixels, acts.picture.pixels
    assert one.shape != other.shape or np.abs(one.astype(int) - other).mean() > 1.0
    high, wide = other.shape[:2]
    assert acts.x >= 90 and acts.x + wide <= 290 and acts.y >= 40 and acts.y + high <= 205


def test_one_picture_is_painted_in_a_frame_and_every_bird_is_there_after_four() -> None:
    huia = Figurines()
    for count in range(1, 9):
        frames(huia, 1)
        frames(huia, 1)  # the same frame, drawn again
        huia._painted_s = -1.0
        assert sum(painted(huia)) == count
    assert painted(huia) == [2, 2, 2, 2]
    assert all(huia.draw(move, 0.0, PLACE) for move in MOVES)
    frames(huia, 5 * FRAMES)
    assert painted(huia) == [FRAMES] * 4


def test_only_the_size_in_use_is_kept() -> None:
    huia = Figurines()
    frames(huia, 4 * FRAMES)
    frames(huia, 8, LARGER)
    assert painted(huia) == [2, 2, 2, 2]


def test_what_is_prepared_needs_no_mesh_later() -> None:
    huia = Figurines()
    huia.prepare()
    meshes = dict(huia._painter._renderers)
    frames(huia, 4)
    frames(huia, 4, LARGER)
    assert huia._painter._renderers == meshes
