"""What the bird does for a maker's poses, as their card says."""

from game.controls.acts import PATIENCE_S, ActScript
from game.controls.intent import Intent
from game.tuning import TIMING


def test_a_pose_asks_for_its_act_and_others_stay() -> None:
    script = ActScript({"tiger": ("hadouken",), "star": ("jump",), "tree": ("moonwalk",)})
    assert script.step(Intent(move="tiger"), False) == Intent(hadouken="right")
    assert script.step(Intent(move="star"), False) == Intent(jump=True)
    assert script.step(Intent(move="tree"), False).move == "moonwalk"
    assert script.step(Intent(move="wings"), False).move == "wings"
    assert script.step(Intent(mate=Intent(move="tree")), False).mate == Intent(move="moonwalk")


def test_a_name_means_nothing_by_itself() -> None:
    assert ActScript({}).step(Intent(move="jump"), False) == Intent(move="jump")


def test_a_combination_goes_on_when_the_bird_is_free() -> None:
    script = ActScript({"star": ("wings", "backpack")})
    assert script.step(Intent(move="star"), False).move == "wings"
    assert [script.step(Intent(), True).move for _ in range(30)] == [None] * 30
    assert script.step(Intent(), False).move == "backpack"
    assert [script.step(Intent(), False).move for _ in range(30)] == [None] * 30


def test_another_wish_ends_a_combination() -> None:
    for wish in (Intent(jump=True), Intent(hadouken="left"), Intent(move="wings")):
        script = ActScript({"star": ("wings", "backpack")})
        script.step(Intent(move="star"), False)
        assert script.step(wish, True) == wish
        assert script.step(Intent(), False).move is None


def test_the_rest_is_dropped_after_a_while() -> None:
    script = ActScript({"star": ("wings", "backpack")})
    script.step(Intent(move="star"), False)
    for _ in range(round(PATIENCE_S / TIMING.step_s) + 1):
        script.step(Intent(), True)
    assert script.step(Intent(), False).move is None
