"""The first run as its player sees it: what is asked for, praise, and when it counts; attract mode's demonstration."""

import pytest

from game.controls.intent import Intent
from game.director import Director
from game.modes.attract import Attract
from game.modes.kit import Kit
from game.modes.look import Look
from game.modes.play import PRAISE, Play
from game.modes.transitions import ToAttract, ToPlay
from game.scene.drawing import Text
from game.scene.interface.cards import extent
from game.scene.interface.school import lesson_card
from game.tuning import TIMING
from game.world.snapshot import Lesson, LessonView

DOES = {Lesson.JUMP: Intent(jump=True), Lesson.HADOUKEN: Intent(hadouken="left"), Lesson.LOOK: Intent(pitch_rad=0.3)}


def texts(director: Director) -> set[str]:
    return {item.text for item in director.draw(1.0, Look(1.0)) if isinstance(item, Text)}


def test_the_first_run_asks_praises_and_says_when_it_counts() -> None:
    director = Director(ToAttract(Kit(None, 3)))
    director.step(Intent(jump=True))
    assert isinstance(director.mode, Play)
    said: set[str] = set()
    for n in range(round(30 / TIMING.step_s)):
        lesson = director.mode.run.now.lesson
        wish = DOES[lesson.ask] if lesson is not None and lesson.waits and n % 60 == 0 else Intent()
        if lesson is not None and lesson.waits and lesson.ask is Lesson.LOOK:
            wish = DOES[Lesson.LOOK]
        director.step(wish)
        said |= texts(director) if n % 30 == 0 else set()
        if "From now on it counts!" in said:
            break
    assert {"Raise both arms!", "Thrust both hands!", "Look up!", *PRAISE.values(), "From now on it counts!"} <= said


@pytest.mark.no_cover
def test_a_run_after_a_run_teaches_nothing() -> None:
    director = Director(ToPlay(Kit(None, 3)))
    for _ in range(round(6 / TIMING.step_s)):
        director.step(Intent())
    assert director.mode.run.now.lesson is None and director.mode.run.now.speed_mps > 2.0


def test_the_lesson_fits_every_window_and_leaves_the_camera_card_free() -> None:
    from game.scene.interface.hud import layout

    for size in ((640, 360), (1280, 720), (1920, 1080), (1080, 1920)):
        for lesson in Lesson:
            for by_body in (True, False):
                for t_s in (0.0, 0.7, 1.0, 1.9):
                    area = extent(lesson_card(size, LessonView(lesson, True, 0.9), t_s, by_body))
                    assert area.x >= 0 and area.y >= 0 and area.right <= size[0] and area.bottom <= size[1]
                    if size[0] > size[1]:
                        assert area.right <= layout(size).camera.x


@pytest.mark.slow
@pytest.mark.no_cover
def test_attract_mode_shows_who_makes_the_bird_do_that() -> None:
    mode, seen = Attract(Kit(None, 5)), set()
    for n in range(round(30 / TIMING.step_s)):
        mode.step(Intent(present=False))
        if n % 20 == 0:
            seen |= {item.text for item in mode.draw(1.0, Look(1.0)) if isinstance(item, Text)}
    assert {"Hadouken!", "Jump"} <= seen
