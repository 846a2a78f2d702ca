"""The trials of teaching, on one person and one pose: what they film, and what they count."""

from pathlib import Path

import numpy as np
import pytest

from game.body.pose import Landmark
from game.body.taught import FeatureExtractor, Recogniser, read_reference
from game.body.units import body_units
from game.places import REFERENCE
from game.vision.virtual.ordinary_acts import ORDINARY_ACTS
from game.vision.virtual.performance import Beat
from tools.collecting.poseset import PoseSet
from tools.measuring.lessons import UNTAUGHT, filmed, fired, lesson_of, looked_at
from tools.measuring.new_poses import NEW_POSES
from tools.measuring.retrain import FIVE, samples
from tools.training import reference

PERSON = UNTAUGHT + 900


@pytest.mark.no_cover
def test_takes_of_one_person_differ_and_are_the_same_again() -> None:
    script = [Beat("cactus", None, 0.6)]
    first, again, later = filmed(PERSON, 1, script), filmed(PERSON, 1, script), filmed(PERSON, 2, script)
    assert first[1] == again[1] != later[1]
    one, same = (film[0][40].pose for film in (first, again))
    assert one is not None
    assert same is not None
    np.testing.assert_array_equal(one.points, same.points)


@pytest.mark.no_cover
def test_a_lesson_keeps_the_pose_alone() -> None:
    kept = lesson_of(PERSON, "cactus")
    assert len(kept) > 200
    for pose in kept:
        units = body_units(pose)
        assert units is not None
        at = units.of(pose.xy_px())
        assert at[[Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST], 1].max() < 0.3, "arms that hang were kept"


@pytest.mark.slow
@pytest.mark.no_cover
def test_a_taught_pose_is_known_in_a_later_take_and_nothing_else_is() -> None:
    extractor = FeatureExtractor()
    recogniser = Recogniser(extractor.all_features(read_reference(REFERENCE)))
    assert recogniser.learn("mummy", extractor.all_features(lesson_of(PERSON, "mummy"))).learnt
    seen = looked_at(filmed(PERSON, 5, [Beat("mummy", None, 0.6), Beat("wings"), Beat("fly")]), extractor)
    assert seen.held.any()
    times, scores = fired(seen, recogniser)
    cue = seen.cues[0]
    assert len(times) == 1
    assert cue.start_s < times[0] < cue.leave_s
    wings_and_fly = np.array([act in ("wings", "fly") for act in seen.acts])
    assert scores[seen.held & wings_and_fly].max() < 0.5


@pytest.mark.no_cover
@pytest.mark.slow
def test_a_makers_samples_are_of_every_pose_and_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.measuring.retrain.ORDINARY_ACTS", tuple(ORDINARY_ACTS)[::5])
    made = samples([PERSON], FIVE[:1], 10, 1)
    assert [sample.label for sample in made].count(FIVE[0]) == 10
    assert {sample.label for sample in made} == {FIVE[0], "normal"}
    assert len({sample.id for sample in made}) == len(made)
    assert set(FIVE) <= set(NEW_POSES)


def test_reference_poses_are_read_as_they_were_written(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    poses = PoseSet(
        rng.random((5, 17, 3)).astype(np.float32),
        np.full((5, 2), (640, 480), np.int32),
        np.array(["normal"] * 5),
        np.array(["v1"] * 5),
        np.array(["virtual"] * 5),
    )
    path = tmp_path / "reference.npz"
    reference.write(poses, path)
    again = read_reference(path)
    assert len(again) == 5
    for before, after in zip(poses.points, again, strict=True):
        np.testing.assert_allclose(before, after.coco17(), atol=1e-3)
    assert [p.name for p in tmp_path.iterdir()] == ["reference.npz"]
