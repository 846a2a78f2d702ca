"""A world being played: its last two snapshots, and what happened since it was last drawn or heard."""

from __future__ import annotations

from collections import deque
from typing import Final

from game.controls.acts import ActScript
from game.controls.combine import combine
from game.controls.intent import Intent
from game.modes.kit import Kit
from game.modes.look import Look
from game.scene.drawing import DrawList
from game.scene.stage import Shot
from game.world.acts import LENGTHS
from game.world.hitstop import HitStop
from game.world.snapshot import Act, BirdView, Lesson, Snapshot, WorldEvent
from game.world.world import Course, World

MOST_EVENTS: Final = 256
"""Events kept until the run is drawn or heard; older ones are forgotten."""
BUSY: Final = frozenset({*LENGTHS, Act.HADOUKEN})
"""Acts that have an end: the next one of a combination waits for it."""
NOTHING: Final = Intent(present=False)
"""What is owed while no wish waits."""
FRESH_S: Final = 0.25
"""Events older than this are no longer drawn."""


class Run:
    """A world being played. After a blow it stands still for a moment (`HitStop`), unless calm."""

    script: ActScript
    """What the bird does for each pose, as the model's card says."""

    def __init__(self, seed: int, course: Course, calm: bool = False, lessons: tuple[Lesson, ...] = ()) -> None:
        """lessons: what a first run teaches."""
        self.script = ActScript({})
        self.world = World(seed, course, lessons=lessons)
        self._hit_stop = HitStop(calm)
        self._owed = NOTHING  # edges that came while the world stood still: no jump is lost
        self._present = False
        self._joined = False
        self.now: Snapshot = self.world.snapshot()
        self.previous: Snapshot = self.now
        # bounded: a run that is never drawn or never heard keeps only its latest events
        self._heard: deque[WorldEvent] = deque(maxlen=MOST_EVENTS)
        self._shown: deque[WorldEvent] = deque(maxlen=MOST_EVENTS)

    def step(self, intent: Intent, present: bool | None = None) -> tuple[WorldEvent, ...]:
        """One step of the world, or of its standing still; returns its events.

        present: whether somebody is in view, where the intent is not theirs (attract mode).
        """
        present = intent.anybody if present is None else present
        self._joined |= present and not self._present
        self._present = present
        intent = self.script.step(intent, self.now.bird.act in BUSY)
        if self._hit_stop.step():
            self._owed = combine(self._owed, intent.edges())
            self.previous = self.now
            return ()
        events = self.world.step(intent if self._owed is NOTHING else combine(intent, self._owed))
        self._owed = NOTHING
        self._hit_stop.hear(events)
        self.previous, self.now = self.now, self.world.snapshot()
        self._heard.extend(events)
        self._shown.extend(events)
        return events

    def hold(self, present: bool = True) -> None:
        """The world waits for a step: nothing is left to interpolate. present: somebody is in view meanwhile."""
        self._present &= present
        self.previous = self.now

    def drain(self) -> tuple[WorldEvent, ...]:
        """Events since the last call, for sound."""
        heard = tuple(self._heard)
        self._heard.clear()
        return heard

    def draw(
        self,
        kit: Kit,
        fraction: float,
        look: Look,
        zoom: float = 1.0,
        aside_px: float = 0.0,
        ghost: BirdView | None = None,
    ) -> DrawList:
        """The world as the kit's stage paints it (see `Stage.draw`); each event reaches the stage once."""
        # a run that is drawn seldom (headless screenshots) must not show at once all that happened in between
        shown = tuple(event for event in self._shown if event.t_s >= self.now.t_s - FRESH_S)
        joined = self._joined
        self._shown.clear()
        self._joined = False
        if kit.stage is None:
            return []
        kit.stage.quality = look.quality
        return kit.stage.draw(
            self.previous, self.now, fraction, look.t_s, shown, Shot(kit.calm, zoom, joined, aside_px, ghost)
        )
