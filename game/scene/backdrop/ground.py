"""The mossy ground: a top view of the path, projected row by row in advance, that scrolls in true perspective.

Each screen row shows the ground at one distance, so each row has its own scale and speed. The texture holds every row
at its scale, repeated often enough for one copied slice to fill the picture's width.
"""

from __future__ import annotations

import math

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
    UPPER,
    ZENITH,
    Floats,
    Numbers,
    Pixels,
    mix,
    noise,
    opaque,
    smooth,
)
from game.world.fords import AT, HALF

_ARM_HALF = HALF / (1 + 0.25 * math.sin(9.0))  # mean half width of the creek's arm; at the feet it is HALF
_PLAN = 2048  # texels of the top view along one period


def paint_ground(width: int, period_px: int, depth_px: int, height: int) -> Pixels:
    """RGBX rows (height, widest period + width, 4); row r lies r + 1 px below the horizon, the feet depth_px below it.

    Row r repeats every round(period_px * (r + 1) / depth_px) columns.
    """
    below = np.arange(height) + 1.0
    factor = below / depth_px
    periods = row_periods(period_px, depth_px, height)
    # Depth is foreshortened, so noise stretched in depth looks like round cushions instead of streaks.
    broad = _enlarged(noise(_PLAN // 4, _PLAN // 4, 41, 1.9, 1, 2.2))
    fine = _enlarged(noise(_PLAN // 2, _PLAN // 2, 42, 1.0, 1, 3.0))
    grain = _grain(43)
    pools = _enlarged(noise(_PLAN // 8, _PLAN // 8, 45, 1.6, 1.0, 1.4))
    ripples = _enlarged(noise(_PLAN // 2, _PLAN // 2, 44, 1.2, 9.0, 2.0))
    relief = fine - np.roll(fine, (5, -2), (0, 1))  # light comes from behind and from the right
    widest = int(periods[-1]) + width
    columns = np.arange(widest)[None] % periods[:, None] / periods[:, None]
    map_x = (columns * _PLAN).astype(np.float32)
    # Distance is proportional to 1 / rows below the horizon; at the feet a texel is as long as it is wide.
    away = depth_px / below * 1.0 * _PLAN / 6
    map_y = np.repeat((away % _PLAN)[:, None], widest, 1).astype(np.float32)

    def seen(plan: Floats) -> Floats:
        # Far rows skip texels, so they read a smaller, blurred version.
        small = cv2.resize(plan, (_PLAN // 4, _PLAN // 4), interpolation=cv2.INTER_AREA)
        sharp = cv2.remap(plan, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
        soft = cv2.remap(small, map_x / 4, map_y / 4, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
        return mix(np.asarray(soft, np.float32), np.asarray(sharp, np.float32), smooth(0.15, 0.6, factor)[:, None])

    clumps = 0.6 * seen(broad) + 0.4 * seen(fine)
    speck, light = seen(grain), seen(relief)
    colour = _moss(clumps, speck, light)
    # light falls through the canopy in pools
    dapple = smooth(0.56, 0.72, seen(pools)) * smooth(0.40, 0.9, factor)[:, None]
    colour = mix(colour, colour * 1.55 + MOSS_LIT * 0.14, (dapple * (0.45 + 0.55 * speck))[..., None])
    # The path: leaf litter on the moss, with ragged edges.
    ragged = (below[:, None] - depth_px - 4) / 30 + (seen(broad) - 0.5) * 2.4
    worn = np.exp(-(ragged**2)) * (0.35 + 0.5 * speck)
    colour = mix(colour, mix(DEAD_FROND, MOSS_LIT, 0.25) * (0.55 + 0.75 * speck[..., None]), (worn * 0.62)[..., None])
    # A creek behind the path that crosses it at the ford and mirrors the low sky between mossy banks.
    off = -depth_of_water(columns, factor[:, None]) / 0.014 + (seen(fine) - 0.5) * 2.2
    water = smooth(0.6, -0.6, off)
    ripple = seen(ripples)
    # Pebbles lie on washed banks, most of them at the ford.
    washed = smooth(2.6, 0.6, np.abs(off - 0.6)) * smooth(0.55, 0.95, factor)[:, None]
    stone = washed * smooth(0.56, 0.66, seen(fine) * 0.5 + speck * 0.5)
    mirror = _mirrored(factor, ripple)
    colour = mix(colour, SOIL * 0.8, (smooth(2.2, 0.2, off) * 0.7)[..., None])
    grey = mix(FAR * 0.7, LOW * 0.9, smooth(-0.05, 0.12, light + speck - 0.5)[..., None])
    colour = mix(colour, grey, (stone * 0.8)[..., None])
    t = (below / depth_px)[:, None, None]
    colour = mix(colour, mix(MIST, FAR, 0.22), np.exp(-((t / 0.30) ** 1.5)) * 0.96)
    shade = mix(0.92, 0.40, smooth(0.55, 1.75, t))
    colour = colour * shade + ZENITH * 0.10 * smooth(0.5, 1.6, t)
    mirror = mix(mirror, mix(MIST, FAR, 0.22), np.exp(-((t / 0.30) ** 1.5)) * 0.96) * mix(0.95, shade, 0.35)
    colour = mix(colour, mirror, (water * 0.88)[..., None])
    rgb = opaque(np.asarray(colour, np.float32))
    return np.concatenate([rgb, np.full((*rgb.shape[:2], 1), 255, np.uint8)], 2)


def _moss(clumps: Floats, speck: Floats, light: Floats) -> Floats:
    """Moss on soil, (rows, columns, 3)."""
    colour = mix(mix(SOIL, MOSS, 0.25), MOSS, smooth(0.34, 0.60, clumps)[..., None])
    colour = mix(colour, MOSS_LIT, (smooth(0.48, 0.70, clumps) * smooth(0.35, 0.65, speck) * 0.42)[..., None])
    return np.asarray(colour * (0.86 + 0.28 * speck[..., None]) * (1 + 1.1 * light[..., None]), np.float32)


def _mirrored(factor: Numbers, ripple: Floats) -> Floats:
    """What water shows: far away the glow over the hills, at the feet the sky overhead."""
    steep = smooth(0.6, 1.5, factor)[:, None, None]
    deep = mix(mix(MIDDLE, FAR, 0.5), mix(UPPER, MIDDLE, 0.55), steep)
    shine = mix(mix(LOW, GLOW, 0.35), mix(MIDDLE, LOW, 0.75), steep)
    return mix(deep, shine, smooth(0.35, 0.75, ripple)[..., None])


def depth_of_water(around: Numbers, factor: Numbers) -> Floats:
    """How far inside the creek a point of the ground is, in parallax factors, without ripples; below 0 it is dry.

    around: column divided by the row's period, any number. factor: of the row. The creek runs behind the path, and
    once in a period an arm of it crosses.
    """
    around, factor = np.asarray(around, np.float32), np.asarray(factor, np.float32)
    turn = around * np.float32(2 * np.pi)
    middle = 0.615 + 0.060 * np.sin(3 * turn + 0.6) + 0.035 * np.sin(7 * turn + 2.0)
    wide = 0.046 + 0.024 * np.sin(4 * turn + 1.0) + 0.012 * np.sin(11 * turn)
    along = wide - np.abs(factor - middle)
    off = (around - AT - 0.016 * np.sin((factor - 1) * 5.0) + 0.5) % 1 - 0.5
    # Factor 1.6: a fraction of a period is wider than the same fraction of the depth.
    across = (_ARM_HALF * (1 + 0.25 * np.sin(factor * 9.0)) - np.abs(off)) * 1.6
    across = np.where(factor > middle, across, -1.0)  # only in front of the creek's middle
    return np.asarray(np.maximum(along, across), np.float32)


def _enlarged(plan: Floats) -> Floats:
    """A top view at full size; soft structures are computed at lower resolution."""
    return np.asarray(cv2.resize(plan, (_PLAN, _PLAN), interpolation=cv2.INTER_LINEAR), np.float32)


def _grain(seed: int) -> Floats:
    """Fine grain in 0..1, longer in depth than across; cheaper than a full-size FFT."""
    white = np.random.default_rng(seed).random((_PLAN, _PLAN), np.float32)
    soft = np.asarray(cv2.GaussianBlur(white, (0, 0), 0.7, sigmaY=2.2), np.float32)
    return np.asarray(np.clip((soft - 0.5) / soft.std() * 0.2 + 0.5, 0, 1), np.float32)


def row_periods(period_px: int, depth_px: int, height: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Columns after which each row repeats, (height,)."""
    return np.maximum(8, np.rint(period_px * (np.arange(height) + 1.0) / depth_px)).astype(np.int64)
