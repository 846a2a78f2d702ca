"""The methods that learn where a player looks, side by side, and one that joins the best of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from game.gaze.kernel import Recipe, choose, fit, grid
from game.gaze.looks import Array, Looks

CENTRE: Final = "centre"
BEST: Final = "best"
_NOISES: Final = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
_SHIFTS: Final = (0.0, 0.3)
RECIPES: Final[Mapping[str, Sequence[Recipe]]] = {
    # eye pixels and the original's features, as WebGazer has it (Papoutsaki et al. 2016)
    "ridge": grid(Recipe({"pixels": 1.0, "frame": 1.0}, {}), _NOISES, (0.0,)),
    "rays": grid(Recipe({"rays": 1.0, "angles": 0.7}, {}), _NOISES, _SHIFTS),
    "codes": grid(Recipe({"rays": 1.0, "codes": 0.7}, {}), _NOISES, _SHIFTS),
    # two numbers from what virtual players taught: a handful of examples is enough
    "virtual": grid(Recipe({"virtual": 1.0, "rays": 0.3}, {}), _NOISES, _SHIFTS),
    # what virtual players taught, mended by everything else: in bad pictures of other sessions the best single method
    "together": grid(
        Recipe({"rays": 0.3, "angles": 0.3, "codes": 0.3, "pixels": 1.0, "virtual": 1.0}, {}), _NOISES, _SHIFTS
    ),
    "curved": grid(
        Recipe({"rays": 0.3, "angles": 0.2}, {"rays": 1.0, "angles": 1.0, "codes": 0.3, "pixels": 1.0}, 2.0, 1.5),
        _NOISES,
        (0.0,),
    ),
}
"""Weights of the column groups were set on virtual players; each player's own cross-validation picks the rest."""
STEEP: Final = 4.0
"""Methods are averaged with weights of their cross-validated error along an axis to the power of minus this. A plain
mean of all, and one of all within 1.3 of the least error, did worse in new sessions, most of all after a single one."""
TRUSTED: Final = 0.8
"""Where points left out are best scaled by less than this, the average shrinks to the middle: little is known."""


MOST: Final = 800
"""Looks that a regression learns from at most: its cost grows with their cube, and 800 take some ten seconds."""


class Predictor(Protocol):
    """Something that has learnt."""

    def predict(self, looks: Looks) -> Array:
        """Screen points (n, 2), within 0..1."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """A method that has learnt one player. checked: what it said of each example when that was left out (N, 2);
    error: mean distance of those to the truth, in units of the screen's sides."""

    name: str
    predictor: Predictor
    checked: Array
    error: float


@dataclass(frozen=True, slots=True)
class Centre:
    """Always the middle of the screen: what any method must beat."""

    def predict(self, looks: Looks) -> Array:
        """Screen points (n, 2)."""
        return np.full((len(looks), 2), 0.5)


@dataclass(frozen=True, slots=True, eq=False)
class Mix:
    """A weighted mean of several. shares (parts, 2): of each along x and y; they sum to 1, or to less where little is
    known; middle (2,): what makes up the rest."""

    parts: tuple[Predictor, ...]
    shares: Array
    middle: Array

    def predict(self, looks: Looks) -> Array:
        """Screen points (n, 2)."""
        points = np.array([part.predict(looks) for part in self.parts])
        return np.clip(mixed(points, self.shares, self.middle), 0.0, 1.0)


def mixed(points: Array, shares: Array, middle: Array) -> Array:
    """Several methods' points (parts, n, 2) as one (n, 2)."""
    mean: Array = (points * shares[:, None]).sum(0) + (1.0 - shares.sum(0)) * middle
    return mean


def learn(name: str, looks: Looks) -> Learnt:
    """One method of `RECIPES`, which takes its time with more than MOST looks. Raises ValueError without looks."""
    chosen = choose(looks, RECIPES[name])
    return Learnt(name, fit(looks, chosen.recipe), chosen.points, chosen.error)


def best_of(learnt: Sequence[Learnt], looks: Looks) -> Learnt:
    """The average of the methods, weighted by how well each did along each axis on looks left out, less far out where
    that was better."""
    points = np.array([one.checked for one in learnt])
    errors = np.abs(points - looks.targets).mean(1)
    shares = np.maximum(errors, 1e-6) ** -STEEP
    shares /= shares.sum(0)
    middle = looks.targets.mean(0)
    out, wanted = mixed(points, shares, middle) - middle, looks.targets - middle
    scale = (out * wanted).sum(0) / np.maximum((out**2).sum(0), 1e-9)
    shares = shares * np.clip(scale / TRUSTED, 0.0, 1.0)
    checked = mixed(points, shares, middle)
    error = float(np.linalg.norm(checked - looks.targets, axis=1).mean())
    used = shares.any(1)
    parts = tuple(one.predictor for one, does in zip(learnt, used, strict=True) if does) or (Centre(),)
    return Learnt(BEST, Mix(parts, shares[used] if used.any() else np.zeros((1, 2)), middle), checked, error)
