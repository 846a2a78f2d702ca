"""Attending to a cabinet: keys that count, coins, quiet hours, the operator's page, the day book."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from itertools import pairwise
from pathlib import Path

import pygame
import pytest

from game.body.reading import Reading
from game.cabinet.attendant import Attendant, Machine
from game.cabinet.daybook import COLUMNS, DayBook, Played
from game.cabinet.heart import Heart
from game.cabinet.hours import is_quiet
from game.cabinet.operator import HOLD_S, LOCKED_S, PAGE_S, ROWS, OperatorPage, Row
from game.cabinet.pulse import LEAVE_EXIT, Watchers
from game.cli import Options
from game.controls.command import Command
from game.director import Director
from game.eventlog import EventLog
from game.live import Live
from game.modes.attract import Attract
from game.modes.kit import Kit
from game.modes.play import Play
from game.modes.transitions import ToAttract
from game.places import cache
from game.scene.drawing import Text
from game.scene.interface.cards import Area, extent
from game.scene.interface.operator import OperatorView, Part, coins, moment, operator_page, pin_question
from game.screen.audio import Audio
from game.screen.inputs import key_named
from game.settings import CabinetSettings
from game.sights import Glance, NoSource
from game.sitting import Sitting
from game.vision.cameras.source import OK
from game.vision.sight import Sight
from tests.test_live import FRAME_S, Hands, SeenWindow

ESC = frozenset({"escape"})
NONE: frozenset[str] = frozenset()


class Watched(NoSource):
    """A source that notes whether it looks, and whose vision has ended so many times."""

    looks = True
    restarts = 0

    def start(self) -> None:
        self.looks = True

    def stop(self) -> None:
        self.looks = False

    def glance(self, now_s: float, t_s: float) -> Glance:
        return Glance(restarts=self.restarts)


class Cabinet:
    """A cabinet's frame loop, played frame by frame; the time of day is `hour`."""

    def __init__(self, tmp_path: Path, settings: CabinetSettings, keys_play: bool = False) -> None:
        self.hands = Hands()
        self.hour = 12
        self.window = SeenWindow((480, 270))
        self.audio = Audio(mute=True, folder=cache())
        self.book = DayBook(tmp_path / "days.csv")
        self.source = Watched()
        self.attendant = Attendant(
            settings,
            OperatorPage(settings.pin, 50, "auto"),
            self.book,
            keys_play=keys_play,
            settings_file=tmp_path / "settings.toml",
            wall=lambda: datetime(2026, 11, 21, self.hour),
        )
        self.sitting = Sitting(Director(ToAttract(Kit(None, 3, cabinet=True))), EventLog(None), by_body=not keys_play)
        self.live = Live(
            Options(mute=True), self.sitting, self.window, self.audio, self.source, self.hands.clock, self.attendant
        )

    def frames(self, count: int, interval_s: float = FRAME_S) -> None:
        for _ in range(count):
            self.hands.now_s += interval_s
            self.live.frame(self.hands.now_s)

    def key(self, name: str, hold_s: float = 0.0) -> None:
        """Press a key, hold it, let it go."""
        code = pygame.key.key_code(name)
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=code, mod=0))
        self.frames(1 + round(hold_s / 0.05), 0.05)
        pygame.event.post(pygame.event.Event(pygame.KEYUP, key=code, mod=0))
        self.frames(1)

    @property
    def words(self) -> str:
        return " ".join(item.text for item in self.window.shown if isinstance(item, Text))

    @property
    def playing(self) -> bool:
        return isinstance(self.sitting.director.mode, Play)

    def close(self) -> None:
        self.audio.close()
        self.window.close()


@pytest.fixture
def cabinets(tmp_path: Path) -> Iterator[list[Cabinet]]:
    made: list[Cabinet] = []
    yield made
    for cabinet in made:
        cabinet.close()


def cabinet(cabinets: list[Cabinet], tmp_path: Path, keys_play: bool = False, **settings: object) -> Cabinet:
    cabinets.append(Cabinet(tmp_path, CabinetSettings(**settings), keys_play))  # type: ignore[arg-type]
    return cabinets[-1]


@pytest.mark.no_cover
def test_stray_keys_change_nothing_and_enter_begins(cabinets: list[Cabinet], tmp_path: Path) -> None:
    one = cabinet(cabinets, tmp_path)
    one.frames(2)
    plain = one.words
    for name in ("b", "f1", "h", "f3", "f11", "m", "p", "t", "f12", "escape", "space", "x", "1"):
        one.key(name)
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_q, mod=pygame.KMOD_CTRL))
    one.frames(2)
    assert one.words == plain and one.sitting.by_body and one.audio.muted and one.window.fullscreen is False
    assert not one.sitting.ended and isinstance(one.sitting.director.mode, Attract)
    assert one.sitting.log.jumps == 0 and not list(tmp_path.glob("*.png"))
    one.key("return")
    assert one.playing
    one.key("p")
    one.key("escape")
    step = one.sitting.director.mode.run.now.step
    one.frames(10)
    assert (one.playing and one.sitting.director.mode.run.now.step > step) or not one.sitting.director.mode._paused


