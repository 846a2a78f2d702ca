"""What the gaze networks answer, computed in numpy: a tenth of what LiteRT takes for one look, whatever else runs.

LiteRT trains (`game.gaze.network`); its weights, one row of numbers, are all that is needed here. Two of the three
channels of the convolution are the coordinates, the same for every picture, so they are summed once.
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from game.face.eyes import TALL, WIDE, Feature

Kind = Literal["original", "learnt"]
KERNEL: Final = 5
FILTERS: Final = 20
CHANNELS: Final = 3
ROWS, COLUMNS = (TALL - KERNEL + 1) // 2, (WIDE - KERNEL + 1) // 2
"""Cells after max-pooling."""
FLAT_CELLS: Final = ROWS * COLUMNS * FILTERS
HIDDEN: Final = 32
INNER: Final = (Feature.YAW, Feature.PITCH, Feature.ROLL, *range(Feature.IRIS_X_RIGHT, Feature.LOWER_LEFT + 1))
"""Features beside the picture that tell where eyes point in the head."""
BESIDE: Final[dict[Kind, int]] = {"original": 4, "learnt": 12}
"""Numbers that go straight to the last layer."""
_AT_ONCE: Final = 64
"""Pictures of one product: their patches take 6 MB."""
Floats = npt.NDArray[np.float32]


def shapes(kind: Kind) -> list[tuple[int, ...]]:
    """Of the weights in their order: convolution and bias; for "learnt" the hidden layer and where eyes point in the
    head; last the screen point."""
    inner, first = len(INNER), [(KERNEL * KERNEL * CHANNELS, FILTERS), (FILTERS,)]
    if kind == "original":
        return [*first, (FLAT_CELLS + BESIDE[kind], 2), (2,)]
    return [*first, (FLAT_CELLS + inner, HIDDEN), (HIDDEN,), (HIDDEN, 2), (2,), (HIDDEN + BESIDE[kind], 2), (2,)]


class Forward:
    """One network with its weights. Raises ValueError for a row of weights of another length."""

    def __init__(self, kind: Kind, weights: Floats) -> None:
        self.kind = kind
        sizes = [int(np.prod(shape)) for shape in shapes(kind)]
        if weights.shape != (sum(sizes),):
            raise ValueError("weights of another network")
        parts = np.split(weights, np.cumsum(sizes)[:-1])
        first, bias, *self._rest = [part.reshape(shape) for part, shape in zip(parts, shapes(kind), strict=True)]
        grey, aside, down = np.ascontiguousarray(first.reshape(-1, CHANNELS, FILTERS).transpose(1, 0, 2))
        self._grey = grey / np.float32(255.0)
        y, x = np.meshgrid(np.linspace(-1, 1, TALL), np.linspace(-1, 1, WIDE), indexing="ij")
        still = _patches(x.astype(np.float32)[None]) @ aside + _patches(y.astype(np.float32)[None]) @ down
        self._still = (still + bias - 0.5 * grey.sum(0)).astype(np.float32).reshape(4, FLAT_CELLS)

    def flat(self, pictures: Floats) -> Floats:
        """Convolution, ReLU and max-pooling of grey pictures 0..255 (n, TALL, WIDE): (n, FLAT_CELLS)."""
        out = np.empty((len(pictures), FLAT_CELLS), np.float32)
        for k in range(0, len(pictures), _AT_ONCE):
            sums = _patches(pictures[k : k + _AT_ONCE]) @ self._grey
            four = sums.reshape(-1, 4, FLAT_CELLS) + self._still
            out[k : k + _AT_ONCE] = np.maximum(four.max(1), 0.0)
        return out

    def units(self, pictures: Floats, inner: Floats) -> Floats:
        """The hidden units of "learnt" (n, HIDDEN)."""
        flat, (weights, bias, *_) = self.flat(pictures), self._rest
        return np.asarray(np.tanh(flat @ weights[:FLAT_CELLS] + inner @ weights[FLAT_CELLS:] + bias), np.float32)

    def eyes(self, units: Floats) -> Floats:
        """Where the eyes point in the head: tangents aside and up (n, 2)."""
        return np.asarray(units @ self._rest[2] + self._rest[3], np.float32)

    def point(self, pictures: Floats, inner: Floats, beside: Floats) -> Floats:
        """Screen points, about -1..1 each (n, 2). The original's network has no use for `inner`."""
        weights, bias = self._rest[-2:]
        seen = self.flat(pictures) if self.kind == "original" else self.units(pictures, inner)
        sums = seen @ weights[: seen.shape[1]] + beside @ weights[seen.shape[1] :] + bias
        return np.asarray(np.tanh(sums) if self.kind == "original" else sums, np.float32)


def _patches(pictures: Floats) -> Floats:
    """Every patch of n single-channel pictures: of all cells' upper left ones, then upper right, lower left, lower
    right: (n * 4 * ROWS * COLUMNS, KERNEL * KERNEL)."""
    return pictures.reshape(len(pictures), -1).take(_INDEX, axis=1).reshape(-1, KERNEL * KERNEL)


def _indices() -> npt.NDArray[np.int64]:
    """Of the pixels of these patches in a flat picture."""
    down, aside, i, j, a, b = np.indices((2, 2, ROWS, COLUMNS, KERNEL, KERNEL))
    return np.asarray((2 * i + down + a) * WIDE + 2 * j + aside + b, np.int64).reshape(-1)


_INDEX: Final = _indices()
