from dataclasses import replace

import pytest

from game.body.reading import Expression, Facing
from game.face.expression import WIDTH_CM, ExpressionReader, Measures, Switch, measured
from game.face.rotation import AVERAGE

REST = Measures(mouth=0.03, left_eye=0.30, right_eye=0.28, wide=5.3, brows=2.4)
AHEAD = Facing(0.0, 0.0, 0.0)
WIDE_PX = 60.0


class Watched:
    """A reader that has seen a face at rest for two seconds; steps of 1/15 s."""

    def __init__(self, rest: Measures = REST) -> None:
        self.reader, self.t_s = ExpressionReader(), 0.0
        for _ in range(30):
            self.see(rest)

    def see(self, found: Measures, facing: Facing = AHEAD, width_px: float = WIDE_PX, looks: int = 1) -> Expression:
        for _ in range(looks):
            self.t_s += 1 / 15
            said = self.reader.step(self.t_s, found, facing, width_px)
        return said


def test_a_resting_face_says_nothing() -> None:
    assert Watched().see(REST) == Expression()


def test_each_expression_is_told_from_the_others() -> None:
    watched = Watched()
    assert watched.see(replace(REST, mouth=0.5)).mouth > 0.7
    watched.see(REST)
    assert watched.see(replace(REST, wide=6.2), looks=2) == Expression(smile=pytest.approx(0.86, abs=0.1))
    watched.see(REST)
    assert watched.see(replace(REST, brows=3.1), looks=2).brows > 0.4
    assert watched.see(REST) == Expression()
    assert watched.see(replace(REST, wide=6.2)) == Expression()  # one look alone may tremble


def test_a_wink_is_the_players_own() -> None:
    watched = Watched()
    assert watched.see(replace(REST, left_eye=0.11)) == Expression()  # one look at one eye may be a slip
    wink = watched.see(replace(REST, left_eye=0.11))
    assert wink.left_lid == 1.0 and wink.right_lid == 0.0
    watched.see(REST)
    wink = watched.see(replace(REST, right_eye=0.11), looks=2)
    assert wink.left_lid == 0.0 and wink.right_lid == 1.0


def test_rest_is_the_players_own() -> None:
    narrow = Watched(replace(REST, left_eye=0.21, right_eye=0.21, wide=5.55))
    assert narrow.see(replace(REST, left_eye=0.18, right_eye=0.18, wide=5.75)) == Expression()
    assert narrow.see(replace(REST, left_eye=0.10, right_eye=0.10, wide=5.5)).left_lid > 0.8


def test_a_smile_at_first_is_no_rest_for_long() -> None:
    watched = Watched(replace(REST, wide=6.2))
    assert watched.see(replace(REST, wide=6.2)).smile > 0  # 5.32 at most is taken for rest
    watched.see(REST, looks=45)
    assert watched.see(replace(REST, wide=5.95), looks=2).smile > 0.3


def test_eyes_shut_for_long_stay_shut() -> None:
    watched = Watched()
    assert watched.see(replace(REST, left_eye=0.1, right_eye=0.1), looks=75).left_lid == 1.0


def test_blinks_are_not_believed_of_small_or_turning_heads() -> None:
    blink = replace(REST, left_eye=0.1, right_eye=0.1)
    assert Watched().see(blink, width_px=25.0).left_lid == 0.0
    assert Watched().see(blink, Facing(0.3, 0.0, 0.0)).left_lid == 0.0  # 0.3 rad in 1/15 s
    assert Watched().see(blink).left_lid == 1.0


def test_a_head_far_aside_says_nothing() -> None:
    assert Watched().see(replace(REST, mouth=0.6), Facing(0.9, 0.0, 0.0)) == Expression()


def test_the_farther_eye_does_as_the_nearer_one() -> None:
    watched = Watched()
    watched.see(REST, Facing(0.5, 0.0, 0.0), looks=5)
    said = watched.see(replace(REST, right_eye=0.1), Facing(0.5, 0.0, 0.0))  # turned left: the right eye is near
    assert said.left_lid == said.right_lid == 1.0
    said = watched.see(replace(REST, left_eye=0.1), Facing(0.5, 0.0, 0.0))
    assert said.left_lid == said.right_lid == 0.0


def test_hysteresis() -> None:
    switch = Switch(0.4, 0.2, 1.0)
    assert [switch.step(v) > 0 for v in (0.3, 0.41, 0.3, 0.21, 0.19, 0.3)] == [False, True, True, True, False, False]


def test_the_average_face_is_at_rest() -> None:
    found = measured(AVERAGE)
    assert found.mouth < 0.15 and 0.2 < found.left_eye < 0.4 and 5 < found.wide < 5.6
    assert found.left_eye == pytest.approx(found.right_eye, abs=0.01)
    assert 12 < WIDTH_CM < 16
