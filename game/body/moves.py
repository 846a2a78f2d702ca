"""Scores over time → at most one move at a time.

A move must win several readings within a short window, not one; it is then held until its score falls, and a
cool-down separates it from the next. Counting is by share of a time window, so 15 and 60 frames a second
behave alike.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from game.body.classifier import NORMAL, ModelCard, Threshold
from game.body.pose import Landmark, Pose
from game.body.units import body_units
from game.tuning import MOVES, Moves

Side = Literal["left", "right"]
HADOUKEN = "hadouken"


@dataclass(frozen=True, slots=True)
class MoveFired:
    """A move that starts in this very step. side: only a hadouken has one, the player's own."""

    name: str
    score: float
    side: Side | None = None


class MoveGate:
    """Watches scores and says when a move starts."""

    def __init__(self, card: ModelCard, tuning: Moves = MOVES) -> None:
        self._labels = card.labels
        default = Threshold(tuning.enter, tuning.leave)
        self._thresholds = [card.thresholds.get(label, default) for label in card.labels]
        self._tuning = tuning
        self.reset()

    def reset(self) -> None:
        """Forget the past."""
        self._held: int | None = None
        self._held_s = -math.inf  # when the held label last scored as it should
        self._votes: deque[tuple[float, int | None]] = deque()  # (time, label that reached its threshold)
        self._last_s = -math.inf
        self._free_s = -math.inf

    def step(self, t_s: float, scores: Sequence[float], pose: Pose | None) -> MoveFired | None:
        """Judge one reading. No scores or no pose: nobody to judge; a long absence starts anew.

        Times that do not increase are ignored.
        """
        tuning = self._tuning
        if t_s <= self._last_s:
            return None
        if not scores or pose is None:
            if t_s - self._last_s > tuning.gap_s:
                free_s = self._free_s
                self.reset()
                self._free_s = free_s
            return None
        self._last_s = t_s
        best = max(range(len(scores)), key=scores.__getitem__)
        vote = best if scores[best] >= self._thresholds[best].enter else None
        if vote is not None and self._labels[vote] == HADOUKEN and not thrust(pose, tuning):
            vote = None
        self._votes.append((t_s, vote))
        while self._votes[0][0] < t_s - tuning.window_s:
            self._votes.popleft()

        if self._held is not None:
            if scores[self._held] >= self._thresholds[self._held].leave:
                self._held_s = t_s
            elif t_s - self._held_s > tuning.lower_s:
                self._held = None
        if vote is None or vote == self._held or self._labels[vote] == NORMAL or t_s < self._free_s:
            return None
        agreed = sum(v == vote for _, v in self._votes)
        if agreed < tuning.least or agreed < tuning.share * len(self._votes):
            return None
        if t_s - self._votes[0][0] < tuning.window_s * tuning.share:
            return None
        self._held, self._held_s = vote, t_s
        self._free_s = t_s + tuning.cooldown_s
        name = self._labels[vote]
        return MoveFired(name, float(scores[vote]), pointing_side(pose) if name == HADOUKEN else None)


def thrust(pose: Pose, tuning: Moves = MOVES) -> bool:
    """Whether both hands are together and away from the body, as every hadouken's are; True where unseen.

    A classifier that saw few fighters takes a straight punch for a hadouken; the other fist, at the chin or hip,
    tells them apart.
    """
    units = body_units(pose)
    if units is None or not pose.seen((Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST), 0.1):
        return True
    left, right = units.of(pose.xy_px())[[Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST]].tolist()
    apart = math.hypot(left[0] - right[0], left[1] - right[1])
    out = min(left[0], right[0]) if left[0] + right[0] >= 0 else min(-left[0], -right[0])
    return apart <= tuning.hands_apart and out >= tuning.hands_out


def pointing_side(pose: Pose) -> Side:
    """Which of the player's own sides both hands point to; "left" when they point straight at the camera."""
    units = body_units(pose)
    if units is None:
        return "left"
    x = units.of(pose.xy_px())[:, 0].tolist()
    seen = pose.points[:, 3].tolist()

    def middle(*marks: Landmark) -> float:
        weight = sum(seen[mark] for mark in marks)
        return sum(seen[mark] * x[mark] for mark in marks) / weight if weight > 0.1 else 0.0

    elbows = middle(Landmark.LEFT_ELBOW, Landmark.RIGHT_ELBOW)
    wrists = middle(Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST) or elbows
    # the hands count from the shoulders (0), and their direction from the elbows, which leaning does not move
    return "left" if wrists + (wrists - elbows) >= 0 else "right"
