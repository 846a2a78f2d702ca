"""How well faces are read: facing near and far, and the expressions the virtual player acts."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple
from typing import Final

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from game.body.facing import facing
from game.body.reading import Expression, Facing, Reading
from game.face.networks import FaceNetworks, load_networks
from game.face.reader import FaceReader
from game.vision.frame import Frame, Image
from game.vision.landmarker import Landmarker
from game.vision.models import face_model, pose_model
from game.vision.virtual.figure import Figure
from game.vision.virtual.mannequin import bodies
from game.vision.virtual.performance import random_performer
from game.vision.virtual.posture import CHANNELS, Array, Channel
from game.vision.virtual.render import Renderer
from game.vision.virtual.room import Room
from game.vision.virtual.view import View, facing_angles, poses
from tools.measuring.heads import rendered_head
from tools.measuring.subject import Figures
from tools.measuring.virtual_clips import FRAME, UNSEEN

FOCAL: Final = 0.9
CHEEKS: Final = 0.62
"""Width of a face from cheek to cheek, in head heights."""
NEAR_PX, FAR_PX = 45.0, 30.0
"""Widths of the faces: of a player at 2 m, and at 3 m, in 640 pixels."""
LOOKS: Final = 15.0
"""Looks a second: every second frame of 30."""
REST_S, ACT_S, BLINK_S, PAUSE_S, ABOUT_S = 3.0, 0.8, 0.3, 0.8, 10.0
ROUNDS: Final = 3
"""How often each performer acts each expression."""
ACTS: Final[dict[str, dict[Channel, float]]] = {
    "mouth": {Channel.MOUTH: 1.0},
    "blink": {Channel.BLINK: 1.0},
    "wink left": {Channel.WINK: 1.0},
    "wink right": {Channel.WINK: -1.0},
    "smile": {Channel.SMILE: 1.2},
    "brows": {Channel.BROWS: 1.0},
}
NAMES: Final = ("yaw", "pitch", "roll")


def faces(options: argparse.Namespace) -> Figures:
    """Facing from the mesh beside the pose fit, at any distance and at 30 px; expressions acted at 45 px."""
    networks = load_networks(face_model())
    people = max(1, options.count // 10)
    tally: Counter[str] = Counter()
    for person in tqdm(range(people), desc="expressions"):
        tally += _acted(
            Player(UNSEEN + 7000 + person, NEAR_PX), networks, np.random.default_rng([options.seed, person])
        )
    result: Figures = {
        "facing": _facing(options, networks, None),
        "facing_30_px": _facing(options, networks, FAR_PX),
        "expressions_45_px": {kind: round(tally[f"{kind} right"] / tally[kind], 4) for kind in ACTS},
    }
    asked = [kind for kind in ACTS if kind != "brows"]
    right, all_of = sum(tally[f"{kind} right"] for kind in asked), sum(tally[kind] for kind in asked)
    seconds = ABOUT_S * people
    return result | {
        "right_but_brows": round(right / all_of, 4),
        "acted": all_of,
        "looking_about_s": seconds,
        "false_while_looking_about": {name: tally[f"false {name}"] for name in ("lids", "mouth", "smile", "brows")},
    }


class Player:
    """One virtual player whose face is set by channels. width_px: of the face; None: as posture and view come."""

    def __init__(self, person: int, width_px: float) -> None:
        performer = random_performer(person)
        build = performer.build
        metres = FOCAL * FRAME[0] * CHEEKS * build.head / width_px
        self._view = View(distance_m=metres, height_m=0.9 * build.height, tilt_rad=0.0, focal=FOCAL)
        self._build, self._figure = build, Figure(build, performer.wardrobe)
        self._renderer = Renderer(Room(person), self._view, FRAME)
        self.rest = np.array(performer.rest)

    def frame(self, posture: Array, t_s: float) -> tuple[Image, Reading, Array]:
        """The picture, the body's reading with its true pose, and the true yaw, pitch, roll in degrees."""
        body = bodies(posture.reshape(1, CHANNELS), [self._build])
        image = self._renderer.frame([(self._figure, body)], round(t_s * LOOKS))
        (pose,) = poses(body, self._view, FRAME)
        truth = np.degrees(np.concatenate(facing_angles(body, self._view)))
        return image, Reading(t_s, pose=pose, people=1, facing=facing(pose)), truth


def _facing(options: argparse.Namespace, networks: FaceNetworks, width_px: float | None) -> Figures:
    """Mean errors on heads within 45 and 25 degrees, found by MediaPipe; their bodies by real MediaPipe, too."""
    rng = np.random.default_rng(options.seed)
    errors: dict[str, list[npt.NDArray[np.float64]]] = {"mesh": [], "pose_fit": []}
    meshed = 0
    model = pose_model(options.pose_model)
    for number in tqdm(range(options.count), desc="heads"):
        if width_px is None:
            image, truth = rendered_head(rng, UNSEEN + number)
        else:
            player = Player(UNSEEN + number, width_px)
            image, _, truth = player.frame(_turned(player.rest, rng), 0.0)
        with Landmarker(model) as landmarker:
            found = landmarker.detect(Frame(image, 0.0, 0))
        by_pose = facing(found[0]) if found else None
        if by_pose is None:
            continue
        said = FaceReader(networks).read(image, Reading(0.0, pose=found[0], people=1, facing=by_pose))
        assert said.facing is not None
        meshed += said.expression is not None
        errors["mesh"].append(_error(said.facing, truth))
        errors["pose_fit"].append(_error(by_pose, truth))
    mean = {name: np.mean(each, axis=0).round(2).tolist() for name, each in errors.items()}
    return {"n": options.count, "found": len(errors["mesh"]), "with_mesh": meshed} | {
        f"{name}_mae_deg": dict(zip(NAMES, each, strict=True)) for name, each in mean.items()
    }


