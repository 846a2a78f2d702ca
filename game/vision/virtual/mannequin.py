"""From posture and build to a body in space: forward kinematics for any number of bodies at once, and arm IK.

Room axes in metres: the floor is y = 0, y up, z towards the camera, x to the left of a person facing the camera.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from game.body.pose import Landmark
from game.curves import smoothsteps
from game.vision.virtual.build import BUILD_FIELDS, Build, stacked
from game.vision.virtual.posture import CHANNELS, Arm, Array, Channel, Leg, Side, turned

_OUT: Final = np.array([[1.0, 1.0, 1.0], [-1.0, 1.0, 1.0]])  # outward → room, for the left and right side
_NECK_REACH: Final = (1.35, 0.95, 0.75)  # limits of the head's yaw, pitch and roll relative to the chest, radians

HEAD_LANDMARKS: Final[dict[Landmark, tuple[float, float, float]]] = {
    # in head heights (chin to crown, 0.225 m) from the middle between the ears: Frankfort plane level, so the
    # eyes lie a little above the ears and 8 cm ahead of them, the nose tip 11 cm ahead and 4 cm below the eyes;
    # the last centimetre set where MediaPipe finds these points on the rendered face
    Landmark.NOSE: (0.0, -0.078, 0.515),
    Landmark.LEFT_EYE_INNER: (0.075, 0.075, 0.375),
    Landmark.LEFT_EYE: (0.142, 0.078, 0.370),
    Landmark.LEFT_EYE_OUTER: (0.208, 0.075, 0.325),
    Landmark.RIGHT_EYE_INNER: (-0.075, 0.075, 0.375),
    Landmark.RIGHT_EYE: (-0.142, 0.078, 0.370),
    Landmark.RIGHT_EYE_OUTER: (-0.208, 0.075, 0.325),
    Landmark.LEFT_EAR: (0.310, 0.02, 0.0),
    Landmark.RIGHT_EAR: (-0.310, 0.02, 0.0),
    Landmark.MOUTH_LEFT: (0.112, -0.226, 0.395),
    Landmark.MOUTH_RIGHT: (-0.112, -0.226, 0.395),
}
_PIVOT: Final = np.array([0.0, -0.12, -0.06])  # joint of head and neck, in the same units and from the same origin
_HAND_LANDMARKS: Final = np.array([[0.44, -0.17, 0.0], [0.48, 0.13, 0.0], [0.28, 0.26, 0.08]])
"""Pinky, index, thumb from the wrist in hand lengths: along the hand, to the thumb's side, to the palm."""


@dataclass(frozen=True, slots=True, eq=False)
class Bodies:
    """N bodies in the room, metres; second axis of pairs: left, right.

    landmarks (N, 33, 3); waist, chest, neck (N, 3) along the spine (chest: mid-shoulder height on the spine,
    neck: its foot); head (N, 3) the middle between the ears; pelvis_turn, chest_turn, head_turn (N, 3, 3);
    eyes (N, 3) unit direction of gaze; hand_turn (N, 2, 3, 3) columns: towards the thumb, out of the back of the
    hand, along the fingers; foot_turn (N, 2, 3, 3); postures (N, CHANNELS); builds (N, fields).
    """

    landmarks: Array
    waist: Array
    chest: Array
    neck: Array
    head: Array
    pelvis_turn: Array
    chest_turn: Array
    head_turn: Array
    eyes: Array
    hand_turn: Array
    foot_turn: Array
    postures: Array
    builds: Array

    def __len__(self) -> int:
        return int(self.landmarks.shape[0])

    def length(self, name: str) -> Array:
        """One measure of every build, by its name: (N,)."""
        column: Array = self.builds[:, BUILD_FIELDS.index(name)]
        return column

    @property
    def mid_hip(self) -> Array:
        """(N, 3)."""
        middle: Array = 0.5 * (self.landmarks[:, Landmark.LEFT_HIP] + self.landmarks[:, Landmark.RIGHT_HIP])
        return middle


