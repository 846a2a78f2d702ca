"""The review window: samples one after the other, kept, relabelled or rejected by key. A change is on disk at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from game.body.poses import BY_EASE
from game.clock import FramePacer
from game.controls.command import Command
from game.errors import UserError
from game.scene.drawing import DrawList
from game.screen.display import display_available
from game.screen.inputs import WindowInput
from game.screen.window import Window
from tools.collecting.dataset import Revision
from tools.reviewing import screen as review_screen
from tools.reviewing.checkup import Problem, Report
from tools.reviewing.screen import Neighbour, ReviewView

FPS: Final = 30.0
REPEAT_S: Final = (0.45, 0.08)
"""A key held down turns pages: after this long, and then so often."""


def run(revision: Revision, report: Report, everything: bool, labels: Sequence[str]) -> int:
    """Open the window and review until somebody leaves; returns the exit code."""
    if not display_available():
        raise UserError("There is no display here; use python -m tools.review check --html sheet.html instead.")
    desk = ReviewDesk(revision, report, everything, labels)
    window = Window(title="Huia review")
    try:
        pacer = FramePacer(FPS)
        start_s = pacer.wait()
        while not desk.ended:
            t_s = pacer.wait() - start_s
            window.show(desk.frame(t_s, window.poll(), window.interface_size))
    finally:
        window.close()
    print(desk.summary())
    return 0


class ReviewDesk:
    """All the window does, given what came in: call `frame` once a frame and show what it returns."""

    def __init__(
        self, revision: Revision, report: Report, everything: bool = False, labels: Sequence[str] = ()
    ) -> None:
        self.ended = False
        self._revision = revision
        self._problems: dict[str, list[Problem]] = {}
        for problem in report.problems:
            self._problems.setdefault(problem.id, []).append(problem)
        every = [line.sample.id for line in revision.lines]
        doubtful = {line.sample.id for line in revision.lines if not revision.is_kept(line.sample)}
        pointed = list(dict.fromkeys(problem.id for problem in report.problems if problem.id in doubtful))
        self.only_problems = bool(pointed) and not everything
        self.queue: list[str] = pointed if self.only_problems else every
        self.at = 0
        known = dict.fromkeys([*report.labels, *labels])
        order = [label for label in BY_EASE if label in known]
        self.labels = (*order, *(label for label in known if label not in order))
        self._verdicts: dict[str, str] = {}
        self._history: list[tuple[str, str | None]] = []
        self._choice: int | None = None
        self._held: frozenset[str] = frozenset()
        self._repeat_s = 0.0
        self._message = ""

    @property
    def current(self) -> str:
        """The id of the sample that is shown."""
        return self.queue[self.at]

    def summary(self) -> str:
        """What was done, for the command line."""
        verdicts = list(self._verdicts.values())
        relabelled = sum(verdict not in ("kept", "rejected") for verdict in verdicts)
        text = f"{verdicts.count('kept')} kept, {relabelled} relabelled, {verdicts.count('rejected')} rejected"
        if "rejected" in verdicts:
            text += f" (moved to {self._revision.rejected_path})"
        return text

    def frame(self, t_s: float, heard: WindowInput, size: tuple[int, int]) -> DrawList:
        """Hear, change, and draw."""
        pressed, self._held = heard.held - self._held, heard.held
        self.ended |= heard.closed
        for command in heard.commands:
            self._obey(command)
        for key in sorted(pressed):
            self._press(key)
        self._turn_pages(t_s, pressed)
        return review_screen.screen(size, self._view())

    def _obey(self, command: Command) -> None:
        if command is Command.BACK:
            if self._choice is None:
                self.ended = True
            self._choice = None
        elif command in (Command.UP, Command.DOWN):
            step = 1 if command is Command.DOWN else -1
            start = self._choice if self._choice is not None else self._shown_label()
            self._choice = (start + step) % len(self.labels)
        elif command is Command.OK:
            if self._choice is None:
                self._keep()
            else:
                self._relabel(self.labels[self._choice])

    def _press(self, key: str) -> None:
        if key in ("space", "k"):
            self._keep()
        elif key in ("x", "delete"):
            self._reject()
        elif key in ("z", "backspace"):
            self._undo()
        elif key == "s":
            suggestion = next((p.suggest for p in self._problems.get(self.current, ()) if p.suggest), "")
            if suggestion:
                self._relabel(suggestion)
        elif key == "tab":
            self._change_queue()
        elif key.isdecimal() and 0 < int(key) <= len(self.labels):
            self._relabel(self.labels[int(key) - 1])

    def _turn_pages(self, t_s: float, pressed: frozenset[str]) -> None:
        keys = {"left", "right"} & self._held
        if len(keys) != 1:
            return
        if keys & pressed:
            self._repeat_s = t_s + REPEAT_S[0]
        elif t_s < self._repeat_s:
            return
        else:
            self._repeat_s = t_s + REPEAT_S[1]
        self._go(1 if "right" in keys else -1)

    def _go(self, step: int) -> None:
        self.at = min(max(0, self.at + step), len(self.queue) - 1)
        self._choice, self._message = None, ""

    # --- verdicts ---------------------------------------------------------------------------------------

    def _keep(self) -> None:
        if (place := self._revision.find(self.current)) is None:
            self._message = "It is rejected; Z brings the last one back."
        else:
            self._revision.keep(place)
            self._judge("kept")

    def _reject(self) -> None:
        place = self._revision.find(self.current)
        if place is None:
            self._message = "It is rejected already; Z brings the last one back."
        elif len(self._revision.lines) == 1:
            self._message = "It is the last sample of the file; a data set cannot be empty."
        else:
            self._revision.reject(place)
            self._judge("rejected")

    def _relabel(self, label: str) -> None:
        place = self._revision.find(self.current)
        if place is None:
            self._message = "It is rejected; Z brings the last one back."
        elif self._revision.lines[place].sample.label == label:
            self._keep()
        else:
            self._revision.relabel(place, label)
            self._judge(label)

    def _judge(self, verdict: str) -> None:
        self._history.append((self.current, self._verdicts.get(self.current)))
        self._verdicts[self.current] = verdict
        done = self.at == len(self.queue) - 1
        self._go(1)
        if done:
            self._message = "That was the last one. Esc leaves, Tab shows the others."

    def _undo(self) -> None:
        if not self._history:
            self._message = "There is nothing to undo."
            return
        name, before = self._history.pop()
        self._revision.undo()
        if before is None:
            del self._verdicts[name]
        else:
            self._verdicts[name] = before
        if name in self.queue:
            self.at = self.queue.index(name)
        self._choice, self._message = None, f"Undone: {name}"

    def _change_queue(self) -> None:
        """Between the samples that were pointed at, and all."""
        name = self.current
        pointed = [one for one in self._problems if self._revision.find(one) is not None]
        every = [line.sample.id for line in self._revision.lines]
        wanted = every if self.only_problems else pointed
        if not wanted:
            self._message = "The doctor points at no sample."
            return
        self.only_problems = not self.only_problems
        self.queue = wanted
        self.at = wanted.index(name) if name in wanted else 0
        self._choice, self._message = None, ""

    # --- what is shown ----------------------------------------------------------------------------------

    def _shown_label(self) -> int:
        place = self._revision.find(self.current)
        label = self._revision.lines[place].sample.label if place is not None else self.labels[0]
        return self.labels.index(label) if label in self.labels else 0

    def _view(self) -> ReviewView:
        lines = self._revision.lines
        place = self._revision.find(self.current)
        sample = self._revision.rejected(self.current) if place is None else lines[place].sample
        problems = self._problems.get(self.current, [])
        neighbours = []
        for n in range(max(0, self.at - 3), min(len(self.queue), self.at + 8)):
            name = self.queue[n]
            there = self._revision.find(name)
            one = self._revision.rejected(name) if there is None else lines[there].sample
            neighbours.append(Neighbour(one, self._verdicts.get(name, ""), n == self.at))
        others = [problem.other for problem in problems if problem.other]
        twin = self._revision.find(others[0]) if others else None
        examples = [line.sample for line in lines if line.sample.label == sample.label and line.sample.id != sample.id]
        return ReviewView(
            sample=sample,
            rejected=place is None,
            position=(self.at + 1, len(self.queue)),
            only_problems=self.only_problems,
            verdict=self._verdicts.get(self.current, "kept" if self._revision.is_kept(sample) else ""),
            problems=tuple(problems),
            twin=None if twin is None else lines[twin].sample,
            examples=tuple(examples[:: max(1, len(examples) // 6)][:6]),
            labels=self.labels,
            choice=self._choice,
            neighbours=tuple(neighbours),
            file=self._revision.path.name,
            judged=len(self._verdicts),
            message=self._message,
        )
