"""A small share of the fuzzing that `tools.trials fuzz` does at length; and a fault would be noticed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import strategies as st

from game.errors import UserError
from tools.measuring.fuzz import KINDS, attack


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize("kind", list(KINDS))
def test_what_strangers_write_is_a_sentence_or_accepted(kind: str) -> None:
    case, strategy = KINDS[kind]
    found = attack(case, strategy, 12, chosen=7)
    assert found["failed"] == found["hung"] == 0, found["which"]
    assert found["cases"] >= 10


def test_a_traceback_is_noticed() -> None:
    def case(path: Path, content: bytes) -> None:
        if not content:
            raise UserError("It is empty; write something.")
        raise KeyError("pose")

    found = attack(case, st.sampled_from([b"", b"x"]), 20)
    assert found["failed"] > 0 and found["refused"] > 0 and "KeyError: 'pose'" in found["which"]
