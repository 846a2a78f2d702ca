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

import numpy as np

from game.body.pose import FloatArray, Landmark, Pose
from game.body.units import BodyUnits, body_units
from game.tuning import LOCK, Lock


@dataclass(frozen=True, slots=True, eq=False)
class Locked:
    """pose: the player's, None if nobody plays or the player is hidden. joined, left: edges of this step.

    cut: the same player, but place or size have jumped: movements across this frame mean nothing. mate: of the second
    player, None where one plays.
    """

    pose: Pose | None
    joined: bool = False
    left: bool = False
    cut: bool = False
    mate: Locked | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Person:
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


class Track:
    """A person tracked from frame to frame."""

    def __init__(self, t_s: float, person: Person) -> None:
        self.x, self.y = person.units.origin_px  # pixels
        self.torso = person.units.torso_px
        self.vx = self.vy = 0.0  # pixels a second
        self.since_s = self.seen_s = t_s
        self.jumped = False  # whether place or size changed more than a body can
        self.garb = person.pose.garb

    def cost(self, t_s: float, person: Person, tuning: Lock) -> float:
        """Misfit of a person and this track; infinite if they cannot be the same. Good fits are below 0.5."""
        unseen_s = t_s - self.seen_s
        # the predicted walk is used only for a short time
        ahead_s = min(unseen_s, tuning.coast_s)
        x, y = person.units.origin_px
        apart = math.hypot(x - self.x - self.vx * ahead_s, y - self.y - self.vy * ahead_s) / self.torso
        reach = min(tuning.reach + tuning.reach_per_s * unseen_s, tuning.reach_most)
        growth = abs(math.log(person.units.torso_px / self.torso)) / math.log(tuning.size_ratio)
        strange = strangeness(self.garb, person.pose.garb, tuning)
        if apart > reach or growth > 1.0 or (strange == 1.0 and unseen_s > tuning.again_s):
            return math.inf
        return apart / reach + growth + tuning.garb_cost * strange

    def sight(self, t_s: float, person: Person, tuning: Lock) -> None:
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


def strangeness(one: FloatArray | None, other: FloatArray | None, tuning: Lock = LOCK) -> float:
    """How differently two bodies are dressed, 0 alike .. 1 certainly not the same; 0 where it is not known.

    Colours of a body vary between frames by some ten units of CIE Lab as it turns and moves in the light.
    """
    if one is None or other is None:
        return 0.0
    apart = np.linalg.norm(one - other, axis=1)
    known = apart[np.isfinite(apart)]
    if not len(known):
        return 0.0
    return min(1.0, max(0.0, float(known.mean()) - tuning.garb_alike) / (tuning.garb_other - tuning.garb_alike))


