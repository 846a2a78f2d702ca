"""The study of motion on a handful of clips: cached clips come back the same, and methods do what they are named."""

from pathlib import Path

import numpy as np
import pytest

from game.body.motion import Motion
from game.body.poses import HADOUKEN
from game.places import CLASSIFIER
from tools.measuring.motion import (
    Seen,
    Track,
    compared,
    first,
    fitted,
    gathered,
    main,
    picture,
    readings,
    ruled,
    tracks,
    votes,
)

THRUST = Motion(hands=2, pointing=1.0, out=0.9, apart=0.2, together=0.2, thrust=1.0, alike=0.9, still=0.05)
PUNCH = Motion(hands=2, pointing=1.0, out=0.1, apart=1.0, together=0.7, thrust=0.0, alike=0.1, still=0.05)


def clip(motion: Motion, seconds: float, score: float = 0.9) -> list[Seen]:
    return [Seen(n / 30, score, True, motion) for n in range(round(30 * seconds))]


def track(act: str, number: int = 0) -> Track:
    none = np.zeros((0, 0), np.float32)
    return Track(act, ("mediapipe", "posenet")[number % 2], 30.0, np.zeros(0), none, none, 0.0, 0.1, 2.0)


def test_each_method_by_what_it_needs() -> None:
    quick = votes(0.2, 0.65, picture(0.5))
    slow = votes(0.5, 0.8, picture(0.5))
    assert quick(clip(THRUST, 1.0)) == pytest.approx(0.13, abs=0.04)
    assert slow(clip(THRUST, 1.0)) == pytest.approx(0.4, abs=0.04)
    assert quick(clip(PUNCH, 1.0)) is None
    assert votes(0.2, 0.65, picture(0.5, geometry=False))(clip(PUNCH, 1.0)) is not None
    assert votes(0.2, 0.65, ruled(0.4, 0.4, 0.5))(clip(THRUST, 1.0, score=0.4)) is None
    assert gathered(0.8)(clip(THRUST, 1.0)) == pytest.approx(0.1, abs=0.04)
    assert gathered(0.8)(clip(PUNCH, 3.0)) is None
    assert first(slow, quick)(clip(THRUST, 1.0)) == quick(clip(THRUST, 1.0))
    assert first(slow, quick)(clip(PUNCH, 1.0)) is None


def test_a_comparison_counts_fires_delays_and_false_alarms() -> None:
    clips = [
        (track(act, n), clip(motion, 1.0)) for act, motion in ((HADOUKEN, THRUST), ("punch", PUNCH)) for n in (0, 1)
    ]
    good = compared(clips, gathered(0.8))
    assert good["fire"] == {"mediapipe": 1.0, "posenet": 1.0}
    assert good["false"] == {"mediapipe": 0.0, "posenet": 0.0}
    assert good["median_s"] == pytest.approx(0.0, abs=0.04)
    bad = compared(clips, votes(0.2, 0.65, picture(0.5, geometry=False)))
    assert bad["false_acts"] == {"punch": 2}


def test_a_fit_tells_a_thrust_from_a_punch() -> None:
    weights = fitted([(track(HADOUKEN), clip(THRUST, 0.6)), (track("punch"), clip(PUNCH, 0.6))])
    assert np.isfinite(weights).all()
    assert weights[2] > 0 and weights[3] > 0 and weights[4] > 0


@pytest.mark.slow
def test_clips_come_back_from_the_cache_as_they_were(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fresh = tracks("choose", 1, 2, CLASSIFIER, tmp_path)
    again = tracks("choose", 1, 2, CLASSIFIER, tmp_path)
    assert [one.act for one in again] == [HADOUKEN, "punch", "hook"]
    for a, b in zip(fresh, again, strict=True):
        assert np.array_equal(a.points, b.points)
        assert np.array_equal(a.scores, b.scores)
        assert (a.act, a.landmarker, a.fps, a.end_s) == (b.act, b.landmarker, b.fps, b.end_s)
        assert readings(a, 0)
    assert main(["--hadoukens", "2", "--others", "2", "--cache", str(tmp_path), "--json"]) == 0
    assert "motion gathered (ships)" in capsys.readouterr().out


def test_a_missing_model_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--model", str(tmp_path / "none.tflite"), "--cache", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("motion: ")
