"""Building blocks of sounds: oscillators, noise, filters, envelopes, and a forest's echo.

Signals are float64, (n,) mono or (n, 2) stereo, about -1..1 at RATE samples a second. Filters multiply the spectrum
of the whole signal: they add no delay, and a loop stays seamless. Everything is deterministic.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

Signal = npt.NDArray[np.float64]

RATE: Final = 44_100


def times(seconds: float) -> Signal:
    """The time of each sample, in seconds."""
    return np.arange(round(seconds * RATE)) / RATE


def tone(hertz: float | Signal, seconds: float, harmonics: Iterable[float] = (1.0,)) -> Signal:
    """A tone of constant or gliding frequency (Hz); harmonics: strength of each partial, the fundamental first."""
    n = round(seconds * RATE)
    phase = np.cumsum(np.broadcast_to(2 * np.pi / RATE * hertz, n))
    first, *higher = harmonics
    below, wave = np.zeros(n), np.sin(phase)
    out = first * wave
    twice = 2 * np.cos(phase) if higher else below
    for strength in higher:
        below, wave = wave, twice * wave - below  # sin (k+1)x = 2 cos x sin kx - sin (k-1)x
        out += strength * wave
    return np.asarray(out)


def glide(start: float, end: float, seconds: float, bend: float = 1.0) -> Signal:
    """A frequency that glides from `start` to `end`, evenly in pitch; bend > 1: late, < 1: early."""
    part = np.linspace(0, 1, round(seconds * RATE)) ** bend
    return np.asarray(start * (end / start) ** part)


def hiss(seconds: float, seed: int) -> Signal:
    """White noise of unit power."""
    return np.random.default_rng(seed).standard_normal(round(seconds * RATE))


def cloud(tones: Iterable[tuple[float, float]], seconds: float, seed: int) -> Signal:
    """Many slightly detuned voices on every tone, which beat against each other. Unit power; loops without a seam.

    tones: (Hz, strength) of each. Made in the spectrum: a narrow band of random phases for each tone.
    """
    n = round(seconds * RATE)
    hertz = np.fft.rfftfreq(n, 1 / RATE)
    heap = np.zeros_like(hertz)
    for pitch, strength in tones:
        wide = 0.5 + 0.0025 * pitch  # Hz: about five cents, like a choir
        low, high = np.searchsorted(hertz, (pitch - 4 * wide, pitch + 4 * wide))
        heap[low:high] += strength * np.exp(-0.5 * ((hertz[low:high] - pitch) / wide) ** 2)
    rng = np.random.default_rng(seed)
    out = np.fft.irfft(heap * np.exp(2j * np.pi * rng.random(hertz.size)), n)
    return np.asarray(out / np.sqrt((out**2).mean()))


def band(signal: Signal, low: float, high: float, order: int = 2) -> Signal:
    """Band-pass (Butterworth magnitude, zero phase); 0 and inf leave an end open."""
    n = signal.shape[0]
    gain = slopes(n, low, high, order)
    spectrum = np.fft.rfft(signal, axis=0)
    return np.fft.irfft(spectrum * (gain if signal.ndim == 1 else gain[:, None]), n, axis=0)


def slopes(n: int, low: float, high: float, order: int = 2) -> Signal:
    """The factor `band` applies to each frequency in the spectrum of n samples."""
    hertz = np.fft.rfftfreq(n, 1 / RATE)
    gain = np.ones_like(hertz)
    if low > 0:
        gain[0] = 0.0
        gain[1:] /= np.sqrt(1 + (low / hertz[1:]) ** (2 * order))
    if np.isfinite(high):
        gain /= np.sqrt(1 + (hertz / high) ** (2 * order))
    return gain


def struck(seconds: float, decay_s: float, attack_s: float = 0.004) -> Signal:
    """Envelope of a struck sound: up in attack_s, down to 1/e every decay_s, silent at the end."""
    t = times(seconds)
    return np.minimum(1.0, t / attack_s) * np.exp(-t / decay_s) * ending(t.size, 0.02)


def swell(seconds: float, peak: float = 0.5, sharp: float = 1.0) -> Signal:
    """Envelope that rises to 1 at the fraction `peak` of its length and falls back to 0."""
    part = np.linspace(0, 1, round(seconds * RATE))
    shape = np.where(part < peak, part / peak, (1 - part) / (1 - peak))
    return np.asarray(np.sin(shape * np.pi / 2) ** (2 * sharp))


def mix(*parts: tuple[float, Signal]) -> Signal:
    """Sum of signals, each starting at its own time in seconds; as long as the latest end."""
    ends = [round(at * RATE) + signal.shape[0] for at, signal in parts]
    out = np.zeros(max(ends))
    for (_, signal), end in zip(parts, ends, strict=True):
        out[end - signal.shape[0] : end] += signal
    return out


def looped(into: Signal, at_s: float, signal: Signal, gain: float = 1.0) -> None:
    """Add a signal to a loop in place; what exceeds the loop's end continues at its beginning."""
    begin, done = round(at_s * RATE) % into.shape[0], 0
    while done < signal.shape[0]:
        part = signal[done : done + into.shape[0] - begin]
        into[begin : begin + part.shape[0]] += part * gain
        begin, done = 0, done + part.shape[0]


def both(signal: Signal) -> Signal:
    """Any signal as stereo, (n, 2)."""
    return signal if signal.ndim == 2 else np.stack([signal, signal], axis=1)


def placed(signal: Signal, pan: float) -> Signal:
    """Mono to stereo at a pan from -1 (left) to 1 (right), with constant power."""
    angle = (pan + 1) * np.pi / 4
    return np.stack([signal * np.cos(angle), signal * np.sin(angle)], axis=1)


def echoed(signal: Signal, tail_s: float, wet: float, seed: int, around: bool = False) -> Signal:
    """A signal with a soft decaying echo that loses its highs, in stereo. around: the signal is a loop."""
    dry = both(signal)
    # A length with many factors of two transforms ten times faster than a prime one.
    n = dry.shape[0] if around else -(-(dry.shape[0] + round(tail_s * RATE)) // 4096) * 4096
    t = times(min(tail_s, n / RATE))
    rng = np.random.default_rng(seed)
    tail = rng.standard_normal((t.size, 2)) * (np.exp(-t * 5 / tail_s) * np.minimum(1, t / 0.012))[:, None]
    tail = band(tail, 180, 3200, 1)
    tail *= wet / np.sqrt((tail**2).sum(axis=0).mean())
    late = np.fft.irfft(np.fft.rfft(dry, n, axis=0) * np.fft.rfft(tail, n, axis=0), n, axis=0)
    late[: dry.shape[0]] += dry
    return late


def ending(n: int, seconds: float) -> Signal:
    """1, falling to 0 over the last `seconds` of n samples."""
    return np.minimum(1.0, (n - 1 - np.arange(n)) / (seconds * RATE))
