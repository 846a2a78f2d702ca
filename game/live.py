"""A sitting in a window, by the clock: the only part of the game that reads one while it is played.

Read `Live.frame` for what happens in a frame. Clock, window, sound and source of sights are handed in.
"""

from __future__ import annotations

import gc
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from game.background import give_back
from game.body.package import unpacked
from game.cabinet.attendant import Attendant, Machine
from game.cabinet.operator import Row
from game.cli import Options
from game.clock import FixedStep, FramePacer, paced_fps
from game.controls.combine import combine
from game.controls.command import Command
from game.controls.intent import Intent
from game.controls.seats import IDLE_S, Seats
from game.errors import UserError
from game.governor import Governor
from game.modes.look import Look, Meters
from game.modes.play import Play
from game.scene.drawing import DrawList
from game.screen.audio import Audio
from game.screen.inputs import WindowInput
from game.screen.window import Window
from game.sights import Glance, Source
from game.sitting import NOBODY, Sitting
from game.timings import Timings
from game.tuning import TIMING
from game.vision.sight import Sight

NOTE_S: Final = 3.0
"""How long the answer to a key that was pressed stays on the screen."""
NEWS_S: Final = 10.0
"""What came of a training stays so long: nobody has been waiting for it."""
REST_S: Final = 0.2
"""In quiet hours a frame waits for so long: the machine rests, and still hears its operator."""
FLOW_S: Final = 5.0
"""The operator sees how many frames came from the camera in the last so many seconds."""
TIDY_S: Final = 600.0
"""Freed memory is given back so often while nobody runs. It takes 8 ms; a cabinet left alone grew by 3 MB each time."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The time as the loop reads it. now: seconds, never going back. sleep: seconds. stamp: names a screenshot."""

    now: Callable[[], float] = time.perf_counter
    sleep: Callable[[float], None] = time.sleep
    stamp: Callable[[], str] = lambda: time.strftime("%Y%m%d-%H%M%S")


CLOCK: Final = Clock()


