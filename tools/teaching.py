"""Trials of teaching: one new pose taught in the game in ten seconds, beside a network trained on it.

python -m tools.teaching game        eight new poses, several people each: recall on later takes, what else fires
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from game.body.pose import Pose
from game.body.reader import BodyReader
from game.body.reading import Reading
from game.vision.virtual.crowd import random_view
from game.vision.virtual.mannequin import bodies
from game.vision.virtual.noise import MEDIAPIPE, landmark_noise
from game.vision.virtual.performance import ACTS, Beat, Cue, Performance, random_performer
from game.vision.virtual.view import in_view, landmarks
from tools.new_poses import NEW_POSES, acted

UNSEEN: Final = 1 << 41
"""Performers of these trials are numbered from here: none was ever in training or in the reference poses."""
FPS: Final = 30.0
FRAME: Final = (640, 480)


def filmed(
    person: int, take: int, script: Sequence[Beat], hold_s: float = 1.2
) -> tuple[list[Reading], tuple[Cue, ...]]:
    """One take of a person before their own webcam: what the reader makes of it at 30 Hz, and the truth.

    The camera stays where it is from take to take; where they stand, how they do it and how the landmarker errs
    is each take's own. hold_s: how long new poses are held.
    """
    performer = random_performer(person)
    view, aside, ahead = random_view(np.random.default_rng([person, 7]), performer.build.height, 0.6)
    rng = np.random.default_rng([person, take])
    start = (aside + float(rng.normal(0, 0.12)), ahead + float(rng.normal(0, 0.12)), float(rng.normal(0, 0.1)))
    acts = {**ACTS, **{name: acted(name, hold_s) for name in NEW_POSES}}
    performance = Performance(person * 1009 + take, script, performer, start=start, acts=acts)
    end_s = performance.end_s + 0.3
    times = np.arange(0.0, end_s, 1 / FPS)
    body = bodies(performance.postures(times), [performer.build] * len(times))
    truth = landmarks(body, [view] * len(times), FRAME)
    points, kept = landmark_noise(truth, rng, MEDIAPIPE, np.zeros(len(times), int), FPS, FRAME)
    reader = BodyReader()
    readings = [
        reader.read(t_s, (Pose(one, FRAME),) if sure and in_view(one) else ())
        for t_s, one, sure in zip(times.tolist(), points, kept, strict=True)
    ]
    return readings, performance.cues(end_s)
