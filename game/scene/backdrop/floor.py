"""The forest floor: a plane seen from just above it, cut row by row from its painting."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
import numpy.typing as npt

from game.scene.backdrop.gallery import Painting
from game.scene.backdrop.ground import row_periods
from game.scene.drawing import Blend, Fresh, Pixels
from game.scene.projection import Camera, View
from game.world.stretches import Stretch

_GROUNDS = {Stretch.PONGA: "ground", Stretch.KAURI: "ground/littered", Stretch.RIDGE: "ground/snowed"}


class Floor:
    """The ground of one view, in every stretch. rows: uint8 (h, w, 4), its painting in the gully."""

    def __init__(self, view: View, paintings: Mapping[str, Painting]) -> None:
        self._view = view
        self.rows = paintings["ground"].pixels
        self._periods = row_periods(view.period_px, view.depth_px, view.ground_rows_px)
        self._factors = (np.arange(view.ground_rows_px) + 1.0) / view.depth_px
        self._grounds = {stretch: _slices(paintings[name].pixels, view.width_px) for stretch, name in _GROUNDS.items()}

    def draw(self, camera: Camera, seen: Mapping[Stretch, float]) -> Fresh:
        """The ground for a camera. seen: the share of each stretch."""
        view = self._view
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
        out = self._grounds[look][r * self.rows.shape[1] + offsets]
        for other, _ in rest:
            behind = self._grounds[other][r * self.rows.shape[1] + offsets].view(np.uint8)
            out = cv2.addWeighted(out.view(np.uint8), share, behind, 1 - share, 0).view(np.uint32)
        return Fresh(out.view(np.uint8).reshape(height, width, 4), 0, view.horizon_px, Blend.OPAQUE)


def _slices(ground: Pixels, width: int) -> npt.NDArray[np.uint32]:
    """Every slice of a picture's width of a painted ground, by the texel it starts with: one number a texel."""
    flat = np.ascontiguousarray(ground).view(np.uint32).ravel()
    return np.lib.stride_tricks.sliding_window_view(flat, width)
