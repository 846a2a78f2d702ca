"""The rules of a run: hadoukens, hits, lives, points, playing dead."""

import pytest

from game.controls.intent import Intent
from game.tuning import TIMING, WORLD
from game.world.snapshot import Act, Kind, WorldEvent
from game.world.things import Thing
from game.world.world import Course, World

STEP_S = TIMING.step_s


def run(world: World, seconds: float, first: Intent | None = None) -> list[WorldEvent]:
    events = list(world.step(first)) if first is not None else []
    for _ in range(round(seconds / STEP_S)):
        events += world.step(Intent())
    return events


def ahead(world: World, kind: Kind, off_m: float, y_m: float | None = None) -> Thing:
    """Puts a thing this far before the bird, on the ground unless said otherwise."""
    from game.world.things import NATURES

    x_m = world._bird.body.position.x + off_m
    return world._crowd.put(kind, x_m, NATURES[kind].size[1] / 2 if y_m is None else y_m)


def kinds(events: list[WorldEvent]) -> list[str]:
    return [event.kind for event in events]


@pytest.fixture
def world() -> World:
    """A run that has just reached its speed, with nothing in the way yet."""
    world = World(1, Course.PLAY)
    run(world, 0.5)
    return world


@pytest.mark.parametrize("side", ["left", "right"])
def test_either_side_fires_forward_in_a_run(world: World, side: str) -> None:
    events = run(world, 0.4, Intent(hadouken=side))  # type: ignore[arg-type]
    assert kinds(events).count("gather") == 1
    fired = [event for event in events if event.kind == "hadouken"]
    assert len(fired) == 1
    (wave,) = world.snapshot().waves
    assert wave.heading == 1
    assert world.snapshot().bird.act is Act.HADOUKEN and world.snapshot().bird.act_side == 1


def test_fire_gathers_for_a_quarter_second_and_pushes_back(world: World) -> None:
    start_s, speed = world.t_s, world.snapshot().bird.vx_mps
    slowest = speed
    events: list[WorldEvent] = []
    for step in range(60):
        events += world.step(Intent(hadouken="left" if step == 0 else None))
        slowest = min(slowest, world.snapshot().bird.vx_mps)
    fired = next(event for event in events if event.kind == "hadouken")
    assert fired.t_s - start_s == pytest.approx(WORLD.wave.gather_s, abs=0.02)
    assert slowest < speed - 0.7


def test_energy_allows_two_at_once_and_comes_back(world: World) -> None:
    heard = []
    for _ in range(4):
        heard += kinds(run(world, 0.8, Intent(hadouken="right")))
    assert heard.count("hadouken") in (2, 3)
    assert heard.count("fizzle") >= 1
    low = world.snapshot().energy
    run(world, 1.0)
    assert world.snapshot().energy == pytest.approx(low + WORLD.wave.refill_per_s, abs=0.02)


def test_a_stack_of_crates_falls_to_one_hadouken(world: World) -> None:
    crates = [ahead(world, Kind.CRATE, 4.5, 0.25 + 0.5 * level) for level in range(3)]
    before = [crate.position for crate in crates]
    events = run(world, 1.2, Intent(hadouken="right"))
    assert kinds(events).count("knock") == 3
    assert all(not crate.alive for crate in crates)
    moved = [abs(crate.position[0] - x_m) for crate, (x_m, _) in zip(crates, before, strict=True)]
    assert min(moved) > 1.0
    assert all(abs(crate.body.angle) > 0.3 for crate in crates if crate.body is not None)
    assert "hit" not in kinds(run(world, 1.0)), "what was knocked about no longer hurts"


def test_wood_left_in_the_way_is_kicked_out_of_it_and_falls_from_the_picture(world: World) -> None:
    crate = ahead(world, Kind.CRATE, 3.0)
    run(world, 0.6, Intent(hadouken="right"))
    assert not crate.alive and crate.body is not None
    crate.body.position, crate.body.velocity = (world._bird.body.position.x + 1.0, 0.25), (0.0, 0.0)
    run(world, 0.4)
    assert crate.position[1] > 0.4
    run(world, 2.0)
    assert crate not in world._crowd.things
    assert world.snapshot().lives == 3


def test_wood_is_heard_when_it_comes_down(world: World) -> None:
    ahead(world, Kind.CRATE, 4.0)
    assert "thud" in kinds(run(world, 2.0, Intent(hadouken="right")))


@pytest.mark.no_cover
@pytest.mark.parametrize("kind", [Kind.RAT, Kind.STOAT, Kind.CAT, Kind.POSSUM, Kind.HARRIER])
def test_animals_tumble_out_of_the_picture(world: World, kind: Kind) -> None:
    animal = ahead(world, kind, 4.5, 0.8 if kind is Kind.HARRIER else None)
    spins = []
    events = list(world.step(Intent(hadouken="right")))
    for _ in range(360):
        events += world.step(Intent())
        if not animal.alive and animal.body is not None and animal in world._crowd.things:
            spins.append(abs(animal.body.angle))
    assert ("knock", kind.value) in [(event.kind, event.name) for event in events]
    assert max(spins) > 2.0
    assert animal not in world._crowd.things
    assert "hit" not in kinds(events)


