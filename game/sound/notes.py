"""Pitched sounds: a thumb piano, a wooden flute, the huia's whistle, and signals made with them.

All are in the music's key, D minor, so that they fit it at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

import numpy as np

from game.sound.finish import Samples, finished
from game.sound.synth import RATE, Signal, band, cloud, echoed, glide, hiss, mix, struck, swell, times, tone

D5: Final = 587.33
PENTATONIC: Final = (0, 3, 5, 7, 10)
"""Semitones over D that fit every chord of the music."""
LADDER: Final = 8
"""Number of steps that berries in a row climb."""
_FLUTE: Final = (1.0, 0.16, 0.05, 0.015)
_KALIMBA: Final = (1.0, 0.12, 0.3, 0.04, 0.05)


def pickup(step: int) -> Samples:
    """A berry: two plucked notes, on a higher step of the scale for each one in a row."""
    root = _note(12 * (step // len(PENTATONIC)) + PENTATONIC[step % len(PENTATONIC)])
    notes = mix((0, pluck(root, 0.45)), (0.075, pluck(root * 1.5, 0.5)))
    return finished(echoed(notes, 0.5, 0.2, 31), -22, 5500)


def flourish(variant: int) -> Samples:
    """A move was recognised: three flute notes upwards."""
    steps = ((0, 3, 7), (-2, 3, 5), (0, 5, 10))[variant % 3]
    notes = [(n * 0.09, flute(_note(step), 0.22)) for n, step in enumerate(steps)]
    return finished(echoed(mix(*notes), 0.6, 0.25, 32), -20, 5500)


def ready() -> Samples:
    """Enough energy for a hadouken again: a soft fifth."""
    shine = cloud([(_note(0), 1.0), (_note(7), 0.8), (_note(12), 0.3)], 0.6, 41) * swell(0.6, 0.35) * 0.5
    return finished(echoed(mix((0, shine), (0.1, pluck(_note(7), 0.5))), 0.5, 0.25, 42), -21, 5000)


def streak() -> Samples:
    """The multiplier rises: three climbing notes, and a flute above them."""
    notes = [(n * 0.07, pluck(_note(step), 0.45)) for n, step in enumerate((0, 5, 7))]
    return finished(echoed(mix(*notes, (0.2, flute(_note(12), 0.4) * 0.6)), 0.7, 0.3, 43), -20, 5500)


def over() -> Samples:
    """The run has ended: a sinking flute note."""
    notes = [(n * 0.26, flute(_note(step - 5), 0.5 + 0.2 * n)) for n, step in enumerate((3, 0, -4, -9))]
    return finished(echoed(mix(*notes), 1.4, 0.4, 34), -19, 5000)


def start() -> Samples:
    """A run begins: a rising fifth and its octave."""
    rise = mix((0, flute(_note(-12), 0.3)), (0.16, flute(_note(-5), 0.5)), (0.32, flute(_note(0), 0.7)))
    return finished(echoed(rise, 1.0, 0.3, 35), -19, 5500)


def best() -> Samples:
    """A new best score: climbing plucked notes."""
    notes = [(n * 0.085, pluck(_note(step), 0.6)) for n, step in enumerate((0, 3, 5, 7, 10, 12))]
    return finished(echoed(mix(*notes), 1.0, 0.3, 36), -19, 5500)


def blip() -> Samples:
    """The selection moves."""
    return finished(pluck(_note(-5), 0.12), -26, 5000)


def chosen() -> Samples:
    """An entry was selected."""
    return finished(mix((0, pluck(_note(-5), 0.2)), (0.06, pluck(_note(2), 0.3))), -22, 5500)


def back() -> Samples:
    """One screen back."""
    return finished(mix((0, pluck(_note(-5), 0.2)), (0.06, pluck(_note(-10), 0.25))), -22, 5000)


def count() -> Samples:
    """One second of a countdown: a wood block."""
    return finished(tone(_note(-2), 0.16, (1, 0, 0.12)) * struck(0.16, 0.035), -23, 5000)


def go() -> Samples:
    """The countdown's end."""
    return finished(echoed(tone(_note(5), 0.4, (1, 0.1, 0.12)) * struck(0.4, 0.1), 0.5, 0.2, 37), -20, 5500)


