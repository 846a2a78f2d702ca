import math
from dataclasses import replace
from itertools import combinations

import cv2
import numpy as np
import pytest
from goldens import check
from people import figure, room

from game.body.pose import Pose
from game.body.reading import Facing
from game.body.standing import Place
from game.controls import keyboard
from game.scene.drawing import Box, Disc, DrawList, Fresh, Interface, Item, Line, Polygon, Stamp, Text
from game.scene.interface import lettering, overlay
from game.scene.interface.camera_card import CameraView, camera_card, class_bars, compass
from game.scene.interface.cards import GLOW, TEAL, WATTLE, Area, bounds, extent
from game.scene.interface.choosing import MenuView, SigningView
from game.scene.interface.ending import EndingView, ending
from game.scene.interface.gaze import GazeView, gaze_screen
from game.scene.interface.guide import guide, lost
from game.scene.interface.hud import (
    HudView,
    ScoreView,
    Toast,
    energy_bar,
    hud,
    layout,
    meters_panel,
    prompt,
    score_panel,
    toasts,
)
from game.scene.interface.icons import FIGURES, HOW
from game.scene.interface.lessons import KEYS, PracticeView, coach, helping, practice_panel, practice_place
from game.scene.interface.scoreboard import ROWS, BoardRow, BoardView, board_screen
from game.scene.interface.screens import countdown, dim, pause, progress, ready, title, waiting
from game.screen.window import Window

WINDOWS = [(640, 360), (1280, 720), (3840, 2160), (720, 1280), (360, 640), (1080, 1920), (1024, 768), (2560, 1080)]
LABELS = tuple(FIGURES)
LONG = "The camera in use by another program was lost and is being looked for again: close the other program"


TABLE = BoardView((BoardRow(1_234_567, 12_345), BoardRow(20_344, 480), BoardRow(20_344, 412), BoardRow(90, 7)), 0)


def interface_size(window: tuple[int, int]) -> tuple[int, int]:
    return Window(window, headless=True).interface_size


SIZES = sorted({interface_size(window) for window in WINDOWS})


def camera(**changes: object) -> CameraView:
    view = CameraView(
        picture=room(),
        pose=figure("fly"),
        people=1,
        facing=Facing(0.3, 0.2, 0.0),
        arms_up=True,
        labels=LABELS,
        scores=(0.02, 0.93, *[0.1] * 6),
        levels=(0.7,),
        fired="fly",
    )
    return replace(view, **changes)  # type: ignore[arg-type]


def full(size: tuple[int, int]) -> HudView:
    return HudView(
        size,
        t_s=0.8,
        score=ScoreView(1_234_567, 2_345_678, 12_345, 2, 3, 0.75),
        camera=camera(),
        prompt="Raise both arms to jump",
        hint="or press Space",
        toasts=(Toast("Two feathers left", 1.0), Toast("Out of breath: wait for the energy", 0.6, WATTLE)),
        meters=("60.0 frames a second", "p99 17.4 ms", "poses 29.8 a second", "capture to draw 41 ms"),
        frames_ms=tuple(16.7 + math.sin(n) for n in range(120)),
    )


ENDED = EndingView(
    1_234_567,
    12_345,
    "Legend of the forest",
    "3rd place, 1,234 m short of 2nd",
    True,
    (("Left behind", "41"), ("Knocked over", "12"), ("Berries and grubs", "9")),
    FIGURES["hadouken"],
    "hadouken",
    ((8.0, "learnt"), *((n * 130.0, "knock") for n in range(90)), (4000.0, "hit"), (9000.0, "hit"), (12_345.0, "hit")),
    "The harrier waits at 12,780 m",
    replace(TABLE, mine=1),
    "Best of the day",
    None,
    "Hold one hand to the left or right, or turn your head; stay still to choose",
    MenuView(("Again: arms up", "Practice", "Fly free", "Finish"), 1, 0.4, (0.4, 0.5), 3, 6.2, 20.0),
)


