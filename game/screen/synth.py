"""The instruments: oscillators, noise, filters, a forest's echo, and the finishing that keeps every sound gentle.

Signals are float64, (n,) mono or (n, 2) stereo, about -1..1 at RATE samples a second. Filters work on whole
signals through the Fourier transform: they add no delay, and they leave a loop a loop. All is deterministic.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

Signal = npt.NDArray[np.float64]
Samples = npt.NDArray[np.int16]

RATE: Final = 44_100
CEILING: Final = 0.82
"""No sample is louder: leaves room for several sounds at once."""


def times(seconds: float) -> Signal:
    """The time of each sample, in seconds."""
    return np.arange(round(seconds * RATE)) / RATE


def tone(hertz: float | Signal, seconds: float, harmonics: Iterable[float] = (1.0,)) -> Signal:
    """A tone of constant or gliding pitch; harmonics: strength of each partial, the fundamental first."""
    n = round(seconds * RATE)
    phase = np.cumsum(np.broadcast_to(2 * np.pi / RATE * hertz, n)) % (2 * np.pi)
    below, wave = np.zeros(n), np.sin(phase)
    twice = 2 * np.cos(phase)
    out = np.zeros(n)
    for strength in harmonics:
        out += strength * wave
        below, wave = wave, twice * wave - below  # sin (k+1)x = 2 cos x sin kx - sin (k-1)x
    return out


def glide(start: float, end: float, seconds: float, bend: float = 1.0) -> Signal:
    """A pitch that goes from one frequency to another, evenly for the ear; bend > 1: late, < 1: early."""
    part = np.linspace(0, 1, round(seconds * RATE)) ** bend
    return np.asarray(start * (end / start) ** part)


def hiss(seconds: float, seed: int) -> Signal:
    """White noise of unit power."""
    return np.random.default_rng(seed).standard_normal(round(seconds * RATE))


def band(signal: Signal, low: float, high: float, order: int = 2) -> Signal:
    """Only what lies between two frequencies (Butterworth's slopes, no phase); 0 and inf leave an end open."""
    n = signal.shape[0]
    hertz = np.fft.rfftfreq(n, 1 / RATE)
    gain = np.ones_like(hertz)
    if low > 0:
        gain[0] = 0.0
        gain[1:] /= np.sqrt(1 + (low / hertz[1:]) ** (2 * order))
    if np.isfinite(high):
        gain /= np.sqrt(1 + (hertz / high) ** (2 * order))
    spectrum = np.fft.rfft(signal, axis=0)
    return np.fft.irfft(spectrum * (gain if signal.ndim == 1 else gain[:, None]), n, axis=0)


def struck(seconds: float, decay_s: float, attack_s: float = 0.004) -> Signal:
    """The envelope of something struck: up in attack_s, down to a third every decay_s, silent at the end."""
    t = times(seconds)
    return np.minimum(1.0, t / attack_s) * np.exp(-t / decay_s) * _ending(t.size, 0.02)


def swell(seconds: float, peak: float = 0.5, sharp: float = 1.0) -> Signal:
    """The envelope of a breath: from nothing, to full at the fraction `peak`, to nothing."""
    part = np.linspace(0, 1, round(seconds * RATE))
    shape = np.where(part < peak, part / peak, (1 - part) / (1 - peak))
    return np.asarray(np.sin(shape * np.pi / 2) ** (2 * sharp))


def mix(*parts: tuple[float, Signal]) -> Signal:
    """Signals laid over each other, each from its own start in seconds; as long as the last to end."""
    ends = [round(at * RATE) + signal.shape[0] for at, signal in parts]
    out = np.zeros(max(ends))
    for (_, signal), end in zip(parts, ends, strict=True):
        out[end - signal.shape[0] : end] += signal
    return out


def looped(into: Signal, at_s: float, signal: Signal, gain: float = 1.0) -> None:
    """Add a signal to a loop in place; what runs over the loop's end sounds at its beginning."""
    begin, done = round(at_s * RATE) % into.shape[0], 0
    while done < signal.shape[0]:
        part = signal[done : done + into.shape[0] - begin]
        into[begin : begin + part.shape[0]] += part * gain
        begin, done = 0, done + part.shape[0]


def placed(signal: Signal, pan: float) -> Signal:
    """Mono to stereo at a place from -1 (left) to 1 (right), at constant power."""
    angle = (pan + 1) * np.pi / 4
    return np.stack([signal * np.cos(angle), signal * np.sin(angle)], axis=1)


def echoed(signal: Signal, tail_s: float, wet: float, seed: int, around: bool = False) -> Signal:
    """A signal among trees: stereo, with a soft decaying echo that loses its highs. around: the signal is a loop."""
    dry = signal if signal.ndim == 2 else np.stack([signal, signal], axis=1)
    # a length rich in twos transforms ten times faster than a prime one
    n = dry.shape[0] if around else -(-(dry.shape[0] + round(tail_s * RATE)) // 4096) * 4096
    t = times(min(tail_s, n / RATE))
    rng = np.random.default_rng(seed)
    tail = rng.standard_normal((t.size, 2)) * (np.exp(-t * 5 / tail_s) * np.minimum(1, t / 0.012))[:, None]
    tail = band(tail, 180, 3200, 1)
    tail *= wet / np.sqrt((tail**2).sum(axis=0).mean())
    late = np.fft.irfft(np.fft.rfft(dry, n, axis=0) * np.fft.rfft(tail, n, axis=0), n, axis=0)
    late[: dry.shape[0]] += dry
    return late


def finished(signal: Signal, loudness: float, highest: float = 9000.0, loop: bool = False) -> Samples:
    """Ready to play: no rumble, no offset, no piercing highs, its loudest 50 ms at `loudness` (RMS), soft-limited."""
    clean = band(signal, 28, highest)
    if not loop:
        fade = np.minimum(1.0, np.arange(clean.shape[0]) / (0.002 * RATE)) * _ending(clean.shape[0], 0.012)
        clean = clean * (fade if clean.ndim == 1 else fade[:, None])
    clean = clean * (loudness / max(1e-9, loudest(clean)))
    # straight up to half the ceiling, then bending: nothing clips, and only peaks are touched
    knee = CEILING / 2
    over = np.abs(clean) > knee
    bent = knee + (CEILING - knee) * np.tanh((np.abs(clean[over]) - knee) / (CEILING - knee))
    clean[over] = np.sign(clean[over]) * bent
    return (clean * 32767).round().astype(np.int16)


def loudest(signal: Signal, window_s: float = 0.05) -> float:
    """The RMS of the loudest stretch of window_s."""
    power = signal**2 if signal.ndim == 1 else (signal**2).mean(axis=1)
    n = min(power.size, round(window_s * RATE))
    total = np.concatenate([[0.0], np.cumsum(power)])
    return float(np.sqrt(max(0.0, (total[n:] - total[:-n]).max()) / n))


def _ending(n: int, seconds: float) -> Signal:
    """One, falling to zero over the last moments."""
    return np.minimum(1.0, (n - 1 - np.arange(n)) / (seconds * RATE))
