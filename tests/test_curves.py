"""The smoothstep: its ends, its middle, and the array's agreement with the number's."""

import numpy as np
import pytest

from game.curves import smoothstep, smoothsteps


def test_it_is_flat_outside_and_half_in_the_middle() -> None:
    assert [smoothstep(x, 2.0, 4.0) for x in (-1.0, 2.0, 3.0, 4.0, 9.0)] == [0.0, 0.0, 0.5, 1.0, 1.0]
    assert smoothstep(0.25, 1.0, 0.0) == pytest.approx(1 - smoothstep(0.25)), "the ends may be the other way round"


def test_arrays_keep_their_type_and_agree() -> None:
    x = np.linspace(-1, 2, 31)
    assert np.array_equal(smoothsteps(x), [smoothstep(v) for v in x.tolist()])
    assert smoothsteps(x.astype(np.float32), 0.2, 0.8).dtype == np.float32
