"""A whole visit from pixels alone: somebody steps in, learns, plays, loses, signs, and the title comes back. No key.

The virtual player reacts to what is on, as a person does; real MediaPipe and LiteRT read its pixels. Frames come at 15
a second while it acts, at 5 while it only stands.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field

import pytest

from game import offline
from game.cli import Options
from game.director import Director
from game.eventlog import EventLog
from game.modes.attract import Attract
from game.modes.kit import Kit
from game.modes.play import Play
from game.modes.results import Results
from game.modes.transitions import ToAttract
from game.places import CLASSIFIER, MOVES
from game.sitting import Sitting
from game.vision.cameras.source import OK
from game.vision.frame import Frame
from game.vision.models import find_face_model, pose_model
from game.vision.pipeline import Pipeline
from game.vision.sight import Sight
from game.vision.spec import VisionSpec
from game.vision.virtual.acting import Act, Doer, Take
from game.vision.virtual.performance import ACTS, Beat, Performance
from game.vision.virtual.posture import Side
from game.vision.virtual.source import VirtualCamera, demo_view
from game.world.snapshot import Lesson

TICKS = 60  # the camera's clock, of which only some frames are taken
ACTING, STANDING = 4, 12  # ticks between two frames
MOST_S = 110.0
ASKED = {Lesson.JUMP: "fly", Lesson.HADOUKEN: "hadouken", Lesson.LOOK: "look up"}


def wait(doer: Doer, side: Side | None = None) -> Act:
    """Do nothing for a moment."""
    return Take(doer).to(0.25, doer.rest).act("wait", None, back_s=0.1)


def look_up(doer: Doer, side: Side | None = None) -> Act:
    """Raise the head and keep it there for a second."""
    return Take(doer).peak(0.3, doer.sketch().face(0.0, 0.45)).hold(1.0).act("look up", None)


def hold_hand(doer: Doer, out: float, seconds: float) -> Act:
    """Hold the right hand before the body, so far outward of its shoulder, at the chest."""
    sketch = doer.sketch().reach("right", "shoulder", out, -0.12, 0.45, (0.8, -1.0, -0.2))
    return Take(doer).peak(0.35, sketch).hold(seconds, 0.0).act("hold hand", None, "right")


HANDS = {
    "spin": lambda doer, side: hold_hand(doer, 0.62, 0.7),
    "finish": lambda doer, side: hold_hand(doer, 0.75, 2.2),
}


@dataclass
class Visitor:
    """What the player does next, by what is on the screen. seen: the stations of the visit, in order."""

    sitting: Sitting
    seen: list[str] = field(default_factory=list)
    busy: bool = False

    def note(self, station: str) -> None:
        if not self.seen or self.seen[-1] != station:
            self.seen.append(station)

    def script(self) -> Iterator[Beat]:
        yield Beat("wait", pause_s=0.0)
        while True:
            act = self._next()
            self.busy = act != "wait"
            yield Beat(act, "left" if act == "hadouken" else None, pause_s=0.0)

    def _next(self) -> str:
        mode = self.sitting.director.mode
        match mode:
            case Attract():
                self.note("attract")
                return "fly" if self.seen == ["attract"] else "wait"
            case Play():
                lesson = mode.run.now.lesson
                self.note("lesson" if mode.run.now.lesson else "run" if mode._learnt == len(Lesson) else "lesson")
                return ASKED[lesson.ask] if lesson is not None and lesson.waits else "wait"
            case Results():
                signing = mode.signing
                if signing is not None and not signing.done:
                    self.note("initials" if mode._signs else "results")
                    return "spin" if mode._signs and not signing.touched else "wait"
                return "finish"
        raise AssertionError(f"{mode} is no station of a visit")


class Reel:
    """The visitor's pixels, frame by frame. Ends when the title is back."""

    live, status, fps, size = False, OK, 15.0, (320, 240)

    def __init__(self, visitor: Visitor) -> None:
        acts = {**ACTS, **HANDS, "wait": wait, "look up": look_up}
        performance = Performance(5, visitor.script(), variety=0.3, acts=acts)
        view = demo_view(performance.build.height)
        self._camera = VirtualCamera(5, self.size, TICKS, cast=(performance,), view=view)
        self._visitor = visitor
        self._tick = -ACTING
        self._shot = 0
        self.ended = False

    def read(self, wait_s: float = 0.0) -> Frame | None:
        self._tick += ACTING if self._visitor.busy or self._tick < TICKS else STANDING
        frame = self._camera.frame(self._tick)
        self._shot += 1
        self.ended = self._visitor.seen[-1:] == ["attract"] and len(self._visitor.seen) > 1
        return None if self.ended else Frame(frame.image, frame.t_s, self._shot - 1, ())

    def close(self) -> None:
        """Nothing to free."""


def sights(visitor: Visitor) -> Generator[Sight, None, None]:
    spec = VisionSpec(
        realtime=False,
        model=pose_model(None),
        classifier=CLASSIFIER,
        moves=MOVES,
        faces=find_face_model(),
        picture=False,
        most_people=1,
        open=lambda _: Reel(visitor),
    )
    with closing(Pipeline(spec)) as pipeline:
        while not pipeline.ended:
            if (sight := pipeline.step(1.0)) is not None:
                yield sight


@pytest.mark.slow
@pytest.mark.no_cover
def test_a_whole_visit_without_a_key() -> None:
    kit = Kit(None, 3)
    with EventLog(None) as log:
        visitor = Visitor(Sitting(Director(ToAttract(kit)), log))
        assert offline.play(Options(headless=True, seconds=MOST_S), visitor.sitting, CLASSIFIER, sights(visitor)) == 0
    assert visitor.seen == ["attract", "lesson", "run", "results", "initials", "attract"]
    (run,) = kit.scores.table("ever")
    assert run.points > 0 and len(run.initials) == 3
