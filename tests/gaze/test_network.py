"""The shipped networks train in LiteRT alone, keep their best weights, and come back as they were."""

from pathlib import Path

import numpy as np
import pytest

from game.gaze.network import Kind, NetworkModel, Trainable, shipped, train, virtual
from game.gaze.store import Kept, read, write
from game.gaze.training import Trained
from tests.gaze.players import player


@pytest.mark.parametrize("kind", ["original", "learnt"])
def test_training_makes_it_better_and_keeps_the_best(kind: Kind) -> None:
    looks, check = player(1, 48), player(2, 16)
    course = list(train(kind, looks, check, epochs=4))
    assert [one.epoch for one in course] == [0, 1, 2, 3, 4]
    assert course[-1].loss < course[1].loss
    model = course[-1].best
    kept = (((2 * model.predict(check) - 1) - (2 * check.targets - 1)) ** 2).mean()
    assert kept <= min(one.check for one in course) + 1e-3  # predictions are clamped to the screen, so never worse


def test_weights_go_out_and_in() -> None:
    network = Trainable("original")
    new = network.start + 0.01
    network.put(new)
    assert (network.weights() == new.astype(np.float32)).all()


def test_a_network_is_kept_bit_for_bit(tmp_path: Path) -> None:
    looks = player(1, 20)
    weights = shipped("original").start + 0.001
    model = NetworkModel("original", weights, np.zeros(4), np.ones(4))
    path = tmp_path / "x.npz"
    write(path, Kept(looks, Trained({"original": model}, {"original": 0.1}, {"original": 0.1}, "original", model)))
    again = read(path).trained
    assert again is not None
    assert (again.predict(looks) == model.predict(looks)).all()


def test_virtual_hits_do_not_change_with_use() -> None:
    looks = player(1, 20)
    first = virtual(looks)
    model = NetworkModel("learnt", shipped("learnt").start + 0.1, np.zeros(12), np.ones(12))
    model.predict(looks)
    assert (virtual(looks) == first).all()
    assert first.shape == (20, 2)
