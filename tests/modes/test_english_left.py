"""No English is left on a screen of another language: every text drawn is from the catalogue, a name or a number.

The language here is made for the test: it writes each letter of a catalogue's text with an accent. Whatever is drawn
with a plain letter in it did not come from the catalogue.
"""

from __future__ import annotations

import ast
import errno
import gettext
import re
import string
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from game.body.classifier import read_card
from game.body.jump import Lift
from game.body.latch import Judgement
from game.body.notebook import Notebook
from game.body.package import unpacked
from game.body.poses import POSES
from game.body.reading import Facing, Reading
from game.body.taught import Verdict
from game.body.why import Attempt, sentence
from game.body.why_moves import why
from game.cabinet.attendant import Attendant, Machine
from game.cabinet.daybook import DayBook
from game.cabinet.heart import Heart
from game.cabinet.operator import OperatorPage
from game.cabinet.pulse import Watchers, watchers_of, written
from game.controls.autopilot import Autopilot
from game.controls.command import Command
from game.controls.intent import Intent, Wings
from game.controls.seats import Seats
from game.controls.setmaker import SetMaker
from game.controls.setmaker import Stage as MakingStage
from game.controls.taught import TaughtControl, prepare
from game.controls.trainer import Result, Trainer
from game.director import Director
from game.errors import UserError, reason
from game.eventlog import EventLog
from game.face.networks import load_networks
from game.gaze.lab import GazeKit, Lab
from game.gaze.methods import RECIPES
from game.gaze.network import KINDS
from game.gaze.store import Drawer
from game.gaze.training import Inline
from game.governor import Governor
from game.modes import poseset
from game.modes.kit import Kit
from game.modes.look import Look, Meters
from game.modes.panel import loading
from game.modes.preferences import Preferences
from game.modes.results import Results
from game.modes.setting import ROWS
from game.modes.transitions import ToAttract, ToFree, ToGaze, ToPlay, ToPractice, ToSettings, ToTeach
from game.places import CLASSIFIER, REFERENCE
from game.scene.drawing import DrawList, Text
from game.scene.interface.gaze import NAMES as METHODS
from game.screen.window import Window
from game.settings import CabinetSettings
from game.sitting import Sitting
from game.tuning import JUMP, TIMING
from game.vision.cameras import webcam
from game.vision.cameras.device import refuse_unusable
from game.vision.cameras.source import OK, SourceStatus, Upright
from game.vision.frame import Frame
from game.vision.landmarker import Landmarker
from game.vision.sight import Sight, pack, unpack
from game.vision.worker import AGAIN_EXIT, STUCK_EXIT, _why
from game.words import Words, from_data, joined, told, words
from tests.body.bodies import body
from tests.scene.people import room

PLAIN = string.ascii_letters
ACCENTED = "àƀćđéƒğĥíĵķĺɱńóƥɋřśťúṽŵẋýžÀƁĆĐÉƑĞĤÍĴĶĹḾŃÓƤɊŘŚŤÚṼŴẊÝŽ"
NAMES = re.compile(
    r"\b(HUIA|Huia|English|Português|Te reo Māori|Foyer|star|tree|normal|ana|pose \d|Enter|Esc|Shift|[A-Z]{1,3})\b"
)
"""What is the same in every language: names, what is typed in these tests, and keys."""
UNITS = re.compile(r"(?<=\d)\s?(ms|MB|GB|cm|m|s|Hz|px|p99)\b|\bp99\b|×|\b\d+x\d+\b")
FPS = 60


class Accents(gettext.NullTranslations):
    """Every text as another language would have it."""

    def gettext(self, message: str) -> str:
        parts = re.split(r"(\{[^}]*\})", message)
        return "".join(part if part.startswith("{") else part.translate(TABLE) for part in parts)


TABLE = str.maketrans(PLAIN, ACCENTED)
SAY = Words("pt", Accents())


def english(text: str) -> str:
    """What of a text nobody has translated."""
    rest = UNITS.sub("", NAMES.sub("", text))
    return text if re.search("[A-Za-z]{2}|^[A-Za-z]$", rest) else ""


def left(drawing: DrawList) -> set[str]:
    return {item.text for item in drawing if isinstance(item, Text) and english(item.text)}


