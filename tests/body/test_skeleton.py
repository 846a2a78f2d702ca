"""The skeleton picture: one look whatever the source, nothing but the body in it."""

import itertools

import numpy as np
import pytest
from bodies import ARMS, body, changed, real_people
from goldens import check
from hypothesis import given, settings
from hypothesis import strategies as st

from game.body.pose import COCO17, Landmark, Pose
from game.body.skeleton import JOINTS, LIMBS, STYLE_VERSION, draw

COLOURS = [limb.colour for limb in LIMBS] + [colour for _, colour in JOINTS]


def test_every_part_has_a_colour_of_its_own_and_none_is_dark() -> None:
    assert {mark for mark, _ in JOINTS} == set(COCO17)
    assert len(JOINTS) == len(COCO17)
    nearest = min(np.linalg.norm(np.subtract(a, b)) for a, b in itertools.combinations(COLOURS, 2))
    assert nearest > 30
    assert min(max(colour) for colour in COLOURS) >= 100


def test_left_is_warm_and_right_is_cool() -> None:
    for mark, (red, _, blue) in [(limb.end, limb.colour) for limb in LIMBS] + list(JOINTS):
        if mark.name.startswith("LEFT") and mark > Landmark.RIGHT_EAR:
            assert red > blue, mark
        if mark.name.startswith("RIGHT") and mark > Landmark.RIGHT_EAR and (mark, red) != (Landmark.RIGHT_HIP, 110):
            assert blue >= red, mark


@pytest.mark.parametrize("size", [48, 96, 128, 224])
def test_shape_and_type(size: int) -> None:
    picture = draw(body("level"), size)
    assert picture.shape == (size, size, 3)
    assert picture.dtype == np.uint8
    assert 0.02 < (picture.max(axis=2) > 0).mean() < 0.5


def test_the_style_is_the_one_the_models_know() -> None:
    """If this fails on purpose, raise STYLE_VERSION and train again: shipped models know the old pictures only."""
    row = [draw(body(arms)) for arms in sorted(ARMS)]
    faint = changed(changed(body("level"), Landmark.LEFT_WRIST, visibility=0.15), Landmark.RIGHT_EAR, visibility=0.0)
    check(f"skeleton/style_{STYLE_VERSION}", np.hstack([*row[:4], draw(faint)]), mean=0.5, far=0.002)


def test_equal_poses_give_equal_pictures() -> None:
    assert np.array_equal(draw(body("up")), draw(body("up")))


@pytest.mark.no_cover
@settings(deadline=None)
@given(
    x=st.floats(-100, 700),
    y=st.floats(60, 300),
    torso_px=st.floats(25, 180),
    arms=st.sampled_from(sorted(ARMS)),
)
def test_where_and_how_near_a_body_stands_leaves_no_trace(x: float, y: float, torso_px: float, arms: str) -> None:
    frame = (640, 2000)
    plain = draw(body(arms, frame=frame)).astype(int)
    moved = draw(body(arms, frame=frame, at=(x, y), torso_px=torso_px)).astype(int)
    # float32 positions differ by hundredths of a pixel: only the anti-aliased edges may, a little
    assert np.abs(plain - moved).mean() < 0.15


def test_the_shape_of_the_frame_does_not_matter() -> None:
    a = draw(body("level", frame=(640, 480))).astype(int)
    b = draw(body("level", frame=(480, 640))).astype(int)
    assert np.abs(a - b).mean() < 0.15


@pytest.mark.parametrize("arms", sorted(ARMS))
def test_coco_and_mediapipe_poses_look_the_same(arms: str) -> None:
    pose = body(arms)
    assert np.array_equal(draw(pose), draw(Pose.from_coco17(pose.coco17(), pose.frame)))


def test_what_coco_does_not_have_is_not_drawn() -> None:
    pose = body("up")
    other = changed(pose, Landmark.LEFT_THUMB, x=0.1, y=0.9, visibility=1.0)
    assert np.array_equal(draw(pose), draw(other))


def colour_present(picture: np.ndarray, colour: tuple[int, int, int]) -> bool:
    return bool((np.abs(picture.astype(int) - colour).max(axis=2) <= 2).any())


@pytest.mark.parametrize("mark", [Landmark.LEFT_WRIST, Landmark.RIGHT_ELBOW, Landmark.NOSE, Landmark.LEFT_KNEE])
def test_a_joint_that_was_not_seen_is_not_drawn_nor_its_limbs(mark: Landmark) -> None:
    own = dict(JOINTS)[mark]
    limbs = [limb.colour for limb in LIMBS if mark in (limb.start, limb.end)]
    whole, less = draw(body("level")), draw(body("level", hidden=(mark,)))
    assert colour_present(whole, own)
    assert not colour_present(less, own)
    assert not any(colour_present(less, colour) for colour in limbs)


def test_a_joint_hardly_seen_is_drawn_faintly_but_visibly() -> None:
    faint = draw(changed(body("level"), Landmark.LEFT_WRIST, visibility=0.12))
    clear = draw(body("level"))
    difference = clear.astype(int).sum(axis=2) - faint.astype(int).sum(axis=2)
    where = difference > 60
    assert where.any()
    assert faint.max(axis=2)[where].max() > 100


@pytest.mark.parametrize("arms", ["up", "level", "by the head"])
def test_stretched_arms_are_inside(arms: str) -> None:
    picture = draw(body(arms))
    joints = dict(JOINTS)
    assert colour_present(picture, joints[Landmark.LEFT_WRIST])
    assert colour_present(picture, joints[Landmark.RIGHT_WRIST])
    border = np.concatenate([picture[0], picture[:, 0], picture[:, -1]])
    assert border.max() == 0


def test_left_and_right_can_be_told_apart() -> None:
    pose = body("left up")
    assert np.abs(draw(pose).astype(int) - draw(pose.mirrored())).mean() > 2


def test_a_body_that_cannot_be_measured_gives_black() -> None:
    assert draw(body(torso_px=1)).max() == 0


def test_wild_coordinates_are_survived() -> None:
    pose = changed(body("up"), Landmark.LEFT_WRIST, x=1e6, y=-1e6)
    assert draw(pose).shape == (96, 96, 3)


def test_a_small_move_changes_the_picture_a_little() -> None:
    a = draw(body("down", to="level", share=0.5)).astype(int)
    b = draw(body("down", to="level", share=0.502)).astype(int)
    assert 0 < np.abs(a - b).mean() < 0.5


def test_real_people_fit() -> None:
    for sample in real_people():
        picture = draw(sample.pose)
        assert (picture.max(axis=2) > 0).mean() > 0.02, sample.id
        seen = sample.pose.points[[Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST], 3].min() > 0.5
        if seen and sample.label in ("wings", "fly"):
            assert picture[0].max() == 0, sample.id
            assert picture[:, [0, -1]].max() == 0, sample.id
