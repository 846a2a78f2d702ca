"""Three skies (dusk, night, dawn), the moon, and its rays through the mist."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from game.scene.backdrop.paint import (
    GLOW,
    LOW,
    MIDDLE,
    MIST,
    MOON,
    ROSE,
    UPPER,
    ZENITH,
    Floats,
    Pixels,
    grid,
    hexc,
    mix,
    noise,
    opaque,
    rows,
    smooth,
)

LIGHT_X = 880 / 1280  # place of the glow, as a fraction of the width
LIGHT_ABOVE_PX = 246.0  # height of the moon at dusk above the horizon
MOON_RADIUS_PX = 46.0
MOON_REACH_PX = 210  # half the moon picture's side: disc and halo


@dataclass(frozen=True, slots=True, eq=False)
class Hour:
    """The colours of one sky. stops: (fraction of the way from zenith to horizon, colour)."""

    name: str
    stops: tuple[tuple[float, Floats], ...]
    glow: Floats
    glow_px: float
    glow_most: float
    rose: Floats
    rose_most: float
    cloud: Floats
    cloud_most: float
    stars: int
    star_light: float
    seed: int
    sun: bool = False


_DUSK_LOW = mix(LOW, GLOW, 0.65)
HOURS = (
    Hour(
        "dusk",
        ((0.0, ZENITH), (0.30, UPPER), (0.60, MIDDLE), (0.83, LOW), (1.0, _DUSK_LOW)),
        GLOW, 230, 0.66, ROSE, 0.50, mix(GLOW, hexc("#e79a7a"), 0.45), 0.50, 190, 0.9, 5,
    ),
    Hour(
        "night",
        ((0.0, hexc("#071130")), (0.32, hexc("#102a58")), (0.62, hexc("#1f5478")), (0.86, hexc("#4c8ba0")),
         (1.0, hexc("#86bab4"))),
        hexc("#bfe6da"), 260, 0.22, hexc("#3f8f9a"), 0.20, hexc("#16304d"), 0.55, 620, 1.0, 6,
    ),
    Hour(
        "dawn",
        ((0.0, hexc("#1d3566")), (0.30, hexc("#45649a")), (0.58, hexc("#9d8fae")), (0.80, hexc("#eeb39a")),
         (1.0, hexc("#ffdca6"))),
        hexc("#fff0c4"), 330, 0.80, hexc("#f59c86"), 0.55, hexc("#f7b49c"), 0.62, 60, 0.55, 7, True,
    ),
)  # fmt: skip


def paint_sky(hour: Hour, width: int, horizon: int, height: int) -> Pixels:
    """One sky, uint8 RGB (height, width, 3), its horizon at row `horizon`."""
    half_w, half_h = (width + 1) // 2, (height + 1) // 2
    y, x = (field * 2 for field in grid(half_h, half_w))  # soft structures at half size, stars and grain at full size
    light_x, light_y = width * LIGHT_X, horizon - LIGHT_ABOVE_PX
    stops = [(at * horizon / 2, colour) for at, colour in hour.stops]
    colour = np.repeat(rows(stops, half_h), half_w, 1)
    far = np.hypot((x - light_x) / 1.25, y - light_y - 70)
    band = np.exp(-(((y - horizon + 40) / 105) ** 2))
    colour = mix(colour, hour.rose, (band * hour.rose_most)[..., None])
    colour = mix(colour, hour.glow, (np.exp(-((far / hour.glow_px) ** 2)) * hour.glow_most)[..., None])
    streaks = smooth(0.5, 0.8, noise(half_h, half_w, hour.seed * 3, 2.1, 2.6))
    streaks = streaks * np.exp(-(((y - horizon + 246) / 130) ** 2))
    tint = mix(hour.stops[1][1] * 0.9, hour.cloud, np.exp(-far / 330)[..., None])
    colour = mix(colour, tint, (streaks * hour.cloud_most)[..., None])
    if hour.sun:
        disc = np.hypot(x - light_x, y - horizon + 104)
        colour = colour + (np.exp(-((disc / 60) ** 1.2)) * 0.6)[..., None] * np.array([120, 90, 50], np.float32)
        colour = mix(colour, hexc("#fffbe6"), smooth(36, 33, disc)[..., None])
    large = np.asarray(cv2.resize(colour, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    clear = np.asarray(cv2.resize(1 - streaks, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    stars = _stars(hour, width, horizon, height) * clear
    return opaque(large + stars[..., None] * np.array([210, 230, 255], np.float32))


def _stars(hour: Hour, width: int, horizon: int, height: int) -> Floats:
    """Star light 0..1; at deep night many stars along a slanted milky way."""
    rng = np.random.default_rng(hour.seed)
    field = np.zeros((height, width), np.float32)
    for i in range(round(hour.stars * width / 1280)):
        px, py = rng.random() * width, rng.random() ** 1.6 * (horizon - 130)
        if i % 2 and hour.stars > 300:  # the milky way
            py = (0.55 - 0.45 * px / width + 0.09 * rng.normal()) * (horizon - 130)
        radius, light = 0.45 + rng.random() ** 5 * 1.3, 0.25 + 0.75 * rng.random() ** 2
        cv2.circle(field, (int(px * 16), int(py * 16)), int(radius * 16), light, -1, cv2.LINE_AA, 4)
    y, x = grid(height, width)
    lights: Floats = np.asarray(cv2.GaussianBlur(field, (0, 0), 0.6), np.float32)
    if hour.stars > 300:
        along = y - (0.55 - 0.45 * x / width) * (horizon - 130)
        cloudy = np.asarray(cv2.resize(noise(height // 2, (width + 1) // 2, 44, 1.9), (width, height)), np.float32)
        lights = lights + 0.20 * np.exp(-((along / 55) ** 2)) * smooth(0.35, 0.75, cloudy)
    return np.asarray(lights * hour.star_light * smooth(horizon - 110, 60, y), np.float32)


def paint_moon() -> Pixels:
    """Disc and halo, premultiplied RGBA, side 2 * MOON_REACH_PX, centred."""
    side = 2 * MOON_REACH_PX
    y, x = grid(side, side)
    far = np.hypot(x - MOON_REACH_PX + 0.5, y - MOON_REACH_PX + 0.5)
    fade = smooth(MOON_REACH_PX, MOON_REACH_PX * 0.45, far)
    halo = (np.exp(-((far / 85) ** 1.1)) * 0.55 + np.exp(-((far / 40) ** 2)) * 0.25) * fade
    disc = smooth(MOON_RADIUS_PX + 0.8, MOON_RADIUS_PX - 0.8, far)
    maria = smooth(0.5, 0.72, noise(side, side, 11, 2.0))[..., None]
    face = MOON * (1 - 0.13 * maria) * (1 - 0.06 * np.minimum(far / MOON_RADIUS_PX, 1)[..., None] ** 3)
    alpha = np.maximum(disc, halo * 0.9)
    colour = mix(mix(MOON, GLOW, 0.35), face, disc[..., None])
    light = np.clip(colour, 0, 255) * alpha[..., None]
    # The halo adds more light than it covers: its alpha stays below its colour.
    cover = np.maximum(disc, halo * 0.9)
    return np.concatenate([light, cover[..., None] * 255], 2).astype(np.uint8)


def paint_rays(width: int, horizon: int) -> Pixels:
    """Rays of light from above the moon down to the moss, additive RGB, full width, `horizon` + 130 rows."""
    height = horizon + 130
    y, x = (field * 2 for field in grid((height + 1) // 2, (width + 1) // 2))
    light_x, light_y = width * LIGHT_X, horizon - LIGHT_ABOVE_PX
    angle = np.arctan2(y - light_y + 120, x - light_x)
    far = np.hypot(x - light_x, y - light_y + 120)
    spectrum = np.fft.rfft(np.random.default_rng(6).normal(size=1024)) / np.maximum(np.arange(513), 5) ** 1.05
    comb = np.fft.irfft(spectrum, 1024)
    comb = (comb - comb.mean()) / comb.std()
    shafts = smooth(-0.2, 2.2, np.interp((angle / (2 * np.pi)) % 1 * 1024, np.arange(1024), comb))
    light = shafts * np.exp(-far / 420) * smooth(60, 240, far) * 0.52 * smooth(horizon + 125, horizon - 80, y)
    pool = np.exp(-(((x - light_x + 70) / 300) ** 2) - ((y - horizon - 74) / 30) ** 2) * 0.20
    light = light + pool * smooth(horizon + 128, horizon + 90, y)
    light = np.asarray(cv2.GaussianBlur(light.astype(np.float32), (0, 0), 2.2), np.float32)
    colour = cv2.resize(light, (width, height), interpolation=cv2.INTER_LINEAR)[..., None] * mix(GLOW, MIST, 0.15)
    return np.clip(colour, 0, 255).astype(np.uint8)
