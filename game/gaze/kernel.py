"""Ridge regression from groups of columns to a screen point, written with kernels so that it can be curved, too.

Each column is standardised on the examples, each group divided by the square root of its width, so that a group of 240
pixels weighs no more than one of ten rays. The kernel of two looks is the weighted sum of the groups' products plus,
where asked for, a Gaussian of their distance. Looks of one session share an offset of their own, as in a mixed model
(Laird and Ware 1982): what differs between sessions must not be explained by the head's place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from game.gaze.columns import Group, columns
from game.gaze.looks import Array, Indices, Looks

FARTHEST: Final = 4.0
"""Standardised columns end here: a face found in the wrong place must not throw the point far off."""
OUTLYING: Final = 4.0
"""An example whose leave-one-out error is so many times the median is taken for a blink or a glance aside."""
ENOUGH: Final = 20
"""With fewer examples none is left out."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to make a kernel. straight, curved: weights of the groups in the products and in the Gaussian's distance;
    bend: variance of the Gaussian part; reach: its length; noise: the ridge; shift: variance of a session's offset."""

    straight: Mapping[Group, float]
    curved: Mapping[Group, float]
    bend: float = 0.0
    reach: float = 1.0
    noise: float = 0.1
    shift: float = 0.0

    def groups(self) -> tuple[Group, ...]:
        """All groups it uses."""
        return tuple(dict.fromkeys((*self.straight, *self.curved)))


@dataclass(frozen=True, slots=True, eq=False)
class Scaler:
    """Standardises one group: (N, C) → (N, C), mean square about 1 over the whole row."""

    middle: Array
    spread: Array

    def __call__(self, values: Array) -> Array:
        """Standardised columns."""
        scaled: Array = np.clip((values - self.middle) / self.spread, -FARTHEST, FARTHEST) / np.sqrt(values.shape[1])
        return scaled


def scaler(values: Array) -> Scaler:
    """Fit to examples (N, C). Columns that never change become zero."""
    spread = values.std(0)
    return Scaler(values.mean(0), np.where(spread > 1e-9, spread, np.inf))


@dataclass(frozen=True, slots=True, eq=False)
class Ridge:
    """A fitted regression. examples: the standardised columns of each group; weights (N, 2); middle (2,)."""

    recipe: Recipe
    scalers: Mapping[Group, Scaler]
    examples: Mapping[Group, Array]
    weights: Array
    middle: Array

    def predict(self, looks: Looks) -> Array:
        """Screen points (n, 2), within 0..1."""
        seen = {group: self.scalers[group](columns(looks, group)) for group in self.recipe.groups()}
        points: Array = kernel(self.recipe, seen, self.examples) @ self.weights + self.middle
        return np.clip(points, 0.0, 1.0)


def kernel(recipe: Recipe, a: Mapping[Group, Array], b: Mapping[Group, Array]) -> Array:
    """The kernel between looks (n) and (m), without sessions: (n, m)."""
    total = sum(weight * a[group] @ b[group].T for group, weight in recipe.straight.items())
    if recipe.bend > 0:
        far = sum(weight * _squares(a[group], b[group]) for group, weight in recipe.curved.items())
        total = total + recipe.bend * np.exp(-0.5 * np.asarray(far) / recipe.reach**2)
    return np.asarray(total, np.float64)


def _squares(a: Array, b: Array) -> Array:
    squares: Array = np.maximum((a**2).sum(1)[:, None] + (b**2).sum(1)[None] - 2.0 * a @ b.T, 0.0)
    return squares


def fit(looks: Looks, recipe: Recipe) -> Ridge:
    """Learn from looks with this recipe as it is. Raises ValueError without any."""
    if not len(looks):
        raise ValueError("there is nothing to learn from")
    values = {group: columns(looks, group) for group in recipe.groups()}
    scalers = {group: scaler(values[group]) for group in values}
    examples = {group: scalers[group](values[group]) for group in values}
    middle = looks.targets.mean(0)
    grown = kernel(recipe, examples, examples)
    return Ridge(recipe, scalers, examples, _weights(recipe, grown, looks.groups, looks.targets - middle), middle)


def _weights(recipe: Recipe, grown: Array, groups: Indices, wanted: Array) -> Array:
    """Weights of the examples (N, 2); those of outlying ones are 0."""
    weights, inverse = _solved(recipe, grown, groups, wanted)
    kept = _inliers(weights, inverse)
    if not kept.all():
        inner, _ = _solved(recipe, grown[np.ix_(kept, kept)], groups[kept], wanted[kept])
        weights = np.zeros_like(weights)
        weights[kept] = inner
    return weights


def _solved(recipe: Recipe, grown: Array, groups: Indices, wanted: Array) -> tuple[Array, Array]:
    """Weights (N, 2), and the inverse they came from (N, N)."""
    together = groups[:, None] == groups[None]
    inverse = np.linalg.inv(grown + recipe.shift * together + recipe.noise * np.eye(len(grown)))
    return inverse @ wanted, inverse


def _inliers(weights: Array, inverse: Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Examples that the others explain: leave-one-out errors in closed form."""
    errors = np.linalg.norm(weights / np.diag(inverse)[:, None], axis=1)
    if len(errors) < ENOUGH:
        return np.ones(len(errors), np.bool_)
    return np.asarray(errors <= OUTLYING * np.median(errors), np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """The recipe that did best in cross-validation. points (N, 2): what it said of looks it had not learnt from."""

    recipe: Recipe
    points: Array
    error: float


def choose(looks: Looks, recipes: Sequence[Recipe]) -> Chosen:
    """Try recipes on parts of the looks left out, whole groups at a time. Raises ValueError without recipes."""
    values = {group: columns(looks, group) for recipe in recipes for group in recipe.groups()}
    points = [np.full_like(looks.targets, 0.5) for _ in recipes]
    for out in looks.folds():
        if out.all():
            continue
        scalers = {group: scaler(values[group][~out]) for group in values}
        known = {group: scalers[group](values[group][~out]) for group in values}
        asked = {group: scalers[group](values[group][out]) for group in values}
        middle = looks.targets[~out].mean(0)
        wanted = looks.targets[~out] - middle
        kernels: dict[str, tuple[Array, Array]] = {}
        for recipe, said in zip(recipes, points, strict=True):
            key = repr(replace(recipe, noise=0.0, shift=0.0))  # those two do not change the kernel
            if key not in kernels:
                kernels[key] = kernel(recipe, known, known), kernel(recipe, asked, known)
            grown, towards = kernels[key]
            said[out] = np.clip(towards @ _weights(recipe, grown, looks.groups[~out], wanted) + middle, 0.0, 1.0)
    errors = [float(np.linalg.norm(said - looks.targets, axis=1).mean()) for said in points]
    if not errors:
        raise ValueError("there is no recipe to choose from")
    best = int(np.argmin(errors))
    return Chosen(recipes[best], points[best], errors[best])


def grid(recipe: Recipe, noises: Sequence[float], shifts: Sequence[float]) -> list[Recipe]:
    """Recipes with each of these ridges and offsets."""
    return [replace(recipe, noise=noise, shift=shift) for shift in shifts for noise in noises]