class Seen:
    """A sitting in the accented language; whatever it draws is looked at."""

    def __init__(self, to: Callable[[Kit], Any], tmp_path: Path, cabinet: bool = False, by_body: bool = True) -> None:
        notebook = Notebook(None)
        taught = TaughtControl(notebook, lambda: prepare(None, REFERENCE, notebook), threaded=False)
        maker = None if cabinet else SetMaker(tmp_path / "sets", Trainer(("false",)))
        card = read_card(CLASSIFIER.with_suffix(".json"))
        gaze = GazeKit(Lab(Inline), Drawer(tmp_path / "gaze"), "ana", acted=lambda: False)
        kit = Kit(
            None, 3, card, cabinet, taught=taught, maker=maker, say=SAY, gaze=gaze, preferences=Preferences(say=SAY)
        )
        self.taught, self.maker, self.by_body = taught, maker, by_body
        self.sitting = Sitting(Director(to(kit)), EventLog(None), taught, by_body)
        self.t_s, self.found = 0.0, set[str]()
        self.pilot = Autopilot(3)

    def look(self, **changes: object) -> None:
        self.found |= left(self.sitting.draw(1.0, Look(self.t_s, by_body=self.by_body, **changes)))  # type: ignore[arg-type]

    def play(self, seconds: float, wish: Intent | None = None, **changes: object) -> None:
        """Steps, and four looks a second."""
        for n in range(round(seconds * FPS)):
            self.sitting.step(self.pilot.intent(self.sitting.director.mode.run.now) if wish is None else wish)
            self.t_s += TIMING.step_s
            if n % 15 == 0:
                self.look(**changes)

    def obey(self, *commands: Command) -> None:
        for command in commands:
            self.sitting.director.command(command)
            self.look()


def seen(t_s: float = 1.0, pose: str = "down", **changes: object) -> Sight:
    reading = Reading(t_s, body(pose), 1, Facing(0.1, 0, 0), 0.1, False, None, (0.1,) * 8)  # type: ignore[arg-type]
    return Sight(reading, OK, picture=room(), captured_s=t_s, size=(320, 240), frames=9, light=90.0, **changes)


def test_the_language_of_this_test_finds_english() -> None:
    assert english("Step back") and english(SAY("Step back") + " please") and english("a")
    assert not english(SAY("Step back")) and not english("12 ms · ANA · 1.234 m")
    assert english(SAY(told("Vision stopped ({how}) and starts again.", how="signal 9")))


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize(("cabinet", "by_body"), [(False, False), (True, True)])
def test_title_run_and_results(tmp_path: Path, cabinet: bool, by_body: bool) -> None:
    game = Seen(ToAttract, tmp_path, cabinet, by_body)
    game.play(1.0, Intent(present=False), sight=seen())
    game.play(9.0 if cabinet else 2.0, Intent(present=False))
    game.play(2.0, Intent(), sight=seen())
    game.look(help=True)
    game.obey(Command.START)
    game.play(12.0, sight=seen())
    game.obey(Command.PAUSE)
    game.play(1.0, Intent())
    game.obey(Command.PAUSE)
    for _ in range(240):
        game.play(0.5, Intent())
        if isinstance(game.sitting.director.mode, Results):
            break
    game.play(14.0, Intent())
    assert game.found == set()


def _to_gaze(kit: Kit) -> ToGaze:
    assert kit.gaze is not None
    return ToGaze(kit, kit.gaze)


@pytest.mark.parametrize("by_body", [False, True])
def test_practice_free_flight_settings_and_help(tmp_path: Path, by_body: bool) -> None:
    found = set[str]()
    game = Seen(ToPractice, tmp_path, by_body=by_body)
    game.play(3.0, Intent(), sight=seen())
    for pose in POSES:
        wishes = {"fly": Intent(jump=True), "hadouken": Intent(hadouken="left")}
        game.play(0.3, wishes.get(pose, Intent(move=pose)), sight=seen())
        game.play(0.6, Intent(wings=Wings(-1.4, -1.5)), sight=seen())
    game.obey(Command.REWIND)
    game.play(1.0, Intent(), sight=seen())
    found |= game.found
    for to in (ToFree, ToSettings, _to_gaze):
        mode = Seen(to, tmp_path, by_body=by_body)
        mode.play(1.0, Intent(), sight=seen(), help=to is ToFree)
        if to is ToSettings:
            mode.obey(*[Command.DOWN, Command.RIGHT, Command.RIGHT] * (len(ROWS) - 1))
        if to is _to_gaze:
            mode.obey(Command.OK, Command.BACK, Command.RIGHT, Command.OK, *[Command.RIGHT] * 3)
        found |= mode.found
    assert found == set()


