"""The mossy floor: a plan of the path, already projected row by row, that scrolls with true perspective.

Each screen row is a stretch of the ground at one distance, so each row has its own scale and its own speed. The
texture below holds every row at its own scale, repeated often enough that one copied slice fills the picture.
"""

from __future__ import annotations

import cv2
import numpy as np

from game.scene.backdrop.paint import (
    DEAD_FROND,
    FAR,
    GLOW,
    LOW,
    MIDDLE,
    MIST,
    MOSS,
    MOSS_LIT,
    SOIL,
    ZENITH,
    Floats,
    Pixels,
    mix,
    noise,
    opaque,
    smooth,
)

PERIOD_PX = 2304  # how far the path runs, in pixels at the feet, before the moss repeats
_PLAN = 2048  # texels of the plan along one period


def paint_ground(width: int, depth_px: int, height: int) -> Pixels:
    """RGBX rows (height, widest period + width, 4); row r lies r + 1 px below the horizon, the feet depth_px below it.

    Row r repeats every round(PERIOD_PX * (r + 1) / depth_px) columns.
    """
    below = np.arange(height) + 1.0
    factor = below / depth_px
    periods = row_periods(depth_px, height)
    # the eye sees depth foreshortened: noise drawn out that way reads as round cushions, not as streaks
    broad = _enlarged(noise(_PLAN // 4, _PLAN // 4, 41, 1.9, 1, 2.2))
    fine = _enlarged(noise(_PLAN // 2, _PLAN // 2, 42, 1.0, 1, 3.0))
    grain = _grain(43)
    ripples = _enlarged(noise(_PLAN // 2, _PLAN // 2, 44, 1.2, 9.0, 2.0))
    relief = fine - np.roll(fine, (5, -2), (0, 1))  # the light comes from behind and from the right
    widest = int(periods[-1]) + width
    columns = np.arange(widest)[None] % periods[:, None] / periods[:, None]
    map_x = (columns * _PLAN).astype(np.float32)
    # distance away runs as 1 / rows below the horizon; one plan texel is as long as it is wide at the feet
    away = depth_px / below * 1.0 * _PLAN / 6
    map_y = np.repeat((away % _PLAN)[:, None], widest, 1).astype(np.float32)

    def seen(plan: Floats) -> Floats:
        # far rows skip texels: blur the plan's rows away by reading a smaller plan for them
        small = cv2.resize(plan, (_PLAN // 4, _PLAN // 4), interpolation=cv2.INTER_AREA)
        sharp = cv2.remap(plan, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
        soft = cv2.remap(small, map_x / 4, map_y / 4, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
        return mix(np.asarray(soft, np.float32), np.asarray(sharp, np.float32), smooth(0.15, 0.6, factor)[:, None])

    clumps = 0.6 * seen(broad) + 0.4 * seen(fine)
    speck, light = seen(grain), seen(relief)
    colour = mix(mix(SOIL, MOSS, 0.25), MOSS, smooth(0.34, 0.60, clumps)[..., None])
    colour = mix(colour, MOSS_LIT, (smooth(0.48, 0.70, clumps) * smooth(0.35, 0.65, speck) * 0.42)[..., None])
    colour = colour * (0.86 + 0.28 * speck[..., None]) * (1 + 1.1 * light[..., None])
    # the path: leaf litter worn into the moss, its edges ragged
    ragged = (below[:, None] - depth_px - 4) / 30 + (seen(broad) - 0.5) * 2.4
    worn = np.exp(-(ragged**2)) * (0.35 + 0.5 * speck)
    colour = mix(colour, mix(DEAD_FROND, MOSS_LIT, 0.25) * (0.55 + 0.75 * speck[..., None]), (worn * 0.62)[..., None])
    # a creek winds along behind the path, a mirror of the low sky between mossy banks
    around = columns * 2 * np.pi
    middle = 0.615 + 0.060 * np.sin(3 * around + 0.6) + 0.035 * np.sin(7 * around + 2.0)
    wide = 0.046 + 0.024 * np.sin(4 * around + 1.0) + 0.012 * np.sin(11 * around)
    off = (np.abs(factor[:, None] - middle) - wide) / 0.014 + (seen(fine) - 0.5) * 2.2
    water = smooth(0.6, -0.6, off)
    ripple = seen(ripples)
    mirror = mix(mix(MIDDLE, FAR, 0.5), mix(LOW, GLOW, 0.35), smooth(0.35, 0.75, ripple)[..., None])
    colour = mix(colour, SOIL * 0.8, (smooth(2.2, 0.2, off) * 0.7)[..., None])
    colour = mix(colour, mirror, (water * 0.85)[..., None])
    t = (below / depth_px)[:, None, None]
    colour = mix(colour, mix(MIST, FAR, 0.22), np.exp(-((t / 0.30) ** 1.5)) * 0.96)
    colour = colour * mix(0.92, 0.40, smooth(0.55, 1.75, t)) + ZENITH * 0.10 * smooth(0.5, 1.6, t)
    rgb = opaque(np.asarray(colour, np.float32))
    return np.concatenate([rgb, np.full((*rgb.shape[:2], 1), 255, np.uint8)], 2)


def _enlarged(plan: Floats) -> Floats:
    """A plan at full size; soft things need no more texels than they have waves."""
    return np.asarray(cv2.resize(plan, (_PLAN, _PLAN), interpolation=cv2.INTER_LINEAR), np.float32)


def _grain(seed: int) -> Floats:
    """Fine grain in 0..1, longer in depth than across, without the cost of a full-size FFT."""
    white = np.random.default_rng(seed).random((_PLAN, _PLAN), np.float32)
    soft = np.asarray(cv2.GaussianBlur(white, (0, 0), 0.7, sigmaY=2.2), np.float32)
    return np.asarray(np.clip((soft - 0.5) / soft.std() * 0.2 + 0.5, 0, 1), np.float32)


def row_periods(depth_px: int, height: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Columns after which each row repeats, (height,)."""
    return np.maximum(8, np.rint(PERIOD_PX * (np.arange(height) + 1.0) / depth_px)).astype(np.int64)
