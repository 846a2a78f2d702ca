"""A capture sitting: which pose is due and when a sample is taken. No window, no clock: time is an argument.

Three ways to take samples: one at a press, one every few seconds (timer), and a guided session that leads through
all labels. A shot that is due while nobody can be measured waits for them; it never takes an empty pose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

Way = Literal["free", "timer", "guided", "done"]
News = Literal["count", "shutter", "waiting", "next", "done"]

COUNT_S: Final = 3
"""The last seconds before a shot are counted aloud."""
LEAD_S: Final = 6.0
"""Time to read a new pose's name, watch it and take it up, before the first shot of it in a guided session."""


@dataclass(frozen=True, slots=True)
class ShotPlan:
    """The plan of a sitting. labels: in guided order; every_s: time between shots; shots: number for each label."""

    labels: tuple[str, ...]
    every_s: float = 3.0
    shots: int = 5
    lead_s: float = LEAD_S

    def __post_init__(self) -> None:
        if not self.labels or self.every_s <= 0 or self.shots < 1:
            raise ValueError("a sitting needs labels, a positive interval and at least one shot of each")


class CaptureSitting:
    """The state of a sitting. Call `step` every frame; whoever does takes a sample at each "shutter" it returns."""

    def __init__(self, plan: ShotPlan, selected: str | None = None) -> None:
        self.plan = plan
        self.way: Way = "free"
        self.selected = plan.labels.index(selected) if selected in plan.labels else 0
        self.left = 0
        """Shots left of the present label in a guided session."""
        self._due_s: float | None = None
        self._span_s = plan.every_s
        self._said = 0
        self._waiting = False
        self._asked = False

    @property
    def label(self) -> str:
        """The label a sample taken now gets."""
        return self.plan.labels[self.selected]

    def until_s(self, t_s: float) -> float | None:
        """Seconds until the next shot by itself; None when there is none."""
        return None if self._due_s is None else max(0.0, self._due_s - t_s)

    def share(self, t_s: float) -> float:
        """How much of the present wait is over, 0..1."""
        until_s = self.until_s(t_s)
        return 0.0 if until_s is None else 1.0 - min(1.0, until_s / self._span_s)

    def select(self, index: int, t_s: float) -> None:
        """Choose a label by hand; a guided session goes on from there, a timer begins its wait anew."""
        self.selected = index % len(self.plan.labels)
        if self.way == "guided":
            self._lead(t_s)
        elif self.way == "timer":
            self._wait(t_s, self.plan.every_s)
        elif self.way == "done":
            self.way = "free"

    def shoot(self) -> None:
        """Ask for one sample now."""
        self._asked = True

    def timer(self, t_s: float) -> None:
        """Start or stop taking a sample every few seconds."""
        if self.way == "timer":
            self.stop()
        else:
            self.way = "timer"
            self._wait(t_s, max(self.plan.every_s, float(COUNT_S)))

    def guide(self, t_s: float) -> None:
        """Start the guided session at the first label, or stop it."""
        if self.way == "guided":
            self.stop()
        else:
            self.way, self.selected = "guided", 0
            self._lead(t_s)

    def stop(self) -> None:
        """Stop timer and guided session."""
        self.way, self._due_s, self._waiting = "free", None, False

    def taken_back(self, label: str, t_s: float) -> None:
        """The last sample, one of this label, was undone. A guided session takes it again before it goes on."""
        if self.way == "guided" and label in self.plan.labels:
            self.left = self.left + 1 if label == self.label else 1
            self.selected = self.plan.labels.index(label)
            self._wait(t_s, max(self.plan.every_s, float(COUNT_S)))

    def step(self, t_s: float, ready: bool) -> Sequence[News]:
        """What happens at this time. ready: whether somebody is in view whose pose can be taken."""
        news: list[News] = []
        if self._asked:
            self._asked = False
            news.append("shutter" if ready else "waiting")
        if self._due_s is None:
            return news
        left_s = self._due_s - t_s
        whole = int(left_s) + 1
        if left_s > 0 and whole < self._said:
            self._said = whole
            news.append("count")
        if left_s > 0:
            return news
        if not ready:
            if not self._waiting:
                self._waiting = True
                news.append("waiting")
            return news
        if self._waiting:  # somebody is back: give them a moment to take up the pose
            self._wait(t_s, max(self.plan.every_s, float(COUNT_S)))
            return news
        news.append("shutter")
        self._after_shot(t_s, news)
        return news

    def _after_shot(self, t_s: float, news: list[News]) -> None:
        if self.way == "timer":
            self._wait(t_s, self.plan.every_s)
            return
        self.left -= 1
        if self.left > 0:
            self._wait(t_s, self.plan.every_s)
        elif self.selected + 1 < len(self.plan.labels):
            self.selected += 1
            self._lead(t_s)
            news.append("next")
        else:
            self.stop()
            self.way = "done"
            news.append("done")

    def _lead(self, t_s: float) -> None:
        self.left = self.plan.shots
        self._wait(t_s, self.plan.lead_s)

    def _wait(self, t_s: float, span_s: float) -> None:
        self._due_s, self._span_s, self._waiting = t_s + span_s, span_s, False
        self._said = min(COUNT_S, int(span_s)) + 1
