"""Every screen in every language and window: no text is cut off, and none leaves the picture."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from game.body.standing import Place
from game.cabinet.operator import Row
from game.modes.chronicle import BY_DISTANCE, FARTHEST, THE, TITLES
from game.modes.results import BOARDS, COUNTED
from game.modes.setting import ROWS
from game.scene.drawing import DrawList, Text
from game.scene.interface.camera_card import CameraView
from game.scene.interface.cards import Area, bounds
from game.scene.interface.choosing import MenuView, SigningView
from game.scene.interface.ending import EndingView, ending
from game.scene.interface.guide import guide, lost
from game.scene.interface.hints import WORDS as HINTS
from game.scene.interface.hints import hint_card
from game.scene.interface.hud import HudView, ScoreView, Toast, hud
from game.scene.interface.icons import FIGURES, POSE_NAMES
from game.scene.interface.lessons import PracticeView, helping, practice_panel
from game.scene.interface.making import NamesView, names_page, training_bar
from game.scene.interface.making import countdown as countdown_of_a_pose
from game.scene.interface.operator import OperatorView, Part, coins, moment, operator_page, pin_question
from game.scene.interface.school import demonstration, lesson_card
from game.scene.interface.scoreboard import BoardRow, BoardView, board_screen
from game.scene.interface.screens import countdown, pause, ready, title, waiting
from game.scene.interface.setting import SettingsView, language_row, settings_page
from game.screen.window import Window
from game.words import LANGUAGE_NAMES, LANGUAGES, Words, words
from game.world.snapshot import Lesson, LessonView
from tools.languages import texts

WINDOWS = [(640, 360), (1280, 720), (1080, 1920), (360, 640), (1024, 768), (2560, 1080)]
SIZES = sorted({Window(window, headless=True).interface_size for window in WINDOWS})
Size = tuple[int, int]


def toasts_of(say: Words) -> list[str]:
    """Every text that play may say over a run, with numbers in it."""
    tree = ast.parse(Path("game/modes/play.py").read_text(encoding="utf-8"))
    said = [
        node.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) in ("say", "mark")
        for node in ast.walk(call.args[0])
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert len(said) > 20
    return [say(text, n=12) for text in said]


def ends(say: Words) -> Iterator[EndingView]:
    """Results with every title, and every tease."""
    titles = [*(name for _, _, name, _ in TITLES), *(name for _, name in BY_DISTANCE), FARTHEST]
    teases = [say("{thing} waits at {m} m", thing=say(text), m=say.number(1178)) for text in THE.values()]
    news = [
        say("New best!"),
        say("The first run on the board"),
        say("{mine} place, {short} short of {other}", mine=say.ordinal(5), short="1,234 m", other=say.ordinal(4)),
        say(
            "{mine} place, {short} short of {other}",
            mine="3rd",
            short=say("{n} points", n="12,345"),
            other="2nd",
        ),
    ]
    rows = tuple(BoardRow(points, 1234.0, "ŌĀÇ") for points in (123_456, 2_300, 90))
    choices = tuple(say(text) for text in ("Again: arms up", "Practice", "Fly free", "Finish"))
    turn = say("Hold one hand to the left or right, or turn your head; stay still to choose")
    marks = tuple((n * 10.0, kind) for n, kind in enumerate(("hit", "knock", "stomp", "streak", "knock")))
    for n, name in enumerate(titles):
        yield EndingView(
            score=123_456,
            distance_m=1234,
            title=say(name),
            news=news[n % len(news)],
            lines=tuple((say(label), "123") for label in COUNTED.values()),
            figure=FIGURES["fly"],
            pose=say(POSE_NAMES[n % len(POSE_NAMES)]),
            marks=marks,
            tease=teases[n % len(teases)],
            board=BoardView(rows, 0, say),
            board_title=say([*BOARDS.values()][n % len(BOARDS)]),
            signing=SigningView("AB", ("A", "B", "C", "D", "E")) if n % 3 == 0 else None,
            hint=turn if n % 2 else say("← → choose a letter, Enter takes it"),
            menu=MenuView(choices, 1, left_s=12.0, default=3),
            say=say,
        )


def cards(say: Words) -> Iterator[CameraView]:
    """The camera's card with each status."""
    yield CameraView(say=say)
    yield CameraView(people=2, say=say)
    for text in notices(say):
        yield CameraView(notice=text, trouble=True, labels=("fly", "hadouken"), say=say)


def notices(say: Words) -> list[str]:
    """The longest sentences that vision, the system and the files of models may put on the camera's card."""
    told = ("game/vision/", "game/face/", "game/body/classifier.py", "game/body/moves_model.py", "game/sights.py")
    values = dict.fromkeys(
        ("path", "model", "folder", "name", "spec"), "/home/ana/.cache/huia/models/another_full.task"
    )
    values |= dict.fromkeys(("again", "remedy"), say("then try again, or play by keyboard with --camera none"))
    values |= dict.fromkeys(("where", "n", "code", "mb", "style", "ours", "number"), "12")
    values |= {"executable": "/usr/bin/python3", "wheel": "mediapipe==0.10.21", "member": "face.tflite", "why": "12"}
    values |= {"size": "32×32", "how": "12", "kind": "float32", "shape": "(3,)"}
    said = [say(text, **values) for text, files in _texts().items() if any(file.startswith(told) for file in files)]
    return sorted(said, key=len)[-8:]


@cache
def _texts() -> dict[str, list[str]]:
    return texts()