class PlayerLock:
    """Tracks the player among the people of each frame."""

    def __init__(self, tuning: Lock = LOCK) -> None:
        self._tuning = tuning
        self._mate: Track | None = None  # the second player, whom only `PairLock` sets
        self.told_paired = False  # a recording says that two play: the first is shown here, the second is known
        self.newcomer: Pose | None = None  # while nobody plays, who is nearest to joining in this frame
        self._tracks: list[Track] = []
        self._player: Track | None = None
        self._former: Track | None = None  # the player before a cut, who may only have been hidden
        self._joined_s = -math.inf
        self._t_s = -math.inf

    def step(self, t_s: float, poses: Sequence[Pose]) -> Locked:
        """Find the player among the people of one frame, in any order. Times that do not increase change nothing."""
        if not t_s > self._t_s:
            return Locked(None)
        self._t_s = t_s
        people = self._distinct([Person(pose, units) for pose in poses if (units := body_units(pose)) is not None])
        seen = self._follow(t_s, people)
        self._tracks = [track for track in self._tracks if t_s - track.seen_s <= self._patience_s(track)]
        return self._lock(t_s, seen)

    def _lock(self, t_s: float, seen: dict[Track, Person]) -> Locked:
        """Keep the player, or let somebody join. seen: everybody in this frame."""
        self.newcomer = None
        left = self._player is not None and self._player not in self._tracks
        if left:
            self._player = None
        better = self._better(t_s, seen)
        if better is not None:
            self._player, self._former = better, None
            return Locked(seen[better].pose, joined=True, left=left)
        if self._player is not None:
            cut = self._cut(t_s, self._player, seen)
            person = seen.get(self._player)
            return Locked(person.pose if person else None, cut=person is not None and (cut or self._player.jumped))

        ready = [(track, person) for track, person in seen.items() if self._ready(t_s, track, person, seen)]
        if not ready:
            if seen and self._mate is None:
                self.newcomer = min(seen.values(), key=lambda person: person.off_middle).pose
            return Locked(None, left=left)
        track, person = min(ready, key=lambda one: one[1].off_middle)
        if self._awaited(t_s, track, person):
            return Locked(None, left=left)
        self._player, self._former, self._joined_s = track, None, t_s
        return Locked(person.pose, joined=True, left=left)

    def _awaited(self, t_s: float, chosen: Track, person: Person) -> bool:
        """Whether somebody better placed than the one who may join now has just come into view, or was overlooked in
        this frame, and stands: they are waited for.

        They are no smaller, so that nobody waits for people who stand farther back. They may join soon, or are
        forgotten: a wait ends within `Lock.forget_s`.
        """
        tuning = self._tuning
        wide = person.pose.frame[0]
        return self._mate is None and any(
            abs(track.x / wide - 0.5) < person.off_middle - tuning.better_middle
            and track.torso >= chosen.torso
            and math.hypot(track.vx, track.vy) / track.torso < tuning.cut_pace
            for track in self._tracks
        )

    def _better(self, t_s: float, seen: dict[Track, Person]) -> Track | None:
        """Somebody who should have been chosen instead of the player who has just joined, but was overlooked."""
        tuning, player = self._tuning, self._player
        own = seen.get(player) if player is not None else None
        if own is None or self._mate is not None or t_s - self._joined_s > tuning.settle_s:
            return None
        for track, person in seen.items():
            if (
                person.off_middle < own.off_middle - tuning.better_middle
                and person.units.torso_px > tuning.better_size * own.units.torso_px
                and t_s - track.since_s >= tuning.join_s
                and math.hypot(track.vx, track.vy) / track.torso < tuning.cut_pace
            ):
                return track
        return None

    def _patience_s(self, track: Track) -> float:
        """How long somebody out of view is remembered."""
        tuning = self._tuning
        if track in (self._player, self._mate) and (self.told_paired or self._mate is not None):
            return tuning.mate_leave_s
        return tuning.leave_s if track in (self._player, self._former) else tuning.forget_s

    def _ready(self, t_s: float, track: Track, person: Person, seen: dict[Track, Person]) -> bool:
        """Whether somebody who is no player may become the first."""
        return self.told_paired or t_s - track.since_s >= self._tuning.join_s

    def _cut(self, t_s: float, player: Track, seen: dict[Track, Person]) -> bool:
        """Detect a cut or zoom, or that there was none after all. Returns whether the player changed track."""
        tuning = self._tuning
        former = self._former
        if former is not None and former in seen:  # the newcomer had only hidden them
            self._player, self._former = former, None
            return True
        if former not in self._tracks:
            self._former = None
        if player in seen or len(seen) != 1 or self._mate is not None:
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

    def _distinct(self, people: list[Person]) -> list[Person]:
        """The people without duplicates: a landmarker may detect one body twice."""
        kept: list[Person] = []
        for person in sorted(people, key=lambda one: -float(one.pose.points[:, 3].sum())):
            x, y = person.units.origin_px
            if not any(
                math.hypot(x - other.units.origin_px[0], y - other.units.origin_px[1])
                < self._tuning.ghost * max(person.units.torso_px, other.units.torso_px)
                for other in kept
            ):
                kept.append(person)
        return kept

    def _follow(self, t_s: float, people: list[Person]) -> dict[Track, Person]:
        """Assign people to tracks, best fits first, and start tracks for the rest. Returns the tracks now in view."""
        tuning = self._tuning
        fits: list[tuple[float, int, Track, Person]] = []
        for track in self._tracks:
            for person in people:
                cost = track.cost(t_s, person, tuning)
                if cost < math.inf:
                    loyal = track is self._player or (self._mate is not None and track is self._mate)
                    fits.append((cost * (tuning.loyalty if loyal else 1.0), len(fits), track, person))
        seen: dict[Track, Person] = {}
        taken: set[int] = set()
        for _, _, track, person in sorted(fits, key=lambda fit: fit[:2]):
            if track not in seen and id(person) not in taken:
                seen[track] = person
                taken.add(id(person))
                track.sight(t_s, person, tuning)
        for person in people:
            if id(person) not in taken:
                track = Track(t_s, person)
                self._tracks.append(track)
                seen[track] = person
        return seen
