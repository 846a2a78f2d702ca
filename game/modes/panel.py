"""What each mode shows over its world: the shell's facts put into the interface's own views."""

from __future__ import annotations

from collections.abc import Mapping

from game.modes.mode import Kit, Look
from game.scene.drawing import DrawList, Interface
from game.scene.hud import CameraView, HudView, ScoreView, hud, layout, prompt
from game.tuning import JUMP, MOVES, WORLD
from game.world.snapshot import Snapshot

FIRED_S = 0.8
"""How long the bar of a move that fired stays lit."""


def camera(kit: Kit, look: Look) -> CameraView:
    """The camera card's facts. Nothing to show yet: an empty card that says why."""
    sight = look.sight
    if sight is None:
        return CameraView(notice=look.notice, line=JUMP.enter)
    reading = sight.reading
    fired = next((e for e in reversed(reading.events) if e.kind in ("hadouken", "move", "jump")), None)
    lit = fired is not None and reading.t_s - fired.t_s < FIRED_S
    name = "" if fired is None or not lit else "fly" if fired.kind == "jump" else fired.name
    lost = sight.camera.state not in ("ok", "opening", "ended")
    labels = kit.card.labels if kit.card is not None else ()
    levels = (
        tuple(kit.card.thresholds[label].enter if label in kit.card.thresholds else MOVES.enter for label in labels)
        if kit.card is not None
        else ()
    )
    return CameraView(
        picture=sight.picture,
        pose=reading.pose,
        people=reading.people,
        facing=reading.facing,
        wrist_height=reading.wrist_height,
        arms_up=reading.arms_up,
        line=JUMP.enter,
        labels=labels,
        scores=reading.scores,
        levels=levels,
        fired=name,
        notice=look.notice,
        trouble=lost or bool(sight.trouble),
    )


def score(now: Snapshot, best: int) -> ScoreView:
    """The score panel's facts."""
    return ScoreView(
        score=now.score,
        best=best,
        distance_m=now.distance_m,
        lives=now.lives,
        max_lives=now.max_lives,
        energy=now.energy,
        shots=int(1 / WORLD.wave.cost),
    )


def playing(kit: Kit, look: Look, now: Snapshot) -> DrawList:
    """The interface of a run."""
    return _hud(kit, look, score(now, kit.record.best))


def paused(look: Look, away: bool) -> DrawList:
    """A run stands still: the player is away, or asked for it."""
    if away:
        return _prompt(look, "Come back into view", "the Huia waits for you")
    return _prompt(look, "Paused", "P goes on, Esc gives up")


def title(kit: Kit, look: Look, present: bool) -> DrawList:
    """The waiting screen over the demonstration."""
    text, hint = _begin(look, present)
    return [*_hud(kit, look, None), *_prompt(look, text, hint, present)]


def results(look: Look, now: Snapshot, best: int, seconds: float) -> DrawList:
    """The score at the end of a run."""
    said = f"{now.score:,}" + ("  ·  best yet!" if now.score > best else f"  ·  best {best:,}")
    hint = "raise both arms to play again" if look.by_body else "press Return to play again"
    return [Interface(), *_prompt(look, said, hint, look.by_body)]


def practice(kit: Kit, look: Look, now: Snapshot, lit: str, done: Mapping[str, int]) -> DrawList:
    """The clearing's interface."""
    return _hud(kit, look, None)


def free(kit: Kit, look: Look, now: Snapshot) -> DrawList:
    """Free play's interface: the camera card only."""
    return _hud(kit, look, None)


def _begin(look: Look, present: bool) -> tuple[str, str]:
    if not look.by_body:
        return "Press Return to play", "Space jumps, X fires, Esc leaves"
    if not present:
        return "Step in front of the camera", "two metres away is best"
    return "Raise both arms to play", "both hands over your head make the Huia jump"


def _hud(kit: Kit, look: Look, points: ScoreView | None) -> DrawList:
    view = HudView(
        size=look.size,
        t_s=look.t_s,
        score=points,
        camera=camera(kit, look) if look.sight is not None or look.notice else None,
        meters=look.meters.lines if look.meters is not None else (),
        frames_ms=look.meters.frames_ms if look.meters is not None else (),
        by_body=look.by_body,
    )
    return [Interface(), *hud(view)]


def _prompt(look: Look, text: str, hint: str, figure: bool = False) -> DrawList:
    return prompt(layout(look.size), text, hint, look.t_s, figure)


def loading(size: tuple[int, int], part: float, what: str) -> DrawList:
    """While the forest is being painted. part: 0..1."""
    return [Interface(), *prompt(layout(size), "Huia", f"{what} {part:.0%}")]