def bodies(postures: Array, builds: Array | list[Build]) -> Bodies:
    """Forward kinematics: postures (N, CHANNELS) or (CHANNELS,) with builds (N, fields), or one for all."""
    p = np.atleast_2d(np.asarray(postures, np.float64))
    if p.shape[1] != CHANNELS:
        raise ValueError(f"a posture has {CHANNELS} channels; got {p.shape}")
    table = stacked(builds) if isinstance(builds, list) else np.atleast_2d(builds)
    b = np.broadcast_to(table, (len(p), len(BUILD_FIELDS)))
    size = {name: b[:, i] for i, name in enumerate(BUILD_FIELDS)}
    n = len(p)
    marks = np.zeros((n, len(Landmark), 3))

    root_turn = turned(p[:, Channel.ROOT_YAW], np.zeros(n), np.zeros(n))
    mid_hip, pelvis, ankles = _stand(p, size, root_turn)
    hips = mid_hip[:, None] + _rotate(pelvis[:, None], _OUT * np.array([1.0, 0.0, 0.0]) * size["hip"][:, None, None])
    marks[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]] = hips
    foot_turn = _legs(p, size, root_turn, hips, ankles, marks)

    half = _twisted(pelvis, p, 0.5)
    chest_turn = _twisted(pelvis, p, 1.0)
    torso = size["torso"][:, None]
    waist = mid_hip + pelvis[:, :, 1] * 0.30 * torso
    ribs = waist + half[:, :, 1] * 0.30 * torso
    chest = ribs + chest_turn[:, :, 1] * 0.40 * torso
    neck = chest + _rotate(chest_turn, np.stack([0 * torso, 0.11 * torso, -0.05 * torso], -1)[:, 0])

    shoulders, elbows, wrists, hand_turn = _arms(p, size, chest, chest_turn)
    hand_points = np.einsum("nsij,kj->nski", hand_turn, _HAND_LANDMARKS[:, [1, 2, 0]] * [1.0, -1.0, 1.0])
    hand_points = wrists[:, :, None] + hand_points * size["hand"][:, None, None, None]
    for side in range(2):
        marks[:, Landmark.LEFT_SHOULDER + side] = shoulders[:, side]
        marks[:, Landmark.LEFT_ELBOW + side] = elbows[:, side]
        marks[:, Landmark.LEFT_WRIST + side] = wrists[:, side]
        for finger, mark in enumerate((Landmark.LEFT_PINKY, Landmark.LEFT_INDEX, Landmark.LEFT_THUMB)):
            marks[:, mark + side] = hand_points[:, side, finger]

    head_turn = _head_turn(p, chest_turn)
    up = 0.62 * chest_turn[:, :, 1] + 0.38 * head_turn[:, :, 1] + 0.20 * chest_turn[:, :, 2]
    pivot = neck + size["neck"][:, None] * up / np.linalg.norm(up, axis=1, keepdims=True)
    unit = np.stack([size["head"] * size["head_width"], size["head"], size["head"]], -1)
    head = pivot - _rotate(head_turn, _PIVOT * unit)
    for mark, place in HEAD_LANDMARKS.items():
        marks[:, mark] = head + _rotate(head_turn, np.asarray(place) * unit)
    eyes = (head_turn @ turned(p[:, Channel.EYE_YAW], p[:, Channel.EYE_PITCH], np.zeros(n)))[:, :, 2]
    return Bodies(
        marks, waist, chest, neck, head, pelvis, chest_turn, head_turn, eyes, hand_turn, foot_turn, p, np.array(b)
    )


def reached(body: Bodies, side: Side, wrist: Array, pole: tuple[float, float, float]) -> dict[Arm, float]:
    """Arm channels that bring a wrist to a point in the room (3,), for the first of `body`.

    pole: direction of the elbow in the chest's axes (outward, up, ahead). If the point is out of reach, the arm is
    stretched towards it.
    """
    which = 0 if side == "left" else 1
    out = _OUT[which]
    upper, fore = float(body.length("upper_arm")[0]), float(body.length("forearm")[0])
    shoulder = body.landmarks[0, Landmark.LEFT_SHOULDER + which]
    way = (body.chest_turn[0].T @ (wrist - shoulder)) * out
    reach = float(np.clip(np.linalg.norm(way), abs(upper - fore) + 0.03, 0.998 * (upper + fore)))
    along = way / max(float(np.linalg.norm(way)), 1e-9)
    inner = float(np.arccos(np.clip((upper**2 + fore**2 - reach**2) / (2 * upper * fore), -1, 1)))
    at_shoulder = float(np.arccos(np.clip((upper**2 + reach**2 - fore**2) / (2 * upper * reach), -1, 1)))
    aside = np.asarray(pole, np.float64)
    aside = aside - along * float(aside @ along)
    aside /= max(float(np.linalg.norm(aside)), 1e-9)
    arm = along * np.cos(at_shoulder) + aside * np.sin(at_shoulder)
    forearm = (along * reach - arm * upper) / fore
    lift = float(np.arccos(np.clip(-arm[1], -1, 1)))
    azimuth = float(np.arctan2(arm[2], arm[0]))
    if azimuth < -np.pi / 2:  # shorter than the way across the body and behind it
        azimuth += 2 * np.pi
    _, zero, side_on = (v[0] for v in _upper_arm(np.array([lift]), np.array([azimuth])))
    bend = forearm - arm * float(arm @ forearm)
    twist = float(np.arctan2(bend @ side_on, bend @ zero)) if np.linalg.norm(bend) > 1e-6 else 0.0
    return {Arm.LIFT: lift, Arm.AZIMUTH: azimuth, Arm.TWIST: twist, Arm.FLEX: np.pi - inner}


