"""A posture: what a body does at one instant, as a flat vector of channels that can be blended and batched.

Angles in radians, in the signs of the whole project: yaw > 0 to the player's own left, pitch > 0 up, roll > 0
to their own left. Lengths of the legs' channels are in leg lengths, so that one posture fits every build.
The arm and leg blocks come twice, left then right, each counted outward from the body: a mirrored posture is
a swap of blocks and a change of sign of the few channels that have a handedness.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Side = Literal["left", "right"]


class Channel(IntEnum):
    """One number of a posture. Arm and leg channels are offsets: see `arm` and `leg`."""

    ROOT_X = 0  # metres along the floor, to the side the player's left has when facing the camera
    ROOT_Z = 1  # metres towards the camera
    ROOT_YAW = 2
    CROUCH = 3  # 0 legs straight .. 1 hips on the floor
    HOP = 4  # height of a jump off the floor, leg lengths
    SHIFT = 5  # hips to the own left of the feet, leg lengths
    AHEAD = 6  # hips ahead of the feet, leg lengths
    HIP_TILT = 7  # pelvis pitch, > 0 leans back
    HIP_ROLL = 8
    BEND = 9  # spine pitch from pelvis to chest, > 0 leans back
    SIDEBEND = 10  # > 0 to the own left
    TWIST = 11  # chest against pelvis, > 0 to the own left
    HEAD_YAW = 12  # of the head in the room (0: facing the camera's side), whatever the body does
    HEAD_PITCH = 13
    HEAD_ROLL = 14
    EYE_YAW = 15  # of the eyes in the head
    EYE_PITCH = 16
    BLINK = 17  # 0 open .. 1 closed
    MOUTH = 18  # 0 closed .. 1 wide open
    SMILE = 19  # -1 .. 1
    LEFT_ARM = 20
    RIGHT_ARM = 28
    LEFT_LEG = 36
    RIGHT_LEG = 42
    WINK = 48  # > 0 shuts the own left eye, < 0 the right one, 1 wholly; beside BLINK, which shuts both
    BROWS = 49  # 0 at rest .. 1 raised


class Arm(IntEnum):
    """Channels of one arm, counted from `Channel.LEFT_ARM` or `Channel.RIGHT_ARM`."""

    SHRUG = 0  # shoulder lifted
    LIFT = 1  # upper arm: 0 hanging, pi/2 level, pi straight up
    AZIMUTH = 2  # the plane it is lifted in: 0 sideways outward, pi/2 forward, more: across the body
    TWIST = 3  # of the upper arm about itself; 0: the elbow flexes forward when hanging
    FLEX = 4  # elbow: 0 straight .. 2.6 folded
    PRONATION = 5  # 0 thumb leads, > 0 palm turns backward when hanging
    WRIST = 6  # hand bent towards its palm
    CURL = 7  # 0 open hand .. 1 fist


class Leg(IntEnum):
    """Channels of one leg, counted from `Channel.LEFT_LEG` or `Channel.RIGHT_LEG`. Lengths in leg lengths."""

    FOOT_X = 0  # outward of the root
    FOOT_LIFT = 1  # of the ankle over its standing height
    FOOT_Z = 2  # ahead of the root
    TURN = 3  # toes outward
    KNEE_OUT = 4  # knee outward of straight ahead
    TOE = 5  # heel raised, toes down


CHANNELS: Final = 50
SIDES: Final[tuple[Side, Side]] = ("left", "right")
_HANDED: Final = (
    Channel.ROOT_X,
    Channel.ROOT_YAW,
    Channel.SHIFT,
    Channel.HIP_ROLL,
    Channel.SIDEBEND,
    Channel.TWIST,
    Channel.HEAD_YAW,
    Channel.HEAD_ROLL,
    Channel.EYE_YAW,
    Channel.WINK,
)


def other(side: Side) -> Side:
    """The other side."""
    return "right" if side == "left" else "left"


def sign(side: Side) -> float:
    """1 for left, -1 for right: the sign of what points to the player's own side."""
    return 1.0 if side == "left" else -1.0


def arm(side: Side, channel: Arm) -> int:
    """Index of an arm's channel in the vector."""
    return (Channel.LEFT_ARM if side == "left" else Channel.RIGHT_ARM) + channel


def leg(side: Side, channel: Leg) -> int:
    """Index of a leg's channel in the vector."""
    return (Channel.LEFT_LEG if side == "left" else Channel.RIGHT_LEG) + channel


def standing() -> Array:
    """A relaxed person standing: float64 (CHANNELS,)."""
    posture = np.zeros(CHANNELS)
    for side in SIDES:
        posture[arm(side, Arm.LIFT)] = 0.14
        posture[arm(side, Arm.AZIMUTH)] = 0.35
        posture[arm(side, Arm.TWIST)] = 0.25
        posture[arm(side, Arm.FLEX)] = 0.30
        posture[arm(side, Arm.PRONATION)] = 0.5
        posture[arm(side, Arm.CURL)] = 0.35
        posture[leg(side, Leg.FOOT_X)] = 0.13
        posture[leg(side, Leg.TURN)] = 0.2
        posture[leg(side, Leg.KNEE_OUT)] = 0.1
    return posture


def mirrored(postures: Array) -> Array:
    """The same postures acted with the other side: (..., CHANNELS)."""
    twin = postures.copy()
    twin[..., Channel.LEFT_ARM : Channel.RIGHT_ARM] = postures[..., Channel.RIGHT_ARM : Channel.LEFT_LEG]
    twin[..., Channel.RIGHT_ARM : Channel.LEFT_LEG] = postures[..., Channel.LEFT_ARM : Channel.RIGHT_ARM]
    twin[..., Channel.LEFT_LEG : Channel.RIGHT_LEG] = postures[..., Channel.RIGHT_LEG : Channel.WINK]
    twin[..., Channel.RIGHT_LEG : Channel.WINK] = postures[..., Channel.LEFT_LEG : Channel.RIGHT_LEG]
    twin[..., list(_HANDED)] *= -1
    return twin


def turned(yaw: Array, pitch: Array, roll: Array) -> Array:
    """Rotation matrices (..., 3, 3) of yaw, then pitch, then roll, in the project's signs.

    Axes: x to the player's left when facing the camera, y up, z towards the camera; column 2 is where a thing
    so turned faces, column 1 its up.
    """
    cy, sy, cp, sp, cr, sr = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch), np.cos(roll), np.sin(roll)
    matrix = np.empty((*np.shape(cy * cp * cr), 3, 3))
    matrix[..., 0, 0], matrix[..., 0, 1], matrix[..., 0, 2] = cy * cr + sy * sp * sr, cy * sr - sy * sp * cr, sy * cp
    matrix[..., 1, 0], matrix[..., 1, 1], matrix[..., 1, 2] = -cp * sr, cp * cr, sp
    matrix[..., 2, 0], matrix[..., 2, 1], matrix[..., 2, 2] = cy * sp * sr - sy * cr, -sy * sr - cy * sp * cr, cy * cp
    return matrix


def angles_of(rotation: Array) -> tuple[Array, Array, Array]:
    """Yaw, pitch, roll of rotation matrices (..., 3, 3): the inverse of `turned`."""
    yaw = np.arctan2(rotation[..., 0, 2], rotation[..., 2, 2])
    pitch = np.arcsin(np.clip(rotation[..., 1, 2], -1.0, 1.0))
    roll = np.arctan2(-rotation[..., 1, 0], rotation[..., 1, 1])
    return yaw, pitch, roll
