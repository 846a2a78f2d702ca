"""What each mode shows over its world: the program's facts put into the interface's own views."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from game.body.lesson import LessonView, Phase
from game.body.model_acts import icon_pose
from game.body.pose import Pose
from game.body.poses import HADOUKEN
from game.body.reading import Reading
from game.body.standing import Place
from game.body.taught import Verdict
from game.controls.keyboard import POSES
from game.controls.setmaker import LEAST_PEOPLE, SetView
from game.controls.setmaker import Stage as MakingStage
from game.modes.kit import Kit
from game.modes.look import Look
from game.modes.menu import Button
from game.scene.drawing import DrawList, Interface
from game.scene.interface import lettering, screens
from game.scene.interface.camera_card import CameraView, camera_card
from game.scene.interface.cards import CREAM, GLOW, MIST, TEAL, Area, bar, card, line
from game.scene.interface.choosing import MenuView, hand_button, menu_row
from game.scene.interface.ending import EndingView, ending
from game.scene.interface.gains import Gain, earned
from game.scene.interface.guide import guide, lost
from game.scene.interface.hud import HudView, ScoreView, Toast, hud, layout, prompt, toasts
from game.scene.interface.icons import FIGURES, Figure, figure_of
from game.scene.interface.lessons import PracticeView, helping, practice_panel, practice_place
from game.scene.interface.making import NamesView, countdown, names_page
from game.scene.interface.overlay import Mate
from game.scene.interface.school import lesson_card
from game.scene.interface.scoreboard import ROWS, BoardRow, BoardView, board_screen
from game.scene.interface.screens import pause, progress, waiting
from game.scores.score import Scope
from game.tuning import MOVES, STANDING, WORLD
from game.words import Words, mark
from game.world.pair import SECOND
from game.world.scoring import MOST_TIMES, STREAK_STEP
from game.world.snapshot import Snapshot

FIGURE_NAMES = tuple(FIGURES)
"""The eight poses, for practice without a classifier."""
TOLD_S: Final = 15.0
"""The last seconds before a run is given up are counted down."""
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
    items = _hud(kit, look, score(kit, now), words)
    if kit.stage is not None and gains:
        camera, view = kit.stage.camera(now, look.t_s), kit.stage.view
        part = look.size[0] / view.width_px
        spots = [camera.point(gain.x_m, gain.y_m) for gain in gains]
        items += earned(look.size, [(gain, x * part, y * part) for gain, (x, y) in zip(gains, spots, strict=True)])
    if now.lesson is not None:
        items += lesson_card(look.size, now.lesson, look.t_s, look.by_body, kit.say)
    return [*items, *_help(kit, look)]


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
    if away and _lost(look):
        return []  # the screen says already that the camera is gone
    return pause(look.size, look.by_body, reason, kit.say)


def title(kit: Kit, look: Look, present: bool) -> DrawList:
    """The title over the demonstration run, or on a cabinet with nobody in view, where to stand."""
    if look.by_body and kit.cabinet and not present:
        return [*_hud(kit, look, None), *waiting(look.size, look.t_s, say=kit.say), *_help(kit, look)]
    pose = look.sight.reading.pose if look.sight is not None and look.by_body and present else None
    own = figure_of(pose) if pose is not None else None
    words = screens.title(look.size, look.t_s, kit.best, look.by_body, say=kit.say, own=own)
    return [*_hud(kit, look, None, large=True), *words, *_help(kit, look)]


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
    return [*_hud(kit, look, None), *board_screen(look.size, table(kit)), *start, *_help(kit, look)]


def table(kit: Kit, scope: Scope = "today", mine: int | None = None) -> BoardView:
    """The best runs of a scope. mine: index of the run just played; None: not among them."""
    runs = kit.scores.table(scope, ROWS)
    return BoardView(tuple(BoardRow(run.points, run.distance_m, run.initials) for run in runs), mine, kit.say)


@dataclass(frozen=True, slots=True)
class PracticeWords:
    """What practice has to say besides what is seen.

    lit: the pose just recognised. done: how often each was done. ask: the pose to try next, "" when all are done.
    advice: why the last attempt at it did not fire, "" for nothing. toasts: praise. button: where a hand asks to teach.
    """

    lit: str
    done: Mapping[str, int]
    ask: str = ""
    advice: str = ""
    toasts: Sequence[Toast] = ()
    button: Button | None = None


def practice(kit: Kit, look: Look, words: PracticeWords) -> DrawList:
    """The interface of practice: the pose to try next, how to do it, and the score of every pose."""
    lit, done, ask = words.lit, words.done, words.ask
    seen, own = camera(kit, look), kit.taught
    labels, scores, levels = seen.labels or FIGURE_NAMES, seen.scores, seen.levels
    how: dict[str, str] = {} if look.by_body else {name: kit.say("Press {key}", key=key) for key, name in POSES.items()}
    icons = kit.card.icons if kit.card is not None else {}
    figures = {
        name: f for name in icons if name not in FIGURES and (f := figure_of(icon_pose(icons[name]))) is not None
    }
    if own is not None and own.names:
        eight = len(labels)
        scores = (*scores, *[0.0] * (eight - len(scores)), *own.scores)
        levels = (*levels, *[MOVES.enter] * (eight - len(levels)), *[own.level] * len(own.names))
        labels = (*labels, *own.names)
        taught = {name: figure for name, shown in own.poses.items() if (figure := _figure(shown)) is not None}
        figures |= taught
        how |= {name: kit.say("Your own") for name in taught}
    labels, scores, levels = _easiest_first(labels, scores, levels)
    view = PracticeView(labels, scores, levels, lit or seen.fired, done, how, figures, ask, t_s=look.t_s, say=kit.say)
    if look.by_body and look.sight is not None and seen.pose is None:
        view = replace(
            view, current="", ask="", heading=kit.say("Hello!"), words=kit.say("Step in front of the camera")
        )
    elif not ask:
        view = replace(
            view,
            heading=kit.say("All {n}!", n=kit.say(counted(len(seen.labels or FIGURE_NAMES)))),
            words=kit.say("Now teach me one of your own" if own else "Do any you like"),
        )
    items = [*_hud(kit, look, None, bars=False, advice=words.advice), *practice_panel(look.size, view)]
    if own is not None:
        items += _asking(kit, look, own.complaints[0] if own.complaints else "")
        if look.by_body and words.button is not None:
            items += _button(kit, look, words.button)
    place, room = layout(look.size), practice_place(look.size)
    # below the feet of the celebrating bird
    foot = room.poses.y if place.tall else room.words.y
    place = replace(place, toast=(room.words.middle[0], foot - min(look.size) * 0.05))
    return [*items, *toasts(place, words.toasts), *_help(kit, look)]


def counted(count: int) -> str:
    """A small number as a word."""
    words = (
        mark("none"),
        mark("one"),
        mark("two"),
        mark("three"),
        mark("four"),
        mark("five"),
        mark("six"),
        mark("seven"),
        mark("eight"),
        mark("nine"),
        mark("ten"),
        mark("eleven"),
        mark("twelve"),
    )
    return words[count] if count < len(words) else str(count)


def easiness(name: str) -> int:
    """A sort key for poses: the game's own from easy to difficult, then the player's."""
    return FIGURE_NAMES.index(name) if name in FIGURE_NAMES else len(FIGURE_NAMES)


def _easiest_first(
    labels: tuple[str, ...], scores: tuple[float, ...], levels: tuple[float, ...]
) -> tuple[tuple[str, ...], tuple[float, ...], tuple[float, ...]]:
    order = sorted(range(len(labels)), key=lambda n: easiness(labels[n]))

    def sort(values: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(values[n] for n in order) if len(values) == len(labels) else values

    return tuple(labels[n] for n in order), sort(scores), sort(levels)


def _asking(kit: Kit, look: Look, complaint: str) -> DrawList:
    """How to begin a lesson by key. complaint: shown instead, if any."""
    room = practice_place(look.size).words
    offer = kit.say("T: teach the Huia a pose")
    if kit.maker is not None:
        offer = f"{offer}   ·   {kit.say('F4: a set of poses with your class')}"
    if kit.gaze is not None and not kit.cabinet:
        offer = f"{offer}   ·   {kit.say('F6: the gaze lab')}"
    text = line(complaint or offer, *room.middle, round(room.height * 0.54), MIST, "c", most_px=room.width * 0.94)
    wide = lettering.width(text.text, text.size_px) + room.height
    pill = Area(room.middle[0] - wide / 2, room.y, wide, room.height)
    return [*card(pill, room.height / 2), text]


def _button(kit: Kit, look: Look, button: Button) -> DrawList:
    """The place for a hand that asks to teach, and the hand."""
    wide, high = look.size
    place = layout(look.size)
    area = Area(button.left * wide, button.top * high, button.right * wide, (button.bottom - button.top) * high)
    area = area._replace(width=wide - place.margin - area.x)
    return hand_button(area, kit.say("Teach me a pose"), kit.say("Hold a hand here"), button.part, _spot(look, button))


def _spot(look: Look, button: Button) -> tuple[float, float] | None:
    """Where the hand is on the screen."""
    return None if button.hand is None else (button.hand[0] * look.size[0], button.hand[1] * look.size[1])


def _figure(shown: Sequence[Pose]) -> Figure | None:
    """A figure of a taught pose, from the reading in the middle of its lesson."""
    return figure_of(shown[len(shown) // 2])


def teaching(kit: Kit, look: Look, lesson: LessonView | None, verdict: Verdict | None) -> DrawList:
    """The interface of a lesson: the camera's picture, large, progress or countdown, and the next instruction."""
    place = layout(look.size)
    seen = replace(camera(kit, look), labels=(), scores=(), fired="")
    short = min(look.size)
    wide = min(short * 0.74, look.size[0] - 2 * place.margin)
    # beside the bird; in a tall window above it
    x = (look.size[0] - wide) / 2 if place.tall else place.margin
    whole = Area(x, place.margin, wide, short * 0.64)
    items: DrawList = [Interface(), *camera_card(whole, seen, 18, bars=False)]
    middle = whole.x + wide / 2, whole.y + whole.height * 0.45
    text, hint = _lesson_words(kit.say, look, lesson, verdict)
    if lesson is not None and lesson.phase is Phase.READY:
        items.append(line(f"{math.ceil(lesson.left_s)}", *middle, round(short * 0.3), GLOW, "c", True))
    if lesson is not None and lesson.phase is Phase.RECORD:
        track = Area(whole.x, whole.bottom + short * 0.02, wide, short * 0.022)
        items += bar(track, lesson.part, TEAL)
        items.append(line(f"{math.ceil(lesson.left_s)}", whole.right - 24, whole.y + 24, 44, CREAM, "ne", True))
    return [*items, *prompt(place, text, hint, look.t_s), *_help(kit, look)]


