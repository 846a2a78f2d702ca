"""The skeleton's colours, as people with each kind of colour blindness see them."""

from itertools import combinations

import numpy as np
import pytest

from game.body.pose import Landmark
from game.body.skeleton import LIMBS
from game.scene.interface import overlay
from game.scene.interface.overlay import LEFT_ARM, LEFT_LEG, RIGHT_ARM, RIGHT_LEG, TRUNK, shade_of

# Machado, Oliveira, Fernandes 2009, severity 1.0, for linear RGB
SIGHTS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])
PARTS = {"left arm": LEFT_ARM, "right arm": RIGHT_ARM, "left leg": LEFT_LEG, "right leg": RIGHT_LEG, "trunk": TRUNK}
LEAST = 40.0
"""CIELAB steps between two parts. Two is a just noticeable difference; thin lines from three metres want far more."""


def lab(colour: tuple[int, int, int], sight: str) -> np.ndarray:
    """CIELAB (D65) of an sRGB colour as somebody sees it."""
    s = np.array(colour) / 255
    linear = np.where(s <= 0.04045, s / 12.92, ((s + 0.055) / 1.055) ** 2.4)
    xyz = XYZ @ np.clip(SIGHTS[sight] @ linear, 0, 1) / WHITE
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def apart(a: tuple[int, int, int], b: tuple[int, int, int], sight: str) -> float:
    return float(np.linalg.norm(lab(a, sight) - lab(b, sight)))


def test_lab_is_right() -> None:
    assert lab((255, 255, 255), "normal") == pytest.approx([100, 0, 0], abs=0.1)
    assert lab((255, 0, 0), "normal") == pytest.approx([53.2, 80.1, 67.2], abs=0.3)
    # what this is about: a red and a green that most people tell apart and a protanope hardly does
    red, green = (196, 60, 40), (110, 110, 30)
    assert apart(red, green, "protanopia") < 0.4 * apart(red, green, "normal")


@pytest.mark.parametrize("sight", SIGHTS)
def test_every_part_of_the_skeleton_is_told_from_every_other(sight: str) -> None:
    for (one, a), (other, b) in combinations(PARTS.items(), 2):
        assert apart(a, b, sight) >= LEAST, f"{one} and {other} with {sight}"


@pytest.mark.parametrize("sight", SIGHTS)
def test_every_part_stands_out_from_its_dark_outline(sight: str) -> None:
    for part, colour in PARTS.items():
        assert apart(colour, overlay.NIGHT, sight) >= LEAST, part


def test_every_limb_has_its_parts_colour() -> None:
    shades = {(limb.start.name, limb.end.name): shade_of(limb.end) for limb in LIMBS}
    assert shades["LEFT_SHOULDER", "LEFT_ELBOW"] == shades["LEFT_ELBOW", "LEFT_WRIST"] == LEFT_ARM
    assert shades["RIGHT_ELBOW", "RIGHT_WRIST"] == RIGHT_ARM
    assert shades["LEFT_HIP", "LEFT_KNEE"] == LEFT_LEG and shades["RIGHT_KNEE", "RIGHT_ANKLE"] == RIGHT_LEG
    assert shades["LEFT_SHOULDER", "LEFT_HIP"] == shades["LEFT_SHOULDER", "RIGHT_SHOULDER"] == TRUNK
    assert shade_of(Landmark.NOSE) == overlay.FACE