def test_without_a_camera_the_keyboard_plays(cabinets: list[Cabinet], tmp_path: Path) -> None:
    one = cabinet(cabinets, tmp_path, keys_play=True)
    one.key("space")
    assert one.playing


def test_the_close_button_and_sigterm_end_the_game(cabinets: list[Cabinet], tmp_path: Path) -> None:
    one = cabinet(cabinets, tmp_path)
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    one.frames(1)
    assert one.sitting.ended and one.attendant.exit_code == 0


def test_a_coin_buys_a_game(cabinets: list[Cabinet], tmp_path: Path) -> None:
    one = cabinet(cabinets, tmp_path, coin_key="c", start_key="5")
    one.frames(1)
    assert "Insert a coin" in one.words
    one.key("return")
    one.key("5")
    assert not one.playing
    one.key("c", hold_s=0.5)
    one.key("c")
    assert one.attendant.credits == 2 and "2 games" in one.words
    one.key("5")
    assert one.playing and one.attendant.credits == 1
    assert "games" not in one.words
    one.sitting.director.command(Command.BACK)
    one.frames(2)
    one.key("return")
    assert one.playing and one.attendant.credits == 0


def test_what_is_pressed_within_one_frame_counts_in_order(cabinets: list[Cabinet], tmp_path: Path) -> None:
    """A frame may take long; two coins in it are two games, and a pin typed in it is that pin."""
    one = cabinet(cabinets, tmp_path, coin_key="c", start_key="s", pin="2211")

    def tap(keys: str) -> None:
        for key in keys:
            for kind in (pygame.KEYDOWN, pygame.KEYUP):
                pygame.event.post(pygame.event.Event(kind, key=pygame.key.key_code(key), mod=0))
        one.frames(1)

    one.frames(1)
    tap("cc")
    assert one.attendant.credits == 2
    tap("c")
    tap("c")
    assert one.attendant.credits == 4, "let go and pressed again between two frames"
    one.key("escape", hold_s=HOLD_S + 0.2)
    tap("2211")
    assert one.attendant.page.open
    one.key("escape")
    tap("cs")
    assert one.playing and one.attendant.credits == 4


def test_keys_of_the_settings_may_be_written_in_any_way() -> None:
    pygame.display.init()
    assert [key_named(name) for name in ("F5", "Return", "c", "Keypad 5")] == ["f5", "return", "c", "[5]"]
    assert key_named("coin") == ""


@pytest.mark.slow
def test_holding_esc_opens_the_page_and_leaving_asks_twice(cabinets: list[Cabinet], tmp_path: Path) -> None:
    one = cabinet(cabinets, tmp_path, name="Aviary")
    one.key("escape", hold_s=HOLD_S / 2)
    assert not one.attendant.page.shown
    one.key("escape", hold_s=HOLD_S + 0.2)
    assert one.attendant.page.open
    assert "Aviary: for the operator" in one.words and "plays today" in one.words
    one.key("down")
    one.key("left")
    assert one.audio.volume == pytest.approx(0.4)
    assert "volume = 40" in (tmp_path / "settings.toml").read_text()
    one.key("down")
    one.key("right")
    assert 'quality = "low"' in (tmp_path / "settings.toml").read_text() and one.live._governor.level > 0
    one.key("up")
    one.key("up")
    one.key("up")  # around to the last row
    one.key("return")
    assert not one.sitting.ended and "Press once more" in one.words
    assert not one.playing, "Enter means the page, not the game"
    one.key("return")
    assert one.sitting.ended and one.attendant.exit_code == LEAVE_EXIT


def test_the_page_tells_how_often_vision_ended_by_itself(cabinets: list[Cabinet], tmp_path: Path) -> None:
    one = cabinet(cabinets, tmp_path)
    one.source.restarts = 3
    one.key("escape", HOLD_S + 0.2)
    one.frames(2)
    assert one.attendant.page.open
    assert "vision restarts 3" in one.words


def test_the_page_closes_by_itself(cabinets: list[Cabinet], tmp_path: Path) -> None:
    one = cabinet(cabinets, tmp_path)
    one.key("escape", hold_s=HOLD_S + 0.2)
    assert one.attendant.page.open
    one.frames(3, PAGE_S / 2)
    assert not one.attendant.page.shown


def held(page: OperatorPage, keys: frozenset[str], t_s: float) -> None:
    page.hear(keys, tuple(keys), (), t_s)


