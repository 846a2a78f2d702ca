"""The jump gate against scripted timelines, at the frame rates cameras have, and on real people."""

import itertools
from collections.abc import Iterable

import numpy as np
import pytest
from bodies import ARMS, Points, body, changed, real_people
from hypothesis import given, settings
from hypothesis import strategies as st

from game.body.jump import JumpGate, lift, line_of, static_arms_up
from game.body.pose import Landmark, Pose
from game.body.profile import Kind, PlayerProfile
from game.tuning import JUMP, PROFILE

RATES = (15, 30, 60)
Beat = tuple[float, Pose | None]


def play(fps: float, *parts: tuple[float, Pose | None] | tuple[float, str, str]) -> Iterable[Beat]:
    """A timeline: (seconds, pose or None) holds, (seconds, from, to) moves the arms evenly."""
    frame = 0
    for part in parts:
        count = max(1, round(part[0] * fps))
        for i in range(count):
            if len(part) == 2:
                yield frame / fps, part[1]
            else:
                yield frame / fps, body(part[1], to=part[2], share=(i + 1) / count)
            frame += 1


def fired(beats: Iterable[Beat]) -> list[float]:
    gate = JumpGate()
    return [t_s for t_s, pose in beats if gate.step(t_s, pose).fired]


@pytest.mark.parametrize("fps", RATES)
def test_raised_arms_jump_once_however_long_they_stay(fps: float) -> None:
    times = fired(play(fps, (1.0, body()), (0.3, "down", "up"), (3.0, body("up")), (0.3, "up", "down")))
    assert len(times) == 1
    assert 1.0 < times[0] <= 1.35


@pytest.mark.parametrize("fps", RATES)
def test_each_raise_is_a_jump(fps: float) -> None:
    one = ((0.3, body()), (0.3, "down", "up"), (0.3, body("up")), (0.3, "up", "down"))
    assert len(fired(play(fps, *one * 5))) == 5


def swung(share: float) -> Pose:
    """Arms on their way from the head down and out: for a moment the forearms stand upright beside the head."""
    wide = {
        Landmark.LEFT_ELBOW: (0.75, 0.05),
        Landmark.RIGHT_ELBOW: (-0.75, 0.05),
        Landmark.LEFT_WRIST: (0.7, -0.66),
        Landmark.RIGHT_WRIST: (-0.7, -0.66),
    }
    return body("by the head", to=wide, share=2 * share) if share < 0.5 else body(wide, to="down", share=2 * share - 1)


@pytest.mark.parametrize("fps", RATES)
def test_arms_that_swing_past_on_their_way_down_do_not_jump(fps: float) -> None:
    lowered = [swung(i / (0.4 * fps)) for i in range(round(0.4 * fps) + 1)]
    assert any(static_arms_up(pose) for pose in lowered) or fps < 30
    there = [pose for _, pose in play(fps, (0.5, body()), (0.6, "down", "by the head"), (0.5, body("by the head")))]
    beats = there + lowered + [body()] * round(fps)
    assert fired((i / fps, pose) for i, pose in enumerate(beats)) == []


def test_arms_held_just_over_the_line_jump_after_a_moment() -> None:
    edge = next(s for s in np.linspace(0, 1, 400) if static_arms_up(body("down", to="up", share=s)))
    slowly = [body("down", to="up", share=(edge + 0.01) * (i + 1) / 45) for i in range(45)]
    timeline = [body()] * 30 + slowly + [slowly[-1]] * 30
    (t_s,) = fired((i / 30, pose) for i, pose in enumerate(timeline))
    over_s = next(i for i, pose in enumerate(timeline) if (found := lift(pose)) and found.height >= PROFILE.line) / 30
    assert t_s == pytest.approx(over_s + JUMP.dwell_s, abs=0.02)


# forearms that lean in by 45 degrees, wrists .3 over the nose, elbows .2 over the shoulders: a real exerciser's top
LEANING = {
    Landmark.LEFT_ELBOW: (0.48, -0.2),
    Landmark.RIGHT_ELBOW: (-0.48, -0.2),
    Landmark.LEFT_WRIST: (0.18, -0.68),
    Landmark.RIGHT_WRIST: (-0.18, -0.68),
}


