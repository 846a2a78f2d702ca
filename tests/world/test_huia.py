"""How the bird moves: heights, delays, buffers, wings, and everything that swings."""

import math
from itertools import pairwise

import pytest

from game.controls.autopilot import Autopilot
from game.controls.intent import Intent, Wings
from game.tuning import TIMING, WORLD
from game.world.snapshot import Act, BirdView, WorldEvent
from game.world.world import Course, World

STEP_S = TIMING.step_s
LEVEL = Wings(0.0, 0.0)


def film(course: Course, wishes: dict[int, Intent], steps: int, rest: Intent | None = None) -> list[BirdView]:
    """The bird after each step, with these wishes at these steps and `rest` at all others."""
    world = World(1, course)
    views = []
    for step in range(steps):
        world.step(wishes.get(step, rest or Intent()))
        views.append(world.snapshot().bird)
    return views


def heard(course: Course, wishes: dict[int, Intent], steps: int) -> list[WorldEvent]:
    world = World(1, course)
    return [event for step in range(steps) for event in world.step(wishes.get(step, Intent()))]


@pytest.mark.no_cover
@pytest.mark.parametrize("course", [Course.PLAY, Course.PRACTICE, Course.FREE])
def test_a_jump_reaches_the_height_wanted(course: Course) -> None:
    views = film(course, {30: Intent(jump=True)}, 180)
    assert max(view.y_m for view in views) == pytest.approx(WORLD.bird.jump_m, rel=0.02)
    assert views[-1].y_m == 0.0 and views[-1].grounded


def test_the_apex_comes_within_half_a_second_of_the_wish() -> None:
    heights = [view.y_m for view in film(Course.PLAY, {30: Intent(jump=True)}, 180)]
    assert (heights.index(max(heights)) - 30) * STEP_S == pytest.approx(0.5, abs=0.03)


def test_the_bird_rises_within_two_frames_of_the_wish() -> None:
    views = film(Course.PLAY, {30: Intent(jump=True)}, 60)
    first = next(step for step, view in enumerate(views) if view.y_m > 0.01)
    assert (first - 30) * STEP_S < 0.07
    assert max(view.crouch for view in views[30:first]) > 0.3, "it crouches before it leaps"


def test_legs_give_on_landing() -> None:
    views = film(Course.PLAY, {30: Intent(jump=True)}, 240)
    landed = next(step for step in range(60, 240) if views[step].grounded)
    assert max(view.crouch for view in views[landed : landed + 30]) > 0.25
    assert abs(views[-1].crouch) < 0.02


def test_one_wish_is_one_jump() -> None:
    kinds = [event.kind for event in heard(Course.PLAY, {30: Intent(jump=True)}, 400)]
    assert kinds.count("jump") == 1 and kinds.count("land") == 1


@pytest.mark.no_cover
@pytest.mark.parametrize(("early_s", "again"), [(0.05, True), (0.15, True)])
def test_a_jump_asked_for_shortly_before_landing_is_honoured(early_s: float, again: bool) -> None:
    views = film(Course.PLAY, {10: Intent(jump=True)}, 200)
    landing = next(step for step in range(30, 200) if views[step].grounded)
    ask = landing - round(early_s / STEP_S)
    events = heard(Course.PLAY, {10: Intent(jump=True), ask: Intent(jump=True)}, 300)
    jumps = [event.t_s for event in events if event.kind == "jump"]
    assert len(jumps) == 2
    assert jumps[1] - landing * STEP_S < 0.1


@pytest.mark.no_cover
def test_a_jump_asked_for_in_the_air_is_a_wing_beat_that_prolongs_it() -> None:
    plain = film(Course.PLAY, {10: Intent(jump=True)}, 240)
    beaten = film(Course.PLAY, {10: Intent(jump=True), 65: Intent(jump=True)}, 240)
    airtime = [sum(not view.grounded for view in views) * STEP_S for views in (plain, beaten)]
    assert airtime[1] > airtime[0] + 0.1
    assert max(view.y_m for view in beaten) < 1.25 * WORLD.bird.jump_m, "it never doubles a jump"


def arms_beating(hz: float, steps: int) -> list[Intent]:
    """A jump, and arms that beat this often."""
    lifts = [1.1 * math.cos(math.tau * hz * step * STEP_S) for step in range(steps)]
    return [Intent(jump=step == 10, wings=Wings(lift, lift)) for step, lift in enumerate(lifts)]


@pytest.mark.no_cover
def test_beats_run_out_in_a_run_and_not_in_free_flight() -> None:
    beating = dict(enumerate(arms_beating(2.0, 900)))
    run = film(Course.PLAY, beating, 500)
    assert any(view.grounded for view in run[100:400])
    free = film(Course.FREE, beating, 900)
    assert not any(view.grounded for view in free[100:900])
    assert WORLD.bird.jump_m < max(view.y_m for view in free) < WORLD.bird.ceiling_m + 0.6


