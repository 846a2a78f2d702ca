"""What a run meets besides obstacles, what its poses bring, and how difficulty follows the player."""

import random
from itertools import pairwise

import pytest

from game.controls.intent import Intent
from game.tuning import TIMING, WORLD
from game.world.form import CLEAN, Form
from game.world.giant import COMES_S
from game.world.golden import FLIGHT_S, ROW
from game.world.path import Path
from game.world.patterns import FIRSTS, LURK_S
from game.world.snapshot import Act, Kind, WorldEvent
from game.world.stretches import LENGTH_M, ORDER, Stretch, shares, stretch_at
from game.world.things import NATURES, Thing
from game.world.world import Course, World

STEP_S = TIMING.step_s


def run(world: World, seconds: float, first: Intent | None = None) -> list[WorldEvent]:
    events = list(world.step(first)) if first is not None else []
    for _ in range(round(seconds / STEP_S)):
        events += world.step(Intent())
    return events


def ahead(world: World, kind: Kind, off_m: float, y_m: float | None = None) -> Thing:
    """Puts a thing this far before the bird, on the ground unless said otherwise."""
    return world._crowd.put(
        kind, world._bird.body.position.x + off_m, NATURES[kind].size[1] / 2 if y_m is None else y_m
    )


def told(events: list[WorldEvent], kind: str) -> list[WorldEvent]:
    return [event for event in events if event.kind == kind]


@pytest.fixture
def world() -> World:
    """A run at its speed, with nothing of its own to come."""
    world = World(1, Course.PLAY)
    run(world, 0.5)
    world._rules._coming = []  # type: ignore[attr-defined]
    world._rules._laid_m = 1e6  # type: ignore[attr-defined]
    return world


# --- stretches


def test_the_four_stretches_follow_each_other_and_melt() -> None:
    assert [stretch_at(LENGTH_M * (n + 0.5)) for n in range(5)] == [*ORDER, ORDER[0]]
    assert all(stretch_at(at_m) in ORDER for at_m in (-5.0, 0.0, 1e6))
    assert {stretch_at(float(at_m)) for at_m in range(600)} == set(Stretch)
    for at_m in range(-20, 1500):
        seen = shares(at_m / 1.3)
        assert sum(seen.values()) == pytest.approx(1.0) and min(seen.values()) >= 0.0
    before, border, after = (shares(LENGTH_M + off_m)[Stretch.LAKE] for off_m in (-30.0, 0.0, 30.0))
    assert (before, border, after) == (0.0, pytest.approx(0.5), 1.0)


def test_a_new_stretch_is_told_once(world: World) -> None:
    world._bird.body.position = LENGTH_M - 1.0, 0.0
    events = run(world, 1.5)
    assert [event.name for event in told(events, "stretch")] == ["lake"]


# --- new things


def test_a_stream_hurts_a_bird_that_runs_in_and_not_one_that_jumps(world: World) -> None:
    ahead(world, Kind.STREAM, 1.5)
    hits = told(run(world, 1.5), "hit")
    assert [hit.name for hit in hits] == ["stream"] and hits[0].wet
    dry = World(1, Course.PLAY)
    run(dry, 0.5)
    ahead(dry, Kind.STREAM, 0.48 * dry.snapshot().bird.vx_mps)
    events = run(dry, 1.5, Intent(jump=True))
    assert not told(events, "hit") and [event.name for event in told(events, "passed")] == ["stream"]


def test_wings_carry_over_a_lake_and_draw_its_berries_and_without_them_the_bird_wades(world: World) -> None:
    speed = world.snapshot().bird.vx_mps
    ahead(world, Kind.LAKE, 2.7)
    for n in range(5):
        ahead(world, Kind.BERRY, 1.2 + 0.75 * n, 1.05)
    run(world, (2.7 - 2.1) / speed - 0.1)
    events = run(world, 2.4, Intent(move="wings"))
    assert len(told(events, "pickup")) == 5
    assert [event.name for event in told(events, "passed")] == ["lake"]
    ahead(world, Kind.LAKE, 3.5)
    events = run(world, 1.6)
    assert world.snapshot().bird.wading and world.snapshot().bird.vx_mps < 0.65 * speed
    assert not told(events, "hit")