def test_a_light_animal_does_not_stop_a_wave(world: World) -> None:
    rats = [ahead(world, Kind.RAT, 3.0), ahead(world, Kind.RAT, 5.5)]
    run(world, 1.0, Intent(hadouken="right"))
    assert not any(rat.alive for rat in rats)


def test_a_hit_costs_a_feather_and_buys_safety(world: World) -> None:
    ahead(world, Kind.LOG, 1.0)
    ahead(world, Kind.LOG, 2.4)
    events = run(world, 1.5)
    assert kinds(events).count("hit") == 1
    assert world.snapshot().lives == 2
    assert world.snapshot().bird.safe_s > 0


@pytest.mark.no_cover
def test_the_third_hit_ends_the_run(world: World) -> None:
    events: list[WorldEvent] = []
    for _ in range(3):
        ahead(world, Kind.STUMP, 1.0)
        events += run(world, 3.0)
    assert kinds(events).count("over") == 1
    snapshot = world.snapshot()
    assert snapshot.over and snapshot.lives == 0
    score = snapshot.score
    assert "jump" not in kinds(run(world, 2.0, Intent(jump=True, hadouken="left")))
    assert world.snapshot().score == score
    assert abs(world.snapshot().bird.vx_mps) < 0.01
    assert world.snapshot().bird.act is Act.DRAMATIC


def test_jumping_over_something_scores_once_and_feeds_the_streak(world: World) -> None:
    ahead(world, Kind.LOG, 0.5 * world.snapshot().bird.vx_mps)
    events = run(world, 1.5, Intent(jump=True))
    assert kinds(events).count("passed") == 1
    assert "hit" not in kinds(events)
    assert world.snapshot().streak == 1


def test_coming_down_on_an_animal_is_a_stomp(world: World) -> None:
    cat = ahead(world, Kind.CAT, 3.3)
    events = run(world, 1.6, Intent(jump=True))
    assert "stomp" in kinds(events) and "hit" not in kinds(events)
    assert not cat.alive


def test_animals_pass_by_a_bird_that_plays_dead(world: World) -> None:
    ahead(world, Kind.RAT, 2.2)
    events = run(world, 2.5, Intent(move="dramatic"))
    assert "hit" not in kinds(events)
    awake = World(1, Course.PLAY)
    run(awake, 0.5)
    ahead(awake, Kind.RAT, 2.2)
    assert "hit" in kinds(run(awake, 2.5))


def test_a_harrier_flies_over_a_bird_that_plays_dead(world: World) -> None:
    ahead(world, Kind.HARRIER, 2.0, 0.9)
    assert "hit" not in kinds(run(world, 2.1, Intent(move="dramatic")))


def test_berries_are_eaten_and_give_energy(world: World) -> None:
    run(world, 0.5, Intent(hadouken="left"))
    ahead(world, Kind.GRUB, 1.0, 0.3)
    low = world.snapshot().energy
    events = run(world, 0.5)
    assert kinds(events).count("pickup") == 1
    assert world.snapshot().energy > low + 0.2


def test_nobody_is_hurt_while_away(world: World) -> None:
    ahead(world, Kind.LOG, 0.9)
    events: list[WorldEvent] = []
    for _ in range(240):
        events += world.step(Intent(present=False))
    assert "hit" not in kinds(events)
    assert abs(world.snapshot().bird.vx_mps) < 0.05


def test_moves_pay_now_and_then_not_at_every_twitch(world: World) -> None:
    paid = []
    for _ in range(4):
        for move in ("backpack", "normal"):
            paid += [event.amount for event in run(world, 0.2, Intent(move=move)) if event.kind == "move"]
    assert len(paid) == 4
    assert sum(amount > 0 for amount in paid) == 1


@pytest.mark.parametrize(("side", "sign"), [("left", -1), ("right", 1)])
def test_in_practice_a_hadouken_goes_where_the_player_points_on_the_mirrored_screen(side: str, sign: int) -> None:
    world = World(1, Course.PRACTICE)
    run(world, 1.0)
    events = run(world, 1.2, Intent(hadouken=side))  # type: ignore[arg-type]
    knocked = [event for event in events if event.kind == "knock"]
    assert knocked
    assert all(event.x_m * sign > 0 for event in knocked)
    assert world.snapshot().bird.heading == sign


@pytest.mark.no_cover
@pytest.mark.parametrize("course", [Course.PRACTICE, Course.FREE])
def test_the_clearing_puts_itself_in_order_again(course: Course) -> None:
    world = World(1, course)
    run(world, 1.0)

    def order() -> list[tuple[Kind, float, float]]:
        found = [(thing.kind, thing.x_m, thing.y_m) for thing in world.snapshot().things]
        return sorted(found, key=lambda place: (place[0], round(place[1]), place[2]))

    places = order()
    run(world, 1.0, Intent(hadouken="left"))
    run(world, 1.0, Intent(hadouken="right"))
    assert any(not thing.alive for thing in world.snapshot().things)
    run(world, 8.0)
    again = order()
    assert [kind for kind, *_ in again] == [kind for kind, *_ in places]
    for (_, *now), (_, *then) in zip(again, places, strict=True):
        assert now == pytest.approx(then, abs=0.03)
    assert world.snapshot().lives == 3