def test_walking_off_an_edge_leaves_a_moment_to_jump() -> None:
    world = World(1, Course.FREE)
    body = world._bird.body
    for _ in range(20):
        world.step(Intent())
    body.position = body.position.x, 1.0  # the floor is gone
    world.step(Intent())
    assert not world.snapshot().bird.grounded
    for _ in range(round(0.05 / STEP_S)):
        world.step(Intent())
    events = world.step(Intent(jump=True))
    assert "jump" in [event.kind for event in events]


@pytest.mark.no_cover
def test_spread_wings_turn_a_fall_into_a_glide() -> None:
    views = film(Course.PLAY, {10: Intent(jump=True, wings=LEVEL)}, 300, Intent(wings=LEVEL))
    assert max(view.y_m for view in views) == pytest.approx(WORLD.bird.jump_m, rel=0.02)
    falling = [view.vy_mps for view in views if not view.grounded and view.vy_mps < 0]
    assert min(falling) == pytest.approx(-WORLD.bird.glide_mps, rel=0.1)
    plain = film(Course.PLAY, {10: Intent(jump=True)}, 300)
    assert sum(not view.grounded for view in views) > 1.5 * sum(not view.grounded for view in plain)


def test_arms_brought_down_from_above_beat_once() -> None:
    arms = [Wings(1.2, 1.2)] * 60 + [Wings(-0.5, -0.5)] * 60
    world, kinds = World(1, Course.FREE), []
    for step, lift in enumerate(arms):
        kinds += [event.kind for event in world.step(Intent(jump=step == 10, wings=lift))]
    assert kinds.count("flap") == 1


def test_one_arm_raised_banks_the_flying_bird_to_the_other_side() -> None:
    world = World(1, Course.FREE)
    for step in range(240):
        world.step(Intent(jump=step % 24 == 10, wings=Wings(0.6, -0.6)))
    assert world.snapshot().bird.x_m > 0.5
    assert world.snapshot().bird.heading == 1


def test_the_head_follows_within_60_ms_and_does_not_ring() -> None:
    ramp = [min(0.6, 1.2 * step * STEP_S) for step in range(240)]
    world = World(1, Course.PLAY)
    heads = []
    for angle in ramp:
        world.step(Intent(yaw_rad=angle, pitch_rad=-angle, roll_rad=0.5 * angle))
        heads.append(world.snapshot().bird)
    middle = 40
    assert ramp[middle] - heads[middle].head_yaw_rad < 1.2 * 0.06
    assert heads[middle].head_pitch_rad == pytest.approx(-heads[middle].head_yaw_rad)
    assert heads[-1].head_yaw_rad == pytest.approx(0.6, abs=0.005)
    assert max(head.head_yaw_rad for head in heads) < 0.6 * 1.02


@pytest.mark.no_cover
def test_tail_wattles_and_neck_swing_after_a_leap_and_come_to_rest() -> None:
    views = film(Course.PRACTICE, {60: Intent(jump=True)}, 600)
    for name, least in (("tail_rad", 0.2), ("wattle_rad", 0.1), ("head_y_m", 0.02), ("angle_rad", 0.2)):
        swing = [getattr(view, name) for view in views]
        assert max(swing[60:200]) - min(swing[60:200]) > least, name
        late = swing[480:]
        assert max(late) - min(late) < 0.15 * (max(swing) - min(swing)), name


def test_it_never_falls_through_the_ground_even_when_thrown_down() -> None:
    world = World(1, Course.PRACTICE)
    world._bird.body.position = 0.0, 30.0
    world._bird.body.velocity = 0.0, -60.0
    lowest = 0.0
    for _ in range(240):
        world.step(Intent())
        lowest = min(lowest, world._bird.body.position.y)
    assert lowest > -0.6
    assert world.snapshot().bird.y_m == 0.0


@pytest.mark.no_cover
def test_footsteps_come_with_the_stride() -> None:
    events = heard(Course.PLAY, {}, 480)
    steps = [event.t_s for event in events if event.kind == "footstep"]
    gaps = [later - sooner for sooner, later in pairwise(steps[3:])]
    assert len(steps) > 20
    assert all(0.08 < gap < 0.2 for gap in gaps)


@pytest.mark.no_cover
def test_acts_last_as_long_as_they_should_and_a_jump_ends_them() -> None:
    views = film(Course.PRACTICE, {10: Intent(move="backpack")}, 700)
    shown = [view.act for view in views]
    assert shown.count(Act.BACKPACK) * STEP_S == pytest.approx(4.4, abs=0.02)
    views = film(Course.PRACTICE, {10: Intent(move="backpack"), 100: Intent(jump=True)}, 300)
    assert [view.act for view in views].count(Act.BACKPACK) == 90
    assert views[150].act is Act.FLY


