"""The painted backdrop as draw-list items for one camera: what is behind the path, and what is in front of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from game.scene.backdrop.gallery import Painting
from game.scene.backdrop.ground import depth_of_water, row_periods
from game.scene.backdrop.sky import LIGHT_ABOVE_PX, LIGHT_X
from game.scene.backdrop.strange import reflected
from game.scene.daylight import HOURS, Daylight
from game.scene.drawing import Blend, DrawList, Fresh, Picture, Pixels, Sprite
from game.scene.mesh import Singles
from game.scene.projection import Camera, View
from game.world.stretches import Stretch, shares

_BANDS_FAR = (("band/alps", 0.06), ("band/hills", 0.13), ("band/far", 0.24))
_NIGHT_TINT = (4, 18, 58)
_MOONLIGHT = (0.34, 0.60, 0.86)  # night's factor for the rays' warm white
_NIGHT_PLANTS = (0.42, 0.56, 0.86)
_ROOT_PX = 176  # how far below the bottom edge foreground plants are rooted
_EDGE_PX = 190  # width of the dark edges
_EDGE_MOST = 0.50
_MOST_LIFT_PX = 330  # how far at most the ground at the feet is lowered: SceneTuning.tilt_px and a shake
_TURNED = "/turned"
_MOST_SLOTS = 4096  # plants of this many slots are remembered: some kilometres
_STEPS = 32  # steps of a slow change; each step needs a new picture and is too small to see


@dataclass(frozen=True, slots=True)
class _Plot:
    """A row of plants at one distance, one slot every `spacing_px`. chances: probability of each plant; rest: none.

    salt: makes rows differ. wander: fraction of the spacing a plant may be displaced. sink_px: how far its foot is
    below its row (or above the picture, for hanging plants). on_moss: not in the creek.
    """

    prefix: str
    factor: float
    spacing_px: float
    chances: tuple[tuple[str, float], ...]
    salt: int
    wander: float = 0.7
    sink_px: float = 0.0
    hangs: bool = False
    on_moss: bool = False


_PLOTS_BEHIND = (
    _Plot("far", 0.30, 72, (), 4),
    _Plot("middle", 0.40, 150, (("under0", 0.4), ("under1", 0.4)), 5),
    _Plot(
        "middle", 0.42, 165,
        (("ponga0", 0.14), ("ponga1", 0.14), ("ponga2", 0.1), ("ponga3", 0.1), ("rimu0", 0.08), ("rimu1", 0.07),
         ("cabbage0", 0.09)), 3,
    ),
)  # fmt: skip
_PLOTS_NEAR = (
    _Plot(
        "near", 0.66, 300,
        (("trunk0", 0.12), ("trunk1", 0.10), ("ponga0", 0.16), ("ponga1", 0.14), ("ponga2", 0.12),
         ("cabbage0", 0.06)), 11,
    ),
    _Plot("near", 0.70, 150, (("ferns0", 0.28), ("ferns1", 0.28), ("ferns2", 0.24)), 2),
    _Plot("back", 0.86, 170, (("tufts0", 0.3), ("tufts1", 0.3), ("fern0", 0.13), ("fern1", 0.12)), 8, on_moss=True),
    _Plot("back", 0.93, 340, (("mushrooms0", 0.09), ("mushrooms1", 0.09), ("mushrooms2", 0.09)), 21, on_moss=True),
)  # fmt: skip
_PLOTS_FRONT = (
    _Plot(
        "front",
        1.22,
        210,
        (("tufts0", 0.3), ("tufts1", 0.26), ("fern0", 0.1), ("fern1", 0.1), ("mushrooms2", 0.05)),
        9,
        on_moss=True,
    ),
    _Plot("fore", 1.6, 900, (("below0", 0.24), ("below1", 0.22), ("below2", 0.22)), 13, sink_px=195),
    _Plot("fore", 1.45, 780, (("above0", 0.26), ("above1", 0.26)), 17, sink_px=115, hangs=True),
)


_FLORA: dict[Stretch, dict[int, tuple[tuple[str, float], ...]]] = {
    Stretch.LAKE: {
        5: (), 3: (("cabbage0", 0.10), ("flax0", 0.06), ("raupo0", 0.10)),
        11: (("cabbage0", 0.14), ("flax0", 0.16), ("flax1", 0.14), ("ponga2", 0.05)),
        2: (("raupo0", 0.22), ("flax1", 0.10), ("ferns2", 0.14)),
        17: (),
    },
    Stretch.KAURI: {
        4: (("column0", 0.34), ("column1", 0.26), ("column2", 0.26)),
        3: (("kauri0", 0.26), ("kauri1", 0.28), ("ponga2", 0.06)),
        11: (("kauri0", 0.24), ("kauri1", 0.22), ("trunk1", 0.04), ("ponga1", 0.05)),
    },
    Stretch.RIDGE: {
        5: (("rocks0", 0.3),), 3: (("snow0", 0.24), ("snow1", 0.26)),
        11: (("snow0", 0.30), ("rocks0", 0.20)),
        2: (("rocks1", 0.24), ("rocks0", 0.10)),
        8: (("tussock0", 0.3), ("tussock1", 0.3)), 21: (),
        9: (("tussock0", 0.3), ("tussock1", 0.26)), 13: (), 17: (),
    },
}  # fmt: skip
"""What grows in a plot, by its salt, where it is not what grows in the gully."""
_SINK_PX: dict[str, dict[Stretch, float]] = {
    "band/hills": {Stretch.LAKE: 26.0, Stretch.KAURI: 0.0, Stretch.RIDGE: 96.0},
    "band/far": {Stretch.LAKE: 46.0, Stretch.KAURI: 20.0, Stretch.RIDGE: 130.0},
}
"""How far below its place a band of mountains lies in a stretch: the next ones rise and sink behind the horizon."""
_PEAKS_PX = 330.0
"""How far the snow peaks are sunk where they are not seen."""
_MOST_SINK_PX = 130
_GROUNDS = {Stretch.PONGA: "ground", Stretch.KAURI: "ground/littered", Stretch.RIDGE: "ground/snowed"}
_WATER_STEPS = 16
_LIFTED = 0.8  # share of the mist that is gone over the lake
_HAZE_PX, _HAZE_STEPS = 128, 6
_HAZE_TINT = (104, 152, 156)  # of the mist that lies there
_HAZE_FULL_PX = 70.0  # how far the camera is raised when the haze is at its full strength


class Scenery:
    """Draws the backdrop of one view from its paintings (see gallery.paint_all)."""

    def __init__(self, view: View, paintings: Mapping[str, Painting]) -> None:
        self.view = view
        self._at = {name: (p.x, p.y) for name, p in paintings.items()}
        mark = f"{view.width_px}x{view.height_px}"
        self._pictures = {
            name: Picture(f"backdrop/{mark}/{name}", p.pixels)
            for name, p in paintings.items()
            if not name.startswith(("sky/", "rays", "ground", "thing/", "water/", "fire/"))
        }
        # Mist lies between the forest's edge and the next trees. It moves with that edge, as one picture.
        self._pictures["band/far"], self._at["band/far"] = self._over("band/mist0", "band/far")
        # Every tree is also used mirrored.
        for name, painting in paintings.items():
            if name.startswith(("middle/", "near/", "far/")):
                turned = np.ascontiguousarray(painting.pixels[:, ::-1])
                self._pictures[name + _TURNED] = Picture(f"backdrop/{mark}/{name}{_TURNED}", turned)
                self._at[name + _TURNED] = (painting.pixels.shape[1] - painting.x, painting.y)
        self._lake = Lake(mark, paintings)
        self._mist, self._mist_step = self._pictures["band/mist1"].pixels, 0
        skies = self._uncover(paintings)
        self._skies = [_four(paintings[f"sky/{hour}"].pixels[:skies]) for hour in HOURS]
        self._sky_step = (-1, -1)
        self._sky = Picture(f"backdrop/{mark}/sky", self._skies[0])
        self._dark = _dark_edges(view.width_px)
        rays = _four(paintings["rays"].pixels)
        # The edges darken the rays, too, but the rays are painted last, so that veil and edges can be one picture.
        self._rays_full = (rays * (1 - self._dark[:, 3:] / 255)).astype(np.uint8)
        self._rays_cool = np.asarray(cv2.transform(self._rays_full, np.diag((*_MOONLIGHT, 1.0))), np.uint8)
        self._rays_step = -1
        self._rays = Picture(f"backdrop/{mark}/rays", self._rays_full)
        self._veil_step = -1
        self._veil = Picture(f"backdrop/{mark}/veil", np.zeros((1, 1, 4), np.uint8))
        self._front_step = 0
        self._front_full = {name: p.pixels for name, p in self._pictures.items() if name.startswith("front/")}
        self._edges = _vignette(mark, view, self._dark)
        self._hazes = [_haze(mark, view, step / _HAZE_STEPS) for step in range(_HAZE_STEPS + 1)]
        self._ground_rows = paintings["ground"].pixels
        self._periods = row_periods(view.period_px, view.depth_px, view.ground_rows_px)
        self._factors = (np.arange(view.ground_rows_px) + 1.0) / view.depth_px
        self._grounds = {stretch: _slices(paintings[name].pixels, view.width_px) for stretch, name in _GROUNDS.items()}
        self._slots: dict[tuple[int, int], tuple[str, float] | None] = {}
        self._behind_key: tuple[object, ...] = ()
        self._behind: DrawList = []

    def _over(self, front: str, back: str) -> tuple[Picture, tuple[int, int]]:
        """One picture laid over another of the same width, both premultiplied, and where its origin is."""
        over, under = self._pictures[front].pixels, self._pictures[back].pixels
        (x, top), (_, low) = self._at[back], self._at[front]
        above = max(top, low)
        rows = above + max(len(under) - top, len(over) - low)
        both = np.zeros((rows, *under.shape[1:]), np.uint8)
        both[above - top : above - top + len(under)] = under
        part = both[above - low : above - low + len(over)]
        part[:] = over + (part * ((255 - over[..., 3:].astype(np.float32)) / 255)).astype(np.uint8)
        return Picture(self._pictures[back].key, both), (x, above)

    def _uncover(self, paintings: Mapping[str, Painting]) -> int:
        """Cut off the rows of the mountains that the ones before them always hide; returns the rows of sky to keep."""
        behind = [(self.view.horizon_px, 0.0), *((self._at[name][1], factor) for name, factor in _BANDS_FAR)]
        kept = []
        for (above, factor), (name, before) in zip(behind, _BANDS_FAR, strict=False):
            open_rows = np.flatnonzero((self._pictures[name].pixels[..., 3] < 255).any(1))
            hidden = int(open_rows[-1]) + 1 if len(open_rows) else 0
            # a raised camera lowers what is nearer by more
            kept.append(
                hidden - self._at[name][1] + above + round(_MOST_LIFT_PX * (before - factor)) + 2 + _MOST_SINK_PX
            )
        for (name, _), rows in zip(_BANDS_FAR, kept[1:], strict=False):
            picture = self._pictures[name]
            self._pictures[name] = Picture(picture.key, np.ascontiguousarray(picture.pixels[: max(1, rows)]))
        return max(1, kept[0])

    def behind(self, camera: Camera, light: Daylight, rays: bool = True, mist: bool = True) -> DrawList:
        """Everything behind the path, far to near: sky, mountains, mist, trees, ground, the plants beside it.

        The very same items as before where nothing of it has changed, so that the painter can tell.
        rays: with shafts of light. mist: with the mist before the trees, and darker edges.
        """
        sky, air = self._sky_at(light), self._air(light, rays, mist)
        moon = self._sprite("moon", *self.moon_px(light))
        moon = moon._replace(x=round(moon.x), y=round(moon.y))
        key = (camera, moon.x, moon.y, sky, mist, *(item.picture for item in air))
        if key != self._behind_key:
            self._behind_key, self._behind = key, self._all_behind(camera, sky, moon, air, mist)
        return self._behind

    def _all_behind(self, camera: Camera, sky: Picture, moon: Sprite, air: list[Sprite], mist: bool) -> DrawList:
        items: DrawList = [Sprite(sky, 0, min(0.0, camera.lift_px(0.0)), Blend.OPAQUE), moon]
        seen = shares(camera.x_m)
        for name, factor in _BANDS_FAR:
            sink_px = sum(seen[stretch] * down_px for stretch, down_px in _SINK_PX.get(name, {}).items())
            self._band(items, name, factor, camera, sink_px)
            if name == "band/alps" and seen[Stretch.RIDGE] > 0:
                self._band(items, "band/peaks", 0.09, camera, _PEAKS_PX * (1 - seen[Stretch.RIDGE]))
        items.append(self._ground(camera, seen))
        items += self._lake.draw(camera, seen[Stretch.LAKE])
        step = round(min(1.0, camera.lift_px(1.0) / _HAZE_FULL_PX) * (len(self._hazes) - 1))
        if step > 0:
            items.append(Sprite(self._hazes[step], 0, self.view.horizon_px - _HAZE_PX // 2))
        for plot in _PLOTS_BEHIND:
            self._plant(items, plot, camera)
        if mist:
            self._thin(seen[Stretch.LAKE])
            self._band(items, "band/mist1", 0.45, camera)
        for plot in _PLOTS_NEAR:
            self._plant(items, plot, camera)
        return [*items, *air]

    def before(self, camera: Camera, light: Daylight) -> DrawList:
        """Everything between the path and the viewer."""
        items: DrawList = []
        self._dusk_falls(light)
        for plot in _PLOTS_FRONT:
            self._plant(items, plot, camera)
        return items

    def moon_px(self, light: Daylight) -> tuple[float, float]:
        """The middle of the moon."""
        top, low = -80.0, self.view.horizon_px + 60.0
        y = low + (top - low) * light.moon
        at_start = self.view.horizon_px - LIGHT_ABOVE_PX
        return self.view.width_px * LIGHT_X + (at_start - y) * -0.35, y

    def _sprite(self, name: str, x: float, y: float) -> Sprite:
        ax, ay = self._at[name]
        return Sprite(self._pictures[name], x - ax, y - ay)

    def _thin(self, lake: float) -> None:
        """Let the mist before the trees lift over the lake, in steps."""
        step = round(lake * _WATER_STEPS)
        if step != self._mist_step:
            self._mist_step = step
            key = self._pictures["band/mist1"].key
            pixels = cv2.convertScaleAbs(self._mist, alpha=1 - _LIFTED * step / _WATER_STEPS) if step else self._mist
            self._pictures["band/mist1"] = Picture(key, np.asarray(pixels, np.uint8))

    def _band(self, items: DrawList, name: str, factor: float, camera: Camera, sink_px: float = 0.0) -> None:
        picture = self._pictures[name]
        period = picture.pixels.shape[1]
        y = self.view.horizon_px - self._at[name][1] + camera.lift_px(factor) + sink_px
        x = -(camera.scroll_px(factor) % period)
        while x < self.view.width_px:
            items.append(Sprite(picture, x, y))
            x += period

    def _plant(self, items: DrawList, plot: _Plot, camera: Camera) -> None:
        # It hangs from above the highest view, and moves out of the way of a bird that flies up.
        y = -plot.sink_px - max(0.0, camera.lift_px(1.0))
        if not plot.hangs:
            y = self.view.row_of(plot.factor) + plot.sink_px
            if plot.sink_px:  # rooted below the picture, however much ground is visible
                y = max(y, self.view.height_px + _ROOT_PX)
            y += camera.lift_px(plot.factor)
        start = camera.scroll_px(plot.factor) - self.view.width_px * 0.5
        margin = 320.0
        first = int((start - margin) // plot.spacing_px)
        last = int((start + self.view.width_px + margin) // plot.spacing_px)
        for slot in range(first, last + 1):
            key = (plot.salt, slot)
            if key not in self._slots:
                if len(self._slots) >= _MOST_SLOTS:
                    self._slots.clear()
                self._slots[key] = self._grown(plot, slot)
            plant = self._slots[key]
            if plant is not None:
                items.append(self._sprite(plant[0], plant[1] - start, y))

    def _grown(self, plot: _Plot, slot: int) -> tuple[str, float] | None:
        """The plant in a slot and its place in the row (px); None if there is none."""
        pick, place = _dice(slot, plot.salt)
        at_m = (slot + plot.wander * place) * plot.spacing_px / (plot.factor * self.view.px_per_m)
        part, seen = place * 37 % 1, shares(at_m)
        ends = np.cumsum(list(seen.values()))
        stretch = list(seen)[min(len(ends) - 1, int(np.searchsorted(ends, part, side="right")))]
        for name, chance in _FLORA.get(stretch, {}).get(plot.salt, plot.chances):
            pick -= chance
            if pick < 0:
                along = (slot + plot.wander * place) * plot.spacing_px
                if plot.on_moss and _flooded(round(along), self.view.period_px, plot.factor):
                    return None
                name = f"{plot.prefix}/{name}"
                if place * 8 % 1 < 0.5 and name + _TURNED in self._pictures:
                    name += _TURNED
                return name, along
        return None

    def _ground(self, camera: Camera, seen: Mapping[Stretch, float]) -> Fresh:
        view = self.view
        # A raised camera shows more ground: its rows spread, the horizon stays.
        squeeze = view.depth_px / max(16.0, view.depth_px + camera.lift_px(1.0))
        height, width = view.height_px - view.horizon_px, view.width_px
        r = np.minimum((np.arange(height) * squeeze).astype(np.intp), len(self._periods) - 1)
        # Perspective lines meet above the middle of the picture.
        offsets = (camera.scroll_px(1.0) * self._factors[r] - width / 2).astype(np.int64) % self._periods[r]
        parts: dict[Stretch, float] = {}
        for stretch, share in seen.items():
            look = stretch if stretch in self._grounds else Stretch.PONGA
            parts[look] = parts.get(look, 0.0) + share
        (look, share), *rest = sorted(((s, p) for s, p in parts.items() if p > 0.004), key=lambda part: -part[1])
        out = self._grounds[look][r * self._ground_rows.shape[1] + offsets]
        for other, _ in rest:
            behind = self._grounds[other][r * self._ground_rows.shape[1] + offsets].view(np.uint8)
            out = cv2.addWeighted(out.view(np.uint8), share, behind, 1 - share, 0).view(np.uint32)
        return Fresh(out.view(np.uint8).reshape(height, width, 4), 0, view.horizon_px, Blend.OPAQUE)

    def _sky_at(self, light: Daylight) -> Picture:
        step = round(light.blend * _STEPS)
        if (light.earlier, step) != self._sky_step:
            self._sky_step = (light.earlier, step)
            part = step / _STEPS
            mixed = cv2.addWeighted(self._skies[light.earlier], 1 - part, self._skies[light.later], part, 0)
            self._sky = Picture(self._sky.key, np.asarray(mixed, np.uint8))
        return self._sky

    def _dusk_falls(self, light: Daylight) -> None:
        """Darken the plants in front of the path for the night: they are drawn over its veil."""
        step = round(light.night * 8)
        if step == self._front_step:
            return
        self._front_step = step
        tint = [1 + (dark - 1) * step / 8 for dark in _NIGHT_PLANTS]
        for name, full in self._front_full.items():
            pixels = np.asarray(cv2.transform(full, np.diag((*tint, 1.0))), np.uint8)
            self._pictures[name] = Picture(self._pictures[name].key, pixels)

    def _air(self, light: Daylight, rays: bool, edges: bool) -> list[Sprite]:
        """Rays, warm in the glow and cool under the moon, a blue veil at night, dark edges."""
        step = round(light.night * 12)
        if rays and step != self._rays_step:
            self._rays_step = step
            share = step / 12
            mixed = cv2.addWeighted(self._rays_full, 1 - share, self._rays_cool, share, 0)
            self._rays = Picture(self._rays.key, np.asarray(mixed, np.uint8))
        items = self._edges if edges else []
        step = int(light.night * _STEPS)  # half a step off the sky's: two new pictures are rarely made at once
        if step:
            if step != self._veil_step:
                self._veil_step = step
                self._veil = Picture(self._veil.key, self._veil_of(step / _STEPS))
            items = [Sprite(self._veil, 0, 0)]
        if rays:
            items = [*items, Sprite(self._rays, 0, 0, Blend.ADD)]  # over the veil: night has shafts of its own
        return items

    def _veil_of(self, depth: float) -> Pixels:
        """The night's veil covers everything except the upper sky and the mist, which stay brighter; and dark edges."""
        view = self.view
        y = np.arange(view.height_px)
        mist = np.exp(-(((y - view.horizon_px + 4) / 46.0) ** 2))
        above = np.clip((y - view.horizon_px + 330) / 250, 0, 1)
        alpha = (depth * (0.22 + 0.28 * above - 0.20 * mist))[:, None, None]
        tint = np.array([*_NIGHT_TINT, 255], np.float32)
        column = (tint * alpha).astype(np.uint8)  # (height, 1, 4)
        veil = np.repeat(column.view(np.uint32)[..., 0], view.width_px, axis=1).view(np.uint8)
        veil = veil.reshape(view.height_px, view.width_px, 4)
        dark = self._dark[:_EDGE_PX]
        left = (dark + column.astype(np.float32) * (1 - dark[:, 3:] / 255)).astype(np.uint8)
        veil[:, :_EDGE_PX], veil[:, -_EDGE_PX:] = left, left[:, ::-1]
        return veil


