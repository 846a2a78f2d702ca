"""The lab collects, has it learnt, tells where the player looks, and keeps or forgets it; no camera, no window."""

import os
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from game.errors import UserError
from game.face.eyes import Eyes
from game.gaze import store, training
from game.gaze.lab import Lab
from game.gaze.looks import Looks
from game.gaze.path import STOP_S, spot
from game.gaze.smooth import Settler
from game.gaze.store import Drawer, Kept, read, write
from game.gaze.training import Failure, Inline, Trained, Worker, halves, is_check, learning, wanting
from tests.gaze.players import player

SECONDS = 40.0


def eyes_at(looks: Looks, k: int, gap: float = 0.3, face_px: float = 150.0) -> Eyes:
    return Eyes(looks.pictures[k], looks.features[k], looks.codes[k], gap, face_px)


@pytest.fixture
def few_methods(monkeypatch: pytest.MonkeyPatch) -> None:
    """Learning is measured elsewhere; here one regression will do."""
    monkeypatch.setattr(training, "KINDS", ())
    monkeypatch.setattr(training, "RECIPES", {"rays": training.RECIPES["rays"]})


def filled(lab: Lab, seconds: float = SECONDS) -> Lab:
    """Collect: what the eyes show is no matter here, so they show anything."""
    looks = player(1, 10)
    lab.begun_s = 0.0
    for frame in range(round(seconds * 10)):
        lab.see(frame / 10, eyes_at(looks, frame % 10))
    return lab


def test_the_target_rests_and_covers_the_screen() -> None:
    spots = [spot(t) for t in np.arange(0, 33 * STOP_S, 0.05)]
    assert all(0 <= one.x <= 1 and 0 <= one.y <= 1 for one in spots)
    rests = {(one.x, one.y) for one in spots if one.resting}
    assert len(rests) == 33  # it stands still while it rests
    cells = {(min(int(x * 4), 3), min(int(y * 3), 2)) for x, y in rests}
    assert len(cells) == 12
    steps = [abs(b.x - a.x) + abs(b.y - a.y) for a, b in pairwise(spots)]
    assert max(steps) < 0.25  # it glides


def test_only_open_eyes_near_enough_on_a_resting_target_are_kept() -> None:
    looks = player(1, 4)
    lab = Lab(Inline)
    lab.begun_s = 0.0
    resting = next(t for t in np.arange(0, 3, 0.05) if spot(t).resting)
    lab.see(resting - 0.5, eyes_at(looks, 0))
    lab.see(resting, eyes_at(looks, 0, gap=0.02))
    assert len(lab) == 0
    lab.see(resting + 0.02, eyes_at(looks, 0, face_px=40.0))
    assert len(lab) == 0
    assert "closer" in lab.hint
    lab.see(resting + 0.04, None)
    assert len(lab) == 0
    lab.see(resting + 0.06, eyes_at(looks, 1))
    lab.see(resting + 0.08, eyes_at(looks, 1))  # too soon after the one before
    assert len(lab) == 1
    assert lab.hint == ""
    lab.see(resting + 2.0, None)
    assert "No face" in lab.hint


def test_a_fifth_is_kept_for_checking_by_target() -> None:
    lab = filled(Lab(Inline))
    known, check = halves(lab.looks)
    assert lab.counts == (len(known), len(check))
    assert 0.1 < len(check) / len(lab) < 0.3
    assert not set(known.groups) & set(check.groups)
    assert sum(is_check(stop) for stop in range(100)) == 20


def test_pointer_examples_near_each_other_are_one_target() -> None:
    lab, looks = Lab(Inline), player(1, 3)
    lab.see(1.0, eyes_at(looks, 0))
    assert lab.point(0.5, 0.5)
    assert lab.point(0.52, 0.5)
    assert lab.point(0.9, 0.5)
    assert len(set(lab.looks.groups)) == 2
    lab.see(1.1, None)
    assert not lab.point(0.1, 0.1)


@pytest.mark.parametrize(
    ("looks", "words"),
    [
        (player(1, 3, groups=1), "5 targets at least"),
        (player(1, 6, groups=6), "too few examples"),
    ],
)
def test_too_little_is_one_sentence(looks: Looks, words: str) -> None:
    assert words in wanting(looks)
    (news,) = learning(looks)
    assert isinstance(news, Failure)
    lab = Lab(Inline)
    lab.take(Kept(looks, None))
    lab.train()
    assert words in lab.failure
    assert len(lab) == len(looks)  # nothing is lost


def test_targets_on_one_line_are_refused() -> None:
    looks = player(1, 60, groups=12)
    flat = replace_targets(looks, looks.targets * (1.0, 0.01))
    assert "one line" in wanting(flat)


def replace_targets(looks: Looks, targets: np.ndarray) -> Looks:
    return Looks(looks.pictures, looks.features, looks.codes, targets, looks.groups)


