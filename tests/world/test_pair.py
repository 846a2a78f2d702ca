"""Two players: birds that join, leave, run together, fall and are woken."""

import math

import pytest

from game.controls.combine import combine
from game.controls.intent import Intent
from game.tuning import TIMING, WORLD
from game.world.snapshot import Act, Kind, WorldEvent
from game.world.things import NATURES
from game.world.world import Course, World

STEP_S = TIMING.step_s
BOTH = Intent(mate=Intent())
ALONE = Intent()


def run(world: World, seconds: float, intent: Intent = BOTH, first: Intent | None = None) -> list[WorldEvent]:
    events = list(world.step(first)) if first is not None else []
    for _ in range(round(seconds / STEP_S)):
        events += world.step(intent)
    return events


def told(events: list[WorldEvent], kind: str) -> list[WorldEvent]:
    return [event for event in events if event.kind == kind]


def block(world: World, who: int, kind: Kind = Kind.LOG, off_m: float = 0.5) -> None:
    bird = next(bird for bird in world._pair.birds if bird.who == who)
    world._crowd.put(kind, bird.x_m + off_m, NATURES[kind].size[1] / 2)


def defeat(world: World, who: int) -> list[WorldEvent]:
    """Take this bird's last feather."""
    bird = next(bird for bird in world._pair.birds if bird.who == who)
    bird.vigour.lives, bird.safe_s = 1, 0.0
    other = world._pair.mate_of(bird)
    if other is not None:
        other.safe_s = 9.0
    block(world, who)
    return run(world, 0.4)


def spared(world: World) -> None:
    """Nothing hurts either bird from now on."""
    for bird in world._pair.birds:
        bird.safe_s = 600.0


@pytest.fixture
def pair() -> World:
    world = World(1, Course.PLAY)
    run(world, 2.5)
    return world


@pytest.mark.no_cover
def test_a_second_player_joins_at_any_moment_and_leaves_when_gone() -> None:
    world = World(1, Course.PLAY)
    run(world, 1.0, ALONE)
    assert world.snapshot().mate is None
    events = run(world, 2.0)
    assert [event.who for event in told(events, "join")] == [1]
    mate = world.snapshot().mate
    assert mate is not None and mate.who == 1 and mate.grounded and mate.lives == 3
    short = run(world, WORLD.pair.leave_s - 0.2, ALONE)
    assert not told(short, "leave"), "hidden for a moment"
    assert told(run(world, 0.5, ALONE), "leave") and world.snapshot().mate is None
    assert not world.snapshot().over


@pytest.mark.no_cover
def test_the_first_player_may_leave_too_and_come_back(pair: World) -> None:
    away = Intent(present=False, mate=Intent())
    events = run(pair, WORLD.pair.leave_s + 0.3, away)
    assert [event.who for event in told(events, "leave")] == [0]
    assert pair.snapshot().bird.who == 1 and pair.snapshot().mate is None
    before_m = pair.snapshot().distance_m
    run(pair, 1.0, away)
    assert pair.snapshot().distance_m > before_m + 1, "the second plays on"
    assert [event.who for event in told(run(pair, 0.5), "join")] == [0]
    assert [bird.who for bird in pair.snapshot().birds] == [0, 1]


@pytest.mark.no_cover
def test_nobody_there_keeps_both_birds(pair: World) -> None:
    assert not told(run(pair, 8.0, Intent(present=False, mate=Intent(present=False))), "leave")
    assert len(pair.snapshot().birds) == 2


def test_each_bird_obeys_its_own_player(pair: World) -> None:
    events = run(pair, 0.5, first=Intent(mate=Intent(jump=True)))
    assert [event.who for event in told(events, "jump")] == [1]
    events = run(pair, 0.5, first=Intent(hadouken="left", mate=Intent()))
    assert [event.who for event in told(events, "hadouken")] == [0]
    snapshot = pair.snapshot()
    assert snapshot.mate is not None
    assert snapshot.bird.energy < 1.0 == snapshot.mate.energy


def test_head_and_face_are_each_players_own() -> None:
    world = World(1, Course.PRACTICE)
    run(world, 2.0, Intent(yaw_rad=0.4, mate=Intent(yaw_rad=-0.4)))
    first, second = world.snapshot().birds
    assert first.head_yaw_rad > 0.3 and second.head_yaw_rad < -0.3
    run(world, 1.0)
    assert [bird.safe_s for bird in world.snapshot().birds] == [0.0, 0.0], "the newcomer's rim of safety ends"


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("act", ["dramatic", "moonwalk"])
def test_the_pair_stays_together_whatever_one_does(pair: World, act: str) -> None:
    """Who is ahead waits for a mate that lies or walks backwards: both are always in the picture."""
    spared(pair)
    for who in (0, 1):
        own = Intent(move=act)
        run(pair, 4.0, first=own if who == 0 else Intent(mate=own))
        apart = [abs(b.x_m - a.x_m) for a, b in [pair.snapshot().birds]]
        assert max(apart) < 2.5
    run(pair, 3.0)
    first, second = pair.snapshot().birds
    assert second.x_m - first.x_m == pytest.approx(WORLD.pair.beside_m, abs=0.15)


