"""What stands on the endless path: random, but always possible to clear.

The path is a sequence of patterns (`patterns.py`). The time between two patterns is never below RunTuning's gap. A
pattern is chosen only if, at the run's speed there, a jump clears it with a timing window of at least SLACK_S. So a
hadouken is never required.

Speed and gaps follow the effort of the run at a place, which is fixed when that part of the path is laid: a metre of
path adds a metre of effort, more for a player who clears everything, and a hit takes some back.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from copy import copy
from dataclasses import dataclass
from typing import Final

from game.tuning import BirdTuning, RunTuning
from game.world.patterns import FIRSTS, OPENING, PATTERNS, Pattern
from game.world.snapshot import Kind
from game.world.stretches import stretch_at
from game.world.things import NATURES

SLACK_S: Final = 0.18
"""Smallest timing window of a jump: nine frames of a 50 Hz camera, at least three of a webcam."""
CLEAR_M: Final = 0.08
"""Distance wanted between the feet and an obstacle."""
CHEST_M: Final = 0.4
"""Height of a berry that a running bird eats without a jump; the middle of the bird."""
HARDER: Final = 2.0
"""At full mastery patterns of the last level come three times as often as they did, the first ones as often."""
WHITE_GRUB_S: Final = 120.0
"""White grubs are rare: seconds of running between two of them, at least."""
ROW_M: Final = 1.05
"""Height of berries over a lake: a gliding bird's chest."""
ROW_EVERY_M: Final = 0.75


@dataclass(frozen=True, slots=True)
class Placement:
    """A thing to come. at_m: where on the path a running bird meets it; y_m: height of its centre."""

    kind: Kind
    at_m: float
    y_m: float

    @property
    def begins_m(self) -> float:
        """Where a running bird reaches it: the near edge of what stays where it is."""
        nature = NATURES[self.kind]
        return self.at_m if nature.pace_mps else self.at_m - nature.size[0] / 2


