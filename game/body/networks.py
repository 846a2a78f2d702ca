"""The two networks that read moves, loaded together: one looks at a skeleton's picture, one at the last half second."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from game.body.classifier import Classifier, load_classifier
from game.body.moves_model import MovesModel, load_moves
from game.body.package import unpacked
from game.places import CLASSIFIER


class MoveNetworks(NamedTuple):
    """What `BodyReader` takes. moves: None where there is none that fits. witness: the classifier that the moves
    network was trained on, where `classifier` is another one, as of a maker's own poses.
    """

    classifier: Classifier | None = None
    moves: MovesModel | None = None
    witness: Classifier | None = None


def load_move_networks(classifier: Path | None, moves: Path | None) -> MoveNetworks:
    """Load what is there; the classifier may be a package. Raises UserError for a file that cannot be used."""
    if classifier is None:
        return MoveNetworks()
    first = load_classifier(unpacked(classifier))
    second = load_moves(moves) if moves is not None else None
    if second is None or second.knows(first.card):
        return MoveNetworks(first, second)
    witness = load_classifier(CLASSIFIER) if CLASSIFIER.is_file() else None
    if witness is None or not second.knows(witness.card):
        return MoveNetworks(first)
    return MoveNetworks(first, second, witness)
