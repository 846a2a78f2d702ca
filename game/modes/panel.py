"""What title, run and results show over their world: the program's facts put into the interface's own views."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from game.modes.around import camera_lost, help_page, surround
from game.modes.kit import Kit
from game.modes.look import Look
from game.scene.drawing import DrawList, Interface
from game.scene.interface import screens
from game.scene.interface.cards import Area
from game.scene.interface.choosing import MenuView, menu_row
from game.scene.interface.ending import EndingView, ending
from game.scene.interface.gains import Gain, earned
from game.scene.interface.hud import ScoreView, Toast, layout, prompt
from game.scene.interface.icons import figure_of
from game.scene.interface.school import lesson_card
from game.scene.interface.scoreboard import ROWS, BoardRow, BoardView, board_screen
from game.scene.interface.screens import pause, progress, waiting
from game.scores.score import Scope
from game.tuning import WORLD
from game.world.pair import SECOND
from game.world.scoring import MOST_TIMES, STREAK_STEP
from game.world.snapshot import Snapshot

TOLD_S: Final = 15.0
"""The last seconds before a run is given up are counted down."""


def score(kit: Kit, now: Snapshot) -> ScoreView:
    """What the score panel shows."""
    return ScoreView(
        score=now.score,
        best=kit.best,
        distance_m=now.distance_m,
        lives=now.lives,
        max_lives=now.max_lives,
        energy=now.energy,
        shots=1 / WORLD.wave.cost,
        times=min(MOST_TIMES, 1 + now.streak // STREAK_STEP),
        pips=now.streak % STREAK_STEP if now.streak < STREAK_STEP * (MOST_TIMES - 1) else STREAK_STEP,
        pips_most=STREAK_STEP,
        mate=None if now.mate is None else (now.mate.lives, now.mate.energy),
        male=now.bird.who == SECOND,
        say=kit.say,
    )


def playing(kit: Kit, look: Look, now: Snapshot, words: Sequence[Toast], gains: Sequence[Gain] = ()) -> DrawList:
    """The interface of a run, what has just been earned, and what its lesson asks for."""
    items = surround(kit, look, score(kit, now), words)
    if kit.stage is not None and gains:
        camera, view = kit.stage.camera(now, look.t_s), kit.stage.view
        part = look.size[0] / view.width_px
        spots = [camera.point(gain.x_m, gain.y_m) for gain in gains]
        items += earned(look.size, [(gain, x * part, y * part) for gain, (x, y) in zip(gains, spots, strict=True)])
    if now.lesson is not None:
        items += lesson_card(look.size, now.lesson, look.t_s, look.by_body, kit.say)
    return [*items, *help_page(kit, look)]


def paused(kit: Kit, look: Look, away: bool, left_s: float, menu: MenuView | None = None) -> DrawList:
    """The prompt over a run that stands still. away: the player is out of view; else they paused it, and may choose.

    left_s: until the run is given up.
    """
    if menu is not None:
        labels = tuple(kit.say(label) for label in menu.labels)
        return [*pause(look.size, look.by_body, "", kit.say), *choices(look, replace(menu, labels=labels))]
    reason = kit.say("The Huia waits for you") if away else ""
    if away and left_s <= TOLD_S:
        reason = f"{reason} · {math.ceil(left_s)}"
    if away and camera_lost(look):
        return []  # the screen says already that the camera is gone
    return pause(look.size, look.by_body, reason, kit.say)


def title(kit: Kit, look: Look, present: bool) -> DrawList:
    """The title over the demonstration run, or on a cabinet with nobody in view, where to stand."""
    if look.by_body and kit.cabinet and not present:
        return [*surround(kit, look, None), *waiting(look.size, look.t_s, say=kit.say), *help_page(kit, look)]
    pose = look.sight.reading.pose if look.sight is not None and look.by_body and present else None
    own = figure_of(pose) if pose is not None else None
    words = screens.title(look.size, look.t_s, kit.best, look.by_body, say=kit.say, own=own)
    return [*surround(kit, look, None, large=True), *words, *help_page(kit, look)]


def choices(look: Look, menu: MenuView) -> DrawList:
    """A menu over whatever is shown, above the words at the foot."""
    place, short = layout(look.size), min(look.size)
    wide = min(look.size[0] - 2 * place.margin, short * 1.35)
    high = short * 0.11
    foot = place.words[1] - short * 0.09
    return menu_row(Area((look.size[0] - wide) / 2, foot - high, wide, high), menu)


def over(look: Look, seconds: float, view: EndingView) -> DrawList:
    """The end of a run. seconds: since it was first shown."""
    return [Interface(), *ending(look.size, seconds, view)]


def best_of_the_day(kit: Kit, look: Look) -> DrawList:
    """The board of best runs by itself, and how to begin."""
    start = screens.ready(look.size, look.t_s, look.by_body, say=kit.say)
    return [*surround(kit, look, None), *board_screen(look.size, table(kit)), *start, *help_page(kit, look)]


def table(kit: Kit, scope: Scope = "today", mine: int | None = None) -> BoardView:
    """The best runs of a scope. mine: index of the run just played; None: not among them."""
    runs = kit.scores.table(scope, ROWS)
    return BoardView(tuple(BoardRow(run.points, run.distance_m, run.initials) for run in runs), mine, kit.say)


def free(kit: Kit, look: Look, new: bool = False) -> DrawList:
    """Free play's interface: the camera card, and for somebody new how to fly."""
    items = surround(kit, look, None, bars=False)
    if new:
        text = kit.say("Your arms are its wings" if look.by_body else "Space: a wing beat")
        hint = kit.say("Lift and lower both to fly, tilt them to turn" if look.by_body else "← → to turn, ↓ to glide")
        items += prompt(layout(look.size), text, hint, look.t_s, figure=look.by_body)
    return [*items, *help_page(kit, look)]


def loading(size: tuple[int, int], part: float, what: str) -> DrawList:
    """While the forest is being painted. part: 0..1."""
    return [Interface(), *progress(size, what, part)]