def call(variant: int) -> Samples:
    """The huia's whistle, after the imitation recorded in 1949: high, flute-like, in descending pairs."""
    top = (2330.0, 2180.0, 2460.0, 2250.0)[variant % 4]
    pairs = (2, 3, 1, 2)[variant % 4]
    beat_s = (0.74, 0.68, 0.74, 0.86)[variant % 4]
    notes: list[tuple[float, Signal]] = []
    for n in range(pairs):
        high, seed = top * 0.97**n, 400 + 20 * variant + 2 * n
        notes.append((n * beat_s, whistle(high, high * 0.93, 0.27, seed)))
        notes.append((n * beat_s + 0.31, whistle(high * 0.81, high * 0.74, 0.33, seed + 1)))
    return finished(echoed(mix(*notes), 1.3, 0.4, 60 + variant), -21, 6000)


def pluck(hertz: float, seconds: float) -> Signal:
    """A thumb piano's note: the higher a partial, the faster it fades."""
    out = np.zeros(round(seconds * RATE))
    for order, strength in enumerate(_KALIMBA, 1):
        out += strength * tone(hertz * order * (1 + 0.0007 * order), seconds) * struck(seconds, 0.3 * seconds / order)
    return out


def flute(hertz: float, seconds: float) -> Signal:
    """A wooden flute's note, with breath noise and a late vibrato."""
    t = times(seconds)
    vibrato = 1 + 0.004 * np.sin(2 * np.pi * 5 * t) * np.minimum(1, t / 0.3)
    breath = band(hiss(seconds, int(hertz)), hertz * 0.9, hertz * 2.2) * 0.05
    return (tone(hertz * vibrato, seconds, _FLUTE) + breath) * _blown(seconds, 0.05, 0.5)


def whistle(start: float, end: float, seconds: float, seed: int) -> Signal:
    """A bird's clear note: rises into the pitch, sinks, and trembles more towards its end."""
    t = times(seconds)
    scoop = 1 - 0.05 * np.exp(-t / 0.018)
    tremble = np.sin(2 * np.pi * 9 * t) * np.minimum(1, t / 0.15)
    pitch = glide(start, end, seconds, 1.5) * scoop * (1 + 0.008 * tremble)
    breath = band(hiss(seconds, seed), start * 0.8, start * 1.4) * (0.04 + 0.10 * np.exp(-t / 0.03))
    return (tone(pitch, seconds, (1, 0.06, 0.015)) * (1 - 0.12 * tremble) + breath) * _blown(seconds, 0.035, 0.45)


def _note(step: int) -> float:
    """Frequency in Hz, this many semitones over the D in the middle of the flute's range."""
    return float(D5 * 2 ** (step / 12))


def _blown(seconds: float, attack_s: float, release: float) -> Signal:
    t = times(seconds)
    left = (seconds - t) / (seconds * release)
    return np.sin(np.clip(t / attack_s, 0, 1) * np.pi / 2) ** 2 * np.sin(np.clip(left, 0, 1) * np.pi / 2) ** 1.5


NOTES: Final[Mapping[str, Callable[[], Samples]]] = MappingProxyType(
    {
        "blip": blip,
        "chosen": chosen,
        "back": back,
        "start": start,
        **{f"pickup {n}": partial(pickup, n) for n in range(LADDER)},
        **{f"flourish {n}": partial(flourish, n) for n in range(3)},
        "ready": ready,
        "streak": streak,
        "over": over,
        "best": best,
        "count": count,
        "go": go,
        **{f"call {n}": partial(call, n) for n in range(4)},
    }
)
"""Name → maker. Numbered ones are variants of one sound."""
