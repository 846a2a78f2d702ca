"""The forest world on screen: from two snapshots and a fraction to a draw list."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from game.curves import lerp, smoothstep
from game.scene.air import Air, shower
from game.scene.backdrop.cache import paintings
from game.scene.backdrop.scenery import Scenery
from game.scene.bird.anatomy import HEIGHT as BIRD_UNITS
from game.scene.bird.memory import Memory
from game.scene.bird.painter import BirdPainter, BirdPicture, Sketch
from game.scene.daylight import daylight
from game.scene.drawing import Blend, DrawList, Fresh, Picture, Pixels, Scene, Sprite
from game.scene.effects import Effects
from game.scene.figurines import Figurines
from game.scene.fire import Fire
from game.scene.interpolation import interpolate
from game.scene.projection import Camera, follow, view_of
from game.scene.shading import HOUR_LIGHTS, NIGHT, Firelight, Twilight
from game.scene.shelf import Shelf
from game.scene.things import MODELS, Things, model_of
from game.scene.things.model import Cutout
from game.scene.things.wild import Wild
from game.tuning import FINEST, SCENE, SceneTuning
from game.world.snapshot import BirdView, Kind, Snapshot, WorldEvent
from game.world.stretches import Stretch, shares

_SHIMMER_S = 1.3
"""How long the bird's mesh is visible when it recognises a player."""
_BESIDE_SIZE = 0.95
"""Size of the second bird of a pair, which stands behind the first."""
_BESIDE_ROWS = 0.10
"""How far up the ground it stands, as a fraction of the way from the feet to the horizon."""
_PAIRING_S = 0.8
"""Time in which a close picture draws back for a pair."""
_GHOST_SHARPNESS: Final = 0.5
"""A ghost is drawn with half as many pixels: soft, and cheap."""
_GHOST_APART_M: Final = 0.35
"""A ghost fades in from this distance to the player's bird, and is all there at twice it: half a bird's length."""
_GHOSTLY: Final = np.array(
    [[0.06, 0.12, 0.06, 0.06], [0.10, 0.20, 0.10, 0.16], [0.10, 0.20, 0.10, 0.17], [0, 0, 0, 0.42]]
)
"""From premultiplied colours to a translucent ghost's: grey with a glow of moonlit teal."""
_HALO = 2.1  # side of the golden light, in heights of the bird
_HALO_FADES_S = 1.0
_HALO_BYTES: Final = 16 << 20
"""Of the golden lights that are kept: both birds' of a pair in all nine steps of fading take 12 MB."""
_LIT_UNITS = 6.0  # a fire farther away than this (bird units) does not light the bird


@dataclass(frozen=True, slots=True)
class Shot:
    """How a picture of the world is taken, where it is not as in a run.

    calm: softer light, hardly any shake, no flashes. zoom: scale relative to a run (SCENE.close in free play).
    joined: somebody has just been recognised; the bird's mesh shimmers for them. (A mate's bird tells by an event.)
    aside_px: how far everything is moved to the right, to make room for a panel on the left.
    ghost: another run's bird at this moment, drawn translucent behind everything that plays.
    """

    calm: bool = False
    zoom: float = 1.0
    joined: bool = False
    aside_px: float = 0.0
    ghost: BirdView | None = None


RUN_SHOT: Final = Shot()


@dataclass(frozen=True, slots=True, eq=False)
class _Portrait:
    """A bird as last drawn, and its shadow (None where shadows are left out).

    drawn: number of the stage's last picture that showed it. painted_px: its height as it was painted, before any
    enlarging. sketch: of the bird in the next picture, if that has been begun.
    """

    drawn: int
    painted_px: int
    picture: BirdPicture
    shadow: Cutout | None
    sketch: Sketch | None = None


