"""The forest world on screen: two snapshots and a fraction in, a draw list out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from game.scene.backdrop.gallery import paint_all
from game.scene.backdrop.scenery import Scenery
from game.scene.daylight import daylight
from game.scene.drawing import Disc, DrawList, Polygon
from game.scene.projection import Camera, View, follow
from game.tuning import SCENE, SceneTuning
from game.world.snapshot import BirdView, Snapshot, ThingView, WaveView, WorldEvent


def _lerp(a: float, b: float, t: float) -> float:
    return a + (b - a) * t


class Stage:
    """Paints the world. One stage serves a whole program: paintings are made (or loaded) once, here.

    size: logical pixels. cache_dir: where paintings are kept between starts, None to paint anew.
    progress: called with a fraction 0..1 and what is being done.
    """

    def __init__(
        self,
        size: tuple[int, int] = (1280, 720),
        cache_dir: Path | None = None,
        progress: Callable[[float, str], None] | None = None,
        tuning: SceneTuning = SCENE,
    ) -> None:
        self.view = View(*size)
        self._tuning = tuning
        self._scenery = Scenery(self.view, paint_all(self.view, progress))

    def draw(
        self,
        previous: Snapshot,
        now: Snapshot,
        fraction: float,
        t_s: float,
        events: Sequence[WorldEvent] = (),
        reduce_flashing: bool = False,
        zoom: float = 1.0,
    ) -> DrawList:
        """The picture `fraction` of a step after `previous`; t_s: time for animation; each event is passed once."""
        shown = interpolate(previous, now, fraction)
        camera = Camera(
            self.view, follow(shown.bird.x_m, shown.camera_x_m, self.view.width_px, zoom), zoom, (0.0, 0.0)
        )
        items = self._scenery.behind(camera, daylight(shown.t_s, self._tuning))
        for thing in shown.things:
            x, y = camera.point(thing.x_m, thing.y_m)
            items.append(Disc(x, y, max(2.0, thing.size_m[1] * camera.size_px_per_m / 2), (20, 16, 14)))
        x, y = camera.point(shown.bird.x_m, shown.bird.y_m)
        h = self._tuning.bird_m * camera.size_px_per_m
        items.append(Polygon(((x - h * 0.5, y - h * 0.2), (x, y), (x + h * 0.2, y - h)), (10, 14, 21)))
        for wave in shown.waves:
            x, y = camera.point(wave.x_m, wave.y_m)
            items.append(Disc(x, y, wave.radius_m * camera.size_px_per_m, (255, 112, 18, 220)))
        return items + self._scenery.before(camera)


def interpolate(previous: Snapshot, now: Snapshot, fraction: float) -> Snapshot:
    """The world between two steps: positions and angles in between, everything else as it is now.

    Things and waves are matched by serial; a new one appears where it is now.
    """
    f = min(1.0, max(0.0, fraction))
    things = {thing.serial: thing for thing in previous.things}
    waves = {wave.serial: wave for wave in previous.waves}
    return replace(
        now,
        t_s=_lerp(previous.t_s, now.t_s, f),
        bird=_bird(previous.bird, now.bird, f),
        things=tuple(_thing(things.get(thing.serial, thing), thing, f) for thing in now.things),
        waves=tuple(_wave(waves.get(wave.serial, wave), wave, f) for wave in now.waves),
        camera_x_m=_lerp(previous.camera_x_m, now.camera_x_m, f),
        distance_m=_lerp(previous.distance_m, now.distance_m, f),
    )


_BIRD_NUMBERS = (
    "x_m", "y_m", "vx_mps", "vy_mps", "angle_rad", "head_yaw_rad", "head_pitch_rad", "head_roll_rad", "tail_rad",
    "wattle_rad", "stride", "crouch", "head_x_m", "head_y_m",
)  # fmt: skip


def _bird(a: BirdView, b: BirdView, f: float) -> BirdView:
    numbers = {name: _lerp(getattr(a, name), getattr(b, name), f) for name in _BIRD_NUMBERS}
    wings = b.wings_rad
    if wings and a.wings_rad:
        wings = (_lerp(a.wings_rad[0], wings[0], f), _lerp(a.wings_rad[1], wings[1], f))
    # an act that has just begun counts from its own start, not back into the last one
    act_s = _lerp(a.act_s, b.act_s, f) if a.act is b.act and a.act_s <= b.act_s else b.act_s
    return replace(b, wings_rad=wings, act_s=act_s, **numbers)


def _thing(a: ThingView, b: ThingView, f: float) -> ThingView:
    return replace(
        b,
        x_m=_lerp(a.x_m, b.x_m, f),
        y_m=_lerp(a.y_m, b.y_m, f),
        angle_rad=_lerp(a.angle_rad, b.angle_rad, f),
        phase=_lerp(a.phase, b.phase, f),
    )


def _wave(a: WaveView, b: WaveView, f: float) -> WaveView:
    return replace(
        b, x_m=_lerp(a.x_m, b.x_m, f), y_m=_lerp(a.y_m, b.y_m, f), power=_lerp(a.power, b.power, f)
    )
