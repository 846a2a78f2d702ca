"""How well a virtual player's gaze is learnt, near the camera, from pixels: head still, head moving, nine targets."""

from __future__ import annotations

import argparse
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
from game.vision.virtual.desk import Looker, joined, natural, random_desk, random_pose
from tools.gazing.players import SIZE, worn
from tools.measuring.subject import Figures

UNSEEN: Final = 400_000
"""Numbers of the players here; no network has seen them."""
TURN_RAD, MOVE_M = np.radians(15.0), 0.10
EXAMPLES, TESTED = 60, 40
EACH: Final = 3
"""Examples of each target."""
NINE: Final = 9
ASPECT: Final = 16 / 9
TURNED: Final = 0.8
"""Share of the way to a target that the head turns, for people who move the head instead of the eyes."""
USED: Final = "in use"


@dataclass(frozen=True, slots=True)
class Setting:
    """How a player sits. targets: how many are looked at; turn_rad, move_m: how far the head turns and moves by
    chance; share: of the way to a target that the head turns."""

    targets: int
    turn_rad: float
    move_m: float
    share: float = 0.0


SETTINGS: Final = {
    "head_still": Setting(EXAMPLES // EACH, 0.02, 0.004),  # nobody is quite still
    "head_moving": Setting(EXAMPLES // EACH, float(TURN_RAD), MOVE_M),
    "head_turns": Setting(EXAMPLES // EACH, 0.05, 0.02, TURNED),
    "nine_targets": Setting(NINE, 0.02, 0.004),
}


def gaze(options: argparse.Namespace) -> Figures:
    """Errors of every gaze method in % of the screen's diagonal, learnt from 60 examples or from nine targets.

    Every second player wears glasses, every third has a camera that mirrors its picture.
    """
    reader = EyeReader(load_networks(face_model()))
    errors: dict[str, dict[str, list[float]]] = {name: {} for name in SETTINGS}
    for number in tqdm(range(options.count), desc="players"):
        for name, setting in SETTINGS.items():
            known, new = _player(reader, number, setting, options.seed)
            for method, points in _learnt(known, new).items():
                errors[name].setdefault(method, []).append(_error(points, new.targets))
        found = "  ".join(f"{name} {100 * each[USED][-1]:.1f}" for name, each in errors.items())
        tqdm.write(f"player {number}{_kind(number)}: {found} % of the diagonal")
    nine = errors["nine_targets"]
    used = {name: 100 * np.array(each[USED]) for name, each in errors.items()}
    worn = np.arange(options.count) % 2 == 1
    mirrored = np.arange(options.count) % 3 == 2
    return {
        "players": options.count,
        "error_percent_of_diagonal": {
            name: {method: _mean(100 * np.array(found)) for method, found in each.items()}
            for name, each in errors.items()
        },
        "worst_player": {name: round(float(each.max()), 2) for name, each in used.items()},
        "with_glasses": {name: _mean(each[worn]) for name, each in used.items()},
        "mirrored": {name: _mean(each[mirrored]) for name, each in used.items()},
        "nine_targets_of_centre": {
            method: round(float(np.mean(found) / np.mean(nine[CENTRE])), 3) for method, found in nine.items()
        },
        "nine_targets_of_centre_worst": round(float((np.array(nine[USED]) / np.array(nine[CENTRE])).max()), 3),
    }


def _mean(values: Array) -> float | None:
    """The mean; None of nobody."""
    return round(float(values.mean()), 2) if len(values) else None


def _kind(number: int) -> str:
    return (" with glasses" if number % 2 == 1 else "") + (" mirrored" if number % 3 == 2 else "")


def _player(reader: EyeReader, number: int, setting: Setting, seed: int) -> tuple[Looks, Looks]:
    """A player's examples, as the lab collects them, and looks at other points of the screen to test on."""
    person = UNSEEN + number
    rng = np.random.default_rng([person, seed])
    desk = random_desk(rng)
    looker = Looker(person, desk, SIZE, glasses=number % 2 == 1)
    seen: list[Eyes] = []
    where: list[tuple[float, float]] = []
    stops: list[int] = []

    def look(x: float, y: float, stop: int) -> None:
        by_chance = random_pose(rng, setting.turn_rad, setting.move_m)
        pose = joined(natural(desk, x, y, setting.share), by_chance)
        image = worn(looker.frame(x, y, pose, 0.0, len(seen)), rng)
        eyes = reader.look(np.ascontiguousarray(image[:, ::-1]) if number % 3 == 2 else image)
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
    return said | {USED: trained.predict(new)}


def _error(points: Array, targets: Array) -> float:
    apart = (points - targets) * (ASPECT, 1.0) / np.hypot(ASPECT, 1.0)
    return float(np.linalg.norm(apart, axis=1).mean())
