"""The Huia's physical body: mass, feet, jumping legs and lifting wings. `acts.py` decides which act it performs."""

from __future__ import annotations

import math
from typing import Final

import pymunk

from game.controls.intent import Intent, Wings
from game.tuning import BirdTuning
from game.world.acts import Acting
from game.world.golden import HEIGHT_M, Golden
from game.world.limbs import Limbs, Pull, beating
from game.world.scoring import Vigour
from game.world.snapshot import Act, BirdView, WorldEventKind
from game.world.things import BIRD, GROUND, HARD

PRIMED_RAD: Final = 0.5
"""Arms lifted above this prepare a wing beat."""
STROKE_RAD: Final = 0.0
"""Prepared arms brought down below this make one wing beat."""
STRIDE_M: Final = 0.7
"""Distance covered by one running cycle (two steps)."""
LYING_M: Final = 0.3
"""Height of a Huia that plays dead."""
GOLDEN_BEAT_HZ: Final = 2.2
"""Wing beats a second in golden flight: slow and grand."""
WORTH_MPS: Final = 1.5
"""A beat that would add less speed than this is saved for later: early in a jump the legs still do the work."""
SOAR_MPS: Final = 0.35
"""Sinking speed of the wings move in a run: slow enough to cross a lake of 4.2 m."""
TAKE_OFF_M: Final = 0.6
"""Height of the hop with which the wings move takes off."""
LEVEL: Final = Wings(0.12, 0.12)
"""Wings spread to glide, slightly raised as a gliding bird holds them."""