def gazes() -> dict[str, GazeView]:
    """The gaze lab while it collects, learns, shows what came of it, and where it errs."""
    rng = np.random.default_rng(1)
    dots = [(float(x), float(y), n % 5 == 3) for n, (x, y) in enumerate(rng.uniform(0, 1, (60, 2)))]
    losses = [(0.5 * 0.8**n, 0.5 * 0.85**n + 0.02) for n in range(18)]
    known, left = np.abs(rng.normal(0.08, 0.06, (2, 9, 16)))
    left[0, :3] = np.nan
    names = ("centre", "ridge", "rays", "codes", "virtual", "together", "curved", "original", "network", "best")
    errors = dict(zip(names, (0.38, 0.09, 0.11, 0.1, 0.12, 0.08, 0.1, 0.21, 0.12, 0.07), strict=True))
    actions = ("Follow", "Learn", "Errors", "Save", "Load", "Forget")
    figures = ("61 pixels: 4.1 % of the diagonal", "2.0° at 52 cm, screen 34 cm wide")
    look = "Ring and Huia go where you look. Follow the target again to improve it."
    return {
        "rest": GazeView(dots=dots, counts=(48, 12), title="The gaze lab", words=LONG, actions=actions[:2]),
        "collect": GazeView((0.3, 0.8, True), (0.35, 0.7), dots, (20, 5), words=look, actions=("Stop",)),
        "training": GazeView(
            dots=dots,
            counts=(48, 12),
            title="Learning your eyes",
            words=look,
            done=0.6,
            doing="network: original",
            losses=losses,
            actions=("Cancel",),
        ),
        "result": GazeView(
            None,
            (0.6, 0.4),
            dots,
            (48, 12),
            "Look about",
            look,
            losses=losses,
            errors=errors,
            use="best",
            figures=figures,
            actions=actions,
            chosen=2,
        ),
        "errors": GazeView(counts=(48, 12), maps=(known, left), actions=actions, chosen=2),
    }


GAZES = gazes()


def screens(size: tuple[int, int]) -> dict[str, DrawList]:
    practice = PracticeView(
        LABELS, (0.9, *[0.2] * 7), (0.7,), "normal", {"fly": 12, "normal": 3}, ask="backpack", t_s=1.0
    )
    shown = HudView(size, camera=camera(labels=()))
    own = tuple(f"own {n}" for n in range(8))
    return {
        "hud": hud(full(size)),
        "title": title(size, 0.9, 20_400),
        "title by key": title(size, 0.9, 20_400, False, LONG),
        "waiting": waiting(size, 2.0),
        "countdown": countdown(size, 1.6),
        "pause": pause(size, True, "Where did you go?"),
        "results": ending(size, 9.0, ENDED),
        "results at first": ending(size, 0.2, EndingView(7, 3, "Egg")),
        "signing": ending(size, 9.0, replace(ENDED, signing=SigningView("H", tuple("ZABCD"), part=0.6, left_s=12.2))),
        "board": board_screen(size, TABLE) + camera_card(layout(size).camera, camera()),
        "practice": practice_panel(size, practice) + hud(shown),
        "practice asks": practice_panel(size, replace(practice, current="")) + hud(shown),
        "practice of many": practice_panel(size, replace(practice, labels=(*LABELS, *own), ask="own 7")) + hud(shown),
        "help": helping(size),
        "help by key": helping(size, False),
        **{f"gaze {name}": gaze_screen(size, view) for name, view in GAZES.items()},
        "progress": progress(size, "Painting the forest …", 0.6),
        **{f"guide {place}": guide(size, place, False, 1.0) for place in Place},
        "guide in the dark": hud(HudView(size, camera=camera())) + guide(size, Place.GOOD, True, 1.0),
        "guide, large": title(size, 0.9, own=FIGURES["wings"]) + guide(size, Place.NEAR, False, 1.0, True),
        "lost": hud(HudView(size, camera=camera(labels=()))) + lost(size, LONG),
        "ready": ready(size, 0.9, True, again=True),
    }


def overlap(a: Area, b: Area) -> bool:
    """Whether they share any pixel."""
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


def ink(item: Text) -> Area:
    """The text's box less the leading that accents and descenders rarely use."""
    box = bounds(item)
    assert box is not None
    return Area(box.x, box.y + box.height * 0.2, box.width, box.height * 0.6)


