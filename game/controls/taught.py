"""Taught poses as a controller: watches the readings, runs a lesson, and asks for a taught move when it sees one.

It runs in the game process on each new reading. The slow parts run in a thread: the features of the reference poses
(1 s) and learning (0.3 s). Where results must not depend on the machine's speed they run at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from game.body.classifier import load_classifier
from game.body.lesson import Lesson, LessonView, Phase
from game.body.moves import MoveGate
from game.body.notebook import Notebook, Notes, check_name
from game.body.pose import Pose
from game.body.reading import Reading
from game.body.taught import FeatureExtractor, Recogniser, Verdict, read_reference, taught_features
from game.controls.intent import Intent
from game.errors import UserError
from game.places import REFERENCE
from game.tuning import TEACHING, Teaching
from game.words import joined, mark, told

IDLE: Final = mark("You only stood there. Show me a pose, and hold it")


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """What recognising taught poses needs."""

    extractor: FeatureExtractor
    recogniser: Recogniser
    notes: Notes


@dataclass(frozen=True, slots=True)
class Fired:
    """A taught pose that was recognised. t_s: by the readings' clock. player: who took it, 1 or 2."""

    t_s: float
    name: str
    score: float
    player: int


def prepare(classifier: Path | None, reference: Path, notebook: Notebook, tuning: Teaching = TEACHING) -> Prepared:
    """Load the network, the reference poses and the notebook. Raises UserError for unusable ones.

    A taught pose that the present network cannot tell from the others is left out.
    """
    extractor = FeatureExtractor(load_classifier(classifier) if classifier is not None else None)
    recogniser = Recogniser(extractor.all_features(read_reference(reference)), tuning)
    notes = notebook.read()
    complaints = list(notes.complaints)
    for name, features in taught_features(extractor, notes.poses).items():
        verdict = recogniser.learn(name, features)
        if not verdict.learnt:
            complaints.append(f"{name} is not known any more: {verdict.sentence}")
    return Prepared(extractor, recogniser, Notes(notes.poses, tuple(complaints)))


