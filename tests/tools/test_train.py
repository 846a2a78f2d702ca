"""Training, for real but briefly: the files it leaves, and one sentence for what cannot be trained on."""

import json
import re
import shutil
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import numpy as np
import pytest

import tools.train
from game.body.classifier import load_classifier, read_card
from game.body.datasets import Sample, SampleWriter
from game.vision.virtual.crowd import crowd
from tests.programs import run as run_program
from tools.collecting.poseset import load
from tools.evaluate import main as evaluate
from tools.train import main as train
from tools.training.material import Material
from tools.training.plan import planned


def write(path: Path, labels: list[str], people: int, takes: int = 6, seed: int = 1) -> Path:
    with SampleWriter(path) as writer:
        for person in range(people):
            acted = crowd(seed + person, takes * len(labels), 2, acts=labels, variety=0.3, wildness=0.3, held_only=True)
            for n in range(len(acted)):
                writer.write(
                    Sample(f"{person}-{n}", acted.acts[n], f"p{person}", "s", acted.pose(n), "mediapipe33", "virtual")
                )
    return path


TRAININGS = """
import sys
from tools import train
from tools.training import heads, material, quantise, virtual_people

def shallow(input_shape, include_top, weights, pooling, name, alpha):
    layers = keras.layers
    kept = [layers.Conv2D(8, 3, 4), layers.BatchNormalization(), layers.ReLU(), layers.DepthwiseConv2D(3, 2)]
    return keras.Sequential([keras.Input(input_shape), *kept, layers.GlobalAveragePooling2D()], name=name)

data, ours, whole = sys.argv[1:]
main = train.main
virtual_people.CHUNK, material.CHECKED_NEGATIVES = 100, 200  # fewer ordinary poses are acted
heads.VIEWS = (4, 6)  # and fewer pictures drawn of each pose
heads.Heads.fit.__defaults__ = (16,)  # and fewer epochs learnt from them
codes = [main(["--data", data, "--out", ours, "--name", "mine", "--negatives", "120"])]
for stream in (sys.stdout, sys.stderr):
    print(sys.argv[0], file=stream, flush=True)
import keras
keras.applications.MobileNet = shallow
train.FEW, quantise.KINDS = 0, ("fp32",)  # once, not again from everybody, and not in all formats: the first does both
train.random_split_score = lambda *_: None  # nor is the flattering figure wanted again
words = "--backbone none --epochs 1 --steps 2 --negatives 0"
codes.append(main(["--data", data, "--out", whole, *words.split()]))
print(codes)
"""
"""A new head on the shipped backbone, then a whole network from nothing: TensorFlow is loaded once for both, and
stays out of the other tests' process. Between the two, its own name is printed. Of Keras's MobileNet, which the first
has whole, the second has three layers: TensorFlow takes twenty seconds to prepare all of them for learning."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    data = write(folder / "samples.jsonl", ["fly", "wings", "normal"], 3)
    program = [sys.executable, "-c", TRAININGS, str(data), str(folder), str(folder / "whole")]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    said, said_whole = done.stdout.split("-c\n")
    (folder / "said.txt").write_text(said)
    (folder / "noise.txt").write_text(done.stderr.split("-c\n")[0])
    (folder / "whole" / "said.txt").write_text(said_whole)
    return folder


@pytest.mark.slow
@pytest.mark.no_cover
def test_a_run_leaves_models_cards_and_a_report(run: Path) -> None:
    for kind in ("fp32", "fp16", "int8"):
        classifier = load_classifier(run / f"mine_{kind}.tflite")
        assert classifier.card.labels == ("normal", "fly", "wings")
        scores = classifier.scores(crowd(9, 1, 1).pose(0))
        assert sum(scores) == pytest.approx(1.0, abs=0.02)
    page = (run / "report.html").read_text()
    assert "never seen" in page
    assert "misleading" in page
    assert page.count("<svg") == 2 and page.count("data:image/png") >= 3 + 12
    assert "src='http" not in page and "<script" not in page
    assert json.loads((run / "metrics.json").read_text())["n"] > 0
    assert (run / "skeleton_backbone.npz").stat().st_size > 1000


@pytest.mark.slow
@pytest.mark.no_cover
def test_a_run_is_quiet_and_ends_with_five_sentences_and_a_link(run: Path) -> None:
    said = (run / "said.txt").read_text().splitlines()
    assert said[-1].startswith("Report: file://") and said[-1].endswith("report.html")
    assert "never seen in training" in said[-6] and said[-2].startswith("Next: ")
    assert len(said) <= 10
    noise = (run / "noise.txt").read_text()
    assert "acting" in noise or "learning" in noise
    bar = [int(part) for part in re.findall(r"(\d+)% \|", noise)]  # of the training; an acting's has no space there
    assert bar and bar == sorted(bar), "the bar goes backwards"
    assert not any(word in noise for word in ("WARNING", "W0000", "I0000", "tensorflow", "Epoch"))
    assert "val_accuracy" in (run / "training.log").read_text()


@pytest.mark.slow
@pytest.mark.no_cover
def test_it_learned_three_easy_poses_from_the_shipped_backbone(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unseen = write(run / "unseen.jsonl", ["fly", "wings", "normal"], 2, seed=50)
    words = ["poses", "--data", str(unseen), "--model", str(run / "mine_fp16.tflite"), "--json"]
    assert evaluate(words) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["accuracy"] > 0.85
    assert set(said["per_person"]) == {"p0", "p1"}


@pytest.mark.slow
@pytest.mark.no_cover
def test_the_card_names_the_poses_it_shares_with_the_huia(run: Path) -> None:
    assert read_card(run / "mine_int8.json").known == ("fly", "wings")


@pytest.mark.slow
@pytest.mark.no_cover
def test_the_whole_network_can_be_trained_from_nothing(run: Path) -> None:
    said = (run / "whole" / "said.txt").read_text()
    assert said.endswith("[0, 1]\n")  # two batches teach nothing worth playing, and that is said
    assert "not worth playing" in said
    assert (run / "whole" / "huia_poses.huia").is_file()


def test_the_network_of_few_poses_learns_again_from_everybody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = load([write(tmp_path / "samples.jsonl", ["fly", "wings"], 3, 2)])
    some, rest = data.take(np.arange(8)), data.take(np.arange(8, len(data)))
    material = Material(data, some, rest, (some,), data.take(np.zeros(0, int)), ["fly", "wings"], frozenset(), ())
    monkeypatch.setattr(tools.train, "fit", lambda taught, *_: len(taught))
    plan = planned(Namespace(epochs=1, steps=2, backbone="none", rate=1e-3, seed=0, share=()), True, material.names)
    learn = tools.train._whole(material, plan, None)  # type: ignore[arg-type]
    assert plan.again and (learn(False, 0), learn(True, 1)) == (16, len(data) + 8)


@pytest.mark.slow
@pytest.mark.no_cover
def test_a_changed_model_is_refused(run: Path, tmp_path: Path) -> None:
    for suffix in (".tflite", ".json"):
        shutil.copyfile(run / f"mine_int8{suffix}", tmp_path / f"mine_int8{suffix}")
    model = tmp_path / "mine_int8.tflite"
    data = bytearray(model.read_bytes())
    data[len(data) // 2] ^= 0xFF
    model.write_bytes(data)
    done = run_program(evaluate, "poses", "--data", str(run / "samples.jsonl"), "--model", str(model))
    assert done.code == 2
    assert "sha256" in done.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("nonsense\n", "line 1"),
        ('{"id": "a", "label": "fly", "person": "p", "session": "s"}\n', "line 1"),
    ],
)
def test_bad_data_is_one_sentence(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "samples.jsonl"
    path.write_text(content)
    done = run_program(train, "--data", str(path), "--out", str(tmp_path / "out"))
    assert done.code == 2
    assert done.err.startswith("train: ")
    assert said in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "out").exists()


def test_one_class_or_one_person_is_one_sentence(tmp_path: Path) -> None:
    one_class = write(tmp_path / "class.jsonl", ["fly"], 2, 2)
    done = run_program(train, "--data", str(one_class), "--out", str(tmp_path / "out"))
    assert "one class" in done.err
    alone = write(tmp_path / "alone.jsonl", ["fly", "wings"], 1, 4)
    done = run_program(train, "--data", str(alone), "--out", str(tmp_path / "out"))
    assert "second session" in done.err
    assert done.code == 2


@pytest.mark.no_cover
@pytest.mark.parametrize("word", ["swim=2", "fly", "fly=much", "fly=0"])
def test_a_share_that_makes_no_sense_is_one_sentence(tmp_path: Path, word: str) -> None:
    data = write(tmp_path / "samples.jsonl", ["fly", "wings"], 2, 2)
    done = run_program(train, "--data", str(data), "--out", str(tmp_path / "out"), "--share", word)
    assert done.code == 2 and f"--share {word}" in done.err.splitlines()[-1]


@pytest.mark.slow
@pytest.mark.no_cover
def test_the_shipped_model_knows_people_it_never_saw(capsys: pytest.CaptureFixture[str]) -> None:
    data = Path("../shared/data/huia_people_ab.jsonl")
    if not data.is_file():
        pytest.skip("the real people's poses are not here")
    assert evaluate(["poses", "--data", str(data), "--json"]) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["accuracy"] >= 0.96
    assert said["per_class"]["hadouken"]["recall"] == said["per_class"]["hadouken"]["precision"] == 1.0
    assert said["arms_up"] == {"fly": said["per_class"]["fly"]["n"]}
    assert np.isfinite(said["calibration_error"])


def test_the_report_is_called_after_its_title_or_files_or_poses() -> None:
    names = ("normal", "star", "tree", "crow", "heron", "stork")
    cases = (("Zoo", "huia_poses", "Zoo"), ("", "zoo", "zoo"), ("", "huia_poses", "star, tree, crow, heron and 1 more"))
    for title, name, called in cases:
        assert tools.train._called(Namespace(title=title, name=name), names) == called