@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("dramatic", Act.DRAMATIC),
        ("moonwalk", Act.MOONWALK),
        ("underarm", Act.UNDERARM),
        ("wings", Act.WINGS),
        ("a maker's own", Act.FLOURISH),
    ],
)
def test_every_pose_has_its_act_and_unknown_ones_a_flourish(name: str, act: Act) -> None:
    views = film(Course.PRACTICE, {10: Intent(move=name)}, 40)
    assert views[30].act is act
    assert views[30].act_s == pytest.approx(21 * STEP_S, abs=1.5 * STEP_S)


@pytest.mark.no_cover
def test_the_moonwalk_glides_backwards() -> None:
    views = film(Course.PLAY, {360: Intent(move="moonwalk")}, 500)
    assert views[499].x_m < views[400].x_m
    assert views[450].heading == 1


def test_wings_are_folded_until_they_are_used() -> None:
    views = film(Course.FREE, {}, 30)
    assert all(view.wings_rad is None for view in views)
    views = film(Course.FREE, {}, 60, Intent(wings=Wings(0.8, -0.4)))
    assert views[-1].wings_rad == pytest.approx((0.8, -0.4), abs=0.05)
    assert math.isclose(views[-1].y_m, 0.0)


@pytest.mark.no_cover
def test_a_streak_that_multiplies_points_is_celebrated_once_for_each_times() -> None:
    world, pilot, seen = World(1, Course.PLAY), Autopilot(1), []
    intent = Intent()
    for step in range(60 * round(1 / STEP_S)):
        intent = pilot.intent(world.snapshot()) if step % 2 == 0 else intent.held()
        seen += [event for event in world.step(intent) if event.kind == "streak" or event.name == "victory"]
        if len(seen) == 2:
            break
    assert [event.kind for event in seen] == ["streak", "move"]
    assert seen[0].amount == 2.0
    assert seen[1].t_s - seen[0].t_s < 2.5
    assert world.snapshot().bird.act is Act.VICTORY


def glad(course: Course, wishes: dict[int, Intent], steps: int) -> list[BirdView]:
    """A bird that is told to celebrate at step 60, with these wishes."""
    world, views = World(1, course), []
    for step in range(steps):
        if step == 60:
            world.celebrate()
        world.step(wishes.get(step, Intent()))
        views.append(world.snapshot().bird)
    return views


@pytest.mark.no_cover
def test_it_celebrates_while_it_runs_on_and_a_jump_ends_that() -> None:
    views = glad(Course.PLAY, {}, 400)
    skipping = [view for view in views if view.act is Act.VICTORY]
    assert len(skipping) * STEP_S == pytest.approx(1.6, abs=0.02)
    assert min(view.vx_mps for view in skipping) > 2.0
    views = glad(Course.PLAY, {80: Intent(jump=True)}, 120)
    assert views[79].act is Act.VICTORY and views[100].act is Act.FLY


@pytest.mark.no_cover
def test_joy_waits_for_a_landing_and_does_not_outlast_a_long_act() -> None:
    views = glad(Course.PRACTICE, {50: Intent(jump=True)}, 400)
    first = next(step for step, view in enumerate(views) if view.act is Act.VICTORY)
    assert views[first].grounded and not views[first - 2].grounded
    views = glad(Course.PRACTICE, {50: Intent(move="backpack")}, 900)
    assert all(view.act is not Act.VICTORY for view in views)


@pytest.mark.no_cover
def test_after_the_end_a_bird_with_reason_to_celebrate_gets_up_and_stays_up() -> None:
    world = World(2, Course.PLAY)
    while not world.snapshot().over:
        world.step(Intent())
    for _ in range(240):
        world.step(Intent())
    assert world.snapshot().bird.act is Act.DRAMATIC
    world.celebrate()
    acts = []
    for _ in range(600):
        world.step(Intent())
        acts.append(world.snapshot().bird.act)
    assert acts[0] is Act.VICTORY and acts[-1] is Act.IDLE
    assert acts.count(Act.VICTORY) * STEP_S == pytest.approx(3.0, abs=0.02)


def test_the_eyes_are_where_the_player_looks_before_the_head_is() -> None:
    views = film(Course.PRACTICE, {}, 240, Intent(yaw_rad=0.6, pitch_rad=-0.3))
    assert views[0].gaze_yaw_rad > 0.5 and views[0].head_yaw_rad < 0.1
    assert views[0].gaze_pitch_rad < -0.25
    assert abs(views[-1].gaze_yaw_rad) < 0.01 and views[-1].head_yaw_rad == pytest.approx(0.6, abs=0.01)
