"""The body read from pixels: virtual people, drawn, found by real MediaPipe (30 to 60 s on a busy machine)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from game.body.facing import facing, rule_of_three
from game.body.reader import BodyReader
from game.vision.frame import Frame
from game.vision.landmarker import Landmarker
from game.vision.models import pose_model
from game.vision.virtual import view as seen_by
from game.vision.virtual.figure import Figure
from game.vision.virtual.mannequin import bodies
from game.vision.virtual.performance import Beat, random_performer
from game.vision.virtual.posture import Channel
from game.vision.virtual.render import Renderer
from game.vision.virtual.room import Room
from game.vision.virtual.source import VirtualCamera, demo_view

pytestmark = pytest.mark.slow

SIZE = (640, 480)
PEOPLE = range(900, 908)
HEADS = 6


@pytest.fixture(scope="module")
def landmarker() -> Iterator[Landmarker]:
    with Landmarker(pose_model()) as one:
        yield one


@pytest.mark.no_cover
def test_facing_on_drawn_heads(landmarker: Landmarker) -> None:
    """Yaw within 45°, pitch within 25°: mean error at most 8° each, and less than the rule of three's."""
    rng = np.random.default_rng(17)
    fit: list[np.ndarray] = []
    rule: list[np.ndarray] = []
    clock = 0.0
    for seed in PEOPLE:
        performer = random_performer(seed)
        figure, view = Figure(performer.build, performer.wardrobe), demo_view(performer.build.height)
        renderer = Renderer(Room(seed), view, SIZE)
        for index in range(HEADS):
            posture = np.array(performer.rest)
            posture[Channel.HEAD_YAW] += np.radians(rng.uniform(-45, 45))
            posture[Channel.HEAD_PITCH] += np.radians(rng.uniform(-25, 25))
            body = bodies(posture[None], [performer.build])
            true = np.degrees([angle[0] for angle in seen_by.facing_angles(body, view)[:2]])
            if abs(true[0]) > 45 or abs(true[1]) > 25:
                continue
            image = renderer.frame([(figure, body)], index)
            # MediaPipe smooths over time: let it look at each head for a moment
            for _ in range(4):
                clock += 1 / 10
                found = landmarker.detect(Frame(image, clock, index))
            assert len(found) == 1
            for rows, read in ((fit, facing), (rule, rule_of_three)):
                angle = read(found[0])
                assert angle is not None
                rows.append(np.abs(np.degrees((angle.yaw_rad, angle.pitch_rad)) - true))
    errors, baseline = np.mean(fit, axis=0), np.mean(rule, axis=0)
    assert len(fit) >= 30
    assert errors[0] <= 8, errors
    assert errors[1] <= 8, errors
    assert (errors < baseline).all(), (errors, baseline)


@pytest.mark.no_cover
def test_acted_jumps_jump_once_and_hands_at_the_temples_do_not() -> None:
    script = [Beat("fly", pause_s=1.2), Beat("dramatic", pause_s=0.8), Beat("fly", pause_s=0.8)]
    camera = VirtualCamera(7, script=script)
    reader = BodyReader()
    end_s = camera.cast[0].end_s
    jumps: dict[int, float] = {}
    with Landmarker(pose_model()) as landmarker:
        for index in range(int(end_s * 20)):
            frame = camera.frame(round(index * camera.fps / 20))
            for event in reader.read(frame.t_s, landmarker.detect(frame)).events:
                if event.kind == "jump":
                    jumps[event.serial] = event.t_s
    cues = [cue for cue in camera.cues(end_s) if cue.act == "fly"]
    assert len(jumps) == len(cues) == 2
    for t_s, cue in zip(jumps.values(), cues, strict=True):
        assert cue.start_s < t_s < cue.peak_s + 0.15
