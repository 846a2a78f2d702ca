"""The frame loop of a window: a clock made of numbers, SDL's dummy display, real modes, real recognisers."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pygame
import pytest

from game.body.package import write_package
from game.body.reader import BodyReader
from game.body.recordings import Header, Recording
from game.cli import Options
from game.controls.replay import ReplayControl
from game.controls.setmaker import SetMaker
from game.controls.trainer import Trainer
from game.director import Director
from game.eventlog import EventLog
from game.gaze.lab import GazeKit, Lab
from game.gaze.store import Drawer
from game.gaze.training import Inline
from game.governor import QualityChoice
from game.live import NOTE_S, Clock, Live
from game.modes.kit import Kit
from game.modes.play import Play
from game.modes.results import Results
from game.modes.transitions import Opening, ToAttract, ToPlay, ToPractice
from game.places import CLASSIFIER, cache
from game.scene.drawing import Item, Text
from game.screen.audio import Audio
from game.screen.window import Window
from game.sights import Glance, NoSource, ReplaySource, Source
from game.sitting import Sitting
from game.tuning import TIMING
from tests.body.bodies import body
from tests.screen.pads import FOUND, VirtualPads

FRAME_S = 1 / TIMING.fps


class Hands:
    """A clock that stands still but for sleeping; `slow_s` is what every frame takes besides."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.slow_s = 0.0
        self.clock = Clock(lambda: self.now_s, self.sleep, lambda: "stamp")

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds + self.slow_s


class SeenWindow(Window):
    """A window that keeps what it was told to show."""

    shown: Sequence[Item] = ()

    def show(self, drawing: Sequence[Item]) -> None:
        self.shown = drawing
        super().show(drawing)


class Told(NoSource):
    """A source without a picture whose camera is in trouble."""

    def glance(self, now_s: float, t_s: float) -> Glance:
        return Glance(notice="The camera was unplugged.")


class Table:
    """A loop with everything around it, played frame by frame."""

    def __init__(self, options: Options, opening: Opening, source: Source | None = None, by_body: bool = False) -> None:
        self.hands = Hands()
        self.window = SeenWindow((480, 270))
        self.audio = Audio(mute=True, folder=cache())
        self.log = EventLog(options.events)
        self.sitting = Sitting(Director(opening), self.log, by_body=by_body)
        self.live = Live(options, self.sitting, self.window, self.audio, source or NoSource(), self.hands.clock)

    def frames(self, count: int, interval_s: float = FRAME_S) -> None:
        for _ in range(count):
            self.hands.now_s += interval_s
            self.live.frame(self.hands.now_s)

    def key(self, name: str) -> None:
        """Press and release a key, and let a frame pass."""
        for kind in (pygame.KEYDOWN, pygame.KEYUP):
            pygame.event.post(pygame.event.Event(kind, key=pygame.key.key_code(name), mod=0))
        self.frames(1)

    @property
    def words(self) -> str:
        return " ".join(item.text for item in self.window.shown if isinstance(item, Text))

    @property
    def steps(self) -> int:
        return self.sitting.director.mode.run.now.step

    def close(self) -> None:
        self.audio.close()
        self.window.close()


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    table = Table(Options(events=tmp_path / "events.jsonl"), ToPlay(Kit(None, 3)))
    yield table
    table.close()


def test_frames_are_paced_and_the_world_keeps_up(table: Table) -> None:
    options = Options(seconds=0.5)
    table.live = Live(options, table.sitting, table.window, table.audio, NoSource(), table.hands.clock)
    table.live.play()
    assert table.hands.now_s - 100.0 == pytest.approx(0.5, abs=1.5 * FRAME_S)
    assert table.log.frames == pytest.approx(0.5 * TIMING.fps, abs=1)
    assert table.steps == pytest.approx(0.5 / TIMING.step_s, abs=2)


def test_a_slow_machine_catches_up_but_not_without_end(table: Table) -> None:
    table.frames(4, 3 * TIMING.step_s)
    assert table.steps == 12
    table.frames(1, 5.0)
    assert table.steps == 12 + TIMING.most_steps
    table.frames(1, TIMING.step_s / 4)
    assert table.steps == 12 + TIMING.most_steps, "what was missed stays missed"


