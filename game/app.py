"""The shell: the only part that reads a clock and opens a window. It starts vision, steps the game, shows it.

Read `_play` for what happens in a frame.
"""

from __future__ import annotations

import gc
import json
import secrets
import sys
import tempfile
import time
from collections import deque
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from game import doctor, headless
from game.body.classifier import ModelCard, load_classifier, read_card
from game.body.notebook import Notebook, check_name
from game.body.reader import BodyReader
from game.body.recording import read_recording
from game.cli import Options
from game.clock import FixedStep, FramePacer
from game.controls.body import BodyControl
from game.controls.combine import combine
from game.controls.intent import Intent
from game.controls.keyboard import Held, KeyboardControl, Pad
from game.controls.replay import ReplayControl
from game.controls.taught import TaughtControl, prepare
from game.director import Director
from game.errors import UserError
from game.eventlog import EventLog
from game.modes.attract import Attract
from game.modes.clearing import Free, Practice
from game.modes.mode import Kit, Look, Meters, Mode
from game.modes.panel import loading
from game.modes.teach import Teach
from game.places import CLASSIFIER, REFERENCE, cache, poses
from game.scene.command import Command
from game.scene.stage import Stage
from game.screen.audio import Audio
from game.screen.window import Window, WindowInput, display_available
from game.timings import Timings
from game.tuning import TIMING
from game.vision.camera import check_source, find_webcam
from game.vision.models import pose_model
from game.vision.pipeline import VisionSpec
from game.vision.sight import Sight
from game.vision.source import OK, as_turn
from game.vision.worker import VisionProcess

UNSEEN_S: Final = 30.0
"""How long the demo is played where there is neither camera nor display."""
NOTE_S: Final = 3.0
"""How long a word about a key that was pressed stays."""
KEYS_S: Final = 20.0
"""After the last key the keyboard no longer counts as somebody who plays."""


def run(options: Options) -> int:
    """Do what the command line asks. Returns the exit code; raises UserError for what the user can mend."""
    if options.command == "gaze":
        raise UserError("the gaze lab is not built yet; try huia practice")
    classifier = options.model or (CLASSIFIER if CLASSIFIER.is_file() else None)
    if options.list_poses or options.forget is not None:
        return _manage(Notebook(poses()), options.forget)
    if options.pose_name is not None:
        check_name(options.pose_name)
    if options.command == "doctor":
        return doctor.run(options, CLASSIFIER if classifier is None else classifier)
    card = read_card(classifier.with_suffix(".json")) if classifier is not None else None
    if options.model is not None:
        load_classifier(options.model)  # a wrong model is said now, not by a process of its own
    if options.headless:
        return _headless(options, classifier, card)
    if not display_available() and not _dummy():
        return _unseen(options, classifier, card)
    return _windowed(options, classifier, card)


def _dummy() -> bool:
    """Whether SDL was told to use a driver without a screen: measuring the window loop, on purpose."""
    import os

    return os.environ.get("SDL_VIDEODRIVER") in ("dummy", "offscreen")


def _first_mode(options: Options, kit: Kit) -> Mode:
    match options.command:
        case "practice":
            return Practice(kit)
        case "free":
            return Free(kit)
        case "teach":
            return Teach(kit, options.pose_name)
        case _:
            return Attract(kit)


def _manage(notebook: Notebook, forget: str | None) -> int:
    """List the poses a player taught, or forget one."""
    if forget is not None:
        notebook.forget(forget)
        print(f"forgot {forget}")
        return 0
    notes = notebook.read()
    for name, shown in notes.poses.items():
        print(f"{name}   {len(shown)} readings")
    for complaint in notes.complaints:
        print(complaint, file=sys.stderr)
    if not notebook.names():
        print("no pose of yours yet; teach one: huia teach --name tiger")
    return 0


def _taught(options: Options, classifier: Path | None, threaded: bool) -> TaughtControl:
    """The player's own poses; a cabinet keeps them in memory, until the player leaves."""
    notebook = Notebook(None if options.command == "cabinet" else poses())
    return TaughtControl(notebook, lambda: prepare(classifier, REFERENCE, notebook), threaded)


def _seed(options: Options) -> int:
    return options.seed if options.seed is not None else secrets.randbelow(2**31)


def _headless(options: Options, classifier: Path | None, card: ModelCard | None) -> int:
    seed = options.seed or 0
    drawn = options.screenshot is not None or options.screenshots is not None
    stage = Stage(cache_dir=cache(), male=options.male) if drawn else None
    kit = Kit(stage, seed, card, cabinet=options.command == "cabinet", calm=options.calm)
    if options.command == "teach":  # elsewhere figures must not depend on what this machine's player taught
        kit = replace(kit, taught=_taught(options, classifier, threaded=False))
    return headless.run(options, Director(_first_mode(options, kit)), classifier, kit.taught)


