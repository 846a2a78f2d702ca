"""Frames on a grid of their own that drifts to meet what arrives from outside."""

import math

import numpy as np
import pytest

from game.clock import FramePacer, paced_fps


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.s = 0.0

    def sleep(self, seconds: float) -> None:
        self.s += seconds


@pytest.mark.parametrize("phase", [0.0, 0.004, 0.011, 0.016])
@pytest.mark.parametrize("scatter_s", [0.0003, 0.0012, 0.0025])
def test_frames_come_to_begin_just_after_what_arrives_and_keep_their_rate(phase: float, scatter_s: float) -> None:
    clock = Clock()
    pacer = FramePacer(60, lambda: clock.s, clock.sleep)
    rng = np.random.default_rng(3)
    arrivals = phase + np.arange(0, 60, 1 / 29.97) + rng.normal(0, scatter_s, 1799).clip(-0.008, 0.008)
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
    # the less punctual they are the longer they wait, so that hardly one comes too late for its frame
    assert np.median(settled) == pytest.approx(0.001 + 2 * scatter_s, abs=0.0012)
    assert np.mean(settled > 1 / 60 - 0.002) < 0.05
    assert np.quantile(settled, 0.95) < 0.003 + 4 * scatter_s
    assert frames / 59 == pytest.approx(60, rel=0.004)


def test_frames_follow_a_display_evenly() -> None:
    assert paced_fps(0.0, 60) == 60
    assert paced_fps(59.94, 60) == 59.94
    assert paced_fps(120, 60) == 60
    assert paced_fps(144, 60) == 72
    assert paced_fps(50, 60) == 50
    assert paced_fps(75, 60) == 75


def test_a_frame_that_waits_for_the_display_begins_later_until_it_waits_a_little_only() -> None:
    """A display that shows a picture every 1/60 s; the frame's work takes 5 ms, the rest of the time it waits."""
    clock = Clock()
    pacer = FramePacer(60, lambda: clock.s, clock.sleep)
    waits = []
    for _ in range(120):
        pacer.wait()
        clock.s += 0.005
        shown_s = math.ceil(clock.s * 60 + 1e-6) / 60
        waits.append(shown_s - clock.s)
        clock.s = shown_s
        pacer.showed(waits[-1])
    assert waits[-40:] == pytest.approx([0.002] * 40, abs=0.0005)
