"""The shipped temporal network, in the reader it serves: acted moves of people it has never seen."""

from dataclasses import replace
from pathlib import Path

import pytest

from game.body.classifier import Threshold, load_classifier, read_card
from game.body.networks import MoveNetworks, load_move_networks
from game.body.reader import BodyReader
from game.body.reading import BodyEvent, Reading
from game.body.why_moves import why
from game.places import CLASSIFIER, MOVES
from game.vision.virtual.clips import Filming, clip
from tests.body.networks import shipped

PEOPLE = (1 << 40) + 70_000


@pytest.fixture(scope="module")
def networks() -> MoveNetworks:
    return load_move_networks(CLASSIFIER, MOVES)


def watched(networks: MoveNetworks, person: int, kind: str, fps: float = 30.0) -> tuple[list[BodyEvent], list[Reading]]:
    """Moves that fire in a tidy clip of a person, and all readings."""
    acted = clip(PEOPLE + person, kind, side="left", filming=Filming(fps, wildness=0.0, variety=0.5))
    reader, events, readings = BodyReader(*networks), {}, []
    for t_s, pose in zip(acted.times_s.tolist(), acted.poses(), strict=True):
        readings.append(reader.read(t_s, [] if pose is None else [pose]))
        events.update({event.serial: event for event in readings[-1].events if event.kind in ("hadouken", "move")})
    return list(events.values()), readings


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize("fps", [15, 30, 60])
def test_a_thrust_is_one_hadouken_to_its_side_at_any_rate(networks: MoveNetworks, fps: float) -> None:
    events, readings = watched(networks, 1, "hadouken", fps)
    assert [(event.kind, event.side) for event in events] == [("hadouken", "left")]
    assert readings[-1].embedding is not None
    assert readings[-1].embedding.shape == (256,)
    seen = [reading.judgement for reading in readings if reading.judgement is not None]
    assert any(judgement.holding == "hadouken" for judgement in seen)
    assert why(seen, "hadouken") == ""


@pytest.mark.no_cover
@pytest.mark.parametrize("kind", ["jab", "clap", "walk", "drink"])
def test_what_is_no_move_fires_none_and_why_says_so(networks: MoveNetworks, kind: str) -> None:
    events, readings = watched(networks, 2, kind)
    assert events == []
    sentence = why([reading.judgement for reading in readings if reading.judgement is not None], "hadouken")
    assert "hadouken" in sentence


def test_a_classifier_of_other_poses_is_served_by_the_simple_gate(tmp_path: Path) -> None:
    other = load_move_networks(shipped(tmp_path, "int8"), MOVES)
    assert other.classifier is not None
    assert other.moves is not None and not other.moves.knows(other.classifier.card)
    assert other.witness is not None and other.moves.knows(other.witness.card)
    assert load_move_networks(None, MOVES) == MoveNetworks()
    known = load_move_networks(CLASSIFIER, MOVES)
    assert known.moves is not None
    assert known.moves.knows(load_classifier(CLASSIFIER).card)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "fired"), [("hadouken", ["hadouken"]), ("jab", []), ("wings", ["wings"])])
def test_hadoukens_of_a_makers_classifier_are_told_by_movement(kind: str, fired: list[str], tmp_path: Path) -> None:
    """The shipped network as if a maker had trained it: its labels, but an embedding nobody knows."""
    path = tmp_path / CLASSIFIER.name
    path.write_bytes(CLASSIFIER.read_bytes())
    card = read_card(CLASSIFIER.with_suffix(".json"))
    replace(card, extra={**card.extra, "embedding": "own"}).write(path.with_suffix(".json"))
    networks = load_move_networks(path, MOVES)
    assert networks.witness is not None
    events, _ = watched(networks, 1, kind)
    assert [event.name for event in events] == fired


@pytest.mark.no_cover
@pytest.mark.parametrize(("known", "fired"), [((), ["fly"]), (("fly",), [])])
def test_a_pose_shared_with_the_huia_needs_a_second_opinion(
    known: tuple[str, ...], fired: list[str], tmp_path: Path
) -> None:
    """A maker's classifier that takes every `wings` for `fly`: the network sees none where it is asked."""
    path = tmp_path / CLASSIFIER.name
    path.write_bytes(CLASSIFIER.read_bytes())
    card = read_card(CLASSIFIER.with_suffix(".json"))
    swapped = {"fly": "wings", "wings": "fly"}
    labels = tuple(swapped.get(label, label) for label in card.labels)
    replace(card, labels=labels, known=known, thresholds={}, sided=()).write(path.with_suffix(".json"))
    assert read_card(path.with_suffix(".json")).known == known
    events, _ = watched(load_move_networks(path, MOVES), 1, "wings")
    assert [event.name for event in events] == fired


@pytest.mark.no_cover
@pytest.mark.parametrize(("known", "fired"), [((), []), (("wings",), ["wings"])])
def test_a_pose_shared_with_the_huia_is_told_by_its_network_where_the_classifier_hesitates(
    known: tuple[str, ...], fired: list[str], tmp_path: Path
) -> None:
    """A maker's classifier that by its own threshold never takes `wings`, although it sees them."""
    path = tmp_path / CLASSIFIER.name
    path.write_bytes(CLASSIFIER.read_bytes())
    card = read_card(CLASSIFIER.with_suffix(".json"))
    own = replace(card, known=known, extra={**card.extra, "embedding": "own"})
    replace(own, thresholds={"wings": Threshold(1.0, 0.9)}).write(path.with_suffix(".json"))
    events, readings = watched(load_move_networks(path, MOVES), 1, "wings")
    assert [event.name for event in events] == fired
    assert max(reading.scores[card.labels.index("wings")] for reading in readings if reading.scores) > 0.9
