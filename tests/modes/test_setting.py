"""The settings on a screen, and the language chosen on the title: by keys, by a hand, and kept."""

from pathlib import Path

import pytest

from game.controls.command import Command
from game.controls.intent import Intent
from game.director import Director
from game.gaze.lab import GazeKit, Lab
from game.gaze.store import Drawer
from game.gaze.training import Inline
from game.modes.attract import CHOOSES_S, FORGET_S, Attract
from game.modes.kit import Kit
from game.modes.look import Look
from game.modes.menu import DWELL_S
from game.modes.preferences import Preferences
from game.modes.setting import PATIENCE_S, ROWS, Setting
from game.modes.transitions import ToAttract, ToSettings
from game.scene.drawing import Text
from game.settings import DEFAULTS, Settings, checked, described
from game.settings_file import read_settings
from game.tuning import TIMING
from game.words import words


def steps(seconds: float) -> range:
    return range(round(seconds / TIMING.step_s))


def texts(director: Director) -> list[str]:
    return [item.text for item in director.draw(1.0, Look(1.0)) if isinstance(item, Text)]


def test_every_row_is_a_setting_that_may_be_all_it_offers() -> None:
    for row in ROWS:
        assert row.key in described()[row.section]
        assert len(row.values) == len(row.names)
        assert [checked(row.section, row.key, value) for value in row.values] == [*row.values]


def test_keys_change_a_setting_and_the_file_keeps_it(tmp_path: Path) -> None:
    heard: list[Settings] = []
    preferences = Preferences(DEFAULTS, tmp_path / "s.toml")
    preferences.heard = heard.append
    director = Director(ToSettings(Kit(None, 1, preferences=preferences)))
    at = next(n for n, row in enumerate(ROWS) if row.key == "volume")
    for command in (*[Command.DOWN] * at, Command.LEFT, Command.LEFT, Command.RIGHT):
        director.command(command)
    assert read_settings(tmp_path / "s.toml").settings.sound.volume == 90
    assert [settings.sound.volume for settings in heard] == [90, 80, 90]
    assert "‹ 90 % ›" in texts(director)
    director.command(Command.BACK)
    assert isinstance(director.mode, Attract)


def test_calm_course_and_language_count_at_once() -> None:
    director = Director(ToSettings(Kit(None, 1, preferences=Preferences(DEFAULTS))))
    for key in ("language", "calm", "course"):
        mode = director.mode
        assert isinstance(mode, Setting)
        while ROWS[mode._at].key != key:
            director.command(Command.DOWN)
        for _ in range(2 if key == "language" else 1):
            director.command(Command.RIGHT)
    kit = director.mode.kit
    assert kit.calm and not kit.daily and kit.say is words("pt")
    assert "Ajustes" in texts(director)


def test_eyes_aim_only_for_somebody_whom_the_gaze_lab_has_kept(tmp_path: Path) -> None:
    lab = GazeKit(Lab(Inline), Drawer(tmp_path))
    director = Director(ToSettings(Kit(None, 1, gaze=lab, preferences=Preferences(DEFAULTS))))
    preferences = director.mode.kit.preferences
    for _ in range(next(n for n, row in enumerate(ROWS) if row.key == "gaze")):
        director.command(Command.DOWN)
    director.command(Command.RIGHT)
    assert preferences.now.player.gaze == ""
    assert "keep your eyes in the gaze lab first" in texts(director)
    (tmp_path / "player.npz").touch()
    director.command(Command.RIGHT)
    assert preferences.now.player.gaze == "player"
    assert "counts from the next start" in texts(director)
    (tmp_path / "player.npz").unlink()
    director.command(Command.RIGHT)
    assert preferences.now.player.gaze == ""


@pytest.mark.slow
@pytest.mark.no_cover
def test_a_hand_that_dwells_changes_and_nobody_leads_back_to_the_title() -> None:
    director = Director(ToSettings(Kit(None, 1)))
    director.step(Intent())
    down = Intent(hand=(0.3, 0.8))
    for _ in steps(DWELL_S * 2 + 0.2):
        director.step(down)
    mode = director.mode
    assert isinstance(mode, Setting) and mode._at == 2
    for _ in steps(PATIENCE_S + 1):
        director.step(Intent(present=False))
    assert isinstance(director.mode, Attract)


def test_a_file_that_cannot_be_written_is_said_and_the_setting_counts(tmp_path: Path) -> None:
    (tmp_path / "s.toml").mkdir()
    preferences = Preferences(DEFAULTS, tmp_path / "s.toml")
    director = Director(ToSettings(Kit(None, 1, preferences=preferences)))
    director.command(Command.DOWN)
    director.command(Command.LEFT)
    assert preferences.now.sound.volume == 90 and preferences.problem
    assert preferences.problem in texts(director) or any(text.endswith("…") for text in texts(director))


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("cabinet", [False, True])
def test_a_hand_chooses_the_language_on_the_title(cabinet: bool) -> None:
    kit = Kit(None, 1, cabinet=cabinet, preferences=Preferences(DEFAULTS))
    director = Director(ToAttract(kit))
    director.step(Intent())
    for _ in steps(DWELL_S + 0.2):
        director.step(Intent(hand=(0.5, 0.6)))
    assert director.mode.kit.say.language == "pt"
    assert kit.preferences.now.picture.language == ("auto" if cabinet else "pt")
    for _ in steps(max(FORGET_S, CHOOSES_S) + 0.5):
        director.step(Intent(present=False))
    assert director.mode.kit.say.language == ("en" if cabinet else "pt")


def test_keys_choose_the_language_and_open_the_settings_but_not_on_a_cabinet() -> None:
    director = Director(ToAttract(Kit(None, 1)))
    director.command(Command.LEFT)
    assert director.mode.kit.say.language == "mi"
    director.command(Command.SETTINGS)
    assert isinstance(director.mode, Setting)
    cabinet = Director(ToAttract(Kit(None, 1, cabinet=True)))
    cabinet.command(Command.SETTINGS)
    assert isinstance(cabinet.mode, Attract)
