"""Sessions of virtual players as hard as real ones: other light, seat, camera and sharpness in each, glasses that
shine, lids that fall, targets that eyes have not reached yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from game.vision.frame import Image
from game.vision.virtual.desk import Desk, Looker, joined, natural, random_desk, random_pose

Array = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]
SIZES: Final = ((320, 240), (640, 480), (640, 480), (640, 360), (1280, 720))
LATE: Final = 0.06
"""Share of looks that are still at the target before, or somewhere else on the screen."""
EXPOSED: Final = 0.4
"""Mean brightness of the picture's middle that a webcam aims at; `gain` is how far it misses it."""
DULL: Final = 0.4
LABEL: Final = 0.02
"""Spread of where somebody looks around a target, in screens."""


@dataclass(frozen=True, slots=True)
class Look:
    """One picture, BGR, with where its player should have looked (0..1 each)."""

    image: Image
    person: int
    session: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Weather:
    """What a session does to its pictures. aside, above: how much darker the other side, the lower part is, 0..1;
    gain, gamma: of the light; noise: of the sensor in greys; soft_px: at 640 pixels of width; quality: JPEG's;
    shine: glasses reflect this much; falls: lids fall by this much for somebody who looks down."""

    aside: float
    above: float
    gain: float
    gamma: float
    noise: float
    soft_px: float
    moved_px: float
    quality: int
    shine: float
    falls: float


def random_weather(rng: np.random.Generator) -> Weather:
    """Any room at any hour."""
    return Weather(
        aside=float(rng.uniform(-0.75, 0.75)),
        above=float(rng.uniform(-0.1, 0.5)),
        gain=float(np.exp(rng.uniform(np.log(0.4), np.log(1.4)))),
        gamma=float(rng.uniform(0.7, 1.5)),
        noise=float(rng.uniform(1.0, 9.0)),
        soft_px=float(rng.uniform(0.2, 1.3)),
        moved_px=float(rng.choice([0.0, 0.0, 3.0, 6.0])),
        quality=int(rng.integers(25, 95)),
        shine=float(rng.uniform(0.0, 1.0)),
        falls=float(rng.uniform(0.0, 0.35)),
    )


def sessions(person: int, count: int, looks: int, seed: int = 0) -> Iterator[Look]:
    """All looks of one player, `count` sessions of `looks` targets each, at the same screen and camera.

    Every second player wears glasses.
    """
    mine = np.random.default_rng([person, seed, 7])
    desk = random_desk(mine)
    for session in range(count):
        rng = np.random.default_rng([person, seed, session])
        yield from _session(person, session, looks, _reseated(desk, rng), random_weather(rng), rng)


def _reseated(desk: Desk, rng: np.random.Generator) -> Desk:
    """The same desk, with a chair elsewhere."""
    away, over = desk.away_m * float(np.exp(rng.normal(0, 0.13))), desk.over_m + float(rng.normal(0, 0.03))
    return replace(desk, away_m=float(np.clip(away, 0.38, 0.9)), over_m=over)


def _session(
    person: int, session: int, looks: int, desk: Desk, weather: Weather, rng: np.random.Generator
) -> Iterator[Look]:
    size = SIZES[int(rng.integers(len(SIZES)))]
    glasses = person % 2 == 1
    looker = Looker(person, desk, size, room=1000 * person + session, glasses=glasses, noise=1.0)
    held = random_pose(rng, 0.15, 0.05)
    turn_rad, move_m, share = float(rng.uniform(0.02, 0.2)), float(rng.uniform(0.005, 0.05)), float(rng.uniform(0, 0.7))
    before = (0.5, 0.5)
    for number in range(looks):
        x, y = (float(v) for v in rng.uniform(0, 1, 2))
        pose = joined(joined(natural(desk, x, y, share), held), random_pose(rng, turn_rad, move_m))
        at = before if rng.random() < LATE else tuple(np.array((x, y)) + rng.normal(0, LABEL, 2))
        blink = weather.falls * max(0.0, at[1] - 0.2) + (float(rng.uniform(0, 0.2)) if rng.random() < 0.2 else 0.0)
        image = looker.frame(float(at[0]), float(at[1]), pose, blink, number)
        shine = looker.eyes_at(pose) if glasses and weather.shine > DULL else None
        yield Look(spoilt(image, weather, shine, rng), person, session, x, y)
        before = (x, y)


def spoilt(image: Image, weather: Weather, shine: Array | None, rng: np.random.Generator) -> Image:
    """The picture as a bad webcam gives it in this weather. shine: where two bright windows are seen on glasses."""
    tall, wide = image.shape[:2]
    scale = wide / 640
    x, y = np.linspace(-1, 1, wide, dtype=np.float32)[None], np.linspace(-1, 1, tall, dtype=np.float32)[:, None]
    light = 1.0 - abs(weather.aside) / (1.0 + np.exp(12.0 * np.sign(weather.aside) * x))
    light = light * (1.0 - weather.above / (1.0 + np.exp(-4.0 * y)))
    lit = (image * np.float32(1 / 255) * light[..., None]) ** np.float32(weather.gamma)
    middle = lit[tall // 4 : -tall // 4, wide // 4 : -wide // 4].mean()
    lit *= np.float32(255.0 * weather.gain * EXPOSED / max(float(middle), 0.02))
    if shine is not None:
        lit = _shone(lit, shine, weather.shine, scale, rng)
    lit = cv2.GaussianBlur(lit, (0, 0), weather.soft_px * scale)
    length = round(weather.moved_px * scale * rng.random())
    if length > 1:
        lit = cv2.filter2D(lit, -1, _smear(length, float(rng.uniform(0, np.pi))))
    grain = rng.standard_normal((tall, wide, 1), np.float32) + 0.4 * rng.standard_normal(lit.shape, np.float32)
    grey = np.clip(lit + np.float32(weather.noise) * grain, 0, 255).astype(np.uint8)
    packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, weather.quality])[1]
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


def _shone(lit: Floats, eyes: Array, strength: float, scale: float, rng: np.random.Generator) -> Floats:
    """A bright patch on each glass, beside the pupil or over it."""
    apart = float(np.hypot(*(eyes[1] - eyes[0])))
    patch = np.zeros(lit.shape[:2], np.float32)
    shift = rng.normal(0, 0.14, 2) * apart
    for eye in eyes:
        half = apart * np.array((0.06, 0.035))
        a, b = (eye + shift - half).astype(int), (eye + shift + half).astype(int)
        cv2.rectangle(patch, a.tolist(), b.tolist(), 1.0, -1)
    patch = cv2.GaussianBlur(patch, (0, 0), 1.5 * scale)[..., None] * np.float32(strength)
    return np.asarray(lit * (1 - patch) + 235.0 * patch, np.float32)


def _smear(length: int, angle: float) -> Floats:
    """A camera that moved along a line while it looked."""
    kernel = np.zeros((2 * length + 1, 2 * length + 1), np.float32)
    for k in np.linspace(-length / 2, length / 2, 4 * length):
        kernel[round(length + k * np.sin(angle)), round(length + k * np.cos(angle))] = 1.0
    return np.asarray(kernel / kernel.sum(), np.float32)
