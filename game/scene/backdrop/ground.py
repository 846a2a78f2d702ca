"""The mossy floor: a plan of the path, already projected row by row, that scrolls with true perspective.

Each screen row is a stretch of the ground at one distance, so each row has its own scale and its own speed. The
texture below holds every row at its own scale, repeated often enough that one copied slice fills the picture.
"""

from __future__ import annotations

import cv2
import numpy as np

from game.scene.backdrop.paint import FAR, MIST, MOSS, MOSS_LIT, SOIL, ZENITH, Floats, Pixels, mix, noise, opaque, smooth

PERIOD_PX = 2304  # how far the path runs, in pixels at the feet, before the moss repeats
_PLAN = 2048  # texels of the plan along one period


def paint_ground(width: int, depth_px: int, height: int) -> Pixels:
    """RGBX rows (height, widest period + width, 4); row r lies r + 1 px below the horizon, the feet depth_px below it.

    Row r repeats every round(PERIOD_PX * (r + 1) / depth_px) columns.
    """
    below = np.arange(height) + 1.0
    factor = below / depth_px
    periods = row_periods(depth_px, height)
    broad, fine, grain = noise(_PLAN, _PLAN, 41, 1.5), noise(_PLAN, _PLAN, 42, 0.7), noise(_PLAN, _PLAN, 43, 0.25)
    widest = int(periods[-1]) + width
    columns = np.arange(widest)[None] % periods[:, None] / periods[:, None]
    map_x = (columns * _PLAN).astype(np.float32)
    # distance away runs as 1 / rows below the horizon; one plan texel is as long as it is wide at the feet
    away = depth_px / below * 2.4 * _PLAN / 6
    map_y = np.repeat((away % _PLAN)[:, None], widest, 1).astype(np.float32)

    def seen(plan: Floats) -> Floats:
        # far rows skip texels: blur the plan's rows away by reading a smaller plan for them
        small = cv2.resize(plan, (_PLAN // 4, _PLAN // 4), interpolation=cv2.INTER_AREA)
        sharp = cv2.remap(plan, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
        soft = cv2.remap(small, map_x / 4, map_y / 4, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
        return mix(soft, sharp, smooth(0.15, 0.6, factor)[:, None])

    clumps = 0.55 * seen(broad) + 0.45 * seen(fine)
    speck = seen(grain)
    colour = mix(SOIL, MOSS * 0.9, smooth(0.34, 0.6, clumps)[..., None])
    colour = mix(colour, MOSS_LIT, (smooth(0.50, 0.68, clumps) * smooth(0.35, 0.65, speck) * 0.45)[..., None])
    colour = colour * (0.80 + 0.40 * speck[..., None])
    t = (below / height)[:, None, None]
    colour = mix(colour, mix(MIST, FAR, 0.30), np.exp(-t * 7) * 0.95)
    colour = colour * mix(1.0, 0.42, smooth(0.15, 1.0, t)) + ZENITH * 0.10 * smooth(0.3, 1, t)
    rgb = opaque(np.asarray(colour, np.float32))
    return np.concatenate([rgb, np.full((*rgb.shape[:2], 1), 255, np.uint8)], 2)


def row_periods(depth_px: int, height: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Columns after which each row repeats, (height,)."""
    return np.maximum(8, np.rint(PERIOD_PX * (np.arange(height) + 1.0) / depth_px)).astype(np.int64)
