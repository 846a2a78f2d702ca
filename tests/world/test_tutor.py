"""The lesson of a first run: it stops for each thing to learn, spares the player, and never gets stuck."""

import pytest

from game.controls.autopilot import Autopilot
from game.controls.intent import Intent
from game.tuning import TIMING
from game.world.path import Path
from game.world.patterns import OPENING
from game.world.snapshot import Kind, Lesson, WorldEvent
from game.world.tutor import AHEAD_M, DISTANCES, PATIENCE_S
from game.world.world import Course, World

ALL = tuple(Lesson)
DOES = {
    Lesson.JUMP: Intent(jump=True),
    Lesson.HADOUKEN: Intent(hadouken="left"),
    Lesson.LOOK: Intent(pitch_rad=0.3),
}


def taught(seed: int, after_s: float, most_s: float = 90.0) -> tuple[World, list[WorldEvent], float]:
    """A first run of somebody who does what is asked for `after_s` after the bird has stopped for it.

    Returns the world once all is learnt, its events, and the longest time it stood still.
    """
    world, waited_s, longest_s = World(seed, Course.PLAY, lessons=ALL), 0.0, 0.0
    told: list[WorldEvent] = []
    while world.t_s < most_s and sum(event.kind == "learnt" for event in told) < len(ALL):
        lesson = world.snapshot().lesson
        waited_s = waited_s + TIMING.step_s if lesson is not None and lesson.waits else 0.0
        longest_s = max(longest_s, waited_s)
        wish = DOES[lesson.ask] if lesson is not None and waited_s > after_s else Intent()
        told += world.step(wish)
        if wish.jump or wish.hadouken:
            waited_s = -1.0  # arms come down first
    return world, told, longest_s


def learnt(told: list[WorldEvent]) -> list[str]:
    return [event.name for event in told if event.kind == "learnt"]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.no_cover
def test_the_run_stops_until_each_thing_was_done_once(seed: int) -> None:
    world, told, longest_s = taught(seed, after_s=1.0)
    assert learnt(told) == ["jump", "hadouken", "look"]
    assert longest_s > 1.0 and world.t_s < 25.0
    kinds = [event.kind for event in told]
    assert kinds.count("knock") == 2, "the stack of crates falls to the first hadouken"
    assert "hit" not in kinds and world.snapshot().lives == 3


@pytest.mark.slow
@pytest.mark.no_cover
def test_nothing_costs_a_feather_before_all_is_learnt_and_everything_does_afterwards() -> None:
    world = World(3, Course.PLAY, lessons=ALL)
    told: list[WorldEvent] = []
    while not world.snapshot().over and world.t_s < 120.0:
        told += world.step(Intent())
    when = {event.kind: event.t_s for event in told if event.kind in ("learnt", "hit", "over")}
    first_hit_s = next(event.t_s for event in told if event.kind == "hit")
    assert first_hit_s > max(event.t_s for event in told if event.kind == "learnt")
    assert "over" in when


@pytest.mark.slow
@pytest.mark.no_cover
def test_the_huia_shows_it_to_a_player_who_does_nothing() -> None:
    _, told, longest_s = taught(5, after_s=1e9)
    assert learnt(told) == ["jump", "hadouken", "look"]
    assert longest_s == pytest.approx(PATIENCE_S, abs=0.3)


def test_a_blow_while_learning_costs_nothing() -> None:
    world = World(3, Course.PLAY, lessons=ALL)
    told = [*world.step(Intent(jump=True))]  # the jump is learnt, so the run does not stop before the log
    while not any(event.kind == "passed" for event in told) and world.t_s < 12.0:
        told += world.step(Intent())
        if any(event.kind == "bump" for event in told):
            break
    assert [event.name for event in told if event.kind == "bump"] == ["log"]
    assert world.snapshot().lives == 3


@pytest.mark.no_cover
def test_who_knows_the_game_is_never_stopped_for_it() -> None:
    for seed in range(4):
        world, pilot = World(seed, Course.PLAY, lessons=ALL), Autopilot(seed)
        told = [*world.step(Intent(jump=True, hadouken="left"))]
        asked = set()
        while world.t_s < 12.0:
            told += world.step(pilot.intent(world.snapshot()))
            lesson = world.snapshot().lesson
            asked |= {lesson.ask} if lesson is not None else set()
        assert learnt(told)[:2] == ["jump", "hadouken"] and asked <= {Lesson.LOOK}


@pytest.mark.slow
@pytest.mark.no_cover
def test_the_crates_cannot_be_leapt_past() -> None:
    world = World(3, Course.PLAY, lessons=ALL)
    told: list[WorldEvent] = []
    while "hadouken" not in learnt(told) and world.t_s < PATIENCE_S:
        told += world.step(Intent(jump=world.snapshot().bird.grounded))
    x_m = world.snapshot().bird.x_m
    crates = [thing.x_m for thing in world.snapshot().things if thing.kind is Kind.CRATE]
    assert crates and x_m < min(crates), "it jumps on the spot and waits for fire"


@pytest.mark.no_cover
def test_a_harrier_that_is_looked_at_hurts_nobody() -> None:
    world, told, _ = taught(2, after_s=0.5)
    for _ in range(round(3.0 / TIMING.step_s)):
        told += world.step(Intent())
    high = [thing for thing in world.snapshot().things if thing.kind is Kind.HARRIER]
    assert all(thing.y_m > 2.0 for thing in high)
    assert not any(event.kind in ("hit", "bump") and event.name == "harrier" for event in told)


@pytest.mark.no_cover
def test_the_course_is_the_same_with_and_without_lessons_and_so_is_a_repeated_run() -> None:
    first, again = (taught(7, after_s=0.7)[0].digest() for _ in range(2))
    assert first == again
    plain, school = World(7, Course.PLAY), World(7, Course.PLAY, lessons=ALL)
    assert plain._rules._path.state() == school._rules._path.state()  # type: ignore[attr-defined]
    assert plain.digest() != school.digest()


def test_every_run_opens_with_what_the_lesson_is_about() -> None:
    import random

    from game.tuning import WORLD

    path = Path(random.Random(1), WORLD.run, WORLD.bird)
    kinds = [{p.kind for p in path.lay()} - {Kind.BERRY, Kind.GRUB} for _ in OPENING]
    assert kinds == [{Kind.LOG}, {Kind.CRATE}, {Kind.HARRIER}]
    assert all(at.stop_m < at.slow_m < AHEAD_M for at in DISTANCES.values())
