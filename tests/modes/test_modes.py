"""Modes, by scripted wishes: how a session begins, runs, waits, ends and begins again."""

import pytest

from game.controls.autopilot import Autopilot
from game.controls.command import Command
from game.controls.intent import Intent
from game.director import Director
from game.modes.attract import BOARD_S, MATE_FROM_S, TITLE_S, Attract
from game.modes.kit import Kit
from game.modes.look import Look
from game.modes.mode import Mode
from game.modes.play import COUNT_FROM, COUNT_S, GONE_S, Play
from game.modes.results import CABINET_S, STALE_S, Results
from game.modes.run import Run
from game.modes.transitions import ToAttract, ToFree, ToPlay, ToPractice
from game.scene.drawing import Text
from game.scene.stage import Stage
from game.scores.scores import Finished
from game.tuning import TIMING, WORLD
from game.world.world import Course

NOBODY = Intent(present=False)
JUMP = Intent(jump=True)


def steps(seconds: float) -> range:
    return range(round(seconds / TIMING.step_s))


def finished(kit: Kit) -> Director:
    """A run somebody lost by standing still."""
    director = Director(ToPlay(kit))
    for _ in steps(300):
        director.step(Intent())
        if isinstance(director.mode, Results):
            return director
    raise AssertionError("a player who does nothing never loses")


def test_both_arms_up_starts_the_game() -> None:
    director = Director(ToAttract(Kit(None, 1)))
    for _ in steps(1):
        director.step(Intent())
    assert isinstance(director.mode, Attract)
    director.step(JUMP)
    assert isinstance(director.mode, Play)


def test_a_second_player_starts_the_game_as_well_and_plays_beside_the_first() -> None:
    director = Director(ToAttract(Kit(None, 1)))
    director.step(Intent(present=False, mate=JUMP))
    assert isinstance(director.mode, Play)
    for _ in steps(2):
        director.step(Intent(mate=Intent()))
    assert [bird.who for bird in director.mode.run.now.birds] == [0, 1]
    for _ in steps(2):
        director.step(Intent(present=False, mate=Intent()))
    assert director.mode.run.now.t_s > 3.9, "one of two is enough for the run to go on"


@pytest.mark.slow
def test_the_demonstration_shows_a_pair_now_and_then() -> None:
    director = Director(ToAttract(Kit(None, 1)))
    for _ in steps(MATE_FROM_S - 1):
        director.step(NOBODY)
        if director.mode.run.now.over:
            pytest.skip("this seed's demonstration ends early")
    assert director.mode.run.now.mate is None
    for _ in steps(4):
        director.step(NOBODY)
    assert director.mode.run.now.mate is not None


@pytest.mark.no_cover
def test_losing_leads_to_the_score_and_both_arms_up_play_again() -> None:
    kit = Kit(None, 3)
    director = finished(kit)
    assert kit.best == director.mode.score > 0  # type: ignore[attr-defined]
    director.step(JUMP)
    assert isinstance(director.mode, Results), "arms still up from the last jump must not start a game"
    for _ in steps(2):
        director.step(Intent())
    director.step(JUMP)
    assert isinstance(director.mode, Play)


@pytest.mark.slow
@pytest.mark.no_cover
def test_a_run_is_kept_when_it_is_lost_and_the_course_of_the_day_is_the_same_for_all() -> None:
    kit = Kit(None, 3, daily=True)
    director = finished(kit)
    (run,) = kit.scores.table("course")
    assert run.points == director.mode.score and run.seed == kit.scores.course  # type: ignore[attr-defined]
    assert run.distance_m == director.mode.run.now.distance_m
    assert 1.0 < run.seconds < 300 and run.players == 1
    again = finished(kit.next())
    assert [other.points for other in kit.scores.table("course")] == [run.points] * 2, "the same course, the same run"
    assert again.mode.run.now.distance_m == run.distance_m
    assert finished(Kit(None, 4)).mode.run.now.distance_m != run.distance_m


def texts(mode: Mode, t_s: float = 0.0) -> list[str]:
    return [item.text for item in mode.draw(1.0, Look(t_s)) if isinstance(item, Text)]


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize(("cabinet", "stays_s"), [(True, CABINET_S), (False, STALE_S)])
def test_results_nobody_answers_make_room_sooner_on_a_cabinet(cabinet: bool, stays_s: float) -> None:
    director = finished(Kit(None, 3, cabinet=cabinet))
    assert ("Best of the day" in texts(director.mode)) == cabinet
    for _ in steps(stays_s - 0.5):
        director.step(NOBODY)
    assert isinstance(director.mode, Results)
    for _ in steps(1.0):
        director.step(NOBODY)
    assert isinstance(director.mode, Attract)