def eased(fps: float, *parts: tuple[float, Points, Points]) -> list[Beat]:
    """A timeline of movements (seconds, from, to) that start and end at rest, as arms do."""
    poses: list[Pose] = []
    for seconds, start, end in parts:
        for i in range(round(seconds * fps)):
            u = (i + 1) / round(seconds * fps)
            poses.append(body(start, to=end, share=u * u * u * (10 - 15 * u + 6 * u * u)))
    return [(i / fps, pose) for i, pose in enumerate(poses)]


@pytest.mark.no_cover
@pytest.mark.parametrize("fps", RATES)
@pytest.mark.parametrize("stroke_s", [0.3, 0.4])
def test_quick_strokes_jump_though_the_forearms_lean_in(fps: float, stroke_s: float) -> None:
    down = ARMS["down"]
    stroke = ((0.3, down, down), (stroke_s, down, LEANING), (stroke_s, LEANING, down))
    assert len(fired(eased(fps, *stroke * 6))) == 6


@pytest.mark.no_cover
@pytest.mark.parametrize("fps", RATES)
@pytest.mark.parametrize("come_s", [0.6, 0.9, 1.5])
def test_the_same_hands_that_come_slowly_and_stay_do_not_jump(fps: float, come_s: float) -> None:
    down = ARMS["down"]
    gesture = ((0.5, down, down), (come_s, down, LEANING), (1.0, LEANING, LEANING), (0.6, LEANING, down))
    assert fired(eased(fps, *gesture * 2)) == []


@pytest.mark.no_cover
@pytest.mark.parametrize("fps", RATES)
@pytest.mark.parametrize("rise_s", [0.3, 0.7, 1.2])
@pytest.mark.parametrize("width", [0.42, 0.1])
def test_hands_well_over_the_head_jump_at_any_speed_straight_or_leaning_in(
    fps: float, rise_s: float, width: float
) -> None:
    down = ARMS["down"]
    top = {**ARMS["up"], Landmark.LEFT_WRIST: (width, -0.9), Landmark.RIGHT_WRIST: (-width, -0.9)}
    times = fired(eased(fps, (0.5, down, down), (rise_s, down, top), (0.5, top, top), (0.6, top, down)))
    assert len(times) == 1
    assert times[0] <= 0.5 + rise_s + 0.1


def test_a_gesture_that_does_not_stay_jumps_when_it_is_over() -> None:
    down = ARMS["down"]
    (t_s,) = fired(eased(30, (0.5, down, down), (0.55, down, LEANING), (0.45, LEANING, down), (1.0, down, down)))
    assert 1.1 < t_s < 1.5


def test_the_line_rises_for_slow_hands_at_the_head_and_what_it_shows_is_what_fires() -> None:
    down = ARMS["down"]
    gate, lines = JumpGate(), []
    for t_s, pose in eased(30, (0.5, down, down), (0.9, down, LEANING), (1.0, LEANING, LEANING)):
        state = gate.step(t_s, pose)
        assert not state.fired
        assert state.wrist_height is not None
        assert state.wrist_height < state.line
        lines.append(state.line)
    assert lines[0] == PROFILE.line
    assert lines[-1] > PROFILE.line + 0.1
    assert max(abs(a - b) for a, b in itertools.pairwise(lines)) < 0.06


@pytest.mark.no_cover
@pytest.mark.parametrize("fps", RATES)
@pytest.mark.parametrize("cut_s", [0.55, 0.65, 0.75, 0.85, 0.95])
@pytest.mark.parametrize("top", [ARMS["up"], LEANING])
def test_a_cut_while_the_arms_are_on_their_way_still_counts(fps: float, cut_s: float, top: Points) -> None:
    gate, down = JumpGate(), ARMS["down"]
    count, frames = 0, eased(fps, (0.5, down, down), (0.3, down, top), (0.3, top, down), (0.5, down, down))
    for number, (t_s, pose) in enumerate(frames):
        if number == round(cut_s * fps):
            gate.cut()
        count += gate.step(t_s, pose).fired
    assert count == 1


