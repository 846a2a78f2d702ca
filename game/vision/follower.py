"""Tracks one player from frame to frame: at first in a picture of nobody else, then by MediaPipe's own tracking."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from game.body.pose import Pose
from game.body.units import body_units
from game.vision.frame import Image
from game.vision.tracker import Tracker

MARGIN: Final = 0.35
"""Margin around the player, in torso lengths, when the follower is shown only them: room for hands and head."""
STRAY: Final = 1.0
"""Largest movement of the followed body in a frame, in torso lengths; a body further away is somebody else."""


class Follower:
    """Tracks one player."""

    def __init__(self, model: Path) -> None:
        self._tracker = Tracker(model, 1)
        self._following = False

    @property
    def ready(self) -> bool:
        """Whether it may run beside another: MediaPipe's first words have been silenced."""
        return self._tracker.has_found

    def follow(self, picture: Image, t_s: float, size: tuple[int, int], player: Pose) -> Pose | None:
        """The player's pose in this frame, None unless it is near the last one."""
        before = body_units(player)
        if before is None:
            return None
        if not self._following:  # show it only the player at first; afterwards it tracks them by itself
            picture = _curtained(picture, player, MARGIN * before.torso_px)
        self._following = False
        for pose in self._tracker.detect(picture, t_s, size):
            now = body_units(pose)
            if now is not None and np.hypot(*np.subtract(now.origin_px, before.origin_px)) < STRAY * before.torso_px:
                self._following = True
                return pose
        return None

    def begin(self, picture: Image, t_s: float, size: tuple[int, int], left: float, right: float) -> Pose | None:
        """The body between two columns of the picture (in its pixels), to be followed from now on."""
        shown = np.zeros_like(picture)
        a, b = (int(np.clip(edge, 0, picture.shape[1])) for edge in (left, right))
        shown[:, a:b] = picture[:, a:b]
        found = self._tracker.detect(shown, t_s, size)
        self._following = bool(found)
        return found[0] if found else None

    def lose(self) -> None:
        """Begin anew with the next pose."""
        self._following = False

    def close(self) -> None:
        """Free MediaPipe's threads and memory."""
        self._tracker.close()


def _curtained(rgb: Image, player: Pose, margin_px: float) -> Image:
    """A copy that is black left and right of the player. margin_px: in pixels of the player's frame."""
    wide = rgb.shape[1]
    across, margin = player.points[:, 0] * wide, margin_px / player.frame[0] * wide
    left, right = (int(np.clip(edge, 0, wide)) for edge in (across.min() - margin, across.max() + margin))
    shown = np.zeros_like(rgb)
    shown[:, left:right] = rgb[:, left:right]
    return shown