@pytest.mark.no_cover
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_everything_stays_in_the_window_and_no_text_touches_another(size: tuple[int, int]) -> None:
    window = Area(0, 0, *size)
    for name, items in screens(size).items():
        for item in items:
            area = bounds(item)
            assert area is None or area.within(window, slack=1.5), f"{name}: {item} leaves the window"
        texts = [item for item in items if isinstance(item, Text) and item.text != "!"]
        for a, b in combinations(texts, 2):
            assert not overlap(ink(a), ink(b)), f"{name}: {a.text!r} touches {b.text!r}"


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_text_stays_on_its_card(size: tuple[int, int]) -> None:
    for name, items in screens(size).items():
        cards: list[Area] = []
        for item in items:
            if isinstance(item, Box) and item.width > 60 and item.height > 26:
                cards.append(Area(item.x, item.y, item.width, item.height))
            if isinstance(item, Text):
                touched = [card for card in cards if overlap(card, ink(item))]
                assert not touched or any(ink(item).within(card, 1.0) for card in touched), f"{name}: {item.text!r}"


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_panels_of_the_play_screen_do_not_overlap(size: tuple[int, int]) -> None:
    view, place = full(size), layout(size)
    assert view.score is not None and view.camera is not None
    parts = {
        "score": score_panel(place.score, view.score),
        "camera": camera_card(place.camera, view.camera),
        "meters": meters_panel(place.meters, view.meters, view.frames_ms),
        "toasts": toasts(place, view.toasts),
        "prompt": prompt(place, view.prompt, view.hint),
    }
    for (a, first), (b, second) in combinations(parts.items(), 2):
        assert not overlap(extent(first), extent(second)), f"{a} overlaps {b}"


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_title_stands_clear_of_the_camera_card(size: tuple[int, int]) -> None:
    card = extent(camera_card(layout(size).camera, camera()))
    for notice in ("", LONG):
        for item in title(size, 0.9, 20_400, notice=notice):
            area = bounds(item)
            assert area is None or not overlap(area, card), item
    for item in prompt(layout(size), "Raise both arms to start", figure=True):
        area = bounds(item)
        assert area is None or not overlap(area, card), item


def test_prompts_can_be_read_from_three_metres() -> None:
    # 1/24 of the picture's height, as subtitles: a capital is then about 1.2 cm high on a 24-inch screen
    for size in SIZES:
        texts = [item for item in ready(size, 0.0) if isinstance(item, Text)]
        assert max(text.size_px for text in texts) >= min(size) / 24


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_long_prompt_takes_lines_rather_than_small_letters(size: tuple[int, int]) -> None:
    said = "I hardly saw you. Stand where I see all of you, and try again"
    texts = [item for item in prompt(layout(size), said, "Esc ends the lesson") if isinstance(item, Text)]
    assert " ".join(text.text for text in texts) == f"{said} Esc ends the lesson"
    assert min(text.size_px for text in texts[:-1]) >= min(size) / 24


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_what_stands_in_the_middle_is_clear_of_the_camera_card(size: tuple[int, int]) -> None:
    card = extent(camera_card(layout(size).camera, camera()))
    for items in (pause(size, True, "Where did you go?")[1:], countdown(size, 1.6), waiting(size, 2.0)):
        for item in items:
            area = bounds(item)
            assert area is None or not overlap(area, card), item


def x_height(item: Text) -> float:
    rows = np.nonzero((lettering.coverage("x", item.size_px * 4, item.bold) > 127).any(axis=1))[0]
    return (float(np.ptp(rows)) + 1) / 4


