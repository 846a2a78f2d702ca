"""The long sounds that go round: the forest at dusk, and three layers of one quiet piece of music.

The layers share tempo and length, so that they stay together while each is turned up and down with the game.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from game.screen.sounds import flute, pluck, whistle
from game.screen.synth import (
    RATE,
    Samples,
    Signal,
    band,
    echoed,
    finished,
    glide,
    hiss,
    looped,
    placed,
    struck,
    swell,
    tone,
)

BEAT_S: Final = 60 / 84
BARS: Final = 8
LOOP_S: Final = BARS * 4 * BEAT_S
FOREST_S: Final = 26.0

_D: Final = 146.83  # D3
_CHORDS: Final = ((0, 7, 10, 15, 17), (-4, 3, 8, 12, 15), (-9, 3, 7, 10, 15), (-2, 5, 10, 14, 17))
"""D minor, B flat, F, C, two bars each: semitones over D, wide and open."""
_MELODY: Final = (
    (0.0, 24), (1.5, 22), (3.0, 19), (7.0, 17), (8.0, 19), (9.5, 15), (14.0, 12), (15.0, 15),
    (16.0, 22), (17.5, 19), (19.0, 15), (22.5, 17), (24.0, 19), (26.0, 17), (28.0, 14), (30.0, 12),
)  # fmt: skip
"""Beat and semitone over D of the plucked tune: sparse, pentatonic, rests where the chords change."""


def forest() -> Samples:
    """Wind in the ferns, crickets near and far, a ruru calling, now and then a bell bird."""
    n = round(FOREST_S * RATE)
    t = np.arange(n) / RATE
    out = np.zeros((n, 2))
    for side in (0, 1):
        gust = 0.6 + 0.4 * np.sin(2 * np.pi * (t / FOREST_S * 3 + side * 0.3)) * np.sin(2 * np.pi * t / FOREST_S + side)
        wind = band(hiss(FOREST_S, 100 + side), 90, 380, 1)
        leaves = band(hiss(FOREST_S, 102 + side), 1400, 3600, 1)
        out[:, side] += wind * gust * 0.3 + leaves * gust**3 * 0.03
    rng = np.random.default_rng(104)
    for pan, pitch, level in ((-0.8, 3550.0, 0.032), (0.7, 3820.0, 0.026), (0.2, 3300.0, 0.016)):
        at = rng.uniform(0, 1)
        while at < FOREST_S - 0.8:
            pulses = int(rng.integers(5, 10))
            for k in range(pulses):
                chirp = tone(pitch, 0.032) * swell(0.032, 0.4)
                looped(out, at + k * 0.052, placed(chirp, pan), level * (0.6 + 0.4 * k / pulses))
            at += rng.uniform(0.9, 2.4)
    birds = np.zeros((n, 2))
    for at, pan in ((3.2, 0.6), (11.5, 0.5), (19.4, -0.7)):  # ruru, the little owl, says its name: "more-pork"
        more = tone(glide(840, 800, 0.24), 0.24, (1, 0.08)) * swell(0.24, 0.4)
        pork = tone(glide(760, 650, 0.34), 0.34, (1, 0.08)) * swell(0.34, 0.25)
        looped(birds, at, placed(more, pan), 0.1)
        looped(birds, at + 0.36, placed(pork, pan), 0.13)
    for at, pan in ((7.6, -0.4), (15.8, 0.8), (23.5, 0.1)):
        for k, step in enumerate((0, 5, 3)):
            looped(
                birds,
                at + k * 0.33,
                placed(whistle(1180 * 2 ** (step / 12), 1150 * 2 ** (step / 12), 0.26, k), pan),
                0.03,
            )
    out += echoed(birds, 2.2, 0.8, 105, around=True)
    return finished(out, 0.075, 5500, loop=True)


def pad() -> Samples:
    """Chords like mist: each note several soft voices, swelling and falling over two bars."""
    out = np.zeros((round(LOOP_S * RATE), 2))
    seconds = 2 * 4 * BEAT_S
    breath = swell(seconds * 1.25, 0.4)  # longer than its chord: the next one fades in under it
    for n, chord in enumerate(_CHORDS):
        for k, step in enumerate(chord):
            hertz = _D * 2 ** (step / 12)
            for voice, cents in enumerate((-5.0, 0.0, 6.0)):
                note = tone(hertz * 2 ** (cents / 1200), seconds * 1.25, (1, 0.32, 0.12, 0.05)) * breath
                looped(out, n * seconds - 0.1, placed(note, 0.5 * (voice - 1) + 0.15 * (k - 2)), 0.5 / (1 + 0.35 * k))
    return finished(echoed(band(out, 60, 1300, 1), 2.5, 0.5, 110, around=True), 0.06, 3000, loop=True)


def tune() -> Samples:
    """A thumb piano's few notes, answered by a flute."""
    out = np.zeros((round(LOOP_S * RATE), 2))
    for n, (beat, step) in enumerate(_MELODY):
        hertz = _D * 2 ** (step / 12)
        looped(out, beat * BEAT_S, placed(pluck(hertz, 1.6), 0.35 if n % 2 else -0.35), 0.5)
        if n % 4 == 3:
            looped(out, (beat + 1) * BEAT_S, placed(flute(hertz * 1.5, 1.4), -0.2), 0.16)
    return finished(echoed(out, 2.0, 0.45, 111, around=True), 0.07, 4500, loop=True)


def drums() -> Samples:
    """A low skin drum and a shaker: the run's pulse."""
    out = np.zeros((round(LOOP_S * RATE), 2))
    low = tone(glide(92, 58, 0.4, 0.5), 0.4, (1, 0.2)) * struck(0.4, 0.12)
    high = tone(glide(170, 120, 0.25, 0.5), 0.25, (1, 0.25)) * struck(0.25, 0.06)
    for bar in range(BARS):
        for beat, drum, gain, pan in _pattern(bar, low, high):
            looped(out, (bar * 4 + beat) * BEAT_S, placed(drum, pan), gain)
        for eighth in range(8):
            shake = band(hiss(0.09, 120 + eighth), 2200, 4600) * swell(0.09, 0.45)
            looped(out, (bar * 4 + eighth / 2) * BEAT_S, placed(shake, 0.4), 0.05 if eighth % 2 else 0.022)
    return finished(echoed(out, 0.9, 0.2, 112, around=True), 0.11, 5000, loop=True)


def _pattern(bar: int, low: Signal, high: Signal) -> list[tuple[float, Signal, float, float]]:
    hits = [(0.0, low, 1.0, 0.0), (1.5, low, 0.55, 0.0), (2.0, high, 0.5, -0.25), (3.5, high, 0.3, 0.25)]
    if bar % 4 == 3:
        hits += [(3.0, high, 0.35, 0.2), (3.25, high, 0.3, -0.2), (3.75, low, 0.5, 0.0)]
    return hits


LOOPS: Final[Mapping[str, Callable[[], Samples]]] = MappingProxyType(
    {"forest": forest, "pad": pad, "tune": tune, "drums": drums}
)
"""Name → maker. The last three are as long as each other, to the sample."""
