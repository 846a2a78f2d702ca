"""Frames → at most one move at a time, by the temporal network where it knows the classifier's poses.

The network (`game.body.moves_model`) says of every frame how likely each move is, from the last half second. A
classifier it does not know (a maker's own labels, a player's taught poses) is served by a simple gate: its score,
with hands that are nearly still. Where such a classifier has some of the Huia's own poses, the network tells those, as
far as the classifier agrees. Above both stands one latch (`game.body.latch`): enter, hold, leave, cool-down.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from game.body.classifier import Classifier, ModelCard, Threshold
from game.body.latch import Judgement, Latch, Obstacle
from game.body.moves_model import MovesModel, row
from game.body.past import Past
from game.body.pose import FloatArray, Landmark, Pose
from game.body.poses import HADOUKEN, NORMAL
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
        are movement, and the poses that `card.known` names.
        """
        self._model = model if model is not None and model.knows(card) else None
        self._huia: _Huia | None = None
        if self._model is None and model is not None and witness is not None and model.knows(witness.card):
            self._huia = _Huia(card, model, witness, tuning)
        self._past = Past()
        self._hands = _Hands(tuning)
        names, levels = card.labels, card.thresholds
        if self._model is not None:
            names, levels = self._model.names, self._model.card.thresholds
        elif self._huia is not None:
            names, levels = self._huia.names, self._huia.thresholds
        self._told = frozenset(names) if self._model is not None else self._huia.told if self._huia else frozenset()
        self._latch = Latch(names, levels, dict.fromkeys(self._told, tuning.sure), tuning)
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
        if self._huia is not None:
            self._huia.reset()
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
            return None
        obstacle: Obstacle = "beside" if arm_beside(pose) else ""
        if self._model is not None:
            self._past.add(t_s, row(pose, units, scores, embedding, self._model.card.parts))
            said, side = self._model.judged(self._past.window())
        else:
            said, side = tuple(scores), _side(pose, units)
            if self._huia is not None:
                said, thrust = self._huia.judged(t_s, scores, pose, units)
                side = thrust if HADOUKEN in self._told else side
            moved = self._hands.moved(t_s, pose, units)
            if moved and self._latch.likeliest(said) not in self._told:
                obstacle = obstacle or "moving"
        name = self._latch.step(t_s, said, obstacle)
        if name is None or self._latch.judgement is None:
            return None
        return MoveFired(name, self._latch.judgement.of(name), side if name == HADOUKEN else None)


class _Huia:
    """What the temporal network and its own classifier, the witness, say beside a classifier they do not know.

    Hadoukens are movement, so these two tell them. They also tell the other poses that the classifier shares with the
    Huia, because they have seen thousands of people and it may have seen three; but they tell such a pose only while
    the classifier sees it, too. Where it has another pose named hadouken, the network's hadoukens are dropped.
    """

    def __init__(self, card: ModelCard, model: MovesModel, witness: Classifier, tuning: Moves) -> None:
        self._labels = card.labels
        self.names = card.labels if HADOUKEN in card.labels else (*card.labels, HADOUKEN)
        self._shared = frozenset(name for name in card.known if name in card.labels and name in model.names)
        self.told = self._shared if HADOUKEN in card.labels else self._shared | {HADOUKEN}
        """The names whose probability is the network's."""
        thrust = model.card.thresholds.get(HADOUKEN, Threshold(tuning.enter, tuning.leave))
        enter, sure, hold_s = tuning.witnessed, tuning.witnessed_sure, tuning.witnessed_s
        thrust = replace(thrust, enter=enter, leave=0.6 * enter, sure=sure, hold_s=hold_s)
        levels = {**model.card.thresholds, HADOUKEN: thrust}
        self.thresholds = {**card.thresholds, **{name: levels[name] for name in self.told if name in levels}}
        self._model, self._witness, self._tuning = model, witness, tuning
        self._past = Past()
        self._seen_s: dict[str, float] = {}

    def reset(self) -> None:
        self._past.reset()
        self._seen_s = {}

    def judged(
        self, t_s: float, scores: Sequence[float], pose: Pose, units: BodyUnits
    ) -> tuple[tuple[float, ...], Side]:
        """Probabilities in the order of `names`, and a hadouken's side. scores: of the other classifier."""
        looked, embedding = self._witness.look(pose, units)
        self._past.add(t_s, row(pose, units, looked, embedding, self._model.card.parts))
        said, side = self._model.judged(self._past.window())
        network = dict(zip(self._model.names, said, strict=True))
        own = dict(zip(self._labels, scores, strict=True))
        for name in self._shared:
            if own[name] >= self._tuning.seconded:
                self._seen_s[name] = t_s
        return tuple(self._probability(t_s, name, own, network) for name in self.names), side

    def _probability(self, t_s: float, name: str, own: Mapping[str, float], network: Mapping[str, float]) -> float:
        if name == NORMAL:  # who does a pose that only one of the two knows does nothing in the other's eyes
            return min(own[name], network.get(name, 1.0))
        if name not in self.told:
            return own[name]
        seen = name not in self._shared or t_s - self._seen_s.get(name, -math.inf) <= self._tuning.agree_s
        return network[name] if seen else 0.0


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
