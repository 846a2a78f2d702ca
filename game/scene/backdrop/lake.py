"""The lake: water between the far shore and the trees, with the mountains upside down in it."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from game.scene.backdrop.gallery import Painting
from game.scene.backdrop.strange import reflected
from game.scene.drawing import DrawList, Picture, Sprite
from game.scene.projection import Camera

STEPS = 16  # in which water comes and goes


class Lake:
    """The lake of one view. mark: of the view, for the pictures' keys."""

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
        step = round(share * STEPS)
        if step == 0:
            return []
        if step != self._step:
            self._step = step
            part = step / STEPS
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
