"""The virtual player as a reel of frames."""

from __future__ import annotations

from collections.abc import Sequence

from game.body.pose import Pose
from game.vision.frame import Frame, Image
from game.vision.virtual.source import VirtualCamera, duo_camera


class DemoReel:
    """Endless frames of the virtual player; only requested pictures are rendered.

    seed: of the performance. size: of the frames in pixels. pair: two virtual players, who swap sides now and then.
    """

    def __init__(self, seed: int, size: tuple[int, int], pair: bool = False) -> None:
        self._camera = duo_camera(seed, size) if pair else VirtualCamera(seed=seed, size=size)
        self.fps = self._camera.fps
        self.size = size
        self._at = -1

    def advance(self) -> float | None:
        """Go to the next frame."""
        self._at += 1
        return self._at / self.fps

    def develop(self) -> tuple[Image, Sequence[Pose]] | None:
        """Render the current frame."""
        frame: Frame = self._camera.frame(self._at)
        return frame.image, frame.truth

    def close(self) -> None:
        """Nothing to free."""
