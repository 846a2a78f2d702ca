"""Numbers that tell where somebody looks, in groups of columns: eye pixels, angles, rays, network codes.

`game.gaze.rays` are geometry; `virtual` are the answers of a network that has learnt from virtual players.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal
from weakref import WeakKeyDictionary

import numpy as np

from game.face.eyes import TALL, WIDE, Feature
from game.gaze.looks import Array, Looks
from game.gaze.rays import rays
from game.gaze.shipped import virtual

Group = Literal["pixels", "frame", "angles", "rays", "codes", "virtual"]
_kept: WeakKeyDictionary[Looks, dict[Group, Array]] = WeakKeyDictionary()
_ROWS: Final = slice(3, 23)
_RIGHT_LEFT: Final = 2


def columns(looks: Looks, group: Group) -> Array:
    """One group of columns for every look: (N, columns). They are kept as long as the looks are: methods share them."""
    kept = _kept.setdefault(looks, {})
    if group not in kept:
        kept[group] = _GROUPS[group](looks)
    return kept[group]


def _pixels(looks: Looks) -> Array:
    """Each eye in 10 x 12 cells, without its own brightness and contrast: (N, 240)."""
    n = len(looks)
    eyes = looks.pictures.astype(np.float64).reshape(n, TALL, _RIGHT_LEFT, WIDE // 2).transpose(0, 2, 1, 3)
    cells = eyes[:, :, _ROWS].reshape(n, _RIGHT_LEFT, 10, 2, 25).mean(3)[..., :24].reshape(n, _RIGHT_LEFT, 10, 12, 2)
    flat = cells.mean(4).reshape(n, _RIGHT_LEFT, -1)
    flat = (flat - flat.mean(2, keepdims=True)) / (flat.std(2, keepdims=True) + 5.0)
    return np.asarray(flat.reshape(n, -1), np.float64)


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
