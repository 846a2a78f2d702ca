"""What lies over the forest: shafts of light, the night's veil, the picture's dark edges, haze on the horizon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import cv2
import numpy as np

from game.scene.backdrop.gallery import Painting
from game.scene.backdrop.paint import lay, left_by
from game.scene.daylight import Daylight
from game.scene.drawing import DrawList, Picture, Pixels, Sprite
from game.scene.mesh import Floats, Singles
from game.scene.projection import Camera, View

_NIGHT_TINT = (4, 18, 58)
_MOONLIGHT = (0.34, 0.60, 0.86)  # night's factor for the rays' warm white
_EDGE_PX = 190  # width of the dark edges
_EDGE_MOST = 0.50
_FAINT = 3  # levels of 255 by which rays are darker than painted: what is too faint to see costs as much to paint
_VEIL_STEPS, _RAY_STEPS = 32, 12  # of nightfall; a step is too small to see
_STRIP_PX = 128  # soon made anew; a whole number of pixels also where the scene is painted at 3 of 4 pixels
_HAZE_PX, _HAZE_STEPS = 128, 6
_HAZE_TINT = (104, 152, 156)  # of the mist that lies there
_HAZE_FULL_PX = 70.0  # how far the camera is raised when the haze is at its full strength


class _State(NamedTuple):
    """What a strip shows: steps of the night's veil and of the rays' colour, None without rays; the dark edges."""

    veil: int
    rays: int | None
    edges: bool


class Gloom:
    """Light and darkness over the forest of one view. mark: of the view, for the pictures' keys.

    Veil, edges and rays are one picture, so that every pixel of the forest is painted over once, not three times. It
    is cut into strips: when the light changes, each frame makes one of them anew.
    """

    def __init__(self, view: View, mark: str, paintings: Mapping[str, Painting]) -> None:
        self._view = view
        row = _dark_edges(view.width_px)
        # the edges darken the rays, too
        warm = ((np.maximum(paintings["rays"].pixels, _FAINT) - _FAINT) * (1 - row[:, 3:] / 255)).astype(np.uint8)
        cool = np.asarray(cv2.transform(warm, np.diag(_MOONLIGHT)), np.uint8)
        edges = np.broadcast_to(row.astype(np.uint8), (view.height_px, *row.shape))
        lefts = range(0, view.width_px, _STRIP_PX)
        self._edges: list[Pixels]
        self._warm: list[Pixels]
        self._cool: list[Pixels]
        self._edges, self._warm, self._cool = (
            [np.ascontiguousarray(pixels[:, left : left + _STRIP_PX]) for left in lefts]
            for pixels in (edges, _light(warm), _light(cool))
        )
        self._strips = [Picture(f"backdrop/{mark}/gloom/{x}", np.zeros((1, 1, 4), np.uint8)) for x in lefts]
        self._shown: list[_State | None] = [None] * len(self._strips)
        self._hazes = [_haze(mark, view, step / _HAZE_STEPS) for step in range(_HAZE_STEPS + 1)]

    def haze(self, camera: Camera) -> DrawList:
        """Mist on the horizon, as much as a raised camera needs."""
        step = round(min(1.0, camera.lift_px(1.0) / _HAZE_FULL_PX) * _HAZE_STEPS)
        return [Sprite(self._hazes[step], 0, self._view.horizon_px - _HAZE_PX // 2)] if step > 0 else []

    def over(self, light: Daylight, rays: bool, edges: bool) -> list[Sprite]:
        """Drawn over everything: rays, warm in the glow and cool under the moon, a blue veil at night, dark edges."""
        veil = int(light.night * _VEIL_STEPS)  # half a step off the sky's: two new pictures are rarely made at once
        wanted = _State(veil, round(light.night * _RAY_STEPS) if rays else None, edges)
        behind = [n for n, state in enumerate(self._shown) if state != wanted]
        for n in behind[:1] if behind and _next(self._shown[behind[0]], wanted) else behind:
            self._shown[n] = wanted
            self._strips[n] = Picture(self._strips[n].key, self._strip(n, wanted))
        if not (veil or rays or edges):
            return []
        return [Sprite(strip, n * _STRIP_PX, 0) for n, strip in enumerate(self._strips)]

    def _strip(self, n: int, state: _State) -> Pixels:
        """The edges over the veil, and the rays added, for night has shafts of its own."""
        edges = self._edges[n]
        strip = np.repeat(self._veil(state.veil / _VEIL_STEPS)[:, None], edges.shape[1], axis=1)
        if state.edges and edges[0].any():
            lay(edges, left_by(edges), strip)
        if state.rays is not None:
            share = state.rays / _RAY_STEPS
            rays = cv2.addWeighted(self._warm[n], 1 - share, self._cool[n], share, 0)
            cv2.add(strip[: len(rays)], rays, strip[: len(rays)])
        return strip

    def _veil(self, depth: float) -> Pixels:
        """The night's veil, a column (height, 4): all except the upper sky and the mist, which stay brighter."""
        view = self._view
        y = np.arange(view.height_px)
        mist = np.exp(-(((y - view.horizon_px + 4) / 46.0) ** 2))
        above = np.clip((y - view.horizon_px + 330) / 250, 0, 1)
        return _column(_NIGHT_TINT, depth * (0.22 + 0.28 * above - 0.20 * mist))


def _next(shown: _State | None, wanted: _State) -> bool:
    """Whether a picture may change to another strip by strip, because nobody sees the step between them."""
    if shown is None or shown.edges != wanted.edges or abs(shown.veil - wanted.veil) > 1:
        return False
    if shown.rays is None or wanted.rays is None:
        return shown.rays is wanted.rays
    return abs(shown.rays - wanted.rays) <= 1


def _light(rays: Pixels) -> Pixels:
    """RGB to RGBA that adds its colour and covers nothing; but at an alpha of 0 pygame may leave a pixel out."""
    return np.dstack([rays, rays.any(2)]).astype(np.uint8)


def _dark_edges(width: int) -> Singles:
    """A row, float32 (width, 4), premultiplied, that darkens the sides of the picture."""
    fade = np.linspace(1.0, 0.0, _EDGE_PX, dtype=np.float32) ** 2 * _EDGE_MOST
    tint = np.array([*_NIGHT_TINT, 255], np.float32) * np.array((0.4, 0.4, 0.4, 1.0), np.float32)
    row = np.zeros((width, 4), np.float32)
    row[:_EDGE_PX] = np.floor(fade[:, None] * tint)
    row[-_EDGE_PX:] = row[_EDGE_PX - 1 :: -1]
    return row


def _haze(mark: str, view: View, strength: float) -> Picture:
    """Mist on the horizon: where a raised camera shows the ground's far edge, it hides the line."""
    y = np.arange(_HAZE_PX) - _HAZE_PX / 2 - 5
    alpha = 0.88 * strength * np.exp(-((y / (_HAZE_PX * 0.21)) ** 2))
    pixels = np.repeat(_column(_HAZE_TINT, alpha)[:, None], view.width_px, axis=1)
    return Picture(f"backdrop/{mark}/haze/{strength:.2f}", pixels)


def _column(tint: tuple[int, int, int], alpha: Floats) -> Pixels:
    """A column (h, 4) of one colour, premultiplied, as opaque as alpha (h,) says, 0..1."""
    return (np.array([*tint, 255]) * alpha[:, None]).astype(np.uint8)
