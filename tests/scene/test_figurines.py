"""The small moving bird of the help page."""

import numpy as np
import pytest

from game.scene.drawing import Sprite
from game.scene.figurines import BEGINS_S, PERIOD_S, Figurines

PLACE = (100.0, 50.0, 180.0, 150.0)


@pytest.mark.parametrize("move", ["fly", "hadouken", "wings", "normal"])
def test_each_move_begins_at_rest_and_moves_inside_its_place(move: str) -> None:
    huia = Figurines()
    shown = [huia.draw(move, t_s, PLACE)[0] for t_s in (0.0, BEGINS_S + 0.6, PERIOD_S)]
    assert all(isinstance(one, Sprite) for one in shown)
    rest, acts, again = (one for one in shown if isinstance(one, Sprite))
    assert rest == again
    one, other = rest.picture.pixels, acts.picture.pixels
    assert one.shape != other.shape or np.abs(one.astype(int) - other).mean() > 1.0
    high, wide = other.shape[:2]
    assert acts.x >= 90 and acts.x + wide <= 290 and acts.y >= 40 and acts.y + high <= 205
