"""Chooses how much of the picture is painted, so that poses have priority over pictures.

It is told of every frame and every new sight, with the time as an argument; it reads no clock and changes no rule of
the world. It paints less as soon as the machine is slow, and more only after it has been fast for a while.
"""

from __future__ import annotations

import math
from typing import Final, Literal

from game.tuning import FINEST, GOVERNING, QUALITIES, Governing, Quality
from game.words import told

QualityChoice = Literal["auto", "low", "high"]
CHOICES: Final[tuple[QualityChoice, ...]] = ("auto", "low", "high")


class Smoothed:
    """An exponential mean with time constant `over_s`. Values are weighted by their duration."""

    def __init__(self, over_s: float, value: float) -> None:
        self.over_s = over_s
        self.value = value

    def add(self, value: float, for_s: float) -> None:
        """Add a value that lasted this many seconds."""
        share = 1.0 - math.exp(-max(0.0, for_s) / self.over_s)
        self.value += (value - self.value) * share


class Share:
    """The share of time in which something was so, over the last `over_s` seconds or as long as there was any."""

    def __init__(self, over_s: float) -> None:
        self._over_s = over_s
        self._so_s = self._all_s = 0.0

    @property
    def value(self) -> float:
        """0..1; 0 before the first `add`."""
        return self._so_s / self._all_s if self._all_s else 0.0

    def add(self, so: bool, for_s: float) -> None:
        """It was so, or not, for this many seconds."""
        kept = math.exp(-max(0.0, for_s) / self._over_s)
        self._so_s = self._so_s * kept + so * for_s
        self._all_s = self._all_s * kept + for_s