@pytest.mark.no_cover
@pytest.mark.slow
def test_a_lesson_and_a_pose_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poseset, "lacking", lambda: "")
    game = Seen(lambda kit: ToTeach(kit, done={}), tmp_path)
    for n in range(24 * 30):
        game.sitting.see(seen(n / 30))
        if n % 10 == 0:
            game.play(1 / 60, Intent(), sight=seen(n / 30))
    refused = [Verdict("star", False, 0.1, words) for words in _verdicts()]
    found = game.found | {english(SAY(one.sentence)) for one in refused}
    game = Seen(ToPractice, tmp_path)
    assert game.maker is not None
    game.obey(Command.POSE_SET)
    for name in ("", "normal", "star", "star", "tree", "", "", "ana"):
        game.sitting.type(frozenset())
        for key in (*name, "return"):
            game.sitting.type(frozenset({key}))
            game.sitting.type(frozenset())
        game.look()
    for n in range(30 * 30):
        game.sitting.see(seen(n / 30, "up" if n % 40 else "down"))
        if n % 10 == 0:
            game.play(1 / 60, Intent(), sight=seen(n / 30))
    assert game.maker.view.stage is MakingStage.PERSON and game.maker.view.people == ("ana",)
    assert (found | game.found) - {""} == set()


def _verdicts() -> Iterator[str]:
    tree = ast.parse(Path("game/body/taught.py").read_text(encoding="utf-8"))
    yield told("That is too much like your {pose}. Try one that is more your own", pose="star")
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "mark":
            yield ast.literal_eval(call.args[0])


class Film:
    """A source whose pictures are as given."""

    status, live, ended, fps, size = OK, True, False, 30.0, (32, 32)

    def __init__(self, picture: np.ndarray) -> None:
        self.picture = picture

    def read(self, wait_s: float = 0.0) -> Frame:
        return Frame(0, 0.0, self.picture)  # type: ignore[arg-type]

    def close(self) -> None:
        pass


def odd(picture: np.ndarray) -> str:
    source = Upright(Film(picture))
    source.read()
    assert source.status.state == "odd"
    return source.status.sentence


def raised(call: Callable[[], object]) -> str:
    with pytest.raises((UserError, webcam.CameraTroubleError)) as told_:
        call()
    problem: Any = told_.value
    return problem.sentence if isinstance(problem, UserError) else cast(str, problem.status.sentence)


def sentences(tmp_path: Path) -> Iterator[str]:
    """What may be told over any screen."""
    for code in (-9, 1, STUCK_EXIT, AGAIN_EXIT):
        yield _why(code)
    yield odd(np.zeros((32, 32, 3), np.uint8))
    yield odd(np.zeros((100, 100, 5), np.uint8))
    yield odd(np.zeros((100, 100, 3), np.float32))
    for number in (errno.ENOSPC, errno.EACCES, errno.ENOENT, errno.EROFS, errno.EISDIR, errno.EIO):
        yield reason(OSError(number, "whatever the system says"))
    broken = tmp_path / "12.tflite"
    broken.write_bytes(b"none")
    yield raised(lambda: Landmarker(tmp_path / "34.task", 1))
    yield raised(lambda: load_networks(tmp_path / "34.task"))
    yield raised(lambda: unpacked(tmp_path / "12.zip"))
    yield raised(lambda: Window((64, 36), headless=True).screenshot(broken / "56.png"))
    yield raised(lambda: refuse_unusable(str(tmp_path / "78")))
    yield sentence(Attempt(Lift(1.0, 0.0, 1.0, True, (("left", 1.0),)), 0.2, 0.2, True, 0.12), jump=JUMP)
    one = Judgement(1.0, ("normal", "wings", "hadouken"), (0.2, 0.5, 0.3), "wings", 0.6, 0.1, 0.3)
    yield from (why([one], name) for name in ("wings", "hadouken"))
    yield from (Result(32, 0.97).sentence(True), Result(32, 0.5).sentence(False))
    yield joined((Result(32, 0.9, "star", 0.2).sentence(False), "F4: one more person"))
    seats = Seats("none")
    yield from (seats.change() for _ in range(3))
    yield Governor("auto").figures()
    yield Window((64, 36), headless=True).presentation
    trainer = Trainer(("/nowhere/at all",))
    yield raised(lambda: trainer.start(tmp_path / "s.jsonl", tmp_path / "run", "1"))


