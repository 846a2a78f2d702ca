"""What a face expresses: lips apart, lids shut, smile, raised brows, each against the player's own rest.

Lengths are taken on the face turned back to the front, in cm of the average face, so turning, tilting and distance
change them little. Which lengths, and from which value each expression holds, was measured on 123 pictures of real
faces with expressions; see `FaceTuning`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from game.body.reading import Expression, Facing
from game.face.region import Points
from game.face.rotation import AVERAGE
from game.tuning import FACES, FaceTuning

_LIPS: Final = (13, 14)
_CORNERS: Final = (61, 291)
_CHEEKS: Final = (234, 454)
# corners, then three gaps between upper and lower lid, for the own right and left eye
_RIGHT_EYE: Final = ((33, 133), ((160, 144), (159, 145), (158, 153)))
_LEFT_EYE: Final = ((263, 362), ((387, 373), (386, 374), (385, 380)))
_RIGHT_BROW: Final = (70, 63, 105, 66, 107)
_LEFT_BROW: Final = (300, 293, 334, 296, 336)
WIDTH_CM: Final = float(AVERAGE[_CHEEKS[1], 0] - AVERAGE[_CHEEKS[0], 0])
"""From cheek to cheek."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Lengths of one face. mouth: gap between the lips ÷ width of the mouth. left_eye, right_eye: gap between the lids
    ÷ width of the eye. wide: width of the mouth in cm. brows: height of the brows over the eyes' corners in cm."""

    mouth: float
    left_eye: float
    right_eye: float
    wide: float
    brows: float


def measured(face: Points) -> Measures:
    """The lengths of a straightened mesh (468, 3), cm."""

    def gap(a: int, b: int) -> float:
        return float(math.dist(face[a], face[b]))

    def eye(points: tuple[tuple[int, int], tuple[tuple[int, int], ...]]) -> float:
        corners, lids = points
        return sum(gap(*pair) for pair in lids) / len(lids) / max(gap(*corners), 1e-6)

    brows = face[list(_RIGHT_BROW + _LEFT_BROW), 1].mean() - face[[33, 133, 263, 362], 1].mean()
    wide = gap(*_CORNERS)
    return Measures(gap(*_LIPS) / max(wide, 1e-6), eye(_LEFT_EYE), eye(_RIGHT_EYE), wide, float(brows))


class Rest:
    """One measure at rest, learnt from its own course.

    Near its rest a measure trembles, and the rest follows its middle. A measure beyond that, on the side where no
    expression is (eyes wider, mouth smaller), was not at rest before: the rest follows soon. On the other side it
    is an expression, and the rest hardly follows.
    """

    def __init__(self, towards: int, least: float, most: float, band: float, tuning: FaceTuning) -> None:
        """towards: +1 where expressions make the measure smaller, -1 where larger. band: how far it trembles."""
        self._towards, self._least, self._most, self._band, self._tuning = towards, least, most, band, tuning
        self.value = 0.5 * (least + most)
        self._first: list[float] = []

    def reset(self) -> None:
        """Somebody else."""
        self._first = []
        self.value = 0.5 * (self._least + self._most)

    @property
    def known(self) -> bool:
        """Whether enough was seen to compare with."""
        return len(self._first) >= self._tuning.rest_looks

    def step(self, value: float, step_s: float) -> None:
        """One look at the measure."""
        if not self.known:
            self._first.append(value)
            self.value = float(np.median(self._first))
        else:
            beyond, tuning = (value - self.value) * self._towards, self._tuning
            tau_s = tuning.to_rest_s if beyond > self._band else tuning.from_rest_s
            if abs(beyond) <= self._band:
                tau_s = tuning.at_rest_s
            self.value += (value - self.value) * (1.0 - math.exp(-step_s / tau_s))
        self.value = min(max(self.value, self._least), self._most)


class Switch:
    """An amount with hysteresis: nothing until it passes `enter`, then 0..1 until it falls below `leave`."""

    def __init__(self, enter: float, leave: float, full: float, looks: int = 1) -> None:
        """looks: how many values in a row must pass `enter`."""
        self._enter, self._leave, self._full, self._looks = enter, leave, full, looks
        self._passed = 0
        self.on = False

    def step(self, value: float) -> float:
        """How much of it, 0..1; 0 while it is off."""
        self._passed = self._passed + 1 if value >= self._enter else 0
        self.on = value >= self._leave if self.on else self._passed >= self._looks
        return min(1.0, max(0.0, (value - self._leave) / (self._full - self._leave))) if self.on else 0.0

    def reset(self) -> None:
        """Off."""
        self.on, self._passed = False, 0


