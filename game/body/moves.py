"""Scores over time → at most one move at a time.

A held pose must score for a while, with hands that are nearly still and where the pose wants them
(`game.body.telltale`); a hadouken is a movement and asks for evidence of it (`game.body.motion`). A move is then held
until its score falls, and a cool-down separates it from the next. Seconds are gathered, not readings, so 15 and 60
frames a second behave alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from game.body.classifier import ModelCard, Threshold
from game.body.motion import HandWatch, Motion, Thrust, presented
from game.body.pose import Landmark, Pose
from game.body.poses import HADOUKEN, NORMAL
from game.body.telltale import shown
from game.body.units import BodyUnits, body_units
from game.tuning import MOVES, TELLTALES, Moves, Telltales

Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class MoveFired:
    """A move that starts in this very step. side: only a hadouken has one, the player's own."""

    name: str
    score: float
    side: Side | None = None


class MoveGate:
    """Watches scores and says when a move starts."""

    def __init__(self, card: ModelCard, tuning: Moves = MOVES, telltales: Telltales = TELLTALES) -> None:
        self._labels = card.labels
        default = Threshold(tuning.enter, tuning.leave)
        self._thresholds = [card.thresholds.get(label, default) for label in card.labels]
        self._tuning = tuning
        self._telltales = telltales
        self._hands = HandWatch(tuning)
        self._thrust = Thrust(tuning)
        self._thrown = card.labels.index(HADOUKEN) if HADOUKEN in card.labels else None
        self.reset()

    def reset(self) -> None:
        """Forget the past."""
        self._held: int | None = None
        self._held_s = -math.inf  # when the held label last scored as it should
        self._gathered = [0.0] * len(self._labels)  # seconds that speak for each label, bounded by hold_s
        self._last_s = -math.inf
        self._free_s = -math.inf
        self._hands.reset()
        self._thrust.reset()

    def step(
        self, t_s: float, scores: Sequence[float], pose: Pose | None, units: BodyUnits | None = None
    ) -> MoveFired | None:
        """Judge one reading. No scores or no pose: nobody to judge; a long absence starts anew.

        units: the body's ruler if known. Times that do not increase are ignored.
        """
        tuning = self._tuning
        if t_s <= self._last_s:
            return None
        units = units or (body_units(pose) if pose is not None else None)
        if not scores or pose is None or units is None:
            if t_s - self._last_s > tuning.gap_s:
                free_s = self._free_s
                self.reset()
                self._free_s = free_s
            return None
        step_s = min(t_s - self._last_s, tuning.step_s) if math.isfinite(self._last_s) else 0.0
        self._last_s = t_s
        motion = self._hands.step(t_s, pose, units)
        self._release(t_s, scores, motion)
        thrown = self._thrown_now(t_s, scores, motion)
        held = self._held_now(step_s, scores, pose, units, motion)
        move = held if thrown is None else thrown
        if move is None or move == self._held or t_s < self._free_s:
            return None
        self._held, self._held_s = move, t_s
        self._free_s = t_s + tuning.cooldown_s
        name = self._labels[move]
        return MoveFired(name, float(scores[move]), _side(motion) if name == HADOUKEN else None)

    def _release(self, t_s: float, scores: Sequence[float], motion: Motion) -> None:
        """Let go of the held move when it has been gone for a while; hands still thrust out are not gone."""
        if self._held is None:
            return
        stays = self._held == self._thrown and presented(motion, self._tuning)
        if stays or scores[self._held] >= self._thresholds[self._held].leave:
            self._held_s = t_s
        elif t_s - self._held_s > self._tuning.lower_s:
            self._held = None

    def _thrown_now(self, t_s: float, scores: Sequence[float], motion: Motion) -> int | None:
        """The hadouken's label if there is one now."""
        if self._thrown is None:
            return None
        enter = self._thresholds[self._thrown].enter
        return self._thrown if self._thrust.step(t_s, scores[self._thrown], enter, motion) else None

    def _held_now(
        self, step_s: float, scores: Sequence[float], pose: Pose, units: BodyUnits, motion: Motion
    ) -> int | None:
        """The label of the pose that is held now, if any."""
        tuning = self._tuning
        best = max(range(len(scores)), key=scores.__getitem__)
        held = 0.0
        if best != self._thrown and self._labels[best] != NORMAL:
            held = self._held_share(best, scores[best], pose, units, motion)
        for label, seconds in enumerate(self._gathered):
            gain = held if label == best and held > 0.0 else -tuning.fall
            self._gathered[label] = min(max(seconds + gain * step_s, 0.0), tuning.hold_s)
        return best if held > 0.0 and self._gathered[best] >= tuning.hold_s - 1e-9 else None

    def _held_share(self, label: int, score: float, pose: Pose, units: BodyUnits, motion: Motion) -> float:
        """What this reading counts for the label that scores best, 0..1."""
        tuning = self._tuning
        enter = self._thresholds[label].enter
        if score < min(enter, tuning.likely) or motion.still > tuning.steady or arm_beside(pose):
            return 0.0
        clearly = shown(self._labels[label], pose, units, self._telltales)
        if clearly < 0.0:
            return 0.0
        return 1.0 if score >= enter else tuning.likely_pace if clearly >= 1.0 else 0.0


def arm_beside(pose: Pose) -> bool:
    """Whether a shoulder, or elbow and wrist of an arm, are left or right of the picture: landmarks there are guesses.

    Somebody who stands half out of the picture takes any pose now and then; where the shoulder is guessed, so is the
    arm, wherever it seems to be. Arms raised over the picture's upper edge are still told from hanging ones, and count.
    """
    x = pose.points[:, 0]
    return any(
        not 0.0 <= float(x[shoulder]) <= 1.0
        or float(max(x[elbow], x[wrist])) < 0.0
        or float(min(x[elbow], x[wrist])) > 1.0
        for shoulder, elbow, wrist in (
            (Landmark.LEFT_SHOULDER, Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST),
            (Landmark.RIGHT_SHOULDER, Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST),
        )
    )


def _side(motion: Motion) -> Side:
    """Which of the player's own sides the hands point to; "left" when they point straight at the camera."""
    return "left" if motion.pointing >= 0 else "right"
