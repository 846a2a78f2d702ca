"""What stands on the endless path: random, but always possible to clear.

The path is a sequence of patterns; each is one thing (or one group) to deal with. A pattern is placed where the bird
*meets* it. The time between two patterns is never below RunTuning's gap. A pattern is chosen only if, at the run's
speed there, a jump clears it with a timing window of at least SLACK_S. So a hadouken is never required.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import Final

from game.tuning import BirdTuning, RunTuning
from game.world.snapshot import Kind
from game.world.things import NATURES

SLACK_S: Final = 0.18
"""Smallest timing window of a jump: nine frames of a 50 Hz camera, at least three of a webcam."""
CLEAR_M: Final = 0.08
"""Distance wanted between the feet and an obstacle."""
CHEST_M: Final = 0.4
"""Height of a berry that a running bird eats without a jump; the middle of the bird."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A thing to come. at_m: where on the path a running bird meets it; y_m: height of its centre."""

    kind: Kind
    at_m: float
    y_m: float


@dataclass(frozen=True, slots=True)
class Pattern:
    """An obstacle or group. parts: (kind, metres after the first, height of the lower edge).

    since: difficulty (0 at the start, towards 1) from which it may come. weight: how often.
    """

    parts: tuple[tuple[Kind, float, float], ...]
    since: float
    weight: float

    @property
    def length_m(self) -> float:
        """Length from the left edge of the first part to the right edge of the last."""
        left = min(dx - NATURES[kind].size[0] / 2 for kind, dx, _ in self.parts)
        return max(dx + NATURES[kind].size[0] / 2 for kind, dx, _ in self.parts) - left

    @property
    def height_m(self) -> float:
        """Top of the highest part."""
        return max(bottom + NATURES[kind].size[1] for kind, _, bottom in self.parts)

    @property
    def pace_mps(self) -> float:
        """Speed of the slowest part towards the bird."""
        return min(NATURES[kind].pace_mps for kind, _, _ in self.parts)


HARRIER_BOTTOM_M: Final = 0.56
# Neighbours stand 1.6 widths apart, because the scene draws things 1.6 times as large as distances.
PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(((Kind.LOG, 0.0, 0.0),), 0.0, 3.0),
    Pattern(((Kind.STUMP, 0.0, 0.0),), 0.0, 2.0),
    Pattern(((Kind.CRATE, 0.0, 0.0),), 0.0, 1.5),
    Pattern(((Kind.RAT, 0.0, 0.0),), 0.03, 2.0),
    Pattern(((Kind.CRATE, 0.0, 0.0), (Kind.CRATE, 0.0, 0.5)), 0.05, 2.0),
    Pattern(((Kind.POSSUM, 0.0, 0.0),), 0.08, 1.5),
    Pattern(((Kind.STOAT, 0.0, 0.0),), 0.12, 2.0),
    Pattern(((Kind.LOG, 0.0, 0.0), (Kind.LOG, 0.85, 0.0)), 0.18, 1.2),
    Pattern(((Kind.CRATE, 0.0, 0.0), (Kind.CRATE, 0.85, 0.0)), 0.2, 1.0),
    Pattern(((Kind.CAT, 0.0, 0.0),), 0.22, 1.5),
    Pattern(((Kind.RAT, 0.0, 0.0), (Kind.RAT, 0.75, 0.0)), 0.26, 1.2),
    Pattern(((Kind.HARRIER, 0.0, HARRIER_BOTTOM_M),), 0.3, 1.8),
    Pattern(((Kind.STUMP, 0.0, 0.0), (Kind.LOG, 0.85, 0.0)), 0.4, 0.8),
    Pattern(((Kind.STOAT, 0.0, 0.0), (Kind.STOAT, 1.05, 0.0)), 0.5, 0.8),
)


OPENING: Final[tuple[Pattern, ...]] = (
    Pattern(((Kind.LOG, 0.0, 0.0),), 0.0, 1.0),
    Pattern(((Kind.CRATE, 0.0, 0.0), (Kind.CRATE, 0.0, 0.5)), 0.0, 1.0),
    Pattern(((Kind.HARRIER, 0.0, HARRIER_BOTTOM_M),), 0.0, 1.0),
)
"""Every run begins with these: something to jump, something to shoot, something from above. First runs teach them."""