class Stage:
    """Draws the world. A program needs one stage: paintings are made (or loaded) here, once.

    size: logical pixels (see screen.letterbox.scene_size). cache_dir: where paintings are kept between starts, None to
    paint anew. progress: called with a fraction 0..1 and what is being done. male: whose bill the
    first player's Huia has; a second player's is of the other sex.
    `quality` may be set between two pictures: how much of them is painted. drawn: pictures so far.
    """

    def __init__(
        self,
        size: tuple[int, int] = (1280, 720),
        cache_dir: Path | None = None,
        progress: Callable[[float, str], None] | None = None,
        tuning: SceneTuning = SCENE,
        male: bool = False,
    ) -> None:
        self.view = view_of(size)
        self._frame = Scene(self.view.width_px, self.view.height_px)
        self._tuning = tuning
        self.quality = FINEST
        painted = paintings(self.view, cache_dir, progress)
        self._scenery = Scenery(self.view, painted)
        frames = {tuple(name.split("/")): p for name, p in painted.items()}
        self._things = Things(
            {
                (Kind(path[1]), int(path[2])): Cutout(p.pixels, p.x, p.y)
                for path, p in frames.items()
                if path[0] == "thing"
            }
        )
        self.figurines = Figurines(male)
        self._bird = BirdPainter(male)
        self._mate = BirdPainter(not male)
        self._ghost = Memory()
        self._wild = Wild()
        self._halos: Shelf[tuple[int, int], Picture] = Shelf(_HALO_BYTES)
        self._fire = Fire({path[1]: p.pixels for path, p in frames.items() if path[0] == "fire"})
        self._air = Air(self.view)
        self._effects = Effects(tuning)
        self._last_s: float | None = None
        self._camera: Camera | None = None  # of the last frame
        self._paired = 0.0  # how far a close picture has drawn back for a pair, 0..1
        self._joined_s: dict[int, float] = {}  # by whose bird it is
        self.drawn = 0
        self._portraits: dict[int, _Portrait] = {}  # by whose it is: a bird on twos, for one frame more

    def prepare(self) -> None:
        """Make now what is otherwise made when it is first seen: 0.4 s here, instead of late frames in a run."""
        for bird in (self._bird, self._mate):
            bird.prepare(HOUR_LIGHTS)
        for kind in MODELS:
            model_of(kind)
        self._wild.prepare(Camera(self.view, 0.0, stretch=self._tuning.stretch))
        self._fire.prepare()
        self.figurines.prepare()

    def camera(self, shown: Snapshot, t_s: float = 0.0, zoom: float = 1.0, aside_px: float = 0.0) -> Camera:
        """How the stage looks at a snapshot: for those who draw over it. aside_px: further to the right than usual."""
        tuning, view = self._tuning, self.view
        zoom = lerp(zoom, min(zoom, tuning.pair_close), smoothstep(self._paired))
        # a pair in a close view stands on both sides of the middle
        middle_m = shown.camera_x_m if shown.mate is not None and zoom > 1 else shown.bird.x_m
        highest_m = max(bird.y_m for bird in shown.birds)
        x_m = follow(middle_m, shown.camera_x_m, view, zoom) - aside_px / (view.px_per_m * zoom)
        # the close view has room for true proportions; see SceneTuning.stretch
        near = min(1.0, max(0.0, (zoom - 1) / (tuning.close - 1)))
        camera = Camera(view, x_m, zoom, lerp(tuning.stretch, 1.0, near))
        if zoom > 1:  # where the bird may fly high, the picture zooms out
            back = smoothstep((highest_m - tuning.back_from_m) / (tuning.back_to_m - tuning.back_from_m))
            camera = replace(camera, zoom=lerp(zoom, min(zoom, tuning.back), back), pace=zoom)
        # Near the top a bird moves the picture along, smoothly, as far as the trees reach.
        top_px = highest_m * camera.size_px_per_m + self.bird_px(camera)
        over = max(0.0, top_px - view.ground_px + lerp(tuning.air_px, tuning.close_air_px, near))
        soft = tuning.air_px
        tilt = over * over / (2 * soft) if over < soft else over - soft / 2
        shake_x, shake_y = self._effects.shake_px(t_s)
        return replace(camera, shake_px=(shake_x, shake_y + min(tuning.tilt_px, tilt)))

    def bird_px(self, camera: Camera) -> float:
        """Height of the drawn Huia, from soles to crown."""
        return self._tuning.bird_m * self._tuning.stretch * camera.px_per_m

    def draw(
        self,
        previous: Snapshot,
        now: Snapshot,
        fraction: float,
        t_s: float,
        events: Sequence[WorldEvent] = (),
        shot: Shot = RUN_SHOT,
    ) -> DrawList:
        """The picture `fraction` of a step after `previous`.

        t_s: time for animation, never decreasing. events: since the last call, each passed once.
        """
        shown = interpolate(previous, now, fraction)
        self.drawn += 1
        elapsed_s = 0.0 if self._last_s is None else max(0.0, t_s - self._last_s)
        self._last_s = t_s
        closing = 1.0 if shown.mate is not None else -1.0
        self._paired = min(1.0, max(0.0, self._paired + closing * elapsed_s / _PAIRING_S))
        if shot.joined:
            self._joined_s = {**self._joined_s, shown.bird.who: t_s}
        for event in events:
            if event.kind == "join":
                self._joined_s = {**self._joined_s, event.who: t_s}
        self._camera = camera = self.camera(shown, t_s, shot.zoom, shot.aside_px)
        raise_by = self.bird_px(camera) / (self._tuning.bird_m * camera.size_px_per_m)
        if shown.waves:
            shown = replace(shown, waves=tuple(replace(wave, y_m=wave.y_m * raise_by) for wave in shown.waves))
        self._effects.step(elapsed_s, shown, events, shot.calm, raise_by)
        light = daylight(shown.day_s, self._tuning)
        quality = self.quality
        ridge = shares(shown.camera_x_m)[Stretch.RIDGE]  # where it snows there are no fireflies, no leaves, no rain
        rain = shower(shown.t_s, self._tuning) * (1.0 - ridge) if quality.rain else 0.0
        items: DrawList = [self._frame, *self._scenery.behind(camera, light, quality.rays, quality.mist)]
        items += self._air.glints(camera, t_s, self._scenery.moon_px(light)[0], 1 - 0.4 * light.dawn, quality.motes)
        items += self._air.rings(camera, t_s, rain)
        items += self._air.fireflies(camera, t_s, (1 - 0.7 * light.dawn) * (1 - ridge), quality.motes)
        for wave in shown.waves:
            items += self._fire.ground_light(wave, camera, shot.calm)
        items += self._wild.ground(shown.things, camera, light, t_s)
        for thing in shown.things if quality.shadows else ():
            items += self._things.shadow(thing, camera)
        if shot.ghost is not None and quality.shadows:
            items += self._haunt(shot.ghost, shown.bird, camera, t_s)
        for thing in shown.things:
            items += self._wild.behind(thing, camera, light)
        for thing in shown.things:
            items += self._things.draw(thing, camera, light)
        dusk = Twilight(HOUR_LIGHTS[light.earlier], HOUR_LIGHTS[light.later], light.blend)
        for bird in reversed(shown.birds):  # the second stands a little further away
            items += self._huia(shown, bird, camera, t_s, dusk, shot.calm)
        dull, shining = self._effects.particles.draw(camera, quality.motes)
        items += dull
        for wave in shown.waves:
            items += self._fire.draw(wave, camera, t_s, shot.calm)
        for x_m, y_m, age_s in self._effects.bursts:
            items += self._fire.burst(*camera.point(x_m, y_m), age_s)
        items += shining
        items += self._air.leaves(camera, t_s, shown.wind_mps, quality.motes * (1.0 - ridge))
        items += self._air.snow(camera, t_s, ridge, quality.motes)
        items += self._air.rain(camera, t_s, rain)
        return items + self._scenery.before(camera, light)

    def _haunt(self, ghost: BirdView, bird: BirdView, camera: Camera, t_s: float) -> DrawList:
        """The bird of another run, pale and see-through; nothing where it is out of the picture or on our own."""
        x, y = camera.point(ghost.x_m, ghost.y_m)
        height_px = self.bird_px(camera)
        # where both birds do the same, the ghost would only blur the player's
        seen = smoothstep((math.dist((ghost.x_m, ghost.y_m), (bird.x_m, bird.y_m)) - _GHOST_APART_M) / _GHOST_APART_M)
        if not -height_px < x < self.view.width_px + height_px or seen < 0.02:
            return []
        if (kept := self._portraits.get(bird.who)) is not None:  # its painter draws the ghost, too, in the same memory
            pixels = kept.picture.pixels.copy()
            self._portraits[bird.who] = replace(kept, picture=replace(kept.picture, pixels=pixels))
        posture, heading = self._ghost.step(ghost, t_s)
        picture = self._bird.draw(posture, heading, height_px * _GHOST_SHARPNESS, NIGHT)
        pale = cv2.transform(picture.pixels, _GHOSTLY * seen)  # a copy: the painter goes on with its own
        picture = replace(picture, pixels=np.asarray(pale, np.uint8)).enlarged(1 / _GHOST_SHARPNESS)
        return [Fresh(picture.pixels, x - picture.foot_xy[0], y - picture.foot_xy[1])]

    def _huia(
        self, shown: Snapshot, bird: BirdView, camera: Camera, t_s: float, light: Twilight, calm: bool
    ) -> DrawList:
        """One bird, its shadow on the moss, and the fire it gathers."""
        beside = bird.who == 1 and shown.mate is not None
        height_px = self.bird_px(camera) * (_BESIDE_SIZE if beside else 1.0)
        lane_px = _BESIDE_ROWS * camera.view.depth_px * camera.zoom if beside else 0.0
        x, y = camera.point(bird.x_m, bird.y_m)
        y -= lane_px
        portrait = self._portrait(shown, bird, camera, t_s, height_px, light, calm)
        picture = portrait.picture
        left, top = x - picture.foot_xy[0], y - picture.foot_xy[1]
        items: DrawList = []
        if portrait.shadow is not None:
            _, ground = camera.point(0.0, 0.0)
            items.append(Fresh(portrait.shadow.pixels, left - portrait.shadow.x, ground - lane_px - portrait.shadow.y))
        if bird.golden_s > 0:
            items.append(self._halo(x, y - 0.55 * height_px, height_px, bird.golden_s))
        items.append(Fresh(picture.pixels, left, top))
        if picture.glow > 0.02:
            hx, hy = left + picture.hands_xy[0], top + picture.hands_xy[1]
            items += self._fire.gathering(hx, hy, height_px * 0.55, picture.glow, t_s, calm)
        return items

    def _portrait(
        self,
        shown: Snapshot,
        bird: BirdView,
        camera: Camera,
        t_s: float,
        height_px: float,
        light: Twilight,
        calm: bool,
    ) -> _Portrait:
        """One bird, `height_px` tall. On twos it is sketched for one frame, which shows the picture before, and
        painted for the next, so that both take alike."""
        quality = self.quality
        kept = self._portraits.pop(bird.who, None)
        painted_px = round(height_px * quality.bird)
        if kept is not None and (kept.drawn, kept.painted_px) != (self.drawn - 1, painted_px):
            kept = None
        painter = self._mate if bird.who == 1 else self._bird
        sketch = kept.sketch if kept is not None else None
        if sketch is None:
            shimmer = (t_s - self._joined_s.get(bird.who, -math.inf)) / _SHIMMER_S
            sketch = painter.sketch(
                bird,
                t_s,
                height_px * quality.bird,
                light,
                fire=self._firelight(shown, bird, camera),
                lives=bird.lives,
                shimmer=shimmer if 0 <= shimmer < 1 and not calm else None,
            )
            # a pair takes turns, so that each frame has one bird to paint
            if kept is not None and (self.drawn + bird.who) % 2:
                portrait = replace(kept, drawn=self.drawn, sketch=sketch)
                self._portraits[bird.who] = portrait
                return portrait
        picture = painter.finish(sketch)
        if quality.bird != 1.0:
            picture = picture.enlarged(1 / quality.bird)
        shadow = cast_shadow(picture.pixels, picture.foot_xy[1], bird.y_m) if quality.shadows else None
        portrait = _Portrait(self.drawn, painted_px, picture, shadow)
        if quality.twos:
            self._portraits[bird.who] = portrait
        return portrait

    def _halo(self, x: float, y: float, height_px: float, left_s: float) -> Sprite:
        """The gold around a bird in golden flight; it fades in its last second."""
        step, side = round(8 * min(1.0, left_s / _HALO_FADES_S)), 16 * round(height_px * _HALO / 16)
        halo = self._halos.get((step, side))
        if halo is None:
            halo = Picture(f"halo/{side}/{step}", gold(side, step / 8))
            self._halos.put((step, side), halo, halo.pixels.nbytes)
        return Sprite(halo, x - side / 2, y - side / 2, Blend.ADD)

    def _firelight(self, shown: Snapshot, bird: BirdView, camera: Camera) -> Firelight | None:
        """The wave nearest to a bird, as a light in the bird's own axes; None when none is near."""
        unit_px = self.bird_px(camera) / BIRD_UNITS
        near: Firelight | None = None
        nearest = _LIT_UNITS
        for wave in shown.waves:
            ahead = (wave.x_m - bird.x_m) * camera.px_per_m / unit_px * bird.heading
            up = (wave.y_m - bird.y_m) * camera.size_px_per_m / unit_px
            if abs(ahead) < nearest:
                nearest = abs(ahead)
                near = Firelight((ahead, up, 0.3), strength=1.9 * wave.power * (1 - nearest / _LIT_UNITS) ** 0.5)
        return near


