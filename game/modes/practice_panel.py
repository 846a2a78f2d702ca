"""What practice shows over its world: the pose to try next, every pose's score, and how to teach one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from game.body.model_acts import icon_pose
from game.body.pose import Pose
from game.controls.keyboard import POSES
from game.modes.around import camera, help_page, surround
from game.modes.kit import Kit
from game.modes.look import Look
from game.modes.menu import Button
from game.scene.drawing import DrawList
from game.scene.interface import lettering
from game.scene.interface.cards import MIST, Area, card, line
from game.scene.interface.choosing import hand_button
from game.scene.interface.hud import Toast, layout, toasts
from game.scene.interface.icons import FIGURES, Figure, figure_of
from game.scene.interface.lessons import PracticeView, practice_panel, practice_place
from game.tuning import MOVES
from game.words import mark

FIGURE_NAMES = tuple(FIGURES)
"""The eight poses, for practice without a classifier."""


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
    items = [*surround(kit, look, None, bars=False, advice=words.advice), *practice_panel(look.size, view)]
    if own is not None:
        items += _asking(kit, look, own.complaints[0] if own.complaints else "")
        if look.by_body and words.button is not None:
            items += _button(kit, look, words.button)
    place, room = layout(look.size), practice_place(look.size)
    # below the feet of the celebrating bird
    foot = room.poses.y if place.tall else room.words.y
    place = replace(place, toast=(room.words.middle[0], foot - min(look.size) * 0.05))
    return [*items, *toasts(place, words.toasts), *help_page(kit, look)]


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
    text = line(
        kit.say(complaint) or offer, *room.middle, round(room.height * 0.54), MIST, "c", most_px=room.width * 0.94
    )
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
