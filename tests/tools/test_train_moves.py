"""Clips to learn moves from, and the judgement on them; the training itself for a few steps."""

import subprocess
import sys
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from game.body.classifier import load_classifier
from game.body.moves_model import LEFT, PARTS, RIGHT, MovesCard, load_moves, read_moves_card
from game.body.past import Times, resampled
from game.body.pose import FloatArray, Landmark
from game.body.poses import NORMAL
from game.errors import UserError
from game.places import CLASSIFIER, MOVES
from game.vision.virtual.clips import clip
from tools import train_moves
from tools.moves import judging, network
from tools.moves.clips import NAMES, Footage, _seated, footage, joined, load, save


@pytest.fixture(scope="module")
def clips() -> Footage:
    return footage(range(10, 13), 1, load_classifier(CLASSIFIER))


def test_clips_are_the_same_again_and_survive_a_file(clips: Footage, tmp_path: Path) -> None:
    again = footage(range(10, 11), 1, load_classifier(CLASSIFIER))
    first = clips.clips == 0
    assert again.kinds == clips.kinds[:1]
    assert np.array_equal(again.rows, clips.rows[first])
    save(tmp_path / "clips.npz", clips)
    kept = load(tmp_path / "clips.npz")
    assert kept.digest() == clips.digest()
    assert kept.acts == clips.acts
    twice = joined([clips, clips])
    assert len(twice.kinds) == 2 * len(clips.kinds)
    assert (np.diff(twice.times_s) > 0).all()


def test_a_stopped_run_goes_on_with_the_clips_it_kept(
    clips: Footage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train_moves, "CHUNK", 2)
    options = Namespace(clips=3, checks=1, seed=1, cache=tmp_path)
    classifier = load_classifier(CLASSIFIER)
    first = train_moves._footage(options, classifier, "train")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["train-1-0-2.npz", "train-1-2-3.npz"]
    assert first.kinds == footage(range(3), 1, classifier).kinds
    (tmp_path / "train-1-2-3.npz").unlink()
    save(tmp_path / "train-1-0-2.npz", joined([clips, clips]))
    again = train_moves._footage(options, classifier, "train")
    assert again.kinds == (*clips.kinds, *clips.kinds, first.kinds[2])


