"""Many people at once: labelled poses and clips of random performers before random cameras, as training wants them.

Nothing here is drawn; 50,000 poses take a minute or two, most of it inverse kinematics while acts are sketched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from game.body.pose import FloatArray, Pose
from game.body.poses import POSES
from game.vision.virtual.acting import Act, Doer
from game.vision.virtual.build import stacked as stacked_builds
from game.vision.virtual.mannequin import bodies
from game.vision.virtual.ordinary_acts import ORDINARY_ACTS
from game.vision.virtual.performance import ACTS, Performer, random_performer
from game.vision.virtual.posture import Array, Channel, Side
from game.vision.virtual.view import View, landmarks


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """N poses with their truth.

    points float32 (N, 33, 4) as `Pose.points`; acts (N,) names; labels (N,) one of the eight or "" for an
    ordinary act or a moment between; sides (N,) "left", "right" or ""; persons (N,) seed of the performer;
    takes (N,) number of the acted take a row belongs to; held (N,) 0..1 how fully the act's pose is taken up.
    """

    points: FloatArray
    acts: tuple[str, ...]
    labels: tuple[str, ...]
    sides: tuple[str, ...]
    persons: npt.NDArray[np.int64]
    takes: npt.NDArray[np.int64]
    held: Array
    frame: tuple[int, int]

    def __len__(self) -> int:
        return len(self.points)

    def pose(self, index: int) -> Pose:
        """One of them as a `Pose`."""
        return Pose(self.points[index], self.frame)


def random_view(rng: np.random.Generator, height_m: float = 1.7, wildness: float = 1.0) -> tuple[View, float, float]:
    """A webcam as people place theirs, and where the person stands (x, z metres): whole, or cut at knees or thighs.

    wildness 0 gives a tidy camera, whole body in the middle.
    """
    focal = float(rng.uniform(0.75, 1.15) if wildness else 0.9)
    # how much of the person fills the frame's height decides the distance: from head-to-thigh to far away
    fill = float(np.exp(rng.normal(0.0, 0.30 * wildness))) * 0.80
    distance = float(np.clip(focal * height_m * (4 / 3) / fill, 1.0, 6.0))
    height = float(rng.uniform(0.5, 1.9) * wildness + 1.1 * (1 - wildness)) * height_m / 1.7
    azimuth = float(rng.normal(0.0, 0.16) * wildness)
    # aim so that the head comes to a natural height of the picture, which may cut the legs
    head_at = float(rng.uniform(0.16, 0.42) if wildness else 0.2)
    want = np.arctan2(0.93 * height_m - height, distance)
    tilt = float(want - np.arctan((0.5 - head_at) * 0.75 / focal))
    aside = float(rng.normal(0.0, 0.13) * wildness) * distance / focal
    return (
        View(
            distance_m=distance,
            height_m=height,
            azimuth_rad=azimuth,
            pan_rad=0.0,
            tilt_rad=tilt,
            roll_rad=float(rng.normal(0.0, 0.03) * wildness),
            focal=focal,
        ),
        aside,
        0.0,
    )


def crowd(
    seed: int,
    takes: int,
    moments: int = 4,
    acts: Sequence[str] | None = None,
    variety: float = 1.0,
    wildness: float = 1.0,
    frame: tuple[int, int] = (640, 480),
    held_only: bool = False,
) -> Crowd:
    """`takes` acted takes, each by a new person before a new camera, at `moments` instants each.

    acts: names to draw from in turn; default: half of the takes the eight Huia poses evenly, half ordinary
    acts. A row keeps its act's label while the pose is held at least half way, else its label is "".
    held_only draws all instants while the pose is held.
    """
    names = list(acts) if acts is not None else None
    postures, builds, views = [], [], []
    act_names, labels, sides, persons, held = [], [], [], [], []
    for take in range(takes):
        rng = np.random.default_rng([seed, take])
        person = int(rng.integers(1 << 31))
        performer = random_performer(person)
        if names is not None:
            name = names[take % len(names)]
        elif take % 2 == 0:
            name = POSES[(take // 2) % len(POSES)]
        else:
            name = list(ORDINARY_ACTS)[(take // 2) % len(ORDINARY_ACTS)]
        view, aside, ahead = random_view(rng, performer.build.height, wildness)
        act = take_of(rng, performer, name, variety, (aside, ahead, float(rng.normal(0, 0.15) * wildness)))
        low, high = (act.peak_s, act.leave_s) if held_only else (0.5 * act.peak_s, min(act.leave_s + 0.4, act.end_s))
        at = np.sort(rng.uniform(low, high, moments))
        share = hold_of(act, at)
        postures.append(act.at(at))
        builds += [performer.build] * moments
        views += [view] * moments
        act_names += [name] * moments
        labels += [act.label if act.label and s >= 0.5 else "" for s in share]
        sides += [act.side or ""] * moments
        persons += [person] * moments
        held += list(share)
    points = landmarks(bodies(np.concatenate(postures), stacked_builds(builds)), views, frame)
    return Crowd(
        points,
        tuple(act_names),
        tuple(labels),
        tuple(sides),
        np.array(persons, np.int64),
        np.repeat(np.arange(takes), moments),
        np.array(held),
        frame,
    )


def take_of(
    rng: np.random.Generator,
    performer: Performer,
    name: str,
    variety: float = 1.0,
    start: tuple[float, float, float] = (0.0, 0.0, 0.0),
    side: Side | None = None,
) -> Act:
    """One acted take of one performer, standing at start (x, z metres, yaw radians)."""
    rest = np.array(performer.rest)
    rest[[Channel.ROOT_X, Channel.ROOT_Z, Channel.ROOT_YAW]] = start
    rest[Channel.HEAD_YAW] = start[2]
    if side is None and name == "hadouken":
        side = "left" if rng.random() < 0.5 else "right"
    return ACTS[name](Doer(rng, performer.build, rest, variety), side)


def hold_of(act: Act, times_s: Array) -> Array:
    """How fully an act's pose is taken up at times since its start, 0..1: rising to its peak, falling after it."""
    before = np.clip(1 - (act.peak_s - times_s) / max(0.35 * act.peak_s, 0.1), 0, 1)
    after = np.clip(1 - (times_s - act.leave_s) / max(0.7 * (act.end_s - act.leave_s), 0.1), 0, 1)
    share: Array = np.minimum(before, after)
    return share
