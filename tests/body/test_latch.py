"""Probabilities to single moves, and the sentence that says what was missing."""

from collections.abc import Iterator

import pytest

from game.body.classifier import Threshold
from game.body.latch import Judgement, Latch
from game.body.why_moves import why
from game.tuning import MOVES

NAMES = ("normal", "wings", "hadouken")
RATES = (15, 30, 60)


def latch() -> Latch:
    return Latch(NAMES, dict.fromkeys(NAMES, Threshold(0.6, 0.4)), sure=0.85)


def play(fps: float, *parts: tuple[float, tuple[float, float]]) -> Iterator[tuple[float, str | None, Judgement]]:
    """(seconds, (wings, hadouken)) → time, what fires, judgement."""
    one, frame = latch(), 0
    for seconds, (wings, hadouken) in parts:
        for _ in range(max(1, round(seconds * fps))):
            fired = one.step(frame / fps, (1 - wings - hadouken, wings, hadouken))
            assert one.judgement is not None
            yield frame / fps, fired, one.judgement
            frame += 1


@pytest.mark.parametrize("fps", RATES)
def test_a_quick_move_fires_at_once_and_only_once_while_it_is_held(fps: float) -> None:
    fired = [(t_s, name) for t_s, name, _ in play(fps, (1.0, (0, 0)), (3.0, (0, 0.9)), (1.0, (0, 0))) if name]
    ((t_s, name),) = fired
    assert name == "hadouken"
    assert t_s - 1.0 <= MOVES.thrust_s / MOVES.sure_pace + 1.01 / fps
    again = [name for _, name, _ in play(fps, *[(0.5, (0, 0.9)), (0.5, (0, 0))] * 3) if name]
    assert again == ["hadouken"] * 3


@pytest.mark.parametrize("fps", RATES)
def test_one_reading_never_decides(fps: float) -> None:
    flashes = [(1.0, (0.0, 0.0)), (1 / fps, (0.0, 1.0))] * 4
    assert not any(name for _, name, _ in play(fps, *flashes))


@pytest.mark.parametrize("fps", RATES)
def test_a_hadouken_in_doubt_keeps_what_it_gathered_but_two_moves_that_take_turns_are_neither(fps: float) -> None:
    doubted = [(0.1, (0.0, 0.7)), (0.1, (0.0, 0.5))] * 5
    assert [name for _, name, _ in play(fps, *doubted) if name] == ["hadouken"]
    unlikely = [(0.1, (0.0, 0.7)), (0.1, (0.0, 0.1))] * 5
    assert not any(name for _, name, _ in play(fps, *unlikely))
    held = [(0.1, (0.7, 0.0)), (0.1, (0.5, 0.0))] * 12
    assert not any(name for _, name, _ in play(fps, *held))
    turns = [(0.1, (0.3, 0.65)), (0.1, (0.65, 0.3))] * 12
    assert not any(name for _, name, _ in play(fps, *turns))


@pytest.mark.parametrize("fps", RATES)
def test_a_doubt_that_lasts_forgets(fps: float) -> None:
    most = 0.75 * MOVES.thrust_s
    long = [(most, (0.0, 0.7)), (20.0, (0.0, 0.45)), (most, (0.0, 0.7))]
    assert not any(name for _, name, _ in play(fps, *long))


@pytest.mark.parametrize("own", [{}, {"sure": 0.7}, {"hold_s": 0.5}, {"sure": 0.7, "hold_s": 0.5}])
def test_a_move_may_have_a_sureness_and_a_hold_of_its_own(own: dict[str, float]) -> None:
    one = Latch(NAMES, {"hadouken": Threshold(0.6, 0.4, **own)}, sure=0.85)
    times_s = [frame / 60 for frame in range(120)]
    fired = next(t_s for t_s in times_s if one.step(t_s, (0.25, 0.0, 0.75)))
    needed_s = own.get("hold_s", MOVES.thrust_s) / (MOVES.sure_pace if "sure" in own else 1.0)
    assert fired == pytest.approx(needed_s, abs=1.01 / 60)
    one.reset()
    assert next(t_s for t_s in times_s if one.step(t_s, (0.2, 0.8, 0.0))) == pytest.approx(MOVES.hold_s, abs=1.01 / 60)


def test_absence_forgets_all_but_the_cool_down() -> None:
    one = latch()
    assert [one.step(n / 30, (0, 0, 1)) for n in range(4)].count("hadouken") == 1
    one.lose(0.15)
    assert one.step(0.2, (0, 0, 1)) is None
    one.lose(0.62)
    assert one.judgement is None
    assert [one.step(0.63 + n / 30, (0, 0, 1)) for n in range(10)].count("hadouken") == 1
    assert one.judgement is not None
    assert one.judgement.holding == "hadouken"


def judged(*parts: tuple[float, tuple[float, float]]) -> list[Judgement]:
    return [judgement for _, _, judgement in play(30, (0.5, (0, 0)), *parts, (0.5, (0, 0)))]


def test_why_names_what_was_missing() -> None:
    assert why(judged((0.5, (0, 0.9)))) == ""
    assert why(judged((0.1, (0.9, 0)))) == "wings: too short, 0.10 of 0.20 s"
    assert why(judged((0.5, (0.5, 0)))) == "wings: not clear enough, 50% of 60%"
    assert why(judged((0.5, (0.7, 0.2))), "hadouken") == "hadouken: looked like wings (70% against 20%)"
    assert why(judged((0.5, (0, 0.3)))) == "hadouken: looked like standing about (70% against 30%)"
    assert why(judged((0.5, (0, 0.02))), "wings") == "nothing looked like wings"
    assert why([]) == "nobody was seen"


def test_why_names_what_stood_in_the_way() -> None:
    one = latch()
    found = []
    for n in range(20):
        one.step(n / 30, (0, 1, 0), "moving")
        assert one.judgement is not None
        found.append(one.judgement)
    assert why(found) == "wings: hands were still moving"
