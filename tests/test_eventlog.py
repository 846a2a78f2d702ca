"""Every edge is one line and is counted once, from any controller; a failing disk gives a one-sentence error."""

import json
from pathlib import Path

import pytest

from game.body.reading import BodyEvent, Reading
from game.controls.intent import Intent
from game.errors import UserError
from game.eventlog import EventLog


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_each_edge_is_logged_once_however_often_it_is_read(tmp_path: Path) -> None:
    joined = BodyEvent(1, 0.3, "player", "joined")
    fire = BodyEvent(2, 1.0, "hadouken", "hadouken", "left", 0.98765)
    with EventLog(tmp_path / "e.jsonl") as log:
        for events in ((joined,), (joined, fire), (joined, fire)):
            log.read(Reading(1.0, events=events))
        log.summary()
    first, second, summary = lines(tmp_path / "e.jsonl")
    assert first == {"t": 0.3, "event": "player", "name": "joined"}
    assert second == {"t": 1.0, "event": "hadouken", "name": "hadouken", "side": "left", "score": 0.988}
    assert (summary["event"], summary["hadoukens"], summary["jumps"], summary["moves"]) == ("summary", 1, 0, {})


def test_a_reader_that_started_anew_is_heard_on_the_logs_own_clock(tmp_path: Path) -> None:
    with EventLog(tmp_path / "e.jsonl") as log:
        log.read(Reading(9.0, events=(BodyEvent(1, 9.0, "jump"),)))
        log.read(Reading(0.5, events=(BodyEvent(1, 0.5, "jump"),)), epoch=1, shift_s=11.0)
    assert [line["t"] for line in lines(tmp_path / "e.jsonl")] == [9.0, 11.5]
    assert log.jumps == 2


def test_keys_and_taught_moves_count_too(tmp_path: Path) -> None:
    with EventLog(tmp_path / "e.jsonl") as log:
        log.ask(1.0, Intent(jump=True, hadouken="right", move="wings"))
        log.ask(1.1, Intent())
        log.taught(2.0, "tīger", 0.9)
        log.taught(2.1, "tīger", 0.8, 2)
        log.over(3.0, 120)
        said = log.summary(seconds=3.0)
    found = lines(tmp_path / "e.jsonl")
    assert [line["event"] for line in found] == ["jump", "hadouken", "move", "move", "move", "over", "summary"]
    assert [line.get("player") for line in found[2:5]] == [None, None, 2]
    assert found[-1] == said
    assert (said["jumps"], said["hadoukens"], said["moves"]) == (1, 1, {"wings": 1, "tīger": 2})
    assert (said["runs"], said["best_score"]) == (1, 120)


def test_a_place_that_cannot_be_written_and_a_full_disk_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot write events"):
        EventLog(tmp_path)
    full = Path("/dev/full")
    if full.exists():
        with pytest.raises(UserError, match="the disk is full"), EventLog(full) as log:
            log.write(0.0, "jump")
