"""Why did no move fire? One sentence from the latch's own numbers over the last seconds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from game.body.latch import Judgement
from game.body.poses import NORMAL
from game.words import mark, told

UNLIKE: Final = 0.10
"""A move that was never likelier than this was not tried."""
_OBSTACLES: Final = {
    "moving": mark("{pose}: hands were still moving"),
    "beside": mark("{pose}: an arm was outside the picture"),
    "cool-down": mark("{pose}: too soon after the last move"),
}


def why(judgements: Sequence[Judgement], wanted: str = "") -> str:
    """What was missing for a move in these readings, oldest first; "" where one fired or there is nothing to say.

    wanted: the move the player tried; "": the likeliest one. Looks at the reading that came nearest to the move.
    """
    seen = [one for one in judgements if one.best]
    if not seen:
        return mark("nobody was seen") if not judgements else ""
    wanted = wanted or max(seen, key=lambda one: one.of(one.best)).best
    if any(one.holding == wanted for one in seen):
        return ""
    # the longest held moment says most; among those never held, the likeliest
    nearest = max(seen, key=lambda one: (one.best == wanted and not one.obstacle, *_near(one, wanted)))
    chance = nearest.of(wanted)
    pose = told(wanted)
    if nearest.best == wanted and nearest.gathered_s > 0.0:
        return told(
            "{pose}: too short, {held} of {needed} s", pose=pose, held=nearest.gathered_s, needed=nearest.needed_s
        )
    if nearest.best == wanted and nearest.obstacle and chance >= nearest.enter:
        return told(_OBSTACLES[nearest.obstacle], pose=pose)
    rival = max((name for name in nearest.names if name != wanted), key=nearest.of)
    if chance < UNLIKE and rival == NORMAL:
        return told("nothing looked like {pose}", pose=pose)
    if nearest.of(rival) > chance:
        likeness = told("standing about") if rival == NORMAL else told(rival)
        return told(
            "{pose}: looked like {other} ({more} against {less})",
            pose=pose,
            other=likeness,
            more=f"{nearest.of(rival):.0%}",
            less=f"{chance:.0%}",
        )
    return told(
        "{pose}: not clear enough, {chance} of {enter}", pose=pose, chance=f"{chance:.0%}", enter=f"{nearest.enter:.0%}"
    )


def _near(one: Judgement, wanted: str) -> tuple[float, float]:
    """How near a reading came to a move: seconds gathered for it, and its probability."""
    return (one.gathered_s if one.best == wanted and one.of(wanted) >= one.enter else 0.0, one.of(wanted))
