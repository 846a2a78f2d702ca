"""A sitting: intent → step → draw → log, the same with a window (`live.py`), without one (`offline.py`) and in tests.

It reads no clock: whoever drives it says what time it is and how many steps are due.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from game.body.classifier import read_card
from game.body.taught import Verdict
from game.controls.body import PairControl
from game.controls.combine import combine
from game.controls.intent import Intent
from game.controls.taught import TaughtControl
from game.director import Director
from game.eventlog import EventLog
from game.gaze.aim import direction
from game.modes.look import Look
from game.osc import Osc, State
from game.scene.drawing import DrawList
from game.scene.interface.making import training_bar
from game.vision.sight import Sight
from game.world.snapshot import WorldEvent

NOBODY = Intent(present=False)
POLL_S: Final = 0.5
"""How often a training in the background is asked how far it is."""
GAZE_S: Final = 0.5
"""A gaze older than this aims no longer; the head does."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a frame sounds like. cues: names in the sound bank. tension: 0..1, None where nobody plays."""

    events: tuple[WorldEvent, ...]
    cues: tuple[str, ...]
    tension: float | None


class Sitting:
    """Joins what moves the world (a body, taught poses, keys) with the director, and logs every edge and every run.

    director: runs the modes. log: where edges go. taught: the player's own poses, None where they are not watched.
    by_body: whether the body in sight plays; False: it is only shown. osc: is told of every move and event.
    """

    def __init__(
        self,
        director: Director,
        log: EventLog,
        taught: TaughtControl | None = None,
        by_body: bool = True,
        osc: Osc | None = None,
    ) -> None:
        self.director = director
        self.log = log
        self.by_body = by_body
        self.acted_s = -math.inf  # when a body last made the first Huia do something, by the log's time
        self._taught = taught
        self._maker = director.mode.kit.maker
        self._polled_s = -POLL_S
        self._body = PairControl()
        self._sight: Sight | None = None
        self._osc = osc
        self._t_s = 0.0
        if osc is not None:
            log.listener = osc.line

    @property
    def ended(self) -> bool:
        """Whether a mode has quit."""
        return self.director.ended

    @property
    def typing(self) -> bool:
        """Whether keys are letters of a name now, and no commands."""
        return self._maker is not None and self._maker.typing

    def type(self, held: frozenset[str]) -> None:
        """The keys held down in this frame, while a name is typed."""
        if self._maker is not None:
            self._maker.type(held)

    def new_model(self) -> Path | None:
        """A model that has just been trained, once: from now on poses should be read with it."""
        return self._maker.take_model() if self._maker is not None else None

    def news(self) -> str:
        """What came of a training in the background, once; "" for nothing new."""
        return self._maker.take_news() if self._maker is not None else ""

    def take_up(self, network: Path) -> None:
        """Another network reads the poses from now on: screens show its card, and taught poses are learnt anew."""
        self.director.take_up(read_card(network.with_suffix(".json")))
        if self._taught is not None:
            self._taught.renew(network)

    def lesson(self) -> Verdict | None:
        """What came of the last lesson; None where there was none."""
        return self._taught.outcome() if self._taught is not None else None

    def see(self, sight: Sight, shift_s: float = 0.0) -> None:
        """A new sight: what its body and the taught poses in it ask for is logged, and obeyed from now on.

        shift_s: from the clock of the sight's readings to the log's.
        """
        self._sight = sight
        self.director.see(sight)
        self.log.poses_found += sight.reading.people > 0
        if self._maker is not None:
            self._maker.see(sight.reading)
        if not self.by_body:
            return
        self.log.read(sight.reading, sight.epoch, shift_s)
        if self._taught is not None:
            self._taught.see(sight.reading, sight.epoch)
            for fired in self._taught.drain():
                self.log.taught(fired.t_s + shift_s, fired.name, fired.score, fired.player)

    def advance(self, t_s: float, steps: int, keys: Intent = NOBODY, age_s: float = 0.0) -> None:
        """One frame of `steps` fixed steps, which may be none.

        t_s: the log's time. keys: what keyboard and pad ask for; its edges count in the first step only.
        age_s: seconds since the sight's picture was taken.
        """
        for _ in range(steps):
            self.step(self._intent(keys, age_s))
            keys = keys.held()
        for score in self.director.finished():
            self.log.over(t_s, score)
        if self._maker is not None and t_s - self._polled_s >= POLL_S:
            self._polled_s = t_s
            self._maker.poll()
        self.log.frames += 1
        self._t_s = t_s

    def step(self, intent: Intent) -> None:
        """One fixed step with exactly this intent: for whoever plays without a body, as the autopilot does."""
        self.director.step(intent)

    def heard(self) -> Heard:
        """What there is to hear since the last call."""
        cues = self.director.cues() + (self._maker.cues() if self._maker is not None else ())
        heard = Heard(self.director.drain(), cues, self.director.tension())
        if self._osc is not None:
            self._osc.frame(self._state(heard.tension), heard.events)
        return heard

    def _state(self, tension: float | None) -> State:
        """What lights and robots are told of this frame."""
        mode, reading = self.director.mode, None if self._sight is None else self._sight.reading
        facing = None if reading is None or reading.facing is None else reading.facing
        angles = None if facing is None else (facing.yaw_rad, facing.pitch_rad, facing.roll_rad)
        present = reading is not None and reading.pose is not None
        return State(self._t_s, type(mode).__name__.lower(), mode.run.now, present, angles, tension)

    def draw(self, fraction: float, look: Look) -> DrawList:
        """The frame `fraction` of a step past the last one."""
        drawing = self.director.draw(fraction, look)
        if self._maker is None or not self._maker.training:
            return drawing
        progress = self._maker.view.progress
        return [*drawing, *training_bar(look.size, progress.part, progress.left_s, self.director.mode.kit.say)]

    def _intent(self, keys: Intent, age_s: float) -> Intent:
        """One step's intent: keys, taught poses and body together."""
        if not self.by_body:
            return keys
        if self._taught is not None:
            keys = combine(keys, self._taught.intent())
        if self._sight is None:
            return keys
        body = self._body.intent(self._sight.reading, age_s, self._sight.epoch)
        if body.jump or body.hadouken is not None or body.move is not None:
            self.acted_s = self._t_s
        return self._aimed(combine(keys, body), age_s)

    def _aimed(self, intent: Intent, age_s: float) -> Intent:
        """The intent with the head where the player looks, if vision follows their gaze and has just seen it."""
        gaze = None if self._sight is None or age_s > GAZE_S else self._sight.gaze
        if gaze is None or not intent.present:
            return intent
        yaw_rad, pitch_rad = direction(*gaze)
        return replace(intent, yaw_rad=yaw_rad, pitch_rad=pitch_rad)