def making(kit: Kit, look: Look, view: SetView, refused: str) -> DrawList:
    """The interface while a pose set is made: names, or the player's picture with a countdown.

    refused: why none can be made, "" where one can.
    """
    place = layout(look.size)
    if refused:
        return [Interface(), *prompt(place, kit.say(refused), "", look.t_s), *_help(kit, look)]
    if view.stage in (MakingStage.LEAD, MakingStage.HOLD):
        seen = replace(camera(kit, look), labels=(), scores=(), fired="", why="")
        short = min(look.size)
        wide = min(short * 0.86, look.size[0] - 2 * place.margin)
        whole = Area((look.size[0] - wide) / 2, place.margin, wide, short * 0.68)
        figure = figure_of(view.example) if view.example is not None else FIGURES.get(view.pose)
        holding = view.stage is MakingStage.HOLD
        number, count = view.poses.index(view.pose) + 1, len(view.poses)
        hint = _warning(kit.say, view) or kit.say("{number} of {count}", number=number, count=count)
        words = kit.say("Hold it!") if holding else kit.say("Get into your pose")
        words = kit.say("Step back until I see your arms") if view.nobody else words
        items: DrawList = [Interface(), *camera_card(whole, seen, 18, bars=False)]
        items += countdown(whole, view.pose, view.left_s, view.part, holding, figure, view.person)
        return [*items, *prompt(place, words, hint, look.t_s), *_help(kit, look)]
    return [Interface(), *names_page(look.size, _names(kit.say, look, view)), *_help(kit, look)]


