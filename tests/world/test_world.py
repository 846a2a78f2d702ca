"""The same wishes give the same world, bit for bit; nothing in it breaks, leaks or falls through."""

import gc
import math
import os
import subprocess
import sys
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.controls.autopilot import Autopilot
from game.controls.intent import Intent, Wings
from game.tuning import TIMING
from game.world.snapshot import Snapshot
from game.world.world import Course, World
from tests.conftest import ROOT

COURSES = list(Course)


def play(seed: int, course: Course, steps: int) -> World:
    """A world the autopilot played, asked once a frame of two steps as the shell does."""
    world, pilot = World(seed, course), Autopilot(seed)
    intent = Intent()
    for step in range(steps):
        intent = pilot.intent(world.snapshot()) if step % 2 == 0 else intent.held()
        world.step(intent)
    return world


def numbers(snapshot: Snapshot) -> list[float]:
    """Every float a scene could stumble over."""
    found: list[float] = []
    for part in (snapshot, snapshot.bird, *snapshot.things, *snapshot.waves):
        for field in fields(part):
            value = getattr(part, field.name)
            if isinstance(value, float):
                found.append(value)
            elif isinstance(value, tuple) and value and isinstance(value[0], float):
                found.extend(value)
    return found


@pytest.mark.no_cover
def test_equal_wishes_give_equal_worlds() -> None:
    first, second = play(5, Course.PLAY, 1200), play(5, Course.PLAY, 1200)
    assert first.digest() == second.digest()
    assert first.snapshot() == second.snapshot()


@pytest.mark.no_cover
def test_another_seed_gives_another_run() -> None:
    assert play(5, Course.PLAY, 1200).digest() != play(6, Course.PLAY, 1200).digest()


@pytest.mark.no_cover
def test_the_least_different_wish_changes_the_digest() -> None:
    worlds = [World(1, Course.PLAY), World(1, Course.PLAY)]
    for _ in range(240):
        assert worlds[0].digest() == worlds[1].digest()
        for world in worlds:
            world.step(Intent())
    worlds[0].step(Intent())
    worlds[1].step(Intent(yaw_rad=1e-6))
    assert worlds[0].digest() != worlds[1].digest()


@pytest.mark.slow
@pytest.mark.no_cover
def test_two_processes_with_different_hash_seeds_agree_bit_for_bit() -> None:
    """A fresh process whose strings hash differently, and this one, in which other worlds have been played."""
    code = (
        "from tests.world.test_world import COURSES, play\n"
        "for course in COURSES:\n"
        "    world = play(11, course, 2400)\n"
        "    print(world.digest(), world.snapshot())\n"
    )
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    program = [sys.executable, "-c", code]
    done = subprocess.run(
        program, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True, cwd=ROOT
    )
    worlds = [play(11, course, 2400) for course in COURSES]
    assert done.stdout.splitlines() == [f"{world.digest()} {world.snapshot()}" for world in worlds]


finite = st.floats(-4.0, 4.0)
anything = st.floats(allow_nan=True, allow_infinity=True)
wishes = st.builds(
    Intent,
    jump=st.booleans(),
    hadouken=st.sampled_from([None, None, "left", "right"]),
    move=st.sampled_from([None, None, "dramatic", "moonwalk", "backpack", "underarm", "wings", "normal", "", "my/own"]),
    yaw_rad=anything,
    pitch_rad=anything,
    roll_rad=anything,
    walk=anything,
    wings=st.none() | st.builds(Wings, anything | finite, anything | finite),
    present=st.booleans(),
)


@pytest.mark.slow
@pytest.mark.no_cover
@settings(max_examples=60, deadline=None)
@given(
    course=st.sampled_from(COURSES),
    seed=st.integers(),
    held=st.lists(st.tuples(wishes, st.integers(1, 60)), max_size=25),
)
def test_no_wish_breaks_the_world(course: Course, seed: int, held: list[tuple[Intent, int]]) -> None:
    world = World(seed, course)
    for intent, steps in held:
        for _ in range(steps):
            events = world.step(intent)
            assert all(math.isfinite(value) for event in events for value in (event.x_m, event.y_m, event.amount))
        snapshot = world.snapshot()
        assert all(math.isfinite(value) for value in numbers(snapshot))
        assert 0.0 <= snapshot.bird.y_m < 6.0
        assert 0.0 <= snapshot.energy <= 1.0
        assert 0 <= snapshot.lives <= snapshot.max_lives
        assert len(world.digest()) == 64


@pytest.mark.no_cover
def test_time_is_the_number_of_steps() -> None:
    world = World(0, Course.PLAY)
    for _ in range(600):
        world.step(Intent())
    assert world.snapshot().t_s == pytest.approx(600 * TIMING.step_s, abs=1e-12)
    assert world.snapshot().step == 600


@pytest.mark.no_cover
def test_a_snapshot_does_not_change_afterwards() -> None:
    world = World(0, Course.PLAY)
    before = world.snapshot()
    copy = Snapshot(**{field.name: getattr(before, field.name) for field in fields(before)})
    for _ in range(700):
        world.step(Intent(jump=True))
    assert before == copy


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("course", [Course.PLAY, Course.FREE])
def test_hours_need_no_more_room_than_minutes(course: Course) -> None:
    pilot, world = Autopilot(3), World(3, course)
    snapshot = world.snapshot()

    def run(steps: int) -> int:
        nonlocal snapshot, world
        most = 0
        for _ in range(steps // 4):
            intent = pilot.intent(snapshot)
            for _ in range(4):
                world.step(intent)
                intent = intent.held()
            snapshot = world.snapshot()
            if snapshot.over:
                world = World(snapshot.step, course)
                snapshot = world.snapshot()
            most = max(most, len(snapshot.things) + len(snapshot.waves))
        return most

    def kept() -> tuple[int, int, int]:
        gc.collect()
        return len(gc.get_objects()), len(world._space.bodies), len(world._space.shapes)

    assert run(2000) < 60
    early = kept()
    assert run(12_000) < 60
    late = kept()
    assert late[0] < early[0] + 1500, f"{late[0] - early[0]} more objects"
    assert late[1] < 60 and late[2] < 60


def test_far_out_on_the_path_the_numbers_are_as_good_as_at_its_start() -> None:
    """Ten hours at full speed: a jump there is the same jump to a micrometre."""

    def jump(x_m: float) -> list[float]:
        world = World(0, Course.PRACTICE)
        world._bird.body.position = x_m, 0.0
        heights = []
        for step in range(150):
            world.step(Intent(jump=step == 20))
            heights.append(world.snapshot().bird.y_m)
        return heights

    near, far = jump(0.0), jump(180_000.0)
    assert max(far) > 1.5
    assert max(abs(a - b) for a, b in zip(near, far, strict=True)) < 1e-6