@pytest.mark.no_cover
def test_a_fern_rustles_before_its_rat_jumps_out_in_time_to_jump(world: World) -> None:
    ahead(world, Kind.FERN, 6.5)
    events, rat_s = [], None
    for _ in range(400):
        events += world.step(Intent())
        rats = [thing for thing in world.snapshot().things if thing.kind is Kind.RAT]
        if rats and rat_s is None:
            rat_s = world.t_s
    (rustle,), (hit, *_) = told(events, "rustle"), told(events, "hit")
    assert rat_s is not None and rustle.t_s < rat_s < hit.t_s
    assert hit.t_s - rat_s == pytest.approx(LURK_S, abs=0.15)


def test_a_vine_swings_and_falls_to_a_hadouken(world: World) -> None:
    vine = ahead(world, Kind.VINE, 5.0)
    places = []
    for _ in range(260):
        world.step(Intent(present=False))
        places.append(vine.position[0])
    assert 0.6 < max(places) - min(places) < 0.9
    assert "vine" in [event.name for event in told(run(world, 1.0, Intent(hadouken="right")), "knock")]


def test_a_falling_tree_spares_who_runs_and_strikes_who_dawdles(world: World) -> None:
    ahead(world, Kind.TREE, 3.5)
    events = run(world, 5.0)
    assert [len(told(events, kind)) for kind in ("creak", "crash", "hit")] == [1, 1, 0]
    ahead(world, Kind.TREE, 3.0)
    events = run(world, 1.2)
    for _ in range(6):  # it plays dead under the tree
        events += run(world, 0.5, Intent(move="dramatic"))
    assert [hit.name for hit in told(events, "hit")] == ["tree"]


def test_what_rolls_passes_through_a_moonwalk(world: World) -> None:
    ahead(world, Kind.ROLLER, 2.6)
    run(world, 0.3)
    assert not told(run(world, 1.4, Intent(move="moonwalk")), "hit")


# --- the giant


def night(world: World) -> None:
    world._rules._adventure._giant.day_s = 65.9  # type: ignore[attr-defined]


def test_three_hadoukens_end_the_giant_and_the_night(world: World) -> None:
    night(world)
    events = run(world, 4.0)
    assert [event.name for event in told(events, "giant")] == ["comes"] and world.snapshot().giant == 3
    held_s = world.snapshot().day_s
    left = []
    for _ in range(3):
        world._pair.lead.vigour.energy = 1.0
        events += run(world, 3.2, Intent(hadouken="right"))
        left.append(world.snapshot().giant)
        if len(left) < 3:
            assert world.snapshot().day_s == held_s, "night waits"
    assert left == [2, 1, 0] and len(told(events, "dawn")) == 1
    run(world, 6.0)
    assert 110.0 < world.snapshot().day_s < 125.0
    assert not [thing for thing in world.snapshot().things if thing.kind is Kind.GIANT and thing.alive]


@pytest.mark.no_cover
@pytest.mark.slow
def test_the_giant_keeps_its_distance_throws_logs_and_flees(world: World) -> None:
    night(world)
    gaps, events = [], []
    for step in range(120 * 44):
        world._pair.lead.safe_s = 1.0
        events += world.step(Intent())
        giants = [thing for thing in world.snapshot().things if thing.kind is Kind.GIANT]
        if giants and 3.0 < step * STEP_S < 36.0:
            gaps.append(giants[0].x_m - world.snapshot().bird.x_m)
    names = [event.name for event in told(events, "giant")]
    assert names[0] == "comes" and names[-1] == "flees" and names.count("throws") >= 3
    assert min(gaps) > 3.9 and max(gaps) < 6.5
    assert world.snapshot().giant == 0


