"""Draws a mesh: pose, cull, sort, light, fill. Software only, one thread, numpy and OpenCV.

```
canvas = Renderer(mesh, palette)                                  # keeps its buffers; one for each model
picture = canvas.render(transforms, Viewpoint(scale_px=120), DUSK, (400, 300))
```
The painter's algorithm: groups far to near, within a group faces far to near, each an anti-aliased convex polygon.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from game.scene.drawing import Pixels
from game.scene.mesh import Floats, Mesh, Singles, turn_x, turn_y
from game.scene.shading import DUSK, Firelight, Light, Material, Shader, tone

SUBPIXEL_BITS: Final = 4  # fillConvexPoly takes 1/16 pixels, so motion does not crawl
WIRE_PX: Final = 7.0  # faces about this narrow show their edges in full
GROUP_STEP: Final = 100.0  # far more than any model's depth, so that groups never mix


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """The viewpoint. Azimuth 0 shows the model's right side, its beak to the right.

    azimuth_rad < 0 turns the model's front towards the viewer; elevation_rad > 0 looks down on it.
    scale_px: pixels for one unit at the model's origin. origin_px: where the model's origin is, x right, y down.
    distance: from viewer to origin, in units; less gives a stronger perspective.
    """

    scale_px: float = 200.0
    origin_px: tuple[float, float] = (0.0, 0.0)
    azimuth_rad: float = -0.5585
    elevation_rad: float = 0.157
    distance: float = 7.5

    def rotation(self) -> Floats:
        """From the model's axes to the view's (x right, y up, z to the eye), (3, 3)."""
        return turn_x(self.elevation_rad) @ turn_y(self.azimuth_rad)

    def project(self, points: npt.ArrayLike) -> Floats:
        """Points (..., 3) of the model -> pixels (..., 2)."""
        seen = np.asarray(points, float) @ self.rotation().T
        near = self.scale_px * self.distance / np.maximum(self.distance - seen[..., 2], 0.1)
        return np.stack([self.origin_px[0] + seen[..., 0] * near, self.origin_px[1] - seen[..., 1] * near], -1)


class Renderer:
    """Draws one mesh in one palette, over and over, reusing its buffers."""

    def __init__(self, mesh: Mesh, palette: tuple[Material, ...]) -> None:
        self.mesh = mesh
        self.shader = Shader(palette)
        self._points = np.zeros((*mesh.corners.shape[:2], 2), np.int32)
        self._polygons = [self._points[i, :n] for i, n in enumerate(mesh.counts)]  # views, made once
        self._styles = [cv2.LINE_AA if soft else cv2.LINE_8 for soft in mesh.soft]
        self._order = np.arange(len(mesh.part))
        self._stacked_faces = mesh.stacked[mesh.group]
        self._group_size = np.maximum(np.bincount(mesh.group, minlength=len(mesh.stacked)), 1).astype(np.float32)

    def faces(
        self,
        transforms: Floats,
        viewpoint: Viewpoint,
        lights: Light,
        fire: Firelight | None = None,
        shown: npt.NDArray[np.bool_] | None = None,
    ) -> tuple[npt.NDArray[np.intp], Singles, Singles]:
        """What is to be drawn: indices of visible faces far to near, pixels (F, 8, 2) of those, colours (F, 3).

        transforms: (P, 3, 4), one a part; stretched axes are allowed as long as they stay at right angles.
        shown: (P,) parts to draw, all by default.
        """
        mesh = self.mesh
        view = viewpoint.rotation()
        matrix = (view @ transforms[:, :, :3]).astype(np.float32)
        offset = (transforms[:, :, 3] @ view.T).astype(np.float32)
        across = np.ascontiguousarray(matrix.transpose(0, 2, 1))  # what a row of corners is multiplied by
        stretch = np.maximum(np.einsum("pij,pij->pj", matrix, matrix), 1e-12)
        moving = matrix[mesh.part]
        normals = np.einsum("fij,fj->fi", moving, mesh.normals / stretch[mesh.part])  # right for stretched parts, too
        normals /= np.sqrt(np.einsum("fi,fi->f", normals, normals))[:, None] + 1e-9
        centres = np.einsum("fij,fj->fi", moving, mesh.centres)
        centres += offset[mesh.part]

        # towards the eye: against the ray to the face, not just the z axis, so perspective shows the right sides
        front = normals[:, 2] * viewpoint.distance > np.einsum("fi,fi->f", normals, centres)
        visible = front | mesh.two_sided
        if shown is not None:
            visible &= shown[mesh.part]
        index = np.flatnonzero(visible)
        index = index[np.argsort(self._nearness(normals, centres)[index], kind="stable")]

        pixels = self._projected(index, across, offset, viewpoint)
        seen = normals[index]
        seen[~front[index]] *= -1
        material, tint = mesh.material[index], mesh.tint[index]
        colours = self.shader.colours(seen, material, tint, lights)
        if fire is not None:
            x, y, z = (view @ np.asarray(fire.place)).tolist()
            placed = Firelight((x, y, z), fire.colour, fire.strength)
            self.shader.add_fire(colours, centres[index], seen, material, tint, placed)
        return index, pixels, tone(colours)

    def _nearness(self, normals: Singles, centres: Singles) -> Floats:
        """What faces are sorted by, the farthest first: their group, then their place in it, (F,)."""
        mesh = self.mesh
        groups = len(mesh.stacked)
        depth = np.bincount(mesh.group, centres[:, 2], groups) / self._group_size + mesh.nudge
        rank = np.empty(groups, np.float32)
        rank[np.argsort(depth, kind="stable")] = np.arange(groups)
        over = np.where(np.bincount(mesh.group, normals[:, 2], groups) < 0, -1.0, 1.0)
        within = np.where(
            self._stacked_faces, 10 * mesh.lift * over[mesh.group] + 0.02 * centres[:, 2], centres[:, 2] + mesh.lift
        )
        return np.asarray(GROUP_STEP * rank[mesh.group] + within)

    def _projected(
        self, index: npt.NDArray[np.intp], across: Singles, offset: Singles, viewpoint: Viewpoint
    ) -> Singles:
        """Pixels (n, 8, 2) of the corners of faces. across (P, 3, 3), offset (P, 3): of each part, to the view."""
        mesh = self.mesh
        part = mesh.part[index]
        points = np.matmul(mesh.corners[index], across[part])
        points += offset[part, None]
        near = (viewpoint.scale_px * viewpoint.distance) / np.maximum(viewpoint.distance - points[..., 2], 0.1)
        pixels = np.empty((*points.shape[:2], 2), np.float32)
        np.multiply(points[..., 0], near, out=pixels[..., 0])
        np.multiply(points[..., 1], -near, out=pixels[..., 1])
        pixels += np.asarray(viewpoint.origin_px, np.float32)
        return pixels

    def render(
        self,
        transforms: Floats,
        viewpoint: Viewpoint,
        lights: Light = DUSK,
        size: tuple[int, int] = (400, 400),
        fire: Firelight | None = None,
        shown: npt.NDArray[np.bool_] | None = None,
    ) -> Pixels:
        """A picture of `size` (width, height): uint8 (h, w, 4), premultiplied RGBA, no outline light."""
        index, pixels, colours = self.faces(transforms, viewpoint, lights, fire, shown)
        return self.fill(np.zeros((size[1], size[0], 4), np.uint8), index, pixels, colours)

    def fill(self, image: Pixels, index: npt.NDArray[np.intp], pixels: Singles, colours: Singles) -> Pixels:
        """Paint faces over `image` in order; returns it."""
        self._points[index] = np.rint(pixels * (1 << SUBPIXEL_BITS))
        opaque = np.full((len(index), 4), 255, np.float32)
        opaque[:, :3] = colours
        polygons, styles, draw = self._polygons, self._styles, cv2.fillConvexPoly
        for i, colour in zip(index.tolist(), opaque.tolist(), strict=True):
            draw(image, polygons[i], colour, styles[i], SUBPIXEL_BITS)
        return image

    def wire(
        self,
        image: Pixels,
        index: npt.NDArray[np.intp],
        pixels: Singles,
        colours: Singles,
        glow: Singles,
        colour: tuple[int, int, int],
    ) -> None:
        """Stroke the edges of faces just filled (the same arguments) where glow (F,) 0..1 says so.

        The narrower a face is, the fainter: lines cannot be thinner than a pixel, and many of them would be a solid.
        """
        nearby = np.flatnonzero(glow > 0.08)
        face = pixels[nearby]
        after = np.roll(face, -1, 1)
        area = np.abs((face[..., 0] * after[..., 1] - face[..., 1] * after[..., 0]).sum(1)) / 2
        glow = glow.copy()
        around = np.hypot(*(after - face).transpose(2, 0, 1)).sum(1)
        glow[nearby] *= np.clip(2 * area / np.maximum(around, 1e-6) / WIRE_PX, 0.0, 1.0) ** 1.5
        bright = np.flatnonzero(glow > 0.08)
        shades = np.full((len(bright), 4), 255, np.float32)
        share = glow[bright, None]
        shades[:, :3] = colours[bright] * (1 - share) + np.asarray(colour, np.float32) * share
        for face, shade in zip(index[bright].tolist(), shades.tolist(), strict=True):
            cv2.polylines(image, [self._polygons[face]], True, shade, 1, cv2.LINE_AA, SUBPIXEL_BITS)


def render(
    mesh: Mesh,
    palette: tuple[Material, ...],
    transforms: Floats,
    viewpoint: Viewpoint,
    lights: Light = DUSK,
    size: tuple[int, int] = (400, 400),
) -> Pixels:
    """One picture of a mesh with its outline light; keep a `Renderer` to draw many."""
    picture = Renderer(mesh, palette).render(transforms, viewpoint, lights, size)
    return wrap_light(picture, lights)


def bounds(pixels: Singles, margin: int = 2) -> tuple[int, int, int, int]:
    """The box (left, top, right, bottom) around projected faces, with a margin for anti-aliasing."""
    x, y = pixels[..., 0], pixels[..., 1]
    left, right = floor(x.min()) - margin, ceil(x.max()) + margin + 1
    top, bottom = floor(y.min()) - margin, ceil(y.max()) + margin + 1
    return left, top, right, bottom


class Scratch:
    """Big buffers, kept between frames: fresh memory costs more to touch than the drawing in it."""

    def __init__(self) -> None:
        self._flat: dict[str, Pixels] = {}

    def picture(self, name: str, width: int, height: int, channels: int = 4) -> Pixels:
        """A contiguous (height, width, channels) view of the buffer of that name; its contents are left over."""
        wanted = width * height * channels
        flat = self._flat.get(name)
        if flat is None or flat.size < wanted:
            flat = self._flat[name] = np.zeros(wanted + wanted // 4, np.uint8)
        return flat[:wanted].reshape((height, width, channels) if channels > 1 else (height, width))


def white_rim(picture: Pixels, strength: float, scratch: Scratch | None = None) -> None:
    """Draw a white outline, 0..1 strong, just inside the silhouette of premultiplied RGBA, in place."""
    scratch = scratch or Scratch()
    height, width = picture.shape[:2]
    alpha = cv2.extractChannel(picture, 3, dst=scratch.picture("alpha", width, height, 1))
    reach = max(3, 2 * round(min(height, width) / 100) + 1)  # about a hundredth of its size on each side
    rim = cv2.subtract(alpha, cv2.blur(cv2.erode(alpha, np.ones((reach, reach), np.uint8)), (reach, reach)))
    lit = cv2.cvtColor(cv2.convertScaleAbs(rim, alpha=strength), cv2.COLOR_GRAY2RGBA)
    lit[..., 3] = 0
    cv2.add(picture, lit, dst=picture)
    cv2.min(picture, cv2.cvtColor(alpha, cv2.COLOR_GRAY2RGBA), dst=picture)  # 255 leaves alpha itself alone


def wrap_light(picture: Pixels, lights: Light, scratch: Scratch | None = None) -> Pixels:
    """Light from behind wraps the silhouette: the stencil minus its shifted self, worked out at half size.

    picture: premultiplied RGBA; it is lit in place, stays premultiplied, and is returned.
    """
    scratch = scratch or Scratch()
    height, width = picture.shape[:2]
    if min(height, width) < 4:  # half of it has no neighbours to compare
        return picture
    alpha = cv2.extractChannel(picture, 3, dst=scratch.picture("alpha", width, height, 1))
    small = cv2.resize(alpha, (max(1, width // 2), max(1, height // 2)), interpolation=cv2.INTER_AREA)
    body = cv2.blur(small, (9, 9))  # thin parts (claws, tips) catch less
    warm, cool = small.copy(), small.copy()
    warm[1:, :-1] = cv2.subtract(small[1:, :-1], small[:-1, 1:])
    cool[:, 1:] = cv2.subtract(small[:, 1:], small[:, :-1])
    warm, cool = (cv2.multiply(cv2.blur(e, (2, 2)), body, scale=1 / 200) for e in (warm, cool))
    shares = zip(*lights.outline, strict=True)
    glow = [cv2.addWeighted(warm, w / 255, cool, c / 255, 0) for w, c in shares]
    glow.append(np.zeros_like(small))
    lit = scratch.picture("lit", width, height)
    cv2.resize(cv2.merge(glow), (width, height), dst=lit, interpolation=cv2.INTER_LINEAR)
    cv2.add(picture, lit, dst=picture)
    cv2.cvtColor(alpha, cv2.COLOR_GRAY2RGBA, dst=lit)  # colour never above alpha; 255 leaves alpha itself alone
    return np.asarray(cv2.min(picture, lit, dst=picture))
