"""Sounds without pitch: steps, wings, fire, wood, water, and the bird's hurts.

Loudness follows importance (see `finished`): -17.5 LUFS for the hadouken, -20 for the player's actions, -23 for
things, -32 for a single step. Frequent sounds have variants, so that they do not sound mechanical. All of it is
below 6 kHz, to be gentle on neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

import numpy as np

from game.sound.finish import Samples, finished
from game.sound.synth import RATE, Signal, band, echoed, glide, hiss, mix, struck, swell, times, tone

_WOOD: Final = ((210.0, 0.06, 0.8), (480.0, 0.035, 0.5), (860.0, 0.02, 0.3), (1330.0, 0.012, 0.15))
"""Modes of a log: frequency (Hz), decay (s), strength."""
_PITCHES: Final = (1.0, 1.09, 0.93, 1.045, 0.965, 1.13)
"""Pitch factor of each variant of a sound."""


def flap(variant: int) -> Samples:
    """One wing beat: a soft push of air and its wake."""
    high, seed = _PITCHES[variant], 10 * variant
    push = band(hiss(0.2, seed + 1), 160 * high, 900 * high) * swell(0.2, 0.35)
    wake = band(hiss(0.22, seed + 2), 80 * high, 420 * high) * swell(0.22, 0.5)
    rustle = band(hiss(0.16, seed + 3), 1600, 3200 * high) * swell(0.16, 0.3) * 0.22
    return finished(mix((0, push), (0.055 * high, wake * 1.2), (0.01, rustle)), -22, 5000)


def jump(variant: int) -> Samples:
    """Take-off: air, and a rising hoot under it."""
    high = _PITCHES[variant]
    air = band(hiss(0.3, 80 + variant), 200, 1500 * high) * swell(0.3, 0.3)
    hoot = tone(glide(200 * high, 470 * high, 0.24, 0.7), 0.24, (1, 0.1)) * swell(0.24, 0.25) * 0.5
    return finished(mix((0, air), (0, hoot)), -20, 5000)


def land(variant: int) -> Samples:
    """Feet on moss: a thump and some leaves."""
    high = _PITCHES[variant]
    thump = tone(glide(120 * high, 52 * high, 0.22, 0.6), 0.22, (1, 0.3)) * struck(0.22, 0.06)
    leaves = band(hiss(0.18, 90 + variant), 450, 2400 * high) * struck(0.18, 0.04) * 0.4
    return finished(mix((0, thump), (0.006 + 0.004 * variant, leaves)), -22, 5000)


def footstep(variant: int) -> Samples:
    """A light step on leaves; each variant has other leaves."""
    high = _PITCHES[variant]
    heel = tone(glide(165 * high, 80 * high, 0.08), 0.08) * struck(0.08, 0.02) * 0.6
    leaf = band(hiss(0.07, 100 + variant), 400 * high, 2000 * high) * struck(0.07, 0.013 + 0.003 * (variant % 3)) * 0.5
    return finished(mix((0, heel), (0.004 + 0.003 * (variant % 4), leaf)), -32, 4500)


def splash(variant: int) -> Samples:
    """Something falls into water: a slap, a bubble, falling drops."""
    high = _PITCHES[variant]
    slap = band(hiss(0.2, 110 + variant), 350, 2400 * high) * struck(0.2, 0.045, 0.003)
    bubble = tone(glide(260 * high, 720 * high, 0.13, 1.6), 0.13) * swell(0.13, 0.3) * 0.45
    drops = band(_grains(0.4, 16, 120 + variant), 700, 2800) * 0.3
    return finished(echoed(mix((0, slap), (0.05, bubble), (0.1, drops)), 0.3, 0.15, 130 + variant), -22, 4500)


def paddle(variant: int) -> Samples:
    """A step in shallow water."""
    high = _PITCHES[variant]
    lap = band(hiss(0.12, 140 + variant), 300, 1700 * high) * swell(0.12, 0.2)
    drop = tone(glide(420 * high, 860 * high, 0.06, 1.5), 0.06) * swell(0.06, 0.3) * 0.4
    return finished(mix((0, lap), (0.03 + 0.01 * variant, drop)), -30, 4000)


def charge() -> Samples:
    """Gathering a hadouken: a rising, trembling hum."""
    seconds = 0.55
    pitch = glide(85, 210, seconds, 1.4)
    shiver = 0.75 + 0.25 * np.sin(2 * np.pi * np.cumsum(glide(9, 26, seconds)) / RATE)
    hum = tone(pitch, seconds, (1, 0.5, 0.35, 0.2, 0.12, 0.06)) * shiver
    air = band(hiss(seconds, 20), 500, 2200) * 0.3
    return finished((hum + air) * swell(seconds, 0.9, 0.8), -19, 4500)


def fire(variant: int) -> Samples:
    """The hadouken leaves: a boom, a passing roar, crackling."""
    high, seed = _PITCHES[variant], 210 + 10 * variant
    boom = tone(glide(150 * high, 42 * high, 0.7, 0.45), 0.7, (1, 0.3, 0.1)) * struck(0.7, 0.2, 0.006)
    roar = band(hiss(0.95, seed), 110, 900 * high) * swell(0.95, 0.16) * 0.75
    bright = band(hiss(0.6, seed + 1), 700, 3000) * swell(0.6, 0.1) * 0.28
    whoop = tone(glide(320 * high, 95 * high, 0.5, 0.6), 0.5, (1, 0.3, 0.1)) * swell(0.5, 0.08) * 0.3
    crackle = band(_grains(0.8, 46, seed + 2), 900, 3400) * 0.3
    parts = mix((0, boom), (0, roar), (0, bright), (0, whoop), (0.12, crackle))
    return finished(echoed(parts, 0.7, 0.25, seed + 3), -17.5, 5500)


def impact(variant: int) -> Samples:
    """A hadouken hits something: wood breaks."""
    high, seed = _PITCHES[variant], 250 + 10 * variant
    burst = band(hiss(0.25, seed), 200, 2600 * high) * struck(0.25, 0.05, 0.002) * 0.7
    boom = tone(glide(110 * high, 45 * high, 0.35), 0.35, (1, 0.3)) * struck(0.35, 0.1) * 0.9
    splinters = band(_grains(0.45, 22, seed + 1), 800, 3200) * 0.25
    parts = mix((0, _log(0.3, high)), (0, burst), (0, boom), (0.05, splinters))
    return finished(echoed(parts, 0.5, 0.2, seed + 2), -19.5, 5500)


def fizzle() -> Samples:
    """A hadouken fades out."""
    puff = band(hiss(0.4, 28), 250, 1600) * swell(0.4, 0.15)
    return finished(puff, -26, 4000)


def empty() -> Samples:
    """A hadouken without energy: only a breath."""
    sigh = band(hiss(0.35, 70), 250, 1400) * swell(0.35, 0.2)
    droop = tone(glide(240, 130, 0.3), 0.3, (1, 0.2)) * swell(0.3, 0.2) * 0.3
    return finished(mix((0, sigh), (0, droop)), -21, 4000)


def knock(variant: int) -> Samples:
    """Something is knocked over; each variant is another piece of wood."""
    return finished(echoed(_log(0.22, _PITCHES[variant] ** 2), 0.3, 0.15, 71 + variant), -22, 5000)


def thud(variant: int) -> Samples:
    """Something heavy falls on moss."""
    high = _PITCHES[variant]
    low = tone(glide(110 * high, 52 * high, 0.3, 0.6), 0.3, (1, 0.3, 0.08)) * struck(0.3, 0.06)
    moss = band(hiss(0.14, 150 + variant), 200, 1200 * high) * struck(0.14, 0.03) * 0.4
    return finished(mix((0, low), (0, moss)), -23, 4000)


def stomp(variant: int) -> Samples:
    """A bounce off an animal's back: a springy hoot."""
    high = _PITCHES[variant]
    hoot = tone(glide(170 * high, 400 * high, 0.2, 0.6), 0.2, (1, 0.25, 0.1)) * swell(0.2, 0.15)
    pat = band(hiss(0.08, 160 + variant), 200, 1600) * struck(0.08, 0.02)
    return finished(mix((0, hoot), (0, pat)), -20, 4500)