# --- rewards


def test_ten_berries_in_a_row_are_a_golden_flight_over_everything(world: World) -> None:
    for n in range(ROW):
        ahead(world, Kind.BERRY, 0.8 + 0.5 * n, 0.4)
    for n in range(4):
        ahead(world, Kind.STUMP, 12.0 + 3.0 * n)
    events, highest = [], 0.0
    while not told(events, "golden"):
        events += world.step(Intent())
    for _ in range(round(FLIGHT_S / STEP_S)):
        events += world.step(Intent())
        highest = max(highest, world.snapshot().bird.y_m)
    assert highest > 1.1 and not told(events, "hit")
    assert len(told(events, "pickup")) > ROW + 3, "berries lie on its way"
    assert world.snapshot().bird.golden_s == pytest.approx(0.0, abs=0.05)


def test_a_berry_left_behind_ends_the_row(world: World) -> None:
    for n in range(3):
        ahead(world, Kind.BERRY, 0.8 + 0.5 * n, 0.4)
    run(world, 1.0)
    assert world.snapshot().row == 3
    ahead(world, Kind.BERRY, 0.7, 3.0)
    run(world, 1.0)
    assert world.snapshot().row == 0


def test_twenty_clean_obstacles_or_a_white_grub_win_a_feather(world: World) -> None:
    form = Form()
    assert [form.cleared(1.0 + n) for n in range(2 * CLEAN)].count(True) == 2
    assert not form.cleared(2.0 * CLEAN + 0.1), "a stack is one obstacle"
    form.hit()
    assert form.clean == 0
    world._pair.lead.vigour.lives = 2
    ahead(world, Kind.WHITE_GRUB, 0.9, 0.4)
    assert [event.name for event in told(run(world, 0.6), "feather")] == ["grub"]
    assert world.snapshot().lives == 3
    ahead(world, Kind.WHITE_GRUB, 0.9, 0.4)
    assert not told(run(world, 0.6), "feather"), "no fourth feather"


@pytest.mark.no_cover
def test_underarm_digs_when_it_is_safe_and_backpack_dances_the_streak_on(world: World) -> None:
    world._pair.lead.vigour.energy = 0.1
    events = run(world, 0.5, Intent(move="underarm"))
    assert told(events, "dig") and [event.name for event in told(events, "pickup")] == ["grub"]
    assert world.snapshot().energy > 0.3
    run(world, 8.0)
    streak = world.snapshot().streak
    run(world, 0.3, Intent(move="backpack"))
    assert world.snapshot().streak == streak + 3
    run(world, 8.0)
    ahead(world, Kind.LOG, 3.0)
    assert not told(run(world, 0.2, Intent(move="underarm")), "dig")


# --- aim


@pytest.mark.no_cover
def test_the_fire_goes_where_the_bird_looks(world: World) -> None:
    def wave_after(pitch_rad: float) -> tuple[float, float]:
        world._pair.lead.vigour.energy = 1.0
        world.step(Intent(hadouken="right", pitch_rad=pitch_rad))
        for _ in range(70):
            world.step(Intent(pitch_rad=pitch_rad))
        (wave,) = world.snapshot().waves
        angle, y_m = wave.angle_rad, wave.y_m
        for _ in range(150):
            world.step(Intent())
        return angle, y_m

    level, up, down = wave_after(0.1), wave_after(0.5), wave_after(-0.5)
    assert level[0] == 0.0 and up[0] > 0.3 and up[1] > level[1] + 0.5 and down[1] < level[1] - 0.2


@pytest.mark.no_cover
def test_looking_up_hits_a_harrier_that_a_level_fire_misses(world: World) -> None:
    for pitch_rad, hit in ((0.0, False), (0.45, True)):
        world._pair.lead.vigour.energy = 1.0
        bird = ahead(world, Kind.HARRIER, 6.0, 2.2)
        bird.held = True
        events = list(world.step(Intent(hadouken="right", pitch_rad=pitch_rad or 0.01)))
        for _ in range(130):
            events += world.step(Intent(pitch_rad=pitch_rad or 0.01))
        assert ("harrier" in [event.name for event in told(events, "knock")]) is hit
        bird.gone = True
        run(world, 1.0)


