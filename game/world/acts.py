"""What the Huia is doing, for how long, and what may interrupt it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from game.world.snapshot import Act


@dataclass(frozen=True, slots=True)
class Lengths:
    """Seconds an act lasts: on stage (practice, free play) and in a run, where the path waits for nobody."""

    stage_s: float
    run_s: float


LENGTHS: Final[dict[Act, Lengths]] = {
    # the original's reactions lasted 9, 6.2 and 4.4 s; a run keeps the joke and loses the wait
    Act.DRAMATIC: Lengths(9.0, 2.2),
    Act.MOONWALK: Lengths(6.2, 1.6),
    Act.BACKPACK: Lengths(4.4, 1.8),
    Act.UNDERARM: Lengths(3.0, 1.4),
    Act.WINGS: Lengths(3.0, 1.8),
    Act.FLOURISH: Lengths(2.0, 1.2),
    Act.HIT: Lengths(0.6, 0.6),
    Act.VICTORY: Lengths(3.0, 1.6),
}

MOVES: Final[dict[str, Act]] = {
    "dramatic": Act.DRAMATIC,
    "moonwalk": Act.MOONWALK,
    "backpack": Act.BACKPACK,
    "underarm": Act.UNDERARM,
    "wings": Act.WINGS,
}
"""The pose a classifier names, and its act. "fly", "hadouken" and "normal" are no moves; other names are a flourish."""


GLAD_S: Final = 2.5
"""Joy that finds no moment to show itself is over after this long."""


class Acting:
    """The act under way. Hurt outranks hadouken, hadouken outranks the moves; a jump or a new wish ends a move."""

    def __init__(self, running: bool) -> None:
        self._running = running
        self.act = Act.IDLE
        self.seconds = 0.0
        self.side = 1
        self._length_s: float | None = None
        self._glad_s = 0.0

    @property
    def busy(self) -> bool:
        """Whether an act with an end is under way, as against standing, running or flying."""
        return self._length_s is not None

    def begin(self, act: Act, side: int | None = None, length_s: float | None = None) -> None:
        """Starts an act from its first moment, whatever was going on. side: +1 right of the screen, -1 left."""
        if length_s is None and act in LENGTHS:
            lengths = LENGTHS[act]
            length_s = lengths.run_s if self._running else lengths.stage_s
        self.act, self.seconds, self._length_s = act, 0.0, length_s
        if act in (Act.HIT, Act.VICTORY):
            self._glad_s = 0.0
        if side is not None:
            self.side = side

    def rejoice(self) -> None:
        """A victory, as soon as feet are on the ground and whatever is under way has ended."""
        self._glad_s = GLAD_S

    def may_move(self) -> bool:
        """Whether a pose may start its act now."""
        return self.act not in (Act.HIT, Act.HADOUKEN)

    def interrupt(self) -> None:
        """Ends a move early, for a jump; a hadouken and a stumble go on."""
        if self.busy and self.act not in (Act.HIT, Act.HADOUKEN):
            self._length_s = None

    def step(self, step_s: float, otherwise: Act) -> None:
        """One step on; when nothing with an end is under way the act is `otherwise`."""
        self.seconds += step_s
        if self._length_s is not None and self.seconds >= self._length_s:
            self._length_s = None
        self._glad_s = max(0.0, self._glad_s - step_s)
        if self._length_s is None and self._glad_s > 0.0 and otherwise is not Act.FLY:
            lengths = LENGTHS[Act.VICTORY]
            self.begin(Act.VICTORY, length_s=lengths.run_s if otherwise is Act.RUN else lengths.stage_s)
        elif self._length_s is None and self.act is not otherwise:
            self.act, self.seconds = otherwise, 0.0

    def state(self) -> tuple[float, ...]:
        """Every number that decides its future."""
        return (self.seconds, float(self.side), -1.0 if self._length_s is None else self._length_s, self._glad_s)
