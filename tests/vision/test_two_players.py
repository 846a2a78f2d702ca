"""Two virtual players before one camera: found, followed, dressed, and told apart, with real MediaPipe and LiteRT."""

from pathlib import Path

import numpy as np
import pytest

from game.body.player import PlayerLock, strangeness
from game.body.pose import Pose
from game.body.units import body_units
from game.vision.cameras.camera import open_source
from game.vision.garb import dressed
from game.vision.landmarker import Landmarker
from game.vision.scout import Scout
from game.vision.virtual.duo import APART_M, duo
from game.vision.virtual.performance import Beat, Performance, random_performer
from game.vision.virtual.source import VirtualCamera, duo_camera
from game.vision.virtual.view import View


@pytest.fixture(scope="module")
def camera() -> VirtualCamera:
    return duo_camera(1)


def off_px(found: object, true: object) -> float:
    one, other = body_units(found), body_units(true)  # type: ignore[arg-type]
    assert one is not None and other is not None
    return float(np.hypot(*np.subtract(one.origin_px, other.origin_px)))


def test_they_swap_sides_on_the_beat_and_act_on_their_own() -> None:
    first, second = duo(3, swap_s=12.0)
    for t_s, sides in ((11.5, (1, -1)), (18.0, (-1, 1)), (30.0, (1, -1))):
        for one, side in zip((first, second), sides, strict=True):
            x_m = float(one.at(t_s).mid_hip[0, 0])
            assert x_m * side == pytest.approx(APART_M, abs=0.3)
    assert {cue.act for cue in first.cues(40.0)} >= {"fly", "hadouken", "walk"}
    assert [c.start_s for c in first.cues(20.0)] != [c.start_s for c in second.cues(20.0)]
    same = duo(3, swap_s=12.0, performers=(random_performer(1), random_performer(1)))
    assert same[0].performer == same[1].performer


def test_the_scout_finds_both_and_the_landmarker_takes_up_who_stands_beside(camera: VirtualCamera, model: Path) -> None:
    frame = camera.frame(20)
    bodies = Scout(model).find(np.ascontiguousarray(frame.image[..., ::-1]))
    places = sorted(body.x for body in bodies)
    true = sorted(float(pose.points[23:25, 0].mean()) * 640 for pose in frame.truth)
    assert places == [pytest.approx(x, abs=25) for x in true]
    with Landmarker(model, 3, pair=True) as landmarker:
        player = min(landmarker.detect(frame), key=lambda pose: off_px(pose, frame.truth[0]))
        assert len(landmarker.detect(camera.frame(21), player)) == 1
        assert landmarker.look_aside(player, None)
        assert not landmarker.look_aside(player, None), "not again before its time"
        found = [landmarker.detect(camera.frame(22 + n), player) for n in range(3)]
        assert len(found[-1]) == 2, "a guest is followed beside the player"
        mate = max(found[-1], key=lambda pose: off_px(pose, frame.truth[0]))
        both = landmarker.detect(camera.frame(25), player, mate)
        true_poses = camera.frame(25).truth
        assert len(both) == 2
        assert all(min(off_px(pose, true) for pose in both) < 15 for true in true_poses)
        alone = landmarker.detect(camera.frame(26), player, mate)
        assert len(alone) == 2


def test_who_stands_in_the_middle_is_found_beside_a_bystander_though_the_search_overlooks_them(model: Path) -> None:
    seed = (1 << 42) + 1034  # scene 34 of `tools.trials bystanders`
    player = Performance(seed, [Beat("fly", None, 0.6)], variety=0.5)
    bystander = Performance(seed + 500, [Beat("fly", None, 0.4)], variety=0.5, start=(-0.9, -1.0, 0.0))
    view = View(distance_m=1.95 * player.build.height, height_m=0.62 * player.build.height, tilt_rad=0.035)
    scene = VirtualCamera(seed % (1 << 31), cast=(player, bystander), view=view)
    with Landmarker(model, 3) as landmarker:
        searched = [landmarker.detect(scene.frame(n)) for n in range(3)]
    assert all(len(found) == 1 and off_px(found[0], scene.truth(1, 0.0)) < 15 for found in searched)
    lock = PlayerLock()
    chosen: Pose | None = None
    with Landmarker(model, 3, pair=True) as landmarker:
        for n in range(12):
            frame = scene.frame(n)
            found = landmarker.detect(frame, chosen)
            assert any(off_px(pose, frame.truth[0]) < 15 for pose in found)
            chosen = lock.step(frame.t_s, found).pose
    assert chosen is not None and off_px(chosen, scene.truth(0, 0.4)) < 15


def test_clothes_are_the_same_from_frame_to_frame_and_differ_between_people(camera: VirtualCamera) -> None:
    early, late = (dressed(camera.frame(n).image, camera.frame(n).truth) for n in (30, 120))
    for one, again in zip(early, late, strict=True):
        assert strangeness(one.garb, again.garb) < 0.3
    assert strangeness(early[0].garb, early[1].garb) > 0.3
    nobody = dressed(np.zeros((480, 640, 3), np.uint8), ())
    assert nobody == ()


@pytest.mark.no_cover
def test_two_virtual_players_are_a_camera_of_their_own() -> None:
    source = open_source("demo-pair", seed=1, realtime=False)
    frame = source.read()
    assert frame is not None and len(frame.truth) == 2
    source.close()