class Huia:
    """The bird as a pymunk body with its origin at the feet.

    on_stage (practice, free play): it can stand on wood and fly freely. In a run it touches only the ground.
    """

    def __init__(self, space: pymunk.Space, tuning: BirdTuning, on_stage: bool, step_s: float) -> None:
        self._space = space
        self._step_s = step_s
        self._tuning = tuning
        self._on_stage = on_stage
        self.limbs = Limbs(tuning)
        self.heading = 1
        self.stride = 0.0
        self.grounded = True
        self.air_s = 0.0
        self.flaps = tuning.flaps
        self.golden = Golden()
        self.wading = False
        self._leapt = False
        self._soars = False
        self._crouch_s = 0.0
        self._asked_s = math.inf
        self._primed = False
        self._stroke_s = math.inf
        self._falling_mps = 0.0
        self._before = pymunk.Vec2d(0.0, 0.0)
        self.body = pymunk.Body(tuning.mass_kg, math.inf)
        foot = pymunk.Circle(self.body, tuning.half_width_m, (0.0, tuning.half_width_m))
        breast = pymunk.Circle(self.body, 0.22, (0.04, 0.46))
        solid = GROUND | HARD if on_stage else GROUND
        for shape in (foot, breast):
            shape.friction = 0.0  # the legs set its speed, not friction
            shape.filter = pymunk.ShapeFilter(categories=BIRD, mask=solid)
        space.add(self.body, foot, breast)
        self._ground = pymunk.ShapeFilter(mask=solid)

    @property
    def crouching(self) -> bool:
        """Whether the legs are bent for a jump."""
        return self._crouch_s > 0.0

    # --- actions from outside

    def ask_jump(self) -> None:
        """Request a jump: it happens now, on landing if that is soon, or as a wing beat."""
        self._asked_s = 0.0

    def push(self, dvx: float, dvy: float) -> None:
        """Apply a change of velocity in m/s, such as a blow or a recoil."""
        self.body.apply_impulse_at_local_point((dvx * self.body.mass, dvy * self.body.mass))

    def stumble(self) -> None:
        """Throw the bird back and a little up, and cancel a jump in preparation."""
        velocity = self.body.velocity
        self.push(-self._tuning.stumble_mps - velocity.x, 1.8 - velocity.y)
        self.limbs.lean.kick(6.0)
        self._crouch_s, self._asked_s = 0.0, math.inf

    def recoil(self, side: int) -> None:
        """Push the bird back from a hadouken sent to `side`."""
        self.push(-side * self._tuning.recoil_mps, 0.0)
        self.limbs.lean.kick(2.4)

    def bounce(self, height_m: float) -> None:
        """Throw the bird up to this height above its current one, however fast it fell."""
        self._rise(self._launch_mps(height_m))
        self._leapt, self.air_s, self.flaps = True, 0.0, self._tuning.flaps

    def take_off(self) -> None:
        """Leave the ground for a glide (the wings move in a run)."""
        if self.grounded and not self._on_stage:
            self.bounce(TAKE_OFF_M)
            self.grounded, self._soars = False, True

    # --- one step: `before` and `after` the physics

    def before(self, intent: Intent, gait_mps: float, acting: Acting) -> list[WorldEventKind]:
        """Move legs and wings. gait_mps: the wanted speed along the path. Returns the events."""
        happened: list[WorldEventKind] = []
        step_s = self._step_s
        self._before = self.body.velocity
        if self._crouch_s > 0.0:
            self._crouch_s -= step_s
            if self._crouch_s <= 0.0:
                happened.append(self._leap())
        elif self._asked_s <= self._tuning.buffer_s:
            happened.extend(self._grant_jump())
        self._asked_s += step_s
        self._stroke_s = 0.0 if self._downstroke(intent.wings) else self._stroke_s + step_s
        if self._stroke_s <= self._tuning.buffer_s and not self.grounded and self._flap():
            self._stroke_s = math.inf
            happened.append("flap")
        if self.golden.flying:
            self._soar()
        elif not self.grounded:
            spread = acting.act is Act.WINGS
            self._glide(LEVEL if spread else intent.wings, SOAR_MPS if spread and self._soars else None)
        accel = (gait_mps - self.body.velocity.x) * 18.0
        most = self._tuning.run_accel_mps2
        self._force(max(-most, min(most, accel)), 0.0)
        self.limbs.spread(self._wings_wanted(intent.wings, acting), step_s)
        self._falling_mps = -self.body.velocity.y
        return happened

    def after(self, wind_mps: float) -> list[tuple[WorldEventKind, float]]:
        """Detect the ground and move the limbs. Returns the events; a landing carries its speed in m/s."""
        happened: list[tuple[WorldEventKind, float]] = []
        body, step_s = self.body, self._step_s
        velocity = body.velocity
        rising = velocity.y > 0.5
        on_ground = not rising and self._feels_ground()
        if body.position.y < -0.004:
            body.position = body.position.x, 0.0  # undo sinking into the ground within a step
        if on_ground and not self.grounded:
            speed = max(0.0, self._falling_mps)
            self.limbs.land(speed)
            happened.append(("land", speed))
            self._leapt, self.flaps = False, self._tuning.flaps
        self.grounded = on_ground
        self._soars = self._soars and not on_ground
        self.air_s = 0.0 if on_ground else self.air_s + step_s
        if on_ground:
            before = self.stride
            self.stride += velocity.x * self.heading * step_s / STRIDE_M
            if math.floor(before * 2) != math.floor(self.stride * 2):
                happened.append(("footstep", 0.0))
        change = velocity - self._before
        ahead = self.heading
        pull = Pull(change.x * ahead, change.y, velocity.x * ahead, velocity.y, wind_mps * ahead)
        bent = 1.0 if self._crouch_s > 0.0 else (0.0 if on_ground else -0.35)
        self.limbs.follow(pull, bent, 0.0 if on_ground else 0.075 * velocity.y, step_s)
        return happened

    # --- legs

    def _grant_jump(self) -> list[WorldEventKind]:
        """Try to grant the jump requested a moment ago."""
        if self.grounded:
            self._asked_s, self._crouch_s = math.inf, self._tuning.crouch_s
            return []
        if not self._leapt and self.air_s <= self._tuning.coyote_s:
            self._asked_s = math.inf
            return [self._leap()]
        if self._landing_s() > self._tuning.buffer_s and self._flap():
            self._asked_s = math.inf
            return ["flap"]
        return []

    def _leap(self) -> WorldEventKind:
        self._crouch_s = 0.0
        self._leapt, self.grounded, self.air_s = True, False, 0.0
        self._rise(self._launch_mps(self._tuning.jump_m))
        self.limbs.crouch.kick(-9.0)  # legs stretch at take-off
        return "jump"

    def _launch_mps(self, height_m: float) -> float:
        """The launch speed whose flight peaks at exactly `height_m` in discrete steps.

        Each step moves before it brakes, so n steps sum to v²/2g + v dt/2; this is solved for v.
        """
        g, half = self._tuning.gravity_mps2, 0.5 * self._tuning.gravity_mps2 * self._step_s
        return math.sqrt(half * half + 2.0 * g * height_m) - half

    def _rise(self, speed_mps: float) -> None:
        self.push(0.0, speed_mps - self.body.velocity.y)

    def _landing_s(self) -> float:
        """Seconds to the ground in free fall."""
        g, vy = self._tuning.gravity_mps2, self.body.velocity.y
        return (vy + math.sqrt(vy * vy + 2.0 * g * max(0.0, self.body.position.y))) / g

    def _feels_ground(self) -> bool:
        x_m, y_m = self.body.position
        if not self._on_stage:
            return y_m <= 0.01
        start, end = (x_m, y_m + 0.2), (x_m, y_m - 0.02)
        return self._space.segment_query_first(start, end, 0.0, self._ground) is not None

    # --- wings

    def _downstroke(self, arms: Wings | None) -> bool:
        """Whether the arms were just brought down from above: true once for each time they were raised."""
        if arms is None:
            self._primed = False
            return False
        lift = 0.5 * (arms.left_rad + arms.right_rad)
        if lift > PRIMED_RAD:
            self._primed = True
        elif lift < STROKE_RAD and self._primed:
            self._primed = False
            return True
        return False

    def _flap(self) -> bool:
        tuning, rise = self._tuning, self.body.velocity.y
        beat, most = tuning.flap_mps, tuning.flap_most_mps
        if self._on_stage:
            beat, most = tuning.free_flap_mps, tuning.free_flap_most_mps
        if self.body.position.y > tuning.ceiling_m:
            most = 0.0
        gain = min(beat, most - rise)
        if gain < WORTH_MPS or (self.flaps == 0 and not self._on_stage):
            return False
        self.flaps = max(0, self.flaps - 1)
        self.push(0.0, gain)
        self.limbs.left_wing.kick(-14.0)
        self.limbs.right_wing.kick(-14.0)
        return True

    def _soar(self) -> None:
        """Golden flight: hold the bird at its height, softly."""
        off_m, rise = HEIGHT_M - self.body.position.y, self.body.velocity.y
        self._force(0.0, self._tuning.gravity_mps2 + 14.0 * off_m - 6.0 * rise)
        self._leapt = True

    def _glide(self, arms: Wings | None, sink_mps: float | None = None) -> None:
        """Lift a falling bird with spread wings: at sink_mps (glide_mps if None) level wings carry its whole weight."""
        if arms is None:
            return
        fall = max(0.0, -self.body.velocity.y)
        spread = max(0.0, math.cos(0.5 * (arms.left_rad + arms.right_rad)))
        always = self._tuning.free_lift * spread if self._on_stage else 0.0
        braking = spread * spread * (fall / (sink_mps or self._tuning.glide_mps)) ** 2
        # At most twice its weight, so that a steep fall is braked over several steps.
        self._force(0.0, self._tuning.gravity_mps2 * min(2.0, max(always, braking)))

    def _wings_wanted(self, arms: Wings | None, acting: Acting) -> Wings | None:
        if self.golden.flying:
            lift = 0.15 + 0.75 * math.cos(math.tau * GOLDEN_BEAT_HZ * self.golden.left_s)
            return Wings(lift, lift)
        if acting.act is Act.WINGS:
            return LEVEL
        if arms is not None and (self._on_stage or (not self.grounded and self.air_s > 0.5)):
            return arms
        if not self.grounded and self._leapt:
            return beating(self.air_s)
        return None

    def _force(self, ax: float, ay: float) -> None:
        self.body.apply_force_at_local_point((ax * self.body.mass, ay * self.body.mass))

    # --- read access

    def hurt_box(self, lying: bool) -> tuple[float, float, float, float]:
        """The area where it can be hurt: left, bottom, right, top in metres. lying: it plays dead."""
        x_m, y_m = self.body.position
        half = self._tuning.half_width_m
        return x_m - half, y_m, x_m + half, y_m + (LYING_M if lying else self._tuning.height_m)

    def take_out(self) -> None:
        """Remove the body from the physics space; do not use it afterwards."""
        self._space.remove(*self.body.shapes, self.body)

    def view(self, acting: Acting, vigour: Vigour, safe_s: float, who: int, fallen: bool) -> BirdView:
        """The bird's part of the snapshot."""
        limbs, (x_m, y_m), (vx, vy) = self.limbs, self.body.position, self.body.velocity
        return BirdView(
            x_m=x_m,
            y_m=0.0 if y_m < 0.01 and self.grounded else y_m,
            vx_mps=vx,
            vy_mps=vy,
            angle_rad=limbs.lean.value,
            act=acting.act,
            act_s=acting.seconds,
            act_side=acting.side,
            head_yaw_rad=limbs.yaw.value,
            head_pitch_rad=limbs.pitch.value,
            head_roll_rad=limbs.roll.value,
            tail_rad=limbs.tail.value,
            wattle_rad=limbs.wattle.value,
            wings_rad=limbs.wings,
            stride=self.stride,
            grounded=self.grounded,
            safe_s=safe_s,
            heading=self.heading,
            crouch=limbs.crouch.value,
            head_x_m=limbs.head_x.value,
            head_y_m=limbs.head_y.value,
            gaze_yaw_rad=limbs.gaze[0],
            gaze_pitch_rad=limbs.gaze[1],
            face=limbs.mien.view(),
            who=who,
            lives=vigour.lives,
            energy=vigour.energy,
            fallen=fallen,
            golden_s=self.golden.left_s,
            wading=self.wading,
        )

    def state(self) -> tuple[float, ...]:
        """All numbers that later steps depend on, for the world's digest."""
        springs = tuple(number for spring in self.limbs.all() for number in (spring.value, spring.speed))
        return (
            *self.body.position,
            *self.body.velocity,
            *springs,
            *(self.stride, self.air_s, self._crouch_s, self._asked_s, float(self.heading), float(self.flaps)),
            *(float(self.grounded), float(self._leapt), float(self._primed), self._stroke_s),
            *(*self.golden.state(), float(self.wading), float(self._soars)),
        )
