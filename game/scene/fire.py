"""The hadouken: a turbulent fireball with a swept tail, its halo, and its light on the ground."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from game.scene.backdrop.paint import Floats, mix, noise, smooth
from game.scene.drawing import Blend, DrawList, Picture, Pixels, Sprite
from game.scene.motes import glow
from game.scene.projection import Camera
from game.world.snapshot import WaveView

FRAMES = 14
FRAME_S = 1 / 26
BURST_S = 0.28
_RINGS = 10
_RADIUS = 80  # the ball's radius in a painted frame, pixels
_AHEAD, _BEHIND, _BESIDE = 1.5, 3.1, 1.6  # extent of a frame from the ball's middle, in radii
_HEAT = ((0.0, (40, 4, 2)), (0.16, (190, 38, 6)), (0.40, (255, 112, 18)), (0.66, (255, 190, 70)),
         (0.9, (255, 244, 190)), (1.1, (255, 255, 238)))  # fmt: skip
_SIZES = 8  # number of sizes that frames are kept in

_WHOLE_PX = 192  # radius at which the lights are painted
_LEVELS = 8  # of their strength
_POOL_PX, _BURST_PX = 380, 260  # reach of the light on the ground, and of a hit
_LIGHTS: dict[str, tuple[tuple[float, float, float], float]] = {
    "halo": ((160, 70, 20), 2.3),
    "heart": ((150, 96, 40), 1.8),
    "pool": ((170, 84, 26), 1.7),
}


class Fire:
    """Draws waves. Frames are scaled on first use, and kept. painted: what `paint_fire` made."""

    def __init__(self, painted: Mapping[str, Pixels]) -> None:
        self._frames = [painted[f"frame{n}"] for n in range(FRAMES)]
        self._scaled: dict[tuple[int, int, int], Picture] = {}
        self._lights: dict[tuple[str, int], Picture] = {}
        self._whole = {name: glow(_WHOLE_PX, colour, power) for name, (colour, power) in _LIGHTS.items()}
        self._rings = [Picture(f"fire/ring/{n}", painted[f"ring{n}"]) for n in range(_RINGS)]

    def draw(self, wave: WaveView, camera: Camera, t_s: float, calm: bool) -> DrawList:
        """One wave: a premultiplied core and an additive halo."""
        x, y = camera.point(wave.x_m, wave.y_m)
        radius = wave.radius_m * camera.size_px_per_m
        power = min(1.0, max(0.0, wave.power))
        breath = 1 + 0.05 * np.sin(t_s * 23 + wave.serial)
        size = radius * (0.45 + 0.55 * power) * breath
        items: DrawList = []
        self._light(items, "halo", x, y, 3.3 * radius, power * (0.5 if calm else 1.0))
        frame = int(t_s / FRAME_S + wave.serial * 5) % FRAMES
        picture = self._frame(frame, size, wave.heading)
        ahead = (_BEHIND if wave.heading > 0 else _AHEAD) / (_AHEAD + _BEHIND)
        height, width = picture.pixels.shape[:2]
        items.append(Sprite(picture, x - width * ahead, y - height / 2))
        self._light(items, "heart", x, y, 1.25 * radius, power * (0.5 if calm else 1.0))
        return items

    def prepare(self) -> None:
        """Make the lights of a run now, so that the first hit is as quick as the next."""
        for level in range(1, _LEVELS + 1):
            self._lit("pool", round(_POOL_PX / 16), level)
            self._lit("halo", round(_BURST_PX / 16), level)

    def ground_light(self, wave: WaveView, camera: Camera, calm: bool) -> DrawList:
        """The light of a wave on the ground, to be drawn before anything that stands there."""
        x, ground = camera.point(wave.x_m, 0.0)
        nearness = np.exp(-((wave.y_m / 1.6) ** 2))
        items: DrawList = []
        strength = wave.power * float(nearness) * (0.5 if calm else 1.0)
        self._light(items, "pool", x, ground + 6, _POOL_PX * camera.zoom, strength)
        return items

    def gathering(self, x: float, y: float, reach_px: float, strength: float, t_s: float, calm: bool) -> DrawList:
        """Fire gathering between the wings, strength 0..1."""
        items: DrawList = []
        flicker = 0.88 + 0.12 * np.sin(t_s * 41)
        self._light(items, "halo", x, y, reach_px * 1.3, strength * flicker * (0.5 if calm else 0.9))
        if strength > 0.15:
            picture = self._frame(int(t_s / FRAME_S) % FRAMES, reach_px * 0.30 * strength, 1)
            height, width = picture.pixels.shape[:2]
            items.append(Sprite(picture, x - width * _BEHIND / (_AHEAD + _BEHIND), y - height / 2))
        self._light(items, "heart", x, y, reach_px * 0.4, strength * flicker * (0.5 if calm else 1.0))
        return items

    def burst(self, x: float, y: float, age_s: float) -> DrawList:
        """The hit of a wave: a flash and an expanding ring of light. Over after BURST_S."""
        step = int(age_s / BURST_S * _RINGS)
        if not 0 <= step < _RINGS:
            return []
        items: DrawList = []
        self._light(items, "halo", x, y, _BURST_PX, (1 - age_s / BURST_S) ** 1.5)
        ring = self._rings[step]
        half = ring.pixels.shape[0] / 2
        items.append(Sprite(ring, x - half, y - half, Blend.ADD))
        return items

    def _frame(self, frame: int, radius: float, heading: int) -> Picture:
        step = max(1, round(radius / _RADIUS * _SIZES))
        key = (frame, step, heading)
        picture = self._scaled.get(key)
        if picture is None:
            scale = step / _SIZES
            source = self._frames[frame]
            size = (max(2, round(source.shape[1] * scale)), max(2, round(source.shape[0] * scale)))
            pixels = cv2.resize(source, size, interpolation=cv2.INTER_LINEAR)  # soft, so nothing aliases
            if heading < 0:
                pixels = np.ascontiguousarray(pixels[:, ::-1])
            picture = Picture(f"fire/{frame}/{step}/{heading}", np.asarray(pixels, np.uint8))
            if len(self._scaled) > 160:  # a zoomed stage needs other sizes than a run
                self._scaled.clear()
            self._scaled[key] = picture
        return picture

    def _light(self, items: DrawList, name: str, x: float, y: float, reach: float, strength: float) -> None:
        level = round(max(0.0, min(1.0, strength)) * _LEVELS)
        if level:
            picture = self._lit(name, max(1, round(reach / 16)), level)
            height, width = picture.pixels.shape[:2]
            items.append(Sprite(picture, x - width / 2, y - height / 2, Blend.ADD))

    def _lit(self, name: str, step: int, level: int) -> Picture:
        """A light, kept. step: its reach, in sixteens of pixels. level: how strong it is, 1 to _LEVELS."""
        key = (f"{name}/{step}", level)
        picture = self._lights.get(key)
        if picture is None:
            # Scaling and dimming one painting takes 0.5 ms; painting anew would take a frame.
            size = (step * 32, step * 7 if name == "pool" else step * 32)
            scaled = cv2.resize(self._whole[name], size, interpolation=cv2.INTER_LINEAR)
            pixels = np.asarray(cv2.convertScaleAbs(scaled, alpha=level / _LEVELS), np.uint8)
            picture = Picture(f"fire/{name}/{step}/{level}", pixels)
            if len(self._lights) > 64:
                self._lights.clear()
            self._lights[key] = picture
        return picture


def paint_fire() -> dict[str, Pixels]:
    """All frames of a wave and the rings of its burst, by name."""
    frames = {f"frame{n}": pixels for n, pixels in enumerate(_paint_frames())}
    return frames | {f"ring{n}": pixels for n, pixels in enumerate(_paint_rings())}


def _paint_rings() -> list[Pixels]:
    """The ring of a burst at every step: wider, thinner, fainter, with a ragged edge."""
    rings = []
    for step in range(_RINGS):
        t = (step + 0.5) / _RINGS
        radius = 40 + 150 * t**0.6
        side = round(2 * radius + 44)
        y, x = np.mgrid[0:side, 0:side].astype(np.float32) - side / 2 + 0.5
        ragged = 1 + 0.03 * np.sin(np.arctan2(y, x) * 5 + step) + 0.012 * np.sin(np.arctan2(y, x) * 13 - 2 * step)
        off = (np.hypot(x, y) * ragged - radius) / (13 * (1 - 0.7 * t))
        light = np.exp(-(off**2))[..., None] * (1 - t) ** 1.2
        pixels = np.zeros((side, side, 4), np.uint8)
        pixels[..., :3] = np.clip(light * np.array((255, 190, 110)), 0, 255)
        rings.append(pixels)
    return rings


def _paint_frames() -> list[Pixels]:
    """A seamless loop of premultiplied RGBA frames, flying to the right."""
    scale = 2  # painted at half size: fire is soft
    r = _RADIUS / scale
    rows, columns = round(2 * _BESIDE * r), round((_AHEAD + _BEHIND) * r)
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    x, y = (x - _BEHIND * r) / r, (y - rows / 2 + 0.5) / r
    swirl, licks, crumbs = noise(256, 256, 60, 2.0), noise(256, 256, 61, 1.8, 2.2), noise(256, 256, 62, 1.2, 1.6)
    # The ball is round in front; its rear is stretched and narrowed.
    narrow = 1 + 0.34 * np.clip(-x, 0, None) ** 1.2
    far = np.hypot(np.where(x < 0, x * 0.38, x), y * narrow)

    def flow(field: Floats, fineness: float, lap: float, warp: Floats | float, shift: float) -> Floats:
        """Noise that streams backwards; lap: whole number of rounds in a loop, so that the loop is seamless."""
        u = (x * 26 * fineness + lap * 256 + shift + warp) % 256
        v = (y * 26 * fineness + shift * 1.7 + warp * 0.6) % 256
        u, v = u.astype(np.float32), v.astype(np.float32)
        return np.asarray(cv2.remap(field, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP), np.float32)

    frames = []
    for i in range(FRAMES):
        lap = i / FRAMES
        bend = (flow(swirl, 0.8, lap, 0.0, 11) - 0.5) * 60
        lick = 1 - np.abs(2 * flow(licks, 1.0, 2 * lap, bend, 40) - 1) * 2.2  # ridges: tongues of flame
        crumb = flow(crumbs, 2.0, 3 * lap, bend * 1.4, 90) - 0.5
        rough = np.clip(far - 0.25, 0, 1) * mix(0.45, 1.1, smooth(0.7, -0.9, x))  # the front is smooth
        heat = (
            1.12
            - far
            + (lick - 0.45) * 0.62 * rough
            + crumb * 0.75 * rough
            + (flow(swirl, 1.2, lap, 0.0, 150) - 0.5) * 0.5 * rough
        )
        heat = heat + 0.35 * np.exp(-((np.hypot(x * 1.05 - 0.1, y) / 0.55) ** 2))
        heat = np.clip(heat, 0, 1.1) * smooth(_BESIDE, _BESIDE * 0.78, np.abs(y)) * smooth(-_BEHIND, -_BEHIND * 0.75, x)
        stops = [k for k, _ in _HEAT]
        colour = np.stack([np.interp(heat, stops, [c[k] for _, c in _HEAT]) for k in range(3)], -1)
        alpha = smooth(0.02, 0.30, heat)[..., None]
        pixels = np.concatenate([colour * alpha, alpha * 255], 2).astype(np.float32)
        large = cv2.resize(pixels, (columns * scale, rows * scale), interpolation=cv2.INTER_CUBIC)
        alpha = np.clip(large[..., 3:], 0, 255)
        frames.append(np.concatenate([np.clip(large[..., :3], 0, alpha), alpha], 2).astype(np.uint8))
    return frames
