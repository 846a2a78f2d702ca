"""The bench of the gaze lab reads from the timings which frames were shown while it learnt."""

import pytest

from game.errors import UserError
from tools.measuring.game_runs import learnings


def test_frames_of_all_learnings_are_pooled_beside_as_many_others() -> None:
    learns = [0] * 1800 + [1] * 240 + [0] * 900 + [1] * 60
    interval = [30.0 if on and k % 10 == 0 else 16.0 for k, on in enumerate(learns)]
    found = learnings({"interval": interval, "work": [9.0] * len(learns), "learning": learns})
    assert found["learnt_s"] == pytest.approx([240 * 0.016 + 24 * 0.014, 60 * 0.016 + 6 * 0.014], abs=0.02)
    assert found["learning"] == {"frames": 300, "interval_p99_ms": 30.0, "over_20_ms": 0.1, "work_p99_ms": 9.0}
    assert found["not_learning"]["frames"] == 300
    assert found["not_learning"]["interval_p99_ms"] == 16.0


def test_a_lab_that_never_learnt_is_told() -> None:
    with pytest.raises(UserError, match="learnt nothing"):
        learnings({"interval": [16.0] * 2000, "work": [9.0] * 2000, "learning": [0] * 2000})
