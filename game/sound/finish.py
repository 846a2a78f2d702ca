"""The last step for every sound: filtering, loudness, and conversion to int16."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from game.sound.loudness import momentary, of_spectrum
from game.sound.synth import RATE, Signal, band, ending, slopes

Samples = npt.NDArray[np.int16]
"""int16, (n,) mono or (n, 2) stereo, at RATE."""

CEILING: Final = 0.5
"""Largest absolute sample value: two sounds together cannot clip, and peaks of many seldom coincide."""


def finished(signal: Signal, lufs: float, highest: float = 9000.0) -> Samples:
    """A short sound without rumble, offset, piercing highs or clicks; its loudest 400 ms have `lufs`."""
    clean = band(signal, 28, highest)
    n = clean.shape[0]
    fade = np.minimum(1.0, np.arange(n) / (0.002 * RATE)) * ending(n, 0.012)
    clean = clean * (fade if clean.ndim == 1 else fade[:, None])
    return _ready(clean, lufs - momentary(clean))


def looping(signal: Signal, lufs: float, highest: float = 9000.0) -> Samples:
    """A stereo loop with `lufs` over its whole length: filtered like `finished`, and without a seam at its end."""
    n = signal.shape[0]
    spectrum = np.fft.rfft(signal, axis=0) * slopes(n, 28, highest)[:, None]
    return _ready(np.fft.irfft(spectrum, n, axis=0), lufs - of_spectrum(spectrum, n))


def _ready(clean: Signal, gain_db: float) -> Samples:
    clean = clean * 10 ** (gain_db / 20)
    # Soft clipping: linear up to half the ceiling, so that only peaks change.
    knee = CEILING / 2
    over = np.abs(clean) > knee
    bent = knee + (CEILING - knee) * np.tanh((np.abs(clean[over]) - knee) / (CEILING - knee))
    clean[over] = np.sign(clean[over]) * bent
    return (clean * 32767).round().astype(np.int16)
