"""Obstacles, animals and food as pictures of small meshes: painted once, turned and scaled on first use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

import cv2
import numpy as np

from game.scene.daylight import Daylight
from game.scene.drawing import Blend, DrawList, Picture, Pixels, Sprite
from game.scene.projection import Camera
from game.scene.shading import Rgb
from game.scene.shelf import Shelf
from game.scene.things.beasts import CAT, ERMINE, POSSUM, RAT, STOAT, beast
from game.scene.things.crate import crate
from game.scene.things.flyer import harrier
from game.scene.things.food import berry, grub, white_grub
from game.scene.things.model import Cutout, Model, Sculptor, turned
from game.scene.things.stone import knot, rock
from game.scene.things.timber import log, stump
from game.world.snapshot import Kind, ThingView

__all__ = ["MODELS", "PAINTED_PX_PER_M", "Things", "frames_of", "model_of", "paint_frame"]

MODELS: Final[Mapping[Kind, Callable[[], Model]]] = {
    Kind.LOG: log,
    Kind.STUMP: stump,
    Kind.CRATE: crate,
    Kind.STOAT: lambda: beast(STOAT),
    Kind.RAT: lambda: beast(RAT),
    Kind.POSSUM: lambda: beast(POSSUM),
    Kind.CAT: lambda: beast(CAT),
    Kind.HARRIER: harrier,
    Kind.BERRY: berry,
    Kind.GRUB: grub,
    Kind.WHITE_GRUB: white_grub,
    Kind.VINE: knot,
    Kind.ROCK: rock,
    Kind.GIANT: lambda: beast(ERMINE),
}
LOOKS_LIKE: Final = {Kind.ROLLER: Kind.LOG}
"""Kinds that are drawn as another is."""
_LARGER: Final = {Kind.GIANT: 2.42}
"""How much larger than its model a kind is drawn."""
_FINER: Final = {Kind.GIANT: 1.5}
"""How much finer such a kind is painted."""
PAINTED_PX_PER_M: Final = 340.0  # between the sizes of a run (228) and of free play (398)
_STEP_RAD: Final = np.radians(3.0)  # angles are rounded to steps too small to see
_TINTS: Final = ((1.0, 1.0, 1.0), (0.68, 0.79, 0.98), (1.14, 1.03, 0.94))
"""Colour factors of dusk (in which they are painted), night and dawn (see shading.HOUR_LIGHTS)."""
_TINT_STEPS: Final = 10  # steps from hour to hour
_SHINE_M: Final = 0.075  # radius of the glow of an eye
_SHINES_FROM: Final = 0.15  # depth of the night from which eyes shine
_MOST_BYTES: Final = 40 << 20
"""Of the pictures that are kept: a run fills it in a minute, and what is drawn at once is a sixth of it."""


class Things:
    """Draws things from frames painted in advance (`paint_frame`), by kind and frame.

    The frame after the last one of a cycle shows the thing knocked out.
    """

    def __init__(self, frames: Mapping[tuple[Kind, int], Cutout]) -> None:
        self._frames = frames
        self._ready: Shelf[tuple[Kind, int, int, int, int, int], tuple[Picture, float, float]] = Shelf(_MOST_BYTES)
        self._shadows: dict[int, Picture] = {}
        self._eyes: dict[tuple[Kind, int], tuple[float, float] | None] = {}
        self._shine: dict[tuple[Kind, int, int], Picture] = {}

    def draw(self, thing: ThingView, camera: Camera, light: Daylight | None = None) -> DrawList:
        """One thing at its place, in the light of the hour (dusk by default)."""
        kind = LOOKS_LIKE.get(thing.kind, thing.kind)
        if kind not in MODELS:  # `wild` draws it
            return []
        model = model_of(kind)
        x, y = camera.point(thing.x_m, thing.y_m)
        size_px_per_m = camera.size_px_per_m * _LARGER.get(kind, 1.0)
        angle = thing.angle_rad % (2 * np.pi)
        if model.turns != "no":
            frame = round(angle / (2 * np.pi) * model.frames)
            angle = 0.0 if model.turns == "axle" else angle - frame / model.frames * 2 * np.pi
            frame %= model.frames
        else:
            frame = int(thing.phase / model.cycle_s * model.frames) % model.frames if thing.alive else model.frames
        mirror = thing.heading > 0 and model.turns == "no"
        hour = light.earlier * _TINT_STEPS + round(light.blend * _TINT_STEPS) if light is not None else 0
        turn = round(angle / _STEP_RAD)
        picture, ax, ay = self._picture(kind, frame, turn, mirror, size_px_per_m, hour)
        items: DrawList = [Sprite(picture, x - ax, y - ay)]
        if light is not None and light.night > _SHINES_FROM and thing.alive:
            items += self._eyeshine(kind, frame, -1 if mirror else 1, size_px_per_m, light.night, x, y)
        return items

    def shadow(self, thing: ThingView, camera: Camera) -> DrawList:
        """Its soft shadow on the moss, smaller and fainter the higher the thing is."""
        if thing.kind not in MODELS and thing.kind not in LOOKS_LIKE:
            return []
        width, height = thing.size_m
        above = max(0.0, thing.y_m - height / 2)
        if above > 1.5 or thing.y_m < 0:
            return []
        reach = max(12, 8 * round(width * camera.size_px_per_m * 1.25 / (1 + 0.4 * above) / 8))
        level = 6 - min(5, int(above * 3))
        picture = self._shadows.get(reach * 8 + level)
        if picture is None:
            picture = Picture(f"shadow/{reach}/{level}", _soft_ellipse(reach, max(6, reach // 5), 0.62 * level / 6))
            self._shadows[reach * 8 + level] = picture
        x, ground = camera.point(thing.x_m, 0.0)
        return [Sprite(picture, x - reach * 0.56, ground - picture.pixels.shape[0] * 0.36)]

    def _eyeshine(
        self, kind: Kind, frame: int, side: int, px_per_m: float, night: float, x: float, y: float
    ) -> DrawList:
        """The glow of an animal's eye at (x, y), the place of its origin. side: -1 where its picture is mirrored."""
        model = model_of(kind)
        if (kind, frame) not in self._eyes:
            self._eyes[kind, frame] = model.eye_at(1.0, frame / model.frames)
        eye = self._eyes[kind, frame]
        if eye is None:
            return []
        radius, level = round(px_per_m * _SHINE_M), round(4 * night)
        if (kind, radius, level) not in self._shine:
            self._shine[kind, radius, level] = Picture(
                f"eyeshine/{kind}/{radius}/{level}", _glow(radius, model.shine, level / 4)
            )
        left, top = x + side * eye[0] * px_per_m - radius, y + eye[1] * px_per_m - radius
        return [Sprite(self._shine[kind, radius, level], left, top, Blend.ADD)]

    def _picture(
        self, kind: Kind, frame: int, turn: int, mirror: bool, px_per_m: float, hour: int
    ) -> tuple[Picture, float, float]:
        key = (kind, frame, turn, int(mirror), round(px_per_m), hour)
        found = self._ready.get(key)
        if found is not None:
            return found
        cut = turned(
            self._frames[kind, frame], px_per_m / (PAINTED_PX_PER_M * _FINER.get(kind, 1.0)), turn * _STEP_RAD, mirror
        )
        _tint(cut.pixels, hour, model_of(kind).night)
        found = (Picture("thing/" + "/".join(map(str, key)), cut.pixels), cut.x, cut.y)
        self._ready.put(key, found, cut.pixels.nbytes)
        return found


