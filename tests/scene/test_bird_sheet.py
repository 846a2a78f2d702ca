"""The contact sheet's pictures, and that the bench measures what it says."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from game.scene.stage import Stage
from game.world.snapshot import Act
from tools import contact_sheet
from tools.measuring.bird import PROTOTYPE, bird_costs


def test_a_strip_shows_the_act_moving() -> None:
    strip = contact_sheet.act_strip(Act.FLY, height_px=60, frames=4)
    frames = np.split(strip, 4, axis=1)
    assert strip.ndim == 3 and strip.shape[2] == 3
    for a, b in pairwise(frames):
        assert np.abs(a.astype(int) - b).mean() > 1


def test_the_head_grid_has_a_cell_for_each_yaw_and_pitch() -> None:
    grid = contact_sheet.head_grid(100)
    assert grid.shape == (3 * 52, 9 * 75, 3)


def test_the_command_writes_a_picture(tmp_path: Path) -> None:
    assert contact_sheet.main(["--act", "hit", "--height", "50", "--out", str(tmp_path)]) == 0
    assert cv2.imread(str(tmp_path / "act_hit.png")).shape[2] == 3


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert contact_sheet.main(["--act", "hit", "--height", "50", "--out", str(tmp_path / "file" / "sheets")]) == 2
    said = capsys.readouterr().err
    assert said.startswith("contact_sheet: argument --out: ") and "is a file" in said


@pytest.mark.no_cover
def test_the_bench_times_ours_and_the_prototype_where_found() -> None:
    measured = bird_costs(PROTOTYPE if PROTOTYPE.is_file() else None, height_px=200, frames=3)
    assert measured["rest_ms"] > 0
    assert ("ratio" in measured) == PROTOTYPE.is_file()


def test_every_act_has_a_cue_in_the_game() -> None:
    assert set(contact_sheet.CUES) == set(Act)


@pytest.mark.no_cover
@pytest.mark.slow
def test_a_strip_of_the_game_shows_the_act_at_the_windows_size(forest: Path) -> None:
    strip = contact_sheet.game_strip(Stage(cache_dir=forest), Act.HADOUKEN, (640, 360), frames=4)
    frames = [frame for row in np.split(strip, 2) for frame in np.split(row, 2, axis=1)]
    assert frames[0].shape[0] < 360
    fiery = [int((frame[..., 0].astype(int) - frame[..., 2] > 120).sum()) for frame in frames]
    assert max(fiery) > 3 * fiery[0] + 20
