"""The classifier with real LiteRT networks; what does not belong together is refused."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bodies import ARMS, body
from networks import BIAS, LABELS, WEIGHTS, card_for, edit_card, expected, network, shipped

from game.body.classifier import ModelCard, Threshold, load_classifier, read_card
from game.body.skeleton import STYLE_VERSION, draw
from game.body.units import body_units
from game.errors import UserError


@pytest.mark.parametrize("dtype", ["float32", "int8", "uint8"])
@pytest.mark.parametrize("arms", sorted(ARMS))
def test_scores_are_the_networks(tmp_path: Path, dtype: str, arms: str) -> None:
    classifier = load_classifier(shipped(tmp_path, dtype))
    pose = body(arms)
    scores = classifier.scores(pose)
    wanted = expected(draw(pose, 96), 1 / 127.5, -1.0)
    assert len(scores) == len(LABELS)
    assert all(type(score) is float for score in scores)
    assert np.allclose(scores, wanted, atol=1e-5 if dtype == "float32" else 0.04)


@pytest.mark.parametrize("dtype", ["float32", "int8", "uint8"])
def test_each_pixel_value_is_scaled_and_quantised_rightly(tmp_path: Path, dtype: str) -> None:
    classifier = load_classifier(shipped(tmp_path, dtype))
    for value in (0, 1, 64, 127, 128, 200, 255):
        picture = np.full((96, 96, 3), value, np.uint8)
        wanted = expected(picture, 1 / 127.5, -1.0)
        assert np.allclose(classifier.scores_of(picture), wanted, atol=1e-5 if dtype == "float32" else 0.04), value


def test_the_channels_are_in_order(tmp_path: Path) -> None:
    classifier = load_classifier(shipped(tmp_path))
    for channel in range(3):
        picture = np.zeros((96, 96, 3), np.uint8)
        picture[..., channel] = 255
        assert np.allclose(classifier.scores_of(picture), expected(picture, 1 / 127.5, -1.0), atol=1e-5)


def test_a_known_ruler_changes_nothing(tmp_path: Path) -> None:
    classifier = load_classifier(shipped(tmp_path))
    assert classifier.scores(body("up")) == classifier.scores(body("up"), body_units(body("up")))


def test_a_second_output_is_left_alone(tmp_path: Path) -> None:
    two = load_classifier(shipped(tmp_path, extra_output=True))
    assert np.allclose(two.scores(body()), expected(draw(body(), 96), 1 / 127.5, -1.0), atol=1e-5)


def test_the_picture_has_the_size_the_card_says(tmp_path: Path) -> None:
    classifier = load_classifier(shipped(tmp_path, size=128))
    assert np.allclose(classifier.scores(body()), expected(draw(body(), 128), 1 / 127.5, -1.0), atol=1e-5)


def test_a_card_reads_back_as_it_was_written(tmp_path: Path) -> None:
    path = shipped(tmp_path)
    card = card_for(
        path,
        thresholds={"fly": Threshold(0.9, 0.4)},
        sided=("hadouken",),
        training_sha256="ab" * 32,
        metrics={"by_person": {"V1": 0.5}},
        extra={"command": "python -m tools.train", "quantisation": {"int8": 0.99}},
    )
    card.write(path.with_suffix(".json"))
    assert read_card(path.with_suffix(".json")) == card
    assert load_classifier(path).card == card
    assert not list(tmp_path.glob("*.part"))


def refused(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        load_classifier(path)
    message = str(caught.value)
    assert path.stem in message
    assert "\n" not in message
    return message


def test_a_model_without_its_card(tmp_path: Path) -> None:
    path = shipped(tmp_path)
    path.with_suffix(".json").unlink()
    assert "missing" in refused(path)


def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    assert "not found" in refused(tmp_path / "none.tflite")


def test_a_model_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "folder.tflite").mkdir()
    assert "cannot read" in refused(tmp_path / "folder.tflite")


def test_another_models_card(tmp_path: Path) -> None:
    path = shipped(tmp_path)
    path.write_bytes(path.read_bytes() + b"\0")
    assert "sha256" in refused(path)


def test_another_style_of_skeleton(tmp_path: Path) -> None:
    path = shipped(tmp_path)
    edit_card(path, skeleton_style=STYLE_VERSION + 1)
    assert "style" in refused(path)


def test_a_file_far_too_large(tmp_path: Path) -> None:
    path = shipped(tmp_path)
    with path.open("r+b") as file:
        file.truncate(200 << 20)
    assert "larger than" in refused(path)


@pytest.mark.parametrize("content", [b"", b"hello", b"\0" * 5000])
def test_a_file_that_is_no_model(tmp_path: Path, content: bytes) -> None:
    path = shipped(tmp_path)
    path.write_bytes(content)
    card_for(path).write(path.with_suffix(".json"))
    refused(path)


def test_a_model_cut_short(tmp_path: Path) -> None:
    path = shipped(tmp_path)
    path.write_bytes(path.read_bytes()[:700])
    card_for(path).write(path.with_suffix(".json"))
    refused(path)


def test_a_picture_of_another_size_or_depth(tmp_path: Path) -> None:
    path = shipped(tmp_path)
    edit_card(path, input={"size": 64, "scale": 1.0, "offset": 0.0})
    assert "input" in refused(path)
    path.write_bytes(network(channels=1))
    card_for(path).write(path.with_suffix(".json"))
    assert "input" in refused(path)


def test_more_labels_than_outputs(tmp_path: Path) -> None:
    path = shipped(tmp_path)
    edit_card(path, labels=["normal", "fly", "hadouken", "wings"])
    assert "labels" in refused(path)


@pytest.mark.parametrize(
    "changes",
    [
        {"format": None},
        {"format": "other"},
        {"version": 2},
        {"labels": None},
        {"labels": "fly"},
        {"labels": ["fly"]},
        {"labels": ["fly", "fly", "normal"]},
        {"labels": ["fly", "../fly", "normal"]},
        {"labels": ["fly", 3, "normal"]},
        {"input": None},
        {"input": {"size": 96}},
        {"input": {"size": "96", "scale": 1, "offset": 0}},
        {"input": {"size": 10**6, "scale": 1, "offset": 0}},
        {"input": {"size": 96, "scale": 0, "offset": 0}},
        {"input": {"size": 96, "scale": float("nan"), "offset": 0}},
        {"skeleton_style": "1"},
        {"sha256": "no"},
        {"sha256": None},
        {"thresholds": {"dance": {"enter": 0.5, "leave": 0.4}}},
        {"thresholds": {"fly": {"enter": 0.5, "leave": 0.6}}},
        {"thresholds": {"fly": 0.5}},
        {"thresholds": []},
        {"metrics": 3},
        {"sided": ["a/b"]},
    ],
)
def test_a_card_with_something_wrong(tmp_path: Path, changes: dict[str, Any]) -> None:
    path = shipped(tmp_path)
    edit_card(path, **changes)
    assert "card" in refused(path)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100000])
def test_a_card_that_is_not_json(tmp_path: Path, content: bytes) -> None:
    path = shipped(tmp_path)
    path.with_suffix(".json").write_bytes(content)
    assert "card" in refused(path) or "JSON" in refused(path)


def test_the_oracle_itself_tells_the_labels_apart() -> None:
    """If every picture scored alike, the tests above would prove little."""
    best = {int(np.argmax(expected(np.full((2, 2, 3), colour, np.uint8), 1 / 127.5, -1))) for colour in np.eye(3) * 255}
    assert len(best) > 1
    assert WEIGHTS.shape == (len(LABELS), 3)
    assert BIAS.shape == (len(LABELS),)
    assert ModelCard.__dataclass_params__.frozen  # type: ignore[attr-defined]
