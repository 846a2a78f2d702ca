"""Loudness and peak of a whole mix, which the game itself never asks: ITU-R BS.1770-4."""

import numpy as np

from game.sound.loudness import _blocks, _lufs
from game.sound.synth import Signal, both


def integrated(signal: Signal) -> float:
    """Integrated LUFS: over 400 ms blocks, without those below -70 LUFS and those 10 LU below the rest."""
    blocks = _blocks(signal)
    blocks = blocks[_lufs(blocks) > -70.0]
    if not blocks.size:
        return float(_lufs(np.float64(0.0)))
    return float(_lufs(blocks[_lufs(blocks) > _lufs(blocks.mean()) - 10.0].mean()))


def true_peak(signal: Signal) -> float:
    """The highest peak in dBFS, also between samples (4 times oversampled by Fourier transform)."""
    n = signal.shape[0]
    fine = np.fft.irfft(np.fft.rfft(both(signal), axis=0), 4 * n, axis=0) * 4
    return float(20 * np.log10(np.abs(fine).max() + 1e-9))
