"""The two networks that read moves, loaded together: one looks at a skeleton's picture, one at the last half second."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from game.body.classifier import Classifier, load_classifier
from game.body.moves_model import MovesModel, load_moves


class MoveNetworks(NamedTuple):
    """What `BodyReader` takes. moves: None where it was trained on another classifier's poses, or is not there."""

    classifier: Classifier | None = None
    moves: MovesModel | None = None


def load_move_networks(classifier: Path | None, moves: Path | None) -> MoveNetworks:
    """Load what is there. Raises UserError for a file that cannot be used."""
    if classifier is None:
        return MoveNetworks()
    first = load_classifier(classifier)
    second = load_moves(moves) if moves is not None else None
    return MoveNetworks(first, second if second is not None and second.knows(first.card) else None)