# --- hints and difficulty


@pytest.mark.slow
@pytest.mark.no_cover
def test_each_pose_is_hinted_at_once_when_it_is_first_useful(world: World) -> None:
    run(world, 18.0)
    hints = []
    for kind in (Kind.LAKE, Kind.ROLLER, Kind.CAT, Kind.LAKE):
        world._pair.lead.safe_s = 99.0
        ahead(world, kind, 5.9)
        hints += [event.name for event in told(run(world, 10.0), "hint")]
    assert hints[:3] == [Act.WINGS, Act.MOONWALK, Act.DRAMATIC] and hints.count(Act.WINGS) == 1


@pytest.mark.no_cover
def test_a_pose_already_done_is_not_hinted_at(world: World) -> None:
    run(world, 18.0, Intent(move="wings"))
    ahead(world, Kind.LAKE, 5.9)
    assert Act.WINGS not in [event.name for event in told(run(world, 3.0), "hint")]


def test_difficulty_follows_the_player_both_ways() -> None:
    def effort(history: str) -> list[float]:
        path, form = Path(random.Random(3), WORLD.run, WORLD.bird), Form()
        found = []
        for n, mark in enumerate(history):
            path.lay(form.rate, form.taken_back(path.effort_m(path.end_m)))
            form.hit() if mark == "x" else form.cleared(1.0 + n)
            found.append(path.difficulty(path.end_m))
        return found

    clean, mixed = effort("." * 40), effort("." * 20 + "x" + "." * 19)
    assert all(b > a for a, b in pairwise(clean))
    assert mixed[21] < mixed[20] and mixed[-1] < clean[-1]
    assert effort("." * 40) == clean, "the same history gives the same path"


def test_new_things_come_every_twelve_seconds_then_every_twenty_five() -> None:
    times = [due_s for due_s, _ in FIRSTS]
    assert sum(due_s <= 60.0 for due_s in times) >= 6
    for before, after in pairwise([10.0, *times]):
        assert after - before <= (12.0 if after <= 60.0 else 25.0)
    assert times[-1] >= 300.0


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("seed", [1, 6])
def test_what_waits_on_the_path_is_where_it_was_said_to_be(seed: int) -> None:
    world, met = World(seed, Course.PLAY), {}
    run(world, 3.0)
    said, here = {}, {thing.serial for thing in world.snapshot().things}
    for one in world.ahead():
        said.setdefault(one.kind, one.begins_m)
    while (now := world.snapshot()).distance_m < 76.0:
        world._pair.birds[0].safe_s = 1.0  # a bird that nothing hurts
        run(world, 0.05)
        for thing in now.things:
            near_m = thing.x_m - (0.0 if NATURES[thing.kind].pace_mps else thing.size_m[0] / 2)
            if near_m <= now.bird.x_m and thing.serial not in here:
                met.setdefault(thing.kind, now.bird.x_m)
    due = {kind: at_m for kind, at_m in said.items() if at_m < 75.0}
    assert len(due) >= 5
    assert {kind: met[kind] for kind in due} == pytest.approx(due, abs=1.0)


@pytest.mark.no_cover
def test_the_giant_is_said_to_come_where_it_comes() -> None:
    world = World(3, Course.PLAY)
    world._rules._adventure._giant.day_s = COMES_S - 4.0  # type: ignore[attr-defined]
    (said,) = [one.at_m for one in world.ahead() if one.kind is Kind.GIANT]
    came: list[WorldEvent] = []
    while not came:
        came = [event for event in run(world, 0.1) if event.kind == "giant"]
    assert world.snapshot().distance_m == pytest.approx(said, abs=2.5)
