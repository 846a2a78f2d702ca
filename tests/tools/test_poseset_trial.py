"""Data sets in memory: split by person, never by sample; augmentation that keeps a pose a pose."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from game.body.datasets import Sample, SampleWriter
from game.body.poses import NORMAL
from game.body.taught import FeatureExtractor
from game.errors import UserError
from game.vision.virtual.crowd import crowd
from tools.collecting.poseset import PoseSet, from_samples, hold_out, join, load
from tools.measuring.scores import measure
from tools.training import virtual_people as acting
from tools.training.augment import STRONG, Augmentation, augment
from tools.training.virtual_people import KIN, hard_negatives, virtual_people

STILL = Augmentation(*[0.0] * 12)


@pytest.fixture(scope="module", autouse=True)
def few_at_a_time() -> Iterator[None]:
    """Whole chunks are acted; of the usual size they would hold twice as many poses as these tests ask for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acting, "CHUNK", 100)
        yield


@pytest.fixture(scope="module")
def people(few_at_a_time: None) -> PoseSet:
    return virtual_people(600, 5)


@pytest.mark.no_cover
@pytest.mark.slow
def test_virtual_people_act_every_class(people: PoseSet) -> None:
    assert len(people) >= 600
    assert len(set(people.labels.tolist())) == 8
    assert len(set(people.persons.tolist())) > 100
    assert people.digest() == virtual_people(600, 5).digest()
    assert people.digest() != virtual_people(600, 6).digest()


@pytest.mark.no_cover
@pytest.mark.slow
def test_hard_negatives_are_ordinary_and_leave_out_what_the_data_teach() -> None:
    acted = crowd(3, 60, 2, acts=["arms crossed", "wave both"], held_only=True)
    crossed = from_samples([Sample(f"{n}", "mummy", "p", "s", acted.pose(n)) for n in range(len(acted))])
    negatives = hard_negatives(crossed, 400, 1)
    assert set(negatives.labels.tolist()) == {NORMAL}
    extractor = FeatureExtractor()
    own = extractor.all_features([crossed.pose(n) for n in range(len(crossed))])
    nearest = [np.linalg.norm(own - extractor.features(negatives.pose(n)), axis=1).min() for n in range(len(negatives))]
    assert min(nearest) > KIN
    unlike = from_samples([Sample("0", "odd", "p", "s", crowd(3, 1, 1, acts=["dramatic"], held_only=True).pose(0))])
    assert 200 < len(negatives) < len(hard_negatives(unlike, 400, 1)) <= 400


@pytest.mark.slow
def test_nobody_stands_on_both_sides_of_the_split(people: PoseSet) -> None:
    training, held = hold_out(people, 0.2, np.random.default_rng(0))
    assert not set(training.persons.tolist()) & set(held.persons.tolist())
    assert len(training) + len(held) == len(people)
    assert 0.1 < len(held) / len(people) < 0.3


def test_one_person_is_split_by_session_and_one_session_not_at_all(people: PoseSet) -> None:
    one = PoseSet(
        people.points,
        people.frames,
        people.labels,
        np.full(len(people), "me"),
        np.where(np.arange(len(people)) % 3, "a", "b"),
    )
    training, held = hold_out(one, 0.2, np.random.default_rng(0))
    assert set(training.sessions.tolist()) != set(held.sessions.tolist())
    with pytest.raises(UserError, match="second session"):
        hold_out(PoseSet(one.points, one.frames, one.labels, one.persons, one.persons), 0.2, np.random.default_rng(0))


def test_samples_come_back_as_written(tmp_path: Path, people: PoseSet) -> None:
    path = tmp_path / "samples.jsonl"
    with SampleWriter(path) as writer:
        for n in range(5):
            writer.write(Sample(f"s{n}", str(people.labels[n]), "p", "s", people.pose(n), "coco17", "virtual"))
    back = load([path, path])
    assert len(back) == 10
    np.testing.assert_allclose(back.points[:5], people.points[:5], atol=1e-3)
    with pytest.raises(UserError, match="empty"):
        from_samples([])
    assert len(join([back, back])) == 20


def test_no_augmentation_changes_nothing_but_the_head_a_little(people: PoseSet) -> None:
    points = people.points[:64]
    same = augment(points, people.frames[:64], np.zeros(64, bool), np.random.default_rng(1), STILL)
    np.testing.assert_allclose(same[:, 5:], points[:, 5:], atol=2e-3)


@pytest.mark.no_cover
def test_only_what_has_no_side_is_mirrored() -> None:
    acted = crowd(3, 40, 1, acts=["underarm"], held_only=True)
    points = acted.points[:, [0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28]][..., [0, 1, 3]]
    frames = np.tile(np.array(acted.frame, np.int32), (len(points), 1))
    rng = np.random.default_rng(2)

    def left_hand_up(poses: np.ndarray) -> float:
        return float((poses[:, 9, 1] < poses[:, 10, 1]).mean())

    assert left_hand_up(points) > 0.9
    kept = augment(points, frames, np.zeros(len(points), bool), rng, STRONG)
    assert left_hand_up(kept) > 0.9
    flipped = augment(points, frames, np.ones(len(points), bool), rng, STRONG)
    assert 0.2 < left_hand_up(flipped) < 0.8


def test_augmented_poses_are_finite_and_lose_joints(people: PoseSet) -> None:
    changed = augment(people.points, people.frames, np.ones(len(people), bool), np.random.default_rng(3))
    assert np.isfinite(changed).all()
    assert (changed[..., 2] == 0).mean() > (people.points[..., 2] == 0).mean()


def test_scores_count_rightly() -> None:
    truth, said = np.array([0, 0, 0, 1, 1, 2]), np.array([0, 0, 1, 1, 1, 0])
    scores = measure(["a", "b", "c"], truth, said, np.array(["p", "p", "q", "q", "q", "q"]))
    assert scores.accuracy == pytest.approx(4 / 6)
    assert scores.recall("a") == pytest.approx(2 / 3)
    assert scores.precision("b") == pytest.approx(2 / 3)
    assert scores.precision("c") is None
    assert scores.by_person == {"p": (1.0, 2), "q": (0.5, 4)}
    assert scores.as_json()["confusion"]["c"] == {"a": 1}
    assert "accuracy 66.7%" in scores.table()