def _names(say: Words, look: Look, view: SetView) -> NamesView:
    """The page that asks for poses, or for the next person."""
    if view.stage is MakingStage.POSES:
        first = say("Type a name and press Enter")
        hint = say("Enter takes a name; Enter on an empty line goes on") if view.poses else first
        return NamesView(
            say("Which poses are in your set?"), view.poses, view.typed, hint, _warning(say, view), look.t_s
        )
    if not view.people:
        heading = say("Who shows them first?")
    elif view.thanks:
        heading = say("Thank you, {name}. Who is next?", name=view.people[-1])
    else:
        heading = say("Who is next?")
    hint = say("Type a name and press Enter; then step back and show each pose")
    if len(view.people) >= LEAST_PEOPLE:
        hint = say("Type the next name; or press Enter on an empty line, and I learn them all")
    return NamesView(heading, view.people, view.typed, hint, _warning(say, view), look.t_s)


def _warning(say: Words, view: SetView) -> str:
    """What was wrong last, "" for nothing."""
    return say(view.message, name=view.about) if "{name}" in view.message else say(view.message)


def _lesson_words(say: Words, look: Look, lesson: LessonView | None, verdict: Verdict | None) -> tuple[str, str]:
    """The next instruction, and a hint."""
    if verdict is not None and verdict.learnt:
        return say("I know {name} now. Do it!", name=verdict.name), say(verdict.sentence)
    if verdict is not None:
        return say(verdict.sentence), ""
    if lesson is None:
        return "", ""
    match lesson.phase:
        case Phase.WAIT if not look.by_body:
            return say("I need to see you: there is no camera"), say("B lets the demo's player teach")
        case Phase.WAIT:
            hint = say("Then you teach me {name}, ten seconds long", name=lesson.name)
            return say("Step back and stand still"), hint
        case Phase.READY:
            return say("Get into your pose"), say("Any pose you like: it will be {name}", name=lesson.name)
        case Phase.RECORD:
            return say("Hold it!"), say("Sway a little, so that I know it from all sides")
        case Phase.DONE:
            return say("One moment"), say("I am still waking up")


