"""Looks of virtual players, with where their eyes truly point in the head."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from game.face.eyes import EyeReader, Eyes
from game.gaze.looks import Looks, looks_of
from game.vision.frame import Image
from game.vision.virtual.desk import Looker, joined, natural, random_desk, random_pose

SIZE = (640, 480)
TURN_RAD, MOVE_M = 0.3, 0.06
BEYOND = 0.1
"""Eyes look at the screen and this share of it further, so that its edges are learnt as well as its middle."""


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """Looks, and tangents of the true direction of the eyes in the head, aside and up (N, 2)."""

    looks: Looks
    eyes: npt.NDArray[np.float64]


def worn(image: Image, rng: np.random.Generator) -> Image:
    """The picture as a cheap webcam gives it: soft, and compressed."""
    soft = cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.2, 1.0)) * image.shape[1] / 640)
    quality = int(rng.integers(40, 95))
    return np.asarray(cv2.imdecode(cv2.imencode(".jpg", soft, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], 1), np.uint8)


def taught(reader: EyeReader, first: int, people: int, looks: int) -> Taught:
    """Players `first`, `first` + 1, … at a desk each, with heads that turn and move, some of them half blinking."""
    seen: list[Eyes] = []
    truth, targets, who = [], [], []
    for person in tqdm(range(first, first + people), desc="virtual players"):
        rng = np.random.default_rng([person, 5])
        desk = random_desk(rng)
        looker = Looker(person, desk, SIZE, noise=float(rng.uniform(0.5, 4.0)))
        for number in range(looks):
            x, y = (float(v) for v in rng.uniform(-BEYOND, 1 + BEYOND, 2))
            pose = joined(natural(desk, x, y, float(rng.uniform(0, 0.9))), random_pose(rng, TURN_RAD, MOVE_M))
            blink = float(rng.uniform(0, 0.25)) if rng.random() < 0.3 else 0.0
            eyes = reader.look(worn(looker.frame(x, y, pose, blink, number), rng))
            if eyes is None or eyes.shut:
                continue
            yaw, pitch = looker.aim(x, y, pose)
            seen.append(eyes)
            truth.append((np.tan(yaw), np.tan(pitch) / np.cos(yaw)))
            targets.append((x, y))
            who.append(person)
    return Taught(looks_of(seen, targets, who), np.array(truth))
