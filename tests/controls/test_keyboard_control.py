"""Keys and pads: edges by comparing, sides of the screen, several controllers at once."""

import pytest

from game.controls.combine import combine
from game.controls.intent import Intent, Wings
from game.controls.keyboard import POSES, Held, KeyboardControl, Pad


def keys(*names: str) -> Held:
    return Held(frozenset(names))


@pytest.mark.parametrize("key", ["space", "up", "w"])
def test_a_key_held_down_jumps_once(key: str) -> None:
    control = KeyboardControl()
    jumps = [control.intent(held).jump for held in (keys(), keys(key), keys(key), keys(), keys(key))]
    assert jumps == [False, True, False, False, True]


def test_a_second_jump_key_pressed_while_the_first_is_held_counts() -> None:
    control = KeyboardControl()
    assert control.intent(keys("space")).jump
    assert control.intent(keys("space", "up")).jump


def test_a_hadouken_goes_where_one_last_went() -> None:
    control = KeyboardControl()
    assert control.intent(keys("x")).hadouken == "right"
    control.intent(keys("left"))
    assert control.intent(keys("left", "left ctrl")).hadouken == "left"
    control.intent(keys("d"))
    assert control.intent(keys("x")).hadouken == "right"
    assert control.intent(keys("q")).hadouken == "left"
    assert control.intent(keys("q", "e")).hadouken == "right"
    assert control.intent(keys("e")).hadouken is None


def test_number_keys_are_the_eight_poses() -> None:
    wanted = {}
    for key in POSES:
        control = KeyboardControl()
        intent = control.intent(keys(key))
        wanted[key] = "fly" if intent.jump else "hadouken" if intent.hadouken else intent.move
    assert wanted == POSES
    assert len(set(wanted.values())) == 8


def test_walking_and_looking_last_as_long_as_keys_are_held() -> None:
    control = KeyboardControl()
    for _ in range(3):
        intent = control.intent(keys("right", "j", "i", "u"))
        assert intent.walk == 1.0
        assert intent.yaw_rad > 0 and intent.pitch_rad > 0 and intent.roll_rad > 0
    assert control.intent(keys("left", "right")).walk == 0.0
    assert control.intent(keys()) == Intent()


def test_down_spreads_the_wings() -> None:
    assert KeyboardControl().intent(keys("down")).wings is not None
    assert KeyboardControl().intent(keys()).wings is None


def test_a_pad_does_it_all() -> None:
    control = KeyboardControl()
    assert control.intent(Held(pad=Pad(buttons=frozenset({"a"})))).jump
    assert not control.intent(Held(pad=Pad(buttons=frozenset({"a"})))).jump
    assert control.intent(Held(pad=Pad(left=(-1.0, 0.0), buttons=frozenset({"x"})))).hadouken == "left"
    assert control.intent(Held(pad=Pad(buttons=frozenset({"right shoulder"})))).hadouken == "right"
    assert control.intent(Held(pad=Pad(buttons=frozenset({"a"})))).walk == 0.0
    assert control.intent(Held(pad=Pad(buttons=frozenset({"left"})))).walk == -1.0
    looking = control.intent(Held(pad=Pad(left=(0.5, 0.0), right=(1.0, -1.0))))
    assert looking.walk == 0.5
    assert looking.yaw_rad < 0, "the screen mirrors: right on it is the player's own right, yaw below 0"
    assert looking.pitch_rad > 0, "a stick pushed up looks up"
    assert control.intent(Held(pad=Pad(left=(0.1, 0.0), right=(0.05, -0.1)))) == Intent()


def test_edges_of_all_controllers_count_and_the_first_voice_is_heard() -> None:
    body = Intent(jump=True, yaw_rad=0.3, wings=Wings(0.1, 0.2))
    board = Intent(hadouken="left", walk=1.0)
    both = combine(board, body)
    assert both == Intent(jump=True, hadouken="left", yaw_rad=0.3, walk=1.0, wings=Wings(0.1, 0.2))
    assert combine(Intent(yaw_rad=-0.5), body).yaw_rad == -0.5
    assert combine(Intent(move="wings"), Intent(move="dramatic")).move == "wings"


def test_somebody_is_there_if_anyone_says_so() -> None:
    assert combine(Intent(present=False), Intent(present=True)).present
    assert not combine(Intent(present=False), Intent(present=False)).present
    assert combine() == Intent(present=False)


def test_the_second_step_of_a_frame_holds_and_does_not_repeat() -> None:
    intent = Intent(jump=True, hadouken="left", move="wings", yaw_rad=0.2, walk=-1.0, present=False)
    assert intent.held() == Intent(yaw_rad=0.2, walk=-1.0, present=False)