def test_score_and_streak_are_shared_and_feathers_are_not(pair: World) -> None:
    pair._scoring.earn(30)
    pair._pair.birds[1].safe_s = 0.0
    pair._pair.birds[0].safe_s = 9.0
    assert pair.snapshot().streak > 0
    block(pair, 1)
    events = run(pair, 0.4)
    assert [event.who for event in told(events, "hit")] == [1]
    first, second = pair.snapshot().birds
    assert (first.lives, second.lives) == (3, 2)
    assert pair.snapshot().streak == 0, "a hit ends the streak of both"


@pytest.mark.no_cover
def test_who_loses_the_last_feather_falls_and_is_pulled_along(pair: World) -> None:
    events = defeat(pair, 0)
    assert [event.who for event in told(events, "fall")] == [0] and not told(events, "over")
    run(pair, 2.0)
    for bird in pair._pair.birds:
        bird.safe_s = 60.0
    run(pair, 2.0)
    first, second = pair.snapshot().birds
    assert first.fallen and first.act is Act.DRAMATIC
    assert second.x_m - first.x_m == pytest.approx(WORLD.pair.tow_m, abs=0.3)
    assert not told(run(pair, 0.3, first=Intent(jump=True, mate=Intent())), "jump"), "it lies"


def test_jumps_of_the_other_wake_it_with_one_feather(pair: World) -> None:
    defeat(pair, 0)
    events = []
    for _ in range(WORLD.pair.wake_jumps):
        pair._pair.birds[1].safe_s = 9.0
        pair._crowd._things.clear()
        events += run(pair, 1.2, first=Intent(mate=Intent(jump=True)))
    assert [event.amount for event in told(events, "nudge")] == [2.0, 1.0]
    assert [event.who for event in told(events, "wake")] == [0]
    first = pair.snapshot().bird
    assert not first.fallen and first.lives == 1
    assert pair._pair.wake_jumps(pair._pair.birds[0]) == WORLD.pair.wake_jumps + 1, "the next time it takes longer"


@pytest.mark.no_cover
def test_a_hit_of_the_other_begins_the_waking_anew(pair: World) -> None:
    defeat(pair, 0)
    run(pair, 1.0, first=Intent(mate=Intent(jump=True)))
    assert pair._pair.birds[0].nudges > 0
    pair._pair.birds[1].safe_s = 0.0
    block(pair, 1)
    run(pair, 0.3)
    assert pair._pair.birds[0].nudges == 0


def test_the_run_ends_when_both_have_fallen(pair: World) -> None:
    defeat(pair, 0)
    assert not pair.snapshot().over
    events = defeat(pair, 1)
    assert len(told(events, "over")) == 1 and pair.snapshot().over


def test_the_run_ends_when_only_a_fallen_bird_is_left(pair: World) -> None:
    defeat(pair, 0)
    events = run(pair, WORLD.pair.leave_s + 0.5, Intent(mate=Intent(present=False)))
    assert told(events, "leave") and told(events, "over")


def test_leaving_and_coming_back_brings_no_feathers(pair: World) -> None:
    pair._pair.birds[1].vigour.lives = 1
    run(pair, WORLD.pair.leave_s + 0.3, ALONE)
    run(pair, 0.5)
    mate = pair.snapshot().mate
    assert mate is not None and mate.lives == 1


@pytest.mark.no_cover
def test_on_a_stage_each_stands_on_its_players_side() -> None:
    world = World(1, Course.PRACTICE)
    run(world, 3.0, Intent(aside=-0.3, mate=Intent(aside=0.3)))
    first, second = world.snapshot().birds
    assert first.x_m < -0.5 < 0.5 < second.x_m
    run(world, 3.0, Intent(aside=0.3, mate=Intent(aside=-0.3)))
    first, second = world.snapshot().birds
    assert second.x_m < -0.5 < 0.5 < first.x_m, "they have swapped sides"
    run(world, WORLD.pair.leave_s + 3.0, Intent(aside=0.3))
    assert abs(world.snapshot().bird.x_m) < 0.1, "alone it comes back to the middle"


@pytest.mark.slow
def test_the_same_two_players_give_the_same_world() -> None:
    def play() -> str:
        world = World(5, Course.PLAY)
        for n in range(1500):
            mate = Intent(jump=n % 170 == 0, present=n > 200 and n % 900 < 700)
            world.step(Intent(jump=n % 130 == 0, hadouken="left" if n % 310 == 0 else None, mate=mate))
        return world.digest()

    assert play() == play()


def test_wishes_of_a_mate_are_combined_and_tamed() -> None:
    one = Intent(mate=Intent(jump=True, present=False))
    both = combine(one, Intent(mate=Intent(yaw_rad=0.2)), Intent())
    assert both.mate is not None and both.mate.jump and both.mate.yaw_rad == 0.2 and both.mate.present
    assert both.anyone_jumps and not both.jump
    held = both.held()
    assert held.mate is not None and not held.mate.jump
    assert both.edges().mate == Intent(jump=True, present=False)
    world = World(1, Course.FREE)
    world.step(Intent(mate=Intent(yaw_rad=math.nan, walk=math.inf)))
    assert all(math.isfinite(bird.head_yaw_rad) for bird in world.snapshot().birds)
