"""A model in one file: packed, unpacked, played with, and refused where it is anything else."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from game.body.classifier import load_classifier, read_card
from game.body.model_acts import ACTS, icon_from, icon_pose
from game.body.package import CARD, NETWORK, unpacked, write_package
from game.errors import UserError
from game.places import CLASSIFIER
from game.vision.virtual.crowd import crowd


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("game.body.package.cache", lambda: tmp_path / "cache")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """The shipped network with acts, icons and a title on its card."""
    path = tmp_path / "mine.tflite"
    path.write_bytes(CLASSIFIER.read_bytes())
    card = read_card(CLASSIFIER.with_suffix(".json"))
    icon = icon_from(crowd(3, 1, 1).pose(0))
    replace(card, title="Class 3b", acts={"wings": ("moonwalk", "jump")}, icons={"wings": icon}).write(
        path.with_suffix(".json")
    )
    return path


def packed(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as pack:
        for name, content in members.items():
            pack.writestr(name.replace("_", "."), content)
    return path


def test_what_is_packed_comes_out_as_it_went_in(model: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.huia"
    write_package(model, path)
    first = path.read_bytes()
    write_package(model, path)
    assert path.read_bytes() == first, "the same model gives the same file"
    network = unpacked(path)
    assert unpacked(path) == network and unpacked(model) == model
    card = load_classifier(network).card
    assert (card.title, card.acts) == ("Class 3b", {"wings": ("moonwalk", "jump")})
    assert icon_pose(card.icons["wings"]).coco17()[:, 2].max() > 0.5
    assert network.read_bytes() == model.read_bytes()


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({}, "nothing else"),
        ({"model_tflite": b"x"}, "nothing else"),
        ({"model_tflite": b"x", "model_json": b"{}", "run_py": b"print()"}, "nothing else"),
        ({"model_tflite": b"x", "../model_json": b"{}"}, "nothing else"),
    ],
)
def test_what_holds_anything_else_is_refused(members: dict[str, bytes], said: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=said):
        unpacked(packed(tmp_path / "a.huia", **members))
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip at all", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_zip_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.huia").write_bytes(content)
    with pytest.raises(UserError) as refused:
        unpacked(tmp_path / "a.huia")
    assert "\n" not in str(refused.value)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.huia"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr(NETWORK, b"x")
        pack.writestr(CARD, bytes(64 << 20))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(UserError, match="larger"):
        unpacked(path)
    assert not (tmp_path / "cache").exists()


def test_a_network_that_was_changed_is_refused(model: Path, tmp_path: Path) -> None:
    path = packed(
        tmp_path / "a.huia",
        model_tflite=model.read_bytes()[:-1] + b"!",
        model_json=model.with_suffix(".json").read_bytes(),
    )
    with pytest.raises(UserError, match=r"sha256.*ask for it again") as refused:
        unpacked(path)
    assert str(path) in str(refused.value) and str(tmp_path / "cache") not in str(refused.value)
    assert not list((tmp_path / "cache").rglob("*.tflite")), "what was refused stays nowhere"


def test_a_card_that_is_none_is_refused_by_the_name_of_its_package(model: Path, tmp_path: Path) -> None:
    path = packed(tmp_path / "a.huia", model_tflite=model.read_bytes(), model_json=b"{broken")
    with pytest.raises(UserError, match=r"a\.huia cannot be read as a model \(a\.json is not valid JSON\)"):
        unpacked(path)


@pytest.mark.parametrize(
    "change",
    [
        {"acts": []}, {"acts": {"swim": ["jump"]}}, {"acts": {"wings": []}}, {"acts": {"wings": ["explode"]}},
        {"acts": {"wings": ["jump"] * 4}}, {"acts": {"wings": "jump"}}, {"icons": []},
        {"icons": {"wings": [[0, 0, 1]]}},
        {"icons": {"wings": [[0, 0]] * 17}}, {"icons": {"wings": [[9, 0, 1]] * 17}},
        {"icons": {"wings": [["a", 0, 1]] * 17}}, {"icons": {"swim": [[0, 0, 1]] * 17}}, {"title": 3},
        {"title": "x" * 81}, {"title": "a\nb"},
    ],
)  # fmt: skip
def test_a_card_with_wrong_acts_or_icons_is_refused(change: dict[str, object], model: Path) -> None:
    path = model.with_suffix(".json")
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(UserError, match="usable model card"):
        read_card(path)


def test_every_act_may_be_chosen(model: Path) -> None:
    card = read_card(model.with_suffix(".json"))
    for act in ACTS:
        replace(card, acts={"wings": (act,)}).write(model.with_suffix(".json"))
        assert read_card(model.with_suffix(".json")).acts == {"wings": (act,)}
