"""The painted backdrop as draw-list items for one camera: what is behind the path, and what is in front of it."""

from __future__ import annotations

import math
from collections.abc import Mapping

import cv2
import numpy as np

from game.scene.backdrop import flora, lake
from game.scene.backdrop.floor import Floor
from game.scene.backdrop.flora import Flora
from game.scene.backdrop.gallery import Painting, four
from game.scene.backdrop.gloom import Gloom
from game.scene.backdrop.lake import Lake
from game.scene.backdrop.paint import lay, left_by
from game.scene.backdrop.sky import LIGHT_ABOVE_PX, LIGHT_X
from game.scene.daylight import HOURS, Daylight
from game.scene.drawing import Blend, DrawList, Picture, Pixels, Sprite
from game.scene.projection import Camera, View
from game.world.stretches import Stretch, shares

_BANDS_FAR = (("band/alps", 0.06), ("band/hills", 0.13), ("band/far", 0.24))
_MOST_LIFT_PX = 330  # how far at most the ground at the feet is lowered: SceneTuning.tilt_px and a shake
_STEPS = 32  # steps of the sky's colours; each needs a new picture and is too small to see
_SINK_PX: dict[str, dict[Stretch, float]] = {
    "band/hills": {Stretch.LAKE: 26.0, Stretch.KAURI: 0.0, Stretch.RIDGE: 96.0},
    "band/far": {Stretch.LAKE: 46.0, Stretch.KAURI: 20.0, Stretch.RIDGE: 130.0},
}
"""How far below its place a band of mountains lies in a stretch: the next ones rise and sink behind the horizon."""
_PEAKS_PX = 330.0
"""How far the snow peaks are sunk where they are not seen."""
_CUT_ROWS = 32  # bands are cut to a multiple of so many rows
_LIFTED = 0.8  # share of the mist that is gone over the lake


