"""Golden pictures of every screen as it is really shown: modes, stage, interface and painter together."""

import copy
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from game.body.classifier import read_card
from game.body.reading import Facing, Reading
from game.controls.autopilot import Autopilot
from game.controls.command import Command
from game.controls.intent import Intent, Wings
from game.director import Director
from game.eventlog import EventLog
from game.modes.kit import Kit
from game.modes.look import Look
from game.modes.mode import Mode
from game.modes.panel import loading
from game.modes.play import LOOK_S
from game.modes.results import Results
from game.modes.run import Run
from game.modes.transitions import ToAttract, ToFree, ToPlay, ToPractice
from game.places import CLASSIFIER
from game.scene.bird.painter import BirdPainter
from game.scene.drawing import DrawList
from game.scene.effects import Effects
from game.scene.figurines import FRAMES
from game.scene.interface.lessons import helping
from game.scene.stage import Stage
from game.screen.window import Window
from game.sitting import Sitting
from game.tuning import SCENE, TIMING
from game.vision.cameras.source import OK
from game.vision.sight import Sight
from tests.goldens import check
from tests.scene.people import figure, room

SIZE = (1280, 720)
MOST_S = 60.0


def sight(name: str = "fly") -> Sight:
    reading = Reading(5.0, figure(name), 1, Facing(0.2, 0.0, 0.0), 0.4, name == "fly", None, (0.1,) * 8)
    return Sight(reading, OK, picture=room(), captured_s=1.0, size=(320, 240))


class Played:
    """A sitting that the autopilot, or a steady intent, plays frame by frame."""

    def __init__(self, stage: Stage, to: type[ToAttract | ToPlay | ToPractice | ToFree], cabinet: bool = False) -> None:
        fresh = copy.copy(stage)  # the paintings of another, and nothing remembered
        fresh._effects, fresh._bird, fresh._last_s = Effects(SCENE), BirdPainter(), None
        fresh._joined_s = {}
        kit = Kit(fresh, 3, read_card(CLASSIFIER.with_suffix(".json")), cabinet=cabinet)
        self.sitting = Sitting(Director(to(kit)), EventLog(None))
        self.t_s = 0.0
        self.pilot = Autopilot(3)

    @property
    def mode(self) -> Mode:
        return self.sitting.director.mode

    @property
    def run(self) -> Run:
        return self.mode.run

    def frame(self, wish: Intent | None = None) -> None:
        """Two steps; the picture is drawn 20 times a second, which is all that its moving parts need."""
        for _ in range(2):
            self.sitting.step(wish if wish is not None else self.pilot.intent(self.run.now))
            self.t_s += TIMING.step_s
        if round(self.t_s * TIMING.fps) % 3 == 0:
            self.sitting.draw(1.0, Look(self.t_s, SIZE))

    def play(self, seconds: float, wish: Intent | None = None) -> None:
        for _ in range(round(seconds * TIMING.fps)):
            self.frame(wish)

    def until(self, happened: Callable[[], bool], wish: Intent | None = None) -> None:
        while not happened():
            assert self.t_s < MOST_S
            self.frame(wish)

    def shown(self, look: Look) -> DrawList:
        return self.sitting.draw(1.0, look)

    def look(self, seen: Sight | None = None, **changes: object) -> Look:
        return Look(self.t_s, SIZE, seen, **changes)  # type: ignore[arg-type]


def title(stage: Stage) -> DrawList:
    sitting = Played(stage, ToAttract)
    sitting.play(2.0, Intent())
    return sitting.shown(sitting.look(sight("normal")))


def waiting(stage: Stage) -> DrawList:
    sitting = Played(stage, ToAttract, cabinet=True)
    sitting.play(2.0, Intent(present=False))
    return sitting.shown(sitting.look(Sight(Reading(5.0), OK, picture=room(), captured_s=1.0)))


def recognised(stage: Stage) -> DrawList:
    sitting = Played(stage, ToAttract)
    sitting.play(1.0, Intent(present=False))
    sitting.play(0.65, Intent())
    return sitting.shown(sitting.look(sight("normal")))


def play(stage: Stage) -> DrawList:
    sitting = Played(stage, ToPlay)
    sitting.play(9.0)
    return sitting.shown(sitting.look(sight()))


def hit(stage: Stage) -> DrawList:
    sitting = Played(stage, ToPlay)
    sitting.until(lambda: sitting.run.now.lives < 3, Intent())
    sitting.play(0.15, Intent())
    return sitting.shown(sitting.look(sight("normal")))


def hadouken(stage: Stage) -> DrawList:
    sitting = Played(stage, ToPlay)
    sitting.until(lambda: bool(sitting.run.now.waves))
    sitting.play(0.2)
    return sitting.shown(sitting.look(sight("hadouken")))


def paused(stage: Stage) -> DrawList:
    sitting = Played(stage, ToPlay)
    sitting.play(3.0)
    sitting.mode.command(Command.PAUSE)
    return sitting.shown(sitting.look(sight()))


def results(stage: Stage) -> DrawList:
    sitting = Played(stage, ToPlay)
    sitting.until(lambda: isinstance(sitting.mode, Results), Intent())
    sitting.play(LOOK_S, Intent())
    return sitting.shown(sitting.look(sight("normal")))


def practice(stage: Stage) -> DrawList:
    sitting = Played(stage, ToPractice)
    sitting.play(1.0, Intent())
    sitting.frame(Intent(move="dramatic"))
    sitting.play(1.2, Intent())
    return sitting.shown(sitting.look(sight("dramatic")))


def free(stage: Stage) -> DrawList:
    sitting = Played(stage, ToFree)
    sitting.play(2.0, Intent(wings=Wings(0.3, 1.0)))
    return sitting.shown(sitting.look(sight("wings")))


def help_(stage: Stage) -> DrawList:
    sitting = Played(stage, ToPlay)
    sitting.play(2.0)
    for n in range(4 * FRAMES):  # its birds are painted one picture a frame
        helping(SIZE, t_s=-1.0 - n, huia=stage.figurines)
    return sitting.shown(sitting.look(sight(), help=True))


def painting(stage: Stage) -> DrawList:
    return loading(SIZE, 0.4, "Painting the forest")


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize(
    "screen",
    [title, waiting, recognised, play, hit, hadouken, paused, results, practice, free, help_, painting],
    ids=lambda screen: screen.__name__.strip("_"),
)
def test_golden(screen: Callable[[Stage], DrawList], stage: Stage) -> None:
    window = Window(SIZE, headless=True)
    window.show(screen(stage))
    small = cv2.resize(np.ascontiguousarray(window.pixels), (320, 180), interpolation=cv2.INTER_AREA)
    check(f"screens/{screen.__name__.strip('_')}", small)
