"""Keyboard and gamepad as one player, or as two."""

from game.controls.keyboard import Held, Pad
from game.controls.seats import SAID, SECONDS, Seats

SPACE = Held(frozenset({"space"}))
BUTTON = Held(pad=Pad(buttons=frozenset({"a"})))
NOTHING = Held()


def test_both_devices_are_one_player_at_first() -> None:
    seats = Seats()
    for held in (SPACE, BUTTON):
        wish = seats.intent(held)
        assert wish.jump and wish.mate is None
        seats.intent(NOTHING)


def test_either_device_can_be_the_second_player() -> None:
    keys = Seats("keys")
    wish = keys.intent(SPACE)
    assert wish.mate is not None and wish.mate.jump and wish.mate.present and not wish.jump
    wish = keys.intent(BUTTON)
    assert wish.jump and wish.mate is not None and not wish.mate.jump
    pad = Seats("pad")
    wish = pad.intent(BUTTON)
    assert wish.mate is not None and wish.mate.jump and not wish.jump
    assert pad.first(BUTTON) == NOTHING and pad.first(SPACE) == SPACE


def test_one_button_gives_the_second_player_each_device_in_turn() -> None:
    seats = Seats()
    said = [seats.change() for _ in SECONDS]
    assert seats.second == "none" and said == [SAID["keys"], SAID["pad"], SAID["none"]]
