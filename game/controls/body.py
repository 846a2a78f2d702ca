"""The player's body as a controller: turns readings into intents, each edge exactly once."""

from __future__ import annotations

import math
from dataclasses import astuple, replace
from typing import Final

from game.body.pose import Landmark, Pose
from game.body.reading import BodyEvent, Facing, Reading
from game.controls.intent import Face, Intent, Side, Wings
from game.tuning import TIMING

EASE_S: Final = 0.5
"""Time in which the head eases back to neutral once readings stop."""
ABSENT_S: Final = 1.5
"""Without a body for this long nobody is playing. A landmarker's dropouts are shorter, leaving takes longer."""
FLY: Final = "fly"
"""The jump's pose. It is ignored here because the jump gate reports the same arms sooner and more reliably."""
_TRUNK: Final = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
NEUTRAL: Final = Facing(0.0, 0.0, 0.0)


class BodyControl:
    """Turns the newest reading into an intent; it may be asked at any rate.

    stale_s: of a reading older than this only the head is used, easing back to neutral.
    """

    def __init__(self, stale_s: float = TIMING.stale_s) -> None:
        self._stale_s = stale_s
        self._epoch: int | None = None
        self._serial = 0
        self._facing = NEUTRAL
        self._facing_t_s = -math.inf
        self._arms: Wings | None = None
        self._arms_t_s = -math.inf
        self._face: Face | None = None
        self._face_t_s = -math.inf
        self._pose_t_s = -math.inf
        self._hand: tuple[float, float] | None = None
        self._aside = 0.0

    def intent(self, reading: Reading | None, age_s: float, epoch: int = 0) -> Intent:
        """What the player wants now.

        reading: the newest one (the same again if there is no newer), None before the first. age_s: seconds since
        its picture was taken. epoch: changes whenever the reader restarts; its serial numbers then start at 1 again.
        """
        if reading is None:
            return Intent(present=False)
        if epoch != self._epoch:
            self._begin(epoch)
        now_s = reading.t_s + max(0.0, age_s)
        self._listen(reading)
        jump, hadouken, move = self._edges(reading, now_s)
        share = self._share(now_s - self._facing_t_s)
        return Intent(
            jump=jump,
            hadouken=hadouken,
            move=move,
            yaw_rad=share * self._facing.yaw_rad,
            pitch_rad=share * self._facing.pitch_rad,
            roll_rad=share * self._facing.roll_rad,
            wings=self._arms if now_s - self._arms_t_s <= self._stale_s else None,
            face=self._face if now_s - self._face_t_s <= self._stale_s else None,
            present=now_s - self._pose_t_s <= ABSENT_S,
            hand=self._hand if now_s - reading.t_s <= self._stale_s else None,
            aside=self._aside,
        )

    def _begin(self, epoch: int) -> None:
        """The reader restarted, and its clock and serials with it; the head eases back from where it was."""
        self._epoch, self._serial = epoch, 0
        self._facing, self._arms, self._face = NEUTRAL, None, None
        self._facing_t_s = self._arms_t_s = self._face_t_s = self._pose_t_s = -math.inf

    def _listen(self, reading: Reading) -> None:
        if reading.facing is not None:
            self._facing, self._facing_t_s = reading.facing, reading.t_s
        if reading.arms_rad is not None:
            self._arms, self._arms_t_s = Wings(*reading.arms_rad), reading.t_s
        if reading.expression is not None:
            self._face, self._face_t_s = Face(*astuple(reading.expression)), reading.t_s
        self._hand = reading.hand
        if reading.pose is not None:
            self._pose_t_s = reading.t_s
            self._aside = _aside(reading.pose)

    def _edges(self, reading: Reading, now_s: float) -> tuple[bool, Side | None, str | None]:
        """Take every event not taken before; events that are too old are taken and dropped."""
        jump, hadouken, move = False, None, None
        for event in reading.events:
            if event.serial <= self._serial:
                continue
            self._serial = event.serial
            if now_s - event.t_s > self._stale_s:
                continue
            match event:
                case BodyEvent(kind="jump"):
                    jump = True
                case BodyEvent(kind="hadouken", side=side):
                    hadouken = side or "left"
                case BodyEvent(kind="move", name=name) if name != FLY:
                    move = name
        return jump, hadouken, move

    def _share(self, silence_s: float) -> float:
        """Weight of the last head angles: 1 while readings arrive, then falling to 0."""
        return max(0.0, min(1.0, 1.0 - (silence_s - self._stale_s) / EASE_S))


def _aside(pose: Pose) -> float:
    """Where a player stands across the mirrored picture, -1 left .. 1 right: by the hips and the shoulders."""
    x = float(pose.points[_TRUNK, 0].mean())
    return max(-1.0, min(1.0, 1.0 - 2.0 * x))


class PairControl:
    """Two bodies as one intent: the player's, with the mate's in it."""

    def __init__(self, stale_s: float = TIMING.stale_s) -> None:
        self._player, self._mate = BodyControl(stale_s), BodyControl(stale_s)

    def intent(self, reading: Reading | None, age_s: float, epoch: int = 0) -> Intent:
        """What both players want now; arguments as of `BodyControl.intent`."""
        first = self._player.intent(reading, age_s, epoch)
        if reading is None or reading.mate is None:
            return first
        return replace(first, mate=self._mate.intent(reading.mate, age_s, epoch))