def free(kit: Kit, look: Look, new: bool = False) -> DrawList:
    """Free play's interface: the camera card, and for somebody new how to fly."""
    items = _hud(kit, look, None, bars=False)
    if new:
        text = kit.say("Your arms are its wings" if look.by_body else "Space: a wing beat")
        hint = kit.say("Lift and lower both to fly, tilt them to turn" if look.by_body else "← → to turn, ↓ to glide")
        items += prompt(layout(look.size), text, hint, look.t_s, figure=look.by_body)
    return [*items, *_help(kit, look)]


def loading(size: tuple[int, int], part: float, what: str) -> DrawList:
    """While the forest is being painted. part: 0..1."""
    return [Interface(), *progress(size, what, part)]


def _hud(
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
    if _lost(look):
        return lost(look.size, look.notice or sight.camera.sentence or sight.trouble, kit.say)
    if sight.reading.pose is None:
        return []
    dark = sight.light is not None and sight.light < STANDING.dark
    return guide(look.size, sight.reading.place, dark, look.t_s, large, kit.say)


def _lost(look: Look) -> bool:
    """Whether the camera is gone, while a body should play."""
    sight = look.sight
    return sight is not None and look.by_body and sight.camera.state not in ("ok", "opening", "ended")


def _help(kit: Kit, look: Look) -> DrawList:
    huia = kit.stage.figurines if kit.stage is not None else None
    return helping(look.size, look.by_body, kit.say, look.t_s, huia) if look.help else []
