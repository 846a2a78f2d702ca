"""The coach: silent while nothing is tried or a pose fires, one sentence after an attempt that failed."""

import pytest

from game.body.latch import Judgement
from game.body.reading import Reading
from game.modes.coach import TOLD_S, Coach

NAMES = ("normal", "wings", "dramatic")


def reading(t_s: float, wings: float, dramatic: float = 0.0, gathered_s: float = 0.0, holding: str = "") -> Reading:
    best = "wings" if wings >= dramatic else "dramatic"
    chances = (1.0 - wings - dramatic, wings, dramatic)
    return Reading(t_s, judgement=Judgement(t_s, NAMES, chances, best, 0.6, gathered_s, 0.5, holding=holding))


def told(readings: list[Reading], wanted: str = "wings") -> list[str]:
    coach = Coach()
    return [coach.see(one, wanted) for one in readings]


def test_a_pose_held_too_short_is_told_so_once_it_is_over() -> None:
    tried = [reading(n / 30, 0.9, gathered_s=n / 30) for n in range(6)]
    after = [reading(0.3 + n / 30, 0.02) for n in range(150)]
    said = told([*tried, *after])
    assert said[:6] == [""] * 6
    assert said[6] == "wings: too short, 0.17 of 0.50 s"
    assert said[6 + round((TOLD_S - 0.3) * 30)] == said[6]
    assert said[-1] == ""


def test_a_pose_that_looked_like_another_is_told_which() -> None:
    tried = [reading(n / 30, 0.3, 0.6) for n in range(20)]
    assert told([*tried, reading(0.8, 0.0)])[-1] == "wings: looked like dramatic (60% against 30%)"


@pytest.mark.parametrize("last", [reading(1.0, 0.02, holding="wings"), reading(1.0, 0.02)])
def test_a_pose_that_fires_and_standing_about_are_not_commented(last: Reading) -> None:
    quiet = [reading(n / 30, 0.1) for n in range(20)]
    fired = [reading(0.8 + n / 30, 0.9, holding="wings") for n in range(5)]
    assert not any(told([*quiet, *(fired if last.judgement and last.judgement.holding else []), last]))


def test_a_reader_that_starts_anew_is_no_attempt() -> None:
    coach = Coach()
    coach.see(reading(100.0, 0.9), "wings")
    assert coach.see(reading(0.1, 0.02), "wings") == ""
