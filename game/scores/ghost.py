"""A run as its bird ran it, small enough to keep: what plays as the translucent ghost of the best run.

A ghost is drawn and nothing else: no rule of the world sees it.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from game.tuning import TIMING
from game.world.snapshot import Act, BirdView

Table = npt.NDArray[np.int32]

EVERY: Final = 8
"""Steps of the world from one sample to the next: 15 a second, and straight lines between them, look like the run."""
MOST_S: Final = 900.0
"""A longer run is recorded up to here: the autopilot's best is half as long."""
MOST_BYTES: Final = 200_000
"""The largest recording that is read or kept. Two minutes of the autopilot take 5 KB."""

_MAGIC: Final = b"HUG1"
_HEAD: Final = struct.Struct("<4sHI")  # magic, steps from sample to sample, number of samples
_ACTS: Final = tuple(Act)
# What is kept of a BirdView, and how many of its units are one in the table.
_NUMBERS: Final = {
    "x_m": 100, "y_m": 100, "vy_mps": 20, "angle_rad": 100, "act_s": 50, "head_yaw_rad": 100, "head_pitch_rad": 100,
    "head_roll_rad": 100, "tail_rad": 50, "stride": 50, "crouch": 50,
}  # fmt: skip
_NO_WINGS: Final = -10_000
_COLUMNS: Final = len(_NUMBERS) + 4  # act and its side, grounded and heading, left and right wing


class Recorder:
    """Notes a bird, step by step."""

    def __init__(self) -> None:
        self._table: Table = np.zeros((256, _COLUMNS), np.int32)
        self._count = 0

    def note(self, step: int, bird: BirdView) -> None:
        """The bird after so many steps of its world; steps that stood still may be told again."""
        if step != self._count * EVERY or step * TIMING.step_s > MOST_S:
            return
        if self._count == len(self._table):
            self._table = np.concatenate((self._table, np.zeros_like(self._table)))
        wings = (_NO_WINGS, _NO_WINGS) if bird.wings_rad is None else [round(100 * wing) for wing in bird.wings_rad]
        self._table[self._count] = (
            *(round(getattr(bird, name) * scale) for name, scale in _NUMBERS.items()),
            2 * _ACTS.index(bird.act) + (bird.act_side > 0),
            2 * bird.grounded + (bird.heading > 0),
            *wings,
        )
        self._count += 1

    def ghost(self) -> Ghost | None:
        """What was noted so far; None if it is too short to be seen."""
        return Ghost(self._table[: self._count].copy(), EVERY) if self._count > 1 else None


@dataclass(frozen=True, eq=False)
class Ghost:
    """A recorded run. table: int32 (samples, columns), one row every `every` steps."""

    table: Table
    every: int

    @property
    def end_s(self) -> float:
        """How long it runs."""
        return (len(self.table) - 1) * self.every * TIMING.step_s

    @property
    def end_m(self) -> float:
        """How far it came."""
        return float(self.table[-1, 0]) / _NUMBERS["x_m"]

    @property
    def _fallen(self) -> BirdView:
        return BirdView(x_m=self.end_m, act=Act.DRAMATIC)

    def packed(self) -> bytes | None:
        """The recording as it is kept; None if that is too much. Takes milliseconds."""
        steps = np.diff(self.table, axis=0, prepend=0)  # what moves evenly becomes equal numbers, which pack well
        packed = zlib.compress(np.ascontiguousarray(steps.T).astype("<i4").tobytes(), 9)
        whole = _HEAD.pack(_MAGIC, self.every, len(self.table)) + packed
        return whole if len(whole) <= MOST_BYTES else None

    def at(self, t_s: float) -> BirdView | None:
        """The bird so long after the run began, and where it fell once the run is over; None before it began."""
        place = t_s / (self.every * TIMING.step_s)
        if t_s < 0:
            return None
        if place >= len(self.table) - 1:
            return replace(self._fallen, act_s=t_s - self.end_s)
        first = int(place)
        (a, b), f = self.table[first : first + 2].tolist(), place - first
        bird = _view(b if f >= 0.5 else a)
        numbers = {
            name: (a[n] + (b[n] - a[n]) * f) / scale
            for n, (name, scale) in enumerate(_NUMBERS.items())
            if name != "act_s"
        }
        # acts are not blended: each counts from its own start
        act_s = max(0.0, bird.act_s + (f - (f >= 0.5)) * self.every * TIMING.step_s)
        return replace(bird, act_s=act_s, **numbers)


def read_ghost(data: bytes) -> Ghost | None:
    """A ghost from what was kept; None for anything that is no recording."""
    if len(data) > MOST_BYTES or len(data) < _HEAD.size:
        return None
    magic, every, count = _HEAD.unpack_from(data)
    most = round(MOST_S / TIMING.step_s)
    if magic != _MAGIC or not 1 <= every <= 60 or not 2 <= count <= most:
        return None
    size = count * _COLUMNS * 4
    try:
        unpack = zlib.decompressobj()
        raw = unpack.decompress(data[_HEAD.size :], size)
    except zlib.error:
        return None
    if len(raw) != size or unpack.unconsumed_tail:
        return None
    steps = np.frombuffer(raw, "<i4").reshape(_COLUMNS, count).T
    whole = np.cumsum(steps, 0, np.int64)
    if np.abs(whole).max() > 10_000_000:
        return None
    table = whole.astype(np.int32)
    acts, wings = table[:, -4], table[:, -2:]
    sane = ((acts >= 0) & (acts < 2 * len(_ACTS))).all() and (np.abs(wings) <= -_NO_WINGS).all()
    return Ghost(table, every) if sane else None


def _view(row: list[int]) -> BirdView:
    act, stance, left, right = row[-4:]
    return BirdView(
        act=_ACTS[act // 2],
        act_side=1 if act % 2 else -1,
        act_s=row[list(_NUMBERS).index("act_s")] / _NUMBERS["act_s"],
        grounded=bool(stance & 2),
        heading=1 if stance & 1 else -1,
        wings_rad=None if left == _NO_WINGS else (left / 100, right / 100),
    )
