"""Looks computed without pictures: features as a perfect mesh would give them, with noise."""

import numpy as np

from game.face.eyes import CODES, FEATURES, TALL, WIDE, Feature
from game.gaze.looks import Looks

AWAY_CM, WIDE_CM, TALL_CM = 55.0, 34.0, 19.0


def player(
    seed: int, count: int, groups: int = 5, turn_rad: float = 0.15, noise: float = 0.01, moved_cm: float = 3.0
) -> Looks:
    """Somebody who looks about on a laptop whose camera stands on it, head moving."""
    rng = np.random.default_rng(seed)
    targets = rng.uniform(0, 1, (count, 2))
    yaw, pitch = rng.uniform(-turn_rad, turn_rad, (2, count))
    x, y = rng.uniform(-moved_cm, moved_cm, (2, count))
    z = AWAY_CM + rng.uniform(-moved_cm, moved_cm, count)
    # to the picture's right is to the screen's left
    aside = (0.5 - targets[:, 0]) * WIDE_CM - x
    up = -1.5 - targets[:, 1] * TALL_CM - y
    sight_x, sight_y = np.arctan2(-x, z), np.arctan2(-y, z)
    eye_x = np.tan(np.arctan2(aside, z) - yaw)
    eye_y = np.tan(np.arctan2(up, z) - pitch)
    f = np.zeros((count, FEATURES))
    f[:, Feature.YAW], f[:, Feature.PITCH] = yaw - sight_x, pitch - sight_y
    f[:, Feature.PLACE_X], f[:, Feature.PLACE_Y], f[:, Feature.PLACE_Z] = x, y, z
    for side in range(2):
        f[:, Feature.IRIS_X_RIGHT + side] = 1.2 * eye_x
        f[:, Feature.IRIS_Y_RIGHT + side] = 1.2 * eye_y
        f[:, Feature.UPPER_RIGHT + side] = 0.5 + 0.8 * eye_y
        f[:, Feature.LOWER_RIGHT + side] = -0.45
    f += noise * rng.standard_normal(f.shape)
    pictures = rng.integers(0, 256, (count, TALL, WIDE)).astype(np.uint8)
    codes = rng.standard_normal((count, CODES)).astype(np.float32)
    return Looks(pictures, f, codes, targets, np.arange(count) * groups // count)