def hurt(variant: int) -> Samples:
    """The Huia is hurt: a muffled squawk and scattering feathers."""
    seconds, high = 0.32, _PITCHES[variant]
    rough = 0.7 + 0.3 * np.sin(2 * np.pi * 55 * times(seconds))
    squawk = tone(glide(620 * high, 330 * high, seconds, 0.7), seconds, (1, 0.6, 0.45, 0.3, 0.2, 0.1)) * rough
    squawk = band(squawk, 250, 1500) * swell(seconds, 0.15)
    feathers = band(hiss(0.4, 170 + variant), 900, 2800) * swell(0.4, 0.2) * 0.3
    thump = tone(glide(140, 60, 0.18), 0.18) * struck(0.18, 0.05)
    return finished(mix((0, squawk), (0.03, feathers), (0, thump)), -18, 4500)


def passed(variant: int) -> Samples:
    """An obstacle was cleared: a breath of air."""
    return finished(band(hiss(0.22, 180 + variant), 400, 1600 * _PITCHES[variant]) * swell(0.22, 0.4), -28, 4000)


def shutter() -> Samples:
    """A camera's shutter: two clicks."""
    click = band(hiss(0.05, 38), 500, 2400) * struck(0.05, 0.009, 0.002)
    clack = band(hiss(0.07, 39), 300, 1600) * struck(0.07, 0.016, 0.002)
    return finished(mix((0, click), (0.075, clack)), -24, 4500)