class TaughtControl:
    """Recognises a player's own poses and learns new ones. Needs a function such as `prepare`."""

    def __init__(
        self,
        notebook: Notebook,
        make: Callable[[], Prepared],
        threaded: bool = True,
        tuning: Teaching = TEACHING,
    ) -> None:
        """If nothing was taught yet, nothing is prepared before the first lesson."""
        self._notebook = notebook
        self._make = make
        self._tuning = tuning
        self._pool = ThreadPoolExecutor(1, "taught") if threaded else None
        self._coming: Future[Prepared] | None = None
        self._prepared: Prepared | None = None
        self._gates: tuple[MoveGate, ...] = ()  # the player's and the mate's
        self._lesson: Lesson | None = None
        self._learning: Future[tuple[Verdict, Prepared]] | None = None
        self._epoch: int | None = None
        self._last_s = -math.inf
        self._serial = 0
        self._wishes: list[str | None] = [None, None]
        self._fired: list[Fired] = []
        self.scores: tuple[float, ...] = ()
        self.verdict: Verdict | None = None
        self._given_up: Verdict | None = None
        self.complaints: tuple[str, ...] = ()
        if notebook.names():
            self._start()

    @property
    def ready(self) -> bool:
        """Whether everything needed is loaded; a lesson may begin before."""
        return self._prepared is not None

    @property
    def names(self) -> tuple[str, ...]:
        """The taught poses, oldest first, in the order of `scores`."""
        return self._prepared.recogniser.names if self._prepared is not None else ()

    @property
    def poses(self) -> Mapping[str, Sequence[Pose]]:
        """The readings of each pose from its lesson."""
        return self._prepared.notes.poses if self._prepared is not None else {}

    @property
    def level(self) -> float:
        """The score from which a pose counts as recognised."""
        return self._tuning.enter

    @property
    def lesson(self) -> LessonView | None:
        """The current lesson."""
        return self._lesson.view if self._lesson is not None else None

    def outcome(self) -> Verdict | None:
        """What came of the last lesson; of an unfinished one, that it is unfinished; None where there was none."""
        if self.verdict is not None or self._lesson is None:
            return self.verdict or self._given_up
        waiting = self._lesson.phase is Phase.WAIT
        why = "nobody stood still long enough to begin" if waiting else "the source ended before the ten seconds did"
        return Verdict(self._lesson.name, False, 0.0, why)

    def teach(self, name: str | None = None) -> str:
        """Begin a lesson and drop any current one; returns the pose's name. Raises UserError for a bad name."""
        name = self._notebook.free_name() if name is None else check_name(name)
        self._lesson, self.verdict = Lesson(name, self._tuning), None
        self._start()
        return name

    def renew(self, classifier: Path) -> None:
        """Another classifier tells the embeddings from now on: taught poses are learnt anew with it."""
        if self._learning is not None:
            self._learnt(*self._learning.result())
        self._make = lambda: prepare(classifier, REFERENCE, self._notebook, self._tuning)
        self._prepared, self._coming = None, None
        self._restart_gates()
        if self._notebook.names():
            self._start()

    def stop(self) -> None:
        """End the lesson without learning."""
        self._given_up = self.outcome()
        self._lesson = None

    def forget(self, name: str) -> None:
        """Forget a pose, on disk too. Raises UserError if there is none of this name."""
        self._notebook.forget(name)
        if self._prepared is not None:
            self._prepared.recogniser.forget(name)
            self._restart_gates()

    def wipe(self) -> None:
        """Forget poses that were taught in memory only: a cabinet's next player begins with the eight."""
        if self._learning is not None:
            self._learnt(*self._learning.result())
        self._notebook.wipe()
        self._lesson = self.verdict = None
        if self._prepared is not None:
            for name in set(self.names) - set(self._notebook.names()):
                self._prepared.recogniser.forget(name)
            self._restart_gates()

    def see(self, reading: Reading, epoch: int = 0) -> None:
        """Process a reading, unless it is the same as before. epoch: as in `BodyControl.intent`."""
        if epoch != self._epoch:
            self._epoch, self._serial, self._last_s = epoch, 0, -math.inf
            self._restart_gates()
        if not reading.t_s > self._last_s:
            return
        self._last_s = reading.t_s
        self._await()
        for event in reading.events:
            if event.serial > self._serial:
                self._serial = event.serial
                if event.kind == "player" and event.name == "left" and not self._notebook.keeps:
                    self.wipe()
        if self._learning is not None:
            if self._learning.done():
                self._learnt(*self._learning.result())
        elif self._lesson is not None:
            self._continue_lesson(self._lesson, reading)
        elif self._prepared is not None and self._gates and self.names:
            self.scores = self._recognise(self._prepared, reading, 0)
            if reading.mate is not None:
                self._recognise(self._prepared, reading.mate, 1)

    def _recognise(self, prepared: Prepared, reading: Reading, who: int) -> tuple[float, ...]:
        """Note a taught pose that a player takes; returns the scores of all. who: 0 the player, 1 the mate."""
        pose = reading.pose
        features = prepared.extractor.features(pose, reading.embedding) if pose is not None else None
        scores = prepared.recogniser.scores(features)
        fired = self._gates[who].step(reading.t_s, scores, pose)
        if fired is not None:
            self._wishes[who] = fired.name
            self._fired.append(Fired(reading.t_s, fired.name, fired.score, who + 1))
        return scores[1:]

    def intent(self) -> Intent:
        """The moves just recognised, once. Everything else stays neutral, and `present` is not set."""
        (wish, other), self._wishes = self._wishes, [None, None]
        mate = None if other is None else Intent(move=other, present=False)
        return Intent(move=wish, present=False, mate=mate)

    def drain(self) -> tuple[Fired, ...]:
        """Each move since the last call, for the log."""
        fired, self._fired = tuple(self._fired), []
        return fired

    def close(self) -> None:
        """Stop the thread."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _start(self) -> None:
        if self._prepared is not None or self._coming is not None:
            return
        if self._pool is not None:
            self._coming = self._pool.submit(self._make)
        else:
            self._take(self._make())

    def _await(self) -> None:
        if self._coming is not None and self._coming.done():
            coming, self._coming = self._coming, None
            try:
                self._take(coming.result())
            except UserError as problem:
                self.complaints = (problem.sentence,)

    def _take(self, prepared: Prepared) -> None:
        self._prepared, self.complaints = prepared, prepared.notes.complaints
        self._restart_gates()

    def _restart_gates(self) -> None:
        """Restart the gates with the present set of poses."""
        self.scores, self._wishes = (), [None, None]
        recogniser = self._prepared.recogniser if self._prepared is not None else None
        self._gates = () if recogniser is None else (recogniser.gate(), recogniser.gate())

    def _continue_lesson(self, lesson: Lesson, reading: Reading) -> None:
        """Continue the lesson; at its end start learning."""
        self.scores = ()
        if lesson.step(reading.t_s, reading.pose) is not Phase.DONE:
            return
        if self._prepared is None:
            if self._coming is None:  # loading failed
                self._lesson, self.verdict = None, Verdict(lesson.name, False, 0.0, joined(self.complaints))
        elif self._pool is not None:
            self._learning = self._pool.submit(_learn, lesson, self._prepared, self._notebook)
        else:
            self._learnt(*_learn(lesson, self._prepared, self._notebook))

    def _learnt(self, verdict: Verdict, prepared: Prepared) -> None:
        self._learning = None
        self._prepared = prepared
        if self._lesson is not None and self._lesson.phase is Phase.DONE:
            self._lesson, self.verdict = None, verdict
        self._restart_gates()


def _learn(lesson: Lesson, prepared: Prepared, notebook: Notebook) -> tuple[Verdict, Prepared]:
    """Learn from a lesson and save the pose. Takes 0.3 s, nearly all of it for the features of the readings."""
    poses = lesson.poses()
    if poses and lesson.idle():
        return Verdict(lesson.name, False, 0.0, IDLE), prepared
    verdict = prepared.recogniser.learn(lesson.name, prepared.extractor.all_features(poses))
    if not verdict.learnt:
        return verdict, prepared
    try:
        notebook.write(lesson.name, poses)
    except UserError as problem:
        verdict = replace(verdict, sentence=told("I cannot keep it for next time: {why}", why=problem.sentence))
    notes = Notes({**prepared.notes.poses, lesson.name: poses}, prepared.notes.complaints)
    return verdict, Prepared(prepared.extractor, prepared.recogniser, notes)