class Path:
    """Lays out the path, pattern after pattern, with one random generator."""

    def __init__(self, rng: random.Random, run: RunTuning, bird: BirdTuning) -> None:
        self._rng = rng
        self._run = run
        self._bird = bird
        self._end_m = self.speed_mps(0.0) * run.calm_s
        self._laid = 0

    def difficulty(self, at_m: float) -> float:
        """Difficulty at this place: 0 at the start, towards 1."""
        return 1.0 - math.exp(-max(0.0, at_m) / self._run.grow_m)

    def speed_mps(self, at_m: float) -> float:
        """Speed of the run there. It depends on the place alone, so that the path can be laid ahead of the bird."""
        return self._run.start_mps + (self._run.top_mps - self._run.start_mps) * self.difficulty(at_m)

    def slack_s(self, pattern: Pattern, at_m: float) -> float:
        """Timing window in which a jump clears this pattern there (negative: impossible)."""
        over_m = self._bird.jump_m - pattern.height_m - CLEAR_M
        if over_m <= 0.0:
            return -math.inf
        above_s = 2.0 * math.sqrt(2.0 * over_m / self._bird.gravity_mps2)
        crossing_m = pattern.length_m + 2.0 * self._bird.half_width_m
        return above_s - crossing_m / (self.speed_mps(at_m) + pattern.pace_mps)

    def lay(self) -> list[Placement]:
        """The next pattern, with the food on the way to it. Places never lie before earlier patterns'."""
        gap_s = self._gap_s()
        start_m, speed = self._end_m, self.speed_mps(self._end_m)
        at_m = start_m + speed * gap_s
        pattern = OPENING[self._laid] if self._laid < len(OPENING) else self._choose(at_m)
        placed = [] if self._laid == 0 else self._meal(start_m, gap_s, speed)
        self._laid += 1
        for kind, dx, bottom in pattern.parts:
            placed.append(Placement(kind, at_m + dx, bottom + NATURES[kind].size[1] / 2))
        if pattern.pace_mps == 0.0 and self._rng.random() < 0.45:
            placed.extend(self._arc(at_m + 0.5 * (pattern.length_m - NATURES[pattern.parts[0][0]].size[0]), speed))
        self._end_m = at_m + pattern.length_m
        return placed

    def state(self) -> str:
        """Everything later placements depend on, for the world's digest."""
        return f"{self._rng.getstate()!r} {self._end_m!r} {self._laid}"

    def _gap_s(self) -> float:
        run = self._run
        if self._laid == 0:
            return 0.2  # the calm before it is long enough
        least_s = run.gap_s + (run.least_gap_s - run.gap_s) * self.difficulty(self._end_m)
        return least_s * self._rng.uniform(1.0, 1.45)

    def _choose(self, at_m: float) -> Pattern:
        level = self.difficulty(at_m)
        fit = [pattern for pattern in PATTERNS if pattern.since <= level and self.slack_s(pattern, at_m) >= SLACK_S]
        return self._rng.choices(fit, [pattern.weight for pattern in fit])[0]

    def _meal(self, start_m: float, gap_s: float, speed: float) -> list[Placement]:
        """Food between two patterns, placed where a bird that lands and prepares for the next jump passes anyway."""
        middle_m, lot = start_m + 0.5 * gap_s * speed, self._rng.random()
        if lot < 0.12:
            return [Placement(Kind.GRUB, middle_m, 0.2)]
        if lot < 0.45:
            return [Placement(Kind.BERRY, middle_m + dx, CHEST_M) for dx in (-0.45, 0.0, 0.45)]
        if lot < 0.65 and gap_s > 2.4:
            return self._arc(middle_m, speed)
        return []

    def _arc(self, apex_m: float, speed: float) -> list[Placement]:
        """Berries along a jump whose apex is there: a jump at the right moment reaches all of them."""
        half_g = 0.5 * self._bird.gravity_mps2
        return [
            Placement(Kind.BERRY, apex_m + speed * t, self._bird.jump_m - half_g * t * t + CHEST_M)
            for t in (-0.28, -0.14, 0.0, 0.14, 0.28)
        ]
