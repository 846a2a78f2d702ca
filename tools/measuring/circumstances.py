"""Unusual players and pictures for trials: seated, one-armed, children, cut and zoomed pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from game.body.pose import FloatArray, Landmark, Pose
from game.vision.virtual.noise import NoiseModel
from game.vision.virtual.performance import random_performer
from game.vision.virtual.posture import Side
from tools.measuring.virtual_clips import NoisyClip


@dataclass(frozen=True, slots=True)
class Circumstance:
    """What is special about a clip. zooms: the picture cuts to twice the size and back every one or two seconds.

    seated: hips and all below are out of the picture. arm: the only arm there is. child: about six years old.
    """

    zooms: bool = False
    seated: bool = False
    arm: Side | None = None
    child: bool = False


PLAIN: Final = Circumstance()
CIRCUMSTANCES: Final[Mapping[str, Circumstance]] = {
    "cut and zoomed": Circumstance(zooms=True),
    "seated": Circumstance(seated=True),
    "left arm only": Circumstance(arm="left"),
    "right arm only": Circumstance(arm="right"),
    "child": Circumstance(child=True),
}
"""Players and pictures that are not as usual; all but the first recognised, not told."""


def a_child(seed: int) -> int:
    """Number of the first performer under 1.36 metres from this one on."""
    while random_performer(seed).build.height > 1.36:
        seed += 1
    return seed


def cut_at_the_waist(truth: FloatArray) -> FloatArray:
    """Landmarks (t, 33, 4) of somebody who sits so near that the hips, which stay in place, lie below the picture."""
    shown = truth.copy()
    nose = truth[0, Landmark.NOSE, 1]
    hips = truth[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP], :2].mean(1)
    zoom = (1.12 - 0.48) / (hips[0, 1] - nose)
    shown[..., 0] = 0.5 + zoom * (truth[..., 0] - hips[:, None, 0])
    shown[..., 1] = 0.48 + zoom * (truth[..., 1] - nose - (hips[:, None, 1] - hips[0, 1]))
    below = shown[..., 1] > 1.0
    shown[..., 3] = np.where(below, 0.1 * shown[..., 3], shown[..., 3])
    return shown


def without_arm(points: FloatArray, arm: Side, keeps_place: bool) -> None:
    """Take the other arm away: its landmarks are guesses near the shoulder, or missing. Changes `points`."""
    side = 1 if arm == "left" else 0
    for mark in range(Landmark.LEFT_ELBOW + side, Landmark.RIGHT_THUMB + 1, 2):
        if keeps_place:
            points[:, mark, :2] = points[:, Landmark.LEFT_SHOULDER + side, :2] + np.array((0.0, 0.06), np.float32)
            points[:, mark, 3] = 0.08
        else:
            points[:, mark] = 0.0


def changed(clip: NoisyClip, special: Circumstance, noise: NoiseModel) -> NoisyClip:
    """A clip of somebody who sits with the hips out of the picture, or has one arm. Zooms are not made here."""
    found = [poses[0] for poses in clip.poses if poses]
    if not found or not (special.seated or special.arm):
        return clip
    points = np.stack([pose.points for pose in found])
    if special.seated:
        points = cut_at_the_waist(points)
    if special.arm is not None:
        without_arm(points, special.arm, noise.keeps_place)
    left = iter(points)
    return replace(clip, poses=tuple((Pose(next(left), poses[0].frame),) if poses else () for poses in clip.poses))
