"""One sentence on what was missing for a jump, from scripted timelines."""

import pytest
from bodies import ARMS, Points, body, changed

from game.body.jump import JumpGate
from game.body.pose import Landmark
from game.body.why import JumpCritic

UP, DOWN = ARMS["up"], ARMS["down"]


def raised(left: float, right: float) -> Points:
    """Forearms upright, the wrists so high over the nose (torso lengths)."""
    return {
        Landmark.LEFT_ELBOW: (0.42, -0.15),
        Landmark.RIGHT_ELBOW: (-0.42, -0.15),
        Landmark.LEFT_WRIST: (0.42, -0.38 - left),
        Landmark.RIGHT_WRIST: (-0.42, -0.38 - right),
    }


def said(*parts: tuple[float, Points, Points], fps: float = 30) -> list[str]:
    """What the critic says in a timeline of movements (seconds, from, to), each sentence once."""
    gate, critic, words, frame = JumpGate(), JumpCritic(), [], 0
    for seconds, start, end in parts:
        count = round(seconds * fps)
        for i in range(count):
            state = gate.step(frame / fps, body(start, to=end, share=(i + 1) / count))
            words.append(critic.step(frame / fps, state))
            frame += 1
    return list(dict.fromkeys(word for word in words if word))


@pytest.mark.parametrize("fps", [15, 30, 60])
@pytest.mark.parametrize(
    ("top", "sentence"),
    [
        (raised(0.05, 0.5), "The left hand was a hand's breadth below the line"),
        (raised(0.5, 0.16), "The right hand was a finger's breadth below the line"),
        (raised(0.05, 0.05), "Both hands were a hand's breadth below the line"),
    ],
)
def test_a_hand_below_the_line(top: Points, sentence: str, fps: float) -> None:
    assert said((0.5, DOWN, DOWN), (0.5, DOWN, top), (0.3, top, top), (0.5, top, DOWN), fps=fps) == [sentence]


def test_hands_that_stay_at_the_head_are_told_while_they_do() -> None:
    head = {
        Landmark.LEFT_ELBOW: (0.48, -0.2),
        Landmark.RIGHT_ELBOW: (-0.48, -0.2),
        Landmark.LEFT_WRIST: (0.18, -0.62),
        Landmark.RIGHT_WRIST: (-0.18, -0.62),
    }
    (sentence,) = said((0.5, DOWN, DOWN), (1.5, DOWN, head), (2.0, head, head))
    assert sentence.startswith("The hands stayed at the head")


def test_arms_that_were_up_already() -> None:
    assert said((2.0, UP, UP)) == ["The arms were up already: lower them first"]


def test_a_jump_and_hanging_arms_need_no_words() -> None:
    assert said((0.5, DOWN, DOWN), (0.3, DOWN, UP), (2.0, UP, UP), (0.4, UP, DOWN), (1.0, DOWN, DOWN)) == []
    assert said((3.0, DOWN, DOWN)) == []
    assert said((0.5, DOWN, DOWN), (0.5, DOWN, ARMS["level"]), (1.0, ARMS["level"], ARMS["level"])) == []


def test_a_hand_nobody_saw_is_not_blamed() -> None:
    gate, critic = JumpGate(), JumpCritic()
    hidden = changed(body(raised(0.1, 0.1)), Landmark.LEFT_WRIST, visibility=0.01)
    for frame in range(90):
        assert critic.step(frame / 30, gate.step(frame / 30, hidden)) == ""
