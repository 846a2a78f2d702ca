"""A sitting in a window: the only part of the game that reads a clock while it is played.

Read `Shell.play` for what happens in a frame.
"""

from __future__ import annotations

import gc
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from game.cli import Options
from game.clock import FixedStep, FramePacer
from game.controls.body import BodyControl
from game.controls.combine import combine
from game.controls.command import Command
from game.controls.intent import Intent
from game.controls.keyboard import Held, KeyboardControl, Pad
from game.controls.replay import ReplayControl
from game.controls.taught import TaughtControl
from game.director import Director
from game.errors import UserError
from game.eventlog import EventLog
from game.modes.mode import Look, Meters
from game.screen.audio import Audio
from game.screen.window import Window, WindowInput
from game.timings import Timings
from game.tuning import TIMING
from game.vision.cameras.source import OK
from game.vision.sight import Sight
from game.vision.worker import VisionProcess

NOTE_S: Final = 3.0
"""How long a word about a key that was pressed stays."""
KEYS_S: Final = 20.0
"""After the last key the keyboard no longer counts as somebody who plays."""


@dataclass(slots=True)
class Eyes:
    """Where a window's sights come from: the vision process, a replay, or nobody. by_body: it also plays.

    taught: the player's own poses, which watch the same sights.
    """

    vision: VisionProcess | None = None
    replay: ReplayControl | None = None
    by_body: bool = True
    remark: str = ""
    taught: TaughtControl | None = None


