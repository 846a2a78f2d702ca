"""How often the real pose model finds people."""

from __future__ import annotations

import argparse
from typing import Final

import numpy as np
from tqdm import tqdm

from game.body.pose import Landmark
from game.vision.landmarker import Landmarker
from game.vision.models import pose_model
from game.vision.virtual.source import VirtualCamera
from tools.measuring.subject import Figures
from tools.measuring.virtual_clips import FPS, UNSEEN

CROSSED: Final = frozenset({"hadouken", "arms crossed", "backpack", "clap"})
"""Acts in which hands hide the shoulders or each other: errors of these frames are not counted."""


def found(options: argparse.Namespace) -> Figures:
    """How often real MediaPipe finds random bodies, and how near its shoulders and wrists are."""
    marks = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST]
    hits, seen, errors = 0, 0, []
    model = pose_model(options.pose_model)
    for person in tqdm(range(options.count), desc="bodies"):
        camera = VirtualCamera(UNSEEN + person)
        cues = camera.cues(60.0)
        with Landmarker(model) as landmarker:
            for n in range(20):
                frame = camera.frame(round((3.0 + 2.3 * n) * FPS))
                seen += 1
                poses = landmarker.detect(frame)
                if not poses or not frame.truth:
                    continue
                hits += 1
                if any(cue.act in CROSSED and cue.start_s <= frame.t_s <= cue.end_s for cue in cues):
                    continue
                truth = frame.truth[0].xy_px()
                torso = np.linalg.norm(truth[[11, 12]].mean(0) - truth[[23, 24]].mean(0))
                errors.append(np.linalg.norm(poses[0].xy_px()[marks] - truth[marks], axis=1) / torso)
    medians = np.median(errors, axis=0)
    return {
        "frames": seen,
        "found": round(hits / seen, 4),
        "median_error_torso": {mark.name.lower(): round(float(e), 3) for mark, e in zip(marks, medians, strict=True)},
    }
