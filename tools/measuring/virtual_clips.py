"""Clips of virtual people with a pose model's errors, and the events the body reader fires in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from game.body.networks import MoveNetworks
from game.body.pose import Pose
from game.body.reader import BodyReader
from game.body.reading import BodyEvent
from game.vision.virtual.clips import Filming, Script, acted
from game.vision.virtual.noise import MEDIAPIPE, POSENET, NoiseModel
from game.vision.virtual.performance import Beat, Cue

UNSEEN: Final = 1 << 40
"""Performers of trials are numbered from here; training draws its own below 2**31."""
FPS: Final = 30.0
"""Frames a second of a clip, as most webcams give them."""
FRAME: Final = (640, 480)
"""Pixels of a clip's frames."""
LANDMARKERS: Final[dict[str, NoiseModel]] = {"mediapipe": MEDIAPIPE, "posenet": POSENET}
"""The pose models whose errors a clip may have."""


@dataclass(frozen=True, slots=True)
class NoisyClip:
    """A clip with the errors of a pose model: at each time who is found (nobody or one), and what was acted."""

    times_s: tuple[float, ...]
    poses: tuple[tuple[Pose, ...], ...]
    cues: tuple[Cue, ...]


def noisy_clip(
    rng: np.random.Generator,
    person: int,
    script: Sequence[Beat],
    azimuth_rad: float | None = None,
    noise: NoiseModel = MEDIAPIPE,
    fps: float = FPS,
    guarded: bool = False,
) -> NoisyClip:
    """A person acts a script before a random webcam; landmarks err as the pose model's do.

    guarded: they stand in a fighter's guard between acts.
    """
    clip = acted(rng, person, Script(tuple(script)), "", Filming(fps, noise, FRAME, azimuth_rad), guarded)
    poses = tuple(() if pose is None else (pose,) for pose in clip.poses())
    return NoisyClip(tuple(clip.times_s.tolist()), poses, clip.cues)


def watch(clip: NoisyClip, networks: MoveNetworks) -> list[BodyEvent]:
    """All events that a body reader fires in a clip."""
    reader = BodyReader(*networks)
    events: dict[int, BodyEvent] = {}
    for t_s, poses in zip(clip.times_s, clip.poses, strict=True):
        events.update({event.serial: event for event in reader.read(t_s, poses).events})
    return list(events.values())
