"""What is shown while the Huia learns: a pose by a player, or a set of poses by several people."""

from __future__ import annotations

import math
from dataclasses import replace

from game.body.lesson import LessonView, Phase
from game.body.taught import Verdict
from game.controls.setmaker import LEAST_PEOPLE, SetView
from game.controls.setmaker import Stage as MakingStage
from game.modes.around import camera, help_page
from game.modes.kit import Kit
from game.modes.look import Look
from game.scene.drawing import DrawList, Interface
from game.scene.interface.camera_card import camera_card
from game.scene.interface.cards import CREAM, GLOW, TEAL, Area, bar, line
from game.scene.interface.hud import layout, prompt
from game.scene.interface.icons import FIGURES, figure_of
from game.scene.interface.making import NamesView, countdown, names_page
from game.words import Words


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
    return [*items, *prompt(place, text, hint, look.t_s), *help_page(kit, look)]


def making(kit: Kit, look: Look, view: SetView, refused: str) -> DrawList:
    """The interface while a pose set is made: names, or the player's picture with a countdown.

    refused: why none can be made, "" where one can.
    """
    place = layout(look.size)
    if refused:
        return [Interface(), *prompt(place, kit.say(refused), "", look.t_s), *help_page(kit, look)]
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
        return [*items, *prompt(place, words, hint, look.t_s), *help_page(kit, look)]
    return [Interface(), *names_page(look.size, _names(kit.say, look, view)), *help_page(kit, look)]


def _names(say: Words, look: Look, view: SetView) -> NamesView:
    """The page that asks for poses, or for the next person."""
    if view.stage is MakingStage.POSES:
        first = say("Type a name and press Enter")
        hint = say("Enter takes a name; Enter on an empty line goes on") if view.poses else first
        return NamesView(
            say("Which poses are in your set?"), view.poses, view.typed, hint, _warning(say, view), look.t_s, say
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
    return NamesView(heading, view.people, view.typed, hint, _warning(say, view), look.t_s, say)


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
