"""The act the Huia performs: which one, for how long, and what may interrupt it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from game.world.snapshot import Act


@dataclass(frozen=True, slots=True)
class Lengths:
    """Duration of an act in seconds: on stage (practice, free play), and in a run, where the path keeps coming."""

    stage_s: float
    run_s: float


LENGTHS: Final[dict[Act, Lengths]] = {
    # The original game's reactions lasted 9, 6.2 and 4.4 s. A run shows the same ones, shorter.
    Act.DRAMATIC: Lengths(9.0, 2.2),
    Act.MOONWALK: Lengths(6.2, 1.6),
    Act.BACKPACK: Lengths(4.4, 1.8),
    Act.UNDERARM: Lengths(3.0, 1.4),
    Act.WINGS: Lengths(3.0, 1.8),
    Act.FLOURISH: Lengths(2.0, 1.2),
    Act.HIT: Lengths(0.6, 0.6),
    Act.VICTORY: Lengths(3.0, 1.6),
}

FALLS_S: Final = 0.98
"""When the bird that plays dead meets the ground; the drawn act falls at the same time (scene.bird.acts)."""
FALL_MPS: Final = 3.0
"""Speed of that fall, as the strength of its thud."""
MOVES: Final = {act.value: act for act in (Act.DRAMATIC, Act.MOONWALK, Act.BACKPACK, Act.UNDERARM, Act.WINGS)}
"""Maps a classifier's pose to its act. "fly", "hadouken" and "normal" are not in it; other names are a flourish."""


GLAD_S: Final = 2.5
"""A victory act that cannot start within this time is dropped."""


class Acting:
    """The current act. A hit outranks a hadouken, a hadouken outranks moves; a jump or a new move ends a move."""

    def __init__(self, running: bool) -> None:
        self._running = running
        self.act = Act.IDLE
        self.seconds = 0.0
        self.side = 1
        self._length_s: float | None = None
        self._glad_s = 0.0

    @property
    def busy(self) -> bool:
        """Whether the current act has an end (unlike standing, running and flying)."""
        return self._length_s is not None

    def begin(self, act: Act, side: int | None = None, length_s: float | None = None) -> None:
        """Start an act from the beginning and end the one before. side: +1 right of the screen, -1 left."""
        if length_s is None and act in LENGTHS:
            lengths = LENGTHS[act]
            length_s = lengths.run_s if self._running else lengths.stage_s
        self.act, self.seconds, self._length_s = act, 0.0, length_s
        if act in (Act.HIT, Act.VICTORY):
            self._glad_s = 0.0
        if side is not None:
            self.side = side

    def rejoice(self) -> None:
        """Request a victory act: it starts once the bird is on the ground and the current act has ended."""
        self._glad_s = GLAD_S

    def may_move(self) -> bool:
        """Whether a pose may start its act now."""
        return self.act not in (Act.HIT, Act.HADOUKEN)

    def interrupt(self) -> None:
        """End the current move early because of a jump. A hadouken and a hit go on."""
        if self.busy and self.act not in (Act.HIT, Act.HADOUKEN):
            self._length_s = None

    def step(self, step_s: float, otherwise: Act) -> None:
        """Advance one step. `otherwise` is the act to use when none with an end is active."""
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
        """All numbers that later steps depend on, for the world's digest."""
        return (self.seconds, float(self.side), -1.0 if self._length_s is None else self._length_s, self._glad_s)