@pytest.mark.parametrize("pose", [*LABELS, ""])
def test_the_pose_to_try_can_be_read_from_three_metres(pose: str) -> None:
    # a small letter of 1/45 of the picture's shorter side is 7 mm high on a 24-inch screen: 8 minutes of arc
    for size in SIZES:
        view = PracticeView(LABELS, ask=pose, heading="All eight!", words="Now teach me one of your own")
        place = practice_place(size)
        said = [item for item in practice_panel(size, view) if isinstance(item, Text)]
        words = [text for text in said if (area := bounds(text)) is not None and area.within(place.coach)]
        assert words[0].text == (pose or view.heading)
        assert " ".join(text.text for text in words[1:]) == (HOW[pose] if pose else view.words)
        for text in words[1:]:
            assert x_height(text) >= min(size) / 45, f"{size}: {text.text!r}"


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_practice_leaves_the_bird_and_its_own_parts_free(size: tuple[int, int]) -> None:
    place = practice_place(size)
    card = extent(hud(HudView(size, camera=camera(labels=(), notice=LONG, trouble=True))))
    for a, b in combinations([*(place.coach, place.poses, place.words), card], 2):
        assert not overlap(a, b)
    wide = size[1] <= size[0]
    # where the stage has the bird: right of the panel, or between what is above and what is below
    assert place.poses.right <= size[0] * 0.42 if wide else place.words.bottom < size[1] * 0.4 < place.poses.y


def test_the_coach_shows_a_pose_in_motion_and_holds_one_that_was_done() -> None:
    def drawn(t_s: float, current: str = "") -> DrawList:
        items = coach(Area(0, 0, 390, 302), PracticeView(LABELS, current=current, ask="fly", t_s=t_s), 32)
        return [item for item in items if isinstance(item, Line)]

    assert drawn(0.0) != drawn(0.25) != drawn(1.0) == drawn(1.5)
    assert drawn(0.0, "wings") == drawn(0.25, "wings")


def test_absurd_words_are_cut_not_spilled() -> None:
    for size in SIZES:
        view = replace(
            full(size),
            prompt="Raise both arms " * 12,
            hint="or press " * 40,
            toasts=(Toast(LONG * 2, 0.5),),
            camera=camera(labels=("x" * 40, "a maker's own very long pose name"), scores=(1.0, 0.5), notice=LONG),
            score=ScoreView(10**15, 10**15, 1e9, 12, 12, 3.0, 9),
            meters=tuple(LONG for _ in range(60)),
        )
        for item in hud(view):
            area = bounds(item)
            assert area is None or area.within(Area(0, 0, *size), 1.5), item


def test_camera_card_says_what_is_the_matter() -> None:
    area = Area(0, 0, 280, 600)

    def words(view: CameraView) -> str:
        return " ".join(item.text for item in camera_card(area, view) if isinstance(item, Text))

    assert "Nobody in view" in words(camera(pose=None, people=0))
    assert "Come to the middle" in words(camera(pose=None, people=2))
    assert "Arms up" in words(camera())
    assert "I see you" in words(camera(arms_up=False))
    assert "and 2 more" in words(camera(arms_up=False, people=3))
    assert "No picture" in words(CameraView(notice="No camera"))
    assert "Camera lost" in words(camera(notice="Camera lost", trouble=True))
    fault = [i for i in camera_card(area, camera(notice="Camera lost", trouble=True)) if isinstance(i, Disc)]
    assert WATTLE in [disc.colour for disc in fault]
    assert WATTLE not in [i.colour for i in camera_card(area, camera()) if isinstance(i, Disc | Box)]


@pytest.mark.parametrize("wide", [172, 224, 260])
def test_a_long_notice_is_told_whole(wide: int) -> None:
    said = "The camera gives no new picture: unplug it, plug it in again, close what else uses it"
    items = camera_card(Area(0, 0, wide, 600), camera(notice=said, trouble=True))
    rows = [item.text for item in items if isinstance(item, Text)]
    assert " ".join(rows) == said
    assert len(rows) > 1
    for item in items:
        box = bounds(item)
        assert box is None or box.within(Area(0, 0, wide, 600), 1.0)


def test_moves_are_figures_that_light_up_and_unknown_ones_have_bars() -> None:
    view = camera(labels=LABELS, scores=(0.95, *[0.1] * 7), levels=(0.8,), fired=LABELS[2])
    items = camera_card(Area(0, 0, 224, 600), view)
    states = dict(item.key.split("/")[1:] for item in items if isinstance(item, Stamp))
    assert list(states) == list(LABELS)
    assert [states[name] for name in LABELS[:4]] == ["over", "idle", "lit", "idle"]
    own = camera_card(Area(0, 0, 224, 600), replace(view, labels=("tiger", "fly"), scores=(0.5, 0.2)))
    assert {"tiger", "fly"} <= {item.text for item in own if isinstance(item, Text)}


