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
    "together": grid(Recipe({"rays": 1.0, "angles": 1.0, "codes": 0.3, "pixels": 1.0}, {}), _NOISES, _SHIFTS),
    "curved": grid(
        Recipe({"rays": 0.3, "angles": 0.2}, {"rays": 1.0, "angles": 1.0, "codes": 0.3, "pixels": 1.0}, 2.0, 1.5),
        _NOISES,
        (0.0,),
    ),
}
"""Weights of the column groups were set on virtual players; each player's own cross-validation picks the rest."""
NEAR_BEST: Final = 1.15
"""Methods whose cross-validated error is within this of the least are averaged: their errors differ in part."""


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
class Mean:
    """The average of several."""

    parts: tuple[Predictor, ...]

    def predict(self, looks: Looks) -> Array:
        """Screen points (n, 2)."""
        mean: Array = np.mean([part.predict(looks) for part in self.parts], axis=0)
        return mean


def learn(name: str, looks: Looks) -> Learnt:
    """One method of `RECIPES`. Raises ValueError without looks."""
    chosen = choose(looks, RECIPES[name])
    return Learnt(name, fit(looks, chosen.recipe), chosen.points, chosen.error)


def best_of(learnt: Sequence[Learnt], looks: Looks) -> Learnt:
    """The average of the methods that did best on looks left out."""
    least = min(one.error for one in learnt)
    good = [one for one in learnt if one.error <= NEAR_BEST * least]
    checked = np.mean([one.checked for one in good], axis=0)
    error = float(np.linalg.norm(checked - looks.targets, axis=1).mean())
    return Learnt(BEST, Mean(tuple(one.predictor for one in good)), checked, error)
