"""The giant stoat: it comes at night, retreats ahead of the bird and throws logs. Three hadoukens end it and the night.

It also keeps the time of day: night waits while the giant is there, and day hurries on when it has fallen.
"""

from __future__ import annotations

from typing import Final

from game.world.crowd import Crowd
from game.world.happenings import Happenings
from game.world.snapshot import Kind
from game.world.things import NATURES, Thing

DAY_S: Final = 165.0
"""Length of dusk, night and dawn together (three times SceneTuning.hour_s)."""
COMES_S: Final = 66.0
"""It comes this long after dusk, when the night is deep."""
DAWN_S: Final = 112.0
"""Dawn is full this long after dusk."""
HURRY: Final = 8.0
"""Time of day passes so many times faster from the giant's fall until dawn: five seconds."""
STAYS_S: Final = 38.0
"""It flees after so long; energy for three hadoukens comes back twice in this time."""
GAP_M: Final = 4.6
"""It keeps this far ahead: in every picture, and a thrown log takes 0.9 s to the bird."""
LEAPS_M: Final = 1.4
"""A hadouken drives it this much farther."""
FROM_M: Final = 8.5
"""It comes from, and flees to, this far ahead: out of every picture."""
THROW_S: Final = 4.4
"""Time between two logs."""
CROUCH_S: Final = 0.6
"""It crouches for so long before it throws, to be read."""
CHASE_MPS: Final = 4.0
"""It is never faster or slower than the bird by more than this."""


class Giant:
    """One giant stoat a night. day_s: time of day in seconds since dusk fell for the first time."""

    def __init__(self, crowd: Crowd, happenings: Happenings) -> None:
        self._crowd = crowd
        self._happenings = happenings
        self._thing: Thing | None = None
        self._nights = 0
        self._seen_s = 0.0
        self._throw_s = THROW_S
        self._toughness = 0
        self._hurries = False
        self.day_s = 0.0

    @property
    def here(self) -> bool:
        """Whether it is on the path."""
        return self._thing is not None

    @property
    def left(self) -> int:
        """Hadoukens it still takes; 0 while it is not there, or flees."""
        thing = self._thing
        return thing.toughness if thing is not None and thing.alive and self._seen_s < STAYS_S else 0

    @property
    def due_s(self) -> float:
        """Seconds until it comes for the next time, on a path that has no other giant."""
        night_s = self._nights * DAY_S + COMES_S
        return max(0.0, night_s - self.day_s)

    def step(self, bird_x_m: float, bird_mps: float, clear: bool, step_s: float) -> None:
        """Act for one step. clear: nothing else is in the bird's way, so that a log may be thrown."""
        round_s = self.day_s % DAY_S
        if self._hurries and round_s >= DAWN_S:
            self._hurries = False
        if self._thing is None:
            self.day_s += step_s * (HURRY if self._hurries else 1.0)
            if round_s >= COMES_S and self._nights <= self.day_s // DAY_S:
                self._come(bird_x_m)
            return
        self._act(self._thing, bird_x_m, bird_mps, clear, step_s)

    def state(self) -> tuple[float, ...]:
        """All numbers that later steps depend on, for the world's digest."""
        serial = -1.0 if self._thing is None else float(self._thing.serial)
        return (
            serial, float(self._nights), self._seen_s, self._throw_s, float(self._toughness), float(self._hurries),
            self.day_s,
        )  # fmt: skip

    def _come(self, bird_x_m: float) -> None:
        self._nights += 1
        self._seen_s, self._throw_s = 0.0, THROW_S
        self._thing = self._crowd.put(Kind.GIANT, bird_x_m + FROM_M, NATURES[Kind.GIANT].size[1] / 2)
        self._thing.heading = 1
        self._toughness = self._thing.toughness
        self._tell("comes")

    def _act(self, thing: Thing, bird_x_m: float, bird_mps: float, clear: bool, step_s: float) -> None:
        if not thing.alive:
            self._tell("falls")
            self._happenings.tell("dawn", *thing.position)
            self._thing, self._hurries = None, True
            return
        if thing.toughness < self._toughness:
            self._toughness, self._throw_s = thing.toughness, THROW_S
            self._tell("hurt", float(thing.toughness))
        fled = self._seen_s >= STAYS_S
        self._seen_s += step_s
        if self._seen_s >= STAYS_S and not fled:
            self._tell("flees")
        gap_m = FROM_M if fled else GAP_M + (LEAPS_M if thing.staggered_s else 0.0)
        off_m = bird_x_m + gap_m - thing.position[0]
        if fled and off_m < 0.3:
            thing.gone, self._thing = True, None
            return
        body = thing.body
        assert body is not None  # an animal
        body.velocity = bird_mps + max(-CHASE_MPS, min(CHASE_MPS, 2.5 * off_m)), body.velocity.y
        self._throw(thing, clear and not fled and abs(off_m) < 0.8, step_s)

    def _throw(self, thing: Thing, may: bool, step_s: float) -> None:
        """Crouch, turned to the bird, and throw a log, now and then."""
        if self._throw_s > CROUCH_S and not may:
            return
        before_s = self._throw_s
        self._throw_s -= step_s
        if before_s > CROUCH_S >= self._throw_s:
            thing.heading = -1
            self._tell("crouches")
        if self._throw_s <= 0.0:
            self._throw_s = THROW_S
            thing.heading = 1
            if may:
                self._crowd.put(Kind.ROLLER, thing.position[0] - 0.5, NATURES[Kind.ROLLER].size[1] / 2)
                self._tell("throws")

    def _tell(self, name: str, amount: float = 0.0) -> None:
        if self._thing is not None:
            self._happenings.tell("giant", *self._thing.position, name, amount)
