"""Choosing without a key: a menu for a hand that dwells, a signature by hand or head, and what a run is told to be."""

from dataclasses import replace

import pytest

from game.body.reading import BodyEvent, Reading
from game.controls.command import Command
from game.controls.intent import Intent
from game.director import Director
from game.modes.attract import Attract
from game.modes.chronicle import FARTHEST, Chronicle
from game.modes.kit import Kit
from game.modes.menu import DWELL_S, TOP, Menu
from game.modes.play import Play
from game.modes.practice import Practice
from game.modes.results import SIGN_S, Results
from game.modes.signing import LIMIT_S, TAKE_S, Signing
from game.modes.transitions import ToFree, ToPlay
from game.scores.scores import Finished
from game.tuning import TIMING
from game.world.path import Placement
from game.world.snapshot import Kind, Snapshot, ThingView, WorldEvent
from tests.scene.people import figure

THREE = (("a", "A"), ("b", "B"), ("c", "C"))


def steps(seconds: float) -> range:
    return range(round(seconds / TIMING.step_s))


def hand(x: float, y: float = 0.6) -> Intent:
    return Intent(hand=(x, y))


def dwelt(menu: Menu, wish: Intent, most_s: float = 5.0) -> tuple[str | None, float]:
    """What a steady wish takes, and when. The hands were down before."""
    menu.step(Intent())
    for n in steps(most_s):
        if (taken := menu.step(wish)) is not None:
            return taken, n * TIMING.step_s
    return None, most_s


def test_a_hand_that_dwells_takes_what_is_under_it() -> None:
    for x, name in ((0.1, "a"), (0.5, "b"), (0.95, "c")):
        taken, after_s = dwelt(Menu(THREE), hand(x))
        assert taken == name and after_s == pytest.approx(DWELL_S, abs=0.05)