class Lake:
    """Water between the far shore and the trees, with the mountains upside down in it."""

    def __init__(self, mark: str, paintings: Mapping[str, Painting]) -> None:
        alps, far = paintings["band/alps"], paintings["band/far"]
        self._layers = [
            (f"backdrop/{mark}/water", paintings["water/lake"].pixels, 0.26),
            (f"backdrop/{mark}/alps in water", reflected(alps.pixels, alps.y), 0.06),
            (f"backdrop/{mark}/far in water", reflected(far.pixels, far.y - 46, 0.5), 0.24),
        ]
        self._step = 0
        self._pictures: list[Picture] = []

    def draw(self, camera: Camera, share: float) -> DrawList:
        """The lake, as much of it as the stretch is seen, 0..1."""
        step = round(share * _WATER_STEPS)
        if step == 0:
            return []
        if step != self._step:
            self._step = step
            part = step / _WATER_STEPS
            self._pictures = [
                Picture(key, np.asarray(cv2.convertScaleAbs(pixels, alpha=part), np.uint8))
                for key, pixels, _ in self._layers
            ]
        items: DrawList = []
        for picture, (_, _, factor) in zip(self._pictures, self._layers, strict=True):
            period = picture.pixels.shape[1]
            x = -(camera.scroll_px(factor) % period)
            while x < camera.view.width_px:
                items.append(Sprite(picture, x, camera.view.horizon_px))
                x += period
        return items


