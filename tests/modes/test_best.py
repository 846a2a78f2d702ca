"""A new best of the sitting: celebrated when it is passed, and over the result."""

import pytest

from game.controls.intent import Intent
from game.modes.kit import Kit
from game.modes.play import LOOK_S, REJOICE_S, Play
from game.modes.transitions import ToResults
from game.scores.scores import Finished
from game.tuning import TIMING
from game.world.snapshot import Act


def played(best: int) -> tuple[list[Act], float]:
    """Acts of the bird in a run without a player, step by step, and how long the end is shown."""
    kit = Kit(None, 5)
    kit.scores.add(Finished(best, 1.0))
    mode, acts, watched_s = Play(kit), [], 0.0
    for _ in range(60 * round(1 / TIMING.step_s)):
        going = mode.step(Intent())
        acts.append(mode.run.now.bird.act)
        watched_s += TIMING.step_s * mode.run.now.over
        if isinstance(going, ToResults):
            return acts, watched_s
    raise AssertionError("a bird that does nothing never loses its feathers")


def test_the_best_is_celebrated_when_it_is_passed_and_at_the_end() -> None:
    acts, watched_s = played(best=50)
    end = len(acts) - round(watched_s / TIMING.step_s)
    assert Act.VICTORY in acts[:end]
    assert Act.DRAMATIC in acts[end:] and acts[-1] is Act.VICTORY
    assert abs(watched_s - LOOK_S - REJOICE_S) < 0.1


@pytest.mark.slow
@pytest.mark.no_cover
def test_nothing_is_celebrated_without_one() -> None:
    for best in (0, 100_000):  # the first run of a sitting has nothing to beat
        acts, watched_s = played(best)
        assert Act.VICTORY not in acts
        assert abs(watched_s - LOOK_S) < 0.1