def operators(say: Words) -> Iterator[OperatorView]:
    """The operator's page with every verdict on every part, five verdicts a page."""
    facts = (
        *((say(name), "1234") for name in ("plays today", "game restarts", "vision restarts", "memory")),
        (say("running for"), say("{d} d {h} h {min} min", d=123, h=23, min=59)),
        (say("frames a second"), "60, p99 18 ms"),
        (say("a pose takes"), "123 ms"),
        (say("camera to screen"), "123 ms"),
    )
    names = [say(name) for name in ("camera", "vision", "light", "distance", "sound")]
    found = [
        say(text, level=123, more=123, found=12, all=12, part="12%", mb="123,456", seen=say("somebody in view"), ms=123,
            size="1920x1080", fps=30, n=100, why="Permission denied")
        for text, files in _texts().items()
        if {"game/verdicts.py", "game/cabinet/attendant.py"} & set(files) and " " in text and text[0] not in ",{"
    ]  # fmt: skip
    rows = tuple((say(row.value), "auto" if row is Row.QUALITY else "") for row in Row)
    last = say("it gave no sign of life for {n} s", n=say.number(123.45, 2))
    why, path = say("that is not permitted"), "/home/ana/.local/share/huia/scores.sqlite"
    found.append(say("Scores cannot be kept in {path} ({why}); they are tried again.", path=path, why=why))
    silent = "No sound ({why}): the game plays in silence until it finds a device when it starts."
    found.append(say(silent, why=why))
    for n in range(0, len(found), 5):
        parts = tuple(Part(name, "bad", words) for name, words in zip(names, found[n : n + 5], strict=False))
        parts += tuple(Part(say(name), "good", last) for name in ("picture", "disk", "scores", "last error"))
        yield OperatorView(
            say("{cabinet}: for the operator", cabinet="Foyer"), rows, n % len(rows), n == 0, facts, parts
        )


def sets(size: Size, say: Words) -> Iterator[DrawList]:
    """What is shown while a pose set is made, with as many names as there may be."""
    named = ["borboleta azul", "dinossauro rex", "estrela do mar"] * 4
    for text, files in _texts().items():
        if "game/modes/lesson_panel.py" in files and text[-1] in "?y":
            view = NamesView(say(text, name="Benedita"), named, "tartaruga", say(text, name="Benedita"), say=say)
            yield names_page(size, view)
    pose, who = "dinossauro rex", "Benedita Albuquerque"
    yield countdown_of_a_pose(Area(0, 0, 300, 225), pose, 2.4, 0.3, False, None, who)
    yield training_bar(size, 0.4, 230.0, say)


def screens(size: Size, say: Words) -> Iterator[DrawList]:
    """Everything a player may see."""
    tips = tuple(POSE_NAMES)
    for by_body in (True, False):
        yield title(size, 1.0, 123_456, by_body, say=say)
        yield ready(size, 1.0, by_body, say=say)
        yield ready(size, 1.0, by_body, again=True, say=say)
        yield pause(size, by_body, say("The Huia waits for you"), say)
        yield pause(size, by_body, "", say)
        yield helping(size, by_body, say)
        for lesson in Lesson:
            for patience in (0.0, 1.0):
                yield lesson_card(size, LessonView(lesson, True, patience), 1.0, by_body, say)
    yield waiting(size, 1.0, say=say)
    yield countdown(size, 0.0, say)
    for pose in tips:
        yield demonstration(size, pose, 1.0, say)
        yield practice_panel(size, PracticeView(tips, ask=pose, times={pose: 12}, say=say))
    score = ScoreView(123_456, 234_567, 1234, say=say)
    for text in toasts_of(say):
        yield hud(HudView(size, score=score, toasts=(Toast(text, 1.0),)))
    for card in cards(say):
        yield hud(HudView(size, score=score, camera=card))
    for end in ends(say):
        yield ending(size, 9.0, end)
    yield board_screen(size, BoardView((BoardRow(123_456, 1234.0, "ŌĀÇ"),), 0, say))
    tiles = MenuView(("↑", "↓", "←", "→", say("Done")), 4)
    for note in ("counts from now on", "counts from the next start"):
        rows = tuple((say(row.label), max((say(name) for name in row.names), key=len)) for row in ROWS)
        yield settings_page(size, SettingsView(say("Settings"), rows, 3, say(note), tiles))
    for large in (True, False):
        yield language_row(size, MenuView(LANGUAGE_NAMES, flags=LANGUAGES), large)
    for pose in HINTS:
        yield hint_card(size, pose, 1.0, say)
    yield from sets(size, say)
    for place in Place:
        yield guide(size, place, True, 1.0, False, say)
        yield guide(size, place, True, 1.0, True, say)
    yield lost(size, say("The camera's picture does not change; uncover the lens or replug it."), say)
    for credits in (0, 1, 12):
        yield coins(size, credits, say)
    for view in operators(say):
        yield operator_page(size, view, say)
    yield pin_question(size, 3, 8, say)
    yield moment(size, say)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_no_text_is_cut_off_or_leaves_the_picture(size: Size, language: str) -> None:
    say = words(language)  # type: ignore[arg-type]
    assert say.language == language
    picture = Area(0, 0, *size)
    cut, out, small = set(), set(), set()
    for drawing in screens(size, say):
        for item in drawing:
            if not isinstance(item, Text) or not item.text:
                continue
            if item.text.endswith("…"):
                cut.add(item.text)
            place = bounds(item)
            if place is None or not place.within(picture, 1.0):
                out.add(item.text)
            if item.size_px < 9:
                small.add(item.text)
    assert (cut, out, small) == (set(), set(), set())