def opened(page: OperatorPage, t_s: float) -> None:
    held(page, ESC, t_s)
    held(page, ESC, t_s + HOLD_S)
    held(page, NONE, t_s + HOLD_S + 0.1)


def typed(page: OperatorPage, digits: str, t_s: float) -> None:
    for digit in digits:
        held(page, frozenset({digit}), t_s)
        held(page, NONE, t_s)


def test_the_pin_opens_and_wrong_ones_lock() -> None:
    page = OperatorPage("2468", 50, "auto")
    opened(page, 0.0)
    assert page.digits == 0 and not page.open
    typed(page, "24", 3.0)
    assert page.digits == 2
    held(page, frozenset({"[6]"}), 3.1)  # the keypad's
    held(page, NONE, 3.1)
    typed(page, "8", 3.2)
    assert page.open
    page.close()
    opened(page, 10.0)
    typed(page, "1111" * 3, 13.0)
    assert not page.shown
    opened(page, 14.0)
    assert not page.shown, "three wrong ones lock the page for a while"
    opened(page, 14.0 + LOCKED_S)
    typed(page, "2468", 20.0 + LOCKED_S)
    assert page.open


def test_quiet_hours_go_past_midnight() -> None:
    assert is_quiet(time(23), "22:00", "08:00") and is_quiet(time(7, 59), "22:00", "08:00")
    assert not is_quiet(time(8), "22:00", "08:00") and not is_quiet(time(21, 59), "22:00", "08:00")
    assert is_quiet(time(13), "12:00", "14:00") and not is_quiet(time(14), "12:00", "14:00")
    assert not is_quiet(time(0), "", "08:00") and not is_quiet(time(0), "08:00", "08:00")


def test_in_quiet_hours_nobody_looks_and_the_screen_is_dark(cabinets: list[Cabinet], tmp_path: Path) -> None:
    one = cabinet(cabinets, tmp_path, quiet_from="22:00", quiet_until="08:00")
    one.frames(2)
    one.key("return")
    assert one.playing
    one.hour = 23
    one.frames(2, 1.1)
    assert not one.attendant.asleep, "a run is finished first"
    one.sitting.director.command(Command.BACK)
    one.frames(3, 1.1)
    assert one.attendant.asleep and not one.source.looks and one.words == ""
    assert one.window.pixels.max() == 0
    one.key("return")
    assert not one.playing
    one.key("escape", hold_s=HOLD_S + 0.2)
    one.frames(3, 1.1)
    assert one.source.looks and "22:00 – 08:00" in one.words, "the operator can test every part, and is told why"
    one.key("escape")
    one.frames(3, 1.1)
    assert one.attendant.asleep and not one.source.looks
    one.hour = 9
    one.frames(3, 1.1)
    assert not one.attendant.asleep and one.source.looks and one.words


def test_each_play_stands_in_the_day_book(cabinets: list[Cabinet], tmp_path: Path) -> None:
    one = cabinet(cabinets, tmp_path, keys_play=True)
    one.key("space")
    one.frames(60)
    one.key("space")
    one.key("x")
    one.frames(30)
    one.sitting.director.command(Command.BACK)  # as when the player has left
    one.frames(2)
    header, row = (tmp_path / "days.csv").read_text().splitlines()
    assert header == ",".join(COLUMNS)
    found = dict(zip(header.split(","), row.split(","), strict=True))
    assert found["day"] == "2026-11-21" and (found["plays"], found["left"]) == ("1", "1")
    assert 1 <= int(found["seconds"]) <= 4 and int(found["hadoukens"]) == 1