def test_class_bars_grow_with_scores_and_light_up_over_their_level() -> None:
    view = camera(labels=("a", "b"), scores=(0.3, 0.9), levels=(0.5, 0.8), fired="")
    area = Area(0, 0, 200, 40)
    low, high = [b for b in class_bars(area, view) if isinstance(b, Box) and len(b.colour) == 3]
    assert high.width == pytest.approx(3 * low.width, rel=0.05)
    assert high.colour == TEAL and low.colour != TEAL
    lit = class_bars(area, replace(view, fired="a"))
    assert any(isinstance(i, Text) and i.text == "a" and i.colour == GLOW for i in lit)


def test_facing_dot_goes_where_the_mirrored_player_looks() -> None:
    def dot(yaw: float, pitch: float) -> tuple[float, float]:
        found = compass(100, 100, 20, Facing(yaw, pitch, 0))[-1]
        assert isinstance(found, Disc)
        return found.x, found.y

    assert dot(0, 0) == (100, 100)
    assert dot(0.4, 0)[0] < 100  # to their own left: left in the mirror
    assert dot(0, 0.4)[1] < 100  # up
    far = dot(9, 9)
    assert math.hypot(far[0] - 100, far[1] - 100) < 20


def test_energy_lights_one_piece_for_each_whole_shot() -> None:
    for energy, cost, whole in ((0.0, 0.34, 0), (0.3, 0.34, 0), (0.34, 0.34, 1), (0.7, 0.34, 2), (1.0, 0.34, 2)):
        pieces = [b for b in energy_bar(Area(0, 0, 300, 9), energy, 1 / cost) if isinstance(b, Box)]
        assert sum(piece.colour == TEAL for piece in pieces) == whole
        assert extent(pieces).within(Area(0, 0, 300, 9), 0.01)
    assert sum(isinstance(b, Box) and b.colour == TEAL for b in energy_bar(Area(0, 0, 300, 9), 1.0, 3)) == 3