def _slices(ground: Pixels, width: int) -> npt.NDArray[np.uint32]:
    """Every slice of a picture's width of a painted ground, by the texel it starts with: one number a texel."""
    flat = np.ascontiguousarray(ground).view(np.uint32).ravel()
    return np.lib.stride_tricks.sliding_window_view(flat, width)


def _dark_edges(width: int) -> Singles:
    """A row, float32 (width, 4), premultiplied, that darkens the sides of the picture."""
    fade = np.linspace(1.0, 0.0, _EDGE_PX, dtype=np.float32) ** 2 * _EDGE_MOST
    tint = np.array([*_NIGHT_TINT, 255], np.float32) * np.array((0.4, 0.4, 0.4, 1.0), np.float32)
    row = np.zeros((width, 4), np.float32)
    row[:_EDGE_PX] = np.floor(fade[:, None] * tint)
    row[-_EDGE_PX:] = row[_EDGE_PX - 1 :: -1]
    return row


def _vignette(mark: str, view: View, dark: Singles) -> list[Sprite]:
    """Two strips that darken the sides of the picture, at a tenth of the cost of a full veil."""
    row = dark[:_EDGE_PX].astype(np.uint8)
    left = np.ascontiguousarray(np.broadcast_to(row, (view.height_px, *row.shape)))
    right = np.ascontiguousarray(left[:, ::-1])
    return [
        Sprite(Picture(f"backdrop/{mark}/edge/left", left), 0, 0),
        Sprite(Picture(f"backdrop/{mark}/edge/right", right), view.width_px - _EDGE_PX, 0),
    ]


