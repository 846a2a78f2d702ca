"""Teaching and knowing again by readings alone, with the shipped network, the reference poses and real files."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from game.body.notebook import Notebook
from game.body.pose import Landmark, Pose
from game.body.reading import BodyEvent, Reading
from game.controls.taught import Prepared, TaughtControl, prepare
from game.errors import UserError
from game.places import CLASSIFIER, REFERENCE
from tests.body.bodies import body
from tests.body.test_taught import CACTUS, FLAG, trembling

FPS = 30.0
LESSON_S = 1.2 + 3.0 + 10.2


def control(folder: Path | None, classifier: Path | None = None, threaded: bool = False) -> TaughtControl:
    """Joints alone, unless with a classifier: loading is what takes long."""
    notebook = Notebook(folder)
    return TaughtControl(notebook, lambda: prepare(classifier, REFERENCE, notebook), threaded)


def play(taught: TaughtControl, poses: Sequence[Pose | None], start_s: float = 0.0) -> tuple[list[str], float]:
    """Readings of these poses at 30 Hz, two steps a reading: which moves were wished for, and the time after."""
    moves = []
    for n, pose in enumerate(poses):
        taught.see(Reading(start_s + n / FPS, pose))
        for _ in range(2):
            intent = taught.intent()
            assert not intent.present
            if intent.move is not None:
                moves.append(intent.move)
    return moves, start_s + len(poses) / FPS


def take(arms: dict[Landmark, tuple[float, float]] | str, seconds: float, seed: int = 1) -> list[Pose]:
    return trembling(arms, round(seconds * FPS), seed, sway=0.1)


def teach(taught: TaughtControl, name: str | None, arms: dict[Landmark, tuple[float, float]], start_s: float) -> float:
    taught.teach(name)
    return play(taught, [*take("down", 2.2), *take(arms, LESSON_S)], start_s)[1]


@pytest.mark.slow
def test_ten_seconds_and_it_is_known_saved_and_known_in_the_next_sitting(tmp_path: Path) -> None:
    taught = control(tmp_path)
    assert not taught.ready, "nothing is loaded before it is needed"
    t_s = teach(taught, "cactus", CACTUS, 0.0)
    assert taught.verdict is not None
    assert taught.verdict.learnt
    assert taught.lesson is None
    t_s = teach(taught, None, FLAG, t_s)
    assert taught.names == ("cactus", "pose 1")
    script = [*take("down", 1), *take(CACTUS, 1.5, 2), *take("down", 1), *take(FLAG, 1.5, 3), *take("down", 1)]
    moves, _ = play(taught, script, t_s)
    assert moves == ["cactus", "pose 1"]
    assert [fired.name for fired in taught.drain()][-2:] == ["cactus", "pose 1"]
    assert taught.drain() == ()

    again = control(tmp_path)
    assert again.ready
    assert again.names == ("cactus", "pose 1")
    assert play(again, script)[0] == ["cactus", "pose 1"]
    again.forget("cactus")
    assert play(again, script, 100.0)[0] == ["pose 1"]
    assert [path.name for path in tmp_path.iterdir()] == ["pose 1.jsonl"]


def test_a_mate_takes_taught_poses_too() -> None:
    taught = control(None)
    t_s = teach(taught, "cactus", CACTUS, 0.0)
    taught.drain()  # the first player may have fired at the end of the lesson, in the pose still
    moves = []
    for n, pose in enumerate([*take("down", 1), *take(CACTUS, 1.5, 2), *take("down", 1)]):
        at_s = t_s + n / FPS
        taught.see(Reading(at_s, body("down"), mate=Reading(at_s, pose)))
        intent = taught.intent()
        moves.append((intent.move, intent.mate and intent.mate.move))
    assert set(moves) == {(None, None), (None, "cactus")} and moves.count((None, "cactus")) == 1
    assert [(fired.name, fired.player) for fired in taught.drain()] == [("cactus", 2)]


@pytest.mark.no_cover
def test_scores_follow_the_pose(tmp_path: Path) -> None:
    taught = control(None)
    t_s = teach(taught, "cactus", CACTUS, 0.0)
    taught.see(Reading(t_s, body(CACTUS)))
    assert taught.scores[0] > taught.level
    taught.see(Reading(t_s + 0.03, body("down")))
    assert taught.scores[0] < 0.5
    taught.see(Reading(t_s + 0.06, None))
    assert taught.scores == ()


def test_a_cabinet_forgets_when_the_player_leaves_and_a_home_does_not(tmp_path: Path) -> None:
    for folder, kept in ((None, ()), (tmp_path, ("cactus",))):
        taught = control(folder)
        t_s = teach(taught, "cactus", CACTUS, 0.0)
        assert taught.names == ("cactus",)
        left = BodyEvent(1, t_s, "player", "left")
        taught.see(Reading(t_s, None, events=(left,)))
        assert taught.names == kept
        moves, t_s = play(taught, [*take("down", 1), *take(CACTUS, 1.5)], t_s + 1)
        assert moves == list(kept)
        taught.teach(None)
        taught.see(replace(Reading(t_s + 1, None), events=(replace(left, serial=2),)))
        assert (taught.lesson is None) == (folder is None)


def test_standing_there_teaches_nothing_and_saves_nothing(tmp_path: Path) -> None:
    taught = control(tmp_path)
    taught.teach("me")
    play(taught, take("down", 2.2 + LESSON_S))
    assert taught.verdict is not None
    assert not taught.verdict.learnt
    assert "stood" in taught.verdict.sentence
    assert taught.names == ()
    assert not list(tmp_path.iterdir())


def test_names_are_checked_before_a_lesson(tmp_path: Path) -> None:
    taught = control(tmp_path)
    with pytest.raises(UserError):
        taught.teach("../tiger")
    assert taught.lesson is None


@pytest.mark.no_cover
def test_another_sitting_of_the_camera_starts_the_gate_anew() -> None:
    taught = control(None)
    teach(taught, "cactus", CACTUS, 0.0)
    for epoch in (1, 2):  # clocks and serials begin again
        moves = []
        for n, pose in enumerate(take(CACTUS, 1.0)):
            taught.see(Reading(n / FPS, pose), epoch)
            moves.append(taught.intent().move)
        assert [move for move in moves if move] == ["cactus"]


def test_a_reading_seen_again_is_nothing_new() -> None:
    taught = control(None)
    t_s = teach(taught, "cactus", CACTUS, 0.0)
    reading = Reading(t_s + 1, body(CACTUS))
    for _ in range(200):
        taught.see(reading)
    assert taught.drain()[1:] == ()  # one may have fired at the end of the lesson, in the pose still


@pytest.mark.no_cover
@pytest.mark.slow
def test_a_thread_prepares_meanwhile_and_a_lesson_may_begin_before(tmp_path: Path) -> None:
    taught = control(tmp_path, CLASSIFIER, threaded=True)
    try:
        teach(taught, "cactus", CACTUS, 0.0)
        end_s = time.monotonic() + 20
        t_s = 100.0
        while taught.verdict is None and time.monotonic() < end_s:
            time.sleep(0.02)
            t_s += 0.03
            taught.see(Reading(t_s, body()))
        assert taught.verdict is not None
        assert taught.verdict.learnt
    finally:
        taught.close()


def test_what_cannot_be_loaded_is_said_and_the_game_goes_on(tmp_path: Path) -> None:
    def broken() -> Prepared:
        raise UserError("the model is not here; fetch it.")

    taught = TaughtControl(Notebook(None), broken)
    try:
        teach(taught, "cactus", CACTUS, 0.0)
        for n in range(200):
            taught.see(Reading(50.0 + n, body()))
            if taught.verdict is not None:
                break
            time.sleep(0.01)
        assert taught.verdict is not None
        assert taught.verdict.sentence == "the model is not here; fetch it."
        assert not taught.verdict.learnt
    finally:
        taught.close()


def test_a_disk_that_refuses_still_leaves_the_pose_known(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    taught = control(tmp_path / "file" / "poses")
    teach(taught, "cactus", CACTUS, 0.0)
    assert taught.verdict is not None
    assert taught.verdict.learnt
    assert "cannot keep it for next time" in taught.verdict.sentence
    assert taught.names == ("cactus",)
