"""Every short sound of the game, made from nothing. None is shrill: the forest is asleep, and so may be a neighbour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

import numpy as np

from game.screen.synth import (
    RATE,
    Samples,
    Signal,
    band,
    echoed,
    finished,
    glide,
    hiss,
    mix,
    struck,
    swell,
    times,
    tone,
)

FLUTE: Final = (1.0, 0.16, 0.05, 0.015)
KALIMBA: Final = (1.0, 0.12, 0.3, 0.04, 0.05)


def flap() -> Samples:
    """One wing beat: a soft push of air, then its wake."""
    push = band(hiss(0.2, 1), 160, 900) * swell(0.2, 0.35)
    wake = band(hiss(0.22, 2), 80, 420) * swell(0.22, 0.5)
    rustle = band(hiss(0.16, 3), 1800, 4200) * swell(0.16, 0.3) * 0.25
    return finished(mix((0, push), (0.06, wake * 1.2), (0.01, rustle)), 0.16, 6000)


def jump() -> Samples:
    """Leaving the ground: air and a rising hoot under it."""
    air = band(hiss(0.3, 4), 200, 1500) * swell(0.3, 0.3)
    hoot = tone(glide(200, 470, 0.24, 0.7), 0.24, (1, 0.1)) * swell(0.24, 0.25) * 0.5
    return finished(mix((0, air), (0, hoot)), 0.2, 5000)


def land() -> Samples:
    """Feet on moss: a thump and some leaves."""
    thump = tone(glide(120, 52, 0.22, 0.6), 0.22) * struck(0.22, 0.06)
    leaves = band(hiss(0.18, 5), 500, 2800) * struck(0.18, 0.04) * 0.35
    return finished(mix((0, thump), (0.008, leaves)), 0.24, 5000)


def footstep(variant: int) -> Samples:
    """A light step on leaves; each variant another leaf."""
    heel = tone(glide(150 + 12 * variant, 75, 0.08), 0.08) * struck(0.08, 0.02) * 0.7
    leaf = band(hiss(0.07, 10 + variant), 450, 2000 + 250 * variant) * struck(0.07, 0.016) * 0.5
    return finished(mix((0, heel), (0.006, leaf)), 0.07, 4500)


def charge() -> Samples:
    """Gathering the glow: a hum that rises and shivers."""
    seconds = 0.55
    pitch = glide(85, 210, seconds, 1.4)
    shiver = 0.75 + 0.25 * np.sin(2 * np.pi * np.cumsum(glide(9, 26, seconds)) / RATE)
    hum = tone(pitch, seconds, (1, 0.5, 0.35, 0.2, 0.12, 0.06)) * shiver
    air = band(hiss(seconds, 20), 500, 2200) * 0.3
    return finished((hum + air) * swell(seconds, 0.9, 0.8), 0.17, 4500)


def fire() -> Samples:
    """The hadouken leaves: a boom, a roar that opens and passes, crackling."""
    boom = tone(glide(150, 42, 0.7, 0.45), 0.7, (1, 0.25)) * struck(0.7, 0.2, 0.006)
    roar = band(hiss(0.95, 21), 90, 900) * swell(0.95, 0.16) * 0.75
    bright = band(hiss(0.6, 22), 700, 3000) * swell(0.6, 0.1) * 0.28
    whoop = tone(glide(320, 95, 0.5, 0.6), 0.5, (1, 0.3, 0.1)) * swell(0.5, 0.08) * 0.28
    crackle = band(_grains(0.8, 46, 23), 900, 3800) * 0.35
    return finished(
        echoed(mix((0, boom), (0, roar), (0, bright), (0, whoop), (0.12, crackle)), 0.7, 0.25, 24), 0.3, 5500
    )


def impact() -> Samples:
    """A hadouken meets something: wood gives way."""
    knock = sum((tone(f, 0.3) * struck(0.3, d) * a for f, d, a in _WOOD), start=np.zeros(round(0.3 * RATE)))
    burst = band(hiss(0.25, 25), 200, 2600) * struck(0.25, 0.05, 0.002) * 0.7
    boom = tone(glide(110, 45, 0.35), 0.35) * struck(0.35, 0.1) * 0.9
    splinters = band(_grains(0.45, 22, 26), 800, 3600) * 0.3
    return finished(echoed(mix((0, knock), (0, burst), (0, boom), (0.05, splinters)), 0.5, 0.2, 27), 0.27, 5500)


def fizzle() -> Samples:
    """A hadouken that fades out."""
    puff = band(hiss(0.4, 28), 300, 2400) * swell(0.4, 0.15)
    return finished(puff, 0.07, 4000)


def empty() -> Samples:
    """A hadouken without energy: a breath that comes to nothing."""
    sigh = band(hiss(0.35, 70), 250, 1400) * swell(0.35, 0.2)
    droop = tone(glide(240, 130, 0.3), 0.3, (1, 0.2)) * swell(0.3, 0.2) * 0.3
    return finished(mix((0, sigh), (0, droop)), 0.1, 4000)


def knock(variant: int) -> Samples:
    """Something is knocked over and away; each variant another piece of wood."""
    pitch = (1.0, 1.22, 0.84)[variant % 3]
    body = sum((tone(f * pitch, 0.22) * struck(0.22, d) * a for f, d, a in _WOOD), start=np.zeros(round(0.22 * RATE)))
    return finished(echoed(body, 0.3, 0.15, 71 + variant), 0.15, 5000)


def thud() -> Samples:
    """Something heavy comes down on moss."""
    low = tone(glide(105, 48, 0.3, 0.6), 0.3, (1, 0.15)) * struck(0.3, 0.07)
    moss = band(hiss(0.14, 74), 200, 1200) * struck(0.14, 0.03) * 0.3
    return finished(mix((0, low), (0, moss)), 0.16, 4000)


def stomp() -> Samples:
    """A bounce off somebody's back: a springy hoot."""
    hoot = tone(glide(170, 400, 0.2, 0.6), 0.2, (1, 0.25, 0.1)) * swell(0.2, 0.15)
    pat = band(hiss(0.08, 75), 200, 1600) * struck(0.08, 0.02)
    return finished(mix((0, hoot), (0, pat)), 0.17, 4500)