@pytest.mark.parametrize("option", ["--out", "--cache"])
def test_a_folder_that_cannot_be_written_to_is_named_by_its_option(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    assert train_moves.main([option, "file/folder"]) == 2
    assert f"argument {option}: file/folder cannot be made" in capsys.readouterr().err


def test_a_network_that_is_always_right_is_judged_so(clips: Footage) -> None:
    truth = np.eye(len(NAMES), dtype=np.float32)[clips.labels]
    levels = judging.thresholds_of([(name, 0.6) for name in judging.MERGED])
    right = judging.judge(clips, truth, levels)
    assert right.hadoukens > 0
    assert (right.thrown, right.sides, right.twice) == (1.0, 1.0, 0)
    assert 0.0 <= right.delay_s <= 0.15
    assert not right.false
    assert not right.wrong
    idle = judging.judge(clips, np.eye(len(NAMES), dtype=np.float32)[np.zeros_like(clips.labels)], levels)
    assert idle.thrown == 0.0
    found = judging.real(replace(clips, kinds=("punch",) * len(clips.kinds)), truth, levels)
    thrusts = [clips.labels[clips.clips == n].max() for n in range(len(clips.kinds))]  # no other move is in them
    assert set(thrusts) <= {NAMES.index(name) for name in (NORMAL, LEFT, RIGHT)}
    assert sum(found["false"].values()) == np.count_nonzero(thrusts) >= right.hadoukens


def test_half_of_what_is_learnt_of_a_move_is_what_the_network_doubts(
    clips: Footage, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[float] = []

    def spied(times_s: Times, rows: npt.NDArray[np.float16], at_s: Times) -> FloatArray:
        drawn.extend(at_s[:, -1].tolist())
        return resampled(times_s, rows, at_s)

    monkeypatch.setattr(network, "resampled", spied)
    source = network.Windows(clips, network.Recipe())
    candidates = source.candidates()
    labels = clips.labels[candidates]
    assert (np.diff(candidates) > 0).all()
    assert {NAMES[label] for label in labels} <= {NORMAL, LEFT, RIGHT}
    said = np.eye(len(NAMES), dtype=np.float32)[labels]
    thrusts = np.flatnonzero(labels != 0)
    doubted = thrusts[len(thrusts) // 2]
    said[doubted] = 0.0
    source.mine(said)
    _, learnt = source.batch()
    alike = learnt == labels[doubted]
    often = np.mean(np.isclose(np.array(drawn)[alike], clips.times_s[candidates[doubted]]))
    assert 0.4 <= often <= 0.6
    assert np.mean(learnt == 0) > 2 * np.mean(alike)  # by SHARES three times, whatever the clips show


TRAINING = """
import sys
from tools import train_moves
from tools.moves import network

network.MEMBERS = 2  # a mean of two is one, and TensorFlow takes two seconds to prepare each for learning
sys.exit(train_moves.main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("moves")
    words = f"--clips 4 --checks 2 --steps 3 --out {out}"
    done = subprocess.run([sys.executable, "-c", TRAINING, *words.split()], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return out / "huia_moves.tflite"


@pytest.mark.slow
@pytest.mark.no_cover
def test_training_leaves_a_model_with_its_card(trained: Path) -> None:
    model = load_moves(trained)
    assert isinstance(model.card, MovesCard)
    assert model.card.width == 34 + 17 + 8 + 256
    assert model.card.parts == PARTS
    assert model.card.labels == NAMES
    assert model.card.extra["trained_by"] == "python -m tools.train_moves --clips 4 --checks 2 --steps 3"
    assert model.knows(load_classifier(CLASSIFIER).card)
    said = model.probabilities(np.zeros((16, model.card.width + 2), np.float32))
    assert said.sum() == pytest.approx(1.0, abs=0.01)


def test_the_shipped_card_has_the_levels_that_training_gives_and_is_written_as_it_was_read() -> None:
    path = MOVES.with_suffix(".json")
    card = read_moves_card(path)
    assert card.thresholds == train_moves.levels()
    assert card.thresholds["hadouken"].sure == train_moves.THRUST_SURE
    assert card.thresholds["wings"].hold_s is None
    assert card.to_json() == path.read_text().rstrip("\n")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"sha256": "', '"sha256": "0', "not a usable card"),
        ('"steps": 16', '"steps": 15', "16 steps"),
        ('"features": {\n    "version": 1', '"features": {\n    "version": 9', "features are of version 9"),
        ('"scores",\n', '"smell",\n', "parts should be some of"),
        ('"leave": 0.', '"leave": 9.', "thresholds"),
        ('"leave"', '"left"', "'leave' is missing"),
        ('"sure": 0.', '"sure": 0.0', "enter <= sure <= 1"),
        ('"hold_s": ', '"hold_s": 9', "at most 5 seconds"),
        ("huia-moves-model", "huia-model", "format"),
        ("{", "[", "not valid JSON"),
    ],
)
def test_a_card_that_does_not_fit_is_refused_in_one_sentence(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    (tmp_path / "a.tflite").write_bytes(MOVES.read_bytes())
    card = MOVES.with_suffix(".json").read_text()
    assert old in card
    (tmp_path / "a.json").write_text(card.replace(old, new, 1))
    with pytest.raises(UserError, match=sentence) as refused:
        load_moves(tmp_path / "a.tflite")
    assert "\n" not in str(refused.value)


def test_a_model_without_its_card_or_of_another_card_is_refused(tmp_path: Path) -> None:
    alone = tmp_path / "alone.tflite"
    alone.write_bytes(MOVES.read_bytes())
    with pytest.raises(UserError, match=r"alone\.json"):
        load_moves(alone)
    (tmp_path / "alone.json").write_text(MOVES.with_suffix(".json").read_text())
    alone.write_bytes(MOVES.read_bytes() + b"more")
    with pytest.raises(UserError, match="sha256"):
        load_moves(alone)


def test_who_sits_near_the_camera_shows_neither_hips_nor_legs() -> None:
    stands = clip(7, "hadouken")
    sits = _seated(stands, np.random.default_rng(1))
    below = list(range(Landmark.LEFT_HIP, len(Landmark)))
    assert (sits.points[:, below, 1] > 1.0).all()
    assert (sits.points[:, below, 3] <= 0.11).all()
    assert 0.25 < sits.points[0, Landmark.NOSE, 1] < 0.55
    arms = [Landmark.LEFT_SHOULDER, Landmark.LEFT_WRIST]
    zoom = np.diff(sits.points[:, arms, :2], axis=1) / np.diff(stands.points[:, arms, :2], axis=1)
    assert np.allclose(zoom, zoom[0, 0, 0], rtol=0.02)
    assert zoom[0, 0, 0] > 1.0
