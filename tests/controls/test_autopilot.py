"""A player made of rules: it lives long enough to be watched, does everything, and is only human."""

from collections import Counter

import pytest

from game.controls.autopilot import Autopilot
from game.controls.intent import Intent
from game.world.world import Course, World


def watch(seed: int, course: Course, seconds: float, every: int = 2) -> tuple[World, Counter[str], list[Intent]]:
    """A run, asked once every so many steps: its world at the end, what happened, what was wished for."""
    world, pilot = World(seed, course), Autopilot(seed)
    happened: Counter[str] = Counter()
    wishes = []
    intent = Intent()
    for step in range(round(seconds * 120)):
        if step % every == 0:
            intent = pilot.intent(world.snapshot())
            wishes.append(intent)
        else:
            intent = intent.held()
        happened.update(event.kind for event in world.step(intent))
        if happened["over"]:
            break
    return world, happened, wishes


@pytest.mark.slow
@pytest.mark.no_cover
def test_it_survives_a_minute_on_average_and_is_only_human() -> None:
    runs = [watch(seed, Course.PLAY, 90.0, every=4) for seed in range(3)]
    assert sum(world.t_s for world, *_ in runs) / len(runs) > 60.0
    assert sum(happened["hit"] for _, happened, _ in runs) > 0


@pytest.mark.slow
@pytest.mark.no_cover
def test_it_uses_everything_there_is() -> None:
    happened: Counter[str] = Counter()
    moves: set[str | None] = set()
    for seed in range(2):
        _, seen, wishes = watch(seed, Course.ATTRACT, 60.0, every=4)
        happened += seen
        moves |= {intent.move for intent in wishes}
    for kind in ("jump", "hadouken", "knock", "pickup", "move", "passed"):
        assert happened[kind] > 3, kind
    assert len(moves) >= 4


@pytest.mark.no_cover
def test_it_looks_about() -> None:
    _, _, wishes = watch(1, Course.PLAY, 20.0)
    yaws = [intent.yaw_rad for intent in wishes]
    assert max(yaws) - min(yaws) > 0.3
    assert all(abs(intent.pitch_rad) < 1.0 for intent in wishes)


@pytest.mark.slow
@pytest.mark.no_cover
def test_the_same_seed_plays_the_same() -> None:
    first, again, other = (watch(seed, Course.PLAY, 15.0)[2] for seed in (4, 4, 5))
    assert first == again != other


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("course", [Course.PRACTICE, Course.FREE])
def test_on_a_stage_it_shows_what_a_huia_can_do(course: Course) -> None:
    _, happened, _ = watch(2, course, 60.0)
    for kind in ("jump", "hadouken", "knock", "move"):
        assert happened[kind] >= 1, kind


def test_it_wishes_for_nothing_once_the_run_is_over() -> None:
    world, pilot = World(3, Course.PLAY), Autopilot(3)
    while not world.snapshot().over:
        world.step(Intent())
    for _ in range(240):
        assert pilot.intent(world.snapshot()) == Intent()
        world.step(Intent())
