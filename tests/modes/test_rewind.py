"""Practice shows the last seconds again: by key or with crossed arms, with the score and what was missing."""

import pytest

from game.body.latch import Judgement
from game.body.pose import Landmark
from game.body.reading import Reading
from game.modes.rewind import CROSSED_S, KEPT_S, SHOWN_S, Rewind, crossed
from game.scene.interface.cards import extent
from game.scene.interface.rewound import RewindView, rewound
from tests.body.bodies import ARMS, body, real_people

FPS = 30
FOLDED = {
    **ARMS["down"],
    Landmark.LEFT_ELBOW: (0.38, 0.45),
    Landmark.RIGHT_ELBOW: (-0.38, 0.45),
    Landmark.LEFT_WRIST: (-0.2, 0.35),
    Landmark.RIGHT_WRIST: (0.2, 0.4),
}


def judged(t_s: float, score: float) -> Judgement:
    return Judgement(t_s, ("normal", "hadouken"), (1 - score, score), "hadouken", 0.6, 0.0, 0.35)


def watched(
    rewind: Rewind, seconds: float, arms: object, score: float, from_s: float
) -> tuple[RewindView | None, float]:
    view, t_s = None, from_s
    for n in range(round(seconds * FPS)):
        t_s = from_s + n / FPS
        view = rewind.see(Reading(t_s, body(arms), 1, judgement=judged(t_s, score)), "hadouken", t_s)  # type: ignore[arg-type]
    return view, t_s + 1 / FPS


def test_crossed_arms_show_the_attempt_before_them() -> None:
    rewind = Rewind()
    view, t_s = watched(rewind, 2.0, "down", 0.0, 0.0)
    view, t_s = watched(rewind, 0.5, "level", 0.4, t_s)
    view, t_s = watched(rewind, 0.5, "down", 0.0, t_s)
    assert view is None
    view, t_s = watched(rewind, CROSSED_S + 0.2, FOLDED, 0.0, t_s)
    assert view is not None and view.pose == "hadouken" and view.sentence
    assert max(view.scores) == pytest.approx(0.4) and len(view.scores) < (KEPT_S + 0.2) * FPS
    view, t_s = watched(rewind, SHOWN_S, "down", 0.0, t_s)
    assert view is None, "it ends by itself"


def test_a_key_shows_it_at_once_and_a_pose_never_does() -> None:
    rewind = Rewind()
    for arms in ("up", "level", "by the head", "left up"):
        assert watched(rewind, 3.0, arms, 0.2, rewind._read_s + 1 if rewind._read_s > 0 else 0.0)[0] is None
    rewind.ask()
    view, _ = watched(rewind, 0.1, "down", 0.0, rewind._read_s + 0.1)
    assert view is not None and view.scores


def test_no_real_pose_crosses_the_arms() -> None:
    assert crossed(body(FOLDED))
    found = [sample.label for sample in real_people() if crossed(sample.pose)]
    assert len(found) <= 2, found


def test_it_fits_every_window() -> None:
    rewind = Rewind()
    _, t_s = watched(rewind, 1.0, "up", 0.3, 0.0)
    rewind.ask()
    view, _ = watched(rewind, 0.2, "up", 0.3, t_s)
    assert view is not None
    for size in ((640, 360), (1280, 720), (1920, 1080), (1080, 1920)):
        area = extent(rewound(size, view))
        assert area.x >= 0 and area.y >= 0 and area.right <= size[0] and area.bottom <= size[1]