def test_the_day_book_is_continued_and_forgives(tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    DayBook(path).add("2026-11-20", Played(61.4, 500, 3, 2, {"moonwalk": 1, "tiger": 2}))
    book = DayBook(path)
    book.add("2026-11-20", Played(20, None))
    book.add("2026-11-21", Played(10, 70))
    assert (book.plays("2026-11-20"), book.plays("2026-11-21"), book.plays("2026-11-22")) == (2, 1, 0)
    rows = [dict(zip(COLUMNS, line.split(","), strict=True)) for line in path.read_text().splitlines()[1:]]
    assert rows[0] | {} == rows[0] and rows[0]["seconds"] == "81" and rows[0]["longest_s"] == "61"
    assert (rows[0]["moonwalk"], rows[0]["other_moves"], rows[0]["best"]) == ("1", "2", "500")
    path.write_bytes(b"day,plays\n2026-11-20,3\nrubbish\n\xff\xfe,\n2026-11-21,many\n")
    assert DayBook(path).plays("2026-11-20") == 3
    path.unlink()
    path.mkdir()
    DayBook(path).add("2026-11-22", Played(1, 1))  # no disk, no failure


@pytest.mark.parametrize(("mark", "comma"), [("\ufeff", ","), ("", ";"), ("\ufeff", "\t")])
def test_a_day_book_that_a_spreadsheet_saved_is_continued(tmp_path: Path, mark: str, comma: str) -> None:
    path = tmp_path / "days.csv"
    DayBook(path).add("2026-11-20", Played(61.4, 500))
    path.write_text(mark + path.read_text().replace(",", comma), encoding="utf-8")
    DayBook(path).add("2026-11-20", Played(20, None))
    assert DayBook(path).plays("2026-11-20") == 2
    assert [one.name for one in tmp_path.iterdir()] == ["days.csv"]


@pytest.mark.parametrize("content", ["day,plays\n20/11/2026,3\n", "our visitors\n", "day,plays\n2026-11-19,many\n"])
def test_what_a_day_book_does_not_understand_is_set_aside(tmp_path: Path, content: str) -> None:
    path = tmp_path / "days.csv"
    path.write_text(content)
    book = DayBook(path)
    book.add("2026-11-20", Played(20, None))
    book.add("2026-11-20", Played(20, None))
    (aside,) = (one for one in tmp_path.iterdir() if one != path)
    assert aside.read_text() == content
    assert DayBook(path).plays("2026-11-20") == 2


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (960, 540), (720, 720)])
def test_nothing_on_the_operators_page_leaves_the_picture(size: tuple[int, int]) -> None:
    long = "The camera's driver does not answer; unplug the camera and plug it in."
    view = OperatorView(
        "The aviary by the harbour: for the operator",
        tuple((row.value, "auto" if row is Row.QUALITY else "") for row in ROWS),
        chosen=2,
        facts=tuple((f"fact number {n}", long) for n in range(9)),
        parts=tuple(Part(name, "bad", long) for name in ("camera", "vision", "light", "distance", "sound", "disk")),
    )
    whole = Area(0, 0, *size)
    for items in (operator_page(size, view), pin_question(size, 3, 8), coins(size, 12), moment(size)):
        texts = [item for item in items if isinstance(item, Text)]
        for item in texts:
            assert extent([item]).within(whole, 1.0), item
    rows = [extent([item]) for item in operator_page(size, view) if isinstance(item, Text) and item.text in list(Row)]
    assert len(rows) == len(ROWS)
    assert all(one.bottom <= other.y + 1 for one, other in pairwise(rows))


def test_parts_are_judged_by_what_they_do(cabinets: list[Cabinet], tmp_path: Path) -> None:
    one = cabinet(cabinets, tmp_path)
    look = one.live._look(one.source.glance(0.0, 0.0), 0.0)
    parts = {part.name: part for part in one.attendant.parts(look, Machine(sound="No sound (no device)."))}
    assert parts["sound"].verdict == "bad" and parts["disk"].verdict in ("good", "bad")
    assert parts["camera"].verdict == "fair"


class Filmed(Watched):
    """A camera of ten frames a second, half of which vision skips."""

    def glance(self, now_s: float, t_s: float) -> Glance:
        frames = int(now_s * 5) * 2
        sight = Sight(Reading(t_s), OK, captured_s=frames / 10, frames=frames, dropped=frames // 2, size=(640, 480))
        return Glance(sight, now_s - frames / 10)


def test_the_camera_and_vision_are_judged_by_the_frames_that_really_come(
    cabinets: list[Cabinet], tmp_path: Path
) -> None:
    """What a webcam states is 30 a second, however dark the room and however busy the machine."""
    one = cabinet(cabinets, tmp_path)
    one.source = one.live._source = Filmed()
    one.frames(400, 0.02)
    machine = one.live._machine()
    assert machine.camera_fps == pytest.approx(10.0, rel=0.05) and machine.skipped == pytest.approx(0.5, abs=0.02)
    look = one.live._look(one.source.glance(one.hands.now_s, 0.0), 0.0)

    def verdicts(fps: float, skipped: float) -> tuple[str, str]:
        parts = one.attendant.parts(look, Machine(camera_fps=fps, skipped=skipped))
        return parts[0].verdict, parts[1].verdict

    assert verdicts(30.0, 0.0) == ("good", "good")
    assert verdicts(30.0, 0.87) == ("good", "bad")
    assert verdicts(30.0, 0.45) == ("good", "fair")
    assert verdicts(15.0, 0.0) == ("fair", "good")
    assert verdicts(8.0, 0.0) == ("bad", "good")


def test_what_was_paid_before_a_crash_is_not_lost(tmp_path: Path) -> None:
    heart = object.__new__(Heart)  # without a supervisor's pipes
    heart.watchers = Watchers(1, 0.0, "it hung", 3)
    attendant = Attendant(CabinetSettings(coin_key="c"), OperatorPage("", 50, "auto"), DayBook(None), heart)
    assert attendant.credits == 3
