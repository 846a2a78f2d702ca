"""The road of one frame, inline: every frame once, in order, with its figures; what was seen can be recorded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from game.body.pose import Landmark
from game.body.reader import BodyReader
from game.body.reading import BodyEvent, Facing, Reading
from game.body.recordings import read_recording
from game.errors import UserError
from game.vision.cameras.source import OK, SourceStatus
from game.vision.frame import Frame
from game.vision.models import face_model
from game.vision.pipeline import Pipeline, small_picture
from game.vision.sight import SIGHT_BYTES, Sight, pack, unpack
from game.vision.spec import VisionSpec
from game.vision.virtual.source import VirtualCamera


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "pictures"
    home.mkdir()
    for i in range(8):
        cv2.imwrite(str(home / f"{i}.png"), np.full((120, 160, 3), 20 * i, np.uint8))
    return home


class Scripted:
    """A live source that says and gives what a test wrote down."""

    def __init__(self, times: list[float]) -> None:
        self.times = times
        self.at = -1
        self.status = OK
        self.live = True
        self.ended = False
        self.fps = 30.0
        self.size = (80, 80)

    def read(self, wait_s: float = 0.0) -> Frame | None:
        if self.at + 1 >= len(self.times):
            return None
        self.at += 1
        return Frame(np.full((80, 80, 3), 99, np.uint8), self.times[self.at], self.at)

    def close(self) -> None:
        self.ended = True


@pytest.mark.no_cover
def test_headless_every_frame_comes_once_in_order_then_none(folder: Path, model: Path) -> None:
    with Pipeline(VisionSpec(camera=str(folder), realtime=False, model=model)) as pipeline:
        sights = []
        while (sight := pipeline.step()) is not None:
            sights.append(sight)
        assert pipeline.ended and pipeline.step() is None
    assert [sight.frames for sight in sights] == list(range(1, 9))
    assert [sight.reading.t_s for sight in sights] == pytest.approx([i / 30 for i in range(8)])
    assert all(sight.dropped == 0 and sight.poses == 0 and sight.trouble == "" for sight in sights)
    assert all(sight.inference_s > 0 for sight in sights)
    assert not sights[0].live and sights[0].fps == 30 and sights[0].size == (160, 120)


def test_headless_a_torn_picture_is_dropped_not_the_end(folder: Path) -> None:
    (folder / "3.png").write_bytes(b"torn")
    with Pipeline(VisionSpec(camera=str(folder), realtime=False)) as pipeline:
        sights = []
        while (sight := pipeline.step()) is not None:
            sights.append(sight)
    assert [sight.frames for sight in sights] == [1, 2, 3, 5, 6, 7, 8]
    assert sights[-1].dropped == 1


def test_headless_a_camera_that_cannot_be_opened_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="picture folder"):
        Pipeline(VisionSpec(camera=str(tmp_path / "nothing"), realtime=False))


def test_news_of_the_camera_comes_without_a_frame_and_once() -> None:
    source = Scripted([0.0])
    with Pipeline(VisionSpec(open=lambda spec: source)) as pipeline:
        first = pipeline.step()
        assert first is not None and first.frames == 1
        assert pipeline.step() is None
        source.status = SourceStatus("lost", "The camera is gone; plug it in again.")
        news = pipeline.step()
        assert news is not None and news.camera == source.status
        assert (news.frames, news.captured_s, news.reading) == (1, first.captured_s, first.reading)
        assert pipeline.step() is None
        source.ended = True
        last = pipeline.step()
        assert last is not None and last.ended


class Mounted:
    """The virtual player before a camera that hangs on its side, or mirrors."""

    status = OK
    live = False
    fps = 30.0
    size = (480, 640)

    def __init__(self, quarter_turns: int, mirrors: bool) -> None:
        self.camera = VirtualCamera(seed=3)
        self.quarter_turns = quarter_turns
        self.mirrors = mirrors
        self.at = -1
        self.ended = False

    def read(self, wait_s: float = 0.0) -> Frame | None:
        self.at += 1
        frame = self.camera.frame(self.at)
        image = np.rot90(frame.image[:, ::-1] if self.mirrors else frame.image, self.quarter_turns)
        return replace(frame, image=image, truth=())

    def close(self) -> None:
        self.ended = True


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize(("turns", "mirrors"), [(0, False), (0, True), (1, False), (2, False), (3, False)])
def test_a_camera_on_its_side_or_mirroring_is_set_right_before_the_pose_is_read(
    turns: int, mirrors: bool, model: Path
) -> None:
    mounted = Mounted(turns, mirrors)
    turn: Any = turns * 90
    spec = VisionSpec(
        open=lambda spec: mounted, realtime=False, model=model, turn=turn, mirrored=mirrors, most_people=1
    )
    with Pipeline(spec) as pipeline:
        for _ in range(20):
            sight = pipeline.step()
    assert sight is not None and sight.poses > 15 and sight.size == (640, 480)
    pose, (truth,) = sight.reading.pose, mounted.camera.frame(mounted.at).truth
    assert pose is not None
    marks = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
    torso_px = float(np.linalg.norm(truth.xy_px()[marks[:2]].mean(0) - truth.xy_px()[marks[2:]].mean(0)))
    off_px = np.linalg.norm(pose.xy_px()[marks] - truth.xy_px()[marks], axis=1)
    assert off_px.max() < 0.3 * torso_px, "left is left again"


@pytest.mark.no_cover
def test_the_demo_player_is_found_joins_and_is_recorded_as_found(tmp_path: Path, model: Path) -> None:
    path = tmp_path / "seen.jsonl"
    spec = VisionSpec(camera="demo", seed=1, realtime=False, model=model, record=path)
    with Pipeline(spec) as pipeline:
        sights = [sight for _ in range(45) if (sight := pipeline.step()) is not None]
    last = sights[-1]
    assert last.frames == 45 and last.poses >= 44 and last.reading.people == 1
    assert [(event.serial, event.kind, event.name) for event in last.reading.events] == [(1, "player", "joined")]
    recording = read_recording(path)
    assert sum(pose is not None for _, pose in recording.frames) == last.poses
    reader = BodyReader()
    for t_s, pose in recording.frames:
        again = reader.read(t_s, () if pose is None else (pose,))
    assert [(e.serial, e.kind) for e in again.events] == [(1, "player")]
    assert again.events[0].t_s == pytest.approx(last.reading.events[0].t_s, abs=1e-5), "a replay joins when they did"
    assert again.pose is not None and last.reading.pose is not None
    assert np.abs(again.pose.points - last.reading.pose.points)[:, :2].max() < 1e-3


def test_before_the_first_frame_a_sight_tells_what_is_going_on() -> None:
    source = Scripted([])
    source.status = SourceStatus("opening", "The camera is being opened.")
    with Pipeline(VisionSpec(open=lambda spec: source)) as pipeline:
        sight = pipeline.step()
        assert sight is not None and sight.camera.state == "opening" and sight.captured_s == 0.0
        assert sight.reading.events == () and "pose model" in sight.trouble
        assert pipeline.step() is None


def test_times_that_do_not_increase_are_survived_and_recorded_in_order(tmp_path: Path, model: Path) -> None:
    times = [0.0, 0.033, 0.033, 0.01, float("nan"), 5.0, 4.9, 4.93, 1e-9, 0.033]
    path = tmp_path / "seen.jsonl"
    spec = VisionSpec(open=lambda spec: Scripted(times), model=model, record=path)
    with Pipeline(spec) as pipeline:
        found = [sight.reading.t_s for _ in times if (sight := pipeline.step()) is not None]
    assert len(found) == len(times) and (np.diff(found) > 0).all()
    assert [t_s for t_s, _ in read_recording(path).frames] == pytest.approx(found, abs=1e-5)


def test_a_restarted_process_does_not_write_over_the_recording(tmp_path: Path) -> None:
    for epoch in (0, 1, 2):
        spec = VisionSpec(open=lambda spec: Scripted([0.0, 0.1]), record=tmp_path / "seen.jsonl", epoch=epoch)
        with Pipeline(spec) as pipeline:
            pipeline.step()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["seen-2.jsonl", "seen-3.jsonl", "seen.jsonl"]


def test_a_recording_that_cannot_be_written_is_told_and_nothing_else_stops(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    spec = VisionSpec(open=lambda spec: Scripted([0.0, 0.1, 0.2]), record=tmp_path / "file" / "seen.jsonl")
    with Pipeline(spec) as pipeline:
        sights = [pipeline.step() for _ in range(3)]
    assert sights[-1] is not None and sights[-1].frames == 3 and "seen.jsonl" in sights[-1].trouble


def test_the_small_picture_is_rgb_and_never_larger() -> None:
    blue = np.zeros((480, 640, 3), np.uint8)
    blue[..., 0] = 200
    small = small_picture(blue)
    assert small.shape == (240, 320, 3) and small[0, 0].tolist() == [0, 0, 200]
    assert small_picture(np.zeros((1280, 720, 3), np.uint8)).shape == (320, 180, 3)
    assert small_picture(np.zeros((1, 1, 3), np.uint8)).shape == (1, 1, 3)
    assert small_picture(np.zeros((1, 1900, 3), np.uint8)).shape == (1, 320, 3)


def test_a_sight_travels_whole() -> None:
    picture = np.random.default_rng(1).integers(0, 255, (320, 320, 3), np.uint8)
    events = tuple(BodyEvent(i, float(i), "hadouken", "hadouken", "left", 0.9) for i in range(64))
    reading = Reading(3.5, facing=Facing(0.1, -0.2, 0.3), scores=tuple(np.linspace(0, 1, 40).tolist()), events=events)
    sight = Sight(reading, SourceStatus("lost", "Gone; plug it in."), "Trouble.", picture, 1.0, 2.0, 0.1, 0.2, 9, 8, 7)
    parts = pack(sight)
    assert sum(len(part) for part in parts) <= SIGHT_BYTES, "the largest sight fits the mailbox"
    back = unpack(b"".join(parts))
    assert back.picture is not None and (back.picture == picture).all()
    assert back.reading.events == events and back.reading.facing == reading.facing
    assert replace(back, picture=None, reading=reading).camera == sight.camera
    assert (back.frames, back.dropped, back.poses, back.captured_s, back.trouble) == (9, 8, 7, 1.0, "Trouble.")
    without = unpack(b"".join(pack(replace(sight, picture=None))))
    assert without.picture is None and without.frames == 9


def test_the_player_s_face_is_in_the_reading(model: Path) -> None:
    spec = VisionSpec(camera="demo", seed=3, realtime=False, model=model, faces=face_model())
    with Pipeline(spec) as pipeline:
        sights = [sight for _ in range(20) if (sight := pipeline.step()) is not None]
    assert sights[-1].reading.pose is not None
    assert sights[-1].reading.expression is not None and sights[-1].trouble == ""


def test_a_missing_face_model_is_told_and_nothing_else_is_missing(model: Path, tmp_path: Path) -> None:
    spec = VisionSpec(camera="demo", seed=3, realtime=False, model=model, faces=tmp_path / "none.task")
    with Pipeline(spec) as pipeline:
        sights = [sight for _ in range(20) if (sight := pipeline.step()) is not None]
    assert sights[-1].trouble.startswith("The face model") and sights[-1].trouble.endswith(
        "huia doctor fetches it again."
    )
    assert sights[-1].reading.facing is not None and sights[-1].reading.expression is None
