"""Shipped files are what the code makes, and the check would say so if they were not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from game.places import FIGURES_FILE
from game.scene.interface import icons
from game.scene.projection import View
from tools import build_assets


@pytest.mark.no_cover
@pytest.mark.slow
def test_the_shipped_figures_are_what_the_virtual_players_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert build_assets.main(["--check"]) == 0
    assert "is what the code makes" in capsys.readouterr().out


@pytest.mark.no_cover
def test_old_figures_are_noticed_and_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = FIGURES_FILE.read_text(encoding="utf-8")
    old = tmp_path / "figures.json"
    old.write_text(shipped.replace("0.", "0.1", 1), encoding="utf-8")
    monkeypatch.setattr(build_assets, "FIGURES_FILE", old)
    monkeypatch.setattr(build_assets, "PEOPLE", 3)  # enough to be other figures than the shipped ones
    assert build_assets.main(["--check"]) == 1
    assert build_assets.main([]) == 0
    assert build_assets.main(["--check"]) == 0
    assert list(tmp_path.iterdir()) == [old]


def test_figures_show_their_poses() -> None:
    shown = icons.FIGURES
    fly, wings, hadouken, underarm = shown["fly"], shown["wings"], shown["hadouken"], shown["underarm"]
    assert fly.left_wrist[1] < fly.head[1] - 0.2 and fly.right_wrist[1] < fly.head[1] - 0.2
    assert wings.left_wrist[0] < -1 and wings.right_wrist[0] > 1
    assert hadouken.left_wrist[0] < hadouken.left_shoulder[0] - 0.2 and hadouken.right_wrist[0] < 0
    assert underarm.left_wrist[1] < 0 < underarm.right_wrist[1]


def test_the_cache_is_filled_ahead_of_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    painted = []

    def paint(view: View, folder: Path, progress: Callable[[float, str], None]) -> None:  # tests/scene paints it
        painted.append((view, folder))
        progress(1.0, "Painting")

    monkeypatch.setattr(build_assets, "cache", lambda: tmp_path)
    monkeypatch.setattr(build_assets, "paintings", paint)
    few = dict(list(build_assets.MAKERS.items())[:4])
    monkeypatch.setattr(build_assets, "MAKERS", few)
    assert build_assets.main(["--cache"]) == 0
    assert painted == [(View(), tmp_path)]
    assert len(list(tmp_path.glob("sounds-*/*.npy"))) == len(few)
