"""Interfaces on twos: which pictures they are made for."""

import pytest

from game.modes.look import Look
from game.modes.twos import OnTwos
from game.scene.drawing import Disc, DrawList
from game.tuning import FINEST, QUALITIES, Quality


def made(quality: Quality, pictures: list[int], sizes: list[tuple[int, int]] | None = None) -> list[bool]:
    """For which of these pictures the interface was made anew."""
    interface, found = OnTwos(), []
    for n, picture in enumerate(pictures):
        size = sizes[n] if sizes else (1280, 720)
        marks: list[int] = []

        def make(n: int = n, marks: list[int] = marks) -> DrawList:
            marks.append(n)
            return [Disc(n, 0, 1, (0, 0, 0))]

        shown = interface.of(Look(0.0, size, quality=quality), picture, make)
        assert len(shown) == 1
        found.append(bool(marks))
    return found


def test_every_picture_has_its_own_where_there_is_time() -> None:
    assert all(made(FINEST, list(range(10))))


def test_on_twos_it_is_made_for_every_second_one_which_the_huia_is_not_drawn_for() -> None:
    assert made(QUALITIES[0], [3, 4, 5, 6, 7]) == [True, False, True, False, True]
    assert made(QUALITIES[0], [4, 5, 6, 7]) == [True, True, False, True]


@pytest.mark.parametrize("pictures", [[5, 8, 9], [5, 4]])
def test_what_is_old_is_not_shown_again(pictures: list[int]) -> None:
    assert all(made(QUALITIES[0], pictures))


def test_another_window_size_counts_at_once() -> None:
    assert made(QUALITIES[0], [5, 6], [(1280, 720), (720, 1280)]) == [True, True]


def test_nothing_is_kept_where_nothing_is_painted() -> None:
    assert all(made(QUALITIES[0], [0, 0, 0]))
