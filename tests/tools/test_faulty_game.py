"""The game that `tools.trials cabinet` starts: really ours, but for its webcam."""

import os
import signal
import subprocess
from functools import partial
from pathlib import Path

import pytest

from game import sights
from game.cli import parse
from game.sights import VisionSource
from game.vision.cameras.webcam import CameraTroubleError
from tools.measuring.cabinet import MARK, marked
from tools.measuring.faulty_game import ActedDevice, film_the_virtual_player, open_acted


def test_its_vision_opens_our_webcam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vars(sights), "asked_vision", sights.asked_vision)  # put back after the test
    film_the_virtual_player(tmp_path / "fault")
    source, by_body, _ = sights.open_source(parse(["cabinet"]), None)
    assert by_body and isinstance(source, VisionSource)
    opened = source._process.spec.open
    assert isinstance(opened, partial) and opened.func is open_acted and opened.args == (tmp_path / "fault",)


def test_it_can_be_pulled_out_and_put_in_again(tmp_path: Path) -> None:
    fault = tmp_path / "fault"
    device = ActedDevice(fault)
    assert device.read() is not None
    fault.write_text("gone")
    assert device.read() is None
    with pytest.raises(CameraTroubleError):
        ActedDevice(fault)


def test_an_orphan_of_a_trial_is_found(tmp_path: Path) -> None:
    """It has another parent by then, so it is no child of the trial's."""
    mark = str(tmp_path)
    words = ["sh", "-c", "sleep 60 >/dev/null 2>&1 & echo $!"]
    said = subprocess.run(words, env={**os.environ, MARK: mark}, capture_output=True, check=True, text=True)
    orphan = int(said.stdout)
    try:
        assert marked(mark) == [orphan]
    finally:
        os.kill(orphan, signal.SIGKILL)
    assert marked(mark + "/other") == []