class Governor:
    """The level of painting, from frame times and from the age and the number of poses.

    choice: "auto" lets it choose, "high" paints everything, "low" the least. levels: richest first; above them all is
    FINEST, for frames that leave most of their time unused.
    """

    def __init__(
        self,
        choice: QualityChoice = "auto",
        levels: tuple[Quality, ...] = QUALITIES,
        tuning: Governing = GOVERNING,
    ) -> None:
        self._fixed = choice != "auto"
        self._levels = levels
        self._tuning = tuning
        self.level = len(levels) - 1 if choice == "low" else 0
        self._spare = choice == "high"
        self._work = Smoothed(tuning.work_smooth_s, 1.0)
        self._late = Smoothed(tuning.late_smooth_s, 0.0)
        self._age_s = Smoothed(tuning.smooth_s, 0.0)
        self._poses = Smoothed(tuning.smooth_s, 1.0)
        self._slow_s = self._calm_s = 0.0
        self._wait_s = tuning.calm_s
        self._raised_s = self._settled_s = self._deaf_until_s = self._patient_until_s = -math.inf
        self._lowest_since_s: float | None = None
        self._futile_s = tuning.futile_s
        self._given_up_s = -math.inf
        self._poses_at_top = 1.0
        self._late_at = [Share(tuning.late_known_s) for _ in levels]
        self._seen: tuple[int, int, int] | None = None
        self._seen_s = 0.0

    @property
    def quality(self) -> Quality:
        """The present level of painting."""
        return FINEST if self._spare and self.level == 0 else self._levels[self.level]

    def sight(self, now_s: float, age_s: float, frames: int, dropped: int, epoch: int = 0) -> None:
        """A new sight was shown, `age_s` after its picture was taken.

        frames, dropped: frames of the source so far, and skipped ones of them, in this epoch of vision.
        """
        before, self._seen = self._seen, (epoch, frames, dropped)
        lasted_s, self._seen_s = now_s - self._seen_s, now_s
        if before is None or before[0] != epoch or frames <= before[1]:
            return  # the first one, or vision restarted
        self._age_s.add(age_s, lasted_s)
        self._poses.add(1.0 - (dropped - before[2]) / (frames - before[1]), lasted_s)

    def frame(self, now_s: float, interval_s: float, period_s: float, work_s: float, learning: bool = False) -> Quality:
        """A frame began, `interval_s` after the one before; it should have been `period_s`. Returns what to paint.

        work_s: how long the frame before worked, without waiting. learning: the game trains a model meanwhile. Less is
        painted at once then, before any frame has come late.
        """
        tuning = self._tuning
        least = min(tuning.learning, len(self._levels) - 1) if learning and not self._fixed else 0
        if self.level < least:
            self._change(now_s, least)
        if self._fixed or interval_s > tuning.stall_s:  # a moved window or a suspended laptop is not a slow machine
            return self.quality
        self._work.add(work_s / period_s, period_s)
        self._spare = self._work.value < (tuning.spare_leave if self._spare else tuning.spare_enter)
        since_s = now_s - self._settled_s
        if since_s < tuning.late_settle_s:  # the last change has no effect yet
            return self.quality
        came_late = interval_s > tuning.late * period_s
        self._late.add(float(came_late), period_s)  # each counts once, however late it is
        self._late_at[self.level].add(came_late, period_s)
        starved = since_s >= tuning.settle_s and self._starved(now_s)
        late = self._late.value > (tuning.late_enter if now_s >= self._patient_until_s else tuning.late_severe)
        slow = starved or late
        calm = self._late.value < tuning.late_leave and self._fed(now_s)
        self._slow_s = self._slow_s + interval_s if slow else 0.0
        self._calm_s = self._calm_s + interval_s if calm else 0.0
        if self._slow_s >= tuning.patience_s and self.level < len(self._levels) - 1:
            self._less(now_s)
        elif self._slow_s and self.level == len(self._levels) - 1:
            self._give_up(now_s, late)
        elif self._calm_s >= self._wait_s and self.level > least:
            self._change(now_s, self.level - 1)
            self._raised_s = now_s
        elif self._calm_s >= tuning.most_calm_s and self.level == 0:
            self._wait_s = tuning.calm_s
        return self.quality

    def figures(self) -> str:
        """One line for the F3 panel."""
        late = round(100 * self._late.value)
        how = told("fixed") if self._fixed else told("{part} % of frames late", part=late)
        return told(
            "painting: {quality} ({level} of {most}, {how})",
            quality=told(self.quality.name),
            level=self.level + 1,
            most=len(self._levels),
            how=how,
        )

    def _starved(self, now_s: float) -> bool:
        """Whether poses are too few or too old, and painting may be the cause."""
        tuning = self._tuning
        if now_s < self._deaf_until_s or now_s - self._seen_s > tuning.blind_s:
            return False
        return self._poses.value < tuning.poses_enter or self._age_s.value > tuning.age_enter_s

    def _fed(self, now_s: float) -> bool:
        """Whether poses are frequent and recent enough for more painting. Without vision they always are."""
        tuning = self._tuning
        if now_s < self._deaf_until_s or now_s - self._seen_s > tuning.blind_s:
            return True
        return self._poses.value > tuning.poses_leave and self._age_s.value < tuning.age_leave_s

    def _less(self, now_s: float) -> None:
        if self.level == 0:
            self._poses_at_top = self._poses.value
        if now_s - self._given_up_s < self._tuning.relapse_s:  # painting did matter: do not try that soon again
            self._futile_s, self._given_up_s = 8 * self._futile_s, -math.inf
        if now_s - self._raised_s < self._tuning.relapse_s:  # it was raised too early: wait longer next time
            self._wait_s = min(self._tuning.most_calm_s, 2 * self._wait_s)
        self._change(now_s, self.level + 1)

    def _give_up(self, now_s: float, late: bool) -> None:
        """If the lowest level has not helped, painting is not what poses or frames wait for: paint again.

        late: frames are, and perhaps poses, too; else only poses are missing.
        """
        tuning = self._tuning
        helped = self._late_at[self.level].value < tuning.helped * self._late_at[0].value
        if self._late.value > tuning.late_severe or (late and helped):
            self._lowest_since_s = None
            return
        if self._lowest_since_s is None:
            self._lowest_since_s = now_s
        if now_s - self._lowest_since_s < self._futile_s:
            return
        self._lowest_since_s = None
        self._deaf_until_s = now_s + tuning.deaf_s
        if late:
            self._patient_until_s, self._given_up_s = now_s + tuning.deaf_s, now_s
        if late or self._poses.value < tuning.gain * self._poses_at_top:
            self._change(now_s, 0)

    def _change(self, now_s: float, level: int) -> None:
        self.level, self._settled_s = level, now_s
        self._slow_s = self._calm_s = 0.0
        # what came late before says nothing about this level: begin between both limits
        self._late.value = (self._tuning.late_leave + self._tuning.late_enter) / 2
