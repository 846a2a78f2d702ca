"""The contact sheet's pictures, and that the bench measures what it says."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from game.world.snapshot import Act
from tools import contact_sheet


def test_a_strip_shows_the_act_moving() -> None:
    strip = contact_sheet.act_strip(Act.FLY, height_px=60, frames=4)
    frames = np.split(strip, 4, axis=1)
    assert strip.ndim == 3 and strip.shape[2] == 3
    for a, b in pairwise(frames):
        assert np.abs(a.astype(int) - b).mean() > 1


def test_the_head_grid_has_a_cell_for_each_yaw_and_pitch() -> None:
    grid = contact_sheet.head_grid(100)
    assert grid.shape == (3 * 52, 9 * 75, 3)


def test_the_command_writes_a_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["contact_sheet", "--act", "hit", "--height", "50", "--out", str(tmp_path)])
    contact_sheet.main()
    assert cv2.imread(str(tmp_path / "act_hit.png")).shape[2] == 3


def test_the_bench_times_ours_and_the_prototype_where_found() -> None:
    measured = contact_sheet.bench(height_px=200, frames=3)
    assert measured["rest_ms"] > 0
    assert ("ratio" in measured) == contact_sheet.PROTOTYPE.exists()