def hurt() -> Samples:
    """The Huia is hit: a muffled squawk and a shower of feathers."""
    seconds = 0.32
    rough = 0.7 + 0.3 * np.sin(2 * np.pi * 55 * times(seconds))
    squawk = tone(glide(620, 330, seconds, 0.7), seconds, (1, 0.6, 0.45, 0.3, 0.2, 0.1)) * rough
    squawk = band(squawk, 250, 1500) * swell(seconds, 0.15)
    feathers = band(hiss(0.4, 29), 900, 3200) * swell(0.4, 0.2) * 0.3
    thump = tone(glide(140, 60, 0.18), 0.18) * struck(0.18, 0.05)
    return finished(mix((0, squawk), (0.03, feathers), (0, thump)), 0.22, 4500)


def pickup(variant: int) -> Samples:
    """A berry: two plucked notes, higher with each variant."""
    root = 587.33 * 2 ** (_PENTATONIC[variant % len(_PENTATONIC)] / 12)
    notes = mix((0, pluck(root, 0.45)), (0.075, pluck(root * 1.5, 0.5)))
    return finished(echoed(notes, 0.5, 0.2, 31), 0.15, 6500)


def flourish() -> Samples:
    """A move was recognised: three flute notes upwards."""
    notes = [(n * 0.09, flute(587.33 * 2 ** (step / 12), 0.22)) for n, step in enumerate((0, 3, 7))]
    return finished(echoed(mix(*notes), 0.6, 0.25, 32), 0.13, 5500)


def passed() -> Samples:
    """Something was cleared: a breath of air."""
    return finished(band(hiss(0.22, 33), 500, 2200) * swell(0.22, 0.4), 0.05, 4000)


def over() -> Samples:
    """The run has ended: a flute sinks to rest."""
    notes = [(n * 0.26, flute(440 * 2 ** (step / 12), 0.5 + 0.2 * n)) for n, step in enumerate((3, 0, -4, -9))]
    return finished(echoed(mix(*notes), 1.4, 0.4, 34), 0.17, 5000)


def start() -> Samples:
    """A run begins: a rising fifth and the bird's answer."""
    rise = mix((0, flute(293.66, 0.3)), (0.16, flute(440, 0.5)), (0.32, flute(587.33, 0.7)))
    return finished(echoed(rise, 1.0, 0.3, 35), 0.17, 5500)


def best() -> Samples:
    """A new best: plucked notes climb."""
    notes = [(n * 0.085, pluck(587.33 * 2 ** (step / 12), 0.6)) for n, step in enumerate((0, 3, 5, 7, 10, 12))]
    return finished(echoed(mix(*notes), 1.0, 0.3, 36), 0.17, 6500)


def blip() -> Samples:
    """The choice moves."""
    return finished(pluck(440, 0.12), 0.09, 5000)


def chosen() -> Samples:
    """Something was chosen."""
    return finished(mix((0, pluck(440, 0.2)), (0.06, pluck(659.26, 0.3))), 0.11, 5500)


def back() -> Samples:
    """A step back."""
    return finished(mix((0, pluck(440, 0.2)), (0.06, pluck(329.63, 0.25))), 0.1, 5000)


def count() -> Samples:
    """One second of a countdown: a wood block."""
    return finished(tone(523.25, 0.16, (1, 0, 0.12)) * struck(0.16, 0.035), 0.12, 5000)


