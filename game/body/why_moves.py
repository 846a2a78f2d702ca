"""Why did no move fire? One sentence from the latch's own numbers over the last seconds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from game.body.latch import Judgement
from game.body.poses import NORMAL

UNLIKE: Final = 0.10
"""A move that was never likelier than this was not tried."""
_OBSTACLES: Final = {
    "moving": "hands were still moving",
    "beside": "an arm was outside the picture",
    "cool-down": "too soon after the last move",
}


def why(judgements: Sequence[Judgement], wanted: str = "") -> str:
    """What was missing for a move in these readings, oldest first; "" where one fired or there is nothing to say.

    wanted: the move the player tried; "": the likeliest one. Looks at the reading that came nearest to the move.
    """
    told = [one for one in judgements if one.best]
    if not told:
        return "nobody was seen" if not judgements else ""
    wanted = wanted or max(told, key=lambda one: one.of(one.best)).best
    if any(one.holding == wanted for one in told):
        return ""
    # the longest held moment says most; among those never held, the likeliest
    nearest = max(told, key=lambda one: (one.best == wanted and not one.obstacle, *_near(one, wanted)))
    chance = nearest.of(wanted)
    if nearest.best == wanted and nearest.gathered_s > 0.0:
        return f"{wanted}: too short, {nearest.gathered_s:.1f} of {nearest.needed_s:.1f} s"
    if nearest.best == wanted and nearest.obstacle and chance >= nearest.enter:
        return f"{wanted}: {_OBSTACLES[nearest.obstacle]}"
    rival = max((name for name in nearest.names if name != wanted), key=nearest.of)
    if chance < UNLIKE and rival == NORMAL:
        return f"nothing looked like {wanted}"
    if nearest.of(rival) > chance:
        likeness = "standing about" if rival == NORMAL else rival
        return f"{wanted}: looked like {likeness} ({nearest.of(rival):.0%} against {chance:.0%})"
    return f"{wanted}: not clear enough, {chance:.0%} of {nearest.enter:.0%}"


def _near(one: Judgement, wanted: str) -> tuple[float, float]:
    """How near a reading came to a move: seconds gathered for it, and its probability."""
    return (one.gathered_s if one.best == wanted and one.of(wanted) >= one.enter else 0.0, one.of(wanted))