class Scenery:
    """Draws the backdrop of one view from its paintings (see gallery.paint_all)."""

    def __init__(self, view: View, paintings: Mapping[str, Painting]) -> None:
        self.view = view
        self._at = {name: (p.x, p.y) for name, p in paintings.items()}
        mark = f"{view.width_px}x{view.height_px}"
        self._pictures = {
            name: Picture(f"backdrop/{mark}/{name}", p.pixels)
            for name, p in paintings.items()
            if name.startswith("band/")
        }
        # Mist lies between the forest's edge and the next trees. It moves with that edge, as one picture.
        self._pictures["band/far"], self._at["band/far"] = self._over("band/mist0", "band/far")
        self._lake = Lake(mark, paintings)
        self._flora = Flora(view, mark, paintings)
        self._gloom = Gloom(view, mark, paintings)
        self.floor = Floor(view, paintings)
        self._mist, self._mist_step = self._pictures["band/mist1"].pixels, 0
        self._open = {name: _open_rows(self._pictures[name].pixels) for name, _ in _BANDS_FAR}
        self._cuts: dict[tuple[str, int], Picture] = {}
        name, factor = _BANDS_FAR[0]
        skies = view.horizon_px - self._at[name][1] + self._open[name] + round(_MOST_LIFT_PX * factor) + 2
        self._skies = [four(paintings[f"sky/{hour}"].pixels[:skies]) for hour in HOURS]
        self._sky_step = (-1, -1)
        self._moon, self._moon_at = paintings["moon"], (0, 0)
        self._moon_left = left_by(self._moon.pixels)
        # without a moon, with it, and the next one: the system takes 10 ms to find new memory for a sky
        self._empty, self._now, self._next = (self._skies[0].copy() for _ in range(3))
        self._sky = Picture(f"backdrop/{mark}/sky", self._now)
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
        lay(over, left_by(over), part)
        return Picture(self._pictures[back].key, both), (x, above)

    def behind(self, camera: Camera, light: Daylight, rays: bool = True, mist: bool = True) -> DrawList:
        """Everything behind the path, far to near: sky, mountains, mist, trees, ground, the plants beside it.

        The very same items as before where nothing of it has changed, so that the painter can tell.
        rays: with shafts of light. mist: with the mist before the trees, and darker edges.
        """
        sky, air = self._sky_at(light), self._gloom.over(light, rays, mist)
        key = (camera, sky, mist, *(item.picture for item in air))
        if key != self._behind_key:
            self._behind_key, self._behind = key, self._all_behind(camera, sky, air, mist)
        return self._behind

    def _all_behind(self, camera: Camera, sky: Picture, air: list[Sprite], mist: bool) -> DrawList:
        items: DrawList = [Sprite(sky, 0, min(0.0, camera.lift_px(0.0)), Blend.OPAQUE)]
        seen = shares(camera.x_m)
        tops = [self._top_px(name, factor, camera, seen) for name, factor in _BANDS_FAR]
        # what lies below the next band's last open row, or the horizon, is hidden
        lows = [top + self._open[name] for top, (name, _) in zip(tops[1:], _BANDS_FAR[1:], strict=True)]
        for (name, factor), top, low in zip(_BANDS_FAR, tops, (*lows, math.inf), strict=True):
            self._band(items, self._cut(name, min(low, self.view.horizon_px) - top), factor, camera, top)
            if name == "band/alps" and seen[Stretch.RIDGE] > 0:
                top = self._top_px("band/peaks", 0.09, camera, seen) + _PEAKS_PX * (1 - seen[Stretch.RIDGE])
                self._band(items, self._pictures["band/peaks"], 0.09, camera, top)
        items.append(self.floor.draw(camera, seen))
        items += self._lake.draw(camera, seen[Stretch.LAKE])
        items += self._gloom.haze(camera)
        items += self._flora.draw(flora.BEHIND, camera)
        if mist:
            self._thin(seen[Stretch.LAKE])
            top = self._top_px("band/mist1", 0.45, camera, seen)
            self._band(items, self._pictures["band/mist1"], 0.45, camera, top)
        items += self._flora.draw(flora.NEAR, camera)
        return [*items, *air]

    def before(self, camera: Camera, light: Daylight) -> DrawList:
        """Everything between the path and the viewer."""
        self._flora.dusk_falls(light)
        return self._flora.draw(flora.FRONT, camera)

    def moon_px(self, light: Daylight) -> tuple[float, float]:
        """The middle of the moon."""
        top, low = -80.0, self.view.horizon_px + 60.0
        y = low + (top - low) * light.moon
        at_start = self.view.horizon_px - LIGHT_ABOVE_PX
        return self.view.width_px * LIGHT_X + (at_start - y) * -0.35, y

    def _thin(self, share: float) -> None:
        """Let the mist before the trees lift over the lake, in steps."""
        step = int(share * lake.STEPS)  # half a step off the lake's: two new pictures are rarely made at once
        if step != self._mist_step:
            self._mist_step = step
            key = self._pictures["band/mist1"].key
            pixels = cv2.convertScaleAbs(self._mist, alpha=1 - _LIFTED * step / lake.STEPS) if step else self._mist
            self._pictures["band/mist1"] = Picture(key, np.asarray(pixels, np.uint8))

    def _top_px(self, name: str, factor: float, camera: Camera, seen: Mapping[Stretch, float]) -> float:
        """The row of the picture where a band begins."""
        sink_px = sum(seen[stretch] * down_px for stretch, down_px in _SINK_PX.get(name, {}).items())
        return self.view.horizon_px - self._at[name][1] + camera.lift_px(factor) + sink_px

    def _cut(self, name: str, rows: float) -> Picture:
        """The upper rows of a band, in the same memory; all of it where more are wanted."""
        whole = self._pictures[name]
        count = _CUT_ROWS * max(1, math.ceil((rows + 2) / _CUT_ROWS))
        if count >= len(whole.pixels):
            return whole
        if (name, count) not in self._cuts:
            self._cuts[name, count] = Picture(f"{whole.key}/{count}", whole.pixels[:count])
        return self._cuts[name, count]

    def _band(self, items: DrawList, picture: Picture, factor: float, camera: Camera, top: float) -> None:
        period = picture.pixels.shape[1]
        x = -(camera.scroll_px(factor) % period)
        while x < self.view.width_px:
            items.append(Sprite(picture, x, top))
            x += period

    def _sky_at(self, light: Daylight) -> Picture:
        """The sky with its moon: one picture, made anew a few times a second, is sooner painted than two."""
        step = light.earlier, round(light.blend * _STEPS)
        x, y = self.moon_px(light)
        at = round(x - self._moon.x), round(y - self._moon.y)
        if (step, at) != (self._sky_step, self._moon_at):
            if step != self._sky_step:
                part = step[1] / _STEPS
                cv2.addWeighted(self._skies[light.earlier], 1 - part, self._skies[light.later], part, 0, self._empty)
            self._sky_step, self._moon_at = step, at
            self._now, self._next = self._next, self._now
            np.copyto(self._now, self._empty)
            self._rise(self._now)
            self._sky = Picture(self._sky.key, self._now)
        return self._sky

    def _rise(self, sky: Pixels) -> None:
        """Lay the moon over a sky, as far as it is in it."""
        moon, (x, y) = self._moon.pixels, self._moon_at
        part = sky[max(0, y) : max(0, y + len(moon)), max(0, x) : max(0, x + moon.shape[1])]
        if part.size:
            rows, columns = (
                slice(max(0, -off), max(0, -off) + size) for off, size in zip((y, x), part.shape, strict=False)
            )
            lay(moon[rows, columns], self._moon_left[rows, columns], part)


def _open_rows(band: Pixels) -> int:
    """How many rows of a band let something be seen through them: all down to the last one that does."""
    rows = np.flatnonzero((band[..., 3] < 255).any(1))
    return int(rows[-1]) + 1 if len(rows) else 0
