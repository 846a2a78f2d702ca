"""Frames in, poses of everybody who plays out.

MediaPipe searches the whole picture in every frame in which it tracks fewer people than it may find; that costs
twice as much as tracking one person. So there are two MediaPipe tasks: one searches for everybody until there is a
player, the other then tracks only the player. Tracking alone is also more robust when somebody walks past behind:
searching for everybody lost or merged the player in 1 to 8 frames of each passing, tracking in none. A second player
has a task of their own (a third one), which runs beside the first's.
"""

from __future__ import annotations

import math
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final, Self

import numpy as np

from game.body.pose import Pose
from game.body.units import body_units
from game.tuning import LOCK
from game.vision.follower import Follower
from game.vision.frame import Frame, Image
from game.vision.guests import Guests
from game.vision.tracker import Tracker, as_rgb

SEARCH_S: Final = LOCK.mate_leave_s
"""One of two players who is hidden is searched for in every frame for so long."""
SAME: Final = 0.3
"""Two bodies whose shoulders' middles are nearer than this, in torso lengths, are one."""


class Landmarker:
    """Finds people in frames. A context manager, because MediaPipe holds threads and memory.

    model: a checked bundle, as `game.vision.models.pose_model` returns it.
    most_people: how many poses `detect` returns at most. pair: somebody beside the player is looked for, too.
    Raises UserError if MediaPipe cannot use the model.
    """

    def __init__(self, model: Path, most_people: int = 1, pair: bool = False) -> None:
        self._everybody = Tracker(model, most_people)
        self._followers = [Follower(model) for _ in range((2 if pair else 1) if most_people > 1 else 0)]
        self._guests = Guests(model) if pair and most_people > 1 else None
        self._seen_s = [-math.inf, -math.inf]  # when each player was last seen
        self._played_s = -math.inf  # when any player was
        self._shown: tuple[Image, float, tuple[int, int]] | None = None  # the last picture of a single player
        self._second = ThreadPoolExecutor(1, "second player") if pair else None

    def detect(self, frame: Frame, player: Pose | None = None, mate: Pose | None = None) -> tuple[Pose, ...]:
        """The people in this frame, at most `most_people`, in no fixed order; none for an empty frame.

        player, mate: the players' poses in the previous frame, where there are. Then only they are tracked; everybody
        is searched for again once one of them is not found. Beside a single player a guest is followed, who may become
        the mate; `look_aside` finds them.
        Takes colour, grey and four-channel pictures of any size. A bad picture or time never raises: a time that does
        not increase is moved on by 1 ms, and after one that falls far back tracking starts anew.
        """
        self._shown = None
        picture = as_rgb(frame.image)
        if picture is None:
            return ()
        size = (frame.image.shape[1], frame.image.shape[0])
        players = (player, mate)
        alone = player is None and mate is None
        if not self._followers or alone:
            return self._searched(picture, frame.t_s, size)
        self._played_s = frame.t_s
        self._release_guest_who_is(player)
        if self._guests is not None and player is not None and mate is not None:
            self._guests.lose()
        missing = [who for who, pose in enumerate(players) if pose is None and frame.t_s - self._seen_s[who] < SEARCH_S]
        guest = None
        if self._guests is not None and not missing and None in players:
            guest, self._shown = self._guests.guest, (picture, frame.t_s, size)
        found = self._follow(picture, frame.t_s, size, (player or guest, mate or guest) if guest else players)
        for who, pose in enumerate(players):
            if pose is not None:
                self._seen_s[who] = frame.t_s
        lost = [who for who, pose in enumerate(players) if pose is not None and found[who] is None]
        if guest is not None and self._guests is not None:
            self._guests.saw(frame.t_s, found[0 if player is None else 1], found[1 if player is None else 0])
        here = [pose for pose in found if pose is not None]
        if len(here) == 2 and _same(here[0], here[1]):
            lost, here = [0, 1], here[:1]
        if not (lost or missing):
            return tuple(here)
        for who in lost:
            self._followers[who].lose()
        if len(here) == 1 and self._guests is not None:
            hidden = (lost or missing)[0]
            again = self._guests.behind(picture, frame.t_s, size, here[0], self._followers[hidden])
            return (*here, again) if again is not None else tuple(here)
        return (*here, *self._everybody.detect(picture, frame.t_s, size))

    def look_aside(self, player: Pose | None, mate: Pose | None) -> bool:
        """Look for a guest beside a single player in the last picture, where that is due. Whether it was.

        player, mate: in that picture. It takes as long as finding the player, so it is done when their pose is on its
        way: in `detect` it made one pose in fifteen late.
        """
        single = player or mate
        if self._guests is None or self._shown is None or single is None or (player is not None and mate is not None):
            return False
        picture, t_s, size = self._shown
        return self._guests.look(picture, t_s, size, single, self._followers[0 if player is None else 1])

    def _follow(
        self, picture: Image, t_s: float, size: tuple[int, int], players: tuple[Pose | None, Pose | None]
    ) -> list[Pose | None]:
        """The players' poses in this frame, None where one is not near their last one. Two are read side by side."""
        found: list[Pose | None] = [None, None]
        wanted = [(who, pose) for who, pose in enumerate(players) if pose is not None]
        other: Future[Pose | None] | None = None
        if len(wanted) == 2 and self._second is not None and all(one.ready for one in self._followers):
            other = self._second.submit(self._followers[1].follow, picture, t_s, size, wanted.pop()[1])
        for who, pose in wanted:
            found[who] = self._followers[who].follow(picture, t_s, size, pose)
        if other is not None:
            found[1] = other.result()
        return found

    def _searched(self, picture: Image, t_s: float, size: tuple[int, int]) -> tuple[Pose, ...]:
        """Everybody in the picture, while no player is seen."""
        found = self._everybody.detect(picture, t_s, size)
        if self._guests is None or len(found) != 1 or 0.0 <= t_s - self._played_s < LOCK.leave_s:
            self._lose()
            return found
        other = self._guests.overlooked(picture, t_s, size, found[0], self._followers[1])
        self._release_guest_who_is(found[0])
        return found if other is None or self._guests.guest is None else (*found, other)

    def _release_guest_who_is(self, pose: Pose | None) -> None:
        """Follow the guest no more if they are this body: a search finds them now, or they have joined."""
        guest = None if self._guests is None else self._guests.guest
        if self._guests is not None and guest is not None and pose is not None and _same(guest, pose):
            self._guests.lose()
            self._followers[1].lose()

    def _lose(self) -> None:
        for follower in self._followers:
            follower.lose()
        self._seen_s = [-math.inf, -math.inf]
        if self._guests is not None:
            self._guests.lose()

    def close(self) -> None:
        """Free MediaPipe's threads and memory; may be called twice."""
        if self._second is not None:
            self._second.shutdown()
        self._everybody.close()
        for follower in self._followers:
            follower.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _same(one: Pose, other: Pose) -> bool:
    """Whether two trackers hold the same body."""
    a, b = body_units(one), body_units(other)
    if a is None or b is None:
        return False
    return bool(np.hypot(*np.subtract(a.origin_px, b.origin_px)) < SAME * min(a.torso_px, b.torso_px))
