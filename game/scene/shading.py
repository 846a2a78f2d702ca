"""Lighting: the colour of a face from its normal and material.

All lights except fire are fixed in view space (x right, y up, z towards the viewer), so a colour depends only on the
normal. `Shader` computes it once for a grid of normals and then looks it up; fire moves, so it is added each frame.
Colours are 0..255 RGB, linear until `tone`, which compresses highlights instead of clipping them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from game.curves import smoothsteps
from game.scene.mesh import Ints, Singles, unit

Rgb = tuple[float, float, float]
Vector = tuple[float, float, float]

GRID: Final = 64  # normals along a side of the look-up table: colour steps on a flat face are too small to see


def rgb(text: str) -> Rgb:
    """Colour from "#rrggbb"."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


@dataclass(frozen=True, slots=True)
class Material:
    """A material. gloss: specular strength, 0..1. sheen: iridescence of plumage, 0..1 and above.

    mirror: how much the sheen grows where a face reflects the key light. own: fraction of its colour that is visible in
    any light (thin skin, ivory, white feathers). edge: strength of light from behind at the outline.
    """

    colour: Rgb
    gloss: float = 0.3
    sheen: float = 0.0
    mirror: float = 0.6
    own: float = 0.0
    edge: float = 0.6


@dataclass(frozen=True, slots=True)
class Beam:
    """A distant light: direction (view space, any length), colour, strength."""

    towards: Vector
    colour: Rgb
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Lights:
    """The lights of a scene; hashable, so that derived values can be cached.

    The defaults are the forest at dusk. backs: lights from behind, visible on faces turned away from the viewer.
    sheen: colours of plumage from a grazing to a frontal view. outline: (warm from upper right, cool from the left)
    light around the silhouette, see `raster.wrap_light`.
    """

    sky: Rgb = (63, 127, 150)
    ground: Rgb = (22, 53, 47)
    fill: Rgb = (127, 182, 196)
    key: Beam = Beam((0.25, 0.85, 0.55), (185, 214, 220), 0.9)
    backs: tuple[Beam, ...] = (
        Beam((0.62, 0.55, -0.58), (255, 233, 189), 0.9),
        Beam((-0.75, 0.35, -0.5), (70, 199, 196), 0.65),
    )
    sheen: tuple[Rgb, Rgb, Rgb] = ((85, 70, 176), (29, 111, 166), (31, 174, 147))
    outline: tuple[Rgb, Rgb] = ((189, 171, 136), (27, 86, 86))
    exposure: float = 1.0


@dataclass(frozen=True, slots=True)
class Firelight:
    """A near light in the model's axes and units: place, colour, strength (1.9 lights a whole bird)."""

    place: Vector
    colour: Rgb = (255, 122, 34)
    strength: float = 1.9


@dataclass(frozen=True, slots=True)
class Twilight:
    """A blend of two lights; share: from the earlier (0) to the later (1). Cheap even if it changes every frame."""

    earlier: Lights
    later: Lights
    share: float

    @property
    def outline(self) -> tuple[Rgb, Rgb]:
        """As `Lights.outline`."""
        k = min(max(self.share, 0.0), 1.0)
        warm, cool = (
            tuple(p * (1 - k) + q * k for p, q in zip(a, b, strict=True))
            for a, b in zip(self.earlier.outline, self.later.outline, strict=True)
        )
        return (warm[0], warm[1], warm[2]), (cool[0], cool[1], cool[2])


Light = Lights | Twilight

DUSK: Final = Lights()
NIGHT: Final = Lights(  # moon and clear sky: blue, dimmer, with a silver rim
    sky=(44, 92, 138),
    ground=(14, 36, 44),
    fill=(92, 140, 190),
    key=Beam((0.35, 0.90, 0.40), (160, 196, 236), 0.72),
    backs=(Beam((0.62, 0.55, -0.58), (206, 230, 255), 0.95), Beam((-0.75, 0.35, -0.5), (64, 150, 210), 0.6)),
    sheen=((70, 66, 170), (32, 100, 176), (40, 160, 170)),
    outline=((150, 176, 190), (24, 70, 96)),
)
DAWN: Final = Lights(  # sun behind the hills: pink sky, golden edges
    sky=(128, 128, 158),
    ground=(40, 56, 46),
    fill=(190, 170, 170),
    key=Beam((0.45, 0.70, 0.55), (255, 222, 190), 0.95),
    backs=(Beam((0.62, 0.45, -0.62), (255, 214, 140), 1.15), Beam((-0.75, 0.35, -0.5), (240, 150, 150), 0.5)),
    sheen=((96, 70, 166), (36, 116, 160), (40, 178, 140)),
    outline=((230, 186, 110), (90, 56, 60)),
)
HOUR_LIGHTS: Final = (DUSK, NIGHT, DAWN)  # in the order of `daylight.HOURS`
_MOST_TABLES: Final = 4
STEPS: Final = 64  # shares of a twilight that are told apart