def cast_shadow(pixels: Pixels, foot_y: float, height_m: float) -> Cutout:
    """The shadow of a silhouette on the moss, towards the viewer and away from the moon, fainter with height.

    pixels: uint8 (h, w, 4). foot_y: the row of its feet. Returns black pixels, and how far to the right of their left
    edge the silhouette's is, and below their top the ground.
    """
    small = pixels[::4, ::4, 3]
    columns = small.shape[1]
    foot, tall = foot_y / 4, 26
    squash, slant = 0.28, 0.5
    lie = np.array([[1, slant, -slant * foot], [0, -squash, squash * foot + 3]], np.float32)
    pad = 4 + max(8, int(slant * foot))  # room for the crown's shadow
    lie[0, 2] += pad
    fallen = cv2.blur(cv2.warpAffine(small, lie, (columns + 2 * pad, tall)), (5, 3))
    faint = 1 / (1 + 1.6 * max(0.0, height_m))
    fade = np.linspace(0.62, 0.10, tall, dtype=np.float32)[:, None] * faint
    size = 4 * (columns + 2 * pad), 4 * tall
    alpha = cv2.resize((fallen * fade).astype(np.uint8), size, interpolation=cv2.INTER_LINEAR)
    black = np.zeros_like(alpha)
    shadow = np.asarray(cv2.merge((black, black, black, alpha)), np.uint8)
    return Cutout(shadow, 4 * pad, 14)


def gold(side: int, strength: float) -> Pixels:
    """A round golden light with soft rays, RGB to be added."""
    small = max(1, side // 4)  # so soft that a quarter of the pixels is enough, and no frame waits 20 ms for it
    y, x = np.mgrid[0:small, 0:small].astype(np.float32) * (2 / small) - 1
    away, angle = np.hypot(x, y), np.arctan2(y, x)
    rays = 0.75 + 0.25 * np.cos(angle * 9.0) ** 3
    light = np.clip(1 - away, 0, 1) ** 1.4 * rays * strength * 1.25
    shade = np.clip(light[..., None] * np.array((255, 196, 84)), 0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(shade, (side, side), interpolation=cv2.INTER_CUBIC), np.uint8)
