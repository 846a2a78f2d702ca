"""The whole program without a window and without a clock: every frame of the source, in order, at its own time.

Results do not depend on the machine's speed, so anyone can measure the game end to end.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Final

from game.body.classifier import load_classifier
from game.body.profile import Choice
from game.body.reader import BodyReader
from game.body.reading import Reading
from game.body.recordings import read_recording
from game.cli import Options
from game.controls.body import BodyControl
from game.controls.combine import combine
from game.controls.taught import TaughtControl
from game.director import Director
from game.errors import UserError
from game.eventlog import EventLog
from game.modes.mode import Look
from game.modes.play import Results
from game.screen.window import Window
from game.timings import Timings
from game.tuning import TIMING
from game.vision.cameras.source import OK, as_turn
from game.vision.models import pose_model
from game.vision.pipeline import Pipeline, VisionSpec
from game.vision.sight import Sight

ENDLESS_S: Final = 30.0
"""Sources without an end (the demo, nobody) are watched this long unless told otherwise."""


def run(options: Options, director: Director, classifier: Path | None, taught: TaughtControl | None = None) -> int:
    """Play headless. taught: the player's own poses. Prints the summary as one JSON line. Returns 0."""
    window = Window(options.size, headless=True) if options.screenshot or options.screenshots else None
    size = options.size if window is None else window.interface_size
    body = BodyControl()
    steps = 0
    start_s: float | None = None
    shot_s = 0.0
    over = False
    drawn = False
    timings = Timings(options.timings)
    with EventLog(options.events) as log, closing(_sights(options, classifier)) as sights:
        limit_s = options.seconds or (ENDLESS_S if _endless(options) and options.frames is None else float("inf"))
        for sight in sights:
            t_s = sight.reading.t_s
            start_s = t_s if start_s is None else start_s
            if t_s - start_s >= limit_s or director.ended:
                break
            log.frames += 1
            timings.tick()
            log.poses_found += sight.reading.people > 0
            log.read(sight.reading)
            if taught is not None:
                taught.see(sight.reading)
                for fired in taught.drain():
                    log.taught(*fired)
            due = int((t_s - start_s) / TIMING.step_s + 1e-6)
            while steps < due:
                wish = body.intent(sight.reading, 0.0)
                director.step(wish if taught is None else combine(taught.intent(), wish))
                steps += 1
            mode = director.mode
            if isinstance(mode, Results) and not over:
                log.over(t_s, mode.score)
            over = isinstance(mode, Results)
            director.drain()
            look = Look(t_s - start_s, size, sight, notice=sight.camera.sentence or sight.trouble)
            drawn = False
            if window is not None and options.screenshots and t_s - start_s >= shot_s:
                window.show(director.draw(1.0, look))
                window.screenshot(options.screenshots / f"{t_s - start_s:07.2f}s.png")
                shot_s += options.every_s
                drawn = True
            if options.frames is not None and log.frames >= options.frames:
                break
            if t_s - start_s + 1.0 / sight.fps >= limit_s - 1e-6:
                break  # before the next frame is read: a recording holds what was played and no more
        if start_s is None:
            raise UserError("the source gave no frame at all; try another file")
        if window is not None and options.screenshot:
            if not drawn:
                window.show(director.draw(1.0, look))
            window.screenshot(options.screenshot)
        timings.write()
        print(json.dumps(log.summary(seconds=round(steps * TIMING.step_s, 3), world=director.digest())))
    return 0


def _endless(options: Options) -> bool:
    return options.replay is None and options.camera in (None, "demo", "none")


def _sights(options: Options, classifier: Path | None) -> Generator[Sight, None, None]:
    if options.replay is not None:
        return _replayed(options.replay, classifier, options.profile)
    if options.camera == "none":
        return (Sight(Reading(n / TIMING.fps), OK, frames=n + 1, fps=TIMING.fps) for n in count())
    if options.camera is None or options.camera.isdecimal() or options.camera.startswith("/dev/"):
        raise UserError(
            "--headless needs frames without a clock: --camera demo, a video, a picture folder, or --replay"
        )
    return _seen(options, classifier)


def _seen(options: Options, classifier: Path | None) -> Generator[Sight, None, None]:
    spec = VisionSpec(
        camera=options.camera,
        seed=options.seed or 0,
        realtime=False,
        turn=as_turn(options.rotate),
        mirrored=options.mirrored,
        profile=options.profile,
        model=pose_model(options.pose_model),
        classifier=classifier,
        record=options.record,
        picture=bool(options.screenshot or options.screenshots),
    )
    with closing(Pipeline(spec)) as pipeline:
        number = 0
        while True:
            sight = pipeline.step(1.0)
            if sight is None and pipeline.ended:
                return
            if sight is not None and sight.frames > number:
                number = sight.frames
                if sight.trouble:
                    raise UserError(sight.trouble)
                yield sight


def _replayed(path: Path, classifier: Path | None, profile: Choice) -> Generator[Sight, None, None]:
    recording = read_recording(path)
    reader = BodyReader(load_classifier(classifier) if classifier is not None else None, profile=profile)
    poses = 0
    for number, (t_s, pose) in enumerate(recording.frames):
        poses += pose is not None
        reading = reader.read(t_s, () if pose is None else (pose,))
        header = recording.header
        yield Sight(reading, OK, frames=number + 1, poses=poses, fps=header.fps, size=header.frame, live=False)
