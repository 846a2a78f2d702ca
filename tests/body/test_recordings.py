"""Recordings and data sets survive the trip to disk, crashes, and every file that is not one of ours."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from bodies import body, real_people
from hypothesis import given, settings
from hypothesis import strategies as st

from game.body.datasets import Sample, SampleWriter, read_samples, write_samples
from game.body.pose import Pose
from game.body.reading import Expression, Facing, Reading
from game.body.recordings import Header, RecordedFace, Recording, RecordingWriter, read_recording
from game.errors import UserError
from tests.body.recorded import write_recording

HEADER = Header(frame=(640, 480), fps=30.0, extra={"label": "fly", "person": "V1"})
SAMPLE = Sample("fly_1", "fly", "V1", "one", body("up"), source="virtual")


def recorded(path: Path, frames: int = 5) -> Path:
    with RecordingWriter(path, HEADER) as file:
        for i in range(frames):
            file.write(i / 30, None if i == 2 else body("down", to="up", share=i / frames))
    return path


def line(**changes: object) -> str:
    points = [[0.5, 0.5, 0.0, 0.9]] * 33
    return json.dumps({"t": 1.0, "pose": points} | changes)


FIRST = json.dumps(
    {"format": "huia-recording", "version": 1, "landmarks": "mediapipe33", "frame": [640, 480], "fps": 30}
)


def test_a_recording_reads_back_as_it_was_written(tmp_path: Path) -> None:
    found = read_recording(recorded(tmp_path / "a.jsonl"))
    assert found.header == HEADER
    assert [t_s for t_s, _ in found.frames] == pytest.approx([i / 30 for i in range(5)], abs=1e-6)
    assert found.frames[2][1] is None
    pose = found.frames[3][1]
    assert pose is not None
    assert pose.frame == (640, 480)
    assert np.array_equal(pose.points, body("down", to="up", share=3 / 5).points), "bit for bit"
    assert found.seconds == pytest.approx(5 / 30, abs=1e-4)


def test_a_recording_written_at_once_is_the_same(tmp_path: Path) -> None:
    first = read_recording(recorded(tmp_path / "a.jsonl"))
    write_recording(tmp_path / "b.jsonl", first)
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    assert not list(tmp_path.glob("*.part"))


def test_what_was_read_from_a_face_is_kept_and_given_to_the_reading_again(tmp_path: Path) -> None:
    faces = {0: RecordedFace(Facing(0.1, -0.2, 1 / 3), Expression(0.5, 0.0, 1.0, 0.25, 0.1)), 2: RecordedFace()}
    frames = ((0.0, body("up")), (0.1, body("up")), (0.2, None))
    write_recording(tmp_path / "f.jsonl", Recording(HEADER, frames, faces))
    found = read_recording(tmp_path / "f.jsonl")
    assert found.faces == faces
    plain = Reading(0.0, facing=Facing(9.0, 9.0, 9.0))
    assert found.faced(0, plain).facing == faces[0].facing and found.faced(0, plain).expression == faces[0].expression
    assert found.faced(1, plain) is plain
    assert found.faced(2, plain).facing is None


@pytest.mark.parametrize(
    "face", [3, {"facing": [0, 0]}, {"facing": [0, 0, 99]}, {"expression": [0, 0, 0, 0, 2]}, {"expression": [True] * 5}]
)
def test_an_impossible_face_is_one_sentence(face: object, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text(FIRST + "\n" + json.dumps({"t": 0.0, "pose": None, "face": face}) + "\n")
    with pytest.raises(UserError, match="line 2"):
        read_recording(tmp_path / "bad.jsonl")


def test_coco_recordings_keep_their_seventeen_points(tmp_path: Path) -> None:
    pose = Pose.from_coco17(body("up").coco17(), (640, 480))
    write_recording(tmp_path / "c.jsonl", Recording(replace(HEADER, landmarks="coco17"), ((0.0, pose),)))
    found = read_recording(tmp_path / "c.jsonl")
    assert found.header.landmarks == "coco17"
    assert found.frames[0][1] is not None
    assert np.allclose(found.frames[0][1].points, pose.points, atol=1e-4)
    second = json.loads((tmp_path / "c.jsonl").read_text().splitlines()[1])
    assert np.shape(second["pose"]) == (17, 3)


def test_every_frame_is_on_disk_as_soon_as_it_is_written(tmp_path: Path) -> None:
    with RecordingWriter(tmp_path / "a.jsonl", HEADER) as file:
        for i in range(3):
            file.write(float(i), body())
            assert len((tmp_path / "a.jsonl").read_text().splitlines()) == i + 2


def test_times_must_increase_when_writing(tmp_path: Path) -> None:
    with RecordingWriter(tmp_path / "a.jsonl", HEADER) as file:
        file.write(1.0, None)
        with pytest.raises(ValueError, match="increase"):
            file.write(1.0, None)
        with pytest.raises(ValueError, match="increase"):
            file.write(float("nan"), None)


def test_times_that_only_differ_in_the_last_digits_read_back(tmp_path: Path) -> None:
    with RecordingWriter(tmp_path / "a.jsonl", HEADER) as file:
        file.write(1.0, None)
        file.write(1.0 + 1e-9, None)
    assert len(read_recording(tmp_path / "a.jsonl").frames) == 2


def test_a_torn_last_line_is_forgiven(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.jsonl")
    whole = path.read_bytes()
    for cut in (1, 10, 200):
        path.write_bytes(whole[:-cut])
        assert len(read_recording(path).frames) in (4, 5)


@pytest.mark.parametrize(
    ("lines", "at", "says"),
    [
        ([], "", "empty"),
        ([line()], "line 1", "header"),
        ([FIRST.replace("huia-recording", "other")], "line 1", "format"),
        ([FIRST.replace('"version": 1', '"version": 2')], "line 1", "version"),
        ([FIRST.replace("mediapipe33", "kinect")], "line 1", "landmarks"),
        ([FIRST.replace("[640, 480]", "[640, 0]")], "line 1", "frame"),
        ([FIRST.replace("[640, 480]", "null")], "line 1", "frame"),
        ([FIRST.replace('"fps": 30', '"fps": 0')], "line 1", "fps"),
        ([FIRST.replace('"fps": 30', '"fps": "fast"')], "line 1", "fps"),
        ([FIRST, "{not json"], "line 2", "JSON"),
        ([FIRST, "[1, 2]"], "line 2", "object"),
        ([FIRST, line(t="soon")], "line 2", "t should"),
        ([FIRST, line(t=True)], "line 2", "t should"),
        ([FIRST, line(t=10**400)], "line 2", "t should"),
        ([FIRST, line().replace("1.0", "NaN", 1)], "line 2", "JSON"),
        ([FIRST, line(), line()], "line 3", "does not come after"),
        ([FIRST, line(t=2.0), "", line(t=1.0)], "line 4", "does not come after"),
        ([FIRST, line(t=1.0), line(t=1e6)], "line 3", "more than a day"),
        ([FIRST, '{"t": 1.0}'], "line 2", "pose is missing"),
        ([FIRST, line(pose=[[0.5, 0.5, 0, 0.9]] * 32)], "line 2", "33 points"),
        ([FIRST, line(pose=[[0.5, 0.5, 0.9]] * 33)], "line 2", "33 points"),
        ([FIRST, line(pose=[[0.5, 0.5, 0.9]] * 17)], "line 2", "33 points"),
        ([FIRST, line(pose=[[0.5, 0.5]] + [[0.5, 0.5, 0, 0.9]] * 32)], "line 2", "33 points"),
        ([FIRST, line(pose="yes")], "line 2", "33 points"),
        ([FIRST, line(pose=[["a", 0, 0, 0]] * 33)], "line 2", "33 points"),
        ([FIRST, line(pose=[[1e9, 0, 0, 0.5]] * 33)], "line 2", "far outside"),
        ([FIRST, line(pose=[[0, 0, 0, 1.5]] * 33)], "line 2", "visibility"),
        ([FIRST, line(pose=[[10**400, 0, 0, 0.5]] * 33)], "line 2", ""),
        ([FIRST, "[" * 60000], "line 2", ""),
        ([FIRST, '{"t": ' + "1" * 70000], "line 2", "too long"),
    ],
)
def test_a_bad_recording_is_refused_with_its_name_and_line(
    tmp_path: Path, lines: list[str], at: str, says: str
) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text("".join(text + "\n" for text in lines))
    with pytest.raises(UserError) as caught:
        read_recording(path)
    message = str(caught.value)
    assert str(path) in message
    assert at in message
    assert says in message
    assert "\n" not in message


def test_files_that_are_not_there_or_not_files(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not found"):
        read_recording(tmp_path / "none.jsonl")
    with pytest.raises(UserError, match="folder"):
        read_samples(tmp_path)
    with pytest.raises(UserError, match="cannot write"):
        RecordingWriter(tmp_path, HEADER)


def test_a_file_far_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.jsonl"
    with path.open("wb") as file:
        file.truncate(600 << 20)  # sparse: takes no disk
    with pytest.raises(UserError, match="larger than"):
        read_samples(path)


@pytest.mark.no_cover
@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_read_or_are_refused_politely(tmp_path_factory: pytest.TempPathFactory, junk: bytes) -> None:
    path = tmp_path_factory.mktemp("junk") / "junk.jsonl"
    path.write_bytes(junk)
    for read in (read_recording, read_samples):
        try:
            read(path)
        except UserError as error:
            assert "\n" not in str(error).replace(str(path), "")


# --- data sets ------------------------------------------------------------------------------------------


def test_samples_read_back_as_they_were_written(tmp_path: Path) -> None:
    coco = replace(SAMPLE, id="b", landmarks="coco17", pose=Pose.from_coco17(body().coco17(), (500, 300)))
    write_samples(tmp_path / "s.jsonl", [SAMPLE, coco])
    found = read_samples(tmp_path / "s.jsonl")
    assert [(s.id, s.label, s.person, s.session, s.landmarks, s.source) for s in found] == [
        ("fly_1", "fly", "V1", "one", "mediapipe33", "virtual"),
        ("b", "fly", "V1", "one", "coco17", "virtual"),
    ]
    assert np.allclose(found[0].pose.points, SAMPLE.pose.points, atol=1e-4)
    assert found[1].pose.frame == (500, 300)


def test_appending_mends_what_a_crash_tore(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    write_samples(path, [SAMPLE, replace(SAMPLE, id="torn")])
    path.write_bytes(path.read_bytes()[:-20])
    assert [sample.id for sample in read_samples(path)] == ["fly_1"]
    with SampleWriter(path) as file:
        file.write(replace(SAMPLE, id="next"))
    assert [sample.id for sample in read_samples(path)] == ["fly_1", "next"]


def test_appending_after_a_whole_line_without_its_break_keeps_it(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    write_samples(path, [SAMPLE])
    path.write_bytes(path.read_bytes()[:-1])
    with SampleWriter(path) as file:
        file.write(replace(SAMPLE, id="next"))
    assert [sample.id for sample in read_samples(path)] == ["fly_1", "next"]


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("label", None, "label"),
        ("label", "", "label"),
        ("person", 7, "person"),
        ("points", None, "33 points"),
        ("points", [[0.1, 0.2, 0.3]] * 16, "33 points"),
        ("landmarks", "coco17", "17 points"),
        ("frame", [640], "frame"),
    ],
)
def test_a_bad_sample_is_refused(tmp_path: Path, key: str, value: object, says: str) -> None:
    path = tmp_path / "s.jsonl"
    write_samples(path, [SAMPLE, SAMPLE])
    lines = path.read_text().splitlines()
    lines[1] = json.dumps(json.loads(lines[1]) | {key: value})
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(UserError, match="line 2") as caught:
        read_samples(path)
    assert says in str(caught.value)


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    write_samples(path, [SAMPLE])
    before = path.read_bytes()

    def samples() -> object:
        yield SAMPLE
        raise RuntimeError("the maker changed her mind")

    with pytest.raises(RuntimeError):
        write_samples(path, samples())  # type: ignore[arg-type]
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_the_real_people_are_read() -> None:
    samples = real_people()
    assert len(samples) == 141
    assert {sample.person for sample in samples} == {"A", "B"}
    assert len({sample.label for sample in samples}) == 8