class Path:
    """Lays out the path, pattern after pattern, with one random generator. end_m: how far it is laid."""

    def __init__(self, rng: random.Random, run: RunTuning, bird: BirdTuning) -> None:
        self._rng = rng
        self._run = run
        self._bird = bird
        self._knots: list[tuple[float, float]] = [(0.0, 0.0)]  # (place, effort in metres), as far as the path is laid
        self.end_m = self.speed_mps(0.0) * run.calm_s
        self._knots.append((self.end_m, 0.0))
        self._clock_s = run.calm_s
        self._laid = 0
        self._due = list(range(len(FIRSTS)))
        self._since_grub_s = 0.0

    def effort_m(self, at_m: float) -> float:
        """Metres of effort at this place; beyond what is laid it grows with the way."""
        knots = self._knots
        if at_m >= knots[-1][0]:
            return knots[-1][1] + at_m - knots[-1][0]
        after = max(1, bisect_right(knots, (at_m, math.inf)))
        (left_m, low_m), (right_m, high_m) = knots[after - 1], knots[after]
        part = min(1.0, max(0.0, (at_m - left_m) / max(1e-9, right_m - left_m)))
        return low_m + (high_m - low_m) * part

    def difficulty(self, at_m: float) -> float:
        """Difficulty at this place: 0 at the start, towards 1."""
        return self._difficulty(self.effort_m(at_m))

    def mastery(self, at_m: float) -> float:
        """How far the path goes beyond what everybody meets: 0 until difficulty is nearly whole, then towards 1."""
        return self._mastery(self.effort_m(at_m))

    def level(self, at_m: float) -> float:
        """Difficulty and mastery together, 0..2: what a pattern may be judged by."""
        return self.difficulty(at_m) + self.mastery(at_m)

    def speed_mps(self, at_m: float) -> float:
        """Speed of the run there. It depends on the place alone, so that animals can be planned ahead of the bird."""
        run, effort_m = self._run, self.effort_m(at_m)
        top_mps = run.top_mps + (run.master_mps - run.top_mps) * self._mastery(effort_m)
        return run.start_mps + (top_mps - run.start_mps) * self._difficulty(effort_m)

    def after_m(self, at_m: float, seconds: float) -> float:
        """Where a bird that is at a place will be after some seconds of running."""
        while seconds > 0.0:
            at_m += self.speed_mps(at_m) * min(1.0, seconds)
            seconds -= 1.0
        return at_m

    def slack_s(self, pattern: Pattern, at_m: float) -> float:
        """Timing window in which a jump clears this pattern there (negative: impossible)."""
        if not pattern.jumped:
            return math.inf
        over_m = self._bird.jump_m - pattern.height_m - CLEAR_M
        if over_m <= 0.0:
            return -math.inf
        above_s = 2.0 * math.sqrt(2.0 * over_m / self._bird.gravity_mps2)
        crossing_m = pattern.length_m + 2.0 * self._bird.half_width_m
        return above_s - crossing_m / (self.speed_mps(at_m) + pattern.pace_mps)

    def lay(self, rate: float = 1.0, back_m: float = 0.0) -> list[Placement]:
        """The next pattern, with the food on the way to it. Places never lie before earlier patterns'.

        rate: metres of effort that a metre of path adds. back_m: effort taken back.
        """
        gap_s = self._gap_s()
        start_m, speed = self.end_m, self.speed_mps(self.end_m)
        at_m = start_m + speed * gap_s
        pattern = OPENING[self._laid] if self._laid < len(OPENING) else self._choose(at_m, self._clock_s + gap_s)
        placed = [] if self._laid == 0 else self._meal(start_m, gap_s, speed)
        self._laid += 1
        for kind, dx, bottom in pattern.parts:
            placed.append(Placement(kind, at_m + dx, bottom + NATURES[kind].size[1] / 2))
        if not pattern.jumped:
            placed.extend(self._row(at_m, pattern.end_m))
        elif pattern.pace_mps == 0.0 and self._rng.random() < 0.25:
            placed.extend(self._arc(at_m + 0.5 * (pattern.length_m - NATURES[pattern.parts[0][0]].size[0]), speed))
        self._go(at_m + pattern.end_m, speed, rate, back_m)
        return placed

    def rest(self, seconds: float) -> list[Placement]:
        """A piece of path of this many seconds with nothing but food on it."""
        start_m, speed = self.end_m, self.speed_mps(self.end_m)
        self._go(start_m + speed * seconds, speed, 0.0, 0.0)
        return self._meal(start_m, seconds, speed)

    def copy(self) -> Path:
        """The same path as far as it is laid, which goes on in the same way."""
        other = copy(self)
        other._rng = random.Random()
        other._rng.setstate(self._rng.getstate())
        other._knots, other._due = [*self._knots], [*self._due]
        return other

    def state(self) -> str:
        """Everything later placements depend on, for the world's digest."""
        return (
            f"{self._rng.getstate()!r} {self._knots[-1]!r} {len(self._knots)} {self._clock_s!r} {self._due!r} "
            f"{self._since_grub_s!r} {self._laid}"
        )

    def _difficulty(self, effort_m: float) -> float:
        return 1.0 - math.exp(-max(0.0, effort_m) / self._run.grow_m)

    def _mastery(self, effort_m: float) -> float:
        return 1.0 - math.exp(-max(0.0, effort_m - self._run.master_m) / self._run.master_grow_m)

    def _go(self, end_m: float, speed: float, rate: float, back_m: float) -> None:
        """Note that the path is laid to this place."""
        way_m = end_m - self.end_m
        self._clock_s += way_m / speed
        self._since_grub_s += way_m / speed
        self._knots.append((end_m, max(0.0, self._knots[-1][1] + way_m * rate - back_m)))
        self.end_m = end_m

    def _gap_s(self) -> float:
        run = self._run
        if self._laid == 0:
            return 0.2  # the calm before it is long enough
        closest_s = run.least_gap_s + (run.master_gap_s - run.least_gap_s) * self.mastery(self.end_m)
        least_s = run.gap_s + (closest_s - run.gap_s) * self.difficulty(self.end_m)
        return least_s * self._rng.uniform(1.0, 1.3)

    def _choose(self, at_m: float, t_s: float) -> Pattern:
        """Something new if it is due and fits here, else any pattern that fits and has been met."""
        level, mastery, stretch = self.level(at_m), self.mastery(at_m), stretch_at(at_m)

        def fits(pattern: Pattern) -> bool:
            at_home = not pattern.bound or stretch_at(at_m + pattern.end_m) is stretch
            return at_home and pattern.weight_in(stretch) > 0.0 and self.slack_s(pattern, at_m) >= SLACK_S

        for due in self._due:
            due_s, pattern = FIRSTS[due]
            if t_s >= due_s and (pattern.since < 1.0 or pattern.since <= level) and fits(pattern):
                self._due.remove(due)
                return pattern
        new = {FIRSTS[due][1] for due in self._due}
        fit = [pattern for pattern in PATTERNS if pattern.since <= level and pattern not in new and fits(pattern)]
        weights = [pattern.weight_in(stretch) * (1.0 + HARDER * mastery * pattern.since) for pattern in fit]
        return self._rng.choices(fit, weights)[0]

    def _meal(self, start_m: float, gap_s: float, speed: float) -> list[Placement]:
        """Food between two patterns, placed where a bird that lands and prepares for the next jump passes anyway."""
        middle_m, lot = start_m + 0.5 * gap_s * speed, self._rng.random()
        if self._since_grub_s > WHITE_GRUB_S and lot < 0.25:
            self._since_grub_s = 0.0
            return [Placement(Kind.WHITE_GRUB, middle_m, self._bird.jump_m + CHEST_M)]
        if lot < 0.12:
            return [Placement(Kind.GRUB, middle_m, 0.2)]
        if lot < 0.30:
            return [Placement(Kind.BERRY, middle_m + dx, CHEST_M) for dx in (-0.45, 0.0, 0.45)]
        if lot < 0.46 and gap_s > 2.4:
            return self._arc(middle_m, speed)
        return []

    def _row(self, start_m: float, long_m: float) -> list[Placement]:
        """Berries over water, at the height of a bird that glides."""
        count = int(long_m / ROW_EVERY_M)
        return [Placement(Kind.BERRY, start_m + (n + 0.5) * ROW_EVERY_M, ROW_M) for n in range(count)]

    def _arc(self, apex_m: float, speed: float) -> list[Placement]:
        """Berries along a jump whose apex is there: a jump at the right moment reaches all of them."""
        half_g = 0.5 * self._bird.gravity_mps2
        return [
            Placement(Kind.BERRY, apex_m + speed * t, self._bird.jump_m - half_g * t * t + CHEST_M)
            for t in (-0.28, -0.14, 0.0, 0.14, 0.28)
        ]
