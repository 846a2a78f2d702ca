"""`python -m tools.train` without a word knows the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from game.body.datasets import write_samples
from tests.programs import run as run_program
from tests.tools.test_wrong_uses import poses
from tools import train


@pytest.fixture(autouse=True)
def own_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tools.training.guide.poses", lambda: tmp_path / "taught")


def test_with_nothing_it_says_how_to_begin() -> None:
    done = run_program(train.main)
    assert done.code == 2 and "capture.py --labels" in done.err


def test_with_one_person_it_asks_for_another(tmp_path: Path) -> None:
    poses(tmp_path / "samples.jsonl", ("fly", "wings"), ("ana",))
    done = run_program(train.main)
    assert done.code == 0 and "one person only (ana)" in done.out and "To train" not in done.out


def test_with_enough_it_gives_the_command_and_trains_only_if_told(tmp_path: Path) -> None:
    samples = poses(tmp_path / "my samples.jsonl", ("fly", "wings"), ("ana", "ben"))
    write_samples(tmp_path / "my samples.rejected.jsonl", samples[:3])
    (tmp_path / "events.jsonl").write_text("{}\n")
    (tmp_path / "taught").mkdir()
    poses(tmp_path / "taught" / "tiger.jsonl", ("dramatic",), ("me",))
    (tmp_path / "runs" / "1").mkdir(parents=True)
    done = run_program(train.main)
    assert done.code == 0
    assert "train.py --data 'my samples.jsonl' --out runs/2" in done.out
    assert f"{len(samples)} poses in my samples.jsonl\n" in done.out and "tiger" in done.out
    assert "A third person would help most" in done.out


def test_poses_taught_in_the_game_are_found_where_nothing_else_is(tmp_path: Path) -> None:
    (tmp_path / "taught").mkdir()
    poses(tmp_path / "taught" / "tiger.jsonl", ("dramatic",), ("me",))
    done = run_program(train.main)
    assert done.code == 0 and "one pose only (dramatic)" in done.out
