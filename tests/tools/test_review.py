"""Reviewing: what the doctor finds and what it leaves alone, the contact sheet, and the window's verdicts on disk."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from game.body.datasets import Sample, read_samples, write_samples
from game.body.pose import Landmark, Pose
from game.controls.command import Command
from game.errors import UserError
from game.screen.inputs import WindowInput
from game.screen.window import Window
from game.vision.virtual.crowd import crowd
from tools import review
from tools.collecting.dataset import Revision
from tools.reviewing.checkup import Report, examine
from tools.reviewing.gallery import write_sheet
from tools.reviewing.window import ReviewDesk

LABELS = ("normal", "fly", "wings", "hadouken")


def people(persons: int = 3, each: int = 6) -> list[Sample]:
    """Virtual people doing four poses, in the order a guided session takes them."""
    acted = crowd(9, persons * each * len(LABELS), 1, acts=LABELS, wildness=0.0, held_only=True)
    samples = []
    for n in sorted(range(len(acted)), key=lambda n: (n // len(LABELS) % persons, n % len(LABELS))):
        person = f"person {n // len(LABELS) % persons}"
        samples.append(Sample(f"s{n}", LABELS[n % len(LABELS)], person, "one", acted.pose(n), source="virtual"))
    return samples


def moved(pose: Pose, dx: float = 0.0, scale: float = 1.0) -> Pose:
    points = pose.points.copy()
    points[:, :2] = 0.5 + (points[:, :2] - 0.5) * scale + (dx, 0.0)
    return Pose(points, pose.frame)


def kinds(report: Report, name: str) -> set[str]:
    return {problem.kind for problem in report.problems if problem.id == name}


@pytest.fixture(scope="module")
def good() -> list[Sample]:
    return people()


@pytest.mark.no_cover
def test_a_sound_data_set_is_left_in_peace(good: list[Sample]) -> None:
    report = examine(good)
    assert report.count == len(good) and set(report.labels) == set(LABELS) and len(report.persons) == 3
    assert report.accuracy is not None and report.accuracy > 0.85 and report.split == "person"
    assert len({problem.id for problem in report.problems}) <= 0.12 * len(good)
    assert not report.holes
    assert sum(report.table.values()) == len(good)


@pytest.mark.no_cover
def test_each_kind_of_fault_is_found(good: list[Sample]) -> None:
    samples = list(good)
    blank = samples[3].pose.points.copy()
    blank[:, 3] = 0.02
    samples[3] = replace(samples[3], pose=Pose(blank, samples[3].pose.frame))
    hidden = samples[8].pose.points.copy()
    hidden[[Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST, Landmark.LEFT_ELBOW, Landmark.RIGHT_ELBOW], 3] = 0.05
    samples[8] = replace(samples[8], pose=Pose(hidden, samples[8].pose.frame))
    samples[12] = replace(samples[12], pose=moved(samples[12].pose, dx=0.45, scale=0.5))
    samples[20] = replace(samples[20], pose=moved(samples[19].pose, dx=0.01), label=samples[19].label)
    swapped = next(n for n in range(30, 60) if samples[n].label == "fly")
    samples[swapped] = replace(samples[swapped], label="normal")
    twin = next(n for n in range(60, 70) if samples[n].label == "wings")
    samples.append(replace(samples[twin], id="twin", label="hadouken"))

    report = examine(samples)
    assert kinds(report, samples[3].id) == {"blank"}
    assert kinds(report, samples[8].id) == {"blank"}
    assert "leap" in kinds(report, samples[12].id)
    assert "duplicate" in kinds(report, samples[20].id)
    assert "swap" in kinds(report, samples[swapped].id)
    suggested = [p.suggest for p in report.problems if p.id == samples[swapped].id and p.kind == "swap"]
    assert suggested == ["fly"]
    assert "contradiction" in kinds(report, "twin")
    assert [p.other for p in report.problems if p.id == "twin" and p.kind == "contradiction"] == [samples[twin].id]


@pytest.mark.no_cover
def test_who_walks_on_during_a_session_is_no_stranger(good: list[Sample]) -> None:
    """Half way through everybody steps back and aside, and stays there."""
    mine = [sample for sample in good if sample.person == "person 0"]
    half = len(mine) // 2
    walked = [*mine[:half], *(replace(s, pose=moved(s.pose, dx=0.3, scale=0.5)) for s in mine[half:])]
    before = [p for p in examine(mine).problems if p.kind == "leap"]
    assert len([p for p in examine(walked).problems if p.kind == "leap"]) <= len(before)


@pytest.mark.no_cover
def test_holes_are_named(good: list[Sample]) -> None:
    report = examine([s for s in good if (s.label, s.person) != ("fly", "person 1")])
    assert report.holes == (("fly", "person 1"),)


@pytest.mark.no_cover
def test_too_little_to_compare_is_said_not_raised(good: list[Sample]) -> None:
    one_class = examine([s for s in good if s.label == "fly"])
    assert any("one class only" in remark for remark in one_class.remarks) and one_class.accuracy is None
    one_person = examine([s for s in good if s.person == "person 0"])
    assert any("one person only" in remark for remark in one_person.remarks)
    assert one_person.split == "sample" and any("misleading" in remark for remark in one_person.remarks)
    two_sessions = [replace(s, session=f"day {n % 2}") for n, s in enumerate(good) if s.person == "person 0"]
    assert examine(two_sessions).split == "session"
    apart = [s for s in good if (s.label, s.person) in (("fly", "person 0"), ("wings", "person 1"))]
    assert examine(apart).accuracy is None
    assert examine(good[:1]).count == 1
    with pytest.raises(UserError, match="empty"):
        examine([])


# --- the sheet and the command line ---------------------------------------------------------------------


class Sheet(HTMLParser):
    """Reads the sheet as a browser would: which tags stay open, which pictures and links there are."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.pictures: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "img":
            self.pictures.append(values["src"] or "")
        self.links += [str(value) for name, value in attrs if name in ("href", "onerror", "onload")]
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.no_cover
def test_the_contact_sheet_is_one_self_contained_file(tmp_path: Path, good: list[Sample]) -> None:
    nasty = "<script>alert('x')</script>"
    samples = [*good, replace(good[0], id=nasty, label="fly & <b>", person=nasty)]
    path = tmp_path / "out" / "sheet.html"
    write_sheet(path, "samples.jsonl", samples, examine(samples))
    text = path.read_text(encoding="utf-8")
    sheet = Sheet()
    sheet.feed(text)
    assert sheet.open == [] and sheet.links == []
    assert len(sheet.pictures) >= len(samples)
    assert all(source.startswith("data:image/png;base64,iVBOR") for source in sheet.pictures)
    assert "<script" not in text and "&lt;script&gt;" in text
    assert not re.search(r"(src|href)=['\"]?(http|/)", text)
    assert not list(path.parent.glob("*.part"))


