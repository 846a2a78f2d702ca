"""What the hands did in the last half second: at their ends a thrust with both hands and a punch look much the same.

A hadouken's hands come from the far hip and fly forward together. In a punch or hook one fist stays where it was, a
grab's arms rise slowly from hanging, and a walker's hands move against each other. How far the body itself goes says
nothing: people lunge 0.6 to 1.5 torso lengths into a thrust. Everything is measured in torso lengths from the middle
of the shoulders, so leaning, distance and mirroring do not matter, and in seconds, so frame rates do not either.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import Final

from game.body.pose import Landmark, Pose
from game.body.units import BodyUnits
from game.tuning import MOVES, Moves

_MARKS = (
    Landmark.LEFT_WRIST,
    Landmark.RIGHT_WRIST,
    Landmark.LEFT_ELBOW,
    Landmark.RIGHT_ELBOW,
)
_Point = tuple[float, float]

WEIGHTS: Final = (-9.8, 0.71, 2.56, 2.68, 6.09, 2.07, 1.52, 7.24)
"""Weights of `signs`: logistic regression on 650 acted clips, as `python -m tools.measuring.motion --fit` prints it."""


@dataclass(frozen=True, slots=True)
class Motion:
    """The hands now and over the last `Moves.history_s`, in torso lengths; x grows to the side they point to.

    hands: how many were seen now, 0 to 2. pointing: +1 to the right of the picture, -1 to its left.
    out: the nearer hand's distance from the shoulders' middle in that direction, negative behind it.
    apart: between the hands now. together: its mean over the time, where each is at most 1. thrust: how far the
    hand that moved less has come in that direction since it was farthest back. alike: cosine between the ways both
    hands went, 1 the same way, -1 against each other, 0 where nothing moved. still: the farthest any hand was, in
    the last `Moves.still_s`, from where it is now. Where the hands were never seen both: apart and together 0, alike 1.
    """

    hands: int
    pointing: float
    out: float
    apart: float
    together: float
    thrust: float
    alike: float
    still: float


def signs(score: float, motion: Motion) -> tuple[float, ...]:
    """What speaks for a thrust, in the order of WEIGHTS, each within narrow bounds so that none decides alone.

    score: the classifier's for a hadouken, 0..1.
    """
    sure = min(max(score, 0.05), 0.95)
    both = motion.hands == 2
    thrust = min(motion.thrust / 0.6, 1.0)  # three quarters of all acted hadoukens come farther than that
    out = min(max(motion.out / 0.5, -0.5), 1.0)
    return (
        1.0,
        math.log(sure / (1.0 - sure)),
        thrust if both else 0.0,
        max(motion.alike, -0.5) if both else 0.0,
        min(max((0.8 - motion.together) / 0.5, 0.0), 1.0) if both else 0.0,
        out if both else 0.0,
        thrust if not both else 0.0,
        out if not both else 0.0,
    )


def evidence(score: float, motion: Motion) -> float:
    """Log odds that one reading belongs to a hadouken rather than to what people take for one. See WEIGHTS."""
    return sum(weight * sign for weight, sign in zip(WEIGHTS, signs(score, motion), strict=True))


def presented(motion: Motion, tuning: Moves = MOVES) -> bool:
    """Whether the hands are together and away from the body, as at the end of a thrust; an unseen hand is believed."""
    return motion.hands > 0 and motion.apart <= tuning.hands_apart and motion.out >= tuning.hands_out


class Thrust:
    """Gathers evidence for a hadouken over time, so that frame rates and single wrong readings matter little.

    Log odds are summed over time and bounded below by none at all. Beside it stands a plain rule for a pose whose
    beginning nobody saw, as when a player steps into the picture with it: held still for a while, longer if less clear.
    """

    def __init__(self, tuning: Moves = MOVES) -> None:
        self._tuning = tuning
        self.reset()

    def reset(self) -> None:
        """Forget the past."""
        self._gathered = 0.0
        self._held_s = 0.0
        self._last_s = math.inf

    def step(self, t_s: float, score: float, enter: float, motion: Motion) -> bool:
        """Whether it is a hadouken now. score: the classifier's; enter: what it scores in a clear pose."""
        tuning = self._tuning
        step_s = min(max(t_s - self._last_s, 0.0), tuning.step_s)
        self._last_s = t_s
        possible = score >= tuning.thrust_score and motion.thrust >= tuning.thrust_way
        odds = min(max(evidence(score, motion), -tuning.thrust_doubt), tuning.thrust_most if possible else 0.0)
        self._gathered = min(max(self._gathered + step_s * odds, 0.0), tuning.thrust_least)
        pace = -tuning.fall
        if motion.still <= tuning.steady and presented(motion, tuning):
            if score >= enter:
                pace = 1.0
            elif score >= tuning.held_score and motion.hands == 2:
                pace = tuning.held_pace
        self._held_s = min(max(self._held_s + pace * step_s, 0.0), tuning.held_s)
        return self._gathered >= tuning.thrust_least - 1e-9 or self._held_s >= tuning.held_s - 1e-9


