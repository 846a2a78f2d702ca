"""How exactly the direction of a face is measured."""

from __future__ import annotations

import argparse

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from game.body.facing import facing, rule_of_three
from game.vision.frame import Frame
from game.vision.landmarker import Landmarker
from game.vision.models import pose_model
from game.vision.virtual.figure import Figure
from game.vision.virtual.mannequin import bodies
from game.vision.virtual.performance import random_performer
from game.vision.virtual.posture import CHANNELS, Channel
from game.vision.virtual.render import Renderer
from game.vision.virtual.room import Room
from game.vision.virtual.source import demo_view
from game.vision.virtual.view import View, facing_angles
from tools.measuring.subject import Figures
from tools.measuring.virtual_clips import FRAME, UNSEEN


def heads(options: argparse.Namespace) -> Figures:
    """Mean error of yaw, pitch and roll on rendered people, yaw within 45 degrees and pitch within 25."""
    rng = np.random.default_rng(options.seed)
    errors, plain = [], []
    model = pose_model(options.pose_model)
    for number in tqdm(range(options.count), desc="heads"):
        image, truth = rendered_head(rng, UNSEEN + number)
        with Landmarker(model) as landmarker:
            poses = landmarker.detect(Frame(image, 0.0, 0))
        face = facing(poses[0]) if poses else None
        if face is None:
            continue
        errors.append(np.abs(np.degrees([face.yaw_rad, face.pitch_rad, face.roll_rad]) - truth))
        rule = rule_of_three(poses[0])
        if rule is not None:
            plain.append(np.abs(np.degrees([rule.yaw_rad, rule.pitch_rad, rule.roll_rad]) - truth))
    names = ("yaw", "pitch", "roll")
    return {
        "n": options.count,
        "found": len(errors),
        "mae_deg": dict(zip(names, np.mean(errors, axis=0).round(2).tolist(), strict=True)),
        "rule_of_three_deg": dict(zip(names, np.mean(plain, axis=0).round(2).tolist(), strict=True)),
    }


def rendered_head(rng: np.random.Generator, person: int) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float64]]:
    """A person before a webcam, head turned at random: BGR picture, and yaw, pitch, roll in degrees."""
    performer = random_performer(person)
    view = demo_view(performer.build.height)
    view = View(
        distance_m=view.distance_m * float(rng.uniform(0.6, 1.0)),
        height_m=performer.build.height * float(rng.uniform(0.75, 0.95)),
        tilt_rad=0.0,
        focal=0.9,
    )
    posture = np.array(performer.rest).reshape(1, CHANNELS)
    posture[0, Channel.ROOT_YAW] = rng.normal(0, 0.15)
    posture[0, Channel.HEAD_YAW] = np.radians(rng.uniform(-45, 45))
    posture[0, Channel.HEAD_PITCH] = np.radians(rng.uniform(-25, 25))
    posture[0, Channel.HEAD_ROLL] = np.radians(rng.uniform(-15, 15))
    body = bodies(posture, [performer.build])
    renderer = Renderer(Room(person), view, FRAME)
    image = renderer.frame([(Figure(performer.build, performer.wardrobe), body)])
    return image, np.degrees(np.concatenate(facing_angles(body, view)))