def _rotate(rotation: Array, vector: Array) -> Array:
    """Rotation (..., 3, 3) times vector (..., 3)."""
    turned_: Array = np.einsum("...ij,...j->...i", rotation, vector)
    return turned_


def _twisted(pelvis: Array, p: Array, share: float) -> Array:
    spine = turned(share * p[:, Channel.TWIST], share * p[:, Channel.BEND], share * p[:, Channel.SIDEBEND])
    matrix: Array = pelvis @ spine
    return matrix


def _pairs(p: Array, first: Channel, second: Channel, width: int) -> Array:
    """The blocks of both sides: (N, 2, width)."""
    return np.stack([p[:, first : first + width], p[:, second : second + width]], 1)


def _stand(p: Array, size: dict[str, Array], root_turn: Array) -> tuple[Array, Array, Array]:
    """Where hips and ankles are: mid-hip (N, 3), pelvis turn (N, 3, 3), ankles (N, 2, 3).

    Hips sink as far as wide-set feet on the floor require; a lifted foot requires nothing.
    """
    legs = _pairs(p, Channel.LEFT_LEG, Channel.RIGHT_LEG, len(Leg))
    long = (size["thigh"] + size["shin"])[:, None]
    hop = p[:, Channel.HOP] * long[:, 0]
    spot = np.stack([legs[..., Leg.FOOT_X], np.zeros(legs.shape[:2]), legs[..., Leg.FOOT_Z]], -1) * _OUT
    root = np.stack([p[:, Channel.ROOT_X], np.zeros(len(p)), p[:, Channel.ROOT_Z]], -1)
    ankles = root[:, None] + _rotate(root_turn[:, None], spot * long[..., None])
    raised = np.maximum(legs[..., Leg.FOOT_LIFT], 0.0) * long
    heel = np.sin(np.clip(legs[..., Leg.TOE], 0, 1.5)) * 0.55 * size["foot"][:, None]
    ankles[..., 1] = size["ankle"][:, None] + raised + heel + hop[:, None]
    local = np.stack([p[:, Channel.SHIFT], np.zeros(len(p)), p[:, Channel.AHEAD]], -1) * long
    mid = root + _rotate(root_turn, local)
    apart = np.linalg.norm((ankles - mid[:, None])[..., [0, 2]], axis=-1) - 0.5 * size["hip"][:, None]
    tallest = np.sqrt(np.maximum(0.995 * long**2 - np.maximum(apart, 0) ** 2, 0.05 * long**2)) + 4 * raised
    height = np.minimum(0.99 * long[:, 0] * (1 - p[:, Channel.CROUCH]), tallest.min(1))
    mid[:, 1] = size["ankle"] + hop + height
    pelvis = root_turn @ turned(np.zeros(len(p)), p[:, Channel.HIP_TILT], p[:, Channel.HIP_ROLL])
    return mid, pelvis, ankles


def _legs(p: Array, size: dict[str, Array], root_turn: Array, hips: Array, ankles: Array, marks: Array) -> Array:
    """Two-bone IK for both legs; fills the legs' landmarks and returns how the feet are turned (N, 2, 3, 3)."""
    legs = _pairs(p, Channel.LEFT_LEG, Channel.RIGHT_LEG, len(Leg))
    thigh, shin = size["thigh"][:, None], size["shin"][:, None]
    way = ankles - hips
    far = np.linalg.norm(way, axis=-1)
    reach = np.clip(far, np.abs(thigh - shin) + 0.05, 0.999 * (thigh + shin))
    along = way / np.maximum(far, 1e-9)[..., None]
    out = legs[..., Leg.KNEE_OUT]
    pole = np.stack([np.sin(out), 0.15 * np.ones_like(out), np.cos(out)], -1) * _OUT
    pole = _rotate(root_turn[:, None], pole)
    pole = pole - along * np.sum(pole * along, -1, keepdims=True)
    pole /= np.maximum(np.linalg.norm(pole, axis=-1, keepdims=True), 1e-9)
    cosine = np.clip((thigh**2 + reach**2 - shin**2) / (2 * thigh * reach), -1, 1)
    knees = hips + thigh[..., None] * (along * cosine[..., None] + pole * np.sqrt(1 - cosine**2)[..., None])
    ankles = hips + along * reach[..., None]
    # A foot on the floor is flat, apart from a raised heel; a lifted one follows the shin.
    floor = np.clip(legs[..., Leg.FOOT_LIFT] * 6, 0, 1)
    slack = np.arctan2(np.linalg.norm((ankles - knees)[..., [0, 2]], axis=-1), np.abs(ankles - knees)[..., 1])
    outward = legs[..., Leg.TURN] * np.array([1.0, -1.0])
    pitch = -np.clip(legs[..., Leg.TOE], -1.2, 1.5) - floor * 0.45 * slack
    foot_turn = root_turn[:, None] @ turned(outward, pitch, np.zeros_like(pitch))
    long = size["foot"][:, None, None]
    heel = ankles + _rotate(foot_turn, np.array([0.0, -0.25, -0.22])) * long
    toe = ankles + _rotate(foot_turn, np.array([0.0, -0.24, 0.68])) * long
    for side in range(2):
        marks[:, Landmark.LEFT_KNEE + side] = knees[:, side]
        marks[:, Landmark.LEFT_ANKLE + side] = ankles[:, side]
        marks[:, Landmark.LEFT_HEEL + side] = heel[:, side]
        marks[:, Landmark.LEFT_FOOT_INDEX + side] = toe[:, side]
    return foot_turn


