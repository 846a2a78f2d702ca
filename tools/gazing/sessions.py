"""Webcam pictures of virtual players at their screens over several sessions, as `tools.evaluate gaze` reads them.

What differs between two sittings of a real player differs here: the seat, the height and tilt of the camera, the room,
exposure and side of the light, sharpness, compression, size of the picture, glasses, how much the head turns.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from tqdm import tqdm

from game.vision.frame import Image
from game.vision.virtual.desk import Looker, joined, natural, random_desk, random_pose
from tools.gazing.players import worn

SIZES: Final = ((320, 240), (640, 480), (640, 360), (1280, 720))
"""Sizes of webcam pictures that sessions may have."""


def write_sessions(folder: Path, first: int, people: int, sessions: int, looks: int, seed: int) -> Path:
    """Write the pictures of players `first`, … and `gaze.csv` into a folder; returns the list's path."""
    lines = ["path,person,session,x,y"]
    for person in tqdm(range(first, first + people), desc="players at their screens"):
        rng = np.random.default_rng([person, seed, 7])
        desk = random_desk(rng)
        wears = bool(rng.random() < 0.4)
        for session in range(sessions):
            here = replace(
                desk,
                away_m=float(np.clip(desk.away_m * rng.uniform(0.8, 1.3), 0.38, 0.9)),
                over_m=desk.over_m + float(rng.normal(0.0, 0.04)),
            )
            size = SIZES[int(rng.integers(len(SIZES)))]
            glasses = wears and bool(rng.random() < 0.5)
            noise = float(rng.uniform(1.0, 6.0))
            looker = Looker(person, here, size, room=int(rng.integers(1 << 20)), glasses=glasses, noise=noise)
            light, share = _light(size, rng), float(rng.uniform(0.0, 0.8))
            for number in range(looks):
                x, y = (float(v) for v in rng.uniform(0.02, 0.98, 2))
                pose = joined(natural(here, x, y, share), random_pose(rng, 0.08, 0.03))
                image = worn(_lit(looker.frame(x, y, pose, float(rng.uniform(0, 0.2)), number), light), rng)
                name = f"p{person}_s{session}_{number}.jpg"
                cv2.imwrite(str(folder / name), image)
                lines.append(f"{name},{person},{session},{x:.4f},{y:.4f}")
    path = folder / "gaze.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _light(size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """How bright each place of a session's pictures is: (height, width, 1). A lamp stands at one side."""
    wide, high = size
    turn, slope, level = rng.uniform(0, 2 * np.pi), rng.uniform(0.0, 0.5), rng.uniform(0.5, 1.15)
    y, x = np.mgrid[0:high, 0:wide]
    aside = (x / wide - 0.5) * np.cos(turn) + (y / high - 0.5) * np.sin(turn)
    return np.asarray((level * (1 + slope * aside))[..., None], np.float32)


def _lit(image: Image, light: np.ndarray) -> Image:
    return np.asarray(np.clip(image * light, 0, 255), np.uint8)