@pytest.mark.no_cover
def test_a_key_of_a_frame_too_short_for_a_step_is_not_lost(table: Table) -> None:
    table.frames(3)
    table.hands.now_s -= FRAME_S * 0.99  # the next frame begins at once
    table.key("space")
    assert table.sitting.director.drain() == ()
    table.frames(2)
    table.frames(20)
    assert table.log.jumps == 1
    assert table.sitting.director.mode.run.now.bird.y_m > 0


@pytest.mark.no_cover
@FOUND
def test_two_gamepads_play_two_birds(table: Table) -> None:
    with VirtualPads() as pads:
        for number in range(2):
            pads.plug()
            table.frames(30)
            pads.press(number, pygame.CONTROLLER_BUTTON_A)
            table.frames(3)
        now = table.sitting.director.mode.run.now
        assert now.mate is not None and now.bird.y_m >= 0.0
        table.frames(120)
        pads.press(1, pygame.CONTROLLER_BUTTON_A, down=False)
        table.frames(2)
        pads.press(1, pygame.CONTROLLER_BUTTON_A)
        table.frames(12)
        now = table.sitting.director.mode.run.now
        assert now.mate is not None and now.mate.y_m > now.bird.y_m


def test_pause_holds_the_world_and_lets_it_go(table: Table) -> None:
    table.frames(5)
    table.key("p")
    held = table.steps
    table.frames(10)
    assert table.steps == held
    table.key("p")
    table.frames(25, TIMING.most_steps * TIMING.step_s)  # three, two, one
    assert table.steps > held


def test_help_figures_and_sound_are_switched_by_their_keys(table: Table) -> None:
    table.frames(2)
    plain = len(table.window.shown)
    table.key("f1")
    assert len(table.window.shown) > plain
    table.key("f1")
    table.key("f3")
    assert "frames a second" in table.words
    assert table.audio.muted
    table.key("m")
    assert not table.audio.muted
    table.key("f11")
    assert table.window.fullscreen
    table.key("f11")
    assert not table.window.fullscreen


def test_a_screenshot_is_saved_where_the_player_stands_and_says_so(
    table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    table.key("f12")
    assert (tmp_path / "huia-stamp.png").is_file()
    assert "Saved huia-stamp.png" in table.words
    table.frames(2, NOTE_S)
    assert "Saved huia-stamp.png" not in table.words


def test_a_screenshot_that_cannot_be_saved_does_not_end_the_game(
    table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "huia-stamp.png").mkdir()
    table.key("f12")
    assert "Cannot write" in table.words


def test_keys_held_while_the_focus_goes_are_let_go(table: Table) -> None:
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_LSHIFT, mod=0))
    table.frames(1)
    inputs = table.window._inputs
    assert inputs is not None
    assert "left shift" in inputs.keys()[0]
    pygame.event.post(pygame.event.Event(pygame.WINDOWFOCUSLOST))
    table.frames(1)
    assert not inputs.keys()[0]


def test_notices_of_the_source_are_shown(tmp_path: Path) -> None:
    table = Table(Options(), ToPlay(Kit(None, 3)), Told())
    table.frames(1)
    assert "unplugged" in table.words
    table.close()


@pytest.mark.parametrize("opening", [ToPractice, ToPlay])
def test_freed_memory_is_given_back_while_nobody_runs(
    opening: type[ToPractice | ToPlay], monkeypatch: pytest.MonkeyPatch
) -> None:
    table, modes = Table(Options(), opening(Kit(None, 1))), []
    monkeypatch.setattr("game.live.give_back", lambda: modes.append(table.sitting.director.mode))
    for n in range(180):
        table.live.frame(100.0 + 10.0 * n)
    assert 1 <= len(modes) <= 2, "half an hour: at most every ten minutes"
    assert not any(isinstance(mode, Play) for mode in modes)


def test_closing_the_window_ends_the_loop(table: Table) -> None:
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    table.live.play()
    assert table.sitting.ended and table.log.frames == 1


