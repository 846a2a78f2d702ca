"""The study of the moves gate on a handful of clips: every kind is acted, and rows count what they say."""

from pathlib import Path

import pytest

from game.body.classifier import load_classifier
from game.places import CLASSIFIER
from game.tuning import MOVES, TELLTALES
from tools.measuring.gate import KINDS, clips, judged, main


@pytest.mark.slow
def test_a_gate_that_lets_everything_through_is_judged_so(tmp_path: Path) -> None:
    crowd = {kind: clips(kind, 6 if kind == "poses" else 2, CLASSIFIER, tmp_path) for kind in KINDS}
    assert [clip.track.act for clip in crowd["poses"]] == [
        "fly",
        "dramatic",
        "moonwalk",
        "backpack",
        "underarm",
        "wings",
    ]
    card = load_classifier(CLASSIFIER).card
    ships = judged(crowd, card, MOVES, TELLTALES)
    never = judged(crowd, card, type(MOVES)(hold_s=99.0, thrust_least=99.0, held_s=99.0), TELLTALES)
    assert ships.held >= 0.5
    assert ships.whole >= 0.5
    assert (never.held, never.whole, never.stepped_in, never.idle_an_hour) == (0.0, 0.0, 0.0, 0.0)
    assert clips("idle", 2, CLASSIFIER, tmp_path)[0].readings[5][1] == crowd["idle"][0].readings[5][1]


def test_a_missing_model_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--model", str(tmp_path / "none.tflite"), "--cache", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("gate: ")
