"""Poses in, meaning out: composes lock, smoothing, jump gate, facing and moves into one reading a frame."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from game.body.acquaintance import Acquaintance
from game.body.classifier import Classifier
from game.body.covered import CoveredArms
from game.body.facing import facing
from game.body.jump import JumpGate
from game.body.lines import MOST_COORDINATE
from game.body.moves import MoveGate
from game.body.moves_model import MovesModel
from game.body.one_arm import as_if_both
from game.body.pair_lock import PairLock
from game.body.player import Locked, PlayerLock
from game.body.pointing import pointing
from game.body.pose import FloatArray, Landmark, Pose
from game.body.poses import HADOUKEN
from game.body.profile import Choice, PlayerProfile
from game.body.reading import BodyEvent, EventKind, Reading
from game.body.smoothing import PoseSmoother
from game.body.standing import StandingGuide
from game.body.units import BodyUnits, body_units
from game.body.why import JumpCritic

KEPT_EVENTS = 16
"""Events each reading carries; a slow game loop must fall this many behind before it misses one."""

MATE_TOLD_S = 1.0
"""A second player's reading goes on for so long after they have left, so that every edge is seen."""


class BodyReader:
    """Reads a player's body frame by frame. Without a classifier everything but moves is read."""

    def __init__(
        self,
        classifier: Classifier | None = None,
        moves_model: MovesModel | None = None,
        witness: Classifier | None = None,
        *,
        profile: Choice = "auto",
        pair: bool = False,
        faces: bool = True,
    ) -> None:
        """pair: a second player may join, and is read as well (`Reading.mate`).

        faces: fit a head to each pose, for `Reading.facing`; not needed where a `FaceReader` looks at faces.
        """
        self._classifier = classifier
        self._faces = faces
        self._lock = PairLock() if pair else PlayerLock()
        self._mate_until_s = -math.inf  # a mate's last edges are told for a moment after they have left
        self._mate: BodyReader | None = None
        if pair:
            self._mate = BodyReader(classifier, moves_model, witness, profile=profile, faces=faces)
        self._profile = Acquaintance(profile)
        self._smoother = PoseSmoother()
        self._covered = CoveredArms()
        self._jump = JumpGate()
        self._critic = JumpCritic()
        self._guide = StandingGuide()
        self._moves = MoveGate(classifier.card, moves_model, witness=witness) if classifier is not None else None
        self._events: deque[BodyEvent] = deque(maxlen=KEPT_EVENTS)
        self._serial = 0
        self._last = Reading(-math.inf)
        self._player: Pose | None = None
        self._paired = False

    @property
    def player(self) -> Pose | None:
        """The player's pose of the last read as it was found, before smoothing: what a recording keeps."""
        return self._player

    @property
    def newcomer(self) -> Pose | None:
        """While nobody plays, the pose of who is nearest to joining: a replay needs it to let them join in time."""
        return self._lock.newcomer

    @property
    def mate(self) -> Pose | None:
        """The same of the second player."""
        return None if self._mate is None else self._mate.player

    @property
    def paired(self) -> bool:
        """Whether a second player plays, seen or not."""
        return self._paired

    def read(self, t_s: float, poses: Sequence[Pose]) -> Reading:
        """Read one frame: its time in seconds and everybody in it, in any order.

        A time that does not increase gives the last reading again, and no new event.
        """
        if not t_s > self._last.t_s:
            return self._last
        poses = [pose for pose in poses if np.abs(pose.points[:, :3]).max() <= MOST_COORDINATE]  # no body is that far
        locked = self._lock.step(t_s, poses)
        other = None if locked.mate is None else locked.mate.pose
        return self._paired_with(t_s, locked.mate, self._meaning(t_s, locked, len(poses), other))

    def replay(self, t_s: float, pose: Pose | None, mate: Pose | None, paired: bool) -> Reading:
        """Read one recorded frame of two players. paired: the second plays in it, seen or not.

        A recording says who is who, so the second player needs no time to join.
        """
        if self._mate is None or not t_s > self._last.t_s:
            return self.read(t_s, () if pose is None else (pose,))
        self._lock.told_paired = paired
        locked = self._lock.step(t_s, () if pose is None else (pose,))
        theirs = Locked(mate, paired and not self._paired, self._paired and not paired)
        people = (pose is not None) + (mate is not None)
        first = self._meaning(t_s, locked, people, mate)
        return self._paired_with(t_s, theirs if paired or theirs.left else None, first)

    def _paired_with(self, t_s: float, mate: Locked | None, first: Reading) -> Reading:
        """The first player's reading with the mate's."""
        self._paired = mate is not None and not mate.left
        if self._mate is None or (mate is None and t_s > self._mate_until_s):
            return first
        if mate is not None:
            self._mate_until_s = t_s + MATE_TOLD_S
        self._last = replace(first, mate=self._mate._meaning(t_s, mate or Locked(None), first.people, self._player))
        return self._last

    def _meaning(self, t_s: float, locked: Locked, people: int, other: Pose | None) -> Reading:
        """What one player does in one frame. other: the other player's pose, where there are two."""
        self._player = locked.pose
        if locked.left:
            self._add(t_s, "player", "left")
        if locked.joined or locked.left:
            self._profile.reset()
            self._smoother.reset()
            self._covered.reset()
            self._jump.reset()
            self._critic.reset()
            self._guide.reset()
            if self._moves is not None:
                self._moves.reset()
        elif locked.cut:
            self._smoother.reset()
            self._covered.reset()
            self._jump.cut()
            if self._moves is not None:
                self._moves.reset()
        if locked.joined:
            self._add(t_s, "player", "joined")

        pose = self._smoother.step(t_s, locked.pose)
        units = body_units(pose) if pose is not None else None
        if pose is not None and units is not None:
            pose = self._covered.step(t_s, pose, units, other)
        else:
            self._covered.lose()
        profile = self._profile.step(t_s, pose, units)
        jump = self._jump.step(t_s, pose, units, profile)
        if jump.fired:
            self._add(t_s, "jump")
        scores, embedding = self._move(t_s, pose, units, profile)
        self._last = Reading(
            t_s=t_s,
            pose=pose,
            people=people,
            facing=facing(pose) if pose is not None and self._faces else None,
            wrist_height=jump.wrist_height,
            line=jump.line,
            why=self._critic.step(t_s, jump, profile),
            arms_up=jump.up,
            arms_rad=arms(pose, units) if pose is not None and units is not None else None,
            scores=scores,
            embedding=embedding,
            judgement=self._moves.judgement if self._moves is not None and scores else None,
            profile=profile,
            events=tuple(self._events),
            place=self._guide.step(t_s, pose, units),
            hand=pointing(pose, units) if pose is not None and units is not None else None,
        )
        return self._last

    def _move(
        self, t_s: float, pose: Pose | None, units: BodyUnits | None, profile: PlayerProfile
    ) -> tuple[tuple[float, ...], FloatArray | None]:
        """Note the move that starts in this frame, if any. Returns the classifier's scores and embedding."""
        if self._classifier is None or self._moves is None:
            return (), None
        scores: tuple[float, ...] = ()
        embedding: FloatArray | None = None
        if pose is not None and units is not None:
            pose = as_if_both(pose, units, profile)
            scores, embedding = self._classifier.look(pose, units)
        move = self._moves.step(t_s, scores, pose, units, embedding)
        if move is not None and move.name == HADOUKEN:
            self._add(t_s, "hadouken", move.name, move.side, move.score)
        elif move is not None:
            self._add(t_s, "move", move.name, None, move.score)
        return scores, embedding

    def _add(
        self,
        t_s: float,
        kind: EventKind,
        name: str = "",
        side: Literal["left", "right"] | None = None,
        score: float = 1.0,
    ) -> None:
        self._serial += 1
        self._events.append(BodyEvent(self._serial, t_s, kind, name, side, score))


def arms(pose: Pose, units: BodyUnits) -> tuple[float, float] | None:
    """Lift of the (left, right) arm in radians, -pi/2 hanging, 0 level, +pi/2 up; None if a wrist is not found."""
    if not pose.seen((Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST), 0.05):
        return None
    at = units.of(pose.xy_px())

    def lift(shoulder: Landmark, wrist: Landmark) -> float:
        across, down = (at[wrist] - at[shoulder]).tolist()
        # an arm that points at the camera has no direction in the picture: half an arm's length calls it level
        return math.asin(max(-1.0, min(1.0, -down / max(math.hypot(across, down), 0.5))))

    return lift(Landmark.LEFT_SHOULDER, Landmark.LEFT_WRIST), lift(Landmark.RIGHT_SHOULDER, Landmark.RIGHT_WRIST)
