"""Hours of a cabinet in minutes: the real frame loop, modes, rules, recognisers and attendant on a simulated clock.

Players come, act (the virtual player's true landmarks), and go; now and then the camera is lost, vision starts anew, a
frame takes long, or the quiet hours begin. One frame in a thousand is painted; in the first ten minutes one in
five, because a real cabinet fills the shelves of its painters within minutes.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np
from tqdm import tqdm

from game.background import give_back
from game.body.networks import load_move_networks
from game.body.pose import Pose
from game.body.reader import BodyReader
from game.body.reading import Reading
from game.cabinet.attendant import Attendant
from game.cabinet.daybook import DayBook
from game.cabinet.operator import OperatorPage
from game.cli import Options
from game.director import Director
from game.errors import UserError
from game.eventlog import EventLog
from game.live import Clock, Live
from game.modes.kit import Kit
from game.modes.transitions import ToAttract
from game.places import cache
from game.scene.drawing import DrawList
from game.scene.stage import Stage
from game.scores.scores import Scores
from game.screen.audio import Audio
from game.screen.window import Window
from game.settings import CabinetSettings
from game.sights import Glance
from game.sitting import Sitting
from game.sound.bank import Bank
from game.sound.finish import Samples
from game.timings import resident_mb
from game.vision.cameras.source import OK, SourceStatus
from game.vision.sight import Sight
from game.vision.virtual.performance import Performance
from game.vision.virtual.source import demo_view
from game.vision.virtual.view import in_view, landmarks
from tools.measuring.subject import Figures

FPS: Final = 30.0
PEOPLE: Final = 6
ACTED_S: Final = 75.0
"""How long each virtual player acts before the same acts come again."""
EARLY_S: Final = 600.0
"""Memory is compared with the ten minutes that begin at this age."""
PART: Final = 10
"""Minutes of which the highest memory is told."""
SHOWN_EARLY: Final = 5
"""One frame in so many is drawn and painted up to EARLY_S: four times as many in all as in the hours that follow."""
SHOWN: Final = 1000
"""One frame in so many is drawn and painted after EARLY_S."""
OPENS: Final = datetime(2026, 11, 21, 9, 50)


@dataclass(slots=True)
class Simulated:
    """A clock that only moves when it is told to."""

    now_s: float = 0.0

    def sleep(self, seconds: float) -> None:
        """Time passes."""
        self.now_s += seconds


class Visitors:
    """A source of sights: people come, play and go, and faults are injected. faults: how many so far, by kind."""

    watches = True

    def __init__(self, seed: int, new_reader: Callable[[], BodyReader]) -> None:
        self._rng = np.random.default_rng([seed, 8])
        self._acted = [_acted(n) for n in range(PEOPLE)]
        self._new_reader = new_reader
        self._reader = new_reader()
        self._epoch = 0
        self._frames = 0
        self._visit: Iterator[Pose | None] = iter(())
        self._lost_until_s = -1.0
        self.faults = {"camera lost": 0, "vision restarted": 0, "late frame": 0}
        self.visits = 0
        self.looks = True

    def start(self) -> None:
        """Begin to look."""
        self.looks = True

    def stop(self) -> None:
        """Stop looking."""
        self.looks = False

    def look_for(self, eyes: bool, now_s: float) -> None:
        """Nothing to do: no eyes are acted here."""

    def make_room(self, learning: bool) -> None:
        """Nothing to do: no process looks here."""

    def glance(self, now_s: float, t_s: float) -> Glance:
        """The sight of this frame."""
        if not self.looks:
            return Glance()
        chance = self._rng.random()
        if chance < 1 / (FPS * 300):
            self._lost_until_s = now_s + self._rng.uniform(0.5, 20)
            self.faults["camera lost"] += 1
        elif chance < 2 / (FPS * 300):
            self._epoch += 1
            self._reader = self._new_reader()
            self.faults["vision restarted"] += 1
        if now_s < self._lost_until_s:
            status = SourceStatus("lost", "The camera is gone; plug it in again.")
            return Glance(Sight(Reading(t_s), status, epoch=self._epoch), 5.0, 0.0, status.sentence)
        self._frames += 1
        pose = next(self._visit, None)
        if pose is None and self._rng.random() < 1 / (FPS * 25):
            self._visit, pose = self._come(), None
        reading = self._reader.read(t_s, () if pose is None else (pose,))
        sight = Sight(reading, OK, captured_s=now_s, frames=self._frames, fps=FPS, size=(640, 480), epoch=self._epoch)
        return Glance(sight, 0.02)

    def take_up(self, classifier: Path, now_s: float) -> None:
        """Nothing to do: nobody makes pose sets on a cabinet."""

    def _come(self) -> Iterator[Pose | None]:
        """Somebody's poses for as long as they stay."""
        self.visits += 1
        acted = self._acted[self._rng.integers(PEOPLE)]
        start, stay = int(self._rng.integers(len(acted))), int(FPS * self._rng.uniform(15, 200))
        return (acted[(start + n) % len(acted)] for n in range(stay))


class _Blind(Live):
    """The frame loop, drawing only one frame in SHOWN_EARLY, later in SHOWN."""

    drawn = 0

    def _drawing(self, glance: Glance, t_s: float) -> DrawList:
        self.drawn += 1
        every = SHOWN_EARLY if t_s < EARLY_S else SHOWN
        return super()._drawing(glance, t_s) if self.drawn % every == 0 else []


