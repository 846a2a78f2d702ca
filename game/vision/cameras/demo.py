"""The virtual player as a reel of frames."""

from __future__ import annotations

from collections.abc import Sequence

from game.body.pose import Pose
from game.vision.frame import Image
from game.vision.virtual.source import VirtualCamera


class VirtualReel:
    """Endless frames of a virtual camera; only requested pictures are rendered."""

    def __init__(self, camera: VirtualCamera) -> None:
        self._camera = camera
        self.fps = camera.fps
        self.size = camera.size
        self._at = -1

    def advance(self) -> float | None:
        """Go to the next frame."""
        self._at += 1
        return self._at / self.fps

    def develop(self) -> tuple[Image, Sequence[Pose]] | None:
        """Render the current frame."""
        frame = self._camera.frame(self._at)
        return frame.image, frame.truth

    def close(self) -> None:
        """Nothing to free."""