def _upper_arm(lift: Array, azimuth: Array) -> tuple[Array, Array, Array]:
    """Direction of an upper arm, of a forearm flexed with no twist, and their cross product: (..., 3), outward."""
    ce, se, ca, sa = np.cos(lift), np.sin(lift), np.cos(azimuth), np.sin(azimuth)
    arm = np.stack([se * ca, -ce, se * sa], -1)
    flat = ca * (1 - ce)
    zero = np.stack([-flat * sa, sa * se, ce + flat * ca], -1)
    return arm, zero, np.cross(arm, zero)


def _arms(p: Array, size: dict[str, Array], chest: Array, chest_turn: Array) -> tuple[Array, Array, Array, Array]:
    """Shoulders, elbows, wrists (N, 2, 3) and hand turns (N, 2, 3, 3)."""
    arms = _pairs(p, Channel.LEFT_ARM, Channel.RIGHT_ARM, len(Arm))
    lift, azimuth = arms[..., Arm.LIFT], arms[..., Arm.AZIMUTH]
    # The collar bones follow the arms: up to 30 degrees up for arms overhead, forward for arms ahead or across.
    rise = 0.50 * smoothsteps((lift - 0.7) / 2.4) + arms[..., Arm.SHRUG]
    ahead = np.sin(np.clip(lift, 0, np.pi)) * np.clip(0.28 * np.sin(azimuth) - 0.30 * np.cos(azimuth), -0.1, 0.42)
    width = size["shoulder"][:, None]
    place = np.stack([np.cos(rise) * np.cos(ahead), np.sin(rise), np.sin(ahead)], -1) * width[..., None]
    arm, zero, aside = _upper_arm(lift, azimuth)
    twist, flex = arms[..., Arm.TWIST, None], arms[..., Arm.FLEX, None]
    fold = zero * np.cos(twist) + aside * np.sin(twist)
    fore = arm * np.cos(flex) + fold * np.sin(flex)
    lead = fold * np.cos(flex) - arm * np.sin(flex)  # where the thumb points, palm inward
    palm = np.cross(fore, lead)
    roll, bend = arms[..., Arm.PRONATION, None], arms[..., Arm.WRIST, None]
    thumb = lead * np.cos(roll) + palm * np.sin(roll)
    palm = palm * np.cos(roll) - lead * np.sin(roll)
    hand = fore * np.cos(bend) + palm * np.sin(bend)
    back = fore * np.sin(bend) - palm * np.cos(bend)
    turn = chest_turn[:, None]
    shoulders = chest[:, None] + _rotate(turn, place * _OUT)
    elbows = shoulders + _rotate(turn, arm * _OUT) * size["upper_arm"][:, None, None]
    wrists = elbows + _rotate(turn, fore * _OUT) * size["forearm"][:, None, None]
    axes = np.stack([_rotate(turn, axis * _OUT) for axis in (thumb, back, hand)], -1)
    return shoulders, elbows, wrists, axes


def _head_turn(p: Array, chest_turn: Array) -> Array:
    """The requested direction of the head, within the neck's limits."""
    wanted = turned(p[:, Channel.HEAD_YAW], p[:, Channel.HEAD_PITCH], p[:, Channel.HEAD_ROLL])
    against = np.swapaxes(chest_turn, 1, 2) @ wanted
    yaw = np.arctan2(against[:, 0, 2], against[:, 2, 2])
    pitch = np.arcsin(np.clip(against[:, 1, 2], -1.0, 1.0))
    roll = np.arctan2(-against[:, 1, 0], against[:, 1, 1])
    held = [np.clip(angle, -most, most) for angle, most in zip((yaw, pitch, roll), _NECK_REACH, strict=True)]
    matrix: Array = chest_turn @ turned(*held)
    return matrix
