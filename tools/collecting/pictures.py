"""Keeps a small picture of each sample, one folder for each label, only if the user asked for it."""

from __future__ import annotations

from pathlib import Path

import cv2

from game.atomic import whole
from game.body.datasets import Sample
from game.vision.frame import Image


class PictureFolder:
    """Keeps pictures below `folder`, as label/id.png; keeps none where that is None."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def path(self, sample: Sample) -> Path | None:
        """Where this sample's picture goes."""
        return None if self.folder is None else self.folder / sample.label / f"{sample.id}.png"

    def keep(self, sample: Sample, picture: Image | None) -> None:
        """Write an RGB picture, whole or not at all. Raises UserError if the disk refuses."""
        path = self.path(sample)
        if path is None or picture is None:
            return
        done, data = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
        with whole(path) as beside:
            beside.write_bytes(data.tobytes() if done else b"")

    def forget(self, sample: Sample) -> None:
        """Delete the picture of a sample that was taken back."""
        path = self.path(sample)
        if path is not None:
            path.unlink(missing_ok=True)