@cache
def model_of(kind: Kind) -> Model:
    """The model of a kind, made on first use (a crate's boards take a frame's time)."""
    return MODELS[kind]()


def frames_of(kind: Kind) -> int:
    """Number of frames of a kind, including the knocked-out one."""
    model = model_of(kind)
    return model.frames + (model.turns == "no")


def paint_frame(kind: Kind, sculptor: Sculptor, frame: int) -> Cutout:
    """One frame of a kind at PAINTED_PX_PER_M."""
    model = sculptor.model
    limp = model.turns == "no" and frame == model.frames
    return sculptor.picture(PAINTED_PX_PER_M * _FINER.get(kind, 1.0), 0 if limp else frame, limp)


def _tint(pixels: Pixels, hour: int, night: float = 1.0) -> None:
    """Tint premultiplied pixels for an hour, in place, in steps of _TINT_STEPS. night: brightness of a whole night."""
    earlier, step = divmod(hour, _TINT_STEPS)
    share = step / _TINT_STEPS
    dusk, dark, dawn = _TINTS
    hours = dusk, tuple(night * c for c in dark), dawn
    before, after = hours[earlier % 3], hours[(earlier + 1) % 3]
    tint = [a * (1 - share) + b * share for a, b in zip(before, after, strict=True)]
    if tint != [1.0, 1.0, 1.0]:
        cv2.transform(pixels, np.diag((*tint, 1.0)), dst=pixels)
        np.minimum(pixels[..., :3], pixels[..., 3:], out=pixels[..., :3])  # colour must not exceed alpha


def _glow(radius: int, colour: Rgb, strength: float) -> Pixels:
    """A round light, RGB to be added: a bright core in a soft halo."""
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1] / max(radius, 1)
    away = np.hypot(x, y)
    light = 0.30 * np.clip(1 - away, 0, 1) ** 2 + 0.9 * np.exp(-((away / 0.16) ** 2))
    return np.asarray(np.clip(light[..., None] * strength * np.asarray(colour), 0, 255), np.uint8)


def _soft_ellipse(width: int, height: int, strength: float) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    """A black ellipse with soft edges, premultiplied."""
    pad = height // 2 + 2
    size = width + 2 * pad, height + 2 * pad
    coarse = max(1, height // 16)  # so soft that fewer pixels are enough, and no frame waits 5 ms for it
    small = size[0] // coarse, size[1] // coarse
    alpha = np.zeros(small[::-1], np.uint8)
    middle = 8 * small[0] - 8, 8 * small[1] - 8  # in sixteenths; pixels have their middles at whole ones
    axes = round(8 * width * small[0] / size[0]), round(8 * height * small[1] / size[1])
    cv2.ellipse(alpha, middle, axes, 0, 0, 360, (round(255 * strength),), -1, cv2.LINE_AA, 4)
    soft = cv2.GaussianBlur(alpha, (0, 0), (height / 5 + 1) / coarse)
    pixels = np.zeros((size[1], size[0], 4), np.uint8)
    pixels[..., 3] = cv2.resize(soft, size, interpolation=cv2.INTER_LINEAR)
    return pixels
