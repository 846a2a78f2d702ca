"""Perceived loudness after ITU-R BS.1770-4, in LUFS. Broadcast aims at -23 for a whole mix.

A sound's own figure is that of its loudest 400 ms ("momentary"), including silence around a shorter sound.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from game.sound.synth import RATE, Signal, both

_SILENCE: Final = 1e-10
"""Power that counts as silence: -100 LUFS."""


def momentary(signal: Signal) -> float:
    """LUFS of the loudest 400 ms of a signal, (n,) or (n, 2); shorter ones are padded with silence."""
    return float(_lufs(_blocks(signal).max()))


def weighted(signal: Signal) -> Signal:
    """A K-weighted signal: less below 60 Hz, 4 dB more above 2 kHz (the two filters of BS.1770, zero phase)."""
    n = -(-signal.shape[0] // 4096) * 4096
    spectrum = np.fft.rfft(both(signal), n, axis=0) * weights(n)[:, None]
    return np.fft.irfft(spectrum, n, axis=0)[: signal.shape[0]]


def weights(n: int) -> Signal:
    """Weight of each frequency in the spectrum of n samples."""
    grid = np.linspace(0, 0.5, 1 << 14)  # 1.3 Hz apart; linear interpolation between them is exact enough
    turn = np.exp(-2j * np.pi * grid)
    return np.asarray(np.interp(np.fft.rfftfreq(n), grid, np.abs(_shelf(turn) * _high_pass(turn))))


def of_spectrum(spectrum: npt.NDArray[np.complex128], n: int) -> float:
    """LUFS of n samples of steady sound, from their spectrum (n // 2 + 1, 2), without gating."""
    power = (np.abs(spectrum * weights(n)[:, None]) ** 2).sum()
    return float(_lufs(2 * power / n**2))  # Parseval's theorem; the weight at 0 Hz is 0


def _blocks(signal: Signal) -> npt.NDArray[np.float64]:
    """Power of 400 ms blocks, one every 100 ms; short signals and both ends are padded with silence."""
    width, hop = round(0.4 * RATE), round(0.1 * RATE)
    power = (weighted(np.pad(both(signal), ((0, max(hop, width - signal.shape[0])), (0, 0)))) ** 2).sum(axis=1)
    total = np.concatenate([[0.0], np.cumsum(power)])
    begin = np.arange(0, power.size - width + 1, hop)
    return np.asarray((total[begin + width] - total[begin]) / width)


def _lufs(power: npt.NDArray[np.float64] | np.float64) -> npt.NDArray[np.float64]:
    return np.asarray(-0.691 + 10 * np.log10(np.maximum(power, _SILENCE)))


def _shelf(turn: npt.NDArray[np.complex128]) -> npt.NDArray[np.complex128]:
    """The high shelf for the head's effect. turn: one sample's delay; the standard's constants for any rate."""
    k, q, high = np.tan(np.pi * 1681.974450955533 / RATE), 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    middle = high**0.4996667741545416
    over = (high + middle * k / q + k * k) + 2 * (k * k - high) * turn + (high - middle * k / q + k * k) * turn**2
    under = (1 + k / q + k * k) + 2 * (k * k - 1) * turn + (1 - k / q + k * k) * turn**2
    return np.asarray(over / under)


def _high_pass(turn: npt.NDArray[np.complex128]) -> npt.NDArray[np.complex128]:
    k, q = np.tan(np.pi * 38.13547087602444 / RATE), 0.5003270373238773
    under = 1 + 2 * (k * k - 1) / (1 + k / q + k * k) * turn + (1 - k / q + k * k) / (1 + k / q + k * k) * turn**2
    return np.asarray((1 - turn) ** 2 / under)