@pytest.mark.parametrize("kind", ["left-arm", "right-arm"])
def test_one_arm_is_enough_for_whoever_plays_with_one(kind: Kind) -> None:
    profile, gate = PlayerProfile(kind), JumpGate()
    raised = "left up" if kind == "left-arm" else "right up"
    beats = list(play(30, (0.5, body()), (0.4, "down", raised), (0.5, body(raised)), (0.4, raised, "down")))
    assert sum(gate.step(t_s, pose, None, profile).fired for t_s, pose in beats) == 1
    other = "right up" if kind == "left-arm" else "left up"
    gate.reset()
    beats = list(play(30, (0.5, body()), (0.4, "down", other), (0.5, body(other))))
    assert sum(gate.step(t_s, pose, None, profile).fired for t_s, pose in beats) == 0


def test_the_line_is_the_players_own() -> None:
    """Hands that stop between two players' lines jump for one and not for the other."""
    between = next(
        body("down", to="up", share=share)
        for share in np.linspace(0, 1, 400)
        if (found := lift(body("down", to="up", share=share))) and found.height > 0.19
    )
    for line, jumps in ((0.15, 1), (0.22, 0)):
        gate, profile = JumpGate(), PlayerProfile(line=line)
        beats = play(30, (0.5, body()), (0.5, between))
        assert sum(gate.step(t_s, pose, None, profile).fired for t_s, pose in beats) == jumps


@pytest.mark.parametrize("fps", RATES)
def test_an_arm_lost_for_a_moment_is_not_lowered(fps: float) -> None:
    """Landmarkers lay an arm on the other, or on the body, for a few frames."""
    blink = 0.1 if fps > 15 else 1 / fps
    assert len(fired(play(fps, (0.5, body()), (0.5, body("up")), (blink, body("left up")), (0.5, body("up"))))) == 1


@pytest.mark.no_cover
@pytest.mark.parametrize("fps", RATES)
def test_the_delay_does_not_depend_on_the_frame_rate(fps: float) -> None:
    (t_s,) = fired(play(fps, (1.0, body()), (0.4, "down", "up"), (1.0, body("up"))))
    (often,) = fired(play(480, (1.0, body()), (0.4, "down", "up"), (1.0, body("up"))))
    # the arms reach a place by the end of a frame's time
    assert -0.005 <= (t_s + 1 / fps) - (often + 1 / 480) <= 1 / fps + 0.005


@pytest.mark.no_cover
def test_trembling_at_the_threshold_jumps_once() -> None:
    rng = np.random.default_rng(4)
    gate = JumpGate()
    for i in range(6):
        gate.step(i / 30 - 0.2, body())
    # the share of the way up at which the gate's threshold is just reached
    shares = np.linspace(0, 1, 400)
    edge = next(s for s in shares if static_arms_up(body("down", to="up", share=s))) + 0.02
    count = 0
    for i in range(600):
        pose = body("down", to="up", share=edge + rng.normal(0, 0.02))
        count += gate.step(0.1 + i / 30, pose).fired
    assert count == 1


@pytest.mark.parametrize("arms", ["down", "by the head", "left up", "level"])
def test_other_arms_do_not_jump(arms: str) -> None:
    assert not static_arms_up(body(arms))
    assert fired(play(30, (1.0, body()), (0.3, "down", arms), (2.0, body(arms)), (0.3, arms, "down"))) == []


def test_a_drop_out_with_the_arms_up_does_not_jump_again() -> None:
    times = fired(
        play(30, (0.5, body()), (0.3, "down", "up"), (0.5, body("up")), (0.2, None), (0.5, body("up")), (1.0, None))
    )
    assert len(times) == 1


def test_a_drop_out_during_the_raise_still_jumps() -> None:
    assert len(fired(play(30, (0.5, body()), (0.2, None), (0.5, body("up"))))) == 1


