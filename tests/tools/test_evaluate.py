"""Evaluation prints a table and one JSON object; wrong input is one sentence."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from game.body.recordings import Header, RecordingWriter
from game.vision.virtual.performance import Beat, Performance
from game.vision.virtual.source import demo_view
from game.vision.virtual.view import poses
from tools.evaluate import main
from tools.measuring.heads import rendered_head
from tools.measuring.shaken import WAYS
from tools.measuring.virtual_clips import UNSEEN


def last(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    return json.loads(capsys.readouterr().out.splitlines()[-1])


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    folder = tmp_path / "clips"
    folder.mkdir()
    for number, act in enumerate(("fly", "hadouken", "drink")):
        performance = Performance(UNSEEN + number, [Beat(act)], variety=0.3)
        view = demo_view(performance.build.height)
        header = Header((640, 480), 30.0, extra={"label": "jump" if act == "fly" else act, "person": f"p{number}"})
        with RecordingWriter(folder / f"{act}.jsonl", header) as writer:
            for n in range(round(performance.end_s * 30) + 15):
                writer.write(n / 30, poses(performance.at(n / 30), view)[0])
    return folder


@pytest.mark.no_cover
@pytest.mark.slow
def test_clips_tell_what_fired_and_when(clips: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clips", "--data", str(clips), "--json"]) == 0
    said = last(capsys)
    rows = {Path(row["file"]).stem: row for row in said["clips"]}  # type: ignore[attr-defined]
    assert set(rows) == {"fly", "hadouken", "drink"}
    assert len(rows["fly"]["jumps"]) == 1
    assert not rows["drink"]["jumps"]
    assert rows["hadouken"]["person"] == "p1"
    assert said["recall"]["jump"] == 1.0  # type: ignore[index]
    assert "false_fires_per_hour" in said


@pytest.mark.no_cover
@pytest.mark.slow
def test_shaken_clips_are_counted_each_way(clips: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clips", "--data", str(clips), "--shaken", "--json"]) == 0
    said = last(capsys)["shaken"]
    assert set(said) == set(WAYS)  # type: ignore[call-overload]
    plain = said["as recorded"]  # type: ignore[index]
    assert plain["of"] == 2 and plain["own_move"] >= 1 and plain["other_moves"] == 0 and plain["jumps"] == 0


def test_a_shaken_recording_is_the_same_movement_changed() -> None:
    performance = Performance(UNSEEN, [Beat("fly")])
    view = demo_view(performance.build.height)
    frames = [(n / 30, poses(performance.at(n / 30), view)[0]) for n in range(12)] + [(0.4, None)]
    for name, way in WAYS.items():
        changed = way(frames)
        assert changed[0][0] == 0.0 and [t for t, _ in changed] == sorted(t for t, _ in changed), name
        assert (len(changed) < len(frames)) == (name in ("every second frame", "two of three frames")), name
    assert WAYS["a sixth slower"](frames)[-1] == (pytest.approx(0.468), None)
    left = WAYS["mirrored"](frames)[0][1]
    assert left is not None and left.points[15, 0] == pytest.approx(1 - frames[0][1].points[16, 0])  # wrists
    shift = WAYS["noisier"](frames)[0][1].points - frames[0][1].points  # type: ignore[union-attr]
    assert 0.002 < np.abs(shift[:, :2]).mean() < 0.008 and not shift[:, 2:].any()


@pytest.mark.no_cover
@pytest.mark.slow
def test_facing_tells_each_head_and_the_mean_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rng = np.random.default_rng(1)
    lines = []
    for number in range(3):
        image, (yaw, pitch, roll) = rendered_head(rng, UNSEEN + number)
        cv2.imwrite(str(tmp_path / f"{number}.png"), image)
        lines.append(json.dumps({"path": f"{number}.png", "yaw": yaw, "pitch": pitch, "roll": roll}))
    data = tmp_path / "heads.jsonl"
    data.write_text("\n".join(lines))
    assert main(["facing", "--data", str(data), "--json"]) == 0
    said = last(capsys)
    assert said["n"] == said["found"] == 3
    assert said["mae_yaw"] < 15  # type: ignore[operator]
    assert [row["path"] for row in said["rows"]] == ["0.png", "1.png", "2.png"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["poses", "--data", "nowhere.jsonl"], "nowhere.jsonl"),
        (["clips", "--data", "."], "recording"),
        (["facing", "--data", "nowhere.jsonl"], "check the name"),
        (["poses", "--data", "x", "--model", "nowhere.tflite"], "nowhere.tflite"),
    ],
)
def test_mistakes_are_one_sentence(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x").touch()
    assert main(words) == 2
    problem = capsys.readouterr().err
    assert problem.startswith("evaluate: ")
    assert said in problem
    assert "Traceback" not in problem


@pytest.mark.no_cover
def test_nobody_found_is_null_and_not_nan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cv2.imwrite(str(tmp_path / "wall.png"), np.full((120, 160, 3), 90, np.uint8))
    heads = tmp_path / "heads.jsonl"
    heads.write_text('{"path": "wall.png", "yaw": 0, "pitch": 0, "roll": 0}\n')
    assert main(["facing", "--data", str(heads), "--json"]) == 0
    printed = capsys.readouterr().out.splitlines()[-1]
    assert "NaN" not in printed
    said = json.loads(printed)
    assert (said["n"], said["found"], said["mae_yaw"], said["rows"][0]["yaw"]) == (1, 0, None, None)


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00",
        b'{"path": "a.png", "yaw": NaN, "pitch": 0, "roll": 0}',
        b'{"path": "\\ud800.png", "yaw": 0, "pitch": 0, "roll": 0}',  # OpenCV itself ends the process on such a name
        b"[1]",
    ],
)
def test_a_list_of_heads_that_is_none_is_one_sentence(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    heads = tmp_path / "heads.jsonl"
    heads.write_bytes(content)
    assert main(["facing", "--data", str(heads)]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
