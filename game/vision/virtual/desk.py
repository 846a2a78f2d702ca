"""The virtual player before a screen, close to its webcam, with eyes that look at known points of the screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from game.body.pose import Landmark
from game.vision.frame import Image
from game.vision.virtual.figure import Figure
from game.vision.virtual.mannequin import HEAD_LANDMARKS, Bodies, bodies
from game.vision.virtual.performance import random_performer
from game.vision.virtual.posture import CHANNELS, Array, Channel
from game.vision.virtual.render import Renderer
from game.vision.virtual.room import Room
from game.vision.virtual.view import View

_EYES: Final = 0.5 * (np.array(HEAD_LANDMARKS[Landmark.LEFT_EYE]) + np.array(HEAD_LANDMARKS[Landmark.RIGHT_EYE]))


@dataclass(frozen=True, slots=True)
class Desk:
    """A screen and its webcam. width_m, height_m: of the screen. across_m: the screen's middle from the camera, > 0 to
    the right of somebody who looks at it; below_m: its upper edge under the camera, < 0 where the camera stands lower.
    away_m: from the camera to the head at rest; over_m: the camera over that head's middle."""

    width_m: float = 0.34
    height_m: float = 0.19
    across_m: float = 0.0
    below_m: float = 0.015
    away_m: float = 0.55
    over_m: float = 0.0
    focal: float = 0.9


def random_desk(rng: np.random.Generator) -> Desk:
    """A laptop, or a screen with a camera on it, under it or beside it."""
    width = float(rng.uniform(0.28, 0.60))
    height = width * 9 / 16
    below = float(rng.uniform(0.0, 0.03))
    if rng.random() < 0.15:  # the camera stands under the screen
        below = -height - float(rng.uniform(0.0, 0.03))
    return Desk(
        width_m=width,
        height_m=height,
        across_m=float(rng.normal(0.0, 0.02)),
        below_m=below,
        away_m=float(np.clip(1.35 * width, 0.42, 0.75) * rng.uniform(0.9, 1.15)),
        over_m=float(rng.normal(0.0, 0.05)),
        focal=float(rng.uniform(0.75, 1.05)),
    )


@dataclass(frozen=True, slots=True)
class Pose:
    """How a head is held. Angles in the room in radians, moves in metres from rest: to the own left, up, ahead."""

    yaw_rad: float = 0.0
    pitch_rad: float = 0.0
    roll_rad: float = 0.0
    left_m: float = 0.0
    up_m: float = 0.0
    ahead_m: float = 0.0


REST: Final = Pose()


def random_pose(rng: np.random.Generator, turn_rad: float, move_m: float) -> Pose:
    """A head turned by up to `turn_rad` aside and moved by up to `move_m`, less in the other ways."""
    yaw, pitch, roll = rng.uniform(-1.0, 1.0, 3) * turn_rad * (1.0, 0.7, 0.4)
    left, up, ahead = rng.uniform(-1.0, 1.0, 3) * move_m * (1.0, 0.4, 1.0)
    return Pose(float(yaw), float(pitch), float(roll), float(left), float(up), float(ahead))


class Looker:
    """One virtual player at one desk. seed: who; room: where, and in what light."""

    def __init__(
        self,
        seed: int,
        desk: Desk | None = None,
        size: tuple[int, int] = (640, 480),
        room: int | None = None,
        glasses: bool | None = None,
        noise: float = 2.5,
    ) -> None:
        performer = random_performer(seed)
        wardrobe = performer.wardrobe if glasses is None else replace(performer.wardrobe, glasses=glasses)
        self.desk = desk or Desk()
        self._build, self._rest = performer.build, np.array(performer.rest)
        self._figure = Figure(performer.build, wardrobe)
        at = self._body(Pose(), 0.0, 0.0).head[0]
        tilt = float(np.arctan2(-self.desk.over_m, self.desk.away_m))
        self._at = at
        self._camera = np.array([at[0], at[1] + self.desk.over_m, at[2] + self.desk.away_m])
        view = View(
            distance_m=float(self._camera[2]),
            height_m=float(self._camera[1]),
            tilt_rad=0.85 * tilt,
            pan_rad=0.0,
            focal=self.desk.focal,
        )
        self._renderer = Renderer(Room(seed if room is None else room), view, size, noise)

    def frame(self, x: float, y: float, pose: Pose = REST, blink: float = 0.0, index: int = 0) -> Image:
        """The webcam's picture (height, width, 3), BGR, while the eyes look at this point of the screen, 0..1 each."""
        yaw, pitch = self.aim(x, y, pose)
        return self._renderer.frame([(self._figure, self._body(pose, yaw, pitch, blink))], index)

    def aim(self, x: float, y: float, pose: Pose = REST) -> tuple[float, float]:
        """Yaw and pitch of the eyes in the head that look at a point of the screen, radians."""
        body = self._body(pose, 0.0, 0.0)
        eyes = body.head[0] + body.head_turn[0] @ (_EYES * self._build.head)
        way = body.head_turn[0].T @ (self._target(x, y) - eyes)
        return float(np.arctan2(way[0], way[2])), float(np.arcsin(way[1] / np.linalg.norm(way)))

    def eyes_at(self, pose: Pose = REST) -> Array:
        """Where the right and the left eye are in the picture, in pixels (2, 2)."""
        body = self._body(pose, 0.0, 0.0)
        both = np.array([HEAD_LANDMARKS[Landmark.RIGHT_EYE], HEAD_LANDMARKS[Landmark.LEFT_EYE]]) * self._build.head
        return self._renderer.pixels(body.head[0] + both @ body.head_turn[0].T)

    def _target(self, x: float, y: float) -> Array:
        """A point of the screen in the room."""
        left = (0.5 - x) * self.desk.width_m - self.desk.across_m
        place: Array = self._camera + (left, -self.desk.below_m - y * self.desk.height_m, 0.0)
        return place

    def _body(self, pose: Pose, eye_yaw: float, eye_pitch: float, blink: float = 0.0) -> Bodies:
        posture = self._rest.copy()
        posture[[Channel.HEAD_YAW, Channel.HEAD_PITCH, Channel.HEAD_ROLL]] = pose.yaw_rad, pose.pitch_rad, pose.roll_rad
        posture[[Channel.EYE_YAW, Channel.EYE_PITCH]] = eye_yaw, eye_pitch
        posture[Channel.BLINK] = blink
        posture[Channel.ROOT_X] += pose.left_m
        posture[Channel.ROOT_Z] += pose.ahead_m
        posture[Channel.CROUCH] += 0.1 - pose.up_m / self._build.leg
        return bodies(posture.reshape(1, CHANNELS), [self._build])


def natural(desk: Desk, x: float, y: float, share: float) -> Pose:
    """The head of somebody who turns it by this share of the way to a point of the screen, eyes doing the rest."""
    yaw = np.arctan2((0.5 - x) * desk.width_m - desk.across_m, desk.away_m)
    pitch = np.arctan2(desk.over_m - desk.below_m - y * desk.height_m, desk.away_m)
    return Pose(yaw_rad=float(share * yaw), pitch_rad=float(share * pitch))


def joined(a: Pose, b: Pose) -> Pose:
    """Two poses on top of each other."""
    return Pose(*(getattr(a, name) + getattr(b, name) for name in Pose.__slots__))