def go() -> Samples:
    """The countdown's end."""
    return finished(echoed(tone(784, 0.4, (1, 0.1, 0.12)) * struck(0.4, 0.1), 0.5, 0.2, 37), 0.14, 5500)


def shutter() -> Samples:
    """A camera's shutter: two clicks."""
    click = band(hiss(0.05, 38), 700, 3800) * struck(0.05, 0.009, 0.001)
    clack = band(hiss(0.07, 39), 350, 2400) * struck(0.07, 0.016, 0.001)
    return finished(mix((0, click), (0.075, clack)), 0.13, 6000)


def call(variant: int) -> Samples:
    """The huia's whistle, after the imitation recorded in 1949: high and flute-like, in descending pairs."""
    top = (2050.0, 1900.0, 2200.0)[variant % 3]
    pairs = (2, 3, 1)[variant % 3]
    notes: list[tuple[float, Signal]] = []
    for n in range(pairs):
        high = top * 0.97**n
        notes.append((n * 0.74, whistle(high, high * 0.93, 0.27, 40 + n)))
        notes.append((n * 0.74 + 0.31, whistle(high * 0.81, high * 0.74, 0.33, 50 + n)))
    return finished(echoed(mix(*notes), 1.3, 0.4, 60 + variant), 0.11, 6000)


def pluck(hertz: float, seconds: float) -> Signal:
    """A thumb piano's note: partials fade the faster the higher they are."""
    out = np.zeros(round(seconds * RATE))
    for order, strength in enumerate(KALIMBA, 1):
        out += strength * tone(hertz * order * (1 + 0.0007 * order), seconds) * struck(seconds, 0.3 * seconds / order)
    return out


def flute(hertz: float, seconds: float) -> Signal:
    """A wooden flute's note, with breath and a vibrato that comes late."""
    t = times(seconds)
    vibrato = 1 + 0.004 * np.sin(2 * np.pi * 5 * t) * np.minimum(1, t / 0.3)
    breath = band(hiss(seconds, int(hertz)), hertz * 0.9, hertz * 2.2) * 0.05
    return (tone(hertz * vibrato, seconds, FLUTE) + breath) * _blown(seconds, 0.05, 0.5)


def whistle(start: float, end: float, seconds: float, seed: int) -> Signal:
    """A bird's clear note, sinking a little."""
    t = times(seconds)
    pitch = glide(start, end, seconds, 1.5) * (1 + 0.006 * np.sin(2 * np.pi * 11 * t))
    breath = band(hiss(seconds, seed), start * 0.85, start * 1.3) * 0.05
    return (tone(pitch, seconds, (1, 0.06, 0.015)) + breath) * _blown(seconds, 0.035, 0.45)


def _blown(seconds: float, attack_s: float, release: float) -> Signal:
    t = times(seconds)
    left = (seconds - t) / (seconds * release)
    return np.sin(np.clip(t / attack_s, 0, 1) * np.pi / 2) ** 2 * np.sin(np.clip(left, 0, 1) * np.pi / 2) ** 1.5


def _grains(seconds: float, many: int, seed: int) -> Signal:
    """Many tiny clicks, thinning out."""
    rng = np.random.default_rng(seed)
    out = np.zeros(round(seconds * RATE))
    for at in np.sort(rng.random(many) ** 1.6) * (seconds - 0.03):
        grain = rng.standard_normal(round(0.02 * RATE)) * struck(0.02, 0.004, 0.0005) * rng.uniform(0.3, 1.0)
        begin = round(at * RATE)
        out[begin : begin + grain.size] += grain
    return out


_WOOD: Final = ((210.0, 0.06, 0.8), (480.0, 0.035, 0.5), (860.0, 0.02, 0.3), (1330.0, 0.012, 0.15))
"""Modes of a log: frequency, decay in seconds, strength."""
_PENTATONIC: Final = (0, 3, 5, 7, 10)

SOUNDS: Final[Mapping[str, Callable[[], Samples]]] = MappingProxyType(
    {
        "blip": blip,
        "chosen": chosen,
        "back": back,
        "start": start,
        "jump": jump,
        "flap": flap,
        "land": land,
        **{f"footstep {n}": partial(footstep, n) for n in range(4)},
        "charge": charge,
        "fire": fire,
        "impact": impact,
        "fizzle": fizzle,
        "empty": empty,
        **{f"knock {n}": partial(knock, n) for n in range(3)},
        "thud": thud,
        "stomp": stomp,
        "hurt": hurt,
        **{f"pickup {n}": partial(pickup, n) for n in range(5)},
        "flourish": flourish,
        "passed": passed,
        "over": over,
        "best": best,
        "count": count,
        "go": go,
        "shutter": shutter,
        **{f"call {n}": partial(call, n) for n in range(3)},
    }
)
"""Name → maker, in the order in which a game needs them."""