@pytest.mark.no_cover
@pytest.mark.usefixtures("few_methods")
def test_it_learns_and_then_says_where_the_player_looks() -> None:
    lab = Lab(Inline)
    lab.take(Kept(player(1, 120, groups=24), None))
    lab.train()
    assert lab.learning
    assert lab.poll()
    assert not lab.learning
    new = player(2, 30)
    errors = []
    for k in range(30):
        for repeat in range(8):  # the eyes rest there: smoothing arrives
            lab.see(10.0 + k + 0.1 * repeat, eyes_at(new, k))
        assert lab.gaze is not None
        errors.append(np.hypot(*(np.array(lab.gaze) - new.targets[k])))
    assert np.mean(errors) < 0.1
    found = lab.error_map()
    assert found is not None
    assert np.nanmean(found.checked) < 0.15
    assert 0 < (lab.error_diagonal((1280, 720)) or 0) < 0.1


@pytest.mark.usefixtures("few_methods")
def test_cancelled_learning_leaves_what_was_learnt() -> None:
    lab = Lab(Inline)
    lab.take(Kept(player(1, 60, groups=12), None))
    lab.train()
    lab.poll()
    before = lab.trained
    lab.train()
    lab.cancel()
    assert not lab.poll()
    assert lab.trained is before
    lab.reset()
    assert len(lab) == 0
    assert lab.trained is None


@pytest.mark.usefixtures("few_methods")
def test_a_kept_player_is_the_same_bit_for_bit(tmp_path: Path) -> None:
    looks = player(1, 60, groups=12)
    (*_, trained) = learning(looks)
    assert isinstance(trained, Trained)
    drawer = Drawer(tmp_path)
    drawer.save("Ana", Kept(looks, trained))
    assert drawer.names() == ("ana",)
    again = drawer.load("ana")
    assert again.trained is not None
    new = player(2, 40)
    for name, method in trained.methods.items():
        assert (again.trained.methods[name].predict(new) == method.predict(new)).all()
    assert (again.trained.predict(new) == trained.predict(new)).all()
    assert (again.looks.features == looks.features).all()
    drawer.forget("ana")
    assert drawer.names() == ()
    with pytest.raises(UserError, match="no gaze is kept"):
        drawer.forget("ana")


@pytest.mark.usefixtures("few_methods")
def test_an_older_file_keeps_its_looks_and_is_learnt_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = player(1, 30, groups=10)
    (*_, trained) = learning(looks)
    assert isinstance(trained, Trained)
    with monkeypatch.context() as older:
        older.setattr(store, "VERSION", 2)
        write(tmp_path / "ana.npz", Kept(looks, trained))
    kept = read(tmp_path / "ana.npz")
    assert kept.trained is None
    assert (kept.looks.pictures == looks.pictures).all()


def test_a_broken_or_foreign_file_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    path.write_bytes(b"PK\x03\x04 no zip")
    with pytest.raises(UserError, match="broken"):
        read(path)
    np.savez(path, a=np.zeros(3))
    with pytest.raises(UserError, match="broken"):
        read(path)
    np.savez(path, note=np.array([{"a": 1}], dtype=object))
    with pytest.raises(UserError, match="broken"):
        read(path)
    write(path, Kept(player(1, 5), None))
    assert len(read(path).looks) == 5
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(UserError, match="broken"):
        read(path)
    with pytest.raises(UserError, match="not found"):
        read(tmp_path / "none.npz")


def test_another_sitting_settles_around_the_middle() -> None:
    """Everything is seen 0.2 too low: after two minutes half of that is gone, and looks stay as far apart as ever."""
    settler, rng = Settler(), np.random.default_rng(1)
    truth = np.clip(rng.uniform(0, 0.8, (3600, 2)), 0, 0.8) + (0.1, 0.0)
    said = np.array([settler.step(n / 30, point + (0.0, 0.2)) for n, point in enumerate(truth)])
    before, after = truth[-900:, 1] + 0.2, said[-900:, 1]
    assert abs(np.mean(after) - 0.5) < 0.55 * abs(np.mean(before) - 0.5)
    assert np.std(after) == pytest.approx(np.std(before), rel=0.1)


def test_many_looks_are_thinned_evenly() -> None:
    looks = player(1, 90, groups=9)
    assert looks.thinned(100) is looks
    few = looks.thinned(30)
    assert len(few) == 30
    assert set(few.groups) == set(range(9))


def test_a_process_learns_with_one_thread_and_comes_back() -> None:
    """Too few looks: the process starts, says so, and the environment is as it was."""
    before = os.environ.get("OPENBLAS_NUM_THREADS")
    worker, found = Worker(player(1, 3, groups=1)), []
    assert os.environ.get("OPENBLAS_NUM_THREADS") == before
    for _ in range(2400):  # it learns with the least priority, and imports what it needs first
        found += worker.news()
        if found:
            break
        time.sleep(0.05)
    worker.stop()
    assert isinstance(found[0], Failure)


def test_a_cabinet_keeps_nothing() -> None:
    drawer = Drawer(None)
    assert not drawer.keeps
    with pytest.raises(UserError, match="forgets"):
        drawer.save("ana", Kept(player(1, 5), None))


def test_a_player_goes_on_with_new_targets() -> None:
    lab = filled(Lab(Inline), 10.0)
    last = int(lab.looks.groups.max())
    lab.follow(False)
    lab.follow(True)
    now = lab.target(lab.t_s)
    assert now is not None
    assert now.stop == last + 1
