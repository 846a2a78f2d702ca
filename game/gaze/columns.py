"""Numbers that tell where somebody looks, in groups of columns: eye pixels, angles, rays, network codes.

`game.gaze.rays` are geometry; `virtual` are the answers of a network that has learnt from virtual players.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal
from weakref import WeakKeyDictionary

import cv2
import numpy as np

from game.face.eyes import TALL, WIDE, Feature
from game.face.region import Image
from game.gaze.looks import Array, Looks
from game.gaze.rays import rays
from game.gaze.shipped import virtual

Group = Literal["pixels", "frame", "angles", "rays", "codes", "virtual"]
_kept: WeakKeyDictionary[Looks, dict[Group, Array]] = WeakKeyDictionary()
_ROWS: Final = slice(3, 23)
_RIGHT_LEFT: Final = 2
AROUND_PX: Final = 3.0
"""An iris is eight pixels wide: parts of the picture larger than that are lit, smaller ones are the eye."""
FAINT: Final = 8.0
"""Contrast in greys below which a part counts as even: noise there is not made larger."""


def columns(looks: Looks, group: Group) -> Array:
    """One group of columns for every look: (N, columns). They are kept as long as the looks are: methods share them."""
    kept = _kept.setdefault(looks, {})
    if group not in kept:
        kept[group] = _GROUPS[group](looks)
    return kept[group]


def _pixels(looks: Looks) -> Array:
    """Each eye in 10 x 12 cells, without brightness and contrast of its own or of its parts: (N, 240).

    Without that, light from one side, elsewhere in the next session, made pixels alone err by an eighth more.
    """
    n = len(looks)
    halves = looks.pictures.reshape(n, TALL, _RIGHT_LEFT, WIDE // 2).transpose(0, 2, 1, 3)
    eyes = np.array([_levelled(half) for half in halves.reshape(-1, TALL, WIDE // 2)])
    eyes = eyes.reshape(n, _RIGHT_LEFT, TALL, WIDE // 2)
    cells = eyes[:, :, _ROWS].reshape(n, _RIGHT_LEFT, 10, 2, 25).mean(3)[..., :24].reshape(n, _RIGHT_LEFT, 10, 12, 2)
    flat = cells.mean(4).reshape(n, _RIGHT_LEFT, -1)
    flat = (flat - flat.mean(2, keepdims=True)) / (flat.std(2, keepdims=True) + 0.1)
    return np.asarray(flat.reshape(n, -1), np.float64)


def _levelled(eye: Image) -> Array:
    """One eye's picture, each pixel against the mean and the contrast of those around it."""
    grey = eye.astype(np.float64)
    grey -= cv2.GaussianBlur(grey, (0, 0), AROUND_PX)
    contrast = np.sqrt(cv2.GaussianBlur(grey**2, (0, 0), AROUND_PX))
    return np.asarray(grey / (contrast + FAINT), np.float64)


def _frame(looks: Looks) -> Array:
    """What the original had beside the pixels, the rectangle's centre and size, and the head's angles and distance."""
    f = Feature
    return looks.features[:, [f.RECT_X, f.RECT_Y, f.RECT_WIDE, f.RECT_TALL, f.YAW, f.PITCH, f.ROLL, f.PLACE_Z]]


def _angles(looks: Looks) -> Array:
    """The features as they are."""
    return looks.features


def _codes(looks: Looks) -> Array:
    return looks.codes.astype(np.float64)


_GROUPS: Final[dict[Group, Callable[[Looks], Array]]] = {
    "pixels": _pixels,
    "frame": _frame,
    "angles": _angles,
    "rays": lambda looks: rays(looks.features),
    "codes": _codes,
    "virtual": virtual,
}
