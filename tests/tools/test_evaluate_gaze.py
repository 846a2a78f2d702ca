"""Gaze is evaluated from pictures: every method beside the centre guess, by person; wrong lists are one sentence."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from game.vision.virtual.desk import Desk, Looker, random_pose
from tools.evaluate import main


@pytest.mark.slow
def test_methods_beat_the_centre_across_sessions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rng = np.random.default_rng(1)
    lines = ["path,person,session,x,y"]
    for session in range(2):
        looker = Looker(9, Desk(away_m=0.5), size=(480, 360), room=session)
        for number in range(16):
            x, y = rng.uniform(0, 1, 2)
            name = f"{session}_{number}.jpg"
            cv2.imwrite(str(tmp_path / name), looker.frame(x, y, random_pose(rng, 0.05, 0.02)))
            lines.append(f"{name},ana,day{session},{x:.3f},{y:.3f}")
    cv2.imwrite(str(tmp_path / "nobody.jpg"), np.full((360, 480, 3), 90, np.uint8))
    lines.append("nobody.jpg,ana,day1,0.9,0.9")
    (tmp_path / "gaze.csv").write_text("\n".join(lines))
    assert main(["gaze", "--data", str(tmp_path / "gaze.csv"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (said["n"], said["found"]) == (33, 32)
    methods = said["methods"]
    assert {"centre", "ridge", "best", "virtual"} <= set(methods)
    assert methods["best"]["mean_error_diagonal"] < 0.7 * methods["centre"]["mean_error_diagonal"]
    assert methods["best"]["by_person"].keys() == {"ana"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
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
