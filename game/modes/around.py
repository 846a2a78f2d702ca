"""What every mode shows around its world: the camera's card, where to stand, figures, and the help page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from game.body.poses import HADOUKEN
from game.body.reading import Reading
from game.body.standing import Place
from game.modes.kit import Kit
from game.modes.look import Look
from game.scene.drawing import DrawList, Interface
from game.scene.interface.camera_card import CameraView
from game.scene.interface.guide import guide, lost
from game.scene.interface.hud import HudView, ScoreView, Toast, hud
from game.scene.interface.lessons import helping
from game.scene.interface.overlay import Mate
from game.tuning import MOVES, STANDING

JUMP: Final = "fly"
"""The pose that jumps."""
HANDS_WAY: Final = 1.3
"""Torso lengths from hanging hands to the line of a jump."""
FIRED_S = 0.8
"""How long the bar of a move that fired stays lit."""


def camera(kit: Kit, look: Look) -> CameraView:
    """What the camera card shows. Before the first sight it is an empty card with the reason on it."""
    sight = look.sight
    if sight is None:
        return CameraView(notice=look.notice, say=kit.say)
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
        arms_up=reading.arms_up,
        mate=_mate(reading.mate),
        line=reading.line,
        why=reading.why,
        labels=labels,
        scores=reading.scores,
        levels=levels,
        fired=name,
        notice=look.notice,
        trouble=lost or bool(sight.trouble),
        place=reading.place if look.by_body else Place.GOOD,
        say=kit.say,
    )


def _mate(reading: Reading | None) -> Mate | None:
    if reading is None or reading.pose is None:
        return None
    return Mate(reading.pose, reading.line, reading.arms_up)


def two_tiles(shown: CameraView, look: Look) -> CameraView:
    """Only what a run needs: the jump, as far as the hands are on their way to its line, and the hadouken."""
    if not {JUMP, HADOUKEN} <= set(shown.labels) or look.sight is None:
        return shown
    reading = look.sight.reading
    n = shown.labels.index(HADOUKEN)
    rise = 0.0 if reading.wrist_height is None else 1.0 + (reading.wrist_height - reading.line) / HANDS_WAY
    jump = 1.0 if reading.arms_up else max(0.0, min(0.99, rise))
    fire = shown.scores[n] if n < len(shown.scores) else 0.0
    level = shown.levels[n] if n < len(shown.levels) else MOVES.enter
    return replace(shown, labels=(JUMP, HADOUKEN), scores=(jump, fire), levels=(1.0, level))


def surround(
    kit: Kit,
    look: Look,
    points: ScoreView | None,
    words: Sequence[Toast] = (),
    bars: bool = True,
    advice: str | None = None,
    large: bool = False,
) -> DrawList:
    """The interface around the world. bars: with the moves' scores. large: nobody plays yet; where to stand is big.

    advice: what was missing for a move, where nothing is said of a jump; None: say neither.
    """
    shown = camera(kit, look) if look.sight is not None or look.notice else None
    if shown is not None and not bars:
        shown = replace(shown, labels=(), scores=())
    elif shown is not None:
        shown = two_tiles(shown, look)
    if shown is not None:
        shown = replace(shown, why="" if advice is None else shown.why or advice)
    view = HudView(
        size=look.size,
        t_s=look.t_s,
        score=points,
        camera=shown,
        toasts=tuple(words),
        meters=look.meters.lines if look.meters is not None else (),
        frames_ms=look.meters.frames_ms if look.meters is not None else (),
    )
    return [Interface(), *hud(view), *_standing(kit, look, large)]


def _standing(kit: Kit, look: Look, large: bool) -> DrawList:
    """Where the player should go, or that nobody can be seen without a camera."""
    sight = look.sight
    if sight is None or not look.by_body:
        return []
    if camera_lost(look):
        return lost(look.size, look.notice or sight.camera.sentence or sight.trouble, kit.say)
    if sight.reading.pose is None:
        return []
    dark = sight.light is not None and sight.light < STANDING.dark
    return guide(look.size, sight.reading.place, dark, look.t_s, large, kit.say)


def camera_lost(look: Look) -> bool:
    """Whether the camera is gone, while a body should play."""
    sight = look.sight
    return sight is not None and look.by_body and sight.camera.state not in ("ok", "opening", "ended")


def help_page(kit: Kit, look: Look) -> DrawList:
    """The help page while it is open; else nothing."""
    huia = kit.stage.figurines if kit.stage is not None else None
    return helping(look.size, look.by_body, kit.say, look.t_s, huia) if look.help else []