def test_sentences_from_vision_the_system_and_the_body(tmp_path: Path) -> None:
    places = re.compile(r"(/[\w.-]+)+|\b\d+\.\w+")
    found = {SAY(one): english(places.sub("", SAY(one))) for one in sentences(tmp_path)}
    assert len(found) > 20
    assert [text for text, rest in found.items() if rest] == []


def test_notices_survive_the_mailbox_and_reach_the_screen(tmp_path: Path) -> None:
    notice = told("Vision stopped ({how}) and starts again.", how=told("signal {number}", number=9))
    packed, _ = pack(Sight(Reading(1.0), SourceStatus("lost", notice), trouble=notice))
    sight = unpack(bytes(packed))
    assert sight.trouble == "Vision stopped (signal 9) and starts again."
    assert words("pt")(sight.trouble) == "A visão parou (sinal 9) e recomeça."
    for to in (ToAttract, ToPlay, ToPractice, ToFree):
        game = Seen(to, tmp_path)
        game.play(0.3, Intent(), sight=sight, notice=sight.trouble)
        assert game.found == set()


def test_figures_and_loading_and_the_operator(tmp_path: Path) -> None:
    game = Seen(ToPlay, tmp_path)
    game.look(meters=Meters((SAY("pictures: {how}", how=SAY(Window((64, 36), headless=True).presentation)),), (16.0,)))
    found = game.found | left(loading((1280, 720), 0.4, SAY("Painting the forest")))
    last = told("{at} {why}", at="11:05", why=told("it gave no sign of life for {n} s", n=4.2))
    heart = Heart.__new__(Heart)
    heart.watchers = watchers_of(written(Watchers(3, 17.5, last)))
    assert heart.watchers.last == last == "11:05 it gave no sign of life for 4.20 s"
    page = OperatorPage("", 50, "auto")
    attendant = Attendant(CabinetSettings(name="Foyer"), page, DayBook(tmp_path / "days.csv"), heart)
    machine = Machine(60, 17, 80, told("software ({why})", why=told("as asked")), told("no device"))
    view = attendant._view(Look(1.0, sight=seen()), Kit(None, 1, say=SAY), machine)
    drawn = [view.head, *(part for row in (*view.rows, *view.facts) for part in row)]
    drawn += [text for part in view.parts for text in (part.name, part.words)]
    assert {text for text in drawn if english(text)} | found == set()


def test_every_method_of_the_gaze_lab_has_a_name_to_say() -> None:
    assert {*RECIPES, *KINDS} <= METHODS.keys()
    assert [name for name in METHODS.values() if english(SAY(name))] == []


@pytest.mark.parametrize("found", [None, 7, [], ["{a}"], ["a", 3], ["{b}", {"a": 1}], ["a", {"a": None}]])
def test_data_that_is_no_sentence_is_refused(found: object) -> None:
    with pytest.raises((KeyError, TypeError, ValueError, IndexError, AttributeError)):
        from_data(found)


TERMINAL = {
    *("arguments.py", "cli.py", "settings.py", "settings_file.py", "timings.py", "osc.py", "offline.py"),
    *("body/lines.py", "body/recordings.py", "body/taught.py", "vision/bundle.py", "vision/cameras/files.py"),
    *("vision/cameras/source.py", "gaze/trainable.py", "scene/interface/lettering.py", "screen/display.py"),
}
"""Files whose sentences are told at a terminal, before a window opens."""


def test_sentences_with_values_are_told_not_filled_in() -> None:
    filled = []
    for path in sorted(Path("game").glob("**/*.py")):
        if path.relative_to("game").as_posix() in TERMINAL:
            continue
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = ("UserError", "CameraTroubleError", "SourceStatus", "NoGraphics")
            if not isinstance(call, ast.Call) or getattr(call.func, "id", "") not in names:
                continue
            if call.args and isinstance(call.args[-1], ast.JoinedStr):
                filled.append(f"{path}:{call.lineno}")
    assert filled == []


def test_a_sentence_that_is_told_again_is_still_said_in_any_language() -> None:
    why = told("{name} renders on the processor", name="llvmpipe")
    said = words("pt")(told("software ({why})", why=told(why)))
    assert "renders" not in said and "llvmpipe" in said