def test_a_hand_at_the_head_or_on_its_way_takes_nothing() -> None:
    assert dwelt(Menu(THREE), hand(0.5, TOP - 0.05))[0] is None
    menu = Menu(THREE)
    for n in steps(6.0):
        assert menu.step(hand(0.5 + 0.45 * (1 if n // 90 % 2 else -1))) is None, "a waving hand"
    assert menu.step(Intent()) is None and menu.view.hand is None


def test_a_hand_that_was_up_before_the_choices_came_takes_nothing_until_it_is_lowered_or_moved() -> None:
    menu = Menu(THREE)
    assert all(menu.step(hand(0.9)) is None for _ in steps(3.0)) and menu.view.hand is None
    assert all(menu.step(hand(0.8)) is None for _ in steps(3.0)), "it trembles"
    assert dwelt(menu, hand(0.9))[0] == "c"
    moved = Menu(THREE)
    moved.step(hand(0.9))
    assert [taken for _ in steps(DWELL_S + 0.1) if (taken := moved.step(hand(0.5)))] == ["b"]


def test_keys_choose_and_time_takes_the_default() -> None:
    menu = Menu(THREE, at=0, default=2, patience_s=3.0)
    menu.command(Command.LEFT)
    assert menu.view.at == 2 and menu.command(Command.OK) == "c"
    menu.command(Command.RIGHT)
    menu.command(Command.RIGHT)
    assert menu.command(Command.OK) == "b"
    taken, after_s = dwelt(menu, Intent())
    assert taken == "c" and after_s == pytest.approx(3.0, abs=0.05)


def spun(signing: Signing, wish: Intent, letter: str) -> None:
    """Spins until the letter is in the middle, and lets go."""
    for _ in steps(30.0):
        if signing.view.wheel[len(signing.view.wheel) // 2] == letter:
            return
        signing.step(wish)
    raise AssertionError(f"{letter} never came")


@pytest.mark.parametrize("by", ["hand", "head"])
def test_a_signature_by_hand_and_by_head(by: str) -> None:
    forward = hand(0.75) if by == "hand" else Intent(yaw_rad=-0.35)  # the player's right is the screen's right
    signing = Signing()
    for letter in "CDF":
        spun(signing, forward, letter)
        for _ in steps(TAKE_S + 0.05):
            signing.step(Intent())
    assert signing.done and signing.signature == "CDF"


def test_two_sign_together_and_whoever_reaches_for_the_wheel_has_it() -> None:
    signing = Signing()
    turned = Intent(yaw_rad=-0.35)
    spun(signing, replace(turned, mate=Intent()), "C")
    for _ in steps(TAKE_S + 0.05):
        signing.step(Intent(mate=Intent()))
    spun(signing, Intent(mate=hand(0.75)), "D")
    for _ in steps(TAKE_S + 0.05):
        signing.step(replace(turned, mate=hand(0.5)))  # the first one only looks aside
    assert signing.letters == "CD"
    spun(signing, replace(hand(0.75), mate=hand(0.1)), "F")  # who came first
    for _ in steps(TAKE_S + 0.05):
        signing.step(Intent(present=False, mate=Intent()))
    assert signing.done and signing.signature == "CDF"


def test_a_menu_listens_to_a_mates_hand() -> None:
    taken, _ = dwelt(Menu(THREE), Intent(mate=hand(0.9)))
    assert taken == "c"


def test_a_signature_nobody_touched_is_none_and_time_is_limited() -> None:
    signing = Signing()
    for _ in steps(LIMIT_S):
        signing.step(Intent())
    assert signing.done and signing.signature == ""
    slow = Signing()
    for _ in steps(LIMIT_S + 0.1):
        slow.step(hand(0.05))  # never lets go
    assert slow.done and len(slow.signature) == 1


def test_keys_sign_and_take_back() -> None:
    signing = Signing()
    for command in (Command.RIGHT, Command.OK, Command.OK, Command.BACK, Command.LEFT, Command.OK, Command.OK):
        signing.command(command)
    assert signing.done and signing.signature == "BAA"


def ended(kit: Kit) -> Director:
    director = Director(ToPlay(kit))
    while not isinstance(director.mode, Results):
        assert director.mode.run.now.t_s < 120
        director.step(Intent())
    return director


@pytest.mark.slow
@pytest.mark.no_cover
def test_results_are_signed_by_hand_and_then_lead_where_a_hand_dwells() -> None:
    kit = Kit(None, 3)
    director = ended(kit)
    results = director.mode
    assert isinstance(results, Results) and results.signing is not None
    for _ in steps(SIGN_S + 0.1):
        director.step(Intent())
    spun_by = hand(0.8)
    while results.signing.view.wheel[len(results.signing.view.wheel) // 2] != "H":
        director.step(spun_by)
    for _ in steps(3 * TAKE_S + 0.2):
        director.step(Intent())
    assert kit.scores.table("ever")[0].initials == "HHH" and director.mode is results
    for _ in steps(DWELL_S + 0.1):
        director.step(hand(0.3))
    assert isinstance(director.mode, Practice)


@pytest.mark.slow
def test_both_arms_up_accept_a_begun_signature_and_play_again_only_afterwards() -> None:
    kit = Kit(None, 3)
    director = ended(kit)
    for _ in steps(SIGN_S + 0.1):
        director.step(Intent())
    for _ in steps(0.5):
        director.step(hand(0.9))
    director.step(Intent(jump=True))
    assert isinstance(director.mode, Results) and len(kit.scores.table("ever")[0].initials) == 1
    for _ in steps(1.3):
        director.step(Intent())
    director.step(Intent(jump=True))
    assert isinstance(director.mode, Play)


def news(kit: Kit) -> str:
    results = ended(kit).mode
    assert isinstance(results, Results)
    return results._news


@pytest.mark.slow
@pytest.mark.no_cover
def test_only_an_old_best_is_beaten_and_a_near_miss_is_told() -> None:
    assert news(Kit(None, 3)) == "The first run on the board", "there is no old best to beat"
    beaten = Kit(None, 3)
    beaten.scores.add(Finished(10, 1.0))
    assert news(beaten) == "New best!"
    missed = Kit(None, 3)
    points = ended(Kit(None, 3)).mode.run.now
    for better in (9000, 8000, points.score + 140):
        missed.scores.add(Finished(better, points.distance_m + 14.0))
    assert news(missed) == "4th place, 14 m short of 3rd"


def told(*events: tuple[str, str, int]) -> Chronicle:
    chronicle = Chronicle()
    for kind, name, count in events:
        happened = [WorldEvent(kind, 1.0, 5.0, 0.5, name)] * count  # type: ignore[arg-type]
        chronicle.hear(happened, Snapshot())
    return chronicle


def test_titles_come_from_what_was_done_most_and_else_from_the_way() -> None:
    assert told(("knock", "crate", 6), ("pickup", "berry", 3)).title(90.0) == "Crate wrecker"
    assert told(("knock", "crate", 5), ("pickup", "berry", 40)).title(90.0) == "Berry thief"
    assert [Chronicle().title(metres) for metres in (5.0, 40.0, 1e4)] == ["Egg", "Fledgling", FARTHEST]


def test_the_tease_names_what_was_not_met_and_where_it_begins() -> None:
    ahead = (Placement(Kind.LOG, 31.0, 0.2), Placement(Kind.HARRIER, 1178.0, 0.8), Placement(Kind.CAT, 1190.0, 0.2))
    chronicle = told()
    assert chronicle.tease(ahead) == "The log waits at 31 m"
    log = ThingView(1, Kind.LOG, 7.9, 0.2, 0.0, (0.5, 0.5))  # at the edge of the picture
    far = ThingView(2, Kind.HARRIER, 9.5, 0.8, 0.0, (0.5, 0.5))
    chronicle.hear((), Snapshot(things=(log, far)))
    assert chronicle.tease(ahead) == "The harrier waits at 1,178 m"
    assert chronicle.tease(ahead[:1]) == chronicle.tease(()) == ""


def test_the_best_pose_is_of_the_surest_hadouken() -> None:
    chronicle = Chronicle()
    seen = (("fly", "jump", 1.0), ("hadouken", "hadouken", 0.7), ("dramatic", "move", 0.99), ("wings", "hadouken", 0.6))
    for n, (label, kind, score) in enumerate(seen, 1):
        name = "" if kind == "jump" else "hadouken" if kind == "hadouken" else label
        event = BodyEvent(n, n * 1.0, kind, name, None, score)  # type: ignore[arg-type]
        chronicle.watch(Reading(n * 1.0, figure(label), 1, events=(event,)))
    best = Chronicle()
    best.watch(Reading(2.0, figure("hadouken"), 1, events=(BodyEvent(1, 2.0, "hadouken", "hadouken", None, 0.7),)))
    assert chronicle.pose == "hadouken" and chronicle.figure == best.figure is not None


@pytest.mark.slow
@pytest.mark.no_cover
def test_a_guest_who_leaves_free_flight_leaves_it_to_the_title() -> None:
    for guest in (True, False):
        director = Director(ToFree(Kit(None, 1), guest=guest))
        for _ in steps(21):
            director.step(Intent(present=False))
        assert isinstance(director.mode, Attract) == guest


def test_a_pause_is_left_by_hand_and_by_key() -> None:
    director = Director(ToPlay(Kit(None, 1)))
    director.command(Command.PAUSE)
    director.step(Intent())
    for _ in steps(DWELL_S + 0.1):
        director.step(hand(0.1))
    assert isinstance(director.mode, Play) and not director.mode._paused
    director.command(Command.PAUSE)
    director.command(Command.LEFT)
    director.command(Command.OK)
    assert isinstance(director.mode, Attract)
