"""Frames → at most one move at a time, by the temporal network where it knows the classifier's poses.

The network (`game.body.moves_model`) says of every frame how likely each move is, from the last half second. A
classifier it does not know (a maker's own labels, a player's taught poses) is served by a simple gate: its score,
with hands that are nearly still; its hadoukens are told by the network and the classifier that it does know. Above
both stands one latch (`game.body.latch`): enter, hold, leave, cool-down.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from game.body.classifier import Classifier, ModelCard, Threshold
from game.body.latch import Judgement, Latch, Obstacle
from game.body.moves_model import MovesModel, row
from game.body.past import Past
from game.body.pose import FloatArray, Landmark, Pose
from game.body.poses import HADOUKEN
from game.body.units import BodyUnits, body_units
from game.tuning import MOVES, Moves

Side = Literal["left", "right"]
_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class MoveFired:
    """A move that starts in this very step. side: only a hadouken has one, the player's own."""

    name: str
    score: float
    side: Side | None = None


class MoveGate:
    """Watches one person's frames and says when a move starts."""

    def __init__(
        self,
        card: ModelCard,
        model: MovesModel | None = None,
        tuning: Moves = MOVES,
        witness: Classifier | None = None,
    ) -> None:
        """card: of the classifier whose scores come in; model: the temporal network, used where it knows that card.

        witness: the classifier the temporal network knows, where it is another one: the two then tell hadoukens, which
        are movement, and no picture of a held pose fires one.
        """
        self._model = model if model is not None and model.knows(card) else None
        self._thrusts: _Thrusts | None = None
        if self._model is None and model is not None and witness is not None and model.knows(witness.card):
            self._thrusts = _Thrusts(card, model, witness, tuning)
        self._past = Past()
        self._hands = _Hands(tuning)
        if self._model is None:
            names, levels = card.labels, card.thresholds
        else:
            names, levels = self._model.names, self._model.card.thresholds
        self._latch = Latch(names, levels, 0.0 if self._model is None else tuning.sure, tuning)
        self._last_s = -math.inf

    @property
    def judgement(self) -> Judgement | None:
        """How the last frame with a body was judged; None before the first."""
        return self._latch.judgement

    def reset(self) -> None:
        """Forget the past."""
        self._past.reset()
        self._hands.reset()
        self._latch.reset()
        if self._thrusts is not None:
            self._thrusts.reset()
        self._last_s = -math.inf

    def step(
        self,
        t_s: float,
        scores: Sequence[float],
        pose: Pose | None,
        units: BodyUnits | None = None,
        embedding: FloatArray | None = None,
    ) -> MoveFired | None:
        """Judge one frame. No scores or no pose: nobody to judge; a long absence starts anew.

        scores, embedding: what the classifier says of it. units: the body's ruler if known. Times that do not
        increase are ignored.
        """
        if t_s <= self._last_s:
            return None
        self._last_s = t_s
        units = units or (body_units(pose) if pose is not None else None)
        if not scores or pose is None or units is None:
            self._latch.lose(t_s)
            if self._thrusts is not None:
                self._thrusts.lose(t_s)
            return None
        obstacle: Obstacle = "beside" if arm_beside(pose) else ""
        if self._model is None:
            thrust = None if self._thrusts is None else self._thrusts.step(t_s, scores, pose, units, obstacle)
            said, side = self._held(scores), _side(pose, units)
            moved = self._hands.moved(t_s, pose, units)
            obstacle = obstacle or ("moving" if moved else "")
            if thrust is not None:
                self._latch.step(t_s, said, obstacle or "cool-down")
                return thrust
        else:
            self._past.add(t_s, row(pose, units, scores, embedding, self._model.card.parts))
            said, side = self._model.judged(self._past.window())
        name = self._latch.step(t_s, said, obstacle)
        if name is None or self._latch.judgement is None:
            return None
        return MoveFired(name, self._latch.judgement.of(name), side if name == HADOUKEN else None)

    def _held(self, scores: Sequence[float]) -> tuple[float, ...]:
        """The scores less the hadouken's where movement tells it."""
        names = self._latch.names
        return tuple(0.0 if self._thrusts and name == HADOUKEN else s for name, s in zip(names, scores, strict=True))


