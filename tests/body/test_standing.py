"""Where to stand, and where one raised hand points: scripted bodies, then real people's."""

import pytest

from game.body.pointing import pointing
from game.body.pose import Landmark, Pose
from game.body.reader import BodyReader
from game.body.standing import Place, StandingGuide, misplaced
from game.body.units import body_units
from game.controls.body import BodyControl
from game.tuning import STANDING
from tests.body.bodies import ARMS, body, real_people


def place(pose: Pose) -> Place:
    units = body_units(pose)
    assert units is not None
    return misplaced(pose, units)


def hand(pose: Pose) -> tuple[float, float] | None:
    units = body_units(pose)
    assert units is not None
    return pointing(pose, units)


@pytest.mark.parametrize(
    ("where", "wrong"),
    [
        ({}, Place.GOOD),
        ({"torso_px": 240.0, "at": (320.0, 330.0)}, Place.NEAR),
        ({"at": (320.0, 60.0)}, Place.NEAR),  # the head leaves the frame
        ({"torso_px": 50.0}, Place.FAR),
        ({"at": (560.0, 200.0)}, Place.ASIDE_LEFT),  # the camera's right is the mirroring screen's left
        ({"at": (80.0, 200.0)}, Place.ASIDE_RIGHT),
    ],
)
def test_what_is_wrong_with_a_place(where: dict[str, object], wrong: Place) -> None:
    assert place(body(**where)) is wrong  # type: ignore[arg-type]


@pytest.mark.parametrize("fps", [15, 30, 60])
def test_a_wrong_place_is_told_after_a_while_and_a_passing_one_never(fps: int) -> None:
    guide, units = StandingGuide(), body_units(body())
    told = []
    for n in range(round(6 * fps)):
        t_s = n / fps
        aside = 1.0 < t_s < 1.7 or 3.0 < t_s < 5.0  # a lunge, then somebody who stays there
        pose = body(at=(580.0, 200.0)) if aside else body()
        units = body_units(pose)
        told.append((t_s, guide.step(t_s, pose, units)))
    wrong = [t_s for t_s, said in told if said is Place.ASIDE_LEFT]
    assert wrong[0] == pytest.approx(3.0 + STANDING.wrong_s, abs=2.5 / fps)
    assert wrong[-1] == pytest.approx(5.0 + STANDING.good_s, abs=2.5 / fps)


def test_one_hand_points_and_two_never_do() -> None:
    def at(x: float, y: float) -> Pose:
        """The player's right hand there, from its shoulder; the camera does not mirror."""
        arms = {**ARMS["down"], Landmark.RIGHT_ELBOW: (-0.6, 0.3), Landmark.RIGHT_WRIST: (-0.31 - x, y)}
        return body(arms)

    outer, inner, high, low = hand(at(0.8, 0.0)), hand(at(-0.2, 0.0)), hand(at(0.3, -0.6)), hand(at(0.3, 0.4))
    assert outer and inner and high and low
    assert outer[0] > 0.9 and inner[0] < 0.2, "the player's right is the right of the mirroring screen"
    assert high[1] < 0.2 and low[1] > 0.9
    left = {**ARMS["down"], Landmark.LEFT_ELBOW: (0.6, 0.3), Landmark.LEFT_WRIST: (1.1, 0.0)}
    assert (found := hand(body(left))) is not None and found[0] < 0.1
    for arms in ("down", "up", "by the head", "level"):
        assert hand(body(arms)) is None


def test_real_people_point_only_with_one_raised_hand() -> None:
    for sample in real_people():
        if sample.label in ("normal", "fly", "dramatic", "wings", "backpack"):
            units = body_units(sample.pose)
            assert units is None or pointing(sample.pose, units) is None, sample.id


def test_place_and_hand_travel_with_the_reading_and_the_intent() -> None:
    reader, control = BodyReader(), BodyControl()
    arms = {**ARMS["down"], Landmark.RIGHT_ELBOW: (-0.6, 0.3), Landmark.RIGHT_WRIST: (-1.0, 0.1)}
    reading = reader.read(0.0, ())
    for n in range(1, 60):
        reading = reader.read(n / 30, (body(arms, at=(550.0, 200.0)),))
    assert reading.place is Place.ASIDE_LEFT
    assert control.intent(reading, 0.0).hand == reading.hand is not None
    assert control.intent(reading, 2.0).hand is None, "an old hand points nowhere"
