"""A whole lesson as a player has it: keys, readings, what is on the screen, and back to practice."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from game import app
from game.body.lesson import Phase
from game.body.notebook import Notebook
from game.body.pose import Landmark, Pose
from game.body.reading import BodyEvent, Reading
from game.cli import parse
from game.controls.body import ABSENT_S
from game.controls.command import Command
from game.controls.intent import Intent
from game.controls.taught import TaughtControl, prepare
from game.director import Director
from game.errors import UserError
from game.eventlog import EventLog
from game.modes import practice, teach
from game.modes.attract import Attract
from game.modes.kit import Kit
from game.modes.look import Look
from game.modes.menu import BUTTON_S
from game.modes.practice import Practice
from game.modes.teach import TOLD_S, Teach
from game.modes.transitions import Opening, ToAttract, ToPractice
from game.places import REFERENCE
from game.scene.drawing import DrawList, Text
from game.sitting import NOBODY, Sitting
from game.tuning import TIMING
from game.vision.cameras.source import OK
from game.vision.sight import Sight
from game.world.snapshot import Act
from tests.body.bodies import body
from tests.body.test_taught import CACTUS, trembling

FPS = 30.0
PERSON = Intent(present=True)


class Lessons:
    """A sitting fed reading by reading, with its steps. No forest is painted."""

    def __init__(self, folder: Path | None, cabinet: bool = False) -> None:
        notebook = Notebook(folder)
        self.taught = TaughtControl(notebook, lambda: prepare(None, REFERENCE, notebook), threaded=False)
        self.kit = Kit(None, 1, cabinet=cabinet, taught=self.taught)
        self.begin(ToPractice(self.kit))
        self.t_s = 0.0
        self.reading = Reading(0.0)

    def play(self, poses: Sequence[Pose | None], until: Callable[[], bool] = lambda: False) -> None:
        for pose in poses:
            self.see(Reading(self.t_s, pose, people=int(pose is not None)))
            if until():
                return

    def begin(self, opening: Opening) -> None:
        self.sitting = Sitting(Director(opening), EventLog(None), self.taught)

    @property
    def director(self) -> Director:
        return self.sitting.director

    def see(self, reading: Reading) -> None:
        self.reading = reading
        self.sitting.see(Sight(reading, OK))
        self.sitting.advance(self.t_s, round(1 / FPS / TIMING.step_s), PERSON if reading.pose is not None else NOBODY)
        self.t_s += 1 / FPS

    def words(self) -> str:
        """Every text on the screen."""
        sight = Sight(self.reading, OK)
        drawn: DrawList = self.director.draw(1.0, Look(self.t_s, sight=sight))
        return "\n".join(item.text for item in drawn if isinstance(item, Text))


def take(arms: dict[Landmark, tuple[float, float]] | str, seconds: float, seed: int = 1) -> list[Pose]:
    return trembling(arms, round(seconds * FPS), seed, sway=0.1)


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the waiting times for a missing player."""
    monkeypatch.setattr(teach, "STALE_S", 6.0)
    monkeypatch.setattr(practice, "GONE_S", 4.0)


def test_a_lesson_from_key_to_flourish(tmp_path: Path) -> None:
    sitting = Lessons(tmp_path)
    assert "teach the Huia" in sitting.words()
    sitting.director.command(Command.TEACH)
    assert isinstance(sitting.director.mode, Teach)
    assert "Step back" in sitting.words()
    sitting.director.command(Command.TEACH)  # the key is held

    def phase(wanted: Phase) -> Callable[[], bool]:
        return lambda: sitting.taught.lesson is not None and sitting.taught.lesson.phase is wanted

    sitting.play(take("down", 3), until=phase(Phase.READY))
    assert "Get into your pose" in sitting.words()
    assert "\n3\n" in sitting.words()
    sitting.play(take(CACTUS, 4), until=phase(Phase.RECORD))
    sitting.play(take(CACTUS, 5))
    assert "Hold it" in sitting.words()
    assert "\n6\n" in sitting.words() or "\n5\n" in sitting.words()
    sitting.play(take(CACTUS, 6), until=lambda: sitting.taught.verdict is not None)
    assert "I know pose 1 now" in sitting.words()
    sitting.play(take("down", TOLD_S + 0.2))
    assert isinstance(sitting.director.mode, Practice)
    assert "pose 1" in sitting.words()
    assert "×" not in sitting.words()
    mode = sitting.director.mode
    sitting.play(take(CACTUS, 1.5, 2), until=lambda: mode.run.now.bird.act is Act.FLOURISH)
    assert mode.run.now.bird.act is Act.FLOURISH
    assert "×1" in sitting.words()
    assert [path.name for path in tmp_path.iterdir()] == ["pose 1.jsonl"]


@pytest.mark.slow
def test_a_hand_on_the_button_asks_for_a_lesson_and_raised_arms_never_do() -> None:
    sitting = Lessons(None)

    def hold(seconds: float, arms: str, hand: tuple[float, float] | None = None) -> None:
        for _ in range(round(seconds * FPS)):
            sitting.see(Reading(sitting.t_s, body(arms), people=1, arms_up=arms == "up", hand=hand))

    hold(1, "down")
    hold(6, "up")
    assert isinstance(sitting.director.mode, Practice), "both arms up are a jump, however long"
    hold(BUTTON_S - 0.3, "right up", (0.9, 0.7))
    hold(0.2, "down")
    hold(BUTTON_S - 0.3, "right up", (0.9, 0.7))
    hold(2.5, "right up", (0.3, 0.2))
    assert isinstance(sitting.director.mode, Practice), "a hand at the head, as of a moonwalk, asks for nothing"
    hold(BUTTON_S + 0.2, "right up", (0.9, 0.7))
    assert isinstance(sitting.director.mode, Teach)


