"""Where a head points that looks at a point of the screen: how a gaze aims in place of the head."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from game.errors import UserError
from game.face.eyes import EyeReader
from game.face.networks import FaceNetworks
from game.face.region import Image
from game.gaze.looks import looks_of
from game.gaze.smooth import PointSmoother, Settler
from game.gaze.store import read
from game.gaze.training import Trained
from game.words import told

YAW_RAD, PITCH_RAD = 0.75, 0.45
"""At the screen's edge: as far as a head comfortably turns, so that the Huia's whole range is used."""
STILL_RAD: Final = 1e-6
"""A gaze at the very middle is a direction, too: exactly 0 would mean that nobody looks."""


def direction(x: float, y: float) -> tuple[float, float]:
    """Yaw and pitch, radians, for a gaze at x, y in 0..1: the screen mirrors, so its left is the player's left."""
    return (0.5 - x) * 2 * YAW_RAD or STILL_RAD, (0.5 - y) * 2 * PITCH_RAD


@dataclass(slots=True, eq=False)
class Aim:
    """Follows the gaze of a player who was learnt before."""

    trained: Trained
    reader: EyeReader
    smoother: PointSmoother
    settler: Settler

    def follow(self, t_s: float, image: Image) -> tuple[float, float] | None:
        """Where the player looks in the next BGR picture; None without a face near enough or with shut eyes."""
        eyes = self.reader.follow(image)
        if eyes is None or eyes.shut or not eyes.near:
            return None
        point = self.settler.step(t_s, self.trained.predict(looks_of([eyes], [(0.5, 0.5)], [0]))[0])
        x, y = self.smoother.step(t_s, point)
        return float(x), float(y)


def aim_of(path: Path, networks: FaceNetworks) -> Aim:
    """The aim of a kept player. Raises UserError where nothing usable is kept."""
    kept = read(path)
    if kept.trained is None:
        raise UserError(
            told("{stem}'s gaze was kept before it was learnt; learn it in huia gaze --name {stem}.", stem=path.stem)
        )
    return Aim(kept.trained, EyeReader(networks), PointSmoother(), Settler())