@pytest.mark.no_cover
def test_check_prints_a_table_and_one_json_object(
    tmp_path: Path, good: list[Sample], capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "samples.jsonl"
    write_samples(path, good)
    before = path.read_bytes()
    assert review.main(["check", "--data", str(path), "--html", str(tmp_path / "sheet.html"), "--json"]) == 0
    out = capsys.readouterr().out
    found = json.loads(out.splitlines()[-1])
    assert found["n"] == len(good) and found["table"]["fly"]["person 1"] == 6
    assert set(found["labels"]) == set(LABELS) and "person 2" in out
    assert (tmp_path / "sheet.html").stat().st_size > 10_000
    assert path.read_bytes() == before


@pytest.mark.parametrize("text", ["", "{", '{"a": 1}\n', "[]\n", "null\n", '{"id": "x"}\n{}\n'])
def test_a_file_that_is_no_data_set_is_one_sentence(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "samples.jsonl"
    path.write_text(text)
    for verb in ("check", "window"):
        assert review.main([verb, "--data", str(path)]) == 2
        said = capsys.readouterr().err.strip()
        assert said and "\n" not in said and "Traceback" not in said
    assert path.read_text() == text
    assert review.main(["check", "--data", str(tmp_path / "none.jsonl")]) == 2
    assert "no file" in capsys.readouterr().err


def test_a_label_with_a_slash_in_the_file_is_one_sentence(
    tmp_path: Path, good: list[Sample], capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "samples.jsonl"
    write_samples(path, [*good[:3], replace(good[3], label="../fly")])
    assert review.main(["check", "--data", str(path)]) == 2
    said = capsys.readouterr().err.strip()
    assert "../fly" in said and good[3].id in said and "\n" not in said


# --- the window -----------------------------------------------------------------------------------------


class Table:
    """A review desk before a null window, whose keys are given."""

    def __init__(self, path: Path, everything: bool = True) -> None:
        revision = Revision(path)
        self.report = examine([line.sample for line in revision.lines])
        self.desk = ReviewDesk(revision, self.report, everything)
        self.window = Window((960, 540), headless=True)
        self.t_s = 0.0

    def tap(self, *keys: str, commands: tuple[Command, ...] = ()) -> None:
        for heard in (*(WindowInput(held=frozenset({key})) for key in keys), WindowInput(commands)):
            for one in (heard, WindowInput()):
                self.t_s += 1 / 30
                self.drawing = self.desk.frame(self.t_s, one, self.window.interface_size)


@pytest.fixture
def path(tmp_path: Path, good: list[Sample]) -> Path:
    path = tmp_path / "samples.jsonl"
    write_samples(path, good[:8])
    lines = path.read_text().splitlines()
    extra = json.loads(lines[2])
    extra["light"] = "dim"  # a key that only somebody else's program knows
    lines[2] = json.dumps(extra)
    path.write_text("\n".join(lines) + "\n")
    return path


def ids(path: Path) -> list[str]:
    return [sample.id for sample in read_samples(path)]


@pytest.mark.no_cover
def test_keep_relabel_reject_and_undo_are_on_disk_at_once(path: Path) -> None:
    before, names = path.read_bytes(), ids(path)
    labels = [sample.label for sample in read_samples(path)]
    table = Table(path)
    table.tap("space", "x")
    rejected = path.with_name("samples.rejected.jsonl")
    assert ids(path) == [names[0], *names[2:]] and ids(rejected) == [names[1]]
    other = next(n for n, label in enumerate(table.desk.labels) if label != labels[2])
    table.tap(str(other + 1))
    assert read_samples(path)[1].label == table.desk.labels[other]
    assert json.loads(path.read_text().splitlines()[1])["light"] == "dim", "what we do not know stays"
    table.tap("x")
    assert ids(rejected) == [names[1], names[3]]
    assert "2 rejected" in table.desk.summary() and "1 relabelled" in table.desk.summary()
    table.tap("z", "z", "z", "z", "z")
    assert path.read_bytes() == before and ids(rejected) == []
    assert table.desk.current == names[0]


@pytest.mark.no_cover
def test_rejecting_again_another_day_only_adds(path: Path) -> None:
    names = ids(path)
    Table(path).tap("x")
    Table(path).tap("x")
    assert ids(path.with_name("samples.rejected.jsonl")) == names[:2] and ids(path) == names[2:]


def test_choosing_a_label_by_arrows(path: Path) -> None:
    table = Table(path)
    first = read_samples(path)[0].label
    table.tap(commands=(Command.DOWN, Command.OK))
    order = table.desk.labels
    assert read_samples(path)[0].label == order[(order.index(first) + 1) % len(order)]


@pytest.mark.no_cover
def test_a_suggestion_is_taken_by_one_key(tmp_path: Path, good: list[Sample]) -> None:
    samples = list(good)
    wrong = next(n for n in range(30, 60) if samples[n].label == "fly")
    samples[wrong] = replace(samples[wrong], label="normal")
    path = tmp_path / "samples.jsonl"
    write_samples(path, samples)
    table = Table(path, everything=False)
    assert table.desk.only_problems and len(table.desk.queue) < len(samples)
    table.desk.at = table.desk.queue.index(samples[wrong].id)
    table.tap("s")
    assert read_samples(path)[wrong].label == "fly"
    table.tap("tab")
    assert len(table.desk.queue) == len(samples)


@pytest.mark.no_cover
def test_what_was_kept_is_not_asked_about_another_day(
    tmp_path: Path, good: list[Sample], capsys: pytest.CaptureFixture[str]
) -> None:
    samples = list(good)
    wrong = next(n for n in range(30, 60) if samples[n].label == "fly")
    samples[wrong] = replace(samples[wrong], label="normal")
    path = tmp_path / "samples.jsonl"
    write_samples(path, samples)
    before = path.read_bytes()
    table = Table(path, everything=False)
    table.desk.at = table.desk.queue.index(samples[wrong].id)
    table.tap("space")
    assert path.read_bytes() == before, "keeping changes nothing in the data set"
    tomorrow = Table(path, everything=False)
    assert samples[wrong].id not in tomorrow.desk.queue or not tomorrow.desk.only_problems
    assert review.main(["check", "--data", str(path)]) == 0
    assert "kept by you" in capsys.readouterr().out
    Table(path).desk._revision.relabel(wrong, "fly")
    Table(path).desk._revision.relabel(wrong, "wings")
    assert samples[wrong].id in Table(path, everything=False).desk.queue, "under another label it is another question"


def test_keeping_is_undone_step_by_step(path: Path) -> None:
    names, kept = ids(path), path.with_name("samples.kept.jsonl")
    table = Table(path)
    table.tap("space", "space", "left", "space")
    assert [json.loads(text)["id"] for text in kept.read_text().splitlines()] == names[:2]
    table.tap("z", "z")
    assert [json.loads(text)["id"] for text in kept.read_text().splitlines()] == names[:1]
    table.tap("z")
    assert kept.read_text() == ""


def test_the_last_sample_stays(tmp_path: Path, good: list[Sample]) -> None:
    path = tmp_path / "samples.jsonl"
    write_samples(path, good[:2])
    table = Table(path)
    table.tap("x", "x", "x")
    assert len(ids(path)) == 1


@pytest.mark.no_cover
def test_every_state_of_the_review_window_is_drawn(path: Path) -> None:
    for size in ((960, 540), (480, 640)):
        table = Table(path)
        table.window = Window(size, headless=True)
        for keys in ((), ("x", "left"), ("right", "2"), ("tab",), ("z",)):
            table.tap(*keys)
            table.window.show(table.drawing)
            assert len(np.unique(table.window.pixels[::4, ::4].reshape(-1, 3), axis=0)) > 30


def test_nothing_is_half_written_when_the_disk_refuses(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = path.read_bytes()
    table = Table(path)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tools.collecting.dataset.os.fsync", refuse)
    with pytest.raises(UserError, match="the disk is full"):
        table.tap("x")
    assert path.read_bytes() == before and not list(path.parent.glob("*.part"))
    assert not path.with_name("samples.rejected.jsonl").exists()