def test_lives_are_feathers_and_lost_ones_are_outlines() -> None:
    def filled(lives: int) -> int:
        (tail,) = (i for i in score_panel(Area(0, 0, 300, 120), ScoreView(lives=lives)) if isinstance(i, Stamp))
        return sum(item.width_px == 0 for item in tail.items if isinstance(item, Polygon))

    assert [filled(lives) // 4 for lives in range(4)] == [0, 1, 2, 3]


def test_toasts_come_go_and_are_three_at_most() -> None:
    place = layout((1280, 720))
    messages = [Toast(f"message {n}", 0.1 * n) for n in range(6)]
    shown = [item.text for item in toasts(place, messages) if isinstance(item, Text)]
    assert shown == ["message 5", "message 4", "message 3"]
    assert toasts(place, [Toast("gone", 2.0), Toast("not yet", -0.1)]) == []
    young, grown = (toasts(place, [Toast("a", age)])[-1] for age in (0.03, 1.0))
    assert isinstance(young, Text) and isinstance(grown, Text)
    assert len(young.colour) == 4 and young.colour[3] < 128
    assert len(grown.colour) == 4 and grown.colour[3] == 255


def test_the_picture_is_a_mirror_with_skeleton_and_line() -> None:
    picture = np.zeros((120, 160, 3), np.uint8)
    picture[:, :40] = 255  # bright on the camera's left: right in the mirror
    plain = overlay.reflected(overlay.Glass(picture, None, 0.4, False, (160, 120)))
    assert plain[60, 140, 0] > 150 and plain[60, 20, 0] == 0
    assert plain[0, 0, 3] == 0 and plain[60, 80, 3] == 255  # round corners

    pose = figure("fly")
    drawn = overlay.reflected(overlay.Glass(np.zeros((240, 320, 3), np.uint8), pose, 0.4, False, (320, 240)))
    for x, y in overlay.placed(pose, (320, 240))[[11, 13, 14, 15, 16]]:
        assert drawn[round(float(y)), round(float(x)), :3].max() > 120
    left, right = overlay.placed(pose, (320, 240))[[15, 16]]
    assert left[0] < right[0]  # players see their own left hand on the left


def test_height_line_stands_over_the_nose_and_inside_the_picture() -> None:
    pose = figure("normal")
    nose = overlay.placed(pose, (320, 240))[0, 1]
    lines = [overlay.height_line(pose, level, (320, 240)) for level in (0.2, 0.4)]
    assert lines[0] is not None and lines[1] is not None
    assert lines[1] < lines[0] < nose
    for y in (-50.0, 120.0, 900.0):
        pixels = np.zeros((240, 320, 3), np.uint8)
        overlay.draw_height_line(pixels, y, reached=True)
        assert pixels.any()


def test_a_glass_is_drawn_once_for_each_picture_and_pose() -> None:
    glass = overlay.Glass(room(), figure("fly"), 0.4, True, (200, 150))
    same = replace(glass)
    assert overlay.reflected(same) is overlay.reflected(glass)
    other = replace(glass, picture=room())
    assert other != glass
    assert overlay.reflected(other) is not overlay.reflected(glass)


@pytest.mark.parametrize("picture", [np.zeros((1, 1, 3)), np.zeros((0, 0, 3)), np.zeros((900, 40, 3)), None])
def test_any_picture_makes_a_card(picture: np.ndarray | None) -> None:
    view = camera(picture=None if picture is None else picture.astype(np.uint8))
    for size in SIZES:
        area = layout(size).camera
        for item in camera_card(area, view):
            if isinstance(item, Fresh):
                assert item.pixels.shape[2] == 4
            box = bounds(item)
            assert box is None or box.within(area, 1.5), item


def test_help_names_keys_that_work() -> None:
    known = {"jump": keyboard.JUMP, "left": keyboard.LEFT, "right": keyboard.RIGHT, "spread": keyboard.SPREAD}
    by_text = {text: {key.lower() for key in keys} for keys, text in KEYS}
    arrows = {"↑": "up", "↓": "down", "←": "left", "→": "right", "shift": "left shift"}

    def names(fragment: str) -> set[str]:
        keys = next(keys for text, keys in by_text.items() if fragment in text)
        return {arrows.get(key, key) for key in keys}

    assert names("Jump") <= known["jump"]
    assert names("spread") <= known["spread"]
    assert names("Walk") <= known["left"] | known["right"]
    assert names("Hadouken") <= keyboard.FIRE | keyboard.FIRE_LEFT | keyboard.FIRE_RIGHT
    assert names("Hadouken") >= keyboard.FIRE_LEFT | keyboard.FIRE_RIGHT


def test_every_pose_has_a_figure_and_words() -> None:
    assert set(FIGURES) == set(HOW) == set(keyboard.POSES.values())


def test_a_count_up_ends_at_the_score() -> None:
    def shown(t_s: float) -> int:
        texts = ending((1280, 720), t_s, EndingView(5000, 10.0, "Egg"))
        numbers = [text.text.replace(",", "") for text in texts if isinstance(text, Text)]
        return max(int(number) for number in numbers if number.isdigit())

    assert shown(0.0) < shown(0.3) < shown(2.0) == 5000


def test_noughts_have_no_slash_and_other_letters_keep_their_shape() -> None:
    for size in (15, 40, 120):
        for bold in (False, True):
            nought = lettering.coverage("0", size, bold) > 127
            rows, columns = np.nonzero(nought)
            middle = nought[rows.min() + np.ptp(rows) // 2, columns.min() : columns.max() + 1]
            assert np.abs(np.diff(middle.astype(int))).sum() == 2, size  # ink, air, ink
            alone = lettering.coverage("8B&%g6", size, bold)
            beside = lettering.coverage("8B&%g60", size, bold)
            assert np.array_equal(alone[:, :-3], beside[:, : alone.shape[1] - 3])


def test_the_board_lights_the_run_just_played() -> None:
    for mine in (None, 1):
        items = board_screen((1280, 720), replace(TABLE, mine=mine))
        lit = [item.text for item in items if isinstance(item, Text) and item.colour == GLOW]
        assert lit == ([] if mine is None else ["2", "20,344"])
        places = [item.text for item in items if isinstance(item, Text) and item.text in "12345"]
        assert len(places) == ROWS


def test_a_result_can_be_read_from_three_metres_and_counts_down() -> None:
    for size in SIZES:
        texts = [item for item in ending(size, 9.0, replace(ENDED, score=20_344)) if isinstance(item, Text)]
        sizes = {text.text: text.size_px for text in texts}
        assert max(text.size_px for text in texts if text.text == "20,344") >= min(size) / 7
        assert sizes["Knocked over"] >= min(size) / 42 and sizes[ENDED.news] >= min(size) / 30
        assert "Finish · 7" in sizes  # seconds left, whole
        assert "The harrier" in " ".join(sizes)


def test_letters_scale_evenly() -> None:
    for text in ("Left hand behind your head", "1,234,567", "WAVE"):
        wide = [lettering.width(text, size) / size for size in (12, 16, 24, 48, 96)]
        assert max(wide) / min(wide) < 1.04
        assert lettering.coverage(text, 24).shape == (lettering.line_height(24), lettering.width(text, 24))
    assert lettering.wrapped("a b c", 20, 1.0) == ["a", "b", "c"]
    assert lettering.wrapped("", 20, 100.0) == []
    assert lettering.fitted("a long line of words", 40, 100.0) < 20


def test_dim_covers_everything() -> None:
    (veil,) = dim((1280, 720), 0.5)
    assert bounds(veil) == Area(0, 0, 1280, 720)


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "name",
    [
        "hud",
        "title",
        "waiting",
        "results",
        "signing",
        "board",
        "practice",
        "help",
        "pause",
        "countdown",
        "progress",
        "lost",
        *(f"gaze {name}" for name in ("collect", "training", "result", "errors")),
    ],
)
@pytest.mark.parametrize("window", [(1280, 720), (720, 1280)], ids=["wide", "tall"])
def test_golden(name: str, window: tuple[int, int]) -> None:
    shown = Window(window, headless=True)
    backdrop: Item = Fresh(_dusk(), 0, 0)
    shown.show([backdrop, Interface(), *screens(shown.interface_size)[name]])
    check(f"hud/{name.replace(' ', '-')}-{window[0]}x{window[1]}", shown.pixels)


def _dusk() -> np.ndarray:
    shades = np.array(
        [[[10, 26, 53, 255]], [[43, 104, 128, 255]], [[249, 207, 160, 255]], [[11, 31, 34, 255]]], np.uint8
    )
    return cv2.resize(shades, (1280, 720), interpolation=cv2.INTER_LINEAR)


def test_both_players_are_drawn_each_with_their_own_line() -> None:
    size, left = (320, 240), figure("fly")
    points = left.points.copy()
    points[:, 0] += 0.25
    right = Pose(points, left.frame)
    black = np.zeros((240, 320, 3), np.uint8)
    alone = overlay.reflected(overlay.Glass(black, left, 0.4, True, size))
    both = overlay.reflected(overlay.Glass(black, left, 0.4, True, size, overlay.Mate(right, 0.4, False)))
    assert overlay.Glass(black, left, 0.4, True, size) != overlay.Glass(
        black, left, 0.4, True, size, overlay.Mate(right, 0.4, False)
    )
    assert both[:, :110, :3].any(axis=(1, 2)).sum() > alone[:, :110, :3].any(axis=(1, 2)).sum() + 40
    assert not both[60:, 300:, :3].any(), "the line does not cross the whole picture any more"


def test_a_pair_has_two_tails_and_two_energies() -> None:
    area = Area(0, 0, 500, 72)
    one = score_panel(area, ScoreView(lives=3))
    two = score_panel(area, ScoreView(lives=3, mate=(1, 0.2)))
    fans = [item.key for item in two if isinstance(item, Stamp)]
    assert [key for key in fans if str(key).startswith("fan/")] == ["fan/3/3", "fan/1/3"]
    assert len(two) > len(one)
