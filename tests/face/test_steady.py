import math

import numpy as np

from game.body.reading import Facing
from game.face.steady import Joined, RestDirection
from game.tuning import FACES


def test_a_change_of_source_is_no_jump() -> None:
    joined = Joined()
    shown = [joined.step(n / 30, "mesh", Facing(0.5, 0.1, 0.0)) for n in range(30)]
    shown += [joined.step(1 + n / 30, "pose", Facing(0.2, -0.1, 0.0)) for n in range(30)]
    steps = np.abs(np.diff(shown, axis=0))
    assert steps.max() < 0.05
    assert np.allclose(shown[-1], (0.2, -0.1, 0.0))


def test_the_first_facing_passes_as_it_is() -> None:
    joined = Joined()
    assert np.allclose(joined.step(0.0, "mesh", Facing(0.5, 0.1, -0.2)), (0.5, 0.1, -0.2))
    joined.reset()
    assert np.allclose(joined.step(9.0, "pose", Facing(-0.5, 0.0, 0.0)), (-0.5, 0.0, 0.0))


def test_where_a_player_looks_at_first_becomes_straight_ahead() -> None:
    rest = RestDirection()
    rng = np.random.default_rng(1)
    said = []
    for n in range(150):
        angles = np.array((0.12, -0.2, 0.03)) + 0.02 * rng.standard_normal(3)
        if 20 <= n < 30:
            angles += (0.9, 0.0, 0.0)  # a look aside is no rest
        rest.look(n / 30, angles)
        said.append(rest.against(n / 30, angles))
    assert math.hypot(said[-1].yaw_rad, said[-1].pitch_rad) < 0.08
    assert abs(said[0].yaw_rad - 0.12) < 0.1
    # learnt for good: a later direction is no rest
    for n in range(150, 400):
        rest.look(n / 30, np.array((-0.2, 0.1, 0.0)))
        late = rest.against(n / 30, np.array((-0.2, 0.1, 0.0)))
    assert np.allclose((late.yaw_rad, late.pitch_rad), (-0.32, 0.3), atol=0.03)


def test_somebody_who_looks_away_teaches_nothing() -> None:
    rest = RestDirection()
    for n in range(200):
        rest.look(n / 30, np.array((0.8, 0.0, 0.0)))
    assert rest.against(9.0, np.array((0.8, 0.0, 0.0))) == Facing(0.8, 0.0, 0.0)
    assert FACES.rest_yaw_rad < 0.8