def _turned(rest: Array, rng: np.random.Generator) -> Array:
    posture = rest.copy()
    posture[Channel.HEAD_YAW] = np.radians(rng.uniform(-45, 45))
    posture[Channel.HEAD_PITCH] = np.radians(rng.uniform(-25, 25))
    posture[Channel.HEAD_ROLL] = np.radians(rng.uniform(-15, 15))
    return posture


def _error(said: Facing, truth: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    error: npt.NDArray[np.float64] = np.abs(np.degrees(astuple(said)) - truth)
    return error


def _acted(player: Player, networks: FaceNetworks, rng: np.random.Generator) -> Counter[str]:
    """One player acts every expression a few times, then looks about: what was told rightly, and what falsely."""
    reader, tally = FaceReader(networks), Counter[str]()
    now_s = 0.0

    def watch(postures: Iterator[Array]) -> list[Expression]:
        nonlocal now_s
        said = []
        for posture in postures:
            now_s += 1 / LOOKS
            image, reading, _ = player.frame(posture, now_s)
            said.append(reader.read(image, reading).expression or Expression())
        return said

    watch(_held(player.rest, {}, REST_S, rng))
    kinds = [kind for kind in ACTS for _ in range(ROUNDS)]
    for kind in rng.permutation(kinds).tolist():
        seconds = BLINK_S if kind == "blink" else ACT_S
        during = watch(_held(player.rest, ACTS[kind], seconds, rng))
        during += watch(_held(player.rest, {}, 1 / LOOKS, rng))
        tally[kind] += 1
        tally[f"{kind} right"] += _shown(during) == kind
        watch(_held(player.rest, {}, PAUSE_S, rng))
    about = watch(_about(player.rest, rng))
    tally["false lids"] += _onsets([max(one.left_lid, one.right_lid) for one in about])
    tally["false mouth"] += _onsets([one.mouth for one in about])
    tally["false smile"] += _onsets([one.smile for one in about])
    tally["false brows"] += _onsets([one.brows for one in about])
    return tally


def _held(rest: Array, face: dict[Channel, float], seconds: float, rng: np.random.Generator) -> Iterator[Array]:
    """A face held so long, by a head that is never quite still: posture by posture."""
    for _ in range(round(seconds * LOOKS)):
        posture = rest.copy()
        posture[[Channel.HEAD_YAW, Channel.HEAD_PITCH, Channel.HEAD_ROLL]] += rng.normal(0.0, 0.012, 3)
        posture[[Channel.EYE_YAW, Channel.EYE_PITCH]] = rng.normal(0.0, (0.08, 0.04))
        for channel, value in face.items():
            posture[channel] = value
        yield posture


def _about(rest: Array, rng: np.random.Generator) -> Iterator[Array]:
    """Ten seconds of looking about with open eyes: every second or so the head turns to another place in 0.3 s."""
    times = np.arange(round(ABOUT_S * LOOKS)) / LOOKS
    keys = np.arange(0.0, ABOUT_S + 2.0, 1.1)
    places = np.stack([rng.uniform(-0.65, 0.65, len(keys)), rng.uniform(-0.28, 0.28, len(keys))], 1)
    for t_s in times:
        key = int(t_s / 1.1)
        share = min(1.0, (t_s - keys[key]) / 0.3)
        posture = rest.copy()
        posture[[Channel.HEAD_YAW, Channel.HEAD_PITCH]] += places[key] + (places[key + 1] - places[key]) * share
        posture[[Channel.EYE_YAW, Channel.EYE_PITCH]] = rng.normal(0.0, (0.15, 0.08))
        yield posture


def _shown(said: list[Expression]) -> str:
    """The expression that was reported, or all of them."""
    both = [min(one.left_lid, one.right_lid) for one in said]
    lids = max(max(one.left_lid for one in said), max(one.right_lid for one in said))
    told = [name for name in ("mouth", "smile", "brows") if max(getattr(one, name) for one in said) > 0]
    if lids > 0:
        left, right = (sum(getattr(one, f"{side}_lid") > 0 for one in said) for side in ("left", "right"))
        shut = sum(value > 0 for value in both)
        told.append("blink" if 2 * shut >= max(left, right) else "wink left" if left > right else "wink right")
    return " and ".join(told) or "nothing"


def _onsets(values: list[float]) -> int:
    """How often something began."""
    on = np.array([0.0, *values]) > 0
    return int((on[1:] & ~on[:-1]).sum())
