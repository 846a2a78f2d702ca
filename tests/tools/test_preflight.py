"""What is told before a training, how its thresholds are set, and what is said of its result."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from game.errors import UserError
from tools.collecting.poseset import PoseSet, hold_out
from tools.measuring.scores import Scores
from tools.training.advice import closing, complaints, fires, next_captures
from tools.training.fitting import FLOOR_FEW, MOST_THRESHOLD, thresholds
from tools.training.material import Material, gathered
from tools.training.plan import TrainingPlan
from tools.training.preflight import check_folder, warnings
from tools.training.quantise import Verdict, choose


def poses(*rows: tuple[str, str, int]) -> PoseSet:
    """So many samples of (label, person): anybody's pose will do."""
    labels = [label for label, _, count in rows for _ in range(count)]
    persons = [person for _, person, count in rows for _ in range(count)]
    points = np.random.default_rng(1).random((len(labels), 17, 3), np.float32)
    frames = np.tile(np.array((640, 480), np.int32), (len(labels), 1))
    return PoseSet(points, frames, np.array(labels), np.array(persons), np.array(["s"] * len(labels)))


def split(data: PoseSet, seed: int = 0) -> Material:
    training, validation = hold_out(data, 0.15, np.random.default_rng(seed))
    names = sorted(set(data.labels.tolist()))
    return Material(data, training, validation, (), data.take(np.zeros(0, int)), names, frozenset(), ())


@pytest.mark.parametrize("seed", range(6))
def test_who_alone_shows_a_class_is_never_left_out(seed: int) -> None:
    data = poses(("fly", "ana", 5), ("star", "ana", 5), ("fly", "ben", 5), ("fly", "cem", 5))
    training, validation = hold_out(data, 0.15, np.random.default_rng(seed))
    assert set(training.labels.tolist()) == {"fly", "star"}
    assert set(validation.persons.tolist()) < {"ben", "cem"}


def test_where_everybody_is_needed_it_is_refused_with_who_and_what() -> None:
    data = poses(("fly", "ana", 5), ("star", "ana", 5), ("tree", "ben", 5), ("fly", "ben", 5))
    with pytest.raises(UserError, match=r"star is shown by ana alone|tree is shown by ben alone"):
        hold_out(data, 0.15, np.random.default_rng(0))


def test_few_people_are_checked_by_who_shows_most() -> None:
    data = poses(*(("fly", who, 5) for who in "abcde"), *(("star", who, 5) for who in "de"))
    for seed in range(6):
        assert set(hold_out(data, 0.15, np.random.default_rng(seed))[1].labels.tolist()) == {"fly", "star"}


def test_warnings_name_what_makes_a_result_worse() -> None:
    plan = TrainingPlan(8, 50)
    data = poses(("fly", "ana", 9), ("star", "ana", 9), ("fly", "ben", 9), ("fly", "cem", 9))
    said = warnings(split(data), plan)
    assert any("star is shown by ana alone" in line for line in said)
    alone = poses(("fly", "ana", 9), ("star", "ana", 9))
    alone = PoseSet(alone.points, alone.frames, alone.labels, alone.persons, np.array(["a", "b"] * 9))
    assert "Only ana" in warnings(split(alone), plan)[0]
    assert not warnings(split(poses(*((p, who, 9) for p in ("fly", "star") for who in "abc"))), plan)
    many = warnings(split(data), replace(plan, epochs=500, steps=300))
    assert any("show each of 27 poses" in line and "8 of 50 are enough" in line for line in many)


def asked(**more: object) -> argparse.Namespace:
    return argparse.Namespace(**{"data": [], "virtual": 0, "seed": 0, "negatives": 0, "sided": None, **more})


def test_nothing_to_learn_from_is_refused() -> None:
    with pytest.raises(UserError, match="nothing to learn from"):
        gathered(asked(), np.random.default_rng(0))


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="cannot write"):
        check_folder(tmp_path / "file" / "run")
    check_folder(tmp_path / "new" / "run")
    assert list((tmp_path / "new" / "run").iterdir()) == []


def test_thresholds_of_small_runs_have_a_floor_and_stand_above_ordinary_poses() -> None:
    names = ["normal", "fly", "star"]
    quiet = np.array([[0.1, 0.8, 0.1], [0.1, 0.1, 0.8]], np.float32)
    truth = np.array([1, 2])
    ordinary = np.tile(np.array([[0.98, 0.01, 0.01]], np.float32), (500, 1))
    assert thresholds(quiet, truth, ordinary, names, FLOOR_FEW)["fly"] == FLOOR_FEW
    ordinary[:5] = (0.05, 0.94, 0.01)  # 1 % of what everybody does looks like fly
    told = thresholds(quiet, truth, ordinary, names, FLOOR_FEW)
    assert told["fly"] == pytest.approx(0.94, abs=0.002) and told["star"] == FLOOR_FEW
    ordinary[:5, 1] = 1.0
    assert thresholds(quiet, truth, ordinary, names, 0.5)["fly"] == MOST_THRESHOLD
    assert fires(ordinary, names, {"normal": 0.5, "fly": 0.97, "star": 0.97}) == 5


def scores(**rows: dict[str, int]) -> Scores:
    names = tuple(rows)
    right = sum(row.get(name, 0) for name, row in rows.items())
    count = sum(sum(row.values()) for row in rows.values())
    return Scores(names, dict(rows), {"ben": (right / count, count)})


def test_a_result_is_worth_playing_or_says_why_not() -> None:
    assert complaints(scores(fly={"fly": 9, "star": 1}, star={"star": 10})) == ()
    assert "60%" in complaints(scores(fly={"fly": 3, "star": 7}, star={"star": 9, "fly": 1}))[0]
    assert "star again in 20%" in complaints(scores(fly={"fly": 40}, star={"star": 1, "fly": 4}))[-1]
    assert complaints(scores(fly={"star": 10}, star={"star": 0, "fly": 10}))


def test_five_sentences_and_what_to_capture_next() -> None:
    data = poses(("fly", "ana", 9), ("star", "ana", 9), ("fly", "ben", 9), ("star", "ben", 9))
    said = closing(scores(fly={"fly": 9}, star={"star": 6, "fly": 3}), ["ben"], (0, 700), Path("m.huia"), data)
    assert len(said) == 5 and " --model m.huia" in said[3]
    assert said[1] == "Its commonest mistake: 3 of 9 star taken for fly."
    assert said[4].startswith("Next: capture more star")
    bad = closing(scores(fly={"star": 9}, star={"star": 6, "fly": 3}), ["ben"], (7, 700), Path("m.huia"), data)
    assert "not worth playing yet" in bad[3] and "7 would count" in bad[2]
    assert "A third person" in next_captures(data)[0]
    assert "ana is the only person" in next_captures(poses(("fly", "ana", 9)))[0]


def verdict(kind: str, ms: float, agreement: float) -> Verdict:
    return Verdict(kind, 1, ms, agreement, {})  # type: ignore[arg-type]


def test_the_fastest_format_that_agrees_is_chosen_and_fp32_where_none_does() -> None:
    told: Sequence[Verdict] = [verdict("fp32", 0.1, 1.0), verdict("fp16", 0.3, 1.0), verdict("int8", 0.2, 0.995)]
    assert choose({one.kind: one for one in told}) == "int8"
    assert choose({one.kind: replace(one, agreement=0.5) for one in told}) == "fp32"
