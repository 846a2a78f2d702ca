"""A player's own pose known again: the shipped network and reference poses, scripted bodies that tremble."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from game.body.classifier import load_classifier
from game.body.pose import FloatArray, Landmark, Pose
from game.body.taught import FeatureExtractor, Recogniser, read_reference
from game.errors import UserError
from game.places import CLASSIFIER, REFERENCE
from game.tuning import TEACHING
from tests.body.bodies import ARMS, body
from tests.body.networks import shipped

CACTUS = {
    Landmark.LEFT_ELBOW: (0.85, 0.0),
    Landmark.RIGHT_ELBOW: (-0.85, 0.0),
    Landmark.LEFT_WRIST: (0.85, -0.5),
    Landmark.RIGHT_WRIST: (-0.85, -0.5),
}
FLAG = {**ARMS["level"], Landmark.LEFT_ELBOW: (0.36, -0.5), Landmark.LEFT_WRIST: (0.38, -1.05)}


def trembling(arms: dict[Landmark, tuple[float, float]] | str, count: int, seed: int, sway: float = 1.0) -> list[Pose]:
    """The same pose again and again, each joint a few centimetres elsewhere, the whole body more (sway 0: not)."""
    rng = np.random.default_rng(seed)
    poses = []
    for _ in range(count):
        place, size = (320 + sway * rng.normal(0, 15), 200 + sway * rng.normal(0, 8)), sway * rng.normal(0, 0.05)
        one = body(arms, at=place, torso_px=float(100 * np.exp(size)))
        points = one.points.copy()
        points[:, :2] += rng.normal(0, 2.0, (33, 2)) / one.frame
        poses.append(Pose(points, one.frame))
    return poses


@pytest.fixture(scope="module")
def extractor() -> Iterator[FeatureExtractor]:
    yield FeatureExtractor(load_classifier(CLASSIFIER))


@pytest.fixture(scope="module")
def reference(extractor: FeatureExtractor) -> FloatArray:
    return extractor.all_features(read_reference(REFERENCE))


@pytest.mark.no_cover
@pytest.mark.parametrize("embeds", [True, False])
def test_a_pose_once_shown_is_known_again_and_others_are_not(
    embeds: bool, extractor: FeatureExtractor, reference: FloatArray
) -> None:
    mine = extractor if embeds else FeatureExtractor()
    recogniser = Recogniser(reference if embeds else mine.all_features(read_reference(REFERENCE)))
    assert recogniser.scores(mine.features(body(CACTUS))) == ()
    assert recogniser.learn("cactus", mine.all_features(trembling(CACTUS, 120, 1))).learnt
    assert recogniser.learn("flag", mine.all_features(trembling(FLAG, 120, 2))).learnt
    assert recogniser.card.labels == ("normal", "cactus", "flag")

    def known(arms: dict[Landmark, tuple[float, float]] | str) -> list[str]:
        found = []
        for pose in trembling(arms, 40, 3):
            scores = recogniser.scores(mine.features(pose))
            assert len(scores) == 3
            assert all(0 <= score <= 1 for score in scores)
            best = int(np.argmax(scores))
            found.append(recogniser.card.labels[best] if scores[best] >= TEACHING.enter else "")
        return found

    assert known(CACTUS).count("cactus") >= 39
    assert known(FLAG).count("flag") >= 39
    for other in ("down", "up", "level", "by the head"):
        assert not {"cactus", "flag"} & set(known(other)), other
    recogniser.forget("cactus")
    assert recogniser.names == ("flag",)


@pytest.mark.no_cover
def test_left_and_right_are_told_apart(extractor: FeatureExtractor, reference: FloatArray) -> None:
    recogniser = Recogniser(reference)
    recogniser.learn("flag", extractor.all_features(trembling(FLAG, 120, 2)))
    assert recogniser.scores(extractor.features(body(FLAG)))[1] > TEACHING.enter
    assert recogniser.scores(extractor.features(body(FLAG).mirrored()))[1] < TEACHING.enter, "it must not fire"


@pytest.mark.no_cover
def test_legs_out_of_the_picture_do_not_matter(extractor: FeatureExtractor, reference: FloatArray) -> None:
    recogniser = Recogniser(reference)
    recogniser.learn("cactus", extractor.all_features(trembling(CACTUS, 120, 1)))
    legs = (Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE, Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE)
    assert recogniser.scores(extractor.features(body(CACTUS, hidden=legs)))[1] > TEACHING.enter


def test_what_everybody_does_and_what_is_known_already_is_refused(
    extractor: FeatureExtractor, reference: FloatArray
) -> None:
    common = Recogniser(np.concatenate([reference, extractor.all_features(trembling(CACTUS, 120, 5))]))
    known = common.learn("cactus", extractor.all_features(trembling(CACTUS, 120, 1)))
    assert not known.learnt
    assert "everybody" in known.sentence
    recogniser = Recogniser(reference)
    assert recogniser.learn("cactus", extractor.all_features(trembling(CACTUS, 120, 1))).learnt
    twin = recogniser.learn("twin", extractor.all_features(trembling(CACTUS, 120, 2)))
    assert not twin.learnt
    assert "your cactus" in twin.sentence
    assert recogniser.learn("cactus", extractor.all_features(trembling(CACTUS, 120, 3))).learnt, (
        "a better take of its own"
    )
    few = recogniser.learn("few", extractor.all_features(trembling(FLAG, TEACHING.least - 1, 3)))
    assert not few.learnt
    assert not recogniser.learn("none", np.zeros((0, reference.shape[1]), np.float32)).learnt
    assert recogniser.names == ("cactus",)


@pytest.mark.no_cover
def test_the_gate_of_all_moves_lets_a_taught_one_through_once(
    extractor: FeatureExtractor, reference: FloatArray
) -> None:
    recogniser = Recogniser(reference)
    recogniser.learn("cactus", extractor.all_features(trembling(CACTUS, 120, 1)))
    gate = recogniser.gate()
    fired = []
    for n, pose in enumerate([*trembling("down", 30, 1), *trembling(CACTUS, 60, 2), *trembling("down", 30, 3)]):
        move = gate.step(n / 30, recogniser.scores(extractor.features(pose)), pose)
        if move is not None:
            fired.append((move.name, n / 30))
    assert [name for name, _ in fired] == ["cactus"]
    assert 1.0 < fired[0][1] < 1.4


def test_bodies_that_cannot_be_measured_have_no_features(extractor: FeatureExtractor) -> None:
    assert extractor.features(body(visibility=0.0)) is None
    assert extractor.all_features([body(visibility=0.0)]).shape[0] == 0


def test_a_network_without_embedding_is_as_none_at_all(tmp_path: Path) -> None:
    single = load_classifier(shipped(tmp_path))
    assert not single.embeds
    scores, embedding = single.look(body())
    assert embedding is None
    assert scores == single.scores(body())
    np.testing.assert_array_equal(FeatureExtractor(single).features(body()), FeatureExtractor().features(body()))


def test_the_shipped_network_tells_scores_and_embedding_in_one_go() -> None:
    classifier = load_classifier(CLASSIFIER)
    scores, embedding = classifier.look(body("level"))
    assert embedding is not None
    assert embedding.shape == (256,)
    assert scores == classifier.scores(body("level"))
    other = classifier.look(body("up"))[1]
    assert other is not None
    assert np.abs(embedding - other).max() > 0.1


@pytest.mark.parametrize("broken", ["missing", "text", "pickle", "shape", "nan", "huge", "keys"])
def test_reference_poses_that_cannot_be_used_are_one_sentence(broken: str, tmp_path: Path) -> None:
    path = tmp_path / "reference.npz"
    good = {"points": np.full((3, 17, 3), 0.5, np.float16), "frames": np.full((3, 2), 480, np.uint16)}
    match broken:
        case "text":
            path.write_text("hello")
        case "pickle":
            np.savez(path, points=np.array([{}], object), frames=good["frames"])
        case "shape":
            np.savez(path, points=good["points"][:, :5], frames=good["frames"])
        case "nan":
            np.savez(path, points=good["points"] * np.float16(np.nan), frames=good["frames"])
        case "huge":
            path.write_bytes(b"0" * (5 << 20))
        case "keys":
            np.savez(path, points=good["points"])
    with pytest.raises(UserError, match=r"tools\.training\.reference"):
        read_reference(path)
    np.savez(path, **good)  # type: ignore[arg-type]
    assert len(read_reference(path)) == 3


def test_the_shipped_reference_is_small_and_of_many_people() -> None:
    assert REFERENCE.stat().st_size < 300_000
    poses = read_reference(REFERENCE)
    assert len(poses) >= 2000
    assert len({round(float(pose.points[0, 0]), 3) for pose in poses}) > 300
