"""A thing as a mesh that can be posed, from which pictures of logs, animals and food are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

import cv2
import numpy as np

from game.scene.drawing import Pixels
from game.scene.mesh import Floats, Mesh, chain, moved, pivot, turn_z
from game.scene.raster import Renderer, Viewpoint, bounds, wrap_light
from game.scene.shading import DUSK, Lights, Material, Rgb

ANIMAL_RIM: Final = 1.9  # an animal stands out by the light round it


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A mesh in metres; its origin is the middle of the thing's box, x ahead, y up.

    pose: (phase 0..1 of its cycle, limp) -> transforms (parts, 3, 4). frames: pictures kept of a cycle that lasts
    cycle_s. turns: "picture" (it tumbles) or "axle" (it rolls) for things without a cycle: the pictures then show
    `frames` angles, each lit from above. turn_rad: its turn from profile towards the viewer.
    rim: strength of the light around its outline, 1 like the Huia's. night: how much brighter than wood it is at night,
    so that it can be made out. eyes: (part, point of the mesh) of each, which
    shine at night in the colour `shine`.
    """

    mesh: Mesh
    palette: tuple[Material, ...]
    pose: Callable[[float, bool], Floats]
    frames: int = 1
    cycle_s: float = 1.0
    turn_rad: float = 0.42
    elevation_rad: float = 0.16
    turns: Literal["no", "picture", "axle"] = "no"
    rim: float = 1.0
    night: float = 1.0
    eyes: tuple[tuple[int, tuple[float, float, float]], ...] = ()
    shine: Rgb = (255.0, 255.0, 255.0)

    def viewpoint(self, px_per_m: float) -> Viewpoint:
        """How its pictures look at it: facing left like everything that comes towards the Huia, if it has a face."""
        heading = -1 if self.turns == "no" else 1
        azimuth = -np.pi / 2 + (np.pi / 2 - self.turn_rad) * heading
        return Viewpoint(px_per_m, (0.0, 0.0), azimuth, self.elevation_rad, distance=6.0)

    def eye_at(self, px_per_m: float, phase: float) -> tuple[float, float] | None:
        """The eye nearer to the viewer at a phase of its cycle: x right, y down from the origin; None without eyes."""
        if not self.eyes:
            return None
        poses = self.pose(phase, False)
        places = np.array([moved(poses[part], point) for part, point in self.eyes])
        viewpoint = self.viewpoint(px_per_m)
        x, y = viewpoint.project(places[int(np.argmax(places @ viewpoint.rotation()[2]))]).tolist()
        return x, y


@dataclass(frozen=True, slots=True, eq=False)
class Cutout:
    """A picture of a model: premultiplied RGBA, and where the model's origin lies in it."""

    pixels: Pixels
    x: float
    y: float


class Sculptor:
    """Renders one model."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._renderer = Renderer(model.mesh, model.palette)

    def picture(self, px_per_m: float, frame: int, limp: bool = False, lights: Lights = DUSK) -> Cutout:
        """One frame of its cycle or of its angles; limp: knocked out."""
        model = self.model
        part = frame / model.frames
        viewpoint = model.viewpoint(px_per_m)
        warm, cool = lights.outline
        lights = replace(lights, outline=(_brighter(warm, model.rim), _brighter(cool, model.rim)))
        transforms = model.pose(part, limp)
        if model.turns != "no":  # counter-clockwise, in the picture's plane or about its own z axis
            view = viewpoint.rotation() if model.turns == "picture" else np.eye(3)
            whole = pivot(view.T @ turn_z(part * 2 * np.pi) @ view, (0.0, 0.0, 0.0))
            transforms = np.stack([chain(whole, t) for t in transforms])
        index, pixels, colours = self._renderer.faces(transforms, viewpoint, lights)
        left, top, right, bottom = bounds(pixels, 3)
        pixels -= np.array((left, top), np.float32)
        canvas = self._renderer.fill(np.zeros((bottom - top, right - left, 4), np.uint8), index, pixels, colours)
        return Cutout(wrap_light(canvas, lights), -left, -top)


def _brighter(colour: Rgb, times: float) -> Rgb:
    red, green, blue = (min(255.0, c * times) for c in colour)
    return red, green, blue


def turned(cut: Cutout, scale: float, angle_rad: float, mirror: bool = False) -> Cutout:
    """A cut-out scaled, and turned counter-clockwise about its origin; mirror: left and right changed first."""
    pixels, x = cut.pixels, cut.x
    if mirror:
        pixels, x = np.ascontiguousarray(pixels[:, ::-1]), cut.pixels.shape[1] - cut.x
    height, width = pixels.shape[:2]
    if not angle_rad:
        size = max(1, round(width * scale)), max(1, round(height * scale))
        # Above half size, linear interpolation looks as good as area averaging and takes an eighth of the time.
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR)
        return Cutout(np.asarray(small, np.uint8), x * scale, cut.y * scale)
    c, s = scale * np.cos(angle_rad), scale * np.sin(angle_rad)
    corners = np.array([(u - x, v - cut.y) for u in (0, width) for v in (0, height)])
    there = corners @ np.array([[c, -s], [s, c]])
    left, top = np.floor(there.min(0)).astype(int) - 1
    right, bottom = np.ceil(there.max(0)).astype(int) + 1
    matrix = np.array([[c, s, -left - c * x - s * cut.y], [-s, c, -top + s * x - c * cut.y]], np.float32)
    spun = cv2.warpAffine(pixels, matrix, (int(right - left), int(bottom - top)), flags=cv2.INTER_LINEAR)
    return Cutout(np.asarray(spun, np.uint8), float(-left), float(-top))
