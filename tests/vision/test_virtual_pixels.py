"""The rendered virtual player: deterministic frames with truth, and what real MediaPipe finds in them."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from game.body.pose import Landmark
from game.vision.frame import Frame
from game.vision.virtual.figure import Figure
from game.vision.virtual.mannequin import bodies
from game.vision.virtual.performance import ACTS, Beat, Performance, passer_by, random_performer
from game.vision.virtual.posture import Channel
from game.vision.virtual.render import Renderer
from game.vision.virtual.room import Room
from game.vision.virtual.source import VirtualCamera, demo_view
from game.vision.virtual.view import View, landmarks

MODEL = Path(__file__).parents[2] / "models" / "pose_landmarker_full.task"
CROSSED = {"hadouken", "arms crossed", "backpack", "clap"}


def test_frames_are_the_same_in_any_order_and_carry_their_truth() -> None:
    first, again = VirtualCamera(3), VirtualCamera(3)
    later = again.frame(31)
    for index in (0, 31):
        frame = first.frame(index)
        assert frame.image.shape == (480, 640, 3)
        assert frame.image.dtype == np.uint8
        assert (frame.index, frame.t_s) == (index, index / 30)
        assert len(frame.truth) == 1
        assert frame.truth[0].frame == (640, 480)
    np.testing.assert_array_equal(first.frame(31).image, later.image)
    np.testing.assert_array_equal(first.frame(31).truth[0].points, later.truth[0].points)
    assert first.cues(20) == again.cues(20)


@pytest.mark.no_cover
@pytest.mark.parametrize("size", [(320, 240), (481, 333), (2, 2), (1280, 720), (90, 160)])
def test_any_size(size: tuple[int, int]) -> None:
    frame = VirtualCamera(1, size=size).frame(5)
    assert frame.image.shape == (size[1], size[0], 3)


def test_senseless_wishes_are_refused() -> None:
    with pytest.raises(ValueError, match="2x2"):
        VirtualCamera(size=(0, 480))
    with pytest.raises(ValueError, match="count from 0"):
        VirtualCamera(size=(64, 48)).frame(-1)


def test_the_figure_is_drawn_where_its_landmarks_are() -> None:
    performer = random_performer(2)
    view, posture = demo_view(performer.build.height), np.array(performer.rest)
    renderer = Renderer(Room(2), view, noise=0.0)
    body = bodies(posture, [performer.build])
    empty, shown = renderer.frame([]), renderer.frame([(Figure(performer.build, performer.wardrobe), body)])
    changed = np.abs(shown.astype(int) - empty.astype(int)).max(2) > 4
    xy = (landmarks(body, view)[0, :, :2] * [640, 480]).astype(int)
    body_marks = [m for m in Landmark if m not in (Landmark.LEFT_HEEL, Landmark.RIGHT_HEEL)]
    assert np.mean([changed[xy[m, 1], xy[m, 0]] for m in body_marks]) > 0.9
    ys, xs = np.nonzero(changed)
    height = ys.max() - ys.min()
    assert abs(xs.mean() - xy[:, 0].mean()) < 0.1 * height
    assert ys.min() < xy[Landmark.NOSE, 1] < ys.min() + 0.25 * height


@pytest.mark.no_cover
def test_face_follows_head_eyes_and_mood() -> None:
    performer = random_performer(6)
    view = View(distance_m=0.8, height_m=0.92 * performer.build.height, tilt_rad=0.0)
    renderer, figure = Renderer(Room(6), view, noise=0.0), Figure(performer.build, performer.wardrobe)

    def shot(**channels: float) -> np.ndarray:
        posture = np.array(performer.rest)
        for name, value in channels.items():
            posture[Channel[name]] = value
        return renderer.frame([(figure, bodies(posture, [performer.build]))]).astype(int)

    plain = shot()
    for change in ({"HEAD_YAW": 0.5}, {"HEAD_PITCH": 0.3}, {"EYE_YAW": 0.5}, {"BLINK": 1.0}, {"MOUTH": 1.0}):
        assert np.abs(shot(**change) - plain).max() > 40, change
    np.testing.assert_array_equal(shot(), plain)


@pytest.mark.no_cover
def test_somebody_nearer_hides_somebody_behind() -> None:
    player = Performance(1, [])
    walker = passer_by(2, "left", depth_m=1.0)
    times = np.arange(0, walker.end_s, 0.1)
    crossing = int(30 * times[np.argmin(np.abs(bodies(walker.postures(times), [walker.build]).mid_hip[:, 0]))])
    alone, both = VirtualCamera(1, cast=(player,)), VirtualCamera(1, cast=(player, walker))
    assert len(both.frame(crossing).truth) == 2
    a, b = alone.frame(crossing).image.astype(int), both.frame(crossing).image.astype(int)
    x, y = (both.frame(crossing).truth[0].xy_px()[[11, 12, 23, 24]].mean(0)).astype(int)
    assert np.abs(a[y, x] - b[y, x]).max() <= 4  # the player's chest is the player's
    assert np.abs(a - b).max() > 40  # and somebody is there


def test_a_person_outside_the_picture_is_not_in_the_truth() -> None:
    camera = VirtualCamera(1, size=(160, 120), cast=(Performance(1, [], start=(9.0, 0.0, 0.0)),))
    assert not camera.frame(0).truth


@pytest.mark.no_cover
def test_rooms_differ_and_do_not_swallow_people() -> None:
    means = []
    for seed in range(6):
        camera = VirtualCamera(seed, size=(160, 120))
        means.append(camera.frame(0).image.mean((0, 1)))
    assert np.ptp(np.array(means), axis=0).max() > 15


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.skipif(not MODEL.is_file(), reason="no pose model; python -m tools.fetch_models brings it")
def test_real_mediapipe_finds_random_bodies() -> None:
    """Ten bodies x 6 frames; the figure over 50 x 20 is `python -m tools.trials found`."""
    from game.vision.landmarker import Landmarker

    cv2.setNumThreads(1)
    found, errors = 0, []
    names = list(ACTS)
    with Landmarker(MODEL) as landmarker:
        for person in range(10):
            name = names[person % len(names)]
            performance = Performance(1000 + person, [Beat(name, pause_s=0.2)])
            camera = VirtualCamera(1000 + person, fps=10.0, cast=(performance,))
            last = int(performance.end_s * 10)
            for shot, index in enumerate(np.linspace(1, max(last, 6), 6).astype(int)):
                frame = camera.frame(int(index))
                if not frame.truth:  # walked out of the picture
                    found += 1
                    continue
                stamped = Frame(frame.image, person * 100.0 + shot * 0.1, shot)
                poses = landmarker.detect(stamped)
                found += bool(poses)
                if poses and name not in CROSSED:
                    truth, seen = frame.truth[0].xy_px(), poses[0].xy_px()
                    torso = np.linalg.norm(truth[[11, 12]].mean(0) - truth[[23, 24]].mean(0))
                    errors.append(np.linalg.norm(seen - truth, axis=1)[[11, 12, 15, 16]] / torso)
    median = np.median(np.array(errors), axis=0)
    print(f"found {found / 60:.3f}, shoulders {median[:2].max():.3f}, wrists {median[2:].max():.3f} torso")
    assert found >= 58
    assert (median <= 0.15).all()