def test_whoever_arrives_with_arms_up_lowers_them_first() -> None:
    assert fired(play(30, (1.0, body("up")))) == []
    assert len(fired(play(30, (1.0, body("up")), (0.3, "up", "down"), (0.3, "down", "up")))) == 1


def test_hips_and_legs_are_not_needed() -> None:
    hidden = tuple(mark for mark in Landmark if mark >= Landmark.LEFT_HIP)
    assert static_arms_up(body("up", hidden=hidden))
    assert not static_arms_up(body("by the head", hidden=hidden))


def test_wrists_beyond_the_upper_edge_count() -> None:
    pose = body("up", at=(320, 60))
    for mark in (Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST):
        assert pose.points[mark, 1] < 0
        pose = changed(pose, mark, visibility=0.01)
    assert static_arms_up(pose)


def test_a_wrist_nobody_saw_inside_the_picture_is_no_evidence() -> None:
    pose = changed(body("up"), Landmark.LEFT_WRIST, visibility=0.01)
    found = lift(pose)
    assert found is not None
    assert not found.sure
    assert not static_arms_up(pose)


@pytest.mark.parametrize("visibility", [0.0, 0.01])
def test_hands_below_the_frame_are_down_so_that_raising_them_jumps(visibility: float) -> None:
    """Somebody near the camera, cut at the waist: MediaPipe guesses such hands, PoseNet does not find them."""
    low = body(at=(320, 420))
    for mark in (Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST):
        low = changed(low, mark, visibility=visibility)
    assert len(fired(play(30, (0.5, low), (0.5, body("up", at=(320, 420))), (0.5, low)))) == 1


def test_a_wrist_that_flies_off_alone_does_not_jump() -> None:
    pose = body()
    for mark in (Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST):
        pose = changed(pose, mark, y=0.02)
    assert not static_arms_up(pose)


def test_times_that_stand_still_or_run_back_do_not_jump_twice() -> None:
    gate = JumpGate()
    beats = [
        (-0.2, body()),
        (0.0, body()),
        (0.1, body("up")),
        (0.1, body()),
        (0.1, body("up")),
        (0.05, body()),
        (0.06, body("up")),
    ]
    assert sum(gate.step(t_s, pose).fired for t_s, pose in beats) == 1


@pytest.mark.no_cover
@settings(deadline=None)
@given(
    share=st.floats(0, 1),
    x=st.floats(50, 600),
    torso_px=st.floats(30, 150),
    mirror=st.booleans(),
)
def test_height_is_the_same_near_far_left_right_and_mirrored(
    share: float, x: float, torso_px: float, mirror: bool
) -> None:
    frame = (640, 1000)
    plain = lift(body("down", to="up", share=share, frame=frame))
    pose = body("down", to="up", share=share, at=(x, 300), torso_px=torso_px, frame=frame)
    moved = lift(pose.mirrored() if mirror else pose)
    assert plain is not None
    assert moved is not None
    assert moved.height == pytest.approx(plain.height, abs=0.02)
    assert moved.elbows == pytest.approx(plain.elbows, abs=0.02)


def test_real_people() -> None:
    flying = [static_arms_up(sample.pose) for sample in real_people() if sample.label == "fly"]
    others = [static_arms_up(sample.pose) for sample in real_people() if sample.label != "fly"]
    assert (sum(flying), len(flying)) == (23, 23)
    assert sum(others) == 0
    # and with room to spare: the nearest pose on either side is well away from its line
    over = [
        (sample.label == "fly", found.height - line_of(found, 0.0, JUMP.still_line))
        for sample in real_people()
        if (found := lift(sample.pose)) is not None and found.elbows >= JUMP.elbow_least
    ]
    assert min(above for up, above in over if up) > 0.05
    assert max(above for up, above in over if not up) < -0.05


def test_real_people_cut_at_the_waist() -> None:
    for sample in real_people():
        points = sample.pose.points.copy()
        points[Landmark.LEFT_HIP :, 3] = 0.0
        assert static_arms_up(Pose(points, sample.pose.frame)) == (sample.label == "fly"), sample.id
