"""Getting to know a player in three seconds: rest, reach, what is never seen, and taking a mistake back."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from bodies import body, changed

from game.body.acquaintance import Acquaintance
from game.body.pose import Landmark, Pose
from game.body.profile import ANYBODY, Choice, PlayerProfile
from game.body.reader import BodyReader
from game.body.units import body_units
from game.tuning import PROFILE
from game.vision.virtual.clips import Script, acted
from game.vision.virtual.performance import Beat, random_performer

HIPS_DOWN = tuple(mark for mark in Landmark if mark >= Landmark.LEFT_HIP)
RATES = (15, 30, 60)


def known(seconds: float, pose_at: Callable[[float], Pose | None], fps: float = 30, choice: Choice = "auto",
          learner: Acquaintance | None = None) -> list[PlayerProfile]:  # fmt: skip
    """The profile after each frame."""
    learner = learner or Acquaintance(choice)
    profiles = []
    for i in range(round(seconds * fps)):
        pose = pose_at(i / fps)
        profiles.append(learner.step(i / fps, pose, body_units(pose) if pose is not None else None))
    return profiles


def without_left_arm(pose: Pose) -> Pose:
    for mark in (Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST):
        pose = changed(pose, mark, visibility=0.08)
    return pose


@pytest.mark.no_cover
@pytest.mark.parametrize("fps", RATES)
def test_three_seconds_are_enough_and_nothing_jumps_meanwhile(fps: float) -> None:
    profiles = known(4, lambda t_s: body("down"), fps)
    assert profiles[0].known == 0.0
    assert profiles[0].line == pytest.approx(ANYBODY.line, abs=0.005)
    assert profiles[-1].known == 1.0
    assert profiles[-1].kind == "standing"
    assert profiles[-1].nose == pytest.approx(0.38, abs=0.01)
    assert profiles[-1].shoulders == pytest.approx(0.62, abs=0.01)
    assert profiles[-1].reach == pytest.approx(1.01, abs=0.03)
    assert max(abs(a.line - b.line) for a, b in itertools.pairwise(profiles)) < 0.02


def test_short_arms_and_a_large_head_lower_the_line() -> None:
    def child(t_s: float) -> Pose:
        pose = body("down")
        points = pose.points.copy()
        middle = points[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER], :2].mean(axis=0)
        head = slice(0, Landmark.MOUTH_RIGHT + 1)
        points[head, :2] = middle + 1.25 * (points[head, :2] - middle)
        for side in (0, 1):
            shoulder = points[Landmark.LEFT_SHOULDER + side, :2]
            for mark in (Landmark.LEFT_ELBOW + side, Landmark.LEFT_WRIST + side):
                points[mark, :2] = shoulder + 0.9 * (points[mark, :2] - shoulder)
        return Pose(points, pose.frame)

    assert known(4, child)[-1].line < known(4, lambda t_s: body("down"))[-1].line - 0.02
    assert PROFILE.line_least <= known(4, child)[-1].line
    assert known(0.1, lambda t_s: body("down"), choice="child")[0].line < ANYBODY.line


def _kind_of(person: int) -> str:
    """What a virtual player who stands and looks about is taken for after four seconds, MediaPipe's errors and all."""
    script = Script((Beat("look around", None, 2.0), Beat("stand", None, 2.0)))
    seen = acted(np.random.default_rng(person), person, script)
    learner, kind = Acquaintance(), ""
    for t_s, pose in zip(seen.times_s.tolist(), seen.poses(), strict=True):
        kind = learner.step(t_s, pose, body_units(pose) if pose is not None else None).kind
    return kind


@pytest.mark.no_cover
@pytest.mark.slow
def test_children_are_told_by_their_proportions() -> None:
    by_height: dict[bool, list[str]] = {True: [], False: []}
    person = 70_000
    while min(map(len, by_height.values())) < 12:
        height = random_performer(person).build.height
        small = height < 1.32
        if (small or height > 1.5) and len(by_height[small]) < 12:
            by_height[small].append(_kind_of(person))
        person += 1
    assert by_height[True].count("child") >= 8
    assert by_height[False].count("child") <= 1


def test_a_player_is_no_child_before_three_seconds_are_over() -> None:
    def child(t_s: float) -> Pose:
        points = body("down").points.copy()
        middle = points[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER], :2].mean(axis=0)
        head = slice(0, Landmark.MOUTH_RIGHT + 1)
        points[head, :2] = middle + 1.4 * (points[head, :2] - middle)
        return Pose(points, (640, 480))

    kinds = [profile.kind for profile in known(4, child)]
    assert set(kinds[:85]) == {"standing"}
    assert set(kinds[95:]) == {"child"}


@pytest.mark.parametrize("fps", RATES)
def test_hips_that_are_never_seen_belong_to_somebody_seated(fps: float) -> None:
    seated: Callable[[float], Pose] = lambda t_s: body("down", hidden=HIPS_DOWN)  # noqa: E731
    learner = Acquaintance()
    assert known(4, seated, fps, learner=learner)[-1].kind == "seated"
    stood_up = [learner.step(4 + i / fps, body("down"), body_units(body("down"))) for i in range(round(fps))]
    assert stood_up[-1].kind == "standing"


@pytest.mark.parametrize("fps", RATES)
def test_a_hand_that_is_never_seen_leaves_the_game_to_the_other(fps: float) -> None:
    learner = Acquaintance()
    profile = known(4, lambda t_s: without_left_arm(body("down")), fps, learner=learner)[-1]
    assert profile.kind == "right-arm"
    assert profile.arms == ("right",)
    again = [learner.step(4 + i / fps, body("down"), body_units(body("down"))) for i in range(round(0.5 * fps))]
    assert again[-1].kind == "standing"  # it was only out of sight


def test_a_hidden_hand_of_somebody_in_profile_says_nothing() -> None:
    def aside(t_s: float) -> Pose:
        points = without_left_arm(body("down")).points.copy()
        middle = points[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER], 0].mean()
        points[:, 0] = middle + 0.3 * (points[:, 0] - middle)
        return Pose(points, (640, 480))

    assert known(4, aside)[-1].kind == "standing"


@pytest.mark.no_cover
@pytest.mark.parametrize("choice", ["standing", "seated", "left-arm", "right-arm", "child"])
def test_what_was_chosen_stays(choice: Choice) -> None:
    assert {profile.kind for profile in known(4, lambda t_s: body("down"), choice=choice)} == {choice}


def test_a_reader_learns_anew_with_each_player_and_jumps_through_cuts() -> None:
    """An edited video: the picture zooms while the arms go up, again and again."""
    reader, times, frame = BodyReader(), [], 0
    rise = np.linspace(0, 1, 10)
    for stroke in range(8):
        shares = [0.0] * 12 + list(rise) + [1.0] * 3 + list(rise[::-1])
        for n, share in enumerate(shares):
            near = stroke % 2 == (n < 16)  # every stroke sees a cut on the way up
            pose = body("down", to="up", share=float(share), torso_px=180 if near else 90, at=(320, 260))
            for event in reader.read(frame / 30, [pose]).events:
                times.append((event.serial, event.kind, event.name))
            frame += 1
    events = [(kind, name) for _, kind, name in sorted(set(times))]
    assert events.count(("player", "joined")) == 1
    assert ("player", "left") not in events
    assert events.count(("jump", "")) == 8
