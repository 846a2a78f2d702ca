"""The forest at dusk as a loop: wind in the ferns, crickets near and far, night birds."""

from __future__ import annotations

from typing import Final

import numpy as np

from game.sound.finish import Samples, looping
from game.sound.notes import whistle
from game.sound.synth import RATE, Signal, band, echoed, glide, hiss, looped, placed, swell, tone

FOREST_S: Final = 34.0
"""Not a simple fraction of the music's length, so that both combine differently each time."""
_RURU: Final = ((4.2, 0.6), (15.5, 0.5), (26.4, -0.7))
_BELL_BIRDS: Final = ((9.6, -0.4, (0, 5, 3)), (20.8, 0.8, (5, 3, 0)), (31.5, 0.1, (3, 0, 5)))
"""Time in the loop (s), place (-1 left .. 1 right), tune in semitones."""


def forest() -> Samples:
    """Wind, crickets, a ruru's call, now and then a bell bird."""
    n = round(FOREST_S * RATE)
    t = np.arange(n) / RATE
    out = np.zeros((n, 2))
    for side in (0, 1):
        gust = 0.6 + 0.4 * np.sin(2 * np.pi * (t / FOREST_S * 3 + side * 0.3)) * np.sin(2 * np.pi * t / FOREST_S + side)
        wind = band(hiss(FOREST_S, 300 + side), 90, 380, 1)
        leaves = band(hiss(FOREST_S, 302 + side), 1000, 2800, 1)
        out[:, side] += wind * gust * 0.3 + leaves * gust**3 * 0.03
    _crickets(out)
    birds = np.zeros((n, 2))
    for at, pan in _RURU:  # the ruru (a small owl) calls its other name: "more-pork"
        more = tone(glide(840, 800, 0.24), 0.24, (1, 0.08)) * swell(0.24, 0.4)
        pork = tone(glide(760, 650, 0.34), 0.34, (1, 0.08)) * swell(0.34, 0.25)
        looped(birds, at, placed(more, pan), 0.06)
        looped(birds, at + 0.36, placed(pork, pan), 0.08)
    for at, pan, steps in _BELL_BIRDS:
        for k, step in enumerate(steps):
            high = 1180 * 2 ** (step / 12)
            looped(birds, at + k * 0.33, placed(whistle(high, high * 0.975, 0.26, 310 + k), pan), 0.022)
    out += echoed(birds, 2.2, 0.8, 305, around=True)
    return looping(out, -37, 5500)


def _crickets(out: Signal) -> None:
    rng = np.random.default_rng(304)
    for pan, pitch, level in ((-0.8, 3550.0, 0.022), (0.7, 3820.0, 0.018), (0.2, 3300.0, 0.012)):
        chirp = placed(tone(pitch, 0.032) * swell(0.032, 0.4), pan)
        at = rng.uniform(0, 1)
        while at < FOREST_S - 0.8:
            pulses = int(rng.integers(5, 10))
            for k in range(pulses):
                looped(out, at + k * 0.052, chirp, level * (0.6 + 0.4 * k / pulses))
            at += rng.uniform(0.9, 2.4)