@pytest.mark.no_cover
def test_a_cabinet_counts_down_to_its_title() -> None:
    director = finished(Kit(None, 3, cabinet=True))
    for _ in steps(3.5):
        director.step(NOBODY)
    assert f"Finish · {CABINET_S - 3:.0f}" in texts(director.mode)


def test_a_cabinet_that_waits_shows_its_board_in_turn_with_its_title() -> None:
    kit = Kit(None, 3, cabinet=True)
    assert "Best of the day" not in texts(Attract(kit), TITLE_S + 1), "nobody has played yet"
    kit.scores.add(Finished(1234, 56.0))
    assert "Best of the day" not in texts(Attract(kit), TITLE_S - 1)
    board = texts(Attract(kit), TITLE_S + 1)
    assert {"Best of the day", "1,234", "56 m"} <= set(board)
    assert "Best of the day" not in texts(Attract(kit), TITLE_S + BOARD_S + 1)
    alone = Kit(None, 3)
    alone.scores.add(Finished(1234, 56.0))
    assert "Best of the day" not in texts(Attract(alone), TITLE_S + 1)


def test_a_run_waits_for_a_player_who_walks_away_and_gives_up_in_the_end() -> None:
    director = Director(ToPlay(Kit(None, 1)))
    for _ in steps(1):
        director.step(Intent())
    before = director.digest()
    for _ in steps(GONE_S - 1):
        director.step(NOBODY)
    assert director.digest() == before
    for _ in steps(COUNT_FROM * COUNT_S + 0.1):
        director.step(Intent())
    assert director.digest() != before
    for _ in steps(GONE_S + 1):
        director.step(NOBODY)
    assert isinstance(director.mode, Attract)


def test_pause_stops_the_world() -> None:
    director = Director(ToPlay(Kit(None, 1)))
    director.command(Command.PAUSE)
    before = director.digest()
    for _ in steps(1):
        director.step(JUMP)
    assert director.digest() == before
    director.command(Command.PAUSE)
    director.step(Intent())
    assert director.digest() != before


def test_back_leaves_the_title_but_not_a_cabinet() -> None:
    for cabinet in (False, True):
        director = Director(ToAttract(Kit(None, 1, cabinet=cabinet)))
        director.command(Command.BACK)
        assert director.ended is not cabinet
        director.command(Command.QUIT)
        assert director.ended


@pytest.mark.slow
@pytest.mark.no_cover
def test_a_session_replays_whole() -> None:
    def play() -> str:
        director = Director(ToAttract(Kit(None, 11)))
        pilot, wish = Autopilot(4), Intent()
        for n in steps(90):
            mode = director.mode
            if n % 2:
                wish = wish.held()
            else:
                wish = pilot.intent(mode.run.now) if isinstance(mode, Play) else Intent(jump=n % 400 == 0)
            director.step(wish)
        return director.digest()

    assert play() == play()


@pytest.mark.no_cover
@pytest.mark.slow
def test_how_it_is_drawn_never_feeds_back_into_the_world(stage: Stage) -> None:
    """Undrawn, drawn wide and drawn upright, the same intents give the same world."""
    digests = set()
    for painter, size in ((None, (1280, 720)), (stage, (1280, 720)), (stage, (1080, 1920)), (stage, (640, 360))):
        director, pilot = Director(ToPlay(Kit(painter, 5))), Autopilot(5)
        for n in steps(12):
            director.step(pilot.intent(director.mode.run.now))
            if n % 40 == 0:
                director.draw(0.5, Look(n * TIMING.step_s, size))
        digests.add(director.digest())
    assert len(digests) == 1


@pytest.mark.parametrize("to", [ToAttract, ToPlay, ToPractice, ToFree])
def test_every_mode_draws(to: type[ToAttract], stage: Stage) -> None:
    director = Director(to(Kit(stage, 1)))
    for _ in steps(0.5):
        director.step(Intent(jump=True, move="wings"))
    for help_ in (False, True):
        assert len(director.draw(0.5, Look(0.5, help=help_))) > 3


@pytest.mark.no_cover
def test_results_and_pause_draw(stage: Stage) -> None:
    director = finished(Kit(stage, 3))
    assert len(director.draw(0.0, Look(1.0))) > 3
    paused = Director(ToPlay(Kit(stage, 3)))
    paused.command(Command.PAUSE)
    assert len(paused.draw(0.0, Look(1.0))) > len(Director(ToPlay(Kit(stage, 3))).draw(0.0, Look(1.0)))


