"""Points that rise and berries that fly: where they begin, where they end, and that they end."""

from game.modes.play import _gain
from game.scene.drawing import Disc, Text
from game.scene.interface.gains import FLY_S, RISE_S, Gain, earned, older
from game.scene.interface.hud import layout
from game.world.snapshot import WorldEvent

SIZE = (1280, 720)


def test_points_rise_from_where_they_were_earned() -> None:
    heights = []
    for age_s in (0.0, 0.3, 0.9):
        (text,) = earned(SIZE, [(Gain(150, 0.0, 0.0, age_s), 500.0, 400.0)])
        assert isinstance(text, Text) and text.text == "+150" and text.x == 500.0
        heights.append(text.y)
    assert heights[0] == 400.0 > heights[1] > heights[2]


def test_a_berry_flies_to_the_score() -> None:
    def at(age_s: float) -> Disc:
        disc = earned(SIZE, [(Gain(20, 0.0, 0.0, age_s, food=True), 700.0, 500.0)])[0]
        assert isinstance(disc, Disc)
        return disc

    assert (at(0.0).x, at(0.0).y) == (700.0, 500.0)
    end, score = at(FLY_S * 0.999), layout(SIZE).score
    assert score.x <= end.x <= score.right and score.y <= end.y <= score.bottom


def test_they_are_over_after_their_time() -> None:
    both = (Gain(150, 0.0, 0.0), Gain(20, 0.0, 0.0, food=True))
    assert len(older(both, FLY_S - 0.01)) == 2
    assert [gain.food for gain in older(both, FLY_S + 0.01)] == [False]
    assert older(both, RISE_S + 0.01) == ()


def test_only_what_earned_points_is_shown() -> None:
    assert _gain(WorldEvent("passed", 1.0, amount=25.0)) is None
    assert _gain(WorldEvent("stomp", 1.0, amount=0.0)) is None
    knocked, eaten = (
        _gain(WorldEvent("knock", 1.0, 2.0, 3.0, "rat", 150.0)),
        _gain(WorldEvent("pickup", 1.0, amount=20)),
    )
    assert knocked == Gain(150, 2.0, 3.0) and eaten is not None and eaten.food