def _log(seconds: float, high: float) -> Signal:
    """A struck piece of wood. high: its pitch relative to a whole log."""
    modes = (tone(f * high, seconds) * struck(seconds, decay_s) * strength for f, decay_s, strength in _WOOD)
    return sum(modes, start=np.zeros(round(seconds * RATE)))


def _grains(seconds: float, many: int, seed: int) -> Signal:
    """Many tiny clicks, getting sparser."""
    rng = np.random.default_rng(seed)
    out = np.zeros(round(seconds * RATE))
    for at in np.sort(rng.random(many) ** 1.6) * (seconds - 0.03):
        grain = rng.standard_normal(round(0.02 * RATE)) * struck(0.02, 0.004, 0.0005) * rng.uniform(0.3, 1.0)
        begin = round(at * RATE)
        out[begin : begin + grain.size] += grain
    return out


_FAMILIES: Final[tuple[tuple[str, Callable[[int], Samples], int], ...]] = (
    ("jump", jump, 3),
    ("flap", flap, 5),
    ("land", land, 3),
    ("footstep", footstep, 6),
    ("fire", fire, 2),
    ("impact", impact, 2),
    ("knock", knock, 3),
    ("thud", thud, 3),
    ("stomp", stomp, 2),
    ("hurt", hurt, 2),
    ("passed", passed, 3),
    ("splash", splash, 3),
    ("paddle", paddle, 4),
)
"""Name, maker and number of variants, in the order in which the game needs them."""

SOUNDS: Final[Mapping[str, Callable[[], Samples]]] = MappingProxyType(
    {
        **{f"{name} {n}": partial(maker, n) for name, maker, many in _FAMILIES for n in range(many)},
        "charge": charge,
        "fizzle": fizzle,
        "empty": empty,
        "shutter": shutter,
    }
)
"""Name → maker. Numbered ones are variants of one sound."""