def test_a_player_who_comes_back_is_counted_in(stage: Stage) -> None:
    director = Director(ToPlay(Kit(stage, 1)))
    for present, seconds in ((True, 1), (False, 1), (True, COUNT_S / 2)):
        for _ in steps(seconds):
            director.step(Intent(present=present))
    before = director.digest()
    assert "3" in [item.text for item in director.draw(0.0, Look(2.0)) if isinstance(item, Text)]
    heard = list(director.cues())
    for _ in steps((COUNT_FROM - 0.5) * COUNT_S - 0.1):
        director.step(Intent())
    assert director.digest() == before
    for _ in steps(0.3):
        director.step(Intent())
    assert director.digest() != before
    assert heard + list(director.cues()) == ["count", "count", "count", "go"]


def test_a_sound_tells_when_there_is_breath_for_a_hadouken_again() -> None:
    director = Director(ToPlay(Kit(None, 1)))
    mode = director.mode
    heard: list[str] = []
    spent = False
    for _ in steps(20):
        breath = mode.run.now.energy >= WORLD.wave.cost
        director.step(Intent(hadouken=None if spent else "left"))
        spent = spent or not breath
        heard += director.cues()
        if "ready" in heard:
            break
    assert heard == ["ready"] and mode.run.now.energy >= WORLD.wave.cost


def struck(calm: bool) -> Run:
    """A run in the very step in which something hit the bird."""
    run = Run(3, Course.PLAY, calm)
    for _ in steps(60):
        if any(event.kind == "hit" for event in run.step(Intent())):
            return run
    raise AssertionError("nothing ever hits a bird that does nothing")


@pytest.mark.no_cover
def test_the_world_stands_still_for_a_moment_after_a_blow() -> None:
    run = struck(calm=False)
    at = run.now.step
    for _ in range(round(WORLD.run.hit_stop_s / TIMING.step_s)):
        assert run.step(Intent()) == ()
        assert run.now.step == at and run.previous is run.now
    run.step(Intent())
    assert run.now.step == at + 1


@pytest.mark.no_cover
def test_calm_play_never_stands_still() -> None:
    run = struck(calm=True)
    at = run.now.step
    run.step(Intent())
    assert run.now.step == at + 1


@pytest.mark.no_cover
def test_a_wish_during_a_hit_stop_is_not_lost() -> None:
    run, pilot = Run(5, Course.PLAY), Autopilot(5)
    while not any(event.kind == "wave_hit" for event in run.step(pilot.intent(run.now))):
        assert run.now.t_s < 60
    assert run.step(Intent(jump=True)) == ()
    assert "jump" in [event.kind for _ in steps(0.3) for event in run.step(Intent())]


@pytest.mark.no_cover
def test_the_same_wishes_give_the_same_run_hit_stops_included() -> None:
    def digest() -> str:
        run, pilot = Run(5, Course.PLAY), Autopilot(5)
        for _ in steps(40):
            run.step(pilot.intent(run.now))
        return run.world.digest()

    assert digest() == digest()


def test_the_huia_shimmers_for_whoever_comes_and_for_nobody_else(stage: Stage) -> None:
    look = Look(0.0)
    attract = Attract(Kit(stage, 1))
    attract.step(NOBODY)
    attract.draw(1.0, look)
    attract.step(Intent())
    attract.draw(1.0, Look(71.0))
    assert stage._joined_s[0] == 71.0
    attract.step(Intent())
    attract.draw(1.0, Look(72.0))
    assert stage._joined_s[0] == 71.0


@pytest.mark.no_cover
def test_a_world_drawn_seldom_shows_no_stale_effects() -> None:
    class Watching(Stage):
        def __init__(self) -> None:  # nothing is painted: only what it is told matters
            self.told: list[float] = []

        def draw(self, previous, now, fraction, t_s, events=(), *more):  # type: ignore[no-untyped-def]
            self.told += [now.t_s - event.t_s for event in events]
            return []

    stage = Watching()
    run = Run(3, Course.PLAY)
    pilot = Autopilot(3)
    for _ in steps(8):
        run.step(pilot.intent(run.now))
    run.draw(Kit(stage, 3), 1.0, Look(8.0))
    assert max(stage.told, default=0.0) <= 0.25
    for _ in steps(6):
        run.step(pilot.intent(run.now))
        run.draw(Kit(stage, 3), 1.0, Look(8.0))
    assert len(stage.told) > 10, "drawn at every step it is told everything"
