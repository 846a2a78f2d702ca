"""What a run was like: what happened where, what was met, and the player's best pose. Told when it is over."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from game.body.reading import BodyEvent, Reading
from game.scene.interface.icons import Figure, figure_of
from game.words import ENGLISH, Words, mark
from game.world.path import Placement
from game.world.snapshot import Kind, Snapshot, WorldEvent

MARKED: Final = frozenset({"hit", "knock", "stomp", "streak", "learnt"})
"""Events that the line of a run shows."""
MOST_MARKS: Final = 240
"""Marks kept: more than fit into a line."""
MET_M: Final = 8.5
"""What was this near has been met: a picture shows 7.1 m of path before a bird, and 7.9 m where one was stopped."""

TITLES: Final[tuple[tuple[str, str, str, int], ...]] = (
    # event, its name ("" for any), title, how many deserve it
    ("knock", "harrier", mark("Harrier's bane"), 2),
    ("knock", "cat", mark("Cat tamer"), 2),
    ("knock", "stoat", mark("Stoat sweeper"), 3),
    ("knock", "rat", mark("Rat catcher"), 4),
    ("knock", "crate", mark("Crate wrecker"), 5),
    ("knock", "", mark("Fire bird"), 12),
    ("stomp", "", mark("Springheel"), 3),
    ("pickup", "berry", mark("Berry thief"), 14),
    ("pickup", "grub", mark("Grub gourmet"), 3),
    ("flap", "", mark("High flyer"), 8),
    ("move", "moonwalk", mark("Moonwalker"), 2),
    ("move", "dramatic", mark("Drama queen"), 2),
    ("move", "backpack", mark("Floss boss"), 2),
    ("passed", "", mark("Hurdler"), 18),
    ("fizzle", "", mark("Hot air"), 4),
)
"""Titles a run may earn; the one it has most over its due is taken."""
BY_DISTANCE: Final = (
    (25.0, mark("Egg")),
    (60.0, mark("Fledgling")),
    (120.0, mark("Forest runner")),
    (250.0, mark("Night runner")),
)
"""Titles of runs that earned no other, by the metres below which they are given."""
FARTHEST: Final = mark("Legend of the forest")
THE: Final = {
    "log": mark("The log"),
    "stump": mark("The stump"),
    "crate": mark("The crate"),
    "stoat": mark("The stoat"),
    "rat": mark("The rat"),
    "possum": mark("The possum"),
    "cat": mark("The cat"),
    "harrier": mark("The harrier"),
    "stream": mark("The stream"),
    "lake": mark("The lake"),
    "roller": mark("The roller"),
    "vine": mark("The vine"),
    "rock": mark("The rock"),
    "fern": mark("The fern"),
    "tree": mark("The tree"),
    "giant": mark("The giant"),
}
"""Things with their article, for languages in which it depends on the thing."""
SHOWN_AS: Final = {"fly": "jump"}
"""Poses that players know by another name."""


@dataclass(slots=True)
class Chronicle:
    """Of one run. tally: events by kind. marks: (metres, kind). figure, pose: the player's best pose and its name."""

    tally: Counter[str] = field(default_factory=Counter)
    marks: list[tuple[float, str]] = field(default_factory=list)
    figure: Figure | None = None
    pose: str = ""
    _named: Counter[tuple[str, str]] = field(default_factory=Counter)
    _met: set[Kind] = field(default_factory=set)
    _best: float = 0.0
    _read_s: float = -math.inf

    def hear(self, events: Iterable[WorldEvent], now: Snapshot) -> None:
        """Take the events of a step, and notice what is near."""
        for event in events:
            self.tally[event.kind] += 1
            self._named[event.kind, event.name] += 1
            if event.kind in MARKED and len(self.marks) < MOST_MARKS:
                self.marks.append((max(0.0, event.x_m), event.kind))
        x_m = now.bird.x_m
        self._met.update(thing.kind for thing in now.things if abs(thing.x_m - x_m) - thing.size_m[0] / 2 < MET_M)

    def watch(self, reading: Reading) -> None:
        """Keep the pose of the surest move so far; a hadouken is worth more than a jump."""
        if reading.pose is None or reading.t_s == self._read_s:
            return
        fresh = [event for event in reading.events if self._read_s < event.t_s <= reading.t_s]
        self._read_s = reading.t_s
        for event in fresh:
            worth = _worth(event)
            if worth > self._best and (figure := figure_of(reading.pose)) is not None:
                self._best, self.figure = worth, figure
                name = "fly" if event.kind == "jump" else event.name
                self.pose = SHOWN_AS.get(name, name)

    def title(self, distance_m: float) -> str:
        """What the run made of its player."""
        due = [(self._count(kind, name) / least, title) for kind, name, title, least in TITLES]
        share, title = max(due, key=lambda one: one[0])
        if share >= 1.0:
            return title
        return next((title for most_m, title in BY_DISTANCE if distance_m < most_m), FARTHEST)

    def tease(self, ahead: Iterable[Placement], say: Words = ENGLISH) -> str:
        """What the player would have met next for the first time, and where; "" when everything has been met.

        ahead: what waited on the path when the run ended, in order.
        """
        new = next((one for one in ahead if one.kind not in self._met), None)
        if new is None:
            return ""
        thing = say(THE.get(new.kind.value, f"The {new.kind.value}"))
        return say("{thing} waits at {m} m", thing=thing, m=say.number(new.begins_m))

    def _count(self, kind: str, name: str) -> int:
        return self._named[kind, name] if name else self.tally[kind]


def _worth(event: BodyEvent) -> float:
    match event.kind:
        case "hadouken":
            return 2.0 + event.score
        case "move":
            return 1.0 + event.score
        case "jump":
            return 0.5
        case _:
            return 0.0
