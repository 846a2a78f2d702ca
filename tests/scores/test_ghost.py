"""Ghosts: what is recorded plays back as the run it was, is small, and never moves the world."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.controls.autopilot import Autopilot
from game.controls.intent import Intent
from game.director import Director
from game.modes.kit import Kit
from game.modes.look import Look
from game.modes.play import Play
from game.modes.transitions import ToPlay
from game.scene.drawing import Fresh
from game.scene.stage import Stage
from game.scores.ghost import EVERY, MOST_S, Ghost, Recorder, read_ghost
from game.scores.scores import Finished
from game.tuning import TIMING
from game.world.snapshot import Act, BirdView
from game.world.world import Course, World


@pytest.fixture(scope="module")
def run() -> tuple[Ghost, list[BirdView]]:
    """Half a minute of the autopilot: its recording, and the bird after each step."""
    world, pilot, recorder, birds = World(5, Course.PLAY), Autopilot(5), Recorder(), []
    now = world.snapshot()
    for _ in range(round(30 / TIMING.step_s)):
        recorder.note(now.step, now.bird)
        birds.append(now.bird)
        world.step(pilot.intent(now))
        now = world.snapshot()
    ghost = recorder.ghost()
    assert ghost is not None
    return ghost, birds


def test_a_ghost_runs_as_its_bird_did(run: tuple[Ghost, list[BirdView]]) -> None:
    ghost, birds = run
    assert ghost.end_s == pytest.approx(30, abs=0.2)
    acts = 0
    for step in range(0, len(birds) - 2 * EVERY, 3):
        seen, was = ghost.at(step * TIMING.step_s), birds[step]
        assert seen is not None
        assert abs(seen.x_m - was.x_m) < 0.15  # a blow turns the bird round between two samples
        assert abs(seen.y_m - was.y_m) < 0.2
        acts += seen.act is was.act
    assert acts > 0.97 * len(range(0, len(birds) - 2 * EVERY, 3))
    assert {Act.FLY, Act.HADOUKEN} <= {ghost.at(t).act for t in np.arange(0, 29, 0.1)}  # type: ignore[union-attr]
    assert ghost.at(-0.1) is None
    fallen = ghost.at(33.0)
    assert fallen is not None and fallen.act is Act.DRAMATIC and fallen.x_m == ghost.end_m


def test_it_is_small_and_comes_back_as_it_was(run: tuple[Ghost, list[BirdView]]) -> None:
    data = run[0].packed()
    assert data is not None and len(data) < 5_000
    again = read_ghost(data)
    assert again is not None and again.every == run[0].every
    assert (again.table == run[0].table).all()


@pytest.mark.no_cover
def test_a_run_without_end_is_recorded_up_to_a_limit() -> None:
    recorder = Recorder()
    for step in range(round((MOST_S + 5) / TIMING.step_s)):
        recorder.note(step, BirdView())
    ghost = recorder.ghost()
    assert ghost is not None and ghost.end_s == pytest.approx(MOST_S, abs=0.2)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=4))
def test_anything_else_is_no_ghost(
    run: tuple[Ghost, list[BirdView]], junk: bytes, flips: list[tuple[int, int]]
) -> None:
    data = bytearray(run[0].packed() or b"")
    for place, byte in flips:
        data[place % len(data)] = byte
    for content in (junk, bytes(data), bytes(data[: len(data) // 2])):
        ghost = read_ghost(content)
        if ghost is not None:
            assert isinstance(ghost.at(ghost.end_s / 2), BirdView)


def test_the_best_run_of_the_course_haunts_the_next_and_changes_nothing(forest: Path) -> None:
    digests, haunted, stage = [], [], Stage(cache_dir=forest)
    for points in (0, 10_000):
        kit = Kit(stage, 7)
        recorder = Recorder()
        for step in range(2000):
            recorder.note(step, BirdView(x_m=1.0 + step * 0.01, act=Act.RUN, stride=step / 60))
        kit.scores.add(Finished(points, 20.0, seed=7), recorder.ghost())
        director = Director(ToPlay(kit))
        assert isinstance(director.mode, Play)
        pictures = []
        for n in range(240):
            director.step(Intent(jump=n == 100))
            if n % 60 == 59:
                drawn = director.draw(1.0, Look(n * TIMING.step_s))
                pictures.append(sum(isinstance(item, Fresh) for item in drawn))
        digests.append(director.digest())
        haunted.append(pictures)
    assert digests[0] == digests[1]
    assert [more - fewer for fewer, more in zip(*haunted, strict=True)] == [1, 1, 1, 1]


@pytest.mark.no_cover
def test_a_finished_run_is_recorded() -> None:
    kit = Kit(None, 3)
    director = Director(ToPlay(kit))
    for _ in range(round(200 / TIMING.step_s)):
        director.step(Intent())
        if not isinstance(director.mode, Play):
            break
    (score,) = kit.scores.table("ever")
    ghost = kit.scores.ghost(3)
    assert ghost is not None
    assert ghost.end_m == pytest.approx(director.mode.run.now.bird.x_m, abs=0.5)
    assert ghost.end_s == pytest.approx(score.seconds, abs=0.2)
