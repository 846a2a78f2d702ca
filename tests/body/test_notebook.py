"""Taught poses on disk: kept, listed, deleted, and never trusted."""

import json
from pathlib import Path

import numpy as np
import pytest

from game.body.datasets import read_samples
from game.body.notebook import LEAST_POSES, MOST_TAUGHT, Notebook, check_name
from game.body.pose import COCO17
from game.errors import UserError
from tests.body.bodies import body

TIGER = tuple(body("up", at=(300.0 + n, 200.0)) for n in range(60))


def test_what_is_written_is_read_again_and_is_a_data_set(tmp_path: Path) -> None:
    notebook = Notebook(tmp_path / "poses")
    assert notebook.names() == ()
    notebook.write("tiger", TIGER)
    again = notebook.read()
    assert tuple(again.poses) == notebook.names() == ("tiger",)
    assert not again.complaints
    for before, after in zip(TIGER, again.poses["tiger"], strict=True):
        np.testing.assert_allclose(before.coco17(), after.coco17(), atol=1e-5)
        assert before.frame == after.frame
    samples = read_samples(tmp_path / "poses" / "tiger.jsonl")
    assert {sample.label for sample in samples} == {"tiger"}
    assert len({sample.id for sample in samples}) == len(TIGER)
    assert not list(tmp_path.glob("**/*.part"))


def test_forgetting_deletes_the_file(tmp_path: Path) -> None:
    notebook = Notebook(tmp_path)
    notebook.write("tiger", TIGER)
    notebook.forget("tiger")
    assert not list(tmp_path.iterdir())
    with pytest.raises(UserError, match="no pose is named 'tiger'"):
        notebook.forget("tiger")


@pytest.mark.parametrize(
    "name",
    ["", "a/b", "../x", "..", ".hidden", "con", "COM1", "x" * 21, "a\nb", "tiger.jsonl", "ünder", "fly", " Normal "],
)
def test_names_that_cannot_be_a_file_or_are_taken_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UserError):
        check_name(name)
    with pytest.raises(UserError):
        Notebook(tmp_path).write(name, TIGER)
    assert not list(tmp_path.iterdir())


def test_names_are_plain_and_the_eight_are_reserved() -> None:
    assert check_name(" Tiger 2 ") == "tiger 2"


def test_no_path_leads_out_of_the_folder(tmp_path: Path) -> None:
    outside = tmp_path / "victim.jsonl"
    outside.write_text("mine")
    with pytest.raises(UserError):
        Notebook(tmp_path / "poses").forget("../victim")
    assert outside.read_text() == "mine"


def test_broken_files_are_left_out_with_a_sentence_each(tmp_path: Path) -> None:
    notebook = Notebook(tmp_path)
    notebook.write("tiger", TIGER)
    good = (tmp_path / "tiger.jsonl").read_text()
    (tmp_path / "other.jsonl").write_text(good)  # the label says tiger
    (tmp_path / "few.jsonl").write_text("".join(good.splitlines(True)[: LEAST_POSES - 1]).replace("tiger", "few"))
    (tmp_path / "empty.jsonl").write_text("")
    (tmp_path / "text.jsonl").write_text("hello\nthere\n")
    (tmp_path / "bad.name!.jsonl").write_text(good)
    line = json.loads(good.splitlines()[0]) | {"label": "nan", "points": [[float("nan")] * 3] * len(COCO17)}
    (tmp_path / "nan.jsonl").write_text((json.dumps(line) + "\n") * 40)
    (tmp_path / "huge.jsonl").write_bytes(b" " * (5 << 20))
    (tmp_path / "folder.jsonl").mkdir()
    (tmp_path / "notes.txt").write_text("not ours")
    notes = notebook.read()
    assert tuple(notes.poses) == ("tiger",)
    assert len(notes.complaints) == 7
    assert all(said.count("\n") == 0 for said in notes.complaints)


def test_a_notebook_in_memory_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    notebook = Notebook(None)
    notebook.write("tiger", TIGER)
    assert tuple(notebook.read().poses) == ("tiger",)
    notebook.wipe()
    assert notebook.names() == ()
    assert not list(tmp_path.iterdir())


def test_there_is_an_end_to_what_can_be_known(tmp_path: Path) -> None:
    notebook = Notebook(tmp_path)
    for _ in range(MOST_TAUGHT):
        notebook.write(notebook.free_name(), TIGER[:LEAST_POSES])
    assert notebook.names()[-1] == f"pose {MOST_TAUGHT}"
    with pytest.raises(UserError, match="forget one first"):
        notebook.write("tiger", TIGER)
    notebook.write("pose 1", TIGER)  # in place of the old one
    assert len(notebook.read().poses["pose 1"]) == len(TIGER)
