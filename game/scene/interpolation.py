"""The world between two steps of the simulation, for frames that do not fall on one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from game.curves import lerp
from game.world.snapshot import BirdView, Snapshot, ThingView, WaveView

_BIRD_NUMBERS = (
    "x_m", "y_m", "vx_mps", "vy_mps", "angle_rad", "head_yaw_rad", "head_pitch_rad", "head_roll_rad", "tail_rad",
    "wattle_rad", "stride", "crouch", "head_x_m", "head_y_m",
)  # fmt: skip


def interpolate(previous: Snapshot, now: Snapshot, fraction: float) -> Snapshot:
    """The world between two steps: positions and angles are interpolated, everything else is as now.

    Things and waves are matched by serial; a new one appears where it is now.
    """
    f = min(1.0, max(0.0, fraction))
    things = {thing.serial: thing for thing in previous.things}
    waves = {wave.serial: wave for wave in previous.waves}
    birds = {bird.who: bird for bird in previous.birds}
    return replace(
        now,
        t_s=lerp(previous.t_s, now.t_s, f),
        day_s=lerp(previous.day_s, now.day_s, f),
        bird=_bird(birds.get(now.bird.who, now.bird), now.bird, f),
        mate=None if now.mate is None else _bird(birds.get(now.mate.who, now.mate), now.mate, f),
        things=tuple(_thing(things.get(thing.serial, thing), thing, f) for thing in now.things),
        waves=tuple(_wave(waves.get(wave.serial, wave), wave, f) for wave in now.waves),
        camera_x_m=lerp(previous.camera_x_m, now.camera_x_m, f),
        distance_m=lerp(previous.distance_m, now.distance_m, f),
    )


def _bird(a: BirdView, b: BirdView, f: float) -> BirdView:
    numbers: dict[str, Any] = {name: lerp(getattr(a, name), getattr(b, name), f) for name in _BIRD_NUMBERS}
    wings = b.wings_rad
    if wings and a.wings_rad:
        wings = (lerp(a.wings_rad[0], wings[0], f), lerp(a.wings_rad[1], wings[1], f))
    # a new act counts from its own start
    act_s = lerp(a.act_s, b.act_s, f) if a.act is b.act and a.act_s <= b.act_s else b.act_s
    return replace(b, wings_rad=wings, act_s=act_s, **numbers)


def _thing(a: ThingView, b: ThingView, f: float) -> ThingView:
    return replace(
        b,
        x_m=lerp(a.x_m, b.x_m, f),
        y_m=lerp(a.y_m, b.y_m, f),
        angle_rad=lerp(a.angle_rad, b.angle_rad, f),
        phase=lerp(a.phase, b.phase, f),
    )


def _wave(a: WaveView, b: WaveView, f: float) -> WaveView:
    return replace(b, x_m=lerp(a.x_m, b.x_m, f), y_m=lerp(a.y_m, b.y_m, f), power=lerp(a.power, b.power, f))