class _Thrusts:
    """Hadoukens of a classifier the temporal network does not know: told by the witness's poses and the network.

    Where the classifier has a hadouken of its own, it must have seen one lately, too.
    """

    def __init__(self, card: ModelCard, model: MovesModel, witness: Classifier, tuning: Moves) -> None:
        self._place = card.labels.index(HADOUKEN) if HADOUKEN in card.labels else None
        level = card.thresholds.get(HADOUKEN)
        self._enter = tuning.enter if level is None else level.enter
        self._model, self._witness, self._tuning = model, witness, tuning
        self._past = Past()
        levels = {**model.card.thresholds, HADOUKEN: Threshold(tuning.witnessed, 0.6 * tuning.witnessed)}
        self._latch = Latch(model.names, levels, tuning.sure, tuning)
        self._seen_s = -math.inf

    def reset(self) -> None:
        self._past.reset()
        self._latch.reset()
        self._seen_s = -math.inf

    def lose(self, t_s: float) -> None:
        self._latch.lose(t_s)

    def step(
        self, t_s: float, scores: Sequence[float], pose: Pose, units: BodyUnits, obstacle: Obstacle
    ) -> MoveFired | None:
        """The hadouken that starts in this frame, if one does."""
        if self._place is not None and scores[self._place] >= self._enter:
            self._seen_s = t_s
        told, embedding = self._witness.look(pose, units)
        self._past.add(t_s, row(pose, units, told, embedding, self._model.card.parts))
        said, side = self._model.judged(self._past.window())
        unseen = self._place is not None and t_s - self._seen_s > self._tuning.agree_s
        name = self._latch.step(t_s, said, obstacle or ("unlike" if unseen else ""))
        if name != HADOUKEN or self._latch.judgement is None:
            return None
        return MoveFired(name, self._latch.judgement.of(name), side)


class _Hands:
    """Whether the hands are nearly still: somebody who passes through a pose does not take it."""

    def __init__(self, tuning: Moves) -> None:
        self._tuning = tuning
        self._past: deque[tuple[float, _Point | None, _Point | None]] = deque()

    def reset(self) -> None:
        self._past.clear()

    def moved(self, t_s: float, pose: Pose, units: BodyUnits) -> bool:
        """Whether a hand was, a moment ago, farther than `Moves.steady` from where it is."""
        tuning, past = self._tuning, self._past
        left, right = (
            place if float(pose.points[mark, 3]) >= tuning.hand_seen else None
            for mark, place in zip(_WRISTS, _places(pose, units, _WRISTS), strict=True)
        )
        past.append((t_s, left, right))
        while past[0][0] < t_s - tuning.still_s:
            past.popleft()
        return any(
            here is not None and there is not None and math.dist(here, there) > tuning.steady
            for _, *was in past
            for here, there in zip((left, right), was, strict=True)
        )


_WRISTS = (Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST)
_ELBOWS = (Landmark.LEFT_ELBOW, Landmark.RIGHT_ELBOW)


def _places(pose: Pose, units: BodyUnits, marks: Sequence[Landmark]) -> list[_Point]:
    """Where landmarks are, in torso lengths from the shoulders' middle."""
    width, height = pose.frame
    x0, y0 = units.origin_px
    return [
        ((x * width - x0) / units.torso_px, (y * height - y0) / units.torso_px)
        for x, y in pose.points[list(marks), :2].tolist()
    ]


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


def _side(pose: Pose, units: BodyUnits) -> Side:
    """Which of the player's own sides the hands point to; "left" when they point straight at the camera.

    From the shoulders, and once more from the elbows, which leaning spares.
    """
    wrists = _middle(pose, units, _WRISTS)
    elbows = _middle(pose, units, _ELBOWS)
    wrists = elbows if wrists is None else wrists
    if wrists is None:
        return "left"
    return "left" if wrists + (wrists - elbows if elbows is not None else 0.0) >= 0.0 else "right"


def _middle(pose: Pose, units: BodyUnits, marks: Sequence[Landmark]) -> float | None:
    """Where two landmarks are along x, the better seen one counting more; None where neither is seen."""
    seen: list[float] = pose.points[list(marks), 3].tolist()
    weight = sum(seen)
    if weight <= 0.1:
        return None
    return sum(sure * x for sure, (x, _) in zip(seen, _places(pose, units, marks), strict=True)) / weight
