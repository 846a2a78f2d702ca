"""Chooses the player among several people: the one nearest to the middle joins and stays, whoever walks past.

Everybody in view is followed, not only the player: somebody who passes before a hidden player is then known to be
somebody else. People are told apart by where they are about to be and how large they are; the order in which the
landmarker lists them means nothing. Distances are in torso lengths, so the lock works near and far.

A picture that cuts or zooms shows the same player elsewhere or in another size between two frames. So somebody who is
alone in view when the player vanishes is the player, unless they were in view beside the player or walk past.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from game.body.pose import Landmark, Pose
from game.body.units import BodyUnits, body_units
from game.tuning import LOCK, Lock


@dataclass(frozen=True, slots=True, eq=False)
class Locked:
    """pose: the player's, None if nobody plays or the player is hidden. joined, left: edges of this step.

    cut: the same player, but place or size have jumped: movements across this frame mean nothing.
    """

    pose: Pose | None
    joined: bool = False
    left: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Person:
    """A person in this frame."""

    pose: Pose
    units: BodyUnits

    @property
    def off_middle(self) -> float:
        """Distance from the vertical middle line in fractions of the frame's width."""
        return abs(self.units.origin_px[0] / self.pose.frame[0] - 0.5)

    @property
    def breadth(self) -> float:
        """Width of the shoulders in the picture, torso lengths: next to nothing for a body in profile."""
        left, right = self.pose.xy_px()[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER], 0].tolist()
        return float(abs(left - right) / self.units.torso_px)


class _Track:
    """A person tracked from frame to frame."""

    def __init__(self, t_s: float, person: _Person) -> None:
        self.x, self.y = person.units.origin_px  # pixels
        self.torso = person.units.torso_px
        self.vx = self.vy = 0.0  # pixels a second
        self.since_s = self.seen_s = t_s
        self.jumped = False  # whether place or size changed more than a body can

    def cost(self, t_s: float, person: _Person, tuning: Lock) -> float:
        """Misfit of a person and this track; infinite if they cannot be the same. Good fits are below 0.5."""
        unseen_s = t_s - self.seen_s
        # the predicted walk is used only for a short time
        ahead_s = min(unseen_s, tuning.coast_s)
        x, y = person.units.origin_px
        apart = math.hypot(x - self.x - self.vx * ahead_s, y - self.y - self.vy * ahead_s) / self.torso
        reach = min(tuning.reach + tuning.reach_per_s * unseen_s, tuning.reach_most)
        growth = abs(math.log(person.units.torso_px / self.torso)) / math.log(tuning.size_ratio)
        return apart / reach + growth if apart <= reach and growth <= 1.0 else math.inf

    def sight(self, t_s: float, person: _Person, tuning: Lock) -> None:
        """Continue the track with this person."""
        step_s = t_s - self.seen_s
        apart = math.dist(person.units.origin_px, (self.x, self.y)) / self.torso
        growth = abs(math.log(person.units.torso_px / self.torso))
        self.jumped = step_s <= tuning.cut_s and (apart > tuning.cut_way or growth > math.log(tuning.cut_ratio))
        if self.jumped:
            self.vx = self.vy = 0.0
            self.x, self.y, self.torso, self.seen_s = *person.units.origin_px, person.units.torso_px, t_s
            return
        share = 1.0 - math.exp(-step_s / tuning.velocity_s)
        x, y = person.units.origin_px
        self.vx += share * ((x - self.x) / step_s - self.vx)
        self.vy += share * ((y - self.y) / step_s - self.vy)
        self.x, self.y, self.seen_s = x, y, t_s
        self.torso += share * (person.units.torso_px - self.torso)


class PlayerLock:
    """Tracks the player among the people of each frame."""

    def __init__(self, tuning: Lock = LOCK) -> None:
        self._tuning = tuning
        self._tracks: list[_Track] = []
        self._player: _Track | None = None
        self._former: _Track | None = None  # the player before a cut, who may only have been hidden
        self._t_s = -math.inf

    def step(self, t_s: float, poses: Sequence[Pose]) -> Locked:
        """Find the player among the people of one frame, in any order. Times that do not increase change nothing."""
        if not t_s > self._t_s:
            return Locked(None)
        self._t_s = t_s
        tuning = self._tuning
        people = self._distinct([_Person(pose, units) for pose in poses if (units := body_units(pose)) is not None])
        seen = self._follow(t_s, people)
        self._tracks = [
            track
            for track in self._tracks
            if t_s - track.seen_s <= (tuning.leave_s if track in (self._player, self._former) else tuning.forget_s)
        ]
        left = self._player is not None and self._player not in self._tracks
        if left:
            self._player = None
        if self._player is not None:
            cut = self._cut(t_s, self._player, seen)
            person = seen.get(self._player)
            return Locked(person.pose if person else None, cut=person is not None and (cut or self._player.jumped))

        ready = [(track, person) for track, person in seen.items() if t_s - track.since_s >= tuning.join_s]
        if not ready:
            return Locked(None, left=left)
        self._player, person = min(ready, key=lambda one: one[1].off_middle)
        self._former = None
        return Locked(person.pose, joined=True, left=left)

    def _cut(self, t_s: float, player: _Track, seen: dict[_Track, _Person]) -> bool:
        """Detect a cut or zoom, or that there was none after all. Returns whether the player changed track."""
        tuning = self._tuning
        former = self._former
        if former is not None and former in seen:  # the newcomer had only hidden them
            self._player, self._former = former, None
            return True
        if former not in self._tracks:
            self._former = None
        if player in seen or len(seen) != 1:
            return False
        ((stranger, person),) = seen.items()
        if stranger.since_s <= player.seen_s:  # they were visible beside the player before
            return False
        faces = person.breadth >= tuning.cut_breadth
        sudden = stranger.since_s - player.seen_s <= tuning.cut_s and faces
        pace = math.hypot(stranger.vx, stranger.vy) / stranger.torso
        stays = t_s - stranger.since_s >= tuning.join_s and pace < tuning.cut_pace
        if not (sudden or stays):
            return False
        self._player, self._former = stranger, player
        return True

    def _distinct(self, people: list[_Person]) -> list[_Person]:
        """The people without duplicates: a landmarker may detect one body twice."""
        kept: list[_Person] = []
        for person in sorted(people, key=lambda one: -float(one.pose.points[:, 3].sum())):
            x, y = person.units.origin_px
            if not any(
                math.hypot(x - other.units.origin_px[0], y - other.units.origin_px[1])
                < self._tuning.ghost * max(person.units.torso_px, other.units.torso_px)
                for other in kept
            ):
                kept.append(person)
        return kept

    def _follow(self, t_s: float, people: list[_Person]) -> dict[_Track, _Person]:
        """Assign people to tracks, best fits first, and start tracks for the rest. Returns the tracks now in view."""
        tuning = self._tuning
        fits: list[tuple[float, int, _Track, _Person]] = []
        for track in self._tracks:
            for person in people:
                cost = track.cost(t_s, person, tuning)
                if cost < math.inf:
                    fits.append((cost * (tuning.loyalty if track is self._player else 1.0), len(fits), track, person))
        seen: dict[_Track, _Person] = {}
        taken: set[int] = set()
        for _, _, track, person in sorted(fits, key=lambda fit: fit[:2]):
            if track not in seen and id(person) not in taken:
                seen[track] = person
                taken.add(id(person))
                track.sight(t_s, person, tuning)
        for person in people:
            if id(person) not in taken:
                track = _Track(t_s, person)
                self._tracks.append(track)
                seen[track] = person
        return seen
