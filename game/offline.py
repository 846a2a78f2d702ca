"""A sitting without a window and without a clock: every frame of the source, in order, at its own time.

Results do not depend on the machine's speed, so anyone can measure the game end to end.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any, Final

from game.arguments import tell
from game.body.networks import load_move_networks
from game.body.profile import Choice
from game.body.reader import BodyReader
from game.body.reading import Reading
from game.body.recordings import read_recording
from game.cli import Options
from game.errors import UserError
from game.modes.look import Look
from game.places import MOVES
from game.screen.window import Window
from game.sights import asked_vision
from game.sitting import Sitting
from game.timings import Timings
from game.tuning import TIMING
from game.vision.cameras.camera import DRAWN
from game.vision.cameras.source import OK
from game.vision.models import NO_FACES, find_face_model, pose_model
from game.vision.pipeline import Pipeline
from game.vision.sight import Sight

FAILED: Final = 1
"""The exit code where a lesson was not learnt."""
ENDLESS_S: Final = 30.0
"""Sources without an end (the demo, nobody) are watched this long unless told otherwise."""


def play(
    options: Options, sitting: Sitting, classifier: Path | None, sights: Generator[Sight, None, None] | None = None
) -> int:
    """Play every frame of the source. Prints the summary as one JSON line. Returns 1 where a lesson failed, else 0.

    sights: in place of those of the source that the options name.

    Raises UserError for a source that cannot be used or gives no frame.
    """
    camera = Screenshots(options) if options.screenshot or options.screenshots else None
    timings = Timings(options.timings)
    steps, start_s = 0, None
    limit_s = options.seconds or (ENDLESS_S if _endless(options) and options.frames is None else float("inf"))
    with closing(_sights(options, classifier) if sights is None else sights) as seen:
        for sight in seen:
            t_s = sight.reading.t_s
            start_s = t_s if start_s is None else start_s
            if t_s - start_s >= limit_s or sitting.ended:
                break
            timings.tick()
            sitting.see(sight)
            due = int((t_s - start_s) / TIMING.step_s + 1e-6)
            sitting.advance(t_s, due - steps)
            steps = due
            sitting.heard()  # nobody listens
            if camera is not None:
                camera.frame(sitting, sight, t_s - start_s)
            if options.frames is not None and sitting.log.frames >= options.frames:
                break
            if t_s - start_s + 1.0 / sight.fps >= limit_s - 1e-6:
                break  # before the next frame is read: a recording holds what was played and no more
    if start_s is None:
        raise UserError("the source gave no frame at all; try another file")
    if camera is not None:
        camera.last(sitting)
    timings.write()
    extra: dict[str, Any] = {"seconds": round(steps * TIMING.step_s, 3), "world": sitting.director.digest()}
    lesson = sitting.lesson()
    if lesson is not None:
        extra["lesson"] = {"name": lesson.name, "learnt": lesson.learnt, "why": lesson.sentence}
        if not lesson.learnt:
            tell(f"{lesson.name} was not learnt: {lesson.sentence}")
    print(json.dumps(sitting.log.summary(**extra)))
    return 0 if lesson is None or lesson.learnt else FAILED


class Screenshots:
    """Draws and saves the frames that --screenshot and --screenshots ask for, and no others."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._window = Window(options.size, headless=True)
        self._due_s = 0.0
        self._look = Look(0.0, self._window.interface_size)
        self._drawn = False

    def frame(self, sitting: Sitting, sight: Sight, t_s: float) -> None:
        """A frame has been played: draw and save it if it is due."""
        size = self._window.interface_size
        self._look = Look(t_s, size, sight, notice=sight.camera.sentence or sight.trouble)
        self._drawn = self._options.screenshots is not None and t_s >= self._due_s
        if self._drawn and self._options.screenshots is not None:
            self._window.show(sitting.draw(1.0, self._look))
            self._window.screenshot(self._options.screenshots / f"{t_s:07.2f}s.png")
            self._due_s += self._options.every_s

    def last(self, sitting: Sitting) -> None:
        """The last frame, if it was asked for."""
        if self._options.screenshot is None:
            return
        if not self._drawn:
            self._window.show(sitting.draw(1.0, self._look))
        self._window.screenshot(self._options.screenshot)


def _endless(options: Options) -> bool:
    return options.replay is None and options.camera in (None, *DRAWN, "none")


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
    model, faces = pose_model(options.pose_model), find_face_model()  # in this order: making one makes the other
    if faces is None:
        tell(NO_FACES)
    drawn = bool(options.screenshot or options.screenshots)
    spec = replace(asked_vision(options, classifier), realtime=False, model=model, faces=faces, picture=drawn)
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
    mates = recording.mates
    reader = BodyReader(*load_move_networks(classifier, MOVES), profile=profile, pair=bool(mates))
    poses = 0
    for number, (t_s, pose) in enumerate(recording.frames):
        poses += pose is not None
        reading = recording.faced(number, reader.replay(t_s, pose, mates.get(number), number in mates))
        header = recording.header
        yield Sight(reading, OK, frames=number + 1, poses=poses, fps=header.fps, size=header.frame, live=False)