class Live:
    """The frame loop of a window."""

    def __init__(
        self,
        options: Options,
        sitting: Sitting,
        window: Window,
        audio: Audio,
        source: Source,
        clock: Clock = CLOCK,
        attendant: Attendant | None = None,
    ) -> None:
        """attendant: on a cabinet, who attends to it."""
        self._options = options
        self._sitting = sitting
        self._window = window
        self._audio = audio
        self._source = source
        self._clock = clock
        self._attendant = attendant
        window.fixed = attendant is not None
        self._resting = False
        self._tidied_s = clock.now()
        self._fixed = FixedStep(TIMING.step_s, TIMING.most_steps)
        self._pacer = FramePacer(paced_fps(window.refresh_hz, TIMING.fps), self._clock.now, self._clock.sleep)
        self._governor = Governor(options.quality)
        self._timings = Timings(options.timings)
        self._seats = Seats(options.second)
        self._owed = NOBODY  # edges of frames too short for a step
        self._start_s = self._before_s = self._clock.now()
        self._work_s = 0.0  # of the last frame
        self._shot_s = 0.0
        self._meters = False
        self._help = False
        self._intervals_ms: deque[float] = deque(maxlen=240)
        self._latencies_ms: deque[float] = deque(maxlen=120)
        self._flow: deque[Sight] = deque()  # sights of the last FLOW_S
        self._sight: Sight | None = None
        self._note = ""
        self._note_until_s = 0.0

    def play(self) -> None:
        """Run the frame loop until the player quits, or until --frames or --seconds are over."""
        options = self._options
        # Objects that live now live long. Unfrozen, the collector would walk all of them in the middle of a frame.
        gc.collect()
        gc.freeze()
        give_back()  # 400 MB where the forest has just been painted
        # OpenCV's own threads wait for work without sleeping, on the core where vision works: 15 % of it.
        cv2.setNumThreads(1)
        self._start_s = self._before_s = self._clock.now()
        while not self._sitting.ended:
            t_s = self.frame(self._pacer.wait())
            if self._sitting.log.frames == options.frames or t_s >= (options.seconds or float("inf")):
                break
        if options.screenshot is not None:
            self._window.screenshot(options.screenshot)
        self._timings.write()

    def frame(self, now_s: float) -> float:
        """One frame at the clock's time: input, steps, sound, picture. Returns the seconds since the start."""
        t_s, interval_s = now_s - self._start_s, now_s - self._before_s
        self._before_s = now_s
        heard = self._typed(self._heard(t_s))
        for command in heard.commands:
            self._obey(command, t_s)
        glance, new = self._seen(now_s, t_s)
        self._take_up(now_s, t_s)
        self._advance(heard, t_s, interval_s, glance.age_s)
        self._source.look_for(self._sitting.director.mode.eyes, now_s)
        self._intervals_ms.append(interval_s * 1e3)
        learning = self._sitting.director.mode.learning
        self._source.make_room(learning)
        quality = self._governor.frame(now_s, interval_s, self._pacer.period_s, self._work_s, learning)
        self._window.scene_detail = quality.scene
        self._sound(interval_s)
        drawing_s = self._clock.now()
        self._window.show(self._drawing(glance, t_s))
        shown_s = self._clock.now()
        self._work_s = shown_s - now_s
        if self._window.blocked_s is not None:
            self._work_s -= self._window.blocked_s
            self._pacer.showed(self._window.blocked_s)
        level = self._governor.level
        self._timings.frame(interval_s, shown_s - now_s, shown_s - drawing_s, shown_s, glance.sight, level, learning)
        if new is not None and new.captured_s:
            self._measure(new, shown_s)
        if self._attendant is not None:
            self._attend(self._attendant, now_s, glance)
        self._tidy(now_s)
        if self._options.screenshots is not None and t_s >= self._shot_s:
            self._save(self._options.screenshots / f"{t_s:07.2f}s.png", t_s)
            self._shot_s += self._options.every_s
        return t_s

    def _seen(self, now_s: float, t_s: float) -> tuple[Glance, Sight | None]:
        """What the source shows in this frame; and its sight where that is new, after the sitting has seen it."""
        glance = self._source.glance(now_s, t_s)
        if glance.arrived:
            self._sitting.by_body = True
        new = None if glance.sight is self._sight else glance.sight
        self._sight = glance.sight
        if new is not None:
            if new.live and self._window.blocked_s is None:  # else the display says when a frame begins
                self._pacer.meet(now_s - new.published_s)
            self._sitting.see(new, glance.shift_s)
        return glance, new

    def _advance(self, heard: WindowInput, t_s: float, interval_s: float, age_s: float) -> None:
        """Play the steps that are due after this time. age_s: of the sight's picture."""
        steps = self._fixed.advance(interval_s)
        if self._sitting.director.mode.paused:
            self._seats.hold(interval_s)
        self._sitting.advance(t_s, steps, self._keys(heard, steps, t_s), age_s)

    def _measure(self, new: Sight, shown_s: float) -> None:
        """Note how long a new sight took from the camera to the screen; the governor paints less if poses are late."""
        age_s = shown_s - new.captured_s
        self._latencies_ms.append(age_s * 1e3)
        if self._attendant is not None:
            self._flow.append(replace(new, picture=None))
            while self._flow[0].epoch != new.epoch or new.captured_s - self._flow[0].captured_s > FLOW_S:
                self._flow.popleft()
        if new.live:
            self._governor.sight(shown_s, age_s, new.frames, new.dropped, new.epoch)

    def _keys(self, heard: WindowInput, steps: int, t_s: float) -> Intent:
        """What keys and pad ask for in this frame. Edges wait for a frame that has a step."""
        keys = self._seats.intent(t_s, heard.held, heard.pads, self._sitting.acted_s)
        self._sitting.log.ask(t_s, keys)
        keys = replace(keys, present=not self._sitting.by_body or t_s - self._seats.first_s < IDLE_S)
        keys = combine(keys, self._owed)
        self._owed = NOBODY if steps else keys.edges()
        return keys

    def _heard(self, t_s: float) -> WindowInput:
        """Input since the last frame; on a cabinet, what of it counts. Does what its operator wants."""
        heard = self._window.poll()
        if self._attendant is None:
            return heard
        heard, wishes = self._attendant.heed(heard, self._sitting, t_s)
        for wish in wishes:
            match wish.row:
                case Row.VOLUME:
                    self._audio.volume = wish.volume / 100
                case Row.QUALITY:
                    self._governor = Governor(wish.quality)
                case Row.SOUND:
                    self._audio.cue("best")
        return heard

    def _typed(self, heard: WindowInput) -> WindowInput:
        """The input without what writes a name, where one is being typed."""
        if not self._sitting.typing:
            return heard
        self._sitting.type(heard.held)
        kept = tuple(one for one in heard.commands if one in (Command.QUIT, Command.BACK, Command.FULLSCREEN))
        return replace(heard, commands=kept, held=frozenset())

    def _take_up(self, now_s: float, t_s: float) -> None:
        """Play on with a model that has just been trained."""
        news = self._sitting.news()
        if news:
            self._tell(news, t_s + NEWS_S)
        model = self._sitting.new_model()
        if model is None:
            return
        try:
            network = unpacked(model)
            self._sitting.take_up(network)
        except UserError as problem:
            self._tell(problem.sentence, t_s + NOTE_S)
            return
        self._source.take_up(network, now_s)

    def _attend(self, attendant: Attendant, now_s: float, glance: Glance) -> None:
        """Let the attendant see this frame. In quiet hours nobody looks, nothing sounds, and frames are few."""
        age_s = None if glance.sight is None else round(glance.age_s, 3)
        attendant.attend(self._sitting, now_s, age_s, glance.notice, glance.restarts)
        if attendant.asleep != self._resting:
            self._resting = attendant.asleep
            self._audio.muted = self._resting or self._options.mute
            self._window.stay_awake(not self._resting)
            if self._resting:
                self._source.stop()
            else:
                self._source.start()
        if self._resting:
            self._clock.sleep(REST_S)

    def _tidy(self, now_s: float) -> None:
        """Give freed memory back from time to time, when no run has to wait for it."""
        if now_s - self._tidied_s >= TIDY_S and not isinstance(self._sitting.director.mode, Play):
            self._tidied_s = now_s
            give_back()

    def _drawing(self, glance: Glance, t_s: float) -> DrawList:
        """The frame, with what an attendant shows over it."""
        look = self._look(glance, t_s)
        drawing = self._sitting.draw(self._fixed.fraction, look)
        if self._attendant is None:
            return drawing
        return self._attendant.over(drawing, look, self._sitting.director.mode.kit, self._machine)

    def _machine(self) -> Machine:
        """Figures for the operator's page."""
        return Machine(
            *self._pace(),
            float(np.median(self._latencies_ms)) if self._latencies_ms else 0.0,
            self._window.presentation,
            self._audio.status,
            *self._camera_flow(),
        )

    def _pace(self) -> tuple[float, float]:
        """Frames a second, and the interval between two of them in ms that one in a hundred exceeds."""
        intervals = np.asarray(self._intervals_ms)
        return 1e3 / max(1e-3, float(intervals.mean())), float(np.quantile(intervals, 0.99))

    def _camera_flow(self) -> tuple[float, float]:
        """Frames a second of the camera in the last seconds, and the part of them that vision skipped; 0 if unknown."""
        if len(self._flow) < 2 or self._clock.now() - self._flow[-1].captured_s > FLOW_S:
            return 0.0, 0.0
        first, last = self._flow[0], self._flow[-1]
        frames, lasted_s = last.frames - first.frames, last.captured_s - first.captured_s
        if frames <= 0 or lasted_s <= 0.0:
            return 0.0, 0.0
        return frames / lasted_s, max(0.0, (last.dropped - first.dropped) / frames)

    def _obey(self, command: Command, t_s: float) -> None:
        """Do what a button of the program asks for; the modes do the rest."""
        match command:
            case Command.MUTE:
                self._audio.muted = not self._audio.muted
            case Command.STATS:
                self._meters = not self._meters
            case Command.HELP:
                self._help = not self._help
            case Command.SCREENSHOT:
                name = f"huia-{self._clock.stamp()}.png"
                if self._save(Path(name), t_s):
                    self._tell(self._sitting.director.mode.kit.say("Saved {name}", name=name), t_s + NOTE_S)
            case Command.SECOND:
                self._tell(self._sitting.director.mode.kit.say(self._seats.change()), t_s + NOTE_S)
            case Command.BODY:
                self._sitting.by_body = not self._sitting.by_body and self._source.watches
            case _:
                self._sitting.director.command(command)

    def _tell(self, note: str, until_s: float) -> None:
        """Show a sentence until then."""
        self._note, self._note_until_s = note, until_s

    def _save(self, path: Path, t_s: float) -> bool:
        """Save the last frame. A disk that refuses is no reason to end a game: say so."""
        try:
            self._window.screenshot(path)
        except UserError as problem:
            self._tell(problem.sentence, t_s + NOTE_S)
            return False
        return True

    def _sound(self, interval_s: float) -> None:
        """Play what the frame sounds like."""
        heard = self._sitting.heard()
        self._audio.play(heard.events)
        for cue in heard.cues:
            self._audio.cue(cue)
        self._audio.ambience(heard.tension, interval_s)

    def _look(self, glance: Glance, t_s: float) -> Look:
        """What the frame shows besides the world."""
        note = self._note if t_s < self._note_until_s else ""
        return Look(
            t_s,
            self._window.interface_size,
            glance.sight,
            note or glance.notice or self._window.notice or self._sitting.log.trouble,
            self._sitting.by_body,
            self._figures(glance.sight) if self._meters else None,
            self._help,
            self._governor.quality,
            pointer=self._window.pointer,
        )

    def _figures(self, sight: Sight | None) -> Meters:
        """The F3 panel."""
        say = self._sitting.director.mode.kit.say
        fps, p99 = (say.number(figure, 1) for figure in self._pace())
        lines = [
            say("{fps} frames a second, p99 {ms} ms", fps=fps, ms=p99),
            say(self._governor.figures()),
            say("pictures: {how}", how=say(self._window.presentation)),
        ]
        if sight is not None and self._latencies_ms:
            lines += [
                say("camera to screen {ms} ms", ms=round(float(np.median(self._latencies_ms)))),
                say(
                    "pose {pose} ms, moves {moves} ms",
                    pose=say.number(sight.inference_s * 1e3, 1),
                    moves=say.number(sight.classify_s * 1e3, 1),
                ),
                say(
                    "camera {size} at {fps}, {dropped} of {frames} skipped",
                    size=f"{sight.size[0]}x{sight.size[1]}",
                    fps=round(sight.fps),
                    dropped=sight.dropped,
                    frames=sight.frames,
                ),
            ]
        return Meters(tuple(lines), tuple(self._intervals_ms))
