"""Gaze is evaluated from pictures: every method beside the centre guess, by person; wrong lists are one sentence."""

import json
import struct
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from game.vision.virtual.desk import Desk, Looker, random_pose
from tests.gaze.players import player
from tools.evaluate import main
from tools.gazing.sessions import Weather, sessions, spoilt
from tools.measuring.gaze_scores import Row, _settled, rows_of


def turned(path: Path) -> None:
    """Say in a JPEG's EXIF that it must be turned by a quarter to the right (orientation 6)."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, 6, 0, 0)
    app1 = b"Exif\0\0" + tiff
    content = path.read_bytes()
    path.write_bytes(content[:2] + b"\xff\xe1" + struct.pack(">H", len(app1) + 2) + app1 + content[2:])


@pytest.mark.slow
def test_methods_beat_the_centre_across_sessions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rng = np.random.default_rng(1)
    lines = ["path,person,session,x,y"]
    for session in range(2):
        looker = Looker(9, Desk(away_m=0.5), size=(480, 360), room=session)
        for number in range(16):
            x, y = rng.uniform(0, 1, 2)
            name = f"{session}_{number}.jpg"
            image = looker.frame(x, y, random_pose(rng, 0.05, 0.02))
            if number == 1:
                image = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
            if number == 2:
                image = cv2.rotate(image, cv2.ROTATE_90_COUNTERCLOCKWISE)
            cv2.imwrite(str(tmp_path / name), image)
            if number == 2:
                turned(tmp_path / name)
            lines.append(f"{name},ana,day{session},{x:.3f},{y:.3f}")
    cv2.imwrite(str(tmp_path / "nobody.jpg"), np.full((360, 480, 3), 90, np.uint8))
    lines.append("nobody.jpg,ana,day1,0.9,0.9")
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    lines.append("broken.jpg,ana,day1,0.1,0.1")
    (tmp_path / "gaze.csv").write_text("\n".join(lines))
    assert main(["gaze", "--data", str(tmp_path / "gaze.csv"), "--json", "--no-networks"]) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (said["n"], said["found"], said["unreadable"]) == (34, 32, 1)
    methods = said["methods"]
    assert {"centre", "ridge", "best", "virtual", "settled"} <= set(methods)
    assert methods["best"]["mean_error_diagonal"] < 0.7 * methods["centre"]["mean_error_diagonal"]
    assert methods["best"]["by_person"].keys() == {"ana"}


@pytest.mark.slow
def test_virtual_sessions_differ_and_are_the_same_again() -> None:
    first, second = sessions(3, 2, 1)
    assert (first.session, second.session) == (0, 1)
    assert first.image.shape != second.image.shape or np.abs(first.image.astype(int) - second.image).mean() > 5
    assert (first.image == next(sessions(3, 1, 1)).image).all()


@pytest.mark.parametrize(("field", "value"), [("aside", 0.7), ("shine", 1.0), ("moved_px", 6.0), ("quality", 10)])
def test_every_kind_of_bad_picture_is_one(field: str, value: float) -> None:
    good = Weather(0, 0, 1, 1, 0, 0.2, 0, 95, 0, 0)
    bad = replace(good, **{field: value})  # type: ignore[arg-type]
    image = np.full((480, 640, 3), 120, np.uint8)
    image[160:320:3] = 30
    eyes = np.array([[240.0, 240.0], [400.0, 240.0]]) if field == "shine" else None
    before, after = (spoilt(image, weather, eyes, np.random.default_rng(2)) for weather in (good, bad))
    assert np.abs(before.astype(int) - after).max() > 10


def test_a_session_is_settled_without_its_targets() -> None:
    known, new = player(1, 40, groups=2), player(2, 40, groups=1)
    shifted = np.clip(new.targets + (0.2, -0.1), 0, 1)
    settled = _settled(shifted, new, known)
    assert np.abs(settled - new.targets).mean() < 0.5 * np.abs(shifted - new.targets).mean()
    assert (_settled(shifted[:1], new.take(np.arange(1)), known)[0] != known.targets.mean(0)).any()  # one tells little


@pytest.mark.parametrize(
    "content",
    [
        b"Path, Person, Session, X, Y\na.png, ana, s 1, 0.25, 0.5\n",
        b"path;person;session;x;y\r\na.png;ana;s 1;0,25;0,5\r\n",
        b"path;person;session;x;y\na.png; ana ;s 1;0.25;0.5\n",
        b'\xef\xbb\xbf"path",person,session,x,y\n"a.png",ana,s 1,.25,5e-1\n\n',
        "path\tperson\tsession\tx\ty\tnote\na.png\tana\ts 1\t0.25\t0.5\n".encode("utf-16"),
        b"y,x,note,session,person,path\n0.5,0.25,,s 1,ana,a.png\n",
    ],
)
def test_a_list_is_read_as_spreadsheets_write_it(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "gaze.csv").write_bytes(content)
    assert rows_of(tmp_path / "gaze.csv") == [Row(tmp_path / "a.png", "ana", "s 1", 0.25, 0.5)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("path,person,session,x,y\n\na.png,p,s,0,5,0,5", "line 3 has 7 fields, but the header has 5; write decimals"),
        ("path,person,session,x,X,y\na.png,p,s,0,0,0", "has more than one column x"),
        ("path person session x y\na.png p s 0 0", "lacks the column path"),
        ("path,person,session,x,y\n,p,s,0,0", "line 2 names no picture"),
        ("path,person,session,x,y\na.png,p,s,nan,0", "line 2: x and y are fractions"),
        ("path,person,session,x,y\na.png", "line 2: x and y are fractions"),
        ("", "lacks the column path"),
        ("path,person,x,y\na.png,p,0,0", "lacks the column session"),
        ("path,person,session,x,y\na.png,p,s,1,4", "line 2: x and y are fractions"),
        ("path,person,session,x,y\na.png,p,s,1,", "line 2: x and y are fractions"),
        ("path,person,session,x,y\na.png,p,s,0.5,0.5", "cannot be read"),
        ("path,person,session,x,y\n", "is empty"),
    ],
)
def test_a_wrong_list_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    (tmp_path / "gaze.csv").write_text(text)
    assert main(["gaze", "--data", str(tmp_path / "gaze.csv")]) == 2
    assert words in capsys.readouterr().err