class Shader:
    """Looks up colours for one palette; keeps the tables of the few lights it saw last."""

    def __init__(self, palette: tuple[Material, ...]) -> None:
        self.palette = palette
        self._albedo = np.array([m.colour for m in palette], np.float32) / 255
        self._gloss = np.array([min(1.0, m.gloss) for m in palette], np.float32)
        self._tables: dict[Lights, Singles] = {}
        self._mixed: tuple[Lights, Lights, int] | None = None
        self._table = np.zeros((0, 3), np.float32)

    def colours(self, normals: Singles, material: Ints, tint: Singles, lights: Light) -> Singles:
        """Linear colours float32 (n, 3) of faces whose unit normals (n, 3) look at the eye (z >= 0)."""
        self._look_up(lights)
        cell = (normals[:, :2] * ((GRID - 1) / 2) + GRID / 2).astype(np.intp)
        found: Singles = self._table[(material * GRID + cell[:, 1]) * GRID + cell[:, 0]]
        found *= tint[:, None]
        return found

    def prepare(self, lights: Sequence[Lights]) -> None:
        """Make the tables of these lights, at most `_MOST_TABLES`."""
        for light in lights:
            self._look_up(light)

    def _look_up(self, light: Light) -> None:
        """Makes `_table` the one for this light."""
        a, b, share = (light, light, 0.0) if isinstance(light, Lights) else (light.earlier, light.later, light.share)
        step = round(min(max(share, 0.0), 1.0) * STEPS)
        if self._mixed == (a, b, step):
            return
        for lights in (a, b):
            if lights not in self._tables:
                if len(self._tables) >= _MOST_TABLES:
                    self._tables.pop(next(iter(self._tables)))
                self._tables[lights] = _tables(self.palette, lights)
        first, last = self._tables[a], self._tables[b]
        self._table = first if a == b or step == 0 else first + (last - first) * np.float32(step / STEPS)
        self._mixed = (a, b, step)

    def add_fire(
        self, colours: Singles, places: Singles, normals: Singles, material: Ints, tint: Singles, fire: Firelight
    ) -> None:
        """Light faces at `places` (n, 3), in the axes `fire` is given in, by a near fire; changes `colours`."""
        ray = np.asarray(fire.place, np.float32) - places
        squared = (ray * ray).sum(1)
        ray /= np.sqrt(squared)[:, None] + 1e-6
        reach = fire.strength / (squared + 0.25)
        straight = np.clip((normals * ray).sum(1) * 0.75 + 0.25, 0, 1) * reach
        half = ray + np.array((0, 0, 1), np.float32)
        half /= np.sqrt((half * half).sum(1))[:, None] + 1e-6
        mirror = np.clip((normals * half).sum(1), 0, 1) ** 8 * reach * self._gloss[material] * 0.42
        lit = (self._albedo[material] * 0.8 + 0.13) * straight[:, None] + mirror[:, None]
        colours += lit * np.asarray(fire.colour, np.float32) * tint[:, None]


def tone(colours: Singles) -> Singles:
    """Linear colours to what a screen shows, 0..255: bright ones bend towards white instead of clipping."""
    rolled = np.tanh(np.maximum(colours, 0) * (1 / 255)) ** np.float32(0.96)
    return np.asarray(255 * rolled, np.float32)


@lru_cache(maxsize=8)
def _tables(palette: tuple[Material, ...], lights: Lights) -> Singles:
    """The tables of all materials, one below the other; read only, since all birds share them."""
    made = np.concatenate([table(m, lights) for m in palette])
    made.setflags(write=False)
    return made


def table(material: Material, lights: Lights) -> npt.NDArray[np.float32]:
    """Colours (GRID * GRID, 3) of one stuff for normals on the half sphere that looks at the eye."""
    axis = (np.arange(GRID) + 0.5 - GRID / 2) / ((GRID - 1) / 2)
    y, x = np.meshgrid(axis, axis, indexing="ij")
    n = unit(np.stack([x, y, np.sqrt(np.clip(1 - x * x - y * y, 0, 1))], -1)).reshape(-1, 3)
    facing, height = n[:, 2:], n[:, 1:2] * 0.5 + 0.5
    albedo = np.array(material.colour)
    plumage = material.sheen > 0
    warm = np.ones(3) if plumage else np.array((1.18, 1.0, 0.86))  # bare skin and horn are warmer than the dusk
    key = np.array(lights.key.colour) * lights.key.strength
    key_dir = unit(lights.key.towards)

    hemisphere = (np.array(lights.ground) * (1 - height) + np.array(lights.sky) * height) / 255
    straight = np.clip(n @ key_dir * 0.7 + 0.3, 0, None)[:, None]
    colour = albedo * warm * (hemisphere * 0.85 + key / 255 * straight + np.array(lights.fill) / 255 * facing * 0.25)

    glance = np.clip(n @ unit(key_dir + np.array((0, 0, 1.0))), 0, 1)[:, None]
    if plumage:  # violet at grazing angles, blue between, green where the eye looks straight in
        violet, blue, green = (np.array(c) for c in lights.sheen)
        k = np.clip(0.55 * facing + 0.45 * height, 0, 1)
        low, high = smoothsteps(k, 0.25, 0.5), smoothsteps(k, 0.55, 0.85)
        hue = violet * (1 - low) + blue * (low - high) + green * high
        shine = (
            hue * (0.105 + 0.40 * glance**4 + material.mirror * glance**14)
            + np.array(rgb("#dff8ff")) * 0.27 * material.mirror * glance**60
        )
        colour = colour + shine * material.sheen
    else:
        colour = colour + key * (0.35 * glance**10 + 0.5 * glance**60) * material.gloss
    for beam in lights.backs:
        wrap = np.clip(n @ unit(beam.towards) * 0.9 + 0.1, 0, 1)[:, None] * (1 - facing) ** 1.5
        colour = colour + np.array(beam.colour) * beam.strength * wrap * material.edge
    colour = colour * (1 - 0.5 * material.own) + albedo * (0.80 * material.own)
    return np.asarray(colour * lights.exposure, np.float32)
