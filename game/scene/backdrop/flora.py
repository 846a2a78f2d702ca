"""What grows along the path: plants in rows at several distances, and which of them in each stretch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from game.scene.backdrop.gallery import Painting
from game.scene.backdrop.ground import depth_of_water
from game.scene.daylight import Daylight
from game.scene.drawing import DrawList, Picture, Sprite
from game.scene.projection import Camera, View
from game.world.stretches import Stretch, shares

_NIGHT_PLANTS = (0.42, 0.56, 0.86)
_ROOT_PX = 176  # how far below the bottom edge foreground plants are rooted
_ROWS = ("far", "middle", "near", "back", "front", "fore")  # as paintings of plants are named
_MIRRORED = ("far", "middle", "near")  # every tree is also used mirrored
_TURNED = "/turned"
_MOST_SLOTS = 4096  # plants of this many slots are remembered: some kilometres
_MARGIN_PX = 320.0  # no plant reaches farther from its foot to the side
_NO_ROW: tuple[tuple[int, int], list[tuple[str, float, float]]] = (1, 0), []


@dataclass(frozen=True, slots=True)
class Plot:
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


BEHIND = (
    Plot("far", 0.30, 72, (), 4),
    Plot("middle", 0.40, 150, (("under0", 0.4), ("under1", 0.4)), 5),
    Plot(
        "middle", 0.42, 165,
        (("ponga0", 0.14), ("ponga1", 0.14), ("ponga2", 0.1), ("ponga3", 0.1), ("rimu0", 0.08), ("rimu1", 0.07),
         ("cabbage0", 0.09)), 3,
    ),
)  # fmt: skip
NEAR = (
    Plot(
        "near", 0.66, 300,
        (("trunk0", 0.12), ("trunk1", 0.10), ("ponga0", 0.16), ("ponga1", 0.14), ("ponga2", 0.12),
         ("cabbage0", 0.06)), 11,
    ),
    Plot("near", 0.70, 150, (("ferns0", 0.28), ("ferns1", 0.28), ("ferns2", 0.24)), 2),
    Plot("back", 0.86, 170, (("tufts0", 0.3), ("tufts1", 0.3), ("fern0", 0.13), ("fern1", 0.12)), 8, on_moss=True),
    Plot("back", 0.93, 340, (("mushrooms0", 0.09), ("mushrooms1", 0.09), ("mushrooms2", 0.09)), 21, on_moss=True),
)  # fmt: skip
FRONT = (
    Plot(
        "front",
        1.22,
        210,
        (("tufts0", 0.3), ("tufts1", 0.26), ("fern0", 0.1), ("fern1", 0.1), ("mushrooms2", 0.05)),
        9,
        on_moss=True,
    ),
    Plot("fore", 1.6, 900, (("below0", 0.24), ("below1", 0.22), ("below2", 0.22)), 13, sink_px=195),
    Plot("fore", 1.45, 780, (("above0", 0.26), ("above1", 0.26)), 17, sink_px=115, hangs=True),
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


class Flora:
    """The plants of one view. mark: of the view, for the pictures' keys."""

    def __init__(self, view: View, mark: str, paintings: Mapping[str, Painting]) -> None:
        self._view = view
        self._pictures: dict[str, Picture] = {}
        self._at: dict[str, tuple[int, int]] = {}
        for name, painting in paintings.items():
            row = name.split("/")[0]
            if row not in _ROWS:
                continue
            self._pictures[name] = Picture(f"backdrop/{mark}/{name}", painting.pixels)
            self._at[name] = painting.x, painting.y
            if row in _MIRRORED:
                turned = np.ascontiguousarray(painting.pixels[:, ::-1])
                self._pictures[name + _TURNED] = Picture(f"backdrop/{mark}/{name}{_TURNED}", turned)
                self._at[name + _TURNED] = (painting.pixels.shape[1] - painting.x, painting.y)
        self._front_step = 0
        self._front_full = {name: p.pixels for name, p in self._pictures.items() if name.startswith("front/")}
        self._slots: dict[tuple[int, int], tuple[str, float] | None] = {}
        self._rows: dict[int, tuple[tuple[int, int], list[tuple[str, float, float]]]] = {}  # as drawn last, by salt

    def draw(self, plots: Iterable[Plot], camera: Camera) -> DrawList:
        """The plants of these plots, one plot after the other."""
        items: DrawList = []
        for plot in plots:
            y, start = self._row_px(plot, camera), camera.scroll_px(plot.factor) - self._view.width_px * 0.5
            first = int((start - _MARGIN_PX) // plot.spacing_px)
            last = int((start + self._view.width_px + _MARGIN_PX) // plot.spacing_px)
            if self._rows.get(plot.salt, _NO_ROW)[0] != (first, last):
                self._rows[plot.salt] = (first, last), self._row(plot, first, last)
            for name, left, up in self._rows[plot.salt][1]:
                items.append(Sprite(self._pictures[name], left - start, y - up))
        return items

    def _row_px(self, plot: Plot, camera: Camera) -> float:
        """Where the feet of a plot's plants are."""
        if plot.hangs:  # from above the highest view, and out of the way of a bird that flies up
            return -plot.sink_px - max(0.0, camera.lift_px(1.0))
        y = self._view.row_of(plot.factor) + plot.sink_px
        if plot.sink_px:  # rooted below the picture, however much ground is visible
            y = max(y, self._view.height_px + _ROOT_PX)
        return y + camera.lift_px(plot.factor)

    def _row(self, plot: Plot, first: int, last: int) -> list[tuple[str, float, float]]:
        """The plants of some slots: their names, left edges along the row and how far their tops are above it, px."""
        plants = [plant for slot in range(first, last + 1) if (plant := self._in_slot(plot, slot)) is not None]
        return [(name, along - self._at[name][0], float(self._at[name][1])) for name, along in plants]

    def _in_slot(self, plot: Plot, slot: int) -> tuple[str, float] | None:
        """The plant in a slot, as `_grown` has it, remembered."""
        key = (plot.salt, slot)
        if key not in self._slots:
            if len(self._slots) >= _MOST_SLOTS:
                self._slots.clear()
            self._slots[key] = self._grown(plot, slot)
        return self._slots[key]

    def _grown(self, plot: Plot, slot: int) -> tuple[str, float] | None:
        """The plant in a slot and its place in the row (px); None if there is none."""
        pick, place = _dice(slot, plot.salt)
        at_m = (slot + plot.wander * place) * plot.spacing_px / (plot.factor * self._view.px_per_m)
        part, seen = place * 37 % 1, shares(at_m)
        ends = np.cumsum(list(seen.values()))
        stretch = list(seen)[min(len(ends) - 1, int(np.searchsorted(ends, part, side="right")))]
        for name, chance in _FLORA.get(stretch, {}).get(plot.salt, plot.chances):
            pick -= chance
            if pick < 0:
                along = (slot + plot.wander * place) * plot.spacing_px
                if plot.on_moss and _flooded(round(along), self._view.period_px, plot.factor):
                    return None
                name = f"{plot.prefix}/{name}"
                if place * 8 % 1 < 0.5 and name + _TURNED in self._pictures:
                    name += _TURNED
                return name, along
        return None

    def dusk_falls(self, light: Daylight) -> None:
        """Darken the plants in front of the path for the night: they are drawn over its veil."""
        step = round(light.night * 8)
        if step == self._front_step:
            return
        self._front_step = step
        tint = [1 + (dark - 1) * step / 8 for dark in _NIGHT_PLANTS]
        for name, full in self._front_full.items():
            pixels = np.asarray(cv2.transform(full, np.diag((*tint, 1.0))), np.uint8)
            self._pictures[name] = Picture(self._pictures[name].key, pixels)


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
