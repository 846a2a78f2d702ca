"""Where the Huia looks: with its player's head, and at approaching things while that head is neutral."""

import pytest

from game.controls.intent import Intent
from game.tuning import TIMING
from game.world.snapshot import BirdView, Kind
from game.world.world import Course, World

STEP_S = TIMING.step_s


def heads(
    course: Course, seconds: float, intent: Intent, put: tuple[Kind, float, float] | None = None
) -> list[BirdView]:
    """The bird, step by step; `put`: a thing and where it is, from the bird's feet, after a second."""
    world, views = World(1, course), []
    for step in range(round(seconds / STEP_S)):
        if step == 120 and put is not None:
            kind, ahead_m, up_m = put
            world._crowd.put(kind, world.snapshot().bird.x_m + ahead_m, up_m)
        world.step(intent)
        views.append(world.snapshot().bird)
    return views


@pytest.mark.no_cover
@pytest.mark.parametrize(("up_m", "sign"), [(0.25, -1), (2.2, 1)])
def test_it_looks_down_at_what_lies_ahead_and_up_at_what_hangs_there(up_m: float, sign: int) -> None:
    views = heads(Course.PLAY, 2.0, Intent(), (Kind.BERRY, 4.0, up_m))
    late = [view.head_pitch_rad * sign for view in views[170:230]]
    assert late == sorted(late), "more and more, as it comes nearer"
    assert late[-1] > 0.2


def test_a_led_head_looks_nowhere_else() -> None:
    views = heads(Course.PLAY, 2.0, Intent(yaw_rad=0.3), (Kind.BERRY, 4.0, 0.2))
    assert all(view.head_pitch_rad == 0.0 for view in views)
    assert views[-1].head_yaw_rad == pytest.approx(0.3, abs=0.01)


@pytest.mark.no_cover
def test_what_only_stands_there_and_what_is_far_away_is_not_looked_at() -> None:
    still = heads(Course.PRACTICE, 3.0, Intent())
    assert all(view.head_pitch_rad == 0.0 for view in still)
    far = heads(Course.PLAY, 1.2, Intent(), (Kind.BERRY, 6.0, 0.2))
    assert all(view.head_pitch_rad == 0.0 for view in far)


@pytest.mark.no_cover
def test_looking_changes_nothing_but_the_look() -> None:
    led, unled = (heads(Course.PLAY, 4.0, intent) for intent in (Intent(roll_rad=1e-6), Intent()))
    assert [(view.x_m, view.y_m) for view in led] == [(view.x_m, view.y_m) for view in unled]
