"""One quiet piece of music in looping layers; the game sets the volume of each.

All share tempo, key (D minor) and the beginning of the bar. The length of the longest is a whole multiple of the
others', so that they stay in step. The longest is 46 s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from game.sound.finish import Samples, looping
from game.sound.notes import flute, pluck
from game.sound.synth import RATE, Signal, band, cloud, echoed, glide, hiss, looped, placed, struck, swell, tone

BEAT_S: Final = 60 / 84
"""31,500 samples: a whole number, so that layers do not drift apart."""
BAR_S: Final = 4 * BEAT_S
BARS: Final = 16
D3: Final = 146.83

CHORDS: Final = (
    (0, 7, 10, 15, 17), (-4, 3, 8, 12, 15), (-9, 3, 7, 10, 15), (-2, 5, 10, 14, 17),
    (-7, 5, 8, 12, 15), (0, 7, 12, 14, 19), (-4, 3, 8, 14, 15), (-5, 2, 7, 10, 14),
)  # fmt: skip
"""D minor, B flat, F, C, G minor, D minor, B flat, A minor, two bars each: semitones over D, wide and open."""
MELODY: Final = (
    (0.0, 24), (1.5, 22), (3.0, 19), (7.0, 17), (8.0, 19), (9.5, 15), (14.0, 12), (15.0, 15),
    (16.0, 22), (17.5, 19), (19.0, 15), (22.5, 17), (24.0, 19), (26.0, 17), (28.0, 14), (30.0, 12),
    (33.0, 17), (34.5, 20), (36.0, 19), (39.5, 15), (41.0, 19), (42.5, 24), (44.0, 22), (45.5, 19),
    (49.5, 20), (51.0, 19), (52.5, 15), (55.0, 17), (57.0, 14), (58.5, 19), (60.5, 17), (62.5, 22),
)  # fmt: skip
"""Beat and semitone over D of the plucked tune: sparse, with rests where the chords change."""
LAMENT: Final = (
    (0.0, 19), (1.0, 17), (2.0, 15), (4.0, 12), (7.0, 10), (8.0, 12), (9.0, 15), (10.0, 17),
    (12.0, 15), (16.0, 22), (17.0, 19), (18.0, 17), (20.0, 19), (23.0, 15), (24.0, 12), (26.0, 10), (28.0, 12),
)  # fmt: skip
"""As MELODY, for the tune after a run: notes of D's pentatonic scale, which fit every chord."""


def pad() -> Samples:
    """Soft chords: many voices on each note, swelling and falling over two bars."""
    out = _bars(BARS)
    seconds = 2 * BAR_S
    breath = swell(seconds * 1.25, 0.4)  # longer than its chord, so that the next one fades in under it
    for n, chord in enumerate(CHORDS):
        hertz = [D3 * 2 ** (step / 12) for step in chord]
        tones = [
            (pitch * order, strength / (1 + 0.35 * k))
            for k, pitch in enumerate(hertz)
            for order, strength in enumerate((1, 0.32, 0.12, 0.05), 1)
        ]
        left, right = (cloud(tones, seconds * 1.25, 500 + 2 * n + side) * breath for side in (0, 1))
        # Moderate stereo: each channel has 0.35 of the other's voices.
        looped(out, n * seconds - 0.1, np.stack([left + 0.35 * right, right + 0.35 * left], axis=1))
    return looping(echoed(band(out, 60, 1300, 1), 2.5, 0.5, 110, around=True), -39, 3000)


def tune() -> Samples:
    """A few notes of a thumb piano, answered by a flute."""
    out = _bars(BARS)
    for n, (beat, step) in enumerate(MELODY):
        looped(out, beat * BEAT_S, placed(pluck(_pitch(step), 1.6), 0.35 if n % 2 else -0.35), 0.5)
        if n % 4 == 3:
            looped(out, (beat + 1) * BEAT_S, placed(flute(_pitch(step + 7), 1.4), -0.2), 0.16)
    return looping(echoed(out, 2.0, 0.45, 111, around=True), -40, 4500)


def drums() -> Samples:
    """A low skin drum and a shaker: the run's pulse."""
    bars = 8
    out = _bars(bars)
    low = tone(glide(92, 58, 0.4, 0.5), 0.4, (1, 0.25)) * struck(0.4, 0.12)
    high = tone(glide(170, 120, 0.25, 0.5), 0.25, (1, 0.25)) * struck(0.25, 0.06)
    for bar in range(bars):
        for beat, drum, gain, pan in _pattern(bar, low, high):
            looped(out, (bar * 4 + beat) * BEAT_S, placed(drum, pan), gain)
        for eighth in range(8):
            shake = band(hiss(0.09, 120 + eighth), 1800, 3600) * swell(0.09, 0.45)
            looped(out, (bar * 4 + eighth / 2) * BEAT_S, placed(shake, 0.4), 0.05 if eighth % 2 else 0.022)
    return looping(echoed(out, 0.9, 0.2, 112, around=True), -41, 5000)


def pulse() -> Samples:
    """Danger: a heartbeat, and low plucked eighths on three notes."""
    bars = 4
    out = _bars(bars)
    heart = tone(glide(84, 52, 0.3, 0.5), 0.3, (1, 0.35, 0.1)) * struck(0.3, 0.09)
    for beat in range(bars * 4):
        if beat % 2 == 0:
            looped(out, beat * BEAT_S, placed(heart, 0.0))
            looped(out, (beat + 0.4) * BEAT_S, placed(heart, 0.0), 0.6)
        for half, step in ((0.0, -12), (0.5, (-9, -10, -9, -5)[beat % 4])):
            note = pluck(_pitch(step), 0.5)
            looped(out, (beat + half) * BEAT_S, placed(note, 0.3 - 0.6 * (half > 0)), 0.3)
    return looping(echoed(out, 0.8, 0.2, 113, around=True), -39, 3000)


