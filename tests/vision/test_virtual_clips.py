"""Labelled clips: repeatable, the same movement at every frame rate, and true about what is being done."""

import numpy as np
import pytest

from game.body.pose import Landmark as L
from game.body.poses import POSES
from game.vision.virtual.clips import KINDS, NORMAL, Filming, clip


def test_person_kind_and_take_decide_a_clip() -> None:
    first, again, other = clip(3, "hadouken"), clip(3, "hadouken"), clip(3, "hadouken", 1)
    np.testing.assert_array_equal(first.points, again.points)
    assert first.cues == again.cues != other.cues
    assert len(first) == len(first.points) == len(first.found) == len(first.labels) == len(first.held)
    with pytest.raises(ValueError, match="no kind of clip is named"):
        clip(3, "levitate")


@pytest.mark.parametrize("fps", [15.0, 60.0])
def test_a_take_is_the_same_movement_at_any_rate(fps: float) -> None:
    one, other = clip(5, "hadouken"), clip(5, "hadouken", filming=Filming(fps))
    assert one.cues == other.cues
    for mine in (one, other):
        assert np.diff(mine.times_s) == pytest.approx(1 / mine.fps)
    hips = [np.interp(1.0, mine.times_s, mine.points[:, L.LEFT_HIP, 0]) for mine in (one, other)]
    assert hips[0] == pytest.approx(hips[1], abs=0.06)  # but for the noise


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_timeline_tells_which_move_is_done_and_how_fully(side: str) -> None:
    mine = clip(8, "hadouken", side=side)  # type: ignore[arg-type]
    cue = next(cue for cue in mine.cues if cue.label == "hadouken")
    assert cue.start_s < cue.onset_s < cue.peak_s <= cue.leave_s < cue.end_s
    asked = mine.labels == POSES.index("hadouken")
    during = (mine.times_s >= cue.onset_s) & (mine.times_s < cue.end_s)
    np.testing.assert_array_equal(asked, during)
    assert (mine.labels[~asked] == NORMAL).all()
    assert (mine.sides == np.where(asked, 1 if side == "left" else -1, 0)).all()
    held = (mine.times_s >= cue.peak_s) & (mine.times_s <= cue.leave_s)
    assert (mine.held[held] == 1).all()
    assert (mine.held[~asked] == 0).all()


def test_every_kind_can_be_had() -> None:
    for kind in KINDS:
        mine = clip(1, kind, filming=Filming(15.0))
        assert mine.kind == kind
        assert np.isfinite(mine.points).all()
        assert mine.found.any()
        assert (np.diff(mine.times_s) > 0).all()
        assert len(mine.poses()) == len(mine)


def test_people_walk_into_the_picture_and_through_it() -> None:
    through = clip(4, "walks through", filming=Filming(15.0))
    assert not through.found[0]
    assert through.found.any()
    assert not through.found[-1]
    into = clip(4, "walks in", filming=Filming(15.0))
    assert not into.found[0]
    assert into.found[-1]


def test_scale_and_place_jump_at_a_declared_cut_and_nowhere_else() -> None:
    clips = [clip(person, "jumping jacks") for person in range(12)]
    assert any(mine.cuts_s for mine in clips)
    for mine in clips:
        hips = mine.points[:, [L.LEFT_HIP, L.RIGHT_HIP], :2].mean(1)
        torso = np.linalg.norm(hips - mine.points[:, [L.LEFT_SHOULDER, L.RIGHT_SHOULDER], :2].mean(1), axis=1)
        leaps = np.flatnonzero(np.linalg.norm(np.diff(hips, axis=0), axis=1) > 0.5 * torso[1:])
        for leap in leaps:
            assert any(mine.times_s[leap] <= cut <= mine.times_s[leap + 1] for cut in mine.cuts_s)