def hours(options: argparse.Namespace) -> Figures:
    """A cabinet's day on a simulated clock, players coming and going, faults injected: exceptions and memory."""
    os.environ["SDL_AUDIODRIVER"] = "dummy"  # nobody can listen to simulated hours
    rng, clock = np.random.default_rng([options.seed, 9]), Simulated()
    networks = load_move_networks(options.model, options.moves)
    source = Visitors(options.seed, lambda: BodyReader(networks.classifier, networks.moves))
    settings = CabinetSettings(quiet_from="13:00", quiet_until="13:05")
    with tempfile.TemporaryDirectory(prefix="huia-hours-") as folder:

        def wall() -> datetime:
            return OPENS + timedelta(seconds=clock.now_s)

        scores = Scores(lambda: wall().astimezone())
        scores.open(Path(folder) / "scores.sqlite")
        book = DayBook(Path(folder) / "days.csv")
        _sounds_made()
        attendant = Attendant(settings, OperatorPage("", 80, "auto"), book, wall=wall)
        kit = Kit(Stage(cache_dir=cache()), options.seed, cabinet=True, scores=scores)
        sitting = Sitting(Director(ToAttract(kit)), EventLog(None))
        window, audio = Window((1280, 720), headless=True), Audio(mute=True, folder=cache())
        live = _Blind(Options(), sitting, window, audio, source, Clock(lambda: clock.now_s, clock.sleep), attendant)
        held = _play(live, window, clock, source, options.count * 3600.0, rng)
        scores.close()
        audio.close()
        plays = book.plays(OPENS.strftime("%Y-%m-%d"))
    return {
        "hours": options.count,
        "exceptions": 0,
        "visits": source.visits,
        "plays": plays,
        "jumps": sitting.log.jumps,
        "faults": source.faults,
        **compared(held),
    }


@dataclass(frozen=True, slots=True)
class Held:
    """What the game held at one moment, in megabytes: all together, and of that pictures kept ready to be painted."""

    memory_mb: float
    pictures_mb: float = 0.0


def compared(held: Sequence[Held]) -> Figures:
    """The highest memory of each PART minutes, and the highest of them against the one that begins at EARLY_S.

    held: a sample a minute. What is compared are peaks: a single sample may fall beside one, and the difference
    between a peak and what follows it says nothing of the hours between. Pictures have a budget of their own, so what
    grows beside them is a leak.
    """
    parts = [held[n : n + PART] for n in range(0, len(held) - PART + 1, PART)] or [held]
    highest = [max(part, key=lambda one: one.memory_mb) for part in parts]
    at = min(len(highest) - 1, round(EARLY_S / 60 / PART))
    early, end = highest[at], highest[-1]
    most_mb = max(one.memory_mb for one in highest[at:])
    return {
        "memory_mb": [round(one.memory_mb, 1) for one in highest],
        "pictures_mb": [round(one.pictures_mb, 1) for one in highest],
        "memory_after_10_min_mb": round(early.memory_mb, 1),
        "memory_end_mb": round(end.memory_mb, 1),
        "memory_most_mb": round(most_mb, 1),
        "memory_ratio": round(most_mb / early.memory_mb, 4),
    }


def _sounds_made() -> None:
    """Fill the cache of sounds before the clock runs.

    Making them takes 270 MB for some real seconds, which would be minutes of the simulated clock.
    """
    bank: Bank[Samples] = Bank(cache(), lambda samples: samples)
    bank.start()
    bank.wait(600)


def _play(
    live: Live, window: Window, clock: Simulated, source: Visitors, seconds: float, rng: np.random.Generator
) -> list[Held]:
    """Play for so long; what was held each simulated minute. An exception ends the trial with its traceback.

    Raises UserError when the program is told to end by SIGTERM.
    """
    held: list[Held] = []
    give_back()  # as `Live.play` does
    with _terminable() as told, tqdm(total=round(seconds / 60), desc="hours", unit="min", disable=None) as bar:
        while clock.now_s < seconds:
            late = rng.random() < 1 / (FPS * 120)
            source.faults["late frame"] += late
            clock.now_s += rng.uniform(0.2, 3.0) if late else 1 / FPS
            live.frame(clock.now_s)
            if told:
                raise UserError(f"The trial was told to end after {len(held)} of {seconds / 60:.0f} simulated minutes.")
            if clock.now_s >= 60 * len(held):
                gc.collect()
                held.append(Held(resident_mb(), window.kept_mb))
                bar.update()
                if len(held) % 60 == 0:
                    print(json.dumps(compared(held)), file=sys.stderr, flush=True)
    return held


@contextlib.contextmanager
def _terminable() -> Iterator[list[int]]:
    """Keep SIGTERM, which SDL otherwise turns into an event that nobody reads without a window, in this list."""
    told: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: told.append(number))
    try:
        yield told
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)  # None: SDL's own, which Python cannot put back


def _acted(seed: int) -> list[Pose | None]:
    """What a landmarker without errors would find of a virtual player's acts."""
    one = Performance(seed + 40)
    view = demo_view(one.build.height)
    found: list[Pose | None] = []
    for n in range(round(ACTED_S * FPS)):
        points = landmarks(one.at(n / FPS), view)[0]
        found.append(Pose(points, (640, 480)) if in_view(points) else None)
    return found
