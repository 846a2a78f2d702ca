"""The doctor's verdicts, on measurements that are known; and one whole examination of the demo camera."""

import numpy as np
import pytest

from game.__main__ import main
from game.body.pose import Pose
from game.cli import Options
from game.doctor import examine
from game.places import CLASSIFIER
from game.verdicts import camera_check, distance_check, light_check, speed_check
from game.vision.frame import Frame
from game.vision.virtual.performance import Performance
from game.vision.virtual.source import demo_view
from game.vision.virtual.view import View, poses
from tests.programs import run


def grey(level: int, edges: int | None = None) -> np.ndarray:
    image = np.full((48, 64, 3), level, np.uint8)
    if edges is not None:
        image[:, :13] = image[:, -13:] = edges
    return image


def frames(fps: float, count: int = 60, moving: bool = True) -> list[Frame]:
    return [Frame(grey(90 + (n % 40 if moving else 0)), n / fps, n) for n in range(count)]


@pytest.mark.parametrize(
    ("seen", "verdict", "word"),
    [
        (frames(30), "good", "30"),
        (frames(15), "fair", "late"),
        (frames(8), "bad", "light"),
        (frames(30, moving=False), "bad", "unplug"),
        ([], "bad", "no pictures"),
    ],
)
def test_camera(seen: list[Frame], verdict: str, word: str) -> None:
    check = camera_check(seen)
    assert check.verdict == verdict
    assert word in check.found + check.fix


@pytest.mark.parametrize(
    ("image", "verdict", "word"),
    [
        (grey(120), "good", ""),
        (grey(30), "bad", "lamp"),
        (grey(75), "fair", "lamp"),
        (grey(230), "fair", "window"),
        (grey(80, 220), "fair", "curtain"),
    ],
)
def test_light(image: np.ndarray, verdict: str, word: str) -> None:
    check = light_check([image] * 3)
    assert check.verdict == verdict
    assert word in check.fix


def test_speed() -> None:
    seen = frames(30)
    assert speed_check([0.012] * 60, seen).verdict == "good"
    assert speed_check([0.031] * 60, seen).verdict == "fair"
    assert speed_check([0.2] * 60, seen).verdict == "bad"


def standing(view: View) -> Pose:
    return poses(Performance(3, []).at(0.0), view)[0]


def test_distance() -> None:
    height = Performance(3, []).build.height
    good = demo_view(height)
    assert distance_check([standing(good)] * 5).verdict == "good"
    far = distance_check([standing(View(distance_m=6.0, height_m=1.1))] * 5)
    assert "nearer" in far.fix
    near = distance_check([standing(View(distance_m=0.75, height_m=1.3, tilt_rad=0.0))] * 5)
    assert near.verdict != "good"
    assert distance_check([None] * 5).verdict == "bad"
    assert distance_check([standing(good), None, None, None, None]).verdict == "bad"


@pytest.mark.slow
def test_the_demo_camera_is_examined_whole() -> None:
    done = run(main, "doctor", "--camera", "demo")
    for name in ("pose model", "moves", "camera", "light", "speed", "distance"):
        assert name in done.out
    assert done.code in (0, 1)
    gone = run(main, "doctor", "--camera", "no.mp4")
    assert gone.code == 1
    assert "bad    camera" in gone.out


def test_without_a_camera_nothing_is_wrong_with_one() -> None:
    checks = {check.name: check for check in examine(Options(camera="none"), CLASSIFIER)}
    assert checks["camera"].verdict == "good" and "keyboard" in checks["camera"].found
    assert not {"light", "distance", "speed"} & set(checks)
