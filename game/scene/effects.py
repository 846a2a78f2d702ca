"""Visual effects of events: dust, feathers, sparks, water, camera shake.

They are only decoration: they react to the world's events and never influence the world.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from game.scene.fire import BURST_S
from game.scene.motes import Mote
from game.scene.particles import Particles
from game.tuning import SceneTuning
from game.world.snapshot import Act, BirdView, Kind, Snapshot, WaveView, WorldEvent

_WOOD = frozenset({Kind.LOG, Kind.STUMP, Kind.CRATE})
_SHAKE = {"crash": 0.9, "hit": 1.0, "wave_hit": 0.55, "hadouken": 0.30, "stomp": 0.35, "thud": 0.12, "bump": 0.4}
"""Strength of the camera shake for each event, as a fraction of SceneTuning.shake_px."""
_FIERY = frozenset({"hadouken", "wave_hit", "wave_end"})
_WETTING = frozenset({"footstep", "jump", "land", "thud"})
_MOST_BURSTS = 6
_TRAIL_S = 0.02  # time between two puffs of a wave's trail
_SCRATCH_S = 0.28  # time between two tufts of down that a bird scratches out
_CALM_S = 0.30  # approximate duration of a shake


class Effects:
    """Particles, bursts and shake. bursts: (x_m, y_m, age in s) of recent hits."""

    def __init__(self, tuning: SceneTuning, seed: int = 7) -> None:
        self.particles = Particles(seed=seed)
        self._tuning = tuning
        self._trauma = 0.0
        self._trail_s = 0.0
        self._puffs = 0
        self._scratch_s = 0.0
        self.bursts: list[tuple[float, float, float]] = []

    def step(
        self,
        elapsed_s: float,
        world: Snapshot,
        events: Sequence[WorldEvent],
        calm: bool,
        raise_by: float = 1.0,
    ) -> None:
        """Let time pass, then show the new events.

        raise_by: how much higher than their position waves are drawn.
        """
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
        self._scratch(elapsed_s, world)
        self._trail_s += min(0.1, elapsed_s)  # a wave does not make up for puffs missed in a long gap
        while self._trail_s > _TRAIL_S:
            self._trail_s -= _TRAIL_S
            self._puffs += 1
            for wave in world.waves:
                self._trail(wave, world)

    def _scratch(self, elapsed_s: float, world: Snapshot) -> None:
        """Down comes off the birds that scratch themselves."""
        scratching = [bird for bird in world.birds if bird.act is Act.UNDERARM and 0.4 < bird.act_s < 2.0]
        self._scratch_s = self._scratch_s + elapsed_s if scratching else 0.0
        if self._scratch_s > _SCRATCH_S:
            self._scratch_s = 0.0
            for bird in scratching:
                flank = (bird.x_m - 0.05, bird.y_m + 0.42)
                self.particles.throw(Mote.DOWN, 2, flank, (world.speed_mps, 0.5), (0.5, 0.3), 0.06)

    def shake_px(self, t_s: float) -> tuple[float, float]:
        """Offset of the shaken picture now."""
        most = self._tuning.shake_px * self._trauma**2
        return most * math.sin(t_s * 97.0), most * 0.8 * math.sin(t_s * 83.0 + 1.0)

    def _show(self, event: WorldEvent, world: Snapshot, calm: bool) -> None:
        """Throw the particles of one event; most kinds of event have none."""
        if event.wet and event.kind in _WETTING:
            self._splash(event, world.speed_mps)
            return
        self._stir(event, world.speed_mps)
        self._strike(event, world, calm)
        self._glitter(event, world, calm)

    def _stir(self, event: WorldEvent, pace: float) -> None:
        """Dust, leaves and down of whoever moves."""
        throw, at = self.particles.throw, (event.x_m, event.y_m)
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
            case "thud":
                throw(Mote.DUST, 3 + min(6, int(event.amount)), at, (pace * 0.1, 0.3), (0.9, 0.25), 0.15)
            case "creak":
                throw(Mote.LEAF, 10, (event.x_m, 2.6), (0.4, -0.2), (0.9, 0.5), 0.6)
            case "rustle":
                throw(Mote.LEAF, 6, (event.x_m, 0.4), (0.0, 1.1), (0.8, 0.4), 0.25)
            case "dig":
                throw(Mote.DUST, 8, at, (pace * 0.3 + 0.5, 1.4), (0.6, 0.5), 0.12)
            case "bump":
                throw(Mote.DUST, 8, at, (pace * 0.2, 0.5), (0.9, 0.4), 0.2)
            case "leave":
                throw(Mote.DOWN, 22, (at[0], at[1] + 0.5), (pace * 0.4, 1.2), (1.2, 0.9), 0.25)
                throw(Mote.LEAF, 6, at, (pace * 0.4, 1.6), (0.9, 0.6), 0.2)
            case "fall":
                throw(Mote.DUST, 10, at, (pace * 0.3, 0.4), (1.0, 0.3), 0.2)
                throw(Mote.DOWN, 10, (at[0], at[1] + 0.3), (pace * 0.3, 0.9), (1.0, 0.7), 0.2)
            case "nudge":
                throw(Mote.DUST, 5, at, (pace * 0.5, 0.5), (0.6, 0.2), 0.15)
                throw(Mote.GLINT, 4, (at[0], at[1] + 0.3), (pace, 0.8), (0.5, 0.5), 0.1)

    def _strike(self, event: WorldEvent, world: Snapshot, calm: bool) -> None:
        """Fire, splinters, fur and feathers of a fight."""
        throw, at, pace = self.particles.throw, (event.x_m, event.y_m), world.speed_mps
        match event.kind:
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
            case "hit":
                body, back = _breast(event, world), -_bird(event, world).heading
                tail, flight = (body[0] + 0.45 * back, body[1] - 0.1), (pace * 0.2 + 1.2 * back, 3.4)
                throw(Mote.QUILL, 1, tail, flight, (0.2, 0.2), 0.0)
                throw(Mote.FEATHER, 5, body, (pace * 0.3, 1.6), (1.5, 0.9), 0.12)
                throw(Mote.DOWN, 14, body, (pace * 0.3, 0.8), (1.6, 0.9), 0.15)
                throw(Mote.DUST, 6, body, (pace * 0.2, 0.2), (0.9, 0.5), 0.2)
            case "crash":
                for along in (-2.4, -1.4, -0.4, 0.5):
                    place = (event.x_m + along, 0.1)
                    throw(Mote.DUST, 9, place, (0.2, 1.0), (1.0, 0.5), 0.4, 1.6)
                    throw(Mote.SPLINTER, 4, place, (0.3, 2.4), (1.4, 0.9), 0.3)
                    throw(Mote.LEAF, 5, place, (0.2, 2.2), (1.2, 0.8), 0.4)
            case "giant" if event.name in ("hurt", "falls"):
                throw(Mote.FUR, 18, at, (pace + 1.0, 2.0), (1.8, 1.2), 0.4)
            case "giant" if event.name == "throws":
                throw(Mote.DUST, 8, (at[0], 0.1), (pace * 0.4, 0.6), (0.9, 0.4), 0.3)

    def _glitter(self, event: WorldEvent, world: Snapshot, calm: bool) -> None:
        """The glints of something gained or greeted."""
        throw, at, pace = self.particles.throw, (event.x_m, event.y_m), world.speed_mps
        match event.kind:
            case "dance":
                throw(Mote.GLINT, 10, (at[0], at[1] + 0.6), (pace, 0.8), (0.9, 0.6), 0.25)
            case "golden" | "feather":
                body = (world.bird.x_m, world.bird.y_m + 0.45)
                throw(Mote.GLINT, 30, body, (pace * 0.9, 0.6), (1.6, 1.2), 0.25)
            case "dawn" if not calm:
                throw(Mote.GLINT, 40, (world.bird.x_m + 2.0, 1.2), (pace, 0.8), (2.6, 1.6), 1.2)
            case "pickup":
                throw(Mote.GLINT, 12, at, (pace * 0.9, 0.5), (0.9, 0.9), 0.04)
                throw(Mote.JUICE, 5, at, (pace * 0.8, 1.4), (0.8, 0.5), 0.03)
            case "learnt":  # the forest answers
                for away in (-1.5, 0.5, 2.5, 4.5):
                    around = (at[0] + away, at[1] + 0.7)
                    throw(Mote.GLINT, 6 if calm else 14, around, (pace * 0.5, 1.1), (1.2, 0.9), 0.7)
                    throw(Mote.LEAF, 3, around, (pace * 0.5, 1.5), (1.0, 0.7), 0.5)
            case "move" if not calm:
                body = _breast(event, world)
                throw(Mote.GLINT, 14, body, (pace, 0.3), (1.1, 0.9), 0.25)
            case "join":
                throw(Mote.GLINT, 16, (at[0], at[1] + 0.4), (pace, -0.6), (1.0, 0.8), 0.25)
                throw(Mote.DOWN, 6, (at[0], at[1] + 0.4), (pace * 0.6, 0.2), (0.8, 0.6), 0.2)
            case "wake":
                throw(Mote.GLINT, 24, (at[0], at[1] + 0.4), (pace, 0.9), (1.3, 1.0), 0.2)

    def _splash(self, event: WorldEvent, pace: float) -> None:
        """A splash: rings, and drops that fly farther the harder the impact."""
        throw, x = self.particles.throw, event.x_m
        hard = {"footstep": 0.22, "jump": 0.5, "land": 0.45 + event.amount / 10, "thud": 0.3 + event.amount / 10}
        force = min(1.0, hard[event.kind])
        throw(
            Mote.RING, 1 + round(2 * force), (x, 0.012), (0.0, 0.0), (0.0, 0.0), 0.05 + 0.1 * force, 0.7 + 0.6 * force
        )
        for way in (-1, 1):  # a crown of drops: up and to both sides, moving along with the body
            out = (way * (0.4 + 1.0 * force) + pace * 0.35, 0.9 + 1.6 * force)
            throw(Mote.DROP, 2 + round(13 * force), (x + 0.08 * way, 0.03), out, (0.45, 0.6), 0.05, 0.7 + 0.5 * force)
        if force > 0.4:
            throw(Mote.DROP, 5, (x, 0.05), (pace * 0.4, 1.8 + 1.4 * force), (0.35, 0.5), 0.05, 0.9)
            throw(Mote.STEAM, 2, (x, 0.1), (pace * 0.3, 0.6), (0.5, 0.2), 0.15, 0.8)

    def _trail(self, wave: WaveView, world: Snapshot) -> None:
        """The trail of a wave: flames that lag, sparks that fall."""
        back = (wave.x_m - 0.25 * wave.heading, wave.y_m)
        drift = world.speed_mps * 0.6 + wave.heading * 1.5
        self.particles.throw(Mote.FLAME, 1, back, (drift, 0.1), (0.6, 0.5), 0.10 * wave.power, 0.6 + 0.5 * wave.power)
        self.particles.throw(Mote.SPARK, 1, back, (drift, 0.5), (1.2, 1.1), 0.12)
        if self._puffs % 3 == 0:
            self.particles.throw(Mote.EMBER, 1, back, (drift * 0.5, 0.3), (0.6, 0.5), 0.15)
        if wave.over_water:  # steam where the fire passes over water
            self.particles.throw(Mote.STEAM, 2, (wave.x_m, 0.1), (drift * 0.15, 1.1), (0.4, 0.4), 0.16, 1.0)
            self.particles.throw(Mote.DROP, 3, (wave.x_m, 0.04), (drift * 0.2, 2.2), (0.7, 0.8), 0.12, 0.8)
            self.particles.throw(Mote.RING, 1, (wave.x_m, 0.012), (0.0, 0.0), (0.0, 0.0), 0.15)


def _breast(event: WorldEvent, world: Snapshot) -> tuple[float, float]:
    """The middle of the bird that an event is about."""
    bird = _bird(event, world)
    return bird.x_m, bird.y_m + 0.47


def _bird(event: WorldEvent, world: Snapshot) -> BirdView:
    return next((bird for bird in world.birds if bird.who == event.who), world.bird)
