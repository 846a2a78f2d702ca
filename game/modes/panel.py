"""What each mode shows over its world: the shell's facts put into the interface's own views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from game.modes.mode import Kit, Look
from game.scene import screens
from game.scene.camera_card import CameraView
from game.scene.drawing import DrawList, Interface
from game.scene.hud import HudView, ScoreView, Toast, hud
from game.scene.icons import FIGURES
from game.scene.lessons import PracticeView, helping, practice_area, practice_panel
from game.scene.screens import ResultsView, pause, progress, results, waiting
from game.tuning import JUMP, MOVES, WORLD
from game.world.snapshot import Snapshot

FIGURE_NAMES = tuple(FIGURES)
"""The eight poses, for practice without a classifier."""
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
        shots=1 / WORLD.wave.cost,
    )


def playing(kit: Kit, look: Look, now: Snapshot, words: Sequence[Toast]) -> DrawList:
    """The interface of a run."""
    return [*_hud(kit, look, score(now, kit.record.best), words), *_help(look)]


def paused(look: Look, away: bool) -> DrawList:
    """A run stands still: the player is away, or asked for it."""
    return pause(look.size, look.by_body, "The Huia waits for you" if away else "")


def title(kit: Kit, look: Look, present: bool) -> DrawList:
    """The waiting screen over the demonstration: the name, or where to stand."""
    if look.by_body and kit.cabinet and not present:
        return [*_hud(kit, look, None), *waiting(look.size, look.t_s), *_help(look)]
    words = screens.title(look.size, look.t_s, kit.record.best, look.by_body)
    return [*_hud(kit, look, None), *words, *_help(look)]


def over(look: Look, now: Snapshot, best: int, seconds: float) -> DrawList:
    """The score at the end of a run."""
    view = ResultsView(now.score, max(best, now.score), now.distance_m, now.score > best, by_body=look.by_body)
    return [Interface(), *results(look.size, seconds, view)]


def practice(kit: Kit, look: Look, lit: str, done: Mapping[str, int]) -> DrawList:
    """The clearing's interface: every pose, how to do it, how sure the Huia is."""
    seen = camera(kit, look)
    view = PracticeView(seen.labels or FIGURE_NAMES, seen.scores, seen.levels, lit or seen.fired, done)
    return [
        *_hud(kit, look, None, bars=False),
        *practice_panel(practice_area(look.size), view),
        *_help(look),
    ]


def free(kit: Kit, look: Look) -> DrawList:
    """Free play's interface: the camera card only."""
    return [*_hud(kit, look, None, bars=False), *_help(look)]


def loading(size: tuple[int, int], part: float, what: str) -> DrawList:
    """While the forest is being painted. part: 0..1."""
    return [Interface(), *progress(size, what, part)]


def _hud(kit: Kit, look: Look, points: ScoreView | None, words: Sequence[Toast] = (), bars: bool = True) -> DrawList:
    shown = camera(kit, look) if look.sight is not None or look.notice else None
    if shown is not None and not bars:
        shown = replace(shown, labels=(), scores=())
    view = HudView(
        size=look.size,
        t_s=look.t_s,
        score=points,
        camera=shown,
        toasts=tuple(words),
        meters=look.meters.lines if look.meters is not None else (),
        frames_ms=look.meters.frames_ms if look.meters is not None else (),
    )
    return [Interface(), *hud(view)]


def _help(look: Look) -> DrawList:
    return helping(look.size, look.by_body) if look.help else []
