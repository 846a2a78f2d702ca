"""Particles (dust, feathers, sparks): many small moving pictures, in arrays of fixed size.

Positions are metres in the world, so particles stay with the world while the camera moves. When the arrays are full,
the oldest particle is replaced.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from game.scene.drawing import Blend, DrawList, Sprite
from game.scene.motes import Mote, mote_pictures
from game.scene.projection import Camera


@dataclass(frozen=True, slots=True)
class Physics:
    """How a kind of mote moves: gravity (m/s², > 0 falls), drag (1/s), sway of falling things (m/s), life (s).

    sinks: it disappears on the ground, like water.
    """

    gravity: float
    drag: float
    sway: float
    life_s: float
    sinks: bool = False


_PHYSICS: Final = {
    Mote.DUST: Physics(-0.25, 3.2, 0.0, 0.75),
    Mote.SMOKE: Physics(-0.9, 2.0, 0.1, 1.1),
    Mote.FEATHER: Physics(2.2, 2.6, 0.55, 2.4),
    Mote.DOWN: Physics(0.6, 2.8, 0.30, 1.5),
    Mote.SPARK: Physics(5.0, 1.6, 0.0, 0.6),
    Mote.EMBER: Physics(-0.5, 1.4, 0.25, 1.2),
    Mote.FLAME: Physics(-1.2, 2.5, 0.0, 0.38),
    Mote.SPLINTER: Physics(13.0, 0.4, 0.0, 1.1),
    Mote.FUR: Physics(3.0, 2.8, 0.30, 0.9),
    Mote.GLINT: Physics(-0.4, 2.0, 0.0, 0.7),
    Mote.JUICE: Physics(10.0, 0.8, 0.0, 0.6),
    Mote.LEAF: Physics(1.3, 2.4, 0.6, 2.6),
    Mote.DROP: Physics(9.8, 0.3, 0.0, 1.2, sinks=True),
    Mote.RING: Physics(0.0, 6.0, 0.0, 0.8),
    Mote.STEAM: Physics(-1.1, 2.0, 0.15, 1.4),
    Mote.QUILL: Physics(1.5, 2.2, 0.9, 3.2),
}
_TABLE: Final = np.array([(p.gravity, p.drag, p.sway, p.life_s) for p in (_PHYSICS[kind] for kind in Mote)], np.float32)
_SINKS: Final = np.array([_PHYSICS[kind].sinks for kind in Mote])


class Particles:
    """All particles in the air. capacity: the most at one time. seed: of all randomness."""

    def __init__(self, capacity: int = 320, seed: int = 7) -> None:
        self.capacity = capacity
        self._rng = np.random.default_rng(seed)
        self._pictures = [look for _, look in sorted(mote_pictures().items())]
        self._next = 0
        self.kind = np.zeros(capacity, np.int32)
        self.place = np.zeros((capacity, 2), np.float32)
        self.speed = np.zeros((capacity, 2), np.float32)
        self.angle = np.zeros(capacity, np.float32)
        self.spin = np.zeros(capacity, np.float32)
        self.size = np.ones(capacity, np.float32)
        self.age_s = np.zeros(capacity, np.float32)
        self.life_s = np.zeros(capacity, np.float32)

    def __len__(self) -> int:
        """How many are in the air."""
        return int((self.age_s < self.life_s).sum())

    def throw(
        self,
        kind: Mote,
        count: int,
        at: tuple[float, float],
        speed: tuple[float, float] = (0.0, 0.0),
        spread: tuple[float, float] = (1.0, 1.0),
        scatter_m: float = 0.05,
        size: float = 1.0,
    ) -> None:
        """Emit `count` particles from a place (m) with a velocity (m/s).

        Normal noise is added to each: `spread` to its velocity, `scatter_m` to its place.
        """
        count = min(count, self.capacity)
        slots = (self._next + np.arange(count)) % self.capacity
        self._next = (self._next + count) % self.capacity
        rng = self._rng
        self.kind[slots] = kind
        self.place[slots] = np.array(at) + rng.normal(size=(count, 2)) * scatter_m
        self.place[slots, 1] = np.maximum(self.place[slots, 1], 0.01)
        self.speed[slots] = np.array(speed) + rng.normal(size=(count, 2)) * np.array(spread)
        self.angle[slots] = rng.uniform(0, 2 * np.pi, count)
        self.spin[slots] = rng.normal(size=count) * 5
        self.size[slots] = size * rng.uniform(0.7, 1.3, count)
        self.age_s[slots] = 0
        self.life_s[slots] = _TABLE[kind, 3] * rng.uniform(0.7, 1.25, count)

    def step(self, elapsed_s: float, wind_mps: float = 0.0) -> None:
        """Advance all particles."""
        if not len(self):
            return
        gravity, drag, sway, _ = _TABLE[self.kind].T
        self.age_s += np.float32(elapsed_s)
        slow = np.exp(-drag * elapsed_s)[:, None]
        wind = np.float32(wind_mps) * (drag > 1)
        self.speed[:, 0] -= wind
        self.speed *= slow
        self.speed[:, 0] += wind
        self.speed[:, 1] -= gravity * elapsed_s
        flutter = sway * np.sin(self.age_s * 5 + self.angle * 3)
        self.place += self.speed * elapsed_s
        self.place[:, 0] += flutter * elapsed_s
        self.angle += self.spin * np.float32(elapsed_s)
        low = self.place[:, 1] < 0.01
        sunk = low & _SINKS[self.kind]
        self.age_s[sunk] = self.life_s[sunk]
        self.place[low, 1] = 0.01
        self.speed[low] *= np.float32(0.6)
        self.spin[low] = 0

    def draw(self, camera: Camera, share: float = 1.0) -> tuple[DrawList, DrawList]:
        """Those that do not shine, and those that do, as sprites; only a share of them, always the same ones."""
        index = np.flatnonzero(self.age_s < self.life_s)
        if share < 1.0:
            index = index[index % 10 < 10 * share]
        left, ground = camera.point(0.0, 0.0)
        x = left + self.place[index, 0] * camera.px_per_m
        inside = (x > -60) & (x < camera.view.width_px + 60)
        index, x = index[inside], x[inside]
        dull: DrawList = []
        shining: DrawList = []
        if not index.size:
            return dull, shining
        y = ground - self.place[index, 1] * camera.size_px_per_m
        age = self.age_s[index] / self.life_s[index]
        columns = (self.kind[index], x, y, age, self.angle[index], self.size[index])
        for kind, px, py, old, angle, size in zip(*(column.tolist() for column in columns), strict=True):
            look = self._pictures[kind]
            picture = look.at(old, angle, size)
            h, w = picture.pixels.shape[:2]
            items = shining if look.blend is Blend.ADD else dull
            items.append(Sprite(picture, px - w / 2, py - h / 2, look.blend))
        return dull, shining
