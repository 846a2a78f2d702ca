"""Classes that are each other's mirror image are found from the poses alone."""

import numpy as np
import pytest

from game.body.poses import POSES
from tools.collecting.poseset import PoseSet, join
from tools.collecting.sides import sided_classes, sided_labels
from tools.training.virtual_people import virtual_people


def renamed(data: PoseSet, name: str) -> PoseSet:
    return PoseSet(data.points, data.frames, np.array([name] * len(data)), data.persons, data.sessions)


def mirrored(data: PoseSet) -> PoseSet:
    points = np.stack([data.pose(n).mirrored().coco17() for n in range(len(data))])
    return PoseSet(points, data.frames, data.labels, data.persons, data.sessions)


@pytest.fixture(scope="module")
def people() -> PoseSet:
    return virtual_people(900, 3, POSES)


@pytest.mark.no_cover
def test_two_classes_that_are_mirror_images_have_a_side(people: PoseSet) -> None:
    raised = people.take(people.labels == "underarm")
    left, right = renamed(raised, "raise left"), mirrored(renamed(raised, "raise right"))
    both = renamed(people.take(people.labels == "wings"), "bird")
    data = join([left, right, both])
    twins = {twin.label: twin.other for twin in sided_classes(data)}
    assert twins == {"raise left": "raise right", "raise right": "raise left"}
    assert sided_labels(data, sided_classes(data)) == {"raise left", "raise right"}


@pytest.mark.no_cover
def test_of_the_huias_own_poses_it_is_known(people: PoseSet) -> None:
    twins = sided_classes(people)
    assert {twin.label for twin in twins} <= {"underarm", "moonwalk", "backpack"}
    assert sided_labels(people, twins) == {"underarm", "moonwalk", "backpack"}


def test_one_class_or_nothing_has_no_side(people: PoseSet) -> None:
    assert sided_classes(people.take(people.labels == "fly")) == ()
    assert sided_classes(people.take(np.zeros(len(people), bool))) == ()
