"""What the path is made of: patterns. Each is one thing or group to deal with, has its home, and its first time.

A pattern is placed where the bird *meets* it. All of them can be cleared with a jump, except what only slows the bird.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from game.world.snapshot import Kind
from game.world.stretches import Stretch
from game.world.things import HIDES, NATURES, SWING_M, SWING_UP_M, Nature

LURK_S: Final = 1.15
"""A hidden animal jumps out so long before it meets the bird: 0.25 s to react, a webcam's 0.1 s and half a jump."""
LURK_M: Final = NATURES[Kind.RAT].pace_mps * LURK_S
"""So the fern stands this far behind the place where the two meet."""
AWAY: Final = 0.3
"""A pattern's weight is multiplied by this outside of its home."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """An obstacle or group. parts: (kind, metres after the first, height of the lower edge).

    since: level (0 at the start, see `Path.level`) from which it may come. weight: how often. home: the stretches it
    belongs to, none: all. bound: it never leaves home. room_m: path it needs after its last part.
    """

    parts: tuple[tuple[Kind, float, float], ...]
    since: float
    weight: float
    home: tuple[Stretch, ...] = ()
    bound: bool = False
    room_m: float = 0.0

    @property
    def name(self) -> str:
        """Its kinds, in order."""
        return "+".join(kind.value for kind, _, _ in self.parts)

    def weight_in(self, stretch: Stretch) -> float:
        """How often it comes in this stretch."""
        if not self.home or stretch in self.home:
            return self.weight
        return 0.0 if self.bound else self.weight * AWAY

    def _bodies(self) -> list[tuple[Nature, float, float]]:
        """(nature, place, height) of everything that is met."""
        found = []
        for kind, dx, bottom in self.parts:
            if kind in HIDES:
                found.append((NATURES[HIDES[kind]], dx - LURK_M, bottom))
            elif not NATURES[kind].scenery and not NATURES[kind].wade:
                found.append((NATURES[kind], dx, bottom))
        return found

    @property
    def jumped(self) -> bool:
        """Whether it has to be jumped over."""
        return bool(self._bodies())

    @property
    def length_m(self) -> float:
        """Length from the left edge of the first part to the right edge of the last, swings included."""
        bodies = self._bodies()
        if not bodies:
            return 0.0
        left = min(dx - nature.size[0] / 2 - _sway(nature) for nature, dx, _ in bodies)
        return max(dx + nature.size[0] / 2 + _sway(nature) for nature, dx, _ in bodies) - left

    @property
    def height_m(self) -> float:
        """Top of the highest part."""
        return max(
            (bottom + nature.size[1] + (SWING_UP_M if nature.swings else 0.0) for nature, _, bottom in self._bodies()),
            default=0.0,
        )

    @property
    def pace_mps(self) -> float:
        """Speed of the slowest part towards the bird."""
        return min((nature.pace_mps for nature, _, _ in self._bodies()), default=0.0)

    @property
    def end_m(self) -> float:
        """How far after its place the next gap begins."""
        return max(self.length_m, max(dx + NATURES[kind].size[0] / 2 for kind, dx, _ in self.parts)) + self.room_m


def _sway(nature: Nature) -> float:
    return SWING_M if nature.swings else 0.0


HARRIER_BOTTOM_M: Final = 0.56
KNOT_BOTTOM_M: Final = 0.25
_PONGA, _LAKE, _KAURI, _RIDGE = Stretch
# Neighbours stand 1.6 widths apart, because the scene draws things 1.6 times as large as distances.
PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(((Kind.LOG, 0.0, 0.0),), 0.0, 2.0, (_PONGA, _KAURI)),
    Pattern(((Kind.STUMP, 0.0, 0.0),), 0.0, 1.6, (_PONGA, _KAURI)),
    Pattern(((Kind.CRATE, 0.0, 0.0),), 0.0, 1.0),
    Pattern(((Kind.RAT, 0.0, 0.0),), 0.03, 1.2, (_PONGA, _LAKE)),
    Pattern(((Kind.CRATE, 0.0, 0.0), (Kind.CRATE, 0.0, 0.5)), 0.05, 1.8),
    Pattern(((Kind.POSSUM, 0.0, 0.0),), 0.08, 1.5, (_PONGA, _KAURI)),
    Pattern(((Kind.STOAT, 0.0, 0.0),), 0.12, 1.8, (_KAURI, _RIDGE)),
    Pattern(((Kind.LOG, 0.0, 0.0), (Kind.LOG, 0.85, 0.0)), 0.18, 1.0, (_PONGA, _KAURI)),
    Pattern(((Kind.CRATE, 0.0, 0.0), (Kind.CRATE, 0.85, 0.0)), 0.2, 0.8),
    Pattern(((Kind.CAT, 0.0, 0.0),), 0.22, 1.3),
    Pattern(((Kind.RAT, 0.0, 0.0), (Kind.RAT, 0.75, 0.0)), 0.26, 1.0, (_PONGA, _LAKE)),
    Pattern(((Kind.HARRIER, 0.0, HARRIER_BOTTOM_M),), 0.1, 1.6, (_LAKE, _RIDGE)),
    Pattern(((Kind.STUMP, 0.0, 0.0), (Kind.LOG, 0.85, 0.0)), 0.4, 0.8, (_PONGA, _KAURI)),
    Pattern(((Kind.STOAT, 0.0, 0.0), (Kind.STOAT, 1.05, 0.0)), 0.5, 0.8, (_KAURI, _RIDGE)),
    Pattern(((Kind.STREAM, 0.0, 0.0),), 0.02, 2.0, (_PONGA, _LAKE)),
    Pattern(((Kind.FERN, LURK_M, 0.0),), 0.03, 1.8, (_PONGA,)),
    Pattern(((Kind.ROLLER, 0.0, 0.0),), 0.06, 1.6, (_KAURI, _RIDGE)),
    Pattern(((Kind.LAKE, 2.1, 0.0),), 0.05, 2.6, (_LAKE,), bound=True),
    Pattern(((Kind.VINE, 0.0, KNOT_BOTTOM_M),), 0.08, 2.2, (_KAURI, _PONGA)),
    Pattern(((Kind.TREE, 0.0, 0.0), (Kind.LOG, 2.6, 0.0)), 0.25, 1.4, (_KAURI,), bound=True, room_m=1.0),
    Pattern(((Kind.ROCK, 0.0, 0.0),), 0.06, 2.4, (_RIDGE,), bound=True),
    Pattern(((Kind.ROCK, 0.0, 0.0), (Kind.ROCK, 0.98, 0.0)), 0.3, 1.2, (_RIDGE,), bound=True),
    Pattern(((Kind.ROLLER, 0.0, 0.0), (Kind.ROLLER, 0.95, 0.0)), 0.35, 0.9, (_KAURI, _RIDGE)),
    Pattern(((Kind.STREAM, 0.0, 0.0), (Kind.LOG, 1.0, 0.0)), 0.3, 0.9, (_PONGA, _LAKE)),
    Pattern(((Kind.VINE, 0.0, KNOT_BOTTOM_M), (Kind.STUMP, 0.3, 0.0)), 0.45, 0.8, (_KAURI,)),
    Pattern(((Kind.CAT, 0.0, 0.0), (Kind.RAT, 1.0, 0.0)), 0.5, 0.7),
    # For good players: from more than a whole difficulty on.
    Pattern(((Kind.STREAM, 0.0, 0.0), (Kind.STREAM, 1.35, 0.0)), 1.02, 1.2, (_PONGA, _LAKE)),
    Pattern(((Kind.CAT, 0.0, 0.0), (Kind.CAT, 1.05, 0.0)), 1.06, 1.0),
    Pattern(((Kind.ROLLER, 0.0, 0.0), (Kind.RAT, 1.0, 0.0)), 1.1, 1.0, (_KAURI, _RIDGE)),
    Pattern(((Kind.VINE, 0.0, KNOT_BOTTOM_M), (Kind.LOG, 0.5, 0.0)), 1.15, 1.0, (_KAURI, _PONGA)),
    Pattern(((Kind.RAT, 0.0, 0.0), (Kind.RAT, 0.75, 0.0), (Kind.RAT, 1.5, 0.0)), 1.2, 1.0, (_PONGA, _LAKE)),
    Pattern(((Kind.ROCK, 0.0, 0.0), (Kind.STOAT, 1.0, 0.0)), 1.26, 1.2, (_RIDGE,), bound=True),
    Pattern(((Kind.STOAT, 0.0, 0.0), (Kind.CAT, 1.05, 0.0)), 1.32, 1.0, (_KAURI, _RIDGE)),
    Pattern(((Kind.ROLLER, 0.0, 0.0), (Kind.ROLLER, 0.95, 0.0), (Kind.ROLLER, 1.9, 0.0)), 1.4, 1.0, (_KAURI, _RIDGE)),
    Pattern(((Kind.CRATE, 0.0, 0.0), (Kind.CRATE, 0.85, 0.0), (Kind.CRATE, 1.7, 0.0)), 1.48, 1.0),
    Pattern(((Kind.STOAT, 0.0, 0.0), (Kind.STOAT, 1.05, 0.0), (Kind.STOAT, 2.1, 0.0)), 1.56, 1.0, (_KAURI, _RIDGE)),
)


OPENING: Final[tuple[Pattern, ...]] = (
    Pattern(((Kind.LOG, 0.0, 0.0),), 0.0, 1.0),
    Pattern(((Kind.CRATE, 0.0, 0.0), (Kind.CRATE, 0.0, 0.5)), 0.0, 1.0),
    Pattern(((Kind.HARRIER, 0.0, HARRIER_BOTTOM_M),), 0.0, 1.0),
)
"""Every run begins with these: something to jump, something to shoot, something from above. First runs teach them."""


def pattern_named(name: str) -> Pattern:
    """A pattern by its name. Raises KeyError for an unknown one."""
    return {pattern.name: pattern for pattern in PATTERNS}[name]


FIRSTS: Final[tuple[tuple[float, Pattern], ...]] = tuple(
    (due_s, pattern_named(name))
    for due_s, name in (
        (14.0, "stream"),
        (24.0, "fern"),
        (34.0, "roller"),
        (44.0, "possum"),
        (52.0, "lake"),
        (60.0, "vine"),
        (74.0, "stoat"),
        (96.0, "tree+log"),
        (116.0, "cat"),
        (128.0, "rock"),
        (150.0, "log+log"),
        (172.0, "rock+rock"),
        (192.0, "stream+log"),
        (214.0, "rat+rat"),
        (236.0, "roller+roller"),
        (258.0, "stoat+stoat"),
        (280.0, "vine+stump"),
        (300.0, "cat+rat"),
        (325.0, "stream+stream"),
        (350.0, "cat+cat"),
        (375.0, "roller+rat"),
        (400.0, "vine+log"),
        (425.0, "rat+rat+rat"),
        (450.0, "rock+stoat"),
        (475.0, "stoat+cat"),
        (500.0, "roller+roller+roller"),
        (525.0, "crate+crate+crate"),
        (550.0, "stoat+stoat+stoat"),
    )
)
"""When something new comes at the latest, in seconds of running: one every twelve seconds, later every twenty-five.

The last ones come once the path is hard enough for them, however long the run is.

What belongs to a stretch waits until the path is there.
"""
