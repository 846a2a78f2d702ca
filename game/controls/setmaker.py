"""A pose set made in the window: names of poses and people, a round for each person, and a training for them all.

It looks at readings and hears typed keys; the game goes on meanwhile. Rounds use the readings' own times, so they
stop when nobody is seen.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from game.body.datasets import Sample, SampleWriter
from game.body.pose import Landmark, Pose
from game.body.poses import NORMAL
from game.body.reading import Reading
from game.body.units import body_units
from game.controls.trainer import Progress, Trainer
from game.errors import UserError
from game.words import joined, mark

LEAD_S: Final = 3.0
"""Time to take a pose up: a word is read, and a figure seen, in one second."""
HOLD_S: Final = 4.0
TRIM_S: Final = 0.4
"""The first part of a hold is still getting into the pose."""
EVERY_S: Final = 0.22
"""Between two samples: 16 in a hold. Nearer ones are the same moment twice."""
LEAST: Final = 8
"""Fewer samples than this of a hold, and the pose is asked for again."""
GAP_S: Final = 0.3
"""A longer gap between two readings counts as so much."""
MOST_POSES: Final = 12
LEAST_POSES: Final = 2
LEAST_PEOPLE: Final = 2
MOST_NAME: Final = 24
TOLD_S: Final = 8.0
_PLAIN: Final = re.compile(r"\w[\w .+-]*")
_SHIFTS: Final = frozenset({"left shift", "right shift"})
_ARMS: Final = (
    Landmark.LEFT_SHOULDER,
    Landmark.RIGHT_SHOULDER,
    Landmark.LEFT_ELBOW,
    Landmark.RIGHT_ELBOW,
    Landmark.LEFT_WRIST,
    Landmark.RIGHT_WRIST,
)


class Stage(StrEnum):
    """What is being done: names are typed, a round is shown, a training runs, or nothing of it."""

    POSES = "poses"
    PERSON = "person"
    LEAD = "lead"
    HOLD = "hold"
    TRAINING = "training"
    OVER = "over"


@dataclass(frozen=True, slots=True, eq=False)
class SetView:
    """A set being made. people: who has shown all poses. typed: the line being written. pose, person: whose turn it is.

    left_s, part: of the stage's time. nobody: the player cannot be measured now. example: how somebody showed this
    pose before, None for the first. message: what was wrong last, with {name} for `about`. thanks: the last
    of the people has just shown all. progress: of a training.
    """

    stage: Stage
    poses: tuple[str, ...]
    people: tuple[str, ...]
    typed: str
    pose: str
    person: str
    left_s: float
    part: float
    nobody: bool
    example: Pose | None
    message: str
    about: str
    thanks: bool
    progress: Progress


class SetMaker:
    """Makes pose sets, one after the other. Ask `view` what to show; `cues` what to sound."""

    def __init__(self, home: Path, trainer: Trainer) -> None:
        """home: the folder of sets; each gets a folder in it."""
        self._home, self._trainer = home, trainer
        self._writer: SampleWriter | None = None
        self._folder = home
        self._cues: list[str] = []
        self._model: Path | None = None
        self._held: frozenset[str] = frozenset()
        self.message = ""
        self._news = ""
        self._wanting = False
        self._clear()

    def _clear(self) -> None:
        self.stage = Stage.OVER
        self._poses: list[str] = []
        self._people: list[str] = []
        self._typed = ""
        self._person = ""
        self._at = 0
        self._over_s = 0.0
        self._last_s = -math.inf
        self._nobody = True
        self._round: list[Pose] = []
        self._shown: dict[str, Pose] = {}
        self._about = ""
        self._thanks = False

    @property
    def typing(self) -> bool:
        """Whether keys are letters of a name now."""
        return self.stage in (Stage.POSES, Stage.PERSON)

    @property
    def training(self) -> bool:
        """Whether a training is under way."""
        return self._trainer.busy

    @property
    def view(self) -> SetView:
        """What there is to show."""
        whole_s = LEAD_S if self.stage is Stage.LEAD else HOLD_S
        pose = self._poses[self._at] if self.stage in (Stage.LEAD, Stage.HOLD) else ""
        return SetView(
            self.stage,
            tuple(self._poses),
            tuple(self._people),
            self._typed,
            pose,
            self._person,
            max(0.0, whole_s - self._over_s),
            min(1.0, self._over_s / whole_s),
            self._nobody,
            self._shown.get(pose),
            self.message,
            self._about,
            self._thanks,
            self._trainer.progress,
        )

    def cues(self) -> tuple[str, ...]:
        """Sounds since the last call, by their names in the sound bank."""
        due, self._cues = tuple(self._cues), []
        return due

    def open(self) -> None:
        """Begin a new set, or go on with one whose result was not good enough.

        Raises UserError while another one is trained on.
        """
        if self.training:
            raise UserError(mark("The last set is still being learnt"))
        if self._wanting:
            self.stage, self._wanting = Stage.PERSON, False
            return
        self._clear()
        number = 1
        while (self._home / f"set {number}").exists():
            number += 1
        self._folder = self._home / f"set {number}"
        self.stage, self.message = Stage.POSES, ""
        self._held = frozenset({"f4"})  # what opened it is still held down

    def leave(self) -> None:
        """Stop making a set; what was captured stays on disk, and a training goes on."""
        self._finish_writing()
        if self.stage is not Stage.TRAINING:
            self.stage = Stage.OVER

    def close(self) -> None:
        """The program ends."""
        self._finish_writing()
        self._trainer.stop()

    # --- names

    def type(self, held: frozenset[str]) -> None:
        """Keys held down now, by their plain names: those newly pressed write the line."""
        pressed, self._held = held - self._held, held
        for key in _in_order(pressed):
            if not self.typing:
                return
            if key in ("return", "enter"):
                self._enter()
            elif key == "backspace":
                self._rub_out()
            elif len(self._typed) < MOST_NAME and (key == "space" or len(key) == 1):
                letter = key.upper() if held & _SHIFTS else key
                self._typed += " " if key == "space" else letter

    def _rub_out(self) -> None:
        if self._typed:
            self._typed = self._typed[:-1]
        elif self.stage is Stage.POSES and self._poses:
            self._typed = self._poses.pop()

    def _enter(self) -> None:
        name, self._typed, self.message, self._thanks = self._typed.strip(), "", "", False
        if self.stage is Stage.POSES:
            self._pose_named(name)
        else:
            self._person_named(name)

    def _pose_named(self, name: str) -> None:
        if not name and len(self._poses) < LEAST_POSES:
            self.message = mark("Two poses are the least")
        elif not name:
            self.stage = Stage.PERSON
        elif not _PLAIN.fullmatch(name) or name.lower() == NORMAL:
            self.message, self._about = mark("{name} cannot be a pose's name"), name
        elif name in self._poses:
            self.message, self._about = mark("{name} is there already"), name
        else:
            self._poses.append(name)
            self.stage = Stage.PERSON if len(self._poses) == MOST_POSES else Stage.POSES

    def _person_named(self, name: str) -> None:
        if not name and len(self._people) < LEAST_PEOPLE:
            self.message = mark("Two people are the least: one is learnt from, one checks")
        elif not name:
            self._train()
        elif not _PLAIN.fullmatch(name):
            self.message, self._about = mark("{name} cannot be a name"), name
        elif name in self._people:
            self.message, self._about = mark("{name} has been here already"), name
        else:
            self._person, self._at = name, 0
            self._begin(Stage.LEAD)

    # --- rounds

    def see(self, reading: Reading) -> None:
        """A new reading: a round goes on with it. Times that do not increase are ignored."""
        if self.stage not in (Stage.LEAD, Stage.HOLD) or not reading.t_s > self._last_s:
            return
        passed_s = min(reading.t_s - self._last_s, GAP_S) if math.isfinite(self._last_s) else 0.0
        self._last_s = reading.t_s
        pose = reading.pose
        self._nobody = pose is None or body_units(pose) is None or not pose.seen(_ARMS, 0.2)
        if self._nobody or pose is None:
            return
        before_s, self._over_s = self._over_s, self._over_s + passed_s
        if self.stage is Stage.LEAD:
            if math.ceil(LEAD_S - before_s) != math.ceil(LEAD_S - self._over_s):
                self._cues.append("count")
            if self._over_s >= LEAD_S:
                self._begin(Stage.HOLD)
                self._round = []
            return
        if self._over_s >= TRIM_S + EVERY_S * len(self._round):
            self._round.append(pose)
        if self._over_s >= HOLD_S:
            self._held_long()

    def _begin(self, stage: Stage) -> None:
        self.stage, self._over_s = stage, 0.0

    def _held_long(self) -> None:
        name = self._poses[self._at]
        if len(self._round) < LEAST:
            self.message, self._about = mark("I hardly saw {name}: once more"), name
            self._begin(Stage.LEAD)
            return
        try:
            self._keep(name)
        except UserError as problem:
            self.message = problem.sentence
            self.stage = Stage.PERSON
            return
        self.message = ""
        self._shown.setdefault(name, self._round[len(self._round) // 2])
        self._cues.append("shutter")
        self._at += 1
        if self._at < len(self._poses):
            self._begin(Stage.LEAD)
            return
        self._people.append(self._person)
        self._thanks = True
        self.stage = Stage.PERSON
        self._cues.append("best")

    def _keep(self, label: str) -> None:
        """Write the samples of a hold. Raises UserError where the disk refuses."""
        if self._writer is None:
            self._writer = SampleWriter(self._folder / "samples.jsonl")
        for number, pose in enumerate(self._round, 1):
            name = f"{label}-{self._person}-{number:02d}".replace(" ", "_")
            self._writer.write(Sample(name, label, self._person, "window", pose, source="huia"))

    def _finish_writing(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    # --- training

    def _train(self) -> None:
        self._finish_writing()
        try:
            self._trainer.start(self._folder / "samples.jsonl", self._folder / "run", self._folder.name)
        except UserError as problem:
            self.message = problem.sentence
            return
        self.stage, self.message = Stage.TRAINING, ""

    def poll(self) -> None:
        """Look how far the training is: now and then, at least once a second."""
        ended = self._trainer.poll()
        if ended is None:
            return
        self._model, self.message = ended.model, ended.sentence
        self._cues.append("best" if ended.model is not None else "empty")
        self.stage = Stage.OVER
        self._wanting = ended.model is None and bool(self._people)
        self._news = joined((ended.sentence, "" if ended.model is not None else mark("F4: one more person")))

    def take_news(self) -> str:
        """What came of a training, once; "" for nothing new."""
        news, self._news = self._news, ""
        return news

    def take_model(self) -> Path | None:
        """The model that has just been trained, once."""
        model, self._model = self._model, None
        return model


def _in_order(pressed: Iterable[str]) -> list[str]:
    """Keys of one frame, letters before Enter: who types fast ends the line last."""
    return sorted(pressed, key=lambda key: (key in ("return", "enter"), key))