def glow() -> Samples:
    """Sound of the hadouken: a shimmering open fifth over two octaves; it fits every chord."""
    bars = 4
    seconds = bars * BAR_S
    t = np.arange(round(seconds * RATE)) / RATE
    sides = []
    for side in (0, 1):
        shimmer = 0.65 + 0.35 * np.sin(2 * np.pi * (round(7 * seconds) * t / seconds + 0.25 * side))
        body = cloud([(_pitch(step), 1.0) for step in (0, 7, 12)], seconds, 520 + side)
        shine = cloud([(_pitch(step), 1.0) for step in (19, 24, 31)], seconds, 522 + side) * shimmer
        sides.append(body + 0.5 * shine)
    return looping(np.stack(sides, axis=1), -34, 3000)


def rest() -> Samples:
    """After a run: a slow tune on the thumb piano over a low flute."""
    out = _bars(8)
    for n, (beat, step) in enumerate(LAMENT):
        looped(out, beat * BEAT_S, placed(pluck(_pitch(step), 2.2), 0.25 if n % 2 else -0.25), 0.5)
    for beat, step in ((0, 0), (8, 5), (16, 3), (24, 0)):
        looped(out, beat * BEAT_S, placed(flute(_pitch(step), 6 * BEAT_S), 0.1), 0.14)
    return looping(echoed(out, 2.4, 0.5, 114, around=True), -37, 4000)


def lake() -> Samples:
    """The lake: rippling broken chords, high and far, two notes a beat."""
    out = _bars(BARS)
    for n, chord in enumerate(CHORDS):
        for half in range(16):
            step = chord[(1, 3, 2, 4, 3, 2)[half % 6]] + (12 if half % 3 else 24)
            beat = n * 8 + half / 2
            gain = 0.30 * (0.55 + 0.45 * np.sin(np.pi * (half % 8 + 0.5) / 8))
            looped(out, beat * BEAT_S, placed(pluck(_pitch(step), 1.1), 0.6 * np.sin(1.7 * half)), float(gain))
    return looping(echoed(out, 2.6, 0.6, 115, around=True), -42, 5000)


def kauri() -> Samples:
    """The cathedral: a low choir on the chords' roots and fifths, and a slow bell."""
    out = _bars(BARS)
    seconds = 2 * BAR_S
    breath = swell(seconds * 1.2, 0.45)
    for n, chord in enumerate(CHORDS):
        voices = [
            (D3 * 2 ** ((step - 12) / 12) * order, strength / (1 + 0.5 * k))
            for k, step in enumerate((chord[0], chord[0] + 7, chord[0] + 12))
            for order, strength in ((1, 1.0), (2, 0.5), (3, 0.28), (4, 0.1))
        ]
        left, right = (cloud(voices, seconds * 1.2, 600 + 2 * n + side) * breath for side in (0, 1))
        looped(out, n * seconds - 0.1, np.stack([left + 0.5 * right, right + 0.5 * left], axis=1))
        bell = tone(_pitch(chord[2] + 12), 3.0, (1, 0.0, 0.5, 0.0, 0.22)) * struck(3.0, 1.1)
        looped(out, n * seconds + BEAT_S, placed(bell, 0.3 if n % 2 else -0.3), 0.10)
    return looping(echoed(band(out, 50, 900, 1), 3.2, 0.6, 116, around=True), -40, 3000)


def ridge() -> Samples:
    """The snow ridge: thin glass over wind."""
    out = _bars(BARS)
    n = len(out)
    t = np.arange(n) / RATE
    whole = n / RATE
    for side in (0, 1):
        gust = 0.5 + 0.5 * np.sin(2 * np.pi * (3 * t / whole + 0.35 * side)) * np.sin(2 * np.pi * t / whole)
        out[:, side] += band(hiss(whole, 620 + side), 500, 1500, 1)[:n] * gust * 0.20
    for k, chord in enumerate(CHORDS):
        for beat, index in ((0.0, 4), (3.0, 3), (5.0, 2)):
            glass = tone(_pitch(chord[index] + 24), 2.6, (1, 0.06, 0.24)) * swell(2.6, 0.12)
            looped(out, (k * 8 + beat) * BEAT_S, placed(glass, 0.5 - 0.5 * index / 2), 0.16)
    return looping(echoed(out, 3.0, 0.6, 117, around=True), -42, 5500)


def _bars(many: int) -> Signal:
    return np.zeros((round(many * BAR_S * RATE), 2))


def _pitch(step: int) -> float:
    return float(D3 * 2 ** (step / 12))


def _pattern(bar: int, low: Signal, high: Signal) -> list[tuple[float, Signal, float, float]]:
    """Beat, drum, gain and pan of every stroke of a bar."""
    hits = [(0.0, low, 1.0, 0.0), (1.5, low, 0.55, 0.0), (2.0, high, 0.5, -0.25), (3.5, high, 0.3, 0.25)]
    if bar % 4 == 1:
        hits += [(2.75, high, 0.25, 0.1)]
    if bar % 4 == 3:
        hits += [(3.0, high, 0.35, 0.2), (3.25, high, 0.3, -0.2), (3.75, low, 0.5, 0.0)]
    return hits


LAYERS: Final[Mapping[str, Callable[[], Samples]]] = MappingProxyType(
    {
        "pad": pad,
        "tune": tune,
        "drums": drums,
        "pulse": pulse,
        "glow": glow,
        "rest": rest,
        "lake": lake,
        "kauri": kauri,
        "ridge": ridge,
    }
)
"""Name → maker."""
