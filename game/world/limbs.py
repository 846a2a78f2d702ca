"""Secondary motion of the Huia: neck, tail, wattles and wings follow the body on springs."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass
from typing import Final

from game.controls.intent import Face, Wings
from game.tuning import BirdTuning
from game.world.snapshot import FaceView
from game.world.springs import Spring

FOLDED_RAD: Final = -math.pi / 2
BEAT_HZ: Final = 3.4
"""Wing beats a second in a jump: two beats up to the apex, slow enough to be seen."""
MOST_TURN_RAD: Final = 1.2
"""Largest head angle, whatever an intent asks for."""


@dataclass(frozen=True, slots=True)
class Pull:
    """What the body's motion does to the limbs in one step; x is forward, where the beak points, y up.

    dvx, dvy: change of the body's velocity in m/s. vx, vy: the velocity. wind_mps: of the air, > 0 from behind.
    """

    dvx: float
    dvy: float
    vx: float
    vy: float
    wind_mps: float


class Mien:
    """The bird's face: bill, lids, wattles and crest after a player's own, on quick springs that do not overshoot."""

    def __init__(self) -> None:
        self._led = False
        # a blink lasts 0.15 s; talk has 5 syllables a second; smiles and brows come slower
        self.springs = tuple(Spring(hz, 1.0, 1.0) for hz in (9.0, 12.0, 12.0, 3.0, 4.5))

    def step(self, face: Face | None, step_s: float) -> None:
        """Follow a face; without one it comes to rest."""
        self._led = face is not None
        wanted = (0.0,) * 5 if face is None else astuple(face)
        for spring, value in zip(self.springs, wanted, strict=True):
            spring.step(value, step_s)

    def view(self) -> FaceView | None:
        """As the scene may see it; None while nobody leads it and it is at rest."""
        shown = [max(0.0, spring.value) for spring in self.springs]
        return FaceView(*shown) if self._led or max(shown) > 0.01 else None


class Limbs:
    """The springs of the limbs. The body moves them; they never move the body."""

    def __init__(self, tuning: BirdTuning) -> None:
        hz, damping = tuning.head_hz, tuning.head_damping
        self.yaw = Spring(hz, damping, MOST_TURN_RAD)
        self.pitch = Spring(hz, damping, MOST_TURN_RAD)
        self.roll = Spring(hz, damping, MOST_TURN_RAD)
        self.head_x = Spring(3.2, 0.45, 0.07)  # neck held by muscle: one soft overshoot
        self.head_y = Spring(3.2, 0.45, 0.09)
        self.lean = Spring(3.0, 0.6, 0.7)  # pitch of the body
        self.crouch = Spring(4.5, 0.55, 1.0)  # legs: one dip and a small rebound after landing
        self.tail = Spring(2.1, 0.28, 0.9)  # twelve long feathers: slow, two or three swings
        self.wattle = Spring(2.6, 0.12, 1.2)  # loose skin, 4 cm: swings for long
        self.gaze = (0.0, 0.0)
        self.mien = Mien()
        self.left_wing = Spring(7.0, 0.8, 1.6, value=FOLDED_RAD)
        self.right_wing = Spring(7.0, 0.8, 1.6, value=FOLDED_RAD)

    def all(self) -> tuple[Spring, ...]:
        """Every spring, in a fixed order."""
        return (
            self.yaw, self.pitch, self.roll, self.head_x, self.head_y, self.lean, self.crouch,
            self.tail, self.wattle, self.left_wing, self.right_wing, *self.mien.springs,
        )  # fmt: skip

    def look(self, yaw_rad: float, pitch_rad: float, roll_rad: float, step_s: float) -> None:
        """Turn the head with the player's. The head follows on springs; the eyes turn at once."""
        before = self.yaw.speed
        self.yaw.step(yaw_rad, step_s)
        self.pitch.step(pitch_rad, step_s)
        self.roll.step(roll_rad, step_s)
        self.gaze = (yaw_rad - self.yaw.value, pitch_rad - self.pitch.value)
        self.wattle.kick(0.25 * (self.yaw.speed - before))

    def follow(self, pull: Pull, bent: float, lean_rad: float, step_s: float) -> None:
        """Move neck, tail, wattles and legs with the body's last step. bent: wanted crouch, 0..1."""
        # Inertia: a limb keeps its velocity while the body's changes.
        self.head_x.kick(-0.25 * pull.dvx)
        self.head_y.kick(-0.3 * pull.dvy)
        self.tail.kick(-0.9 * pull.dvy + 0.5 * pull.dvx)
        self.wattle.kick(-2.2 * pull.dvx + 0.9 * pull.dvy)
        self.head_x.step(0.0, step_s)
        self.head_y.step(0.0, step_s)
        self.crouch.step(bent, step_s)
        self.lean.step(lean_rad, step_s)
        # Air: drag lowers a rising tail and lifts a falling one; wind from behind lifts it.
        drag = -0.07 * pull.vy + 0.05 * (pull.wind_mps - 0.15 * pull.vx)
        self.tail.step(drag, step_s)
        self.wattle.step(0.06 * (pull.wind_mps - pull.vx), step_s)

    def land(self, speed_mps: float) -> None:
        """Bend the legs with the speed of a landing."""
        self.crouch.kick(6.0 * speed_mps)

    def spread(self, wanted: Wings | None, step_s: float) -> None:
        """Move the wings towards the wanted lift; None folds them."""
        left, right = (wanted.left_rad, wanted.right_rad) if wanted is not None else (FOLDED_RAD, FOLDED_RAD)
        self.left_wing.step(left, step_s)
        self.right_wing.step(right, step_s)

    @property
    def wings(self) -> tuple[float, float] | None:
        """(left, right) lift in radians; None when folded."""
        left, right = self.left_wing.value, self.right_wing.value
        return None if max(left, right) < FOLDED_RAD + 0.2 else (left, right)


def beating(seconds: float) -> Wings:
    """Wing lift this many seconds into a jump: up first, then beats that fade into a spread for landing."""
    fade = max(0.0, 1.0 - seconds / 1.1)
    lift = 0.25 + 1.0 * fade * math.cos(math.tau * BEAT_HZ * seconds)
    return Wings(lift, lift)