def _haze(mark: str, view: View, strength: float) -> Picture:
    """Mist on the horizon: where a raised camera shows the ground's far edge, it hides the line."""
    y = np.arange(_HAZE_PX) - _HAZE_PX / 2 - 5
    alpha = 0.88 * strength * np.exp(-((y / (_HAZE_PX * 0.21)) ** 2))
    tint = np.array([*_HAZE_TINT, 255], np.float32)
    column = np.ascontiguousarray((tint * alpha[:, None]).astype(np.uint8)).view(np.uint32)
    pixels = np.repeat(column, view.width_px, axis=1).view(np.uint8).reshape(_HAZE_PX, view.width_px, 4)
    return Picture(f"backdrop/{mark}/haze/{strength:.2f}", pixels)


def _four(rgb: Pixels) -> Pixels:
    """RGB as RGBX, the painter's order."""
    return np.concatenate([rgb, np.full((*rgb.shape[:2], 1), 255, np.uint8)], 2) if rgb.shape[2] == 3 else rgb


@lru_cache(maxsize=512)
def _flooded(column_px: int, period_px: int, factor: float) -> bool:
    """Whether a plant there would stand in the creek or at its edge."""
    return bool(depth_of_water(column_px / (period_px * factor) % 1, factor) > -0.02)


def _dice(slot: int, salt: int) -> tuple[float, float]:
    """Two numbers in 0..1 that depend only on slot and salt (splitmix64)."""
    z = (slot * 0x9E3779B97F4A7C15 + salt * 0xD1B54A32D192ED03) & 0xFFFFFFFFFFFFFFFF
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    z ^= z >> 31
    return (z & 0xFFFFFFFF) / 2**32, (z >> 32) / 2**32
