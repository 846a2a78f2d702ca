"""A pose set as a teacher makes it: keys, readings, rounds, a training by another process, and the new model live."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from game.body.classifier import read_card
from game.body.datasets import read_samples
from game.body.package import write_package
from game.body.pose import Pose
from game.body.reading import Reading
from game.controls import setmaker
from game.controls.command import Command
from game.controls.setmaker import SetMaker, Stage
from game.controls.trainer import Trainer
from game.director import Director
from game.eventlog import EventLog
from game.modes import poseset
from game.modes.kit import Kit
from game.modes.look import Look
from game.modes.poseset import PoseSet
from game.modes.practice import Practice
from game.modes.transitions import ToPractice
from game.places import CLASSIFIER
from game.scene.drawing import Text
from game.sitting import POLL_S, Sitting
from game.tuning import TIMING
from game.vision.cameras.source import OK
from game.vision.sight import Sight
from tests.body.test_taught import CACTUS, trembling

FPS = 30.0
TRAINS = """
import json, shutil, sys, time
from pathlib import Path
words = dict(zip(sys.argv[1::2], sys.argv[2::2]))
out = Path(words["--out"])
Path(words["--progress"]).write_text(json.dumps({"part": 0.5, "left_s": 44.0, }))
lines = Path(words["--data"]).read_text().splitlines()
while not (out / "go").exists(): time.sleep(0.01)
if len(lines) > LEAST:
    shutil.copyfile(MODEL, out / (words["--name"] + ".huia"))
    result = {"poses": 32, "rightly": 1.0, "weak": "", "known": 1.0}
else:
    shutil.copyfile(MODEL, out / (words["--name"] + ".huia"))
    result = {"poses": 32, "rightly": 0.9, "weak": "star", "known": 0.2}
