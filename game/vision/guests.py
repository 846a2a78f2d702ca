"""Somebody beside a single player, who may become the second one; a player who is hidden behind the other; and, while
nobody plays, somebody in the middle whom the search for everybody overlooked beside another."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Final

from game.body.pair_lock import beside_one_another
from game.body.player import Person
from game.body.pose import Pose
from game.body.units import body_units
from game.tuning import LOCK
from game.vision.follower import Follower
from game.vision.frame import Image
from game.vision.scout import Scout

SCOUT_S: Final = 1.0
"""Beside a single player somebody is looked for this often: it takes half a frame and more, so that the next pose is
late, and one pose in thirty may be where one in fifteen would be felt."""
SEEK_S: Final = 0.06
"""One of two players who is hidden is looked for this often: every second frame."""
OUT: Final = 0.35
"""Who is hidden is looked for from this distance on, in torso lengths: half of them has come out."""
BLIND: Final = 0.55
"""Half the width of a standing body, in torso lengths."""
RADIUS: Final = 1.6
"""Radius of the detector's circle around a body in torso lengths."""
GUEST_RATIO: Final = 2.2
"""Who is larger or smaller than the player by more is not followed."""
UNFIT_S: Final = 1.0
"""A guest who stands unlike a second player for so long is followed no more."""
UNWANTED_S: Final = 1.5
"""So long after that nobody is looked for."""


class Guests:
    """Notices somebody who steps in beside a single player, and follows them until they join or are no player."""

    def __init__(self, model: Path) -> None:
        self._scout = Scout(model)
        self._guest: Pose | None = None
        self._due_s = -math.inf
        self._fit_s = -math.inf
        self._sought_s = -math.inf

    def lose(self) -> None:
        """Nobody is followed."""
        self._guest = None

    @property
    def guest(self) -> Pose | None:
        """The guest as seen last; None where there is none."""
        return self._guest

    def look(self, picture: Image, t_s: float, size: tuple[int, int], player: Pose, follower: Follower) -> bool:
        """Every SCOUT_S, where nobody is followed, look for somebody to follow. Whether it was time."""
        if self._guest is not None or not t_s >= self._due_s:
            return False
        self._due_s = t_s + SCOUT_S
        self._guest = self._other(picture, t_s, size, player, follower, LOCK.mate_near)
        self._fit_s = t_s
        return True

    def behind(
        self, picture: Image, t_s: float, size: tuple[int, int], player: Pose, follower: Follower
    ) -> Pose | None:
        """The other of two players, who comes out from behind this one; looked for every SEEK_S."""
        if not t_s >= self._sought_s + SEEK_S:
            return None
        self._sought_s = t_s
        return self._other(picture, t_s, size, player, follower, OUT)

    def overlooked(
        self, picture: Image, t_s: float, size: tuple[int, int], found: Pose, follower: Follower
    ) -> Pose | None:
        """Somebody nearer to the middle than the only body that a search found; looked for every SEEK_S, then followed.

        MediaPipe's search now and then finds a bystander and for a third of a second overlooks the larger body in the
        middle: the bystander would join. Where the body that was found is in the middle itself, nobody is looked for.
        """
        units = body_units(found)
        off_middle = 0.0 if units is None else Person(found, units).off_middle
        if self._guest is not None:
            self._guest = follower.follow(picture, t_s, size, self._guest)
        elif off_middle > LOCK.better_middle and t_s >= self._sought_s + SEEK_S:
            self._sought_s = t_s
            self._guest = self._other(picture, t_s, size, found, follower, LOCK.mate_near)
        other = None if self._guest is None else body_units(self._guest)
        if self._guest is None or other is None or Person(self._guest, other).off_middle > off_middle:
            self._guest = None
            follower.lose()
        self._fit_s = t_s
        return self._guest

    def _other(
        self, picture: Image, t_s: float, size: tuple[int, int], player: Pose, follower: Follower, least: float
    ) -> Pose | None:
        """Somebody of the player's size who is not the player. least: how far away at least, in torso lengths."""
        units = body_units(player)
        if units is None:
            return None
        scale = picture.shape[1] / size[0]
        x, torso = units.origin_px[0] * scale, units.torso_px * scale
        # beside a body in full view the detector often overlooks another, so it is not shown the player
        rest = picture.copy()
        rest[:, max(0, int(x - BLIND * torso)) : max(0, int(x + BLIND * torso))] = 0
        for body in self._scout.find(rest):
            apart, ratio = abs(body.x - x), body.radius / (RADIUS * torso)
            if least * torso < apart < LOCK.mate_far * torso and 1 / GUEST_RATIO < ratio < GUEST_RATIO:
                half = 0.6 * body.radius
                return follower.begin(rest, t_s, size, body.x - half, body.x + half)
        return None

    def saw(self, t_s: float, guest: Pose | None, player: Pose | None) -> None:
        """The guest and the player in this frame. Who does not stand like a second player is let go after a while."""
        self._guest = guest
        if guest is None or player is None:
            return
        one, other = (Person(pose, units) if (units := body_units(pose)) else None for pose in (player, guest))
        if one is not None and other is not None and beside_one_another(one, other):
            self._fit_s = t_s
        elif t_s - self._fit_s > UNFIT_S:
            self._guest, self._due_s = None, t_s + UNWANTED_S