@pytest.mark.slow
@pytest.mark.no_cover
def test_back_gives_up_and_nothing_is_kept(tmp_path: Path) -> None:
    sitting = Lessons(tmp_path)
    sitting.director.command(Command.TEACH)
    sitting.play(take("down", 5))
    sitting.director.command(Command.BACK)
    assert isinstance(sitting.director.mode, Practice)
    assert sitting.taught.lesson is None
    sitting.play(take(CACTUS, 12))
    assert sitting.taught.names == ()
    assert not list(tmp_path.iterdir())


@pytest.mark.no_cover
def test_a_lesson_nobody_comes_to_ends() -> None:
    sitting = Lessons(None)
    sitting.director.command(Command.TEACH)
    sitting.play([None] * round((teach.STALE_S - 1) * FPS))
    assert isinstance(sitting.director.mode, Teach)
    sitting.play([None] * round(2 * FPS))
    assert isinstance(sitting.director.mode, Practice)


@pytest.mark.slow
@pytest.mark.no_cover
def test_a_refused_lesson_says_why() -> None:
    sitting = Lessons(None)
    sitting.director.command(Command.TEACH)
    sitting.play(take("down", 16), until=lambda: sitting.taught.verdict is not None)
    assert "only stood there" in sitting.words()


@pytest.mark.slow
@pytest.mark.no_cover
def test_a_cabinet_begins_at_the_title_and_forgets_with_its_player() -> None:
    sitting = Lessons(None, cabinet=True)
    sitting.begin(ToAttract(sitting.kit))
    sitting.director.command(Command.TEACH)
    assert isinstance(sitting.director.mode, Teach)
    sitting.play([*take("down", 2.2), *take(CACTUS, 13.8), *take("down", TOLD_S + 0.2)])
    assert sitting.taught.names == ("pose 1",)
    assert isinstance(sitting.director.mode, Practice)
    left = BodyEvent(1, sitting.t_s, "player", "left")
    sitting.see(Reading(sitting.t_s, None, events=(left,)))
    assert sitting.taught.names == ()
    sitting.play([None] * round((ABSENT_S + practice.GONE_S + 0.5) * FPS))
    assert isinstance(sitting.director.mode, Attract)
    sitting.director.command(Command.TEACH)
    sitting.play(take("down", 2))
    sitting.see(Reading(sitting.t_s, None, events=(BodyEvent(2, sitting.t_s, "player", "left"),)))
    assert isinstance(sitting.director.mode, Practice), "who leaves in the middle of a lesson ends it"
    sitting.director.command(Command.BACK)
    assert isinstance(sitting.director.mode, Attract), "a cabinet's program does not end"


@pytest.mark.slow
@pytest.mark.no_cover
def test_the_same_readings_give_the_same_world() -> None:
    def digest() -> str:
        sitting = Lessons(None)
        sitting.director.command(Command.TEACH)
        sitting.play([*take("down", 2.2), *take(CACTUS, 14), *take("down", 4), *take(CACTUS, 2, 2)])
        return sitting.director.digest()

    assert digest() == digest()


def test_names_and_nobody_to_teach_are_refused() -> None:
    sitting = Lessons(None)
    with pytest.raises(UserError):
        Teach(sitting.kit, "a/b", {})
    with pytest.raises(ValueError, match="taught"):
        Teach(Kit(None, 1), None, {})
    director = Director(ToPractice(Kit(None, 1)))
    director.command(Command.TEACH)
    assert isinstance(director.mode, Practice)


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("size", [(1280, 720), (640, 480), (720, 1280)])
def test_what_is_shown_fits_the_window(size: tuple[int, int]) -> None:
    sitting = Lessons(None)
    sitting.director.command(Command.TEACH)
    for _ in range(3):
        sitting.play(take("down", 1.5))
        items = sitting.director.draw(1.0, Look(sitting.t_s, size, Sight(sitting.reading, OK)))
        texts = [item for item in items if isinstance(item, Text)]
        assert texts
        assert np.all([(0 <= text.x <= size[0]) and (0 <= text.y <= size[1]) for text in texts])


def test_poses_are_listed_and_forgotten_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(app, "poses", lambda: tmp_path / "poses")
    assert app.run(parse(["teach", "--list"])) == 0
    assert "no pose of yours yet" in capsys.readouterr().out
    Notebook(tmp_path / "poses").write("tiger", take(CACTUS, 2))
    (tmp_path / "poses" / "broken.jsonl").write_text("{")
    assert app.run(parse(["teach", "--list"])) == 0
    said = capsys.readouterr()
    assert said.out == "tiger   60 readings\n"
    assert "broken.jsonl" in said.err
    assert app.run(parse(["teach", "--forget", "tiger"])) == 0
    assert app.run(parse(["teach", "--forget", "broken"])) == 0
    assert not list((tmp_path / "poses").iterdir())
    for words in (["teach", "--forget", "tiger"], ["teach", "--name", "fly"], ["teach", "--name", "a/b"]):
        with pytest.raises(UserError):
            app.run(parse(words))
    for words in (["play", "--list"], ["practice", "--forget", "x"], ["--name", "x"]):
        with pytest.raises(UserError, match="huia teach"):
            parse(words)
