"""The shipped networks train in LiteRT alone, keep their best weights, and come back as they were."""

from pathlib import Path

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from game.gaze.forward import Forward, Kind
from game.gaze.network import NetworkModel, beside_of, train
from game.gaze.shipped import seen, virtual
from game.gaze.store import Kept, read, write
from game.gaze.trainable import Trainable, path_of
from game.gaze.training import Trained
from tests.gaze.players import player


@pytest.mark.slow
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
    weights = Trainable("original").start + 0.001
    model = NetworkModel("original", weights, np.zeros(4), np.ones(4))
    path = tmp_path / "x.npz"
    write(path, Kept(looks, Trained({"original": model}, {"original": 0.1}, {"original": 0.1}, "original", model)))
    again = read(path).trained
    assert again is not None
    assert (again.predict(looks) == model.predict(looks)).all()


@pytest.mark.no_cover
def test_virtual_hits_do_not_change_with_use() -> None:
    looks = player(1, 20)
    first = virtual(looks)
    model = NetworkModel("learnt", Trainable("learnt").start + 0.1, np.zeros(12), np.ones(12))
    model.predict(looks)
    assert (virtual(looks) == first).all()
    assert first.shape == (20, 2)


@pytest.mark.parametrize("kind", ["original", "learnt"])
def test_numpy_answers_as_litert_does(kind: Kind) -> None:
    looks = player(1, 3)
    picture, inner = seen(looks)
    beside = np.clip(beside_of(kind, looks), -4, 4).astype(np.float32)
    given = {"picture": picture, "beside": beside} | ({"inner": inner} if kind == "learnt" else {})
    interpreter = Interpreter(model_content=path_of(kind).read_bytes(), num_threads=1)
    said = interpreter.get_signature_runner("infer")(**given)
    network = Forward(kind, Trainable(kind).start)
    assert np.allclose(network.point(picture, inner, beside), said["point"], atol=2e-5)
    if kind == "learnt":
        units = network.units(picture, inner)
        assert np.allclose(units, said["units"], atol=2e-5)
        assert np.allclose(network.eyes(units), said["eyes"], atol=2e-5)
    with pytest.raises(ValueError, match="another network"):
        Forward(kind, np.zeros(5, np.float32))
