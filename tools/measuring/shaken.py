"""A recording as another camera, another side or another player's pace would have given it.

Few real people are at hand. What a recogniser makes of the same movement, a little changed, shows how near to its
limits it decides, before it meets people nobody recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from game.body.pose import Pose

Frames = Sequence[tuple[float, Pose | None]]
"""Times in seconds, and the pose there, None for nobody."""

NOISE: Final = 0.004
"""Added to each landmark, as a standard deviation in widths of the picture: as much again as MediaPipe's own."""


def mirrored(frames: Frames) -> Frames:
    """Left and right exchanged."""
    return [(t_s, None if pose is None else pose.mirrored()) for t_s, pose in frames]


def thinned(frames: Frames, keep: int, of: int) -> Frames:
    """The first `keep` of every `of` frames: a slower camera."""
    return [frame for number, frame in enumerate(frames) if number % of < keep]


def paced(frames: Frames, times: float) -> Frames:
    """A player who takes so many times as long for everything."""
    return [(t_s * times, pose) for t_s, pose in frames]


def noisy(frames: Frames, seed: int = 1) -> Frames:
    """A worse landmarker."""
    rng = np.random.default_rng(seed)

    def blurred(pose: Pose) -> Pose:
        wide, high = pose.frame
        points = pose.points.copy()
        points[:, :2] += rng.normal(0.0, NOISE, (len(points), 2)) * (1.0, wide / high)
        return replace(pose, points=points)

    return [(t_s, None if pose is None else blurred(pose)) for t_s, pose in frames]


WAYS: Final[dict[str, Callable[[Frames], Frames]]] = {
    "as recorded": lambda frames: frames,
    "mirrored": mirrored,
    "every second frame": lambda frames: thinned(frames, 1, 2),
    "two of three frames": lambda frames: thinned(frames, 2, 3),
    "a sixth slower": lambda frames: paced(frames, 1.17),
    "a seventh quicker": lambda frames: paced(frames, 1 / 1.17),
    "noisier": noisy,
}