def _unseen(options: Options, classifier: Path | None, card: ModelCard | None) -> int:
    """No display: play the demo for half a minute and leave what can be looked at. No webcam: it has a clock."""
    camera = options.camera or ("demo" if options.replay is None else None)
    if camera not in (None, "none"):
        check_source(camera)
    name = time.strftime("huia-run-%Y%m%d-%H%M%S")
    folder = Path.cwd() / name
    try:
        folder.mkdir()
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="huia-run-"))
    seconds = options.seconds or UNSEEN_S
    print(f"There is no display here, so the demo camera plays {seconds:.0f} s without a window; see {folder}")
    asked = replace(
        options,
        camera=camera,
        headless=True,
        seconds=seconds,
        events=options.events or folder / "events.jsonl",
        screenshots=options.screenshots or folder,
    )
    return _headless(asked, classifier, card)


@dataclass(slots=True)
class _Eyes:
    """Where a window's sights come from: the vision process, a replay, or nobody. by_body: it also plays.

    taught: the player's own poses, which watch the same sights.
    """

    vision: VisionProcess | None = None
    replay: ReplayControl | None = None
    by_body: bool = True
    remark: str = ""
    taught: TaughtControl | None = None


def _windowed(options: Options, classifier: Path | None, card: ModelCard | None) -> int:
    eyes = _open_eyes(options, classifier)
    if eyes.remark:
        print(eyes.remark, file=sys.stderr)
    cabinet = options.command == "cabinet"
    window = Window(options.size, options.fullscreen or cabinet, pointer=not cabinet)
    audio = Audio(options.mute, cache())
    eyes.taught = _taught(options, classifier, threaded=True)
    try:
        if eyes.vision is not None:
            eyes.vision.start()  # it warms up while the forest is painted
        stage = Stage(
            cache_dir=cache(), progress=lambda part, what: _show_loading(window, part, what), male=options.male
        )
        kit = Kit(stage, _seed(options), card, cabinet, options.calm, taught=eyes.taught)
        with EventLog(options.events) as log:
            shell = _Shell(options, window, audio, eyes, Director(_first_mode(options, kit)), log)
            try:
                shell.play()
            finally:
                print(json.dumps(log.summary()))
    finally:
        if eyes.vision is not None:
            eyes.vision.stop()
        eyes.taught.close()
        audio.close()
        window.close()
    return 0


def _show_loading(window: Window, part: float, what: str) -> None:
    window.poll()
    window.show(loading(window.interface_size, part, what))


def _open_eyes(options: Options, classifier: Path | None) -> _Eyes:
    """What will be seen, decided before a window opens. Raises UserError for what was asked for and cannot be."""
    if options.replay is not None:
        reader = BodyReader(load_classifier(classifier) if classifier is not None else None)
        return _Eyes(replay=ReplayControl(read_recording(options.replay), reader))
    if options.camera == "none":
        return _Eyes(by_body=False)
    camera, by_body, remark = options.camera, True, ""
    if camera is None:
        number = find_webcam()
        if number is None:
            camera, by_body = "demo", False
            remark = "No webcam answers: the keyboard plays. B: the demo does."
        else:
            camera = str(number)
    else:
        check_source(camera)
    model: Path | None = None
    try:
        model = pose_model(options.pose_model)
    except UserError as problem:
        if options.pose_model is not None:
            raise
        remark, by_body = f"{problem} Until then the keyboard plays.", False
    if classifier is None and not remark:
        remark = f"models/{CLASSIFIER.name} is missing, so only jumps and glances are seen; get the whole repository."
    spec = VisionSpec(
        camera=camera,
        seed=options.seed or 0,
        turn=as_turn(options.rotate),
        mirrored=options.mirrored,
        model=model,
        classifier=classifier,
        record=options.record,
    )
    return _Eyes(VisionProcess(spec), None, by_body, remark)


class _Shell:
    """One sitting in a window."""

    def __init__(
        self, options: Options, window: Window, audio: Audio, eyes: _Eyes, director: Director, log: EventLog
    ) -> None:
        self._options = options
        self._window = window
        self._audio = audio
        self._eyes = eyes
        self._director = director
        self._log = log
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
            self._watch(sight, t_s)
            keys = combine(self._pressed(heard, t_s), owed)
            for _ in range(fixed.advance(now_s - before_s)):
                director.step(self._intent(keys, sight, now_s, t_s))
                keys = keys.held()
            owed = replace(keys, walk=0.0, wings=None, present=False)  # edges of a frame too short for a step
            interval_s, before_s = now_s - before_s, now_s
            self._intervals_ms.append(interval_s * 1e3)
            tension = director.tension()
            self._audio.play(director.drain())
            for cue in director.cues():
                self._audio.cue(cue)
            self._audio.ambience(tension or 0.0, tension is not None)
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
        keys = self._keyboard.intent(Held(heard.held, Pad(_down(pad.left), _down(pad.right), pad.held)))
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


def _down(stick: tuple[float, float]) -> tuple[float, float]:
    """A stick with y up, as the window has it, with y down, as controllers report it."""
    return stick[0], -stick[1]
