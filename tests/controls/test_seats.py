"""Keyboard and gamepads as one player, or as two."""

from game.controls.intent import Intent
from game.controls.keyboard import Keys, Pad
from game.controls.seats import BODY_S, IDLE_S, SAID, SECONDS, Seats

NO_KEYS = Keys()
SPACE = Keys({"space"})
REST = Pad()
BUTTON = Pad(buttons=frozenset({"a"}))
MENU = Pad(buttons=frozenset({"start", "left"}))
STICK = Pad(right=(0.9, 0.0))


def pressed(seats: Seats, t_s: float, *pads: Pad, keys: Keys = NO_KEYS, body_s: float = -1e9) -> Intent:
    """What is asked for by these pads, which rested before."""
    seats.intent(t_s - 0.02, NO_KEYS, [REST for _ in pads], body_s)
    return seats.intent(t_s, keys, pads, body_s)


def test_both_devices_are_one_player_at_first() -> None:
    seats = Seats()
    wish = pressed(seats, 1.0, REST, keys=SPACE)
    assert wish.jump and wish.mate is None
    wish = pressed(seats, 2.0, BUTTON)
    assert wish.jump and wish.mate is None and seats.first_s == 2.0


def test_the_first_pad_picked_up_plays_the_first_huia_and_another_the_second() -> None:
    seats = Seats()
    assert pressed(seats, 1.0, REST, BUTTON).jump  # whichever it is
    wish = pressed(seats, 2.0, BUTTON, REST)
    assert not wish.jump and wish.mate is not None and wish.mate.jump and wish.mate.present
    both = pressed(seats, 3.0, BUTTON, BUTTON)
    assert both.jump and both.mate is not None and both.mate.jump
    looks = seats.intent(3.5, NO_KEYS, (STICK, REST))
    assert looks.mate is not None and looks.mate.yaw_rad and not looks.yaw_rad


def test_a_third_pad_helps_the_second_player() -> None:
    seats = Seats()
    pressed(seats, 1.0, BUTTON, REST, REST)
    pressed(seats, 2.0, REST, BUTTON, REST)
    wish = pressed(seats, 3.0, REST, REST, BUTTON)
    assert not wish.jump and wish.mate is not None and wish.mate.jump


def test_a_pad_beside_a_body_that_plays_is_the_second_player() -> None:
    seats = Seats()
    wish = pressed(seats, 10.0, BUTTON, body_s=10.0 - BODY_S / 2)
    assert not wish.jump and wish.mate is not None and wish.mate.jump
    alone = pressed(Seats(), 10.0, BUTTON, body_s=10.0 - 2 * BODY_S)  # who only stands there may hold the pad
    assert alone.jump and alone.mate is None


def test_a_pad_in_use_keeps_its_huia_whatever_a_body_seems_to_do() -> None:
    seats = Seats()
    pressed(seats, 1.0, BUTTON)
    wish = pressed(seats, 5.0, BUTTON, body_s=4.9)
    assert wish.jump and wish.mate is None


def test_a_pad_that_is_put_down_lets_its_huia_go_and_may_be_the_other_one_later() -> None:
    seats = Seats()
    pressed(seats, 1.0, BUTTON, REST)
    assert pressed(seats, 2.0, REST, BUTTON).mate is not None
    assert seats.intent(2.5 + IDLE_S, NO_KEYS, (REST, REST)).mate is None
    assert pressed(seats, 3.0 + IDLE_S, REST, BUTTON).jump


def test_menus_are_steered_without_taking_a_seat() -> None:
    seats = Seats()
    pressed(seats, 1.0, MENU, REST)
    wish = pressed(seats, 2.0, REST, BUTTON)
    assert wish.jump and wish.mate is None


def test_either_device_can_be_the_second_player() -> None:
    keys = Seats("keys")
    wish = pressed(keys, 1.0, REST, keys=SPACE)
    assert wish.mate is not None and wish.mate.jump and wish.mate.present and not wish.jump
    wish = pressed(keys, 2.0, BUTTON)
    assert wish.jump and wish.mate is not None and not wish.mate.jump
    pad = Seats("pad")
    wish = pressed(pad, 1.0, BUTTON)
    assert wish.mate is not None and wish.mate.jump and not wish.jump
    none = Seats("none")
    for pads in ((BUTTON, REST), (REST, BUTTON)):
        wish = pressed(none, 1.0, *pads)
        assert wish.jump and wish.mate is None
    assert pressed(none, 2.0, REST, keys=SPACE).jump


def test_one_button_gives_the_second_player_each_device_in_turn() -> None:
    seats = Seats()
    said = [seats.change() for _ in SECONDS]
    assert seats.second == "auto" and said == [SAID["keys"], SAID["pad"], SAID["none"], SAID["auto"]]


def test_a_paused_game_lets_no_pad_go() -> None:
    seats = Seats()
    pressed(seats, 1.0, BUTTON, REST)
    pressed(seats, 2.0, REST, BUTTON)
    seats.hold(60.0)
    wish = seats.intent(62.0, NO_KEYS, (REST, REST))
    assert wish.mate is not None


def test_a_stick_that_leans_by_itself_is_nobody() -> None:
    leaning = Pad(left=(0.25, 0.0))
    seats = Seats()
    pressed(seats, 1.0, BUTTON, REST)
    pressed(seats, 2.0, REST, BUTTON)
    for n in range(100):
        wish = seats.intent(3.0 + n, NO_KEYS, (leaning, leaning))
    assert wish.mate is None
    assert seats.first_s < 2.0