class HandWatch:
    """Remembers the hands of one person."""

    def __init__(self, tuning: Moves = MOVES) -> None:
        self._tuning = tuning
        self._past: deque[tuple[float, _Point | None, _Point | None]] = deque()

    def reset(self) -> None:
        """Forget the past."""
        self._past.clear()

    def step(self, t_s: float, pose: Pose, units: BodyUnits) -> Motion:
        """Look at one more pose; times increase. Drop-outs need no call: the past simply has a gap."""
        tuning = self._tuning
        points = pose.points[_MARKS, :]
        origin_x, origin_y = units.origin_px
        width, height = pose.frame
        marks = [
            ((x * width - origin_x) / units.torso_px, (y * height - origin_y) / units.torso_px)
            for x, y, _, _ in points.tolist()
        ]
        seen = points[:, 3].tolist()
        hands = [mark if sure >= tuning.hand_seen else None for mark, sure in zip(marks[:2], seen[:2], strict=True)]
        past = self._past
        past.append((t_s, hands[0], hands[1]))
        while past[0][0] < t_s - tuning.history_s:
            past.popleft()
        pointing = 1.0 if _pointing(marks, seen) >= 0 else -1.0
        found = [hand for hand in hands if hand is not None]
        left, right = hands
        pairs = [min(_distance(a, b), 1.0) for _, a, b in past if a is not None and b is not None]
        return Motion(
            hands=len(found),
            pointing=pointing,
            out=min((pointing * hand[0] for hand in found), default=0.0),
            apart=_distance(left, right) if left is not None and right is not None else 0.0,
            together=sum(pairs) / len(pairs) if pairs else 0.0,
            thrust=min(
                (
                    max(pointing * (hand[0] - was[1 + own][0]) for was in past if was[1 + own] is not None)  # type: ignore[index]
                    for own, hand in enumerate(hands)
                    if hand is not None
                ),
                default=0.0,
            ),
            alike=self._alike(),
            still=self._still(t_s),
        )

    def _alike(self) -> float:
        """How much the hands went the same way, weighted by how far they went."""
        tuning = self._tuning
        dot = left_sum = right_sum = 0.0
        before: tuple[_Point, _Point] | None = None
        for _, left, right in self._past:
            if left is None or right is None:
                continue
            if before is not None:
                ax, ay = left[0] - before[0][0], left[1] - before[0][1]
                bx, by = right[0] - before[1][0], right[1] - before[1][1]
                dot += ax * bx + ay * by
                left_sum += ax * ax + ay * ay
                right_sum += bx * bx + by * by
            before = left, right
        if before is None:
            return 1.0
        # hands that rest are neither alike nor unlike, though all landmarks tremble together with the body's ruler
        return dot / math.sqrt((left_sum + tuning.tremble) * (right_sum + tuning.tremble))

    def _still(self, t_s: float) -> float:
        now = self._past[-1]
        farthest = 0.0
        for was in self._past:
            if was[0] >= t_s - self._tuning.still_s:
                for own in (1, 2):
                    here, there = now[own], was[own]
                    if here is not None and there is not None:
                        farthest = max(farthest, _distance(here, there))  # type: ignore[arg-type]
        return farthest


def _pointing(marks: list[_Point], seen: list[float]) -> float:
    """Where the hands point to along x: from the shoulders, and once more from the elbows, which leaning spares."""
    elbows = _middle(marks[2:], seen[2:])
    wrists = _middle(marks[:2], seen[:2])
    wrists = elbows if wrists is None else wrists
    if wrists is None:
        return 0.0
    return wrists + (wrists - elbows) if elbows is not None else wrists


def _middle(marks: list[_Point], seen: list[float]) -> float | None:
    weight = sum(seen)
    return sum(sure * mark[0] for mark, sure in zip(marks, seen, strict=True)) / weight if weight > 0.1 else None


def _distance(a: _Point, b: _Point) -> float:
    return math.hypot(a[0] - b[0], a[1] - b[1])
