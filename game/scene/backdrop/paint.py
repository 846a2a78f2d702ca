"""Painting tools: the palette, gradients, periodic noise, and conversion of float colours to premultiplied pixels.

Colours are float RGB in 0..255; results are uint8. Everything is deterministic: the caller passes the seed of every
random generator.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from game.curves import smoothsteps

Floats = npt.NDArray[np.floating[Any]]
Pixels = npt.NDArray[np.uint8]
Numbers = Floats | float


def hexc(code: str) -> Floats:
    """'#rrggbb' as a float colour."""
    return np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)], np.float32)


# the game's palette
ZENITH = hexc("#0a1a35")
UPPER = hexc("#143a5c")
MIDDLE = hexc("#2b6a80")
LOW = hexc("#86b0a8")
ROSE = hexc("#e8a587")
GLOW = hexc("#f9cfa0")
MOON = hexc("#fff6dc")
ALPS = hexc("#5f93a0")
HILLS = hexc("#3b7080")
FAR = hexc("#275868")
TREES = hexc("#153c4b")
NEAR = hexc("#0a2431")
FORE = hexc("#040d15")
MIST = hexc("#a9cfc4")
SOIL = hexc("#0b1f22")
MOSS = hexc("#2c5a3a")
MOSS_LIT = hexc("#8fb56a")
DEAD_FROND = hexc("#6d5a44")
TOADSTOOL = hexc("#4f8fe0")


def mix(a: Numbers, b: Numbers, t: Numbers) -> Floats:
    """From a (t 0) to b (t 1)."""
    start, end = np.asarray(a, np.float32), np.asarray(b, np.float32)
    return start + (end - start) * np.asarray(t, np.float32)


def smooth(start: Numbers, end: Numbers, x: Numbers) -> Floats:
    """0 at `start`, 1 at `end` (which may be the smaller one), with smooth ends."""
    low, high = np.asarray(start, np.float32), np.asarray(end, np.float32)
    return np.asarray(smoothsteps(np.asarray(x, np.float32), low, high), np.float32)


def noise(
    height: int, width: int, seed: int, beta: float = 2.0, stretch_x: float = 1.0, stretch_y: float = 1.0
) -> Floats:
    """Periodic 1/f noise in 0..1, shape (height, width). Larger beta: softer; stretch: longer along that axis."""
    rng = np.random.default_rng(seed)
    fy, fx = np.meshgrid(np.fft.fftfreq(height) * stretch_y, np.fft.rfftfreq(width) * stretch_x, indexing="ij")
    frequency = np.hypot(fx, fy)
    frequency[0, 0] = np.inf
    spectrum = (rng.normal(size=frequency.shape) + 1j * rng.normal(size=frequency.shape)) / frequency ** (
        beta / 2 + 0.5
    )
    field = np.fft.irfft2(spectrum, s=(height, width))
    field = (field - field.mean()) / field.std()
    return np.asarray(np.clip(field * 0.2 + 0.5, 0, 1), np.float32)


def ridge(width: int, seed: int, beta: float = 1.6, lowest: int = 1) -> Floats:
    """A periodic mountain outline in -1..1, shape (width,), without waves longer than width / lowest."""
    rng = np.random.default_rng(seed)
    frequency = np.fft.rfftfreq(width) * width
    amplitude = np.where(frequency < lowest, 0, 1 / np.maximum(frequency, 1) ** beta)
    line = np.fft.irfft((rng.normal(size=frequency.shape) + 1j * rng.normal(size=frequency.shape)) * amplitude, width)
    return np.asarray(line / np.abs(line).max(), np.float32)


def rows(stops: list[tuple[float, Floats]], height: int) -> Floats:
    """A vertical gradient through (row, colour) stops, shape (height, 1, 3)."""
    y = np.arange(height)
    at = [row for row, _ in stops]
    return np.stack([np.interp(y, at, [c[i] for _, c in stops]) for i in range(3)], 1).astype(np.float32)[:, None, :]


def grid(height: int, width: int) -> tuple[Floats, Floats]:
    """Row and column of every pixel, each float32 (height, width)."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return y, x


def blur(field: Floats, sigma: float, wrap: bool = True) -> Floats:
    """Gaussian blur that wraps around horizontally, so that a layer has no visible seam."""
    if not wrap:
        return np.asarray(cv2.GaussianBlur(field, (0, 0), sigma), np.float32)
    pad = int(3 * sigma) + 1
    wide = np.concatenate([field[:, -pad:], field, field[:, :pad]], 1)
    return np.asarray(cv2.GaussianBlur(wide, (0, 0), sigma)[:, pad:-pad], np.float32)


def _dithered(colour: Floats, seed: int = 1) -> Floats:
    """Noise of less than one level, which prevents banding of slow gradients."""
    grain = np.random.default_rng(seed).random(colour.shape[:2], np.float32)
    return np.asarray(colour + (grain[..., None] - 0.5) * 1.6, np.float32)


def opaque(colour: Floats) -> Pixels:
    """Float RGB as uint8 (h, w, 3)."""
    return np.clip(_dithered(colour), 0, 255).astype(np.uint8)


def premultiplied(colour: Floats, alpha: Floats) -> Pixels:
    """Float RGB and alpha 0..1 as premultiplied uint8 RGBA; colour never exceeds alpha."""
    cover = np.clip(alpha, 0, 1)[..., None]
    tinted = np.clip(_dithered(colour), 0, 255) * cover
    return np.concatenate([tinted, np.broadcast_to(cover * 255, (*cover.shape[:2], 1))], 2).astype(np.uint8)


def trimmed(pixels: Pixels) -> tuple[Pixels, int, int]:
    """A premultiplied picture trimmed to its content, and the columns and rows removed at the left and top."""
    shown = pixels[..., 3] > 0
    ys, xs = np.flatnonzero(shown.any(1)), np.flatnonzero(shown.any(0))
    if not len(ys):
        return pixels[:1, :1].copy(), 0, 0
    return pixels[ys[0] : ys[-1] + 1, xs[0] : xs[-1] + 1].copy(), int(xs[0]), int(ys[0])


def left_by(over: Pixels) -> Pixels:
    """What a premultiplied picture leaves of a picture below it, 0..255 in four channels."""
    return np.asarray(cv2.merge([255 - over[..., 3]] * 4), np.uint8)


def lay(over: Pixels, left: Pixels, under: Pixels) -> None:
    """Lay a premultiplied picture over another of the same size, in place. left: `left_by` of the upper one."""
    cv2.multiply(under, left, under, 1 / 255)
    cv2.add(over, under, under)
