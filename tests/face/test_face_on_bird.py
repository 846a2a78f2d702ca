"""From a reading's expression to the bird: controls, world, modes and the drawn bird agree on sides and places."""

import numpy as np
import pytest

from game.body.reading import Expression, Reading
from game.controls.body import BodyControl
from game.controls.combine import combine
from game.controls.intent import Face, Intent
from game.modes.attract import Attract
from game.modes.kit import Kit
from game.scene.bird.acts import posture
from game.scene.bird.painter import BirdPainter
from game.world.snapshot import Act, BirdView, FaceView
from game.world.world import Course, World

WINK = Face(left_lid=1.0)


def test_a_reading_s_expression_is_the_intent_s_face_until_it_is_stale() -> None:
    control = BodyControl(stale_s=0.4)
    reading = Reading(1.0, expression=Expression(mouth=0.7, left_lid=1.0))
    assert control.intent(reading, 0.0).face == Face(mouth=0.7, left_lid=1.0)
    assert control.intent(Reading(1.2), 0.0).face is not None
    assert control.intent(Reading(1.6), 0.0).face is None
    assert control.intent(reading, 0.0, epoch=1).face is not None
    assert combine(Intent(jump=True), Intent(face=WINK)).face == WINK


def after(course: Course, seconds: float = 0.5, face: Face = WINK) -> FaceView | None:
    world = World(1, course)
    for _ in range(round(seconds * 120)):
        world.step(Intent(face=face))
    return world.snapshot().bird.face


@pytest.mark.parametrize("course", [Course.PRACTICE, Course.FREE, Course.ATTRACT])
def test_the_bird_makes_the_face(course: Course) -> None:
    seen = after(course)
    assert seen is not None and seen.left_lid > 0.9 and seen.right_lid == 0.0


def test_not_in_a_run() -> None:
    assert after(Course.PLAY) is None


def test_numbers_that_are_none_make_no_face() -> None:
    seen = after(Course.FREE, face=Face(float("nan"), -3.0, 9.0, 0.0, 0.0))
    assert seen is not None and seen.mouth == 0.0 and seen.left_lid == 0.0 and seen.right_lid <= 1.0


def test_faces_are_part_of_the_world_s_digest() -> None:
    one, other = World(1, Course.FREE), World(1, Course.FREE)
    one.step(Intent(face=WINK))
    other.step(Intent())
    assert one.digest() != other.digest()


@pytest.mark.no_cover
def test_a_face_that_is_gone_comes_to_rest() -> None:
    world = World(1, Course.FREE)
    for n in range(360):
        world.step(Intent(face=Face(mouth=1.0) if n < 60 else None))
    assert world.snapshot().bird.face is None


def test_the_title_shows_the_face_of_whoever_stands_there() -> None:
    mode = Attract(Kit(None, 3))
    for _ in range(60):
        mode.step(Intent(face=Face(smile=1.0)))
    seen = mode.run.now.bird.face
    assert seen is not None and seen.smile > 0.5


@pytest.mark.parametrize("heading", [1, -1])
def test_the_screen_mirrors_a_wink(heading: int) -> None:
    # of a bird that looks at us the right eye is to the left of the screen, where the player's own left eye is
    shown = posture(BirdView(heading=heading, face=FaceView(left_lid=1.0)), 1.0)
    assert (shown.right_lid, shown.left_lid) == (1.0, 0.0)
    # the far eye's wink turns the head to us
    far = FaceView(right_lid=1.0) if heading > 0 else FaceView(left_lid=1.0)
    near = FaceView(left_lid=1.0) if heading > 0 else FaceView(right_lid=1.0)
    turned = [heading * posture(BirdView(heading=heading, face=face), 1.0).head_yaw for face in (far, near)]
    assert turned[0] > turned[1] + 0.4


def test_each_expression_shows() -> None:
    rest = posture(BirdView(face=FaceView()), 1.0)
    assert posture(BirdView(face=FaceView(mouth=1.0)), 1.0).jaw > rest.jaw + 0.4
    assert posture(BirdView(face=FaceView(smile=1.0)), 1.0).swell == 1.0
    assert posture(BirdView(face=FaceView(brows=1.0)), 1.0).crest == 1.0
    painter = BirdPainter()
    pictures = [
        painter.render(BirdView(face=face), 1.0, 200).pixels.copy()
        for face in (FaceView(), FaceView(mouth=1.0), FaceView(smile=1.0), FaceView(brows=1.0), FaceView(left_lid=1.0))
    ]
    assert len({picture.tobytes() for picture in pictures}) == len(pictures)


def test_the_dead_bird_cannot_help_it() -> None:
    dead = BirdView(act=Act.DRAMATIC, act_s=1.3)
    lively = BirdView(act=Act.DRAMATIC, act_s=1.3, face=FaceView(mouth=1.0))
    assert posture(dead, 1.0).lid == 1.0
    assert posture(lively, 1.0).lid < 0.3 and posture(lively, 1.0).jaw > 0.45
    assert np.isclose(posture(BirdView(act=Act.DRAMATIC, act_s=1.3, face=FaceView()), 1.0).lid, 1.0)