@pytest.mark.slow
def test_a_window_logs_finished_runs_as_headless_play_does(table: Table, tmp_path: Path) -> None:
    while not isinstance(table.sitting.director.mode, Results):
        table.frames(1, TIMING.most_steps * TIMING.step_s)
        assert table.log.frames < 4000
    summary = table.log.summary()
    assert summary["runs"] == 1 and summary["best_score"] > 0
    lines = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text().splitlines()]
    assert [line["score"] for line in lines if line["event"] == "over"] == [summary["best_score"]]


@pytest.mark.slow
def test_a_replayed_body_plays_in_a_window(tmp_path: Path) -> None:
    """Arms down for a second and a half, then up: the title begins a game, and both edges are in the log."""
    poses = ["down"] * 45 + ["up"] * 15
    frames = tuple((n / 30, body(name)) for n, name in enumerate(poses))
    replay = ReplayControl(Recording(Header((640, 480), 30.0), frames), BodyReader())
    table = Table(Options(events=tmp_path / "e.jsonl"), ToAttract(Kit(None, 3)), ReplaySource(replay), by_body=True)
    table.frames(130)
    assert isinstance(table.sitting.director.mode, Play)
    lines = [json.loads(line) for line in (tmp_path / "e.jsonl").read_text().splitlines()]
    assert [line["event"] for line in lines] == ["player", "jump"]
    assert lines[1]["t"] == pytest.approx(1.55, abs=0.15)
    assert table.log.poses_found == len(poses)
    table.key("b")
    assert not table.sitting.by_body
    table.key("b")
    assert table.sitting.by_body
    table.close()


@pytest.mark.slow
@pytest.mark.no_cover
def test_a_slow_machine_paints_less_and_plays_the_same_world() -> None:
    """Every frame takes 30 ms: the level falls, F3 says so, and the world is that of `--quality high`."""

    def played(quality: QualityChoice) -> tuple[Table, list[str]]:
        table = Table(Options(quality=quality, mute=True), ToPlay(Kit(None, seed=3)))
        table.key("f3")
        table.frames(150, interval_s=0.030)
        return table, [item.text for item in table.window.shown if isinstance(item, Text)]

    slow, told = played("auto")
    assert any("painting: " in line and "(1 of" not in line for line in told), told
    rich, told = played("high")
    assert any("painting: everything" in line for line in told), told
    assert slow.sitting.director.digest() == rich.sitting.director.digest()


class Renewed(NoSource):
    """A source that remembers which classifier it was told to take up."""

    classifier: Path | None = None

    def take_up(self, classifier: Path, now_s: float) -> None:
        self.classifier = classifier


class Asked(NoSource):
    """A source that remembers what it looks for."""

    eyes = False

    def look_for(self, eyes: bool, now_s: float) -> None:
        self.eyes = eyes


def test_vision_looks_for_eyes_while_the_gaze_lab_is_open(tmp_path: Path) -> None:
    source = Asked()
    table = Table(Options(), ToAttract(Kit(None, 3, gaze=GazeKit(Lab(Inline), Drawer(tmp_path)))), source)
    table.frames(2)
    assert not source.eyes
    table.key("f6")
    assert source.eyes
    assert "The gaze lab" in table.words
    table.key("escape")
    table.frames(1)
    assert not source.eyes
    assert not table.sitting.ended


def test_a_pose_set_is_typed_and_its_model_taken_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("game.modes.poseset.lacking", lambda: "")
    monkeypatch.setattr("game.body.package.cache", lambda: tmp_path / "cache")
    maker, source = SetMaker(tmp_path / "sets", Trainer()), Renewed()
    table = Table(Options(), ToPractice(Kit(None, 3, maker=maker)), source)
    try:
        table.key("f4")
        for name in ("m", "p", "space", "t", "return"):
            table.key(name)
        assert maker.view.poses == ("mp t",), "letters are no commands"
        assert table.audio.muted and table.sitting.typing
        table.key("escape")
        assert not table.sitting.typing
        write_package(CLASSIFIER, tmp_path / "mine.huia")
        monkeypatch.setattr(maker, "take_model", lambda: tmp_path / "mine.huia")
        table.frames(1)
        assert source.classifier is not None and source.classifier.name == "mine.tflite"
        card = table.sitting.director.mode.kit.card
        assert card is not None and card.labels[0] == "normal"
    finally:
        table.close()
        maker.close()
