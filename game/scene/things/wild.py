"""Things of the path that are not made of a mesh: streams and lakes, ferns, the ropes of vines, falling trees."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

import cv2
import numpy as np

from game.scene.backdrop import plants
from game.scene.backdrop.paint import (
    FAR,
    LOW,
    MIDDLE,
    MIST,
    MOSS,
    MOSS_LIT,
    SOIL,
    UPPER,
    Floats,
    Pixels,
    grid,
    mix,
    noise,
    premultiplied,
    smooth,
    trimmed,
)
from game.scene.backdrop.stencil import Stencil, edge
from game.scene.daylight import Daylight
from game.scene.drawing import DrawList, Fresh, Line, Picture, Polygon, Sprite
from game.scene.projection import Camera
from game.scene.things.tree import TREE_PX, TRUNK_PX, painted_tree
from game.world.snapshot import Kind, ThingView
from game.world.things import ROPE_M

WATER: Final = (Kind.STREAM, Kind.LAKE)
_PLAN: Final = (256, 160)  # texels of a water's top view: along the path, and in depth
_FRAMES: Final = 6
_FRAME_S: Final = 0.22
_FAR_ROW: Final = 0.80  # parallax factor of the far shore of what crosses the path
_NIGHT: Final = np.array((0.50, 0.62, 0.86))
_DAWN: Final = np.array((1.14, 1.02, 0.94))
_HOUR_STEPS: Final = 24  # of a water's light
_FERN_M: Final = 0.52  # drawn height of a fern
_FADES_S: Final = 0.4  # a tree appears with its foot just beyond the picture: an upright one shows its crown by then
_ROPE: Final = ((74, 58, 40), (121, 99, 66))
_LEAF: Final = ((70, 104, 52), (101, 138, 66))


class Wild:
    """Draws them, from pictures that take longer than a frame each: painted by `prepare`, or else on first use."""

    def __init__(self) -> None:
        self._water: dict[Kind, list[Pixels]] = {}
        self._lit: dict[tuple[Kind, int], tuple[tuple[int, int], Pixels]] = {}  # waters in the light of the last hour
        self._fern: tuple[Pixels, float, float] | None = None
        self._ferns: dict[int, Picture] = {}
        self._kauri: Pixels | None = None

    def prepare(self, camera: Camera) -> None:
        """Paint tree, waters and fern now, for the sizes that this camera shows."""
        self._kauri = painted_tree()
        self._water = {kind: _waters(kind is Kind.LAKE) for kind in WATER}
        self._fern = _painted_fern(round(_FERN_M * camera.size_px_per_m))

    def ground(self, things: Iterable[ThingView], camera: Camera, light: Daylight, t_s: float) -> DrawList:
        """Streams and lakes, as they lie in the ground."""
        items: DrawList = []
        for thing in things:
            if thing.kind in WATER:
                items += self._pool(thing, camera, light, t_s)
        return items

    def behind(self, thing: ThingView, camera: Camera, light: Daylight) -> DrawList:
        """What is drawn before a thing itself: a vine's rope, a tree, a fern."""
        match thing.kind:
            case Kind.VINE:
                return _rope(thing, camera, light) if thing.alive else []
            case Kind.TREE:
                return self._tree(thing, camera, light)
            case Kind.FERN:
                return self._bush(thing, camera, light)
            case _:
                return []

    def _pool(self, thing: ThingView, camera: Camera, light: Daylight, t_s: float) -> DrawList:
        """The top view of a water, laid into the ground's perspective."""
        if thing.kind not in self._water:
            self._water[thing.kind] = _waters(thing.kind is Kind.LAKE)
        view = camera.view
        margin_m = 0.22
        half_m = thing.size_m[0] / 2 + margin_m
        squeeze = max(16.0, view.depth_px + camera.lift_px(1.0))
        near = (view.height_px - view.horizon_px) / squeeze  # parallax factor of the bottom row
        corners = []
        for factor in (_FAR_ROW, near):
            for x_m in (thing.x_m - half_m, thing.x_m + half_m):
                x = view.width_px / 2 + (x_m - camera.x_m) * camera.px_per_m * factor + camera.shake_px[0] * factor
                corners.append((x, view.horizon_px + factor * squeeze))
        (x0, y0), (x1, _), (x2, y2), (x3, _) = corners
        left, right = max(0.0, min(x0, x2)), min(float(view.width_px), max(x1, x3))
        if right - left < 2:
            return []
        plan = self._lit_water(thing.kind, int(t_s / _FRAME_S) % _FRAMES, light)
        wide, deep = _PLAN
        source = np.array([(0, 0), (wide, 0), (0, deep), (wide, deep)], np.float32)
        left, top = math.floor(left), math.floor(y0)
        target = np.array([(x0 - left, y0 - top), (x1 - left, y0 - top), (x2 - left, y2 - top), (x3 - left, y2 - top)])
        matrix = cv2.getPerspectiveTransform(source, target.astype(np.float32))
        size = math.ceil(right) - left, math.ceil(y2) - top
        patch = cv2.warpPerspective(plan, matrix, size, flags=cv2.INTER_LINEAR)
        return [Fresh(np.asarray(patch, np.uint8), left, top)]

    def _lit_water(self, kind: Kind, frame: int, light: Daylight) -> Pixels:
        """One view of a water in the light of the hour, which changes in steps: a view is lit for many frames."""
        hour = round(light.night * _HOUR_STEPS), round(light.dawn * _HOUR_STEPS)
        known = self._lit.get((kind, frame))
        if known is None or known[0] != hour:
            pixels = _hour(self._water[kind][frame], hour[0] / _HOUR_STEPS, hour[1] / _HOUR_STEPS)
            known = self._lit[kind, frame] = hour, pixels
        return known[1]

    def _bush(self, thing: ThingView, camera: Camera, light: Daylight) -> DrawList:
        """A fern; it shakes while something in it is about to jump out."""
        if self._fern is None:
            self._fern = _painted_fern(round(_FERN_M * camera.size_px_per_m))
        pixels, foot_x, foot_y = self._fern
        step = round(light.night * 4)
        if step not in self._ferns:
            tint = 1 + (_NIGHT - 1) * step / 4
            dark = np.asarray(cv2.transform(pixels, np.diag((*tint, 1.0))), np.uint8)
            self._ferns[step] = Picture(f"wild/fern/{step}/{dark.shape[0]}", dark)
        x, y = camera.point(thing.x_m, 0.0)
        shake = 5.0 * math.sin(thing.phase * 61.0) if thing.staggered > 0 else 0.0
        return [Sprite(self._ferns[step], x - foot_x + shake, y - foot_y + 8)]

    def _tree(self, thing: ThingView, camera: Camera, light: Daylight) -> DrawList:
        """A kauri from its foot to its crown, however far it has fallen."""
        if self._kauri is None:
            self._kauri = painted_tree()
        long, thick = TRUNK_PX
        reach_px, spread_px = TREE_PX
        x, y = camera.point(thing.x_m, 0.0)
        length_m, turn = thing.size_m[0], thing.angle_rad
        tip = np.array(
            [length_m * math.sin(turn) * camera.px_per_m, -1.25 * length_m * math.cos(turn) * camera.size_px_per_m]
        )
        reach = max(1.0, float(np.hypot(*tip)))
        along = tip / long
        across = np.array([-tip[1], tip[0]]) / reach * (0.40 * camera.size_px_per_m / thick)
        foot = np.array([x, y - 0.1 * camera.size_px_per_m * math.sin(turn)]) - across * spread_px * 0.5
        ends = foot, foot + across * spread_px
        corners = np.array([*ends, *(end + along * reach_px for end in ends)])
        view = camera.view
        left, top = np.floor(np.maximum(corners.min(0) - 1, (0, 0))).astype(int)
        right, bottom = np.ceil(np.minimum(corners.max(0) + 1, (view.width_px, view.height_px))).astype(int)
        if right - left < 2 or bottom - top < 2:
            return []
        matrix = np.array([[along[0], across[0], foot[0] - left], [along[1], across[1], foot[1] - top]], np.float32)
        patch = cv2.warpAffine(self._kauri, matrix, (int(right - left), int(bottom - top)), flags=cv2.INTER_LINEAR)
        if thing.phase < _FADES_S:
            patch = cv2.convertScaleAbs(patch, alpha=thing.phase / _FADES_S)
        return [Fresh(_hour(np.asarray(patch, np.uint8), light.night, light.dawn), float(left), float(top))]


