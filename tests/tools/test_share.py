"""Handing a model on: what is told of it, what may be changed, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from game.body.classifier import load_classifier
from game.body.model_acts import icon_pose
from game.body.package import unpacked
from game.body.units import body_units
from game.places import CLASSIFIER
from game.vision.virtual.crowd import crowd
from tests.programs import run
from tools import share
from tools.collecting.poseset import PoseSet
from tools.sharing.cards import icons


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("game.body.package.cache", lambda: tmp_path / "cache")


def test_a_model_is_packed_titled_and_given_acts(tmp_path: Path) -> None:
    out = tmp_path / "mine.huia"
    words = ["--out", str(out), "--title", "Class 3b", "--act", "wings=moonwalk+jump", "dramatic=hadouken"]
    done = run(share.main, str(CLASSIFIER), *words)
    assert done.code == 0 and f" --model {out}" in done.out
    shown = run(share.main, str(out)).out
    assert shown.startswith("Class 3b\n") and "moonwalk + jump" in shown and "of people it had never seen" in shown
    assert run(share.main, str(out), "--out", str(out), "--act", "wings=flourish").code == 0
    card = load_classifier(unpacked(out)).card
    assert (card.title, card.acts) == ("Class 3b", {"wings": ("flourish",), "dramatic": ("hadouken",)})


@pytest.mark.parametrize(
    "words",
    [
        ["--act", "wings=jump"], ["--title", "x"], ["--out", "x.zip"], ["--out", "x.huia", "--act", "swim=jump"],
        ["--out", "x.huia", "--act", "wings"], ["--out", "x.huia", "--act", "wings=explode"],
        ["--out", "x.huia", "--act", "wings=jump+jump+jump+jump"], ["--out", "x.huia", "--title", "a\nb"],
        ["--out", "nowhere/x.huia"],
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_sentence(words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(share.main, str(CLASSIFIER), *words)
    assert done.code == 2 and len(done.err.strip().splitlines()) == 1
    assert not list(tmp_path.glob("*.huia"))


def test_an_icon_is_a_typical_pose_and_tells_no_place() -> None:
    acted = crowd(5, 12, 2, acts=("wings",), variety=0.3, wildness=0.3, held_only=True)
    points = np.stack([acted.pose(n).coco17() for n in range(len(acted))])
    count = len(points)
    frames = np.tile(np.array((640, 480), np.int32), (count, 1))
    data = PoseSet(points, frames, np.array(["wings"] * count), np.array(["a"] * count), np.array(["s"] * count))
    pose = icon_pose(icons(data)["wings"])
    assert body_units(pose) is not None
    xy = pose.coco17()
    seen = xy[xy[:, 2] > 0.3, :2]
    assert seen.min() >= 0 and seen.max() <= 1
    wrists, shoulders = xy[9:11, 1].mean(), xy[5:7, 1].mean()
    assert abs(wrists - shoulders) < 0.12, "arms are level"