Path(words["--progress"]).write_text(json.dumps({"part": 1.0, "left_s": 0.0, "result": result}))
sys.exit(result["known"] < 1)
"""


class Class:
    """A sitting with a maker of sets, driven frame by frame. No forest is painted."""

    def __init__(self, home: Path, least: int = 0) -> None:
        model = home / "other.tflite"
        model.write_bytes(CLASSIFIER.read_bytes())
        card = read_card(CLASSIFIER.with_suffix(".json"))
        replace(card, title="mine", acts={"wings": ("moonwalk",)}).write(model.with_suffix(".json"))
        write_package(model, home / "other.huia")
        program = TRAINS.replace("MODEL", repr(str(home / "other.huia"))).replace("LEAST", str(least))
        self.home = home
        self.maker = SetMaker(home / "sets", Trainer((sys.executable, "-c", program)))
        self.kit = Kit(None, 1, card=card, maker=self.maker)
        self.sitting = Sitting(Director(ToPractice(self.kit)), EventLog(None))
        self.t_s = 0.0

    def frame(self, pose: Pose | None = None) -> None:
        self.sitting.see(Sight(Reading(self.t_s, pose, people=int(pose is not None)), OK))
        self.sitting.advance(self.t_s, round(1 / FPS / TIMING.step_s))
        self.t_s += 1 / FPS

    def press(self, *keys: str) -> None:
        for key in keys:
            self.sitting.type(frozenset({key}))
            self.sitting.type(frozenset())
            self.frame()

    def write(self, *names: str) -> None:
        for name in names:
            self.press(*("space" if letter == " " else letter for letter in name), "return")

    def show(self, poses: Sequence[Pose]) -> None:
        for pose in poses:
            self.frame(pose)

    def round(self, seed: int) -> None:
        stage = self.maker.view.stage
        poses = trembling(CACTUS, 900, seed, sway=0.1)
        while self.maker.view.stage in (Stage.LEAD, Stage.HOLD):
            self.frame(poses.pop())
        assert stage is Stage.LEAD

    def words(self) -> str:
        drawn = self.sitting.draw(1.0, Look(self.t_s, sight=Sight(Reading(self.t_s), OK)))
        return "\n".join(item.text for item in drawn if isinstance(item, Text))

    def bar_is_clear(self, size: tuple[int, int]) -> bool:
        """Whether no other words stand where the Huia says that it learns."""
        drawn = self.sitting.draw(1.0, Look(self.t_s, size, Sight(Reading(self.t_s), OK)))
        texts = [item for item in drawn if isinstance(item, Text)]
        bar = next(item for item in texts if "learning" in item.text)
        left, right = bar.x - size[0] * 0.2, bar.x + size[0] * 0.2
        return not any(
            one is not bar and left < one.x < right and abs(one.y - bar.y) < bar.size_px + one.size_px for one in texts
        )

    def train(self) -> None:
        run = self.home / "sets" / "set 1" / "run"
        (run / "go").touch()
        until = time.monotonic() + 20
        while self.maker.training and time.monotonic() < until:
            time.sleep(0.02)
            self.t_s += POLL_S
            self.frame()


@pytest.fixture(autouse=True)
def trainable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poseset, "lacking", lambda: "")


@pytest.mark.slow
def test_a_set_from_key_to_model(tmp_path: Path) -> None:
    room = Class(tmp_path)
    room.sitting.director.command(Command.POSE_SET)
    assert isinstance(room.sitting.director.mode, PoseSet) and room.sitting.typing
    assert "Which poses" in room.words()
    room.write("star", "tall tree", "")
    assert room.maker.view.poses == ("star", "tall tree") and "Who shows them first" in room.words()
    room.write("ana")
    assert not room.sitting.typing and "star" in room.words()
    room.show(trembling(CACTUS, 20, 1))
    assert "3" in room.words().split("\n")
    room.round(1)
    assert "Thank you, ana" in room.words()
    room.write("ben")
    assert room.maker.view.example is not None, "ana's pose is shown to ben"
    room.round(2)
    assert set(room.sitting.heard().cues) >= {"count", "shutter", "best"}
    room.write("")
    assert room.maker.training and isinstance(room.sitting.director.mode, PoseSet | Practice)
    room.frame()
    assert isinstance(room.sitting.director.mode, Practice), "the game plays on"
    samples = read_samples(tmp_path / "sets" / "set 1" / "samples.jsonl")
    counts = Counter((sample.label, sample.person) for sample in samples)
    assert set(counts) == {(pose, who) for pose in ("star", "tall tree") for who in ("ana", "ben")}
    assert min(counts.values()) >= 14 and len({sample.id for sample in samples}) == len(samples)

    until = time.monotonic() + 20
    while room.maker.view.progress.part < 0.5 and time.monotonic() < until:
        time.sleep(0.02)
        room.t_s += POLL_S
        room.frame()
    assert "learning your poses, 50 s" in room.words()
    assert all(room.bar_is_clear(size) for size in ((640, 360), (1280, 720), (1080, 1920)))
    room.train()
    model = room.sitting.new_model()
    assert model is not None and room.sitting.new_model() is None
    network = tmp_path / "other.tflite"
    room.sitting.take_up(network)
    card = room.sitting.director.mode.kit.card
    assert card is not None and card.title == "mine" and "learning" not in room.words()
    room.maker.close()


@pytest.mark.slow
@pytest.mark.no_cover
def test_a_result_not_worth_playing_asks_for_another_person(tmp_path: Path) -> None:
    room = Class(tmp_path, least=80)
    room.sitting.director.command(Command.POSE_SET)
    room.write("star", "tree", "", "ana")
    room.round(1)
    room.write("ben")
    room.round(2)
    room.write("")
    room.train()
    assert room.sitting.new_model() is None
    assert isinstance(room.sitting.director.mode, Practice) and not room.sitting.typing
    assert "star again in 20 %" in room.sitting.news() and room.sitting.news() == ""
    room.sitting.director.command(Command.POSE_SET)
    assert isinstance(room.sitting.director.mode, PoseSet) and room.maker.view.people == ("ana", "ben")
    room.write("cem")
    room.round(3)
    room.write("")
    room.train()
    assert room.sitting.new_model() is not None


@pytest.mark.slow
def test_names_that_cannot_be_are_told(tmp_path: Path) -> None:
    room = Class(tmp_path)
    room.sitting.director.command(Command.POSE_SET)
    room.write("")
    assert "Two poses" in room.words()
    for name, said in (("normal", "cannot be"), ("/", "cannot be"), ("star", ""), ("star", "already")):
        room.write(name)
        assert said in room.maker.message
    room.press("backspace")
    assert room.maker.view.typed == "star" and room.maker.view.poses == ()
    room.press(*["x"] * 60, "left shift", "f1", "return")
    assert len(room.maker.view.poses[0]) == setmaker.MOST_NAME
    room.write("tree", "")
    room.sitting.type(frozenset({"left shift", "a"}))
    room.write("na")
    assert room.maker.view.person == "Ana"
    room.round(1)
    for name, said in (("", "Two people"), ("Ana", "been here"), ("?", "cannot be")):
        room.write(name)
        assert said in room.maker.message and said in room.words()


@pytest.mark.no_cover
def test_a_round_waits_for_who_is_not_seen(tmp_path: Path) -> None:
    room = Class(tmp_path)
    room.sitting.director.command(Command.POSE_SET)
    room.write("star", "tree", "", "ana")
    for _ in range(300):
        room.frame()
    assert room.maker.view.stage is Stage.LEAD and room.maker.view.left_s > 2.5
    assert "Step back" in room.words()


def test_back_ends_it_and_what_was_captured_stays(tmp_path: Path) -> None:
    room = Class(tmp_path)
    room.sitting.director.command(Command.POSE_SET)
    room.write("star", "tree", "", "ana")
    room.round(1)
    room.sitting.director.command(Command.BACK)
    assert isinstance(room.sitting.director.mode, Practice) and not room.sitting.typing
    assert len(read_samples(tmp_path / "sets" / "set 1" / "samples.jsonl")) >= 28
    room.sitting.director.command(Command.POSE_SET)
    assert room.maker.view.poses == ()
    room.sitting.director.command(Command.QUIT)
    assert room.sitting.ended


def test_without_training_it_says_the_taught_pose_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poseset, "lacking", lambda: "Training needs pip; T teaches the Huia one pose at a time.")
    room = Class(tmp_path)
    room.sitting.director.command(Command.POSE_SET)
    assert "T teaches the Huia" in room.words() and not room.sitting.typing
    for _ in range(round((poseset.TOLD_S + 0.2) * FPS)):
        room.frame()
    assert isinstance(room.sitting.director.mode, Practice)


def test_a_training_that_ends_badly_says_why(tmp_path: Path) -> None:
    trainer = Trainer((sys.executable, "-c", "import sys; print('train: no room on the disk'); sys.exit(2)"))
    trainer.start(tmp_path / "s.jsonl", tmp_path / "run", "set 1")
    ended = None
    until = time.monotonic() + 20
    while ended is None and time.monotonic() < until:
        ended = trainer.poll()
        time.sleep(0.01)
    assert ended is not None and (ended.model, ended.sentence) == (None, "The training failed (no room on the disk).")
    trainer.start(tmp_path / "s.jsonl", tmp_path / "run", "set 1")
    trainer.stop()
    assert not trainer.busy and trainer.poll() is None
