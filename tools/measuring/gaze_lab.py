"""How well a virtual player's gaze is learnt, near the camera, from pixels: head still, head moving, nine targets."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from tqdm import tqdm

from game.face.eyes import EyeReader, Eyes
from game.face.networks import load_networks
from game.gaze.looks import Array, Looks, looks_of
from game.gaze.methods import CENTRE
from game.gaze.path import point
from game.gaze.training import Trained, learning
from game.vision.models import face_model
from game.vision.virtual.desk import Looker, Pose, random_desk, random_pose
from tools.gazing.players import SIZE, worn
from tools.measuring.subject import Figures

UNSEEN: Final = 400_000
"""Numbers of the players here; no network has seen them."""
TURN_RAD, MOVE_M = np.radians(15.0), 0.10
EXAMPLES, TESTED = 60, 60
EACH: Final = 3
"""Examples of each target."""
NINE: Final = 9
ASPECT: Final = 16 / 9


@dataclass(frozen=True, slots=True)
class Setting:
    """How a player sits. targets: how many are looked at; pose: how the head is held at a look."""

    targets: int
    pose: Callable[[np.random.Generator], Pose]


def _still(rng: np.random.Generator) -> Pose:
    """Nobody is quite still."""
    return random_pose(rng, 0.02, 0.004)


def _moving(rng: np.random.Generator) -> Pose:
    return random_pose(rng, float(TURN_RAD), MOVE_M)


SETTINGS: Final = {
    "head_still": Setting(EXAMPLES // EACH, _still),
    "head_moving": Setting(EXAMPLES // EACH, _moving),
    "nine_targets": Setting(NINE, _still),
}


def gaze(options: argparse.Namespace) -> Figures:
    """Mean error of every gaze method in % of the screen's diagonal, learnt from 60 examples or from nine targets."""
    reader = EyeReader(load_networks(face_model()))
    errors: dict[str, dict[str, list[float]]] = {name: {} for name in SETTINGS}
    for number in tqdm(range(options.count), desc="players"):
        for name, setting in SETTINGS.items():
            known, new = _player(reader, UNSEEN + number, setting, options.seed)
            for method, points in _learnt(known, new).items():
                errors[name].setdefault(method, []).append(_error(points, new.targets))
    mean = {
        name: {method: round(100 * float(np.mean(each)), 2) for method, each in found.items()}
        for name, found in errors.items()
    }
    nine = mean["nine_targets"]
    return {
        "players": options.count,
        "error_percent_of_diagonal": mean,
        "nine_targets_of_centre": {method: round(error / nine[CENTRE], 3) for method, error in nine.items()},
    }


def _player(reader: EyeReader, person: int, setting: Setting, seed: int) -> tuple[Looks, Looks]:
    """A player's examples, as the lab collects them, and looks at other points of the screen to test on."""
    rng = np.random.default_rng([person, seed])
    looker = Looker(person, random_desk(rng), SIZE)
    seen: list[Eyes] = []
    where: list[tuple[float, float]] = []
    stops: list[int] = []

    def look(x: float, y: float, stop: int) -> None:
        eyes = reader.look(worn(looker.frame(x, y, setting.pose(rng), 0.0, len(seen)), rng))
        if eyes is not None and not eyes.shut:
            seen.append(eyes)
            where.append((x, y))
            stops.append(stop)

    for stop in range(setting.targets):
        for _ in range(EACH):
            look(*point(stop), stop)
    learnt_from = len(seen)
    for _ in range(TESTED):
        x, y = rng.uniform(0, 1, 2).tolist()
        look(x, y, -1)
    looks = looks_of(seen, where, stops)
    return looks.take(np.arange(learnt_from)), looks.take(np.arange(learnt_from, len(looks)))


def _learnt(known: Looks, new: Looks) -> dict[str, Array]:
    """What each method says of new looks; "in use" is the one the lab would use."""
    *_, trained = learning(known)
    if not isinstance(trained, Trained):
        raise RuntimeError(f"nothing was learnt of {len(known)} looks: {trained}")
    said = {name: method.predict(new) for name, method in trained.methods.items()}
    return said | {"in use": trained.predict(new)}


def _error(points: Array, targets: Array) -> float:
    apart = (points - targets) * (ASPECT, 1.0) / np.hypot(ASPECT, 1.0)
    return float(np.linalg.norm(apart, axis=1).mean())
