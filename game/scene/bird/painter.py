"""Draws the Huia of a `BirdView`: acts -> posture -> rig -> mesh -> pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import cos, pi
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from game.curves import smoothstep
from game.scene.bird import anatomy as at
from game.scene.bird import plumage
from game.scene.bird.anatomy import Part
from game.scene.bird.memory import Memory
from game.scene.bird.posture import Posture
from game.scene.bird.rig import Rig
from game.scene.drawing import Pixels
from game.scene.mesh import Singles, moved
from game.scene.raster import Renderer, Scratch, Viewpoint, bounds, white_rim, wrap_light
from game.scene.shading import DUSK, Firelight, Light, Lights
from game.world.snapshot import Act, BirdView

FRONT: Final = -np.pi / 2  # azimuth at which it looks at the viewer
RESTING: Final = np.radians(58.0)  # the resting view's azimuth is -32 degrees: 58 away from the front
SAFE_HZ: Final = 2.5  # below three flashes a second, which may be harmful
STRUCK_S: Final = 0.14  # how long the outline flashes white after a hit
DYING_S: Final = 2.4  # how long a bird that lost its last feather blinks
LARGEST_PX: Final = 2400  # limit of a picture's size, however close the bird is

GATHER_AT: Final = np.array((0.78, 0.98, 0.0))  # in front of the breast, where the world's wave leaves
CUPPED_AT: Final = np.array((0.22, 0.62, 0.42))  # at the near hip, between the drawn wings
GLEAM: Final = (150, 255, 232)
_FINENESS_PX: Final = {300: plumage.FINE, 245: plumage.COARSE, 130: plumage.RUNNING, -1: plumage.SMALL}
"""How finely feathered it is drawn over which height."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class BirdPicture:
    """The bird, cut out.

    pixels: uint8 (h, w, 4) premultiplied RGBA, the painter's own: it stays as it is until the next render; copy it to
    keep it. All points are x, y in pixels of it, and may lie outside. foot_xy: where its weight meets the ground
    (the anchor for BirdView.x_m, y_m); head_xy: the middle of the head; beak_xy: the tip of the bill; heart_xy: the
    breast; hands_xy: before the breast, where a hadouken gathers. glow: 0..1 how much fire is gathered there.
    """

    pixels: Pixels
    foot_xy: Point
    head_xy: Point
    beak_xy: Point
    heart_xy: Point
    hands_xy: Point
    glow: float

    def enlarged(self, times: float) -> BirdPicture:
        """The same bird, so many times as large and no finer."""
        high, wide = self.pixels.shape[:2]
        size = max(1, round(wide * times)), max(1, round(high * times))
        pixels = np.asarray(cv2.resize(self.pixels, size, interpolation=cv2.INTER_LINEAR), np.uint8)
        foot, head, beak, heart, hands = (
            (x * times, y * times) for x, y in (self.foot_xy, self.head_xy, self.beak_xy, self.heart_xy, self.hands_xy)
        )
        return BirdPicture(pixels, foot, head, beak, heart, hands, self.glow)


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """What is to be drawn of a bird, before any pixel is: the faces in sight (see `Renderer.faces`).

    marks: x, y of the points of a `BirdPicture`, in its order. shimmer: as in `BirdPainter.render`. rim: strength 0..1
    of a white outline. seen: how opaque it is, 0..1.
    """

    renderer: Renderer
    light: Light
    index: npt.NDArray[np.intp]
    pixels: Singles
    colours: Singles
    marks: list[Point]
    glow: float
    shimmer: float | None = None
    rim: float = 0.0
    seen: float = 1.0


