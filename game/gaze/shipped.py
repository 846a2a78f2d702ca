"""What the shipped networks know before they have seen a player: where virtual players taught that eyes point."""

from __future__ import annotations

import functools
import json

import numpy as np

from game.gaze.forward import INNER, Floats, Forward, Kind
from game.gaze.looks import Array, Looks
from game.gaze.rays import eye_hits
from game.gaze.trainable import Trainable, path_of


@functools.cache
def shipped(kind: Kind) -> Forward:
    """The shipped network, loaded once."""
    return Forward(kind, Trainable(kind).start)


@functools.cache
def _inner_scale() -> tuple[Array, Array]:
    """Middle and spread of the features that "learnt" was taught with."""
    card = json.loads(path_of("learnt").with_suffix(".json").read_text(encoding="utf-8"))
    return np.array(card["inner_middle"], np.float64), np.array(card["inner_spread"], np.float64)


def seen(looks: Looks) -> tuple[Floats, Floats]:
    """Pictures and `inner` of looks as the networks take them."""
    middle, spread = _inner_scale()
    inner = np.clip((looks.features[:, list(INNER)] - middle) / spread, -4.0, 4.0)
    return looks.pictures.astype(np.float32), inner.astype(np.float32)


def virtual(looks: Looks) -> Array:
    """Where eyes point on the plane of the camera in dm (n, 2), as the network taught by virtual players sees it."""
    if not len(looks):
        return np.zeros((0, 2))
    network = shipped("learnt")
    return eye_hits(looks.features, network.eyes(network.units(*seen(looks))).astype(np.float64))
