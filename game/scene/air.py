"""Decoration that is always there: fireflies, leaves, glints on the creek, a rain shower at night, and snow.

It does not depend on the world's events (see `effects`).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from game.scene.backdrop.ground import depth_of_water
from game.scene.drawing import Blend, DrawList, Picture, Sprite
from game.scene.motes import Mote, glow, mote_pictures
from game.scene.projection import Camera, View
from game.tuning import SceneTuning

FLAKES: Final = 80
"""Snow over a picture 1280 wide: no more than the fireflies and leaves that the ridge does without."""


class Air:
    """Everything is computed from the time, without state. view: picture to fill. seed: of all places."""

    def __init__(self, view: View, seed: int = 3) -> None:
        width_px, height_px = view.width_px, view.height_px
        rng = np.random.default_rng(seed)
        self._width, self._height = width_px, height_px
        n = max(12, round(34 * width_px / 1280))
        # fireflies: x and y (px), nearness (0..1), phase (rad); leaves: x, phase of the fall, nearness, phase of sway
        self._flies = np.stack(
            [
                rng.random(n) * width_px,
                view.ground_px - rng.random(n) ** 1.4 * 300,
                rng.random(n),
                rng.random(n) * 6.28,
            ],
            1,
        ).tolist()
        self._leaves = np.stack(
            [rng.random(9) * width_px, rng.random(9), rng.random(9), rng.random(9) * 6.28], 1
        ).tolist()
        self._glows = [
            [Picture(f"air/fly/{r}/{k}", glow(r, (170, 214, 84), 2.6, (k + 1) / 6)) for k in range(6)]
            for r in (8, 13, 19)
        ]
        spread = rng.normal(size=90) * 0.22 * width_px
        # ripples and puddles: x (px from the light, fraction of the width), the row's parallax factor, phase (0..1)
        self._ripples = np.stack([spread, rng.uniform(0.5, 1.5, 90), rng.random(90)]).astype(np.float32)
        self._puddles = np.stack([rng.random(220), rng.uniform(0.5, 1.7, 220), rng.random(220)])
        motes = mote_pictures()
        self._ring = motes[Mote.RING]
        self._sparks = [_glint(9 + 3 * k, 0.45 + 0.18 * k, k) for k in range(4)]
        self._leaf = motes[Mote.LEAF]
        # drops: x (px), phase of the fall, nearness
        self._drops = np.stack([rng.random(90) * width_px, rng.random(90), rng.random(90)], 1).tolist()
        # flakes: x (px), phase of the fall, nearness, phase of sway
        chance = np.random.default_rng([seed, 1])
        count = max(24, round(FLAKES * width_px / 1280))
        self._flakes = np.stack(
            [chance.random(count) * width_px, chance.random(count), chance.random(count), chance.random(count) * 6.28],
            1,
        ).tolist()
        self._snow = [Picture(f"air/snow/{r}", glow(r, (206, 218, 236), 1.15, 0.95)) for r in (4, 6, 9)]
        self._streaks = [[_streak(length, k) for k in range(4)] for length in (18, 28, 40)]

    def fireflies(self, camera: Camera, t_s: float, strength: float, share: float = 1.0) -> DrawList:
        """They blink, each in its own time; strength 0..1. share: how many of them are drawn, 0..1."""
        items: DrawList = []
        for x, y, near, phase in self._flies[: round(len(self._flies) * share)]:
            light = 0.5 + 0.5 * math.sin(t_s * 2 * (0.5 + near) + phase)
            level = int(6 * (light * 1.5 - 0.5) * strength)
            if level < 1:
                continue
            picture = self._glows[min(2, int(near * 3))][min(5, level)]
            factor = 0.45 + 0.5 * near
            half = picture.pixels.shape[0] / 2
            px = (x - camera.scroll_px(factor) + 14 * math.sin(t_s * 0.7 + phase) + 40) % (self._width + 80) - 40
            py = y + 9 * math.sin(t_s * 1.1 + phase * 2) + camera.lift_px(factor)
            items.append(Sprite(picture, px - half, py - half, Blend.ADD))
        return items

    def glints(self, camera: Camera, t_s: float, light_x: float, strength: float, share: float = 1.0) -> DrawList:
        """The low light on the creek's ripples: they flash where they tilt, most of them under the light.

        share: how many of them are drawn, 0..1.
        """
        x, factor, phase = self._ripples[:, : round(self._ripples.shape[1] * share)]
        period = camera.view.period_px * factor
        column = camera.scroll_px(1.0) * factor + light_x - self._width / 2 + x
        light = np.sin(t_s * (1.6 + 1.5 * phase) + phase * 90.0) - 0.35
        lit = np.flatnonzero((light > 0) & (depth_of_water(column / period, factor) > 0.012))
        items: DrawList = []
        for n in lit.tolist():
            level = min(3, int(light[n] * strength * 6))
            picture = self._sparks[level]
            high, wide = picture.pixels.shape[:2]
            y = camera.view.horizon_px + factor[n] * (camera.view.depth_px + camera.lift_px(1.0))
            items.append(Sprite(picture, light_x + x[n] - wide / 2, y - high / 2, Blend.ADD))
        return items

    def rings(self, camera: Camera, t_s: float, strength: float) -> DrawList:
        """Rings where raindrops hit the creek; strength 0..1 sets their number."""
        count = int(self._puddles.shape[1] * strength)
        if not count:
            return []
        place, factor, phase = self._puddles[:, :count]
        beat = t_s * 1.4 + phase
        wide = self._width + 200
        scroll = camera.scroll_px(1.0) * factor
        # another place each time, evenly distributed by the golden ratio
        x = ((place + np.floor(beat) * 0.618034) % 1 * wide - scroll) % wide - 100
        column = scroll + x - self._width / 2
        items: DrawList = []
        for n in np.flatnonzero(depth_of_water(column / (camera.view.period_px * factor), factor) > 0.01).tolist():
            picture = self._ring.at(float(beat[n] % 1), 0.0, 0.6 if factor[n] < 0.85 else 1.0)
            high, across = picture.pixels.shape[:2]
            y = camera.view.horizon_px + factor[n] * (camera.view.depth_px + camera.lift_px(1.0))
            items.append(Sprite(picture, x[n] - across / 2, y - high / 2))
        return items

    def leaves(self, camera: Camera, t_s: float, wind_mps: float, share: float = 1.0) -> DrawList:
        """A few leaves sail down; a gust brings the more of them. share: 0..1."""
        items: DrawList = []
        count = 3 + min(6, int(abs(wind_mps) * 4))
        for x, start, near, phase in self._leaves[: round(count * share)]:
            period = 7 + 5 * near
            fall = (t_s / period + start) % 1
            sway = math.sin(t_s * 1.7 + phase)
            px = (x - camera.scroll_px(0.8 + 0.5 * near) + 46 * sway + 160 * fall) % (self._width + 60) - 30
            picture = self._leaf.at(0.0, t_s * (0.8 + near) + 1.2 * sway + phase, 0.8 + 0.6 * near)
            items.append(Sprite(picture, px, fall * (self._height - 80) - 20))
        return items

    def snow(self, camera: Camera, t_s: float, strength: float, share: float = 1.0) -> DrawList:
        """Flakes that drift down; strength 0..1 sets their number, share how many of them are drawn, 0..1."""
        items: DrawList = []
        for x, start, near, phase in self._flakes[: round(len(self._flakes) * strength * share)]:
            picture = self._snow[min(2, int(near * near * 3))]
            fall = (t_s * (0.10 + 0.13 * near) + start) % 1
            sway = math.sin(t_s * (0.6 + 0.5 * near) + phase)
            px = (x - camera.scroll_px(0.35 + 0.8 * near) - 60 * fall + 22 * sway) % (self._width + 20) - 10
            items.append(Sprite(picture, px, fall * (self._height + 20) - 10, Blend.ADD))
        return items

    def rain(self, camera: Camera, t_s: float, strength: float) -> DrawList:
        """Streaks of rain; strength 0..1 sets their number and brightness."""
        items: DrawList = []
        level = min(3, int(strength * 4))
        for x, start, near in self._drops[: int(90 * strength)]:
            picture = self._streaks[min(2, int(near * 3))][level]
            fall = (t_s * (1.1 + 0.9 * near) + start) % 1
            px = (x - camera.scroll_px(0.5 + 0.8 * near) - 70 * fall) % (self._width + 40) - 20
            items.append(Sprite(picture, px, fall * (self._height + 40) - 40, Blend.ADD))
        return items


def shower(t_s: float, tuning: SceneTuning) -> float:
    """Strength of rain `t_s` seconds into a run, 0..1: one shower in the middle of each night."""
    hour = (t_s / tuning.hour_s) % 3
    return max(0.0, min(1.0, 4 * (hour - 1.15), 4 * (1.75 - hour)))


def _glint(reach: int, strength: float, level: int) -> Picture:
    """A glint on water, wider than tall."""
    return Picture(f"air/glint/{level}", np.ascontiguousarray(glow(reach, (255, 232, 190), 2.4, strength)[2::4]))


def _streak(length: int, level: int) -> Picture:
    """A falling drop with motion blur."""
    pixels = np.zeros((length, 5, 4), np.uint8)
    for row in range(length):
        at = 3.4 - 2.6 * row / length
        light = (20 + 16 * level) * math.sin(math.pi * row / length)
        for column in range(5):
            pixels[row, column, :3] = np.array((0.75, 0.95, 1.0)) * light * max(0.0, 1 - abs(column - at))
    return Picture(f"air/rain/{length}/{level}", pixels)