class BirdPainter:
    """Draws one Huia, frame after frame. male: the short-billed sex.

    Motion comes from the view and the time alone; the painter remembers only the posture it last drew, to pass
    smoothly from act to act, and when the feet last met the ground.
    """

    def __init__(self, male: bool = False) -> None:
        self.male = male
        self._beak = at.MALE if male else at.FEMALE
        self._tip = np.append(plumage.beak_sections(self._beak, 13)[-1, :2], 0.0)
        self._rig = Rig(at.MALE_HEAD if male else 1.0)
        self._renderers: dict[plumage.Detail, Renderer] = {}
        self._memory = Memory()
        self._scratch = Scratch()

    def render(
        self,
        view: BirdView,
        t_s: float,
        height_px: float,
        light: Light | None = None,
        *,
        fire: Firelight | None = None,
        lives: int = at.TAIL_GROUPS,
        shimmer: float | None = None,
    ) -> BirdPicture:
        """The bird at a moment, `height_px` from sole to crown when it stands at rest.

        t_s: scene time, moves breath, blinks and shifts of weight. light: `shading.DUSK` by default; a `Twilight` for
        what lies between two hours. fire: a near light in the bird's axes and units (x ahead, y up, z right).
        lives: groups of tail feathers left, 0..3. shimmer: how far, 0..1, a gleam that shows its mesh has come from
        tail to bill; None without.
        """
        return self.finish(self.sketch(view, t_s, height_px, light, fire=fire, lives=lives, shimmer=shimmer))

    def sketch(
        self,
        view: BirdView,
        t_s: float,
        height_px: float,
        light: Light | None = None,
        *,
        fire: Firelight | None = None,
        lives: int = at.TAIL_GROUPS,
        shimmer: float | None = None,
    ) -> Sketch:
        """The first part of `render`, with its arguments: everything but the pixels."""
        posture, heading = self._memory.step(view, t_s)
        rim, seen = 0.0, 1.0
        if view.act is Act.HIT and view.act_s < STRUCK_S:
            rim = 1.0
        elif view.safe_s > 0:  # a white outline: flashes with the hit, then pulses while nothing can hurt it
            rim = 0.75 * (0.5 + 0.5 * cos(2 * pi * SAFE_HZ * view.safe_s)) * smoothstep(view.safe_s / 0.3)
        if lives <= 0 and view.act is Act.DRAMATIC and view.act_s < DYING_S:
            seen = 0.65 + 0.35 * cos(2 * pi * SAFE_HZ * view.act_s)
        sketch = self._sketch(posture, heading, height_px, light or DUSK, fire, lives)
        return replace(sketch, shimmer=shimmer, rim=rim, seen=seen)

    def finish(self, sketch: Sketch) -> BirdPicture:
        """The second part of `render`: the pixels. They are about three fifths of the work."""
        left, top, right, bottom = bounds(sketch.pixels)
        # even, because OpenCV halves such pictures eighteen times as fast
        width, height = (min(length + length % 2, LARGEST_PX) for length in (right - left, bottom - top))
        pixels = sketch.pixels - np.array((left, top), np.float32)
        canvas = self._scratch.picture("bird", width, height)
        canvas.fill(0)
        sketch.renderer.fill(canvas, sketch.index, pixels, sketch.colours)
        if sketch.shimmer is not None:
            gleam = _gleam(pixels, sketch.shimmer)
            sketch.renderer.wire(canvas, sketch.index, pixels, sketch.colours, gleam, GLEAM)
        wrap_light(canvas, sketch.light, self._scratch)
        if sketch.rim > 0:
            white_rim(canvas, sketch.rim, self._scratch)
        if sketch.seen < 1:
            cv2.convertScaleAbs(canvas, dst=canvas, alpha=sketch.seen)
        feet, face, tip, heart, hands = ((x - left, y - top) for x, y in sketch.marks)
        return BirdPicture(canvas, feet, face, tip, heart, hands, sketch.glow)

    def draw(self, posture: Posture, heading: float, height_px: float, light: Light = DUSK) -> BirdPicture:
        """A posture, drawn. heading: +1 faces right, -1 left; between them it is caught turning round."""
        return self.finish(self._sketch(posture, heading, height_px, light))

    def _sketch(
        self,
        posture: Posture,
        heading: float,
        height_px: float,
        light: Light,
        fire: Firelight | None = None,
        lives: int = at.TAIL_GROUPS,
    ) -> Sketch:
        renderer = self._renderer(height_px)
        azimuth = FRONT + RESTING * heading * (1 - posture.turn)
        viewpoint = Viewpoint(max(height_px, 4.0) / at.HEIGHT, (0.0, 0.0), azimuth)
        transforms = self._rig.pose(posture, viewpoint.rotation()[2], float(np.clip(heading * 4, -1, 1)))
        near = np.array((1.0, 1.0, 1.0 if heading >= 0 else -1.0))
        gathered = moved(transforms[Part.CHEST], GATHER_AT + (CUPPED_AT * near - GATHER_AT) * posture.cupped)
        if fire is None and posture.glow > 0.01:
            fire = Firelight(tuple(gathered.tolist()), strength=1.2 * posture.glow)
        index, pixels, colours = renderer.faces(
            transforms, viewpoint, light, fire, self._shown(posture, lives, heading)
        )
        head = transforms[Part.HEAD]
        marks = [
            (0.0, 0.0, 0.0),
            moved(head, at.FACE_AT),
            moved(head, self._tip),
            moved(transforms[Part.CHEST], (0.1, 1.1, 0.0)),
            gathered,
        ]
        placed = viewpoint.project(np.array(marks)).tolist()
        return Sketch(renderer, light, index, pixels, colours, placed, posture.glow)

    def prepare(self, lights: Sequence[Lights]) -> None:
        """Build every level of detail and its colours in these lights now, so that no frame has to wait."""
        for height_px in _FINENESS_PX:
            self._renderer(height_px + 1).shader.prepare(lights)

    def _renderer(self, height_px: float) -> Renderer:
        detail = next(detail for least_px, detail in _FINENESS_PX.items() if height_px > least_px)
        if detail not in self._renderers:
            self._renderers[detail] = Renderer(plumage.build(self._beak, detail), plumage.PALETTE)
        return self._renderers[detail]

    @staticmethod
    def _shown(p: Posture, lives: int, heading: float) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        shown = np.ones(at.PARTS, bool)
        shown[Part.HAT] = p.hat > 0.02
        shown[Part.PACK] = p.pack > 0.02
        shown[Part.LID], shown[Part.LID + 1] = max(p.lid, p.right_lid) > 0.04, max(p.lid, p.left_lid) > 0.04
        if min(p.near_wing.fold, p.far_wing.fold) > 0.985 and p.turn < 0.05 and abs(p.roll) < 0.3 and abs(heading) == 1:
            right, left = Part.WING, Part.WING + at.WING_FEATHERS
            near, far = (right, left) if heading > 0 else (left, right)
            shown[[near + feather for feather in at.COVERED]] = False
            shown[far : far + at.WING_FEATHERS] = False  # hidden behind the body, except for a fringe
        gone = at.TAIL_GROUPS - min(max(lives, 0), at.TAIL_GROUPS)
        size = at.TAIL_FEATHERS // at.TAIL_GROUPS
        for group in ((2, 0, 1))[:gone]:  # the outer ones first
            shown[Part.TAIL + group * size : Part.TAIL + (group + 1) * size] = False
        return shown


def _gleam(pixels: Singles, part: float) -> Singles:
    """How brightly each face's edges gleam, 0..1: a band that passes from the lower left to the upper right."""
    middle = pixels.mean(1)
    along = middle[:, 0] - middle[:, 1]
    along = (along - along.min()) / max(float(np.ptp(along)), 1e-6)
    away = (along - (part * 1.7 - 0.35)) / 0.22
    return np.asarray(np.exp(-away * away), np.float32)
