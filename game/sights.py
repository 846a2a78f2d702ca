"""Where a window's sights come from: the vision process, a replay, or nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from game.body.reading import Reading
from game.cli import Options
from game.controls.replay import ReplayControl
from game.places import MOVES
from game.vision.cameras.source import OK, as_turn
from game.vision.pipeline import VisionSpec
from game.vision.sight import Sight
from game.vision.worker import VisionProcess


@dataclass(frozen=True, slots=True, eq=False)
class Glance:
    """What a source has to show in a frame.

    sight: the newest, None before the first. age_s: seconds since its picture was taken. shift_s: from the clock of
    its readings to the time since the program started. notice: what is wrong, a sentence; empty when all is well.
    """

    sight: Sight | None = None
    age_s: float = 0.0
    shift_s: float = 0.0
    notice: str = ""


class Source(Protocol):
    """A source of sights. watches: a body can be seen here, so that it may play."""

    watches: bool

    def start(self) -> None:
        """Begin to look."""

    def glance(self, now_s: float, t_s: float) -> Glance:
        """The newest sight. now_s: the clock; t_s: seconds since the program started."""

    def stop(self) -> None:
        """Look no more; free the camera."""


def asked_vision(options: Options, classifier: Path | None) -> VisionSpec:
    """What the command line asks of vision. The pose and face models, which may have to be fetched, are left out."""
    return VisionSpec(
        camera=options.camera,
        seed=options.seed or 0,
        turn=as_turn(options.rotate),
        mirrored=options.mirrored,
        profile=options.profile,
        classifier=classifier,
        moves=MOVES,
        record=options.record,
    )


class VisionSource:
    """The vision process: watched, and restarted when it hangs. remark: said while nothing else is wrong."""

    watches = True

    def __init__(self, process: VisionProcess, remark: str = "") -> None:
        self._process = process
        self._remark = remark

    def start(self) -> None:
        """Start the process."""
        self._process.start()

    def glance(self, now_s: float, t_s: float) -> Glance:
        """The newest sight the process has published."""
        health = self._process.poll(now_s)
        sight = self._process.latest()
        if sight is None:
            return Glance(notice=health.sentence or self._remark)
        notice = health.sentence or sight.camera.sentence or sight.trouble or self._remark
        # each vision process begins its readings' clock anew
        shift_s = sight.captured_s - (now_s - t_s) - sight.reading.t_s
        return Glance(sight, now_s - sight.captured_s, shift_s, notice)

    def stop(self) -> None:
        """End the process."""
        self._process.stop()


class ReplaySource:
    """A recording, played from the program's start on."""

    watches = True

    def __init__(self, replay: ReplayControl) -> None:
        self._replay = replay
        self._reading: Reading | None = None
        self._sight: Sight | None = None

    def start(self) -> None:
        """Nothing to do."""

    def glance(self, now_s: float, t_s: float) -> Glance:
        """The reading that is due."""
        reading = self._replay.read(t_s)
        if reading is not None and reading is not self._reading:
            self._reading, self._sight = reading, Sight(reading, OK, live=False)
        return Glance(self._sight, 0.0 if reading is None else max(0.0, t_s - reading.t_s))

    def stop(self) -> None:
        """Nothing to do."""


class NoSource:
    """Nobody looks: the keyboard plays."""

    watches = False

    def start(self) -> None:
        """Nothing to do."""

    def glance(self, now_s: float, t_s: float) -> Glance:
        """Nothing, ever."""
        return Glance()

    def stop(self) -> None:
        """Nothing to do."""
