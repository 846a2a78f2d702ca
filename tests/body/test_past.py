"""The grid of the last half second, from frames at any rate and with holes."""

import numpy as np
import pytest

from game.body.past import EXTRA, GAP_S, RATE_HZ, STEPS, Past, grid, resampled


@pytest.mark.parametrize("fps", [15, 24, 30, 60])
def test_the_same_movement_gives_the_same_window_at_any_rate(fps: float) -> None:
    past = Past()
    for n in range(round(fps) + 1):
        past.add(n / fps, np.array([n / fps, -2 * n / fps], np.float32))
    window = past.window()
    assert window.shape == (STEPS, 2 + EXTRA)
    now_s = round(fps) / fps
    assert np.allclose(window[:, 0], grid(now_s), atol=1e-5)
    assert np.allclose(window[:, 1], -2 * grid(now_s), atol=1e-5)
    assert (window[:, 2] == 1).all()
    assert (window[:, 3] == 0).all()


def test_a_hole_is_told_and_not_filled() -> None:
    past = Past()
    for n in [*range(10), *range(16, 20)]:
        past.add(n / 30, np.ones(1, np.float32))
    window = past.window()
    known = window[:, 1] == 1
    assert known.tolist() == [True] * 6 + [False] * 6 + [True] * 4
    assert (window[~known, 0] == 0).all()
    assert np.allclose(window[~known, 2], np.arange(1, 7) / STEPS, atol=1e-6)


def test_before_the_first_frame_nothing_is_known() -> None:
    past = Past()
    past.add(5.0, np.ones(1, np.float32))
    window = past.window()
    assert window[-1].tolist() == [1.0, 1.0, 0.0]
    assert (window[:-1] == [0.0, 0.0, 1.0]).all()
    past.reset()
    past.add(6.0, np.full(1, 7.0, np.float32))
    assert past.window()[-1, 0] == 7.0


def test_many_windows_at_once_are_the_windows_one_by_one() -> None:
    rng = np.random.default_rng(1)
    times = np.cumsum(rng.uniform(0.01, GAP_S * 1.3, 60))
    rows = rng.normal(size=(60, 3)).astype(np.float32)
    ends = [20, 40, 59]
    together = resampled(times, rows, grid(times[ends]))
    for end, window in zip(ends, together, strict=True):
        past = Past()
        for t_s, row in zip(times[: end + 1], rows[: end + 1], strict=True):
            past.add(float(t_s), row)
        assert np.allclose(past.window(), window, atol=1e-6)
    assert 1 / RATE_HZ < GAP_S