class Shell:
    """One sitting in a window."""

    def __init__(
        self,
        options: Options,
        window: Window,
        audio: Audio,
        eyes: Eyes,
        director: Director,
        log: EventLog,
        wet: Callable[[float], bool],
    ) -> None:
        """wet: whether there is water at a place of the path (m), for what is heard of it."""
        self._options = options
        self._window = window
        self._audio = audio
        self._eyes = eyes
        self._director = director
        self._log = log
        self._wet = wet
        self._keyboard = KeyboardControl()
        self._body = BodyControl()
        self._keys_s = -KEYS_S
        self._meters = False
        self._help = False
        self._intervals_ms: deque[float] = deque(maxlen=240)
        self._latencies_ms: deque[float] = deque(maxlen=120)
        self._shown: Sight | None = None
        self._note = ""
        self._note_s = 0.0

    def play(self) -> None:
        """Frames until somebody has enough."""
        options, director, window = self._options, self._director, self._window
        fixed = FixedStep(TIMING.step_s, TIMING.most_steps)
        # what lives now lives long: without it the collector walks all of it in the middle of some frame
        gc.collect()
        gc.freeze()
        start_s = before_s = time.perf_counter()
        shot_s = 0.0
        owed = Intent(present=False)
        timings = Timings(options.timings)
        pacer = FramePacer(TIMING.fps)
        while not director.ended:
            now_s = pacer.wait()
            t_s = now_s - start_s
            heard = window.poll()
            self._obey(heard.commands, t_s)
            sight, notice = self._look(now_s, t_s)
            if sight is not None and sight is not self._shown and sight.live:
                pacer.meet(now_s - sight.published_s)
            self._watch(sight, t_s)
            keys = combine(self._pressed(heard, t_s), owed)
            for _ in range(fixed.advance(now_s - before_s)):
                director.step(self._intent(keys, sight, now_s, t_s))
                keys = keys.held()
            owed = replace(keys, walk=0.0, wings=None, present=False)  # edges of a frame too short for a step
            interval_s, before_s = now_s - before_s, now_s
            self._intervals_ms.append(interval_s * 1e3)
            self._audio.play(director.drain(), self._wet)
            for cue in director.cues():
                self._audio.cue(cue)
            self._audio.ambience(director.tension(), interval_s)
            look = Look(t_s, window.interface_size, sight, notice, self._eyes.by_body, self._figures(sight), self._help)
            drawing_s = time.perf_counter()
            window.show(director.draw(fixed.fraction, look))
            shown_s = time.perf_counter()
            timings.frame(interval_s, shown_s - now_s, shown_s - drawing_s, shown_s, sight)
            self._measure(sight, shown_s)
            self._log.frames += 1
            if options.screenshots is not None and t_s >= shot_s:
                window.screenshot(options.screenshots / f"{t_s:07.2f}s.png")
                shot_s += options.every_s
            if self._log.frames == options.frames or t_s >= (options.seconds or float("inf")):
                break
        if options.screenshot is not None:
            window.screenshot(options.screenshot)
        timings.write()

    def _look(self, now_s: float, t_s: float) -> tuple[Sight | None, str]:
        """The newest sight, and what is wrong if anything is."""
        eyes = self._eyes
        if eyes.replay is not None:
            reading = eyes.replay.reading
            if reading is None:
                return None, ""
            if self._shown is not None and self._shown.reading is reading:
                return self._shown, ""
            self._log.read(reading)
            self._log.poses_found += reading.people > 0
            return Sight(reading, OK, live=False), ""
        if eyes.vision is None:
            return None, self._said(t_s)
        health = eyes.vision.poll(now_s)
        sight = eyes.vision.latest()
        if sight is not None and sight is not self._shown:
            self._log.poses_found += sight.reading.people > 0
            if eyes.by_body:  # the reader's clock begins anew with each vision process; the log's does not
                self._log.read(sight.reading, sight.epoch, sight.captured_s - (now_s - t_s) - sight.reading.t_s)
        said = health.sentence or (sight.camera.sentence or sight.trouble if sight is not None else "")
        return sight, self._said(t_s) or said or eyes.remark

    def _said(self, t_s: float) -> str:
        """What was just said about the last key, for a few seconds."""
        return self._note if t_s - self._note_s < NOTE_S else ""

    def _watch(self, sight: Sight | None, t_s: float) -> None:
        """The player's own poses in this sight."""
        taught = self._eyes.taught
        if taught is None or sight is None or not self._eyes.by_body:
            return
        taught.see(sight.reading, sight.epoch)
        for _, name, score in taught.drain():
            self._log.taught(t_s, name, score)

    def _pressed(self, heard: WindowInput, t_s: float) -> Intent:
        """What keys and pad say in this frame."""
        pad = heard.pad
        keys = self._keyboard.intent(Held(heard.held, Pad(pad.left, pad.right, pad.held)))
        self._log.ask(t_s, keys)
        if heard.held or pad.held:
            self._keys_s = t_s
        return replace(keys, present=not self._eyes.by_body or t_s - self._keys_s < KEYS_S)

    def _intent(self, keys: Intent, sight: Sight | None, now_s: float, t_s: float) -> Intent:
        """One step's wish: keys and body together."""
        if not self._eyes.by_body:
            return keys
        if self._eyes.taught is not None:
            keys = combine(keys, self._eyes.taught.intent())
        if self._eyes.replay is not None:
            return combine(keys, self._eyes.replay.intent(t_s))
        if sight is None:
            return keys
        return combine(keys, self._body.intent(sight.reading, now_s - sight.captured_s, sight.epoch))

    def _obey(self, commands: tuple[Command, ...], t_s: float) -> None:
        for command in commands:
            match command:
                case Command.MUTE:
                    self._audio.muted = not self._audio.muted
                case Command.STATS:
                    self._meters = not self._meters
                case Command.HELP:
                    self._help = not self._help
                case Command.SCREENSHOT:
                    name = time.strftime("huia-%Y%m%d-%H%M%S.png")
                    try:
                        self._window.screenshot(Path.cwd() / name)
                        self._note, self._note_s = f"Saved {name}", t_s
                    except UserError as problem:  # no reason to end a game
                        self._note, self._note_s = str(problem), t_s
                case Command.BODY:
                    self._eyes.by_body = not self._eyes.by_body and self._eyes.vision is not None
                case _:
                    self._director.command(command)

    def _measure(self, sight: Sight | None, shown_s: float) -> None:
        """Latency of each sight when it is first on the screen."""
        if sight is not None and sight is not self._shown and sight.captured_s:
            self._latencies_ms.append((shown_s - sight.captured_s) * 1e3)
        self._shown = sight

    def _figures(self, sight: Sight | None) -> Meters | None:
        if not self._meters:
            return None
        intervals = np.asarray(self._intervals_ms)
        lines = [f"{1e3 / intervals.mean():.1f} frames a second, p99 {np.quantile(intervals, 0.99):.1f} ms"]
        if sight is not None and self._latencies_ms:
            lines += [
                f"camera to screen {np.median(self._latencies_ms):.0f} ms",
                f"pose {sight.inference_s * 1e3:.1f} ms, moves {sight.classify_s * 1e3:.1f} ms",
                f"camera {sight.size[0]}x{sight.size[1]} at {sight.fps:.0f}, {sight.dropped} of {sight.frames} skipped",
            ]
        return Meters(tuple(lines), tuple(self._intervals_ms))
