"""What lies over the forest: shafts of light, the night's veil, the picture's dark edges, haze on the horizon."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from game.scene.backdrop.gallery import Painting, four
from game.scene.daylight import Daylight
from game.scene.drawing import Blend, DrawList, Picture, Pixels, Sprite
from game.scene.mesh import Floats, Singles
from game.scene.projection import Camera, View

_NIGHT_TINT = (4, 18, 58)
_MOONLIGHT = (0.34, 0.60, 0.86)  # night's factor for the rays' warm white
_EDGE_PX = 190  # width of the dark edges
_EDGE_MOST = 0.50
_STEPS = 32  # steps of nightfall; each needs a new picture and is too small to see
_VEIL_PX = 256  # width of the veil's picture: its columns are all alike, and a small one is soon made
_HAZE_PX, _HAZE_STEPS = 128, 6
_HAZE_TINT = (104, 152, 156)  # of the mist that lies there
_HAZE_FULL_PX = 70.0  # how far the camera is raised when the haze is at its full strength


class Gloom:
    """Light and darkness over the forest of one view. mark: of the view, for the pictures' keys."""

    def __init__(self, view: View, mark: str, paintings: Mapping[str, Painting]) -> None:
        self._view = view
        dark = _dark_edges(view.width_px)
        rays = four(paintings["rays"].pixels)
        # the edges darken the rays, too, but the rays are painted last
        self._rays_full = (rays * (1 - dark[:, 3:] / 255)).astype(np.uint8)
        self._rays_cool = np.asarray(cv2.transform(self._rays_full, np.diag((*_MOONLIGHT, 1.0))), np.uint8)
        self._rays_step = -1
        self._rays = Picture(f"backdrop/{mark}/rays", self._rays_full)
        self._veil_step = -1
        self._veil = Picture(f"backdrop/{mark}/veil", np.zeros((1, 1, 4), np.uint8))
        self._edges = _vignette(mark, view, dark)
        self._hazes = [_haze(mark, view, step / _HAZE_STEPS) for step in range(_HAZE_STEPS + 1)]

    def haze(self, camera: Camera) -> DrawList:
        """Mist on the horizon, as much as a raised camera needs."""
        step = round(min(1.0, camera.lift_px(1.0) / _HAZE_FULL_PX) * _HAZE_STEPS)
        return [Sprite(self._hazes[step], 0, self._view.horizon_px - _HAZE_PX // 2)] if step > 0 else []

    def over(self, light: Daylight, rays: bool, edges: bool) -> list[Sprite]:
        """Drawn over everything: rays, warm in the glow and cool under the moon, a blue veil at night, dark edges."""
        step = round(light.night * 12)
        if rays and step != self._rays_step:
            self._rays_step = step
            share = step / 12
            mixed = cv2.addWeighted(self._rays_full, 1 - share, self._rays_cool, share, 0)
            self._rays = Picture(self._rays.key, np.asarray(mixed, np.uint8))
        items: list[Sprite] = []
        step = int(light.night * _STEPS)  # half a step off the sky's: two new pictures are rarely made at once
        if step:
            if step != self._veil_step:
                self._veil_step = step
                self._veil = Picture(self._veil.key, self._veil_of(step / _STEPS))
            items += [Sprite(self._veil, x, 0) for x in range(0, self._view.width_px, _VEIL_PX)]
        if edges:
            items += self._edges
        if rays:
            items.append(Sprite(self._rays, 0, 0, Blend.ADD))  # over the veil: night has shafts of its own
        return items

    def _veil_of(self, depth: float) -> Pixels:
        """The night's veil covers everything except the upper sky and the mist, which stay brighter."""
        view = self._view
        y = np.arange(view.height_px)
        mist = np.exp(-(((y - view.horizon_px + 4) / 46.0) ** 2))
        above = np.clip((y - view.horizon_px + 330) / 250, 0, 1)
        return _rows(_NIGHT_TINT, depth * (0.22 + 0.28 * above - 0.20 * mist), _VEIL_PX)


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
    return Picture(f"backdrop/{mark}/haze/{strength:.2f}", _rows(_HAZE_TINT, alpha, view.width_px))


def _rows(tint: tuple[int, int, int], alpha: Floats, width: int) -> Pixels:
    """A picture of one colour, premultiplied, whose rows are as opaque as alpha (h,) says, 0..1."""
    column = (np.array([*tint, 255]) * alpha[:, None]).astype(np.uint8)
    return np.repeat(column[:, None], width, axis=1)
