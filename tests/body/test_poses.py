"""The eight poses are the same everywhere: acted, classified, drawn, answered by the bird, and each has a key."""

from game.body.classifier import read_card
from game.body.poses import BY_EASE, MOVES, POSES, SIDED
from game.places import CLASSIFIER
from game.scene.interface.icons import FIGURES, HOW
from game.vision.virtual.huia_acts import HUIA_ACTS
from game.world.acts import MOVES as ANSWERED


def test_everybody_means_the_same_eight() -> None:
    card = read_card(CLASSIFIER.with_suffix(".json"))
    assert tuple(HUIA_ACTS) == POSES, "the order of acts decides what a seed gives"
    for some in (BY_EASE, FIGURES, HOW, card.labels):
        assert sorted(some) == sorted(POSES)
    assert set(card.sided) == SIDED
    assert tuple(ANSWERED) == MOVES
