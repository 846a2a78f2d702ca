"""What events look like: dust, feathers, sparks, a shaken picture; and what is always in the air.

Everything here is decoration: it reacts to the world's events and never feeds anything back.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from game.scene.backdrop.ground import PERIOD_PX, depth_of_water
from game.scene.drawing import Blend, DrawList, Picture, Sprite
from game.scene.fire import BURST_S
from game.scene.motes import Mote, glow, looks
from game.scene.particles import Particles
from game.scene.projection import Camera, View
from game.tuning import SceneTuning
from game.world.snapshot import Kind, Snapshot, WaveView, WorldEvent

_WOOD = frozenset({Kind.LOG, Kind.STUMP, Kind.CRATE})
_SHAKE = {"hit": 1.0, "wave_hit": 0.55, "hadouken": 0.30, "stomp": 0.35, "thud": 0.12}
"""How hard each event shakes the picture, of SceneTuning.shake_px."""
_HOLD = {"hit": 1.0, "wave_hit": 0.6, "stomp": 0.5}
"""How long the world stands still after it, of SceneTuning.hold_s."""
_FIERY = frozenset({"hadouken", "wave_hit", "wave_end"})
_WETTING = frozenset({"footstep", "jump", "land", "thud"})
_MOST_BURSTS = 6
_TRAIL_S = 0.02  # between two puffs of a wave's trail
_CALM_S = 0.30  # a shake is over after about this long


class Effects:
    """Particles, bursts and shake of one stage. bursts: (x_m, y_m, age in s) of what was hit a moment ago."""

    def __init__(self, tuning: SceneTuning, seed: int = 7) -> None:
        self._wet: Callable[[float], bool] = _nowhere
        self.particles = Particles(seed=seed)
        self._tuning = tuning
        self._trauma = 0.0
        self._trail_s = 0.0
        self._puffs = 0
        self.bursts: list[tuple[float, float, float]] = []

    def step(
        self,
        elapsed_s: float,
        world: Snapshot,
        events: Sequence[WorldEvent],
        calm: bool,
        raise_by: float = 1.0,
        wet: Callable[[float], bool] | None = None,
    ) -> None:
        """Let time pass, then show what just happened.

        raise_by: how much higher than they are waves are drawn. wet: whether there is water at a place of the path (m).
        """
        self._wet = wet or _nowhere
        self._trauma = max(0.0, self._trauma - elapsed_s / _CALM_S)
        self.particles.step(elapsed_s, world.wind_mps)
        self.bursts = [
            (x, y, age + elapsed_s) for x, y, age in self.bursts[-_MOST_BURSTS:] if age + elapsed_s < BURST_S
        ]
        for event in events:
            self._trauma = max(self._trauma, _SHAKE.get(event.kind, 0.0) * (0.25 if calm else 1.0))
            if event.kind in _FIERY:
                event = replace(event, y_m=event.y_m * raise_by)
            self._show(event, world, calm)
        self._trail_s += min(0.1, elapsed_s)  # after a gap a wave does not make up for it
        while self._trail_s > _TRAIL_S:
            self._trail_s -= _TRAIL_S
            self._puffs += 1
            for wave in world.waves:
                self._trail(wave, world)

    def shake_px(self, t_s: float) -> tuple[float, float]:
        """How far the picture is shaken off its place now."""
        most = self._tuning.shake_px * self._trauma**2
        return most * math.sin(t_s * 97.0), most * 0.8 * math.sin(t_s * 83.0 + 1.0)

    def _show(self, event: WorldEvent, world: Snapshot, calm: bool) -> None:
        throw, at = self.particles.throw, (event.x_m, event.y_m)
        pace = world.speed_mps
        if event.kind in _WETTING and event.y_m < 0.2 and self._wet(event.x_m):
            self._splash(event, pace)
            return
        match event.kind:
            case "land":
                hard = min(1.0, event.amount / 6)
                for way in (-1, 1):
                    throw(Mote.DUST, 2 + int(5 * hard), at, (way * (0.5 + hard) + pace * 0.4, 0.35), (0.5, 0.25), 0.08)
                throw(Mote.LEAF, 1 + int(3 * hard), at, (pace * 0.4, 1.2), (0.8, 0.5), 0.1)
            case "jump":
                throw(Mote.DUST, 6, at, (pace * 0.2 - 0.4, 0.3), (0.6, 0.2), 0.1)
            case "footstep":
                throw(Mote.DUST, 1, at, (pace * 0.1, 0.3), (0.3, 0.15), 0.04, 0.7)
            case "flap":
                throw(Mote.SMOKE, 4, (at[0], at[1] + 0.3), (pace * 0.6, -1.6), (0.9, 0.3), 0.22, 0.7)
                throw(Mote.DOWN, 2, (at[0], at[1] + 0.4), (pace * 0.5, -0.3), (0.7, 0.4), 0.2)
            case "hadouken":
                throw(Mote.SPARK, 26, at, (pace, 0.3), (3.0, 1.6), 0.08)
                throw(Mote.EMBER, 12, at, (pace, 0.5), (1.4, 0.9), 0.12)
            case "fizzle":
                throw(Mote.SMOKE, 7, (at[0] + 0.4, at[1] + 0.4), (pace + 0.3, 0.5), (0.3, 0.3), 0.06, 0.8)
            case "wave_hit":
                if not calm:
                    self.bursts.append((*at, 0.0))
                throw(Mote.FLAME, 16, at, (pace * 0.5, 0.8), (2.4, 1.6), 0.16, 1.2)
                throw(Mote.SPARK, 40, at, (pace * 0.5 + 1.0, 1.4), (3.6, 2.4), 0.10)
                throw(Mote.EMBER, 20, at, (pace * 0.5, 1.2), (1.8, 1.4), 0.15)
                throw(Mote.SMOKE, 6, at, (pace * 0.4, 0.5), (0.9, 0.5), 0.2, 1.2)
            case "wave_end":
                throw(Mote.EMBER, 10, at, (pace, 0.3), (0.9, 0.6), 0.15)
                throw(Mote.SMOKE, 5, at, (pace, 0.3), (0.5, 0.3), 0.15)
            case "knock" | "stomp":
                mote = Mote.SPLINTER if event.name in _WOOD else Mote.FUR
                throw(mote, 16, at, (pace * 0.4 + 1.0, 2.2), (1.7, 1.2), 0.15)
                throw(Mote.DUST, 6, at, (pace * 0.4, 0.4), (0.8, 0.4), 0.15)
                if event.kind == "stomp":
                    throw(Mote.GLINT, 8, at, (pace, 1.0), (1.4, 0.9), 0.1)
            case "thud":
                throw(Mote.DUST, 3 + min(6, int(event.amount)), at, (pace * 0.1, 0.3), (0.9, 0.25), 0.15)
            case "hit":
                body = (world.bird.x_m, world.bird.y_m + 0.45)
                throw(Mote.FEATHER, 9, body, (pace * 0.3, 1.6), (1.5, 0.9), 0.12)
                throw(Mote.DOWN, 14, body, (pace * 0.3, 0.8), (1.6, 0.9), 0.15)
                throw(Mote.DUST, 6, body, (pace * 0.2, 0.2), (0.9, 0.5), 0.2)
            case "pickup":
                throw(Mote.GLINT, 12, at, (pace * 0.9, 0.5), (0.9, 0.9), 0.04)
                throw(Mote.JUICE, 5, at, (pace * 0.8, 1.4), (0.8, 0.5), 0.03)
            case "move" if not calm:
                body = (world.bird.x_m, world.bird.y_m + 0.5)
                throw(Mote.GLINT, 14, body, (pace, 0.3), (1.1, 0.9), 0.25)
            case _:
                pass

    def _splash(self, event: WorldEvent, pace: float) -> None:
        """Feet, or whatever falls, in water: rings on it, and drops the further the harder it is met."""
        throw, x = self.particles.throw, event.x_m
        hard = {"footstep": 0.22, "jump": 0.5, "land": 0.45 + event.amount / 10, "thud": 0.3 + event.amount / 10}
        force = min(1.0, hard[event.kind])
        throw(
            Mote.RING, 1 + round(2 * force), (x, 0.012), (0.0, 0.0), (0.0, 0.0), 0.05 + 0.1 * force, 0.7 + 0.6 * force
        )
        for way in (-1, 1):  # a crown: up and apart, carried along by whoever fell
            out = (way * (0.4 + 1.0 * force) + pace * 0.35, 0.9 + 1.6 * force)
            throw(Mote.DROP, 2 + round(13 * force), (x + 0.08 * way, 0.03), out, (0.45, 0.6), 0.05, 0.7 + 0.5 * force)
        if force > 0.4:
            throw(Mote.DROP, 5, (x, 0.05), (pace * 0.4, 1.8 + 1.4 * force), (0.35, 0.5), 0.05, 0.9)
            throw(Mote.STEAM, 2, (x, 0.1), (pace * 0.3, 0.6), (0.5, 0.2), 0.15, 0.8)

    def _trail(self, wave: WaveView, world: Snapshot) -> None:
        """What a wave leaves behind: flames that lag, sparks that fall."""
        back = (wave.x_m - 0.25 * wave.heading, wave.y_m)
        drift = world.speed_mps * 0.6 + wave.heading * 1.5
        self.particles.throw(Mote.FLAME, 1, back, (drift, 0.1), (0.6, 0.5), 0.10 * wave.power, 0.6 + 0.5 * wave.power)
        self.particles.throw(Mote.SPARK, 1, back, (drift, 0.5), (1.2, 1.1), 0.12)
        if self._puffs % 3 == 0:
            self.particles.throw(Mote.EMBER, 1, back, (drift * 0.5, 0.3), (0.6, 0.5), 0.15)
        if self._wet(wave.x_m):  # it boils where the fire passes
            self.particles.throw(Mote.STEAM, 2, (wave.x_m, 0.1), (drift * 0.15, 1.1), (0.4, 0.4), 0.16, 1.0)
            self.particles.throw(Mote.DROP, 3, (wave.x_m, 0.04), (drift * 0.2, 2.2), (0.7, 0.8), 0.12, 0.8)
            self.particles.throw(Mote.RING, 1, (wave.x_m, 0.012), (0.0, 0.0), (0.0, 0.0), 0.15)


def _nowhere(_x_m: float) -> bool:
    """A dry world."""
    return False


def hold_s(events: Sequence[WorldEvent], tuning: SceneTuning, calm: bool) -> float:
    """How long the world should stand still for these events (hit-stop). The shell decides whether it does."""
    most = max((_HOLD.get(event.kind, 0.0) for event in events), default=0.0)
    return 0.0 if calm else tuning.hold_s * most


class Air:
    """Fireflies, leaves and a shower of rain: formulas of the time, so they cost no memory and repeat exactly."""

    def __init__(self, view: View, seed: int = 3) -> None:
        width_px, height_px = view.width_px, view.height_px
        rng = np.random.default_rng(seed)
        self._width, self._height = width_px, height_px
        n = max(12, round(34 * width_px / 1280))
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
        self._ripples = np.stack([spread, rng.uniform(0.5, 1.5, 90), rng.random(90)]).astype(np.float32)
        self._puddles = np.stack([rng.random(220), rng.uniform(0.5, 1.7, 220), rng.random(220)])
        motes = looks()
        self._ring = motes[Mote.RING]
        self._sparks = [_glint(9 + 3 * k, 0.45 + 0.18 * k, k) for k in range(4)]
        self._leaf = motes[Mote.LEAF]
        self._drops = np.stack([rng.random(90) * width_px, rng.random(90), rng.random(90)], 1).tolist()
        self._streaks = [[_streak(length, k) for k in range(4)] for length in (18, 28, 40)]

    def fireflies(self, camera: Camera, t_s: float, strength: float) -> DrawList:
        """They blink, each in its own time; strength 0..1."""
        items: DrawList = []
        for x, y, near, phase in self._flies:
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

    def glints(self, camera: Camera, t_s: float, light_x: float, strength: float) -> DrawList:
        """The low light on the creek's ripples: they flash where they tilt, most of them under the light."""
        x, factor, phase = self._ripples
        period = PERIOD_PX * factor
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
        """Where a shower's drops meet the creek; strength 0..1 says how many."""
        place, factor, phase = self._puddles[:, : int(self._puddles.shape[1] * strength)]
        beat = t_s * 1.4 + phase
        wide = self._width + 200
        scroll = camera.scroll_px(1.0) * factor
        x = ((place + np.floor(beat) * 0.618034) % 1 * wide - scroll) % wide - 100  # elsewhere each time, evenly
        column = scroll + x - self._width / 2
        items: DrawList = []
        for n in np.flatnonzero(depth_of_water(column / (PERIOD_PX * factor), factor) > 0.01).tolist():
            picture = self._ring.at(float(beat[n] % 1), 0.0, 0.6 if factor[n] < 0.85 else 1.0)
            high, across = picture.pixels.shape[:2]
            y = camera.view.horizon_px + factor[n] * (camera.view.depth_px + camera.lift_px(1.0))
            items.append(Sprite(picture, x[n] - across / 2, y - high / 2))
        return items

    def leaves(self, camera: Camera, t_s: float, wind_mps: float) -> DrawList:
        """A few leaves sail down; a gust brings the more of them."""
        items: DrawList = []
        count = 3 + min(6, int(abs(wind_mps) * 4))
        for x, start, near, phase in self._leaves[:count]:
            period = 7 + 5 * near
            fall = (t_s / period + start) % 1
            sway = math.sin(t_s * 1.7 + phase)
            px = (x - camera.scroll_px(0.8 + 0.5 * near) + 46 * sway + 160 * fall) % (self._width + 60) - 30
            picture = self._leaf.at(0.0, t_s * (0.8 + near) + 1.2 * sway + phase, 0.8 + 0.6 * near)
            items.append(Sprite(picture, px, fall * (self._height - 80) - 20))
        return items

    def rain(self, camera: Camera, t_s: float, strength: float) -> DrawList:
        """Streaks of a passing shower; strength 0..1 says how many and how bright."""
        items: DrawList = []
        level = min(3, int(strength * 4))
        for x, start, near in self._drops[: int(90 * strength)]:
            picture = self._streaks[min(2, int(near * 3))][level]
            fall = (t_s * (1.1 + 0.9 * near) + start) % 1
            px = (x - camera.scroll_px(0.5 + 0.8 * near) - 70 * fall) % (self._width + 40) - 20
            items.append(Sprite(picture, px, fall * (self._height + 40) - 40, Blend.ADD))
        return items


def shower(t_s: float, tuning: SceneTuning) -> float:
    """How hard it rains `t_s` seconds into a run, 0..1: once, in the depth of each night."""
    hour = (t_s / tuning.hour_s) % 3
    return max(0.0, min(1.0, 4 * (hour - 1.15), 4 * (1.75 - hour)))


def _glint(reach: int, strength: float, level: int) -> Picture:
    """A flash on water, drawn out sideways."""
    return Picture(f"air/glint/{level}", np.ascontiguousarray(glow(reach, (255, 232, 190), 2.4, strength)[2::4]))


def _streak(length: int, level: int) -> Picture:
    """A falling drop, blurred by its speed."""
    pixels = np.zeros((length, 5, 4), np.uint8)
    for row in range(length):
        at = 3.4 - 2.6 * row / length
        light = (20 + 16 * level) * math.sin(math.pi * row / length)
        for column in range(5):
            pixels[row, column, :3] = np.array((0.75, 0.95, 1.0)) * light * max(0.0, 1 - abs(column - at))
    return Picture(f"air/rain/{length}/{level}", pixels)
