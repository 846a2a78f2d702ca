"""The lock for two players: the second joins by standing beside the first, and each stays who they are.

Where they are about to be, how large they are and what they wear tell them apart. So they may cross, and one may
hide the other for a while. Two people of one size in the same clothes cannot be told apart once one has hidden the
other whole: then whoever comes out on the side towards which a player walked is taken for that player.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from game.body.player import Locked, Person, PlayerLock, Track, strangeness
from game.body.pose import VISIBLE, Landmark, Pose
from game.tuning import LOCK, Lock


class PairLock(PlayerLock):
    """Tracks the player, and a mate who stands beside them."""

    def __init__(self, tuning: Lock = LOCK) -> None:
        super().__init__(tuning)
        self._stood_s: dict[Track, float] = {}  # since when somebody has stood beside a player
        self._dressed_s = -math.inf

    def step(self, t_s: float, poses: Sequence[Pose]) -> Locked:
        """Find both players among the people of one frame, in any order. Times that do not increase change nothing."""
        if not t_s > self._t_s:
            return Locked(None)
        return super().step(t_s, poses)

    def _lock(self, t_s: float, seen: dict[Track, Person]) -> Locked:
        self._learn_clothes(t_s, seen)
        mate_left = self._mate is not None and self._mate not in self._tracks
        if mate_left:
            self._mate = None
        player = self._player
        found_again = self._find_again(t_s, seen)
        self._watch_standing(t_s, seen)
        locked = super()._lock(t_s, seen)
        if found_again is not None and found_again is self._player:
            locked = replace(locked, cut=True)
        if player is not None and self._player is None and self._mate is None:
            self._stood_s.clear()
        joined = False
        if self._mate is None and not mate_left and self._player in seen:
            near = [track for track in seen if track is not self._player and self._has_stood(t_s, track)]
            if near:
                self._mate = min(near, key=lambda track: abs(track.x - self._tracked_x()))
                joined = True
        if self._mate is None and not mate_left:
            return locked
        person = None if self._mate is None else seen.get(self._mate)
        jumped = self._mate is not None and (self._mate.jumped or found_again is self._mate)
        return replace(
            locked, mate=Locked(person.pose if person else None, joined, mate_left, cut=person is not None and jumped)
        )

    def _find_again(self, t_s: float, seen: dict[Track, Person]) -> Track | None:
        """Somebody new who is a hidden player come out elsewhere: as large, and in their clothes. Their new track.

        Who was in view while the player was is somebody else.
        """
        if self._mate is None:
            return None
        for hidden, other in ((self._player, self._mate), (self._mate, self._player)):
            if hidden is None or hidden in seen:
                continue
            for track in seen:
                if track is other or track.since_s <= hidden.seen_s or t_s - track.since_s < self._tuning.again_s:
                    continue
                if self._resembles(track, hidden, other):
                    track.garb = hidden.garb if hidden.garb is not None else track.garb
                    self._tracks = [one for one in self._tracks if one is not hidden]
                    if hidden is self._mate:
                        self._mate = track
                    else:
                        self._player = track
                    return track
        return None

    def _resembles(self, track: Track, hidden: Track, other: Track | None) -> bool:
        """Whether a new track may be a hidden one's, and is not more like the other player's."""
        tuning = self._tuning
        apart = math.hypot(track.x - hidden.x, track.y - hidden.y) / hidden.torso
        growth = abs(math.log(track.torso / hidden.torso))
        strange = strangeness(track.garb, hidden.garb, tuning)
        like_other = 1.0 if other is None else strangeness(track.garb, other.garb, tuning)
        return (
            apart <= tuning.again_way
            and growth <= math.log(tuning.size_ratio)
            and strange < tuning.again_strange
            and strange <= like_other
        )

    def _tracked_x(self) -> float:
        return self._player.x if self._player is not None else 0.0

    def _ready(self, t_s: float, track: Track, person: Person, seen: dict[Track, Person]) -> bool:
        """Beside a mate who plays on, a first player joins as a second one does."""
        if self._mate is None:
            return super()._ready(t_s, track, person, seen)
        return track is not self._mate and self._has_stood(t_s, track)

    def _has_stood(self, t_s: float, track: Track) -> bool:
        return t_s - self._stood_s.get(track, math.inf) >= self._tuning.mate_join_s

    def _watch_standing(self, t_s: float, seen: dict[Track, Person]) -> None:
        """Note since when each person who is no player has stood beside one."""
        player = self._player if self._player in seen else self._mate
        beside = seen.get(player) if player is not None else None
        since = {}
        for track, person in seen.items():
            if track in (self._player, self._mate) or beside is None:
                continue
            if beside_one_another(beside, person, self._tuning) and self._stands(track):
                since[track] = self._stood_s.get(track, t_s)
        self._stood_s = since

    def _stands(self, track: Track) -> bool:
        return math.hypot(track.vx, track.vy) / track.torso < self._tuning.mate_pace and not track.jumped

    def _learn_clothes(self, t_s: float, seen: dict[Track, Person]) -> None:
        """Each track's clothes follow what is seen of them, while nobody else is near enough to cover them."""
        tuning = self._tuning
        passed_s = min(0.2, t_s - self._dressed_s)
        self._dressed_s = t_s
        share = 1.0 - math.exp(-passed_s / tuning.garb_learn_s)
        for track, person in seen.items():
            garb = person.pose.garb
            alone = all(
                abs(other.x - track.x) > tuning.garb_alone * max(track.torso, other.torso)
                for other in self._tracks
                if other is not track
            )
            if garb is None or not alone:
                continue
            if track.garb is None:
                track.garb = garb
                continue
            mixed = track.garb + share * (garb - track.garb)
            track.garb = np.where(np.isfinite(mixed), mixed, np.where(np.isfinite(garb), garb, track.garb))


def beside_one_another(one: Person, other: Person, tuning: Lock = LOCK) -> bool:
    """Whether two people stand side by side before the camera, apart but not far, facing it.

    Where both one's feet are in the picture they tell how far away each stands, whatever their size; else both must be
    about as large.
    """
    torso = math.sqrt(one.units.torso_px * other.units.torso_px)
    (x, y), (other_x, other_y) = one.units.origin_px, other.units.origin_px
    apart, rise = abs(x - other_x) / torso, abs(y - other_y) / torso
    ratio = abs(math.log(one.units.torso_px / other.units.torso_px))
    feet, other_feet = _feet_px(one.pose), _feet_px(other.pose)
    most = tuning.mate_ratio
    if feet is not None and other_feet is not None:
        behind = (other_feet - feet) / max(one.units.torso_px, other.units.torso_px)  # > 0: the first stands farther
        larger = math.log(other.units.torso_px / one.units.torso_px)
        if abs(behind) > tuning.mate_feet:
            return False
        if abs(behind) > tuning.mate_behind and math.copysign(larger, larger * behind) > math.log(tuning.behind_ratio):
            return False
        most = tuning.mate_size
    return (
        tuning.mate_near <= apart <= tuning.mate_far
        and rise <= tuning.mate_rise
        and ratio <= math.log(most)
        and other.breadth >= tuning.cut_breadth
    )


def _feet_px(pose: Pose) -> float | None:
    """The row on which somebody stands, in pixels: of the lower ankle. None unless both ankles are in the picture."""
    ankles = pose.points[[Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]]
    if (ankles[:, 3] < VISIBLE).any() or (ankles[:, 1] > 1.0).any():
        return None
    return float(ankles[:, 1].max()) * pose.frame[1]