def _hour(pixels: Pixels, night: float, dawn: float) -> Pixels:
    """Premultiplied pixels in the light of the hour; night, dawn: 0..1."""
    if max(night, dawn) < 0.01:
        return pixels
    tint = 1 + (_NIGHT - 1) * night + (_DAWN - 1) * dawn
    lit = np.asarray(cv2.transform(pixels, np.diag((*tint, 1.0))), np.uint8)
    np.minimum(lit[..., :3], lit[..., 3:], out=lit[..., :3])
    return lit


def _waters(lake: bool) -> list[Pixels]:
    """Top views of a piece of water between two shores, premultiplied; its ripples move from one to the next."""
    wide, deep = _PLAN
    y, x = grid(deep, wide)
    ragged = (noise(deep, wide, 51, 1.5, 1.0, 1.6) - 0.5) * (0.10 if lake else 0.26)
    off = np.abs(x / wide - 0.5) * 2 + ragged
    shore = 0.94 if lake else 0.78
    water = smooth(shore + 0.015, shore - 0.02, off)
    bank = smooth(shore + (0.06 if lake else 0.20), shore, off)
    foaming = smooth(shore - 0.10, shore - 0.02, off)
    still = noise(deep, wide, 53, 1.3, 3.0, 0.6)
    near = (y / deep)[..., None]
    dark = mix(mix(MIDDLE, FAR, 0.5), mix(UPPER, MIDDLE, 0.45), near)
    bright = mix(LOW, mix(MIDDLE, LOW, 0.55), near)
    wet = mix(SOIL * 0.9, mix(FAR * 0.6, LOW * 0.7, noise(deep, wide, 57, 1.0)[..., None]), 0.45)
    cover = np.asarray(np.maximum(water * 0.96, bank * 0.85) * smooth(0.0, 0.16, y / deep), np.float32)
    views = []
    for frame in range(_FRAMES):
        ripples = np.roll(still, (frame * deep // _FRAMES, frame * 7), (0, 1))
        colour = mix(dark, bright, smooth(0.42, 0.80, ripples)[..., None])
        colour = mix(colour, MIST, (foaming * smooth(0.5, 0.75, ripples) * 0.7)[..., None])
        views.append(premultiplied(np.asarray(mix(wet, colour, water[..., None]), np.float32), cover))
    return views


def _painted_fern(height: int) -> tuple[Pixels, float, float]:
    """A dense ground fern of this height, and where its foot is."""
    side = round(height * 2.6)
    stencil = Stencil(side, round(height * 1.4))
    rng = np.random.default_rng(71)
    for size in (0.80, 0.95, 0.70):
        plants.fern(
            stencil, side / 2 + rng.normal() * height * 0.12, height * 1.28, height * size, rng, fronds=13, pinnae=22
        )
    plate = stencil.plate()
    colour = mix(mix(SOIL, MOSS, 0.55), mix(MOSS, MOSS_LIT, 0.5), plate.tone[..., None])
    colour = colour + edge(plate.cover, 1.6, -1.6, 0.9)[..., None] * MOSS_LIT * 0.7
    pixels, left, top = trimmed(premultiplied(np.asarray(colour, np.float32), plate.cover))
    return pixels, side / 2 - left, height * 1.28 - top


def _rope(thing: ThingView, camera: Camera, light: Daylight) -> DrawList:
    """A vine from above the picture to its knot, a little slack, with leaves."""
    x1, y1 = camera.point(thing.x_m, thing.y_m + 0.1)
    x0, y0 = camera.point(thing.anchor_m, ROPE_M)
    tint = 1 + (_NIGHT - 1) * light.night
    sway = (x0 - x1) * 0.18
    points = []
    for n in range(13):
        t = n / 12
        points.append((x0 + (x1 - x0) * t * t + sway * math.sin(math.pi * t), y0 + (y1 - y0) * t))
    dark, lit = (_shaded(colour, tint) for colour in _ROPE)
    items: DrawList = [Line(tuple(points), dark, 9.0), Line(tuple((x + 2.0, y) for x, y in points), lit, 2.5)]
    for n in range(3, 12):
        (x, y), side = points[n], 1 if n % 2 else -1
        size = 15.0 + 5.0 * (n * 7 % 3)
        droop = size * (0.55 + 0.2 * (n % 2))
        leaf = (
            (x, y),
            (x + side * size * 0.5, y - 4 + droop * 0.2),
            (x + side * size, y + droop),
            (x + side * size * 0.35, y + droop * 0.75),
        )
        items.append(Polygon(leaf, _shaded(_LEAF[n % 2], tint)))
    return items


def _shaded(colour: tuple[int, int, int], tint: Floats) -> tuple[int, int, int]:
    red, green, blue = (round(c * float(t)) for c, t in zip(colour, tint, strict=True))
    return red, green, blue
