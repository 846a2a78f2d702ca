"""Frames on a grid of their own that drifts to meet what arrives from outside."""

import numpy as np
import pytest

from game.clock import FRESH_S, FramePacer


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.s = 0.0

    def sleep(self, seconds: float) -> None:
        self.s += seconds


@pytest.mark.parametrize("phase", [0.0, 0.004, 0.011, 0.016])
def test_frames_come_to_begin_just_after_what_arrives_and_keep_their_rate(phase: float) -> None:
    clock = Clock()
    pacer = FramePacer(60, lambda: clock.s, clock.sleep)
    rng = np.random.default_rng(3)
    arrivals = phase + np.arange(0, 60, 1 / 29.97) + rng.normal(0, 0.0008, 1799).clip(-0.002, 0.002)
    waits, frames, seen = [], 0, 0
    while clock.s < 59:
        now_s = pacer.wait()
        frames += 1
        new = int(np.searchsorted(arrivals, now_s))
        if new > seen:
            waits.append(now_s - arrivals[new - 1])
            pacer.meet(waits[-1])
            seen = new
    settled = np.array(waits[300:])
    assert abs(np.median(settled) - FRESH_S) < 0.001 and np.quantile(settled, 0.95) < FRESH_S + 0.003
    assert frames / 59 == pytest.approx(60, rel=0.004)