class ExpressionReader:
    """Measures over time to one player's expressions."""

    def __init__(self, tuning: FaceTuning = FACES) -> None:
        self._tuning = t = tuning
        self._mouth = Switch(t.mouth_enter, t.mouth_leave, t.mouth_full)
        self._lids = [Switch(t.lid_enter, t.lid_leave, t.lid_full) for _ in range(2)]
        self._smile = Switch(t.smile_enter_cm, t.smile_leave_cm, t.smile_full_cm, t.sure_looks)
        self._brows = Switch(t.brows_enter_cm, t.brows_leave_cm, t.brows_full_cm, t.sure_looks)
        self._eyes_rest = [Rest(1, *t.eye_rest, t.eye_band, t) for _ in range(2)]
        self._mouth_rest = Rest(-1, *t.mouth_rest, 0.5 * t.mouth_enter, t)
        self._smile_rest = Rest(-1, *t.smile_rest_cm, 0.5 * t.smile_enter_cm, t)
        self._brows_rest = Rest(-1, *t.brows_rest_cm, 0.5 * t.brows_enter_cm, t)
        self._were_down = [False, False]  # whether each lid was down in the last look
        self._t_s = -math.inf
        self._facing: Facing | None = None
        self._usual_rad: float | None = None  # pitch of late: cameras stand over and under screens
        self._last = Expression()

    def reset(self) -> None:
        """Somebody else: their rest is learnt anew."""
        for rest in (*self._eyes_rest, self._mouth_rest, self._smile_rest, self._brows_rest):
            rest.reset()
        for switch in (*self._lids, self._mouth, self._smile, self._brows):
            switch.reset()
        self._t_s, self._facing, self._usual_rad, self._last = -math.inf, None, None, Expression()

    def step(self, t_s: float, found: Measures, facing: Facing, width_px: float) -> Expression:
        """One look at a face. facing: of the same mesh; width_px: of the face from cheek to cheek."""
        t = self._tuning
        step_s = min(max(t_s - self._t_s, 1e-3), t.look_most_s)
        speed = 0.0 if self._facing is None else _turned(facing, self._facing) / step_s
        self._t_s, self._facing = t_s, facing
        if max(abs(facing.yaw_rad), abs(facing.pitch_rad)) > t.seen_rad:
            self._last = Expression()  # half of the face is hidden
            return self._last
        eyes = self._seen_eyes(found, facing)
        clear = speed < t.lid_turn_rad_s and width_px >= t.lid_least_px
        lids = [0.0, 0.0]
        for side, eye in enumerate(eyes):
            rest = self._eyes_rest[side]
            if clear:
                rest.step(eye, step_s)
                lids[side] = self._lids[side].step(1.0 - eye / rest.value) if rest.known else 0.0
            else:
                self._lids[side].reset()
        # one eye alone is a wink, which takes longer than the network's slips; both at once are believed at once
        alone = [lids[0] > 0.0 and lids[1] == 0.0, lids[1] > 0.0 and lids[0] == 0.0]
        shown = [
            0.0 if new and not before else lid for lid, new, before in zip(lids, alone, self._were_down, strict=True)
        ]
        self._were_down = [lid > 0.0 for lid in lids]
        self._mouth_rest.step(found.mouth, step_s)
        # the network sees a wider mouth and higher brows over shut eyes
        usual = facing.pitch_rad if self._usual_rad is None else self._usual_rad
        self._usual_rad = usual + (facing.pitch_rad - usual) * (1.0 - math.exp(-step_s / t.usual_s))
        straight = abs(facing.yaw_rad) < t.straight_yaw_rad and abs(facing.pitch_rad - usual) < t.straight_pitch_rad
        plain = straight and speed < t.turn_rad_s and not any(lid.on for lid in self._lids)
        self._last = Expression(
            mouth=self._mouth.step(found.mouth - self._mouth_rest.value),
            left_lid=shown[0],
            right_lid=shown[1],
            smile=self._step(self._smile, self._smile_rest, found.wide, plain, self._last.smile, step_s),
            brows=self._step(self._brows, self._brows_rest, found.brows, plain, self._last.brows, step_s),
        )
        return self._last

    def _seen_eyes(self, found: Measures, facing: Facing) -> tuple[float, float]:
        """Left and right; a head turned aside hides the farther eye, which then is taken to do as the nearer one."""
        if facing.yaw_rad > self._tuning.far_eye_rad:  # turned to the own left: the right eye is nearer
            return found.right_eye, found.right_eye
        if facing.yaw_rad < -self._tuning.far_eye_rad:
            return found.left_eye, found.left_eye
        return found.left_eye, found.right_eye

    @staticmethod
    def _step(switch: Switch, rest: Rest, value: float, plain: bool, last: float, step_s: float) -> float:
        """An expression against its rest; while it cannot be judged it stays as it was."""
        if not plain:
            return last
        rest.step(value, step_s)
        return switch.step(value - rest.value) if rest.known else 0.0


def _turned(a: Facing, b: Facing) -> float:
    return math.hypot(a.yaw_rad - b.yaw_rad, a.pitch_rad - b.pitch_rad, a.roll_rad - b.roll_rad)
