"""The report for support: what helps is in it, what is private is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from game import doctor
from game.cli import Options, parse
from game.errors import UserError
from game.places import CLASSIFIER
from game.settings import CabinetSettings, HouseSettings, Settings
from game.support import report
from game.verdicts import Check


def test_the_report_says_what_was_found_and_keeps_secrets(tmp_path: Path) -> None:
    settings = Settings(
        cabinet=CabinetSettings(name="Aviary", pin="86420"),
        house=HouseSettings("postgresql://huia:sesame@server:5432/huia?sslmode=require"),
    )
    (tmp_path / "cabinet.log").write_text(f"the game ended; see {Path.home()}/x\n" * 300)
    (tmp_path / "crash-20260101-000000.txt").touch()
    text = report([Check("camera", "bad", "no webcam answers", "plug one in")], settings, tmp_path)
    assert "bad   camera: no webcam answers; plug one in" in text
    assert "cabinet.name = 'Aviary'" in text and "cabinet.pin = 'set'" in text
    assert "postgresql://…@server:5432/huia" in text and "crash-20260101-000000.txt" in text
    for secret in ("86420", "sesame", str(Path.home())):
        assert secret not in text
    assert text.count("the game ended") == 100


def test_the_doctor_writes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "examine", lambda options, classifier: iter([Check("light", "good", "mean grey 100")]))
    options = replace(Options(command="doctor"), report=tmp_path / "report.txt")
    assert doctor.run(options, CLASSIFIER) == 0
    assert "good  light: mean grey 100" in (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert "no pictures" in capsys.readouterr().out
    with pytest.raises(UserError, match="belongs to huia doctor"):
        parse(["play", "--report", str(tmp_path / "r.txt")])
